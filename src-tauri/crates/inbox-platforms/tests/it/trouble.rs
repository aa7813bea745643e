//! When something goes wrong between the client and a simulated workspace.

use crate::desk::Desk;
use crate::support::words;
use inbox_core::{
    Content, ConversationRecord, ListRequest, Platform, PlatformError, SyncScope, Urgency,
};
use inbox_simulators::{HatifOptions, Outage};

#[tokio::test]
async fn a_revoked_secret_is_noticed_in_the_middle_of_the_work() {
    let desk = Desk::empty().await;
    desk.first_page().await.expect("signed in");
    desk.control.revoke_credentials();
    assert_eq!(desk.first_page().await, Err(PlatformError::KeyRefused));
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_of_the_work_is_renewed_unnoticed() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    desk.control.expire_tokens();
    assert_eq!(desk.first_page().await, Ok(1));
    desk.control.expire_tokens();
    desk.hatif
        .send(&conversation, &words("Hello!"))
        .await
        .expect("accepted");
    assert_eq!(desk.control.sent_texts(), ["Hello!"]);
    // Fifteen days later, without any refusal.
    desk.advance(15 * 24 * 60 * 60 * 1000).await;
    assert_eq!(desk.first_page().await, Ok(1));
}

#[tokio::test]
async fn over_the_quota_the_wait_is_the_one_the_platform_asks_for() {
    let desk = Desk::empty().await;
    desk.control.limit_rate(Some(2));
    desk.first_page().await.expect("the first call");
    desk.first_page().await.expect("the second call");
    let error = desk.first_page().await.expect_err("the third call");
    let PlatformError::RateLimited {
        retry_after_ms: Some(wait),
    } = error
    else {
        panic!("not a wait: {error}");
    };
    desk.advance(u32::try_from(wait).expect("less than a minute"))
        .await;
    assert_eq!(desk.first_page().await, Ok(0));
}

#[tokio::test]
async fn the_platforms_own_failures_are_told_from_the_networks() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    desk.control.faults(|faults| faults.server_errors_next = 1);
    assert_eq!(
        desk.first_page().await,
        Err(PlatformError::Failed { status: 500 })
    );
    desk.control
        .faults(|faults| faults.outage = Outage::Unavailable);
    assert_eq!(
        desk.first_page().await,
        Err(PlatformError::Failed { status: 503 })
    );
    desk.control
        .faults(|faults| faults.outage = Outage::Dropped);
    assert_eq!(desk.first_page().await, Err(PlatformError::NoAnswer));
    let send = desk.hatif.send(&conversation, &words("Hello!")).await;
    assert!(send.expect_err("nobody answers").outcome_unknown());
    desk.control.faults(|faults| faults.outage = Outage::None);
    assert_eq!(desk.first_page().await, Ok(1), "it comes back by itself");
    assert_eq!(
        desk.control.sent_texts(),
        Vec::<String>::new(),
        "nothing was sent behind our back"
    );
}

#[tokio::test]
async fn half_an_answer_is_unreadable_and_strange_members_are_no_trouble() {
    let desk = Desk::with(HatifOptions::default()).await;
    let before = desk.conversations().await;
    desk.control.faults(|faults| faults.malformed_next = 1);
    assert_eq!(desk.first_page().await, Err(PlatformError::Unreadable));
    desk.control
        .faults(|faults| faults.unknown_fields_next = 100);
    assert_eq!(desk.conversations().await, before);
    desk.control.faults(|faults| {
        faults.unknown_fields_next = 0;
        faults.unknown_enums_next = 100;
    });
    let ids = |records: &[ConversationRecord]| -> Vec<_> {
        records.iter().map(|record| record.remote.clone()).collect()
    };
    assert_eq!(
        ids(&desk.conversations().await),
        ids(&before),
        "nobody is lost"
    );
    let conversation = &before.first().expect("sample customers").remote.0;
    let strange = desk.items(conversation).await;
    assert_eq!(strange.len(), desk.control.timeline(conversation).len());
    let strange = strange
        .iter()
        .all(|item| matches!(item.content, Content::Unsupported { .. }));
    assert!(strange, "all of it is kept, none of it is guessed");
}

#[tokio::test]
async fn when_nobody_listens_any_more_the_line_is_unreachable() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    let (hatif, simulator) = (desk.hatif, desk.simulator);
    simulator.stop().await;
    assert_eq!(
        hatif.send(&conversation, &words("Hello!")).await,
        Err(PlatformError::Unreachable)
    );
}

#[tokio::test]
async fn background_reading_alone_leaves_half_of_the_quota_to_others() {
    let desk = Desk::empty().await;
    let scope = SyncScope(desk.control.overview().channels[0].id.clone());
    let request = ListRequest {
        scope,
        page: None,
        since: None,
    };
    let calls: Vec<_> = (0..130)
        .map(|_| {
            let (hatif, request) = (desk.hatif.at(Urgency::News), request.clone());
            tokio::spawn(async move { hatif.list(&request).await.map(drop) })
        })
        .collect();
    let arrived = async |count| {
        while desk.control.traffic().total < count {
            tokio::task::yield_now().await;
        }
        assert_eq!(desk.control.traffic().total, count);
    };
    arrived(60).await;
    desk.advance(45_000).await;
    // A person is served at once, however much is waiting in the background.
    desk.hatif
        .at(Urgency::Person)
        .list(&request)
        .await
        .expect("a page");
    arrived(61).await;
    desk.advance(15_000).await;
    arrived(121).await;
    desk.advance(60_000).await;
    arrived(131).await;
    for call in calls {
        assert_eq!(call.await.expect("no panic"), Ok(()));
    }
    let traffic = desk.control.traffic();
    assert_eq!((traffic.refused, traffic.peak_per_rolling_minute), (0, 61));
}
