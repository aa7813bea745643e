use std::time::Duration;

use inbox_simulators::chatwoot::{DeliveryFate, MessageStatus, Who};
use serde_json::json;

use super::{AHMED, Desk, column, read};

#[tokio::test]
async fn messages_page_backwards_by_20_and_forwards_by_100() {
    let desk = Desk::empty().await;
    let mut id = 0;
    for number in 1..=130 {
        let who = Who::phone(AHMED);
        id = desk
            .control
            .receive_text(&who, format!("{number}"))
            .unwrap()
            .conversation_id;
        desk.control.advance(Duration::from_secs(1)).await;
    }
    let path = format!("/conversations/{id}/messages");
    let ids = async |query: &str| {
        let (status, page) = desk.get(&format!("{path}{query}")).await;
        assert_eq!(status, 200);
        let ids = column(&page["payload"], "id");
        ids.iter()
            .map(|id| id.as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("").await, (111..=130).collect::<Vec<_>>());
    assert_eq!(ids("?before=111").await, (91..=110).collect::<Vec<_>>());
    assert_eq!(ids("?after=10").await, (11..=110).collect::<Vec<_>>());
    // Only between two bounds the lower one is included.
    assert_eq!(ids("?after=10&before=12").await, [10, 11]);
}

#[tokio::test]
async fn a_sent_text_is_told_with_its_echo_once_and_never_again() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let path = format!("/conversations/{id}/messages");
    let body = json!({ "content": "Hi {{contact.name}}", "echo_id": "e-1",
        "content_attributes": { "in_reply_to": 1, "client_ref": "mine" } });
    let (status, sent) = desk.post(&path, body).await;
    assert_eq!(status, 200, "{sent}");
    assert_eq!(
        (&sent["echo_id"], &sent["message_type"]),
        (&json!("e-1"), &json!(1))
    );
    assert_eq!(sent["content"], format!("Hi {AHMED}"));
    assert_eq!(sent["content_attributes"]["in_reply_to"], 1);
    let (_, page) = desk.get(&path).await;
    let stored = page["payload"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(stored["content_attributes"]["client_ref"], "mine");
    assert!(stored.get("echo_id").is_none());
    assert_eq!(desk.control.sends()[0].echo_id.as_deref(), Some("e-1"));
    // A quoted message of nowhere becomes nothing.
    let body = json!({ "content": "x", "content_attributes": { "in_reply_to": 777 } });
    let (_, sent) = desk.post(&path, body).await;
    assert!(sent["content_attributes"]["in_reply_to"].is_null());
}

#[tokio::test]
async fn a_file_travels_as_multipart_and_can_be_loaded_again() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let file = reqwest::multipart::Part::bytes(b"not really a picture".to_vec())
        .file_name("box.png")
        .mime_str("image/png")
        .unwrap();
    let form = reqwest::multipart::Form::new()
        .text("content", "Look")
        .text("private", "false")
        .text("content_attributes", "{\"in_reply_to\":1}")
        .part("attachments[]", file);
    let path = format!("/conversations/{id}/messages");
    let (status, sent) = read(desk.request("POST", &path).multipart(form)).await;
    assert_eq!(status, 200, "{sent}");
    let attachment = &sent["attachments"][0];
    assert_eq!(attachment["file_type"], "image");
    assert_eq!(sent["content_attributes"]["in_reply_to"], 1);
    let url = attachment["data_url"].as_str().unwrap();
    let bytes = desk
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(&bytes[..], b"not really a picture");
    assert_eq!(desk.control.sends()[0].files, ["box.png"]);
}

#[tokio::test]
async fn outside_the_window_a_whatsapp_text_fails_afterwards() {
    let desk = Desk::empty().await;
    let who = Who::phone(AHMED).on(desk.inbox("WhatsApp Shop"));
    let id = desk
        .control
        .receive_text(&who, "Hello")
        .unwrap()
        .conversation_id;
    let path = format!("/conversations/{id}/messages");
    desk.control
        .next_deliveries([DeliveryFate::undeliverable()]);
    let states = || {
        desk.control
            .timeline(id)
            .into_iter()
            .map(|it| it.status)
            .collect::<Vec<_>>()
    };
    desk.post(&path, json!({ "content": "a" })).await;
    desk.post(&path, json!({ "content": "b" })).await;
    assert_eq!(states()[1..], [MessageStatus::Sent; 2]);
    desk.control.advance(Duration::from_secs(2)).await;
    assert_eq!(
        states()[1..],
        [MessageStatus::Failed, MessageStatus::Delivered]
    );
    desk.control.advance(Duration::from_hours(25)).await;
    let (_, conversation) = desk.get(&format!("/conversations/{id}")).await;
    assert_eq!(conversation["can_reply"], false);
    let (_, sent) = desk.post(&path, json!({ "content": "c" })).await;
    assert_eq!(
        sent["status"], "sent",
        "the failure is known only afterwards"
    );
    assert_eq!(states().last(), Some(&MessageStatus::Failed));
    let template = json!({ "content": "d", "template_params": { "name": "order_update" } });
    desk.post(&path, template).await;
    assert_eq!(states().last(), Some(&MessageStatus::Sent));
}

#[tokio::test]
async fn a_deleted_message_keeps_its_place_and_loses_its_words() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let path = format!("/conversations/{id}/messages");
    let message = desk.post(&path, json!({ "content": "oops" })).await.1["id"].clone();
    let (status, deleted) = desk.delete(&format!("{path}/{message}")).await;
    assert_eq!(status, 200);
    assert_eq!(deleted["content"], "This message was deleted");
    assert_eq!(deleted["content_attributes"], json!({ "deleted": true }));
    assert_eq!(
        desk.post(&format!("{path}/777/retry"), json!({})).await.0,
        422
    );
    let body = json!({ "status": "delivered" });
    assert_eq!(desk.patch(&format!("{path}/{message}"), body).await.0, 403);
}
