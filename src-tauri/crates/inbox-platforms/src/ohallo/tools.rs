//! The tools around a conversation, in the words of all platforms.

use inbox_core::{
    Begun, ConversationTools, FirstWords, Opening, OpeningProbe, PlatformError, RemoteId,
};

use super::{
    Composition, Ohallo, Recipient,
    client::{Call, never_left},
    failure::refused,
    wire::Row,
};

impl ConversationTools for Ohallo {
    /// Accepting names nothing: the conversation is found by its first words.
    async fn begin(&self, opening: &Opening) -> Result<Option<Begun>, PlatformError> {
        let composition = self.composition(opening).await.map_err(never_left)?;
        self.compose(&composition).await?;
        Ok(None)
    }

    async fn find_begun(&self, probe: &OpeningProbe) -> Result<Option<Begun>, PlatformError> {
        let composition = self.composition(&probe.opening).await?;
        let found = self.find_composed(&composition, probe.attempted_at).await?;
        Ok(found.map(|(record, item)| Begun {
            conversation: record.remote.clone(),
            record: Some(Box::new(record)),
            words: FirstWords::Said(Some(item)),
        }))
    }
}

impl Ohallo {
    async fn composition(&self, opening: &Opening) -> Result<Composition, PlatformError> {
        let message = &opening.message;
        if message.template.is_some() || !message.files.is_empty() {
            return Err(PlatformError::Unsupported);
        }
        let contact = &opening.contact;
        let name = contact.name.clone();
        let recipient = if !contact.remote.is_empty() {
            Recipient::Contact(RemoteId(contact.remote.clone()))
        } else if let Some(number) = contact.phone.clone() {
            Recipient::Phone { number, name }
        } else if let Some(address) = contact.email.clone() {
            Recipient::Email { address, name }
        } else {
            return Err(refused("NoRecipient"));
        };
        Ok(Composition {
            workspace: self.workspace_of_channel(&opening.channel).await?,
            channel: opening.channel.clone(),
            recipient,
            subject: opening.subject.clone(),
            text: message.text.clone(),
        })
    }

    /// The workspace a channel belongs to.
    async fn workspace_of_channel(&self, channel: &RemoteId) -> Result<RemoteId, PlatformError> {
        if let Some(workspace) = self.session.workspace() {
            return Ok(RemoteId::from(workspace));
        }
        let call = Call::get(&["channels", channel.as_str()]);
        let document = self.session.call(self.urgency, call).await?;
        let workspace = Row::of(&document).and_then(|row| row.id(&["workspaceId"]));
        workspace.map(RemoteId).ok_or(PlatformError::Unreadable)
    }
}
