//! What an inbox shows of a customer: names and identities, the company with what was found out about
//! it, the brand they wrote to, and how well the conversation went. Of all this only the company can
//! be chosen.

use std::collections::HashMap;

use inbox_core::{
    Company, ContactAbilities, ContactCard, ContactChange, ConversationRecord, PlatformError,
    Quality, RemoteId, Unavailable,
};
use serde_json::Value;

use super::{
    Ohallo, QualityScore,
    client::Call,
    map::Told,
    people,
    wire::{Row, name, readable},
};

pub(super) fn abilities(write: Result<(), Unavailable>) -> ContactAbilities {
    ContactAbilities {
        read: Ok(()),
        link_company: write,
        conversations: Ok(()),
        ..ContactAbilities::none(Unavailable::Platform)
    }
}

impl Ohallo {
    pub(super) async fn card_of(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<ContactCard, PlatformError> {
        let quality = self.quality(&conversation.remote).await.or_else(lacking)?;
        let brand = self.brand_of(&conversation.remote).await?;
        let mut card = ContactCard {
            record: conversation.contact.clone(),
            quality: quality.as_ref().map(hundredths),
            brand,
            ..ContactCard::default()
        };
        if conversation.contact.remote.is_empty() {
            // Nobody was recognised yet.
            return Ok(card);
        }
        let call = Call::get(&["contacts", &conversation.contact.remote]);
        let document = self.session.call(self.urgency, call).await?;
        let person = people::person(&document).ok_or(PlatformError::Unreadable)?;
        card.addresses = addresses(&document, &person.record);
        card.external_id = person.external_reference;
        card.company = match &person.company {
            Some(company) => self.company(company).await.map(Some).or_else(lacking)?,
            None => None,
        }
        .map(company_card)
        .or_else(|| {
            person.record.company.as_ref().map(|name| Company {
                name: name.clone(),
                ..Company::default()
            })
        });
        card.record = person.record;
        if let Some(company) = &card.company {
            card.record.company = Some(company.name.clone());
        }
        Ok(card)
    }

    /// The name of the brand a conversation belongs to, where the key may know it.
    async fn brand_of(&self, conversation: &RemoteId) -> Result<Option<String>, PlatformError> {
        let known = self.session.memory.known().brands.clone();
        let brands = if let Some(brands) = known {
            brands
        } else {
            let named: HashMap<RemoteId, String> = self
                .brands()
                .await
                .or_else(lacking_list)?
                .into_iter()
                .map(|brand| (brand.remote, brand.name))
                .collect();
            let of_workspaces: HashMap<RemoteId, String> = self
                .workspaces()
                .await
                .or_else(lacking_list)?
                .into_iter()
                .filter_map(|workspace| {
                    let brand = named.get(&workspace.brand?)?.clone();
                    Some((workspace.remote, brand))
                })
                .collect();
            self.session.memory.known().brands = Some(of_workspaces.clone());
            of_workspaces
        };
        if brands.is_empty() {
            return Ok(None);
        }
        let call = Call::get(&["conversations", conversation.as_str()]);
        let document = self.session.call(self.urgency, call).await?;
        let workspace = Row::of(&document).and_then(|row| row.id(&["workspaceId"]));
        Ok(workspace.and_then(|workspace| brands.get(&RemoteId(workspace)).cloned()))
    }

    pub(super) async fn conversations_of(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<Vec<ConversationRecord>, PlatformError> {
        let contact = &conversation.contact.remote;
        if contact.is_empty() {
            return Err(PlatformError::NotFound);
        }
        let call = Call::get(&["conversations"])
            .query("contactId", contact.as_str())
            .maybe("workspaceId", self.session.workspace())
            .query("limit", "100");
        let rows = self.session.rows(self.urgency, call).await?;
        let (told, _) = readable(&rows.rows, "conversation", Told::read);
        let attention = self.attention().await?;
        self.records(told, &attention).await
    }

    pub(super) async fn change_contact(
        &self,
        contact: &RemoteId,
        change: &ContactChange,
    ) -> Result<(), PlatformError> {
        match change {
            ContactChange::LinkCompany { company, .. } => self
                .link_company(contact, company)
                .await
                .map_err(|error| self.remember_lack(error)),
            ContactChange::SetName { .. }
            | ContactChange::SetPhone { .. }
            | ContactChange::SetEmail { .. }
            | ContactChange::SetCompany { .. }
            | ContactChange::SetField { .. }
            | ContactChange::AddNote { .. }
            | ContactChange::DeleteNote { .. }
            | ContactChange::SetLabels { .. }
            | ContactChange::SetBlocked { .. } => Err(PlatformError::Unsupported),
        }
    }

    pub(super) async fn companies_with(&self, words: &str) -> Result<Vec<Company>, PlatformError> {
        let found = self.companies(words).await?;
        Ok(found.into_iter().take(50).map(company_card).collect())
    }
}

/// What a key may not read, or what is not there, is left out of a card.
fn lacking<T>(error: PlatformError) -> Result<Option<T>, PlatformError> {
    match error {
        PlatformError::ScopeMissing { .. }
        | PlatformError::NotFound
        | PlatformError::Refused { .. } => Ok(None),
        error => Err(error),
    }
}

fn lacking_list<T>(error: PlatformError) -> Result<Vec<T>, PlatformError> {
    lacking::<Vec<T>>(error).map(Option::unwrap_or_default)
}

fn company_card(company: people::Company) -> Company {
    Company {
        remote: Some(company.remote),
        name: company.name,
        facts: company
            .resolution
            .map(|resolution| ("resolutionStatus".to_owned(), resolution))
            .into_iter()
            .chain(company.facts)
            .collect(),
    }
}

/// Identities beside the number and the address that are shown anyway.
fn addresses(document: &Value, record: &inbox_core::ContactRecord) -> Vec<String> {
    let identities = Row::of(document).and_then(|row| row.get(&["identities"]));
    let mut addresses: Vec<String> = identities
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|identity| name(Row::of(identity)?.text(&["value"])?))
        .filter(|value| {
            Some(value) != record.phone.as_ref() && Some(value) != record.email.as_ref()
        })
        .collect();
    addresses.dedup();
    addresses
}

fn hundredths(score: &QualityScore) -> Quality {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held within the scale"
    )]
    let hundredths =
        |score: Option<f64>| score.map(|score| (score.clamp(0.0, 5.0) * 100.0).round() as u16);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held between 0 and 100"
    )]
    let percent = |share: f64| (share.clamp(0.0, 1.0) * 100.0).round() as u8;
    Quality {
        overall: hundredths(score.composite),
        outcome: hundredths(score.outcome),
        process: hundredths(score.process),
        environment: hundredths(score.environment),
        confidence: score.confidence.map(percent),
        scored_at: score.scored_at,
    }
}
