//! Leading a platform's own webhooks to a relay.

use serde::{Deserialize, Serialize};
use specta::Type;

/// How a platform's webhooks are led to a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WebhookSetupDto {
    /// The platform has none.
    None,
    /// A person enters the address in the platform's own pages.
    ByHand,
    /// The same, together with a header.
    ByHandWithHeader,
    /// We register them.
    Registered,
    /// We could, but the key may not.
    NotByKey,
}

/// What a person has to know to lead webhooks to a relay. Shown to whoever asks for it, never kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WebhookDto {
    /// How they are set up.
    pub setup: WebhookSetupDto,
    /// The address the platform posts to, once it was given.
    pub inlet: Option<String>,
    /// The header that proves where they come from, where a person enters one.
    pub header: Option<WebhookHeaderDto>,
    /// A webhook of ours is registered.
    pub registered: bool,
    /// Command lines of the relay; none holds a secret.
    pub commands: RelayCommandsDto,
}

impl std::fmt::Debug for WebhookDto {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("WebhookDto(•••)")
    }
}

/// A header to be entered in the platform's own pages.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WebhookHeaderDto {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl std::fmt::Debug for WebhookHeaderDto {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("WebhookHeaderDto(•••)")
    }
}

/// Command lines of the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RelayCommandsDto {
    /// Makes the inlet and prints its address.
    pub add_inlet: String,
    /// Makes a reader of it and prints its token.
    pub add_reader: String,
    /// Hands over what the platform signs with.
    pub set_secret: String,
}

/// Keep the address at the relay that the platform is to post to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SetInletInput {
    /// Which line.
    pub line: String,
    /// The address.
    pub address: String,
}

impl std::fmt::Debug for SetInletInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SetInletInput")
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// A webhook of ours that stands on the platform.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RegisteredWebhookDto {
    /// What the platform signs with, for the relay; `None` where it signs nothing.
    pub secret: Option<String>,
}

impl std::fmt::Debug for RegisteredWebhookDto {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RegisteredWebhookDto(•••)")
    }
}
