//! Fetching everything for the first time, and going on after being killed.

use inbox_core::{ConversationId, LineHealth};
use inbox_simulators::{HatifOptions, hatif::Size};
use inbox_store::{ListQuery, Sort, View, ViewFilter};
use inbox_testkit::{World, WorldOptions};

use crate::support::Desk;

fn sized(conversations: usize, items: usize) -> WorldOptions {
    WorldOptions {
        hatif: HatifOptions {
            size: Size::Custom {
                conversations,
                items,
            },
            ..HatifOptions::default()
        },
        ..WorldOptions::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connected_desk_shows_what_is_true_on_the_platform_and_goes_live() {
    let (world, line) = World::connected(sized(30, 600)).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_conversations_show_before_anything_is_waited_for() {
    let world = World::new(sized(2_000, 8_000)).await;
    let newest = world
        .platform
        .truth()
        .into_iter()
        .max_by_key(|conversation| conversation.items.last().map(|item| item.occurred_at))
        .expect("there are conversations");
    let line = world.connect().await;
    let id = ConversationId::new(line, newest.remote.as_str());
    let query = ListQuery {
        view: View::AllOpen,
        filter: ViewFilter::default(),
        sort: Sort::Newest,
        after: None,
        limit: 50,
    };
    world
        .until_without_time("a page with the newest conversation shows", async |world| {
            let mut read = world.store.read().await.expect("the store can be read");
            let page = read.list(&query).await.expect("the list can be read");
            page.rows.len() == 50 && page.rows.iter().any(|row| row.id == id)
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_any_call_the_first_sync_goes_on_and_ends_complete() {
    let mut world = World::new(sized(60, 500)).await;
    let line = world.connect().await;
    for calls in 1..=12 {
        world.until_calls(calls).await;
        world.crash().await;
    }
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn background_work_never_takes_more_than_half_of_the_quota() {
    let world = World::new(sized(400, 3_000)).await;
    let line = world.connect().await;
    let by_person = world.platform.calls_of("/");
    world.pass(5 * 60_000).await;
    let (peak, refused) = world.platform.calls();
    assert!(
        peak <= 60 + by_person,
        "{peak} calls in a minute, {by_person} of them asked for"
    );
    assert!(peak > 30, "and it does work: {peak}");
    assert_eq!(refused, 0);
    assert_ne!(world.health(line).await, LineHealth::Faulty);
}

#[tokio::test(flavor = "multi_thread")]
async fn six_quiet_hours_cost_next_to_nothing_and_the_next_message_is_seen() {
    let (world, line) = World::connected(WorldOptions::default()).await;
    let conversation = world.open_window(line).await;
    let before = world.platform.calls_of("timeline");
    world.pass(6 * 60 * 60_000).await;
    let reads = world.platform.calls_of("timeline") - before;
    assert!(reads < 80, "{reads} timelines read while nothing happened");
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "Still there?");
    world.in_step(line).await;
}
