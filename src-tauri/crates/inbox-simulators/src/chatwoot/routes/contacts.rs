//! Contacts: finding, changing, merging, and what hangs on one.

use serde_json::{Value, json};

use super::lists::page_of;
use super::messages::attachment_rows;
use super::{Routes, account, filters};
use crate::chatwoot::cable::Audience;
use crate::chatwoot::call::{Call, Fields, Params};
use crate::chatwoot::model::{Contact, Note, Sender};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::wire::{iso, merge};
use crate::chatwoot::world::{ACCOUNT, World};
use crate::shared::phrases::Language;

const PAGE: usize = 15;

#[expect(
    clippy::too_many_lines,
    reason = "a table of paths, one after the other"
)]
pub(crate) fn routes() -> Routes {
    Routes::of_account()
        .get("/contacts", |world, call| {
            let labels = call.params.fields().texts("labels").unwrap_or_default();
            let resolved =
                |it: &&Contact| it.email.is_some() || it.phone.is_some() || it.identifier.is_some();
            let labelled = |it: &&Contact| {
                labels.is_empty() || labels.iter().any(|label| it.labels.contains(label))
            };
            let found = world.contacts.values().filter(resolved).filter(labelled);
            Ok(page(world, call, found.collect()))
        })
        .get("/contacts/active", |world, call| {
            let online = |it: &&Contact| world.contact_is_online(it);
            Ok(page(
                world,
                call,
                world.contacts.values().filter(online).collect(),
            ))
        })
        .get("/contacts/search", search)
        .post("/contacts/filter", |world, call| {
            let found = filters::contacts(world, call)?;
            Ok(page(world, call, found))
        })
        .post("/contacts", create)
        .get("/contacts/{id}", |world, call| shown(world, call.id("id")?))
        .update("/contacts/{id}", update)
        .delete("/contacts/{id}", delete)
        .get("/contacts/{id}/conversations", conversations)
        .get("/contacts/{id}/labels", |world, call| {
            let contact = found(world, call)?;
            Ok(Reply::Json(json!({ "payload": contact.labels })))
        })
        .post("/contacts/{id}/labels", |world, call| {
            let id = found(world, call)?.id;
            let labels = call.params.fields().texts("labels").unwrap_or_default();
            if let Some(contact) = world.contacts.get_mut(&id) {
                contact.labels.clone_from(&labels);
            }
            Ok(Reply::Json(json!({ "payload": labels })))
        })
        .get("/contacts/{id}/contactable_inboxes", |world, call| {
            let id = found(world, call)?.id;
            Ok(Reply::Json(
                json!({ "payload": account::contactable(world, id) }),
            ))
        })
        .post("/contacts/{id}/contact_inboxes", |world, call| {
            let id = found(world, call)?.id;
            let fields = call.params.fields();
            let inbox = fields.number("inbox_id").unwrap_or_default();
            if !world.inboxes.contains_key(&inbox) {
                return Err(Refusal::not_found());
            }
            let entry = world.contact_inbox(id, inbox, fields.text("source_id"));
            let entry = world
                .contact_inboxes
                .get(&entry)
                .ok_or_else(Refusal::not_found)?;
            Ok(Reply::Json(world.contact_inbox_json(entry)))
        })
        .post("/contact_inboxes/filter", |world, call| {
            let fields = call.params.fields();
            let (inbox, source) = (fields.number("inbox_id"), fields.text("source_id"));
            let mut entries = world.contact_inboxes.values();
            let entry = entries
                .find(|it| Some(it.inbox) == inbox && Some(&it.source_id) == source.as_ref())
                .ok_or_else(|| Refusal::empty(404))?;
            let contact = world
                .contacts
                .get(&entry.contact)
                .ok_or_else(Refusal::not_found)?;
            Ok(Reply::Json(world.contact_with_inboxes(contact)))
        })
        .get("/contacts/{id}/attachments", attachments)
        .post("/contacts/{id}/destroy_custom_attributes", |world, call| {
            let id = found(world, call)?.id;
            let keys = call
                .params
                .fields()
                .texts("custom_attributes")
                .unwrap_or_default();
            if let Some(contact) = world.contacts.get_mut(&id) {
                contact.custom.retain(|key, _| !keys.contains(key));
            }
            world.contact_updated(id, &[("custom_attributes", Value::Null, Value::Null)]);
            shown(world, id)
        })
        .delete("/contacts/{id}/avatar", |world, call| {
            shown(world, call.id("id")?)
        })
        .get("/contacts/{id}/notes", |world, call| {
            let id = found(world, call)?.id;
            let notes = world.notes.values().rev().filter(|note| note.contact == id);
            let notes = notes.map(|note| note_json(world, note));
            Ok(Reply::Json(notes.collect::<Vec<_>>().into()))
        })
        .post("/contacts/{id}/notes", create_note)
        .get("/contacts/{id}/notes/{note_id}", |world, call| {
            Ok(Reply::Json(note_json(world, note(world, call)?)))
        })
        .update("/contacts/{id}/notes/{note_id}", |world, call| {
            let (id, now) = (note(world, call)?.id, world.now());
            let fields = call.params.nested("note")?;
            if let Some(note) = world.notes.get_mut(&id) {
                note.content = fields.text("content").unwrap_or_default();
                note.updated = now;
            }
            Ok(Reply::Json(note_json(world, note(world, call)?)))
        })
        .delete("/contacts/{id}/notes/{note_id}", |world, call| {
            let id = note(world, call)?.id;
            world.notes.remove(&id);
            Ok(Reply::Done)
        })
        .post("/actions/contact_merge", merge_contacts)
}

fn found<'a>(world: &'a World, call: &Call) -> Result<&'a Contact, Refusal> {
    let id = call.id("id")?;
    world.contacts.get(&id).ok_or_else(Refusal::not_found)
}

fn shown(world: &World, id: i64) -> Answer {
    let contact = world.contacts.get(&id).ok_or_else(Refusal::not_found)?;
    let payload = world.contact_with_inboxes(contact);
    Ok(Reply::Json(json!({ "payload": payload })))
}

fn row(world: &World, params: &Params, contact: &Contact) -> Value {
    if params.fields().flag("include_contact_inboxes") == Some(false) {
        world.contact_json(contact)
    } else {
        world.contact_with_inboxes(contact)
    }
}

fn sort(found: &mut [&Contact], params: &Params) {
    let order = params.fields().text("sort").unwrap_or_default();
    let (key, descending) = order
        .strip_prefix('-')
        .map_or((order.as_str(), false), |it| (it, true));
    found.sort_by(|left, right| {
        let extra = |it: &Contact| {
            let value = it.additional.get(key).and_then(Value::as_str);
            value.unwrap_or_default().to_lowercase()
        };
        let ordering = match key {
            "name" => left.name.to_lowercase().cmp(&right.name.to_lowercase()),
            "email" => left.email.cmp(&right.email),
            "phone_number" => left.phone.cmp(&right.phone),
            "last_activity_at" => left.last_activity.cmp(&right.last_activity),
            "created_at" => left.created.cmp(&right.created),
            "company_name" | "city" | "country" => extra(left).cmp(&extra(right)),
            _ => right.created.cmp(&left.created),
        };
        let ordering = ordering.then(left.id.cmp(&right.id));
        if descending {
            ordering.reverse()
        } else {
            ordering
        }
    });
}

fn page(world: &World, call: &Call, mut found: Vec<&Contact>) -> Reply {
    sort(&mut found, &call.params);
    let count = found.len();
    let (number, told) = call.params.page();
    let payload: Vec<Value> = page_of(found, number, PAGE)
        .into_iter()
        .map(|contact| row(world, &call.params, contact))
        .collect();
    Reply::Json(json!({ "meta": { "count": count, "current_page": told }, "payload": payload }))
}

fn search(world: &mut World, call: &Call) -> Answer {
    let Some(text) = call.params.fields().text("q") else {
        let meta = json!({ "count": null, "current_page": null, "has_more": null });
        return Ok(Reply::Json(json!({ "meta": meta, "payload": [] })));
    };
    let mut found: Vec<&Contact> = matching(world, text.trim()).collect();
    sort(&mut found, &call.params);
    let (number, told) = call.params.page();
    let has_more = found.len() > number * PAGE;
    let payload: Vec<Value> = page_of(found, number, PAGE)
        .into_iter()
        .map(|contact| row(world, &call.params, contact))
        .collect();
    let meta = json!({ "count": payload.len(), "current_page": told, "has_more": has_more });
    Ok(Reply::Json(json!({ "meta": meta, "payload": payload })))
}

/// Contacts by a part of their name, address, number or identifier.
pub(crate) fn matching<'a>(world: &'a World, text: &str) -> impl Iterator<Item = &'a Contact> {
    let (exact, lower) = (text.to_owned(), text.to_lowercase());
    world.contacts.values().filter(move |contact| {
        let holds = |it: Option<&String>| it.is_some_and(|it| it.to_lowercase().contains(&lower));
        holds(Some(&contact.name))
            || holds(contact.email.as_ref())
            || holds(contact.phone.as_ref())
            || contact
                .identifier
                .as_ref()
                .is_some_and(|identifier| identifier.contains(&exact))
    })
}

/// What a contact's record demands of new values.
pub(crate) fn check(world: &World, fields: Fields<'_>, own: Option<i64>) -> Result<(), Refusal> {
    let others = || world.contacts.values().filter(|it| Some(it.id) != own);
    if let Some(email) = fields.text("email") {
        if !email.contains('@') {
            return Err(Refusal::invalid("Invalid email", "email"));
        }
        if others().any(|it| it.email.as_deref() == Some(&email)) {
            return Err(Refusal::invalid("Email has already been taken", "email"));
        }
    }
    if let Some(phone) = fields.text("phone_number") {
        let digits = phone.strip_prefix('+').unwrap_or_default();
        let sound =
            (2..=15).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
        if !sound {
            let message = "Phone number should be in e164 format";
            return Err(Refusal::invalid(message, "phone_number"));
        }
        if others().any(|it| it.phone.as_deref() == Some(&phone)) {
            let message = "Phone number has already been taken";
            return Err(Refusal::invalid(message, "phone_number"));
        }
    }
    if let Some(identifier) = fields.text("identifier")
        && others().any(|it| it.identifier.as_deref() == Some(&identifier))
    {
        let message = "Identifier has already been taken";
        return Err(Refusal::invalid(message, "identifier"));
    }
    Ok(())
}

/// Takes over the values given; attributes are merged.
pub(crate) fn apply(
    contact: &mut Contact,
    fields: Fields<'_>,
) -> Vec<(&'static str, Value, Value)> {
    let mut changes = Vec::new();
    if let Some(name) = fields.text("name").filter(|name| *name != contact.name) {
        changes.push(("name", json!(contact.name), json!(name)));
        contact.name = name;
    }
    let places = [
        ("email", &mut contact.email),
        ("phone_number", &mut contact.phone),
        ("identifier", &mut contact.identifier),
    ];
    for (key, place) in places {
        let value = fields.text(key);
        if fields.has(key) && *place != value {
            changes.push((key, json!(place), json!(value)));
            *place = value;
        }
    }
    let places = [
        ("additional_attributes", &mut contact.additional),
        ("custom_attributes", &mut contact.custom),
    ];
    for (key, place) in places {
        if let Some(more) = fields.object(key) {
            let before = json!(place);
            place.extend(more);
            if before != json!(place) {
                changes.push((key, before, json!(place)));
            }
        }
    }
    if let Some(blocked) = fields.flag("blocked").filter(|it| *it != contact.blocked) {
        changes.push(("blocked", json!(contact.blocked), json!(blocked)));
        contact.blocked = blocked;
    }
    changes
}

fn create(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.fields();
    check(world, fields, None)?;
    let inbox = fields.number("inbox_id");
    if inbox.is_some_and(|inbox| !world.inboxes.contains_key(&inbox)) {
        return Err(Refusal::not_found());
    }
    let mut contact = world.contact_named("", Language::English);
    apply(&mut contact, fields);
    let id = world.add_contact(contact);
    let entry = inbox.map(|inbox| world.contact_inbox(id, inbox, fields.text("source_id")));
    let entry = entry.and_then(|entry| world.contact_inboxes.get(&entry));
    let contact = world.contacts.get(&id).ok_or_else(Refusal::not_found)?;
    let inbox = entry
        .and_then(|entry| world.inboxes.get(&entry.inbox))
        .map(|inbox| {
            json!({
                "id": inbox.id, "channel_id": inbox.id + 100, "account_id": ACCOUNT,
                "name": inbox.name, "channel_type": inbox.kind.word(),
                "created_at": iso(world.created), "updated_at": iso(world.created),
            })
        });
    Ok(Reply::Json(json!({ "payload": {
        "contact": world.contact_with_inboxes(contact),
        "contact_inbox": { "inbox": inbox, "source_id": entry.map(|it| it.source_id.as_str()) },
    } })))
}

fn update(world: &mut World, call: &Call) -> Answer {
    let id = found(world, call)?.id;
    let fields = call.params.fields();
    check(world, fields, Some(id))?;
    let changes = world
        .contacts
        .get_mut(&id)
        .map(|contact| apply(contact, fields));
    if let Some(changes) = changes.filter(|changes| !changes.is_empty()) {
        world.contact_updated(id, &changes);
    }
    shown(world, id)
}

fn delete(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let contact = found(world, call)?;
    if world.contact_is_online(contact) {
        let message = format!("{} is Online, please try again later", contact.name);
        return Err(Refusal::new(422, json!({ "message": message })));
    }
    let id = contact.id;
    remove(world, id);
    Ok(Reply::Done)
}

/// The contact goes with everything they said.
pub(crate) fn remove(world: &mut World, id: i64) {
    let Some(contact) = world.contacts.remove(&id) else {
        return;
    };
    world.conversations.retain(|_, it| it.contact != id);
    world.contact_inboxes.retain(|_, it| it.contact != id);
    world.notes.retain(|_, it| it.contact != id);
    let shown = world.contact_event(&contact);
    world.publish(Audience::Account, "contact.deleted", shown);
}

fn conversations(world: &mut World, call: &Call) -> Answer {
    let id = found(world, call)?.id;
    let mut own: Vec<_> = world
        .listed(call.me())
        .filter(|it| it.contact == id)
        .collect();
    own.sort_by_key(|it| std::cmp::Reverse((it.last_activity, it.id)));
    let payload: Vec<Value> = own
        .into_iter()
        .take(20)
        .map(|it| world.conversation_json(it, call.me()))
        .collect();
    Ok(Reply::Json(json!({ "payload": payload })))
}

fn attachments(world: &mut World, call: &Call) -> Answer {
    let id = found(world, call)?.id;
    let mut rows = Vec::new();
    for conversation in world.listed(call.me()).filter(|it| it.contact == id) {
        let own = attachment_rows(world, world.thread(conversation).collect());
        rows.extend(own.into_iter().map(|mut row| {
            merge(&mut row, json!({ "conversation_id": conversation.id }));
            row
        }));
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row["id"].as_i64()));
    let total = rows.len();
    let payload = page_of(rows, call.params.page().0, 100);
    Ok(Reply::Json(
        json!({ "meta": { "total_count": total }, "payload": payload }),
    ))
}

fn note<'a>(world: &'a World, call: &Call) -> Result<&'a Note, Refusal> {
    let contact = found(world, call)?.id;
    world
        .notes
        .get(&call.id("note_id")?)
        .filter(|note| note.contact == contact)
        .ok_or_else(Refusal::not_found)
}

fn note_json(world: &World, note: &Note) -> Value {
    json!({
        // Two members come out empty at the platform itself.
        "id": note.id, "content": note.content, "account_id": null, "contact_id": null,
        "user": world.agent_of(note.user), "created_at": note.created.as_second(),
        "updated_at": note.updated.as_second(),
    })
}

fn create_note(world: &mut World, call: &Call) -> Answer {
    let contact = found(world, call)?.id;
    let content = call
        .params
        .nested("note")?
        .text("content")
        .unwrap_or_default();
    let (id, now) = (world.mint(), world.now());
    let note = Note {
        id,
        contact,
        user: call.me(),
        content,
        created: now,
        updated: now,
    };
    let shown = note_json(world, &note);
    world.notes.insert(id, note);
    Ok(Reply::Json(shown))
}

fn merge_contacts(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.fields();
    let base = fields.number("base_contact_id").unwrap_or_default();
    let other = fields.number("mergee_contact_id").unwrap_or_default();
    merge_into(world, base, other)?;
    let contact = world.contacts.get(&base).ok_or_else(Refusal::not_found)?;
    Ok(Reply::Json(world.contact_json(contact)))
}

/// Everything of the other contact becomes the base's, and the other one goes.
pub(crate) fn merge_into(world: &mut World, base: i64, other: i64) -> Result<(), Refusal> {
    if !world.contacts.contains_key(&base) || !world.contacts.contains_key(&other) {
        return Err(Refusal::not_found());
    }
    if base == other {
        return Ok(());
    }
    let Some(gone) = world.contacts.remove(&other) else {
        return Ok(());
    };
    for entry in world
        .contact_inboxes
        .values_mut()
        .filter(|it| it.contact == other)
    {
        entry.contact = base;
    }
    for note in world.notes.values_mut().filter(|it| it.contact == other) {
        note.contact = base;
    }
    for message in &mut world.messages {
        if message.sender == Some(Sender::Contact(other)) {
            message.sender = Some(Sender::Contact(base));
        }
    }
    let mut moved = Vec::new();
    for conversation in world
        .conversations
        .values_mut()
        .filter(|it| it.contact == other)
    {
        conversation.contact = base;
        moved.push(conversation.id);
    }
    if let Some(contact) = world.contacts.get_mut(&base) {
        contact.email = contact.email.take().or_else(|| gone.email.clone());
        contact.phone = contact.phone.take().or_else(|| gone.phone.clone());
        contact.identifier = contact
            .identifier
            .take()
            .or_else(|| gone.identifier.clone());
        for (key, value) in &gone.custom {
            contact.custom.entry(key.clone()).or_insert(value.clone());
        }
    }
    let shown = world.contact_event(&gone);
    world.publish(Audience::Account, "contact.deleted", shown);
    if let Some(contact) = world.contacts.get(&base) {
        let shown = world.contact_event(contact);
        world.publish(Audience::Account, "contact.merged", shown);
    }
    world.contact_updated(base, &[("updated_at", Value::Null, Value::Null)]);
    for conversation in moved {
        world.tell_conversation(conversation, "conversation.contact_changed");
    }
    Ok(())
}
