use inbox_simulators::ohallo::{ChannelType, Who};
use serde_json::json;

use super::{Desk, error, read, texts};

#[tokio::test]
async fn a_channel_is_read_and_changed_member_by_member() {
    let desk = Desk::empty().await;
    assert_eq!(
        desk.get("/api/channels/nowhere").await,
        (404, error("Channel not found"))
    );
    let id = desk.channel("Deutschland", ChannelType::Email);
    let path = format!("/api/channels/{id}");
    let before = desk.read(&path).await;
    assert_eq!(
        (
            &before["channelType"],
            &before["status"],
            &before["config"]["inboundAddress"]
        ),
        (
            &json!("email"),
            &json!("active"),
            &json!("de@switchboard-home.example")
        )
    );
    let change = async |body| {
        let request = desk.http.patch(desk.url(&path)).bearer_auth(&desk.key);
        read(request.json(&body)).await
    };
    for body in [
        json!({ "displayName": "" }),
        json!({ "config": 3 }),
        json!({ "enabled": "no" }),
    ] {
        assert_eq!(change(body).await.0, 400);
    }
    let (status, after) = change(json!({ "displayName": "Hilfe" })).await;
    assert_eq!((status, &after["displayName"]), (200, &json!("Hilfe")));
    assert_eq!(after["config"], before["config"]);
    change(json!({ "enabled": false })).await;
    let who = Who::email("a@mail.example").on(&id);
    assert!(desk.control.receive_text(&who, "Hallo").is_err());
}

#[tokio::test]
async fn workspaces_and_brands_have_names_and_the_brand_names_its_ai() {
    let desk = Desk::empty().await;
    let workspaces = desk.read("/api/workspaces").await;
    assert_eq!(
        texts(&workspaces, "operatingLanguage"),
        ["en", "de", "pt", "ar", "en"]
    );
    let id = workspaces[1]["id"].as_str().unwrap();
    assert_eq!(
        desk.read(&format!("/api/workspaces/{id}")).await,
        workspaces[1]
    );
    let brands = desk.read("/api/brands").await;
    assert_eq!(texts(&brands, "aiSenderName"), ["Sophie", "Milo"]);
    let brand = workspaces[1]["brandId"].as_str().unwrap();
    assert_eq!(desk.read(&format!("/api/brands/{brand}")).await, brands[0]);
    assert_eq!(desk.get("/api/brands/none").await.0, 404);
    assert_eq!(desk.get("/api/workspaces/none").await.0, 404);
    desk.control
        .quirks(|quirks| quirks.workspaces_readable = false);
    assert_eq!(desk.get("/api/workspaces").await.0, 403);
    assert_eq!(desk.get("/api/conversations").await.0, 200);
}
