//! What a customer takes back on a platform that only tells so once.

use inbox_core::{Content, PlatformKind};
use inbox_testkit::{PlatformOptions, PlatformUnderTest, World, WorldOptions};

use crate::support::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_its_customer_deleted_is_shown_as_deleted_and_stays_so() {
    let options = WorldOptions {
        platform: PlatformOptions::quiet(PlatformKind::Hatif),
        relay: true,
    };
    let (world, line) = World::connected(options).await;
    let conversation = world.open_window(line).await;
    let happening = world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "My number is wrong");
    world.in_step(line).await;
    let PlatformUnderTest::Hatif(hatif) = &world.platform else {
        panic!("another platform was asked for");
    };
    hatif
        .control()
        .delete(&happening.conversation, &happening.item)
        .expect("it is a message");
    let content = async |world: &World| {
        let items = world.items(&conversation).await.into_iter();
        let mut told = items.filter(|item| {
            item.remote
                .as_ref()
                .is_some_and(|remote| remote.as_str() == happening.item)
        });
        told.next().map(|item| item.content)
    };
    world
        .until("shown as deleted", async |world| {
            content(world).await == Some(Content::Deleted)
        })
        .await;
    // It is read over and over, and each time there is nothing in it.
    world
        .platform
        .customer_writes(Some(conversation.remote.as_str()), "This one is right");
    world.in_step(line).await;
    world.pass(10 * 60_000).await;
    assert_eq!(content(&world).await, Some(Content::Deleted));
}
