//! Files on every platform: kept until they are sent, sent once, or refused with the reason.

mod attaching;
mod sending;

use inbox_core::{
    Capabilities, ConversationId, FileId, LineHealth, LineId, OutgoingMessage, PlatformError,
};
use inbox_engine::{ComingFile, EngineError, Queued};
use inbox_simulators::{ChatvoltOptions, SentFile};
use inbox_store::Copied;
use inbox_testkit::{Absence, PlatformOptions, World};

use crate::support::Desk;

/// Chatvolt where the person opted into what only the dashboard's own host does.
fn with_dashboard() -> PlatformOptions {
    let options = ChatvoltOptions {
        ai_answers: false,
        dashboard: true,
        ..ChatvoltOptions::default()
    };
    PlatformOptions::Chatvolt(options).sized(8, 60)
}

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
