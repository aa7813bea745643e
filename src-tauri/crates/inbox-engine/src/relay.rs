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
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

/// How long the relay may hold a poll that has nothing to tell.
const WAIT: Duration = Duration::from_secs(25);

/// Longer than the relay waits, so that a dead connection is noticed and a slow one is not.
const PATIENCE: Duration = Duration::from_secs(40);

/// The largest answer that is read. A relay hands out four megabytes of webhooks at a time, which as JSON may
/// be six times as long.
const ANSWER_LIMIT: usize = 32 * 1024 * 1024;

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
    #[serde(default)]
    id: String,
    #[serde(default)]
    inlet: String,
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
        Some(Self {
            events: read.into_iter().filter_map(Event::raw).collect(),
            iterator,
        })
    }
}

impl Event {
    /// The event for its platform to read; `None` when it is no text. What cannot be understood is said
    /// here, where it is known which event it was: its platform only finds nothing in it.
    fn raw(self) -> Option<RawEvent> {
        let fault = if self.body_encoding.is_some() {
            Some("not text")
        } else if is_object(&self.body) {
            None
        } else {
            Some("not a JSON object")
        };
        if let Some(fault) = fault {
            let Self { id, inlet, .. } = &self;
            tracing::warn!(event = %id, %inlet, fault, "webhook not understood");
        }
        self.body_encoding.is_none().then_some(RawEvent {
            body: self.body,
            received_at: Timestamp(self.received_at),
        })
    }
}

/// True for what looks like a webhook. Half an emoji does not make it another thing.
fn is_object(body: &str) -> bool {
    body.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(body).is_ok()
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
        let answer = read_whole(response).await?;
        RelayPage::read(&answer).ok_or(RelayFailure::Unreachable)
    }
}

/// Reads a body that is no longer than a relay's may be: whatever stands at its address must not fill the
/// memory of this computer.
async fn read_whole(mut response: reqwest::Response) -> Result<Vec<u8>, RelayFailure> {
    let is_long = |length: u64| length > ANSWER_LIMIT as u64;
    if response.content_length().is_some_and(is_long) {
        return Err(RelayFailure::Unreachable);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|_| RelayFailure::Unreachable)?
    {
        if is_long((body.len() + chunk.len()) as u64) {
            tracing::warn!("the answer of the relay is too long to be one");
            return Err(RelayFailure::Unreachable);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
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

    /// Writes down what is logged.
    #[derive(Clone, Default)]
    struct Log(Arc<RwLock<Vec<String>>>);

    impl tracing::Subscriber for Log {
        fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
            tracing::span::Id::from_u64(1)
        }

        fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

        fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

        fn event(&self, event: &tracing::Event<'_>) {
            let mut line = event.metadata().level().to_string();
            event.record(
                &mut |field: &tracing::field::Field, value: &dyn fmt::Debug| {
                    line = format!("{line} {field}={value:?}");
                },
            );
            self.0
                .write()
                .expect("no test panics holding it")
                .push(line);
        }

        fn enter(&self, _: &tracing::span::Id) {}

        fn exit(&self, _: &tracing::span::Id) {}
    }

    #[test]
    fn an_event_that_nobody_understands_is_logged_by_its_id_and_not_by_its_words() {
        let answer = serde_json::json!({
            "iterator": "i",
            "data": [
                { "id": "s-1", "inlet": "line-1", "receivedAt": 1, "headers": {}, "body": "{\"a\":1}" },
                { "id": "s-2", "inlet": "line-1", "receivedAt": 2, "headers": {}, "body": "{\"secret\":" },
                { "id": "s-3", "inlet": "line-2", "receivedAt": 3, "headers": {}, "body": "\"secret\"" },
                { "id": "s-4", "inlet": "line-2", "receivedAt": 4, "headers": {}, "body": "5ec4e7ff", "bodyEncoding": "hex" },
                { "id": "s-5", "inlet": "line-2", "receivedAt": 5, "headers": {}, "body": "{\"half\":\"\\ud83d\"}" },
            ],
        });
        let log = Log::default();
        let page = tracing::subscriber::with_default(log.clone(), || {
            RelayPage::read(answer.to_string().as_bytes()).expect("an answer of a relay")
        });
        assert_eq!(page.events.len(), 4, "only what is no text is left out");
        let lines = log.0.read().expect("no test panics holding it").clone();
        let about = |id: &str, inlet: &str| {
            lines.iter().any(|line| {
                line.starts_with("WARN")
                    && line.contains(&format!("event={id}"))
                    && line.contains(&format!("inlet={inlet}"))
            })
        };
        assert!(about("s-2", "line-1") && about("s-3", "line-2") && about("s-4", "line-2"));
        assert_eq!(lines.len(), 3, "{lines:?}");
        let told = lines.concat();
        assert!(
            !told.contains("secret") && !told.contains("5ec4e7"),
            "{told}"
        );
    }

    #[test]
    fn a_reader_does_not_print_its_token() {
        let client = RelayClient::new().expect("a client");
        let reader = RelayReader::new(client, "https://relay.example.com", Secret::from("t0k3n"));
        assert!(!format!("{reader:?}").contains("t0k3n"));
    }
    /// Answers one request with this head and then with bytes until nobody takes them any more; answers how
    /// many were taken, and where to ask.
    async fn endless(head: &'static str) -> (String, tokio::task::JoinHandle<usize>) {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let taken = tokio::spawn(async move {
            let (mut reader, _) = listener.accept().await.expect("a reader");
            let mut request = [0; 4096];
            let asked = reader.read(&mut request).await.expect("a request");
            assert!(asked > 0, "somebody asks");
            reader.write_all(head.as_bytes()).await.expect("a head");
            let bytes = vec![b' '; 64 * 1024];
            let mut taken = 0;
            while reader.write_all(&bytes).await.is_ok() {
                taken += bytes.len();
                if taken > 4 * ANSWER_LIMIT {
                    break;
                }
            }
            taken
        });
        (base, taken)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_without_an_end_is_not_read_to_it() {
        for (head, most) in [
            ("HTTP/1.1 200 OK\r\n\r\n", 2 * ANSWER_LIMIT),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n",
                ANSWER_LIMIT / 2,
            ),
        ] {
            let (base, taken) = endless(head).await;
            let client = RelayClient::new().expect("a client");
            let reader = RelayReader::new(client, &base, Secret::from("token"));
            let page = reader.expect("a reader").poll("i", false).await;
            assert_eq!(page, Err(RelayFailure::Unreachable));
            let taken = taken.await.expect("it counted");
            assert!(taken < most, "{taken} bytes were taken");
        }
    }
}
