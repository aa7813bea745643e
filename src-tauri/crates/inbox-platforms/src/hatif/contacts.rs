//! Hatif's address book: contacts, their history, and the properties a workspace defines for them.

use std::collections::BTreeMap;

use inbox_core::{ContactRecord, PlatformError, RemoteId, Timestamp};
use serde_json::{Map, Value, json};

use super::{
    Hatif,
    client::Call,
    map, readable,
    wire::{self, Word},
};

/// Contacts of one page.
const CONTACTS_PAGE: u64 = 100;

/// A contact with everything the address book knows.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// What every platform knows of a contact.
    pub record: ContactRecord,
    /// Their position in their company.
    pub position: Option<String>,
    /// Notes, as the platform orders them; they can be added, never changed.
    pub notes: Vec<ContactNote>,
    /// Values of defined properties.
    pub properties: Vec<PropertyValue>,
    /// Free fields that other programs keep there; the portal does not show them.
    pub custom_fields: BTreeMap<String, String>,
    /// When the contact was made.
    pub created_at: Option<Timestamp>,
}

/// A note on a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactNote {
    /// Its id.
    pub remote: Option<RemoteId>,
    /// The words.
    pub text: String,
    /// Who wrote it.
    pub by_name: Option<String>,
    /// When.
    pub created_at: Option<Timestamp>,
}

/// A value of a defined property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyValue {
    /// The property.
    pub definition: RemoteId,
    /// Its name.
    pub name: String,
    /// Its value as text.
    pub value: Option<String>,
}

/// Which contacts to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactFilter {
    /// A part of the name.
    pub name: Option<String>,
    /// A part of the number.
    pub phone: Option<String>,
}

/// One condition of a search by property: equal to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyFilter {
    /// The property.
    pub definition: RemoteId,
    /// The value it must have.
    pub value: String,
}

/// A page of contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactPage {
    /// The page.
    pub contacts: Vec<Contact>,
    /// The offset of the next page; `None` at the end.
    pub next: Option<u64>,
    /// How many there are in all, when the platform says.
    pub total: Option<u64>,
}

/// A contact to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactDraft {
    /// Display name.
    pub name: String,
    /// Phone number with country code.
    pub phone: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Position in it.
    pub position: Option<String>,
}

/// Changes to a contact; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactChange {
    /// Display name.
    pub name: Option<String>,
    /// Phone number with country code.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Position in it.
    pub position: Option<String>,
    /// A note to be added; it can never be taken back.
    pub added_note: Option<String>,
}

/// A change somebody made to a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Its id.
    pub remote: RemoteId,
    /// What was changed.
    pub property: String,
    /// What it was.
    pub old: Option<String>,
    /// What it became.
    pub new: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
    /// Who did it.
    pub by: Option<RemoteId>,
}

/// What a defined property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropertyKind {
    /// Words.
    Text,
    /// A number.
    Number,
    /// One of its options.
    Select,
    /// A day.
    Date,
    /// Something this version does not know.
    Other,
}

/// A property that a workspace defines for its contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyDefinition {
    /// Its id.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: PropertyKind,
    /// True when every contact should have it.
    pub required: bool,
    /// The options of a choice.
    pub options: Vec<PropertyOption>,
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyOption {
    /// The option.
    pub value: String,
    /// Its colour as `#RRGGBB`.
    pub color: Option<String>,
}

/// A property to be defined or changed; the list of options is always the whole one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyDraft {
    /// Its name.
    pub name: String,
    /// What it holds; fixed once defined.
    pub kind: PropertyKind,
    /// True when every contact should have it.
    pub required: bool,
    /// The options of a choice.
    pub options: Vec<PropertyOption>,
}

impl Hatif {
    /// A page of contacts from row `skip` on.
    pub async fn contacts(
        &self,
        filter: &ContactFilter,
        skip: u64,
    ) -> Result<ContactPage, PlatformError> {
        let mut call = Call::get(&["v1", "contacts"]);
        for (name, value) in [("name", &filter.name), ("phoneNumber", &filter.phone)] {
            if let Some(value) = value {
                call = call.query(name, value);
            }
        }
        let page = self
            .session
            .page(self.urgency, call, skip, CONTACTS_PAGE)
            .await?;
        let (contacts, _) = readable(&page.rows, "contact", read_contact);
        Ok(ContactPage {
            contacts,
            next: page.next,
            total: page.total,
        })
    }

    /// A page of contacts whose properties match all filters.
    pub async fn search_contacts(
        &self,
        filters: &[PropertyFilter],
        skip: u64,
    ) -> Result<ContactPage, PlatformError> {
        // Operator 1 is "equals", the only one that is documented.
        let filters: Vec<_> = filters
            .iter()
            .map(|filter| {
                json!({
                    "propertyDefinitionId": filter.definition,
                    "operator": 1,
                    "value": filter.value,
                })
            })
            .collect();
        let body = json!({
            "skipCount": skip,
            "maxResultCount": CONTACTS_PAGE,
            "customPropertyFilters": filters,
        });
        let call = Call::post(&["v1", "contacts", "search"], body);
        let page = self
            .session
            .page(self.urgency, call, skip, CONTACTS_PAGE)
            .await?;
        let (contacts, _) = readable(&page.rows, "contact", read_contact);
        Ok(ContactPage {
            contacts,
            next: page.next,
            total: page.total,
        })
    }

    /// One contact.
    pub async fn contact(&self, contact: &RemoteId) -> Result<Contact, PlatformError> {
        let document = self
            .call(Call::get(&["v1", "contacts", contact.as_str()]))
            .await?;
        read_contact(&document).ok_or(PlatformError::Unreadable)
    }

    /// Makes a contact. The platform may refuse a number it already knows.
    pub async fn create_contact(&self, draft: &ContactDraft) -> Result<Contact, PlatformError> {
        let mut body = members([
            ("Email", draft.email.as_deref()),
            ("Company", draft.company.as_deref()),
            ("Position", draft.position.as_deref()),
        ]);
        body.insert("Name".to_owned(), json!(draft.name));
        body.insert("PhoneNumber".to_owned(), json!(draft.phone));
        let call = Call::post(&["v1", "contacts"], Value::Object(body));
        let document = self.call(call).await?;
        read_contact(&document).ok_or(PlatformError::Unreadable)
    }

    /// Changes a contact and reads it back.
    pub async fn update_contact(
        &self,
        contact: &RemoteId,
        change: &ContactChange,
    ) -> Result<Contact, PlatformError> {
        let body = members([
            ("name", change.name.as_deref()),
            ("phoneNumber", change.phone.as_deref()),
            ("email", change.email.as_deref()),
            ("company", change.company.as_deref()),
            ("Position", change.position.as_deref()),
            ("note", change.added_note.as_deref()),
        ]);
        let path = ["v1", "contacts", contact.as_str()];
        let document = self.call(Call::put(&path, Value::Object(body))).await?;
        match read_contact(&document) {
            Some(contact) => Ok(contact),
            None => self.contact(contact).await,
        }
    }

    /// Deletes a contact.
    pub async fn delete_contact(&self, contact: &RemoteId) -> Result<(), PlatformError> {
        self.call(Call::delete(&["v1", "contacts", contact.as_str()]))
            .await
            .map(drop)
    }

    /// What was changed on a contact, as the platform orders it.
    pub async fn contact_history(
        &self,
        contact: &RemoteId,
    ) -> Result<Vec<HistoryEntry>, PlatformError> {
        let path = ["v1", "contacts", contact.as_str(), "history"];
        let document = self.call(Call::get(&path)).await?;
        let rows = wire::Rows::of(document)
            .ok_or(PlatformError::Unreadable)?
            .rows;
        Ok(readable(&rows, "history entry", read_history).0)
    }

    /// Sets a property of a contact; text, number and date alike are given as text.
    pub async fn set_property(
        &self,
        contact: &RemoteId,
        definition: &RemoteId,
        value: &str,
    ) -> Result<(), PlatformError> {
        let path = [
            "v1",
            "contacts",
            contact.as_str(),
            "properties",
            definition.as_str(),
        ];
        self.call(Call::put(&path, json!({ "value": value })))
            .await
            .map(drop)
    }

    /// Takes a property's value from a contact.
    pub async fn clear_property(
        &self,
        contact: &RemoteId,
        definition: &RemoteId,
    ) -> Result<(), PlatformError> {
        let path = [
            "v1",
            "contacts",
            contact.as_str(),
            "properties",
            definition.as_str(),
        ];
        self.call(Call::delete(&path)).await.map(drop)
    }

    /// The properties this workspace defines.
    pub async fn property_definitions(&self) -> Result<Vec<PropertyDefinition>, PlatformError> {
        let document = self
            .call(Call::get(&["v1", "contact-property-definitions"]))
            .await?;
        let rows = wire::Rows::of(document)
            .ok_or(PlatformError::Unreadable)?
            .rows;
        Ok(readable(&rows, "property definition", read_definition).0)
    }

    /// Defines a property.
    pub async fn define_property(
        &self,
        draft: &PropertyDraft,
    ) -> Result<PropertyDefinition, PlatformError> {
        let kind = match draft.kind {
            PropertyKind::Text => 1,
            PropertyKind::Number => 2,
            PropertyKind::Select => 3,
            PropertyKind::Date => 4,
            PropertyKind::Other => return Err(PlatformError::Unsupported),
        };
        let mut body = definition_body(draft);
        body.insert("type".to_owned(), json!(kind));
        let call = Call::post(&["v1", "contact-property-definitions"], Value::Object(body));
        let document = self.call(call).await?;
        read_definition(&document).ok_or(PlatformError::Unreadable)
    }

    /// Changes a property's name, duty and options; its kind is fixed.
    pub async fn redefine_property(
        &self,
        definition: &RemoteId,
        draft: &PropertyDraft,
    ) -> Result<PropertyDefinition, PlatformError> {
        let path = ["v1", "contact-property-definitions", definition.as_str()];
        let call = Call::put(&path, Value::Object(definition_body(draft)));
        let document = self.call(call).await?;
        read_definition(&document).ok_or(PlatformError::Unreadable)
    }

    /// Removes a property from all contacts.
    pub async fn remove_property(&self, definition: &RemoteId) -> Result<(), PlatformError> {
        let path = ["v1", "contact-property-definitions", definition.as_str()];
        self.call(Call::delete(&path)).await.map(drop)
    }
}

/// The members that are told.
fn members<const N: usize>(told: [(&str, Option<&str>); N]) -> Map<String, Value> {
    told.into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), json!(value?))))
        .collect()
}

fn definition_body(draft: &PropertyDraft) -> Map<String, Value> {
    let options: Vec<_> = draft
        .options
        .iter()
        .map(|option| json!({ "value": option.value, "color": option.color }))
        .collect();
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(draft.name));
    body.insert("isRequired".to_owned(), json!(draft.required));
    if draft.kind == PropertyKind::Select {
        body.insert("selectOptions".to_owned(), json!(options));
    }
    body
}

pub(super) fn read_contact(row: &Value) -> Option<Contact> {
    let row: wire::Contact = wire::read(row)?;
    let remote = row.id.0.or(row.contact_id.0)?.0;
    let shown = |text: &Option<String>| text.as_deref().and_then(map::name);
    Some(Contact {
        record: ContactRecord {
            name: shown(&row.name),
            phone: row
                .phone_number
                .as_ref()
                .and_then(|number| map::phone(number.number())),
            email: shown(&row.email),
            company: shown(&row.company),
            avatar_url: None,
            remote: remote.clone(),
        },
        position: shown(&row.position),
        notes: row
            .notes
            .iter()
            .flatten()
            .filter_map(|note| read_note(note.as_ref()?))
            .collect(),
        properties: row
            .custom_properties
            .iter()
            .flatten()
            .filter_map(|property| read_property(property.as_ref()?))
            .collect(),
        custom_fields: row
            .custom_fields
            .iter()
            .flatten()
            .map(|(name, value)| (name.clone(), as_text(value)))
            .collect(),
        created_at: row.creation_time.map(|time| time.resolve(&remote)),
    })
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => map::cleaned(text),
        other => other.to_string(),
    }
}

fn read_note(row: &wire::Note) -> Option<ContactNote> {
    let id = row.id.as_ref().map(|id| id.0.clone());
    Some(ContactNote {
        text: row
            .text
            .as_deref()
            .map(map::cleaned)
            .filter(|text| !text.trim().is_empty())?,
        by_name: row.creator_name.as_deref().and_then(map::name),
        created_at: row
            .creation_time
            .map(|time| time.resolve(id.as_deref().unwrap_or_default())),
        remote: id.map(RemoteId),
    })
}

fn read_property(row: &wire::Property) -> Option<PropertyValue> {
    let definition = RemoteId(row.property_definition_id.as_ref()?.0.clone());
    let text = |value: &Option<String>| value.as_deref().map(map::cleaned);
    Some(PropertyValue {
        name: row
            .property_name
            .as_deref()
            .and_then(map::name)
            .unwrap_or_else(|| definition.0.clone()),
        definition,
        value: text(&row.text_value)
            .or_else(|| text(&row.select_value))
            .or_else(|| row.number_value.as_ref().map(ToString::to_string))
            .or_else(|| text(&row.date_value)),
    })
}

fn read_history(row: &Value) -> Option<HistoryEntry> {
    let row: wire::History = wire::read(row)?;
    let remote = row.id.0?.0;
    Some(HistoryEntry {
        property: row
            .property_name
            .as_deref()
            .and_then(map::name)
            .unwrap_or_default(),
        old: row.old_value.as_deref().map(map::cleaned),
        new: row.new_value.as_deref().map(map::cleaned),
        at: row.creation_time.map(|time| time.resolve(&remote)),
        by: row.creator_id.0.map(|id| RemoteId(id.0)),
        remote: RemoteId(remote),
    })
}

fn read_definition(row: &Value) -> Option<PropertyDefinition> {
    let row: wire::Definition = wire::read(row)?;
    let remote = RemoteId(row.id.0?.0);
    let options = row.select_options.0.unwrap_or_default();
    Some(PropertyDefinition {
        name: row
            .name
            .as_deref()
            .and_then(map::name)
            .unwrap_or_else(|| remote.0.clone()),
        remote,
        kind: row.kind.as_ref().map_or(PropertyKind::Other, property_kind),
        required: row.is_required.unwrap_or(false),
        options: options
            .into_iter()
            .filter_map(|option| match option.0? {
                wire::SelectOption::Text(value) => Some(PropertyOption { value, color: None }),
                wire::SelectOption::Object { value, color } => Some(PropertyOption {
                    value,
                    color: color.0,
                }),
            })
            .collect(),
    })
}

fn property_kind(word: &Word) -> PropertyKind {
    [
        (1, "Text", PropertyKind::Text),
        (2, "Number", PropertyKind::Number),
        (3, "Select", PropertyKind::Select),
        (4, "Date", PropertyKind::Date),
    ]
    .into_iter()
    .find_map(|(number, name, kind)| word.is(number, name).then_some(kind))
    .unwrap_or(PropertyKind::Other)
}
