//! Beginning a conversation: to whom, on which channel, with which first words.

use serde::{Deserialize, Serialize};

use crate::{
    ChannelKind, ContactRecord, ConversationRecord, OutgoingMessage, OutgoingTemplate, RemoteId,
    Timestamp,
};

/// What the id of a conversation begins with that so far exists only at this desk; the id of its row
/// of the outbox follows.
const PROVISIONAL: &str = "new/";

/// What a recipient is known by on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReachedBy {
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Only as a contact that the platform knows already.
    Contact,
}

impl ChannelKind {
    /// What somebody is written to by who has not written first; `None` where only the customer can
    /// begin.
    pub fn reached_by(self) -> Option<ReachedBy> {
        match self {
            // Gateways to WhatsApp are told as "other": they know numbers and no 24-hour rule.
            Self::WhatsApp | Self::WhatsAppAndPhone | Self::Sms | Self::Other => {
                Some(ReachedBy::Phone)
            }
            Self::Email => Some(ReachedBy::Email),
            Self::Api => Some(ReachedBy::Contact),
            Self::Phone | Self::WebChat | Self::Instagram | Self::Messenger | Self::Telegram => {
                None
            }
        }
    }
}

/// How a line begins conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Beginning {
    /// With whoever has a number, known or not.
    pub by_phone: bool,
    /// With whoever has an address, known or not.
    pub by_email: bool,
    /// The first words go out in the name of an AI agent, which has to be chosen.
    pub in_name_of_ai: bool,
}

/// A conversation to be begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opening {
    /// The channel it shall run on.
    pub channel: RemoteId,
    /// What kind of channel that is.
    pub channel_kind: ChannelKind,
    /// To whom: a contact of the platform, or as much as was typed in.
    pub contact: ContactRecord,
    /// Subject, on channels that have one.
    pub subject: Option<String>,
    /// The AI agent in whose name the first words go out, where the platform wants one.
    pub in_name_of: Option<RemoteId>,
    /// Who shall carry it, where the platform takes that along.
    pub carrier: Option<RemoteId>,
    /// The first words.
    pub message: OutgoingMessage,
}

/// What was filled in of a conversation that is not begun yet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OpeningSketch {
    /// The channel it shall run on.
    pub channel: Option<RemoteId>,
    /// To whom: a contact of the platform, or as much as was typed in.
    pub contact: ContactRecord,
    /// Subject.
    pub subject: Option<String>,
    /// The AI agent in whose name the first words go out.
    pub in_name_of: Option<RemoteId>,
    /// The first words.
    pub text: String,
    /// The template instead of free words.
    pub template: Option<OutgoingTemplate>,
}

impl OpeningSketch {
    /// Nothing in it is worth keeping: a channel is chosen in no time.
    pub fn is_empty(&self) -> bool {
        self.contact == ContactRecord::default()
            && self.text.trim().is_empty()
            && self.template.is_none()
            && self
                .subject
                .as_deref()
                .unwrap_or_default()
                .trim()
                .is_empty()
    }
}

impl From<Opening> for OpeningSketch {
    fn from(opening: Opening) -> Self {
        Self {
            channel: Some(opening.channel),
            contact: opening.contact,
            subject: opening.subject,
            in_name_of: opening.in_name_of,
            text: opening.message.text,
            template: opening.message.template,
        }
    }
}

/// What to look for when a beginning got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningProbe {
    /// What was to be begun.
    pub opening: Opening,
    /// When the try began.
    pub attempted_at: Timestamp,
    /// Conversations with that recipient that are known here, the newest first.
    pub known: Vec<RemoteId>,
}

/// Whether the first words went out with the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstWords {
    /// They did, as this item when told.
    Said(Option<RemoteId>),
    /// The conversation stands without them; they are sent into it like any others.
    ToBeSaid,
}

/// A conversation that was begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    /// Its id on the platform.
    pub conversation: RemoteId,
    /// The conversation, when the answer told all of it.
    pub record: Option<Box<ConversationRecord>>,
    /// Whether the first words went out.
    pub words: FirstWords,
}

impl RemoteId {
    /// The id of a conversation while only this desk knows it: it is begun by this row of the outbox.
    pub fn provisional(outbox: &str) -> Self {
        Self(format!("{PROVISIONAL}{outbox}"))
    }

    /// The row of the outbox that begins the conversation; `None` for one that its platform knows.
    pub fn begun_by(&self) -> Option<&str> {
        self.0.strip_prefix(PROVISIONAL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_only_the_customer_can_begin_nobody_is_reached() {
        for kind in [
            ChannelKind::WebChat,
            ChannelKind::Telegram,
            ChannelKind::Phone,
        ] {
            assert_eq!(kind.reached_by(), None, "{kind:?}");
        }
        assert_eq!(ChannelKind::Email.reached_by(), Some(ReachedBy::Email));
    }

    #[test]
    fn a_provisional_id_names_the_row_that_begins_it() {
        let id = RemoteId::provisional("0190-a");
        assert_eq!(id.begun_by(), Some("0190-a"));
        assert_eq!(RemoteId::from("42").begun_by(), None);
    }
}
