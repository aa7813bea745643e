use inbox_simulators::chatwoot::{Status, Who};
use serde_json::json;

use super::{AHMED, Desk, column};

#[tokio::test]
async fn lists_come_bare_or_wrapped_as_each_of_them_does() {
    let desk = Desk::empty().await;
    for bare in [
        "/agents",
        "/teams",
        "/canned_responses",
        "/custom_filters",
        "/custom_attribute_definitions",
    ] {
        let (status, answer) = desk.get(bare).await;
        assert_eq!((status, answer.is_array()), (200, true), "{bare}");
    }
    for wrapped in ["/inboxes", "/labels", "/macros", "/assignable_agents"] {
        let (status, answer) = desk.get(wrapped).await;
        assert_eq!(
            (status, answer["payload"].is_array()),
            (200, true),
            "{wrapped}"
        );
    }
}

#[tokio::test]
async fn an_agent_cannot_make_labels_and_a_taken_name_is_refused() {
    let mut desk = Desk::empty().await;
    let body = json!({ "label": { "title": "VIP" } });
    let (status, answer) = desk.post("/labels", body.clone()).await;
    assert_eq!((status, &answer["attributes"]), (422, &json!(["title"])));
    let (_, before) = desk.get("/cache_keys").await;
    desk.control
        .advance(std::time::Duration::from_secs(1))
        .await;
    let (status, label) = desk.post("/labels", json!({ "title": "New-One" })).await;
    assert_eq!(
        (status, &label["title"]),
        (200, &json!("new-one")),
        "flat keys are wrapped"
    );
    assert_ne!(
        desk.get("/cache_keys").await.1["cache_keys"]["label"],
        before["cache_keys"]["label"]
    );
    desk.sit_down("Clara Nunes");
    assert_eq!(desk.post("/labels", body).await.0, 401);
}

#[tokio::test]
async fn a_macro_does_what_it_says() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let (_, macros) = desk.get("/macros").await;
    let number = &macros["payload"][0]["id"];
    let body = json!({ "conversation_ids": [id] });
    let (status, _) = desk.post(&format!("/macros/{number}/execute"), body).await;
    assert_eq!(status, 200);
    assert_eq!(desk.control.conversations()[0].status, Status::Resolved);
    let texts = desk
        .control
        .timeline(id)
        .into_iter()
        .filter_map(|it| it.content);
    assert!(texts.into_iter().any(|text| text == "Thank you!"));
    let bad = json!({ "name": "x", "actions": [{ "action_name": "explode" }] });
    let (status, answer) = desk.post("/macros", bad).await;
    assert_eq!((status, answer["error"].is_object()), (422, true));
}

#[tokio::test]
async fn an_assignment_is_notified_until_the_conversation_is_seen() {
    let mut desk = Desk::empty().await;
    let who = Who::phone(AHMED).on(desk.inbox("App"));
    let id = desk
        .control
        .receive_text(&who, "Hello")
        .unwrap()
        .conversation_id;
    let (mira, clara) = (desk.user("Mira Holt"), desk.user("Clara Nunes"));
    desk.control
        .portal_assign(id, Some(clara), Some(mira))
        .unwrap();
    desk.sit_down("Clara Nunes");
    let (_, list) = desk.get("/notifications").await;
    let row = &list["data"]["payload"][0];
    assert_eq!(row["notification_type"], "conversation_assignment");
    assert_eq!(
        (&row["primary_actor"]["id"], row["primary_actor_id"] == id),
        (&json!(id), false)
    );
    assert_eq!(desk.get("/notifications/unread_count").await.1, 1);
    desk.post(&format!("/conversations/{id}/update_last_seen"), json!({}))
        .await;
    assert_eq!(desk.get("/notifications/unread_count").await.1, 0);
    let (_, all) = desk.get("/notifications?includes[]=read").await;
    assert_eq!(all["data"]["meta"]["count"], 1);
}

#[tokio::test]
async fn contacts_are_found_checked_and_merged() {
    let desk = Desk::small().await;
    let bad = json!({ "name": "X", "phone_number": "12" });
    let (status, answer) = desk.post("/contacts", bad).await;
    assert_eq!(
        (status, &answer["attributes"]),
        (422, &json!(["phone_number"]))
    );
    let body = json!({ "name": "Zacharias Quick", "email": "zack@mail.example" });
    let (status, made) = desk.post("/contacts", body.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(
        desk.post("/contacts", body).await.1["message"],
        "Email has already been taken"
    );
    let (_, found) = desk.get("/contacts/search?q=zacharias&page=1").await;
    assert_eq!(column(&found["payload"], "name"), ["Zacharias Quick"]);
    assert_eq!(
        (&found["meta"]["current_page"], &found["meta"]["has_more"]),
        (&json!("1"), &json!(false))
    );
    let base = &desk.control.conversations()[0];
    let order = json!({ "base_contact_id": made["payload"]["contact"]["id"], "mergee_contact_id": base.contact_id });
    let (status, merged) = desk.post("/actions/contact_merge", order).await;
    assert_eq!((status, &merged["name"]), (200, &json!("Zacharias Quick")));
    assert_eq!(
        desk.get(&format!("/contacts/{}", base.contact_id)).await.0,
        404
    );
    assert_eq!(
        desk.control.conversations()[0].contact_name,
        "Zacharias Quick"
    );
}

#[tokio::test]
async fn search_finds_words_people_and_conversations() {
    let desk = Desk::empty().await;
    let who = Who::phone(AHMED).named("Ahmed Salim");
    desk.control
        .receive_text(&who, "Where is the walnut table?")
        .unwrap();
    let (_, found) = desk.get("/search?q=walnut").await;
    assert_eq!(found["payload"]["messages"].as_array().unwrap().len(), 1);
    assert!(found["payload"]["contacts"].as_array().unwrap().is_empty());
    let (_, found) = desk.get("/search?q=salim").await;
    assert_eq!(
        found["payload"]["conversations"][0]["contact"]["name"],
        "Ahmed Salim"
    );
}

#[tokio::test]
async fn ai_tasks_need_the_feature_and_a_key() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let body = json!({ "conversation_display_id": id });
    let (status, answer) = desk.post("/captain/tasks/summarize", body.clone()).await;
    assert_eq!((status, answer["message"].is_string()), (200, true));
    desk.control.quirks(|quirks| quirks.ai_key = false);
    assert_eq!(
        desk.post("/captain/tasks/summarize", body.clone()).await.0,
        422
    );
    desk.control
        .quirks(|quirks| quirks.version = "4.9.0".to_owned());
    assert_eq!(desk.post("/captain/tasks/summarize", body).await.0, 404);
}
