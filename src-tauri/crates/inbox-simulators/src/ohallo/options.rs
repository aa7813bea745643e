//! How a simulated account is set up.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ids::IdStyle;
use crate::shared::clock::SimulatorClock;

/// How much sample data an account starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// Workspaces, channels, colleagues and knowledge, but no customers.
    Empty,
    /// About 60 conversations.
    #[default]
    Small,
    /// 2,000 conversations with about 50,000 messages.
    Large,
    /// As many as asked for.
    Custom {
        /// Number of conversations.
        conversations: usize,
        /// Number of messages in all of them together.
        items: usize,
    },
}

/// Which of the platform's two documents an endpoint follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// The hand-written guide: `open`, `in_progress`, `{items,total}`.
    Guide,
    /// The generated reference: `new`, `human_managed`, bare arrays.
    Reference,
}

/// The dialect of each endpoint that both documents describe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Dialects {
    /// Rows of the conversation list.
    pub conversation_list: Dialect,
    /// A single conversation.
    pub conversation: Dialect,
    /// Contacts, listed and single.
    pub contacts: Dialect,
}

impl Default for Dialects {
    /// What each endpoint's own page shows.
    fn default() -> Self {
        Self {
            conversation_list: Dialect::Guide,
            conversation: Dialect::Reference,
            contacts: Dialect::Guide,
        }
    }
}

impl Dialects {
    /// One dialect everywhere.
    pub fn all(dialect: Dialect) -> Self {
        Self {
            conversation_list: dialect,
            conversation: dialect,
            contacts: dialect,
        }
    }
}

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// Conversations, messages, attachments, attention items, consumption.
    #[serde(rename = "conversations:read")]
    ConversationsRead,
    /// Actions on them.
    #[serde(rename = "conversations:write")]
    ConversationsWrite,
    /// Contacts and accounts.
    #[serde(rename = "contacts:read")]
    ContactsRead,
    /// Making and linking contacts.
    #[serde(rename = "contacts:write")]
    ContactsWrite,
    /// Channels.
    #[serde(rename = "channels:read")]
    ChannelsRead,
    /// Changing channels.
    #[serde(rename = "channels:write")]
    ChannelsWrite,
    /// Knowledge base.
    #[serde(rename = "kb:read")]
    KbRead,
    /// New knowledge.
    #[serde(rename = "kb:write")]
    KbWrite,
    /// Policies.
    #[serde(rename = "policy:read")]
    PolicyRead,
    /// Approving policies.
    #[serde(rename = "policy:write")]
    PolicyWrite,
    /// AI agent definitions.
    #[serde(rename = "agents:read")]
    AgentsRead,
    /// Changing AI agents.
    #[serde(rename = "agents:write")]
    AgentsWrite,
    /// Quality scores and circuit breakers.
    #[serde(rename = "quality:read")]
    QualityRead,
    /// Acknowledging and resolving circuit breakers.
    #[serde(rename = "quality:write")]
    QualityWrite,
    /// Calendars.
    #[serde(rename = "calendar:read")]
    CalendarRead,
    /// Changing calendars.
    #[serde(rename = "calendar:write")]
    CalendarWrite,
}

impl Scope {
    /// Every scope there is.
    pub const ALL: [Self; 16] = [
        Self::ConversationsRead,
        Self::ConversationsWrite,
        Self::ContactsRead,
        Self::ContactsWrite,
        Self::ChannelsRead,
        Self::ChannelsWrite,
        Self::KbRead,
        Self::KbWrite,
        Self::PolicyRead,
        Self::PolicyWrite,
        Self::AgentsRead,
        Self::AgentsWrite,
        Self::QualityRead,
        Self::QualityWrite,
        Self::CalendarRead,
        Self::CalendarWrite,
    ];

    /// The wire's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::ConversationsRead => "conversations:read",
            Self::ConversationsWrite => "conversations:write",
            Self::ContactsRead => "contacts:read",
            Self::ContactsWrite => "contacts:write",
            Self::ChannelsRead => "channels:read",
            Self::ChannelsWrite => "channels:write",
            Self::KbRead => "kb:read",
            Self::KbWrite => "kb:write",
            Self::PolicyRead => "policy:read",
            Self::PolicyWrite => "policy:write",
            Self::AgentsRead => "agents:read",
            Self::AgentsWrite => "agents:write",
            Self::QualityRead => "quality:read",
            Self::QualityWrite => "quality:write",
            Self::CalendarRead => "calendar:read",
            Self::CalendarWrite => "calendar:write",
        }
    }
}

/// What part of the account a key reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KeyRestriction {
    /// All of it.
    #[default]
    None,
    /// The workspaces of the brand of that name.
    Brand(String),
    /// The workspace of that name.
    Workspace(String),
}

/// When an accepted reply shows in the thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReplyDelay {
    /// After 300 to 1500 milliseconds.
    #[default]
    Usual,
    /// After that many milliseconds.
    AfterMs(u64),
    /// It never does.
    Never,
}

/// How the lists documented as bare arrays are wrapped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ListEnvelope {
    /// Not at all.
    #[default]
    Bare,
    /// `{"data":[…]}`
    Data,
    /// `{"items":[…],"total":n}`
    Items,
}

/// Behaviour that is not documented or documented both ways; each can be switched while running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, not a state machine"
)]
pub struct Quirks {
    /// A single conversation carries `contact`, `account`, `messages` and `attentionItems`.
    pub embed: bool,
    /// Wrapping of bare arrays.
    pub list_envelope: ListEnvelope,
    /// List rows carry `humanManaged`.
    pub human_managed_in_rows: bool,
    /// List rows carry `hasAttention`, `subject` and `assignedUserId`.
    pub extra_row_fields: bool,
    /// Unknown optional members are null instead of left out.
    pub null_optionals: bool,
    /// Nobody has a name: `contactName`, `name` and `senderName` are null.
    pub nameless: bool,
    /// A customer who writes into a finished conversation opens it again.
    pub reopen_resolved: bool,
    /// 429 carries `Retry-After`.
    pub retry_after: bool,
    /// How long take-over and release take to show.
    pub signal_delay_ms: u64,
    /// A restricted key must name its workspace when listing conversations.
    pub workspace_required: bool,
    /// Keys may list workspaces and brands.
    pub workspaces_readable: bool,
    /// Keys may list keys.
    pub api_keys_readable: bool,
    /// Timestamps come without milliseconds.
    pub whole_seconds: bool,
    /// Life of a pre-signed link.
    pub link_lifetime_seconds: u64,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            embed: false,
            list_envelope: ListEnvelope::Bare,
            human_managed_in_rows: true,
            extra_row_fields: false,
            null_optionals: false,
            nameless: false,
            reopen_resolved: false,
            retry_after: true,
            signal_delay_ms: 0,
            workspace_required: true,
            workspaces_readable: true,
            api_keys_readable: false,
            whole_seconds: false,
            link_lifetime_seconds: 15 * 60,
        }
    }
}

/// Everything a simulator is started with.
#[derive(Debug, Clone)]
pub struct OhalloOptions {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Decides all sample data and chance.
    pub seed: u64,
    /// Amount of sample data.
    pub size: Size,
    /// Source of time.
    pub clock: SimulatorClock,
    /// JSON dialects.
    pub dialects: Dialects,
    /// Form of the ids.
    pub ids: IdStyle,
    /// What the key may do.
    pub scopes: Vec<Scope>,
    /// What the key reaches.
    pub restriction: KeyRestriction,
    /// Life of the key; `None` for ever.
    pub key_lifetime: Option<Duration>,
    /// The key is one of the sandbox (`sf_test_v1_…`).
    pub sandbox: bool,
    /// Calls per rolling minute; `None` for no limit.
    pub rate_limit_per_minute: Option<u32>,
    /// When accepted replies show.
    pub reply_delay: ReplyDelay,
    /// The AI answers customers whom no person has taken over.
    pub ai_answers: bool,
    /// Customers reply to every text of ours after some seconds.
    pub customers_answer: bool,
    /// Undocumented behaviour.
    pub quirks: Quirks,
}

impl Default for OhalloOptions {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 1,
            size: Size::default(),
            clock: SimulatorClock::default(),
            dialects: Dialects::default(),
            ids: IdStyle::default(),
            scopes: Scope::ALL.to_vec(),
            restriction: KeyRestriction::default(),
            key_lifetime: None,
            sandbox: false,
            rate_limit_per_minute: Some(60),
            reply_delay: ReplyDelay::default(),
            ai_answers: true,
            customers_answer: false,
            quirks: Quirks::default(),
        }
    }
}
