//! Leading a platform's webhooks to a relay, and playing a customer: what only some platforms offer,
//! for whoever holds any of them.

use inbox_core::{PlatformError, RemoteId, Secret};

use crate::{
    AnyPlatform,
    chatwoot::visitor::{ApiChannel, Visitor, VisitorDraft},
};

/// A webhook of ours as it stands on the platform.
#[derive(Debug, Clone)]
pub struct RegisteredWebhook {
    /// Its id there.
    pub remote: RemoteId,
    /// What its events are signed with; `None` where the platform signs nothing.
    pub secret: Option<Secret>,
}

impl AnyPlatform {
    /// Has the platform post its events to an address; one that is registered already is told again.
    pub async fn register_webhook(&self, url: &str) -> Result<RegisteredWebhook, PlatformError> {
        let Self::Chatwoot(client) = self else {
            return Err(PlatformError::Unsupported);
        };
        let own = client.register_webhook(url).await?;
        Ok(RegisteredWebhook {
            remote: own.remote,
            secret: own.secret,
        })
    }

    /// Ends posting by a webhook of ours; one that is gone already is fine.
    pub async fn remove_webhook(&self, webhook: &RemoteId) -> Result<(), PlatformError> {
        match self {
            Self::Chatwoot(client) => client.remove_webhook(webhook).await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// The channels on which a customer can be played.
    pub async fn api_channels(&self) -> Result<Vec<ApiChannel>, PlatformError> {
        match self {
            Self::Chatwoot(client) => client.api_channels().await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// Whether the desk knows somebody whom a played customer would be let in as.
    pub async fn knows(&self, draft: &VisitorDraft) -> Result<bool, PlatformError> {
        match self {
            Self::Chatwoot(client) => client.knows(draft).await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// Lets a played customer in on one of them.
    pub async fn let_in(
        &self,
        channel: &ApiChannel,
        draft: &VisitorDraft,
    ) -> Result<Visitor, PlatformError> {
        match self {
            Self::Chatwoot(client) => client.let_in(channel, draft).await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// Removes a played customer from the desk, with their conversations.
    pub async fn delete_contact(&self, contact: &RemoteId) -> Result<(), PlatformError> {
        match self {
            Self::Chatwoot(client) => client.delete_contact(contact).await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }
}
