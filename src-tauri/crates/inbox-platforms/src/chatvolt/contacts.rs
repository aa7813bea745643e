//! Contacts and their variables. No call reads one contact: it comes with its conversations.

use std::collections::BTreeMap;

use inbox_core::{ContactRecord, PlatformError, Priority, RemoteId, Status, Timestamp};
use serde_json::{Map, Value, json};

use super::{
    Chatvolt,
    client::Call,
    map,
    wire::{self, Row, stamp},
};

/// Rows of a page. It never changes: the platform's offset counts rows or pages of this size.
const PAGE: u64 = 100;

/// A contact with all that is told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// What every platform knows.
    pub record: ContactRecord,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Its id in another system.
    pub external_id: Option<String>,
    /// Free members by their names.
    pub metadata: BTreeMap<String, Value>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    pub updated_at: Option<Timestamp>,
}

/// Which contacts to list; what is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactFilter {
    /// Part of a name, number or address.
    pub search: Option<String>,
    /// Has conversations with all these tags.
    pub tags: Vec<String>,
    /// Is in this CRM scenario.
    pub scenario: Option<RemoteId>,
    /// Is in this CRM step.
    pub step: Option<RemoteId>,
    /// Has a conversation that stands there; `Pending` and `Snoozed` do not exist here.
    pub status: Option<Status>,
    /// Has a conversation with this AI agent.
    pub agent: Option<RemoteId>,
    /// Has a conversation that is so pressing.
    pub priority: Option<Priority>,
    /// Has a conversation on this channel, by the platform's word.
    pub channel: Option<String>,
    /// Made at this instant or later.
    pub made_from: Option<Timestamp>,
    /// Made at this instant or before.
    pub made_until: Option<Timestamp>,
    /// Has an e-mail address, or has none.
    pub has_email: Option<bool>,
    /// Has a number, or has none.
    pub has_phone: Option<bool>,
}

/// One page of contacts, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactPage {
    /// The page.
    pub contacts: Vec<Contact>,
    /// How many there are in all, when told.
    pub total: Option<u32>,
    /// Where it goes on, as [`Chatvolt::contacts`] takes it; `None` at the end.
    pub next: Option<ContactOffset>,
}

/// Where a list of contacts goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactOffset {
    page: u64,
    /// The first contact of the page before, by which a platform that counts pages is noticed.
    first_before: Option<RemoteId>,
    counts_pages: bool,
}

/// A contact to be made or changed; what is absent stays, what is empty is taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactDraft {
    /// E-mail address.
    pub email: Option<String>,
    /// Number with country code.
    pub phone: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Its id in another system.
    pub external_id: Option<String>,
    /// Where its picture lies.
    pub picture: Option<String>,
}

/// Who set a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableSource {
    /// A person.
    Person,
    /// The AI.
    Ai,
}

/// A variable of a contact, known in all its conversations.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactVariable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// Who set it, when told.
    pub source: Option<VariableSource>,
}

impl Chatvolt {
    /// A page of contacts.
    pub async fn contacts(
        &self,
        filter: &ContactFilter,
        from: Option<&ContactOffset>,
    ) -> Result<ContactPage, PlatformError> {
        let page = from.map_or(0, |from| from.page);
        let mut counts_pages = from.is_some_and(|from| from.counts_pages);
        let step = |counts_pages: bool| if counts_pages { 1 } else { PAGE };
        let mut document = self.contact_rows(filter, page * step(counts_pages)).await?;
        if from.is_some_and(|from| from.page == 1 && skipped_a_hundred_pages(&document, page)) {
            // Row 100 was taken for page 100: nothing came although there is more.
            counts_pages = true;
            document = self.contact_rows(filter, page * step(counts_pages)).await?;
        }
        let total = Row::of(&document).and_then(|row| row.count("count"));
        let total = total.and_then(|total| u64::try_from(total).ok());
        let rows = wire::rows(document)?;
        let contacts: Vec<_> = rows.iter().filter_map(read_contact).collect();
        let first = contacts
            .first()
            .map(|contact| RemoteId(contact.record.remote.clone()));
        // A server that takes no notice of the offset would otherwise be read for ever.
        let repeats = first.is_some() && from.is_some_and(|from| from.first_before == first);
        let goes_on = !repeats
            && match total {
                Some(total) => !rows.is_empty() && (page + 1) * PAGE < total,
                None => rows.len() as u64 >= PAGE,
            };
        Ok(ContactPage {
            contacts: if repeats { Vec::new() } else { contacts },
            total: total.map(|total| u32::try_from(total).unwrap_or(u32::MAX)),
            next: goes_on.then_some(ContactOffset {
                page: page + 1,
                first_before: first,
                counts_pages,
            }),
        })
    }

    async fn contact_rows(
        &self,
        filter: &ContactFilter,
        offset: u64,
    ) -> Result<Value, PlatformError> {
        let id = |id: &Option<RemoteId>| id.as_ref().map(|id| id.0.clone());
        let flag = |flag: Option<bool>| flag.map(|flag| flag.to_string());
        let status = match filter.status {
            None => None,
            Some(Status::Open) => Some("UNRESOLVED"),
            Some(Status::Resolved) => Some("RESOLVED"),
            Some(Status::Pending | Status::Snoozed) => return Err(PlatformError::Unsupported),
        };
        let priority = filter.priority.map(|priority| match priority {
            Priority::Low => "LOW",
            Priority::Medium => "MEDIUM",
            Priority::High | Priority::Urgent => "HIGH",
        });
        let tags = (!filter.tags.is_empty()).then(|| filter.tags.join(","));
        let call = Call::get(&["contacts"])
            .query("offset", offset.to_string())
            .query("limit", PAGE.to_string())
            .query_some("search", filter.search.clone())
            .query_some("tags", tags)
            .query_some("crmScenario", id(&filter.scenario))
            .query_some("crmStep", id(&filter.step))
            .query_some("conversationStatus", status)
            .query_some("agent", id(&filter.agent))
            .query_some("priority", priority)
            .query_some("channel", filter.channel.clone())
            .query_some("startDate", filter.made_from.and_then(stamp))
            .query_some("endDate", filter.made_until.and_then(stamp))
            .query_some("hasEmail", flag(filter.has_email))
            .query_some("hasPhone", flag(filter.has_phone));
        self.call(call).await
    }

    /// Makes a contact, or changes the one that is named.
    pub async fn save_contact(
        &self,
        contact: Option<&RemoteId>,
        draft: &ContactDraft,
    ) -> Result<Contact, PlatformError> {
        let mut body = Map::new();
        if let Some(contact) = contact {
            body.insert("id".to_owned(), json!(contact));
        }
        let members = [
            ("email", &draft.email),
            ("phoneNumber", &draft.phone),
            ("firstName", &draft.first_name),
            ("lastName", &draft.last_name),
            ("externalId", &draft.external_id),
            ("picture", &draft.picture),
        ];
        for (name, value) in members {
            if let Some(value) = value {
                let value = Some(value.trim()).filter(|value| !value.is_empty());
                body.insert(name.to_owned(), json!(value));
            }
        }
        let call = Call::post(&["contacts"], Value::Object(body));
        let document = self.call(call).await?;
        read_contact(&document).ok_or(PlatformError::Unreadable)
    }

    /// Deletes a contact for good; its conversations stay. Deleting one that is gone is fine.
    pub async fn delete_contact(&self, contact: &RemoteId) -> Result<(), PlatformError> {
        let call = Call::delete(&["contacts", contact.as_str()]);
        match self.call(call).await {
            Ok(_) | Err(PlatformError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The variables of a contact, which a conversation's id names as well.
    pub async fn contact_variables(
        &self,
        contact_or_conversation: &RemoteId,
    ) -> Result<Vec<ContactVariable>, PlatformError> {
        let call = Call::get(&["contacts", "variables"]).query("id", &*contact_or_conversation.0);
        let document = self.call(call).await?;
        Ok(read_variables(&document))
    }

    /// Sets a variable of a contact. Names that begin with `_` are the platform's own.
    pub async fn set_contact_variable(
        &self,
        contact_or_conversation: &RemoteId,
        name: &str,
        value: &Value,
        source: VariableSource,
    ) -> Result<(), PlatformError> {
        let source = match source {
            VariableSource::Person => "human",
            VariableSource::Ai => "ai",
        };
        let body = json!({
            "id": contact_or_conversation, "key": name, "value": value, "source": source,
        });
        let path = ["contacts", "variables"];
        self.call(Call::post(&path, body)).await.map(drop)
    }

    /// Takes a variable of a contact away; one that is not there is fine.
    pub async fn remove_contact_variable(
        &self,
        contact_or_conversation: &RemoteId,
        name: &str,
    ) -> Result<(), PlatformError> {
        // Without a name the platform would take all of them away.
        if name.is_empty() {
            return Err(PlatformError::NotFound);
        }
        let call = Call::delete(&["contacts", "variables"])
            .query("id", &*contact_or_conversation.0)
            .query("key", name);
        match self.call(call).await {
            Ok(_) | Err(PlatformError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The second page came empty although the total says that there is one.
fn skipped_a_hundred_pages(document: &Value, page: u64) -> bool {
    let Some(row) = Row::of(document) else {
        return false;
    };
    let total = row
        .count("count")
        .and_then(|total| u64::try_from(total).ok());
    row.values("contacts").is_empty() && total.is_some_and(|total| total > page * PAGE)
}

pub(super) fn read_contact(document: &Value) -> Option<Contact> {
    let row = Row::of(document)?;
    let told = |member: &str| row.text(member).and_then(map::name);
    let (first_name, last_name) = (told("firstName"), told("lastName"));
    let full_name: Vec<&str> = [&first_name, &last_name]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let metadata = row.get("metadata").and_then(Value::as_object);
    Some(Contact {
        record: ContactRecord {
            remote: row.id("id")?,
            name: Some(full_name.join(" ")).filter(|name| !name.is_empty()),
            phone: row.text("phoneNumber").and_then(map::phone),
            email: told("email"),
            company: None,
            avatar_url: row.text("picture").map(|url| url.trim().to_owned()),
        },
        external_id: row.id("externalId"),
        metadata: metadata.map_or_else(BTreeMap::new, |members| {
            let members = members.iter();
            members
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        }),
        created_at: row.time("createdAt"),
        updated_at: row.time("updatedAt"),
        first_name,
        last_name,
    })
}

/// The list where there is one, else the object, whose own notes begin with `_`.
pub(super) fn read_variables(document: &Value) -> Vec<ContactVariable> {
    let Some(row) = Row::of(document) else {
        return Vec::new();
    };
    let source = |word: Option<&str>| match word {
        Some("human") => Some(VariableSource::Person),
        Some("ai") => Some(VariableSource::Ai),
        _ => None,
    };
    let listed: Vec<_> = row
        .rows("variableList")
        .filter_map(|variable| {
            Some(ContactVariable {
                name: variable.text("varName")?.to_owned(),
                value: variable.get("varValue").cloned().unwrap_or_default(),
                source: source(variable.text("source")),
            })
        })
        .collect();
    if !listed.is_empty() {
        return listed;
    }
    let members = row.get("variables").and_then(Value::as_object);
    let sources = row.row("variables").and_then(|row| row.row("_sources"));
    members
        .into_iter()
        .flatten()
        .filter(|(name, _)| !name.starts_with('_'))
        .map(|(name, value)| ContactVariable {
            name: name.clone(),
            value: value.clone(),
            source: source(sources.and_then(|sources| sources.text(name))),
        })
        .collect()
}
