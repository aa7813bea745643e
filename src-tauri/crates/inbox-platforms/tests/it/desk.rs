//! A simulated workspace and a line on it, with one hand on the time of both.

use std::{sync::Arc, time::Duration};

use inbox_core::{
    ConversationRecord, ItemRecord, ListRequest, Platform, PlatformError, RemoteId, SyncScope,
    TimelineRequest,
};
use inbox_platforms::Hatif;
use inbox_simulators::{
    HatifOptions, HatifSimulator, SimulatorClock,
    hatif::{Control, Happened, Size, Who},
};

use crate::{
    manual_clock::ManualClock,
    support::{NOW, clock, http, open_with},
};

pub(crate) const CUSTOMER: &str = "+966500000101";

/// A simulated workspace, a line on it, and the time of both.
pub(crate) struct Desk {
    pub(crate) hatif: Hatif,
    pub(crate) control: Control,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) simulator: HatifSimulator,
}

impl Desk {
    pub(crate) async fn with(options: HatifOptions) -> Self {
        let start = jiff::Timestamp::from_millisecond(NOW.0).expect("a time of this century");
        let options = HatifOptions {
            clock: SimulatorClock::Manual { start },
            ..options
        };
        let simulator = HatifSimulator::start(options).await.expect("a free port");
        let clock = clock();
        let credentials = serde_json::to_string(&simulator.credentials()).expect("plain text");
        let hatif = open_with(simulator.base_url(), &credentials, clock.clone(), http());
        Self {
            hatif,
            control: simulator.control(),
            clock,
            simulator,
        }
    }

    /// No customers yet.
    pub(crate) async fn empty() -> Self {
        Self::with(HatifOptions {
            size: Size::Empty,
            ..HatifOptions::default()
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

    pub(crate) fn customer_writes(&self, text: &str) -> Happened {
        self.control
            .receive_text(&Who::phone(CUSTOMER), text)
            .expect("a WhatsApp channel")
    }

    pub(crate) async fn conversation(&self, happened: &Happened) -> ConversationRecord {
        let id = RemoteId::from(happened.conversation_id.as_str());
        self.hatif
            .conversation(&id)
            .await
            .expect("an existing conversation")
    }

    pub(crate) async fn items(&self, conversation: &str) -> Vec<ItemRecord> {
        let mut request = TimelineRequest {
            conversation: conversation.into(),
            page: None,
        };
        let mut items = Vec::new();
        loop {
            let page = self.hatif.timeline(&request).await.expect("a page");
            items.extend(page.items);
            match page.next {
                Some(next) => request.page = Some(next),
                None => return items,
            }
        }
    }

    pub(crate) async fn conversations(&self) -> Vec<ConversationRecord> {
        let directory = self.hatif.directory().await.expect("a directory");
        let mut conversations = Vec::new();
        for scope in self.hatif.scopes(&directory) {
            let mut request = ListRequest {
                scope,
                page: None,
                since: None,
            };
            loop {
                let page = self.hatif.list(&request).await.expect("a page");
                assert_eq!(page.unreadable, 0);
                conversations.extend(page.conversations);
                match page.next {
                    Some(next) => request.page = Some(next),
                    None => break,
                }
            }
        }
        conversations
    }

    pub(crate) async fn newest(&self, happened: &Happened) -> ItemRecord {
        let items = self.items(&happened.conversation_id).await;
        items.into_iter().next().expect("something just happened")
    }

    pub(crate) async fn first_page(&self) -> Result<usize, PlatformError> {
        let scope = SyncScope(self.control.overview().channels[0].id.clone());
        let page = self
            .hatif
            .list(&ListRequest {
                scope,
                page: None,
                since: None,
            })
            .await?;
        Ok(page.conversations.len())
    }
}
