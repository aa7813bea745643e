//! The account and what hangs in it: inboxes, agents, teams, labels, prepared answers,
//! attributes.

use serde_json::{Value, json};

use super::Routes;
use crate::chatwoot::call::Call;
use crate::chatwoot::model::{AttributeDefinition, CannedResponse, Label, Team};
use crate::chatwoot::promises;
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::wire::{inbox_slim, iso, merge};
use crate::chatwoot::world::{ACCOUNT, ACCOUNT_NAME, Cached, World};

pub(crate) fn routes() -> Routes {
    Routes::of_account()
        .get("", account)
        .get("/cache_keys", |world, _| {
            Ok(Reply::Json(
                json!({ "cache_keys": world.cache_keys_json() }),
            ))
        })
        .post("/update_active_at", |_, _| Ok(Reply::Done))
        .get("/inboxes", inboxes)
        .get("/inboxes/{id}", inbox)
        .get("/inboxes/{id}/agent_bot", inbox_bot)
        .get("/inboxes/{id}/assignable_agents", |world, call| {
            assignable(world, &[call.id("id")?], false)
        })
        .get("/inbox_members/{id}", members)
        .add(axum::http::Method::PATCH, "/inbox_members", set_members)
        .get("/agents", |world, _| {
            let agents = world.users.values().map(|user| world.agent_json(user));
            Ok(Reply::Json(agents.collect::<Vec<_>>().into()))
        })
        .get("/assignable_agents", |world, call| {
            let bots = call.params.fields().flag("include_agent_bots");
            let inboxes = call.params.fields().numbers("inbox_ids");
            for inbox in &inboxes {
                visible_inbox(world, call.me(), *inbox)?;
            }
            assignable(world, &inboxes, bots.unwrap_or_default())
        })
        .get("/agent_bots", bots)
        .get("/teams", |world, call| {
            let teams = world.teams.values();
            let teams = teams.map(|team| World::team_json(team, call.me()));
            Ok(Reply::Json(teams.collect::<Vec<_>>().into()))
        })
        .post("/teams", create_team)
        .get("/teams/{id}", |world, call| {
            let team = world
                .teams
                .get(&call.id("id")?)
                .ok_or_else(Refusal::not_found)?;
            Ok(Reply::Json(World::team_json(team, call.me())))
        })
        .update("/teams/{id}", update_team)
        .delete("/teams/{id}", delete_team)
        .get("/teams/{id}/team_members", team_members)
        .post("/teams/{id}/team_members", |world, call| {
            change_members(world, call, Change::Add)
        })
        .update("/teams/{id}/team_members", |world, call| {
            change_members(world, call, Change::Set)
        })
        .delete("/teams/{id}/team_members", |world, call| {
            change_members(world, call, Change::Remove).map(|_| Reply::Done)
        })
        .get("/labels", labels)
        .post("/labels", create_label)
        .get("/labels/{id}", |world, call| {
            world.require_administrator(call.me())?;
            let label = world
                .labels
                .get(&call.id("id")?)
                .ok_or_else(Refusal::not_found)?;
            Ok(Reply::Json(label_json(label)))
        })
        .update("/labels/{id}", update_label)
        .delete("/labels/{id}", |world, call| {
            world.require_administrator(call.me())?;
            world
                .labels
                .remove(&call.id("id")?)
                .ok_or_else(Refusal::not_found)?;
            world.invalidate(Cached::Label);
            Ok(Reply::Done)
        })
        .get("/canned_responses", canned)
        .post("/canned_responses", create_canned)
        .update("/canned_responses/{id}", update_canned)
        .delete("/canned_responses/{id}", |world, call| {
            world
                .canned
                .remove(&call.id("id")?)
                .ok_or_else(Refusal::not_found)?;
            Ok(Reply::Done)
        })
        .get("/sla_policies", policies)
        .get("/custom_attribute_definitions", definitions)
        .post("/custom_attribute_definitions", create_definition)
        .delete("/custom_attribute_definitions/{id}", |world, call| {
            world.require_administrator(call.me())?;
            world
                .definitions
                .remove(&call.id("id")?)
                .ok_or_else(Refusal::not_found)?;
            Ok(Reply::NoContent)
        })
}

fn policies(world: &mut World, _: &Call) -> Answer {
    let quirks = &world.options.quirks;
    if quirks.enterprise && quirks.feature("sla") {
        Ok(Reply::Json(promises::policies()))
    } else {
        Err(Refusal::not_found())
    }
}

fn account(world: &mut World, _: &Call) -> Answer {
    let quirks = &world.options.quirks;
    let features: serde_json::Map<String, Value> = quirks
        .features
        .iter()
        .map(|name| (name.clone(), Value::Bool(true)))
        .collect();
    Ok(Reply::Json(json!({
        "settings": {}, "created_at": iso(world.created), "domain": "oasis.example",
        "features": features, "id": ACCOUNT, "locale": "en", "name": ACCOUNT_NAME,
        "support_email": "support@oasis.example", "status": "active",
        "cache_keys": world.cache_keys_json(), "latest_chatwoot_version": quirks.version,
    })))
}

fn inboxes(world: &mut World, call: &Call) -> Answer {
    let me = call.me();
    let administrator = world.require_administrator(me).is_ok();
    let mut own: Vec<_> = world
        .inboxes
        .values()
        .filter(|inbox| world.has_inbox(me, inbox.id))
        .collect();
    own.sort_by(|left, right| left.name.cmp(&right.name));
    let shown: Vec<Value> = own
        .into_iter()
        .map(|inbox| World::inbox_json(inbox, administrator))
        .collect();
    Ok(Reply::Json(json!({ "payload": shown })))
}

fn visible_inbox(world: &World, me: i64, id: i64) -> Result<(), Refusal> {
    if !world.inboxes.contains_key(&id) {
        return Err(Refusal::not_found());
    }
    if world.has_inbox(me, id) {
        Ok(())
    } else {
        Err(Refusal::not_allowed())
    }
}

fn inbox(world: &mut World, call: &Call) -> Answer {
    let id = call.id("id")?;
    visible_inbox(world, call.me(), id)?;
    let administrator = world.require_administrator(call.me()).is_ok();
    let inbox = world.inboxes.get(&id).ok_or_else(Refusal::not_found)?;
    Ok(Reply::Json(World::inbox_json(inbox, administrator)))
}

fn inbox_bot(world: &mut World, call: &Call) -> Answer {
    let id = call.id("id")?;
    visible_inbox(world, call.me(), id)?;
    let bot = world.inboxes.get(&id).and_then(|inbox| inbox.agent_bot);
    let shown = bot.and_then(|bot| world.bot_json(bot));
    Ok(Reply::Json(shown.map_or_else(
        || json!({}),
        |bot| json!({ "agent_bot": bot }),
    )))
}

fn members(world: &mut World, call: &Call) -> Answer {
    let id = call.id("id")?;
    visible_inbox(world, call.me(), id)?;
    let inbox = world.inboxes.get(&id).ok_or_else(Refusal::not_found)?;
    let agents: Vec<Value> = inbox
        .members
        .iter()
        .filter_map(|user| world.agent_of(*user))
        .collect();
    Ok(Reply::Json(json!({ "payload": agents })))
}

fn set_members(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let fields = call.params.fields();
    let id = fields.number("inbox_id").unwrap_or_default();
    let users = fields.numbers("user_ids");
    let inbox = world.inboxes.get_mut(&id).ok_or_else(Refusal::not_found)?;
    inbox.members = users.into_iter().collect();
    world.invalidate(Cached::Inbox);
    let agents: Vec<Value> = world.inboxes[&id]
        .members
        .iter()
        .filter_map(|user| world.agent_of(*user))
        .collect();
    Ok(Reply::Json(json!({ "payload": agents })))
}

/// Members of all the inboxes, and the administrators.
fn assignable(world: &World, inboxes: &[i64], bots: bool) -> Answer {
    if inboxes
        .iter()
        .any(|inbox| !world.inboxes.contains_key(inbox))
    {
        return Err(Refusal::not_found());
    }
    let mut rows: Vec<Value> = world
        .users
        .values()
        .filter(|user| inboxes.iter().all(|inbox| world.has_inbox(user.id, *inbox)))
        .map(|user| world.agent_json(user))
        .collect();
    if bots && world.options.quirks.since("4.8.0") {
        for row in &mut rows {
            merge(row, json!({ "assignee_type": "User" }));
        }
        for bot in world.bots.keys() {
            let mut row = world.bot_json(*bot).unwrap_or_default();
            let more = json!({
                "assignee_type": "AgentBot", "icon": "i-lucide-bot",
                "availability_status": "offline",
            });
            merge(&mut row, more);
            rows.push(row);
        }
    }
    Ok(Reply::Json(json!({ "payload": rows })))
}

fn bots(world: &mut World, _: &Call) -> Answer {
    let bots = world.bots.keys().filter_map(|bot| {
        let mut shown = world.bot_json(*bot)?;
        let more = json!({ "bot_config": {}, "account_id": ACCOUNT, "system_bot": false });
        merge(&mut shown, more);
        Some(shown)
    });
    Ok(Reply::Json(bots.collect::<Vec<_>>().into()))
}

fn create_team(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let fields = call.params.nested("team")?;
    let name = fields.text("name").unwrap_or_default().to_lowercase();
    if name.is_empty() {
        return Err(Refusal::invalid("Name must not be blank", "name"));
    }
    if world.teams.values().any(|team| team.name == name) {
        return Err(Refusal::invalid("Name has already been taken", "name"));
    }
    let team = Team {
        id: world.mint(),
        name,
        description: fields.text("description"),
        allow_auto_assign: fields.flag("allow_auto_assign").unwrap_or(true),
        icon: fields.text("icon").unwrap_or_default(),
        icon_color: fields.text("icon_color").unwrap_or_default(),
        members: std::collections::BTreeSet::new(),
        created: world.now(),
    };
    let shown = World::team_json(&team, call.me());
    world.teams.insert(team.id, team);
    world.invalidate(Cached::Team);
    Ok(Reply::Json(shown))
}

fn update_team(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let fields = call.params.nested("team")?;
    let id = call.id("id")?;
    let team = world.teams.get_mut(&id).ok_or_else(Refusal::not_found)?;
    if let Some(name) = fields.text("name") {
        team.name = name.to_lowercase();
    }
    if fields.has("description") {
        team.description = fields.text("description");
    }
    if let Some(flag) = fields.flag("allow_auto_assign") {
        team.allow_auto_assign = flag;
    }
    world.invalidate(Cached::Team);
    Ok(Reply::Json(World::team_json(&world.teams[&id], call.me())))
}

fn delete_team(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let id = call.id("id")?;
    world.teams.remove(&id).ok_or_else(Refusal::not_found)?;
    for conversation in world.conversations.values_mut() {
        conversation.team = conversation.team.filter(|team| *team != id);
    }
    world.invalidate(Cached::Team);
    Ok(Reply::Done)
}

fn team_members(world: &mut World, call: &Call) -> Answer {
    let team = world
        .teams
        .get(&call.id("id")?)
        .ok_or_else(Refusal::not_found)?;
    let agents = team.members.iter().filter_map(|user| world.agent_of(*user));
    Ok(Reply::Json(agents.collect::<Vec<_>>().into()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Add,
    Set,
    Remove,
}

fn change_members(world: &mut World, call: &Call, change: Change) -> Answer {
    world.require_administrator(call.me())?;
    let users = call.params.fields().numbers("user_ids");
    if users.iter().any(|user| !world.users.contains_key(user)) {
        return Err(Refusal::unauthorized("Invalid User IDs"));
    }
    let team = world
        .teams
        .get_mut(&call.id("id")?)
        .ok_or_else(Refusal::not_found)?;
    match change {
        Change::Add => team.members.extend(&users),
        Change::Set => team.members = users.iter().copied().collect(),
        Change::Remove => team.members.retain(|user| !users.contains(user)),
    }
    world.invalidate(Cached::Team);
    let agents = users.iter().filter_map(|user| world.agent_of(*user));
    Ok(Reply::Json(agents.collect::<Vec<_>>().into()))
}

fn label_json(label: &Label) -> Value {
    json!({
        "id": label.id, "title": label.title, "description": label.description,
        "color": label.color, "show_on_sidebar": label.show_on_sidebar,
    })
}

fn labels(world: &mut World, _: &Call) -> Answer {
    let mut labels: Vec<&Label> = world.labels.values().collect();
    labels.sort_by(|left, right| left.title.cmp(&right.title));
    let shown: Vec<Value> = labels.into_iter().map(label_json).collect();
    Ok(Reply::Json(json!({ "payload": shown })))
}

fn create_label(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let fields = call.params.nested("label")?;
    let title = fields.text("title").unwrap_or_default().to_lowercase();
    let sound = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    if title.is_empty() || !title.chars().all(sound) {
        return Err(Refusal::invalid("Title is invalid", "title"));
    }
    if world.labels.values().any(|label| label.title == title) {
        return Err(Refusal::invalid("Title has already been taken", "title"));
    }
    let label = Label {
        id: world.mint(),
        title,
        description: fields.text("description"),
        color: fields.text("color").unwrap_or_else(|| "#1f93ff".to_owned()),
        show_on_sidebar: fields.flag("show_on_sidebar"),
    };
    let shown = label_json(&label);
    world.labels.insert(label.id, label);
    world.invalidate(Cached::Label);
    Ok(Reply::Json(shown))
}

fn update_label(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let fields = call.params.nested("label")?;
    let label = world
        .labels
        .get_mut(&call.id("id")?)
        .ok_or_else(Refusal::not_found)?;
    if let Some(title) = fields.text("title") {
        label.title = title.to_lowercase();
    }
    if let Some(color) = fields.text("color") {
        label.color = color;
    }
    if fields.has("description") {
        label.description = fields.text("description");
    }
    let shown = label_json(label);
    world.invalidate(Cached::Label);
    Ok(Reply::Json(shown))
}

fn canned_json(canned: &CannedResponse) -> Value {
    json!({
        "id": canned.id, "account_id": ACCOUNT, "short_code": canned.short_code,
        "content": canned.content, "created_at": iso(canned.created),
        "updated_at": iso(canned.updated),
    })
}

fn canned(world: &mut World, call: &Call) -> Answer {
    let search = call
        .params
        .fields()
        .text("search")
        .map(|text| text.to_lowercase());
    let rank = |canned: &CannedResponse| -> Option<usize> {
        let Some(search) = &search else {
            return Some(0);
        };
        let code = canned.short_code.to_lowercase();
        let ranks = [
            code.starts_with(search),
            code.contains(search),
            canned.content.to_lowercase().contains(search),
        ];
        ranks.into_iter().position(|hit| hit)
    };
    let mut found: Vec<(usize, &CannedResponse)> = world
        .canned
        .values()
        .filter_map(|canned| Some((rank(canned)?, canned)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    let shown = found.into_iter().map(|(_, canned)| canned_json(canned));
    Ok(Reply::Json(shown.collect::<Vec<_>>().into()))
}

fn create_canned(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.nested("canned_response")?;
    let code = fields.text("short_code").unwrap_or_default();
    let content = fields.text("content").unwrap_or_default();
    if code.is_empty() {
        return Err(Refusal::invalid(
            "Short code must not be blank",
            "short_code",
        ));
    }
    if world.canned.values().any(|it| it.short_code == code) {
        let message = "Short code has already been taken";
        return Err(Refusal::invalid(message, "short_code"));
    }
    let (id, now) = (world.mint(), world.now());
    let canned = CannedResponse {
        id,
        short_code: code,
        content,
        created: now,
        updated: now,
    };
    let shown = canned_json(&canned);
    world.canned.insert(id, canned);
    Ok(Reply::Json(shown))
}

fn update_canned(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.nested("canned_response")?;
    let now = world.now();
    let canned = world
        .canned
        .get_mut(&call.id("id")?)
        .ok_or_else(Refusal::not_found)?;
    if let Some(code) = fields.text("short_code") {
        canned.short_code = code;
    }
    if let Some(content) = fields.text("content") {
        canned.content = content;
    }
    canned.updated = now;
    Ok(Reply::Json(canned_json(canned)))
}

fn definition_json(definition: &AttributeDefinition) -> Value {
    json!({
        "id": definition.id, "attribute_display_name": definition.name,
        "attribute_display_type": definition.display_type,
        "attribute_description": definition.description, "attribute_key": definition.key,
        "regex_pattern": null, "regex_cue": null, "attribute_values": definition.values,
        "attribute_model": definition.model, "default_value": null,
        "created_at": iso(definition.created), "updated_at": iso(definition.created),
    })
}

fn definitions(world: &mut World, call: &Call) -> Answer {
    let model = call.params.fields().text("attribute_model");
    let shown = world
        .definitions
        .values()
        .filter(|it| model.as_ref().is_none_or(|model| *model == it.model))
        .map(definition_json);
    Ok(Reply::Json(shown.collect::<Vec<_>>().into()))
}

fn create_definition(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let fields = call.params.nested("custom_attribute_definition")?;
    let key = fields.text("attribute_key").unwrap_or_default();
    if key.is_empty() {
        let message = "Attribute key must not be blank";
        return Err(Refusal::invalid(message, "attribute_key"));
    }
    let text = |name: &str, default: &str| fields.text(name).unwrap_or_else(|| default.to_owned());
    let definition = AttributeDefinition {
        id: world.mint(),
        name: text("attribute_display_name", &key),
        display_type: text("attribute_display_type", "text"),
        description: text("attribute_description", ""),
        values: fields.texts("attribute_values").unwrap_or_default(),
        model: text("attribute_model", "conversation_attribute"),
        key,
        created: world.now(),
    };
    let shown = definition_json(&definition);
    world.definitions.insert(definition.id, definition);
    Ok(Reply::Json(shown))
}

/// The inboxes through which a conversation with a contact can be started.
pub(crate) fn contactable(world: &mut World, contact: i64) -> Vec<Value> {
    use crate::chatwoot::model::ChannelKind;
    let inboxes: Vec<_> = world.inboxes.values().cloned().collect();
    let record = world.contacts.get(&contact).cloned();
    inboxes
        .into_iter()
        .filter_map(|inbox| {
            let contact = record.as_ref()?;
            let source = match inbox.kind {
                ChannelKind::Email => contact.email.clone()?,
                ChannelKind::WhatsApp => {
                    contact.phone.as_deref()?.trim_start_matches('+').to_owned()
                }
                ChannelKind::Api => world.uuid(),
                ChannelKind::Website => return None,
            };
            Some(json!({ "inbox": inbox_slim(&inbox), "source_id": source }))
        })
        .collect()
}
