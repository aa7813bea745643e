//! What a line consists of: itself, its channels, the agents and tags of its workspace.

use serde::{Deserialize, Serialize};

use crate::{FieldKind, LineId, PlatformKind, Priority, RemoteId, Status, Timestamp};

/// A signed-in account on a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Local identity.
    pub id: LineId,
    /// Which platform.
    pub platform: PlatformKind,
    /// The name the person gave it.
    pub name: String,
    /// Base address of the API, without a trailing slash.
    pub base_url: String,
    /// Which agent the person at this desk is; `None` until chosen.
    pub me: Option<RemoteId>,
    /// True while the person has switched it off.
    pub paused: bool,
    /// Keys and messages travel in clear to a server of one's own; the person agreed.
    #[serde(default)]
    pub unprotected: bool,
}

/// How a line is doing, for its lamp and the status sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum LineHealth {
    /// Nothing was tried yet.
    Starting,
    /// Up to date.
    Live,
    /// Reading what is new; counts conversations still to read, when known.
    CatchingUp {
        /// Conversations read so far.
        done: u32,
        /// Conversations to read, when known.
        total: Option<u32>,
    },
    /// The platform asked for patience.
    Slowed {
        /// Until when (ms).
        until: i64,
    },
    /// No way to the platform; it is tried again by itself.
    Offline,
    /// The platform answers, but with failures; it is tried again by itself.
    Faulty,
    /// The platform refuses the key; only the person can mend this.
    KeyRefused,
    /// Switched off by the person.
    Paused,
}

/// What travels on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChannelKind {
    /// WhatsApp only.
    WhatsApp,
    /// Calls only.
    Phone,
    /// WhatsApp and calls on one number.
    WhatsAppAndPhone,
    /// E-mail.
    Email,
    /// A chat widget.
    WebChat,
    /// Instagram messages.
    Instagram,
    /// Facebook Messenger.
    Messenger,
    /// Telegram.
    Telegram,
    /// Text messages of the phone network.
    Sms,
    /// A channel somebody built on the platform's API.
    Api,
    /// Anything else.
    Other,
}

impl ChannelKind {
    /// True where WhatsApp's 24-hour rule applies to replies.
    pub fn has_reply_window(self) -> bool {
        matches!(self, Self::WhatsApp | Self::WhatsAppAndPhone)
    }
}

/// A number, mailbox or widget of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// Id on the platform.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// What travels on it.
    pub kind: ChannelKind,
    /// Its own number or address.
    pub address: Option<String>,
}

/// Person or machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AgentKind {
    /// A human colleague.
    Person,
    /// A bot of the platform.
    AiAgent,
}

/// Somebody who can carry a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// The id that assignments use.
    pub remote: RemoteId,
    /// Display name.
    pub name: String,
    /// Person or AI agent.
    pub kind: AgentKind,
    /// E-mail address, when the platform tells it.
    pub email: Option<String>,
}

/// A tag of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    /// Id on the platform.
    pub remote: RemoteId,
    /// Its name, trimmed.
    pub name: String,
    /// An icon, often an emoji.
    pub icon: Option<String>,
}

/// A team that conversations can be given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Team {
    /// Id on the platform.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
}

/// A prepared text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedReply {
    /// Id on the platform.
    pub remote: RemoteId,
    /// What it is called by.
    pub short_code: String,
    /// The text.
    pub text: String,
}

/// The slow-moving facts of a line, read together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Directory {
    /// Channels.
    pub channels: Vec<Channel>,
    /// People and AI agents.
    pub agents: Vec<Agent>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Prepared texts.
    pub saved_replies: Vec<SavedReply>,
    /// What the person should know of the line as a whole.
    pub notices: Vec<LineNotice>,
    /// Views that the person has saved on the platform.
    pub views: Vec<PlatformView>,
    /// What the person has put under their e-mails on the platform, light markdown.
    #[serde(default)]
    pub signature: Option<String>,
    /// Named facts of conversations that the platform was told of ahead.
    #[serde(default)]
    pub properties: Vec<PropertyDefinition>,
}

/// A named fact that the platform was told of ahead: how it is called, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertyDefinition {
    /// What it is changed by.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// What can be chosen.
    pub options: Vec<String>,
}

impl PropertyDefinition {
    /// Whether it can hold this.
    pub fn takes(&self, value: &str) -> bool {
        match self.kind {
            FieldKind::Number => value.trim().parse::<f64>().is_ok_and(f64::is_finite),
            FieldKind::Checkbox => matches!(value, "true" | "false"),
            FieldKind::Choice => self.options.iter().any(|option| option == value),
            FieldKind::Text | FieldKind::Date | FieldKind::Link => true,
        }
    }
}

/// A view that the person has saved on the platform, or that the platform itself has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlatformView {
    /// Id on the platform.
    pub remote: RemoteId,
    /// Its name; the platform's own views are named by what they are.
    pub name: String,
    /// Whose it is.
    #[serde(default)]
    pub kind: ViewKind,
    /// What it asks; `None` where only the platform can answer.
    pub query: Option<ViewQuery>,
}

/// Whose a view of a platform is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ViewKind {
    /// The person saved it.
    #[default]
    Saved,
    /// The platform's own: conversations in which the person takes part.
    Participating,
    /// The platform's own: open conversations that nobody has answered, or not since the customer wrote.
    Unattended,
}

/// What a view of a platform asks, in our words. What is empty leaves nothing out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct ViewQuery {
    /// Only those that stand so.
    pub statuses: Vec<Status>,
    /// Only those that are so pressing.
    pub priorities: Vec<Priority>,
    /// Only those with this tag.
    pub tag: Option<RemoteId>,
    /// Only those on these channels.
    pub channels: Vec<RemoteId>,
    /// Only those given to these teams.
    pub teams: Vec<RemoteId>,
    /// Only those given to no team.
    pub without_team: bool,
    /// Only those carried so.
    pub carried: Option<CarriedQuery>,
}

impl ViewQuery {
    /// Whether it says which team shall have them.
    pub fn asks_for_team(&self) -> bool {
        self.without_team || !self.teams.is_empty()
    }
}

/// Who shall carry the conversations of a platform's view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CarriedQuery {
    /// No person.
    Nobody,
    /// This agent.
    By(RemoteId),
}

/// What a person should know of a line as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum LineNotice {
    /// The key ends at this instant.
    KeyExpires {
        /// When.
        at: Timestamp,
    },
    /// Not the real thing: nobody reads what is sent.
    Sandbox,
    /// The key may not read channels, which are known by their ids alone.
    ChannelsUnread {
        /// The right it lacks, by the platform's own name.
        scope: String,
    },
    /// The platform's AI is paused; people must answer.
    AiPaused {
        /// The platform's reason.
        reason: Option<String>,
        /// Since when.
        since: Timestamp,
        /// Its name, to take note of it and to end it; the client's own text.
        #[serde(default)]
        pause: String,
        /// The name of the customers' company it is about; `None` when it is about everybody.
        #[serde(default)]
        company: Option<String>,
        /// Somebody has taken note of it.
        #[serde(default)]
        acknowledged: bool,
    },
}
