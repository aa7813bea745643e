//! What goes over the wire, and what is made of silence, refusals and nonsense.

use std::sync::Arc;
use std::time::Duration;

use inbox_core::{AgentKind, Clock, PageToken, Platform, PlatformError, PlatformKind, RemoteId};
use inbox_platforms::{AnyPlatform, Http, OpenError, OpenOptions, Quotas, Timeouts};
use serde_json::json;

use crate::line::{
    CHANNEL, CONVERSATION, CREDENTIALS, SEND_TEXT, first_page, open, send, signed_in,
};
use crate::scripted::{Received, Reply, Scripted};
use crate::support::{assign, clock, conversation_with, http, open_with, words};

#[tokio::test]
async fn an_address_nobody_listens_on_is_unreachable_and_nothing_was_sent() {
    let server = Scripted::start(|_| Reply::Drop).await;
    let hatif = open(&server);
    drop(server);
    // The listener is closed once its task has been dropped.
    tokio::task::yield_now().await;
    assert_eq!(send(&hatif).await, Err(PlatformError::Unreachable));
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_may_have_been_executed_and_is_not_repeated() {
    let server = signed_in(|_| Reply::Drop).await;
    let error = send(&open(&server)).await.expect_err("no answer came");
    assert_eq!(error, PlatformError::NoAnswer);
    assert!(error.outcome_unknown());
    assert_eq!(server.count("POST", SEND_TEXT), 1);
}

#[tokio::test]
async fn silence_ends_at_the_time_limit_and_leaves_the_outcome_open() {
    let server = signed_in(|_| Reply::Silence).await;
    let short = Timeouts {
        read: Duration::from_millis(300),
        send: Duration::from_millis(300),
        ..Timeouts::default()
    };
    let http = Http::new(short).expect("the client can be built");
    let hatif = open_with(&server.url(), CREDENTIALS, clock(), http);
    assert_eq!(send(&hatif).await, Err(PlatformError::NoAnswer));
    assert_eq!(server.count("POST", SEND_TEXT), 1);
}

#[tokio::test]
async fn refusals_are_told_apart_by_the_code_inside_before_the_status() {
    let business = |code| json!({ "error": { "code": code, "message": "words nobody keeps", "details": null } });
    let expired = "Voxa:WhatsApp:ServiceWindowExpired";
    let refused = |code: &str| PlatformError::Refused {
        code: code.to_owned(),
    };
    let scope = || PlatformError::ScopeMissing {
        scope: "VoxaAPI".to_owned(),
    };
    let cases = [
        (403, business(Some(expired)), PlatformError::WindowClosed),
        (400, business(Some(expired)), PlatformError::WindowClosed),
        (
            403,
            business(Some("Voxa:Channel:Disabled")),
            refused("Voxa:Channel:Disabled"),
        ),
        (403, business(None), refused("403")),
        (403, json!(null), scope()),
        (403, business(Some("Volo.Authorization:010001")), scope()),
        (400, business(None), refused("400")),
        (
            400,
            business(Some("<script>alert(1)</script>")),
            refused("400"),
        ),
        (404, business(None), PlatformError::NotFound),
        (
            415,
            json!({ "title": "Unsupported Media Type", "status": 415 }),
            refused("415"),
        ),
        (500, business(None), PlatformError::Failed { status: 500 }),
        (503, json!("down"), PlatformError::Failed { status: 503 }),
        (
            429,
            json!(null),
            PlatformError::RateLimited {
                retry_after_ms: None,
            },
        ),
    ];
    for (status, body, expected) in cases {
        let server = signed_in({
            let body = body.clone();
            move |_| Reply::Json(status, body.clone())
        })
        .await;
        assert_eq!(send(&open(&server)).await, Err(expected), "{status} {body}");
        assert_eq!(
            server.count("POST", SEND_TEXT),
            1,
            "a send is never repeated"
        );
    }
}

#[tokio::test]
async fn asked_to_wait_a_person_is_told_without_asking_again() {
    let server = signed_in(|_| Reply::with_headers(429, "Retry-After: 30\r\n", b"")).await;
    let hatif = open(&server);
    let slower = Err(PlatformError::RateLimited {
        retry_after_ms: Some(30_000),
    });
    assert_eq!(send(&hatif).await, slower);
    assert_eq!(send(&hatif).await, slower);
    assert_eq!(server.count("POST", SEND_TEXT), 1);
}

#[tokio::test]
async fn nonsense_where_a_page_should_be_is_unreadable() {
    let replies: [fn() -> Reply; 5] = [
        || {
            Reply::with_headers(
                200,
                "content-type: text/html\r\n",
                b"<html>Welcome to our hotel</html>",
            )
        },
        || Reply::with_headers(200, "", b"{\"totalCount\": 1, \"items\": [{\"id\""),
        || Reply::Json(200, json!({ "totalCount": 1 })),
        || Reply::Json(200, json!("items")),
        || Reply::with_headers(200, "", b""),
    ];
    for reply in replies {
        let server = signed_in(move |_| reply()).await;
        assert_eq!(
            open(&server).list(&first_page()).await,
            Err(PlatformError::Unreadable)
        );
    }
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let server = signed_in(|_| {
        let mut answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[".to_vec();
        answer.resize(13 * 1024 * 1024, b' ');
        Reply::Raw(answer)
    })
    .await;
    assert_eq!(
        open(&server).list(&first_page()).await,
        Err(PlatformError::Unreadable)
    );
}

#[tokio::test]
async fn a_redirect_is_never_followed_with_the_key() {
    let elsewhere = Scripted::start(|_| Reply::Json(200, json!([]))).await;
    let location = format!("Location: {}/v2\r\n", elsewhere.url());
    let server = signed_in(move |_| Reply::with_headers(307, &location, b"")).await;
    let hatif = open(&server);
    assert_eq!(
        hatif.list(&first_page()).await,
        Err(PlatformError::Unreadable)
    );
    let error = send(&hatif).await.expect_err("nothing was accepted");
    assert!(error.outcome_unknown());
    assert_eq!(elsewhere.received().len(), 0);
}

#[tokio::test]
async fn a_text_goes_to_the_digits_of_the_number() {
    let server = signed_in(|_| {
        Reply::Json(
            200,
            json!({ "contactId": "c", "status": "accepted", "conversationEventId": "e1" }),
        )
    })
    .await;
    let receipt = send(&open(&server)).await.expect("accepted");
    assert_eq!(receipt.item, Some(RemoteId::from("e1")));
    let sent = server.received().pop().expect("a send");
    assert_eq!(
        sent.json(),
        json!({ "ChannelId": CHANNEL, "Text": "Hello", "ToNumber": "966500000001" })
    );
}

#[tokio::test]
async fn an_answer_to_a_send_is_read_as_generously_as_it_is_documented() {
    let receipt = |body| async move {
        let server = signed_in(move |_| Reply::with_headers(200, "", body)).await;
        send(&open(&server)).await.map(|receipt| receipt.item)
    };
    assert_eq!(receipt(b"{}").await, Ok(None));
    assert_eq!(receipt(b"").await, Ok(None));
    assert_eq!(
        receipt(br#"{"ConversationEventId":"e2"}"#).await,
        Ok(Some(RemoteId::from("e2")))
    );
    assert_eq!(
        receipt(br#"{"status":"queued"}"#).await,
        Err(PlatformError::Unreadable)
    );
    assert_eq!(receipt(b"<html>").await, Err(PlatformError::Unreadable));
}

#[tokio::test]
async fn without_a_number_nothing_is_sent() {
    let server = signed_in(|_| Reply::Json(200, json!({ "id": "c1", "name": "Sara" }))).await;
    let mut conversation = conversation_with(CONVERSATION, CHANNEL, "");
    conversation.contact.phone = None;
    conversation.contact.remote = "c1".to_owned();
    let result = open(&server).send(&conversation, &words("Hello")).await;
    assert_eq!(
        result,
        Err(PlatformError::Refused {
            code: "NoPhoneNumber".to_owned()
        })
    );
    assert_eq!(
        server.count("GET", "/v1/contacts/c1"),
        1,
        "the address book was asked"
    );
    assert_eq!(server.count("POST", SEND_TEXT), 0);
}

#[tokio::test]
async fn pages_follow_one_another_until_all_rows_were_seen() {
    let server = signed_in(|request| {
        let skip: usize = request
            .target
            .split("SkipCount=")
            .nth(1)
            .and_then(|rest| rest.split('&').next()?.parse().ok())
            .expect("every page says where it starts");
        let row = |number| json!({ "id": format!("c{number}"), "status": 1, "lastActivityAt": "2026-03-17T12:00:00Z" });
        // This server hands out fewer rows than asked for.
        let rows: Vec<_> = (skip..55).take(20).map(row).collect();
        Reply::Json(200, json!({ "totalCount": 55, "items": rows }))
    })
    .await;
    let hatif = open(&server);
    let mut seen = Vec::new();
    let mut request = first_page();
    loop {
        let page = hatif.list(&request).await.expect("a page");
        seen.extend(page.conversations.into_iter().map(|record| record.remote.0));
        match page.next {
            Some(next) => request.page = Some(next),
            None => break,
        }
    }
    let expected: Vec<_> = (0..55).map(|number| format!("c{number}")).collect();
    assert_eq!(seen, expected);
    request.page = Some(PageToken("not ours".to_owned()));
    assert_eq!(
        hatif.list(&request).await.map(drop),
        Err(PlatformError::NotFound)
    );
}

#[tokio::test]
async fn a_person_refused_by_one_id_is_assigned_by_the_other() {
    let server = signed_in(|request| match request.target.as_str() {
        "/v1/workspaces/users" => Reply::Json(
            200,
            json!([{ "id": "member", "userId": "user", "name": "Agent" }]),
        ),
        target if target.ends_with("/assign") => {
            if request.json()["AssignedUserId"] == "member" {
                Reply::Json(200, json!({}))
            } else {
                Reply::Json(400, json!({ "error": { "code": "Voxa:Unknown:User" } }))
            }
        }
        _ => Reply::Json(200, json!({ "totalCount": 0, "items": [] })),
    })
    .await;
    let hatif = open(&server);
    let (conversation, user, stranger) = (
        RemoteId::from(CONVERSATION),
        RemoteId::from("user"),
        RemoteId::from("stranger"),
    );
    hatif.directory().await.expect("a directory");
    assert_eq!(
        assign(&hatif, &conversation, Some((&user, AgentKind::Person))).await,
        Ok(())
    );
    assert_eq!(
        assign(&hatif, &conversation, Some((&stranger, AgentKind::Person))).await,
        Err(PlatformError::Refused {
            code: "Voxa:Unknown:User".to_owned()
        })
    );
    let bodies: Vec<_> = server
        .received()
        .iter()
        .filter(|request| request.target.ends_with("/assign"))
        .map(Received::json)
        .collect();
    assert_eq!(
        bodies,
        [
            json!({ "AssignedUserId": "user", "AssignedAiAgentId": null }),
            json!({ "AssignedUserId": "member", "AssignedAiAgentId": null }),
            json!({ "AssignedUserId": "stranger", "AssignedAiAgentId": null }),
        ]
    );
}

#[tokio::test]
async fn damaged_options_are_refused_before_anything_is_sent_and_print_no_secret() {
    let open = |base_url: &str, credentials: &str| {
        AnyPlatform::open(
            PlatformKind::Hatif,
            OpenOptions {
                base_url: base_url.to_owned(),
                credentials: credentials.to_owned().into(),
                clock: clock() as Arc<dyn Clock>,
                http: http(),
                quotas: Quotas::default(),
            },
        )
        .map(|client| format!("{client:?}"))
    };
    for damaged in [
        "",
        "{}",
        "not to be told",
        r#"{"clientId":"desk"}"#,
        r#"{"clientId":" ","clientSecret":"x"}"#,
        r#"{"clientId":"desk","clientSecret":""}"#,
    ] {
        assert_eq!(
            open("https://api.voxa.sa", damaged),
            Err(OpenError::Credentials),
            "{damaged}"
        );
    }
    assert_eq!(
        open("http://api.voxa.sa", CREDENTIALS),
        Err(OpenError::Address)
    );
    let printed = open("https://api.voxa.sa", CREDENTIALS).expect("fine");
    assert!(
        printed.contains("api.voxa.sa")
            && !printed.contains("not to be told")
            && !printed.contains("desk"),
        "{printed}"
    );
}

#[tokio::test]
async fn connections_from_before_a_nap_can_be_left_behind() {
    let server = signed_in(|_| Reply::Json(200, json!([]))).await;
    let http = http();
    let hatif = open_with(&server.url(), CREDENTIALS, clock(), http.clone());
    hatif.list(&first_page()).await.expect("a page");
    http.forget_connections();
    hatif
        .list(&first_page())
        .await
        .expect("a page over a new connection");
    assert_eq!(
        server.count("POST", "/connect/token"),
        1,
        "the token outlives its connection"
    );
}
