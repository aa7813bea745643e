//! Words with buttons to answer by: in the outbox like any others.

use std::time::Duration;

use inbox_core::{
    Audience, ChannelKind, Content, ConversationId, InteractiveKind, LineHealth, LineId,
    OutboxState, OutgoingMessage, PlatformError, PlatformKind,
};
use inbox_engine::{EngineError, Queued};
use inbox_simulators::chatvolt::SendKind;
use inbox_testkit::{Absence, PlatformOptions, PlatformUnderTest, World};

use crate::support::Desk;

async fn desk() -> (World, LineId) {
    World::connected(PlatformOptions::quiet(PlatformKind::Chatvolt)).await
}

fn message(text: &str, buttons: &[&str]) -> OutgoingMessage {
    OutgoingMessage {
        buttons: buttons.iter().map(|title| (*title).to_owned()).collect(),
        ..OutgoingMessage::text("", text)
    }
}

async fn offer(world: &World, line: LineId) -> (ConversationId, Queued) {
    let conversation = world.open_window(line).await;
    let message = message("When shall we call?", &["Today", "Tomorrow"]);
    let queued = world.engine.queue_message(&conversation, message).await;
    (conversation, queued.expect("it is queued"))
}

/// What the platform took with something to tap.
fn taken(world: &World) -> Vec<String> {
    let PlatformUnderTest::Chatvolt(simulator) = &world.platform else {
        unreachable!("the world was made with this platform");
    };
    let sends = simulator.control().sends().into_iter();
    let offers = sends.filter(|send| send.accepted && send.kind == SendKind::Interactive);
    offers.map(|send| send.text).collect()
}

const TOLD: &str = "When shall we call?\nToday\nTomorrow";

#[tokio::test(flavor = "multi_thread")]
async fn buttons_are_shown_at_once_and_stay_as_the_customer_sees_them_when_the_platform_tells_but_words()
 {
    let (mut world, line) = desk().await;
    let (conversation, queued) = offer(&world, line).await;
    let as_seen = |content: &Content| {
        let Content::Interactive {
            kind,
            text,
            entries,
        } = content
        else {
            panic!("with its buttons: {content:?}");
        };
        assert_eq!(*kind, InteractiveKind::Choice);
        assert_eq!(text, "When shall we call?");
        let titles: Vec<_> = entries.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!(titles, ["Today", "Tomorrow"]);
    };
    let echo = world.items(&conversation).await.pop().expect("it shows");
    assert_eq!(echo.id, queued.item);
    as_seen(&echo.content);
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    assert_eq!(taken(&world), [TOLD]);
    let shown = world.items(&conversation).await;
    assert_eq!(
        shown.iter().filter(|item| item.id == queued.item).count(),
        1
    );
    let copies = shown.iter().filter(|item| {
        matches!(&item.content, Content::Text { text } if text.starts_with("When shall"))
            || matches!(item.content, Content::Interactive { .. })
    });
    assert_eq!(copies.count(), 1, "the echo and its copy are one");
    let sent = async |world: &World| {
        let mut items = world.items(&conversation).await.into_iter();
        items.find(|item| item.id == queued.item).expect("it shows")
    };
    let told = sent(&world).await;
    assert!(told.remote.is_some(), "the platform's copy was joined");
    as_seen(&told.content);
    // Whatever it is read by again, and from the file after a restart.
    world
        .platform
        .customer_writes(Some(&conversation.remote.0), "Today");
    world.in_step(line).await;
    as_seen(&sent(&world).await.content);
    world.restart().await;
    as_seen(&sent(&world).await.content);
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_that_were_begun_outlast_a_crash_and_are_gone_once_they_are_sent() {
    let (mut world, line) = desk().await;
    let conversation = world.open_window(line).await;
    let begun = ["Today".to_owned(), String::new()];
    let mut write = world.store.write().await.expect("a transaction");
    let kept = write.save_draft_buttons(&conversation, &begun).await;
    kept.expect("kept");
    write.commit().await.expect("committed");
    world.crash().await;
    assert_eq!(kept_buttons(&world, &conversation).await, begun);
    let note = OutgoingMessage {
        audience: Audience::Colleagues,
        ..OutgoingMessage::text("", "They may want a call")
    };
    let note = world.engine.queue_message(&conversation, note).await;
    note.expect("a note");
    assert_eq!(
        kept_buttons(&world, &conversation).await,
        begun,
        "a note has none"
    );
    let sent = message("When shall we call?", &["Today", "Tomorrow"]);
    let sent = world.engine.queue_message(&conversation, sent).await;
    sent.expect("queued");
    assert!(kept_buttons(&world, &conversation).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_taken_back_are_in_the_draft_again_unless_others_were_written_since() {
    let (mut world, line) = desk().await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let queue = async |world: &World, titles: &[&str]| {
        let message = message("When?", titles);
        let queued = world.engine.queue_message(&conversation, message).await;
        queued.expect("queued").outbox
    };
    let first = queue(&world, &["Today"]).await;
    let second = queue(&world, &["Tomorrow"]).await;
    for row in [&second, &first] {
        let taken = world.engine.discard_into_draft(row).await;
        taken.expect("it has not left");
    }
    world.crash().await;
    assert_eq!(kept_buttons(&world, &conversation).await, ["Tomorrow"]);
}

async fn kept_buttons(world: &World, conversation: &ConversationId) -> Vec<String> {
    let mut read = world.store.read().await.expect("a reader");
    read.draft_buttons(conversation).await.expect("read")
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_whose_answer_was_lost_are_found_in_the_thread_and_never_sent_again() {
    let (world, line) = desk().await;
    world.platform.lose_send_answers(1);
    let (conversation, queued) = offer(&world, line).await;
    world
        .until("reconciled", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    let item = world.items(&conversation).await.pop().expect("it shows");
    assert_eq!(item.id, queued.item);
    assert_eq!(taken(&world), [TOLD]);
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_survive_a_crash_while_they_are_on_the_wire_and_go_out_once() {
    let (mut world, line) = desk().await;
    world.platform.delay_send_answers(Duration::from_secs(3));
    offer(&world, line).await;
    world
        .until("taken", async |world| !taken(world).is_empty())
        .await;
    world.crash().await;
    world.platform.delay_send_answers(Duration::ZERO);
    assert_eq!(world.outbox().await, [OutboxState::Checking]);
    world
        .until("reconciled", async |world| world.outbox().await.is_empty())
        .await;
    world.in_step(line).await;
    assert_eq!(taken(&world), [TOLD]);
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_wait_for_the_network_with_their_words_through_a_restart() {
    let (mut world, line) = desk().await;
    let conversation = world.open_window(line).await;
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
    let message = message("When shall we call?", &["Today", "Tomorrow"]);
    let queued = world.engine.queue_message(&conversation, message).await;
    queued.expect("it is queued");
    world.restart().await;
    assert!(taken(&world).is_empty());
    world.platform.set_absent(None);
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
    assert_eq!(taken(&world), [TOLD]);
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_are_refused_before_they_are_queued_where_they_cannot_be_sent() {
    let (world, line) = desk().await;
    let conversation = world.open_window(line).await;
    let queue = async |text: &str, buttons: &[&str]| {
        let queued = world
            .engine
            .queue_message(&conversation, message(text, buttons))
            .await;
        queued.expect_err("refused")
    };
    let unsupported = |error| matches!(error, EngineError::Platform(PlatformError::Unsupported));
    assert!(unsupported(queue("Which?", &["1", "2", "3", "4"]).await));
    assert!(matches!(
        queue("Which?", &["One", " "]).await,
        EngineError::EmptyText
    ));
    assert!(matches!(
        queue("Which?", &["A title that is too long"]).await,
        EngineError::TextTooLong { limit: 20 }
    ));
    assert!(matches!(
        queue(&"ß".repeat(1_025), &["One"]).await,
        EngineError::TextTooLong { limit: 1_024 }
    ));
    assert!(world.outbox().await.is_empty());
    let other = World::connected(PlatformOptions::quiet(PlatformKind::Ohallo)).await;
    let can = other.0.state(other.1).await.status.capabilities;
    assert!(can.expect("it was reached").buttons.is_err());
    let can = world.state(line).await.status.capabilities;
    let limits = can.expect("it was reached").buttons.expect("it has them");
    assert_eq!(limits.channels, [ChannelKind::WhatsApp]);
}
