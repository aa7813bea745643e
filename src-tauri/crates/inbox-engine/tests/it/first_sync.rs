//! Fetching everything for the first time, and going on after being killed.

use inbox_core::{ConversationId, LineHealth, PlatformKind};
use inbox_store::{ListQuery, Sort, View, ViewFilter};
use inbox_testkit::{Calls, PlatformOptions, World};

use crate::support::Desk;

fn sized(conversations: usize, items: usize) -> PlatformOptions {
    PlatformOptions::quiet(PlatformKind::Hatif).sized(conversations, items)
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
async fn a_first_listing_says_how_much_is_here_and_not_how_much_there_will_be() {
    let world = World::new(sized(400, 1_600)).await;
    let line = world.connect().await;
    let mut said = Vec::new();
    world
        .until("live", async |world| {
            let health = world.health(line).await;
            if said.last() != Some(&health) {
                said.push(health);
            }
            said.last() == Some(&LineHealth::Live)
        })
        .await;
    let told = said.iter().filter_map(|health| match health {
        LineHealth::CatchingUp { done, total } => Some((*done, *total)),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    assert!(told.iter().any(|(done, _)| *done > 0), "{said:?}");
    // Lists reach back further than what is fetched, and nobody counts what lies within.
    assert!(told.iter().all(|(_, total)| total.is_none()), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn background_work_never_takes_more_than_half_of_the_quota() {
    let world = World::new(sized(400, 3_000)).await;
    let line = world.connect().await;
    let by_person = world.platform.calls_of(Calls::All);
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
async fn a_first_listing_only_ever_goes_forwards_and_never_beyond_its_end() {
    let world = World::new(sized(1_500, 4_500)).await;
    let line = world.connect().await;
    let mut told = Vec::new();
    for _ in 0..180 {
        world.pass(500).await;
        if let LineHealth::CatchingUp { done, total } = world.health(line).await {
            told.push((done, total));
        }
    }
    told.dedup();
    assert!(told.len() > 10, "it says how far it is: {told:?}");
    let done: Vec<_> = told.iter().map(|(done, _)| *done).collect();
    assert!(done.is_sorted(), "{told:?}");
    assert!(done.iter().all(|done| *done <= 1_500), "{told:?}");
}
