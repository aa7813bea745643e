//! Read marks, whether they are kept here or shared with colleagues.

use inbox_core::ConversationId;
use inbox_store::ReadThrough;
use inbox_testkit::{PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    what_was_read_stays_read_until_the_customer_writes_again,
    what_is_marked_unread_counts_again_and_answering_is_reading,
}

async fn unread(world: &World, conversation: &ConversationId) -> bool {
    let mut read = world.store.read().await.expect("the store can be read");
    let detail = read.conversation(conversation).await;
    let detail = detail.expect("the store can be read");
    detail.expect("it is known").unread
}

async fn what_was_read_stays_read_until_the_customer_writes_again(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    assert!(unread(&world, &conversation).await);
    world
        .engine
        .set_read(&conversation, Some(ReadThrough::Newest))
        .await
        .expect("it can be marked");
    assert!(!unread(&world, &conversation).await);
    world.pass(10 * 60_000).await;
    assert!(
        !unread(&world, &conversation).await,
        "polling changes nothing"
    );
    world.restart_without_cache().await;
    world.in_step(line).await;
    assert!(!unread(&world, &conversation).await, "it is kept elsewhere");
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "One more thing");
    world.in_step(line).await;
    assert!(unread(&world, &conversation).await);
}

async fn what_is_marked_unread_counts_again_and_answering_is_reading(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    for through in [Some(ReadThrough::Newest), None] {
        world
            .engine
            .set_read(&conversation, through)
            .await
            .expect("it can be marked");
        world.pass(5 * 60_000).await;
        assert_eq!(unread(&world, &conversation).await, through.is_none());
    }
    world
        .say(&conversation, "Here I am")
        .await
        .expect("it can be queued");
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    assert!(!unread(&world, &conversation).await);
}
