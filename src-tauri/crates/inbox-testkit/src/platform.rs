//! A platform as tests see it: what customers and colleagues do there, what goes wrong, and what is
//! true. One behaviour suite runs against every variant.

use std::time::Duration;

use inbox_core::{ConversationId, Delivery, LineId, PlatformKind, Secret, Timestamp};
use inbox_engine::Credentials;
use inbox_simulators::{
    HatifOptions, HatifSimulator, Outage, SimulatorClock,
    hatif::{
        Direction, Inbound, InboundMedia, MessageType, Source, Status, WebhookKind, WebhookTarget,
        Who,
    },
};

/// How a platform can be away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Connections are refused.
    Refused,
    /// Every call is answered with a failure.
    Failing,
}

/// What somebody did on the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Id of the conversation on the platform.
    pub conversation: String,
    /// Id of the contact on the platform.
    pub contact: String,
    /// Id of the item on the platform.
    pub item: String,
}

/// An item as it really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemTruth {
    /// Id on the platform.
    pub remote: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Its words, when it has any.
    pub text: Option<String>,
    /// How far it has come, when it is a message of ours.
    pub delivery: Option<Delivery>,
}

/// A conversation as it really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationTruth {
    /// Id on the platform.
    pub remote: String,
    /// Who carries it.
    pub assignee: Option<String>,
    /// Its items, oldest first.
    pub items: Vec<ItemTruth>,
}

/// A simulated platform.
pub enum PlatformUnderTest {
    /// Hatif (Voxa).
    Hatif(HatifSimulator),
}

impl PlatformUnderTest {
    /// A Hatif with the given options, whose time starts at `start` and is moved by hand.
    pub async fn hatif(options: HatifOptions, start: Timestamp) -> Self {
        let clock = SimulatorClock::Manual {
            start: instant(start),
        };
        let options = HatifOptions { clock, ..options };
        Self::Hatif(
            HatifSimulator::start(options)
                .await
                .expect("a simulator can be started"),
        )
    }

    /// Which platform.
    pub fn kind(&self) -> PlatformKind {
        match self {
            Self::Hatif(_) => PlatformKind::Hatif,
        }
    }

    /// What to sign in with.
    pub fn credentials(&self) -> Credentials {
        match self {
            Self::Hatif(simulator) => {
                let pair = simulator.credentials();
                self.hatif_credentials(&pair.client_id, &pair.client_secret)
            }
        }
    }

    fn hatif_credentials(&self, id: &str, secret: &str) -> Credentials {
        let Self::Hatif(simulator) = self;
        let secret = serde_json::json!({ "clientId": id, "clientSecret": secret }).to_string();
        Credentials {
            platform: PlatformKind::Hatif,
            base_url: simulator.base_url().to_owned(),
            secret: Secret::from(secret),
        }
    }

    /// A customer writes, in a conversation or, without one, from a number nobody knows.
    pub fn customer_writes(&self, conversation: Option<&str>, text: &str) -> Happening {
        match self {
            Self::Hatif(simulator) => {
                let count = simulator.control().conversations().len();
                let who = conversation.map_or_else(
                    || Who::phone(format!("+97150{count:07}")),
                    Who::conversation,
                );
                let happened = simulator
                    .control()
                    .receive_text(&who, text)
                    .expect("it happens");
                Happening {
                    conversation: happened.conversation_id,
                    contact: happened.contact_id,
                    item: happened.event_id,
                }
            }
        }
    }

    /// A customer sends a picture.
    pub fn customer_sends_picture(&self, conversation: &str) {
        match self {
            Self::Hatif(simulator) => {
                let picture = Inbound::Media(InboundMedia {
                    message_type: MessageType::Image,
                    url: None,
                    caption: None,
                });
                let who = Who::conversation(conversation);
                simulator
                    .control()
                    .receive(&who, picture)
                    .expect("it happens");
            }
        }
    }

    /// A colleague answers from the platform's own pages.
    pub fn colleague_writes(&self, conversation: &str, text: &str) {
        match self {
            Self::Hatif(simulator) => {
                let who = Who::conversation(conversation);
                let colleague = self.people().remove(1);
                simulator
                    .control()
                    .portal_text(&who, &colleague, text)
                    .expect("it happens");
            }
        }
    }

    /// A colleague gives a conversation to somebody.
    pub fn colleague_assigns(&self, conversation: &str, to: Option<&str>) {
        match self {
            Self::Hatif(simulator) => {
                simulator
                    .control()
                    .portal_assign(conversation, to, None)
                    .expect("it happens");
            }
        }
    }

    /// Ids of the human agents.
    pub fn people(&self) -> Vec<String> {
        match self {
            Self::Hatif(simulator) => {
                let users = simulator.control().overview().users;
                users
                    .into_iter()
                    .filter(|user| !user.is_ai)
                    .map(|user| user.user_id)
                    .collect()
            }
        }
    }

    /// Everything as it really is.
    pub fn truth(&self) -> Vec<ConversationTruth> {
        match self {
            Self::Hatif(simulator) => {
                let control = simulator.control();
                let conversations = control.conversations().into_iter();
                conversations
                    .map(|conversation| ConversationTruth {
                        items: hatif_items(simulator, &conversation.id),
                        remote: conversation.id,
                        assignee: conversation.assignee_id,
                    })
                    .collect()
            }
        }
    }

    /// One conversation as it really is.
    pub fn timeline(&self, conversation: &str) -> Vec<ItemTruth> {
        match self {
            Self::Hatif(simulator) => hatif_items(simulator, conversation),
        }
    }

    /// The texts the platform took from us, in the order it took them.
    pub fn sent_texts(&self) -> Vec<String> {
        match self {
            Self::Hatif(simulator) => simulator.control().sent_texts(),
        }
    }

    /// The answers to the next sends get lost after they were executed.
    pub fn lose_send_answers(&self, count: u32) {
        match self {
            Self::Hatif(simulator) => {
                simulator
                    .control()
                    .faults(|faults| faults.lose_send_answers_next = count);
            }
        }
    }

    /// The next calls fail without being executed.
    pub fn fail_next(&self, count: u32) {
        match self {
            Self::Hatif(simulator) => {
                simulator
                    .control()
                    .faults(|faults| faults.server_errors_next = count);
            }
        }
    }

    /// The next calls are refused as too many.
    pub fn refuse_as_too_many(&self, count: u32) {
        match self {
            Self::Hatif(simulator) => {
                simulator
                    .control()
                    .faults(|faults| faults.too_many_requests_next = count);
            }
        }
    }

    /// Answers to sends come this much (real) time after their execution.
    pub fn delay_send_answers(&self, delay: Duration) {
        match self {
            Self::Hatif(simulator) => simulator
                .control()
                .faults(|faults| faults.send_answer_delay_ms = delay.as_millis() as u64),
        }
    }

    /// Goes away, or comes back.
    pub fn set_absent(&self, absence: Option<Absence>) {
        match self {
            Self::Hatif(simulator) => {
                simulator.control().faults(|faults| {
                    faults.outage = match absence {
                        None => Outage::None,
                        Some(Absence::Refused) => Outage::Refused,
                        Some(Absence::Failing) => Outage::Unavailable,
                    };
                });
            }
        }
    }

    /// Sessions end; the key stays good.
    pub fn expire_sessions(&self) {
        match self {
            Self::Hatif(simulator) => simulator.control().expire_tokens(),
        }
    }

    /// The key is revoked; returns the one that replaces it.
    pub fn revoke_key(&self) -> Credentials {
        match self {
            Self::Hatif(simulator) => {
                let pair = simulator.control().revoke_credentials();
                self.hatif_credentials(&pair.client_id, &pair.client_secret)
            }
        }
    }

    /// Sends its webhooks there.
    pub fn send_webhooks_to(&self, url: Option<&str>) {
        match self {
            Self::Hatif(simulator) => {
                for kind in WebhookKind::ALL {
                    let target = WebhookTarget {
                        kind: Some(kind),
                        url: url.map(str::to_owned),
                        ..WebhookTarget::default()
                    };
                    simulator
                        .control()
                        .webhooks(&target)
                        .expect("it can be told");
                }
            }
        }
    }

    /// Sends each webhook twice, and in swapped pairs.
    pub fn garble_webhooks(&self, duplicate: bool, reorder: bool) {
        match self {
            Self::Hatif(simulator) => simulator.control().webhook_switches(|switches| {
                switches.duplicate = duplicate;
                switches.reorder = reorder;
            }),
        }
    }

    /// The webhook of a send arrives before the send is answered.
    pub fn echo_before_answering(&self, on: bool) {
        match self {
            Self::Hatif(simulator) => simulator
                .control()
                .webhook_switches(|switches| switches.echo_before_response = on),
        }
    }

    /// The most calls in any rolling minute so far, and how many were over the quota.
    pub fn calls(&self) -> (u32, u64) {
        match self {
            Self::Hatif(simulator) => {
                let traffic = simulator.control().traffic();
                (traffic.peak_per_rolling_minute, traffic.refused)
            }
        }
    }

    /// Calls so far whose path contains `part`.
    pub fn calls_of(&self, part: &str) -> u32 {
        match self {
            Self::Hatif(simulator) => simulator.control().traffic().calls_of(part),
        }
    }

    /// Moves its time on; what is due on the way happens.
    pub async fn advance_to(&self, now: Timestamp) {
        match self {
            Self::Hatif(simulator) => simulator.control().advance_to(instant(now)).await,
        }
    }

    /// Waits until its webhooks were answered.
    pub async fn settle(&self) {
        match self {
            Self::Hatif(simulator) => simulator.control().settle().await,
        }
    }

    /// The id of a conversation on a line.
    pub fn id(&self, line: LineId, conversation: &str) -> ConversationId {
        ConversationId::new(line, conversation)
    }
}

fn hatif_items(simulator: &HatifSimulator, conversation: &str) -> Vec<ItemTruth> {
    let events = simulator.control().timeline(conversation).into_iter();
    events
        .map(|event| ItemTruth {
            remote: event.id,
            occurred_at: Timestamp(event.created_at.as_millisecond()),
            text: event.body,
            delivery: (event.source == Source::WhatsApp
                && event.direction == Direction::Outbound
                // An error outranks the status beside it.
                && event.error_code.is_none())
            .then(|| delivery(event.status))
            .flatten(),
        })
        .collect()
}

fn delivery(status: Status) -> Option<Delivery> {
    match status {
        Status::Pending => Some(Delivery::Pending),
        Status::Sent => Some(Delivery::Sent),
        Status::Delivered => Some(Delivery::Delivered),
        Status::Read => Some(Delivery::Read),
        Status::Failed
        | Status::Ringing
        | Status::Active
        | Status::Answered
        | Status::Missed
        | Status::RejectedByCaller
        | Status::RejectedByCallee
        | Status::NoAnswer
        | Status::Cancelled => None,
    }
}

fn instant(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.0).expect("an instant of our days")
}
