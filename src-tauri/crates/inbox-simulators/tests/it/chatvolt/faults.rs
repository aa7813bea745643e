use std::time::Duration;

use inbox_simulators::Outage;
use reqwest::Method;
use serde_json::{Value, json};

use super::Desk;

#[tokio::test]
async fn a_send_whose_answer_is_lost_was_executed() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    desk.control
        .faults(|faults| faults.lose_send_answers_next = 1);
    let path = format!("/conversation/message/conversationId/{id}");
    let request = desk
        .request(Method::POST, &path)
        .json(&json!({ "message": "once" }));
    request.send().await.unwrap_err();
    assert_eq!(desk.control.sent_texts(), ["once"]);
    assert_eq!(desk.messages(&id, 1).await[0]["text"], "once");
    assert_eq!(
        desk.text(&id, "twice").await.0,
        200,
        "the next one is answered"
    );
}

#[tokio::test]
async fn too_many_calls_are_refused_in_every_way_that_was_seen() {
    let desk = Desk::empty().await;
    desk.control.limit_rate(Some(2));
    for _ in 0..2 {
        assert_eq!(desk.get("/conversation").await.0, 200);
    }
    assert_eq!(
        desk.get("/conversation").await,
        (429, json!({ "error": "RATE_LIMIT" }))
    );
    desk.control.quirks(|quirks| {
        quirks.too_many_status = 419;
        quirks.retry_after = true;
        quirks.retry_after_in_body = true;
    });
    let answer = desk
        .request(Method::GET, "/conversation")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (419, &60.into())
    );
    assert_eq!(answer.json::<Value>().await.unwrap()["retryAfter"], 60);
    desk.control.advance(Duration::from_mins(1)).await;
    assert_eq!(desk.get("/api/conversation").await.0, 200);
    assert_eq!(desk.control.traffic().calls_of("GET /conversation"), 5);
}

#[tokio::test]
async fn refusals_and_errors_strike_as_often_as_asked_and_execute_nothing() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    desk.control.faults(|faults| {
        faults.too_many_requests_next = 1;
        faults.server_errors_next = 1;
    });
    assert_eq!(desk.text(&id, "a").await.0, 429);
    assert_eq!(desk.text(&id, "b").await.0, 500);
    assert_eq!(desk.text(&id, "c").await.0, 200);
    assert_eq!(desk.control.sent_texts(), ["c"]);
}

#[tokio::test]
async fn answers_can_be_cut_off_or_hold_what_nobody_has_heard_of() {
    let desk = Desk::empty().await;
    desk.joao_writes("Olá");
    desk.control.faults(|faults| faults.malformed_next = 1);
    let answer = desk
        .request(Method::GET, "/conversation")
        .send()
        .await
        .unwrap();
    let text = answer.text().await.unwrap();
    assert!(text.starts_with('[') && serde_json::from_str::<Value>(&text).is_err());
    desk.control.faults(|faults| {
        faults.unknown_enums_next = 1;
        faults.unknown_fields_next = 1;
    });
    let (_, rows) = desk.get("/conversation").await;
    assert_eq!(
        (&rows[0]["channel"], &rows[0]["status"]),
        (&rows[0]["status"], &rows[0]["priority"])
    );
    assert_ne!(rows[0]["status"], "UNRESOLVED");
    assert!(rows[0].get("addedNextYear").is_some());
}

#[tokio::test]
async fn a_revoked_key_is_refused_and_the_new_one_opens() {
    let mut desk = Desk::empty().await;
    let fresh = desk.control.revoke_credentials();
    assert_eq!(desk.get("/conversation").await.0, 403);
    desk.key = fresh.api_key;
    assert_eq!(desk.get("/conversation").await.0, 200);
}

#[tokio::test]
async fn an_outage_ends_by_itself_in_the_simulators_time() {
    let desk = Desk::empty().await;
    desk.control
        .outage_for(Outage::Unavailable, Duration::from_mins(2));
    assert_eq!(desk.get("/conversation").await.0, 503);
    desk.control.advance(Duration::from_mins(2)).await;
    assert_eq!(desk.get("/conversation").await.0, 200);
    desk.control
        .faults(|faults| faults.outage = Outage::Dropped);
    desk.request(Method::GET, "/conversation")
        .send()
        .await
        .unwrap_err();
}
