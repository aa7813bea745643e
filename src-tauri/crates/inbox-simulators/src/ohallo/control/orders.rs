//! What a control can be told, as JSON objects over HTTP and as values in process.

use serde::{Deserialize, Serialize};

/// With whom something happens: an existing conversation, or a person on a channel. A person
/// nobody knows yet becomes a new contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Who {
    /// The conversation; the other members are ignored then.
    pub conversation_id: Option<String>,
    /// The channel; by default the first one that fits.
    pub channel_id: Option<String>,
    /// The customer's number, E.164.
    pub phone: Option<String>,
    /// The customer's e-mail address.
    pub email: Option<String>,
    /// The name a new customer gets; by default none.
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

    /// Whoever has that address.
    pub fn email(email: impl Into<String>) -> Self {
        Self {
            email: Some(email.into()),
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

/// What kind of file a customer sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// A document.
    Document,
}

/// A customer sends a generated file.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Inbound {
    /// Words.
    Text(String),
    /// A file.
    Media(InboundMedia),
}

/// What the AI does when it is its turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AiTurn {
    /// Says something of the sample phrases.
    #[default]
    Answers,
    /// Says exactly that.
    Says(String),
    /// Says something and waits for the customer.
    AsksBack,
    /// Says nothing and raises a `validation_failed` attention item.
    Stumbles,
    /// Wants to act and waits for a person's approval.
    WantsApproval,
    /// Does nothing.
    Silent,
}

/// How busy life mode is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LifePace {
    /// The shortest pause between two happenings, at least 100.
    pub shortest_ms: u32,
    /// The longest pause.
    pub longest_ms: u32,
}

impl Default for LifePace {
    fn default() -> Self {
        Self {
            shortest_ms: 2_500,
            longest_ms: 8_000,
        }
    }
}
