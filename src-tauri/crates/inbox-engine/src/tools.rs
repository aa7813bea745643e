//! What a person asks for around a conversation at this moment: begin one, take a held one over,
//! translate, add a colleague. What the platform has no way for is refused before it is asked.

use std::sync::Arc;

use inbox_core::{
    Agent, Audience, Beginning, Capabilities, ChannelKind, ContactRecord, Content,
    ConversationAction, ConversationId, ConversationTools, Direction, ItemId, LineId, Opening,
    OpeningSketch, OutboxAction, OutboxId, OutgoingMessage, Platform, PlatformError, Presence,
    ReachedBy, RemoteId, ReplyWindow, ScenarioMove, ScenarioMoved, Scenarios, Tools, Unavailable,
    Urgency,
};
use inbox_store::{NewOpening, NewOutbound, StoreError, TimelineItem};

use crate::{
    confirmed::keep_told,
    engine::Engine,
    error::EngineError,
    line::LineContext,
    requests::{Queued, available},
    sync::read_conversation,
};

/// Why a conversation cannot be begun like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotBegin {
    /// The line has no such channel.
    #[error("unknown channel")]
    UnknownChannel,
    /// Only the customer can begin on this channel.
    #[error("only customers begin there")]
    OnlyCustomers,
    /// The channel wants a phone number with country code.
    #[error("phone number needed")]
    PhoneNeeded,
    /// The channel wants an e-mail address.
    #[error("e-mail address needed")]
    EmailNeeded,
    /// The channel writes only to contacts that the platform knows.
    #[error("known contact needed")]
    ContactNeeded,
    /// The channel wants a subject.
    #[error("subject needed")]
    SubjectNeeded,
    /// Nobody wrote there within a day: only a template goes out.
    #[error("template needed")]
    TemplateNeeded,
    /// The AI agent in whose name it goes out was not chosen.
    #[error("ai agent needed")]
    AgentNeeded,
}

/// A conversation to be begun, as a person fills it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningDraft {
    /// The line.
    pub line: LineId,
    /// The channel.
    pub channel: RemoteId,
    /// A contact that was chosen, or as much as was typed in.
    pub contact: ContactRecord,
    /// Subject, where the channel has one.
    pub subject: Option<String>,
    /// The AI agent in whose name it goes out, where the platform wants one.
    pub in_name_of: Option<RemoteId>,
    /// The first words.
    pub message: OutgoingMessage,
}

/// What beginning asks for, given line, channel and recipient.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent demands, not a state machine"
)]
pub struct Terms {
    /// What the recipient is known by; `None` where only the customer can begin.
    pub reached_by: Option<ReachedBy>,
    /// Somebody unknown can be written to.
    pub strangers: bool,
    /// A subject is needed.
    pub subject: bool,
    /// Only a template goes out to this recipient.
    pub template: bool,
    /// It goes out in the name of an AI agent, which has to be chosen.
    pub in_name_of_ai: bool,
    /// A conversation with this recipient on this channel that is here already.
    pub conversation: Option<ConversationId>,
}

/// A conversation that was queued to be begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginningQueued {
    /// Its provisional id.
    pub conversation: ConversationId,
    /// Its first words.
    pub queued: Queued,
}

impl Engine {
    /// Queues a conversation to be begun and shows it at once under a provisional id; its draft goes in
    /// the same step. Refused without queueing when something is missing.
    pub async fn begin_conversation(
        &self,
        mut draft: OpeningDraft,
    ) -> Result<BeginningQueued, EngineError> {
        let surroundings = &self.inner.surroundings;
        draft.contact = self.completed(draft.line, draft.contact).await?;
        let state = self.line_state(draft.line).await?;
        let directory = {
            let mut read = surroundings.store.read().await?;
            read.directory(draft.line).await?
        };
        let channel = directory
            .channels
            .iter()
            .find(|channel| channel.remote == draft.channel)
            .ok_or(CannotBegin::UnknownChannel)?;
        let (_, window) = self
            .standing_with(draft.line, &draft.channel, &draft.contact)
            .await?;
        let capabilities = state.status.capabilities;
        let capabilities = capabilities.ok_or(PlatformError::Unreachable)?;
        check(&capabilities, channel.kind, &draft, window)?;
        let now = surroundings.clock.now();
        let id = self.new_outbox_id(now);
        let mut message = draft.message;
        message.client_id.clone_from(&id.0);
        let new = NewOpening {
            id: id.clone(),
            line: draft.line,
            opening: Opening {
                channel: draft.channel,
                channel_kind: channel.kind,
                contact: draft.contact,
                subject: draft.subject.filter(|subject| !subject.trim().is_empty()),
                in_name_of: draft.in_name_of,
                carrier: state.line.me.clone(),
                message,
            },
            created_at: now,
        };
        let mut write = surroundings.store.write().await?;
        let (conversation, item) = write.queue_opening(&new).await?;
        // In the same step, so that at no instant the words are nowhere, or in both places.
        write
            .save_opening_draft(draft.line, &OpeningSketch::default())
            .await?;
        write.commit().await?;
        self.ring_outbox(draft.line);
        Ok(BeginningQueued {
            conversation,
            queued: Queued { item, outbox: id },
        })
    }

    /// What beginning asks for with this recipient on this channel.
    pub async fn terms(
        &self,
        line: LineId,
        channel: &RemoteId,
        contact: &ContactRecord,
    ) -> Result<Terms, EngineError> {
        let state = self.line_state(line).await?;
        let mut read = self.inner.surroundings.store.read().await?;
        let directory = read.directory(line).await?;
        let known = directory
            .channels
            .iter()
            .find(|each| each.remote == *channel);
        let kind = known.ok_or(CannotBegin::UnknownChannel)?.kind;
        drop(read);
        let (conversation, window) = self.standing_with(line, channel, contact).await?;
        let Some(capabilities) = state.status.capabilities else {
            return Ok(Terms::default());
        };
        let how = capabilities.tools.begin.ok();
        let reached_by = kind.reached_by().filter(|_| how.is_some());
        Ok(Terms {
            reached_by,
            strangers: how.is_some_and(|how| match reached_by {
                Some(ReachedBy::Phone) => how.by_phone,
                Some(ReachedBy::Email) => how.by_email,
                Some(ReachedBy::Contact) | None => false,
            }),
            subject: reached_by == Some(ReachedBy::Email),
            template: needs_template(&capabilities, kind, window),
            in_name_of_ai: how.is_some_and(|how| how.in_name_of_ai),
            conversation,
        })
    }

    /// The newest conversation with somebody on a channel, and whether they can be written to freely: a
    /// customer who wrote there within a day can.
    async fn standing_with(
        &self,
        line: LineId,
        channel: &RemoteId,
        contact: &ContactRecord,
    ) -> Result<(Option<ConversationId>, ReplyWindow), EngineError> {
        let mut newest = None;
        let mut window = ReplyWindow::Closed { ended_at: None };
        if contact.remote.is_empty() && contact.phone.is_none() && contact.email.is_none() {
            return Ok((newest, window));
        }
        let mut read = self.inner.surroundings.store.read().await?;
        for conversation in read.conversations_with(line, contact).await? {
            let Some(known) = read.conversation(&conversation).await? else {
                continue;
            };
            if known.channel.id.is_none_or(|id| id.remote != *channel) {
                continue;
            }
            match known.reply_window {
                // What is shut says nothing of the conversation that is begun beside it.
                ReplyWindow::Closed { .. } | ReplyWindow::Shut { .. } => {}
                open => window = open,
            }
            newest.get_or_insert(conversation);
        }
        Ok((newest, window))
    }

    /// A contact that was chosen, with what the cache knows of them; anybody else as typed in.
    async fn completed(
        &self,
        line: LineId,
        contact: ContactRecord,
    ) -> Result<ContactRecord, EngineError> {
        if contact.remote.is_empty() {
            return Ok(contact);
        }
        let mut read = self.inner.surroundings.store.read().await?;
        let remote = RemoteId(contact.remote.clone());
        let known = read.contact_record(line, &remote).await?;
        Ok(match known {
            // What was typed is meant; what is known fills the gaps.
            Some(known) => ContactRecord {
                name: contact.name.or(known.name),
                phone: contact.phone.or(known.phone),
                email: contact.email.or(known.email),
                ..known
            },
            None => contact,
        })
    }

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
    pub async fn change_note(&self, item: ItemId, text: &str) -> Result<(), EngineError> {
        let (conversation, found) = self.item(item).await?;
        let remote = found.remote.clone().ok_or(EngineError::UnknownOutbox)?;
        if text.trim().is_empty() {
            return Err(EngineError::EmptyText);
        }
        available(self.tools_of(conversation.line).await?.change_note)?;
        if !matches!(found.content, Content::Note { .. }) {
            return Err(PlatformError::Unsupported.into());
        }
        let action = ConversationAction::ChangeNote {
            item: remote,
            text: text.to_owned(),
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

/// What a beginning lacks. Pure.
fn check(
    capabilities: &Capabilities,
    kind: ChannelKind,
    draft: &OpeningDraft,
    window: ReplyWindow,
) -> Result<(), EngineError> {
    let how = capabilities.tools.begin;
    let how: Beginning = how.map_err(|_| PlatformError::Unsupported)?;
    let message = &draft.message;
    if message.text.trim().is_empty() {
        return Err(EngineError::EmptyText);
    }
    if message.audience == Audience::Colleagues || !message.files.is_empty() {
        return Err(PlatformError::Unsupported.into());
    }
    let contact = &draft.contact;
    let known = !contact.remote.is_empty();
    match kind.reached_by().ok_or(CannotBegin::OnlyCustomers)? {
        ReachedBy::Phone => {
            let phone = contact.phone.as_deref().unwrap_or_default();
            if !looks_like_number(phone) {
                return Err(CannotBegin::PhoneNeeded.into());
            }
            if !known && !how.by_phone {
                return Err(CannotBegin::ContactNeeded.into());
            }
        }
        ReachedBy::Email => {
            if !looks_like_address(contact.email.as_deref().unwrap_or_default()) {
                return Err(CannotBegin::EmailNeeded.into());
            }
            if !known && !how.by_email {
                return Err(CannotBegin::ContactNeeded.into());
            }
            if draft
                .subject
                .as_deref()
                .unwrap_or_default()
                .trim()
                .is_empty()
            {
                return Err(CannotBegin::SubjectNeeded.into());
            }
        }
        ReachedBy::Contact if !known => return Err(CannotBegin::ContactNeeded.into()),
        ReachedBy::Contact => {}
    }
    if how.in_name_of_ai && draft.in_name_of.is_none() {
        return Err(CannotBegin::AgentNeeded.into());
    }
    if message.template.is_some() {
        return available(capabilities.send_template);
    }
    available(capabilities.send_text)?;
    if capabilities.text_limit < message.text.chars().count() as u32 {
        return Err(EngineError::TextTooLong {
            limit: capabilities.text_limit,
        });
    }
    if needs_template(capabilities, kind, window) {
        return Err(CannotBegin::TemplateNeeded.into());
    }
    Ok(())
}

/// Only a template goes out where nobody wrote within a day. A line without templates has another rule,
/// or none; then the platform's word is awaited.
fn needs_template(capabilities: &Capabilities, kind: ChannelKind, window: ReplyWindow) -> bool {
    kind.has_reply_window()
        && capabilities.send_template != Err(Unavailable::Platform)
        && matches!(window, ReplyWindow::Closed { .. })
}

/// Enough digits for a number with its country code.
fn looks_like_number(text: &str) -> bool {
    (8..=15).contains(&inbox_core::digits_of(text).len())
}

/// Something before and after the only at sign, with a dot in what comes after.
fn looks_like_address(text: &str) -> bool {
    let text = text.trim();
    !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && host.split('.').count() > 1
                && host.split('.').all(|part| !part.is_empty())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn can() -> Capabilities {
        let mut can = Capabilities::none(Unavailable::Platform);
        can.send_text = Ok(());
        can.send_template = Ok(());
        can.tools.begin = Ok(Beginning {
            by_phone: true,
            by_email: true,
            in_name_of_ai: false,
        });
        can
    }

    fn draft(contact: ContactRecord) -> OpeningDraft {
        OpeningDraft {
            line: LineId(1),
            channel: "channel".into(),
            contact,
            subject: None,
            in_name_of: None,
            message: OutgoingMessage::text("id", "Good morning"),
        }
    }

    fn with_phone(phone: &str) -> ContactRecord {
        ContactRecord {
            phone: Some(phone.to_owned()),
            ..ContactRecord::default()
        }
    }

    const NEVER: ReplyWindow = ReplyWindow::Closed { ended_at: None };

    fn why(kind: ChannelKind, draft: &OpeningDraft, window: ReplyWindow) -> Option<CannotBegin> {
        match check(&can(), kind, draft, window) {
            Err(EngineError::CannotBegin(why)) => Some(why),
            Ok(()) => None,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_missing_is_said_before_anything_is_queued() {
        let nobody = draft(ContactRecord::default());
        assert_eq!(
            why(ChannelKind::WebChat, &nobody, NEVER),
            Some(CannotBegin::OnlyCustomers)
        );
        assert_eq!(
            why(ChannelKind::Sms, &nobody, NEVER),
            Some(CannotBegin::PhoneNeeded)
        );
        assert_eq!(
            why(ChannelKind::Email, &nobody, NEVER),
            Some(CannotBegin::EmailNeeded)
        );
        assert_eq!(
            why(ChannelKind::Api, &nobody, NEVER),
            Some(CannotBegin::ContactNeeded)
        );
        let addressed = draft(ContactRecord {
            email: Some("ana@example.org".to_owned()),
            ..ContactRecord::default()
        });
        assert_eq!(
            why(ChannelKind::Email, &addressed, NEVER),
            Some(CannotBegin::SubjectNeeded)
        );
    }

    #[test]
    fn whatsapp_wants_a_template_unless_the_customer_wrote_within_a_day() {
        let draft = draft(with_phone("+966 50 000 0001"));
        assert_eq!(
            why(ChannelKind::WhatsApp, &draft, NEVER),
            Some(CannotBegin::TemplateNeeded)
        );
        let open = ReplyWindow::Open {
            ends_at: inbox_core::Timestamp(1),
        };
        assert_eq!(why(ChannelKind::WhatsApp, &draft, open), None);
        assert_eq!(why(ChannelKind::Sms, &draft, NEVER), None);
    }

    #[test]
    fn an_address_has_a_name_and_a_host() {
        assert!(looks_like_address(" ana@example.org "));
        for text in [
            "",
            "ana",
            "@example.org",
            "ana@",
            "ana@host",
            "a na@example.org",
            "a@b@c.d",
            "a@.org",
        ] {
            assert!(!looks_like_address(text), "{text}");
        }
    }
}
