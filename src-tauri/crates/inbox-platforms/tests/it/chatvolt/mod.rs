//! The Chatvolt client against the simulated organization, and against servers that say what no
//! simulator would.

mod acting;
mod extras;
mod reading;
mod sending;
mod tools;
mod transport;
mod trouble;
mod webhooks;

use std::{sync::Arc, time::Duration};

use inbox_core::{
    ConversationAction, ConversationRecord, ItemRecord, ListRequest, Platform, PlatformError,
    PlatformKind, RemoteId, SyncScope, TimelineRequest, Urgency,
};
use inbox_platforms::{AnyPlatform, Chatvolt, Http, OpenOptions, Quotas};
use inbox_simulators::{
    ChatvoltOptions, ChatvoltSimulator, SimulatorClock,
    chatvolt::{Control, Happened, Quirks, Size, Who},
};
use serde_json::json;

use crate::{
    manual_clock::ManualClock,
    support::{NOW, clock, http},
};

pub(crate) const CUSTOMER: &str = "+5511988887777";

/// A simulated organization, a line on it, and the time of both. The client acts as if a person
/// waited, whom the quota of background work does not hold up.
pub(crate) struct Desk {
    pub(crate) chatvolt: Chatvolt,
    pub(crate) control: Control,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) simulator: ChatvoltSimulator,
}

pub(crate) fn open(
    base_url: &str,
    credentials: &serde_json::Value,
    clock: Arc<ManualClock>,
    http: Http,
) -> Chatvolt {
    let options = OpenOptions {
        base_url: base_url.to_owned(),
        credentials: credentials.to_string().into(),
        clock,
        http,
        quotas: Quotas::default(),
    };
    match AnyPlatform::open(PlatformKind::Chatvolt, options).expect("well-formed options") {
        AnyPlatform::Chatvolt(chatvolt) => chatvolt.at(Urgency::Person),
        other => panic!("asked for Chatvolt, got {:?}", other.kind()),
    }
}

impl Desk {
    pub(crate) async fn with(options: ChatvoltOptions) -> Self {
        let start = jiff::Timestamp::from_millisecond(NOW.0).expect("a time of this century");
        let options = ChatvoltOptions {
            clock: SimulatorClock::Manual { start },
            rate_limit_per_minute: None,
            ..options
        };
        let simulator = ChatvoltSimulator::start(options)
            .await
            .expect("a free port");
        let clock = clock();
        let told = simulator.credentials();
        let mut credentials =
            json!({ "apiKey": told.api_key, "phoneNumberId": told.phone_number_id });
        if let Some(url) = simulator.dashboard_url() {
            credentials["dashboard"] = json!(true);
            credentials["dashboardUrl"] = json!(url);
        }
        let chatvolt = open(simulator.base_url(), &credentials, clock.clone(), http());
        Self {
            chatvolt,
            control: simulator.control(),
            clock,
            simulator,
        }
    }

    /// No customers yet, and an AI that keeps silent.
    pub(crate) async fn empty() -> Self {
        Self::with(ChatvoltOptions {
            size: Size::Empty,
            ai_answers: false,
            ..ChatvoltOptions::default()
        })
        .await
    }

    /// The same, with the dashboard's host.
    pub(crate) async fn with_dashboard() -> Self {
        Self::with(ChatvoltOptions {
            size: Size::Empty,
            ai_answers: false,
            dashboard: true,
            ..ChatvoltOptions::default()
        })
        .await
    }

    pub(crate) async fn advance(&self, milliseconds: u32) {
        // The platform's first: calls that our clock lets go must not arrive in its past.
        self.control
            .advance(Duration::from_millis(milliseconds.into()))
            .await;
        self.clock.advance(i64::from(milliseconds));
    }

    pub(crate) fn quirks(&self, change: impl FnOnce(&mut Quirks)) {
        self.control.quirks(change);
    }

    pub(crate) fn customer_writes(&self, text: &str) -> Happened {
        self.control
            .receive_text(&Who::phone(CUSTOMER).named("Ana Lima"), text)
            .expect("a WhatsApp channel")
    }

    pub(crate) async fn conversation(&self, happened: &Happened) -> ConversationRecord {
        let id = RemoteId::from(happened.conversation_id.as_str());
        self.chatvolt
            .conversation(&id)
            .await
            .expect("an existing conversation")
    }

    /// Does something to a conversation and tells what it looks like afterwards.
    pub(crate) async fn after(
        &self,
        happened: &Happened,
        action: ConversationAction,
    ) -> Result<ConversationRecord, PlatformError> {
        let record = self.conversation(happened).await;
        // Telling it twice is as good as telling it once.
        for _ in 0..2 {
            self.chatvolt.act(&record, &action).await?;
        }
        Ok(self.conversation(happened).await)
    }

    pub(crate) async fn items(&self, conversation: &str) -> Vec<ItemRecord> {
        let mut request = TimelineRequest {
            conversation: conversation.into(),
            page: None,
        };
        let mut items = Vec::new();
        loop {
            let page = self.chatvolt.timeline(&request).await.expect("a page");
            items.extend(page.items);
            match page.next {
                Some(next) => request.page = Some(next),
                None => return items,
            }
        }
    }

    /// One complete look at a scope.
    pub(crate) async fn look(&self, scope: &str) -> Result<Vec<ConversationRecord>, PlatformError> {
        let mut request = request(scope);
        let mut records = Vec::new();
        loop {
            let page = self.chatvolt.list(&request).await?;
            assert_eq!(page.unreadable, 0);
            records.extend(page.conversations);
            match page.next {
                Some(next) => request.page = Some(next),
                None => return Ok(records),
            }
        }
    }
}

pub(crate) fn request(scope: &str) -> ListRequest {
    ListRequest {
        scope: SyncScope(scope.to_owned()),
        page: None,
        since: None,
    }
}
