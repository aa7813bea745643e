//! A relay in a temporary folder and the parties around it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use hmac::{Hmac, Mac};
use inbox_relay::{
    InletSecret, NewInlet, NewReader, Relay, RelayClock, RelayOptions, Scheme, Scope,
};
use reqwest::{Client, Response, StatusCode};
use secrecy::ExposeSecret;
use serde_json::Value;
use sha2::Sha256;
use tempfile::TempDir;

/// 2026-05-24T21:50:56Z
pub(crate) const BEGIN_MS: i64 = 1_779_659_456_000;

/// Far more than anything here takes; only a hang reaches it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(crate) struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl RelayClock for ManualClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

pub(crate) struct World {
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "looked into where files have modes")
    )]
    pub(crate) folder: TempDir,
    pub(crate) clock: ManualClock,
    pub(crate) options: RelayOptions,
    pub(crate) relay: Relay,
    pub(crate) client: Client,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut RelayOptions)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock(Arc::new(AtomicI64::new(BEGIN_MS)));
        let mut options = RelayOptions::new(folder.path().join("relay.db"));
        options.clock = Arc::new(clock.clone());
        change(&mut options);
        let relay = Relay::start(options.clone()).await.unwrap();
        Self {
            folder,
            clock,
            options,
            relay,
            client: client(),
        }
    }

    pub(crate) async fn restart(self) -> Self {
        self.relay.stop().await;
        let relay = Relay::start(self.options.clone()).await.unwrap();
        // A new client: the old one's connections are closed, and its next request might meet one of them.
        Self {
            relay,
            client: client(),
            ..self
        }
    }

    /// Adds an inlet and returns the path to post to.
    pub(crate) async fn inlet(
        &self,
        label: &str,
        scheme: Scheme,
        secret: Option<InletSecret>,
    ) -> String {
        let inlet = NewInlet {
            label: label.to_owned(),
            scheme,
            secret,
        };
        let url = self.relay.add_inlet(&inlet).await.unwrap();
        url.expose_secret()
            .strip_prefix(self.relay.base_url())
            .unwrap()
            .to_owned()
    }

    pub(crate) async fn open_inlet(&self, label: &str) -> String {
        self.inlet(label, Scheme::None, None).await
    }

    pub(crate) async fn reader(&self, label: &str, scope: Scope) -> String {
        let reader = NewReader {
            label: label.to_owned(),
            scope,
        };
        self.relay
            .add_reader(&reader)
            .await
            .unwrap()
            .expose_secret()
            .to_owned()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.relay.base_url())
    }

    pub(crate) async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> Response {
        self.client
            .post(self.url(path))
            .body(body)
            .send()
            .await
            .unwrap()
    }

    /// Posts an event that must be accepted.
    pub(crate) async fn accept(&self, path: &str, body: impl Into<reqwest::Body>) {
        assert_eq!(self.post(path, body).await.status(), StatusCode::OK);
    }

    pub(crate) async fn poll_raw(&self, token: &str, query: &str) -> Response {
        let url = self.url(&format!("/v1/events?{query}"));
        self.client
            .get(url)
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
    }

    pub(crate) async fn poll(&self, token: &str, query: &str) -> Answer {
        let response = self.poll_raw(token, query).await;
        assert_eq!(response.status(), StatusCode::OK);
        Answer(response.json().await.unwrap())
    }

    /// The bodies of everything kept.
    pub(crate) async fn everything(&self, token: &str) -> Vec<String> {
        let mut bodies = Vec::new();
        let mut answer = self.poll(token, "from=start").await;
        loop {
            bodies.extend(answer.bodies());
            if answer.done() {
                return bodies;
            }
            answer = self
                .poll(token, &format!("iterator={}", answer.iterator()))
                .await;
        }
    }

    /// The value of one line of the metrics, 0 if there is none.
    pub(crate) async fn metric(&self, name: &str) -> u64 {
        let text = self
            .client
            .get(self.url("/metrics"))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let prefix = format!("switchboard_relay_{name} ");
        text.lines()
            .find_map(|line| line.strip_prefix(&prefix))
            .map_or(0, |value| value.parse().unwrap())
    }

    /// Returns once so many long polls wait.
    pub(crate) async fn until_readers_wait(&self, readers: u64) {
        let wait = async { while self.metric("waiting_readers").await < readers {} };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .expect("the readers wait at last");
    }
}

pub(crate) fn client() -> Client {
    Client::builder()
        .no_proxy()
        .timeout(PATIENCE)
        .build()
        .unwrap()
}

/// An answer to a poll.
#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Value);

impl Answer {
    pub(crate) fn bodies(&self) -> Vec<String> {
        let events = self.0["data"].as_array().unwrap();
        events
            .iter()
            .map(|event| event["body"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) fn iterator(&self) -> &str {
        self.0["iterator"].as_str().unwrap()
    }

    pub(crate) fn done(&self) -> bool {
        self.0["done"].as_bool().unwrap()
    }
}

pub(crate) async fn error_code(response: Response) -> String {
    let body: Value = response.json().await.unwrap();
    body["error"]["code"].as_str().unwrap().to_owned()
}

/// What a platform would sign with.
pub(crate) fn hmac_hex(key: &str, message: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(message);
    hex::encode(mac.finalize().into_bytes())
}
