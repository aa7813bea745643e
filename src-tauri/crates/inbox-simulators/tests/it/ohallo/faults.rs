use std::time::Duration;

use inbox_simulators::ohallo::Size;
use inbox_simulators::{OhalloOptions, Outage, SimulatorClock};
use serde_json::{Value, json};

use super::{Desk, LIST, error, options, texts};

#[tokio::test]
async fn a_reply_whose_answer_is_lost_was_accepted() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.action(&id, "take-over").await;
    desk.control
        .faults(|faults| faults.lose_send_answers_next = 1);
    let request = desk.http.post(desk.url(&format!("{LIST}/{id}/reply")));
    let request = request
        .bearer_auth(&desk.key)
        .json(&json!({ "content": "once" }));
    let failure = request.send().await.unwrap_err();
    assert!(failure.is_request() && !failure.is_timeout(), "{failure:?}");
    desk.advance(2).await;
    assert_eq!(texts(&desk.thread(&id).await, "content"), ["Hello", "once"]);
    assert_eq!(
        desk.reply(&id, "twice").await.0,
        200,
        "the next one is answered"
    );
    assert_eq!(desk.control.sent_texts(), ["once", "twice"]);
}

#[tokio::test]
async fn another_action_can_lose_its_answer_too() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.control
        .faults(|faults| faults.lose_write_answers_next = 1);
    let request = desk.http.post(desk.url(&format!("{LIST}/{id}/take-over")));
    request.bearer_auth(&desk.key).send().await.unwrap_err();
    assert_eq!(desk.one(&id).await["status"], "human_managed");
}

#[tokio::test]
async fn the_61st_call_of_a_rolling_minute_is_refused_with_the_wait() {
    let desk = Desk::open(OhalloOptions {
        rate_limit_per_minute: OhalloOptions::default().rate_limit_per_minute,
        ..options(Size::Empty)
    })
    .await;
    for _ in 0..60 {
        assert_eq!(desk.get(LIST).await.0, 200);
    }
    desk.advance(20).await;
    let refused = async || {
        let request = desk.http.get(desk.url(LIST)).bearer_auth(&desk.key);
        request.send().await.unwrap()
    };
    let answer = refused().await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &40.into())
    );
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body, error("Too many requests"));
    desk.control.quirks(|quirks| quirks.retry_after = false);
    assert!(refused().await.headers().get("retry-after").is_none());
    desk.advance(40).await;
    assert_eq!(desk.get(LIST).await.0, 200);
    let traffic = desk.control.traffic();
    assert_eq!((traffic.total, traffic.refused), (63, 2));
    assert_eq!(traffic.calls_of("GET /api/conversations"), 63);
}

#[tokio::test]
async fn refusals_and_errors_strike_as_often_as_asked_and_execute_nothing() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.action(&id, "take-over").await;
    desk.control.faults(|faults| {
        faults.too_many_requests_next = 1;
        faults.server_errors_next = 1;
    });
    assert_eq!(desk.reply(&id, "a").await.0, 429);
    assert_eq!(
        desk.reply(&id, "b").await,
        (500, error("Internal server error"))
    );
    assert_eq!(desk.reply(&id, "c").await.0, 200);
    assert_eq!(desk.control.sent_texts(), ["c"]);
}

#[tokio::test]
async fn answers_can_be_cut_off_or_hold_what_nobody_has_heard_of() {
    let desk = Desk::empty().await;
    let id = desk.ahmed_writes("Hello");
    desk.control.faults(|faults| faults.malformed_next = 1);
    let request = desk.http.get(desk.url(LIST)).bearer_auth(&desk.key);
    let text = request.send().await.unwrap().text().await.unwrap();
    assert!(text.starts_with('{') && serde_json::from_str::<Value>(&text).is_err());
    desk.control.faults(|faults| faults.unknown_enums_next = 2);
    assert_eq!(desk.one(&id).await["status"], "AddedNextYear");
    assert_eq!(desk.thread(&id).await[0]["role"], "AddedNextYear");
    desk.control.faults(|faults| faults.unknown_fields_next = 1);
    assert!(desk.one(&id).await["addedNextYear"].is_object());
    assert!(desk.one(&id).await.get("addedNextYear").is_none());
}

#[tokio::test]
async fn an_outage_is_a_503_or_a_dropped_connection_and_can_end_by_itself() {
    let desk = Desk::empty().await;
    desk.control
        .outage_for(Outage::Unavailable, Duration::from_mins(5));
    desk.advance(299).await;
    assert_eq!(desk.get(LIST).await.0, 503);
    desk.advance(1).await;
    assert_eq!(desk.get(LIST).await.0, 200);
    desk.control
        .faults(|faults| faults.outage = Outage::Dropped);
    let fresh = reqwest::Client::builder().no_proxy().build().unwrap();
    let dropped = fresh
        .get(desk.url(LIST))
        .bearer_auth(&desk.key)
        .send()
        .await
        .unwrap_err();
    assert!(dropped.is_request() && !dropped.is_connect(), "{dropped:?}");
    assert_eq!(
        desk.order("faults", json!({ "outage": "none" })).await.0,
        200
    );
    assert_eq!(desk.get(LIST).await.0, 200);
}

#[tokio::test]
async fn a_closed_socket_refuses_and_opens_again() {
    let desk = Desk::empty().await;
    let attempt = async || {
        let fresh = reqwest::Client::builder().no_proxy().build().unwrap();
        fresh
            .get(desk.url(LIST))
            .bearer_auth(&desk.key)
            .send()
            .await
    };
    desk.control
        .faults(|faults| faults.outage = Outage::Refused);
    while !attempt().await.is_err_and(|failure| failure.is_connect()) {
        // The listening task closes its socket as soon as it is scheduled.
        tokio::task::yield_now().await;
    }
    desk.control.faults(|faults| faults.outage = Outage::None);
    while attempt().await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(desk.get(LIST).await.0, 200);
}

#[tokio::test]
async fn with_a_real_clock_settling_waits_until_replies_show() {
    let desk = Desk::open(OhalloOptions {
        clock: SimulatorClock::Real,
        ..options(Size::Empty)
    })
    .await;
    let id = desk.ahmed_writes("Hello");
    desk.action(&id, "take-over").await;
    desk.control.faults(|faults| {
        faults.latency_ms = 5;
        faults.send_answer_delay_ms = 5;
    });
    desk.reply(&id, "Good morning").await;
    desk.control.settle().await;
    assert_eq!(
        texts(&desk.thread(&id).await, "content"),
        ["Hello", "Good morning"]
    );
}
