//! A simulated account and a line on it, with one hand on the time of both.

use std::{sync::Arc, time::Duration};

use inbox_core::{
    ConversationRecord, ItemRecord, ListRequest, OutgoingMessage, Platform, PlatformError,
    RemoteId, SyncScope, TimelineRequest, Urgency,
};
use inbox_platforms::{Ohallo, OpenOptions, Quotas};
use inbox_simulators::{
    OhalloOptions, OhalloSimulator, SimulatorClock,
    ohallo::{Control, Happened, Size, Who},
};

use crate::{
    manual_clock::ManualClock,
    support::{NOW, clock, http},
};

pub(crate) struct Desk {
    pub(crate) ohallo: Ohallo,
    pub(crate) control: Control,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) simulator: OhalloSimulator,
}

impl Desk {
    pub(crate) async fn with(options: OhalloOptions) -> Self {
        let start = jiff::Timestamp::from_millisecond(NOW.0).expect("a time of this century");
        let options = OhalloOptions {
            clock: SimulatorClock::Manual { start },
            rate_limit_per_minute: None,
            ..options
        };
        let simulator = OhalloSimulator::start(options).await.expect("a free port");
        let clock = clock();
        let credentials = serde_json::to_string(&simulator.credentials()).expect("plain text");
        let ohallo = open(simulator.base_url(), &credentials, clock.clone());
        Self {
            ohallo: ohallo.at(Urgency::Person),
            control: simulator.control(),
            clock,
            simulator,
        }
    }

    /// No customers yet, and an AI that keeps silent.
    pub(crate) async fn empty() -> Self {
        Self::with(OhalloOptions {
            size: Size::Empty,
            ai_answers: false,
            ..OhalloOptions::default()
        })
        .await
    }

    pub(crate) async fn advance(&self, milliseconds: u32) {
        self.control
            .advance(Duration::from_millis(milliseconds.into()))
            .await;
        self.clock.advance(i64::from(milliseconds));
    }

    pub(crate) fn customer_writes(&self, text: &str) -> Happened {
        let who = Who::email("jan@mueller.example").named("Jan Mueller");
        self.control
            .receive_text(&who, text)
            .expect("an e-mail channel")
    }

    pub(crate) async fn conversation(&self, happened: &Happened) -> ConversationRecord {
        let id = RemoteId::from(happened.conversation_id.as_str());
        self.ohallo
            .conversation(&id)
            .await
            .expect("an existing conversation")
    }

    pub(crate) async fn list(&self, scope: &str) -> Result<Vec<ConversationRecord>, PlatformError> {
        let mut request = ListRequest {
            scope: SyncScope(scope.to_owned()),
            page: None,
            since: None,
        };
        let mut records = Vec::new();
        loop {
            let page = self.ohallo.list(&request).await?;
            assert_eq!(page.unreadable, 0);
            records.extend(page.conversations);
            match page.next {
                Some(next) => request.page = Some(next),
                None => return Ok(records),
            }
        }
    }

    pub(crate) async fn items(&self, conversation: &str) -> Vec<ItemRecord> {
        let mut request = TimelineRequest {
            conversation: conversation.into(),
            page: None,
        };
        let mut items = Vec::new();
        loop {
            let page = self.ohallo.timeline(&request).await.expect("a page");
            items.extend(page.items);
            match page.next {
                Some(next) => request.page = Some(next),
                None => return items,
            }
        }
    }
}

pub(crate) fn open(base_url: &str, credentials: &str, clock: Arc<ManualClock>) -> Ohallo {
    let options = OpenOptions {
        base_url: base_url.to_owned(),
        credentials: credentials.to_owned().into(),
        clock,
        http: http(),
        quotas: Quotas::default(),
    };
    Ohallo::open(options).expect("well-formed options")
}

/// Words to the customer, taking over where that is needed.
pub(crate) fn taking_over(text: &str) -> OutgoingMessage {
    OutgoingMessage {
        take_over: true,
        ..OutgoingMessage::text("01890a5d-ac96-774b-bcce-b302099a8057", text)
    }
}
