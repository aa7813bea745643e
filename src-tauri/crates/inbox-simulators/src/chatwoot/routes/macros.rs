//! Macros: several actions under one name, and their execution.

use serde_json::{Value, json};

use super::Routes;
use crate::chatwoot::call::Call;
use crate::chatwoot::deeds::Actor;
use crate::chatwoot::model::{
    Assignee, Attachment, AttachmentBody, Macro, MessageKind, PRIORITIES, Sender, Status,
};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::talk::NewMessage;
use crate::chatwoot::wire::unsigned;
use crate::chatwoot::world::{ACCOUNT, Due, World};

const ACTIONS: [&str; 16] = [
    "assign_agent",
    "assign_team",
    "add_label",
    "remove_label",
    "remove_assigned_agent",
    "remove_assigned_team",
    "mute_conversation",
    "resolve_conversation",
    "snooze_conversation",
    "change_status",
    "change_priority",
    "send_message",
    "add_private_note",
    "send_attachment",
    "send_email_transcript",
    "send_webhook_event",
];

pub(crate) fn routes() -> Routes {
    Routes::of_account()
        .get("/macros", |world, call| {
            let own = world
                .macros
                .values()
                .filter(|it| it.global || it.created_by == call.me());
            let shown: Vec<Value> = own.map(|it| macro_json(world, it)).collect();
            Ok(Reply::Json(json!({ "payload": shown })))
        })
        .post("/macros", create)
        .get("/macros/{id}", |world, call| {
            Ok(Reply::Json(
                json!({ "payload": macro_json(world, visible(world, call)?) }),
            ))
        })
        .update("/macros/{id}", update)
        .delete("/macros/{id}", |world, call| {
            let id = editable(world, call)?;
            world.macros.remove(&id);
            Ok(Reply::Done)
        })
        .post("/macros/{id}/execute", |world, call| {
            let due = Due::Macro {
                id: visible(world, call)?.id,
                user: call.me(),
                conversations: call.params.fields().numbers("conversation_ids"),
            };
            world.schedule.add(world.now(), due);
            Ok(Reply::Done)
        })
}

fn visible<'a>(world: &'a World, call: &Call) -> Result<&'a Macro, Refusal> {
    let found = world
        .macros
        .get(&call.id("id")?)
        .ok_or_else(Refusal::not_found)?;
    if found.global || found.created_by == call.me() {
        Ok(found)
    } else {
        Err(Refusal::not_allowed())
    }
}

fn editable(world: &World, call: &Call) -> Result<i64, Refusal> {
    let found = visible(world, call)?;
    if found.global {
        world.require_administrator(call.me())?;
    }
    Ok(found.id)
}

fn macro_json(world: &World, it: &Macro) -> Value {
    json!({
        "id": it.id, "name": it.name, "account_id": ACCOUNT, "actions": it.actions,
        "visibility": if it.global { "global" } else { "personal" },
        "created_by": world.agent_of(it.created_by), "updated_by": world.agent_of(it.updated_by),
    })
}

fn actions(call: &Call) -> Result<Vec<Value>, Refusal> {
    let actions = call.params.members.get("actions").and_then(Value::as_array);
    let actions = actions.cloned().unwrap_or_default();
    for action in &actions {
        let name = action["action_name"].as_str().unwrap_or_default();
        if !ACTIONS.contains(&name) {
            let error =
                json!({ "actions": [format!("Macro execution actions {name} not supported.")] });
            return Err(Refusal::new(422, json!({ "error": error })));
        }
    }
    Ok(actions)
}

fn create(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.fields();
    let me = call.me();
    let wish = fields.text("visibility").as_deref() == Some("global");
    let it = Macro {
        name: fields.text("name").unwrap_or_default(),
        // An agent's macro is personal, whatever was asked for.
        global: wish && world.require_administrator(me).is_ok(),
        created_by: me,
        updated_by: me,
        actions: actions(call)?,
        id: world.mint(),
    };
    let shown = macro_json(world, &it);
    world.macros.insert(it.id, it);
    Ok(Reply::Json(json!({ "payload": shown })))
}

fn update(world: &mut World, call: &Call) -> Answer {
    let id = editable(world, call)?;
    let fields = call.params.fields();
    let new = fields.has("actions").then(|| actions(call)).transpose()?;
    if let Some(it) = world.macros.get_mut(&id) {
        it.updated_by = call.me();
        if let Some(name) = fields.text("name") {
            it.name = name;
        }
        if let Some(new) = new {
            it.actions = new;
        }
    }
    Ok(Reply::Json(
        json!({ "payload": macro_json(world, visible(world, call)?) }),
    ))
}

impl World {
    /// Does what a macro says, as that user, in conversations they can see.
    pub(crate) fn execute_macro(&mut self, id: i64, user: i64, conversations: &[i64]) {
        let Some(actions) = self.macros.get(&id).map(|it| it.actions.clone()) else {
            return;
        };
        for conversation in conversations {
            if self.opened(user, *conversation).is_err() {
                continue;
            }
            for action in &actions {
                self.macro_action(*conversation, user, action);
            }
        }
    }

    fn macro_action(&mut self, id: i64, user: i64, action: &Value) {
        let by = Actor::User(user);
        let params = action["action_params"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let words: Vec<String> = params
            .iter()
            .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
            .collect();
        let first = words.first().map_or("", String::as_str);
        let labels = self.conversations.get(&id).map(|it| it.labels.clone());
        let labels = labels.unwrap_or_default();
        let said = |private: bool| NewMessage {
            private,
            ..NewMessage::text(MessageKind::Outgoing, Some(Sender::User(user)), first)
        };
        match action["action_name"].as_str().unwrap_or_default() {
            "assign_agent" => {
                let to = self.macro_agent(id, user, first);
                self.assign(id, to.map(Assignee::User), by);
            }
            "remove_assigned_agent" => self.assign(id, None, by),
            "assign_team" => {
                let team = first
                    .parse()
                    .ok()
                    .filter(|team| self.teams.contains_key(team));
                if team.is_some() || first == "nil" {
                    self.assign_team(id, team, by);
                }
            }
            "remove_assigned_team" => self.assign_team(id, None, by),
            "add_label" => self.set_labels(id, [labels, words].concat(), by),
            "remove_label" => {
                let rest = labels.into_iter().filter(|label| !words.contains(label));
                self.set_labels(id, rest.collect(), by);
            }
            "mute_conversation" => self.mute(id, true, by),
            "resolve_conversation" => self.set_status(id, Status::Resolved, None, by),
            "snooze_conversation" => self.set_status(id, Status::Snoozed, None, by),
            "change_status" => {
                if let Some(status) = Status::parse(first) {
                    self.set_status(id, status, None, by);
                }
            }
            "change_priority" => {
                let priority = PRIORITIES.into_iter().find(|known| *known == first);
                self.set_priority(id, priority, by);
            }
            "send_message" => {
                self.add_message(id, said(false));
            }
            "add_private_note" => {
                self.add_message(id, said(true));
            }
            "send_attachment" => {
                let key = unsigned(first).filter(|key| self.files.contains_key(key));
                if let Some(key) = key {
                    let attachment = Attachment {
                        id: self.mint(),
                        body: AttachmentBody::File(key),
                    };
                    let new = NewMessage {
                        content: None,
                        attachments: vec![attachment],
                        ..said(false)
                    };
                    self.add_message(id, new);
                }
            }
            "send_webhook_event" => {
                if let Some(conversation) = self.conversations.get(&id) {
                    let mut payload = self.conversation_webhook(conversation);
                    payload["event"] = "macro.executed".into();
                    let body = payload.to_string();
                    self.dispatch("macro.executed", first.to_owned(), None, body);
                }
            }
            // Transcripts leave by mail, which is not simulated.
            _ => {}
        }
    }

    fn macro_agent(&self, id: i64, user: i64, word: &str) -> Option<i64> {
        match word {
            "self" => Some(user),
            "last_responding_agent" => {
                let conversation = self.conversations.get(&id)?;
                self.thread(conversation)
                    .rev()
                    .find_map(|it| match it.sender {
                        Some(Sender::User(user)) if !it.private => Some(user),
                        _ => None,
                    })
            }
            _ => word
                .parse()
                .ok()
                .filter(|user| self.users.contains_key(user)),
        }
    }
}
