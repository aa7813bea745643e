use hmac::{Hmac, Mac};
use inbox_simulators::chatwoot::{MessageStatus, WebhookTarget, Who};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{AHMED, Desk};
use crate::receiver::Receiver;

async fn told() -> (Desk, Receiver) {
    let (desk, receiver) = (Desk::empty().await, Receiver::start().await);
    let target = WebhookTarget {
        url: Some(receiver.url.clone()),
        secret: Some("shared".to_owned()),
        ..WebhookTarget::default()
    };
    desk.control.webhooks(&target).unwrap();
    (desk, receiver)
}

#[tokio::test]
async fn a_webhook_is_signed_over_its_time_and_its_raw_body() {
    let (desk, receiver) = told().await;
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    desk.control.settle().await;
    for received in receiver.received() {
        let header = |name: &str| received.headers[name].to_str().unwrap().to_owned();
        let mut mac = Hmac::<Sha256>::new_from_slice(b"shared").unwrap();
        mac.update(format!("{}.", header("x-chatwoot-timestamp")).as_bytes());
        mac.update(&received.body);
        let expected = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
        assert_eq!(header("x-chatwoot-signature"), expected);
        assert_eq!(header("x-chatwoot-delivery").len(), 36);
    }
    let events = receiver.members("event");
    let expected = [
        "contact_created",
        "conversation_created",
        "message_created",
        "conversation_updated",
        "contact_updated",
    ];
    assert_eq!(events, expected);
    let message = receiver.received()[2].json();
    assert_eq!(message["message_type"], "incoming");
    assert_eq!(message["created_at"], "2026-11-20T09:00:00.000Z");
}

#[tokio::test]
async fn an_old_server_does_not_sign() {
    let (desk, receiver) = told().await;
    desk.control
        .quirks(|quirks| quirks.version = "4.10.0".to_owned());
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    desk.control.settle().await;
    assert!(
        receiver
            .received()
            .iter()
            .all(|it| !it.headers.contains_key("x-chatwoot-signature"))
    );
}

#[tokio::test]
async fn a_refused_webhook_is_not_tried_again_and_activity_is_not_told() {
    let (desk, receiver) = told().await;
    receiver.will_answer(&[500]);
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    desk.control.settle().await;
    assert_eq!(receiver.received().len(), 5);
    desk.post(
        &format!("/conversations/{id}/labels"),
        json!({ "labels": ["vip"] }),
    )
    .await;
    desk.control.settle().await;
    let last = receiver.received()[5].json();
    assert_eq!(last["event"], "conversation_updated");
    assert_eq!(
        last["changed_attributes"][0]["label_list"]["current_value"],
        json!(["vip"])
    );
    assert_eq!(
        receiver.received().len(),
        6,
        "the activity line has no webhook"
    );
}

#[tokio::test]
async fn a_message_its_api_inbox_does_not_take_fails() {
    let (desk, receiver) = (Desk::empty().await, Receiver::start().await);
    let app = desk.inbox("App");
    let target = WebhookTarget {
        inbox_id: Some(app),
        url: Some(receiver.url.clone()),
        ..WebhookTarget::default()
    };
    let who = Who::phone(AHMED).on(app);
    let id = desk
        .control
        .receive_text(&who, "Hello")
        .unwrap()
        .conversation_id;
    desk.control.webhooks(&target).unwrap();
    receiver.will_answer(&[500]);
    desk.post(
        &format!("/conversations/{id}/messages"),
        json!({ "content": "Hi" }),
    )
    .await;
    desk.control.settle().await;
    let last = desk.control.timeline(id).pop().unwrap();
    assert_eq!(last.status, MessageStatus::Failed);
    assert!(last.error.is_some());
}

#[tokio::test]
async fn webhooks_are_kept_by_administrators_and_only_for_known_events() {
    let mut desk = Desk::empty().await;
    let body = |event: &str| json!({ "webhook": { "url": "http://127.0.0.1:9/x", "subscriptions": [event] } });
    let (status, answer) = desk.post("/webhooks", body("made_up")).await;
    assert_eq!(
        (status, &answer["attributes"]),
        (422, &json!(["subscriptions"]))
    );
    let (status, made) = desk.post("/webhooks", body("message_created")).await;
    assert_eq!(status, 200, "{made}");
    assert!(
        made["payload"]["webhook"]["secret"]
            .as_str()
            .is_some_and(|it| !it.is_empty())
    );
    assert_eq!(
        desk.post("/webhooks", body("message_created")).await.0,
        422,
        "one per address"
    );
    desk.sit_down("Clara Nunes");
    let (status, answer): (u16, Value) = desk.get("/webhooks").await;
    assert_eq!((status, answer["error"].is_string()), (401, true));
}
