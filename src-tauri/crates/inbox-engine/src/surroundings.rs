//! What all lines share: store, keychain, time, the ways out, and what the person looks at.

use std::sync::Arc;

use inbox_core::{Clock, SecretStore, Timestamp};
use inbox_platforms::{Http, Quotas};
use inbox_store::Store;
use tokio::sync::{broadcast, watch};

use crate::{
    engine::{Choices, EngineEvent},
    gauge::Gauge,
    notify::{BadgeSink, NotificationSink},
    pace::{Attention, Dice},
    relay::RelayClient,
};

/// The network as the system tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    pub(crate) online: bool,
    /// Grows with every piece of news, so that each is noticed.
    pub(crate) epoch: u64,
}

/// What all lines share.
pub(crate) struct Surroundings {
    pub(crate) store: Store,
    pub(crate) secrets: Arc<dyn SecretStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) http: Http,
    pub(crate) quotas: Quotas,
    pub(crate) relay_client: RelayClient,
    pub(crate) dice: Dice,
    pub(crate) gauge: Gauge,
    pub(crate) attention: watch::Sender<Attention>,
    pub(crate) network: watch::Sender<Network>,
    pub(crate) choices: watch::Sender<Choices>,
    /// True once every running line has caught up.
    pub(crate) caught_up: watch::Sender<bool>,
    pub(crate) events: broadcast::Sender<EngineEvent>,
    pub(crate) notifications: Arc<dyn NotificationSink>,
    pub(crate) badge: Arc<dyn BadgeSink>,
    pub(crate) time_zone: jiff::tz::TimeZone,
}

impl Surroundings {
    /// Connections of before a sleep, or of another network, are dead, and nothing says so but a
    /// long silence.
    pub(crate) fn forget_connections(&self) {
        self.http.forget_connections();
        self.relay_client.forget_connections();
    }

    /// The HTTP client for a platform at this address; with `unprotected`, the person agreed that
    /// nothing protects the way there.
    pub(crate) fn http_to(&self, base_url: &str, unprotected: bool) -> Http {
        if unprotected {
            self.http.unprotected_to(base_url)
        } else {
            self.http.clone()
        }
    }

    /// A platform answered, whatever the system says about the network.
    pub(crate) fn network_is_there(&self) {
        self.network.send_if_modified(|network| {
            let news = !network.online;
            network.online = true;
            network.epoch += u64::from(news);
            news
        });
    }

    /// The minute of the person's day.
    pub(crate) fn minute_of_day(&self, now: Timestamp) -> u32 {
        jiff::Timestamp::from_millisecond(now.0).map_or(0, |instant| {
            let local = instant.to_zoned(self.time_zone.clone());
            (i32::from(local.hour()) * 60 + i32::from(local.minute())).unsigned_abs()
        })
    }
}
