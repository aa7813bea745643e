//! Files that a person attaches: checked against what the line takes, kept until they are sent, and
//! followed while they leave.
//!
//! Invariant: nothing is refused after it was queued that could have been refused when it was
//! attached.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use inbox_core::{
    Audience, Capabilities, ConversationId, FileId, FileSource, OutboxId, OutgoingMessage,
    PlatformError, Unavailable, Upload,
};
use inbox_store::{AttachedFile, Change, Copied, NewFile, Store, StoreError};
use tokio::sync::broadcast::error::RecvError;

use crate::{
    engine::{Engine, EngineEvent},
    error::EngineError,
    line::LineContext,
    surroundings::Surroundings,
};

/// How long bytes stay after their message was confirmed: until its timeline has been read, they are
/// what the timeline shows.
const SWEPT_AFTER_MS: u64 = 2 * 60_000;

/// Progress is told in so many steps, not with every portion.
const STEPS: u64 = 50;

/// The longest name that is kept.
const LONGEST_NAME: usize = 200;

/// A file of this computer that is about to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingFile {
    /// For colleagues, not for the customer.
    pub note: bool,
    /// Its name.
    pub name: String,
    /// MIME type.
    pub mime_type: String,
    /// Exactly how many bytes will come.
    pub bytes: u64,
}

/// A file that is public on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedFile {
    /// Its address.
    pub url: String,
    /// The name to show for it.
    pub name: String,
    /// MIME type.
    pub mime_type: String,
    /// Size in bytes, where it is known.
    pub bytes: Option<u64>,
}

/// How much of a message's files has left this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadState {
    /// Bytes that have left.
    pub sent: u64,
    /// Bytes there are.
    pub total: u64,
}

impl Engine {
    /// Makes room for a file of this computer in the draft of a conversation, where the line takes
    /// it. Its bytes come with [`Self::append_to_file`].
    pub async fn begin_file(
        &self,
        conversation: &ConversationId,
        coming: ComingFile,
    ) -> Result<FileId, EngineError> {
        let capabilities = self.capabilities_of(conversation).await?;
        check_kept(&capabilities, coming.note, coming.bytes)?;
        self.room_for_one_more(conversation, coming.note, &capabilities)
            .await?;
        let id = self.new_file_id();
        let file = AttachedFile {
            id: id.clone(),
            note: coming.note,
            name: short_name(&coming.name),
            mime_type: coming.mime_type,
            bytes: coming.bytes,
            url: None,
        };
        let store = &self.inner.surroundings.store;
        let new = NewFile {
            conversation: conversation.clone(),
            file,
        };
        store.begin_file(new).await?;
        Ok(id)
    }

    /// Takes the next bytes of a file; with the last ones it is in its draft.
    pub async fn append_to_file(
        &self,
        file: &FileId,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<Copied, EngineError> {
        let store = &self.inner.surroundings.store;
        store
            .append_to_file(file, offset, bytes)
            .await
            .map_err(unknown_file)
    }

    /// Puts a file that is public on the web into the draft of a conversation.
    pub async fn attach_link(
        &self,
        conversation: &ConversationId,
        link: LinkedFile,
    ) -> Result<FileId, EngineError> {
        let capabilities = self.capabilities_of(conversation).await?;
        let url = inbox_platforms::public_link(&link.url).ok_or(EngineError::Address)?;
        let bytes = link.bytes.unwrap_or_default();
        check_linked(&capabilities, false, bytes)?;
        self.room_for_one_more(conversation, false, &capabilities)
            .await?;
        let id = self.new_file_id();
        let name = short_name(&link.name);
        if name.is_empty() {
            return Err(EngineError::UnnamedFile);
        }
        let file = AttachedFile {
            id: id.clone(),
            note: false,
            name,
            mime_type: link.mime_type,
            bytes,
            url: Some(url),
        };
        let mut write = self.inner.surroundings.store.write().await?;
        write.attach(conversation, &file).await?;
        write.commit().await?;
        Ok(id)
    }

    /// Takes a file out of its draft, or ends its copying. A file that is in the outbox stays.
    pub async fn detach_file(&self, file: &FileId) -> Result<(), EngineError> {
        Ok(self.inner.surroundings.store.detach_file(file).await?)
    }

    /// How much of a row's files has left; `None` while none of them is on its way.
    pub fn upload(&self, row: &OutboxId, conversation: &ConversationId) -> Option<UploadState> {
        let upload = self.running(conversation.line)?.uploads.of(row)?;
        Some(UploadState {
            sent: upload.sent(),
            total: upload.total(),
        })
    }

    async fn capabilities_of(
        &self,
        conversation: &ConversationId,
    ) -> Result<Capabilities, EngineError> {
        let state = self.line_state(conversation.line).await?;
        // What was never reached cannot say what it takes.
        let capabilities = state.status.capabilities;
        Ok(capabilities.ok_or(PlatformError::Unreachable)?)
    }

    async fn room_for_one_more(
        &self,
        conversation: &ConversationId,
        note: bool,
        capabilities: &Capabilities,
    ) -> Result<(), EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        let attached = read.attached_files(conversation).await?;
        let alike = attached.iter().filter(|file| file.note == note).count();
        check_count(capabilities, alike + 1)
    }

    fn new_file_id(&self) -> FileId {
        FileId::of_bits(self.inner.surroundings.dice.bytes())
    }
}

/// Whether a line takes the files of a message.
pub(crate) fn check_files(
    capabilities: &Capabilities,
    message: &OutgoingMessage,
) -> Result<(), EngineError> {
    let note = message.audience == Audience::Colleagues;
    check_count(capabilities, message.files.len())?;
    for file in &message.files {
        match file.source {
            FileSource::Kept { .. } => check_kept(capabilities, note, file.bytes)?,
            FileSource::Link { .. } => check_linked(capabilities, note, file.bytes)?,
        }
    }
    Ok(())
}

fn check_count(capabilities: &Capabilities, files: usize) -> Result<(), EngineError> {
    let limit = capabilities.files_at_once;
    if files > limit as usize {
        return Err(EngineError::TooManyFiles { limit });
    }
    Ok(())
}

fn check_kept(capabilities: &Capabilities, note: bool, bytes: u64) -> Result<(), EngineError> {
    available(capabilities.send_file)?;
    check_note(capabilities, note)?;
    if bytes == 0 {
        return Err(EngineError::EmptyFile);
    }
    if bytes > capabilities.file_limit {
        return Err(EngineError::FileTooLarge);
    }
    Ok(())
}

fn check_linked(capabilities: &Capabilities, note: bool, bytes: u64) -> Result<(), EngineError> {
    available(capabilities.attach_link)?;
    check_note(capabilities, note)?;
    if capabilities.link_needs_size && bytes == 0 {
        return Err(EngineError::EmptyFile);
    }
    Ok(())
}

fn check_note(capabilities: &Capabilities, note: bool) -> Result<(), EngineError> {
    if note && !capabilities.note_files {
        return Err(PlatformError::Unsupported.into());
    }
    Ok(())
}

fn available(ability: Result<(), Unavailable>) -> Result<(), EngineError> {
    ability.map_err(|_| PlatformError::Unsupported.into())
}

fn unknown_file(error: StoreError) -> EngineError {
    match error {
        StoreError::Unknown { .. } | StoreError::NotNow { .. } => EngineError::UnknownFile,
        other => other.into(),
    }
}

/// The last part of a name, without what could make it look like another, and not endless.
fn short_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|character| {
            !character.is_control()
                && !matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        })
        .collect();
    let kept = kept.trim();
    let length = kept.chars().count();
    if length <= LONGEST_NAME {
        return kept.to_owned();
    }
    // The ending tells what it is: the middle goes.
    let ending: String = kept.chars().skip(length - 20).collect();
    let beginning: String = kept.chars().take(LONGEST_NAME - 21).collect();
    format!("{beginning}…{ending}")
}

/// The message with the whole paths of its files, as it goes to the platform.
pub(crate) fn with_paths(store: &Store, message: &OutgoingMessage) -> OutgoingMessage {
    let mut message = message.clone();
    for file in &mut message.files {
        if let FileSource::Kept { path } = &mut file.source
            && let Ok(id) = path.parse::<FileId>()
        {
            *path = store.file_path(&id).to_string_lossy().into_owned();
        }
    }
    message
}

/// Uploads under way on one line.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<HashMap<OutboxId, Upload>>);

impl Uploads {
    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<OutboxId, Upload>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn of(&self, row: &OutboxId) -> Option<Upload> {
        self.all().get(row).cloned()
    }

    /// Stops whatever has not left whole: its rows go back into the queue.
    pub(crate) fn stop(&self) {
        for upload in self.all().values() {
            upload.cancel();
        }
    }

    /// Forgets an upload, however its try ended.
    pub(crate) fn forget(&self, row: &OutboxId) {
        self.all().remove(row);
    }
}

/// Begins to follow the files of a row.
pub(crate) fn begin_upload(context: &LineContext, row: &OutboxId, total: u64) -> Upload {
    if total == 0 {
        return Upload::of(0);
    }
    let events = context.surroundings.events.clone();
    let told = Mutex::new(0_u64);
    let step = (total / STEPS).max(1);
    let name = row.clone();
    let upload = Upload::told(total, move |sent| {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if sent >= total || sent >= *told + step {
            *told = sent;
            // An error only says that nobody listens.
            let _ = events.send(EngineEvent::Upload {
                outbox: name.clone(),
                state: UploadState { sent, total },
            });
        }
    });
    context.uploads.all().insert(row.clone(), upload.clone());
    upload
}

/// The bytes of an echo's file, while they are at this desk.
pub(crate) async fn kept_bytes(store: &Store, url: &str) -> Option<Vec<u8>> {
    let file = inbox_store::kept_file(url)?;
    read_whole(&store.file_path(&file)).await
}

async fn read_whole(path: &Path) -> Option<Vec<u8>> {
    tokio::fs::read(path).await.ok()
}

impl Engine {
    /// The bytes of a file in a draft or in the outbox, with what is known of it.
    pub async fn attached_file(
        &self,
        file: &FileId,
    ) -> Result<(AttachedFile, Vec<u8>), EngineError> {
        let store = &self.inner.surroundings.store;
        let known = store.read().await?.attached_file(file).await?;
        let known = known.ok_or(EngineError::UnknownFile)?;
        let bytes = read_whole(&store.file_path(file)).await;
        Ok((known, bytes.ok_or(EngineError::UnknownFile)?))
    }
}

/// Deletes the bytes of files that nothing needs any more: at the start, and a while after something
/// let go of one.
pub(crate) async fn sweep(surroundings: Arc<Surroundings>) {
    let mut feed = surroundings.store.changes();
    loop {
        match surroundings.store.sweep_files().await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "files that nothing needs deleted"),
            Err(error) => tracing::error!(%error, "files could not be swept"),
        }
        loop {
            match feed.recv().await {
                Ok(changed) => {
                    let may_free = |change: &Change| {
                        matches!(change, Change::Outbox | Change::Lines | Change::Draft(_))
                    };
                    if changed.changes.iter().any(may_free) {
                        break;
                    }
                }
                Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return,
            }
        }
        surroundings.clock.sleep(SWEPT_AFTER_MS).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_ending_and_loses_what_could_mislead() {
        assert_eq!(short_name("C:\\me\\report.zip"), "report.zip");
        assert_eq!(short_name("in\u{202E}fdp.exe"), "infdp.exe");
        assert_eq!(short_name(" فاتورة ١.pdf "), "فاتورة ١.pdf");
        let long = format!("{}.pdf", "x".repeat(400));
        assert_eq!(short_name(&long).chars().count(), LONGEST_NAME);
        assert!(short_name(&long).ends_with("x.pdf"));
    }
}
