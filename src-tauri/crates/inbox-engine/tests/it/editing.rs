//! Messages whose words are changed by whoever wrote them.

use inbox_core::{ConversationId, LineId, PlatformKind};
use inbox_store::TimelineWindow;
use inbox_testkit::{PlatformOptions, PlatformUnderTest, World, WorldOptions};

use crate::{noticing::simulator, support::Desk};

/// The words of a conversation and whether they are marked, oldest first.
async fn shown(world: &World, conversation: &ConversationId) -> Vec<(String, bool)> {
    let texts = world.texts(conversation).await;
    let mut read = world.store.read().await.expect("the store can be read");
    let window = TimelineWindow::Newest;
    let timeline = read.timeline(conversation, window, 50).await;
    let items = timeline.map(|timeline| timeline.items).unwrap_or_default();
    texts
        .into_iter()
        .zip(items.into_iter().map(|item| item.edited))
        .collect()
}

async fn shows(world: &World, conversation: &ConversationId, wanted: &[(&str, bool)]) {
    world
        .until_without_time("shown", async |world| {
            let shown = shown(world, conversation).await;
            shown
                .iter()
                .map(|(text, edited)| (text.as_str(), *edited))
                .eq(wanted.iter().copied())
        })
        .await;
}

async fn two_messages(world: &World, line: LineId) -> (ConversationId, String) {
    let happening = world.platform.customer_writes(None, "By six?");
    let conversation = world.platform.id(line, &happening.conversation);
    world.platform.settle().await;
    shows(world, &conversation, &[("By six?", false)]).await;
    world.pass(1_000).await;
    let remote = conversation.remote.as_str();
    world
        .platform
        .customer_writes(Some(remote), "At the back door");
    world.platform.settle().await;
    shows(
        world,
        &conversation,
        &[("By six?", false), ("At the back door", false)],
    )
    .await;
    let mut read = world.store.read().await.expect("the store can be read");
    let first = read
        .timeline(&conversation, TimelineWindow::Newest, 9)
        .await;
    let first = first.expect("a timeline").items.remove(0).remote;
    (conversation, first.expect("an id").0)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_on_a_live_connection_is_shown_at_once_and_stays_marked() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Chatwoot)).await;
    world.in_step(line).await;
    let (conversation, first) = two_messages(&world, line).await;
    let control = simulator(&world).control();
    let number = first.parse().expect("a number");
    control.edit_message(number, "By seven?").expect("known");
    let edited = [("By seven?", true), ("At the back door", false)];
    shows(&world, &conversation, &edited).await;
    // What is read again, and a tick, tell nothing of edits.
    world.pass(60_000).await;
    world.in_step(line).await;
    shows(&world, &conversation, &edited).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_a_webhook_tells_is_shown_at_once_and_stays_marked() {
    let options = WorldOptions {
        platform: PlatformOptions::quiet(PlatformKind::Hatif),
        relay: true,
    };
    let (world, line) = World::connected(options).await;
    world.in_step(line).await;
    let (conversation, first) = two_messages(&world, line).await;
    let PlatformUnderTest::Hatif(hatif) = &world.platform else {
        panic!("Hatif");
    };
    let remote = conversation.remote.as_str();
    hatif
        .control()
        .edit(remote, &first, "By seven?")
        .expect("known");
    world.platform.settle().await;
    let edited = [("By seven?", true), ("At the back door", false)];
    shows(&world, &conversation, &edited).await;
    world.pass(60_000).await;
    world.in_step(line).await;
    shows(&world, &conversation, &edited).await;
}
