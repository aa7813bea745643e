//! What belongs to a line as a whole, asked of whichever platform has it. What a platform has no way
//! to do is [`PlatformError::Unsupported`]; the capabilities of its line say so beforehand.

use inbox_core::{AgentKind, ListPage, PlatformError, RemoteId, Tag};

use crate::{AnyPlatform, TagDraft};

impl AnyPlatform {
    /// The newest conversations of a view that the person has saved on the platform, and how many it
    /// holds in all.
    pub async fn view(&self, view: &RemoteId) -> Result<ListPage, PlatformError> {
        match self {
            Self::Chatwoot(client) => client.newest_of_view(view).await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// The people whom a note on a channel tells that it names them: those who may see the channel.
    pub async fn told_on(&self, channel: &RemoteId) -> Result<Vec<RemoteId>, PlatformError> {
        match self {
            Self::Chatwoot(client) => {
                let all = client.assignable(std::slice::from_ref(channel)).await?;
                let people = all.into_iter().filter(|one| one.kind == AgentKind::Person);
                Ok(people.map(|one| one.remote).collect())
            }
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// Makes a tag, called as the platform lets tags be called. A name that is taken is refused.
    pub async fn create_tag(&self, name: &str) -> Result<Tag, PlatformError> {
        match self {
            Self::Chatwoot(client) => client.create_label(name).await,
            Self::Hatif(client) => {
                let draft = TagDraft {
                    name: Some(name.to_owned()),
                    ..TagDraft::default()
                };
                client.create_tag(&draft).await
            }
            Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }
}
