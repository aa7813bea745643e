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

/// What somebody is asked for in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AttentionKind {
    /// The customer or the AI asks for a person.
    HumanRequested,
    /// The AI cannot go on by itself.
    AiStuck,
    /// The AI wants to do something and needs leave.
    Approval,
    /// Anything else a person should look at.
    Other,
}

/// One thing a person is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttentionItem {
    /// Its id on the platform, for [`crate::ConversationAction::ResolveAttention`]; `None` where it
    /// goes by itself once a person answers or takes over.
    pub remote: Option<RemoteId>,
    /// What is asked.
    pub kind: AttentionKind,
    /// The platform's reason, in its words.
    pub reason: Option<String>,
    /// Since when.
    pub raised_at: Timestamp,
    /// Not dealt with yet.
    pub open: bool,
}

/// A summary of the conversation by the platform's AI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AiSummary {
    /// Light markdown.
    pub text: String,
    /// When it was made, when told.
    pub made_at: Option<Timestamp>,
}

/// A named fact of a conversation or its customer: a custom attribute, a variable, an ad source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// Its name on the platform, also the key to change it by.
    pub name: String,
    /// Its value as text.
    pub value: String,
    /// [`crate::ConversationAction::SetProperty`] can change it.
    pub editable: bool,
}

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PromiseState {
    /// It runs, and was kept so far.
    Running,
    /// It runs, and was broken once at least.
    RunningBroken,
    /// It is over and was kept.
    Kept,
    /// It is over and was broken.
    Broken,
}

/// How fast a customer was promised to be served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Promise {
    /// What the promise is called.
    pub name: Option<String>,
    /// How it stands.
    pub state: PromiseState,
    /// When the first answer is due.
    pub first_reply_due: Option<Timestamp>,
    /// When the next answer is due.
    pub next_reply_due: Option<Timestamp>,
    /// When the conversation shall be resolved.
    pub resolution_due: Option<Timestamp>,
}

/// An advertisement that brought a customer to us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct AdSource {
    /// Its head line; its number where it has none.
    pub headline: String,
    /// Its words.
    pub body: Option<String>,
    /// Where it is on the web.
    pub url: Option<String>,
    /// When the customer chose it.
    pub clicked_at: Option<Timestamp>,
}

/// What the customer thought of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rating {
    /// The mark they gave.
    pub mark: u8,
    /// The best they could have given.
    pub best: u8,
    /// What they said to it.
    pub comment: Option<String>,
}

/// What only some platforms tell of a conversation; everything defaults to "not told".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct ConversationFacts {
    /// Subject, of an e-mail or made by the platform.
    pub subject: Option<String>,
    /// The platform's AI answers by itself. `None` where an AI agent is an assignee like others.
    pub ai_on: Option<bool>,
    /// When a hidden conversation comes back; `None` with [`Status::Snoozed`] means at the customer's
    /// next message.
    pub snoozed_until: Option<Timestamp>,
    /// Where read marks are shared: customer events up to this instant were read by somebody.
    pub seen_through: Option<Timestamp>,
    /// Whether free text is taken now, where the platform says so itself.
    pub can_reply: Option<bool>,
    /// It is over, and the platform takes no more words in it.
    pub over: bool,
    /// The customer's frustration in percent, where the platform's AI reads it.
    pub frustration: Option<u8>,
    /// The platform never tells who carries a conversation: what this desk knows of it stays.
    pub assignee_untold: bool,
    /// The team it is given to.
    pub team: Option<RemoteId>,
    /// The customer is blocked: what they write opens nothing and tells nobody.
    pub muted: bool,
    /// What the customer thought of the service.
    pub rating: Option<Rating>,
    /// The platform's newest AI summary.
    pub summary: Option<AiSummary>,
    /// Named facts.
    pub properties: Vec<Property>,
    /// How fast the customer was promised to be served.
    pub promise: Option<Promise>,
    /// The advertisement the customer came from.
    pub ad: Option<AdSource>,
    /// What a person is asked for, open ones first.
    pub attention: Vec<AttentionItem>,
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
    /// What only some platforms tell.
    pub facts: ConversationFacts,
    /// When anything last happened.
    pub last_activity_at: Timestamp,
    /// A text that changes whenever anything a reader would notice changed; compared, never shown.
    pub fingerprint: String,
}
