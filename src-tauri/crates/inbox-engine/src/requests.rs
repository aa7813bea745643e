//! What a person asks for in a conversation: words, a change, and what waits taken back.

use inbox_core::{
    Audience, ConversationAction, ConversationId, EmailHead, FileId, ItemId, LineId, Mentionable,
    NoteTerms, OpeningSketch, Outbound, OutboxAction, OutboxId, OutboxState, OutgoingMessage,
    PlatformError, PropertyLimits, ReplyWindow, StuckReason, Timestamp, Unavailable, mentionable,
    mentions_in, window_only_warns,
};
use inbox_store::{ConversationDetail, NewOutbound, ReadThrough, StoreError};

use crate::{
    changes,
    engine::Engine,
    error::EngineError,
    outbox,
    sendable::check_message,
    undoing::{Undo, UndoStep},
};

/// What was queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// The echo in the timeline; the same item once the platform confirms it.
    pub item: ItemId,
    /// The outbox row.
    pub outbox: OutboxId,
}

/// A change that was queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The name for [`Engine::undo`], good for a minute; `None` for what cannot be taken back.
    pub undo: Option<String>,
    /// Conversations that change; those that were so already do not.
    pub changed: u32,
    /// How many of them can be taken back.
    pub undoable: u32,
}

impl Engine {
    /// Queues words to the customer or a note; see [`Self::queue_message_with`].
    pub async fn queue_message(
        &self,
        conversation: &ConversationId,
        message: OutgoingMessage,
    ) -> Result<Queued, EngineError> {
        self.queue_message_with(conversation, message, &[]).await
    }

    /// Queues words to the customer or a note with files of its draft, shows them at once and lets go
    /// of the draft they were; the message gets its client id here. Where a channel carries one file
    /// at a time it becomes several, and the first is named. Refused without queueing when there is
    /// nothing to say or too much, or when the line or the reply window does not take it.
    pub async fn queue_message_with(
        &self,
        conversation: &ConversationId,
        message: OutgoingMessage,
        files: &[FileId],
    ) -> Result<Queued, EngineError> {
        self.queue_in_place(conversation, message, files, None)
            .await
    }

    /// Keeps in a conversation what was said to its customer elsewhere; it reaches nobody. In the place
    /// of a row that did not get through, where one is named: the words are never in neither.
    pub async fn record(
        &self,
        conversation: &ConversationId,
        text: String,
        instead_of: Option<&OutboxId>,
    ) -> Result<Queued, EngineError> {
        let message = OutgoingMessage {
            text,
            said_elsewhere: true,
            ..OutgoingMessage::default()
        };
        self.queue_in_place(conversation, message, &[], instead_of)
            .await
    }

    async fn queue_in_place(
        &self,
        conversation: &ConversationId,
        mut message: OutgoingMessage,
        files: &[FileId],
        instead_of: Option<&OutboxId>,
    ) -> Result<Queued, EngineError> {
        if message.text.trim().is_empty() && message.files.is_empty() && files.is_empty() {
            return Err(EngineError::EmptyText);
        }
        refuse_provisional(conversation)?;
        let store = &self.inner.surroundings.store;
        let mut read = store.read().await?;
        for file in files {
            let attached = read.attached_file(file).await?;
            let attached = attached.ok_or(EngineError::UnknownFile)?;
            message.files.push(attached.outgoing());
        }
        let detail = read.conversation(conversation).await?;
        drop(read);
        let state = self.line_state(conversation.line).await?;
        let capabilities = state.status.capabilities;
        if message.audience == Audience::Colleagues {
            let colleagues = self.mentionable(conversation.line).await?;
            message.mentions = mentions_in(&message.text, &colleagues);
        }
        if let Some(head) = &message.email {
            message.email = Some(checked_head(head)?);
        }
        if let Some(capabilities) = &capabilities {
            check_message(capabilities, &message)?;
        }
        let detail = detail.ok_or(EngineError::UnknownConversation)?;
        let audience = message.audience;
        if audience == Audience::Customer && !message.said_elsewhere {
            check_window(&detail, message.template.is_some())?;
        }
        if let Some(Ok(limits)) = capabilities.as_ref().map(|it| it.buttons.as_ref())
            && !message.buttons.is_empty()
            && !limits.channels.contains(&detail.channel.kind)
        {
            available(Err(Unavailable::Channel))?;
        }
        // What was said elsewhere was never the draft of a reply.
        let was_draft = !message.said_elsewhere;
        let is_template = message.template.is_some();
        let captions = capabilities.is_none_or(|capabilities| capabilities.captions);
        let now = self.inner.surroundings.clock.now();
        let mut first = None;
        let mut left = files;
        let mut write = store.write().await?;
        if let Some(former) = instead_of {
            let gone = write.discard(former).await.map_err(in_flight)?;
            gone.filter(|gone| gone.conversation == *conversation)
                .ok_or(EngineError::UnknownOutbox)?;
        }
        for mut message in message.split(detail.channel.kind, captions) {
            let id = self.new_outbox_id(now);
            message.client_id.clone_from(&id.0);
            let (own, others) = left.split_at(message.files.len().min(left.len()));
            left = others;
            let echo = write
                .queue(&NewOutbound {
                    id: id.clone(),
                    conversation: conversation.clone(),
                    action: OutboxAction::Send {
                        message: Box::new(message),
                    },
                    created_at: now,
                    not_before: None,
                })
                .await?;
            write
                .give_files(conversation, own, &id)
                .await
                .map_err(file_gone)?;
            let item = echo.ok_or(StoreError::Unknown { what: "echo" })?;
            first.get_or_insert(Queued { item, outbox: id });
        }
        // In the same step, so that at no instant the words are nowhere, or in both places.
        if was_draft {
            write.delete_draft(conversation, audience).await?;
            if audience == Audience::Colleagues {
                write
                    .save_note_terms(conversation, NoteTerms::default())
                    .await?;
            } else {
                write.forget_reply_head(conversation).await?;
                // A template has its own.
                if !is_template {
                    write.save_draft_buttons(conversation, &[]).await?;
                }
            }
        }
        write.commit().await?;
        self.ring_outbox(conversation.line);
        first.ok_or(EngineError::EmptyText)
    }

    /// Keeps whom an e-mail that is being written goes to beside the customer. Refused when one of
    /// them is no address, or the line takes no copies.
    pub async fn save_reply_head(
        &self,
        conversation: &ConversationId,
        head: &EmailHead,
    ) -> Result<EmailHead, EngineError> {
        let head = checked_head(head)?;
        let state = self.line_state(conversation.line).await?;
        if let Some(capabilities) = &state.status.capabilities {
            available(capabilities.email_copies)?;
        }
        let mut write = self.inner.surroundings.store.write().await?;
        write.save_reply_head(conversation, &head).await?;
        write.commit().await?;
        Ok(head)
    }

    /// Who can be named in the notes of a line; nobody where naming tells nobody.
    pub async fn mentionable(&self, line: LineId) -> Result<Vec<Mentionable>, EngineError> {
        let capabilities = self.line_state(line).await?.status.capabilities;
        if capabilities.is_none_or(|capabilities| capabilities.mentions.is_err()) {
            return Ok(Vec::new());
        }
        let mut read = self.inner.surroundings.store.read().await?;
        let directory = read.directory(line).await?;
        Ok(mentionable(&directory.agents, &directory.teams))
    }

    /// Changes conversations of one line. Shown at once; refused without queueing when the line
    /// cannot do it.
    pub async fn change(
        &self,
        conversations: &[ConversationId],
        action: &ConversationAction,
    ) -> Result<Changed, EngineError> {
        let line = conversations
            .first()
            .ok_or(EngineError::UnknownConversation)?
            .line;
        if conversations
            .iter()
            .any(|conversation| conversation.line != line)
        {
            return Err(EngineError::SeveralLines);
        }
        conversations.iter().try_for_each(refuse_provisional)?;
        let state = self.line_state(line).await?;
        let capabilities = state.status.capabilities.as_ref();
        if let Some(capabilities) = capabilities {
            available(changes::ability(capabilities, action))?;
        }
        if let ConversationAction::SetProperty {
            name,
            value: Some(value),
        } = action
        {
            let limits = capabilities.and_then(|can| can.property_limits);
            self.check_property(line, limits, name, value).await?;
        }
        // What the line cannot do is not offered as the way back: some only close, and never open again.
        let can_go_back = |back: &ConversationAction| {
            capabilities.is_none_or(|capabilities| changes::ability(capabilities, back).is_ok())
        };
        let surroundings = &self.inner.surroundings;
        let now = surroundings.clock.now();
        let mut steps = Vec::new();
        let mut rows = Vec::new();
        let mut read = surroundings.store.read().await?;
        for conversation in conversations {
            let detail = read.conversation(conversation).await?;
            let detail = detail.ok_or(EngineError::UnknownConversation)?;
            if changes::holds(&detail, action) {
                continue;
            }
            let outbox = self.new_outbox_id(now);
            rows.push(changed_row(
                outbox.clone(),
                conversation.clone(),
                action,
                now,
            ));
            let back = changes::back(&detail, action);
            if !back.is_empty() && back.iter().all(can_go_back) {
                steps.push(UndoStep {
                    conversation: conversation.clone(),
                    outbox,
                    done: action.clone(),
                    back,
                });
            }
        }
        drop(read);
        let changed = rows.len() as u32;
        let mut write = surroundings.store.write().await?;
        for row in &rows {
            write.queue(row).await?;
        }
        write.commit().await?;
        self.ring_outbox(line);
        let undoable = steps.len() as u32;
        let undo = (undoable > 0).then(|| self.new_outbox_id(now).0);
        if let Some(undo) = &undo {
            self.inner.undos.keep(
                undo.clone(),
                Undo {
                    made_at: now,
                    steps,
                },
            );
        }
        Ok(Changed {
            undo,
            changed,
            undoable,
        })
    }

    /// Refuses what the platform is known not to take, before anything is shown as changed.
    async fn check_property(
        &self,
        line: LineId,
        limits: Option<PropertyLimits>,
        name: &str,
        value: &str,
    ) -> Result<(), EngineError> {
        if let Some(limits) = limits {
            for (text, limit) in [(name, limits.name), (value, limits.value)] {
                if text.chars().count() > limit as usize {
                    return Err(EngineError::TextTooLong { limit });
                }
            }
        }
        let mut read = self.inner.surroundings.store.read().await?;
        let definitions = read.property_definitions(line).await?;
        let defined = definitions.iter().find(|each| each.key == name);
        if defined.is_some_and(|defined| !defined.takes(value)) {
            return Err(EngineError::ValueNotTaken);
        }
        Ok(())
    }

    /// Marks a conversation read up to somewhere, or with `None` unread, and tells the platform where
    /// read marks are shared.
    pub async fn set_read(
        &self,
        conversation: &ConversationId,
        through: Option<ReadThrough>,
    ) -> Result<(), EngineError> {
        let store = &self.inner.surroundings.store;
        let state = self.line_state(conversation.line).await?;
        let shared = state
            .status
            .capabilities
            .is_some_and(|capabilities| capabilities.shared_read_marks);
        let mut read = store.read().await?;
        let detail = read.conversation(conversation).await?;
        let detail = detail.ok_or(EngineError::UnknownConversation)?;
        // What the person was told by name is read with the conversation, on the platform as well.
        let noticed = through.is_some() && read.has_notices(conversation).await?;
        drop(read);
        let mut write = store.write().await?;
        match through {
            Some(through) => write.mark_read(conversation, through).await?,
            None => write.mark_unread(conversation).await?,
        }
        let telling = shared && (detail.unread == through.is_some() || noticed);
        if telling {
            let action = match through {
                Some(_) => ConversationAction::MarkRead,
                None => ConversationAction::MarkUnread,
            };
            let now = self.inner.surroundings.clock.now();
            let id = self.new_outbox_id(now);
            let row = changed_row(id, conversation.clone(), &action, now);
            write.queue(&row).await?;
        }
        write.commit().await?;
        if telling {
            self.ring_outbox(conversation.line);
        }
        Ok(())
    }

    /// Tries a stuck or waiting row again now. Words that went out without an answer are looked for
    /// once more first: they may have shown up since.
    pub async fn retry(&self, id: &OutboxId) -> Result<(), EngineError> {
        let store = &self.inner.surroundings.store;
        let row = store.read().await?.outbound(id).await?;
        let row = row.ok_or(EngineError::UnknownOutbox)?;
        let unanswered = OutboxState::Stuck {
            reason: StuckReason::NotFoundAfterNoAnswer,
        };
        if row.state == unanswered {
            let context = self.running(row.conversation.line);
            let context = context.ok_or(PlatformError::Unreachable)?;
            if outbox::found_after_all(&context, &row).await? {
                // What was written after it may go now.
                context.outbox_bell.ring();
                return Ok(());
            }
        }
        let mut write = store.write().await?;
        write.retry(id).await.map_err(in_flight)?;
        write.commit().await?;
        self.ring_outbox(row.conversation.line);
        Ok(())
    }

    /// Takes a row back, unless it is on the wire. An upload that has not left whole is stopped.
    pub async fn discard(&self, outbox: &OutboxId) -> Result<Outbound, EngineError> {
        self.take_back(outbox, false).await
    }

    /// The same, and its words and files go back into the draft.
    pub async fn discard_into_draft(&self, outbox: &OutboxId) -> Result<Outbound, EngineError> {
        self.take_back(outbox, true).await
    }

    async fn take_back(
        &self,
        outbox: &OutboxId,
        into_draft: bool,
    ) -> Result<Outbound, EngineError> {
        let store = &self.inner.surroundings.store;
        let row = store.read().await?.outbound(outbox).await?;
        let row = row.ok_or(EngineError::UnknownOutbox)?;
        let mut write = store.write().await?;
        // With the writer's turn in hand: the worker cannot put the row back into the queue before
        // it is gone.
        let upload = self
            .running(row.conversation.line)
            .and_then(|context| context.uploads.of(outbox));
        if upload.is_some_and(|upload| upload.cancel()) {
            let now = self.inner.surroundings.clock.now();
            write.wait(outbox, now).await.map_err(in_flight)?;
        }
        if into_draft {
            write.put_back_files(&row.conversation, outbox).await?;
        }
        let row = write.discard(outbox).await.map_err(in_flight)?;
        let row = row.ok_or(EngineError::UnknownOutbox)?;
        // In the same step, so that at no instant the words are nowhere, or in both places.
        match &row.action {
            // What was only to be kept must not become a reply, which the next key would send.
            OutboxAction::Send { message } if into_draft && !message.said_elsewhere => {
                if !message.text.trim().is_empty() {
                    write
                        .put_back_draft(&row.conversation, message.audience, &message.text)
                        .await?;
                }
                if !message.terms.are_plain() {
                    write
                        .put_back_note_terms(&row.conversation, message.terms)
                        .await?;
                }
                if let Some(head) = &message.email {
                    write.save_reply_head(&row.conversation, head).await?;
                }
                if !message.buttons.is_empty() {
                    write
                        .put_back_draft_buttons(&row.conversation, &message.buttons)
                        .await?;
                }
            }
            OutboxAction::Begin { opening } if into_draft => {
                let sketch = OpeningSketch::from((**opening).clone());
                write
                    .save_opening_draft(row.conversation.line, &sketch)
                    .await?;
            }
            OutboxAction::Send { .. } | OutboxAction::Begin { .. } | OutboxAction::Act { .. } => {}
        }
        write.commit().await?;
        // What waited behind it may go now.
        self.ring_outbox(row.conversation.line);
        Ok(row)
    }

    pub(crate) fn ring_outbox(&self, line: LineId) {
        if let Some(context) = self.running(line) {
            context.outbox_bell.ring();
        }
    }

    pub(crate) fn new_outbox_id(&self, now: Timestamp) -> OutboxId {
        let bytes = self.inner.surroundings.dice.bytes();
        let milliseconds = now.0.max(0).unsigned_abs();
        let id = uuid::Builder::from_unix_timestamp_millis(milliseconds, &bytes).into_uuid();
        OutboxId(id.to_string())
    }
}

pub(crate) fn changed_row(
    id: OutboxId,
    conversation: ConversationId,
    action: &ConversationAction,
    now: Timestamp,
) -> NewOutbound {
    NewOutbound {
        id,
        conversation,
        action: OutboxAction::Act {
            action: action.clone(),
        },
        created_at: now,
        not_before: None,
    }
}

fn checked_head(head: &EmailHead) -> Result<EmailHead, EngineError> {
    head.checked().map_err(|_| EngineError::NoEmailAddress)
}

/// Refuses what the line has no way for.
pub(crate) fn available(ability: Result<(), Unavailable>) -> Result<(), EngineError> {
    ability.map_err(|_| PlatformError::Unsupported.into())
}

/// A conversation that is being begun takes nothing but its beginning.
fn refuse_provisional(conversation: &ConversationId) -> Result<(), EngineError> {
    match conversation.remote.begun_by() {
        Some(_) => Err(EngineError::NotBegun),
        None => Ok(()),
    }
}

fn file_gone(error: StoreError) -> EngineError {
    match error {
        StoreError::Unknown { .. } => EngineError::UnknownFile,
        other => other.into(),
    }
}

fn in_flight(error: StoreError) -> EngineError {
    match error {
        StoreError::NotNow { .. } => EngineError::AlreadySending,
        StoreError::Unknown { .. } => EngineError::UnknownOutbox,
        other => other.into(),
    }
}

/// Whether words for the customer can go now, or at least a template.
fn check_window(detail: &ConversationDetail, is_template: bool) -> Result<(), EngineError> {
    match detail.reply_window {
        ReplyWindow::Closed { ended_at } if !is_template && !window_only_warns(detail.platform) => {
            Err(EngineError::WindowClosed { ended_at })
        }
        ReplyWindow::Shut { .. } => available(Err(Unavailable::Channel)),
        ReplyWindow::Closed { .. } | ReplyWindow::Open { .. } | ReplyWindow::Unlimited => Ok(()),
    }
}
