//! Saved filters, the account's webhooks, and search.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Routes;
use super::contacts::matching;
use super::lists::page_of;
use crate::chatwoot::call::{Call, Fields};
use crate::chatwoot::model::{Contact, Conversation, CustomFilter, Message, Webhook};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::webhooks::{DEFAULT_SUBSCRIPTIONS, SUBSCRIPTIONS};
use crate::chatwoot::wire::{iso, put_some};
use crate::chatwoot::world::{ACCOUNT, World};

const PAGE: usize = 15;
/// Messages older than this are not found.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24 * 91);

pub(crate) fn routes() -> Routes {
    Routes::of_account()
        .get("/custom_filters", |world, call| {
            let kind = call.params.fields().text("filter_type");
            let own = world.filters.values().filter(|it| {
                it.user == call.me() && kind.as_ref().is_none_or(|kind| *kind == it.filter_type)
            });
            Ok(Reply::Json(own.map(filter_json).collect::<Vec<_>>().into()))
        })
        .post("/custom_filters", create_filter)
        .get("/custom_filters/{id}", |world, call| {
            let id = own_filter(world, call)?;
            Ok(Reply::Json(filter_json(&world.filters[&id])))
        })
        .update("/custom_filters/{id}", update_filter)
        .delete("/custom_filters/{id}", |world, call| {
            let id = own_filter(world, call)?;
            world.filters.remove(&id);
            Ok(Reply::NoContent)
        })
        .get("/webhooks", |world, call| {
            world.require_administrator(call.me())?;
            let all = world.webhooks.values().map(|it| webhook_json(world, it));
            Ok(Reply::Json(
                json!({ "payload": { "webhooks": all.collect::<Vec<_>>() } }),
            ))
        })
        .post("/webhooks", create_webhook)
        .update("/webhooks/{id}", update_webhook)
        .delete("/webhooks/{id}", |world, call| {
            world.require_administrator(call.me())?;
            world
                .webhooks
                .remove(&call.id("id")?)
                .ok_or_else(Refusal::not_found)?;
            Ok(Reply::Done)
        })
        .get("/search", |world, call| search(world, call, &KINDS))
        .get("/search/conversations", |world, call| {
            search(world, call, &["conversations"])
        })
        .get("/search/messages", |world, call| {
            search(world, call, &["messages"])
        })
        .get("/search/contacts", |world, call| {
            search(world, call, &["contacts"])
        })
        .get("/search/articles", |world, call| {
            search(world, call, &["articles"])
        })
}

const KINDS: [&str; 4] = ["conversations", "messages", "contacts", "articles"];

fn own_filter(world: &World, call: &Call) -> Result<i64, Refusal> {
    let id = call.id("id")?;
    let own = world.filters.get(&id).filter(|it| it.user == call.me());
    own.map(|it| it.id).ok_or_else(Refusal::not_found)
}

fn filter_json(it: &CustomFilter) -> Value {
    json!({
        "id": it.id, "name": it.name, "filter_type": it.filter_type, "query": it.query,
        "created_at": iso(it.created), "updated_at": iso(it.updated),
    })
}

fn create_filter(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.nested("custom_filter")?;
    let (id, now) = (world.mint(), world.now());
    let it = CustomFilter {
        id,
        user: call.me(),
        name: fields.text("name").unwrap_or_default(),
        filter_type: fields
            .text("filter_type")
            .unwrap_or_else(|| "conversation".to_owned()),
        query: fields.get("query").cloned().unwrap_or_else(|| json!({})),
        created: now,
        updated: now,
    };
    let shown = filter_json(&it);
    world.filters.insert(id, it);
    Ok(Reply::Json(shown))
}

fn update_filter(world: &mut World, call: &Call) -> Answer {
    let id = own_filter(world, call)?;
    let fields = call.params.nested("custom_filter")?;
    let now = world.now();
    let it = world.filters.get_mut(&id).ok_or_else(Refusal::not_found)?;
    if let Some(name) = fields.text("name") {
        it.name = name;
    }
    if let Some(query) = fields.get("query") {
        it.query = query.clone();
    }
    it.updated = now;
    Ok(Reply::Json(filter_json(it)))
}

fn webhook_json(world: &World, it: &Webhook) -> Value {
    let mut shown = json!({
        "id": it.id, "name": it.name, "url": it.url, "account_id": ACCOUNT,
        "subscriptions": it.subscriptions, "secret": it.secret,
    });
    let inbox = it.inbox.and_then(|inbox| world.inboxes.get(&inbox));
    let inbox = inbox.map(|inbox| json!({ "id": inbox.id, "name": inbox.name }));
    put_some(&mut shown, "inbox", inbox);
    shown
}

fn subscriptions(fields: Fields<'_>) -> Result<Option<Vec<String>>, Refusal> {
    let wish = fields.texts("subscriptions");
    let sound = |all: &Vec<String>| {
        !all.is_empty() && all.iter().all(|it| SUBSCRIPTIONS.contains(&it.as_str()))
    };
    if wish.as_ref().is_some_and(|all| !sound(all)) {
        let message = "Subscriptions Invalid events";
        return Err(Refusal::invalid(message, "subscriptions"));
    }
    Ok(wish)
}

fn webhook_url(world: &World, fields: Fields<'_>, own: Option<i64>) -> Result<String, Refusal> {
    let url = fields.text("url").unwrap_or_default();
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(Refusal::invalid("Url is invalid", "url"));
    }
    if world
        .webhooks
        .values()
        .any(|it| it.url == url && Some(it.id) != own)
    {
        return Err(Refusal::invalid("Url has already been taken", "url"));
    }
    Ok(url)
}

fn create_webhook(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let fields = call.params.nested("webhook")?;
    let url = webhook_url(world, fields, None)?;
    let wish = subscriptions(fields)?;
    let it = Webhook {
        id: world.mint(),
        name: fields.text("name"),
        url,
        inbox: fields.number("inbox_id"),
        subscriptions: wish.unwrap_or_else(|| DEFAULT_SUBSCRIPTIONS.map(str::to_owned).into()),
        secret: world.token(),
    };
    let shown = webhook_json(world, &it);
    world.webhooks.insert(it.id, it);
    Ok(Reply::Json(json!({ "payload": { "webhook": shown } })))
}

fn update_webhook(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let id = call.id("id")?;
    let fields = call.params.nested("webhook")?;
    let url = fields
        .has("url")
        .then(|| webhook_url(world, fields, Some(id)));
    let (url, wish) = (url.transpose()?, subscriptions(fields)?);
    let it = world.webhooks.get_mut(&id).ok_or_else(Refusal::not_found)?;
    if let Some(url) = url {
        it.url = url;
    }
    if let Some(wish) = wish {
        it.subscriptions = wish;
    }
    if fields.has("name") {
        it.name = fields.text("name");
    }
    let shown = webhook_json(world, &world.webhooks[&id]);
    Ok(Reply::Json(json!({ "payload": { "webhook": shown } })))
}

fn contact_row(contact: &Contact) -> Value {
    json!({
        "email": contact.email, "id": contact.id, "name": contact.name,
        "phone_number": contact.phone, "identifier": contact.identifier,
        "additional_attributes": contact.additional,
        "last_activity_at": contact.last_activity.map(jiff::Timestamp::as_second),
    })
}

fn conversation_row(world: &World, it: &Conversation, alone: bool) -> Value {
    let first = world.thread(it).next();
    let contact = world.contacts.get(&it.contact);
    let inbox = world.inbox_of(it);
    let mut row = json!({
        "id": it.id, "account_id": ACCOUNT, "created_at": it.created.as_second(),
        "message": first.map(|message| world.message_json(message, None)),
        "contact": contact.map(contact_row),
        "inbox": inbox.map(|inbox| json!({
            "id": inbox.id, "channel_id": inbox.id + 100, "name": inbox.name,
            "channel_type": inbox.kind.word(),
        })),
    });
    let agent = it
        .assigned_user()
        .and_then(|user| world.users.get(&user))
        .map(|user| {
            json!({
                "id": user.id, "available_name": user.available_name(), "email": user.email,
                "name": user.name, "role": user.role.word(),
            })
        });
    put_some(&mut row, "agent", agent);
    let additional = alone.then(|| json!(it.additional));
    put_some(&mut row, "additional_attributes", additional);
    row
}

fn search(world: &mut World, call: &Call, kinds: &[&str]) -> Answer {
    let text = call.params.fields().text("q").unwrap_or_default();
    let (text, page) = (text.trim().to_owned(), call.params.page().0);
    let me = call.me();
    let hits: Vec<i64> = matching(world, &text).map(|it| it.id).collect();
    let mut payload = json!({});
    for kind in kinds {
        let rows: Vec<Value> = match *kind {
            "conversations" => {
                let mut found: Vec<&Conversation> = world
                    .listed(me)
                    .filter(|it| hits.contains(&it.contact) || it.id.to_string().contains(&text))
                    .collect();
                found.sort_by_key(|it| std::cmp::Reverse((it.created, it.id)));
                let alone = kinds.len() == 1;
                let found = page_of(found, page, PAGE).into_iter();
                found.map(|it| conversation_row(world, it, alone)).collect()
            }
            "messages" => {
                let lower = text.to_lowercase();
                let horizon = world.now() - LOOK_BACK;
                let holds = |it: &&Message| {
                    it.created > horizon
                        && world.conversations.contains_key(&it.conversation)
                        && world.has_inbox(me, it.inbox)
                        && it
                            .content
                            .as_ref()
                            .is_some_and(|it| it.to_lowercase().contains(&lower))
                };
                let found = world.messages.iter().rev().filter(holds).collect();
                let found = page_of(found, page, PAGE).into_iter();
                found.map(|it| world.message_json(it, None)).collect()
            }
            "contacts" => {
                let mut found: Vec<&Contact> = matching(world, &text)
                    .filter(|it| {
                        it.email.is_some() || it.phone.is_some() || it.identifier.is_some()
                    })
                    .collect();
                found.sort_by_key(|it| std::cmp::Reverse((it.last_activity, it.id)));
                page_of(found, page, PAGE)
                    .into_iter()
                    .map(contact_row)
                    .collect()
            }
            // The account has no help centre.
            _ => Vec::new(),
        };
        put_some(&mut payload, kind, Some(rows.into()));
    }
    Ok(Reply::Json(json!({ "payload": payload })))
}
