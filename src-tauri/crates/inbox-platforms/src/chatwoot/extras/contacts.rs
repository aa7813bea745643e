//! The address book: contacts, their labels and notes, and joining two that are one.

use inbox_core::{ContactRecord, PlatformError, RemoteId, Timestamp};
use serde_json::{Map, Value, json};

use crate::chatwoot::{
    Chatwoot,
    client::{Allowance, Call, readable},
    map,
    wire::{self, Row, id_value},
};

/// A contact with everything the platform keeps of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What conversations tell of it too.
    pub record: ContactRecord,
    /// The integrator's own id for it.
    pub identifier: Option<String>,
    /// Its messages raise no notifications and reopen nothing.
    pub blocked: bool,
    /// Custom attributes, by key.
    pub attributes: Vec<(String, String)>,
    /// When it last did anything.
    pub last_activity_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
}

/// A contact to be made or changed; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactDraft {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number with a plus and country code.
    pub phone: Option<String>,
    /// The integrator's own id.
    pub identifier: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Blocked or not.
    pub blocked: Option<bool>,
    /// Custom attributes to set; the others stay.
    pub attributes: Vec<(String, String)>,
}

/// One page of contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactPage {
    /// The page.
    pub contacts: Vec<Contact>,
    /// There are more on the next page.
    pub more: bool,
}

/// A note about a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactNote {
    /// Its id.
    pub remote: RemoteId,
    /// The words.
    pub text: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When.
    pub created_at: Option<Timestamp>,
}

/// Rows of a page of contacts.
const PAGE: usize = 15;

impl Chatwoot {
    /// Contacts whose name, address, number or identifier holds the words; pages count from 1.
    pub async fn search_contacts(
        &self,
        query: &str,
        page: u32,
    ) -> Result<ContactPage, PlatformError> {
        let call = Call::get(&["contacts", "search"])
            .query("q", query)
            .query("page", page.to_string())
            .query("include_contact_inboxes", "false")
            .allowed(Allowance::ContactSearch);
        contact_page(&self.call(call).await?)
    }

    /// All contacts that can be reached, by name; with a label, those that carry it.
    pub async fn contacts(
        &self,
        label: Option<&str>,
        page: u32,
    ) -> Result<ContactPage, PlatformError> {
        let call = Call::get(&["contacts"])
            .query("sort", "name")
            .query("page", page.to_string())
            .query("include_contact_inboxes", "false")
            .query_if("labels[]", label);
        contact_page(&self.call(call).await?)
    }

    /// Contacts a saved filter finds, in the platform's own form of a filter.
    pub async fn filter_contacts(
        &self,
        query: &Value,
        page: u32,
    ) -> Result<ContactPage, PlatformError> {
        let call =
            Call::post(&["contacts", "filter"], query.clone()).query("page", page.to_string());
        contact_page(&self.call(call).await?)
    }

    /// One contact.
    pub async fn contact(&self, contact: &RemoteId) -> Result<Contact, PlatformError> {
        let document = self
            .call(Call::get(&["contacts", contact.as_str()]))
            .await?;
        read_contact(wire::unwrapped(&document)).ok_or(PlatformError::Unreadable)
    }

    /// Makes a contact; with a channel, ready to be written to on it.
    pub async fn create_contact(
        &self,
        draft: &ContactDraft,
        channel: Option<&RemoteId>,
    ) -> Result<Contact, PlatformError> {
        let mut body = contact_body(draft);
        if let Some(channel) = channel {
            body.insert("inbox_id".to_owned(), id_value(channel));
        }
        let document = self
            .call(Call::post(&["contacts"], Value::Object(body)))
            .await?;
        let made = wire::unwrapped(&document);
        read_contact(made.get("contact").unwrap_or(made)).ok_or(PlatformError::Unreadable)
    }

    /// Changes a contact.
    pub async fn update_contact(
        &self,
        contact: &RemoteId,
        draft: &ContactDraft,
    ) -> Result<Contact, PlatformError> {
        let body = Value::Object(contact_body(draft));
        let document = self
            .call(Call::patch(&["contacts", contact.as_str()], body))
            .await?;
        read_contact(wire::unwrapped(&document)).ok_or(PlatformError::Unreadable)
    }

    /// Joins two contacts: the second becomes part of the first and is gone.
    pub async fn merge_contacts(
        &self,
        base: &RemoteId,
        other: &RemoteId,
    ) -> Result<Contact, PlatformError> {
        let body = json!({
            "base_contact_id": id_value(base),
            "mergee_contact_id": id_value(other),
        });
        let document = self
            .call(Call::post(&["actions", "contact_merge"], body))
            .await?;
        read_contact(wire::unwrapped(&document)).ok_or(PlatformError::Unreadable)
    }

    /// The labels of a contact.
    pub async fn contact_labels(&self, contact: &RemoteId) -> Result<Vec<String>, PlatformError> {
        let rows = self.rows(&["contacts", contact.as_str(), "labels"]).await?;
        let title = |row: &Value| wire::name(row.as_str()?);
        Ok(readable(&rows, "label", title).0)
    }

    /// Gives a contact exactly these labels.
    pub async fn set_contact_labels(
        &self,
        contact: &RemoteId,
        labels: &[String],
    ) -> Result<(), PlatformError> {
        let path = ["contacts", contact.as_str(), "labels"];
        self.call(Call::post(&path, json!({ "labels": labels })))
            .await
            .map(drop)
    }

    /// The notes about a contact, newest first.
    pub async fn contact_notes(
        &self,
        contact: &RemoteId,
    ) -> Result<Vec<ContactNote>, PlatformError> {
        let rows = self.rows(&["contacts", contact.as_str(), "notes"]).await?;
        Ok(readable(&rows, "note", read_note).0)
    }

    /// Writes a note about a contact.
    pub async fn add_contact_note(
        &self,
        contact: &RemoteId,
        text: &str,
    ) -> Result<ContactNote, PlatformError> {
        let path = ["contacts", contact.as_str(), "notes"];
        let body = json!({ "note": { "content": text } });
        let document = self.call(Call::post(&path, body)).await?;
        read_note(wire::unwrapped(&document)).ok_or(PlatformError::Unreadable)
    }

    /// Removes a note about a contact.
    pub async fn delete_contact_note(
        &self,
        contact: &RemoteId,
        note: &RemoteId,
    ) -> Result<(), PlatformError> {
        let path = ["contacts", contact.as_str(), "notes", note.as_str()];
        self.call(Call::delete(&path)).await.map(drop)
    }

    /// The channels through which a conversation with a contact can be begun.
    pub async fn channels_of_contact(
        &self,
        contact: &RemoteId,
    ) -> Result<Vec<RemoteId>, PlatformError> {
        let rows = self
            .rows(&["contacts", contact.as_str(), "contactable_inboxes"])
            .await?;
        let channel = |row: &Value| Row::of(row)?.row("inbox")?.id("id");
        Ok(readable(&rows, "contactable inbox", channel).0)
    }
}

fn contact_page(document: &Value) -> Result<ContactPage, PlatformError> {
    let rows = wire::rows(document).ok_or(PlatformError::Unreadable)?;
    let told = Row::of(document)
        .and_then(|row| row.row("meta"))
        .and_then(|meta| meta.flag("has_more"));
    Ok(ContactPage {
        contacts: readable(rows, "contact", read_contact).0,
        more: told.unwrap_or(rows.len() >= PAGE),
    })
}

pub(in crate::chatwoot) fn read_contact(value: &Value) -> Option<Contact> {
    let row = Row::of(value)?;
    row.id("id")?;
    let attributes = row.row("custom_attributes");
    Some(Contact {
        record: map::contact(row),
        identifier: row.name("identifier"),
        blocked: row.flag("blocked").unwrap_or(false),
        attributes: attributes
            .into_iter()
            .flat_map(Row::members)
            .filter_map(|(key, value)| Some((key.to_owned(), map::value_text(value)?)))
            .collect(),
        last_activity_at: row.instant("last_activity_at"),
        created_at: row.instant("created_at"),
    })
}

pub(in crate::chatwoot) fn read_note(value: &Value) -> Option<ContactNote> {
    let row = Row::of(value)?;
    Some(ContactNote {
        remote: row.id("id")?,
        text: row.words("content")?,
        author: row
            .row("user")
            .and_then(|user| user.name("available_name").or_else(|| user.name("name"))),
        created_at: row.instant("created_at"),
    })
}

fn contact_body(draft: &ContactDraft) -> Map<String, Value> {
    let mut body = Map::new();
    let texts = [
        ("name", &draft.name),
        ("email", &draft.email),
        ("phone_number", &draft.phone),
        ("identifier", &draft.identifier),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            body.insert(name.to_owned(), json!(value));
        }
    }
    if let Some(company) = &draft.company {
        let additional = json!({ "company_name": company });
        body.insert("additional_attributes".to_owned(), additional);
    }
    if let Some(blocked) = draft.blocked {
        body.insert("blocked".to_owned(), json!(blocked));
    }
    if !draft.attributes.is_empty() {
        let attributes: Map<_, _> = draft
            .attributes
            .iter()
            .map(|(key, value)| (key.clone(), json!(value)))
            .collect();
        body.insert("custom_attributes".to_owned(), Value::Object(attributes));
    }
    body
}
