//! What a control can be told, as JSON objects over HTTP and as values in process.

use serde::{Deserialize, Serialize};

use crate::chatvolt::model::Attachment;

/// With whom something happens: an existing conversation, or a number on a channel. A number
/// nobody has yet becomes a new customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Who {
    /// The conversation; the other members are ignored then.
    pub conversation_id: Option<String>,
    /// The channel, `whatsapp` by default.
    pub channel: Option<String>,
    /// The customer's number, E.164.
    pub phone: Option<String>,
    /// The name a new customer gets.
    pub name: Option<String>,
    /// The AI agent of a new conversation; by default the first one.
    pub agent_id: Option<String>,
    /// Whether a new conversation is a group.
    pub group: bool,
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
    pub fn on(self, channel: impl Into<String>) -> Self {
        Self {
            channel: Some(channel.into()),
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

    /// In a group, if the conversation is new.
    #[must_use]
    pub fn in_group(self) -> Self {
        Self {
            group: true,
            ..self
        }
    }
}

/// The kind of a generated file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MediaKind {
    /// A picture.
    Photo,
    /// A voice message.
    Voice,
    /// A PDF.
    Document,
}

impl MediaKind {
    pub(crate) fn stem(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Voice => "voice",
            Self::Document => "document",
        }
    }
}

/// What a customer writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Inbound {
    /// Words.
    Text(String),
    /// A generated file, with or without words.
    #[serde(rename_all = "camelCase")]
    Media {
        /// What it is.
        kind: MediaKind,
        /// Words with it.
        #[serde(default)]
        caption: Option<String>,
    },
    /// Files that lie elsewhere, with or without words.
    #[serde(rename_all = "camelCase")]
    Files {
        /// The files.
        attachments: Vec<Attachment>,
        /// Words with them.
        #[serde(default)]
        text: String,
    },
}

/// Where webhooks go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookTarget {
    /// The AI agent whose events are meant; by default all.
    pub agent_id: Option<String>,
    /// The receiver; none removes it. Saving one again lifts its block.
    pub url: Option<String>,
    /// Name and value of the static header.
    pub header: Option<(String, String)>,
}
