use inbox_simulators::hatif::Who;
use serde_json::json;

use super::{AHMED, CONVERSATIONS, Desk, TAGS, texts};

#[tokio::test]
async fn a_tag_in_use_cannot_be_deleted_and_an_unknown_one_is_404() {
    let desk = Desk::empty().await;
    let tag = desk.control.overview().tags[0].id.clone();
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let path = format!("{CONVERSATIONS}/{}/tags", happened.conversation_id);
    assert_eq!(desk.post(&path, json!({ "tagIds": [tag] })).await.0, 200);
    let (status, answer) = desk.delete(&format!("{TAGS}/{tag}")).await;
    assert_eq!((status, answer["error"]["code"].is_string()), (403, true));
    assert_eq!(desk.post(&path, json!({ "tagIds": [] })).await.0, 200);
    assert_eq!(desk.delete(&format!("{TAGS}/{tag}")).await.0, 204);
    assert_eq!(desk.delete(&format!("{TAGS}/{tag}")).await.0, 404);
    assert_eq!(desk.post(&path, json!({ "tagIds": [tag] })).await.0, 404);
    assert_eq!(desk.post(&path, json!({})).await.0, 400);
}

#[tokio::test]
async fn setting_tags_replaces_the_whole_set() {
    let desk = Desk::empty().await;
    let tags = desk.control.overview().tags;
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let path = format!("{CONVERSATIONS}/{}", happened.conversation_id);
    for chosen in [vec![&tags[0].id, &tags[1].id], vec![&tags[2].id]] {
        desk.post(&format!("{path}/tags"), json!({ "tagIds": chosen }))
            .await;
        let (_, one) = desk.get(&path).await;
        let shown: Vec<_> = one["tags"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tag| &tag["id"])
            .collect();
        assert_eq!(json!(shown), json!(chosen));
    }
}

#[tokio::test]
async fn tags_are_created_changed_in_part_and_listed() {
    let desk = Desk::empty().await;
    let body =
        json!({ "Name": "VIP ", "Icon": "👑", "Description": "kept secret", "IsPinned": true });
    let (status, tag) = desk.post(TAGS, body).await;
    assert_eq!(
        (status, &tag["name"]),
        (200, &json!("VIP ")),
        "names are not trimmed"
    );
    assert!(tag.get("description").is_none());
    let path = format!("{TAGS}/{}", tag["id"].as_str().unwrap());
    let (_, changed) = desk
        .put(&path, json!({ "Name": "Very important", "IsPinned": null }))
        .await;
    assert_eq!(changed["name"], "Very important");
    assert_eq!(
        (&changed["icon"], &changed["isPinned"]),
        (&json!("👑"), &json!(true))
    );
    let (_, list) = desk
        .get(&format!("{TAGS}?Sorting=Name ASC&MaxResultCount=500"))
        .await;
    let names: Vec<String> = texts(&list, "name")
        .iter()
        .map(|name| name.to_lowercase())
        .collect();
    assert_eq!(names.len(), 9);
    assert!(names.is_sorted());
}
