//! The relay under load. Server and load share the machine, the load on a thread of its own.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use hmac::{Hmac, Mac as _};
use inbox_relay::{InletSecret, NewInlet, NewReader, Relay, RelayOptions, Scheme, Scope};
use secrecy::ExposeSecret as _;
use sha2::Sha256;
use tokio::sync::Barrier;

use crate::{
    bare,
    figure::{Durations, Figure},
    http::Connection,
};

const CONNECTIONS: usize = 64;
/// Of so many events one is delivered a second time.
const REPEATED: usize = 10;
const SECRET: &str = "a secret of the bench";

struct World {
    relay: Relay,
    inlet_path: String,
    folder: tempfile::TempDir,
}

impl World {
    async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let relay = Relay::start(RelayOptions {
            // One inlet carries everything here; limiting is not what is measured.
            rate_per_second: 10_000_000,
            rate_burst: 10_000_000,
            ..RelayOptions::new(folder.path().join("relay.db"))
        })
        .await?;
        let inlet = relay
            .add_inlet(&NewInlet {
                label: "hatif".to_owned(),
                scheme: Scheme::Hatif,
                secret: Some(InletSecret::Signature(SECRET.to_owned().into())),
            })
            .await?;
        let inlet_path = inlet
            .expose_secret()
            .strip_prefix(relay.base_url())
            .context("an inlet lies at its relay")?
            .to_owned();
        Ok(Self {
            relay,
            inlet_path,
            folder,
        })
    }

    /// A signed webhook, ready to be sent.
    fn webhook(&self, body: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
        mac.update(body);
        let signature = hex::encode(mac.finalize().into_bytes());
        let mut request = format!(
            "POST {} HTTP/1.1\r\nhost: relay\r\ncontent-type: application/json\r\n\
             x-voxa-signature: {signature}\r\ncontent-length: {}\r\n\r\n",
            self.inlet_path,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        Ok(request)
    }
}

/// A message as Hatif tells it.
fn body(number: usize) -> Vec<u8> {
    format!(
        r#"{{"messageId":"wamid.{number:012}","conversationId":"conversation-{}","contactId":"contact-{}","direction":"Inbound","status":"Delivered","messageType":"Text","creationTime":"2026-05-24T21:50:56Z","body":"Good morning, is my order on its way? It was to be here yesterday between nine and noon.","to":"+966500000001","from":"+966500000002"}}"#,
        number % 500,
        number % 500,
    )
    .into_bytes()
}

/// Runs `load` on a thread and a runtime of its own, beside the server.
async fn beside<T, F>(load: impl FnOnce() -> F + Send + 'static) -> anyhow::Result<T>
where
    T: Send + 'static,
    F: Future<Output = anyhow::Result<T>>,
{
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(tokio::task::LocalSet::new().run_until(load()))
    })
    .await?
}

/// Events per second that are signed, deduplicated and durable when they are answered.
pub(crate) async fn measure_accepting(events: usize) -> anyhow::Result<()> {
    let world = World::start().await?;
    let total = events * CONNECTIONS;
    let bodies: Vec<Vec<u8>> = (0..total).map(body).collect();
    let reference =
        bare::durable_appends(&world.folder.path().join("bare.db"), &bodies, CONNECTIONS).await?;

    let mut work = Vec::with_capacity(CONNECTIONS);
    for portion in bodies.chunks(events) {
        let mut requests = Vec::with_capacity(events + events / REPEATED);
        for (place, body) in portion.iter().enumerate() {
            requests.push(world.webhook(body)?);
            if place % REPEATED == 0 {
                requests.push(world.webhook(body)?);
            }
        }
        work.push(requests);
    }
    let base_url = world.relay.base_url().to_owned();
    let (took, latencies) = beside(move || accept(base_url, work)).await?;
    let sent = latencies.1;
    world.relay.stop().await;
    Figure {
        id: "relay-accept",
        what: "relay: accepted durable, deduplicated, signed, 64 connections",
        value: sent as f64 / took.as_secs_f64(),
        unit: "/s",
        reference: Some(reference),
        note: format!(
            "{sent} requests, one event in {REPEATED} sent twice, load on the same 2 cores; the \
             reference appends {CONNECTIONS} rows per commit"
        ),
    }
    .print()?;
    Figure {
        id: "relay-accept-p99",
        what: "the same, p99",
        value: latencies.0.quantile(0.99),
        unit: "ms",
        reference: None,
        note: format!("p50 {:.2} ms", latencies.0.quantile(0.5)),
    }
    .print()
}

async fn accept(
    base_url: String,
    work: Vec<Vec<Vec<u8>>>,
) -> anyhow::Result<(Duration, (Durations, usize))> {
    let ready = Arc::new(Barrier::new(work.len() + 1));
    let mut senders = Vec::with_capacity(work.len());
    for requests in work {
        let mut connection = Connection::open(&base_url).await?;
        let ready = Arc::clone(&ready);
        senders.push(tokio::task::spawn_local(async move {
            let mut took = Durations::default();
            ready.wait().await;
            for request in &requests {
                let (status, _) = took.time(connection.exchange(request)).await?;
                anyhow::ensure!(status == 200, "an event was answered {status}");
            }
            Ok((took, requests.len()))
        }));
    }
    ready.wait().await;
    let began = Instant::now();
    let mut all = Durations::default();
    let mut sent = 0;
    for sender in senders {
        let (took, requests) = sender.await??;
        all.extend(&took);
        sent += requests;
    }
    Ok((began.elapsed(), (all, sent)))
}

/// From sending an event to its arrival at each desktop that waits for it.
pub(crate) async fn measure_delivery(desktops: usize, rounds: usize) -> anyhow::Result<()> {
    let world = World::start().await?;
    let token = world
        .relay
        .add_reader(&NewReader {
            label: "desk".to_owned(),
            scope: Scope::All,
        })
        .await?;
    let events = (0..rounds)
        .map(|number| world.webhook(&body(number)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let load = Deliveries {
        base_url: world.relay.base_url().to_owned(),
        token: token.expose_secret().to_owned(),
        desktops,
        events,
    };
    let latencies = beside(move || load.run()).await?;
    world.relay.stop().await;
    let note = format!(
        "{desktops} desktops get each of {rounds} events; from sending the event to the last byte \
         of the desktop's answer, accepting and storing included"
    );
    for (id, what, share) in [
        (
            "relay-deliver-p50",
            "stored → delivered to a long poll, p50",
            0.5,
        ),
        ("relay-deliver-p99", "the same, p99", 0.99),
    ] {
        Figure {
            id,
            what,
            value: latencies.quantile(share),
            unit: "ms",
            reference: None,
            note: note.clone(),
        }
        .print()?;
    }
    Ok(())
}

struct Deliveries {
    base_url: String,
    token: String,
    desktops: usize,
    events: Vec<Vec<u8>>,
}

impl Deliveries {
    async fn run(self) -> anyhow::Result<Durations> {
        let mut connections = Vec::with_capacity(self.desktops);
        for _ in 0..self.desktops {
            connections.push(Connection::open(&self.base_url).await?);
        }
        let mut sender = Connection::open(&self.base_url).await?;
        let mut head = self.place(&mut sender, None).await?;
        let mut all = Durations::default();
        for event in &self.events {
            let request = Arc::new(self.poll(Some(&head)));
            let waiting: Vec<_> = connections
                .into_iter()
                .map(|mut connection| {
                    let request = Arc::clone(&request);
                    tokio::task::spawn_local(async move {
                        let (status, _) = connection.exchange(&request).await?;
                        anyhow::ensure!(status == 200, "a poll was answered {status}");
                        Ok((connection, Instant::now()))
                    })
                })
                .collect();
            self.until_all_wait(&mut sender).await?;
            let sent = Instant::now();
            let (status, _) = sender.exchange(event).await?;
            anyhow::ensure!(status == 200, "an event was answered {status}");
            connections = Vec::with_capacity(self.desktops);
            for desktop in waiting {
                let (connection, arrived) = desktop.await??;
                all.add(arrived - sent);
                connections.push(connection);
            }
            head = self.place(&mut sender, Some(&head)).await?;
        }
        Ok(all)
    }

    fn poll(&self, place: Option<&str>) -> Vec<u8> {
        let query = place.map_or_else(String::new, |place| format!("?iterator={place}&wait=25"));
        format!(
            "GET /v1/events{query} HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer {}\r\n\r\n",
            self.token
        )
        .into_bytes()
    }

    /// Where the stream goes on after everything up to now.
    async fn place(
        &self,
        connection: &mut Connection,
        after: Option<&str>,
    ) -> anyhow::Result<String> {
        let (status, body) = connection.exchange(&self.poll(after)).await?;
        anyhow::ensure!(status == 200, "a poll was answered {status}");
        let answer: serde_json::Value = serde_json::from_slice(&body)?;
        answer["iterator"]
            .as_str()
            .map(str::to_owned)
            .context("an answer without iterator")
    }

    async fn until_all_wait(&self, connection: &mut Connection) -> anyhow::Result<()> {
        let wanted = format!("switchboard_relay_waiting_readers {}", self.desktops);
        loop {
            let (_, body) = connection
                .exchange(b"GET /metrics HTTP/1.1\r\nhost: relay\r\n\r\n")
                .await?;
            if String::from_utf8_lossy(&body)
                .lines()
                .any(|line| line == wanted)
            {
                return Ok(());
            }
        }
    }
}
