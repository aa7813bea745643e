//! Files on every platform: kept until they are sent, sent once, or refused with the reason.

use std::time::Duration;

use inbox_core::{
    Audience, Capabilities, ConversationId, FileId, LineHealth, LineId, OutboxState,
    OutgoingMessage, PlatformError, StuckReason, Unavailable,
};
use inbox_engine::{ComingFile, EngineError, LinkedFile, Queued};
use inbox_simulators::{ChatvoltOptions, SentFile};
use inbox_store::Copied;
use inbox_testkit::{Absence, PlatformOptions, World};

use super::{on_each_of, on_every_platform};
use crate::support::{Desk, stuck};

on_every_platform! {
    a_file_is_shown_at_once_and_arrives_with_its_bytes_name_and_kind,
    a_file_whose_answer_got_lost_is_found_in_the_thread_and_never_sent_again,
    a_file_attached_offline_survives_a_crash_and_goes_out_once_behind_what_was_said_before,
    a_file_larger_than_the_platform_takes_is_refused_before_anything_is_kept,
    an_upload_that_is_cancelled_sends_nothing_and_its_file_is_back_in_the_draft,
    a_connection_that_breaks_in_the_middle_of_a_file_is_no_unknown_outcome,
    a_file_that_is_gone_from_the_disk_waits_for_the_person,
    a_file_by_its_address_goes_the_same_way,
    a_file_that_is_taken_out_of_the_draft_leaves_no_bytes_behind,
    bytes_that_a_crash_left_without_an_owner_are_gone_after_the_start,
    a_note_carries_files_that_colleagues_alone_see,
}

on_each_of! {
    { chatvolt_with_its_dashboard: super::with_dashboard() }
    => [
        a_file_is_shown_at_once_and_arrives_with_its_bytes_name_and_kind,
        a_file_whose_answer_got_lost_is_found_in_the_thread_and_never_sent_again,
        a_file_attached_offline_survives_a_crash_and_goes_out_once_behind_what_was_said_before,
        a_file_larger_than_the_platform_takes_is_refused_before_anything_is_kept,
        an_upload_that_is_cancelled_sends_nothing_and_its_file_is_back_in_the_draft,
        a_file_that_is_gone_from_the_disk_waits_for_the_person,
        a_file_by_its_address_goes_the_same_way
    ]
}

/// Chatvolt where the person opted into what only the dashboard's own host does.
fn with_dashboard() -> PlatformOptions {
    let options = ChatvoltOptions {
        ai_answers: false,
        dashboard: true,
        ..ChatvoltOptions::default()
    };
    PlatformOptions::Chatvolt(options).sized(8, 60)
}

/// Large enough not to fit into the buffers of a wire.
const LARGE: usize = 16 * 1024 * 1024;

const PORTION: usize = 1024 * 1024;

fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend((0..40_000_u32).flat_map(u32::to_le_bytes));
    bytes
}

fn coming(name: &str, bytes: usize) -> ComingFile {
    ComingFile {
        note: false,
        name: name.to_owned(),
        mime_type: "image/png".to_owned(),
        bytes: bytes as u64,
    }
}

async fn can(world: &World, line: LineId) -> Capabilities {
    let state = world.state(line).await;
    state.status.capabilities.expect("the line was reached")
}

/// Attaches a file of this computer as the page does, portion by portion.
async fn attach(
    world: &World,
    conversation: &ConversationId,
    coming: ComingFile,
    bytes: &[u8],
) -> FileId {
    let begun = world.engine.begin_file(conversation, coming).await;
    let file = begun.expect("there is room");
    let mut offset = 0;
    for portion in bytes.chunks(PORTION) {
        let copied = world
            .engine
            .append_to_file(&file, offset as u64, portion.to_vec())
            .await
            .expect("it is taken");
        offset += portion.len();
        let expected = if offset == bytes.len() {
            Copied::Whole
        } else {
            Copied::Part(offset as u64)
        };
        assert_eq!(copied, expected);
    }
    file
}

async fn send(
    world: &World,
    conversation: &ConversationId,
    text: &str,
    files: &[FileId],
) -> Result<Queued, EngineError> {
    let message = OutgoingMessage::text("", text);
    world
        .engine
        .queue_message_with(conversation, message, files)
        .await
}

/// The names in the folder of attached files.
fn kept(world: &World) -> Vec<String> {
    match std::fs::read_dir(world.data_dir().join("files")) {
        Ok(entries) => entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect(),
        Err(_) => Vec::new(),
    }
}

/// Where the platform takes no file of this computer, it is said and nothing is kept.
async fn refused_where_impossible(
    world: &World,
    line: LineId,
    conversation: &ConversationId,
) -> bool {
    if can(world, line).await.send_file.is_ok() {
        return false;
    }
    let begun = world
        .engine
        .begin_file(conversation, coming("a.png", 3))
        .await;
    assert!(
        matches!(
            begun,
            Err(EngineError::Platform(PlatformError::Unsupported))
        ),
        "{begun:?}"
    );
    assert_eq!(can(world, line).await.file_limit, 0);
    assert!(kept(world).is_empty());
    true
}

async fn all_sent(world: &World) {
    world
        .until("sent", async |world| world.outbox().await.is_empty())
        .await;
}

async fn offline(world: &World, line: LineId) {
    world.platform.set_absent(Some(Absence::Refused));
    world
        .until("offline", async |world| {
            world.health(line).await == LineHealth::Offline
        })
        .await;
}

fn told(files: &[SentFile]) -> Vec<(&str, Option<usize>)> {
    files
        .iter()
        .map(|file| (file.name.as_str(), file.size))
        .collect()
}

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

async fn a_file_larger_than_the_platform_takes_is_refused_before_anything_is_kept(
    platform: PlatformOptions,
) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    let limit = can(&world, line).await.file_limit;
    let mut large = coming("film.png", 1);
    large.bytes = limit + 1;
    let begun = world.engine.begin_file(&conversation, large).await;
    assert!(matches!(begun, Err(EngineError::FileTooLarge)), "{begun:?}");
    let empty = world
        .engine
        .begin_file(&conversation, coming("empty.png", 0))
        .await;
    assert!(matches!(empty, Err(EngineError::EmptyFile)), "{empty:?}");
    assert!(kept(&world).is_empty());
    // More bytes than were announced are not taken either.
    let begun = world
        .engine
        .begin_file(&conversation, coming("liar.png", 3))
        .await;
    let file = begun.expect("there is room");
    let more = world.engine.append_to_file(&file, 0, vec![0; 4]).await;
    assert!(matches!(more, Err(EngineError::UnknownFile)), "{more:?}");
    assert!(kept(&world).is_empty());
    let most = can(&world, line).await.files_at_once;
    for number in 0..most {
        attach(
            &world,
            &conversation,
            coming(&format!("{number}.png"), 1),
            b"x",
        )
        .await;
    }
    let another = world
        .engine
        .begin_file(&conversation, coming("more.png", 1))
        .await;
    assert!(
        matches!(another, Err(EngineError::TooManyFiles { limit }) if limit == most),
        "{another:?}"
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

async fn a_file_by_its_address_goes_the_same_way(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    let able = can(&world, line).await;
    let linked = |url: &str| LinkedFile {
        url: url.to_owned(),
        name: "price list.pdf".to_owned(),
        mime_type: "application/pdf".to_owned(),
        bytes: Some(48_213),
    };
    let url = "https://files.example.com/price%20list.pdf";
    if able.attach_link.is_err() {
        let refused = world.engine.attach_link(&conversation, linked(url)).await;
        assert!(
            matches!(
                refused,
                Err(EngineError::Platform(PlatformError::Unsupported))
            ),
            "{refused:?}"
        );
        assert_eq!(able.attach_link, Err(Unavailable::Platform));
        return;
    }
    for bad in [
        "http://files.example.com/a.pdf",
        "https://a:b@files.example.com/a.pdf",
    ] {
        let refused = world.engine.attach_link(&conversation, linked(bad)).await;
        assert!(matches!(refused, Err(EngineError::Address)), "{bad}");
    }
    let sizeless = LinkedFile {
        bytes: None,
        ..linked(url)
    };
    let sizeless = world.engine.attach_link(&conversation, sizeless).await;
    assert_eq!(sizeless.is_err(), able.link_needs_size);
    if let Ok(file) = sizeless {
        world
            .engine
            .detach_file(&file)
            .await
            .expect("it can be removed");
    }
    let attached = world.engine.attach_link(&conversation, linked(url)).await;
    let file = attached.expect("it is public");
    world.platform.lose_send_answers(1);
    send(&world, &conversation, "Our prices", &[file])
        .await
        .expect("queued");
    all_sent(&world).await;
    world.in_step(line).await;
    let sent = world.platform.sent_files();
    assert_eq!(told(&sent), [("price list.pdf", None)]);
    assert_eq!(sent[0].url.as_deref(), Some(url));
}

async fn a_file_that_is_taken_out_of_the_draft_leaves_no_bytes_behind(platform: PlatformOptions) {
    let (world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    let file = attach(&world, &conversation, coming("one.png", 3), b"one").await;
    world
        .engine
        .detach_file(&file)
        .await
        .expect("it is in the draft");
    assert!(kept(&world).is_empty());
    // One whose bytes are still coming, too.
    let begun = world
        .engine
        .begin_file(&conversation, coming("two.png", 3))
        .await;
    let file = begun.expect("there is room");
    world
        .engine
        .append_to_file(&file, 0, vec![1])
        .await
        .expect("taken");
    world
        .engine
        .detach_file(&file)
        .await
        .expect("it is under way");
    assert!(kept(&world).is_empty());
    let late = world.engine.append_to_file(&file, 1, vec![2]).await;
    assert!(matches!(late, Err(EngineError::UnknownFile)), "{late:?}");
    // And one that was queued and let go of.
    offline(&world, line).await;
    let file = attach(&world, &conversation, coming("three.png", 3), b"one").await;
    let queued = send(&world, &conversation, "", &[file])
        .await
        .expect("queued");
    world
        .engine
        .discard(&queued.outbox)
        .await
        .expect("it has not left");
    world.pass(5 * 60_000).await;
    assert!(kept(&world).is_empty());
}

async fn bytes_that_a_crash_left_without_an_owner_are_gone_after_the_start(
    platform: PlatformOptions,
) {
    let (mut world, line) = World::connected(platform).await;
    let conversation = world.open_window(line).await;
    if refused_where_impossible(&world, line, &conversation).await {
        return;
    }
    let whole = attach(&world, &conversation, coming("whole.png", 5), b"whole").await;
    let begun = world
        .engine
        .begin_file(&conversation, coming("half.png", 9))
        .await;
    let half = begun.expect("there is room");
    world
        .engine
        .append_to_file(&half, 0, vec![1; 4])
        .await
        .expect("taken");
    assert_eq!(kept(&world).len(), 2);
    world.crash().await;
    world
        .until("swept", async |world| kept(world).len() == 1)
        .await;
    assert_eq!(kept(&world), [whole.to_string()]);
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
