//! Changes beside assigning: shown at once, told once, and refused where a line cannot make them.

use std::slice::from_ref;

use inbox_core::{
    AgentKind, Audience, Capabilities, Content, ConversationAction, ConversationId, LineId,
    OutgoingMessage, PlatformError, Status,
};
use inbox_engine::EngineError;
use inbox_testkit::{Absence, Calls, PlatformOptions, World};

use super::on_every_platform;
use crate::support::Desk;

on_every_platform! {
    a_conversation_that_is_done_shows_so_at_once_and_the_platform_is_told,
    a_page_of_a_list_that_is_older_than_a_change_does_not_take_it_back,
    a_status_set_while_away_survives_a_restart_and_is_told_later,
    what_a_line_cannot_open_again_is_not_offered_to_be_undone,
    what_a_line_cannot_do_is_refused_before_anything_is_queued_or_shown,
    a_note_is_for_colleagues_and_no_customer_hears_of_it,
    a_note_whose_answer_is_lost_is_not_added_twice,
}

fn done() -> ConversationAction {
    ConversationAction::SetStatus {
        status: Status::Resolved,
        until: None,
    }
}

async fn capabilities(world: &World, line: LineId) -> Capabilities {
    let state = world.state(line).await;
    state.status.capabilities.expect("the line was reached")
}

async fn status(world: &World, conversation: &ConversationId) -> Status {
    let mut read = world.store.read().await.expect("the store can be read");
    let detail = read.conversation(conversation).await;
    let detail = detail.expect("the store can be read");
    detail.expect("it is known").status
}

fn is_resolved(world: &World, conversation: &ConversationId) -> bool {
    let mut truth = world.platform.truth().into_iter();
    truth
        .find(|one| one.remote == conversation.remote.0)
        .is_some_and(|one| one.resolved)
}

async fn a_conversation_that_is_done_shows_so_at_once_and_the_platform_is_told(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if capabilities(&world, line).await.set_status.is_err() {
        return;
    }
    let changed = world.engine.change(from_ref(&conversation), &done()).await;
    assert_eq!(changed.expect("it can be resolved").changed, 1);
    assert_eq!(status(&world, &conversation).await, Status::Resolved);
    world
        .until("told", async |world| is_resolved(world, &conversation))
        .await;
    world.in_step(line).await;
    assert_eq!(status(&world, &conversation).await, Status::Resolved);
    // The platform shows it a moment before its answer has come.
    world
        .until("the outbox is empty", async |world| {
            world.outbox().await.is_empty()
        })
        .await;
    let open = ConversationAction::SetStatus {
        status: Status::Open,
        until: None,
    };
    if capabilities(&world, line).await.reopen.is_err() {
        return;
    }
    let changed = world.engine.change(from_ref(&conversation), &open).await;
    assert_eq!(changed.expect("it can be opened again").changed, 1);
    assert_eq!(status(&world, &conversation).await, Status::Open);
    world
        .until("told", async |world| !is_resolved(world, &conversation))
        .await;
    world.in_step(line).await;
    assert_eq!(status(&world, &conversation).await, Status::Open);
}

/// A change that the line can make, and the one back.
async fn there_and_back(world: &World, line: LineId) -> [ConversationAction; 2] {
    let can = capabilities(world, line).await;
    if can.set_status.is_ok() && can.reopen.is_ok() {
        let status = |status| ConversationAction::SetStatus {
            status,
            until: None,
        };
        return [status(Status::Resolved), status(Status::Open)];
    }
    if can.set_tags.is_ok() {
        let mut read = world.store.read().await.expect("the store can be read");
        let directory = read.directory(line).await.expect("the store can be read");
        let tag = directory.tags.first().expect("there are tags");
        let tags = |tags| ConversationAction::SetTags { tags };
        return [tags(vec![tag.remote.clone()]), tags(Vec::new())];
    }
    assert_eq!(can.assign_person, Ok(()));
    let to = |to| ConversationAction::Assign {
        to,
        to_kind: AgentKind::Person,
        force: false,
    };
    let me = world.platform.people().remove(0);
    [to(Some(me.into())), to(None)]
}

async fn shows(world: &World, conversation: &ConversationId, change: &ConversationAction) -> bool {
    let mut read = world.store.read().await.expect("the store can be read");
    let detail = read.conversation(conversation).await;
    let detail = detail.expect("the store can be read").expect("it is known");
    match change {
        ConversationAction::SetStatus { status, .. } => detail.status == *status,
        ConversationAction::SetTags { tags } => {
            let shown = detail.tags.iter().map(|tag| &tag.id.remote);
            shown.eq(tags)
        }
        ConversationAction::Assign { to, .. } => {
            let carried = detail.assignee.map(|assignee| assignee.agent);
            carried == *to
        }
        other => unreachable!("{other:?} is not tried here"),
    }
}

async fn a_page_of_a_list_that_is_older_than_a_change_does_not_take_it_back(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let both = there_and_back(&world, line).await;
    world.rest().await;
    let on_their_way = async |pages: u32| {
        world
            .until("a page of a list is on its way", async |world| {
                world.platform.held_lists() >= pages
            })
            .await;
    };
    world.platform.hold_lists(true);
    // Several lists are looked at in turn, and the conversation is in some of them.
    for (change, page) in both.iter().cycle().zip(1..=8) {
        on_their_way(page).await;
        let changed = world.engine.change(from_ref(&conversation), change).await;
        assert_eq!(changed.expect("it can be changed").changed, 1);
        world
            .until("told", async |world| world.outbox().await.is_empty())
            .await;
        assert!(shows(&world, &conversation, change).await);
        // The older page arrives, and nothing that is newer.
        world.platform.release_list();
        on_their_way(page + 1).await;
        assert!(
            shows(&world, &conversation, change).await,
            "page {page} is older than {change:?}"
        );
    }
    world.platform.hold_lists(false);
    world.in_step(line).await;
}

async fn a_status_set_while_away_survives_a_restart_and_is_told_later(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if capabilities(&world, line).await.set_status.is_err() {
        return;
    }
    world.platform.set_absent(Some(Absence::Refused));
    let changed = world.engine.change(from_ref(&conversation), &done()).await;
    changed.expect("it can be resolved");
    world.pass(30_000).await;
    world.crash().await;
    assert_eq!(status(&world, &conversation).await, Status::Resolved);
    world.platform.set_absent(None);
    world
        .until("told", async |world| is_resolved(world, &conversation))
        .await;
    world.in_step(line).await;
}

async fn what_a_line_cannot_open_again_is_not_offered_to_be_undone(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let can = capabilities(&world, line).await;
    if can.set_status.is_err() {
        return;
    }
    let changed = world.engine.change(from_ref(&conversation), &done()).await;
    let changed = changed.expect("it can be resolved");
    assert_eq!(changed.undo.is_some(), can.reopen.is_ok());
    assert_eq!(changed.undoable, u32::from(can.reopen.is_ok()));
    world
        .until("told", async |world| is_resolved(world, &conversation))
        .await;
    let Some(undo) = changed.undo else { return };
    world.engine.undo(&undo).await.expect("it can be undone");
    world
        .until("open again", async |world| {
            !is_resolved(world, &conversation)
        })
        .await;
}

async fn what_a_line_cannot_do_is_refused_before_anything_is_queued_or_shown(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let can = capabilities(&world, line).await;
    let unavailable = [
        (can.set_status, done()),
        (
            can.set_priority,
            ConversationAction::SetPriority {
                priority: Some(inbox_core::Priority::High),
            },
        ),
        (
            can.set_tags,
            ConversationAction::SetTags {
                tags: vec!["refund".into()],
            },
        ),
        (can.mute, ConversationAction::SetMuted { muted: true }),
        (
            can.assign_team,
            ConversationAction::AssignTeam {
                team: Some("1".into()),
            },
        ),
        (can.approve, ConversationAction::Approve),
    ];
    let mut refused = 0;
    world.rest().await;
    let calls = world.platform.calls_of(Calls::All);
    for (ability, action) in unavailable {
        if ability.is_ok() {
            continue;
        }
        let changed = world.engine.change(from_ref(&conversation), &action).await;
        assert!(
            matches!(
                changed,
                Err(EngineError::Platform(PlatformError::Unsupported))
            ),
            "{action:?}"
        );
        refused += 1;
    }
    assert!(refused > 0, "no platform can do everything");
    // The platform shows it a moment before its answer has come.
    world
        .until("the outbox is empty", async |world| {
            world.outbox().await.is_empty()
        })
        .await;
    assert_eq!(world.platform.calls_of(Calls::All), calls);
}

fn note(text: &str) -> OutgoingMessage {
    OutgoingMessage {
        audience: Audience::Colleagues,
        ..OutgoingMessage::text("", text)
    }
}

async fn notes(world: &World, conversation: &ConversationId) -> Vec<String> {
    let items = world.items(conversation).await.into_iter();
    items
        .filter_map(|item| match item.content {
            Content::Note { text, .. } => Some(text),
            _ => None,
        })
        .collect()
}

async fn a_note_is_for_colleagues_and_no_customer_hears_of_it(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let queued = world
        .engine
        .queue_message(&conversation, note("Wants a refund"))
        .await;
    if capabilities(&world, line).await.notes.is_err() {
        assert!(matches!(
            queued,
            Err(EngineError::Platform(PlatformError::Unsupported))
        ));
        // The platform shows it a moment before its answer has come.
        world
            .until("the outbox is empty", async |world| {
                world.outbox().await.is_empty()
            })
            .await;
        return;
    }
    queued.expect("it can be queued");
    assert_eq!(notes(&world, &conversation).await, ["Wants a refund"]);
    world
        .until("added", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    world.restart_without_cache().await;
    world
        .until("read again", async |world| {
            !notes(world, &conversation).await.is_empty()
        })
        .await;
    world.in_step(line).await;
    assert_eq!(notes(&world, &conversation).await, ["Wants a refund"]);
    assert!(world.platform.sent_texts().is_empty());
}

async fn a_note_whose_answer_is_lost_is_not_added_twice(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if capabilities(&world, line).await.notes.is_err() {
        return;
    }
    world.rest().await;
    world.platform.lose_write_answers(1);
    world
        .engine
        .queue_message(&conversation, note("Called back"))
        .await
        .expect("it can be queued");
    world
        .until("found", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    world.pass(10 * 60_000).await;
    assert_eq!(notes(&world, &conversation).await, ["Called back"]);
}
