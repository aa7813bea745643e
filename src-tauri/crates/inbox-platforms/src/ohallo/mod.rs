//! Ohallo: an AI that answers customers, with people for what it cannot.
//!
//! Words of ours go out only after a take-over, every action is a signal that shows a little later, and
//! nothing is pushed. What its API does not offer is not imitated: no files, no notes, no reopening, no
//! read marks, no list of colleagues.

mod account;
mod answers;
mod card;
mod client;
mod extras;
mod failure;
mod listing;
mod map;
mod memory;
mod people;
mod sending;
mod tools;
mod wire;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures_util::stream::BoxStream;
use inbox_core::{
    Company as CompanyCard, Connection, ContactCard, ContactRecord, ConversationAction,
    ConversationRecord, Directory, Hint, ItemRecord, ListPage, ListRequest, LiveSign,
    OutgoingMessage, Platform, PlatformError, PlatformKind, RawEvent, Receipt, RemoteId, Secret,
    SentProbe, SyncScope, TimelinePage, TimelineRequest, Upload, Urgency, Walk,
};

pub use extras::{
    Brand, Breaker, ChannelChange, Composition, ConversationStats, QualityScore, QualityStats,
    Recipient, Workspace,
};
pub use people::{Company, Person};

use crate::{Account, OpenError, OpenOptions, Room, SignInError};
use client::Session;

/// The client of one account. Clones share quota and connections.
#[derive(Debug, Clone)]
pub struct Ohallo {
    session: Arc<Session>,
    urgency: Urgency,
}

impl Ohallo {
    /// What the platform leaves to calls that nobody waits for.
    pub(crate) fn room(&self) -> Room {
        self.session.room()
    }

    /// Opens a line without calling the platform yet; calls are made in the background until
    /// [`Platform::at`] says otherwise.
    pub fn open(options: OpenOptions) -> Result<Self, OpenError> {
        Ok(Self {
            session: Arc::new(Session::new(options)?),
            urgency: Urgency::News,
        })
    }

    /// The workspaces a key reaches, and all of them together when there are several.
    pub(crate) async fn sign_in(options: OpenOptions) -> Result<Vec<Account>, SignInError> {
        Self::accounts(options).await
    }
}

/// Whether two keys are about the same part of what they reach.
pub(crate) fn share_place(one: &Secret, other: &Secret) -> bool {
    client::Credentials::share_place(one, other)
}

/// Where a person finds a conversation in the platform's own web pages: its pages have no documented
/// addresses, so it is the dashboard itself, whose host is `app` where the API's is `api`.
pub(crate) fn conversation_link(base_url: &str, _conversation: &RemoteId) -> String {
    base_url.replacen("//api.", "//app.", 1)
}

impl Platform for Ohallo {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Ohallo
    }

    fn at(&self, urgency: Urgency) -> Self {
        Self {
            session: self.session.clone(),
            urgency,
        }
    }

    async fn connect(&self) -> Result<Connection, PlatformError> {
        self.sign_on().await
    }

    async fn directory(&self) -> Result<Directory, PlatformError> {
        self.read_directory().await
    }

    fn scopes(&self, _directory: &Directory) -> Vec<SyncScope> {
        listing::scopes()
    }

    fn walk(&self, scope: &SyncScope) -> Walk {
        listing::walk(scope)
    }

    async fn list(&self, request: &ListRequest) -> Result<ListPage, PlatformError> {
        self.list_page(request).await
    }

    async fn conversation(
        &self,
        conversation: &RemoteId,
    ) -> Result<ConversationRecord, PlatformError> {
        self.read_conversation(conversation).await
    }

    async fn timeline(&self, request: &TimelineRequest) -> Result<TimelinePage, PlatformError> {
        self.timeline_page(request).await
    }

    async fn send_watched(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
        _upload: &Upload,
    ) -> Result<Receipt, PlatformError> {
        self.reply(conversation, message).await
    }

    async fn find_sent(&self, probe: &SentProbe) -> Result<Option<ItemRecord>, PlatformError> {
        self.search_sent(probe).await
    }

    async fn act(
        &self,
        conversation: &ConversationRecord,
        action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        self.change(conversation, action).await
    }

    async fn contact(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<ContactCard, PlatformError> {
        self.card_of(conversation).await
    }

    async fn conversations_with(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<Vec<ConversationRecord>, PlatformError> {
        self.conversations_of(conversation).await
    }

    async fn find_contacts(&self, _words: &str) -> Result<Vec<ContactRecord>, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn merge_contacts(
        &self,
        _kept: &RemoteId,
        _gone: &RemoteId,
    ) -> Result<(), PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn find_companies(&self, words: &str) -> Result<Vec<CompanyCard>, PlatformError> {
        self.companies_with(words).await
    }

    fn live(&self) -> Option<BoxStream<'static, Result<LiveSign, PlatformError>>> {
        None
    }

    fn hints(&self, _event: &RawEvent) -> Vec<Hint> {
        Vec::new()
    }

    async fn fetch_media(&self, url: &str, limit: u64) -> Result<Vec<u8>, PlatformError> {
        self.file(url, limit).await
    }
}
