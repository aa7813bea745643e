//! Taking back what was done: what comes back is what was there.

use std::slice::from_ref;

use inbox_core::{ConversationAction, ConversationId, MoveReason, PlatformKind, Status};
use inbox_simulators::chatvolt;
use inbox_testkit::{PlatformOptions, PlatformUnderTest, World};

use crate::support::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_a_person_comes_back_with_the_conversation_that_was_resolved() {
    let options = PlatformOptions::quiet(PlatformKind::Chatvolt);
    let (world, line) = World::connected(options).await;
    let PlatformUnderTest::Chatvolt(simulator) = &world.platform else {
        unreachable!("the world was made with this platform");
    };
    let conversation = world.open_window(line).await;
    let remote = conversation.remote.0.clone();
    let control = simulator.control();
    control.request_human(&remote).expect("it happens");
    let reason = async |world: &World| {
        let mut read = world.store.read().await.expect("a read");
        let row = read.list_row(&conversation).await.expect("a row");
        row.expect("it is known").reason
    };
    let asks = Some(MoveReason::HumanRequested);
    let told = async |status: chatvolt::Status| {
        world
            .until("the platform has it", async |_: &World| {
                let truth = control.conversations();
                let one = truth.into_iter().find(|one| one.id == remote);
                one.is_some_and(|one| one.status == status)
            })
            .await;
    };
    world
        .until("it asks", async |world| reason(world).await == asks)
        .await;
    let resolve = ConversationAction::SetStatus {
        status: Status::Resolved,
        until: None,
    };
    let changed = world
        .engine
        .change(from_ref(&conversation), &resolve)
        .await
        .expect("it can be resolved");
    told(chatvolt::Status::Resolved).await;
    world.in_step(line).await;
    assert_eq!(reason(&world).await, None);
    let undo = changed.undo.expect("it can be taken back");
    let undone = world.engine.undo(&undo).await.expect("in time");
    assert_eq!(undone.restored, 1);
    assert_eq!(reason(&world).await, asks, "at once");
    told(chatvolt::Status::HumanRequested).await;
    world.in_step(line).await;
    assert_eq!(reason(&world).await, asks, "and as the platform tells it");
    // The platform shows it a moment before its answer has come.
    world
        .until("the outbox is empty", async |world| {
            world.outbox().await.is_empty()
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blocking_resolves_at_once_and_taking_it_back_opens_the_conversation_again() {
    let options = PlatformOptions::quiet(PlatformKind::Chatwoot);
    let (world, line) = World::connected(options).await;
    let conversation = world.open_window(line).await;
    let stands = async |world: &World, conversation: &ConversationId| {
        let mut read = world.store.read().await.expect("a read");
        let detail = read.conversation(conversation).await.expect("a read");
        let detail = detail.expect("it is known");
        (detail.status, detail.facts.muted)
    };
    assert_eq!(stands(&world, &conversation).await, (Status::Open, false));
    let block = ConversationAction::SetMuted { muted: true };
    let changed = world
        .engine
        .change(from_ref(&conversation), &block)
        .await
        .expect("the customer can be blocked");
    assert_eq!(
        stands(&world, &conversation).await.0,
        Status::Resolved,
        "at once"
    );
    world
        .until("the platform tells that it is so", async |world| {
            stands(world, &conversation).await == (Status::Resolved, true)
        })
        .await;
    let undo = changed.undo.expect("it can be taken back");
    let undone = world.engine.undo(&undo).await.expect("in time");
    assert_eq!(undone.restored, 1);
    world
        .until("the platform tells that it is open again", async |world| {
            world.outbox().await.is_empty()
                && stands(world, &conversation).await == (Status::Open, false)
        })
        .await;
    world.in_step(line).await;
    assert_eq!(stands(&world, &conversation).await, (Status::Open, false));
}
