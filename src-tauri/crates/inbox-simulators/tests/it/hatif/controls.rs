use std::collections::HashSet;
use std::time::Duration;

use inbox_simulators::hatif::{Direction, LifePace, Size, Source, WebhookTarget, Who};
use inbox_simulators::{HatifOptions, SimulatorClock};
use serde_json::{Value, json};

use super::{AHMED, Desk, options, read};
use crate::receiver::Receiver;

impl Desk {
    async fn order(&self, operation: &str, body: Value) -> (u16, Value) {
        let url = self.url(&format!("/_control/{operation}"));
        read(self.http.post(url).json(&body)).await
    }

    async fn truth(&self, what: &str) -> Value {
        read(self.http.get(self.url(&format!("/_control/{what}"))))
            .await
            .1
    }
}

#[tokio::test]
async fn orders_that_cannot_be_followed_are_refused_in_words() {
    let desk = Desk::empty().await;
    for (operation, body) in [
        (
            "receive",
            json!({ "conversationId": "nobody's", "what": { "text": "Hi" } }),
        ),
        ("receive", json!({ "what": { "text": "Hi" } })),
        (
            "receive",
            json!({ "channelId": desk.channel("Showroom"), "phone": AHMED, "what": "unsupported" }),
        ),
        ("faults", json!({ "outage": "refused" })),
        ("faults", json!({ "latency": 3 })),
        (
            "portal-status",
            json!({ "conversationId": "nobody's", "open": true }),
        ),
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
    assert_eq!(state["channels"][0]["name"], "Main");
    assert_eq!(
        state["credentials"]["clientId"],
        desk.simulator.credentials().client_id
    );
    let who = json!({ "phone": AHMED, "name": "Ahmed Ali", "what": { "text": "Hello" } });
    let (status, first) = desk.order("receive", who).await;
    assert_eq!(status, 200, "{first}");
    let conversation = first["conversationId"].as_str().unwrap();
    for what in [
        json!({ "reply": { "text": "And?", "eventId": first["eventId"] } }),
        json!({ "media": { "messageType": "Document" } }),
        json!({ "location": { "latitude": 1.5, "longitude": 2.5 } }),
        json!({ "button": "Yes please" }),
        json!("unsupported"),
    ] {
        let order = json!({ "conversationId": conversation, "what": what });
        assert_eq!(desk.order("receive", order).await.0, 200);
    }
    let layla = desk.user("Layla Hassan");
    for (operation, body) in [
        (
            "call",
            json!({ "phone": AHMED, "ringSeconds": 3, "ending": "missed" }),
        ),
        (
            "portal-assign",
            json!({ "conversationId": conversation, "userId": layla }),
        ),
        (
            "portal-text",
            json!({ "conversationId": conversation, "userId": layla, "text": "On it" }),
        ),
        (
            "portal-status",
            json!({ "conversationId": conversation, "open": false }),
        ),
        (
            "portal-rename",
            json!({ "contactId": first["contactId"], "name": "Ahmed A." }),
        ),
        ("advance", json!({ "ms": 10_000 })),
    ] {
        assert_eq!(desk.order(operation, body).await.0, 200, "{operation}");
    }
    let timeline = desk.truth(&format!("timeline/{conversation}")).await;
    let statuses: Vec<_> = timeline
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["status"])
        .collect();
    let delivered = json!([
        "Delivered",
        "Delivered",
        "Delivered",
        "Delivered",
        "Delivered",
        "Delivered",
        "Missed",
        "Sent",
        "Read"
    ]);
    assert_eq!(json!(statuses), delivered);
    let conversations = desk.truth("conversations").await;
    assert_eq!(conversations[0]["contactName"], "Ahmed A.");
    assert_eq!(conversations[0]["isOpen"], false);
    assert_eq!(conversations[0]["assigneeId"], layla.as_str());
}

#[tokio::test]
async fn switches_over_http_leave_the_others_alone() {
    let desk = Desk::empty().await;
    desk.order("faults", json!({ "latencyMs": 1 })).await;
    desk.order("faults", json!({ "serverErrorsNext": 2 })).await;
    desk.order("quirks", json!({ "windowErrorStatus": 400 }))
        .await;
    desk.order("webhook-switches", json!({ "duplicate": true }))
        .await;
    desk.order("rate-limit", json!({ "perMinute": null })).await;
    desk.order(
        "next-deliveries",
        json!(["delivered", { "stopsAt": "Sent" }]),
    )
    .await;
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
            &state["quirks"]["windowErrorStatus"],
            &state["quirks"]["retryAfter"]
        ),
        (&json!(400), &json!(true))
    );
    assert_eq!(state["webhookSwitches"]["duplicate"], true);
}

#[tokio::test]
async fn in_life_mode_customers_write_call_and_answer_until_it_stops() {
    let desk = Desk::small().await;
    let before = desk.control.overview().events;
    desk.control.start_life(LifePace::default());
    desk.control.advance(Duration::from_mins(10)).await;
    let now = desk.control.now();
    let fresh: Vec<_> = desk
        .control
        .conversations()
        .iter()
        .flat_map(|one| desk.control.timeline(&one.id))
        .filter(|event| now.duration_since(event.created_at).as_mins() < 10)
        .collect();
    assert!(fresh.len() > 60, "{}", fresh.len());
    assert!(fresh.iter().any(|event| event.source == Source::Call));
    assert!(
        fresh
            .iter()
            .any(|event| event.source == Source::Assignation)
    );
    let words: HashSet<_> = fresh
        .iter()
        .filter(|event| event.direction == Direction::Inbound)
        .filter_map(|event| event.body.as_ref())
        .collect();
    assert!(
        words.len() > 30,
        "they do not repeat themselves: {}",
        words.len()
    );

    desk.control.stop_life();
    desk.control.advance(Duration::from_mins(1)).await;
    let after = desk.control.overview().events;
    assert!(after > before);
    desk.control.advance(Duration::from_mins(30)).await;
    assert_eq!(desk.control.overview().events, after);
}

#[tokio::test]
async fn a_real_clock_cannot_be_advanced() {
    let options = HatifOptions {
        clock: SimulatorClock::Real,
        ..options(Size::Small)
    };
    let desk = Desk::open(options).await;
    desk.control.start_life(LifePace::default());
    let before = desk.control.overview().events;
    desk.control.advance(Duration::from_hours(1)).await;
    assert_eq!(desk.control.overview().events, before);
}

#[test]
fn the_control_works_from_threads_outside_the_runtime() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let desk = runtime.block_on(Desk::empty());
    let receiver = runtime.block_on(Receiver::start());
    let target = WebhookTarget {
        url: Some(receiver.url.clone()),
        ..WebhookTarget::default()
    };
    desk.control.webhooks(&target).unwrap();
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    runtime.block_on(desk.control.settle());
    assert_eq!(receiver.members("body"), ["Hello"]);
}

#[tokio::test]
async fn a_new_customer_is_somebody_nobody_knew() {
    let desk = Desk::small().await;
    let known: HashSet<_> = desk
        .control
        .conversations()
        .into_iter()
        .map(|one| one.phone)
        .collect();
    let happened = desk.control.new_customer().unwrap();
    let conversations = desk.control.conversations();
    let conversation = conversations
        .iter()
        .find(|one| one.id == happened.conversation_id)
        .unwrap();
    assert!(!known.contains(&conversation.phone));
    assert_eq!(conversation.events, 1);
}
