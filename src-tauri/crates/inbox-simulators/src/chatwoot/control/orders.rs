//! What a control can be told, as JSON objects over HTTP and as values in process.

use serde::{Deserialize, Serialize};

use crate::chatwoot::model::MessageStatus;

/// With whom something happens: an existing conversation, or a customer of an inbox. A customer
/// nobody knows yet is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Who {
    /// The conversation; the other members are ignored then.
    pub conversation_id: Option<i64>,
    /// The inbox; by default the first one.
    pub inbox_id: Option<i64>,
    /// The customer's number, E.164.
    pub phone: Option<String>,
    /// The customer's address.
    pub email: Option<String>,
    /// The name a new customer gets; by default number or address.
    pub name: Option<String>,
}

impl Who {
    /// The customer of a conversation.
    pub fn conversation(id: i64) -> Self {
        Self {
            conversation_id: Some(id),
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

    /// Whoever has that address.
    pub fn email(email: impl Into<String>) -> Self {
        Self {
            email: Some(email.into()),
            ..Self::default()
        }
    }

    /// In that inbox.
    #[must_use]
    pub fn on(self, inbox_id: i64) -> Self {
        Self {
            inbox_id: Some(inbox_id),
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

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A recording.
    Audio,
    /// A document.
    File,
}

/// A customer sends a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InboundMedia {
    /// What it is.
    pub kind: MediaKind,
    /// Words with it.
    #[serde(default)]
    pub caption: Option<String>,
}

/// A message that arrives in a form of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Inbound {
    /// Words.
    Text(String),
    /// Words that quote a message.
    #[serde(rename_all = "camelCase")]
    Reply {
        /// What is said.
        text: String,
        /// The quoted message.
        message_id: i64,
    },
    /// A file.
    Media(InboundMedia),
    /// A place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// What it is called.
        name: String,
    },
    /// Something the platform cannot show.
    Unsupported,
}

/// What becomes of the next outgoing message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryFate {
    /// As the channel does it.
    Delivered,
    /// Fails with that reason.
    Fails {
        /// Told as the external error.
        reason: String,
    },
    /// Stays at that status.
    StopsAt(MessageStatus),
}

impl DeliveryFate {
    /// Fails as undeliverable.
    pub fn undeliverable() -> Self {
        Self::Fails {
            reason: "131026: Message undeliverable".to_owned(),
        }
    }
}

/// Where webhooks go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookTarget {
    /// The API inbox whose own receiver is meant; by default the account's is.
    pub inbox_id: Option<i64>,
    /// The receiver; none removes it.
    pub url: Option<String>,
    /// Signs the bodies; by default a new secret.
    pub secret: Option<String>,
    /// The events; by default all.
    pub subscriptions: Option<Vec<String>>,
}
