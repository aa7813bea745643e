use std::time::Duration;

use inbox_simulators::DeliveryState;
use inbox_simulators::chatvolt::{WebhookTarget, Who};
use serde_json::{Value, json};

use super::{Desk, JOAO};
use crate::receiver::Receiver;

async fn listening() -> (Desk, Receiver) {
    let (desk, receiver) = (Desk::empty().await, Receiver::start().await);
    let target = WebhookTarget {
        url: Some(receiver.url.clone()),
        header: Some(("X-Inbox-Token".into(), "abc".into())),
        ..WebhookTarget::default()
    };
    desk.control.webhooks(&target).unwrap();
    (desk, receiver)
}

fn events(receiver: &Receiver) -> Vec<Value> {
    receiver.members("eventType")
}

#[tokio::test]
async fn a_receiver_that_keeps_failing_is_told_nothing_more_until_it_is_saved_again() {
    let (desk, receiver) = listening().await;
    let id = desk.joao_writes("Olá");
    desk.control.portal_ai(&id, false).unwrap();
    receiver.will_answer(&[500; 5]);
    for number in 0..7 {
        desk.joao_writes(&number.to_string());
        desk.control.settle().await;
    }
    assert_eq!(
        receiver.received().len(),
        5,
        "no retries, and blocked after five"
    );
    let states: Vec<DeliveryState> = desk
        .control
        .deliveries()
        .iter()
        .map(|one| one.state)
        .collect();
    assert_eq!(states, [DeliveryState::Abandoned; 5]);
    let target = WebhookTarget {
        url: Some(receiver.url.clone()),
        ..WebhookTarget::default()
    };
    desk.control.webhooks(&target).unwrap();
    desk.joao_writes("again");
    desk.control.settle().await;
    assert_eq!(receiver.received().len(), 6);
}

#[tokio::test]
async fn a_customers_message_is_told_with_the_static_header_where_the_ai_is_off() {
    let (desk, receiver) = listening().await;
    let id = desk.joao_writes("Olá");
    desk.control.settle().await;
    assert!(receiver.received().is_empty(), "the AI is on and silent");
    desk.control.portal_ai(&id, false).unwrap();
    desk.joao_writes("Are you there?");
    desk.control.settle().await;
    let webhook = receiver.received().remove(0);
    assert_eq!(webhook.headers["x-inbox-token"], "abc");
    let told = webhook.json();
    assert_eq!(told["eventType"], "USER_MESSAGE_RECEIVED");
    assert_eq!(
        (&told["conversationId"], &told["agentName"]),
        (&json!(id), &json!("Support"))
    );
    assert_eq!(told["userMessage"], "Are you there?");
    assert_eq!(
        (&told["userName"], &told["userPhoneNumber"]),
        (&json!("João"), &json!("5511999999999"))
    );
    assert_eq!(told["messageId"], desk.messages(&id, 1).await[0]["id"]);
}

#[tokio::test]
async fn the_ais_answer_is_told_with_the_question_seconds_after_it_can_be_read() {
    let (desk, receiver) = listening().await;
    desk.control.ai_answers(true);
    let id = desk.joao_writes("Onde está?");
    desk.control.advance(Duration::from_secs(2)).await;
    let answer = desk.messages(&id, 1).await.remove(0);
    assert_eq!(answer["from"], "agent");
    assert!(receiver.received().is_empty());
    desk.control.advance(Duration::from_secs(9)).await;
    let told = receiver.received()[0].json();
    assert_eq!(told["eventType"], "AGENT_USER_MESSAGE");
    assert_eq!(
        (&told["userMessage"], &told["agentResponse"]),
        (&json!("Onde está?"), &answer["text"])
    );
}

#[tokio::test]
async fn every_event_has_its_occasion() {
    let (desk, receiver) = listening().await;
    let id = desk.joao_writes("Olá");
    desk.text(&id, "Bom dia").await;
    desk.control.advance(Duration::from_secs(1)).await;
    desk.control.ai_follows_up(&id, "Still there?").unwrap();
    let step = desk.control.overview().scenarios[1].steps[0].0.clone();
    desk.control.portal_step(&id, &step).unwrap();
    desk.control.nps_answer(&id, 8, None).unwrap();
    let group = Who::phone(JOAO).on("zapi").in_group();
    desk.control.receive_text(&group, "Hello all").unwrap();
    let recorded = Who::phone(JOAO).on("dashboard");
    desk.control
        .portal_text(&recorded, "for the record")
        .unwrap();
    desk.control.advance(Duration::from_hours(25)).await;
    desk.text(&id, "too late").await;
    desk.control.settle().await;
    assert_eq!(
        events(&receiver),
        [
            "AGENT_MESSAGE_SENDED",
            "AGENT_MESSAGE_FOLLOW_UP",
            "STEP_ENTERED",
            "NPS_INTERACTION",
            "GROUP_MESSAGE_RECEIVED",
            "AGENT_MESSAGE_NOTED",
            "AGENT_MESSAGE_BLOCKED",
        ]
    );
    assert_eq!(receiver.members("rating")[3], 8);
}

#[tokio::test]
async fn events_can_be_doubled_swapped_wordless_or_lost() {
    let (desk, receiver) = listening().await;
    let id = desk.joao_writes("Olá");
    desk.control.portal_ai(&id, false).unwrap();
    desk.control
        .webhook_switches(|switches| switches.duplicate = true);
    desk.joao_writes("twice");
    desk.control.settle().await;
    desk.control.webhook_switches(|switches| {
        switches.duplicate = false;
        switches.reorder = true;
    });
    desk.joao_writes("first");
    desk.joao_writes("second");
    desk.control.settle().await;
    desk.control
        .webhook_switches(|switches| switches.reorder = false);
    desk.control.quirks(|quirks| {
        quirks.events_without_text = true;
        quirks.sent_events_lost = true;
    });
    desk.joao_writes("wordless");
    desk.text(&id, "never told").await;
    desk.control.advance(Duration::from_secs(5)).await;
    let told = receiver.members("userMessage");
    assert_eq!(
        told,
        [
            json!("twice"),
            json!("twice"),
            json!("second"),
            json!("first"),
            Value::Null
        ]
    );
}

#[tokio::test]
async fn the_event_of_a_send_can_come_before_its_answer() {
    let (desk, receiver) = listening().await;
    let id = desk.joao_writes("Olá");
    desk.control
        .webhook_switches(|switches| switches.echo_before_response = true);
    let (_, answer) = desk.text(&id, "Bom dia").await;
    let told = receiver.received()[0].json();
    assert_eq!(told["messageId"], answer["message"]["id"]);
}
