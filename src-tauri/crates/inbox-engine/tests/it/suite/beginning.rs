//! Conversations that this desk begins, on every platform: nothing doubled, nothing lost, the failures
//! first.

use inbox_core::{
    AgentKind, ContactRecord, ConversationAction, ConversationId, LineHealth, LineId, OutboxState,
    OutgoingMessage, PlatformKind, RemoteId, StuckReason,
};
use inbox_engine::{BeginningQueued, CannotBegin, EngineError, OpeningDraft};
use inbox_simulators::ohallo::ReplyDelay;
use inbox_testkit::{Absence, PlatformOptions, PlatformUnderTest, World};

use super::on_every_platform;
use crate::support::{Desk, stuck};

const FIRST: &str = "Good morning, your parts have arrived.";

on_every_platform! {
    what_is_missing_is_said_and_nothing_is_queued,
    a_beginning_that_never_arrived_waits_for_the_person_and_is_not_made_again_by_itself,
    a_beginning_whose_answer_was_lost_is_found_and_never_made_twice,
    a_crash_after_beginning_does_not_begin_twice,
    while_it_is_being_begun_nothing_else_is_taken,
    what_was_begun_offline_survives_a_new_cache_and_goes_out_once,
    what_is_taken_back_never_leaves_and_is_the_draft_again,
    a_beginning_shows_at_once_and_becomes_the_conversation_it_began,
}

async fn what_is_missing_is_said_and_nothing_is_queued(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let mut draft = somebody(&world, line).await;
    draft.contact = ContactRecord::default();
    let refused = world.engine.begin_conversation(draft.clone()).await;
    assert!(
        matches!(
            refused,
            Err(EngineError::CannotBegin(
                CannotBegin::PhoneNeeded | CannotBegin::EmailNeeded | CannotBegin::ContactNeeded
            ))
        ),
        "{refused:?}"
    );
    let mut draft = somebody(&world, line).await;
    " ".clone_into(&mut draft.message.text);
    let refused = world.engine.begin_conversation(draft.clone()).await;
    assert!(
        matches!(refused, Err(EngineError::EmptyText)),
        "{refused:?}"
    );
    draft.channel = RemoteId::from("nowhere");
    let refused = world.engine.begin_conversation(draft).await;
    assert!(
        matches!(
            refused,
            Err(EngineError::CannotBegin(CannotBegin::UnknownChannel))
        ),
        "{refused:?}"
    );
    assert!(world.outbox().await.is_empty());
    assert_eq!(times_sent(&world), 0);
}

async fn a_beginning_that_never_arrived_waits_for_the_person_and_is_not_made_again_by_itself(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let draft = somebody(&world, line).await;
    // Reads that follow the new customer must not meet the failure in its place.
    world.pass(10_000).await;
    world.platform.fail_next(1);
    let begun = world
        .engine
        .begin_conversation(draft)
        .await
        .expect("it can be queued");
    world
        .until("settled", async |world| {
            let outbox = world.outbox().await;
            // Where finding the conversation sends nothing, it is simply tried again.
            outbox.is_empty() || outbox == stuck(StuckReason::NotFoundAfterNoAnswer)
        })
        .await;
    world.pass(60 * 60_000).await;
    if !world.outbox().await.is_empty() {
        assert_eq!(times_sent(&world), 0);
        world
            .engine
            .retry(&begun.queued.outbox)
            .await
            .expect("the person may retry");
        went_out(&world).await;
    }
    assert_eq!(times_sent(&world), 1);
}

async fn a_beginning_whose_answer_was_lost_is_found_and_never_made_twice(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let draft = somebody(&world, line).await;
    world.pass(10_000).await;
    world.platform.lose_send_answers(1);
    let begun = world
        .engine
        .begin_conversation(draft)
        .await
        .expect("it can be queued");
    went_out(&world).await;
    world.in_step(line).await;
    assert_eq!(times_sent(&world), 1);
    let named = became(&world, &begun.conversation).await;
    let shown = world.texts(&named).await;
    assert_eq!(shown.iter().filter(|text| *text == FIRST).count(), 1);
}

async fn a_crash_after_beginning_does_not_begin_twice(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let draft = somebody(&world, line).await;
    world.pass(10_000).await;
    world
        .platform
        .delay_send_answers(std::time::Duration::from_secs(30));
    world
        .engine
        .begin_conversation(draft)
        .await
        .expect("it can be queued");
    world
        .until_without_time("on the wire", async |world| times_sent(world) == 1)
        .await;
    world.crash().await;
    world.platform.delay_send_answers(std::time::Duration::ZERO);
    went_out(&world).await;
    world.in_step(line).await;
    assert_eq!(times_sent(&world), 1);
}

async fn while_it_is_being_begun_nothing_else_is_taken(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let draft = somebody(&world, line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world.pass(30_000).await;
    let begun = begin(&world, draft).await;
    let said = world.say(&begun.conversation, "And another thing").await;
    assert!(matches!(said, Err(EngineError::NotBegun)), "{said:?}");
    let action = ConversationAction::SetMuted { muted: true };
    let changed = world
        .engine
        .change(std::slice::from_ref(&begun.conversation), &action)
        .await;
    assert!(matches!(changed, Err(EngineError::NotBegun)), "{changed:?}");
    assert_eq!(world.texts(&begun.conversation).await, [FIRST]);
}

async fn what_was_begun_offline_survives_a_new_cache_and_goes_out_once(platform: PlatformOptions) {
    let (mut world, line) = World::connected(platform).await;
    let draft = somebody(&world, line).await;
    world.platform.set_absent(Some(Absence::Refused));
    // Known to be away: a first call that finds its connection cut has an unknown outcome, which
    // others prove.
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let begun = begin(&world, draft).await;
    world.restart_without_cache().await;
    assert_eq!(world.texts(&begun.conversation).await, [FIRST]);
    world.platform.set_absent(None);
    went_out(&world).await;
    world.in_step(line).await;
    assert_eq!(times_sent(&world), 1);
}

async fn what_is_taken_back_never_leaves_and_is_the_draft_again(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let draft = somebody(&world, line).await;
    world.platform.set_absent(Some(Absence::Refused));
    // Known to be away, or a first attempt would be under way.
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let begun = begin(&world, draft.clone()).await;
    world
        .engine
        .discard_into_draft(&begun.queued.outbox)
        .await
        .expect("it has not left");
    world.platform.set_absent(None);
    world.in_step(line).await;
    world.pass(60_000).await;
    assert_eq!(times_sent(&world), 0);
    assert!(world.items(&begun.conversation).await.is_empty());
    let mut read = world.store.read().await.expect("a reader");
    let gone = read.conversation(&begun.conversation).await.expect("read");
    assert!(gone.is_none());
    let (kept_line, kept) = read
        .opening_draft()
        .await
        .expect("read")
        .expect("it is kept");
    assert_eq!(kept_line, line);
    assert_eq!(kept.text, FIRST);
    assert_eq!(kept.channel, Some(draft.channel));
}

async fn a_beginning_shows_at_once_and_becomes_the_conversation_it_began(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let draft = somebody(&world, line).await;
    let begun = begin(&world, draft).await;
    went_out(&world).await;
    let named = became(&world, &begun.conversation).await;
    world.in_step(line).await;
    assert_eq!(times_sent(&world), 1);
    let shown = world.items(&named).await;
    let own: Vec<_> = shown
        .iter()
        .filter(|item| item.id == begun.queued.item)
        .collect();
    assert_eq!(own.len(), 1, "the echo is the same row before and after");
    assert!(own[0].remote.is_some());
    let mut read = world.store.read().await.expect("a reader");
    let stand_in = read.conversation(&begun.conversation).await.expect("read");
    assert!(stand_in.is_none(), "the provisional one is gone");
    assert!(read.opening_draft().await.expect("read").is_none());
}

/// Ohallo takes a beginning without naming it, and shows it a little later.
#[tokio::test(flavor = "multi_thread")]
async fn a_beginning_that_is_tried_again_has_as_long_to_show_as_if_it_were_the_first() {
    let (world, line) = World::connected(PlatformOptions::quiet(PlatformKind::Ohallo)).await;
    let PlatformUnderTest::Ohallo(ohallo) = &world.platform else {
        unreachable!("asked for Ohallo")
    };
    let draft = somebody(&world, line).await;
    world.pass(10_000).await;
    // The first try breaks off at once and comes to nothing, of which nobody is in doubt for long.
    ohallo.control().delay_replies(ReplyDelay::Never);
    world.platform.lose_send_answers(1);
    let begun = begin(&world, draft).await;
    world
        .until("stuck", async |world| {
            world.outbox().await == stuck(StuckReason::NotFoundAfterNoAnswer)
        })
        .await;
    ohallo.control().delay_replies(ReplyDelay::AfterMs(60_000));
    world
        .engine
        .retry(&begun.queued.outbox)
        .await
        .expect("the person may retry");
    went_out(&world).await;
}

async fn begin(world: &World, draft: OpeningDraft) -> BeginningQueued {
    let begun = world
        .engine
        .begin_conversation(draft)
        .await
        .expect("it can be queued");
    assert!(begun.conversation.remote.begun_by().is_some());
    begun
}

/// Somebody who wrote within a day and is known here, so that free words are let out everywhere.
async fn somebody(world: &World, line: LineId) -> OpeningDraft {
    let known = world.open_window(line).await;
    let mut read = world.store.read().await.expect("a reader");
    let record = read.conversation_record(&known).await.expect("read");
    let record = record.expect("it is known");
    let mut directory = read.directory(line).await.expect("read");
    drop(read);
    let channel = record.channel.expect("its channel is known");
    // Where nothing lists channels, one that was met is told with the next directory.
    if !directory.channels.iter().any(|each| each.remote == channel) {
        world.pass(11 * 60_000).await;
        let mut read = world.store.read().await.expect("a reader");
        directory = read.directory(line).await.expect("read");
    }
    // Customers speak with the platform's first AI agent.
    let bot = directory
        .agents
        .into_iter()
        .filter(|agent| agent.kind == AgentKind::AiAgent)
        .min_by(|one, other| one.remote.cmp(&other.remote));
    OpeningDraft {
        line,
        channel,
        contact: record.contact,
        subject: Some("Your order".to_owned()),
        in_name_of: bot.map(|bot| bot.remote),
        message: OutgoingMessage::text("", FIRST),
    }
}

fn times_sent(world: &World) -> usize {
    let sent = world.platform.sent_texts();
    sent.iter().filter(|text| *text == FIRST).count()
}

async fn went_out(world: &World) {
    world
        .until("it went out", async |world| {
            let outbox = world.outbox().await;
            assert!(
                !outbox
                    .iter()
                    .any(|state| matches!(state, OutboxState::Stuck { .. })),
                "{outbox:?}"
            );
            outbox.is_empty()
        })
        .await;
}

async fn became(world: &World, provisional: &ConversationId) -> ConversationId {
    let mut read = world.store.read().await.expect("a reader");
    let named = read.begun(provisional).await.expect("read");
    named.expect("it has its name")
}
