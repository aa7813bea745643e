//! Hints over a relay: early when it works, and nothing is missed when it does not.

use inbox_core::{Clock as _, LineHealth, Secret, SecretError, SecretKey};
use inbox_engine::{Attention, EngineError, RelayAccess, RelayState};
use inbox_testkit::{Absence, Cable, World, WorldOptions};

use crate::support::Desk;

fn with_relay() -> WorldOptions {
    WorldOptions {
        relay: true,
        ..WorldOptions::default()
    }
}

async fn relay_is(world: &World, line: inbox_core::LineId, state: RelayState) {
    let what = format!("relay {state:?}");
    world
        .until(&what, async |world| {
            world.state(line).await.status.relay == state
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_is_shown_without_any_time_passing() {
    let (world, line) = World::connected(with_relay()).await;
    relay_is(&world, line, RelayState::Connected).await;
    let conversation = world.open_window(line).await;
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Over the relay");
    world.platform.settle().await;
    world
        .until_without_time("the message shows", async |world| {
            let texts = world.texts(&conversation).await;
            texts.iter().any(|text| text == "Over the relay")
        })
        .await;
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_keeps_its_place_in_the_relay_from_the_moment_it_is_added() {
    let world = World::new(with_relay()).await;
    let line = world.connect().await;
    let mut read = world.store.read().await.expect("the store can be read");
    let relay = read.relay(line).await.expect("the relay can be read");
    assert!(relay.is_some_and(|relay| relay.iterator.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_not_live_before_the_relay_keeps_what_happens_next() {
    let mut world = World::new(with_relay()).await;
    let cable = Cable::to(&world.relay_access().url).await;
    let by_cable = RelayAccess {
        url: cable.url().to_owned(),
        ..world.relay_access()
    };
    let line = world
        .connect_at(world.platform.credentials(), Some(by_cable))
        .await;
    world.in_step(line).await;
    let conversation = world.open_window(line).await;
    // The new cache does not know the place, and the relay takes its time to tell a new one.
    cable.hold(true);
    world.restart_without_cache().await;
    world.in_step(line).await;
    world.pass(60_000).await;
    assert_ne!(world.health(line).await, LineHealth::Live);
    cable.hold(false);
    world
        .until_without_time("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Right after");
    world.platform.settle().await;
    world
        .until_without_time("the message shows", async |world| {
            let texts = world.texts(&conversation).await;
            texts.iter().any(|text| text == "Right after")
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_waking_up_the_relay_is_heard_although_old_connections_lead_nowhere() {
    let world = World::new(with_relay()).await;
    let cable = Cable::to(&world.relay_access().url).await;
    let by_cable = RelayAccess {
        url: cable.url().to_owned(),
        ..world.relay_access()
    };
    let line = world
        .connect_at(world.platform.credentials(), Some(by_cable.clone()))
        .await;
    world.in_step(line).await;
    relay_is(&world, line, RelayState::Connected).await;
    let conversation = world.open_window(line).await;
    // While a poll is out, this leaves a second connection behind, ready to be used again.
    let wrong = RelayAccess {
        token: Secret::from("wrong".to_owned()),
        ..by_cable
    };
    let refused = world.engine.set_relay(line, Some(wrong)).await;
    assert!(matches!(refused, Err(EngineError::RelayTokenRefused)));
    cable.go_dead();
    world.engine.wake();
    world.rest().await;
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Good morning");
    world.platform.settle().await;
    world
        .until_without_time("the message shows", async |world| {
            let texts = world.texts(&conversation).await;
            texts.iter().any(|text| text == "Good morning")
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_does_not_count_as_a_refused_relay_token() {
    let (mut world, line) = World::connected(with_relay()).await;
    relay_is(&world, line, RelayState::Connected).await;
    let token = SecretKey::RelayToken(line);
    world.secrets.fail_for(token, Some(SecretError::Locked));
    world.restart().await;
    relay_is(&world, line, RelayState::Unreachable).await;
    world.pass(60_000).await;
    assert_eq!(
        world.state(line).await.status.relay,
        RelayState::Unreachable
    );
    world.secrets.fail_for(token, None);
    relay_is(&world, line, RelayState::Connected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_panics_is_started_again_with_growing_waits_and_disturbs_no_other() {
    let (mut world, line) = World::connected(with_relay()).await;
    relay_is(&world, line, RelayState::Connected).await;
    let token = SecretKey::RelayToken(line);
    world.secrets.panic_for(token, 3);
    let before = world.secrets.asked_for(token);
    world.restart().await;
    let asked = |world: &World| world.secrets.asked_for(token) - before;
    world
        .until_without_time("asked", async |world| asked(world) == 1)
        .await;
    world
        .until_without_time("the other parts do their work", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    world.rest().await;
    for (attempt, wait) in [(1, 1_000), (2, 2_000), (3, 4_000)] {
        world.pass(wait * 9 / 10).await;
        assert_eq!(
            asked(&world),
            attempt,
            "a panic is not repeated in a circle"
        );
        world.pass(wait / 5).await;
        let what = format!("asked again after {wait} ms");
        world
            .until_without_time(&what, async |world| asked(world) == attempt + 1)
            .await;
        world.rest().await;
    }
    relay_is(&world, line, RelayState::Connected).await;
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicated_and_swapped_webhooks_change_nothing() {
    let (world, line) = World::connected(with_relay()).await;
    relay_is(&world, line, RelayState::Connected).await;
    world.platform.garble_webhooks(true, true);
    let conversation = world.open_window(line).await;
    for number in 0..6 {
        let text = format!("message {number}");
        world
            .platform
            .customer_writes(Some(conversation.remote.as_str()), &text);
        world.pass(1_500).await;
    }
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_relay_down_a_hidden_line_is_polled_as_if_it_were_looked_at() {
    let (mut world, line) = World::connected(with_relay()).await;
    relay_is(&world, line, RelayState::Connected).await;
    let conversation = world.open_window(line).await;
    world.engine.set_attention(Attention::default());
    world.set_relay_running(false).await;
    relay_is(&world, line, RelayState::Unreachable).await;
    world.pass(30_000).await;
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Without the relay");
    world.pass(14_000).await;
    let texts = world.texts(&conversation).await;
    assert!(texts.iter().any(|text| text == "Without the relay"));
    assert_eq!(
        world.health(line).await,
        LineHealth::Live,
        "the line itself is fine"
    );
    world.set_relay_running(true).await;
    relay_is(&world, line, RelayState::Connected).await;
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_is_back_is_known_to_be_before_it_has_anything_to_tell() {
    let (mut world, line) = World::connected(with_relay()).await;
    relay_is(&world, line, RelayState::Connected).await;
    world.set_relay_running(false).await;
    relay_is(&world, line, RelayState::Unreachable).await;
    world.set_relay_running(true).await;
    // Long enough to try again, far too short for a poll to have been held to its end.
    world.pass(5_000).await;
    world
        .until_without_time("the relay counts as connected", async |world| {
            world.state(line).await.status.relay == RelayState::Connected
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_place_in_the_relay_is_repaired_by_reading() {
    let (mut world, line) = World::connected(with_relay()).await;
    relay_is(&world, line, RelayState::Connected).await;
    let conversation = world.open_window(line).await;
    world.engine.stop().await;
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Kept too long");
    world.platform.settle().await;
    let week = world.clock.now().plus(8 * 24 * 60 * 60_000);
    world.platform.advance_to(week).await;
    world.clock.move_to(week);
    world.relay().prune().await.expect("the relay can forget");
    world.restart().await;
    world.in_step(line).await;
    relay_is(&world, line, RelayState::Connected).await;
    let repaired = world.state(line).await.status.repaired;
    assert!(
        repaired.is_some_and(|repaired| repaired.items > 0),
        "and it is said: {repaired:?}"
    );
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "And from here on");
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_relay_token_is_refused_before_it_is_kept() {
    let (world, line) = World::connected(WorldOptions {
        relay: true,
        ..WorldOptions::default()
    })
    .await;
    let wrong = RelayAccess {
        token: Secret::from("wrong".to_owned()),
        ..world.relay_access()
    };
    let set = world.engine.set_relay(line, Some(wrong)).await;
    assert!(matches!(set, Err(EngineError::RelayTokenRefused)));
    relay_is(&world, line, RelayState::Connected).await;
    let none = world
        .engine
        .set_relay(line, None)
        .await
        .expect("it can be removed");
    assert_eq!(
        (none.status.relay, none.relay_url),
        (RelayState::None, None)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_relay_token_is_said_and_the_line_goes_on_by_polling() {
    let (world, line) = World::connected(with_relay()).await;
    relay_is(&world, line, RelayState::Connected).await;
    world
        .relay()
        .revoke_reader("desk")
        .await
        .expect("it can be revoked");
    // The long poll that is out notices with the next event.
    world.platform.customer_writes(None, "Hello?");
    relay_is(&world, line, RelayState::TokenRefused).await;
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_events_named_while_the_platform_failed_is_read_as_soon_as_it_works_again() {
    let (world, line) = World::connected(with_relay()).await;
    // So many that they are caught up with, in the order of all that is to be read.
    let mut conversations = Vec::new();
    for _ in 0..12 {
        conversations.push(world.open_window(line).await);
    }
    world.platform.set_absent(Some(Absence::Failing));
    world
        .until("faulty", async |world| {
            world.health(line).await == LineHealth::Faulty
        })
        .await;
    for conversation in &conversations {
        let remote = conversation.remote.as_str();
        world
            .platform
            .customer_writes(Some(remote), "Is anybody there?");
    }
    let to_read = async || {
        let mut read = world.store.read().await.expect("the store can be read");
        let to_read = read.timelines_to_read(line, 100).await;
        to_read.expect("it can be read").len()
    };
    world.pass(30 * 60_000).await;
    assert!(to_read().await >= 10, "events named them");
    world.platform.set_absent(None);
    // After so long an outage the next try is at most 72 s away: a minute, give or take a fifth.
    world.pass(80_000).await;
    assert_eq!(to_read().await, 0);
    assert_eq!(world.differences(line).await, "");
}
