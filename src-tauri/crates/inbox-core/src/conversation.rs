//! Conversations and contacts as a platform tells them, in our words.

use serde::{Deserialize, Serialize};

use crate::{AgentKind, ChannelKind, RemoteId, Timestamp};

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Somebody may have to act.
    Open,
    /// Waits for the customer.
    Pending,
    /// Hidden until a time or an answer.
    Snoozed,
    /// Done.
    Resolved,
}

/// How pressing the platform says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Priority {
    /// Can wait.
    Low,
    /// The usual.
    Medium,
    /// Before the usual.
    High,
    /// Now.
    Urgent,
}

/// The customer's mood as a platform's AI reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mood {
    /// Content.
    Positive,
    /// Neither.
    Neutral,
    /// Upset.
    Negative,
    /// Both.
    Mixed,
}

/// Who carries a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignee {
    /// The agent's id on the platform.
    pub agent: RemoteId,
    /// Person or AI agent.
    pub kind: AgentKind,
    /// The name the platform sent along, when it did.
    pub name: Option<String>,
}

/// A customer as one platform knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct ContactRecord {
    /// Id on the platform; may be empty for platforms that know only an address.
    pub remote: String,
    /// Display name; absent when the platform knows none.
    pub name: Option<String>,
    /// Phone number as the platform writes it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Company they belong to.
    pub company: Option<String>,
    /// Where the avatar can be fetched.
    pub avatar_url: Option<String>,
}

/// What the last event was, for a row that shows one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PreviewKind {
    /// Text of a message.
    Text,
    /// Picture, video, sound or file.
    Media,
    /// A place.
    Location,
    /// A call that was answered.
    Call,
    /// A call nobody took.
    MissedCall,
    /// An approved template.
    Template,
    /// A change such as an assignment.
    Activity,
    /// Something we cannot show.
    Unsupported,
}

/// The last event of a conversation in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// What it was.
    pub kind: PreviewKind,
    /// True when it came from our side.
    pub outbound: bool,
    /// Text, when it has one.
    pub text: Option<String>,
}

/// A conversation as a platform lists it. Complete enough to be shown before its timeline is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRecord {
    /// Id on the platform.
    pub remote: RemoteId,
    /// The channel it runs on, when known.
    pub channel: Option<RemoteId>,
    /// What kind of channel that is; decides whether a reply window applies.
    pub channel_kind: ChannelKind,
    /// The customer.
    pub contact: ContactRecord,
    /// Where it stands.
    pub status: Status,
    /// The platform's own word for that.
    pub platform_status: String,
    /// Who carries it.
    pub assignee: Option<Assignee>,
    /// How pressing, where the platform says so.
    pub priority: Option<Priority>,
    /// The customer's mood, where the platform reads it.
    pub mood: Option<Mood>,
    /// Tags by their id on the platform.
    pub tags: Vec<RemoteId>,
    /// The last event, when the listing tells it. `None` leaves the stored preview alone.
    pub preview: Option<Preview>,
    /// When anything last happened.
    pub last_activity_at: Timestamp,
    /// A text that changes whenever anything a reader would notice changed; compared, never shown.
    pub fingerprint: String,
}
