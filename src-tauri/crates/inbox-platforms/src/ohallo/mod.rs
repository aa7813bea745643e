//! Ohallo: an AI that answers customers, with people for what it cannot.

use futures_util::stream::BoxStream;
use inbox_core::{
    Connection, ConversationAction, ConversationRecord, Directory, Hint, ItemRecord, ListPage,
    ListRequest, LiveSign, OutgoingMessage, Platform, PlatformError, PlatformKind, RawEvent,
    Receipt, RemoteId, SentProbe, SyncScope, TimelinePage, TimelineRequest, Urgency, Walk,
};

use crate::{Account, OpenError, OpenOptions, SignInError};

/// The client of one account. Clones share quota and connections.
#[derive(Debug, Clone)]
pub struct Ohallo {
    urgency: Urgency,
}

impl Ohallo {
    /// Opens a line without calling the platform yet.
    pub fn open(_options: OpenOptions) -> Result<Self, OpenError> {
        Ok(Self {
            urgency: Urgency::Background,
        })
    }

    /// The accounts the typed-in credentials open.
    pub(crate) async fn sign_in(_options: OpenOptions) -> Result<Vec<Account>, SignInError> {
        Err(PlatformError::Unsupported.into())
    }
}

/// Where a person finds a conversation in the platform's own web pages.
pub(crate) fn conversation_link(base_url: &str, conversation: &RemoteId) -> String {
    format!("{base_url}/{conversation}")
}

impl Platform for Ohallo {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Ohallo
    }

    fn at(&self, urgency: Urgency) -> Self {
        Self { urgency }
    }

    async fn connect(&self) -> Result<Connection, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn directory(&self) -> Result<Directory, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    fn scopes(&self, _directory: &Directory) -> Vec<SyncScope> {
        Vec::new()
    }

    fn walk(&self, _scope: &SyncScope) -> Walk {
        Walk::Activity
    }

    async fn list(&self, _request: &ListRequest) -> Result<ListPage, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn conversation(
        &self,
        _conversation: &RemoteId,
    ) -> Result<ConversationRecord, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn timeline(&self, _request: &TimelineRequest) -> Result<TimelinePage, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn send(
        &self,
        _conversation: &ConversationRecord,
        _message: &OutgoingMessage,
    ) -> Result<Receipt, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn find_sent(&self, _probe: &SentProbe) -> Result<Option<ItemRecord>, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn act(
        &self,
        _conversation: &ConversationRecord,
        _action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        Err(PlatformError::Unsupported)
    }

    fn live(&self) -> Option<BoxStream<'static, Result<LiveSign, PlatformError>>> {
        None
    }

    fn hints(&self, _event: &RawEvent) -> Vec<Hint> {
        Vec::new()
    }

    async fn fetch_media(&self, _url: &str, _limit: u64) -> Result<Vec<u8>, PlatformError> {
        Err(PlatformError::Unsupported)
    }
}
