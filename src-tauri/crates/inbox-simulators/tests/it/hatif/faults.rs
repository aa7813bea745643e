use std::time::Duration;

use inbox_simulators::hatif::{Size, Who};
use inbox_simulators::{HatifOptions, Outage, SimulatorClock};
use serde_json::{Value, json};

use super::{AHMED, Desk, TEXT, options};

const USERS: &str = "/v1/workspaces/users";

#[tokio::test]
async fn a_send_whose_answer_is_lost_was_executed() {
    let desk = Desk::empty().await;
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    desk.control
        .faults(|faults| faults.lose_send_answers_next = 1);
    let body = json!({ "ChannelId": desk.channel("Main"), "Text": "once", "ToNumber": AHMED });
    let request = desk
        .http
        .post(desk.url(TEXT))
        .bearer_auth(&desk.token)
        .json(&body);
    let error = request.send().await.unwrap_err();
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    assert_eq!(desk.control.sent_texts(), ["once"]);
    let timeline = desk.timeline(&happened.conversation_id, "").await;
    assert_eq!(timeline["items"][0]["body"], "once");
    assert_eq!(desk.text("twice").await.0, 200, "the next one is answered");
}

#[tokio::test]
async fn another_write_can_lose_its_answer_too() {
    let desk = Desk::empty().await;
    desk.control
        .faults(|faults| faults.lose_write_answers_next = 1);
    let request = desk
        .http
        .post(desk.url("/v1/tags/service-account"))
        .bearer_auth(&desk.token);
    request
        .json(&json!({ "Name": "made anyway" }))
        .send()
        .await
        .unwrap_err();
    assert!(
        desk.control
            .overview()
            .tags
            .iter()
            .any(|tag| tag.name == "made anyway")
    );
}

#[tokio::test]
async fn the_121st_call_of_a_rolling_minute_is_refused_with_the_wait() {
    let desk = Desk::empty().await;
    for _ in 0..60 {
        assert_eq!(desk.get(USERS).await.0, 200);
    }
    desk.control.advance(Duration::from_secs(30)).await;
    for _ in 0..60 {
        assert_eq!(desk.get(USERS).await.0, 200);
    }
    let refused = async || {
        desk.http
            .get(desk.url(USERS))
            .bearer_auth(&desk.token)
            .send()
            .await
            .unwrap()
    };
    let answer = refused().await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &30.into())
    );
    desk.control.quirks(|quirks| quirks.retry_after = false);
    assert!(refused().await.headers().get("retry-after").is_none());
    desk.control.advance(Duration::from_secs(30)).await;
    assert_eq!(desk.get(USERS).await.0, 200);

    let traffic = desk.control.traffic();
    assert_eq!((traffic.total, traffic.refused), (123, 2));
    assert_eq!(traffic.peak_per_rolling_minute, 122);
    assert_eq!(traffic.calls_of("GET /v1/workspaces/users"), 123);
    assert_eq!(traffic.per_minute.len(), 2);
}

#[tokio::test]
async fn refusals_and_errors_strike_as_often_as_asked_and_execute_nothing() {
    let desk = Desk::empty().await;
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    desk.control.faults(|faults| {
        faults.too_many_requests_next = 1;
        faults.server_errors_next = 1;
    });
    assert_eq!(desk.text("a").await.0, 429);
    let (status, answer) = desk.text("b").await;
    assert_eq!(
        (status, answer["error"]["message"].is_string()),
        (500, true)
    );
    assert_eq!(desk.text("c").await.0, 200);
    assert_eq!(desk.control.sent_texts(), ["c"]);
}

#[tokio::test]
async fn answers_can_be_cut_off_or_hold_what_nobody_has_heard_of() {
    let desk = Desk::small().await;
    desk.control.faults(|faults| faults.malformed_next = 1);
    let request = desk.http.get(desk.url(USERS)).bearer_auth(&desk.token);
    let text = request.send().await.unwrap().text().await.unwrap();
    assert!(text.starts_with('[') && serde_json::from_str::<Value>(&text).is_err());
    desk.control.faults(|faults| faults.unknown_enums_next = 1);
    let (_, list) = desk.list("Main", "").await;
    assert_eq!(
        (
            &list["items"][0]["status"],
            &list["items"][0]["channel"]["type"]
        ),
        (&json!(97), &json!(97))
    );
    assert_eq!(list["items"][0]["lastEventStatus"], "AddedNextYear");
    desk.control.faults(|faults| faults.unknown_fields_next = 1);
    let (_, list) = desk.list("Main", "").await;
    assert!(list["items"][0]["addedNextYear"].is_object());
    let (_, list) = desk.list("Main", "").await;
    assert!(list["items"][0].get("addedNextYear").is_none());
}

#[tokio::test]
async fn an_outage_is_a_503_a_dropped_connection_or_a_refused_one() {
    let mut desk = Desk::empty().await;
    let attempt = async |desk: &Desk| {
        let fresh = reqwest::Client::builder().no_proxy().build().unwrap();
        fresh
            .get(desk.url(USERS))
            .bearer_auth(&desk.token)
            .send()
            .await
    };
    desk.control
        .faults(|faults| faults.outage = Outage::Unavailable);
    assert_eq!(attempt(&desk).await.unwrap().status(), 503);
    assert_eq!(desk.form(&[]).await.0, 503, "signing in is away too");
    desk.control
        .faults(|faults| faults.outage = Outage::Dropped);
    let dropped = attempt(&desk).await.unwrap_err();
    assert!(dropped.is_request() && !dropped.is_connect(), "{dropped:?}");
    let control = desk
        .http
        .get(desk.url("/_control/state"))
        .send()
        .await
        .unwrap();
    assert_eq!(control.status(), 200, "the control stays reachable");

    desk.control
        .faults(|faults| faults.outage = Outage::Refused);
    while !attempt(&desk).await.is_err_and(|error| error.is_connect()) {
        // The listening task closes its socket as soon as it is scheduled.
        tokio::task::yield_now().await;
    }
    desk.control.faults(|faults| faults.outage = Outage::None);
    while attempt(&desk).await.is_err() {
        tokio::task::yield_now().await;
    }
    desk.sign_in().await;
    assert_eq!(desk.get(USERS).await.0, 200);
}

#[tokio::test]
async fn an_outage_can_end_by_itself() {
    let desk = Desk::empty().await;
    desk.control
        .outage_for(Outage::Unavailable, Duration::from_mins(5));
    desk.control.advance(Duration::from_secs(299)).await;
    assert_eq!(desk.get(USERS).await.0, 503);
    desk.control.advance(Duration::from_secs(1)).await;
    assert_eq!(desk.get(USERS).await.0, 200);
}

#[tokio::test]
async fn the_planned_end_of_one_outage_does_not_end_the_next() {
    let desk = Desk::empty().await;
    desk.control
        .outage_for(Outage::Unavailable, Duration::from_mins(5));
    desk.control.faults(|faults| faults.outage = Outage::None);
    desk.control
        .faults(|faults| faults.outage = Outage::Unavailable);
    desk.control.advance(Duration::from_mins(6)).await;
    assert_eq!(desk.get(USERS).await.0, 503);
}

#[tokio::test]
async fn latency_and_late_answers_hold_calls_back() {
    let desk = Desk::open(HatifOptions {
        clock: SimulatorClock::Real,
        ..options(Size::Empty)
    })
    .await;
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    desk.control.faults(|faults| {
        faults.latency_ms = 40;
        faults.send_answer_delay_ms = 40;
    });
    let start = std::time::Instant::now();
    assert_eq!(desk.get(USERS).await.0, 200);
    assert!(start.elapsed() >= Duration::from_millis(40));
    let start = std::time::Instant::now();
    assert_eq!(desk.text("late").await.0, 200);
    assert!(start.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn revoked_credentials_open_nothing_any_more() {
    let mut desk = Desk::empty().await;
    let old = desk.simulator.credentials();
    let new = desk.control.revoke_credentials();
    assert_eq!(desk.get(USERS).await.0, 401);
    let mut answers = Vec::new();
    for secret in [&old.client_secret, &new.client_secret] {
        let form = [
            ("client_id", old.client_id.as_str()),
            ("client_secret", secret),
            ("grant_type", "client_credentials"),
            ("scope", "VoxaAPI"),
        ];
        let (status, answer) = desk.form(&form).await;
        answers.push(status);
        desk.token = answer["access_token"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
    }
    assert_eq!(answers, [401, 200]);
    assert_eq!(desk.get(USERS).await.0, 200);
}
