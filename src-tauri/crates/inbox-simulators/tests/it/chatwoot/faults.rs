use inbox_simulators::Outage;
use inbox_simulators::chatwoot::Who;
use serde_json::json;

use super::{AHMED, Desk};

#[tokio::test]
async fn a_send_whose_answer_is_lost_was_executed() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    desk.control
        .faults(|faults| faults.lose_send_answers_next = 1);
    let path = format!("/conversations/{id}/messages");
    let request = desk
        .request("POST", &path)
        .json(&json!({ "content": "once" }));
    let error = request.send().await.unwrap_err();
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    assert_eq!(desk.control.sent_texts(), ["once"]);
}

#[tokio::test]
async fn a_throttled_call_is_plain_text_without_the_wait() {
    let desk = Desk::empty().await;
    for _ in 0..30 {
        assert_eq!(desk.get("/conversations/meta").await.0, 200);
    }
    let answer = desk
        .request("GET", "/conversations/meta")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 429);
    assert!(answer.headers().get("retry-after").is_none());
    assert_eq!(answer.text().await.unwrap(), "Retry later\n");
    desk.control
        .advance(std::time::Duration::from_mins(1))
        .await;
    assert_eq!(desk.get("/conversations/meta").await.0, 200);
    assert_eq!(desk.control.traffic().calls_of("/conversations/meta"), 32);
}

#[tokio::test]
async fn errors_strike_as_often_as_asked_and_an_outage_until_it_ends() {
    let desk = Desk::empty().await;
    desk.control.faults(|faults| faults.server_errors_next = 1);
    assert_eq!(desk.get("/labels").await.0, 500);
    assert_eq!(desk.get("/labels").await.0, 200);
    desk.control
        .faults(|faults| faults.outage = Outage::Unavailable);
    assert_eq!(desk.get("/labels").await.0, 503);
    desk.control.faults(|faults| faults.outage = Outage::None);
    assert_eq!(desk.get("/labels").await.0, 200);
}

#[tokio::test]
async fn the_control_answers_over_http_too() {
    let desk = Desk::empty().await;
    let order = json!({ "phone": AHMED, "what": { "text": "Hello" } });
    let request = desk.http.post(desk.url("/_control/receive")).json(&order);
    let (status, happened) = super::read(request).await;
    assert_eq!(
        (status, &happened["conversationId"]),
        (200, &json!(1)),
        "{happened}"
    );
    let (_, timeline) = super::read(desk.http.get(desk.url("/_control/timeline/1"))).await;
    assert_eq!(timeline[0]["content"], "Hello");
    let order = json!({ "conversationId": 7, "status": "open" });
    let request = desk
        .http
        .post(desk.url("/_control/portal-status"))
        .json(&order);
    assert_eq!(super::read(request).await.0, 400);
}
