//! Chatwoot as its callers meet it: on a simulated installation, or on a scripted server.

mod acting;
mod cards;
mod contract;
mod extras;
mod live;
mod reading;
mod sending;
mod signing_in;
mod tools;
mod trouble;
mod unprotected;
mod visitor;

use std::{sync::Arc, time::Duration};

use inbox_core::{
    AgentKind, Connection, ConversationAction, ConversationRecord, ItemRecord, ListPage,
    ListRequest, OutgoingMessage, Platform, PlatformError, PlatformKind, Receipt, RemoteId,
    SyncScope, TimelineRequest, Urgency,
};
use inbox_platforms::{AnyPlatform, Chatwoot, OpenOptions, Quotas};
use inbox_simulators::{
    ChatwootOptions, ChatwootSimulator, SimulatorClock,
    chatwoot::{ChannelKind, Control, Credentials, Happened, Role, Size, Who},
};
use serde_json::json;

use crate::{
    manual_clock::ManualClock,
    scripted::Scripted,
    support::{NOW, clock, http},
};

pub(crate) const CUSTOMER: &str = "+15550100";

/// A simulated installation, a line on it, and the time of both.
pub(crate) struct Office {
    pub(crate) chatwoot: Chatwoot,
    pub(crate) control: Control,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) simulator: ChatwootSimulator,
}

pub(crate) fn options(base_url: &str, credentials: String) -> OpenOptions {
    OpenOptions {
        base_url: base_url.to_owned(),
        credentials: credentials.into(),
        clock: clock(),
        http: http(),
        quotas: Quotas::default(),
    }
}

pub(crate) fn open(options: OpenOptions) -> Chatwoot {
    match AnyPlatform::open(PlatformKind::Chatwoot, options).expect("well-formed options") {
        AnyPlatform::Chatwoot(chatwoot) => chatwoot,
        other => panic!("asked for Chatwoot, got {:?}", other.kind()),
    }
}

pub(crate) fn token_of(credentials: &Credentials) -> String {
    json!({ "accountId": credentials.account_id, "accessToken": credentials.access_token })
        .to_string()
}

/// A line on a scripted server.
pub(crate) fn scripted(server: &Scripted) -> Chatwoot {
    let credentials = json!({ "accountId": 1, "accessToken": "not to be told" });
    open(options(&server.url(), credentials.to_string()))
}

impl Office {
    pub(crate) async fn with(size: Size) -> Self {
        let start = jiff::Timestamp::from_millisecond(NOW.0).expect("a time of this century");
        let simulator = ChatwootSimulator::start(ChatwootOptions {
            size,
            clock: SimulatorClock::Manual { start },
            ..ChatwootOptions::default()
        })
        .await
        .expect("a free port");
        let clock = clock();
        let chatwoot = open(OpenOptions {
            clock: clock.clone(),
            ..options(simulator.base_url(), token_of(&simulator.credentials()))
        });
        Self {
            chatwoot,
            control: simulator.control(),
            clock,
            simulator,
        }
    }

    /// No customers yet.
    pub(crate) async fn empty() -> Self {
        Self::with(Size::Empty).await
    }

    pub(crate) async fn connect(&self) -> Connection {
        self.chatwoot.connect().await.expect("a valid key")
    }

    pub(crate) async fn advance(&self, milliseconds: u32) {
        // The platform's first: calls that our clock lets go must not arrive in its past.
        self.control
            .advance(Duration::from_millis(milliseconds.into()))
            .await;
        self.clock.advance(i64::from(milliseconds));
    }

    pub(crate) fn inbox(&self, kind: ChannelKind) -> i64 {
        let inboxes = self.control.overview().inboxes;
        let inbox = inboxes.into_iter().find(|inbox| inbox.kind == kind);
        inbox.expect("one of each kind").id
    }

    /// A customer of the API inbox, where nothing limits replies.
    pub(crate) fn customer_writes(&self, text: &str) -> Happened {
        let who = Who::phone(CUSTOMER)
            .on(self.inbox(ChannelKind::Api))
            .named("Sam Reed");
        self.control.receive_text(&who, text).expect("an inbox")
    }

    /// A colleague other than the person at this desk.
    pub(crate) fn colleague(&self) -> i64 {
        let users = self.control.overview().users;
        let agent = users.into_iter().find(|user| user.role == Role::Agent);
        agent.expect("colleagues").user_id
    }

    pub(crate) async fn record(&self, happened: &Happened) -> ConversationRecord {
        let id = RemoteId(happened.conversation_id.to_string());
        self.chatwoot
            .conversation(&id)
            .await
            .expect("an existing conversation")
    }

    pub(crate) async fn items(&self, happened: &Happened) -> Vec<ItemRecord> {
        let mut request = TimelineRequest {
            conversation: RemoteId(happened.conversation_id.to_string()),
            page: None,
        };
        let mut items = Vec::new();
        loop {
            let page = self.chatwoot.timeline(&request).await.expect("a page");
            items.extend(page.items);
            match page.next {
                Some(next) => request.page = Some(next),
                None => return items,
            }
        }
    }

    pub(crate) async fn send(
        &self,
        happened: &Happened,
        message: &OutgoingMessage,
    ) -> Result<Receipt, PlatformError> {
        let record = self.record(happened).await;
        self.chatwoot
            .at(Urgency::Person)
            .send(&record, message)
            .await
    }

    pub(crate) async fn act(
        &self,
        happened: &Happened,
        action: ConversationAction,
    ) -> Result<(), PlatformError> {
        let record = self.record(happened).await;
        self.chatwoot.act(&record, &action).await
    }
}

pub(crate) fn scope(name: &str) -> ListRequest {
    ListRequest {
        scope: SyncScope(name.to_owned()),
        page: None,
        since: None,
    }
}

pub(crate) async fn list_all(chatwoot: &Chatwoot) -> Vec<ListPage> {
    let mut request = scope("all");
    let mut pages = Vec::new();
    loop {
        let page = chatwoot.list(&request).await.expect("a page");
        let next = page.next.clone();
        pages.push(page);
        match next {
            Some(next) => request.page = Some(next),
            None => return pages,
        }
    }
}

pub(crate) fn person(id: i64) -> ConversationAction {
    ConversationAction::Assign {
        to: Some(RemoteId(id.to_string())),
        to_kind: AgentKind::Person,
        force: false,
    }
}
