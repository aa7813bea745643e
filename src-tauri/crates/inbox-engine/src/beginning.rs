//! Beginning a conversation: what is asked for, and what is refused before it is queued.

use inbox_core::{
    Audience, Beginning, Capabilities, ChannelKind, ContactRecord, ConversationId, LineId, Opening,
    OpeningSketch, OutgoingMessage, PlatformError, ReachedBy, RemoteId, ReplyWindow, Unavailable,
};
use inbox_store::NewOpening;

use crate::{
    engine::Engine,
    error::EngineError,
    requests::{Queued, available},
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
pub(crate) fn looks_like_address(text: &str) -> bool {
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
