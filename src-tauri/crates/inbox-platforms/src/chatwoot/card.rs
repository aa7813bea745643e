//! What an inbox shows and changes of a customer.

use inbox_core::{
    Company, ContactAbilities, ContactCard, ContactChange, ContactField, ContactNote as CardNote,
    ConversationRecord, FieldKind, PlatformError, PropertyDefinition, RemoteId, Unavailable,
};
use serde_json::{Value, json};

use super::{
    Chatwoot,
    client::{Call, readable},
    map, wire,
    wire::Row,
};

pub(super) fn abilities(can: Result<(), Unavailable>) -> ContactAbilities {
    ContactAbilities {
        read: can,
        name: can,
        addresses: can,
        company: can,
        clear: can,
        fields: can,
        new_fields: can,
        add_notes: can,
        delete_notes: can,
        labels: can,
        block: can,
        merge: can,
        conversations: can,
        // Companies of their own have no documented calls.
        ..ContactAbilities::none(Unavailable::Platform)
    }
}

fn contact_of(conversation: &ConversationRecord) -> Result<RemoteId, PlatformError> {
    let remote = &conversation.contact.remote;
    if remote.is_empty() {
        return Err(PlatformError::NotFound);
    }
    Ok(RemoteId(remote.clone()))
}

impl Chatwoot {
    pub(super) async fn card_of(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<ContactCard, PlatformError> {
        let id = contact_of(conversation)?;
        let path = ["contacts", id.as_str()];
        let (document, notes, labels, definitions) = tokio::try_join!(
            self.call(Call::get(&path)),
            self.contact_notes(&id),
            self.contact_labels(&id),
            self.contact_definitions(),
        )?;
        let row = Row::of(wire::unwrapped(&document)).ok_or(PlatformError::Unreadable)?;
        let additional = row.row("additional_attributes");
        let told = |key: &str| additional.and_then(|additional| additional.name(key));
        let record = map::contact(row);
        Ok(ContactCard {
            company: record.company.as_ref().map(|name| Company {
                name: name.clone(),
                ..Company::default()
            }),
            external_id: row.name("identifier"),
            city: told("city"),
            country: told("country_code").or_else(|| told("country")),
            language: told("language").or_else(|| told("browser_language")),
            blocked: Some(row.flag("blocked").unwrap_or(false)),
            fields: fields(row.row("custom_attributes"), definitions),
            notes: notes
                .into_iter()
                .map(|note| CardNote {
                    remote: Some(note.remote),
                    text: note.text,
                    author: note.author,
                    written_at: note.created_at,
                })
                .collect(),
            labels: labels.into_iter().map(RemoteId).collect(),
            record,
            ..ContactCard::default()
        })
    }

    async fn contact_definitions(&self) -> Result<Vec<PropertyDefinition>, PlatformError> {
        let call = Call::get(&["custom_attribute_definitions"])
            .query("attribute_model", "contact_attribute");
        let document = match self.call(call).await {
            // Values are shown without their definitions as well.
            Err(
                PlatformError::ScopeMissing { .. }
                | PlatformError::NotFound
                | PlatformError::Refused { .. },
            ) => return Ok(Vec::new()),
            read => read?,
        };
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        let of_contacts = |row: &Value| map::attribute(row, "contact_attribute");
        Ok(readable(rows, "attribute definition", of_contacts).0)
    }

    pub(super) async fn conversations_of(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<Vec<ConversationRecord>, PlatformError> {
        let id = contact_of(conversation)?;
        let rows = self
            .rows(&["contacts", id.as_str(), "conversations"])
            .await?;
        Ok(self.read_conversations(&rows).0)
    }

    pub(super) async fn change_contact(
        &self,
        contact: &RemoteId,
        change: &ContactChange,
    ) -> Result<(), PlatformError> {
        let body = match change {
            ContactChange::SetName { name } => json!({ "name": name }),
            ContactChange::SetPhone { phone } => json!({ "phone_number": phone }),
            ContactChange::SetEmail { email } => json!({ "email": email }),
            ContactChange::SetCompany { company } => {
                json!({ "additional_attributes": { "company_name": company } })
            }
            ContactChange::SetBlocked { blocked } => json!({ "blocked": blocked }),
            ContactChange::SetField {
                key,
                value: Some(value),
            } => {
                let definitions = self.contact_definitions().await?;
                let kind = definitions
                    .iter()
                    .find(|definition| definition.key == *key)
                    .map(|definition| definition.kind);
                let value = typed(kind.unwrap_or_default(), value);
                json!({ "custom_attributes": { key: value } })
            }
            ContactChange::SetField { key, value: None } => {
                let path = ["contacts", contact.as_str(), "destroy_custom_attributes"];
                let body = json!({ "custom_attributes": [key] });
                return self.call(Call::post(&path, body)).await.map(drop);
            }
            ContactChange::AddNote { text, written_at } => {
                let known = ContactCard {
                    notes: self
                        .contact_notes(contact)
                        .await?
                        .into_iter()
                        .map(|note| CardNote {
                            remote: Some(note.remote),
                            text: note.text,
                            author: note.author,
                            written_at: note.created_at,
                        })
                        .collect(),
                    ..ContactCard::default()
                };
                // The platform drops no repeats: whether this one is there is seen first.
                if !known.has_note(text, *written_at) {
                    self.add_contact_note(contact, text).await?;
                }
                return Ok(());
            }
            ContactChange::DeleteNote { note } => {
                return match self.delete_contact_note(contact, note).await {
                    // It is gone already.
                    Err(PlatformError::NotFound) => Ok(()),
                    deleted => deleted,
                };
            }
            ContactChange::SetLabels { labels } => {
                let labels: Vec<String> = labels.iter().map(|label| label.0.clone()).collect();
                return self.set_contact_labels(contact, &labels).await;
            }
            ContactChange::LinkCompany { .. } => return Err(PlatformError::Unsupported),
        };
        let path = ["contacts", contact.as_str()];
        self.call(Call::patch(&path, body)).await.map(drop)
    }
}

fn fields(values: Option<Row<'_>>, definitions: Vec<PropertyDefinition>) -> Vec<ContactField> {
    let value_of = |key: &str| values.and_then(|values| map::value_text(values.member(key)?));
    let mut fields: Vec<ContactField> = definitions
        .into_iter()
        .map(|definition| ContactField {
            value: value_of(&definition.key),
            key: definition.key,
            name: definition.name,
            kind: definition.kind,
            options: definition.options,
            by_ai: false,
        })
        .collect();
    for (key, _) in values.into_iter().flat_map(Row::members) {
        if fields.iter().all(|field| field.key != key) {
            fields.push(ContactField {
                key: key.to_owned(),
                name: key.to_owned(),
                value: value_of(key),
                ..ContactField::default()
            });
        }
    }
    fields
}

/// A value in the form its definition wants.
fn typed(kind: FieldKind, value: &str) -> Value {
    match kind {
        FieldKind::Checkbox => json!(value == "true"),
        FieldKind::Number => value
            .parse::<i64>()
            .map(Value::from)
            .or_else(|_| value.parse::<f64>().map(Value::from))
            .unwrap_or_else(|_| json!(value)),
        FieldKind::Text | FieldKind::Choice | FieldKind::Date | FieldKind::Link => json!(value),
    }
}
