//! Fetching everything for the first time, on every platform, and what comes after.

use inbox_core::LineHealth;
use inbox_testkit::{Calls, PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    a_connected_desk_shows_what_is_true_on_the_platform_and_goes_live,
    killed_after_any_call_the_first_sync_goes_on_and_ends_complete,
    six_quiet_hours_cost_next_to_nothing_and_the_next_message_is_seen,
}

async fn a_connected_desk_shows_what_is_true_on_the_platform_and_goes_live(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform.sized(20, 200)).await;
    world
        .until("live", async |world| {
            world.health(line).await == LineHealth::Live
        })
        .await;
    world
        .until("history filled", async |world| {
            world.state(line).await.status.history.is_none()
        })
        .await;
    assert_eq!(world.differences(line).await, "");
    let state = world.state(line).await;
    assert!(state.status.capabilities.is_some());
    assert_eq!(state.to_send, 0);
}

async fn killed_after_any_call_the_first_sync_goes_on_and_ends_complete(platform: PlatformOptions) {
    let mut world = World::new(platform.sized(24, 160)).await;
    let line = world.connect().await;
    for calls in 1..=12 {
        world.until_calls(calls).await;
        world.crash().await;
    }
    world.in_step(line).await;
}

async fn six_quiet_hours_cost_next_to_nothing_and_the_next_message_is_seen(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let before = world.platform.calls_of(Calls::Threads);
    world.pass(6 * 60 * 60_000).await;
    let reads = world.platform.calls_of(Calls::Threads) - before;
    assert!(reads < 80, "{reads} timelines read while nothing happened");
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Still there?");
    world.in_step(line).await;
}
