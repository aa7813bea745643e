//! What an inbox shows and changes of a customer: names, addresses, variables.

use inbox_core::{
    ContactAbilities, ContactCard, ContactChange, ContactField, ConversationRecord, FieldKind,
    PlatformError, RemoteId, Unavailable,
};
use serde_json::Value;

use super::{
    Chatvolt, ContactDraft, ContactVariable, VariableSource, contacts::read_contact, map, wire::Row,
};
use crate::http::refused;

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
            self.variables_if_any(&conversation.remote),
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
                        let value = self.typed(of, key, value).await?;
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

    /// The variables of whoever a conversation is with; a visitor who is no contact has none.
    async fn variables_if_any(&self, of: &RemoteId) -> Result<Vec<ContactVariable>, PlatformError> {
        match self.contact_variables(of).await {
            Err(PlatformError::NotFound | PlatformError::Refused { .. }) => Ok(Vec::new()),
            answer => answer,
        }
    }

    /// What was typed, as the JSON that the variable holds now: workflows of the platform read it, and a
    /// ticked box that became a word would end them.
    async fn typed(&self, of: &RemoteId, key: &str, text: &str) -> Result<Value, PlatformError> {
        let variables = self.variables_if_any(of).await?;
        let known = variables.into_iter().find(|known| known.name == *key);
        typed_as(known.map(|known| known.value).as_ref(), text).ok_or_else(|| refused("ValueType"))
    }
}

/// A text as JSON of the same type as what it replaces; `None` where it says nothing of that type.
fn typed_as(known: Option<&Value>, text: &str) -> Option<Value> {
    match known {
        None | Some(Value::Null | Value::String(_)) => Some(Value::String(text.to_owned())),
        Some(known) => {
            let value: Value = serde_json::from_str(text.trim()).ok()?;
            (std::mem::discriminant(known) == std::mem::discriminant(&value)).then_some(value)
        }
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(super::map::cleaned(text)),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_typed_keeps_the_type_of_what_it_replaces() {
        for (known, text, value) in [
            (json!(true), "false", Some(json!(false))),
            (json!(42), " 43 ", Some(json!(43))),
            (json!(42), "4.5", Some(json!(4.5))),
            (json!(["a"]), "[\"a\", \"b\"]", Some(json!(["a", "b"]))),
            (json!("42"), "43", Some(json!("43"))),
            (json!(null), "true", Some(json!("true"))),
            (json!(42), "many", None),
            (json!(true), "1", None),
            (json!({"a": 1}), "a", None),
        ] {
            assert_eq!(typed_as(Some(&known), text), value, "{known} from {text}");
        }
        assert_eq!(typed_as(None, "true"), Some(json!("true")));
    }
}
