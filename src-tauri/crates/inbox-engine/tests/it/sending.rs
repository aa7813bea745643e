//! The outbox: nothing lost, nothing twice, in order.

use std::time::Duration;

use inbox_core::{Clock as _, LineHealth, OutboxState, PlatformKind, StuckReason};
use inbox_engine::EngineError;
use inbox_testkit::{Absence, PlatformOptions, World, WorldOptions};

use crate::support::{Desk, stuck};

const HOUR: i64 = 60 * 60_000;

fn with_relay() -> WorldOptions {
    WorldOptions {
        relay: true,
        ..WorldOptions::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_a_platform_without_that_rule_still_takes_the_reply() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Ohallo)).await;
    let conversation = world.open_window(line).await;
    let mut read = world.store.read().await.expect("the store can be read");
    let detail = read.conversation(&conversation).await.expect("read");
    let channel = detail.expect("it is known").channel.kind;
    drop(read);
    assert!(channel.has_reply_window(), "a day counts here: {channel:?}");
    world.sleep_through(25 * HOUR).await;
    let sent = world.say(&conversation, "Still there?").await;
    sent.expect("taken");
    world
        .until("the platform has it", async |world| {
            world.platform.sent_texts() == ["Still there?"]
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_refused_before_it_is_queued() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    let conversation = world.open_window(line).await;
    assert!(matches!(
        world.say(&conversation, " \n ").await,
        Err(EngineError::EmptyText)
    ));
    let long = "ß".repeat(100_000);
    assert!(matches!(
        world.say(&conversation, &long).await,
        Err(EngineError::TextTooLong { limit }) if limit < 100_000
    ));
    world.sleep_through(24 * HOUR).await;
    assert!(matches!(
        world.say(&conversation, "too late").await,
        Err(EngineError::WindowClosed { ended_at: Some(_) })
    ));
    assert!(world.outbox().await.is_empty());
    assert!(world.platform.sent_texts().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_window_makes_the_first_stuck_and_what_follows_is_not_lost() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    world
        .say(&conversation, "first")
        .await
        .expect("the window is open");
    world
        .say(&conversation, "second")
        .await
        .expect("the window is open");
    world.sleep_through(25 * HOUR).await;
    world.platform.set_absent(None);
    let reason = StuckReason::WindowClosed;
    world
        .until("both stuck", async |world| {
            world.outbox().await == [OutboxState::Stuck { reason }, OutboxState::Stuck { reason }]
        })
        .await;
    assert!(world.platform.sent_texts().is_empty());
    assert_eq!(
        world.texts(&conversation).await[1..],
        ["first", "second"],
        "both still show"
    );
    assert_eq!(
        world.health(line).await,
        LineHealth::Live,
        "the line itself is fine"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_session_is_renewed_in_the_middle_of_a_send() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    let conversation = world.open_window(line).await;
    world.platform.expire_sessions();
    world
        .say(&conversation, "After the session")
        .await
        .expect("it can be queued");
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(world.platform.sent_texts(), ["After the session"]);
    assert_eq!(world.health(line).await, LineHealth::Live);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_echo_that_arrives_before_the_answer_never_shows_twice() {
    let (world, line) = World::connected(with_relay()).await;
    let conversation = world.open_window(line).await;
    world.platform.echo_before_answering(true);
    world
        .platform
        .delay_send_answers(Duration::from_millis(300));
    world
        .say(&conversation, "Echo?")
        .await
        .expect("it can be queued");
    let mut most = 0;
    world
        .until("confirmed", async |world| {
            let texts = world.texts(&conversation).await;
            most = most.max(texts.iter().filter(|text| *text == "Echo?").count());
            world.outbox().await.is_empty()
        })
        .await;
    assert_eq!(most, 1);
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_that_no_list_tells_any_more_is_fetched_for_what_waits_there() {
    let (mut world, line) = World::connected(WorldOptions::default()).await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let queued = world.say(&conversation, "Too late").await;
    queued.expect("it can be queued");
    world.engine.stop().await;
    // More than a page of others was here since, and then a long time passed: lists are not read
    // this far down.
    for _ in 0..120 {
        world.platform.customer_writes(None, "Hello");
    }
    let later = world.clock.now().plus(100 * 24 * 60 * 60_000);
    world.platform.advance_to(later).await;
    world.clock.move_to(later);
    world.platform.set_absent(None);
    world.restart_without_cache().await;
    world
        .until("the platform was asked", async |world| {
            world.outbox().await == stuck(StuckReason::WindowClosed)
        })
        .await;
    assert!(!world.texts(&conversation).await.is_empty());
}
