//! The door to a platform: what every client offers, whatever its API looks like.

use serde::{Deserialize, Serialize};

use crate::{
    AgentKind, Capabilities, ConversationRecord, Directory, ItemRecord, PlatformError, RemoteId,
    Timestamp,
};

/// The platforms Switchboard speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PlatformKind {
    /// Hatif (Voxa).
    Hatif,
}

/// Who waits for a call: it decides which one goes first under a platform's quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Urgency {
    /// A person pressed something.
    Person,
    /// Nobody; never takes more than half of the quota.
    Background,
}

/// What connecting found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Channels, agents, tags.
    pub directory: Directory,
    /// What the key can do.
    pub capabilities: Capabilities,
    /// Who the key itself is, where keys belong to a person.
    pub me: Option<RemoteId>,
}

/// A part of a line whose conversations are listed together, newest activity first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SyncScope(pub String);

/// Where a listing goes on; the client's own text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageToken(pub String);

/// One page of conversations, please.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// Which part of the line.
    pub scope: SyncScope,
    /// Where to go on; `None` starts with the newest.
    pub page: Option<PageToken>,
}

/// Conversations, newest activity first.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage {
    /// The page.
    pub conversations: Vec<ConversationRecord>,
    /// Where it goes on; `None` at the end.
    pub next: Option<PageToken>,
    /// How many there are in all, when the platform says.
    pub total: Option<u32>,
    /// Rows of the page that could not be read; they were logged by id and left out.
    pub unreadable: u32,
}

/// One page of a timeline, please.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRequest {
    /// The conversation.
    pub conversation: RemoteId,
    /// Where to go on; `None` starts with the newest.
    pub page: Option<PageToken>,
}

/// Timeline items, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelinePage {
    /// The page.
    pub items: Vec<ItemRecord>,
    /// Where it goes on; `None` at the beginning of the conversation.
    pub next: Option<PageToken>,
}

/// What the platform said after a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The id under which the item will appear in the timeline, when told.
    pub item: Option<RemoteId>,
}

/// What to look for in a thread when a send got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentProbe {
    /// The conversation.
    pub conversation: RemoteId,
    /// The text as sent.
    pub text: String,
    /// When the send began.
    pub attempted_at: Timestamp,
    /// Items that are already linked to other sends.
    pub linked: Vec<RemoteId>,
}

/// An event as a relay or socket delivered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEvent {
    /// The body, unparsed.
    pub body: String,
    /// When the relay took it.
    pub received_at: Timestamp,
}

/// What an event tells. Hints come early and may be wrong; each is followed by a read.
#[derive(Debug, Clone, PartialEq)]
pub enum Hint {
    /// Something happened in this conversation; the item is given when the event was complete.
    Conversation {
        /// The conversation.
        conversation: RemoteId,
        /// The item, when complete enough to be shown at once.
        item: Option<Box<ItemRecord>>,
    },
    /// Something happened to a contact whose conversation the event does not name.
    Contact {
        /// The contact.
        contact: RemoteId,
    },
}

/// A platform's client. One value serves one line; clones share its connection and quota.
pub trait Platform: Clone + Send + Sync + 'static {
    /// Which platform.
    fn kind(&self) -> PlatformKind;

    /// The same client, with calls made at this urgency.
    #[must_use]
    fn at(&self, urgency: Urgency) -> Self;

    /// Signs in and finds out what there is and what the key can do.
    fn connect(&self) -> impl Future<Output = Result<Connection, PlatformError>> + Send;

    /// Channels, agents and tags as they are now.
    fn directory(&self) -> impl Future<Output = Result<Directory, PlatformError>> + Send;

    /// The parts of the line to list, given its directory.
    fn scopes(&self, directory: &Directory) -> Vec<SyncScope>;

    /// One page of conversations of a scope, newest activity first.
    fn list(
        &self,
        request: &ListRequest,
    ) -> impl Future<Output = Result<ListPage, PlatformError>> + Send;

    /// One conversation.
    fn conversation(
        &self,
        conversation: &RemoteId,
    ) -> impl Future<Output = Result<ConversationRecord, PlatformError>> + Send;

    /// One page of a timeline, newest first.
    fn timeline(
        &self,
        request: &TimelineRequest,
    ) -> impl Future<Output = Result<TimelinePage, PlatformError>> + Send;

    /// Sends text into a conversation. One try; see [`PlatformError::outcome_unknown`].
    fn send_text(
        &self,
        conversation: &ConversationRecord,
        text: &str,
    ) -> impl Future<Output = Result<Receipt, PlatformError>> + Send;

    /// Looks for a send whose outcome is unknown.
    fn find_sent(
        &self,
        probe: &SentProbe,
    ) -> impl Future<Output = Result<Option<ItemRecord>, PlatformError>> + Send;

    /// Gives a conversation to somebody, or to nobody. Repeating it is harmless.
    fn assign(
        &self,
        conversation: &RemoteId,
        to: Option<(&RemoteId, AgentKind)>,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send;

    /// Reads an event of this platform; what it does not understand is an empty answer.
    fn hints(&self, event: &RawEvent) -> Vec<Hint>;

    /// Fetches a file of a message; at most `limit` bytes.
    fn fetch_media(
        &self,
        url: &str,
        limit: u64,
    ) -> impl Future<Output = Result<Vec<u8>, PlatformError>> + Send;
}
