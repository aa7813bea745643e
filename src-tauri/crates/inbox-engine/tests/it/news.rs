//! News that platforms tell by themselves: it takes no time, whatever else is being read.

use std::sync::Arc;

use inbox_core::{LineHealth, LineId, PlatformKind};
use inbox_engine::RelayState;
use inbox_platforms::{Chatwoot, Http, OpenOptions, Quotas, Timeouts};
use inbox_testkit::{Absence, ConversationTruth, PlatformOptions, World, WorldOptions};

use crate::support::Desk;

async fn being_filled(platform: PlatformKind, relay: bool) -> (World, LineId) {
    let options = WorldOptions {
        platform: PlatformOptions::quiet(platform).sized(500, 2_000),
        relay,
    };
    let world = World::new(options).await;
    let line = world.connect().await;
    world
        .until("told by itself", async |world| {
            let status = world.state(line).await.status;
            status.live || status.relay == RelayState::Connected
        })
        .await;
    (world, line)
}

async fn new_customers_show_at_once(world: &World, line: LineId) {
    for number in 0..9 {
        // Also in the very minute in which the line was connected.
        world.pass(7_000).await;
        let text = format!("Hello {number}?");
        let happening = world.platform.customer_writes(None, &text);
        world.platform.settle().await;
        let conversation = world.platform.id(line, &happening.conversation);
        world
            .until_without_time("a new customer shows", async |world| {
                world.texts(&conversation).await == [text.as_str()]
            })
            .await;
    }
    let missing = world.differences(line).await.lines().count();
    assert!(missing > 100, "the history was here already");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_history_is_filled_a_webhook_of_a_new_customer_takes_no_time() {
    let (world, line) = being_filled(PlatformKind::Hatif, true).await;
    new_customers_show_at_once(&world, line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_history_is_filled_a_new_customer_on_a_live_connection_takes_no_time() {
    let (world, line) = being_filled(PlatformKind::Chatwoot, false).await;
    new_customers_show_at_once(&world, line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_night_is_caught_up_with_news_takes_no_time() {
    let options = WorldOptions {
        platform: PlatformOptions::quiet(PlatformKind::Hatif).sized(150, 600),
        relay: true,
    };
    let world = World::new(options).await;
    let line = world.connect().await;
    world
        .until("read once", async |world| {
            let mut read = world.store.read().await.expect("the store can be read");
            let left = read.timelines_to_read(line, 1).await;
            left.expect("it can be asked").is_empty()
                && world.health(line).await == LineHealth::Live
        })
        .await;
    let known = world.platform.truth();
    world.platform.set_absent(Some(Absence::Refused));
    world.pass(60_000).await;
    world.platform.send_webhooks_to(None);
    let written = |text: &&ConversationTruth| text.items.iter().any(|item| item.text.is_some());
    for conversation in known.iter().filter(written).take(60) {
        world
            .platform
            .customer_writes(Some(&conversation.remote), "Good evening");
    }
    let inlet = world.inlet();
    let inlet = secrecy::ExposeSecret::expose_secret(&inlet).to_owned();
    world.platform.send_webhooks_to(Some(&inlet));
    world.platform.set_absent(None);
    world.pass(5_000).await;
    for number in 0..4 {
        world.pass(5_000).await;
        let text = format!("Good morning {number}");
        let happening = world.platform.customer_writes(None, &text);
        world.platform.settle().await;
        let conversation = world.platform.id(line, &happening.conversation);
        world
            .until_without_time("what happens now shows", async |world| {
                world.texts(&conversation).await == [text.as_str()]
            })
            .await;
    }
    let missing = world.differences(line).await.lines().count();
    assert!(missing > 10, "the night was caught up with already");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_that_a_colleague_makes_is_there_with_the_next_look() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    // What was read a moment ago is not read again at once.
    world.pass(60_000).await;
    world
        .until("told by itself", async |world| {
            world.state(line).await.status.live
        })
        .await;
    let credentials = world.platform.credentials();
    let colleague = Chatwoot::open(OpenOptions {
        base_url: credentials.base_url,
        credentials: credentials.secret,
        clock: Arc::new(world.clock.clone()),
        http: Http::new(Timeouts::default()).expect("a client"),
        quotas: Quotas::default(),
    });
    let colleague = colleague.expect("well-formed options");
    colleague.create_label("fragile").await.expect("made");
    world
        .until_without_time("the label is here", async |world| {
            let mut read = world.store.read().await.expect("the store can be read");
            let directory = read.directory(line).await.expect("it can be read");
            directory.tags.iter().any(|tag| tag.name == "fragile")
        })
        .await;
}
