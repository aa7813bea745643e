use std::time::Duration;

use hmac::{Hmac, Mac};
use inbox_simulators::DeliveryState;
use inbox_simulators::hatif::{Inbound, WebhookKind, WebhookTarget, Who};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{AHMED, Desk};
use crate::receiver::Receiver;

async fn listening() -> (Desk, Receiver) {
    let (desk, receiver) = (Desk::empty().await, Receiver::start().await);
    let target = WebhookTarget {
        url: Some(receiver.url.clone()),
        ..WebhookTarget::default()
    };
    desk.control.webhooks(&target).unwrap();
    (desk, receiver)
}

#[tokio::test]
async fn a_5xx_is_retried_after_2_4_8_16_and_32_minutes_and_then_given_up() {
    let (desk, receiver) = listening().await;
    receiver.will_answer(&[500, 502, 503, 500, 500, 500]);
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let start = desk.control.now();
    desk.control.advance(Duration::from_hours(3)).await;
    assert_eq!(receiver.received().len(), 6);
    let deliveries = desk.control.deliveries();
    assert_eq!(
        (deliveries.len(), deliveries[0].state),
        (1, DeliveryState::Abandoned)
    );
    let minutes: Vec<i64> = deliveries[0]
        .attempts
        .iter()
        .map(|attempt| attempt.at.duration_since(start).as_secs() / 60)
        .collect();
    assert_eq!(minutes, [0, 2, 6, 14, 30, 62]);
}

#[tokio::test]
async fn a_4xx_is_final_and_a_retry_that_succeeds_is_the_last() {
    let (desk, receiver) = listening().await;
    receiver.will_answer(&[400, 503, 204]);
    desk.control
        .receive_text(&Who::phone(AHMED), "refused")
        .unwrap();
    desk.control.settle().await;
    desk.control
        .receive_text(&Who::phone(AHMED), "accepted later")
        .unwrap();
    desk.control.advance(Duration::from_hours(3)).await;
    let states: Vec<_> = desk
        .control
        .deliveries()
        .iter()
        .map(|one| one.state)
        .collect();
    assert_eq!(states, [DeliveryState::Abandoned, DeliveryState::Delivered]);
    assert_eq!(
        receiver.members("body"),
        ["refused", "accepted later", "accepted later"]
    );
}

#[tokio::test]
async fn the_retry_plan_can_be_scaled() {
    let (desk, receiver) = listening().await;
    desk.control
        .webhook_switches(|switches| switches.retry_factor = 0.01);
    receiver.will_answer(&[500]);
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    desk.control.advance(Duration::from_millis(1_200)).await;
    assert_eq!(receiver.received().len(), 2);
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_tried_again() {
    let desk = Desk::empty().await;
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/in", listener.local_addr().unwrap())
    };
    let target = WebhookTarget {
        url: Some(gone),
        ..WebhookTarget::default()
    };
    desk.control.webhooks(&target).unwrap();
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    desk.control.advance(Duration::from_mins(3)).await;
    let attempts = &desk.control.deliveries()[0].attempts;
    assert_eq!((attempts.len(), attempts[0].status), (2, None));
}

#[tokio::test]
async fn bodies_are_signed_only_when_a_secret_is_set() {
    let (desk, receiver) = listening().await;
    desk.control
        .receive_text(&Who::phone(AHMED), "unsigned")
        .unwrap();
    desk.control.settle().await;
    let secret = "hush";
    let target = WebhookTarget {
        url: Some(receiver.url.clone()),
        secret: Some(secret.into()),
        ..WebhookTarget::default()
    };
    desk.control.webhooks(&target).unwrap();
    desk.control
        .receive_text(&Who::phone(AHMED), "signiert: ä")
        .unwrap();
    desk.control.settle().await;
    let posts = receiver.received();
    assert!(posts[0].headers.get("x-voxa-signature").is_none());
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(&posts[1].body);
    let expected = hex::encode(mac.finalize().into_bytes());
    assert_eq!(
        posts[1].headers["x-voxa-signature"].to_str().unwrap(),
        expected
    );
}

#[tokio::test]
async fn duplicates_reordering_and_empty_bodies_are_switches() {
    let (desk, receiver) = listening().await;
    let say = |text: &str| desk.control.receive_text(&Who::phone(AHMED), text).unwrap();
    desk.control
        .webhook_switches(|switches| switches.duplicate = true);
    say("twice");
    desk.control.settle().await;
    desk.control.webhook_switches(|switches| {
        switches.duplicate = false;
        switches.reorder = true;
    });
    say("one");
    say("two");
    say("alone");
    desk.control.settle().await;
    assert_eq!(receiver.members("body"), ["twice", "twice", "two", "one"]);
    desk.control.advance(Duration::from_secs(2)).await;
    desk.control.webhook_switches(|switches| {
        switches.reorder = false;
        switches.empty_body_next = 1;
    });
    say("after an empty one");
    desk.control.settle().await;
    let bodies = receiver.members("body");
    assert_eq!(
        bodies[4..],
        [json!("alone"), Value::Null, json!("after an empty one")]
    );
    assert!(receiver.received()[5].body.is_empty());
}

#[tokio::test]
async fn an_outbound_message_is_told_at_each_step_first_without_its_whatsapp_id() {
    let (desk, receiver) = listening().await;
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let (_, answer) = desk.text("Welcome").await;
    assert_eq!(
        receiver.members("status").len(),
        1,
        "the echo comes after the answer"
    );
    desk.control.advance(Duration::from_secs(10)).await;
    let outbound: Vec<Value> = receiver
        .received()
        .iter()
        .map(crate::receiver::Received::json)
        .filter(|event| event["direction"] == "Outbound")
        .collect();
    let statuses: Vec<_> = outbound.iter().map(|event| &event["status"]).collect();
    assert_eq!(
        json!(statuses),
        json!(["Pending", "Sent", "Delivered", "Read"])
    );
    assert!(
        outbound
            .iter()
            .all(|event| event["conversationEventId"] == answer["conversationEventId"])
    );
    assert!(outbound[0]["messageId"].is_null());
    assert!(
        outbound[1]["messageId"]
            .as_str()
            .unwrap()
            .starts_with("wamid.")
    );
    assert_eq!(outbound[1]["messageId"], outbound[3]["messageId"]);
    assert!(outbound.iter().all(|event| event["senderUserId"].is_null()));
    assert!(
        outbound
            .iter()
            .all(|event| event.get("phoneNumber").is_none())
    );
}

#[tokio::test]
async fn the_echo_can_arrive_before_the_send_is_answered() {
    let (desk, receiver) = listening().await;
    desk.control
        .webhook_switches(|switches| switches.echo_before_response = true);
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let (_, answer) = desk.text("Welcome").await;
    let told = receiver.members("conversationEventId");
    assert_eq!(told.last(), Some(&answer["conversationEventId"]));
}

#[tokio::test]
async fn a_call_is_told_as_it_rings_is_taken_and_ends_with_its_analysis() {
    let (desk, receiver) = listening().await;
    let who = Who::phone(AHMED)
        .on(desk.channel("Showroom"))
        .named("Ahmed Ali");
    let layla = desk.user("Layla Hassan");
    let call = json!({ "ringSeconds": 8, "ending": { "answered": { "talkSeconds": 95 } },
        "handledBy": layla });
    let happened = desk
        .control
        .call(&who, &serde_json::from_value(call).unwrap())
        .unwrap();
    desk.control.advance(Duration::from_secs(8)).await;
    desk.control.advance(Duration::from_secs(95)).await;
    assert_eq!(json!(receiver.members("status")), json!([8, 0, 1]));
    let told = receiver.received()[2].json();
    assert_eq!(
        (&told["callLength"], &told["userId"]),
        (&json!("00:01:35"), &json!(layla))
    );
    assert!(told["summary"].as_str().unwrap().starts_with("###"));
    let words = told["transcription"]["words"].as_array().unwrap();
    assert!(words.iter().any(|word| word["speaker"] == "agent"));
    let ids = receiver.members("callId");
    assert!(ids.iter().all(|id| *id == ids[0]));

    let timeline = desk.timeline(&happened.conversation_id, "").await;
    let event = &timeline["items"][0];
    assert_eq!(
        (&event["status"], &event["sourceId"]),
        (&json!("Answered"), &ids[0])
    );
    assert_eq!(event["durationOrSize"], "00:01:35");
    assert_eq!(event["ringingDuration"], "00:00:08");
    assert!(event["aiSummary"]["summary"].is_string() && event["attachment"].is_string());
    let recording = desk
        .http
        .get(told["recordingUrl"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert!(recording.bytes().await.unwrap().starts_with(b"RIFF"));
}

#[tokio::test]
async fn missed_short_and_outbound_calls_have_no_analysis() {
    let (desk, receiver) = listening().await;
    let who = Who::phone(AHMED).on(desk.channel("Showroom"));
    for ending in [
        json!({ "ringSeconds": 1, "pace": 0.0, "ending": "missed" }),
        json!({ "ringSeconds": 1, "pace": 0.0, "ending": { "answered": { "talkSeconds": 29 } } }),
        json!({ "ringSeconds": 1, "pace": 0.0, "outbound": true,
            "ending": { "answered": { "talkSeconds": 300 } } }),
    ] {
        desk.control
            .call(&who, &serde_json::from_value(ending).unwrap())
            .unwrap();
        desk.control.settle().await;
    }
    assert_eq!(
        json!(receiver.members("status")),
        json!([8, 2, 8, 0, 1, 8, 0, 1])
    );
    assert!(receiver.members("summary").iter().all(Value::is_null));
    let recordings = receiver.members("recordingUrl");
    assert_eq!(
        recordings.iter().filter(|url| url.is_string()).count(),
        1,
        "the short one only"
    );
}

#[tokio::test]
async fn assignments_edits_deletions_and_unsupported_messages_are_told_in_their_own_form() {
    let (desk, receiver) = listening().await;
    let who = Who::phone(AHMED);
    let happened = desk.control.receive_text(&who, "Helo").unwrap();
    let (conversation, event) = (&happened.conversation_id, &happened.event_id);
    let layla = desk.user("Layla Hassan");
    desk.control
        .portal_assign(conversation, Some(&layla), None)
        .unwrap();
    desk.control.edit(conversation, event, "Hello").unwrap();
    desk.control.delete(conversation, event).unwrap();
    desk.control.receive(&who, Inbound::Unsupported).unwrap();
    desk.control.settle().await;
    let types = json!(receiver.members("messageType"));
    assert_eq!(
        types,
        json!([
            "Text",
            null,
            "MessageEdited",
            "MessageDeleted",
            "Unsupported"
        ])
    );
    let assigned = receiver.received()[1].json();
    assert_eq!(assigned["eventType"], "AssignedUserIdChanged");
    assert_eq!(assigned["data"]["assignedUserId"], layla.as_str());
    assert_eq!(assigned["data"]["id"], conversation.as_str());
    assert_eq!(receiver.members("body")[2], "Hello");
}

#[tokio::test]
async fn each_channel_and_kind_can_have_its_own_receiver() {
    let desk = Desk::empty().await;
    let receiver = Receiver::start().await;
    let target = WebhookTarget {
        channel_id: Some(desk.channel("Sales")),
        kind: Some(WebhookKind::WhatsApp),
        url: Some(receiver.url.clone()),
        secret: None,
    };
    desk.control.webhooks(&target).unwrap();
    desk.control
        .receive_text(&Who::phone(AHMED).on(desk.channel("Main")), "unheard")
        .unwrap();
    let on_sales = Who::phone(AHMED).on(desk.channel("Sales"));
    let happened = desk.control.receive_text(&on_sales, "heard").unwrap();
    let layla = desk.user("Layla Hassan");
    desk.control
        .portal_assign(&happened.conversation_id, Some(&layla), None)
        .unwrap();
    desk.control.settle().await;
    assert_eq!(receiver.members("body"), ["heard"]);
}
