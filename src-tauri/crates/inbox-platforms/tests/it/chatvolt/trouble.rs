//! When something goes wrong between the client and a simulated organization.

use inbox_core::{ConversationRecord, Platform, PlatformError, Unavailable, Urgency};
use inbox_simulators::{ChatvoltOptions, Outage};

use super::{Desk, request};
use crate::support::words;

async fn first_page(desk: &Desk) -> Result<usize, PlatformError> {
    let page = desk.chatvolt.list(&request("newest")).await?;
    Ok(page.conversations.len())
}

#[tokio::test]
async fn a_revoked_key_is_noticed_in_the_middle_of_the_work() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    assert_eq!(first_page(&desk).await, Ok(1));
    desk.control.revoke_credentials();
    assert_eq!(first_page(&desk).await, Err(PlatformError::KeyRefused));
    let send = desk.chatvolt.send(&conversation, &words("Hello!")).await;
    assert_eq!(send, Err(PlatformError::KeyRefused));
    assert_eq!(
        desk.chatvolt.connect().await.err(),
        Some(PlatformError::KeyRefused)
    );
}

#[tokio::test]
async fn a_dashboard_that_is_not_there_leaves_the_documented_host_alone() {
    let desk = Desk::empty().await;
    let credentials = serde_json::json!({
        "apiKey": desk.simulator.credentials().api_key,
        "dashboard": true, "dashboardUrl": format!("{}/nowhere", desk.simulator.base_url()),
    });
    let chatvolt = super::open(
        desk.simulator.base_url(),
        &credentials,
        desk.clock.clone(),
        crate::support::http(),
    );
    let connection = chatvolt.connect().await.expect("connected all the same");
    let can = connection.capabilities;
    assert_eq!(can.set_tags, Err(Unavailable::Key));
    assert_eq!(can.send_file, Err(Unavailable::Key));
    assert_eq!(
        can.send_template,
        Err(Unavailable::Key),
        "no number's id was typed in"
    );
    assert_eq!(can.send_text, Ok(()));
}

#[tokio::test]
async fn too_many_calls_are_told_by_both_statuses_with_the_wait_that_is_asked_for() {
    for (status, header, body, wait) in [
        (429, true, false, None),
        (419, false, true, None),
        (429, false, false, Some(60_000)),
        (419, false, false, Some(60_000)),
    ] {
        let desk = Desk::empty().await;
        desk.quirks(|quirks| {
            quirks.too_many_status = status;
            quirks.retry_after = header;
            quirks.retry_after_in_body = body;
        });
        desk.control.limit_rate(Some(1));
        first_page(&desk).await.expect("the first call");
        let error = first_page(&desk).await.expect_err("the second call");
        let PlatformError::RateLimited {
            retry_after_ms: Some(asked),
        } = error
        else {
            panic!("not a wait: {error}");
        };
        assert!(wait.is_none_or(|wait| wait == asked), "{asked}");
        let before = desk.control.traffic().total;
        let send = first_page(&desk).await;
        assert!(matches!(send, Err(PlatformError::RateLimited { .. })));
        assert_eq!(
            desk.control.traffic().total,
            before,
            "patience is kept before the call"
        );
        desk.advance(u32::try_from(asked).expect("a minute or so"))
            .await;
        assert_eq!(first_page(&desk).await, Ok(0));
    }
}

#[tokio::test]
async fn the_platforms_own_failures_are_told_from_the_networks() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    desk.control.faults(|faults| faults.server_errors_next = 1);
    let failed = first_page(&desk).await;
    assert!(
        matches!(failed, Err(PlatformError::Failed { .. })),
        "{failed:?}"
    );
    desk.control
        .faults(|faults| faults.outage = Outage::Unavailable);
    assert_eq!(
        first_page(&desk).await,
        Err(PlatformError::Failed { status: 503 })
    );
    desk.control
        .faults(|faults| faults.outage = Outage::Dropped);
    assert_eq!(first_page(&desk).await, Err(PlatformError::NoAnswer));
    let send = desk.chatvolt.send(&conversation, &words("Hello!")).await;
    assert!(send.expect_err("nobody answers").outcome_unknown());
    desk.control.faults(|faults| faults.outage = Outage::None);
    assert_eq!(first_page(&desk).await, Ok(1), "it comes back by itself");
    assert_eq!(desk.control.sent_texts(), Vec::<String>::new());
}

#[tokio::test]
async fn half_an_answer_is_unreadable_and_strange_members_are_no_trouble() {
    let desk = Desk::with(ChatvoltOptions::default()).await;
    let before = desk.look("newest").await.expect("pages");
    desk.control.faults(|faults| faults.malformed_next = 1);
    assert_eq!(first_page(&desk).await, Err(PlatformError::Unreadable));
    desk.control
        .faults(|faults| faults.unknown_fields_next = 100);
    assert_eq!(desk.look("newest").await.expect("pages"), before);
    desk.control.faults(|faults| {
        faults.unknown_fields_next = 0;
        faults.unknown_enums_next = 100;
    });
    let ids = |records: &[ConversationRecord]| -> Vec<_> {
        records.iter().map(|record| record.remote.clone()).collect()
    };
    assert_eq!(
        ids(&desk.look("newest").await.expect("pages")),
        ids(&before)
    );
    let conversation = &before.first().expect("sample customers").remote.0;
    assert!(desk.items(conversation).await.len() >= desk.control.timeline(conversation).len());
}

#[tokio::test]
async fn when_nobody_listens_any_more_the_line_is_unreachable() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    let (chatvolt, simulator) = (desk.chatvolt, desk.simulator);
    simulator.stop().await;
    let sent = chatvolt.send(&conversation, &words("Hello!")).await;
    assert_eq!(sent, Err(PlatformError::Unreachable));
}

#[tokio::test]
async fn background_reading_alone_leaves_half_of_the_quota_to_others() {
    let desk = Desk::empty().await;
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let chatvolt = desk.chatvolt.at(Urgency::News);
            tokio::spawn(async move { chatvolt.list(&request("newest")).await.map(drop) })
        })
        .collect();
    let arrived = async |count| {
        while desk.control.traffic().total < count {
            tokio::task::yield_now().await;
        }
        assert_eq!(desk.control.traffic().total, count);
    };
    arrived(30).await;
    // A person is served at once, however much is waiting in the background.
    first_page(&desk).await.expect("a page");
    arrived(31).await;
    desk.advance(60_000).await;
    arrived(41).await;
    for call in calls {
        assert_eq!(call.await.expect("no panic"), Ok(()));
    }
}
