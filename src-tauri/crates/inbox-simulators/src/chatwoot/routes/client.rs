//! The customer's side: the client API of API inboxes, whose secrets are parts of the path.

use serde_json::{Value, json};

use super::Routes;
use super::contacts::{apply, check};
use super::lists::page_of;
use super::messages::{attached, require_room};
use crate::chatwoot::call::{Call, Fields};
use crate::chatwoot::deeds::Actor;
use crate::chatwoot::model::{
    ChannelKind, Contact, ContactInbox, Conversation, Inbox, Message, MessageKind, Sender, Status,
};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Access, Answer, Reply};
use crate::chatwoot::talk::NewMessage;
use crate::chatwoot::webhooks::hex_hmac;
use crate::chatwoot::wire::{epoch, iso, put_some, working_hours};
use crate::chatwoot::world::{ACCOUNT, World};
use crate::shared::phrases::Language;

const LONGEST: usize = 150_000;

pub(crate) fn routes() -> Routes {
    let conversation = "/{inbox}/contacts/{contact}/conversations/{id}";
    let one = |rest: &str| format!("{conversation}{rest}");
    Routes::below("/public/api/v1/inboxes", Access::Anybody)
        .get("/{inbox}", show_inbox)
        .post("/{inbox}/contacts", create_contact)
        .get("/{inbox}/contacts/{contact}", |world, call| {
            let entry = identified(world, call)?;
            contact_shown(world, entry)
        })
        .update("/{inbox}/contacts/{contact}", update_contact)
        .get(
            "/{inbox}/contacts/{contact}/conversations",
            |world, call| {
                let entry = entry_of(world, call)?;
                let all = own(world, entry).map(|it| conversation_json(world, it));
                Ok(Reply::Json(all.collect::<Vec<_>>().into()))
            },
        )
        .post(
            "/{inbox}/contacts/{contact}/conversations",
            create_conversation,
        )
        .get(&one(""), |world, call| shown(world, found(world, call)?))
        .post(&one("/toggle_status"), |world, call| {
            let id = found(world, call)?;
            let contact = world.conversations.get(&id).map_or(0, |it| it.contact);
            world.set_status(id, Status::Resolved, None, Actor::Contact(contact));
            shown(world, id)
        })
        .post(&one("/toggle_typing"), |world, call| {
            let id = found(world, call)?;
            let contact = world.conversations.get(&id).map_or(0, |it| it.contact);
            match call.params.fields().text("typing_status").as_deref() {
                Some("on") => world.typing(id, Actor::Contact(contact), true, false),
                Some("off") => world.typing(id, Actor::Contact(contact), false, false),
                _ => {}
            }
            Ok(Reply::Done)
        })
        .post(&one("/update_last_seen"), |world, call| {
            let id = found(world, call)?;
            world.customer_reads(id);
            Ok(Reply::Done)
        })
        .get(&one("/messages"), messages)
        .post(&one("/messages"), create_message)
        .update(&one("/messages/{message_id}"), submit)
}

fn inbox_of<'a>(world: &'a World, call: &Call) -> Result<&'a Inbox, Refusal> {
    let identifier = call.segment("inbox");
    let mut all = world.inboxes.values();
    all.find(|it| it.kind == ChannelKind::Api && it.identifier == identifier)
        .ok_or_else(Refusal::not_found_at_all)
}

fn entry_of(world: &World, call: &Call) -> Result<i64, Refusal> {
    let inbox = inbox_of(world, call)?.id;
    let source = call.segment("contact");
    let mut all = world.contact_inboxes.values();
    all.find(|it| it.inbox == inbox && it.source_id == source)
        .map(|it| it.id)
        .ok_or_else(Refusal::not_found_at_all)
}

/// Whether the identity is proven; a wrong or a missing but needed proof is an error nobody
/// handles.
fn proven(world: &World, call: &Call) -> Result<bool, Refusal> {
    let inbox = inbox_of(world, call)?;
    let fields = call.params.fields();
    let proof = fields.text("identifier_hash");
    if proof.is_none() && !inbox.hmac_mandatory {
        return Ok(false);
    }
    let identifier = fields.text("identifier").unwrap_or_default();
    if proof == Some(hex_hmac(&inbox.hmac_token, &identifier)) {
        Ok(true)
    } else {
        Err(Refusal::internal())
    }
}

/// The contact's entry, marked as verified when the request proves it.
fn identified(world: &mut World, call: &Call) -> Result<i64, Refusal> {
    let proven = proven(world, call)?;
    let id = entry_of(world, call)?;
    if let Some(entry) = world.contact_inboxes.get_mut(&id) {
        entry.hmac_verified |= proven;
    }
    Ok(id)
}

fn show_inbox(world: &mut World, call: &Call) -> Answer {
    let inbox = inbox_of(world, call)?;
    Ok(Reply::Json(json!({
        "identifier": inbox.identifier, "identity_validation_enabled": inbox.hmac_mandatory,
        "name": inbox.name, "timezone": "UTC", "working_hours": working_hours(),
        "working_hours_enabled": false, "csat_survey_enabled": inbox.csat,
        "greeting_enabled": inbox.greeting.is_some(),
    })))
}

fn contact_shown(world: &World, entry: i64) -> Answer {
    let entry = world
        .contact_inboxes
        .get(&entry)
        .ok_or_else(Refusal::not_found_at_all)?;
    let contact = world
        .contacts
        .get(&entry.contact)
        .ok_or_else(Refusal::not_found_at_all)?;
    Ok(Reply::Json(json!({
        "source_id": entry.source_id, "pubsub_token": entry.pubsub_token, "id": contact.id,
        "name": contact.name, "email": contact.email, "phone_number": contact.phone,
    })))
}

/// Makes a contact, or finds the one with that source id, identifier, address or number.
fn create_contact(world: &mut World, call: &Call) -> Answer {
    proven(world, call)?;
    let inbox = inbox_of(world, call)?.id;
    let fields = call.params.fields();
    let source = fields.text("source_id");
    let known = world
        .contact_inboxes
        .values()
        .find(|it| it.inbox == inbox && Some(&it.source_id) == source.as_ref());
    if let Some(entry) = known.map(|it| it.id) {
        return contact_shown(world, entry);
    }
    let same = |mine: fn(&Contact) -> Option<&String>, key: &str| {
        let wish = fields.text(key)?;
        let mut all = world.contacts.values();
        all.find(|it| mine(it) == Some(&wish)).map(|it| it.id)
    };
    let contact = same(|it| it.identifier.as_ref(), "identifier")
        .or_else(|| same(|it| it.email.as_ref(), "email"))
        .or_else(|| same(|it| it.phone.as_ref(), "phone_number"));
    let contact = if let Some(contact) = contact {
        contact
    } else {
        check(world, fields, None)?;
        // Who gives no name gets one that can be told apart.
        let name = Language::English.book().person(&mut world.dice);
        let mut contact = world.contact_named(&name, Language::English);
        apply(&mut contact, fields);
        world.add_contact(contact)
    };
    let source = source.unwrap_or_else(|| world.uuid());
    let entry = world.contact_inbox(contact, inbox, Some(source));
    contact_shown(world, entry)
}

fn update_contact(world: &mut World, call: &Call) -> Answer {
    let entry = identified(world, call)?;
    let contact = world.contact_inboxes.get(&entry).map_or(0, |it| it.contact);
    let mut members = call.params.members.clone();
    // The identifier proves who asks; it is not changed by asking.
    members.remove("identifier");
    let fields = Fields(&members);
    check(world, fields, Some(contact))?;
    let changes = world.contacts.get_mut(&contact).map(|it| apply(it, fields));
    if let Some(changes) = changes.filter(|changes| !changes.is_empty()) {
        world.contact_updated(contact, &changes);
    }
    contact_shown(world, entry)
}

/// Conversations of this entry; of a proven one all those of the contact.
fn own(world: &World, entry: i64) -> impl Iterator<Item = &Conversation> {
    let entry: Option<&ContactInbox> = world.contact_inboxes.get(&entry);
    world.conversations.values().filter(move |it| {
        entry.is_some_and(|entry| {
            it.contact_inbox == entry.id || entry.hmac_verified && it.contact == entry.contact
        })
    })
}

fn found(world: &World, call: &Call) -> Result<i64, Refusal> {
    let entry = entry_of(world, call)?;
    let id = call.id("id").map_err(|_| Refusal::not_found_at_all())?;
    own(world, entry)
        .find(|it| it.id == id)
        .map(|it| it.id)
        .ok_or_else(Refusal::not_found_at_all)
}

fn shown(world: &World, id: i64) -> Answer {
    let it = world
        .conversations
        .get(&id)
        .ok_or_else(Refusal::not_found_at_all)?;
    Ok(Reply::Json(conversation_json(world, it)))
}

fn conversation_json(world: &World, it: &Conversation) -> Value {
    let public = world.thread(it).filter(|message| message.is_public());
    let messages: Vec<Value> = public.map(|message| message_json(world, message)).collect();
    let contact = world.contacts.get(&it.contact).map(|contact| {
        json!({
            "id": contact.id, "name": contact.name, "email": contact.email,
            "phone_number": contact.phone, "account_id": ACCOUNT,
            "identifier": contact.identifier, "blocked": contact.blocked,
            "additional_attributes": contact.additional, "custom_attributes": contact.custom,
            "contact_type": "lead", "country_code": null,
            "last_activity_at": contact.last_activity.map(iso),
            "created_at": iso(contact.created), "updated_at": iso(contact.updated),
            "last_name": "", "middle_name": "", "location": null, "company_id": null,
            "label_list": contact.labels,
        })
    });
    json!({
        "id": it.id, "uuid": it.uuid, "inbox_id": it.inbox,
        "contact_last_seen_at": epoch(it.contact_seen), "status": it.status.word(),
        "agent_last_seen_at": epoch(it.agent_seen), "messages": messages, "contact": contact,
    })
}

fn message_json(world: &World, message: &Message) -> Value {
    let mut shown = json!({
        "id": message.id, "content": message.content, "message_type": message.kind as u8,
        "content_type": message.content_type, "content_attributes": message.attributes,
        "created_at": message.created.as_second(), "conversation_id": message.conversation,
    });
    put_some(&mut shown, "attachments", world.attachments_json(message));
    put_some(&mut shown, "sender", world.sender_event(message.sender));
    shown
}

fn create_conversation(world: &mut World, call: &Call) -> Answer {
    let entry = entry_of(world, call)?;
    let locked = inbox_of(world, call)?.lock_to_single_conversation;
    let last = own(world, entry).last().map(|it| it.id);
    if let Some(id) = last.filter(|_| locked) {
        return shown(world, id);
    }
    let id = world.new_conversation(entry, world.now());
    if let Some(conversation) = world.conversations.get_mut(&id) {
        let custom = call.params.fields().object("custom_attributes");
        conversation.custom = custom.unwrap_or_default();
    }
    world.announce_conversation(id, None);
    shown(world, id)
}

fn messages(world: &mut World, call: &Call) -> Answer {
    let id = found(world, call)?;
    let before = call.params.fields().number("before");
    let it = world
        .conversations
        .get(&id)
        .ok_or_else(Refusal::not_found_at_all)?;
    let newest = world
        .thread(it)
        .rev()
        .filter(|message| message.is_public() && before.is_none_or(|before| message.id < before));
    let mut page = page_of(newest.collect(), 1, 20);
    page.reverse();
    let page = page.into_iter().map(|message| message_json(world, message));
    Ok(Reply::Json(page.collect::<Vec<_>>().into()))
}

fn create_message(world: &mut World, call: &Call) -> Answer {
    let id = found(world, call)?;
    let fields = call.params.fields();
    let content = fields.text("content");
    if content
        .as_ref()
        .is_some_and(|it| it.chars().count() > LONGEST)
    {
        let message = "Content is too long (maximum is 150000 characters)";
        return Err(Refusal::invalid(message, "content"));
    }
    require_room(world, id)?;
    let contact = world
        .conversations
        .get(&id)
        .map(|it| Sender::Contact(it.contact));
    let new = NewMessage {
        content,
        attachments: attached(world, fields, &call.params.files)?,
        echo: fields.text("echo_id"),
        ..NewMessage::text(MessageKind::Incoming, contact, "")
    };
    let message = world.add_message(id, new);
    let message = world
        .message(message)
        .ok_or_else(Refusal::not_found_at_all)?;
    Ok(Reply::Json(message_json(world, message)))
}

/// The customer's answer to a form or a question of ours.
fn submit(world: &mut World, call: &Call) -> Answer {
    let conversation = found(world, call)?;
    let id = call
        .id("message_id")
        .map_err(|_| Refusal::not_found_at_all())?;
    let message = world
        .message(id)
        .filter(|it| it.conversation == conversation);
    let message = message.ok_or_else(Refusal::not_found_at_all)?;
    if world.is_closed_survey(message) {
        let text = "You cannot update the CSAT survey after 14 days";
        return Err(Refusal::unprocessable(text));
    }
    let values = call.params.members.get("submitted_values").cloned();
    world.submit_values(id, values.unwrap_or_default());
    let message = world.message(id).ok_or_else(Refusal::not_found_at_all)?;
    Ok(Reply::Json(message_json(world, message)))
}
