//! What colleagues are told, and how they deal with it.

use serde_json::{Value, json};

use super::Routes;
use super::lists::page_of;
use super::session::time;
use crate::chatwoot::call::Call;
use crate::chatwoot::model::{Notification, Secondary};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::wire::iso;
use crate::chatwoot::world::{ACCOUNT, World};

const PAGE: usize = 15;
const KINDS: [&str; 8] = [
    "conversation_creation",
    "conversation_assignment",
    "assigned_conversation_new_message",
    "conversation_mention",
    "participating_conversation_new_message",
    "sla_missed_first_response",
    "sla_missed_next_response",
    "sla_missed_resolution",
];

pub(crate) fn routes() -> Routes {
    Routes::of_account()
        .get("/notifications", list)
        .get("/notifications/unread_count", |world, call| {
            let unread = own(world, call)
                .into_iter()
                .filter(|it| it.read_at.is_none());
            Ok(Reply::Json(unread.count().into()))
        })
        .post("/notifications/read_all", read_all)
        .post("/notifications/destroy_all", destroy_all)
        .update("/notifications/{id}", |world, call| {
            let now = world.now();
            change(world, call, |it| it.read_at = Some(now))
        })
        .post("/notifications/{id}/unread", |world, call| {
            change(world, call, |it| it.read_at = None)
        })
        .post("/notifications/{id}/snooze", |world, call| {
            let until = time(call.params.fields(), "snoozed_until")?;
            change(world, call, |it| it.snoozed_until = until)
        })
        .delete("/notifications/{id}", |world, call| {
            let id = named(world, call)?;
            world.delete_notification(id);
            Ok(Reply::Done)
        })
        .get("/notification_settings", settings)
        .update("/notification_settings", change_settings)
}

/// The caller's, without those read and put off unless they are asked for.
fn own<'a>(world: &'a World, call: &Call) -> Vec<&'a Notification> {
    let includes = call.params.fields().texts("includes").unwrap_or_default();
    let includes = |word: &str| includes.iter().any(|it| it == word);
    world
        .notifications
        .values()
        .filter(|it| it.user == call.me() && world.conversations.contains_key(&it.conversation))
        .filter(|it| includes("read") || it.read_at.is_none())
        .filter(|it| includes("snoozed") || it.snoozed_until.is_none())
        .collect()
}

fn list(world: &mut World, call: &Call) -> Answer {
    let mut found = own(world, call);
    let count = found.len();
    let unread = found.iter().filter(|it| it.read_at.is_none()).count();
    found.sort_by_key(|it| (it.updated, it.id));
    if call.params.fields().text("sort_order").as_deref() != Some("asc") {
        found.reverse();
    }
    let (page, told) = call.params.page();
    let payload: Vec<Value> = page_of(found, page, PAGE)
        .into_iter()
        .map(|it| world.notification_json(it, false))
        .collect();
    let meta = json!({ "unread_count": unread, "count": count, "current_page": told });
    Ok(Reply::Json(
        json!({ "data": { "meta": meta, "payload": payload } }),
    ))
}

fn named(world: &World, call: &Call) -> Result<i64, Refusal> {
    let id = call.id("id")?;
    let own = world
        .notifications
        .get(&id)
        .filter(|it| it.user == call.me());
    own.map(|it| it.id).ok_or_else(Refusal::not_found)
}

fn change(world: &mut World, call: &Call, how: impl FnOnce(&mut Notification)) -> Answer {
    let id = named(world, call)?;
    world.change_notification(id, how);
    let it = world
        .notifications
        .get(&id)
        .ok_or_else(Refusal::not_found)?;
    let conversation = world.conversations.get(&it.conversation);
    let (kind, secondary) = match it.secondary {
        Some(Secondary::Message(id)) => (Some("Message"), Some(id)),
        Some(Secondary::User(id)) => (Some("User"), Some(id)),
        None => (None, None),
    };
    Ok(Reply::Json(json!({
        "id": it.id, "account_id": ACCOUNT, "user_id": it.user, "notification_type": it.kind,
        "primary_actor_type": "Conversation",
        "primary_actor_id": conversation.map(|it| it.database_id),
        "secondary_actor_type": kind, "secondary_actor_id": secondary,
        "read_at": it.read_at.map(iso), "created_at": iso(it.created),
        "updated_at": iso(it.updated), "snoozed_until": it.snoozed_until.map(iso),
        "last_activity_at": iso(it.updated), "meta": {},
    })))
}

/// All, or those of one conversation by its database id. No event tells of it.
fn read_all(world: &mut World, call: &Call) -> Answer {
    let now = world.now();
    let wanted = call.params.fields().number("primary_actor_id");
    let conversation = wanted.map(|id| {
        let mut all = world.conversations.values();
        all.find(|it| it.database_id == id).map(|it| it.id)
    });
    for it in world.notifications.values_mut() {
        let meant = conversation.is_none_or(|id| id == Some(it.conversation));
        if it.user == call.me() && meant {
            it.read_at = it.read_at.or(Some(now));
        }
    }
    Ok(Reply::Done)
}

fn destroy_all(world: &mut World, call: &Call) -> Answer {
    let only_read = call.params.fields().text("type").as_deref() == Some("read");
    let ids: Vec<i64> = world
        .notifications
        .values()
        .filter(|it| it.user == call.me() && (!only_read || it.read_at.is_some()))
        .map(|it| it.id)
        .collect();
    for id in ids {
        world.delete_notification(id);
    }
    Ok(Reply::Done)
}

fn settings(world: &mut World, call: &Call) -> Answer {
    let user = world.users.get(&call.me()).ok_or_else(Refusal::not_found)?;
    let all = |prefix: &str| KINDS.map(|kind| format!("{prefix}_{kind}"));
    Ok(Reply::Json(json!({
        "id": user.id, "user_id": user.id, "account_id": ACCOUNT,
        "all_email_flags": all("email"), "selected_email_flags": user.email_flags,
        "all_push_flags": all("push"), "selected_push_flags": user.push_flags,
    })))
}

fn change_settings(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.nested("notification_settings")?;
    let user = world
        .users
        .get_mut(&call.me())
        .ok_or_else(Refusal::not_found)?;
    if let Some(flags) = fields.texts("selected_email_flags") {
        user.email_flags = flags;
    }
    if let Some(flags) = fields.texts("selected_push_flags") {
        user.push_flags = flags;
    }
    settings(world, call)
}
