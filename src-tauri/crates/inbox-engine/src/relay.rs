//! The relay's reading side: long polls for webhooks that it kept for us.
//!
//! Knows HTTP and the wire shape, nothing of what the events mean.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use inbox_core::{RawEvent, Secret, Timestamp};
use reqwest::{StatusCode, Url, redirect};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::value::RawValue;

/// How long the relay may hold a poll that has nothing to tell.
const WAIT: Duration = Duration::from_secs(25);

/// Longer than the relay waits, so that a dead connection is noticed and a slow one is not.
const PATIENCE: Duration = Duration::from_secs(40);

/// A poll that did not work out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RelayFailure {
    /// No answer, or not one of a relay.
    #[error("relay unreachable")]
    Unreachable,
    /// The reader token is wrong or revoked.
    #[error("relay token refused")]
    TokenRefused,
    /// What lies behind the iterator is no longer kept.
    #[error("relay iterator expired")]
    Expired,
    /// The address is not `https`, nor plain `http` to this very computer.
    #[error("relay address not allowed")]
    Address,
}

/// Events, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RelayPage {
    pub(crate) events: Vec<RawEvent>,
    pub(crate) iterator: String,
}

/// The client that all readers of an engine share; clones are the same.
#[derive(Clone)]
pub(crate) struct RelayClient(Arc<RwLock<reqwest::Client>>);

impl RelayClient {
    pub(crate) fn new() -> Result<Self, RelayFailure> {
        Ok(Self(Arc::new(RwLock::new(build()?))))
    }

    /// Leaves all idle connections behind. Those of before a nap look alive but lead nowhere, and a
    /// poll on one would be silent for all of its patience.
    pub(crate) fn forget_connections(&self) {
        if let Ok(fresh) = build() {
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
    }

    fn now(&self) -> reqwest::Client {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn build() -> Result<reqwest::Client, RelayFailure> {
    reqwest::Client::builder()
        .user_agent(concat!("Switchboard/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .timeout(PATIENCE)
        // A redirect would carry the token to a host nobody chose.
        .redirect(redirect::Policy::none())
        .build()
        .map_err(|_| RelayFailure::Unreachable)
}

/// A reader of one relay.
#[derive(Clone)]
pub(crate) struct RelayReader {
    client: RelayClient,
    events: Url,
    token: Secret,
}

impl fmt::Debug for RelayReader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RelayReader")
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    data: Vec<Box<RawValue>>,
    iterator: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    received_at: i64,
    body: String,
    /// Present when the body was not text; no platform of ours sends such.
    body_encoding: Option<String>,
}

impl RelayPage {
    /// An answer of the relay; `None` when it is not one. A single event that cannot be read is left
    /// out: what it would have hinted at the lists tell, and waiting for it would stop all others.
    pub(crate) fn read(answer: &[u8]) -> Option<Self> {
        let Answer { data, iterator } = serde_json::from_slice(answer).ok()?;
        let told = data.len();
        let read: Vec<Event> = data
            .into_iter()
            .filter_map(|event| serde_json::from_str(event.get()).ok())
            .collect();
        if read.len() < told {
            tracing::warn!(events = told - read.len(), "unreadable events of the relay");
        }
        let text = read
            .into_iter()
            .filter(|event| event.body_encoding.is_none());
        let events = text.map(|event| RawEvent {
            body: event.body,
            received_at: Timestamp(event.received_at),
        });
        Some(Self {
            events: events.collect(),
            iterator,
        })
    }
}

impl RelayReader {
    /// A reader of the relay at `base`, e.g. `https://relay.example.com`.
    pub(crate) fn new(
        client: RelayClient,
        base: &str,
        token: Secret,
    ) -> Result<Self, RelayFailure> {
        let events = format!("{}/v1/events", base.trim().trim_end_matches('/'));
        let events = Url::parse(&events).map_err(|_| RelayFailure::Address)?;
        if is_allowed(&events) {
            Ok(Self {
                client,
                events,
                token,
            })
        } else {
            Err(RelayFailure::Address)
        }
    }

    /// The end of the stream as it is now; also tells whether the token is good.
    pub(crate) async fn head(&self) -> Result<String, RelayFailure> {
        Ok(self.ask(&[]).await?.iterator)
    }

    /// The events behind `iterator`; with `patient` it waits for the first one.
    pub(crate) async fn poll(
        &self,
        iterator: &str,
        patient: bool,
    ) -> Result<RelayPage, RelayFailure> {
        let wait = if patient { WAIT.as_secs() } else { 0 }.to_string();
        self.ask(&[("iterator", iterator), ("wait", &wait)]).await
    }

    async fn ask(&self, query: &[(&str, &str)]) -> Result<RelayPage, RelayFailure> {
        let response = self
            .client
            .now()
            .get(self.events.clone())
            .query(query)
            .bearer_auth(self.token.expose_secret())
            .send()
            .await
            .map_err(|_| RelayFailure::Unreachable)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(RelayFailure::TokenRefused);
            }
            // An iterator that is damaged tells as little about the gap as an expired one.
            StatusCode::GONE | StatusCode::BAD_REQUEST => return Err(RelayFailure::Expired),
            _ => return Err(RelayFailure::Unreachable),
        }
        let answer = response
            .bytes()
            .await
            .map_err(|_| RelayFailure::Unreachable)?;
        RelayPage::read(&answer).ok_or(RelayFailure::Unreachable)
    }
}

/// `https` anywhere, plain `http` only to this very computer.
pub(crate) fn is_allowed(url: &Url) -> bool {
    let plain = url.username().is_empty() && url.password().is_none();
    let loopback = url.host_str().is_some_and(|host| {
        host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    });
    plain && (url.scheme() == "https" || (url.scheme() == "http" && loopback))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_sent_in_clear_over_a_network() {
        let open = |base: &str| {
            let client = RelayClient::new().expect("a client");
            RelayReader::new(client, base, Secret::from("token")).map(|_| ())
        };
        for refused in [
            "http://relay.example.com",
            "ftp://127.0.0.1",
            "",
            "https://a:b@c.example",
        ] {
            assert_eq!(open(refused), Err(RelayFailure::Address), "{refused}");
        }
        for fine in [
            "https://relay.example.com/",
            "http://127.0.0.1:8787",
            "http://[::1]:1",
        ] {
            assert_eq!(open(fine), Ok(()), "{fine}");
        }
    }

    #[test]
    fn a_reader_does_not_print_its_token() {
        let client = RelayClient::new().expect("a client");
        let reader = RelayReader::new(client, "https://relay.example.com", Secret::from("t0k3n"));
        assert!(!format!("{reader:?}").contains("t0k3n"));
    }
}
