//! What an AI does for agents: tasks of its own, and before those came an integration of the account.

use serde_json::{Value, json};

use super::Routes;
use crate::chatwoot::call::{Call, Fields};
use crate::chatwoot::model::{ChannelKind, Conversation, MessageKind};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::world::{ACCOUNT, World};

/// The first release in which the AI has tasks of its own.
const TASKS: &str = "4.11.0";
/// The integration's id.
const HOOK: i64 = 5;

pub(crate) fn routes() -> Routes {
    Routes::of_account()
        .post("/captain/tasks/{task}", task)
        .get("/integrations/apps", apps)
        .post("/integrations/hooks/{id}/process_event", process_event)
}

fn apps(world: &mut World, _: &Call) -> Answer {
    let ai = world.options.quirks.ai_key;
    let hook = json!({
        "id": HOOK, "app_id": "openai", "status": true, "inbox": null, "account_id": ACCOUNT,
        "hook_type": "account",
    });
    let app = |id: &str, name: &str, on: bool, hooks: Vec<Value>| {
        json!({
            "id": id, "name": name, "description": name, "short_description": name,
            "enabled": on, "hooks": hooks,
        })
    };
    Ok(Reply::Json(json!({ "payload": [
        app("webhook", "Webhooks", true, Vec::new()),
        app("openai", "OpenAI", ai, ai.then_some(hook).into_iter().collect()),
    ] })))
}

/// What older releases did for agents, without a context to go on with.
fn process_event(world: &mut World, call: &Call) -> Answer {
    if call.id("id")? != HOOK || !world.options.quirks.ai_key {
        return Err(Refusal::not_found());
    }
    if world.options.quirks.since(TASKS) {
        return Err(Refusal::unprocessable("No processor found"));
    }
    let event = call.params.fields().object("event").unwrap_or_default();
    let name = Fields(&event).text("name").unwrap_or_default();
    let data = Fields(&event).object("data").unwrap_or_default();
    let data = Fields(&data);
    let content = data.text("content").unwrap_or_default();
    let message = match name.as_str() {
        "fix_spelling_grammar" => Some(format!("{content} ({name})")),
        "rephrase" => {
            let tone = data.text("tone").unwrap_or_else(|| name.clone());
            Some(format!("{content} ({tone})"))
        }
        name => {
            let number = data.number("conversation_display_id");
            let conversation = number.map(|id| world.opened(call.me(), id)).transpose()?;
            let conversation = conversation.ok_or_else(Refusal::not_found)?;
            about(world, conversation, name)
                .ok_or_else(|| Refusal::unprocessable("No processor found"))?
                .0
        }
    };
    Ok(Reply::Json(json!({ "message": message })))
}

/// What is said of a conversation, and of what it was made; `None` for what nobody knows.
fn about(
    world: &World,
    conversation: &Conversation,
    task: &str,
) -> Option<(Option<String>, String)> {
    let count = |kind: fn(MessageKind) -> bool| {
        let thread = world.thread(conversation);
        thread.filter(|it| kind(it.kind)).count()
    };
    let words = last_words(world, conversation);
    let text = match task {
        "summarize" => {
            let said = count(|kind| kind != MessageKind::Activity);
            let status = conversation.status.word();
            Some(format!("**Summary:** {said} messages; status {status}."))
        }
        "reply_suggestion" => Some(format!(
            "Thank you for writing. About \u{201c}{words}\u{201d}: we will look into it."
        )),
        "label_suggestion" => {
            let incoming = count(|kind| kind == MessageKind::Incoming);
            let title = world.labels.values().next();
            title
                .map(|label| label.title.clone())
                .filter(|_| incoming >= 3)
        }
        _ => return None,
    };
    Some((text, words))
}

/// The tasks an assistant does for agents, with answers made of what was asked.
fn task(world: &mut World, call: &Call) -> Answer {
    let quirks = &world.options.quirks;
    if !quirks.since(TASKS) || !quirks.enterprise && !quirks.since("4.12.1") {
        return Err(Refusal::not_found_at_all());
    }
    if !quirks.feature("captain_tasks") {
        return Err(Refusal::unprocessable(
            "Captain AI is disabled for this account.",
        ));
    }
    if !quirks.ai_key {
        return Err(Refusal::unprocessable(
            "Captain AI API key is not configured.",
        ));
    }
    let fields = call.params.fields();
    let number = fields.number("conversation_display_id");
    let conversation = number.map(|id| world.opened(call.me(), id)).transpose()?;
    let name = call.segment("task");
    let (message, original) = match name {
        "rewrite" => {
            let operation = fields.text("operation").unwrap_or_default();
            let known = [
                "fix_spelling_grammar",
                "improve",
                "casual",
                "professional",
                "friendly",
                "confident",
                "straightforward",
            ];
            if !known.contains(&operation.as_str()) {
                return Err(Refusal::internal());
            }
            let content = fields.text("content").unwrap_or_default();
            (Some(format!("{content} ({operation})")), content)
        }
        "follow_up" => {
            let context = fields.object("follow_up_context");
            let context =
                context.ok_or_else(|| Refusal::unprocessable("Follow-up context missing"))?;
            let last = Fields(&context).text("last_response").unwrap_or_default();
            let wish = fields.text("message").unwrap_or_default();
            (Some(format!("{last} ({wish})")), last)
        }
        name => {
            let conversation = conversation.ok_or_else(Refusal::not_found)?;
            let said = about(world, conversation, name);
            said.ok_or_else(Refusal::not_found_at_all)?
        }
    };
    if name == "label_suggestion" {
        return Ok(Reply::Json(json!({ "message": message })));
    }
    let channel = conversation.and_then(|it| world.inbox_of(it));
    let channel = channel.map_or(ChannelKind::Website, |inbox| inbox.kind);
    Ok(Reply::Json(json!({
        "message": message,
        "follow_up_context": {
            "event_name": name, "original_context": original, "last_response": message,
            "conversation_history": [], "channel_type": channel.word(),
        },
    })))
}

fn last_words(world: &World, conversation: &Conversation) -> String {
    let last = world.last_incoming(conversation);
    last.and_then(|message| message.content.clone())
        .unwrap_or_default()
}
