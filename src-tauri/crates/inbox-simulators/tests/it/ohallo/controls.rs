use std::collections::HashSet;
use std::time::Duration;

use inbox_simulators::ohallo::{LifePace, Role, Size, Status, Who};
use inbox_simulators::{OhalloOptions, SimulatorClock};
use serde_json::{Value, json};

use super::{AHMED, Desk, LIST, options, read};

impl Desk {
    async fn truth(&self, what: &str) -> Value {
        read(self.http.get(self.url(&format!("/_control/{what}"))))
            .await
            .1
    }
}

#[tokio::test]
async fn orders_that_cannot_be_followed_are_refused_in_words() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.control.portal_resolve(&id, None).unwrap();
    for (operation, body) in [
        (
            "receive",
            json!({ "conversationId": "nobody's", "what": { "text": "Hi" } }),
        ),
        ("receive", json!({ "what": { "text": "Hi" } })),
        ("portal-take-over", json!({ "conversationId": id })),
        ("portal-resolve", json!({ "conversationId": id })),
        (
            "portal-text",
            json!({ "conversationId": id, "userId": "nobody", "text": "Hi" }),
        ),
        ("want-approval", json!({ "conversationId": id })),
        (
            "raise-attention",
            json!({ "conversationId": "nobody's", "type": "escalation" }),
        ),
        (
            "open-breaker",
            json!({ "workspaceId": "nowhere", "reason": "none" }),
        ),
        ("restrict-key", json!({ "workspace": "Nowhere" })),
        ("faults", json!({ "outage": "refused" })),
        ("faults", json!({ "latency": 3 })),
        ("quirks", json!({ "embedded": true })),
    ] {
        let (status, answer) = desk.order(operation, body.clone()).await;
        assert_eq!(
            (status, answer["error"].is_string()),
            (400, true),
            "{operation} {body}"
        );
    }
}

#[tokio::test]
async fn the_control_over_http_does_what_the_one_in_process_does() {
    let desk = Desk::empty().await;
    let state = desk.truth("state").await;
    assert_eq!(state["credentials"]["apiKey"], desk.key.as_str());
    assert_eq!(state["baseUrl"], desk.simulator.base_url());
    let layla = state["users"][0]["userId"].clone();
    let workspace = state["workspaces"][0]["id"].clone();
    desk.order("next-ai-turns", json!(["silent", { "says": "Hello!" }]))
        .await;
    let order = json!({ "phone": AHMED, "name": "Ahmed Ali", "what": { "text": "Hello" } });
    let (status, first) = desk.order("receive", order).await;
    assert_eq!(status, 200, "{first}");
    let id = first["conversationId"].as_str().unwrap();
    for (operation, body) in [
        (
            "receive",
            json!({ "conversationId": id, "what": { "media": { "kind": "image" } } }),
        ),
        (
            "raise-attention",
            json!({ "conversationId": id, "type": "escalation", "reason": "Upset" }),
        ),
        ("want-approval", json!({ "conversationId": id })),
        ("portal-take-over", json!({ "conversationId": id })),
        (
            "portal-text",
            json!({ "conversationId": id, "userId": layla, "text": "On it" }),
        ),
        (
            "portal-assign",
            json!({ "conversationId": id, "userId": layla }),
        ),
        (
            "portal-rename",
            json!({ "contactId": first["contactId"], "name": "Ahmed A." }),
        ),
        ("portal-release", json!({ "conversationId": id })),
        (
            "open-breaker",
            json!({ "workspaceId": workspace, "reason": "Complaints" }),
        ),
        ("finish-workflow", json!({ "conversationId": id })),
        (
            "portal-resolve",
            json!({ "conversationId": id, "outcome": "Solved" }),
        ),
        (
            "portal-status",
            json!({ "conversationId": id, "status": "closed" }),
        ),
        ("advance", json!({ "ms": 1_000 })),
        ("settle", json!({})),
        ("new-customer", json!({})),
    ] {
        let (status, answer) = desk.order(operation, body).await;
        assert_eq!(status, 200, "{operation}: {answer}");
    }
    let thread = desk.truth(&format!("timeline/{id}")).await;
    let last = &thread.as_array().unwrap()[2];
    assert_eq!(
        (&last["content"], &last["senderName"]),
        (&json!("On it"), &json!("Layla Hassan"))
    );
    let one = desk.truth("conversations").await[0].clone();
    assert_eq!(
        (
            &one["contactName"],
            &one["status"],
            &one["outcome"],
            &one["assigneeId"],
            &one["openAttention"]
        ),
        (
            &json!("Ahmed A."),
            &json!("closed"),
            &json!("Solved"),
            &layla,
            &json!(2)
        )
    );
    assert_eq!(desk.truth("attention-items").await[0]["type"], "escalation");
    let (_, fresh) = desk.order("revoke-credentials", json!({})).await;
    assert_ne!(fresh["apiKey"], desk.key.as_str());
    assert_eq!(desk.order("expire-key", json!({})).await.0, 200);
    assert!(desk.truth("sends").await.is_array() && desk.truth("traffic").await["total"] == 0);
}

#[tokio::test]
async fn switches_over_http_leave_the_others_alone() {
    let desk = Desk::empty().await;
    for (operation, body) in [
        ("ai-answers", json!({ "on": false })),
        ("customers-answer", json!({ "on": true })),
        ("delay-replies", json!({ "afterMs": 5 })),
        ("dialects", json!({ "conversation": "guide" })),
        ("scopes", json!(["conversations:read"])),
        ("restrict-key", json!("none")),
        ("rate-limit", json!({ "perMinute": 5 })),
        ("faults", json!({ "latencyMs": 1 })),
        ("faults", json!({ "serverErrorsNext": 2 })),
        ("quirks", json!({ "signalDelayMs": 7 })),
        ("expire-links", json!({})),
        ("life", json!({ "on": true, "shortestMs": 9_000 })),
    ] {
        let (status, answer) = desk.order(operation, body).await;
        assert_eq!(status, 200, "{operation}: {answer}");
    }
    let state = desk.truth("state").await;
    assert_eq!(
        (
            &state["faults"]["latencyMs"],
            &state["faults"]["serverErrorsNext"]
        ),
        (&json!(1), &json!(2))
    );
    assert_eq!(
        (
            &state["quirks"]["signalDelayMs"],
            &state["quirks"]["retryAfter"]
        ),
        (&json!(7), &json!(true))
    );
    assert_eq!(state["dialects"]["conversation"], "guide");
    assert_eq!(state["scopes"], json!(["conversations:read"]));
    assert_eq!(state["life"]["shortestMs"], 9_000);
    desk.order("life", json!({ "on": false })).await;
    assert_eq!(desk.truth("state").await["life"], Value::Null);
}

#[tokio::test]
async fn a_colleague_in_the_dashboard_takes_over_answers_and_hands_back() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    let miguel = desk.control.overview().users[1].user_id.clone();
    let who = Who::conversation(&id);
    desk.control.portal_text(&who, &miguel, "Bom dia").unwrap();
    let one = desk.one(&id).await;
    assert_eq!(one["status"], "human_managed");
    let thread = desk.thread(&id).await;
    assert_eq!(
        (&thread[1]["role"], &thread[1]["senderName"]),
        (&json!("agent"), &json!("Miguel Duarte"))
    );
    desk.control.portal_release(&id).unwrap();
    assert_eq!(
        desk.reply(&id, "Hi").await.0,
        400,
        "somebody else gave it back to the AI"
    );
    assert!(
        desk.control.sent_texts().is_empty(),
        "only the API's sends count"
    );
}

#[tokio::test]
async fn in_life_mode_customers_write_and_people_are_needed_until_it_stops() {
    let desk = Desk::small().await;
    let before = desk.control.overview();
    desk.control.start_life(LifePace::default());
    desk.control.start_life(LifePace::default());
    desk.advance(600).await;
    let start = before.now;
    let fresh: Vec<_> = desk
        .control
        .conversations()
        .iter()
        .flat_map(|one| desk.control.timeline(&one.id))
        .filter(|message| message.created_at > start)
        .collect();
    let said = |role| fresh.iter().filter(|message| message.role == role).count();
    assert!(said(Role::Customer) > 40, "{}", said(Role::Customer));
    assert!(said(Role::Agent) > 20, "{}", said(Role::Agent));
    let words: HashSet<_> = fresh.iter().map(|message| &message.content).collect();
    assert!(
        words.len() > 50,
        "they do not repeat themselves: {}",
        words.len()
    );
    let after = desk.control.overview();
    assert!(after.conversations > before.conversations);
    assert!(desk.control.attention_items().len() > 5 + before.open_attention);

    desk.control.stop_life();
    desk.advance(120).await;
    let silent = desk.control.overview().messages;
    desk.advance(1_800).await;
    assert_eq!(desk.control.overview().messages, silent);
}

#[tokio::test]
async fn in_life_mode_our_replies_get_answers() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.action(&id, "take-over").await;
    let pace = LifePace {
        shortest_ms: 3_600_000,
        longest_ms: 3_600_000,
    };
    desk.control.start_life(pace);
    desk.reply(&id, "Good morning").await;
    desk.advance(30).await;
    assert_eq!(
        desk.control.timeline(&id).last().unwrap().role,
        Role::Customer
    );
    assert_eq!(desk.control.timeline(&id).len(), 3);
}

#[tokio::test]
async fn a_real_clock_cannot_be_advanced() {
    let desk = Desk::open(OhalloOptions {
        clock: SimulatorClock::Real,
        ..options(Size::Small)
    })
    .await;
    desk.control.start_life(LifePace {
        shortest_ms: 3_600_000,
        longest_ms: 3_600_000,
    });
    let before = desk.control.overview().messages;
    desk.control.advance(Duration::from_hours(2)).await;
    assert_eq!(desk.control.overview().messages, before);
    desk.simulator.stop().await;
}

#[tokio::test]
async fn a_new_customer_is_somebody_nobody_knew() {
    let desk = Desk::small().await;
    let known: HashSet<_> = desk
        .control
        .conversations()
        .into_iter()
        .map(|one| one.contact_id)
        .collect();
    let happened = desk.control.new_customer().unwrap();
    assert!(!known.contains(&happened.contact_id));
    let row = desk.read(LIST).await["data"][0].clone();
    assert_eq!(row["id"], happened.conversation_id.as_str());
    let conversations = desk.control.conversations();
    let one = conversations
        .iter()
        .find(|one| one.id == happened.conversation_id)
        .unwrap();
    assert_eq!((one.status, one.messages), (Status::New, 1));
}
