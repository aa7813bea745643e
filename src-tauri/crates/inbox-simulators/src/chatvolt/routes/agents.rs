//! The AI agents. Some of these calls are no business of a client for people and are recorded.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::chatvolt::control::Trap;
use crate::chatvolt::messaging::Content;
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::{Body, Query};
use crate::chatvolt::server::{Answer, Id, Shared, ok};
use crate::chatvolt::webhooks::Hook;
use crate::shared::dice::Dice;

/// `GET /agents/{id}`
pub(crate) async fn one(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let bot = world.bot(&id).ok_or_else(Refusal::unauthorized)?;
        ok(&world.bot_json(bot))
    })
}

/// `GET /agents/models`
pub(crate) async fn models() -> Answer {
    ok(&json!(["gpt_4o", "gpt_4o_mini", "claude_3_haiku"]))
}

/// `PATCH /agents/{id}`: its name, and where its webhooks go.
pub(crate) async fn update(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let hook = body.get("configUrlInfosSystemExternal").map(|config| {
        let url = config["url_webhook_external"].as_str().unwrap_or_default();
        let header = config["headerKey"]
            .as_str()
            .and_then(|header| header.split_once(':'))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        (url.to_owned(), header)
    });
    runtime.act(|world| {
        let index = world.bot(&id).ok_or_else(Refusal::unauthorized)?;
        let now = world.now();
        let bot = &mut world.bots[index];
        bot.updated = now;
        if let Some(name) = body.text("name") {
            name.clone_into(&mut bot.name);
        }
        match hook {
            Some((url, _)) if url.is_empty() => {
                world.hooks.remove(&index);
            }
            Some((url, header)) => {
                let hook = Hook {
                    url,
                    header,
                    failures: 0,
                };
                world.hooks.insert(index, hook);
            }
            None => {}
        }
        ok(&world.bot_json(index))
    })
}

/// `POST /agents/{id}/query`: speaks as the customer, and the AI answers at once.
pub(crate) async fn query(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let question = body.required("query", usize::MAX)?.to_owned();
    if body.flag("streaming")?.unwrap_or_default() {
        return Err(Refusal::said(501, "NOT_IMPLEMENTED"));
    }
    runtime.act(|world| {
        let bot = world.bot(&id).ok_or_else(Refusal::unauthorized)?;
        let conversation = if let Some(id) = body.text("conversationId") {
            world.sought(id)?
        } else {
            let contact = if let Some(id) = body.text("contactId") {
                world.contact(id).ok_or_else(Refusal::not_found)?
            } else {
                let contact = world.blank_contact();
                world.add_contact(contact)
            };
            world.conversation_for(contact, "api", Some(bot))
        };
        let conversation_id = world.conversations[conversation].id.clone();
        world.trap(Trap::SpokeAsCustomer, Some(conversation_id.clone()));
        let asked = world.receive(conversation, Content::text(question));
        let mut dice = Dice::new(world.dice.next());
        let answer = world.our_words(conversation, &mut dice);
        let message_id = world.ai_says(conversation, answer.clone(), &asked);
        ok(&json!({
            "answer": answer,
            "conversationId": conversation_id,
            "visitorId": world.conversations[conversation].visitor_id,
            "messageId": message_id,
            "sources": [],
            "metadata": {},
        }))
    })
}

/// `PATCH /agents/{id}/webhook`: whether customers of a channel reach the agent at all.
pub(crate) async fn hook_channel(State(runtime): Shared, Path(id): Id, query: Query) -> Answer {
    let kind = query.required("type")?;
    let channel = match kind {
        "whatsapp" | "telegram" | "zapi" => kind,
        "instagram" => "instagramDm",
        _ => return Err(Refusal::query("type", "Invalid enum value")),
    };
    let enabled = query.flag("enabled")?;
    let enabled = enabled.ok_or_else(|| Refusal::query("enabled", "Required"))?;
    runtime.act(|world| {
        let bot = world.bot(&id).ok_or_else(Refusal::not_found)?;
        let unhooked = &mut world.bots[bot].unhooked;
        if enabled {
            unhooked.remove(channel);
        } else {
            unhooked.insert(channel.to_owned());
            world.trap(Trap::ChannelSwitchedOff, None);
        }
        let word = if enabled { "enabled" } else { "disabled" };
        ok(&Value::from(format!("{kind} webhook {word}")))
    })
}
