//! Contacts: who the customers are.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use crate::hatif::ids::Guid;
use crate::hatif::model::{Note, PropertyChange};
use crate::hatif::refusal::Refusal;
use crate::hatif::request::{Body, Page, Query};
use crate::hatif::runtime::Runtime;
use crate::hatif::server::{Answer, Id, ok};
use crate::hatif::wire::{local, paged};
use crate::hatif::workspace::{World, digits};

/// `GET /v1/contacts`
pub(crate) async fn list(State(runtime): State<Arc<Runtime>>, query: Query) -> Answer {
    let page = query.page(10)?;
    let name = query.get("name").map(str::to_lowercase);
    let phone = query.get("phoneNumber").map(digits);
    runtime.look(|world| {
        let matching = select(world, |world, index| {
            let contact = &world.contacts[index];
            name.as_ref()
                .is_none_or(|name| contact.name.to_lowercase().contains(name))
                && phone
                    .as_ref()
                    .is_none_or(|phone| digits(&contact.phone).contains(phone))
        });
        page_of(world, &matching, page)
    })
}

fn select(world: &World, keep: impl Fn(&World, usize) -> bool) -> Vec<usize> {
    // Newest first, as the portal shows them.
    (0..world.contacts.len())
        .rev()
        .filter(|index| !world.contacts[*index].deleted && keep(world, *index))
        .collect()
}

fn page_of(world: &World, matching: &[usize], page: Page) -> Answer {
    let items: Vec<Value> = matching
        .iter()
        .skip(page.skip)
        .take(page.most)
        .map(|index| world.contact_json(&world.contacts[*index]))
        .collect();
    wrapped(world, &paged(matching.len(), &items))
}

/// Contact answers sometimes come inside an `id` member.
fn wrapped(world: &World, value: &Value) -> Answer {
    if world.options.quirks.wrapped_contacts {
        ok(&json!({ "id": value }))
    } else {
        ok(value)
    }
}

fn contact_answer(world: &World, index: usize) -> Answer {
    wrapped(world, &world.contact_json(&world.contacts[index]))
}

pub(super) fn known(world: &World, id: &str) -> Result<usize, Refusal> {
    Guid::parse(id)
        .and_then(|guid| world.contact(guid))
        .ok_or_else(|| Refusal::no_such("Contact", id))
}

/// `POST /v1/contacts`
pub(crate) async fn create(State(runtime): State<Arc<Runtime>>, mut body: Body) -> Answer {
    let name = body.required("name");
    let phone = body.required("phoneNumber");
    body.checked()?;
    runtime.act(|world| {
        if world.contact_by_phone(&phone).is_some() {
            return Err(Refusal::business(
                "Voxa:Contacts:PhoneNumberExists",
                "A contact with this phone number exists.",
            ));
        }
        let contact = world.contact_for(&phone, Some(&name));
        change(world, contact, &body);
        // What a contact is born with is no change of it.
        world.contacts[contact].history.clear();
        world.contacts[contact].modified = None;
        contact_answer(world, contact)
    })
}

/// `GET /v1/contacts/{contactId}`
pub(crate) async fn one(State(runtime): State<Arc<Runtime>>, Path(id): Id) -> Answer {
    runtime.look(|world| contact_answer(world, known(world, &id)?))
}

/// `PUT /v1/contacts/{contactId}`
pub(crate) async fn update(
    State(runtime): State<Arc<Runtime>>,
    Path(id): Id,
    body: Body,
) -> Answer {
    runtime.act(|world| {
        let contact = known(world, &id)?;
        change(world, contact, &body);
        contact_answer(world, contact)
    })
}

/// Empty members leave values alone; a note is always added, never replaced.
fn change(world: &mut World, contact: usize, body: &Body) {
    if let Some(name) = body.text("name").map(str::to_owned) {
        let old = std::mem::replace(&mut world.contacts[contact].name, name.clone());
        note_change(world, contact, "Name", Some(old), Some(name));
    }
    if let Some(phone) = body.text("phoneNumber").map(str::to_owned) {
        let old = world.contacts[contact].phone.clone();
        if digits(&old) != digits(&phone) {
            world.change_phone(contact, phone.clone());
            note_change(world, contact, "PhoneNumber", Some(old), Some(phone));
        }
    }
    for property in ["Email", "Company", "Position"] {
        let Some(value) = body.text(property).map(str::to_owned) else {
            continue;
        };
        let record = &mut world.contacts[contact];
        let place = match property {
            "Email" => &mut record.email,
            "Company" => &mut record.company,
            _ => &mut record.position,
        };
        let old = place.replace(value.clone());
        note_change(world, contact, property, old, Some(value));
    }
    if let Some(fields) = body.get("customFields").and_then(Value::as_object) {
        fields.clone_into(&mut world.contacts[contact].custom_fields);
    }
    if let Some(text) = body.text("note").map(str::to_owned) {
        let (id, created) = (world.mint(), world.now());
        world.contacts[contact]
            .notes
            .push(Note { id, text, created });
    }
    world.contacts[contact].modified = Some(world.now());
}

/// Writes a change into the contact's history.
pub(super) fn note_change(
    world: &mut World,
    contact: usize,
    property: &str,
    old: Option<String>,
    new: Option<String>,
) {
    if old == new {
        return;
    }
    let (id, created) = (world.mint(), world.now());
    let property = property.to_owned();
    world.contacts[contact].history.push(PropertyChange {
        id,
        property,
        old,
        new,
        created,
    });
}

/// `DELETE /v1/contacts/{contactId}`
pub(crate) async fn delete(State(runtime): State<Arc<Runtime>>, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let contact = known(world, &id)?;
        world.contacts[contact].deleted = true;
        Ok(StatusCode::OK.into_response())
    })
}

/// `POST /v1/contacts/search`: paged by query alone, or by a body with property filters.
pub(crate) async fn search(
    State(runtime): State<Arc<Runtime>>,
    query: Query,
    body: Body,
) -> Answer {
    let mut page = query.page(10)?;
    let number = |name: &str| {
        body.get(name)
            .and_then(Value::as_u64)
            .map(|value| value as usize)
    };
    page.skip = number("skipCount").unwrap_or(page.skip);
    page.most = number("maxResultCount")
        .unwrap_or(page.most)
        .clamp(1, 1_000);
    let filters = property_filters(&body)?;
    runtime.look(|world| {
        let matching = select(world, |world, index| {
            let properties = &world.contacts[index].properties;
            filters.iter().all(|wanted| properties.contains(wanted))
        });
        page_of(world, &matching, page)
    })
}

fn property_filters(body: &Body) -> Result<Vec<(Guid, String)>, Refusal> {
    let Some(filters) = body.get("customPropertyFilters").and_then(Value::as_array) else {
        return Ok(Vec::new());
    };
    let invalid = || Refusal::invalid("customPropertyFilters", "The filter is not valid.");
    filters
        .iter()
        .map(|filter| {
            let filter = filter.as_object().ok_or_else(invalid)?;
            let get = |name| crate::shared::casing::member(filter, name);
            // 1 means equal; no other operator is known.
            if get("operator").and_then(Value::as_u64) != Some(1) {
                return Err(invalid());
            }
            let id = get("propertyDefinitionId")
                .and_then(Value::as_str)
                .and_then(Guid::parse);
            let value = get("value").and_then(Value::as_str);
            Ok((
                id.ok_or_else(invalid)?,
                value.ok_or_else(invalid)?.to_owned(),
            ))
        })
        .collect()
}

/// `POST /v1/contacts/import/vcards`
pub(crate) async fn import_vcards(State(runtime): State<Arc<Runtime>>, mut body: Body) -> Answer {
    let cards: Option<Vec<VCard>> = body.get("vCards").and_then(Value::as_array).map(|cards| {
        cards
            .iter()
            .filter_map(Value::as_str)
            .filter_map(VCard::read)
            .collect()
    });
    if cards.is_none() {
        body.problem("vCards", "The VCards field is required.");
    }
    body.checked()?;
    runtime.act(|world| {
        for card in cards.unwrap_or_default() {
            let contact = world.contact_for(&card.phone, Some(&card.name));
            let record = &mut world.contacts[contact];
            record.email = card.email.or(record.email.take());
            record.company = card.company.or(record.company.take());
        }
        ok(&json!({}))
    })
}

/// What is read of a vCard.
#[derive(Debug, PartialEq, Eq)]
struct VCard {
    name: String,
    phone: String,
    email: Option<String>,
    company: Option<String>,
}

impl VCard {
    fn read(text: &str) -> Option<Self> {
        let value = |property: &str| {
            text.lines().map(str::trim).find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let name = name.split(';').next().unwrap_or(name);
                name.eq_ignore_ascii_case(property)
                    .then(|| value.trim().to_owned())
            })
        };
        let phone = value("TEL").filter(|phone| digits(phone).len() >= 8)?;
        let name = value("FN").unwrap_or_else(|| phone.clone());
        Some(Self {
            name,
            phone,
            email: value("EMAIL"),
            company: value("ORG"),
        })
    }
}

/// `GET /v1/contacts/{contactId}/history`
pub(crate) async fn history(State(runtime): State<Arc<Runtime>>, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let contact = &world.contacts[known(world, &id)?];
        let creator = world.users.first().map(|user| user.user_id);
        let items: Vec<Value> = contact
            .history
            .iter()
            .rev()
            .map(|change| {
                json!({
                    "id": change.id,
                    "propertyName": change.property,
                    "oldValue": change.old,
                    "newValue": change.new,
                    "creationTime": local(change.created),
                    "creatorId": creator,
                })
            })
            .collect();
        ok(&paged(items.len(), &items))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vcard_without_a_number_is_left_out() {
        assert_eq!(VCard::read("BEGIN:VCARD\nFN:Sara\nEND:VCARD"), None);
        let card = VCard::read(
            "BEGIN:VCARD\nVERSION:3.0\nN:;Sara;;;\nFN:Sara\n\
             TEL;type=CELL;waid=966500000002:+966 50 000 0002\nEND:VCARD",
        )
        .unwrap();
        assert_eq!(
            (card.name.as_str(), card.phone.as_str()),
            ("Sara", "+966 50 000 0002")
        );
    }
}
