//! Customers as their platforms keep them.

use inbox_core::{
    AdSource, Company, ContactAbilities, ContactCard, ContactChange, ContactField, ContactRecord,
    Country, FieldKind, LineId, Promise, PromiseState, Quality, RemoteId, Tag, TagId, Timestamp,
};
use inbox_store::ShownCard;

use super::{
    conversation::name_of,
    id,
    line::{ability, optional_time},
    outbox::stuck_reason,
    time,
};
use crate::ipc::{
    dto::{
        AdDto, ChangeOfContact, CompanyDto, ContactAbilitiesDto, ContactCardDto, ContactFieldDto,
        ContactNoteDto, ContactPlace, FieldKindDto, FoundContact, NamedFact, PromiseDto,
        PromiseStateDto, QualityDto, RefusedChangeDto, TagDto,
    },
    error::IpcResult,
};

/// A customer of a line with these tags.
pub fn card(shown: ShownCard, tags: &[Tag], can: Option<&ContactAbilities>) -> ContactCardDto {
    let line = shown.contact.line;
    let card = shown.card;
    let labels = card.labels.iter();
    let mut notes: Vec<ContactNoteDto> = card
        .notes
        .iter()
        .map(|note| ContactNoteDto {
            id: note.remote.as_ref().map(|remote| remote.0.clone()),
            text: note.text.clone(),
            author: note.author.clone(),
            written_at: optional_time(note.written_at),
            own: false,
        })
        .chain(shown.own_notes.into_iter().map(|note| ContactNoteDto {
            id: Some(note.id.to_string()),
            text: note.text,
            author: None,
            written_at: Some(time(note.written_at)),
            own: true,
        }))
        .collect();
    notes.sort_by_key(|note| std::cmp::Reverse(note.written_at));
    ContactCardDto {
        read_at: optional_time(shown.read_at),
        pending: shown.pending,
        refused: shown
            .refused
            .into_iter()
            .map(|refused| RefusedChangeDto {
                outbox: refused.outbox.to_string(),
                change: change_dto(line, refused.change),
                reason: stuck_reason(refused.reason),
            })
            .collect(),
        place: place(&card),
        labels: labels.map(|label| label_dto(line, label, tags)).collect(),
        known_labels: tags
            .iter()
            .map(|tag| label_dto(line, &tag.remote, tags))
            .collect(),
        name: card.record.name,
        phone: card.record.phone,
        email: card.record.email,
        addresses: card.addresses,
        position: card.position,
        external_id: card.external_id,
        language: card.language,
        blocked: card.blocked,
        fields: card.fields.into_iter().map(field).collect(),
        notes,
        company: match card.company {
            Some(known) => Some(company(known)),
            // Conversations tell the name at least.
            None => card.record.company.map(|name| CompanyDto {
                id: None,
                name,
                facts: Vec::new(),
            }),
        },
        brand: card.brand,
        quality: card.quality.map(quality),
        can: can.map(abilities),
    }
}

fn place(card: &ContactCard) -> ContactPlace {
    let told = card.country.as_deref();
    let of_number = || Country::of_number(card.record.phone.as_deref()?);
    let (country, by_number) = match told {
        Some(told) => (Country::by_iso(told), false),
        None => (of_number(), true),
    };
    ContactPlace {
        city: card.city.clone(),
        country: country.map(|country| country.iso().to_owned()),
        country_text: told.filter(|_| country.is_none()).map(str::to_owned),
        by_number: by_number && country.is_some(),
        time_zone: country
            .and_then(|country| country.time_zone())
            .map(str::to_owned),
    }
}

fn label_dto(line: LineId, label: &RemoteId, tags: &[Tag]) -> TagDto {
    let known = tags.iter().find(|tag| tag.remote == *label);
    TagDto {
        id: TagId::new(line, label.clone()).to_string(),
        name: known.map_or_else(|| label.0.clone(), |tag| tag.name.clone()),
        icon: known.and_then(|tag| tag.icon.clone()),
    }
}

fn field(field: ContactField) -> ContactFieldDto {
    ContactFieldDto {
        key: field.key,
        name: field.name,
        value: field.value,
        kind: field_kind(field.kind),
        options: field.options,
        by_ai: field.by_ai,
    }
}

/// A company.
pub fn company(company: Company) -> CompanyDto {
    CompanyDto {
        id: company.remote.map(|remote| remote.0),
        name: company.name,
        facts: company
            .facts
            .into_iter()
            .map(|(name, value)| NamedFact { name, value })
            .collect(),
    }
}

fn quality(quality: Quality) -> QualityDto {
    QualityDto {
        overall: quality.overall,
        outcome: quality.outcome,
        process: quality.process,
        environment: quality.environment,
        confidence: quality.confidence,
        scored_at: optional_time(quality.scored_at),
    }
}

fn abilities(can: &ContactAbilities) -> ContactAbilitiesDto {
    ContactAbilitiesDto {
        read: ability(can.read),
        name: ability(can.name),
        addresses: ability(can.addresses),
        company: ability(can.company),
        clear: ability(can.clear),
        fields: ability(can.fields),
        new_fields: ability(can.new_fields),
        add_notes: ability(can.add_notes),
        delete_notes: ability(can.delete_notes),
        labels: ability(can.labels),
        block: ability(can.block),
        merge: ability(can.merge),
        link_company: ability(can.link_company),
        conversations: ability(can.conversations),
    }
}

/// A contact that was found.
pub fn found(contact: ContactRecord) -> FoundContact {
    FoundContact {
        id: contact.remote,
        name: name_of(
            contact.name,
            contact.phone.as_deref(),
            contact.email.as_deref(),
        ),
        phone: contact.phone,
        email: contact.email,
        company: contact.company,
    }
}

/// A change, from the boundary.
pub fn change(change: ChangeOfContact, now: Timestamp) -> IpcResult<ContactChange> {
    Ok(match change {
        ChangeOfContact::SetName { name } => ContactChange::SetName { name },
        ChangeOfContact::SetPhone { phone } => ContactChange::SetPhone { phone },
        ChangeOfContact::SetEmail { email } => ContactChange::SetEmail { email },
        ChangeOfContact::SetCompany { company } => ContactChange::SetCompany { company },
        ChangeOfContact::SetField { key, value } => ContactChange::SetField { key, value },
        ChangeOfContact::AddNote { text } => ContactChange::AddNote {
            text,
            written_at: now,
        },
        ChangeOfContact::DeleteNote { note } => ContactChange::DeleteNote {
            note: RemoteId(note),
        },
        ChangeOfContact::SetLabels { labels } => ContactChange::SetLabels {
            labels: labels
                .iter()
                .map(|label| Ok(id::<TagId>(label)?.remote))
                .collect::<IpcResult<_>>()?,
        },
        ChangeOfContact::SetBlocked { blocked } => ContactChange::SetBlocked { blocked },
        ChangeOfContact::LinkCompany { company, name } => ContactChange::LinkCompany {
            company: RemoteId(company),
            name,
        },
    })
}

fn change_dto(line: LineId, change: ContactChange) -> ChangeOfContact {
    match change {
        ContactChange::SetName { name } => ChangeOfContact::SetName { name },
        ContactChange::SetPhone { phone } => ChangeOfContact::SetPhone { phone },
        ContactChange::SetEmail { email } => ChangeOfContact::SetEmail { email },
        ContactChange::SetCompany { company } => ChangeOfContact::SetCompany { company },
        ContactChange::SetField { key, value } => ChangeOfContact::SetField { key, value },
        ContactChange::AddNote { text, .. } => ChangeOfContact::AddNote { text },
        ContactChange::DeleteNote { note } => ChangeOfContact::DeleteNote { note: note.0 },
        ContactChange::SetLabels { labels } => ChangeOfContact::SetLabels {
            labels: labels
                .into_iter()
                .map(|label| TagId::new(line, label).to_string())
                .collect(),
        },
        ContactChange::SetBlocked { blocked } => ChangeOfContact::SetBlocked { blocked },
        ContactChange::LinkCompany { company, name } => ChangeOfContact::LinkCompany {
            company: company.0,
            name,
        },
    }
}

/// A promise.
pub fn promise(promise: Promise) -> PromiseDto {
    PromiseDto {
        name: promise.name,
        state: match promise.state {
            PromiseState::Running => PromiseStateDto::Running,
            PromiseState::RunningBroken => PromiseStateDto::RunningBroken,
            PromiseState::Kept => PromiseStateDto::Kept,
            PromiseState::Broken => PromiseStateDto::Broken,
        },
        first_reply_due: optional_time(promise.first_reply_due),
        next_reply_due: optional_time(promise.next_reply_due),
        resolution_due: optional_time(promise.resolution_due),
    }
}

/// An advertisement.
pub fn ad(ad: AdSource) -> AdDto {
    AdDto {
        headline: ad.headline,
        body: ad.body,
        url: ad.url,
        clicked_at: optional_time(ad.clicked_at),
    }
}

/// What a field holds, to the boundary.
pub fn field_kind(kind: FieldKind) -> FieldKindDto {
    match kind {
        FieldKind::Text => FieldKindDto::Text,
        FieldKind::Number => FieldKindDto::Number,
        FieldKind::Choice => FieldKindDto::Choice,
        FieldKind::Date => FieldKindDto::Date,
        FieldKind::Checkbox => FieldKindDto::Checkbox,
        FieldKind::Link => FieldKindDto::Link,
    }
}
