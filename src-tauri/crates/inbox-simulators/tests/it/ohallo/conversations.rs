use std::collections::HashSet;

use inbox_simulators::OhalloOptions;
use inbox_simulators::ohallo::{
    AiTurn, Dialect, Dialects, IdStyle, Inbound, InboundMedia, ListEnvelope, MediaKind, Quirks,
    Size, Status, Who,
};
use serde_json::{Value, json};

use super::{AHMED, Desk, LIST, error, options, texts};

#[tokio::test]
async fn parameters_that_make_no_sense_are_refused() {
    let desk = Desk::small().await;
    for query in [
        "status=happy",
        "limit=many",
        "limit=0",
        "humanManaged=maybe",
        "hasAttention=1",
    ] {
        let (status, answer) = desk.get(&format!("{LIST}?{query}")).await;
        assert_eq!(
            (status, answer["error"].is_string()),
            (400, true),
            "{query}"
        );
    }
    for cursor in ["garbage", "e30=", "eyJsYXN0SWQiOiJub2JvZHkifQ=="] {
        let refused = desk.get(&format!("{LIST}?cursor={cursor}")).await;
        assert_eq!(refused, (400, error("Invalid cursor")), "{cursor}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found_in_words() {
    let desk = Desk::empty().await;
    for path in ["", "/messages", "/attachments", "/quality"] {
        let missing = desk.get(&format!("{LIST}/not-a-uuid{path}")).await;
        assert_eq!(missing, (404, error("Conversation not found")), "{path}");
    }
    assert_eq!(desk.get("/api/inboxes").await.0, 404);
}

#[tokio::test]
async fn pages_follow_each_other_without_gaps_newest_activity_first() {
    let desk = Desk::small().await;
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    let mut pages = 0;
    loop {
        let page = desk.read(&format!("{LIST}?limit=25{cursor}")).await;
        rows.extend(page["data"].as_array().unwrap().clone());
        pages += 1;
        match page.get("nextCursor") {
            Some(next) => {
                let next = next
                    .as_str()
                    .unwrap()
                    .replace('=', "%3D")
                    .replace('+', "%2B");
                cursor = format!("&cursor={next}");
            }
            None => break,
        }
    }
    assert_eq!((pages, rows.len()), (3, 60));
    let times: Vec<&str> = rows
        .iter()
        .map(|row| row["lastMessageAt"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
    let ids: HashSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 60);
    let whole = desk.read(&format!("{LIST}?limit=5000")).await;
    assert_eq!(whole["data"].as_array().unwrap().len(), 60, "at most 100");
    assert_eq!(desk.read(LIST).await["data"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_row_is_as_the_guide_shows_it() {
    let desk = Desk::empty().await;
    let id = desk
        .ahmed_writes("Hi, I placed order NP-2026-0142 last week. Can you tell me when it comes?");
    let rows = desk.read(LIST).await["data"].clone();
    let row = rows[0].as_object().unwrap();
    let one = &desk.control.conversations()[0];
    let expected = json!({
        "id": id,
        "workspaceId": one.workspace_id,
        "channelId": one.channel_id,
        "contactId": one.contact_id,
        "status": "open",
        "lastMessagePreview": "Hi, I placed order NP-2026-0142 last week. Can you tell me when ...",
        "lastMessageAt": "2026-11-20T09:00:00.000Z",
        "contactName": "Ahmed Ali",
        "humanManaged": false,
    });
    assert_eq!(Value::Object(row.clone()), expected);
}

#[tokio::test]
async fn a_single_conversation_is_as_the_reference_shows_it() {
    let desk = Desk::empty().await;
    let who = Who::email("jan@mail.example").named("Jan Mueller");
    desk.control.next_ai_turns([AiTurn::Silent]);
    let happened = desk
        .control
        .receive_text(&who, "Where is order #4521?")
        .unwrap();
    let one = desk.one(&happened.conversation_id).await;
    let truth = &desk.control.conversations()[0];
    let expected = json!({
        "id": truth.id,
        "tenantId": one["tenantId"],
        "workspaceId": truth.workspace_id,
        "channelId": truth.channel_id,
        "contactId": truth.contact_id,
        "accountId": null,
        "status": "new",
        "summary": "Customer wrote: Where is order #4521?",
        "subject": "Where is order #4521?",
        "outcome": null,
        "messageCount": 1,
        "lastMessageAt": "2026-11-20T09:00:00.000Z",
        "createdAt": "2026-11-20T09:00:00.000Z",
        "updatedAt": "2026-11-20T09:00:00.000Z",
    });
    assert_eq!(one, expected);
    let thread = desk.thread(&truth.id).await;
    assert_eq!(
        thread,
        json!([{
            "id": happened.message_id, "role": "customer", "content": "Where is order #4521?",
            "senderName": "Jan Mueller", "createdAt": "2026-11-20T09:00:00.000Z",
        }])
    );
}

#[tokio::test]
async fn filters_narrow_the_list_and_understand_both_vocabularies() {
    let desk = Desk::small().await;
    let truth = desk.control.conversations();
    let ids = async |query: &str| {
        let answer = desk.read(&format!("{LIST}?limit=100&{query}")).await;
        texts(&answer["data"], "id")
            .into_iter()
            .collect::<HashSet<_>>()
    };
    let of = |statuses: &[Status]| -> HashSet<String> {
        let fitting = truth.iter().filter(|one| statuses.contains(&one.status));
        fitting.map(|one| one.id.clone()).collect()
    };
    for (word, statuses) in [
        ("open", &[Status::New, Status::Active][..]),
        ("active", &[Status::Active]),
        ("in_progress", &[Status::HumanManaged]),
        ("human_managed", &[Status::HumanManaged]),
        ("awaiting_contact", &[Status::Waiting]),
        ("waiting", &[Status::Waiting]),
        ("resolved", &[Status::Resolved]),
        ("closed", &[Status::Closed]),
        ("abandoned", &[Status::Abandoned]),
    ] {
        assert_eq!(ids(&format!("status={word}")).await, of(statuses), "{word}");
    }
    assert_eq!(ids("humanManaged=true").await, of(&[Status::HumanManaged]));
    let attention: HashSet<_> = truth
        .iter()
        .filter(|one| one.open_attention > 0)
        .map(|one| one.id.clone())
        .collect();
    assert!(!attention.is_empty());
    assert_eq!(ids("hasAttention=true").await, attention);
    let one = truth.iter().find(|one| one.contact_name.is_some()).unwrap();
    let name = one.contact_name.as_ref().unwrap();
    let part = name.split(' ').next().unwrap().to_lowercase();
    assert!(ids(&format!("q={part}")).await.contains(&one.id));
    assert!(
        ids(&format!("contactId={}", one.contact_id))
            .await
            .contains(&one.id)
    );
    assert!(ids(&format!("contactId={}", one.contact_id)).await.len() < 5);
    assert!(ids("q=nobody-is-called-this").await.is_empty());
}

#[tokio::test]
async fn each_endpoint_can_speak_the_other_dialect() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.action(&id, "take-over").await;
    desk.control.speak(Dialects::all(Dialect::Reference));
    let row = desk.read(LIST).await["data"][0].clone();
    assert_eq!(
        (&row["status"], &row["messageCount"]),
        (&json!("human_managed"), &json!(1))
    );
    assert_eq!(row.get("contactName"), None);
    desk.control.speak(Dialects::all(Dialect::Guide));
    let one = desk.one(&id).await;
    assert_eq!(
        (&one["status"], &one["contactName"]),
        (&json!("in_progress"), &json!("Ahmed Ali"))
    );
    desk.control.portal_status(&id, Status::Abandoned).unwrap();
    assert_eq!(desk.one(&id).await["status"], "abandoned");
    desk.control.speak(Dialects::all(Dialect::Reference));
    assert_eq!(desk.one(&id).await["status"], "resolved");
}

#[tokio::test]
async fn undocumented_forms_can_be_switched_on() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.control.quirks(|quirks| {
        *quirks = Quirks {
            embed: true,
            list_envelope: ListEnvelope::Items,
            human_managed_in_rows: false,
            extra_row_fields: true,
            null_optionals: true,
            nameless: true,
            whole_seconds: true,
            ..Quirks::default()
        };
    });
    let row = desk.read(LIST).await["data"][0].clone();
    assert_eq!(row["lastMessageAt"], "2026-11-20T09:00:00Z");
    assert!(row["contactName"].is_null() && row.get("contactName").is_some());
    assert!(row.get("humanManaged").is_none() && row["hasAttention"] == false);
    let one = desk.one(&id).await;
    assert_eq!(one["messages"][0]["content"], "Hello");
    assert!(one["contact"]["id"].is_string() && one["attentionItems"].is_array());
    let thread = desk.thread(&id).await;
    assert_eq!(
        (&thread["total"], &thread["items"][0]["senderName"]),
        (&json!(1), &Value::Null)
    );
    desk.control
        .quirks(|quirks| quirks.list_envelope = ListEnvelope::Data);
    assert_eq!(desk.thread(&id).await["data"][0]["content"], "Hello");
}

#[tokio::test]
async fn ids_need_not_be_uuids() {
    let desk = Desk::open(OhalloOptions {
        ids: IdStyle::Prefixed,
        ..options(Size::Small)
    })
    .await;
    let row = desk.read(LIST).await["data"][0].clone();
    let id = row["id"].as_str().unwrap();
    assert!(row["channelId"].as_str().unwrap().starts_with("ch"));
    assert!(row["workspaceId"].as_str().unwrap().starts_with("ws_"));
    assert_eq!(desk.one(id).await["id"], id);
}

#[tokio::test]
async fn a_file_is_fetched_with_a_link_that_ends_and_never_with_the_key() {
    let desk = Desk::empty().await;
    let what = Inbound::Media(InboundMedia {
        kind: MediaKind::Document,
        caption: Some("The invoice".to_owned()),
    });
    let happened = desk.control.receive(&Who::phone(AHMED), what).unwrap();
    let path = format!("{LIST}/{}/attachments", happened.conversation_id);
    let file = desk.read(&path).await[0].clone();
    assert_eq!(file["messageId"], happened.message_id.as_str());
    assert_eq!(file["contentType"], "application/pdf");
    let link = file["url"].as_str().unwrap().to_owned();
    let fetch = async |link: &str| desk.http.get(link).send().await.unwrap();
    let answer = fetch(&link).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"application/pdf".parse().unwrap())
    );
    let bytes = answer.bytes().await.unwrap();
    assert_eq!(file["sizeBytes"], json!(bytes.len()));

    let leaked = desk
        .http
        .get(&link)
        .bearer_auth(&desk.key)
        .send()
        .await
        .unwrap();
    assert_eq!(leaked.status(), 400);
    let forged = link.replace("document-", "document-1");
    assert_eq!(fetch(&forged).await.status(), 403);
    desk.advance(15 * 60 - 1).await;
    assert_eq!(fetch(&link).await.status(), 200);
    desk.advance(1).await;
    assert_eq!(fetch(&link).await.status(), 403);
    let fresh = desk.read(&path).await[0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(fetch(&fresh).await.status(), 200);
    desk.control.expire_links();
    assert_eq!(fetch(&fresh).await.status(), 403);
    let again = desk.read(&path).await[0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(fetch(&again).await.status(), 200);
}

#[tokio::test]
async fn a_customer_of_a_finished_conversation_begins_another_unless_switched() {
    let desk = Desk::empty().await;
    let first = desk.ahmed_writes("Hello");
    desk.control.portal_resolve(&first, None).unwrap();
    let second = desk.ahmed_writes("One more thing");
    assert_ne!(first, second);
    assert_eq!(desk.one(&first).await["status"], "resolved");
    assert_eq!(
        desk.ahmed_writes("And another"),
        second,
        "the newest one goes on"
    );
    desk.control.portal_resolve(&second, None).unwrap();
    desk.control.quirks(|quirks| quirks.reopen_resolved = true);
    assert_eq!(desk.ahmed_writes("Still there?"), second);
    assert_eq!(desk.one(&second).await["status"], "active");
}
