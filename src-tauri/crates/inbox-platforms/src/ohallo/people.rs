//! The address book: contacts, and the companies they belong to.

use inbox_core::{ContactRecord, PlatformError, RemoteId};
use serde_json::{Value, json};

use super::{
    Ohallo,
    client::Call,
    map,
    wire::{Row, name, readable},
};

/// A contact with what the platform knows beyond an inbox's needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Names and addresses.
    pub record: ContactRecord,
    /// Id of their company.
    pub company: Option<RemoteId>,
    /// Id in the customer's own system.
    pub external_reference: Option<String>,
    /// How the platform found out who they are, in its words.
    pub resolution: Option<String>,
}

/// A company as the platform has enriched it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Id on the platform.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// How the platform found out who they are, in its words.
    pub resolution: Option<String>,
    /// Everything else that is known, by the platform's names.
    pub facts: Vec<(String, String)>,
}

impl Ohallo {
    /// Contacts whose name, address or number contains `text`; at most a hundred from `offset` on.
    pub async fn contacts(&self, text: &str, offset: u64) -> Result<Vec<Person>, PlatformError> {
        let call = Call::get(&["contacts"])
            .maybe("q", Some(text.trim()).filter(|text| !text.is_empty()))
            .query("limit", "100")
            .query("offset", offset.to_string());
        let rows = self.session.rows(self.urgency, call).await?;
        let skip = if rows.total.is_some() {
            0
        } else {
            // The dialect without a total answers everything at once, whatever was asked for.
            usize::try_from(offset).unwrap_or(usize::MAX)
        };
        let rows: Vec<Value> = rows.rows.into_iter().skip(skip).take(100).collect();
        Ok(readable(&rows, "contact", person).0)
    }

    /// One contact.
    pub async fn contact(&self, contact: &RemoteId) -> Result<Person, PlatformError> {
        let call = Call::get(&["contacts", contact.as_str()]);
        let document = self.session.call(self.urgency, call).await?;
        person(&document).ok_or(PlatformError::Unreadable)
    }

    /// Makes a contact in a workspace.
    pub async fn create_contact(
        &self,
        workspace: &RemoteId,
        name: &str,
        email: &str,
    ) -> Result<Person, PlatformError> {
        let body = json!({ "workspaceId": workspace, "name": name, "email": email });
        let call = Call::post(&["contacts"]).body(body);
        let document = self.session.call(self.urgency, call).await?;
        person(&document).ok_or(PlatformError::Unreadable)
    }

    /// Says which company a contact belongs to.
    pub async fn link_company(
        &self,
        contact: &RemoteId,
        company: &RemoteId,
    ) -> Result<(), PlatformError> {
        let call = Call::post(&["contacts", contact.as_str(), "link-account"])
            .body(json!({ "accountId": company }));
        self.session.act(self.urgency, call).await?;
        self.session
            .memory
            .known()
            .contacts
            .remove(contact.as_str());
        Ok(())
    }

    /// Companies whose name contains `text`.
    pub async fn companies(&self, text: &str) -> Result<Vec<Company>, PlatformError> {
        let text = Some(text.trim()).filter(|text| !text.is_empty());
        let call = Call::get(&["accounts"]).maybe("q", text);
        let rows = self.session.rows(self.urgency, call).await?;
        Ok(readable(&rows.rows, "company", company).0)
    }

    /// One company.
    pub async fn company(&self, company_id: &RemoteId) -> Result<Company, PlatformError> {
        let call = Call::get(&["accounts", company_id.as_str()]);
        let document = self.session.call(self.urgency, call).await?;
        company(&document).ok_or(PlatformError::Unreadable)
    }
}

pub(super) fn person(value: &Value) -> Option<Person> {
    let record = map::contact(value)?;
    let row = Row::of(value)?;
    Some(Person {
        record,
        company: row.id(&["accountId"]).map(RemoteId),
        external_reference: row.id(&["externalRef"]),
        resolution: row.text(&["resolutionStatus"]).map(str::to_owned),
    })
}

pub(super) fn company(value: &Value) -> Option<Company> {
    let row = Row::of(value)?;
    let remote = RemoteId(row.id(&["id"])?);
    let bookkeeping = [
        "id",
        "tenantId",
        "name",
        "resolutionStatus",
        "createdAt",
        "updatedAt",
    ];
    let facts = row
        .members()
        .filter(|(key, _)| !bookkeeping.contains(&key.as_str()));
    let facts = facts.filter_map(|(key, value)| {
        let value = match value {
            Value::String(text) => name(text)?,
            Value::Bool(flag) => flag.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        Some((key.clone(), value))
    });
    Some(Company {
        name: row
            .text(&["name"])
            .and_then(name)
            .unwrap_or_else(|| remote.0.clone()),
        resolution: row.text(&["resolutionStatus"]).map(str::to_owned),
        facts: facts.collect(),
        remote,
    })
}
