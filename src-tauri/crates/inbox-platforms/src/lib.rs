//! The clients of the platforms. One folder per platform; what they share is HTTP and the throttle.
//!
//! Invariant: nothing of a platform's own JSON leaves its folder. What comes out are the records of
//! `inbox-core`, or a [`PlatformError`] that says what the caller can do about it.

mod hatif;
mod http;
mod throttle;

#[cfg(test)]
#[path = "../tests/it/manual_clock.rs"]
mod manual_clock;

use std::sync::Arc;

use inbox_core::{
    AgentKind, Clock, Connection, ConversationRecord, Directory, Hint, ItemRecord, ListPage,
    ListRequest, Platform, PlatformError, PlatformKind, RawEvent, Receipt, RemoteId, Secret,
    SentProbe, SyncScope, TimelinePage, TimelineRequest, Urgency,
};

pub use hatif::{
    CallEntry, Contact, ContactChange, ContactDraft, ContactFilter, ContactNote, ContactPage,
    Hatif, HistoryEntry, NewConversation, PropertyDefinition, PropertyDraft, PropertyFilter,
    PropertyKind, PropertyOption, PropertyValue, TagDraft, Template, TemplatePart, TemplateValue,
};
pub use http::{Http, Timeouts};

/// Why a line could not be opened. Nothing was sent anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The address is not `https`, nor plain `http` to this very computer.
    #[error("address must be https")]
    Address,
    /// The credentials do not have the form this platform needs.
    #[error("malformed credentials")]
    Credentials,
    /// The system's certificates or proxy settings could not be used.
    #[error("http client could not be built")]
    Http,
}

/// What a client needs to serve one line.
pub struct OpenOptions {
    /// Base address of the API; `https`, or `http` to the loopback interface.
    pub base_url: String,
    /// What the person was given. Hatif: `{"clientId": "…", "clientSecret": "…"}`.
    pub credentials: Secret,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The shared HTTP client.
    pub http: Http,
}

/// Where a person finds a conversation in the platform's own web pages.
pub fn portal_link(platform: PlatformKind, conversation: &RemoteId) -> String {
    match platform {
        PlatformKind::Hatif => hatif::conversation_link(conversation),
    }
}

/// The public address of a platform's API.
pub fn public_address(platform: PlatformKind) -> &'static str {
    match platform {
        PlatformKind::Hatif => "https://api.voxa.sa",
    }
}

/// The client of any platform: a closed set, so that whoever uses it needs no `dyn`.
#[derive(Debug, Clone)]
pub enum AnyPlatform {
    /// Hatif (Voxa).
    Hatif(Hatif),
}

impl AnyPlatform {
    /// Opens a line without calling the platform yet.
    pub fn open(kind: PlatformKind, options: OpenOptions) -> Result<Self, OpenError> {
        match kind {
            PlatformKind::Hatif => Hatif::open(options).map(Self::Hatif),
        }
    }
}

impl Platform for AnyPlatform {
    fn kind(&self) -> PlatformKind {
        match self {
            Self::Hatif(client) => client.kind(),
        }
    }

    fn at(&self, urgency: Urgency) -> Self {
        match self {
            Self::Hatif(client) => Self::Hatif(client.at(urgency)),
        }
    }

    async fn connect(&self) -> Result<Connection, PlatformError> {
        match self {
            Self::Hatif(client) => client.connect().await,
        }
    }

    async fn directory(&self) -> Result<Directory, PlatformError> {
        match self {
            Self::Hatif(client) => client.directory().await,
        }
    }

    fn scopes(&self, directory: &Directory) -> Vec<SyncScope> {
        match self {
            Self::Hatif(client) => client.scopes(directory),
        }
    }

    async fn list(&self, request: &ListRequest) -> Result<ListPage, PlatformError> {
        match self {
            Self::Hatif(client) => client.list(request).await,
        }
    }

    async fn conversation(
        &self,
        conversation: &RemoteId,
    ) -> Result<ConversationRecord, PlatformError> {
        match self {
            Self::Hatif(client) => client.conversation(conversation).await,
        }
    }

    async fn timeline(&self, request: &TimelineRequest) -> Result<TimelinePage, PlatformError> {
        match self {
            Self::Hatif(client) => client.timeline(request).await,
        }
    }

    async fn send_text(
        &self,
        conversation: &ConversationRecord,
        text: &str,
    ) -> Result<Receipt, PlatformError> {
        match self {
            Self::Hatif(client) => client.send_text(conversation, text).await,
        }
    }

    async fn find_sent(&self, probe: &SentProbe) -> Result<Option<ItemRecord>, PlatformError> {
        match self {
            Self::Hatif(client) => client.find_sent(probe).await,
        }
    }

    async fn assign(
        &self,
        conversation: &RemoteId,
        to: Option<(&RemoteId, AgentKind)>,
    ) -> Result<(), PlatformError> {
        match self {
            Self::Hatif(client) => client.assign(conversation, to).await,
        }
    }

    fn hints(&self, event: &RawEvent) -> Vec<Hint> {
        match self {
            Self::Hatif(client) => client.hints(event),
        }
    }

    async fn fetch_media(&self, url: &str, limit: u64) -> Result<Vec<u8>, PlatformError> {
        match self {
            Self::Hatif(client) => client.fetch_media(url, limit).await,
        }
    }
}
