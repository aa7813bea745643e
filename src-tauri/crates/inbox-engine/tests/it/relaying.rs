//! Hints over a relay: early when it works, and nothing is missed when it does not.

use inbox_core::{LineHealth, Secret};
use inbox_engine::{Attention, EngineError, RelayAccess, RelayState};
use inbox_testkit::{World, WorldOptions};

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
    let week = inbox_core::Clock::now(&world.clock).plus(8 * 24 * 60 * 60_000);
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
