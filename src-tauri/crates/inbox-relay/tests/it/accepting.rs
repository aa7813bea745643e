//! What platforms are told, and what is kept of what they send.

use std::time::Duration;

use inbox_relay::{InletSecret, NewInlet, RelayError, Scheme, Scope};
use reqwest::{Response, StatusCode, header};
use serde_json::json;

use crate::world::{BEGIN_MS, World, error_code, hmac_hex};

/// Everything of an answer that a prober could compare.
async fn face(response: Response) -> (StatusCode, Vec<(String, Vec<u8>)>, String) {
    let mut headers: Vec<_> = response
        .headers()
        .iter()
        .filter(|(name, _)| **name != header::DATE)
        .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
        .collect();
    headers.sort();
    (response.status(), headers, response.text().await.unwrap())
}

#[tokio::test]
async fn an_unknown_inlet_looks_like_any_unknown_path() {
    let world = World::new().await;
    let known = world.open_inlet("a").await;
    let unknown_path = face(world.post("/no/such/path", "{}").await).await;
    assert_eq!(unknown_path.0, StatusCode::NOT_FOUND);
    let unknown_inlet = format!("/in/{}", "0".repeat(40));
    assert_eq!(
        face(world.post(&unknown_inlet, "{}").await).await,
        unknown_path
    );
    let near_miss = known.replace("/in/", "/in/0");
    assert_eq!(face(world.post(&near_miss, "{}").await).await, unknown_path);
    assert_eq!(face(world.post("/in/%ff", "{}").await).await, unknown_path);
    assert_eq!(face(world.post("/in/", "{}").await).await, unknown_path);
    let get = |path: &str| world.client.get(world.url(path)).send();
    assert_eq!(
        face(get(&known).await.unwrap()).await,
        face(get("/no/such/path").await.unwrap()).await,
        "another method must not tell a known inlet from nothing"
    );
}

#[tokio::test]
async fn a_removed_inlet_is_unknown_and_its_events_stay_readable() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::Inlets(vec!["a".into()])).await;
    world.accept(&inlet, "kept").await;
    world.relay.remove_inlet("a").await.unwrap();
    assert_eq!(
        world.post(&inlet, "late").await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(world.everything(&token).await, ["kept"]);
}

#[tokio::test]
async fn labels_that_would_break_lists_or_metrics_are_refused() {
    let world = World::new().await;
    for label in ["", "all", "a b", "a\"b", "a,b", &"x".repeat(65)] {
        let inlet = NewInlet {
            label: label.into(),
            scheme: Scheme::None,
            secret: None,
        };
        let refused = world.relay.add_inlet(&inlet).await;
        assert!(
            matches!(refused, Err(RelayError::InvalidLabel)),
            "{label:?}"
        );
    }
    world.open_inlet("a").await;
    let again = NewInlet {
        label: "a".into(),
        scheme: Scheme::None,
        secret: None,
    };
    assert!(matches!(
        world.relay.add_inlet(&again).await,
        Err(RelayError::LabelTaken(_))
    ));
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_however_it_is_sent() {
    let world = World::with(|options| options.max_body_bytes = 1000).await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let response = world.post(&inlet, "x".repeat(1001)).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(error_code(response).await, "body_too_large");
    let chunks = (0..3000).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1000]));
    let chunked = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    assert_eq!(
        world.post(&inlet, chunked).await.status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    world.accept(&inlet, "x".repeat(1000)).await;
    assert_eq!(world.everything(&token).await, ["x".repeat(1000)]);
    assert_eq!(
        world
            .metric("rejected_total{reason=\"body_too_large\"}")
            .await,
        2
    );
}

#[tokio::test]
async fn hatif_events_need_the_signature_of_the_raw_body() {
    let world = World::new().await;
    let secret = InletSecret::Signature("key".into());
    let inlet = world.inlet("hatif", Scheme::Hatif, Some(secret)).await;
    let token = world.reader("desk", Scope::All).await;
    let body = r#"{ "callId": "c", "status": 1 }"#;
    let right = hmac_hex("key", body.as_bytes());
    let send = async |signature: Option<&str>, body: &'static str| {
        let mut request = world.client.post(world.url(&inlet)).body(body);
        if let Some(signature) = signature {
            request = request.header("X-Voxa-Signature", signature);
        }
        request.send().await.unwrap()
    };
    let other_key = hmac_hex("other", body.as_bytes());
    let upper = right.to_uppercase();
    for wrong in [
        None,
        Some(""),
        Some("zz"),
        Some(&right[..62]),
        Some(&*other_key),
        Some(&*upper),
    ] {
        let response = send(wrong, body).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{wrong:?}");
        assert_eq!(error_code(response).await, "signature_invalid");
    }
    let respaced = send(Some(&right), r#"{"callId":"c","status":1}"#).await;
    assert_eq!(
        respaced.status(),
        StatusCode::UNAUTHORIZED,
        "the bytes are signed, not their meaning"
    );
    let twice = world.client.post(world.url(&inlet)).body(body);
    let twice = twice
        .header("X-Voxa-Signature", &right)
        .header("X-Voxa-Signature", &other_key);
    assert_eq!(
        twice.send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        world.everything(&token).await,
        Vec::<String>::new(),
        "nothing refused is kept"
    );
    assert_eq!(send(Some(&right), body).await.status(), StatusCode::OK);
    assert_eq!(world.everything(&token).await, [body]);
}

#[tokio::test]
async fn chatwoot_events_need_a_recent_time_under_their_signature() {
    let world = World::new().await;
    let secret = InletSecret::Signature("key".into());
    let inlet = world
        .inlet("chatwoot", Scheme::Chatwoot, Some(secret))
        .await;
    let body = r#"{"event":"message_created"}"#;
    let now = BEGIN_MS / 1000;
    let send = async |timestamp: &str, signature: &str| {
        let request = world.client.post(world.url(&inlet)).body(body);
        let request = request.header("X-Chatwoot-Timestamp", timestamp);
        request
            .header("X-Chatwoot-Signature", signature)
            .send()
            .await
            .unwrap()
            .status()
    };
    let signed = |timestamp: &str| {
        format!(
            "sha256={}",
            hmac_hex("key", format!("{timestamp}.{body}").as_bytes())
        )
    };
    for stale in [now - 301, now + 301, 0].map(|time| time.to_string()) {
        assert_eq!(
            send(&stale, &signed(&stale)).await,
            StatusCode::UNAUTHORIZED,
            "{stale}"
        );
    }
    assert_eq!(
        send("soon", &signed("soon")).await,
        StatusCode::UNAUTHORIZED
    );
    let now = now.to_string();
    let bare = signed(&now).replace("sha256=", "");
    assert_eq!(send(&now, &bare).await, StatusCode::UNAUTHORIZED);
    let moved = (BEGIN_MS / 1000 - 1).to_string();
    assert_eq!(
        send(&moved, &signed(&now)).await,
        StatusCode::UNAUTHORIZED,
        "the time is signed too"
    );
    assert_eq!(
        world.post(&inlet, body).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(send(&now, &signed(&now)).await, StatusCode::OK);
    let edge = (BEGIN_MS / 1000 - 300).to_string();
    assert_eq!(send(&edge, &signed(&edge)).await, StatusCode::OK);
}

#[tokio::test]
async fn a_static_secret_is_taken_from_the_query_or_a_header() {
    let world = World::new().await;
    let inlet = world
        .inlet("a", Scheme::None, Some(InletSecret::Static("w/ord".into())))
        .await;
    for query in [
        "",
        "?secret=",
        "?secret=wrong",
        "?secret=w/or",
        "?other=w/ord",
    ] {
        let response = world.post(&format!("{inlet}{query}"), "{}").await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{query}");
    }
    world
        .accept(&format!("{inlet}?x=1&secret=w%2Ford"), "by query")
        .await;
    let request = world
        .client
        .post(world.url(&inlet))
        .header("X-Relay-Secret", "w/ord");
    assert_eq!(
        request.body("by header").send().await.unwrap().status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn an_inlet_posting_too_fast_is_told_when_to_come_back_and_others_are_not_disturbed() {
    let world = World::with(|options| {
        options.rate_per_second = 1;
        options.rate_burst = 2;
    })
    .await;
    let busy = world.open_inlet("busy").await;
    let calm = world.open_inlet("calm").await;
    world.accept(&busy, "1").await;
    world.accept(&busy, "2").await;
    let response = world.post(&busy, "3").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()[header::RETRY_AFTER], "1");
    assert_eq!(error_code(response).await, "rate_limited");
    world.accept(&calm, "1").await;
    world.open_inlet("new").await;
    let response = world.post(&busy, "3").await;
    assert_eq!(
        response.status(),
        StatusCode::SERVICE_UNAVAILABLE,
        "adding an inlet resets nothing"
    );
    world.clock.advance(Duration::from_secs(1));
    world.accept(&busy, "3").await;
}

#[tokio::test]
async fn a_store_that_cannot_commit_answers_503_and_loses_nothing_afterwards() {
    use sqlx::{ConnectOptions, Connection, Executor};
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    world.accept(&inlet, "before").await;
    let iterator = world.poll(&token, "").await.iterator().to_owned();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&world.options.database);
    let mut database = options.connect().await.unwrap();
    database
        .execute("ALTER TABLE event RENAME TO hidden")
        .await
        .unwrap();
    let response = world.post(&inlet, "during").await;
    assert_eq!(
        response.status(),
        StatusCode::SERVICE_UNAVAILABLE,
        "5xx is what platforms repeat"
    );
    assert!(response.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(error_code(response).await, "store_unavailable");
    database
        .execute("ALTER TABLE hidden RENAME TO event")
        .await
        .unwrap();
    database.close().await.unwrap();
    world.accept(&inlet, "during").await;
    assert_eq!(
        world
            .poll(&token, &format!("iterator={iterator}"))
            .await
            .bodies(),
        ["during"]
    );
    assert_eq!(world.everything(&token).await, ["before", "during"]);
    assert_eq!(world.metric("commit_failures_total").await, 1);
}

#[tokio::test]
async fn an_empty_body_is_accepted_counted_and_not_stored() {
    let world = World::new().await;
    let secret = InletSecret::Signature("key".into());
    let inlet = world.inlet("hatif", Scheme::Hatif, Some(secret)).await;
    let token = world.reader("desk", Scope::All).await;
    world.accept(&inlet, "").await;
    assert_eq!(world.everything(&token).await, Vec::<String>::new());
    assert_eq!(world.metric("events_empty_total{inlet=\"hatif\"}").await, 1);
}

#[tokio::test]
async fn what_is_not_json_or_not_text_is_kept_byte_for_byte() {
    let world = World::new().await;
    let inlet = world.inlet("hatif", Scheme::Hatif, None).await;
    let token = world.reader("desk", Scope::All).await;
    world.accept(&inlet, "{\"half\": \u{0}\"مرحبا\"").await;
    world.accept(&inlet, vec![0xff, 0x00, 0xfe]).await;
    let answer = world.poll(&token, "from=start").await;
    assert_eq!(answer.bodies(), ["{\"half\": \u{0}\"مرحبا\"", "ff00fe"]);
    assert_eq!(answer.0["data"][0].get("bodyEncoding"), None);
    assert_eq!(answer.0["data"][1]["bodyEncoding"], "hex");
}

#[tokio::test]
async fn a_repeat_is_answered_200_and_kept_once_also_across_restarts() {
    let world = World::new().await;
    let inlet = world.inlet("hatif", Scheme::Hatif, None).await;
    let token = world.reader("desk", Scope::All).await;
    let sent =
        json!({"messageId": "wamid.1", "status": "Sent", "direction": "Outbound"}).to_string();
    let read =
        json!({"messageId": "wamid.1", "status": "Read", "direction": "Outbound"}).to_string();
    let respaced = sent.replace(':', ": ");
    world.accept(&inlet, sent.clone()).await;
    world.accept(&inlet, respaced.clone()).await;
    world.accept(&inlet, read.clone()).await;
    assert_eq!(
        world.metric("events_accepted_total{inlet=\"hatif\"}").await,
        2
    );
    assert_eq!(
        world
            .metric("events_duplicate_total{inlet=\"hatif\"}")
            .await,
        1
    );
    let world = world.restart().await;
    world.accept(&inlet, respaced.clone()).await;
    assert_eq!(world.everything(&token).await, [sent.clone(), read.clone()]);
    world
        .clock
        .advance(Duration::from_hours(72) - Duration::from_millis(1));
    world.accept(&inlet, respaced.clone()).await;
    assert_eq!(world.everything(&token).await, [sent.clone(), read.clone()]);
    world.clock.advance(Duration::from_millis(1));
    world.accept(&inlet, respaced.clone()).await;
    world.accept(&inlet, sent.clone()).await;
    assert_eq!(
        world.everything(&token).await,
        [sent, read, respaced],
        "beyond the horizon it is new"
    );
}

#[tokio::test]
async fn a_call_that_comes_again_with_its_summary_is_kept_twice() {
    let world = World::new().await;
    let inlet = world.inlet("hatif", Scheme::Hatif, None).await;
    let token = world.reader("desk", Scope::All).await;
    let bare = json!({"callId": "c", "status": 1}).to_string();
    let analysed = json!({"callId": "c", "status": 1, "summary": "…"}).to_string();
    for body in [&bare, &analysed, &bare, &analysed] {
        world.accept(&inlet, body.clone()).await;
    }
    assert_eq!(world.everything(&token).await, [bare, analysed]);
}

#[tokio::test]
async fn repeats_that_arrive_at_the_same_moment_are_kept_once() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let posts = (0..32).map(|_| world.accept(&inlet, "same"));
    futures_util::future::join_all(posts).await;
    assert_eq!(world.everything(&token).await, ["same"]);
    assert_eq!(
        world.metric("events_duplicate_total{inlet=\"a\"}").await,
        31
    );
}
