//! The door to a platform: what every client offers, whatever its API looks like.

use futures_util::stream::BoxStream;
use serde::{Deserialize, Serialize};

use crate::{
    Capabilities, Company, ContactCard, ContactRecord, Content, ConversationAction,
    ConversationRecord, Directory, ItemRecord, OutgoingMessage, PersonalNotices, PlatformError,
    Presences, RemoteId, Timestamp, Upload,
};

/// The platforms Switchboard speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PlatformKind {
    /// Hatif (Voxa).
    Hatif,
    /// Chatvolt.
    Chatvolt,
    /// Ohallo.
    Ohallo,
    /// Chatwoot, in its cloud or on a server of one's own.
    Chatwoot,
}

impl PlatformKind {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Hatif, Self::Chatvolt, Self::Ohallo, Self::Chatwoot];

    const fn place(self) -> usize {
        match self {
            Self::Hatif => 0,
            Self::Chatvolt => 1,
            Self::Ohallo => 2,
            Self::Chatwoot => 3,
        }
    }
}

// A new arm is missed above, and with it the place it must have in the list.
const _: () = {
    let mut index = 0;
    while index < PlatformKind::ALL.len() {
        assert!(PlatformKind::ALL[index].place() == index);
        index += 1;
    }
};

/// Who waits for a call: it decides which one goes first under a platform's quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Urgency {
    /// A person pressed something.
    Person,
    /// Nobody, but something has just happened.
    News,
    /// Nobody: it is looked whether something has happened.
    Look,
    /// Nobody: what is long past is fetched, evenly, and leaves room for news.
    Past,
}

impl Urgency {
    /// Nobody waits for it; all such calls together never take more than half of the quota.
    pub fn is_background(self) -> bool {
        match self {
            Self::Person => false,
            Self::News | Self::Look | Self::Past => true,
        }
    }
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

/// A part of a line whose conversations are listed together; [`Platform::walk`] says in which way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SyncScope(pub String);

/// How a scope is read, as platforms differ in what their lists can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Walk {
    /// Newest activity first: each look reads from the top down to what is known.
    Activity,
    /// Newest creation first: each look reads the first page, the first look goes on to the horizon.
    Creation,
    /// A list without order: each look reads all of it, at most once in so many milliseconds.
    Whole {
        /// Milliseconds between two looks; 0 means each poll.
        every_ms: u64,
    },
    /// The platform tells what changed since an instant: [`ListRequest::since`] is given.
    Since,
}

/// Where a listing goes on; the client's own text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageToken(pub String);

/// One page of conversations, please.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// Which part of the line.
    pub scope: SyncScope,
    /// Where to go on; `None` starts at the beginning of the list.
    pub page: Option<PageToken>,
    /// For scopes read by [`Walk::Since`]: changes before this instant are known.
    pub since: Option<Timestamp>,
}

/// Conversations in the order of the scope's [`Walk`].
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
#[derive(Debug, Clone, PartialEq)]
pub struct SentProbe {
    /// The conversation.
    pub conversation: RemoteId,
    /// What was sent.
    pub message: OutgoingMessage,
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
    /// The words of an item were changed after it was sent.
    Edited {
        /// The conversation.
        conversation: RemoteId,
        /// The item.
        item: RemoteId,
        /// What it holds since, when the event says so.
        content: Option<Box<Content>>,
    },
    /// Something happened to a contact whose conversation the event does not name.
    Contact {
        /// The contact.
        contact: RemoteId,
    },
}

/// What a platform's own live connection tells.
#[derive(Debug, Clone, PartialEq)]
pub enum LiveSign {
    /// The connection stands; what happened before has to be read.
    Connected,
    /// Something happened.
    Hints(Vec<Hint>),
    /// The person was told something by name, or has looked at it elsewhere:
    /// [`Platform::personal_notices`] says what is left.
    Noticed,
    /// What the line consists of was changed by somebody: [`Platform::directory`] says how it is now.
    DirectoryChanged,
    /// Who of the colleagues is there; takes the place of what was told of it before.
    Presences(Presences),
    /// Somebody began or stopped writing.
    Typing {
        /// The conversation.
        conversation: RemoteId,
        /// A colleague as opposed to the customer.
        colleague: bool,
        /// Their name, when told.
        name: Option<String>,
        /// Began, as opposed to stopped.
        on: bool,
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

    /// How a scope is read.
    fn walk(&self, scope: &SyncScope) -> Walk;

    /// One page of conversations of a scope.
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

    /// Sends a message or adds a note, and tells `upload` how much of its files has left. One try; see
    /// [`PlatformError::outcome_unknown`].
    fn send_watched(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
        upload: &Upload,
    ) -> impl Future<Output = Result<Receipt, PlatformError>> + Send;

    /// The same where nobody watches.
    fn send(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
    ) -> impl Future<Output = Result<Receipt, PlatformError>> + Send {
        async move {
            let upload = Upload::of(message.upload_bytes());
            self.send_watched(conversation, message, &upload).await
        }
    }

    /// Looks for a send whose outcome is unknown.
    fn find_sent(
        &self,
        probe: &SentProbe,
    ) -> impl Future<Output = Result<Option<ItemRecord>, PlatformError>> + Send;

    /// Changes something about a conversation. Repeating it is harmless.
    fn act(
        &self,
        conversation: &ConversationRecord,
        action: &ConversationAction,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send;

    /// Everything the platform keeps of the customer of a conversation.
    fn contact(
        &self,
        conversation: &ConversationRecord,
    ) -> impl Future<Output = Result<ContactCard, PlatformError>> + Send;

    /// The newest conversations with the customer of a conversation, also those that no list reaches
    /// any more.
    fn conversations_with(
        &self,
        conversation: &ConversationRecord,
    ) -> impl Future<Output = Result<Vec<ConversationRecord>, PlatformError>> + Send;

    /// Contacts whose name, number or address holds these words, a page at most.
    fn find_contacts(
        &self,
        words: &str,
    ) -> impl Future<Output = Result<Vec<ContactRecord>, PlatformError>> + Send;

    /// Makes one contact of two: the second becomes part of the first and is gone for good.
    fn merge_contacts(
        &self,
        kept: &RemoteId,
        gone: &RemoteId,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send;

    /// Companies whose name holds these words, a page at most.
    fn find_companies(
        &self,
        words: &str,
    ) -> impl Future<Output = Result<Vec<Company>, PlatformError>> + Send;

    /// What the person was told by name and has not looked at; `None` where the platform tells nobody
    /// anything.
    fn personal_notices(
        &self,
    ) -> impl Future<Output = Result<Option<PersonalNotices>, PlatformError>> + Send {
        async { Ok(None) }
    }

    /// How many conversations there are that are not resolved, of those that the key sees; `None` where
    /// lists tell what is gone, or nobody counts.
    fn count_unresolved(&self) -> impl Future<Output = Result<Option<u32>, PlatformError>> + Send {
        async { Ok(None) }
    }

    /// A live connection, for platforms that offer one: told are signs until it breaks, and why it
    /// did. Opening it anew is the caller's business; dropping it closes it.
    fn live(&self) -> Option<BoxStream<'static, Result<LiveSign, PlatformError>>>;

    /// Reads an event of this platform; what it does not understand is an empty answer.
    fn hints(&self, event: &RawEvent) -> Vec<Hint>;

    /// Fetches a file of a message; at most `limit` bytes.
    fn fetch_media(
        &self,
        url: &str,
        limit: u64,
    ) -> impl Future<Output = Result<Vec<u8>, PlatformError>> + Send;
}
