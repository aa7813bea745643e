//! New tags: made where the platform lets this key do it, and to be used at once.

use std::slice::from_ref;

use inbox_core::{ConversationAction, PlatformError};
use inbox_engine::EngineError;
use inbox_testkit::{PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    a_tag_made_here_can_be_put_on_a_conversation_at_once,
    a_tag_without_a_name_is_not_made,
}

async fn a_tag_made_here_can_be_put_on_a_conversation_at_once(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let can = world.state(line).await.status.capabilities;
    let can = can.expect("the line was reached").create_tags;
    let made = world.engine.create_tag(line, " Gate two ").await;
    if can.is_err() {
        let refused = made.expect_err("it is refused");
        assert!(matches!(
            refused,
            EngineError::Platform(PlatformError::Unsupported)
        ));
        return;
    }
    let tag = made.expect("it is made");
    let mut read = world.store.read().await.expect("the store can be read");
    let known = read.directory(line).await.expect("the store can be read");
    assert!(known.tags.contains(&tag));
    drop(read);
    let conversation = world.open_window(line).await;
    let action = ConversationAction::SetTags {
        tags: vec![tag.remote.clone()],
    };
    let changed = world.engine.change(from_ref(&conversation), &action).await;
    changed.expect("it can be tagged");
    world
        .until("told", async |world| world.outbox().await.is_empty())
        .await;
    let mut read = world.store.read().await.expect("the store can be read");
    let detail = read.conversation(&conversation).await;
    let detail = detail.expect("the store can be read").expect("it is known");
    let names: Vec<_> = detail.tags.into_iter().map(|shown| shown.name).collect();
    assert_eq!(names, [tag.name]);
}

async fn a_tag_without_a_name_is_not_made(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let refused = world.engine.create_tag(line, "   ").await;
    assert!(matches!(refused, Err(EngineError::EmptyText)));
}
