//! Signing in, and staying signed in.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use inbox_core::{Platform, PlatformError, RemoteId};
use serde_json::json;

use crate::line::{CHANNEL, CREDENTIALS, SEND_TEXT, first_page, open, send, signed_in};
use crate::scripted::{Received, Reply, Scripted};
use crate::support::{clock, http, open_with};

#[tokio::test]
async fn signing_in_sends_the_documented_form_and_calls_carry_the_token() {
    let server = signed_in(|_| Reply::Json(200, json!({ "totalCount": 0, "items": [] }))).await;
    let page = open(&server)
        .list(&first_page())
        .await
        .expect("an empty page");
    assert_eq!(
        (page.conversations.len(), page.next, page.total),
        (0, None, Some(0))
    );
    let [sign_in, list] = <[Received; 2]>::try_from(server.received()).expect("two requests");
    assert_eq!(
        sign_in.body,
        "client_id=desk&client_secret=not+to+be+told&grant_type=client_credentials&scope=VoxaAPI"
    );
    assert_eq!(
        sign_in.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert!(!sign_in.headers.contains_key("authorization"));
    assert_eq!(list.headers["authorization"], "Bearer open sesame");
    assert!(list.headers["user-agent"].starts_with("Switchboard/"));
    assert_eq!(
        list.target,
        format!(
            "/v2/conversations/service-account/channels/{CHANNEL}\
             ?Sorting=LastActivityAt+DESC&SkipCount=0&MaxResultCount=50"
        )
    );
}

#[tokio::test]
async fn a_wrong_secret_is_a_refused_key() {
    let server = Scripted::start(|_| {
        Reply::Json(401, json!({ "error": "invalid_client", "error_description": "The specified client credentials are invalid." }))
    })
    .await;
    assert_eq!(
        open(&server).connect().await,
        Err(PlatformError::KeyRefused)
    );
}

#[tokio::test]
async fn a_key_without_the_right_is_told_from_a_wrong_one() {
    let server = Scripted::start(|_| Reply::Json(400, json!({ "error": "invalid_scope" }))).await;
    let missing = PlatformError::ScopeMissing {
        scope: "VoxaAPI".to_owned(),
    };
    assert_eq!(open(&server).connect().await, Err(missing));
}

#[tokio::test]
async fn a_send_behind_a_failed_sign_in_was_certainly_not_executed() {
    for reply in [
        || Reply::Drop,
        || Reply::Json(503, json!(null)),
        || Reply::Json(200, json!({})),
    ] {
        let server = Scripted::start(move |_| reply()).await;
        let error = send(&open(&server)).await.expect_err("nobody can sign in");
        assert!(!error.outcome_unknown(), "{error}");
        assert_eq!(server.count("POST", SEND_TEXT), 0);
    }
}

#[tokio::test]
async fn a_token_is_renewed_a_minute_before_its_end() {
    let server = signed_in(|_| Reply::Json(200, json!([]))).await;
    let clock = clock();
    let hatif = open_with(&server.url(), CREDENTIALS, clock.clone(), http());
    let list = async || hatif.list(&first_page()).await.map(drop);
    assert_eq!(list().await, Ok(()));
    clock.advance(3_539_999);
    assert_eq!(list().await, Ok(()));
    assert_eq!(server.count("POST", "/connect/token"), 1);
    clock.advance(1);
    assert_eq!(list().await, Ok(()));
    assert_eq!(server.count("POST", "/connect/token"), 2);
}

#[tokio::test]
async fn many_calls_that_meet_a_refused_token_renew_it_once() {
    // The first token is refused everywhere, the second one works.
    let tokens = Arc::new(AtomicUsize::new(0));
    let server = Scripted::start({
        let tokens = tokens.clone();
        move |request| {
            if request.is("POST", "/connect/token") {
                let number = tokens.fetch_add(1, Ordering::SeqCst);
                Reply::Json(
                    200,
                    json!({ "access_token": format!("token {number}"), "expires_in": 3600 }),
                )
            } else if request.headers["authorization"] == "Bearer token 0"
                && request.target.contains("/channels/")
            {
                Reply::with_headers(401, "", b"")
            } else {
                Reply::Json(200, json!([]))
            }
        }
    })
    .await;
    let hatif = open(&server);
    hatif.calls(0).await.expect("the first token works here");
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let hatif = hatif.clone();
            tokio::spawn(async move { hatif.list(&first_page()).await.map(drop) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.expect("no panic"), Ok(()));
    }
    assert_eq!(tokens.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_refused_send_is_repeated_with_a_new_token_and_reaches_the_customer_once() {
    let server = Scripted::start({
        let tokens = AtomicUsize::new(0);
        move |request| {
            if request.is("POST", "/connect/token") {
                let number = tokens.fetch_add(1, Ordering::SeqCst);
                Reply::Json(
                    200,
                    json!({ "access_token": number.to_string(), "expires_in": 3600 }),
                )
            } else if request.headers["authorization"] == "Bearer 0" && request.method == "POST" {
                Reply::with_headers(401, "", b"")
            } else {
                Reply::Json(200, json!({ "conversationEventId": "e1", "items": [] }))
            }
        }
    })
    .await;
    let hatif = open(&server);
    hatif.list(&first_page()).await.expect("signed in");
    assert_eq!(
        send(&hatif).await.map(|receipt| receipt.item),
        Ok(Some(RemoteId::from("e1")))
    );
    assert_eq!(
        server.count("POST", SEND_TEXT),
        2,
        "one refused, one accepted"
    );
}

#[tokio::test]
async fn a_token_that_is_refused_even_when_new_means_a_missing_right() {
    let server = signed_in(|_| Reply::with_headers(401, "", b"")).await;
    let missing = Err(PlatformError::ScopeMissing {
        scope: "VoxaAPI".to_owned(),
    });
    let hatif = open(&server);
    assert_eq!(hatif.list(&first_page()).await.map(drop), missing);
    assert_eq!(
        server.count("POST", "/connect/token"),
        1,
        "a token of this second is not renewed"
    );
    assert_eq!(hatif.list(&first_page()).await.map(drop), missing);
    assert_eq!(server.count("POST", "/connect/token"), 2);
}
