//! What an inbox shows and changes of a customer: names, addresses, variables.

use inbox_core::{
    ContactAbilities, ContactCard, ContactChange, ContactField, ConversationRecord, FieldKind,
    PlatformError, RemoteId, Unavailable,
};
use serde_json::Value;

use super::{Chatvolt, ContactDraft, VariableSource, contacts::read_contact, map, wire::Row};

pub(super) fn abilities() -> ContactAbilities {
    ContactAbilities {
        read: Ok(()),
        name: Ok(()),
        addresses: Ok(()),
        clear: Ok(()),
        fields: Ok(()),
        new_fields: Ok(()),
        ..ContactAbilities::none(Unavailable::Platform)
    }
}

impl Chatvolt {
    /// No call reads one contact: it comes with its conversation.
    pub(super) async fn card_of(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<ContactCard, PlatformError> {
        let (document, variables) = tokio::try_join!(
            self.conversation_document(&conversation.remote),
            self.contact_variables(&conversation.remote),
        )?;
        let row = Row::of(&document).ok_or(PlatformError::Unreadable)?;
        let told =
            map::conversation(row, self.session.clock.now()).ok_or(PlatformError::Unreadable)?;
        let people = row.values("participantsContacts");
        let person = people.first().and_then(read_contact);
        let mut fields: Vec<ContactField> = variables
            .into_iter()
            .map(|variable| ContactField {
                key: variable.name.clone(),
                name: variable.name,
                value: text_of(&variable.value),
                kind: match variable.value {
                    Value::Bool(_) => FieldKind::Checkbox,
                    Value::Number(_) => FieldKind::Number,
                    _ => FieldKind::Text,
                },
                options: Vec::new(),
                by_ai: variable.source == Some(VariableSource::Ai),
            })
            .collect();
        fields.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(ContactCard {
            record: told.contact,
            external_id: person.and_then(|person| person.external_id),
            fields,
            blocked: row.flag("blocked"),
            ..ContactCard::default()
        })
    }

    pub(super) async fn change_contact(
        &self,
        conversation: &ConversationRecord,
        contact: &RemoteId,
        change: &ContactChange,
    ) -> Result<(), PlatformError> {
        let draft = match change {
            ContactChange::SetName { name } => {
                let (first, last) = name.trim().split_once(' ').unwrap_or((name.trim(), ""));
                ContactDraft {
                    first_name: Some(first.to_owned()),
                    last_name: Some(last.trim().to_owned()),
                    ..ContactDraft::default()
                }
            }
            ContactChange::SetPhone { phone } => ContactDraft {
                phone: Some(phone.clone().unwrap_or_default()),
                ..ContactDraft::default()
            },
            ContactChange::SetEmail { email } => ContactDraft {
                email: Some(email.clone().unwrap_or_default()),
                ..ContactDraft::default()
            },
            ContactChange::SetField { key, value } => {
                // Either id names them, and every conversation has one.
                let of = &conversation.remote;
                return match value {
                    Some(value) => {
                        let value = Value::String(value.clone());
                        self.set_contact_variable(of, key, &value, VariableSource::Person)
                            .await
                    }
                    None => self.remove_contact_variable(of, key).await,
                };
            }
            ContactChange::SetCompany { .. }
            | ContactChange::AddNote { .. }
            | ContactChange::DeleteNote { .. }
            | ContactChange::SetLabels { .. }
            | ContactChange::SetBlocked { .. }
            | ContactChange::LinkCompany { .. } => return Err(PlatformError::Unsupported),
        };
        if contact.0.is_empty() {
            // Without an id the platform would make another contact.
            return Err(PlatformError::NotFound);
        }
        self.save_contact(Some(contact), &draft).await.map(drop)
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(super::map::cleaned(text)),
        other => Some(other.to_string()),
    }
}
