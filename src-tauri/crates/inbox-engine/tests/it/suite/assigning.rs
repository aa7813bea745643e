//! Assignments and their undoing, on every platform.

use std::slice::from_ref;

use inbox_core::{AgentKind, ConversationAction, ConversationId, LineId, RemoteId};
use inbox_engine::{EngineError, Undone};
use inbox_testkit::{Absence, Calls, PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    an_assignment_shows_at_once_and_can_be_undone_for_a_minute,
    undoing_leaves_alone_what_somebody_changed_meanwhile,
    a_minute_later_it_is_too_late_to_undo,
    an_assignment_made_offline_and_undone_never_reaches_the_platform,
    conversations_that_are_there_already_do_not_count_as_changed,
}

async fn an_assignment_shows_at_once_and_can_be_undone_for_a_minute(platform: PlatformOptions) {
    let (world, line, conversation) = world_with_conversation(platform).await;
    let to = person(&world, 2);
    let assigned = world
        .engine
        .change(from_ref(&conversation), &give(Some(to.clone())))
        .await;
    let assigned = assigned.expect("it can be assigned");
    assert_eq!(assigned.changed, 1);
    assert_eq!(assignee(&world, &conversation).await, Some(to.0.0.clone()));
    world
        .until("told", async |world| {
            told(world, &conversation) == Some(to.0.0.clone())
        })
        .await;
    world.in_step(line).await;
    let undone = world
        .engine
        .undo(assigned.undo.as_deref().expect("it can be taken back"))
        .await
        .expect("a minute has not passed");
    assert_eq!(
        undone,
        Undone {
            restored: 1,
            changed_meanwhile: 0
        }
    );
    world
        .until("taken back", async |world| {
            told(world, &conversation).is_none()
        })
        .await;
    world.in_step(line).await;
    let again = world
        .engine
        .undo(assigned.undo.as_deref().expect("it can be taken back"))
        .await;
    assert!(matches!(again, Err(EngineError::UndoExpired)));
}

async fn undoing_leaves_alone_what_somebody_changed_meanwhile(platform: PlatformOptions) {
    let (world, line, conversation) = world_with_conversation(platform).await;
    let assigned = world
        .engine
        .change(from_ref(&conversation), &give(Some(person(&world, 2))))
        .await;
    let assigned = assigned.expect("it can be assigned");
    world
        .until("told", async |world| told(world, &conversation).is_some())
        .await;
    let other = world.platform.people().remove(3);
    world
        .platform
        .colleague_assigns(conversation.remote.as_str(), Some(&other));
    world.in_step(line).await;
    let undone = world
        .engine
        .undo(assigned.undo.as_deref().expect("it can be taken back"))
        .await
        .expect("a minute has not passed");
    assert_eq!(
        undone,
        Undone {
            restored: 0,
            changed_meanwhile: 1
        }
    );
    world.pass(60_000).await;
    assert_eq!(told(&world, &conversation), Some(other));
}

async fn a_minute_later_it_is_too_late_to_undo(platform: PlatformOptions) {
    let (world, _, conversation) = world_with_conversation(platform).await;
    let assigned = world
        .engine
        .change(&[conversation], &give(Some(person(&world, 2))))
        .await;
    let assigned = assigned.expect("it can be assigned");
    world.pass(61_000).await;
    let undone = world
        .engine
        .undo(assigned.undo.as_deref().expect("it can be taken back"))
        .await;
    assert!(matches!(undone, Err(EngineError::UndoExpired)));
}

async fn an_assignment_made_offline_and_undone_never_reaches_the_platform(
    platform: PlatformOptions,
) {
    let (world, line, conversation) = world_with_conversation(platform).await;
    world.platform.set_absent(Some(Absence::Refused));
    world.pass(30_000).await;
    let calls = world.platform.calls_of(Calls::Assignments);
    let assigned = world
        .engine
        .change(from_ref(&conversation), &give(Some(person(&world, 2))))
        .await;
    let assigned = assigned.expect("it can be assigned");
    let undone = world
        .engine
        .undo(assigned.undo.as_deref().expect("it can be taken back"))
        .await
        .expect("a minute has not passed");
    assert_eq!(undone.restored, 1);
    world.platform.set_absent(None);
    world.in_step(line).await;
    world.pass(60_000).await;
    assert_eq!(world.platform.calls_of(Calls::Assignments), calls);
    assert_eq!(assignee(&world, &conversation).await, None);
}

async fn conversations_that_are_there_already_do_not_count_as_changed(platform: PlatformOptions) {
    let (world, line, conversation) = world_with_conversation(platform).await;
    let to = person(&world, 0);
    for changed in [1, 0] {
        let assigned = world
            .engine
            .change(from_ref(&conversation), &give(Some(to.clone())))
            .await;
        assert_eq!(assigned.expect("it can be assigned").changed, changed);
    }
    world.in_step(line).await;
}

async fn assignee(world: &World, conversation: &ConversationId) -> Option<String> {
    let mut read = world.store.read().await.expect("the store can be read");
    let detail = read
        .conversation(conversation)
        .await
        .expect("the store can be read");
    detail
        .and_then(|detail| detail.assignee)
        .map(|assignee| assignee.agent.0)
}

fn told(world: &World, conversation: &ConversationId) -> Option<String> {
    let mut truth = world.platform.truth().into_iter();
    truth
        .find(|one| one.remote == conversation.remote.0)
        .and_then(|one| one.assignee)
}

fn person(world: &World, number: usize) -> (RemoteId, AgentKind) {
    (
        RemoteId(world.platform.people().remove(number)),
        AgentKind::Person,
    )
}

fn give(to: Option<(RemoteId, AgentKind)>) -> ConversationAction {
    let to_kind = to.as_ref().map_or(AgentKind::Person, |(_, kind)| *kind);
    ConversationAction::Assign {
        to: to.map(|(agent, _)| agent),
        to_kind,
        force: false,
    }
}

async fn world_with_conversation(platform: PlatformOptions) -> (World, LineId, ConversationId) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    (world, line, conversation)
}
