//! What a person asks for about a customer: a look, a change, their other conversations, joining two
//! contacts, choosing their company.
//!
//! Changes go through the outbox like any other: they are kept over a crash and while there is no
//! network, show at once, and a refusal stays visible until the person acts. Joining two contacts
//! cannot be taken back and is therefore done while the person waits, or not at all.

use inbox_core::{
    Company, ContactAbilities, ContactChange, ContactRecord, ConversationAction, ConversationId,
    ConversationRecord, Platform, PlatformError, RemoteId, Urgency,
};
use inbox_store::StoreError;

use crate::{
    confirmed::keep_told,
    engine::Engine,
    error::EngineError,
    line::LineContext,
    requests::{Changed, available, changed_row},
    undoing::{Undo, UndoStep},
};

/// A card that was read is not read again this soon.
const LOOK_PAUSE_MS: i64 = 30_000;

impl Engine {
    /// Reads what the platform keeps of the customer of a conversation, unless that was done just
    /// now. What was read before stays when it cannot be.
    pub async fn read_contact(&self, conversation: &ConversationId) -> Result<(), EngineError> {
        let abilities = self.contact_abilities(conversation).await?;
        if abilities.read.is_err() {
            return Ok(());
        }
        let store = &self.inner.surroundings.store;
        let shown = store.read().await?.card(conversation).await?;
        let shown = shown.ok_or(EngineError::UnknownConversation)?;
        let now = self.inner.surroundings.clock.now();
        if shown
            .read_at
            .is_some_and(|at| (0..LOOK_PAUSE_MS).contains(&now.since(at)))
        {
            return Ok(());
        }
        let context = self.running(conversation.line);
        let context = context.ok_or(PlatformError::Unreachable)?;
        read_card(&context, conversation).await
    }

    /// Changes something about the customer of a conversation. Shown at once; refused without
    /// queueing when the line cannot do it. A note that the platform has no place for is kept at
    /// this desk.
    pub async fn change_contact(
        &self,
        conversation: &ConversationId,
        change: &ContactChange,
    ) -> Result<Changed, EngineError> {
        let abilities = self.contact_abilities(conversation).await?;
        let surroundings = &self.inner.surroundings;
        let store = &surroundings.store;
        let now = surroundings.clock.now();
        if let ContactChange::AddNote { text, .. } = change {
            if text.trim().is_empty() {
                return Err(EngineError::EmptyText);
            }
            if abilities.add_notes.is_err() {
                let mut write = store.write().await?;
                write.add_own_note(conversation, text.trim()).await?;
                write.commit().await?;
                return Ok(Changed {
                    undo: None,
                    changed: 1,
                    undoable: 0,
                });
            }
        }
        available(abilities.of(change))?;
        let shown = store.read().await?.card(conversation).await?;
        let shown = shown.ok_or(EngineError::UnknownConversation)?;
        if change.holds(&shown.card) {
            return Ok(Changed {
                undo: None,
                changed: 0,
                undoable: 0,
            });
        }
        let contact = RemoteId(shown.card.record.remote.clone());
        let of_contact = |change: &ContactChange| ConversationAction::ChangeContact {
            contact: contact.clone(),
            change: change.clone(),
        };
        let outbox = self.new_outbox_id(now);
        let done = of_contact(change);
        let mut write = store.write().await?;
        let row = changed_row(outbox.clone(), conversation.clone(), &done, now);
        write.queue(&row).await?;
        write.commit().await?;
        self.ring_outbox(conversation.line);
        // What the platform cannot do, such as taking a first number away, cannot be undone by it.
        let back = change
            .back(&shown.card)
            .filter(|back| abilities.of(back).is_ok());
        let undo = back.map(|back| {
            let undo = self.new_outbox_id(now).0;
            let step = UndoStep {
                conversation: conversation.clone(),
                outbox,
                done,
                back: vec![of_contact(&back)],
            };
            let undo_steps = Undo {
                made_at: now,
                steps: vec![step],
            };
            self.inner.undos.keep(undo.clone(), undo_steps);
            undo
        });
        Ok(Changed {
            undoable: u32::from(undo.is_some()),
            undo,
            changed: 1,
        })
    }

    /// Gets conversations of the customer of a conversation that only the platform knows; answers
    /// how many came.
    pub async fn fetch_conversations_with(
        &self,
        conversation: &ConversationId,
    ) -> Result<u32, EngineError> {
        available(self.contact_abilities(conversation).await?.conversations)?;
        let (context, record) = self.at_the_platform(conversation).await?;
        let platform = context.platform.at(Urgency::Person);
        let asked_at = context.asked_at();
        let found = context.call(platform.conversations_with(&record)).await?;
        let mut write = context.store().write().await?;
        let listed = keep_told(&context, &mut write, asked_at, &found).await?;
        write.commit().await?;
        for unread in &listed.to_read {
            context.target(unread, 0);
        }
        Ok(u32::try_from(listed.new).unwrap_or(u32::MAX))
    }

    /// Other contacts of the line of a conversation whose name, number or address holds these words.
    pub async fn find_contacts(
        &self,
        conversation: &ConversationId,
        words: &str,
    ) -> Result<Vec<ContactRecord>, EngineError> {
        available(self.contact_abilities(conversation).await?.merge)?;
        if words.trim().is_empty() {
            return Ok(Vec::new());
        }
        let (context, record) = self.at_the_platform(conversation).await?;
        let platform = context.platform.at(Urgency::Person);
        let mut found = context.call(platform.find_contacts(words.trim())).await?;
        found.retain(|contact| contact.remote != record.contact.remote);
        Ok(found)
    }

    /// Makes another contact part of the customer of a conversation, for good.
    pub async fn merge_contacts(
        &self,
        conversation: &ConversationId,
        gone: &RemoteId,
    ) -> Result<(), EngineError> {
        available(self.contact_abilities(conversation).await?.merge)?;
        let (context, record) = self.at_the_platform(conversation).await?;
        let kept = RemoteId(record.contact.remote.clone());
        if kept == *gone {
            return Err(PlatformError::NotFound.into());
        }
        let platform = context.platform.at(Urgency::Person);
        context.call(platform.merge_contacts(&kept, gone)).await?;
        let mut read = context.store().read().await?;
        let theirs = read
            .conversations_of_contact(conversation.line, gone)
            .await?;
        drop(read);
        for moved in theirs.iter().chain([conversation]) {
            context.target(&moved.remote, 0);
        }
        look_again(&context, conversation).await;
        Ok(())
    }

    /// Companies of the line of a conversation whose name holds these words.
    pub async fn find_companies(
        &self,
        conversation: &ConversationId,
        words: &str,
    ) -> Result<Vec<Company>, EngineError> {
        available(self.contact_abilities(conversation).await?.link_company)?;
        let (context, _) = self.at_the_platform(conversation).await?;
        let platform = context.platform.at(Urgency::Person);
        Ok(context.call(platform.find_companies(words.trim())).await?)
    }

    /// What the line of a conversation can do about contacts; nothing before it was reached once.
    pub async fn contact_abilities(
        &self,
        conversation: &ConversationId,
    ) -> Result<ContactAbilities, EngineError> {
        let state = self.line_state(conversation.line).await?;
        Ok(state
            .status
            .capabilities
            .map(|capabilities| capabilities.contacts)
            .unwrap_or_default())
    }

    /// The running line of a conversation, and the conversation as it was told.
    async fn at_the_platform(
        &self,
        conversation: &ConversationId,
    ) -> Result<(std::sync::Arc<LineContext>, ConversationRecord), EngineError> {
        let context = self.running(conversation.line);
        let context = context.ok_or(PlatformError::Unreachable)?;
        let mut read = context.store().read().await?;
        let record = read.conversation_record(conversation).await?;
        drop(read);
        Ok((context, record.ok_or(EngineError::UnknownConversation)?))
    }
}

async fn read_card(
    context: &LineContext,
    conversation: &ConversationId,
) -> Result<(), EngineError> {
    let mut read = context.store().read().await?;
    let record = read.conversation_record(conversation).await?;
    drop(read);
    let record = record.ok_or(EngineError::UnknownConversation)?;
    let platform = context.platform.at(Urgency::Person);
    let card = match context.call(platform.contact(&record)).await {
        // The platform knows no more of them than their conversation tells.
        Err(PlatformError::NotFound) => return Ok(()),
        read => read?,
    };
    let mut write = context.store().write().await?;
    match write.keep_card(conversation, &card).await {
        // It was forgotten meanwhile.
        Err(StoreError::Unknown { .. }) => return Ok(()),
        kept => kept?,
    }
    write.commit().await?;
    Ok(())
}

/// Reads a card after it was changed; when that fails, it is read the next time somebody looks.
pub(crate) async fn look_again(context: &LineContext, conversation: &ConversationId) {
    if let Err(error) = read_card(context, conversation).await {
        tracing::info!(line = %conversation.line, %error, "contact not read again");
    }
}
