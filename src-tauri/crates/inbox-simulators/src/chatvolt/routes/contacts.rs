//! Contacts and their variables.

use axum::extract::{Path, State};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::chatvolt::model::{Contact, Priority, Status};
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::{Body, Query};
use crate::chatvolt::server::{Answer, Id, Shared, ok};
use crate::chatvolt::world::{World, digits};

/// `GET /contacts`
pub(crate) async fn list(State(runtime): Shared, query: Query) -> Answer {
    let offset: usize = query.number("offset")?.unwrap_or_default();
    let limit: usize = query.number("limit")?.unwrap_or(100);
    let search = query.get("search").map(str::to_lowercase);
    let filter = Filter::read(&query)?;
    runtime.look(|world| {
        let mut rows: Vec<usize> = (0..world.contacts.len())
            .filter(|index| !world.contacts[*index].deleted)
            .filter(|index| {
                let contact = &world.contacts[*index];
                search.as_deref().is_none_or(|text| matches(contact, text))
                    && filter.lets_through(world, *index)
            })
            .collect();
        rows.sort_by_key(|index| std::cmp::Reverse(world.contacts[*index].created));
        let skip = if world.options.quirks.offset_counts_pages {
            offset.saturating_mul(limit)
        } else {
            offset
        };
        let page: Vec<Value> = rows
            .iter()
            .skip(skip)
            .take(limit)
            .map(|index| world.contact_json(&world.contacts[*index]))
            .collect();
        ok(&json!({ "contacts": page, "count": rows.len() }))
    })
}

fn matches(contact: &Contact, text: &str) -> bool {
    let number = digits(text);
    let in_number = |phone: &str| !number.is_empty() && digits(phone).contains(&number);
    contact.phone.as_deref().is_some_and(in_number)
        || [&contact.email, &contact.first_name, &contact.last_name]
            .into_iter()
            .flatten()
            .any(|value| value.to_lowercase().contains(text))
}

/// Which contacts a list is about; most of it asks about their conversations.
struct Filter<'a> {
    tags: Vec<&'a str>,
    scenario: Option<&'a str>,
    step: Option<&'a str>,
    status: Option<Status>,
    agent: Option<&'a str>,
    priority: Option<Priority>,
    channel: Option<&'a str>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    has_email: Option<bool>,
    has_phone: Option<bool>,
}

impl<'a> Filter<'a> {
    fn read(query: &'a Query) -> Result<Self, Refusal> {
        Ok(Self {
            tags: query.list("tags"),
            scenario: query.get("crmScenario"),
            step: query.get("crmStep"),
            status: query.word("conversationStatus")?,
            agent: query.get("agent"),
            priority: query.word("priority")?,
            channel: query.get("channel"),
            from: query.instant("startDate")?,
            to: query.instant("endDate")?,
            has_email: query.flag("hasEmail")?,
            has_phone: query.flag("hasPhone")?,
        })
    }

    fn lets_through(&self, world: &World, index: usize) -> bool {
        let contact = &world.contacts[index];
        let asks_conversations = !self.tags.is_empty()
            || self.status.is_some()
            || self.priority.is_some()
            || [self.scenario, self.step, self.agent, self.channel]
                .iter()
                .any(Option::is_some);
        self.from.is_none_or(|from| contact.created >= from)
            && self.to.is_none_or(|to| contact.created <= to)
            && self
                .has_email
                .is_none_or(|has| contact.email.is_some() == has)
            && self
                .has_phone
                .is_none_or(|has| contact.phone.is_some() == has)
            && (!asks_conversations || world.living().any(|one| self.fits(world, one, index)))
    }

    fn fits(&self, world: &World, conversation: usize, contact: usize) -> bool {
        let record = &world.conversations[conversation];
        let link = record.active_link();
        record.contact == contact
            && self.status.is_none_or(|status| record.status == status)
            && self.priority.is_none_or(|wanted| record.priority == wanted)
            && self.channel.is_none_or(|wanted| record.channel == wanted)
            && self
                .agent
                .is_none_or(|wanted| record.bot.is_some_and(|bot| world.bots[bot].id == wanted))
            && self
                .tags
                .iter()
                .all(|tag| record.tags.iter().any(|other| other == tag))
            && self.scenario.is_none_or(|wanted| {
                link.is_some_and(|link| world.scenarios[link.scenario].id == wanted)
            })
            && self
                .step
                .is_none_or(|wanted| link.is_some_and(|link| world.steps[link.step].id == wanted))
    }
}

/// `POST /contacts`: makes one, or changes the one whose `id` is given.
pub(crate) async fn save(State(runtime): Shared, body: Body) -> Answer {
    runtime.act(|world| {
        let index = if let Some(id) = body.text("id") {
            world.contact(id).ok_or_else(Refusal::not_found)?
        } else {
            let contact = world.blank_contact();
            world.add_contact(contact)
        };
        let now = world.now();
        let contact = &mut world.contacts[index];
        contact.updated = now;
        let fields = [
            ("email", &mut contact.email),
            ("phoneNumber", &mut contact.phone),
            ("firstName", &mut contact.first_name),
            ("lastName", &mut contact.last_name),
            ("externalId", &mut contact.external_id),
            ("picture", &mut contact.picture),
        ];
        for (name, field) in fields {
            if body.0.contains_key(name) {
                *field = body.text(name).map(str::to_owned);
            }
        }
        if let Some(metadata) = body.0.get("metadata") {
            contact.metadata.clone_from(metadata);
        }
        world.index_phone(index);
        ok(&world.contact_json(&world.contacts[index]))
    })
}

/// `DELETE /contacts/{id}`
pub(crate) async fn delete(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let contact = world.contact(&id).ok_or_else(Refusal::not_found)?;
        world.contacts[contact].deleted = true;
        ok(&json!({ "message": "Contact deleted successfully." }))
    })
}

/// The contact of that id, or of the conversation of that id.
fn either(world: &World, id: &str) -> Result<usize, Refusal> {
    let by_conversation = || Some(world.conversations[world.conversation(id)?].contact);
    world
        .contact(id)
        .or_else(by_conversation)
        .ok_or_else(Refusal::not_found)
}

/// `GET /contacts/variables`
pub(crate) async fn variables(State(runtime): Shared, query: Query) -> Answer {
    let id = query.required("id")?;
    runtime.look(|world| {
        let index = either(world, id)?;
        let contact = &world.contacts[index];
        let list: Vec<Value> = contact
            .variables
            .iter()
            .map(|(name, value)| {
                let source = contact.sources.get(name);
                json!({ "varName": name, "varValue": value, "source": source })
            })
            .collect();
        let variables = world.contact_variables_json(index);
        ok(&json!({ "variables": variables, "variableList": list }))
    })
}

/// `POST` and `PUT /contacts/variables`
pub(crate) async fn write_variable(State(runtime): Shared, body: Body) -> Answer {
    let key = body.required("key", usize::MAX)?;
    if key.starts_with('_') {
        return Err(Refusal::body("key", "Must not start with _"));
    }
    let value = body.0.get("value");
    let value = value.ok_or_else(|| Refusal::body("value", "Required"))?;
    let source = body.required("source", usize::MAX)?;
    if !["human", "ai"].contains(&source) {
        return Err(Refusal::body("source", "Invalid enum value"));
    }
    let id = body.required("id", usize::MAX)?;
    runtime.act(|world| {
        let index = either(world, id)?;
        let contact = &mut world.contacts[index];
        contact.variables.insert(key.to_owned(), value.clone());
        contact.sources.insert(key.to_owned(), json!(source));
        ok(&json!({ "variables": world.contact_variables_json(index) }))
    })
}

/// `DELETE /contacts/variables`: without a `key` all of them.
pub(crate) async fn delete_variables(State(runtime): Shared, query: Query) -> Answer {
    let id = query.required("id")?;
    let key = query.get("key");
    runtime.act(|world| {
        let index = either(world, id)?;
        let contact = &mut world.contacts[index];
        if let Some(key) = key {
            contact.variables.remove(key);
            contact.sources.remove(key);
        } else {
            contact.variables.clear();
            contact.sources.clear();
        }
        ok(&json!({ "variables": world.contact_variables_json(index) }))
    })
}
