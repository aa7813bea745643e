//! The clients of the platforms. One folder per platform; what they share is HTTP and the throttle.
//!
//! Invariant: nothing of a platform's own JSON leaves its folder. What comes out are the records of
//! `inbox-core`, or a [`PlatformError`] that says what the caller can do about it.

mod beside;
/// Does the same with whichever client it is.
macro_rules! with_client {
    ($platform:expr, $client:ident => $work:expr) => {
        match $platform {
            AnyPlatform::Hatif($client) => $work,
            AnyPlatform::Chatvolt($client) => $work,
            AnyPlatform::Ohallo($client) => $work,
            AnyPlatform::Chatwoot($client) => $work,
        }
    };
}

mod chatvolt;
pub mod chatwoot;
mod hatif;
mod help;
mod html;
mod http;
mod ohallo;
mod organise;
mod text;
mod throttle;
mod tools;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;

#[cfg(test)]
#[path = "../tests/it/manual_clock.rs"]
mod manual_clock;

use std::sync::Arc;

use futures_util::stream::BoxStream;
use inbox_core::{
    Clock, Connection, ContactRecord, ConversationAction, ConversationRecord, Directory, Hint,
    ItemRecord, ListPage, ListRequest, LiveSign, OutgoingMessage, Platform, PlatformError,
    PlatformKind, RawEvent, Receipt, RemoteId, Secret, SentProbe, SyncScope, TimelinePage,
    TimelineRequest, Upload, Urgency, Walk,
};

pub use beside::RegisteredWebhook;
pub use chatvolt::{
    Chatvolt, Contact as ChatvoltContact, ContactCard, ContactDraft as ChatvoltContactDraft,
    ContactFilter as ChatvoltContactFilter, ContactOffset as ChatvoltContactOffset,
    ContactPage as ChatvoltContactPage, ContactVariable, CrmEntry, CrmLogEntry, CrmLogFilter,
    CrmLogPage, CrmLogStatus, CrmMove, CrmScenario, CrmStep, CrmTarget, FileByAddress,
    FirstContact, Gateway, InteractiveMessage, LinkMessage, ListMessage, Note as ChatvoltNote,
    NoteDraft as ChatvoltNoteDraft, Place, RecordedSpeaker, ReplyButton,
    Template as ChatvoltTemplate, TemplateButton, TemplateButtonKind,
    TemplateDraft as ChatvoltTemplateDraft, TemplateHeader, TemplateSend, VariableSource,
};
pub use chatwoot::Chatwoot;
pub use hatif::{
    CallEntry, Contact, ContactChange, ContactDraft, ContactFilter, ContactNote, ContactPage,
    Hatif, HistoryEntry, NewConversation, PropertyDefinition, PropertyDraft, PropertyFilter,
    PropertyKind, PropertyOption, PropertyValue, TagDraft, Template, TemplatePart, TemplateValue,
};
pub use help::{AI_OFF, AI_USED_UP, CODE_TAKEN};
pub use http::{Http, Timeouts, public_link};
pub use ohallo::{
    Brand, Breaker, ChannelChange, Company, Composition, ConversationStats, Ohallo, Person,
    QualityScore, QualityStats, Recipient, Workspace,
};
pub use throttle::{Quotas, Room};

/// Why a line could not be opened. Nothing was sent anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The address is not `https`, nor plain `http` to this very computer.
    #[error("address must be https")]
    Address,
    /// A server of one's own that is spoken to in clear: only where the person agrees, see
    /// [`Http::unprotected_to`].
    #[error("nothing protects the way to this address")]
    Unprotected,
    /// The credentials do not have the form this platform needs.
    #[error("malformed credentials")]
    Credentials,
    /// The system's certificates or proxy settings could not be used.
    #[error("http client could not be built")]
    Http,
}

/// An account that credentials open.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its name on the platform; empty where there is only one and it has none.
    pub name: String,
    /// The complete credentials of a line on it, as [`OpenOptions::credentials`] takes them.
    pub credentials: Secret,
}

/// Why signing in did not come to an account.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SignInError {
    /// Nothing was sent.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The platform said no, or nothing.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// The password is right; the platform wants a code as well, together with this ticket.
    #[error("second factor needed")]
    SecondFactor {
        /// What to hand back with the code.
        ticket: Secret,
    },
}

/// The accounts that what the person typed in opens: one on most platforms; several where a token
/// reaches several accounts or a key several workspaces.
///
/// Beside complete credentials, Chatwoot takes `{"accessToken": "…"}`, `{"email": "…", "password":
/// "…"}` and `{"ticket": "…", "code": "…"}`; Ohallo takes a key without a workspace.
pub async fn sign_in(
    kind: PlatformKind,
    options: OpenOptions,
) -> Result<Vec<Account>, SignInError> {
    match kind {
        PlatformKind::Chatwoot => Chatwoot::sign_in(options).await,
        PlatformKind::Ohallo => Ohallo::sign_in(options).await,
        PlatformKind::Hatif | PlatformKind::Chatvolt => Ok(vec![Account {
            name: String::new(),
            credentials: options.credentials,
        }]),
    }
}

/// What a client needs to serve one line.
#[derive(Clone)]
pub struct OpenOptions {
    /// Base address of the API; `https`, or `http` to the loopback interface, or to a server of one's
    /// own that [`Self::http`] may speak to in clear.
    pub base_url: String,
    /// The complete credentials, as JSON. Hatif: `{"clientId": "…", "clientSecret": "…"}`; Chatvolt:
    /// `{"apiKey": "…"}`; Ohallo: `{"apiKey": "…", "workspaceId": "…"}`, the latter optional; Chatwoot:
    /// `{"accountId": 1, "accessToken": "…"}` or
    /// `{"accountId": 1, "session": {"accessToken": "…", "client": "…", "uid": "…"}}`.
    pub credentials: Secret,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The shared HTTP client.
    pub http: Http,
    /// The shared quotas.
    pub quotas: Quotas,
}

/// The public address of a platform's API.
pub fn public_address(platform: PlatformKind) -> &'static str {
    match platform {
        PlatformKind::Hatif => "https://api.voxa.sa",
        PlatformKind::Chatvolt => chatvolt::client::PUBLIC,
        PlatformKind::Ohallo => "https://api.ohallo.eu",
        PlatformKind::Chatwoot => "https://app.chatwoot.com",
    }
}

/// The same credentials, with the undocumented host of the platform's own pages used or not; `None`
/// where there is no such choice.
pub fn with_dashboard(kind: PlatformKind, credentials: &Secret, on: bool) -> Option<Secret> {
    match kind {
        PlatformKind::Chatvolt => chatvolt::dashboard::with_dashboard(credentials, on),
        PlatformKind::Hatif | PlatformKind::Ohallo | PlatformKind::Chatwoot => None,
    }
}

/// A new key with the choices that a line made beside its old one.
pub fn with_choices_of(kind: PlatformKind, new: &Secret, old: &Secret) -> Secret {
    let chosen = match kind {
        PlatformKind::Chatvolt => chatvolt::dashboard::with_choices_of(new, old),
        PlatformKind::Hatif | PlatformKind::Ohallo | PlatformKind::Chatwoot => None,
    };
    chosen.unwrap_or_else(|| new.clone())
}

/// Whether credentials say of themselves that they open the account that others opened, which makes it
/// the first to try.
pub fn say_same_account(kind: PlatformKind, one: &Secret, other: &Secret) -> bool {
    match kind {
        PlatformKind::Ohallo => ohallo::share_place(one, other),
        PlatformKind::Hatif | PlatformKind::Chatvolt | PlatformKind::Chatwoot => false,
    }
}

/// The client of any platform: a closed set, so that whoever uses it needs no `dyn`.
#[derive(Debug, Clone)]
pub enum AnyPlatform {
    /// Hatif (Voxa).
    Hatif(Hatif),
    /// Chatvolt.
    Chatvolt(Chatvolt),
    /// Ohallo.
    Ohallo(Ohallo),
    /// Chatwoot.
    Chatwoot(Chatwoot),
}

impl AnyPlatform {
    /// Where a person finds a conversation of this line in the platform's own web pages.
    pub fn portal_link(&self, base_url: &str, conversation: &RemoteId) -> String {
        match self {
            // Its pages are told apart by account, which only the client knows.
            Self::Chatwoot(client) => client.portal_link(conversation),
            Self::Hatif(_) => hatif::conversation_link(conversation),
            Self::Chatvolt(_) => chatvolt::conversation_link(base_url, conversation),
            Self::Ohallo(_) => ohallo::conversation_link(base_url, conversation),
        }
    }

    /// What the platform leaves to calls that nobody waits for.
    pub fn room(&self) -> Room {
        with_client!(self, client => client.room())
    }
}

impl AnyPlatform {
    /// Opens a line without calling the platform yet.
    pub fn open(kind: PlatformKind, options: OpenOptions) -> Result<Self, OpenError> {
        match kind {
            PlatformKind::Hatif => Hatif::open(options).map(Self::Hatif),
            PlatformKind::Chatvolt => Chatvolt::open(options).map(Self::Chatvolt),
            PlatformKind::Ohallo => Ohallo::open(options).map(Self::Ohallo),
            PlatformKind::Chatwoot => Chatwoot::open(options).map(Self::Chatwoot),
        }
    }
}

impl Platform for AnyPlatform {
    fn kind(&self) -> PlatformKind {
        with_client!(self, client => client.kind())
    }

    fn at(&self, urgency: Urgency) -> Self {
        match self {
            Self::Hatif(client) => Self::Hatif(client.at(urgency)),
            Self::Chatvolt(client) => Self::Chatvolt(client.at(urgency)),
            Self::Ohallo(client) => Self::Ohallo(client.at(urgency)),
            Self::Chatwoot(client) => Self::Chatwoot(client.at(urgency)),
        }
    }

    async fn connect(&self) -> Result<Connection, PlatformError> {
        // On the heap: the largest of four decides the size of the future that holds this one.
        with_client!(self, client => Box::pin(client.connect()).await)
    }

    async fn directory(&self) -> Result<Directory, PlatformError> {
        with_client!(self, client => Box::pin(client.directory()).await)
    }

    fn scopes(&self, directory: &Directory) -> Vec<SyncScope> {
        with_client!(self, client => client.scopes(directory))
    }

    fn walk(&self, scope: &SyncScope) -> Walk {
        with_client!(self, client => client.walk(scope))
    }

    async fn list(&self, request: &ListRequest) -> Result<ListPage, PlatformError> {
        with_client!(self, client => client.list(request).await)
    }

    async fn conversation(
        &self,
        conversation: &RemoteId,
    ) -> Result<ConversationRecord, PlatformError> {
        with_client!(self, client => client.conversation(conversation).await)
    }

    async fn timeline(&self, request: &TimelineRequest) -> Result<TimelinePage, PlatformError> {
        with_client!(self, client => client.timeline(request).await)
    }

    async fn send_watched(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
        upload: &Upload,
    ) -> Result<Receipt, PlatformError> {
        with_client!(self, client => client.send_watched(conversation, message, upload).await)
    }

    async fn find_sent(&self, probe: &SentProbe) -> Result<Option<ItemRecord>, PlatformError> {
        with_client!(self, client => client.find_sent(probe).await)
    }

    async fn act(
        &self,
        conversation: &ConversationRecord,
        action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        with_client!(self, client => client.act(conversation, action).await)
    }

    // On the heap, as only one in a thousand calls is one of these.
    async fn contact(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<inbox_core::ContactCard, PlatformError> {
        with_client!(self, client => Box::pin(Platform::contact(client, conversation)).await)
    }

    async fn conversations_with(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<Vec<ConversationRecord>, PlatformError> {
        with_client!(self, client => Box::pin(client.conversations_with(conversation)).await)
    }

    async fn find_contacts(&self, words: &str) -> Result<Vec<ContactRecord>, PlatformError> {
        with_client!(self, client => Box::pin(client.find_contacts(words)).await)
    }

    async fn merge_contacts(&self, kept: &RemoteId, gone: &RemoteId) -> Result<(), PlatformError> {
        with_client!(self, client => Box::pin(Platform::merge_contacts(client, kept, gone)).await)
    }

    async fn find_companies(&self, words: &str) -> Result<Vec<inbox_core::Company>, PlatformError> {
        with_client!(self, client => Box::pin(client.find_companies(words)).await)
    }

    async fn personal_notices(&self) -> Result<Option<inbox_core::PersonalNotices>, PlatformError> {
        with_client!(self, client => Box::pin(client.personal_notices()).await)
    }

    async fn count_unresolved(&self) -> Result<Option<u32>, PlatformError> {
        with_client!(self, client => Box::pin(client.count_unresolved()).await)
    }

    fn live(&self) -> Option<BoxStream<'static, Result<LiveSign, PlatformError>>> {
        with_client!(self, client => client.live())
    }

    fn hints(&self, event: &RawEvent) -> Vec<Hint> {
        with_client!(self, client => client.hints(event))
    }

    async fn fetch_media(&self, url: &str, limit: u64) -> Result<Vec<u8>, PlatformError> {
        with_client!(self, client => client.fetch_media(url, limit).await)
    }
}
