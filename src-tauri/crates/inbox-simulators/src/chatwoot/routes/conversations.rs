//! Conversations: lists, one, and everything that is done to one except writing.

use serde_json::{Value, json};

use super::lists::has_bot;
use super::messages::{Draft, send};
use super::session::time;
use super::{Routes, filters, lists};
use crate::chatwoot::call::{Call, Fields};
use crate::chatwoot::deeds::Actor;
use crate::chatwoot::model::{Assignee, PRIORITIES, Status};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::wire::iso;
use crate::chatwoot::world::{ACCOUNT, World};

pub(crate) fn routes() -> Routes {
    Routes::of_account()
        .get("/conversations", lists::list)
        .post("/conversations", create)
        .get("/conversations/meta", lists::meta)
        .get("/conversations/search", lists::search)
        .get("/conversations/unread_counts", lists::unread_counts)
        .post("/conversations/filter", filters::conversations)
        .get("/conversations/{id}", |world, call| {
            shown(world, call, call.id("id")?)
        })
        .update("/conversations/{id}", update)
        .delete("/conversations/{id}", delete)
        .post("/conversations/{id}/toggle_status", toggle_status)
        .post("/conversations/{id}/toggle_priority", toggle_priority)
        .post("/conversations/{id}/toggle_typing_status", toggle_typing)
        .post("/conversations/{id}/assignments", assign)
        .get("/conversations/{id}/labels", |world, call| {
            let conversation = world.opened(call.me(), call.id("id")?)?;
            Ok(Reply::Json(json!({ "payload": conversation.labels })))
        })
        .post("/conversations/{id}/labels", set_labels)
        .post("/conversations/{id}/custom_attributes", set_custom)
        .post("/conversations/{id}/update_last_seen", |world, call| {
            let id = world.opened(call.me(), call.id("id")?)?.id;
            world.see(id, call.me());
            shown(world, call, id)
        })
        .post("/conversations/{id}/unread", |world, call| {
            let id = world.opened(call.me(), call.id("id")?)?.id;
            world.unsee(id);
            shown(world, call, id)
        })
        .post("/conversations/{id}/mute", |world, call| {
            mute(world, call, true)
        })
        .post("/conversations/{id}/unmute", |world, call| {
            mute(world, call, false)
        })
        .post("/conversations/{id}/transcript", |world, call| {
            world.opened(call.me(), call.id("id")?)?;
            match call.params.fields().text("email") {
                Some(_) => Ok(Reply::Done),
                None => Err(Refusal::unprocessable("email param missing")),
            }
        })
        .get("/conversations/{id}/participants", participants)
        .post("/conversations/{id}/participants", add_participants)
        .update("/conversations/{id}/participants", set_participants)
        .delete("/conversations/{id}/participants", |world, call| {
            let id = world.opened(call.me(), call.id("id")?)?.id;
            let users = call.params.fields().numbers("user_ids");
            if let Some(conversation) = world.conversations.get_mut(&id) {
                conversation
                    .participants
                    .retain(|user| !users.contains(user));
            }
            Ok(Reply::Done)
        })
        .get("/conversations/{id}/draft_messages", |world, call| {
            let conversation = world.opened(call.me(), call.id("id")?)?;
            Ok(Reply::Json(match &conversation.draft {
                Some(text) => json!({ "has_draft": true, "message": text }),
                None => json!({ "has_draft": false }),
            }))
        })
        .update("/conversations/{id}/draft_messages", |world, call| {
            let fields = call.params.nested("draft_message")?;
            keep_draft(world, call, fields.text("message"))
        })
        .delete("/conversations/{id}/draft_messages", |world, call| {
            keep_draft(world, call, None)
        })
        .post("/bulk_actions", bulk)
}

fn shown(world: &World, call: &Call, id: i64) -> Answer {
    let conversation = world.opened(call.me(), id)?;
    Ok(Reply::Json(
        world.conversation_json(conversation, call.me()),
    ))
}

fn opened(world: &World, call: &Call) -> Result<i64, Refusal> {
    Ok(world.opened(call.me(), call.id("id")?)?.id)
}

/// A status of the request. Unknown ones are an error nobody handles.
fn status(fields: Fields<'_>) -> Result<Option<Status>, Refusal> {
    match fields.text("status") {
        None => Ok(None),
        Some(word) => Status::parse(&word).map(Some).ok_or_else(Refusal::internal),
    }
}

fn priority(fields: Fields<'_>) -> Result<Option<&'static str>, Refusal> {
    match fields.text("priority") {
        None => Ok(None),
        Some(word) => PRIORITIES
            .into_iter()
            .find(|known| *known == word)
            .map(Some)
            .ok_or_else(Refusal::internal),
    }
}

fn create(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.fields();
    let me = call.me();
    let source = fields.text("source_id");
    let entry = if let (Some(inbox), Some(contact)) =
        (fields.number("inbox_id"), fields.number("contact_id"))
    {
        if !world.contacts.contains_key(&contact) || !world.inboxes.contains_key(&inbox) {
            return Err(Refusal::not_found());
        }
        if !world.has_inbox(me, inbox) {
            return Err(Refusal::not_allowed());
        }
        let taken = world.contact_inboxes.values().any(|entry| {
            Some(&entry.source_id) == source.as_ref()
                && entry.inbox == inbox
                && entry.contact != contact
        });
        if taken {
            return Err(Refusal::unprocessable("source_id should be unique"));
        }
        world.contact_inbox(contact, inbox, source)
    } else {
        let mut entries = world.contact_inboxes.values();
        let entry = entries.find(|entry| Some(&entry.source_id) == source.as_ref());
        entry.ok_or_else(Refusal::not_found)?.id
    };
    let locked = world
        .contact_inboxes
        .get(&entry)
        .and_then(|entry| world.inboxes.get(&entry.inbox))
        .is_some_and(|inbox| inbox.lock_to_single_conversation);
    let last = world.conversations.values().rev();
    let last = last.filter(|it| it.contact_inbox == entry).map(|it| it.id);
    if let Some(id) = last.take(1).find(|_| locked) {
        // Its last one goes on: the words are said there.
        say_first(world, fields, id, me)?;
        return shown(world, call, id);
    }
    let wish = status(fields)?;
    let id = world.new_conversation(entry, world.now());
    if let Some(conversation) = world.conversations.get_mut(&id) {
        conversation.additional = fields.object("additional_attributes").unwrap_or_default();
        conversation.custom = fields.object("custom_attributes").unwrap_or_default();
        if let Some(status) = wish {
            conversation.status = status;
        }
        let until = fields.text("snoozed_until");
        conversation.snoozed_until = until.and_then(|until| until.parse().ok());
    }
    world.announce_conversation(id, Some(me));
    if let Some(user) = fields
        .number("assignee_id")
        .filter(|it| world.users.contains_key(it))
    {
        world.assign(id, Some(Assignee::User(user)), Actor::User(me));
    }
    if let Some(team) = fields
        .number("team_id")
        .filter(|it| world.teams.contains_key(it))
    {
        world.assign_team(id, Some(team), Actor::User(me));
    }
    say_first(world, fields, id, me)?;
    shown(world, call, id)
}

/// Says the first message of a conversation that is being begun, when one came along.
fn say_first(world: &mut World, fields: Fields<'_>, id: i64, me: i64) -> Result<(), Refusal> {
    if let Some(Value::Object(members)) = fields.get("message") {
        let draft = Draft::read(world, Fields(members), &[], me)?;
        send(world, id, draft)?;
    }
    Ok(())
}

fn update(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    let fields = call.params.fields();
    if fields.has("priority") {
        let wish = priority(fields)?;
        world.set_priority(id, wish, Actor::User(call.me()));
    }
    if fields.has("sla_policy_id")
        && let Some(conversation) = world.conversations.get_mut(&id)
    {
        conversation.sla_policy = fields.number("sla_policy_id");
    }
    shown(world, call, id)
}

fn delete(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    world.require_administrator(call.me())?;
    world.conversations.remove(&id);
    Ok(Reply::Done)
}

fn toggle_status(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    let fields = call.params.fields();
    let current = world.conversations.get(&id).map(|it| it.status);
    let wish = match status(fields)? {
        Some(status) => status,
        None if current == Some(Status::Open) => Status::Resolved,
        None => Status::Open,
    };
    let until = time(fields, "snoozed_until")?;
    world.set_status(id, wish, until, Actor::User(call.me()));
    let conversation = world
        .conversations
        .get(&id)
        .ok_or_else(Refusal::not_found)?;
    Ok(Reply::Json(json!({ "payload": {
        "success": true, "conversation_id": id, "current_status": conversation.status.word(),
        "snoozed_until": conversation.snoozed_until.map(iso),
    } })))
}

fn toggle_priority(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    let wish = priority(call.params.fields())?;
    world.set_priority(id, wish, Actor::User(call.me()));
    Ok(Reply::Done)
}

fn toggle_typing(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    let fields = call.params.fields();
    let private = fields.flag("is_private").unwrap_or_default();
    let by = Actor::User(call.me());
    match fields.text("typing_status").as_deref() {
        Some("on") => world.typing(id, by, true, private),
        Some("off") => world.typing(id, by, false, private),
        _ => {}
    }
    Ok(Reply::Done)
}

fn assign(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    let fields = call.params.fields();
    let by = Actor::User(call.me());
    if fields.has("assignee_id") || fields.has("assignee_type") {
        let number = fields.number("assignee_id").unwrap_or_default();
        let bots = world.options.quirks.since("4.8.0");
        if bots && fields.text("assignee_type").as_deref() == Some("AgentBot") {
            let Some(bot) = world.bot_json(number) else {
                return Ok(Reply::Json(Value::Null));
            };
            world.assign(id, Some(Assignee::Bot(number)), by);
            return Ok(Reply::Json(bot));
        }
        let user = world.users.contains_key(&number).then_some(number);
        world.assign(id, user.map(Assignee::User), by);
        return Ok(Reply::Json(
            user.and_then(|user| world.agent_of(user)).into(),
        ));
    }
    if fields.has("team_id") {
        let wish = fields.number("team_id").filter(|team| *team != 0);
        let team = wish.filter(|team| world.teams.contains_key(team));
        world.assign_team(id, team, by);
        let shown = team.and_then(|team| world.teams.get(&team)).map(|team| {
            json!({
                "id": team.id, "name": team.name, "description": team.description,
                "allow_auto_assign": team.allow_auto_assign, "account_id": ACCOUNT,
                "created_at": iso(team.created), "updated_at": iso(team.created),
                "icon": team.icon, "icon_color": team.icon_color,
            })
        });
        return Ok(Reply::Json(shown.into()));
    }
    Ok(Reply::Json(Value::Null))
}

fn set_labels(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    let labels = call.params.fields().texts("labels").unwrap_or_default();
    world.set_labels(id, labels, Actor::User(call.me()));
    let conversation = world
        .conversations
        .get(&id)
        .ok_or_else(Refusal::not_found)?;
    Ok(Reply::Json(json!({ "payload": conversation.labels })))
}

fn set_custom(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    let custom = call
        .params
        .fields()
        .object("custom_attributes")
        .unwrap_or_default();
    world.set_custom(id, &custom);
    Ok(Reply::Json(json!({ "custom_attributes": custom })))
}

fn mute(world: &mut World, call: &Call, muted: bool) -> Answer {
    let id = opened(world, call)?;
    world.mute(id, muted, Actor::User(call.me()));
    Ok(Reply::Done)
}

fn keep_draft(world: &mut World, call: &Call, text: Option<String>) -> Answer {
    let id = opened(world, call)?;
    if let Some(conversation) = world.conversations.get_mut(&id) {
        conversation.draft = text;
    }
    Ok(Reply::Done)
}

fn agents(world: &World, users: impl IntoIterator<Item = i64>) -> Reply {
    let agents = users.into_iter().filter_map(|user| world.agent_of(user));
    Reply::Json(agents.collect::<Vec<_>>().into())
}

fn participants(world: &mut World, call: &Call) -> Answer {
    let conversation = world.opened(call.me(), call.id("id")?)?;
    Ok(agents(world, conversation.participants.iter().copied()))
}

/// The users of the request, who must all hear of the inbox.
fn watchers(world: &World, call: &Call, id: i64) -> Result<Vec<i64>, Refusal> {
    let users = call.params.fields().numbers("user_ids");
    let inbox = world.conversations.get(&id).map_or(0, |it| it.inbox);
    if users.iter().all(|user| world.has_inbox(*user, inbox)) {
        Ok(users)
    } else {
        Err(Refusal::unprocessable("Invalid participant IDs"))
    }
}

fn add_participants(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    let users = watchers(world, call, id)?;
    if let Some(conversation) = world.conversations.get_mut(&id) {
        conversation.participants.extend(&users);
    }
    Ok(agents(world, users))
}

fn set_participants(world: &mut World, call: &Call) -> Answer {
    let id = opened(world, call)?;
    let users = watchers(world, call, id)?;
    if let Some(conversation) = world.conversations.get_mut(&id) {
        conversation.participants = users.iter().copied().collect();
    }
    Ok(agents(world, users))
}

fn bulk(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.fields();
    let ids = fields.numbers("ids");
    let list = |name: &str, key: &str| {
        let object = fields.object(name).unwrap_or_default();
        Fields(&object).texts(key).unwrap_or_default()
    };
    let (add, remove) = (list("labels", "add"), list("labels", "remove"));
    match fields.text("type").as_deref() {
        Some("Conversation") => {
            let changes = fields.object("fields").unwrap_or_default();
            let until = time(fields, "snoozed_until")?;
            for id in ids {
                if world.opened(call.me(), id).is_ok() {
                    change_one(world, call, id, Fields(&changes), until);
                    change_labels(world, call, id, &add, &remove);
                }
            }
            Ok(Reply::Done)
        }
        Some("Contact") => {
            let deletes = fields.text("action_name").as_deref() == Some("delete");
            if deletes {
                world.require_administrator(call.me())?;
            }
            for id in ids {
                if deletes {
                    super::contacts::remove(world, id);
                } else if let Some(contact) = world.contacts.get_mut(&id) {
                    contact.labels.retain(|label| !remove.contains(label));
                    contact.labels.extend(add.iter().cloned());
                    contact.labels.sort();
                    contact.labels.dedup();
                }
            }
            Ok(Reply::Done)
        }
        _ => Err(Refusal::new(422, json!({ "success": false }))),
    }
}

fn change_one(
    world: &mut World,
    call: &Call,
    id: i64,
    changes: Fields<'_>,
    until: Option<jiff::Timestamp>,
) {
    let by = Actor::User(call.me());
    if let Some(status) = changes.text("status").and_then(|word| Status::parse(&word)) {
        world.set_status(id, status, until, by);
    }
    if changes.has("assignee_id") {
        let user = changes.number("assignee_id");
        let user = user.filter(|user| world.users.contains_key(user));
        if user.is_some() || !world.conversations.get(&id).is_some_and(has_bot) {
            world.assign(id, user.map(Assignee::User), by);
        }
    }
    if changes.has("team_id") {
        let team = changes.number("team_id");
        let team = team.filter(|team| world.teams.contains_key(team));
        world.assign_team(id, team, by);
    }
}

fn change_labels(world: &mut World, call: &Call, id: i64, add: &[String], remove: &[String]) {
    let Some(conversation) = world.conversations.get(&id) else {
        return;
    };
    let mut labels = conversation.labels.clone();
    labels.retain(|label| !remove.contains(label));
    labels.extend(add.iter().cloned());
    world.set_labels(id, labels, Actor::User(call.me()));
}
