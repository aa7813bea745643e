//! Keys, rights, quotas and answers nobody expects.

use inbox_core::{Platform, PlatformError, Unavailable, Urgency};
use serde_json::json;

use crate::{
    chatwoot::{Office, list_all, open, options, scope, scripted, token_of},
    scripted::{Reply, Scripted},
    support::{NOW, conversation_with, words},
};

#[tokio::test]
async fn the_key_travels_in_its_header_and_nowhere_else() {
    let server =
        Scripted::start(|_| Reply::Json(200, json!({ "data": { "meta": {}, "payload": [] } })))
            .await;
    let chatwoot = scripted(&server);
    chatwoot.list(&scope("all")).await.expect("a page");
    let request = server.received().remove(0);
    assert_eq!(
        request.headers.get("api-access-token").map(String::as_str),
        Some("not to be told")
    );
    assert!(!request.target.contains("told"));
    assert!(!format!("{chatwoot:?}").contains("told"));
}

#[tokio::test]
async fn a_session_travels_in_its_three_headers() {
    let server = Scripted::start(|_| Reply::Json(200, json!([]))).await;
    let session = json!({ "accountId": "1", "session": { "accessToken": "t", "client": "c", "uid": "mira@example.com" } });
    let chatwoot = open(options(&server.url(), session.to_string()));
    chatwoot.list(&scope("all")).await.expect("a page");
    let headers = server.received().remove(0).headers;
    for (name, value) in [
        ("access-token", "t"),
        ("client", "c"),
        ("uid", "mira@example.com"),
    ] {
        assert_eq!(headers.get(name).map(String::as_str), Some(value));
    }
    assert!(!headers.contains_key("api-access-token"));
}

#[tokio::test]
async fn a_revoked_key_is_refused_and_a_missing_right_is_told_apart_from_it() {
    let office = Office::empty().await;
    let colleague = office
        .control
        .credentials_of(office.colleague())
        .expect("known");
    let agent = open(options(office.simulator.base_url(), token_of(&colleague)));
    assert!(agent.connect().await.is_ok());
    let role = PlatformError::ScopeMissing {
        scope: "role".to_owned(),
    };
    assert_eq!(agent.webhooks().await.map(drop), Err(role));
    office.control.revoke_credentials();
    let refused = agent.webhooks().await.map(drop);
    assert_eq!(refused, Err(PlatformError::KeyRefused));
    assert_eq!(
        office.chatwoot.connect().await,
        Err(PlatformError::KeyRefused)
    );
}

#[tokio::test]
async fn a_plan_without_access_by_token_is_a_missing_right() {
    let office = Office::empty().await;
    office.control.quirks(|quirks| quirks.api_access = false);
    let listed = office.chatwoot.list(&scope("all")).await;
    assert_eq!(
        listed,
        Err(PlatformError::ScopeMissing {
            scope: "feature".to_owned()
        })
    );
}

#[tokio::test]
async fn a_role_that_carries_no_conversations_is_told_as_the_keys_lack() {
    let server = Scripted::start(|request| {
        if request.is("GET", "/api/v1/profile") {
            let account = json!({ "id": 1, "role": "agent", "status": "active", "permissions": ["report_manage", "custom_role"] });
            Reply::Json(200, json!({ "id": 7, "accounts": [account] }))
        } else if request.target.contains("agent_bots") {
            Reply::Json(401, json!({ "error": "You are not authorized to do this action" }))
        } else {
            Reply::Json(200, json!([]))
        }
    })
    .await;
    let connection = scripted(&server).connect().await.expect("a valid key");
    assert_eq!(connection.capabilities.send_text, Err(Unavailable::Key));
    assert_eq!(connection.capabilities.approve, Err(Unavailable::Platform));
}

#[tokio::test]
async fn too_many_requests_are_told_and_kept_to() {
    let office = Office::empty().await;
    office
        .control
        .faults(|faults| faults.too_many_requests_next = 1);
    let person = office.chatwoot.at(Urgency::Person);
    let refused = person.list(&scope("all")).await;
    assert_eq!(
        refused,
        Err(PlatformError::RateLimited {
            retry_after_ms: None
        })
    );
    // The platform names no wait, so it lasts until its next minute.
    let waiting = person.list(&scope("all")).await;
    assert!(
        matches!(
            waiting,
            Err(PlatformError::RateLimited {
                retry_after_ms: Some(1..=60_000)
            })
        ),
        "{waiting:?}"
    );
    office.advance(60_000).await;
    assert!(person.list(&scope("all")).await.is_ok());
}

#[tokio::test]
async fn failures_cut_off_answers_and_silence_are_told_apart() {
    let office = Office::empty().await;
    office
        .control
        .faults(|faults| faults.server_errors_next = 1);
    let failed = office.chatwoot.list(&scope("all")).await;
    assert_eq!(failed, Err(PlatformError::Failed { status: 500 }));
    office.control.faults(|faults| faults.malformed_next = 1);
    assert_eq!(
        office.chatwoot.list(&scope("all")).await,
        Err(PlatformError::Unreadable)
    );
    office
        .control
        .faults(|faults| faults.outage = inbox_simulators::Outage::Dropped);
    assert_eq!(
        office.chatwoot.list(&scope("all")).await,
        Err(PlatformError::NoAnswer)
    );
    let mut signs = office.chatwoot.live().expect("Chatwoot is live");
    let sign = futures_util::StreamExt::next(&mut signs).await;
    assert_eq!(sign, Some(Err(PlatformError::NoAnswer)));
}

#[tokio::test]
async fn unknown_members_and_words_lose_nothing() {
    let office = Office::with(inbox_simulators::chatwoot::Size::Small).await;
    let count = office.control.conversations().len();
    office.control.faults(|faults| {
        faults.unknown_fields_next = 1_000;
        faults.unknown_enums_next = 1_000;
    });
    let connection = office.connect().await;
    assert!(!connection.directory.channels.is_empty());
    let pages = list_all(&office.chatwoot).await;
    assert!(pages.iter().all(|page| page.unreadable == 0));
    assert_eq!(
        pages
            .iter()
            .map(|page| page.conversations.len())
            .sum::<usize>(),
        count
    );
    let happened = office.customer_writes("Hello");
    assert!(!office.items(&happened).await.is_empty());
}

#[tokio::test]
async fn a_look_at_the_lists_is_two_calls() {
    let office = Office::with(inbox_simulators::chatwoot::Size::Small).await;
    let connection = office.connect().await;
    let before = office.control.traffic().total;
    for scope in office.chatwoot.scopes(&connection.directory) {
        let request = inbox_core::ListRequest {
            scope,
            page: None,
            since: Some(NOW),
        };
        office.chatwoot.list(&request).await.expect("a page");
    }
    assert_eq!(office.control.traffic().total - before, 2);
}

#[tokio::test]
async fn nothing_of_a_message_or_a_key_is_told_in_a_failure() {
    let server = Scripted::start(|_| {
        Reply::Json(
            422,
            json!({ "error": "secret words of Sam", "attributes": ["Sam Reed"] }),
        )
    })
    .await;
    let record = conversation_with("42", "3", super::CUSTOMER);
    let error = scripted(&server)
        .send(&record, &words("secret"))
        .await
        .expect_err("refused");
    let told = format!("{error} {error:?}");
    assert!(!told.contains("secret") && !told.contains("Sam"), "{told}");
}
