//! What a person wants to see of a conversation: opened, its past, who writes, its files.

use std::sync::PoisonError;

use inbox_core::{
    AgentKind, Content, ConversationId, ItemId, LineId, Platform, PlatformError, Presence,
    RemoteId, Urgency,
};
use inbox_store::StoreError;

use crate::{
    engine::Engine,
    error::EngineError,
    files,
    line::Writing,
    sync::{SyncError, fill_older, read_conversation},
};

/// A conversation that was opened is not read again this soon.
const OPEN_PAUSE_MS: i64 = 10_000;

impl Engine {
    /// Reads a conversation that a person looks at, unless that was done just now. Returns at once.
    pub fn open_conversation(&self, conversation: ConversationId) {
        if conversation.remote.begun_by().is_some() {
            // Its platform does not know it yet.
            return;
        }
        let now = self.inner.surroundings.clock.now();
        {
            let mut opened = self
                .inner
                .opened
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            opened.retain(|_, at| now.since(*at) < OPEN_PAUSE_MS);
            if opened.insert(conversation.clone(), now).is_some() {
                return;
            }
        }
        let engine = self.clone();
        let working = self.inner.surroundings.gauge.enter();
        self.spawn(async move {
            let context = engine.running(conversation.line);
            if let Some(context) = context.filter(|context| context.may_call()) {
                let read = read_conversation(&context, &conversation, Urgency::Person, None);
                if let Err(error) = read.await {
                    tracing::info!(line = %conversation.line, %error, "opened but not read");
                }
            }
            drop(working);
        });
    }

    /// Gets one page of older items of a conversation from the platform; nothing when all are here.
    pub async fn fetch_history(&self, conversation: &ConversationId) -> Result<(), EngineError> {
        let context = self.running(conversation.line);
        let context = context.ok_or(PlatformError::Unreachable)?;
        let history = self
            .inner
            .surroundings
            .store
            .read()
            .await?
            .unfilled_history(conversation)
            .await?;
        let Some(history) = history else {
            return Ok(());
        };
        match fill_older(&context, &history, Urgency::Person).await {
            Ok(_) => Ok(()),
            Err(SyncError::Platform(error)) => Err(error.into()),
            Err(SyncError::Store(_)) => Err(StoreError::Database {
                code: "history".into(),
            }
            .into()),
        }
    }

    /// Who writes in a conversation at this moment, where its platform tells.
    pub fn writing(&self, conversation: &ConversationId) -> Option<Writing> {
        self.running(conversation.line)?.writing(conversation)
    }

    /// Which people of a line are there and which are not; nobody of whom its platform does not tell it at
    /// this moment.
    pub async fn presences(&self, line: LineId) -> Result<Vec<(RemoteId, Presence)>, StoreError> {
        let told = self.running(line).and_then(|context| context.presences());
        let Some(told) = told else {
            return Ok(Vec::new());
        };
        let mut read = self.inner.surroundings.store.read().await?;
        let agents = read.directory(line).await?.agents.into_iter();
        Ok(agents
            .filter(|agent| agent.kind == AgentKind::Person)
            .filter_map(|agent| {
                told.of(&agent.remote)
                    .map(|presence| (agent.remote, presence))
            })
            .collect())
    }

    /// Where a person finds a conversation in its platform's own web pages; `None` while its line
    /// does not run.
    pub fn portal_link(&self, conversation: &ConversationId) -> Option<String> {
        let context = self.running(conversation.line)?;
        let platform = &context.platform;
        Some(platform.portal_link(&context.line.base_url, &conversation.remote))
    }

    /// Fetches the file, or the recording, of an item; at most `limit` bytes.
    pub async fn fetch_media(&self, item: ItemId, limit: u64) -> Result<Vec<u8>, EngineError> {
        let (url, conversation) = self.media_address(item).await?;
        let store = &self.inner.surroundings.store;
        if let Some(bytes) = files::kept_bytes(store, &url).await {
            return Ok(bytes);
        }
        let context = self.running(conversation.line);
        let context = context.ok_or(PlatformError::Unreachable)?;
        let url = if inbox_store::kept_file(&url).is_some() {
            // Sent and no longer kept: the platform has it, and its timeline says where.
            read_conversation(&context, &conversation, Urgency::Person, None)
                .await
                .map_err(|error| match error {
                    SyncError::Platform(error) => EngineError::Platform(error),
                    SyncError::Store(_) => StoreError::Unknown { what: "file" }.into(),
                })?;
            self.media_address(item).await?.0
        } else {
            url
        };
        match context
            .platform
            .at(Urgency::Person)
            .fetch_media(&url, limit)
            .await
        {
            Err(PlatformError::Refused { code }) if code == "TooLarge" => {
                Err(EngineError::FileTooLarge)
            }
            fetched => Ok(fetched?),
        }
    }

    /// Where the file, or the recording, of an item is.
    async fn media_address(&self, item: ItemId) -> Result<(String, ConversationId), EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        let conversation = read.conversation_of_item(item).await?;
        let found = read.item(item).await?.zip(conversation);
        drop(read);
        let (found, conversation) = found.ok_or(PlatformError::NotFound)?;
        let url = match found.content {
            Content::Media(media) => Some(media.url),
            Content::Call(call) => call.recording_url,
            Content::Text { .. }
            | Content::Location { .. }
            | Content::Template { .. }
            | Content::Email { .. }
            | Content::Interactive { .. }
            | Content::Note { .. }
            | Content::Activity(_)
            | Content::Deleted
            | Content::Unsupported { .. } => None,
        };
        Ok((url.ok_or(PlatformError::NotFound)?, conversation))
    }
}
