//! What a workspace is made of. Plain data; the rules are in `workspace`, the JSON in `wire`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ids::Guid;
use super::timeline::Timeline;
use crate::shared::phrases::Language;

/// What a channel can do; the numbers are the wire's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChannelKind {
    Phone = 1,
    WhatsApp = 2,
    PhoneAndWhatsApp = 3,
}

impl ChannelKind {
    pub(crate) fn texts(self) -> bool {
        self != Self::Phone
    }

    pub(crate) fn calls(self) -> bool {
        self != Self::WhatsApp
    }

    /// The string form of the single-conversation calls.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Phone => "Voice",
            Self::WhatsApp => "Whatsapp",
            Self::PhoneAndWhatsApp => "PhoneNumberAndWhatsapp",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) id: Guid,
    pub(crate) name: &'static str,
    pub(crate) kind: ChannelKind,
    pub(crate) icon: Option<&'static str>,
    pub(crate) number: String,
    pub(crate) created: Timestamp,
}

#[derive(Debug, Clone)]
#[expect(
    clippy::struct_field_names,
    reason = "`id` and `user_id` are the platform's two ids of one person"
)]
pub(crate) struct User {
    /// Membership record; for an AI agent the same as `user_id`.
    pub(crate) id: Guid,
    pub(crate) user_id: Guid,
    pub(crate) name: &'static str,
    pub(crate) email: Option<&'static str>,
    pub(crate) phone: Option<&'static str>,
    pub(crate) owner: bool,
    pub(crate) is_ai: bool,
    pub(crate) created: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Tag {
    pub(crate) id: Guid,
    pub(crate) name: String,
    pub(crate) icon: Option<String>,
    pub(crate) is_pinned: bool,
    pub(crate) created: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) id: Guid,
    pub(crate) text: String,
    pub(crate) created: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct PropertyChange {
    pub(crate) id: Guid,
    pub(crate) property: String,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
    pub(crate) created: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) id: Guid,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) language: Language,
    pub(crate) email: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) position: Option<String>,
    pub(crate) custom_fields: Map<String, Value>,
    pub(crate) properties: Vec<(Guid, String)>,
    pub(crate) notes: Vec<Note>,
    pub(crate) history: Vec<PropertyChange>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Option<Timestamp>,
    pub(crate) deleted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PropertyKind {
    Text = 1,
    Number = 2,
    Select = 3,
    Date = 4,
}

#[derive(Debug, Clone)]
pub(crate) struct PropertyDefinition {
    pub(crate) id: Guid,
    pub(crate) name: String,
    pub(crate) kind: PropertyKind,
    pub(crate) is_required: bool,
    pub(crate) options: Vec<String>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Option<Timestamp>,
}

/// Who has a conversation: index into the workspace's users, people and AI agents alike.
pub(crate) type UserIndex = usize;

#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(crate) id: Guid,
    pub(crate) channel: usize,
    pub(crate) contact: usize,
    pub(crate) open: bool,
    pub(crate) assignee: Option<UserIndex>,
    pub(crate) tags: Vec<Guid>,
    pub(crate) sentiment: Option<u8>,
    pub(crate) last_activity: Timestamp,
    /// The newest event, kept apart so that lists need no timeline; none for a fresh conversation.
    pub(crate) last_event: Option<LastEvent>,
    pub(crate) timeline: Timeline,
}

/// What a list shows of a conversation's newest event.
#[derive(Debug, Clone)]
pub(crate) struct LastEvent {
    pub(crate) source: Source,
    pub(crate) direction: Direction,
    pub(crate) status: Status,
    pub(crate) preview: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) id: Guid,
}

/// What an event is about; the numbers are the wire's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// A phone call.
    Call = 1,
    /// A WhatsApp message.
    WhatsApp = 2,
    /// Somebody was made responsible.
    Assignation = 3,
}

/// From whom to whom; the numbers are the wire's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// From the customer.
    Inbound = 1,
    /// To the customer.
    Outbound = 2,
    /// Among colleagues.
    Internal = 3,
}

/// The platform's word for how an event went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Accepted, not yet at WhatsApp.
    Pending,
    /// At WhatsApp.
    Sent,
    /// On the other side's phone.
    Delivered,
    /// Seen.
    Read,
    /// Not delivered, for good.
    Failed,
    /// The phone rings.
    Ringing,
    /// People talk.
    Active,
    /// A call somebody took.
    Answered,
    /// A call nobody took.
    Missed,
    /// The caller hung up.
    RejectedByCaller,
    /// The callee declined.
    RejectedByCallee,
    /// Nobody answered our call.
    NoAnswer,
    /// Given up before it rang.
    Cancelled,
}

impl Status {
    /// The number of the call webhook and the call list.
    pub(crate) fn call_number(self) -> u8 {
        match self {
            Self::Active => 0,
            Self::Missed => 2,
            Self::RejectedByCaller => 3,
            Self::RejectedByCallee => 4,
            Self::NoAnswer => 5,
            Self::Cancelled => 6,
            Self::Failed => 7,
            Self::Ringing => 8,
            Self::Answered | Self::Pending | Self::Sent | Self::Delivered | Self::Read => 1,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Sent => "Sent",
            Self::Delivered => "Delivered",
            Self::Read => "Read",
            Self::Failed => "Failed",
            Self::Ringing => "Ringing",
            Self::Active => "Active",
            Self::Answered => "Answered",
            Self::Missed => "Missed",
            Self::RejectedByCaller => "RejectedByCaller",
            Self::RejectedByCallee => "RejectedByCallee",
            Self::NoAnswer => "NoAnswer",
            Self::Cancelled => "Cancelled",
        }
    }
}

/// What a WhatsApp message is, as the webhook (but not the timeline) tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageType {
    /// Words.
    Text,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound, usually spoken.
    Audio,
    /// A file.
    Document,
    /// A place.
    Location,
    /// A contact card.
    Contact,
    /// A sticker.
    Sticker,
    /// An approved template.
    Template,
    /// A tapped button or list entry.
    Interactive,
    /// An earlier message got new words.
    MessageEdited,
    /// An earlier message was taken back.
    MessageDeleted,
    /// Something the platform cannot show.
    Unsupported,
}

/// A file belonging to an event: one of ours by name, or somebody else's by URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Attachment {
    Ours(String),
    Elsewhere(String),
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What the place is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Street and town.
    #[serde(default)]
    pub address: Option<String>,
}

/// Who was made responsible by whom; indexes into the users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Assignation {
    pub(crate) to: Option<UserIndex>,
    pub(crate) by: Option<UserIndex>,
}

/// What the AI made of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallAnalysis {
    pub(crate) summary: Option<String>,
    /// Speaker (true: agent) and words, line by line.
    pub(crate) transcript: Vec<(bool, String)>,
    pub(crate) sentiment: u8,
}

impl CallAnalysis {
    pub(crate) fn transcription(&self) -> Option<String> {
        let lines: Vec<String> = self
            .transcript
            .iter()
            .map(|(agent, text)| format!("{}: {text}", if *agent { "agent" } else { "user" }))
            .collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) id: Guid,
    pub(crate) source: Source,
    pub(crate) source_id: Guid,
    pub(crate) direction: Direction,
    pub(crate) created: Timestamp,
    pub(crate) status: Status,
    pub(crate) error_code: Option<i32>,
    pub(crate) failure_reason: Option<String>,
    pub(crate) message_type: MessageType,
    pub(crate) body: Option<String>,
    pub(crate) attachment: Option<Attachment>,
    pub(crate) handler: Option<UserIndex>,
    pub(crate) talk_seconds: Option<u32>,
    pub(crate) ringing_seconds: Option<u32>,
    pub(crate) analysis: Option<Box<CallAnalysis>>,
    pub(crate) reply_to: Option<(Guid, Option<String>)>,
    pub(crate) location: Option<Box<Location>>,
    pub(crate) assignation: Option<Assignation>,
    /// Number of messages of the internal thread about this event; 0 for none.
    pub(crate) thread_messages: u32,
}

impl Event {
    /// A WhatsApp text without anything special about it.
    pub(crate) fn text(id: Guid, created: Timestamp, direction: Direction, body: String) -> Self {
        Self {
            id,
            source: Source::WhatsApp,
            source_id: id,
            direction,
            created,
            status: Status::Delivered,
            error_code: None,
            failure_reason: None,
            message_type: MessageType::Text,
            body: Some(body),
            attachment: None,
            handler: None,
            talk_seconds: None,
            ringing_seconds: None,
            analysis: None,
            reply_to: None,
            location: None,
            assignation: None,
            thread_messages: 0,
        }
    }

    /// What a conversation list remembers of it.
    pub(crate) fn as_last(&self) -> LastEvent {
        LastEvent {
            source: self.source,
            direction: self.direction,
            status: self.status,
            preview: self.body.clone(),
            created: self.created,
            id: self.id,
        }
    }
}

/// An approved WhatsApp template, known to the portal and to no API call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// Name of the channel whose number owns the approval.
    pub channel: String,
    /// Case-sensitive name.
    pub name: String,
    /// Language tag, matched exactly.
    pub language: String,
    /// Body with `{{1}}`, `{{2}}`….
    pub body: String,
    /// Whether it has a media header that must be filled because no sample media exists.
    #[serde(default)]
    pub needs_header_media: bool,
    /// Number of dynamic buttons.
    #[serde(default)]
    pub dynamic_buttons: u32,
}

impl Template {
    /// How many body variables must be given.
    pub(crate) fn variables(&self) -> usize {
        (1..=100)
            .take_while(|number| self.body.contains(&format!("{{{{{number}}}}}")))
            .count()
    }
}
