//! Files that leave: once, with what was said, and found again when nobody knows whether they did.

use std::time::Duration;

use inbox_core::{Audience, OutboxState, OutgoingMessage, PlatformError, StuckReason};
use inbox_engine::{ComingFile, EngineError};
use inbox_simulators::SentFile;
use inbox_testkit::{PlatformOptions, World};

use super::{
    all_sent, attach, can, coming, kept, offline, picture, refused_where_impossible, send, told,
    with_dashboard,
};
use crate::{
    suite::{on_each_of, on_every_platform},
    support::{Desk, stuck},
};

on_every_platform! {
    a_file_is_shown_at_once_and_arrives_with_its_bytes_name_and_kind,
    a_file_whose_answer_got_lost_is_found_in_the_thread_and_never_sent_again,
    a_file_attached_offline_survives_a_crash_and_goes_out_once_behind_what_was_said_before,
    an_upload_that_is_cancelled_sends_nothing_and_its_file_is_back_in_the_draft,
    a_connection_that_breaks_in_the_middle_of_a_file_is_no_unknown_outcome,
    a_file_that_is_gone_from_the_disk_waits_for_the_person,
    a_note_carries_files_that_colleagues_alone_see,
}

on_each_of! {
    { chatvolt_with_its_dashboard: super::with_dashboard() }
    => [
        a_file_is_shown_at_once_and_arrives_with_its_bytes_name_and_kind,
        a_file_whose_answer_got_lost_is_found_in_the_thread_and_never_sent_again,
        a_file_attached_offline_survives_a_crash_and_goes_out_once_behind_what_was_said_before,
        an_upload_that_is_cancelled_sends_nothing_and_its_file_is_back_in_the_draft,
        a_file_that_is_gone_from_the_disk_waits_for_the_person
    ]
}

/// Large enough not to fit into the buffers of a wire.
const LARGE: usize = 16 * 1024 * 1024;

async fn a_file_is_shown_at_once_and_arrives_with_its_bytes_name_and_kind(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    let bytes = picture();
    let file = attach(
        &world,
        &conversation,
        coming("fotó.png", bytes.len()),
        &bytes,
    )
    .await;
    let mut read = world.store.read().await.expect("a reader");
    let draft = read.attached_files(&conversation).await.expect("read");
    drop(read);
    assert_eq!(draft.len(), 1, "it is in the draft");
    assert_eq!(
        kept(&world),
        [file.to_string()],
        "under a name nobody guesses"
    );
    offline(&world, line).await;
    let queued = send(&world, &conversation, "Here it is", &[file])
        .await
        .expect("queued");
    let mut read = world.store.read().await.expect("a reader");
    assert!(
        read.attached_files(&conversation)
            .await
            .expect("read")
            .is_empty()
    );
    drop(read);
    // From the local copy: the platform is away.
    let echoes = world.items(&conversation).await;
    let echo = echoes
        .iter()
        .rev()
        .find(|item| item.content_has_file())
        .expect("the picture shows");
    let shown = world.engine.fetch_media(echo.id, 1 << 20).await;
    assert_eq!(shown.expect("it is here"), bytes);
    let echo = echo.id;
    world.platform.set_absent(None);
    all_sent(&world).await;
    world.in_step(line).await;
    let sent = world.platform.sent_files();
    assert_eq!(told(&sent), [("fotó.png", Some(bytes.len()))]);
    assert_eq!(sent[0].sha256, Some(SentFile::digest(&bytes)));
    assert_eq!(sent[0].content_type.as_deref(), Some("image/png"));
    let after = world.items(&conversation).await;
    let confirmed = after
        .iter()
        .find(|item| item.id == echo)
        .expect("the same row before and after");
    assert!(confirmed.remote.is_some(), "{confirmed:?}");
    assert!(after.iter().any(|item| item.id == queued.item));
    // The platform's copy by now.
    world.pass(5 * 60_000).await;
    let fetched = world.engine.fetch_media(echo, 1 << 20).await;
    assert_eq!(fetched.expect("the platform has it"), bytes);
    assert!(kept(&world).is_empty(), "what was sent is not kept");
}

async fn a_file_whose_answer_got_lost_is_found_in_the_thread_and_never_sent_again(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    let bytes = picture();
    let file = attach(
        &world,
        &conversation,
        coming("map.png", bytes.len()),
        &bytes,
    )
    .await;
    world.platform.lose_send_answers(1);
    send(&world, &conversation, "", &[file])
        .await
        .expect("queued");
    all_sent(&world).await;
    world.in_step(line).await;
    assert_eq!(
        told(&world.platform.sent_files()),
        [("map.png", Some(bytes.len()))]
    );
}

async fn a_file_attached_offline_survives_a_crash_and_goes_out_once_behind_what_was_said_before(
    platform: PlatformOptions,
) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    offline(&world, line).await;
    world.say(&conversation, "first").await.expect("queued");
    let bytes = picture();
    let one = attach(
        &world,
        &conversation,
        coming("one.png", bytes.len()),
        &bytes,
    )
    .await;
    let two = attach(&world, &conversation, coming("two.png", 3), b"two").await;
    // Not in the middle of an attempt: its outcome would be unknown, and that is another story.
    world.rest().await;
    world.crash().await;
    let mut read = world.store.read().await.expect("a reader");
    let draft = read.attached_files(&conversation).await.expect("read");
    drop(read);
    assert_eq!(draft.len(), 2, "the draft kept its files");
    send(&world, &conversation, "second", &[one, two])
        .await
        .expect("queued");
    world.rest().await;
    world.crash().await;
    world.pass(5_000).await;
    assert_eq!(kept(&world).len(), 2, "what is queued is kept");
    world.platform.set_absent(None);
    all_sent(&world).await;
    world.in_step(line).await;
    let sent = world.platform.sent_files();
    assert_eq!(
        told(&sent),
        [("one.png", Some(bytes.len())), ("two.png", Some(3))]
    );
    let texts = world.platform.sent_texts();
    let texts: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    assert_eq!(
        texts.get(..2),
        Some(["first", "second"].as_slice()),
        "{texts:?}"
    );
}

async fn an_upload_that_is_cancelled_sends_nothing_and_its_file_is_back_in_the_draft(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    world.rest().await;
    let bytes = vec![7; LARGE];
    let file = attach(&world, &conversation, coming("large.png", LARGE), &bytes).await;
    world.platform.delay_calls(Duration::from_secs(2));
    let queued = send(&world, &conversation, "", std::slice::from_ref(&file)).await;
    let row = queued.expect("queued").outbox;
    world
        .until_without_time("it is under way", async |world| {
            let under_way = world.engine.upload(&row, &conversation);
            under_way.is_some_and(|state| state.sent > 0)
        })
        .await;
    let under_way = world.engine.upload(&row, &conversation);
    assert!(
        under_way.is_some_and(|state| state.sent < state.total),
        "all of it left at once"
    );
    let discarded = world.engine.discard_into_draft(&row).await;
    discarded.expect("it can be cancelled");
    world.platform.delay_calls(Duration::ZERO);
    assert!(world.outbox().await.is_empty());
    let mut read = world.store.read().await.expect("a reader");
    let draft = read.attached_files(&conversation).await.expect("read");
    assert_eq!(
        draft.iter().map(|file| file.id.clone()).collect::<Vec<_>>(),
        [file]
    );
    drop(read);
    world.pass(5 * 60_000).await;
    assert!(world.platform.sent_files().is_empty(), "nothing was sent");
    assert_eq!(kept(&world).len(), 1, "the draft's bytes stay");
    world.in_step(line).await;
}

async fn a_connection_that_breaks_in_the_middle_of_a_file_is_no_unknown_outcome(
    platform: PlatformOptions,
) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    world.rest().await;
    let bytes = vec![7; LARGE];
    let file = attach(&world, &conversation, coming("large.png", LARGE), &bytes).await;
    world.platform.delay_calls(Duration::from_secs(10));
    let queued = send(&world, &conversation, "", &[file])
        .await
        .expect("queued");
    world
        .until_without_time("it is under way", async |world| {
            let under_way = world.engine.upload(&queued.outbox, &conversation);
            under_way.is_some_and(|state| state.sent > 0)
        })
        .await;
    // Stopping is one way to break off; nobody has to look for what cannot have arrived.
    world.platform.delay_calls(Duration::ZERO);
    world.restart().await;
    let states = world.outbox().await;
    assert!(
        !states.contains(&OutboxState::Checking),
        "it is known not to have been sent: {states:?}"
    );
    all_sent(&world).await;
    assert_eq!(
        told(&world.platform.sent_files()),
        [("large.png", Some(LARGE))]
    );
}

async fn a_file_that_is_gone_from_the_disk_waits_for_the_person(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    let file = attach(&world, &conversation, coming("one.png", 3), b"one").await;
    std::fs::remove_file(world.store.file_path(&file)).expect("it was there");
    send(&world, &conversation, "", &[file])
        .await
        .expect("queued");
    world
        .until("stuck", async |world| {
            world.outbox().await == stuck(StuckReason::FileGone)
        })
        .await;
    assert!(world.platform.sent_files().is_empty());
}

async fn a_note_carries_files_that_colleagues_alone_see(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let note = ComingFile {
        note: true,
        ..coming("inside.png", 3)
    };
    if !can(&world, line).await.note_files {
        let begun = world.engine.begin_file(&conversation, note).await;
        assert!(
            matches!(
                begun,
                Err(EngineError::Platform(PlatformError::Unsupported))
            ),
            "{begun:?}"
        );
        return;
    }
    let inside = attach(&world, &conversation, note, b"one").await;
    let message = OutgoingMessage {
        audience: Audience::Colleagues,
        ..OutgoingMessage::text("", "For us")
    };
    let queued = world
        .engine
        .queue_message_with(&conversation, message, &[inside])
        .await
        .expect("queued");
    let shown = world.items(&conversation).await;
    assert!(
        shown.iter().any(HasFile::content_has_file),
        "words and file show apart"
    );
    all_sent(&world).await;
    world.in_step(line).await;
    let sent = world.platform.sent_files();
    assert_eq!(told(&sent), [("inside.png", Some(3))]);
    assert!(sent[0].private, "colleagues alone see it");
    let items = world.items(&conversation).await;
    let confirmed = items.iter().find(|item| item.id == queued.item);
    assert!(confirmed.is_some_and(|item| item.remote.is_some()));
    assert_eq!(items.len(), shown.len(), "no echo stays behind: {items:?}");
}

/// Looks into what an item holds.
trait HasFile {
    fn content_has_file(&self) -> bool;
}

impl HasFile for inbox_store::TimelineItem {
    fn content_has_file(&self) -> bool {
        matches!(self.content, inbox_core::Content::Media(_))
    }
}
