//! What an inbox shows and changes of a customer, out of the address book.

use futures_util::future::try_join_all;
use inbox_core::{
    ContactAbilities, ContactCard, ContactChange as Change, ContactField, ContactNote as CardNote,
    ConversationRecord, FieldKind, PlatformError, RemoteId, Unavailable,
};

use super::{
    Contact, ContactChange, Hatif, PropertyDefinition, PropertyKind, client::Call, map, readable,
};

/// Conversations of a customer that are read from each channel.
const PER_CHANNEL: u64 = 20;

pub(super) fn abilities() -> ContactAbilities {
    ContactAbilities {
        read: Ok(()),
        name: Ok(()),
        addresses: Ok(()),
        company: Ok(()),
        // What is left empty stays as it is there.
        fields: Ok(()),
        add_notes: Ok(()),
        conversations: Ok(()),
        ..ContactAbilities::none(Unavailable::Platform)
    }
}

/// The id of the customer; without one there is nothing to read.
pub(super) fn contact_of(conversation: &ConversationRecord) -> Result<RemoteId, PlatformError> {
    let remote = &conversation.contact.remote;
    if remote.is_empty() {
        return Err(PlatformError::NotFound);
    }
    Ok(RemoteId(remote.clone()))
}

impl Hatif {
    pub(super) async fn card_of(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<ContactCard, PlatformError> {
        let id = contact_of(conversation)?;
        let (contact, definitions) =
            tokio::try_join!(self.contact(&id), self.definitions_or_none())?;
        Ok(card(contact, definitions))
    }

    /// A key that may not read definitions still shows values.
    async fn definitions_or_none(&self) -> Result<Vec<PropertyDefinition>, PlatformError> {
        match self.property_definitions().await {
            Err(
                PlatformError::ScopeMissing { .. }
                | PlatformError::NotFound
                | PlatformError::Refused { .. },
            ) => Ok(Vec::new()),
            read => read,
        }
    }

    pub(super) async fn conversations_of(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<Vec<ConversationRecord>, PlatformError> {
        let id = contact_of(conversation)?;
        let channels = self.session.channels();
        let pages = try_join_all(channels.keys().map(|channel| {
            let path = [
                "v2",
                "conversations",
                "service-account",
                "channels",
                channel.as_str(),
            ];
            let call = Call::get(&path)
                .query("ContactIds", id.as_str())
                .query("Sorting", "LastActivityAt DESC");
            self.session.page(self.urgency, call, 0, PER_CHANNEL)
        }))
        .await?;
        Ok(pages
            .iter()
            .flat_map(|page| {
                let now = self.session.clock.now();
                let read = |row: &serde_json::Value| map::conversation(row, &channels, now);
                readable(&page.rows, "conversation", read).0
            })
            // Filters of this list are known to be overlooked.
            .filter(|found| found.contact.remote == id.0)
            .collect())
    }

    pub(super) async fn change_contact(
        &self,
        contact: &RemoteId,
        change: &Change,
    ) -> Result<(), PlatformError> {
        let told = match change {
            Change::SetName { name } => ContactChange {
                name: Some(name.clone()),
                ..ContactChange::default()
            },
            Change::SetPhone { phone: Some(phone) } => ContactChange {
                phone: Some(phone.clone()),
                ..ContactChange::default()
            },
            Change::SetEmail { email: Some(email) } => ContactChange {
                email: Some(email.clone()),
                ..ContactChange::default()
            },
            Change::SetCompany {
                company: Some(company),
            } => ContactChange {
                company: Some(company.clone()),
                ..ContactChange::default()
            },
            Change::SetField { key, value } => {
                let definition = RemoteId(key.clone());
                return match value {
                    Some(value) => self.set_property(contact, &definition, value).await,
                    None => self.clear_property(contact, &definition).await,
                };
            }
            Change::AddNote { text, written_at } => {
                // Notes can only be added: whether this one was is seen before it is told again.
                let known = card(self.contact(contact).await?, Vec::new());
                if known.has_note(text, *written_at) {
                    return Ok(());
                }
                ContactChange {
                    added_note: Some(text.clone()),
                    ..ContactChange::default()
                }
            }
            Change::SetPhone { phone: None }
            | Change::SetEmail { email: None }
            | Change::SetCompany { company: None }
            | Change::DeleteNote { .. }
            | Change::SetLabels { .. }
            | Change::SetBlocked { .. }
            | Change::LinkCompany { .. } => return Err(PlatformError::Unsupported),
        };
        self.update_contact(contact, &told).await.map(drop)
    }
}

fn card(contact: Contact, definitions: Vec<PropertyDefinition>) -> ContactCard {
    let mut values = contact.properties;
    let mut fields: Vec<ContactField> = definitions
        .into_iter()
        .map(|definition| {
            let place = values
                .iter()
                .position(|value| value.definition == definition.remote);
            ContactField {
                key: definition.remote.0,
                name: definition.name,
                value: place.and_then(|place| values.swap_remove(place).value),
                kind: match definition.kind {
                    PropertyKind::Number => FieldKind::Number,
                    PropertyKind::Select => FieldKind::Choice,
                    PropertyKind::Date => FieldKind::Date,
                    PropertyKind::Text | PropertyKind::Other => FieldKind::Text,
                },
                options: definition
                    .options
                    .into_iter()
                    .map(|option| option.value)
                    .collect(),
                by_ai: false,
            }
        })
        .collect();
    fields.extend(values.into_iter().map(|value| ContactField {
        key: value.definition.0,
        name: value.name,
        value: value.value,
        ..ContactField::default()
    }));
    let mut notes: Vec<CardNote> = contact
        .notes
        .into_iter()
        .map(|note| CardNote {
            remote: note.remote,
            text: note.text,
            author: note.by_name,
            written_at: note.created_at,
        })
        .collect();
    notes.sort_by_key(|note| std::cmp::Reverse(note.written_at));
    ContactCard {
        company: contact
            .record
            .company
            .as_ref()
            .map(|name| inbox_core::Company {
                name: name.clone(),
                ..inbox_core::Company::default()
            }),
        record: contact.record,
        position: contact.position,
        fields,
        notes,
        ..ContactCard::default()
    }
}
