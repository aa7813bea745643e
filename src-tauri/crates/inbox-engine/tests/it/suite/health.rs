//! What the lamp says on every platform, and what a line does while it is not green.

use inbox_core::LineHealth;
use inbox_engine::Credentials;
use inbox_testkit::{Absence, Cable, Calls, PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    a_revoked_key_stops_the_line_keeps_its_queue_and_a_new_key_sends_it,
    a_failing_platform_is_faulty_and_comes_back_by_itself,
    a_platform_that_works_again_is_looked_at_at_once_whoever_notices,
    what_was_missed_while_away_is_said_as_a_repaired_gap,
    waking_up_looks_at_once_however_long_the_next_poll_would_be,
    after_waking_up_the_platform_is_reached_although_old_connections_lead_nowhere,
}

async fn a_revoked_key_stops_the_line_keeps_its_queue_and_a_new_key_sends_it(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let new_key = world.platform.revoke_key();
    world
        .until("refused", async |world| {
            world.health(line).await == LineHealth::KeyRefused
        })
        .await;
    let whose_move = async || {
        let mut read = world.store.read().await.expect("the store can be read");
        let row = read.list_row(&conversation).await.expect("it can be read");
        let row = row.expect("it is known");
        (row.whose, row.since)
    };
    let before = whose_move().await;
    world
        .say(&conversation, "Kept for later")
        .await
        .expect("it can still be queued");
    let calls = world.platform.calls_of(Calls::All);
    world.pass(60 * 60_000).await;
    assert!(
        world.platform.calls_of(Calls::All) <= calls + 5,
        "a refused key is not tried in a circle"
    );
    assert_eq!(world.state(line).await.to_send, 1);
    assert_eq!(
        whose_move().await,
        before,
        "the customer waits, as nothing went out"
    );
    world
        .replace_key(line, new_key)
        .await
        .expect("the new key is good");
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(world.platform.sent_texts(), ["Kept for later"]);
    world.in_step(line).await;
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
}

async fn a_failing_platform_is_faulty_and_comes_back_by_itself(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    world.platform.set_absent(Some(Absence::Failing));
    world
        .until("faulty", async |world| {
            world.health(line).await == LineHealth::Faulty
        })
        .await;
    world.platform.customer_writes(None, "Hello?");
    world.platform.set_absent(None);
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    world.in_step(line).await;
}

async fn a_platform_that_works_again_is_looked_at_at_once_whoever_notices(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    world.pass(60_000).await;
    world.platform.set_absent(Some(Absence::Failing));
    world
        .until("faulty", async |world| {
            world.health(line).await == LineHealth::Faulty
        })
        .await;
    // By now it is seldom asked.
    world.pass(10 * 60_000).await;
    world.platform.customer_writes(None, "Are you back?");
    world.platform.set_absent(None);
    world.engine.open_conversation(conversation);
    world
        .until_without_time("the message shows", async |world| {
            world.differences(line).await.is_empty()
        })
        .await;
}

async fn what_was_missed_while_away_is_said_as_a_repaired_gap(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    world.pass(30 * 60_000).await;
    for _ in 0..4 {
        world
            .platform
            .customer_writes(Some(conversation.remote.as_str()), "Hello?");
    }
    world.platform.set_absent(None);
    world.in_step(line).await;
    world
        .until("told", async |world| {
            let repaired = world.state(line).await.status.repaired;
            repaired.is_some_and(|repaired| repaired.items >= 4)
        })
        .await;
}

async fn waking_up_looks_at_once_however_long_the_next_poll_would_be(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    // What connecting took of the platform's quota has come back.
    world.pass(3 * 60_000).await;
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "While you slept");
    world.engine.wake();
    world
        .until_without_time("the message shows", async |world| {
            let texts = world.texts(&conversation).await;
            texts.iter().any(|text| text == "While you slept")
        })
        .await;
}

async fn after_waking_up_the_platform_is_reached_although_old_connections_lead_nowhere(
    platform: PlatformOptions,
) {
    let world = World::new(platform).await;
    let key = world.platform.credentials();
    let cable = Cable::to(&key.base_url).await;
    let by_cable = Credentials {
        base_url: cable.url().to_owned(),
        ..key
    };
    let line = world.connect_at(by_cable, None).await;
    world.in_step(line).await;
    let conversation = world.open_window(line).await;
    // What connecting took of the platform's quota has come back.
    world.pass(3 * 60_000).await;
    world.rest().await;
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Good morning");
    cable.go_dead();
    world.engine.wake();
    world
        .until_without_time("the message shows", async |world| {
            let texts = world.texts(&conversation).await;
            texts.iter().any(|text| text == "Good morning")
        })
        .await;
}
