//! What goes over the wire, and what is made of refusals and nonsense.

use inbox_core::{Platform, PlatformError, PlatformKind, RemoteId, Urgency};
use inbox_platforms::{AnyPlatform, OpenError, OpenOptions, Quotas};
use serde_json::json;

use super::{open, request};
use crate::scripted::{Received, Reply, Scripted};
use crate::support::{clock, conversation_with, http, words};

const KEY: &str = "7b0d5b0e-not-to-be-told";

async fn line(
    script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
) -> (Scripted, inbox_platforms::Chatvolt) {
    let server = Scripted::start(script).await;
    let chatvolt = open(&server.url(), &json!({ "apiKey": KEY }), clock(), http());
    (server, chatvolt)
}

#[tokio::test]
async fn refusals_are_told_by_their_words_before_their_status() {
    let refused = |code: &str| PlatformError::Refused {
        code: code.to_owned(),
    };
    let plain =
        |status, body: &'static str| move || Reply::with_headers(status, "", body.as_bytes());
    let said = |status, body: serde_json::Value| move || Reply::Json(status, body.clone());
    let cases: Vec<(Box<dyn Fn() -> Reply + Send + Sync>, PlatformError)> = vec![
        (Box::new(plain(403, "Forbidden")), PlatformError::KeyRefused),
        (Box::new(plain(401, "")), PlatformError::KeyRefused),
        (
            Box::new(said(403, json!({ "error": "UNAUTHORIZED" }))),
            refused("UNAUTHORIZED"),
        ),
        (
            Box::new(said(402, json!({ "error": "USAGE_LIMIT" }))),
            refused("USAGE_LIMIT"),
        ),
        (
            Box::new(said(404, json!({ "error": "NOT FOUND" }))),
            PlatformError::NotFound,
        ),
        (
            Box::new(said(
                406,
                json!({ "error": "ERR_META_SESSION_EXPIRED_24H" }),
            )),
            PlatformError::WindowClosed,
        ),
        (
            Box::new(said(
                400,
                json!({ "error": "ERR_META_SESSION_EXPIRED_24H" }),
            )),
            PlatformError::WindowClosed,
        ),
        (
            Box::new(said(500, json!({ "error": "No Conversation found" }))),
            PlatformError::NotFound,
        ),
        (
            Box::new(said(500, json!({ "error": "x is undefined" }))),
            PlatformError::Failed { status: 500 },
        ),
        (
            Box::new(said(501, json!({ "error": "NOT_IMPLEMENTED" }))),
            PlatformError::Unsupported,
        ),
        (
            Box::new(said(429, json!({ "error": "slow down", "retryAfter": 30 }))),
            PlatformError::RateLimited {
                retry_after_ms: Some(30_000),
            },
        ),
        // What somebody wrote may be in there.
        (
            Box::new(said(
                400,
                json!({ "error": "attachments[0].size: Required" }),
            )),
            refused("400"),
        ),
        (Box::new(plain(302, "")), PlatformError::Unreadable),
        // The trap: accepted, empty, and nothing delivered.
        (Box::new(plain(200, "")), PlatformError::Unreadable),
        (
            Box::new(said(200, json!({ "success": true }))),
            PlatformError::Unreadable,
        ),
        (Box::new(plain(200, "<html>")), PlatformError::Unreadable),
    ];
    for (reply, expected) in cases {
        let (server, chatvolt) = line(move |_| reply()).await;
        let conversation = conversation_with("conv_abc123", "whatsapp", "5511999999999");
        let sent = chatvolt.send(&conversation, &words("Hello")).await;
        assert_eq!(sent, Err(expected));
        assert_eq!(server.received().len(), 1, "one try");
    }
}

#[tokio::test]
async fn a_list_that_is_forbidden_is_forbidden_to_the_key() {
    for said in [json!({ "error": "UNAUTHORIZED" }), json!("Forbidden")] {
        let (_server, chatvolt) = line(move |_| Reply::Json(403, said.clone())).await;
        let listed = chatvolt.list(&request("unread")).await;
        assert_eq!(listed, Err(PlatformError::KeyRefused));
        assert_eq!(
            chatvolt.connect().await.err(),
            Some(PlatformError::KeyRefused)
        );
    }
}

#[tokio::test]
async fn a_send_names_neither_channel_nor_customer_and_carries_the_key_in_its_header() {
    let (server, chatvolt) =
        line(|_| Reply::Json(200, json!({ "success": true, "message": { "id": "m1" } }))).await;
    let conversation = conversation_with("conv_abc123", "whatsapp", "5511999999999");
    chatvolt
        .send(&conversation, &words("Hello"))
        .await
        .expect("accepted");
    let [request] = server.received().try_into().expect("one call");
    assert!(request.is("POST", "/conversation/message/conversationId/conv_abc123"));
    assert_eq!(request.json(), json!({ "message": "Hello" }));
    assert_eq!(request.headers["authorization"], format!("Bearer {KEY}"));
    assert!(!format!("{chatvolt:?}").contains(KEY));
}

#[tokio::test]
async fn a_page_goes_on_after_its_last_readable_row_and_counts_damaged_ones() {
    let (server, chatvolt) = line(|request| {
        let mut rows: Vec<_> = (0..98)
            .map(|number| json!({ "id": format!("c{number}"), "createdAt": "2026-02-20T14:12:00.000Z" }))
            .collect();
        rows.extend([json!({ "id": "timeless" }), json!("nonsense")]);
        // Takes no notice of the cursor.
        if request.target.contains("limit=100") { Reply::Json(200, json!(rows)) } else { Reply::Json(200, json!([])) }
    })
    .await;
    let first = chatvolt.list(&request("open")).await.expect("a page");
    // Only what has no id cannot be kept; without a time it stands where the list has it.
    assert_eq!((first.conversations.len(), first.unreadable), (99, 1));
    let timeless = &first.conversations[98];
    assert_eq!(timeless.remote, RemoteId::from("timeless"));
    assert_eq!(
        timeless.last_activity_at,
        first.conversations[97].last_activity_at
    );
    let next = first.next.expect("a full page goes on");
    let place: serde_json::Value = serde_json::from_str(&next.0).expect("the platform's own form");
    assert_eq!(
        place,
        json!({ "lastCreatedAt": "2026-02-20T14:12:00.000Z", "lastId": "c97" })
    );
    let mut again = request("open");
    again.page = Some(next);
    let second = chatvolt.list(&again).await.expect("a page");
    assert_eq!(second.next, None, "a list that repeats itself ends");
    let asked = &server.received()[1].target;
    assert!(asked.contains("cursor=%7B%22lastCreatedAt%22"), "{asked}");
    assert!(asked.contains("status=UNRESOLVED"), "{asked}");
}

#[tokio::test]
async fn an_id_from_outside_cannot_leave_its_place_in_the_path() {
    let (server, chatvolt) = line(|_| Reply::Json(404, json!({ "error": "NOT_FOUND" }))).await;
    for odd in ["", ".", ".."] {
        let read = chatvolt.conversation(&RemoteId::from(odd)).await;
        assert_eq!(read, Err(PlatformError::NotFound));
    }
    assert_eq!(server.received().len(), 0);
    let read = chatvolt
        .conversation(&RemoteId::from("a/../../b?x=1"))
        .await;
    assert_eq!(read, Err(PlatformError::NotFound));
    assert_eq!(
        server.received()[0].target,
        "/conversation/a%2F..%2F..%2Fb%3Fx=1"
    );
}

#[tokio::test]
async fn the_key_is_never_shown_to_where_files_lie() {
    let stranger = Scripted::start(|_| Reply::with_headers(200, "", b"not yours")).await;
    let elsewhere = format!("location: {}/x\r\n", stranger.url());
    let (server, chatvolt) = line(move |request| match request.target.as_str() {
        "/file" => Reply::with_headers(200, "", b"bytes"),
        "/moved" => Reply::with_headers(302, "location: /file\r\n", b""),
        "/away" => Reply::with_headers(302, &elsewhere, b""),
        _ => Reply::with_headers(404, "", b""),
    })
    .await;
    let fetch = async |path: &str| {
        let url = format!("{}{path}", server.url());
        chatvolt.fetch_media(&url, 100).await
    };
    assert_eq!(fetch("/file").await.as_deref(), Ok(b"bytes".as_slice()));
    assert_eq!(fetch("/moved").await.as_deref(), Ok(b"bytes".as_slice()));
    assert_eq!(fetch("/gone").await, Err(PlatformError::NotFound));
    assert_eq!(
        fetch("/away").await,
        Err(PlatformError::Unsupported),
        "another port of this computer"
    );
    assert_eq!(stranger.received().len(), 0);
    assert!(
        server
            .received()
            .iter()
            .all(|request| !request.headers.contains_key("authorization"))
    );
}

#[tokio::test]
async fn credentials_of_another_form_open_no_line() {
    let attempt = |credentials: &str, base_url: &str| {
        let options = OpenOptions {
            base_url: base_url.to_owned(),
            credentials: credentials.to_owned().into(),
            clock: clock(),
            http: http(),
            quotas: Quotas::default(),
        };
        AnyPlatform::open(PlatformKind::Chatvolt, options).err()
    };
    let address = "https://api.chatvolt.ai";
    for odd in [
        "",
        "{}",
        "\"key\"",
        r#"{"apiKey":""}"#,
        r#"{"apiKey":"two\nlines"}"#,
    ] {
        assert_eq!(attempt(odd, address), Some(OpenError::Credentials), "{odd}");
    }
    let good = r#"{"apiKey":"k"}"#;
    assert_eq!(
        attempt(good, "http://api.chatvolt.ai"),
        Some(OpenError::Address)
    );
    assert_eq!(attempt(good, address), None);
    let opted = r#"{"apiKey":"k","dashboard":true,"dashboardUrl":"http://app.chatvolt.ai"}"#;
    assert_eq!(attempt(opted, address), Some(OpenError::Address));
    let chatvolt = open(address, &json!({ "apiKey": "k" }), clock(), http());
    let _ = chatvolt.at(Urgency::News);
}

#[tokio::test]
async fn who_is_blocked_is_told_as_such_and_not_as_a_word_among_the_properties() {
    let (_server, chatvolt) = line(|request| {
        if request.target.contains("variables") {
            return Reply::Json(200, json!([]));
        }
        Reply::Json(
            200,
            json!({ "id": "c", "createdAt": "2026-02-20T14:12:00.000Z", "blocked": true }),
        )
    })
    .await;
    let conversation = conversation_with("c", "website", "5511999999999");
    let card = Platform::contact(&chatvolt, &conversation).await;
    assert_eq!(card.expect("a card").blocked, Some(true));
    let record = chatvolt.conversation(&RemoteId::from("c")).await;
    assert_eq!(record.expect("read").facts.properties, []);
}
