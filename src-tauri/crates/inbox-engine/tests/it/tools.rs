//! Tools that only some platforms have: refusals first.

use std::slice::from_ref;

use inbox_core::{
    AgentKind, Audience, Content, ConversationAction, ConversationId, LineHealth, NoteTerms,
    OutboxId, OutboxState, OutgoingMessage, PlatformError, PlatformKind, RemoteId, Status,
    StuckReason,
};
use inbox_engine::EngineError;
use inbox_testkit::{Absence, PlatformOptions, PlatformUnderTest, World};

use crate::support::{Desk, stuck};

fn quiet(kind: PlatformKind) -> PlatformOptions {
    PlatformOptions::quiet(kind)
}

fn give(to: &str, force: bool) -> ConversationAction {
    ConversationAction::Assign {
        to: Some(RemoteId::from(to)),
        to_kind: AgentKind::Person,
        force,
    }
}

async fn rows(world: &World) -> Vec<OutboxId> {
    let mut read = world.store.read().await.expect("a reader");
    let rows = read.outbox(None).await.expect("the outbox");
    rows.into_iter().map(|row| row.id).collect()
}

fn carrier(world: &World, conversation: &ConversationId) -> Option<String> {
    let mut truth = world.platform.truth().into_iter();
    truth
        .find(|one| one.remote == conversation.remote.0)
        .and_then(|one| one.assignee)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_line_has_no_way_for_is_refused_before_its_platform_is_asked() {
    let (world, line) = World::connected(quiet(PlatformKind::Hatif)).await;
    let conversation = world.open_window(line).await;
    let item = world.items(&conversation).await.pop().expect("words");
    let unsupported = |refused: Result<(), EngineError>| {
        matches!(
            refused,
            Err(EngineError::Platform(PlatformError::Unsupported))
        )
    };
    let engine = &world.engine;
    assert!(unsupported(engine.delete_item(item.id).await));
    assert!(unsupported(engine.retry_item(item.id).await));
    assert!(unsupported(
        engine.translate_item(item.id, "en").await.map(drop)
    ));
    assert!(unsupported(
        engine.participants(&conversation).await.map(drop)
    ));
    assert!(unsupported(engine.scenarios(&conversation).await.map(drop)));
    assert!(unsupported(
        engine
            .mail_transcript(&conversation, "ana@example.org")
            .await
    ));
    assert!(unsupported(engine.presence(line).await.map(drop)));
    // Nobody sees there that one writes, which is no failure.
    engine
        .tell_writing(&conversation, true)
        .await
        .expect("nothing happens");
    assert!(world.outbox().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcript_goes_only_to_what_looks_like_an_address() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatwoot)).await;
    let conversation = world.open_window(line).await;
    let refused = world.engine.mail_transcript(&conversation, "ana").await;
    assert!(
        matches!(refused, Err(EngineError::CannotBegin(_))),
        "{refused:?}"
    );
    world
        .engine
        .mail_transcript(&conversation, "ana@example.org")
        .await
        .expect("mailed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_colleague_holds_is_taken_over_only_on_the_persons_word() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatvolt)).await;
    let conversation = world.open_window(line).await;
    let people = world.platform.people();
    let [_, colleague, wanted, ..] = people.as_slice() else {
        panic!("three people at least: {people:?}");
    };
    world
        .platform
        .colleague_assigns(conversation.remote.as_str(), Some(colleague));
    world
        .engine
        .change(from_ref(&conversation), &give(wanted, false))
        .await
        .expect("it can be queued");
    world
        .until("refused", async |world| {
            world.outbox().await == stuck(StuckReason::HeldByColleague)
        })
        .await;
    assert_eq!(carrier(&world, &conversation), Some(colleague.clone()));
    // The person sees from whom it would be taken.
    let mut read = world.store.read().await.expect("a reader");
    let shown = read.conversation(&conversation).await.expect("read");
    let holder = shown.and_then(|shown| shown.assignee);
    assert_eq!(holder.map(|holder| holder.agent.0), Some(colleague.clone()));
    drop(read);
    let held = rows(&world).await.remove(0);
    let unknown = world.engine.take_over_held(&OutboxId("no".into())).await;
    assert!(matches!(unknown, Err(EngineError::UnknownOutbox)));
    world
        .engine
        .take_over_held(&held)
        .await
        .expect("the person may");
    world
        .until("taken over", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(carrier(&world, &conversation), Some(wanted.clone()));
}

/// How often calls of a class were made.
fn calls(world: &World, part: &str) -> u32 {
    let PlatformUnderTest::Chatwoot(simulator) = &world.platform else {
        panic!("a world of Chatwoot");
    };
    simulator.control().traffic().calls_of(part)
}

/// How many of these are resolved on the platform.
fn resolved_among(world: &World, conversations: &[ConversationId]) -> usize {
    let truth = world.platform.truth().into_iter();
    truth
        .filter(|one| one.resolved && conversations.iter().any(|it| it.remote.0 == one.remote))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_changed_in_one_call_and_what_did_not_change_says_why() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatwoot)).await;
    let mut conversations = Vec::new();
    for _ in 0..4 {
        conversations.push(world.open_window(line).await);
    }
    let PlatformUnderTest::Chatwoot(simulator) = &world.platform else {
        panic!("a world of Chatwoot");
    };
    let gone = &conversations[1];
    let number = gone.remote.0.parse().expect("a number");
    simulator
        .control()
        .delete_conversation(number)
        .expect("it is there");
    let before = calls(&world, "/toggle_status");
    let resolve = ConversationAction::SetStatus {
        status: Status::Resolved,
        until: None,
    };
    world
        .engine
        .change(&conversations, &resolve)
        .await
        .expect("it can be queued");
    world
        .until("settled", async |world| {
            let outbox = world.outbox().await;
            let is_stuck = |state: &OutboxState| matches!(state, OutboxState::Stuck { .. });
            outbox.iter().all(is_stuck)
        })
        .await;
    assert_eq!(calls(&world, "/bulk_actions"), 1);
    assert!(
        calls(&world, "/toggle_status") - before <= 1,
        "at most the one that did not change is told by itself"
    );
    assert_eq!(world.outbox().await, stuck(StuckReason::NotFound));
    assert_eq!(resolved_among(&world, &conversations), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_told_in_vain_are_told_one_by_one() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatwoot)).await;
    let mut conversations = Vec::new();
    for _ in 0..3 {
        conversations.push(world.open_window(line).await);
    }
    world.pass(10_000).await;
    world.platform.fail_next(1);
    let resolve = ConversationAction::SetStatus {
        status: Status::Resolved,
        until: None,
    };
    world
        .engine
        .change(&conversations, &resolve)
        .await
        .expect("it can be queued");
    world
        .until("told", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(resolved_among(&world, &conversations), 3);
    world.in_step(line).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_longer_than_the_platform_takes_is_refused_before_it_is_queued() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatvolt)).await;
    let conversation = world.open_window(line).await;
    let note = async |letters: usize| {
        let note = OutgoingMessage {
            audience: Audience::Colleagues,
            ..OutgoingMessage::text("", "\u{DF}".repeat(letters))
        };
        world.engine.queue_message(&conversation, note).await
    };
    assert!(matches!(
        note(501).await,
        Err(EngineError::TextTooLong { limit: 500 })
    ));
    note(500).await.expect("as long as it may be");
    world
        .until("told", async |world| world.outbox().await.is_empty())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_elsewhere_is_kept_once_and_reaches_nobody_whatever_the_window() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatvolt)).await;
    let conversation = world.open_window(line).await;
    world.sleep_through(25 * 60 * 60_000).await;
    let told = |text: &str| OutgoingMessage {
        said_elsewhere: true,
        ..OutgoingMessage::text("", text)
    };
    let before = world.platform.sent_texts();
    // Whether it was kept is looked for before it is told again.
    world.platform.lose_write_answers(1);
    world
        .engine
        .queue_message(&conversation, told("Told on the phone"))
        .await
        .expect("no window shuts it out");
    world
        .until("kept", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    let texts = world.texts(&conversation).await;
    let kept = texts.iter().filter(|text| *text == "Told on the phone");
    assert_eq!(kept.count(), 1);
    assert_eq!(world.platform.sent_texts(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_elsewhere_is_not_sent_where_it_cannot_be_kept() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatwoot)).await;
    let conversation = world.open_window(line).await;
    let told = OutgoingMessage {
        said_elsewhere: true,
        ..OutgoingMessage::text("", "Told on the phone")
    };
    let refused = world.engine.queue_message(&conversation, told).await;
    assert!(matches!(
        refused,
        Err(EngineError::Platform(PlatformError::Unsupported))
    ));
    assert!(world.platform.sent_texts().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_got_stuck_never_becomes_a_reply_and_is_kept_once_in_other_words() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatvolt)).await;
    let conversation = world.open_window(line).await;
    let draft = async || {
        let mut read = world.store.read().await.expect("a reader");
        let draft = read.draft(&conversation, Audience::Customer).await;
        draft.expect("read")
    };
    let before = world.platform.sent_texts();
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let record = async |text: &str, instead_of: Option<&OutboxId>| {
        let text = text.to_owned();
        let kept = world.engine.record(&conversation, text, instead_of).await;
        kept.map(|queued| queued.outbox)
    };
    let row = record("Told on the fone", None).await.expect("queued");
    let other = record("Another", None).await.expect("queued");
    let taken = world.engine.discard_into_draft(&other).await;
    taken.expect("it has not left");
    assert_eq!(draft().await, None, "the next key would send it");
    let empty = record(" ", Some(&row)).await;
    assert!(matches!(empty, Err(EngineError::EmptyText)));
    assert_eq!(rows(&world).await, std::slice::from_ref(&row), "it stays");
    let better = record("Told on the phone", Some(&row)).await;
    let better = better.expect("queued");
    assert_eq!(rows(&world).await, [better]);
    let again = record("Told twice", Some(&row)).await;
    assert!(matches!(again, Err(EngineError::UnknownOutbox)));
    world.platform.set_absent(None);
    world
        .until("kept", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    let texts = world.texts(&conversation).await;
    let told = texts.iter().filter(|text| text.starts_with("Told"));
    assert_eq!(told.collect::<Vec<_>>(), ["Told on the phone"]);
    assert_eq!(world.platform.sent_texts(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_stays_private_on_its_way_through_the_draft_the_outbox_and_back() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatvolt)).await;
    let conversation = world.open_window(line).await;
    let private = NoteTerms {
        private: true,
        remind_at: None,
    };
    let begun = async || {
        let mut read = world.store.read().await.expect("a reader");
        read.note_terms(&conversation).await.expect("read")
    };
    let mut write = world.store.write().await.expect("a transaction");
    let kept = write.save_note_terms(&conversation, private).await;
    kept.expect("kept");
    write.commit().await.expect("committed");
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let note = OutgoingMessage {
        audience: Audience::Colleagues,
        terms: private,
        ..OutgoingMessage::text("", "Between us")
    };
    let queued = world
        .engine
        .queue_message(&conversation, note.clone())
        .await;
    let queued = queued.expect("queued");
    assert_eq!(
        begun().await,
        NoteTerms::default(),
        "the next note begins anew"
    );
    let taken = world.engine.discard_into_draft(&queued.outbox).await;
    taken.expect("it has not left");
    assert_eq!(begun().await, private, "or it would be seen by everybody");
    world.platform.set_absent(None);
    let queued = world.engine.queue_message(&conversation, note).await;
    let item = queued.expect("queued").item;
    world
        .until("told", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    let shown = async || {
        let items = world.items(&conversation).await;
        let shown = items.into_iter().find(|shown| shown.id == item);
        match shown.expect("it shows").content {
            Content::Note { text, terms, .. } => (text, terms),
            other => panic!("a note: {other:?}"),
        }
    };
    assert_eq!(shown().await, ("Between us".to_owned(), private));
    let other = world.engine.change_note(item, "Between you and me", None);
    other.await.expect("queued");
    world
        .until("told", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(shown().await, ("Between you and me".to_owned(), private));
    let plain = Some(NoteTerms::default());
    let changed = world.engine.change_note(item, "For all", plain).await;
    changed.expect("queued");
    world
        .until("told", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(shown().await, ("For all".to_owned(), NoteTerms::default()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_not_written_where_it_could_not_be_kept_private() {
    let (world, line) = World::connected(quiet(PlatformKind::Chatwoot)).await;
    let conversation = world.open_window(line).await;
    let note = OutgoingMessage {
        audience: Audience::Colleagues,
        terms: NoteTerms {
            private: true,
            remind_at: None,
        },
        ..OutgoingMessage::text("", "Between us")
    };
    let refused = world.engine.queue_message(&conversation, note).await;
    assert!(matches!(
        refused,
        Err(EngineError::Platform(PlatformError::Unsupported))
    ));
}
