//! What a control can be told, as JSON objects over HTTP and as values in process.

use serde::{Deserialize, Serialize};

use crate::hatif::model::{Location, MessageType, Status};
use crate::hatif::webhooks::WebhookKind;
pub use crate::shared::size::LifePace;

/// With whom something happens: an existing conversation, or a number on a channel. A number
/// nobody has yet becomes a new customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Who {
    /// The conversation; the other members are ignored then.
    pub conversation_id: Option<String>,
    /// The channel; by default the first one that can do it.
    pub channel_id: Option<String>,
    /// The customer's number, E.164.
    pub phone: Option<String>,
    /// The name a new customer gets; by default the number.
    pub name: Option<String>,
}

impl Who {
    /// The customer of a conversation.
    pub fn conversation(id: impl Into<String>) -> Self {
        Self {
            conversation_id: Some(id.into()),
            ..Self::default()
        }
    }

    /// Whoever has that number.
    pub fn phone(phone: impl Into<String>) -> Self {
        Self {
            phone: Some(phone.into()),
            ..Self::default()
        }
    }

    /// On that channel.
    #[must_use]
    pub fn on(self, channel_id: impl Into<String>) -> Self {
        Self {
            channel_id: Some(channel_id.into()),
            ..self
        }
    }

    /// With that name, if they are new.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..self
        }
    }
}

/// A customer sends a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InboundMedia {
    /// Image, Audio, Video, Document or Sticker.
    pub message_type: MessageType,
    /// Where it lies; by default a generated file of this simulator.
    #[serde(default)]
    pub url: Option<String>,
    /// Words with it.
    #[serde(default)]
    pub caption: Option<String>,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CallEnding {
    /// Somebody takes it. Inbound calls get a recording, from 30 seconds on also an AI summary
    /// and a transcript.
    #[serde(rename_all = "camelCase")]
    Answered {
        /// Length of the talk.
        talk_seconds: u32,
    },
    /// Nobody takes it.
    Missed,
    /// The caller gives up.
    RejectedByCaller,
    /// The callee declines.
    RejectedByCallee,
    /// Our own call is not taken.
    NoAnswer,
    /// Given up before it rang.
    Cancelled,
    /// The network fails.
    Failed,
}

/// A call from its first ring to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewCall {
    /// Whether a colleague calls the customer.
    #[serde(default)]
    pub outbound: bool,
    /// How long it rings.
    pub ring_seconds: u32,
    /// How it ends.
    pub ending: CallEnding,
    /// User id of who takes it; by default the first person.
    #[serde(default)]
    pub handled_by: Option<String>,
    /// Scales the pauses between the steps: 1 is life, 0 is all at once.
    #[serde(default = "one")]
    pub pace: f64,
}

fn one() -> f64 {
    1.0
}

/// What becomes of the next accepted outbound message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryFate {
    /// Sent, delivered, read.
    Delivered,
    /// Fails in place of reaching a status.
    #[serde(rename_all = "camelCase")]
    Fails {
        /// The status it does not reach.
        instead_of: Status,
        /// Meta's error number, for instance 131026.
        code: i32,
        /// Meta's words.
        reason: String,
    },
    /// Stays at that status.
    StopsAt(Status),
}

impl DeliveryFate {
    /// Fails as undeliverable right after having been accepted.
    pub fn undeliverable() -> Self {
        Self::Fails {
            instead_of: Status::Sent,
            code: 131_026,
            reason: "Message undeliverable".to_owned(),
        }
    }
}

/// Where webhooks go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookTarget {
    /// The channel; by default all.
    pub channel_id: Option<String>,
    /// The kind; by default all.
    pub kind: Option<WebhookKind>,
    /// The receiver; none removes it.
    pub url: Option<String>,
    /// Signs the bodies.
    pub secret: Option<String>,
}

/// A message that arrives in a form of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Inbound {
    /// Words.
    Text(String),
    /// Words that quote an event.
    #[serde(rename_all = "camelCase")]
    Reply {
        /// What is said.
        text: String,
        /// The quoted event.
        event_id: String,
    },
    /// A file.
    Media(InboundMedia),
    /// A place.
    Location(Location),
    /// A tapped button.
    Button(String),
    /// Something the platform cannot show.
    Unsupported,
}
