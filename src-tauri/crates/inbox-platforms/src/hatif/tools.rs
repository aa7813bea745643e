//! The tools around a conversation, in the words of all platforms.

use inbox_core::{
    AgentKind, Begun, ConversationTools, FirstWords, Opening, OpeningProbe, PlatformError, RemoteId,
};

use super::{Hatif, NewConversation, client::refused, never_left};

impl ConversationTools for Hatif {
    /// The conversation is found or made, which nobody outside notices and which may be repeated; its
    /// first words are sent like any others.
    async fn begin(&self, opening: &Opening) -> Result<Option<Begun>, PlatformError> {
        self.stand(opening).await.map(Some).map_err(never_left)
    }

    async fn find_begun(&self, probe: &OpeningProbe) -> Result<Option<Begun>, PlatformError> {
        self.stand(&probe.opening).await.map(Some)
    }
}

impl Hatif {
    async fn stand(&self, opening: &Opening) -> Result<Begun, PlatformError> {
        let contact = &opening.contact;
        let known = match &contact.phone {
            Some(phone) => Some(phone.clone()),
            None if contact.remote.is_empty() => None,
            None => {
                let contact = RemoteId(contact.remote.clone());
                self.contact(&contact).await?.record.phone
            }
        };
        let record = self
            .open_conversation(&NewConversation {
                channel: opening.channel.clone(),
                phone: known.ok_or_else(|| refused("NoPhoneNumber"))?,
                contact_name: contact.name.clone(),
                assignee: opening
                    .carrier
                    .clone()
                    .map(|person| (person, AgentKind::Person)),
            })
            .await?;
        Ok(Begun {
            conversation: record.remote.clone(),
            record: Some(Box::new(record)),
            words: FirstWords::ToBeSaid,
        })
    }
}
