//! What stands in the queue of those who need a person.

use inbox_core::{ConversationAction, ConversationId, MoveReason, PlatformKind};
use inbox_simulators::ohallo::OhalloSimulator;
use inbox_store::{ListQuery, Sort, View, ViewFilter};
use inbox_testkit::{PlatformOptions, PlatformUnderTest, World};

fn simulator(world: &World) -> &OhalloSimulator {
    let PlatformUnderTest::Ohallo(simulator) = &world.platform else {
        unreachable!("the world was made with this platform");
    };
    simulator
}

/// Why it stands in the queue; `None` where it does not.
async fn reason(world: &World, conversation: &ConversationId) -> Option<MoveReason> {
    let query = ListQuery {
        view: View::NeedsPerson,
        filter: ViewFilter::default(),
        sort: Sort::NeedsUsFirst,
        after: None,
        limit: 100,
    };
    let mut read = world.store.read().await.expect("the store can be read");
    let page = read.list(&query).await.expect("a page");
    let row = page.rows.into_iter().find(|row| row.id == *conversation)?;
    row.reason
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_ai_asks_leave_for_stands_in_the_queue_until_it_has_it() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Ohallo)).await;
    let control = simulator(&world).control();
    let happening = world.platform.customer_writes(None, "Please cancel it");
    let conversation = world.platform.id(line, &happening.conversation);
    let wants = control.want_approval(&happening.conversation);
    wants.expect("the AI carries it");
    world
        .until("it stands in the queue", async |world| {
            reason(world, &conversation).await == Some(MoveReason::Approval)
        })
        .await;
    let these = [conversation.clone()];
    let approved = world.engine.change(&these, &ConversationAction::Approve);
    approved.await.expect("taken");
    world
        .until("it has left the queue", async |world| {
            reason(world, &conversation).await.is_none()
        })
        .await;
}
