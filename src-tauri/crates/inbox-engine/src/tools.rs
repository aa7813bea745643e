//! What a person asks for around a conversation at this moment: take a held one over, translate, add a
//! colleague. What the platform has no way for is refused before it is asked.

use std::sync::Arc;

use inbox_core::{
    Agent, Content, ConversationAction, ConversationId, ConversationTools, Direction, ItemId,
    LineId, NoteTerms, OutboxAction, OutboxId, Platform, PlatformError, Presence, RemoteId,
    ScenarioMove, ScenarioMoved, Scenarios, Tools, Unavailable, Urgency,
};
use inbox_store::{NewOutbound, StoreError, TimelineItem};

use crate::{
    beginning::{CannotBegin, looks_like_address},
    confirmed::keep_told,
    engine::Engine,
    error::EngineError,
    line::LineContext,
    requests::available,
    sync::read_conversation,
};

impl Engine {
    /// Takes a conversation over from the colleague who held it: the assignment that was refused is told
    /// again with force.
    pub async fn take_over_held(&self, outbox: &OutboxId) -> Result<(), EngineError> {
        let store = &self.inner.surroundings.store;
        let mut write = store.write().await?;
        let forced = write.force(outbox).await.map_err(|error| match error {
            StoreError::Unknown { .. } => EngineError::UnknownOutbox,
            other => other.into(),
        })?;
        write.commit().await?;
        if !forced {
            return Err(EngineError::UnknownOutbox);
        }
        let row = store.read().await?.outbound(outbox).await?;
        if let Some(row) = row {
            self.ring_outbox(row.conversation.line);
        }
        Ok(())
    }

    /// Takes a message of ours back, or deletes a note. Queued; the item shows it once it is done.
    pub async fn delete_item(&self, item: ItemId) -> Result<(), EngineError> {
        let (conversation, found) = self.item(item).await?;
        let remote = found.remote.clone().ok_or(EngineError::UnknownOutbox)?;
        let tools = self.tools_of(conversation.line).await?;
        match (&found.content, found.direction) {
            (Content::Note { .. }, _) => available(tools.delete_note)?,
            (_, Direction::Outbound) => available(tools.delete_message)?,
            (_, Direction::Inbound | Direction::Internal) => {
                return Err(PlatformError::Unsupported.into());
            }
        }
        let action = ConversationAction::DeleteItem { item: remote };
        self.queue_change(&conversation, action).await
    }

    /// Puts other words into a note. Queued; the note shows them once it is done.
    pub async fn change_note(
        &self,
        item: ItemId,
        text: &str,
        terms: Option<NoteTerms>,
    ) -> Result<(), EngineError> {
        let (conversation, found) = self.item(item).await?;
        let remote = found.remote.clone().ok_or(EngineError::UnknownOutbox)?;
        if text.trim().is_empty() {
            return Err(EngineError::EmptyText);
        }
        available(self.tools_of(conversation.line).await?.change_note)?;
        let capabilities = self
            .line_state(conversation.line)
            .await?
            .status
            .capabilities;
        if terms.is_some() && !capabilities.as_ref().is_some_and(|can| can.note_terms) {
            return Err(PlatformError::Unsupported.into());
        }
        let limit = capabilities.map_or(u32::MAX, |capabilities| capabilities.note_limit);
        if limit < text.chars().count() as u32 {
            return Err(EngineError::TextTooLong { limit });
        }
        if !matches!(found.content, Content::Note { .. }) {
            return Err(PlatformError::Unsupported.into());
        }
        let action = ConversationAction::ChangeNote {
            item: remote,
            text: text.to_owned(),
            terms,
        };
        self.queue_change(&conversation, action).await
    }

    /// Has the platform deliver a failed message again. Once, while the person waits: nobody can tell
    /// whether a second try would be one too many.
    pub async fn retry_item(&self, item: ItemId) -> Result<(), EngineError> {
        let (conversation, found) = self.item(item).await?;
        let remote = found.remote.ok_or(EngineError::UnknownOutbox)?;
        let context = self
            .tool(conversation.line, |tools| tools.retry_message)
            .await?;
        let platform = context.platform.at(Urgency::Person);
        let done = context
            .call(platform.retry_item(&conversation.remote, &remote))
            .await;
        // Whatever was answered, what became of it shows in the thread.
        context.target(&conversation.remote, 0);
        Ok(done?)
    }

    /// The words of a message in another language.
    pub async fn translate_item(
        &self,
        item: ItemId,
        language: &str,
    ) -> Result<String, EngineError> {
        let (conversation, found) = self.item(item).await?;
        let remote = found.remote.ok_or(EngineError::UnknownOutbox)?;
        let context = self
            .tool(conversation.line, |tools| tools.translate)
            .await?;
        let platform = context.platform.at(Urgency::Person);
        let words = platform.translate_item(&conversation.remote, &remote, language);
        Ok(context.call(words).await?)
    }

    /// Tells the customer that the person writes, or stopped. Where the platform has no way it is
    /// nothing; a failure is of no use to anybody.
    pub async fn tell_writing(
        &self,
        conversation: &ConversationId,
        on: bool,
    ) -> Result<(), EngineError> {
        let tells = self.tools_of(conversation.line).await?.tells_writing;
        let context = self.running(conversation.line);
        let Some(context) = context.filter(|context| tells && context.may_call()) else {
            return Ok(());
        };
        let platform = context.platform.at(Urgency::Person);
        let told = platform.tell_writing(&conversation.remote, on);
        if let Err(error) = context.call(told).await {
            tracing::debug!(line = %conversation.line, %error, "writing was not told");
        }
        Ok(())
    }

    /// Colleagues who are told of everything in a conversation.
    pub async fn participants(
        &self,
        conversation: &ConversationId,
    ) -> Result<Vec<Agent>, EngineError> {
        let context = self
            .tool(conversation.line, |tools| tools.participants)
            .await?;
        let platform = context.platform.at(Urgency::Person);
        let people = platform.participants_of(&conversation.remote);
        Ok(context.call(people).await?)
    }

    /// Gives a conversation exactly these participants.
    pub async fn set_participants(
        &self,
        conversation: &ConversationId,
        people: &[RemoteId],
    ) -> Result<(), EngineError> {
        let context = self
            .tool(conversation.line, |tools| tools.participants)
            .await?;
        let platform = context.platform.at(Urgency::Person);
        let changed = platform.change_participants(&conversation.remote, people);
        Ok(context.call(changed).await?)
    }

    /// Has a conversation mailed to an address.
    pub async fn mail_transcript(
        &self,
        conversation: &ConversationId,
        email: &str,
    ) -> Result<(), EngineError> {
        if !looks_like_address(email) {
            return Err(CannotBegin::EmailNeeded.into());
        }
        let context = self
            .tool(conversation.line, |tools| tools.transcript)
            .await?;
        let platform = context.platform.at(Urgency::Person);
        let mailed = platform.mail_transcript(&conversation.remote, email.trim());
        Ok(context.call(mailed).await?)
    }

    /// The scenarios of a line, and where a conversation is among them.
    pub async fn scenarios(&self, conversation: &ConversationId) -> Result<Scenarios, EngineError> {
        let context = self
            .tool(conversation.line, |tools| tools.scenarios)
            .await?;
        let platform = context.platform.at(Urgency::Person);
        let scenarios = platform.scenarios(&conversation.remote);
        Ok(context.call(Box::pin(scenarios)).await?)
    }

    /// Moves a conversation through the scenarios. Once, while the person waits: a step may write to the
    /// customer. What it changed is read right after.
    pub async fn move_in_scenarios(
        &self,
        conversation: &ConversationId,
        to: &ScenarioMove,
    ) -> Result<ScenarioMoved, EngineError> {
        let context = self
            .tool(conversation.line, |tools| tools.scenarios)
            .await?;
        let platform = context.platform.at(Urgency::Person);
        let moved = platform.move_in_scenarios(&conversation.remote, to);
        let moved = context.call(Box::pin(moved)).await;
        self.read_anew(&context, conversation).await;
        Ok(moved?)
    }

    /// How colleagues see the person on a line.
    pub async fn presence(&self, line: LineId) -> Result<Presence, EngineError> {
        let context = self.tool(line, |tools| tools.availability).await?;
        let platform = context.platform.at(Urgency::Person);
        Ok(context.call(platform.presence()).await?)
    }

    /// Shows colleagues on a line whether the person is there.
    pub async fn show_presence(&self, line: LineId, presence: Presence) -> Result<(), EngineError> {
        let context = self.tool(line, |tools| tools.availability).await?;
        let platform = context.platform.at(Urgency::Person);
        Ok(context.call(platform.show_presence(presence)).await?)
    }

    /// Reads a conversation that was just changed: its own record and what is new in it. A failure leaves
    /// it to the lists.
    async fn read_anew(&self, context: &LineContext, conversation: &ConversationId) {
        let platform = context.platform.at(Urgency::Person);
        context.confirmed(|confirmed| confirmed.note(&conversation.remote));
        let asked_at = context.asked_at();
        let record = context
            .call(platform.conversation(&conversation.remote))
            .await;
        let kept = async {
            let Ok(record) = record else { return Ok(()) };
            let mut write = context.store().write().await?;
            keep_told(context, &mut write, asked_at, &[record]).await?;
            write.commit().await
        };
        if let Err(error) = kept.await {
            tracing::info!(line = %conversation.line, %error, "record was not kept");
        }
        let read = read_conversation(context, conversation, Urgency::Person, None);
        if let Err(error) = read.await {
            tracing::info!(line = %conversation.line, %error, "changed but not read");
        }
    }

    async fn item(&self, item: ItemId) -> Result<(ConversationId, TimelineItem), EngineError> {
        let mut read = self.inner.surroundings.store.read().await?;
        let conversation = read.conversation_of_item(item).await?;
        let found = read.item(item).await?;
        conversation
            .zip(found)
            .ok_or_else(|| PlatformError::NotFound.into())
    }

    async fn tools_of(&self, line: LineId) -> Result<Tools, EngineError> {
        let capabilities = self.line_state(line).await?.status.capabilities;
        Ok(capabilities.map_or_else(
            || Tools::none(Unavailable::Platform),
            |capabilities| capabilities.tools,
        ))
    }

    /// The running line, when it has the tool.
    async fn tool(
        &self,
        line: LineId,
        tool: impl Fn(&Tools) -> Result<(), Unavailable>,
    ) -> Result<Arc<LineContext>, EngineError> {
        available(tool(&self.tools_of(line).await?))?;
        let context = self.running(line);
        Ok(context.ok_or(PlatformError::Unreachable)?)
    }

    async fn queue_change(
        &self,
        conversation: &ConversationId,
        action: ConversationAction,
    ) -> Result<(), EngineError> {
        let surroundings = &self.inner.surroundings;
        let now = surroundings.clock.now();
        let mut write = surroundings.store.write().await?;
        write
            .queue(&NewOutbound {
                id: self.new_outbox_id(now),
                conversation: conversation.clone(),
                action: OutboxAction::Act { action },
                created_at: now,
                not_before: None,
            })
            .await?;
        write.commit().await?;
        self.ring_outbox(conversation.line);
        Ok(())
    }
}
