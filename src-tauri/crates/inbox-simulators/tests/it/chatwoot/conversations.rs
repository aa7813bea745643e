use std::time::Duration;

use inbox_simulators::chatwoot::{Status, Who};
use serde_json::json;

use super::{AHMED, Desk, column};

#[tokio::test]
async fn an_agent_sees_only_the_inboxes_they_are_a_member_of() {
    let mut desk = Desk::empty().await;
    let website = desk.inbox("Website");
    let who = Who::phone(AHMED).on(website);
    let happened = desk.control.receive_text(&who, "Hello").unwrap();
    desk.sit_down("Jonas Brandt");
    let path = format!("/conversations/{}", happened.conversation_id);
    let (status, answer) = desk.get(&path).await;
    let forbidden = "You are not authorized to do this action";
    assert_eq!((status, &answer["error"]), (401, &json!(forbidden)));
    assert_eq!(desk.get("/conversations/999").await.0, 404);
    let (_, list) = desk.get("/conversations").await;
    assert_eq!(list["data"]["meta"]["all_count"], 0);
    let (_, inboxes) = desk.get("/inboxes").await;
    assert!(!column(&inboxes["payload"], "id").contains(&json!(website)));
}

#[tokio::test]
async fn the_list_pages_by_25_and_counts_every_tab_at_once() {
    let desk = Desk::small().await;
    let all = desk.control.conversations();
    let mut seen = Vec::new();
    for page in 1..=4 {
        let path = format!("/conversations?status=all&page={page}");
        let (status, list) = desk.get(&path).await;
        assert_eq!(status, 200);
        let meta = &list["data"]["meta"];
        assert_eq!(meta["all_count"], all.len());
        let assigned = all.iter().filter(|it| it.assignee_id.is_some()).count();
        assert_eq!(meta["assigned_count"], assigned);
        seen.extend(column(&list["data"]["payload"], "id"));
        assert!(list["data"]["payload"].as_array().unwrap().len() <= 25);
    }
    assert_eq!(seen.len(), all.len());
    let mut newest = all.clone();
    newest.sort_by_key(|it| std::cmp::Reverse((it.last_activity_at, it.id)));
    let newest: Vec<_> = newest.iter().map(|it| json!(it.id)).collect();
    assert_eq!(seen, newest);
    // Without a status only open ones are listed.
    let (_, list) = desk.get("/conversations").await;
    let open = all.iter().filter(|it| it.status == Status::Open).count();
    assert_eq!(list["data"]["meta"]["all_count"], open);
}

#[tokio::test]
async fn what_changed_lately_comes_in_one_answer() {
    let desk = Desk::small().await;
    desk.control.advance(Duration::from_hours(1)).await;
    let first = desk.control.conversations()[0].id;
    desk.control.portal_labels(first, &["vip"], None).unwrap();
    let path = "/conversations?status=all&updated_within=600";
    let (_, list) = desk.get(path).await;
    assert_eq!(column(&list["data"]["payload"], "id"), [json!(first)]);
    assert_eq!(
        list["data"]["payload"][0]["labels"]
            .as_array()
            .unwrap()
            .last(),
        Some(&json!("vip"))
    );
}

#[tokio::test]
async fn a_filter_joins_its_rows_as_sql_does_and_refuses_what_it_does_not_know() {
    let desk = Desk::small().await;
    let row = |key: &str, operator: &str, value: &str, joiner: Option<&str>| {
        json!({ "attribute_key": key, "filter_operator": operator, "values": [value],
            "query_operator": joiner })
    };
    let body = json!({ "payload": [
        row("status", "equal_to", "open", Some("AND")),
        row("priority", "equal_to", "high", Some("or")),
        row("labels", "equal_to", "vip", None),
    ] });
    let (status, found) = desk.post("/conversations/filter", body).await;
    assert_eq!(status, 200, "{found}");
    let truth = desk.control.conversations();
    let wanted = truth.iter().filter(|it| {
        it.status == Status::Open && it.priority == Some("high")
            || it.labels.contains(&"vip".to_owned())
    });
    assert_eq!(found["meta"]["all_count"], wanted.count());
    let bad = json!({ "payload": [row("colour", "equal_to", "red", None)] });
    let (status, answer) = desk.post("/conversations/filter", bad).await;
    assert_eq!(status, 422);
    assert!(
        answer["error"]
            .as_str()
            .unwrap()
            .starts_with("Invalid attribute key - [colour]")
    );
}

#[tokio::test]
async fn unread_stops_at_ten_and_is_shared_by_everybody() {
    let mut desk = Desk::empty().await;
    let who = Who::phone(AHMED).on(desk.inbox("App"));
    let mut id = 0;
    for number in 0..12 {
        let text = format!("Message {number}");
        id = desk
            .control
            .receive_text(&who, text)
            .unwrap()
            .conversation_id;
    }
    let path = format!("/conversations/{id}");
    let (_, shown) = desk.get(&path).await;
    assert_eq!(shown["unread_count"], 10);
    let before = shown["updated_at"].clone();
    desk.sit_down("Yusuf Kaya");
    let (status, shown) = desk
        .post(&format!("{path}/update_last_seen"), json!({}))
        .await;
    assert_eq!((status, &shown["unread_count"]), (200, &json!(0)));
    assert_eq!(shown["updated_at"], before, "marking seen is silent");
    desk.sit_down("Mira Holt");
    assert_eq!(desk.get(&path).await.1["unread_count"], 0);
    let (_, shown) = desk.post(&format!("{path}/unread"), json!({})).await;
    assert!(shown["unread_count"].as_i64() > Some(0));
}

#[tokio::test]
async fn a_snooze_ends_at_its_time_or_when_the_customer_writes() {
    let desk = Desk::empty().await;
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let id = happened.conversation_id;
    let until = desk.control.now().as_second() + 3_600;
    let body = json!({ "status": "snoozed", "snoozed_until": until });
    let path = format!("/conversations/{id}/toggle_status");
    let (status, answer) = desk.post(&path, body.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(answer["payload"]["current_status"], "snoozed");
    assert_eq!(
        answer["payload"]["snoozed_until"],
        "2026-11-20T10:00:00.000Z"
    );
    let now = || desk.control.conversations()[0].status;
    desk.control.advance(Duration::from_mins(59)).await;
    assert_eq!(now(), Status::Snoozed);
    desk.control.advance(Duration::from_mins(7)).await;
    assert_eq!(now(), Status::Open);
    desk.post(&path, json!({ "status": "snoozed" })).await;
    desk.control
        .receive_text(&Who::conversation(id), "Still there?")
        .unwrap();
    assert_eq!(now(), Status::Open);
    let (status, _) = desk.post(&path, json!({ "status": "somewhere" })).await;
    assert_eq!(status, 500, "an unknown status is an error nobody handles");
}

#[tokio::test]
async fn an_agent_who_opens_a_conversation_takes_it() {
    let mut desk = Desk::empty().await;
    let who = Who::phone(AHMED).on(desk.inbox("App"));
    let id = desk
        .control
        .receive_text(&who, "Hello")
        .unwrap()
        .conversation_id;
    let yusuf = desk.sit_down("Yusuf Kaya");
    let path = format!("/conversations/{id}/toggle_status");
    desk.post(&path, json!({})).await;
    desk.post(&path, json!({})).await;
    let truth = &desk.control.conversations()[0];
    assert_eq!(
        (truth.status, truth.assignee_id),
        (Status::Open, Some(yusuf))
    );
    let lines: Vec<_> = desk
        .control
        .timeline(id)
        .into_iter()
        .filter_map(|it| it.content)
        .collect();
    assert!(
        lines.contains(&"Yusuf Kaya self-assigned this conversation".to_owned()),
        "{lines:?}"
    );
}

#[tokio::test]
async fn the_assignee_wins_over_the_team_and_an_unknown_one_unassigns() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let (clara, team) = (
        desk.user("Clara Nunes"),
        desk.control.overview().teams[0].id,
    );
    let path = format!("/conversations/{id}/assignments");
    let (status, agent) = desk
        .post(&path, json!({ "assignee_id": clara, "team_id": team }))
        .await;
    assert_eq!((status, &agent["id"]), (200, &json!(clara)));
    assert_eq!(desk.control.conversations()[0].team_id, None);
    let (_, answer) = desk.post(&path, json!({ "team_id": team })).await;
    assert_eq!(answer["id"], team);
    let (status, answer) = desk.post(&path, json!({ "assignee_id": 9_999 })).await;
    assert_eq!((status, answer.is_null()), (200, true));
    assert_eq!(desk.control.conversations()[0].assignee_id, None);
}

#[tokio::test]
async fn a_conversation_is_begun_with_a_contact_in_an_inbox() {
    let desk = Desk::small().await;
    let (mail, contact) = (
        desk.inbox("Support mail"),
        desk.control.conversations()[0].contact_id,
    );
    let body = json!({ "inbox_id": mail, "contact_id": contact, "status": "pending",
        "additional_attributes": { "mail_subject": "Your order" },
        "message": { "content": "We have news" } });
    let (status, made) = desk.post("/conversations", body).await;
    assert_eq!((status, &made["status"]), (200, &json!("pending")));
    assert_eq!(made["additional_attributes"]["mail_subject"], "Your order");
    assert_eq!(made["messages"][0]["content"], "We have news");
    assert!(made["meta"]["sender"]["email"].is_string());
    let other = desk
        .control
        .conversations()
        .into_iter()
        .find(|it| it.contact_id != contact);
    let shown = desk.get(&format!("/contacts/{contact}")).await.1;
    let entries = shown["payload"]["contact_inboxes"]
        .as_array()
        .unwrap()
        .clone();
    let source = entries.iter().find(|it| it["inbox"]["id"] == mail).unwrap()["source_id"].clone();
    let body =
        json!({ "inbox_id": mail, "contact_id": other.unwrap().contact_id, "source_id": source });
    let (status, answer) = desk.post("/conversations", body).await;
    assert_eq!(
        (status, &answer["error"]),
        (422, &json!("source_id should be unique"))
    );
}
