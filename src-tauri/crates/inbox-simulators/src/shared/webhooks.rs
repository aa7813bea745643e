//! Webhook deliveries: who was told what, what they answered, and when it is tried again.
//!
//! Deliveries to one URL go out one after the other, so the order a receiver sees is the order
//! of the events unless a switch says otherwise.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// How long a receiver may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// Finished deliveries kept for inspection.
const KEPT: usize = 20_000;

/// Peculiarities of webhook delivery that can be switched on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct WebhookSwitches {
    /// Every event is delivered twice.
    pub duplicate: bool,
    /// Events leave in swapped pairs; a lone one leaves after two seconds.
    pub reorder: bool,
    /// The webhook of a send arrives before the send call is answered.
    pub echo_before_response: bool,
    /// Multiplies the waiting times between retries.
    pub retry_factor: f64,
    /// This many deliveries leave with an empty body first.
    pub empty_body_next: u32,
}

impl Default for WebhookSwitches {
    fn default() -> Self {
        Self {
            duplicate: false,
            reorder: false,
            echo_before_response: false,
            retry_factor: 1.0,
            empty_body_next: 0,
        }
    }
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryState {
    /// Not answered yet, or waiting for its next attempt.
    Pending,
    /// Answered with 2xx.
    Delivered,
    /// Refused with 4xx, or all retries are used up.
    Abandoned,
}

/// One attempt to deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryAttempt {
    /// When it was due.
    pub at: Timestamp,
    /// The receiver's HTTP status; none when nothing answered.
    pub status: Option<u16>,
}

/// One event for one URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// Counts up from 1.
    pub id: u64,
    /// The platform's kind of webhook, as in the control's configuration.
    pub kind: &'static str,
    /// The receiver.
    pub url: String,
    /// The JSON body, byte for byte.
    pub body: String,
    /// How it stands.
    pub state: DeliveryState,
    /// What was tried so far.
    pub attempts: Vec<DeliveryAttempt>,
    #[serde(skip)]
    headers: Vec<(String, String)>,
    /// Answered attempts without the deliberate repetitions: the place in the retry plan.
    #[serde(skip)]
    failures: usize,
}

impl Delivery {
    /// The body as JSON; null when it is not.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// All deliveries, and the switches.
#[derive(Debug, Default)]
pub(crate) struct WebhookBook {
    deliveries: BTreeMap<u64, Delivery>,
    last: u64,
    held: Option<u64>,
    pub(crate) switches: WebhookSwitches,
}

impl WebhookBook {
    /// Notes a delivery and says which ones leave now, in order.
    pub(crate) fn add<'name>(
        &mut self,
        kind: &'static str,
        url: String,
        headers: impl IntoIterator<Item = (&'name str, String)>,
        body: String,
    ) -> Vec<u64> {
        self.last += 1;
        let id = self.last;
        self.deliveries.insert(
            id,
            Delivery {
                id,
                kind,
                url,
                body,
                state: DeliveryState::Pending,
                attempts: Vec::new(),
                headers: headers
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
                failures: 0,
            },
        );
        if self.deliveries.len() > KEPT
            && let Some(oldest) = self.deliveries.first_entry()
            && oldest.get().state != DeliveryState::Pending
        {
            oldest.remove();
        }
        if !self.switches.reorder {
            return vec![id];
        }
        match self.held.take() {
            None => {
                self.held = Some(id);
                Vec::new()
            }
            Some(earlier) => vec![id, earlier],
        }
    }

    /// The delivery held back for swapping, if it still waits for a partner.
    pub(crate) fn release_held(&mut self) -> Option<u64> {
        self.held.take()
    }

    /// What to send for a delivery; `first` is false for a deliberate repetition. An empty body,
    /// when switched on, goes ahead of the real one.
    pub(crate) fn posts(&mut self, id: u64, due: Timestamp, first: bool) -> Vec<Post> {
        let Some(delivery) = self.deliveries.get(&id) else {
            return Vec::new();
        };
        let post = Post {
            id,
            due,
            first,
            url: delivery.url.clone(),
            headers: delivery.headers.clone(),
            body: delivery.body.clone(),
        };
        if first && self.switches.empty_body_next > 0 {
            self.switches.empty_body_next -= 1;
            let empty = Post {
                first: false,
                body: String::new(),
                ..post.clone()
            };
            return vec![empty, post];
        }
        vec![post]
    }

    /// Notes what came of an attempt. When another one is due, the answer is its time.
    pub(crate) fn record(
        &mut self,
        outcome: &PostOutcome,
        waits: &[Duration],
    ) -> Option<Timestamp> {
        let delivery = self.deliveries.get_mut(&outcome.id)?;
        delivery.attempts.push(DeliveryAttempt {
            at: outcome.due,
            status: outcome.status,
        });
        if !outcome.first {
            return None;
        }
        let accepted = outcome.accepted();
        let refused = outcome
            .status
            .is_some_and(|status| (400..500).contains(&status));
        let wait = waits.get(delivery.failures);
        delivery.failures += 1;
        delivery.state = match wait {
            _ if accepted => DeliveryState::Delivered,
            Some(_) if !refused => DeliveryState::Pending,
            _ => DeliveryState::Abandoned,
        };
        if delivery.state != DeliveryState::Pending {
            return None;
        }
        wait.map(|wait| outcome.due + wait.mul_f64(self.switches.retry_factor.max(0.0)))
    }

    /// Where a delivery goes.
    pub(crate) fn url(&self, id: u64) -> Option<String> {
        Some(self.deliveries.get(&id)?.url.clone())
    }

    /// The delivery noted last.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    pub(crate) fn state(&self, id: u64) -> Option<DeliveryState> {
        self.deliveries.get(&id).map(|delivery| delivery.state)
    }

    pub(crate) fn all(&self) -> Vec<Delivery> {
        self.deliveries.values().cloned().collect()
    }
}

/// A request that leaves.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    id: u64,
    due: Timestamp,
    first: bool,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct PostOutcome {
    pub(crate) id: u64,
    due: Timestamp,
    first: bool,
    status: Option<u16>,
}

impl PostOutcome {
    /// Whether this was the real attempt and not a deliberate repetition.
    pub(crate) fn is_first(&self) -> bool {
        self.first
    }

    /// Whether the receiver answered with 2xx.
    pub(crate) fn accepted(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }
}

/// Posts deliveries in the background, one queue per URL.
#[derive(Debug)]
pub(crate) struct WebhookSender {
    client: reqwest::Client,
    queues: Mutex<HashMap<String, mpsc::UnboundedSender<Post>>>,
    outcomes: mpsc::UnboundedSender<PostOutcome>,
    in_flight: watch::Sender<usize>,
    stop: CancellationToken,
    /// Controls may be used outside of the runtime.
    tasks: Handle,
}

impl WebhookSender {
    /// To be called inside the runtime that will send.
    pub(crate) fn new(
        outcomes: mpsc::UnboundedSender<PostOutcome>,
        stop: CancellationToken,
    ) -> Result<Self, reqwest::Error> {
        // Receivers are local or given in full: a proxy of the environment must not see them.
        let client = reqwest::Client::builder()
            .timeout(ANSWER_TIMEOUT)
            .no_proxy()
            .build()?;
        Ok(Self {
            client,
            queues: Mutex::default(),
            outcomes,
            in_flight: watch::Sender::new(0),
            stop,
            tasks: Handle::current(),
        })
    }

    /// Queues a post behind the earlier ones to the same URL.
    pub(crate) fn send(&self, post: Post) {
        self.in_flight.send_modify(|count| *count += 1);
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues
            .entry(post.url.clone())
            .or_insert_with(|| self.open_queue());
        if queue.send(post).is_err() {
            self.finished();
        }
    }

    /// To be called once the outcome of a post was noted.
    pub(crate) fn finished(&self) {
        self.in_flight
            .send_modify(|count| *count = count.saturating_sub(1));
    }

    /// Waits until every post so far was answered and noted.
    pub(crate) async fn idle(&self) {
        let mut in_flight = self.in_flight.subscribe();
        tokio::select! {
            _ = in_flight.wait_for(|count| *count == 0) => {}
            () = self.stop.cancelled() => {}
        }
    }

    fn open_queue(&self) -> mpsc::UnboundedSender<Post> {
        let (queue, mut posts) = mpsc::unbounded_channel::<Post>();
        let (client, outcomes) = (self.client.clone(), self.outcomes.clone());
        let stop = self.stop.clone();
        self.tasks.spawn(stop.run_until_cancelled_owned(async move {
            while let Some(post) = posts.recv().await {
                let (id, due, first) = (post.id, post.due, post.first);
                let status = deliver(&client, post).await;
                if outcomes
                    .send(PostOutcome {
                        id,
                        due,
                        first,
                        status,
                    })
                    .is_err()
                {
                    break;
                }
            }
        }));
        queue
    }
}

async fn deliver(client: &reqwest::Client, post: Post) -> Option<u16> {
    let mut request = client
        .post(&post.url)
        .header("content-type", "application/json");
    for (name, value) in &post.headers {
        request = request.header(name, value);
    }
    let Ok(answer) = request.body(post.body).send().await else {
        tracing::debug!(delivery = post.id, "webhook receiver did not answer");
        return None;
    };
    Some(answer.status().as_u16())
}
