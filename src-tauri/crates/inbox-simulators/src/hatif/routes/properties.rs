//! Custom properties of contacts: their definitions and their values.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::contacts::{known as known_contact, note_change};
use crate::hatif::ids::Guid;
use crate::hatif::model::{PropertyDefinition, PropertyKind};
use crate::hatif::refusal::Refusal;
use crate::hatif::request::Body;
use crate::hatif::runtime::Runtime;
use crate::hatif::server::{Answer, Id, ok};
use crate::hatif::workspace::World;
use crate::shared::casing::member;

/// `GET /v1/contact-property-definitions`
pub(crate) async fn list(State(runtime): State<Arc<Runtime>>) -> Answer {
    let definitions: Vec<Value> = runtime.look(|world| {
        world
            .definitions
            .iter()
            .map(|definition| world.definition_json(definition))
            .collect()
    });
    ok(&json!(definitions))
}

/// `POST /v1/contact-property-definitions`
pub(crate) async fn create(State(runtime): State<Arc<Runtime>>, mut body: Body) -> Answer {
    let name = body.required("name");
    let kind = body.get("type").and_then(kind);
    if kind.is_none() {
        body.problem("type", "The type field is not valid.");
    }
    let is_required = body
        .get("isRequired")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let options = options(&body);
    body.checked()?;
    runtime.act(|world| {
        let (id, created) = (world.mint(), world.now());
        let definition = PropertyDefinition {
            id,
            name,
            kind: kind.unwrap_or(PropertyKind::Text),
            is_required,
            options: options.unwrap_or_default(),
            created,
            modified: None,
        };
        let answer = world.definition_json(&definition);
        world.definitions.push(definition);
        ok(&answer)
    })
}

fn kind(value: &Value) -> Option<PropertyKind> {
    let kinds = [
        (PropertyKind::Text, "text"),
        (PropertyKind::Number, "number"),
        (PropertyKind::Select, "select"),
        (PropertyKind::Date, "date"),
    ];
    kinds
        .into_iter()
        .find(|(kind, name)| {
            value.as_u64() == Some(*kind as u64)
                || value
                    .as_str()
                    .is_some_and(|word| word.eq_ignore_ascii_case(name))
        })
        .map(|(kind, _)| kind)
}

/// Options come as objects with a value, or as plain words.
fn options(body: &Body) -> Option<Vec<String>> {
    let options = body.get("selectOptions")?.as_array()?;
    let words = options.iter().filter_map(|option| match option {
        Value::String(word) => Some(word.clone()),
        Value::Object(object) => member(object, "value")?.as_str().map(str::to_owned),
        _ => None,
    });
    Some(words.collect())
}

/// `PUT /v1/contact-property-definitions/{id}`
pub(crate) async fn update(
    State(runtime): State<Arc<Runtime>>,
    Path(id): Id,
    body: Body,
) -> Answer {
    runtime.act(|world| {
        let index = known(world, &id)?;
        let now = world.now();
        let definition = &mut world.definitions[index];
        if let Some(name) = body.text("name") {
            name.clone_into(&mut definition.name);
        }
        if let Some(is_required) = body.get("isRequired").and_then(Value::as_bool) {
            definition.is_required = is_required;
        }
        if let Some(options) = options(&body) {
            definition.options = options;
        }
        definition.modified = Some(now);
        ok(&world.definition_json(&world.definitions[index]))
    })
}

/// `DELETE /v1/contact-property-definitions/{id}`
pub(crate) async fn delete(State(runtime): State<Arc<Runtime>>, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let index = known(world, &id)?;
        let gone = world.definitions.remove(index).id;
        for contact in &mut world.contacts {
            contact.properties.retain(|(id, _)| *id != gone);
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

/// `GET /v1/contact-property-definitions/{id}/statistics`: how often each value occurs.
pub(crate) async fn statistics(State(runtime): State<Arc<Runtime>>, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let definition = world.definitions[known(world, &id)?].id;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (id, value) in world
            .contacts
            .iter()
            .flat_map(|contact| &contact.properties)
        {
            if *id == definition {
                *counts.entry(value).or_default() += 1;
            }
        }
        let lines: Vec<String> = counts
            .into_iter()
            .map(|(value, count)| format!("{value}: {count}"))
            .collect();
        ok(&json!(lines))
    })
}

/// `PUT /v1/contacts/{contactId}/properties/{propertyId}`
pub(crate) async fn set_value(
    State(runtime): State<Arc<Runtime>>,
    Path((contact, property)): Path<(String, String)>,
    mut body: Body,
) -> Answer {
    let value = match body.get("value") {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => {
            body.problem("value", "The value field is required.");
            String::new()
        }
    };
    body.checked()?;
    runtime.act(|world| {
        let contact = known_contact(world, &contact)?;
        let index = known(world, &property)?;
        let definition = &world.definitions[index];
        let sound = match definition.kind {
            PropertyKind::Text | PropertyKind::Date => true,
            PropertyKind::Number => value.parse::<f64>().is_ok(),
            PropertyKind::Select => definition.options.contains(&value),
        };
        if !sound {
            return Err(Refusal::invalid(
                "value",
                "The value does not fit the property.",
            ));
        }
        let (id, name) = (definition.id, definition.name.clone());
        let old = take_value(world, contact, id);
        world.contacts[contact].properties.push((id, value.clone()));
        note_change(world, contact, &name, old, Some(value));
        ok(&world.contact_json(&world.contacts[contact]))
    })
}

/// `DELETE /v1/contacts/{contactId}/properties/{propertyId}`
pub(crate) async fn delete_value(
    State(runtime): State<Arc<Runtime>>,
    Path((contact, property)): Path<(String, String)>,
) -> Answer {
    runtime.act(|world| {
        let contact = known_contact(world, &contact)?;
        let index = known(world, &property)?;
        let (id, name) = (
            world.definitions[index].id,
            world.definitions[index].name.clone(),
        );
        let old = take_value(world, contact, id);
        note_change(world, contact, &name, old, None);
        ok(&world.contact_json(&world.contacts[contact]))
    })
}

fn take_value(world: &mut World, contact: usize, definition: Guid) -> Option<String> {
    let properties = &mut world.contacts[contact].properties;
    let place = properties.iter().position(|(id, _)| *id == definition)?;
    Some(properties.remove(place).1)
}

fn known(world: &World, id: &str) -> Result<usize, Refusal> {
    Guid::parse(id)
        .and_then(|guid| world.definitions.iter().position(|one| one.id == guid))
        .ok_or_else(|| Refusal::no_such("ContactPropertyDefinition", id))
}
