//! What an installation keeps: one account with its people, inboxes, customers and talk.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::shared::phrases::Language;

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees the inboxes they are a member of.
    Agent,
    /// Sees and does everything.
    Administrator,
}

impl Role {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Administrator => "administrator",
        }
    }
}

/// A colleague.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) display_name: Option<String>,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) access_token: String,
    pub(crate) pubsub_token: String,
    pub(crate) role: Role,
    pub(crate) availability: String,
    pub(crate) auto_offline: bool,
    pub(crate) ui_settings: Map<String, Value>,
    pub(crate) message_signature: Option<String>,
    pub(crate) custom_attributes: Map<String, Value>,
    pub(crate) active_at: Timestamp,
    pub(crate) seen: Option<Timestamp>,
    pub(crate) email_flags: Vec<String>,
    pub(crate) push_flags: Vec<String>,
}

impl User {
    pub(crate) fn available_name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.name)
    }

    pub(crate) fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }
}

/// A session that came of a password.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: i64,
    pub(crate) user: i64,
    pub(crate) token: String,
    pub(crate) client: String,
    pub(crate) created: Timestamp,
    pub(crate) expires: Timestamp,
}

/// A kind of channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChannelKind {
    /// A chat window on a website.
    Website,
    /// WhatsApp with its 24 hours.
    WhatsApp,
    /// E-mail.
    Email,
    /// Driven from outside through the client API.
    Api,
}

impl ChannelKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Website => "Channel::WebWidget",
            Self::WhatsApp => "Channel::Whatsapp",
            Self::Email => "Channel::Email",
            Self::Api => "Channel::Api",
        }
    }
}

/// An inbox.
#[derive(Debug, Clone)]
pub(crate) struct Inbox {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) kind: ChannelKind,
    pub(crate) members: BTreeSet<i64>,
    pub(crate) identifier: String,
    pub(crate) hmac_token: String,
    pub(crate) hmac_mandatory: bool,
    pub(crate) secret: String,
    pub(crate) webhook_url: Option<String>,
    pub(crate) reply_window_hours: Option<i64>,
    pub(crate) lock_to_single_conversation: bool,
    pub(crate) greeting: Option<String>,
    pub(crate) csat: bool,
    pub(crate) phone_number: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) agent_bot: Option<i64>,
}

/// A customer.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) identifier: Option<String>,
    pub(crate) blocked: bool,
    pub(crate) additional: Map<String, Value>,
    pub(crate) custom: Map<String, Value>,
    pub(crate) labels: Vec<String>,
    pub(crate) last_activity: Option<Timestamp>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) seen: Option<Timestamp>,
    pub(crate) language: Language,
}

/// A contact as one inbox knows them.
#[derive(Debug, Clone)]
pub(crate) struct ContactInbox {
    pub(crate) id: i64,
    pub(crate) contact: i64,
    pub(crate) inbox: i64,
    pub(crate) source_id: String,
    pub(crate) pubsub_token: String,
    pub(crate) hmac_verified: bool,
    pub(crate) created: Timestamp,
}

/// A remark about a contact.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) id: i64,
    pub(crate) contact: i64,
    pub(crate) user: i64,
    pub(crate) content: String,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Somebody should answer.
    Open,
    /// Done.
    Resolved,
    /// With a bot.
    Pending,
    /// Put off.
    Snoozed,
}

impl Status {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resolved => "resolved",
            Self::Pending => "pending",
            Self::Snoozed => "snoozed",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Open, Self::Resolved, Self::Pending, Self::Snoozed]
            .into_iter()
            .find(|status| status.word() == word)
    }
}

/// The urgencies, the least first.
pub(crate) const PRIORITIES: [&str; 4] = ["low", "medium", "high", "urgent"];

/// Who has a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assignee {
    User(i64),
    Bot(i64),
}

/// A conversation; `id` is the number people see.
#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(crate) id: i64,
    pub(crate) database_id: i64,
    pub(crate) uuid: String,
    pub(crate) inbox: i64,
    pub(crate) contact: i64,
    pub(crate) contact_inbox: i64,
    pub(crate) status: Status,
    pub(crate) priority: Option<&'static str>,
    pub(crate) assignee: Option<Assignee>,
    pub(crate) team: Option<i64>,
    pub(crate) labels: Vec<String>,
    pub(crate) custom: Map<String, Value>,
    pub(crate) additional: Map<String, Value>,
    pub(crate) agent_seen: Option<Timestamp>,
    pub(crate) assignee_seen: Option<Timestamp>,
    pub(crate) contact_seen: Option<Timestamp>,
    pub(crate) snoozed_until: Option<Timestamp>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) last_activity: Timestamp,
    pub(crate) first_reply: Option<Timestamp>,
    pub(crate) waiting_since: Option<Timestamp>,
    pub(crate) participants: BTreeSet<i64>,
    pub(crate) mentioned: BTreeSet<i64>,
    pub(crate) messages: Vec<i64>,
    pub(crate) draft: Option<String>,
    pub(crate) sla_policy: Option<i64>,
}

impl Conversation {
    pub(crate) fn assigned_user(&self) -> Option<i64> {
        match self.assignee {
            Some(Assignee::User(user)) => Some(user),
            _ => None,
        }
    }
}

/// From whom to whom a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    /// From the customer.
    Incoming = 0,
    /// To the customer, or a private note.
    Outgoing = 1,
    /// A line about what happened.
    Activity = 2,
    /// An automatic message.
    Template = 3,
}

impl MessageKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::Outgoing => "outgoing",
            Self::Activity => "activity",
            Self::Template => "template",
        }
    }
}

/// How far a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageStatus {
    /// On its way.
    Sent,
    /// At the customer's.
    Delivered,
    /// Seen.
    Read,
    /// Not to be delivered.
    Failed,
}

impl MessageStatus {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Sent, Self::Delivered, Self::Read, Self::Failed]
            .into_iter()
            .find(|status| status.word() == word)
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    Contact(i64),
    User(i64),
    Bot(i64),
}

/// A message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: i64,
    pub(crate) conversation: i64,
    pub(crate) inbox: i64,
    pub(crate) kind: MessageKind,
    pub(crate) content: Option<String>,
    pub(crate) content_type: String,
    pub(crate) attributes: Map<String, Value>,
    pub(crate) additional: Map<String, Value>,
    pub(crate) private: bool,
    pub(crate) status: MessageStatus,
    pub(crate) source_id: Option<String>,
    pub(crate) sender: Option<Sender>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) attachments: Vec<Attachment>,
}

impl Message {
    /// Whether the customer may see it.
    pub(crate) fn is_public(&self) -> bool {
        !self.private && self.kind != MessageKind::Activity
    }
}

/// What hangs on a message.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) id: i64,
    pub(crate) body: AttachmentBody,
}

#[derive(Debug, Clone)]
pub(crate) enum AttachmentBody {
    /// The key of a stored file.
    File(i64),
    Location {
        latitude: f64,
        longitude: f64,
        title: String,
    },
}

/// A stored file: uploaded bytes, or a name that [`crate::shared::media`] makes bytes of.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) name: String,
    pub(crate) content_type: String,
    /// Nothing for files that are made of their name.
    pub(crate) size: Option<usize>,
    pub(crate) bytes: Option<Vec<u8>>,
}

impl StoredFile {
    pub(crate) fn size(&self) -> usize {
        let made = || crate::shared::media::size(&self.name);
        self.size.or_else(made).unwrap_or_default()
    }

    /// The attachment's kind, which follows from the media type.
    pub(crate) fn kind(&self) -> &'static str {
        match self.content_type.as_str() {
            "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp"
            | "image/svg+xml" | "image/tiff" => "image",
            "video/ogg" | "video/mp4" | "video/webm" | "video/quicktime" => "video",
            other if other.starts_with("audio/") => "audio",
            _ => "file",
        }
    }
}

/// A team; names are lower case.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) allow_auto_assign: bool,
    pub(crate) icon: String,
    pub(crate) icon_color: String,
    pub(crate) members: BTreeSet<i64>,
    pub(crate) created: Timestamp,
}

/// A label of the account.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) color: String,
    pub(crate) show_on_sidebar: Option<bool>,
}

/// A prepared answer.
#[derive(Debug, Clone)]
pub(crate) struct CannedResponse {
    pub(crate) id: i64,
    pub(crate) short_code: String,
    pub(crate) content: String,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// A machine that may have conversations.
#[derive(Debug, Clone)]
pub(crate) struct AgentBot {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) description: String,
}

/// Several actions under one name.
#[derive(Debug, Clone)]
pub(crate) struct Macro {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) global: bool,
    pub(crate) created_by: i64,
    pub(crate) updated_by: i64,
    pub(crate) actions: Vec<Value>,
}

/// A saved filter.
#[derive(Debug, Clone)]
pub(crate) struct CustomFilter {
    pub(crate) id: i64,
    pub(crate) user: i64,
    pub(crate) name: String,
    pub(crate) filter_type: String,
    pub(crate) query: Value,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// A custom attribute the account has declared.
#[derive(Debug, Clone)]
pub(crate) struct AttributeDefinition {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) display_type: String,
    pub(crate) description: String,
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
    pub(crate) model: String,
    pub(crate) created: Timestamp,
}

/// An account's receiver of events.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) url: String,
    pub(crate) inbox: Option<i64>,
    pub(crate) subscriptions: Vec<String>,
    pub(crate) secret: String,
}

/// Something a colleague is told.
#[derive(Debug, Clone)]
pub(crate) struct Notification {
    pub(crate) id: i64,
    pub(crate) user: i64,
    pub(crate) kind: &'static str,
    /// The number people see; answers tell the database id.
    pub(crate) conversation: i64,
    pub(crate) secondary: Option<Secondary>,
    pub(crate) read_at: Option<Timestamp>,
    pub(crate) snoozed_until: Option<Timestamp>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// What a notification is about besides its conversation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Secondary {
    Message(i64),
    User(i64),
}
