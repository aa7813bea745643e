//! Named facts: what their platform says they are, and what it does not take.

use std::slice::from_ref;

use inbox_core::{
    ConversationAction, ConversationId, FieldKind, PlatformKind, PropertyDefinition, StuckReason,
};
use inbox_engine::EngineError;
use inbox_testkit::{PlatformOptions, World};

use crate::support::Desk;

async fn set(
    world: &World,
    conversation: &ConversationId,
    name: &str,
    value: &str,
) -> Result<u32, EngineError> {
    let action = ConversationAction::SetProperty {
        name: name.to_owned(),
        value: Some(value.to_owned()),
    };
    let changed = world.engine.change(from_ref(conversation), &action).await;
    changed.map(|changed| changed.changed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_is_too_long_for_its_platform_is_refused_before_anything_shows() {
    let options = PlatformOptions::quiet(PlatformKind::Chatvolt);
    let (world, line) = World::connected(options).await;
    let conversation = world.open_window(line).await;
    for (name, value, limit) in [
        ("a name of thirty-three characters", "x".to_owned(), 20),
        ("city", "x".repeat(150), 100),
    ] {
        let refused = set(&world, &conversation, name, &value).await;
        assert!(
            matches!(refused, Err(EngineError::TextTooLong { limit: told }) if told == limit),
            "{refused:?}"
        );
    }
    assert!(world.outbox().await.is_empty());
    let taken = set(&world, &conversation, "city", &"x".repeat(100)).await;
    assert_eq!(taken.expect("it fits"), 1);
    world
        .until("the platform has it", async |world| {
            world.outbox().await.is_empty()
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_platform_defines_is_known_by_its_name_and_holds_only_what_it_is_for() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (world, line) = World::connected(options).await;
    let conversation = world.open_window(line).await;
    let mut read = world.store.read().await.expect("the store can be read");
    let defined = read.property_definitions(line).await.expect("a read");
    drop(read);
    let order = PropertyDefinition {
        key: "order".to_owned(),
        name: "Order".to_owned(),
        kind: FieldKind::Text,
        options: Vec::new(),
    };
    assert_eq!(defined, [order], "and none of its contacts");
    let mut write = world.store.write().await.expect("the store can be written");
    write
        .change_directory(line, |directory| {
            directory.properties[0].kind = FieldKind::Number;
        })
        .await
        .expect("it is kept");
    write.commit().await.expect("it is kept");
    let refused = set(&world, &conversation, "order", "soon").await;
    assert!(
        matches!(refused, Err(EngineError::ValueNotTaken)),
        "{refused:?}"
    );
    assert!(world.outbox().await.is_empty());
    assert_eq!(
        set(&world, &conversation, "order", "17")
            .await
            .expect("a number"),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_the_platform_did_not_take_stays_where_it_was_made_until_it_is_left() {
    let options = PlatformOptions::quiet(PlatformKind::Chatvolt);
    let (world, line) = World::connected(options).await;
    let conversation = world.open_window(line).await;
    // A fact without a name: nothing here says beforehand that the platform takes none.
    let queued = set(&world, &conversation, "", "x").await;
    assert_eq!(queued.expect("it is tried"), 1);
    let refused = async |world: &World| {
        let mut read = world.store.read().await.expect("the store can be read");
        let refused = read.refused_properties(&conversation).await;
        refused.expect("it can be read")
    };
    world
        .until("the platform has refused it", async |world| {
            !refused(world).await.is_empty()
        })
        .await;
    let stays = refused(&world).await.remove(0);
    assert_eq!(stays.value.as_deref(), Some("x"));
    assert_eq!(stays.reason, StuckReason::Refused);
    let left = world.engine.discard(&stays.outbox).await;
    left.expect("it can be left");
    assert_eq!(refused(&world).await, []);
}
