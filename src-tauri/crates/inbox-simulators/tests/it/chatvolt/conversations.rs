use std::time::Duration;

use inbox_simulators::chatvolt::{AdSource, Priority, Status};
use serde_json::json;

use super::{Desk, texts};

#[tokio::test]
async fn an_unknown_key_is_refused_in_plain_text_before_the_path_is_looked_at() {
    let desk = Desk::empty().await;
    for path in ["/conversation", "/no/such/path"] {
        let url = format!("{}{path}", desk.simulator.base_url());
        let answer = desk
            .http
            .get(url)
            .bearer_auth("wrong")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 403);
        assert_eq!(answer.text().await.unwrap(), "Forbidden");
    }
    assert_eq!(desk.get("/no/such/path").await.0, 404);
}

#[tokio::test]
async fn singular_and_plural_paths_are_not_the_same_call() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let body = json!({ "status": "RESOLVED" });
    let path = format!("/conversation/{id}/set-status");
    assert_eq!(desk.post(&path, body.clone()).await.0, 404);
    assert_eq!(desk.get(&format!("/conversations/{id}")).await.0, 404);
    let path = format!("/api/conversations/{id}/set-status");
    let (status, answer) = desk.post(&path, body).await;
    assert_eq!(
        (status, answer),
        (
            200,
            json!({ "success": true, "message": "Conversation Status changed." })
        )
    );
}

#[tokio::test]
async fn a_hand_made_cursor_walks_the_whole_list_newest_first_without_repeating() {
    let desk = Desk::small().await;
    let mut seen = Vec::new();
    let mut query = "limit=25".to_owned();
    loop {
        let (status, page) = desk.get(&format!("/conversation?{query}")).await;
        assert_eq!(status, 200, "{page}");
        let rows = page.as_array().unwrap();
        seen.extend(rows.iter().map(|row| {
            let created = row["createdAt"].as_str().unwrap().to_owned();
            (created, row["id"].as_str().unwrap().to_owned())
        }));
        let Some(last) = rows.last().filter(|_| rows.len() == 25) else {
            break;
        };
        let cursor = json!({ "lastCreatedAt": last["createdAt"], "lastId": last["id"] });
        let url = reqwest::Url::parse_with_params("http://x/", [("cursor", cursor.to_string())]);
        query = format!("limit=25&{}", url.unwrap().query().unwrap());
    }
    assert_eq!(seen.len(), 60);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]));
    assert!(
        seen[0].0.ends_with('Z') && seen[0].0.len() == 24,
        "{}",
        seen[0].0
    );
}

#[tokio::test]
async fn bad_cursors_dates_and_words_are_400_and_the_limit_is_clamped() {
    let desk = Desk::small().await;
    let (status, answer) = desk.get("/conversation?cursor=abc").await;
    assert_eq!(
        (status, answer),
        (400, json!({ "error": "INVALID_REQUEST" }))
    );
    let (status, answer) = desk.get("/conversation?status=OPEN").await;
    assert_eq!(status, 400);
    assert_eq!(answer["error"], "error invalid request query");
    assert!(answer["details"]["status"]["_errors"].is_array());
    assert_eq!(desk.get("/conversation?createdAt=yesterday").await.0, 400);
    let (_, page) = desk.get("/conversation?limit=0").await;
    assert_eq!(page.as_array().unwrap().len(), 1);
    let (_, page) = desk.get("/conversation?limit=5000").await;
    assert_eq!(page.as_array().unwrap().len(), 60);
}

#[tokio::test]
async fn an_old_conversation_that_gets_a_message_is_found_by_unread_and_not_on_the_first_page() {
    let desk = Desk::small().await;
    let (_, all) = desk.get("/conversation?limit=100").await;
    let oldest = texts(&all, "id").pop().unwrap();
    desk.control.portal_read(&oldest).unwrap();
    let who = inbox_simulators::chatvolt::Who::conversation(&oldest);
    desk.control.receive_text(&who, "Still there?").unwrap();
    let (_, first) = desk.get("/conversation").await;
    assert!(!texts(&first, "id").contains(&oldest));
    let (_, unread) = desk.get("/conversation?unread=true&limit=100").await;
    let row = unread
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == *oldest);
    assert_eq!(row.unwrap()["unreadMessagesCount"], 1);
    assert_eq!(row.unwrap()["updatedAt"], "2026-11-20T09:00:00.000Z");
}

#[tokio::test]
async fn requests_for_a_human_are_listed_apart_unless_the_dialect_mixes_them() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("I want a person");
    desk.control.request_human(&id).unwrap();
    let (_, asked) = desk.get("/conversation?status=HUMAN_REQUESTED").await;
    assert_eq!(texts(&asked, "id"), [id]);
    let (_, open) = desk.get("/conversation?status=UNRESOLVED").await;
    assert_eq!(open, json!([]));
    desk.control
        .quirks(|quirks| quirks.unresolved_includes_requested = true);
    let (_, open) = desk.get("/conversation?status=UNRESOLVED").await;
    assert_eq!(texts(&open, "status"), ["HUMAN_REQUESTED"]);
}

#[tokio::test]
async fn every_filter_of_the_list_keeps_what_fits_and_drops_what_does_not() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let control = &desk.control;
    control
        .portal_assign(&id, Some("james@switchboard-home.example"))
        .unwrap();
    control.portal_tag(&id, "vip", true).unwrap();
    control.portal_priority(&id, Priority::High).unwrap();
    control.portal_ai(&id, false).unwrap();
    control.frustration(&id, 0.7).unwrap();
    control.nps_answer(&id, 9, Some("Obrigado")).unwrap();
    let ad = AdSource {
        source_id: "77".into(),
        headline: "Sale".into(),
        body: "Now".into(),
        source_url: "https://ad.example".into(),
    };
    control.ad_source(&id, ad).unwrap();
    let overview = control.overview();
    let scenario = &overview.scenarios[1];
    control.portal_step(&id, &scenario.steps[0].0).unwrap();
    let james = overview
        .users
        .iter()
        .find(|user| user.name == "James Okoro")
        .unwrap();
    let james = james.membership_id.as_deref().unwrap();
    let agent = desk.agent();
    let (scenario, step) = (&scenario.id, &scenario.steps[0].0);
    let pairs = [
        (format!("agentId={agent}"), "agentId=null".to_owned()),
        ("channel=whatsapp".into(), "channel=telegram".into()),
        (
            "createdAt=2026-11-20".into(),
            "createdAt=2026-11-21%2000:00".into(),
        ),
        (
            "endDate=2026-11-20%2010:00:00".into(),
            "endDate=2026-11-20".into(),
        ),
        ("priority=HIGH".into(), "priority=LOW".into()),
        (
            format!("assigneeId={james}"),
            "assigneeId=unassigned".into(),
        ),
        ("tag=vip".into(), "tag=refund".into()),
        ("ai=disabled".into(), "ai=enabled".into()),
        ("adSourceId=77".into(), "adSourceId=78".into()),
        (
            format!("crmScenarioId={scenario}&crmStepId={step}"),
            "crmScenarioId=x".into(),
        ),
        (
            "frustrationMin=0.5&frustrationMax=0.8".into(),
            "frustrationMin=0.8".into(),
        ),
        (
            "npsRating=9&npsCompleted=true".into(),
            "npsRatingMax=8".into(),
        ),
    ];
    for (kept, dropped) in pairs {
        let (_, rows) = desk.get(&format!("/conversation?{kept}")).await;
        assert_eq!(texts(&rows, "id"), [id.as_str()], "{kept}");
        let (status, rows) = desk.get(&format!("/conversation?{dropped}")).await;
        assert_eq!((status, rows), (200, json!([])), "{dropped}");
    }
}

#[tokio::test]
async fn a_row_says_what_the_documentation_says_and_its_dialects_differ() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    desk.control
        .portal_assign(&id, Some("layla@switchboard-home.example"))
        .unwrap();
    let row = desk.conversation(&id).await;
    assert_eq!(row["channelExternalId"], "5511999999999");
    assert_eq!(row["participantsContacts"][0]["firstName"], "João");
    assert_eq!(row["assignees"][0]["user"]["name"], "Layla Hassan");
    assert_eq!(
        (&row["status"], &row["priority"]),
        (&json!("UNRESOLVED"), &json!("MEDIUM"))
    );
    assert!(row.as_object().unwrap().contains_key("npsComment"));
    desk.control.quirks(|quirks| {
        quirks.plain_assignees = true;
        quirks.sparse_rows = true;
    });
    let row = desk.conversation(&id).await;
    assert_eq!(
        row["assignees"][0]["email"],
        "layla@switchboard-home.example"
    );
    assert!(!row.as_object().unwrap().contains_key("npsComment"));
}

#[tokio::test]
async fn taking_somebody_elses_conversation_needs_force() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let path = format!("/conversations/{id}/assign");
    let james = json!({ "email": "james@switchboard-home.example" });
    desk.control
        .portal_assign(&id, Some("layla@switchboard-home.example"))
        .unwrap();
    let (status, answer) = desk.post(&path, james.clone()).await;
    assert_eq!(
        (status, &answer["error"]),
        (409, &json!("Conversation already assigned"))
    );
    let again = json!({ "email": "layla@switchboard-home.example" });
    assert_eq!(desk.post(&path, again).await.0, 200, "whom it has already");
    let mut forced = james;
    forced["force"] = json!(true);
    let (status, answer) = desk.post(&path, forced).await;
    assert_eq!(
        (status, &answer["message"]),
        (200, &json!("Conversation Assigned."))
    );
    let row = desk.conversation(&id).await;
    assert_eq!(row["assignees"][0]["user"]["name"], "James Okoro");
    assert_eq!(desk.post(&path, json!({})).await.0, 400);
    assert_eq!(
        desk.post(&path, json!({ "email": "nobody@x.example" }))
            .await
            .0,
        404
    );
    let left = json!({ "email": "rita@switchboard-home.example", "force": true });
    assert_eq!(desk.post(&path, left).await.0, 403);
    let path = format!("/conversations/{id}/unassign");
    assert_eq!(desk.post(&path, json!({})).await.0, 200);
    assert_eq!(desk.conversation(&id).await["assignees"], json!([]));
}

#[tokio::test]
async fn ai_and_priority_are_set_in_the_words_of_the_platform() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    desk.control.request_human(&id).unwrap();
    let set = async |what: &str, body| {
        desk.post(&format!("/conversations/{id}/set-{what}"), body)
            .await
    };
    assert_eq!(
        set("ai-enabled", json!({ "enabled": false })).await.1["message"],
        "AI is Off."
    );
    assert_eq!(
        set("ai-enabled", json!({ "enabled": true })).await.1["message"],
        "AI is On."
    );
    assert_eq!(desk.conversation(&id).await["status"], "HUMAN_REQUESTED");
    assert_eq!(set("priority", json!({ "priority": "LOW" })).await.0, 200);
    let (status, answer) = set("priority", json!({ "priority": "URGENT" })).await;
    assert_eq!(
        (status, &answer["error"]),
        (400, &json!("error invalid request body"))
    );
    assert_eq!(desk.control.conversations()[0].priority, Priority::Low);
    let missing = desk.post(
        "/conversations/cnone/set-status",
        json!({ "status": "RESOLVED" }),
    );
    assert_eq!(missing.await, (404, json!({ "error": "NOT_FOUND" })));
}

#[tokio::test]
async fn a_resolved_conversation_opens_again_when_the_customer_writes() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    desk.control.portal_status(&id, Status::Resolved).unwrap();
    desk.control.advance(Duration::from_mins(5)).await;
    desk.joao_writes("One more thing");
    let row = desk.conversation(&id).await;
    assert_eq!(row["status"], "UNRESOLVED");
    assert_eq!(row["lastHumanInteractionAt"], "2026-11-20T09:05:00.000Z");
}

#[tokio::test]
async fn older_messages_come_by_asking_for_more_and_reading_marks_nothing() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("one");
    for text in ["two", "three", "four"] {
        desk.joao_writes(text);
    }
    let newest = desk.messages(&id, 2).await;
    assert_eq!(newest[0]["text"], "three");
    assert_eq!(desk.messages(&id, 10_000).await.len(), 4);
    let (_, answer) = desk.get(&format!("/conversation/{id}/messages")).await;
    assert_eq!(answer["messages"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&answer["status"], &answer["isAiEnabled"]),
        (&json!("UNRESOLVED"), &json!(true))
    );
    desk.control
        .quirks(|quirks| quirks.newest_message_first = true);
    assert_eq!(desk.messages(&id, 2).await[0]["text"], "four");
    assert_eq!(desk.conversation(&id).await["unreadMessagesCount"], 4);
    let message = newest[0]["id"].as_str().unwrap();
    let (_, one) = desk
        .get(&format!("/messages/{message}?includeSources=true"))
        .await;
    assert_eq!(
        (&one["text"], &one["sources"]),
        (&json!("three"), &json!([]))
    );
}

#[tokio::test]
async fn notes_of_the_key_can_be_changed_and_those_of_colleagues_cannot() {
    let desk = Desk::small().await;
    let id = desk.joao_writes("Olá");
    let path = format!("/conversations/{id}/notes");
    assert_eq!(
        desk.post(&path, json!({ "note": "x".repeat(501) })).await.0,
        400
    );
    let (status, note) = desk
        .post(&path, json!({ "note": "Call back", "isPrivate": true }))
        .await;
    assert_eq!(
        (status, &note["userEmail"]),
        (201, &json!("layla@switchboard-home.example"))
    );
    let own = format!("{path}/{}", note["id"].as_str().unwrap());
    assert_eq!(
        desk.put(&own, json!({ "note": "Called" })).await.1["note"],
        "Called"
    );
    assert_eq!(desk.get(&path).await.1.as_array().unwrap().len(), 1);
    assert_eq!(desk.delete(&own, json!({})).await.0, 204);
    assert_eq!(desk.get(&path).await.1, json!([]));
    for other in desk.control.conversations() {
        let path = format!("/conversations/{}/notes", other.id);
        let (_, notes) = desk.get(&path).await;
        for note in notes.as_array().unwrap() {
            let theirs = note["userEmail"] != "layla@switchboard-home.example";
            let path = format!("{path}/{}", note["id"].as_str().unwrap());
            let (status, _) = desk.put(&path, json!({ "note": "mine now" })).await;
            assert_eq!(status, if theirs { 403 } else { 200 });
        }
    }
}
