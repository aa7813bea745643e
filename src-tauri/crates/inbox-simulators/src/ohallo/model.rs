//! What an account is made of. Plain data; the rules are in `turns` and `actions`, the JSON in
//! `wire`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::options::Dialect;
use crate::shared::phrases::Language;

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// The AI has it and has said nothing yet.
    New,
    /// The AI has it.
    Active,
    /// The customer or an approval is awaited.
    Waiting,
    /// A person has it.
    HumanManaged,
    /// Done, with an outcome.
    Resolved,
    /// Done long ago.
    Closed,
    /// The customer never came back.
    Abandoned,
}

impl Status {
    pub(crate) fn word(self, dialect: Dialect) -> &'static str {
        match (dialect, self) {
            (Dialect::Guide, Self::New | Self::Active) => "open",
            (Dialect::Guide, Self::Waiting) => "awaiting_contact",
            (Dialect::Guide, Self::HumanManaged) => "in_progress",
            (Dialect::Guide, Self::Closed) => "closed",
            (Dialect::Guide, Self::Abandoned) => "abandoned",
            (Dialect::Reference, Self::New) => "new",
            (Dialect::Reference, Self::Active) => "active",
            (Dialect::Reference, Self::Waiting) => "waiting",
            (Dialect::Reference, Self::HumanManaged) => "human_managed",
            (Dialect::Guide, Self::Resolved)
            | (Dialect::Reference, Self::Resolved | Self::Closed | Self::Abandoned) => "resolved",
        }
    }

    /// Whether the conversation is over.
    pub(crate) fn is_finished(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed | Self::Abandoned)
    }
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// The customer.
    Customer,
    /// The AI or a colleague; the wire does not tell them apart.
    Agent,
    /// The platform itself.
    System,
}

impl Role {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::System => "system",
        }
    }
}

/// What a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelType {
    /// E-mail.
    Email,
    /// The chat of a web site.
    Chat,
    /// WhatsApp.
    WhatsApp,
    /// Calls, as text transcripts.
    Voice,
}

impl ChannelType {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Chat => "chat",
            Self::WhatsApp => "whatsapp",
            Self::Voice => "voice",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Brand {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) slug: &'static str,
    pub(crate) colour: &'static str,
    pub(crate) ai_name: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    pub(crate) id: String,
    pub(crate) brand: usize,
    pub(crate) name: &'static str,
    pub(crate) country: &'static str,
    pub(crate) operating_language: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) audience: &'static str,
    pub(crate) language: Language,
    pub(crate) created: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) id: String,
    pub(crate) workspace: usize,
    pub(crate) kind: ChannelType,
    pub(crate) display_name: String,
    pub(crate) status: &'static str,
    pub(crate) enabled: bool,
    pub(crate) config: Map<String, Value>,
    pub(crate) created: Timestamp,
}

/// A colleague, who is known to the dashboard but not to the API.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) resolution_status: &'static str,
    pub(crate) external_ref: Option<String>,
    pub(crate) email_domain: Option<String>,
    pub(crate) vat_number: Option<String>,
    pub(crate) country: &'static str,
    pub(crate) phone: Option<String>,
    pub(crate) website: Option<String>,
    pub(crate) created: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) language: Language,
    pub(crate) account: Option<usize>,
    pub(crate) external_ref: Option<String>,
    pub(crate) resolution_status: &'static str,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// A file a customer sent; made from its name when somebody fetches it.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) id: String,
    pub(crate) file_name: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) role: Role,
    pub(crate) content: String,
    pub(crate) sender: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) attachments: Vec<Attachment>,
}

#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) channel: usize,
    pub(crate) contact: usize,
    pub(crate) status: Status,
    pub(crate) subject: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) outcome: Option<String>,
    /// A colleague's id; written by the API and read by nobody.
    pub(crate) assignee: Option<String>,
    /// Oldest first.
    pub(crate) messages: Vec<Message>,
    /// Without system messages.
    pub(crate) message_count: usize,
    pub(crate) last_message_at: Timestamp,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) open_attention: usize,
    /// A tool call awaits approval, told by that attention item.
    pub(crate) pending_approval: Option<String>,
    /// The workflow has ended although the conversation does not look finished.
    pub(crate) workflow_gone: bool,
    pub(crate) resolved_at: Option<Timestamp>,
    pub(crate) resolved_by_person: bool,
    /// Counts customer messages, so that the AI answers only the newest.
    pub(crate) turn: u64,
}

impl Conversation {
    /// The newest message of the customer or to them.
    pub(crate) fn last_spoken(&self) -> Option<&Message> {
        self.messages
            .iter()
            .rev()
            .find(|message| message.role != Role::System)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct AttentionItem {
    pub(crate) id: String,
    pub(crate) conversation: usize,
    pub(crate) kind: String,
    pub(crate) reason: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) resolved: Option<Timestamp>,
}

/// Why the AI is paused, and for whom.
#[derive(Debug, Clone)]
pub(crate) struct Breaker {
    pub(crate) id: String,
    pub(crate) workspace: usize,
    /// The company it is about; all customers of the workspace without one.
    pub(crate) account: Option<usize>,
    pub(crate) reason: String,
    pub(crate) triggered: Timestamp,
    pub(crate) acknowledged: Option<(String, Timestamp)>,
    pub(crate) resolved: Option<Timestamp>,
}

/// A question with its answer, or a topic with its rule.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) workspace: usize,
    /// The question or the policy's topic.
    pub(crate) heading: String,
    /// The answer or the policy's rule.
    pub(crate) text: String,
    pub(crate) topics: Vec<String>,
    pub(crate) source_type: &'static str,
    pub(crate) status: &'static str,
    pub(crate) confidence: Option<f64>,
    pub(crate) usage_count: usize,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct AgentDefinition {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) custom: bool,
    pub(crate) created: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    pub(crate) id: String,
    pub(crate) workspace: usize,
    pub(crate) provider: &'static str,
    pub(crate) display_name: String,
    pub(crate) created: Timestamp,
}

/// The key that opens the account.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) secret: String,
    pub(crate) created: Timestamp,
    pub(crate) expires: Option<Timestamp>,
    pub(crate) last_used: Option<Timestamp>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Key")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
