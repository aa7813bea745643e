//! What belongs to a line as a whole: tags that are made from here, the views that the person has saved
//! on its platform, and who is told by a note.

use inbox_core::{ConversationId, LineId, PlatformError, PlatformViewId, RemoteId, Tag};
use inbox_platforms::AnyPlatform;

use crate::{confirmed::keep_told, engine::Engine, error::EngineError};

/// How long an answer is good for when nobody asks for a new one: what changes in its conversations
/// shows at once, only which ones they are may have changed.
const GOOD_FOR_MS: i64 = 60_000;

impl Engine {
    /// Asks a platform which conversations a view of it holds, unless it has just said so; with
    /// `again` in any case. What it brings is kept like any listing.
    pub async fn ask_platform_view(
        &self,
        view: &PlatformViewId,
        again: bool,
    ) -> Result<(), EngineError> {
        let store = &self.inner.surroundings.store;
        let now = self.inner.surroundings.clock.now();
        let known = store.read().await?.view_answer(view).await?;
        if known.is_some_and(|known| !again && now.since(known.answered_at) < GOOD_FOR_MS) {
            return Ok(());
        }
        let remote = &view.remote;
        let asked = self.running(view.line).map(|context| {
            let asked_at = context.asked_at();
            (context, asked_at)
        });
        let found = self
            .ask(
                view.line,
                |_| Ok(()),
                |platform: AnyPlatform| async move { platform.view(remote).await },
            )
            .await?;
        let (context, asked_at) = asked.ok_or(PlatformError::Unreachable)?;
        let mut write = store.write().await?;
        let listed = keep_told(&context, &mut write, asked_at, &found.conversations).await?;
        let conversations: Vec<_> = found
            .conversations
            .iter()
            .map(|record| record.remote.clone())
            .collect();
        write
            .keep_view_answer(view, &conversations, found.total)
            .await?;
        write.commit().await?;
        if !listed.to_read.is_empty() {
            context.read_bell.ring();
        }
        Ok(())
    }

    /// The people whom a note in a conversation tells that it names them, as its platform answers now.
    /// Others can be named and hear nothing of it.
    pub async fn told_by_notes(
        &self,
        conversation: &ConversationId,
    ) -> Result<Vec<RemoteId>, EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        let record = read.conversation_record(conversation).await?;
        drop(read);
        let channel = record.and_then(|record| record.channel);
        let channel = channel.ok_or(EngineError::UnknownConversation)?;
        self.ask(
            conversation.line,
            |can| can.mentions,
            |platform: AnyPlatform| async move { platform.told_on(&channel).await },
        )
        .await
    }

    /// Makes a tag on a line's platform; it can be used at once.
    pub async fn create_tag(&self, line: LineId, name: &str) -> Result<Tag, EngineError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(EngineError::EmptyText);
        }
        let tag = self
            .ask(
                line,
                |can| can.create_tags,
                |platform: AnyPlatform| async move { platform.create_tag(name).await },
            )
            .await?;
        self.change_directory(line, |directory| {
            directory.tags.retain(|known| known.remote != tag.remote);
            directory.tags.push(tag.clone());
        })
        .await?;
        Ok(tag)
    }
}
