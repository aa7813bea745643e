//! Messages: the newest ones, single ones, sending, and recording without sending.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use crate::chatvolt::control::{SendKind, Trap};
use crate::chatvolt::messaging::Content;
use crate::chatvolt::model::{Attachment, Author, Speaker};
use crate::chatvolt::refusal::{Refusal, WINDOW_EXPIRED};
use crate::chatvolt::request::{Body, Query};
use crate::chatvolt::server::{Answer, Id, Shared, ok};
use crate::chatvolt::world::{World, digits};

/// Channels the documented send call knows.
const SENDABLE: [&str; 6] = [
    "website",
    "dashboard",
    "whatsapp",
    "zapi",
    "telegram",
    "instagramDm",
];

const PICTURES_AND_SOUNDS: [&str; 20] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/avif",
    "image/apng",
    "image/svg+xml",
    "image/webp",
    "video/mp4",
    "video/mpeg",
    "video/webm",
    "video/x-msvideo",
    "video/ogg",
    "audio/mp3",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "audio/webm",
    "audio/aac",
    "audio/x-wav",
    "audio/mp4",
];

const MEGABYTE: u64 = 1024 * 1024;

/// `GET /conversation/{conversationId}/messages`
pub(crate) async fn newest_two(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.look(|world| window(world, &id, 2))
}

/// `GET /conversation/{conversationId}/messages/{count}`
pub(crate) async fn newest(
    State(runtime): Shared,
    Path((id, count)): Path<(String, String)>,
) -> Answer {
    let count = count.parse().map_err(|_| Refusal::invalid())?;
    runtime.look(|world| window(world, &id, count))
}

fn window(world: &World, id: &str, count: usize) -> Answer {
    let record = &world.conversations[world.sought(id)?];
    let spare = record.messages.len().saturating_sub(count);
    let mut messages: Vec<Value> = record.messages[spare..]
        .iter()
        .map(|message| world.message_json(&record.id, message))
        .collect();
    if world.options.quirks.newest_message_first {
        messages.reverse();
    }
    ok(&json!({
        "status": record.status,
        "isAiEnabled": record.ai,
        "userId": null,
        "organizationId": world.organization_id,
        "messages": messages,
    }))
}

/// `GET /messages/{messageId}`
pub(crate) async fn one(State(runtime): Shared, Path(id): Id, query: Query) -> Answer {
    let with_sources = query.flag("includeSources")?.unwrap_or_default();
    runtime.look(|world| {
        let found = world.living().find_map(|index| {
            let record = &world.conversations[index];
            let message = record.messages.iter().find(|message| message.id == id)?;
            Some((record, message))
        });
        let (record, message) = found.ok_or_else(Refusal::not_found)?;
        let mut answer = world.message_json(&record.id, message);
        if with_sources {
            answer["sources"] = json!([]);
        }
        ok(&answer)
    })
}

/// `POST /conversation/message/{type}/{value}`
pub(crate) async fn send(
    State(runtime): Shared,
    Path((kind, value)): Path<(String, String)>,
    body: Body,
) -> Answer {
    let text = body
        .text("message")
        .ok_or_else(Refusal::invalid)?
        .to_owned();
    let channel = body.text("channel").map(str::to_owned);
    if let Some(channel) = &channel
        && !SENDABLE.contains(&channel.as_str())
    {
        return Err(Refusal::invalid());
    }
    let attachments = attachments(&body)?;
    runtime.act(|world| {
        let conversation = match kind.as_str() {
            "conversationId" => world
                .conversation(&value)
                .ok_or_else(|| Refusal::said(404, "NOT FOUND"))?,
            "phone" | "email" => {
                let agent = body.text("agentId").ok_or_else(Refusal::invalid)?;
                let channel = channel.as_deref().ok_or_else(Refusal::invalid)?;
                world
                    .conversation_with(&kind, &value, agent, channel)
                    .ok_or_else(|| Refusal::said(500, "No Conversation found"))?
            }
            _ => return Err(Refusal::invalid()),
        };
        let record = &world.conversations[conversation];
        let wrong = channel.is_some_and(|channel| channel != record.channel);
        if wrong && world.options.quirks.wrong_channel_swallows {
            let id = record.id.clone();
            world.trap(Trap::SendSwallowed, Some(id));
            return Ok(StatusCode::OK.into_response());
        }
        let content = Content { text, attachments };
        if body.text("visitorId").is_some() || body.text("contactId").is_some() {
            let id = record.id.clone();
            world.trap(Trap::SpokeAsCustomer, Some(id));
            let id = world.receive(conversation, content);
            let message = world.stored_message_json(conversation, &id);
            return ok(&json!({ "success": true, "message": message }));
        }
        let id = world.send_in_window(conversation, SendKind::Text, content)?;
        let message = world.stored_message_json(conversation, &id);
        ok(&json!({ "success": true, "message": message }))
    })
}

/// The files of a send; all four members of each are required, whatever the documentation says.
pub(crate) fn attachments(body: &Body) -> Result<Vec<Attachment>, Refusal> {
    let files = match body.get("attachments") {
        None => return Ok(Vec::new()),
        Some(Value::Array(files)) => files,
        Some(_) => return Err(Refusal::invalid()),
    };
    let mut attachments = Vec::with_capacity(files.len());
    for (index, file) in files.iter().enumerate() {
        let wrong = |member: &str, problem: &str| {
            Refusal::said(400, format!("attachments[{index}].{member}: {problem}"))
        };
        let text = |member: &str| {
            file[member]
                .as_str()
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .ok_or_else(|| wrong(member, "Required"))
        };
        let attachment = Attachment {
            id: String::new(),
            name: text("name")?,
            url: text("url")?,
            mime_type: text("mimeType")?,
            size: file["size"]
                .as_u64()
                .ok_or_else(|| wrong("size", "Required"))?,
        };
        let kind = attachment.mime_type.as_str();
        let heavy = ["image/", "video/", "audio/"]
            .iter()
            .any(|family| kind.starts_with(family));
        let other = kind.starts_with("application/") || kind.starts_with("text/");
        if !(PICTURES_AND_SOUNDS.contains(&kind) || other) {
            return Err(wrong("mimeType", "Invalid enum value"));
        }
        if attachment.size > if heavy { 16 } else { 100 } * MEGABYTE {
            return Err(wrong("size", "Too big"));
        }
        attachments.push(attachment);
    }
    Ok(attachments)
}

impl World {
    /// The newest conversation of that customer with that agent on that channel.
    fn conversation_with(
        &self,
        kind: &str,
        value: &str,
        agent: &str,
        channel: &str,
    ) -> Option<usize> {
        let bot = self.bot(agent)?;
        self.living()
            .filter(|index| {
                let record = &self.conversations[*index];
                let contact = &self.contacts[record.contact];
                let theirs = match kind {
                    "phone" => contact
                        .phone
                        .as_deref()
                        .is_some_and(|phone| digits(phone) == digits(value)),
                    _ => contact
                        .email
                        .as_deref()
                        .is_some_and(|email| email.eq_ignore_ascii_case(value)),
                };
                theirs && record.bot == Some(bot) && record.channel == channel
            })
            .last()
    }

    /// Sends unless the customer has been silent for too long.
    pub(crate) fn send_in_window(
        &mut self,
        conversation: usize,
        kind: SendKind,
        content: Content,
    ) -> Result<String, Refusal> {
        let text = content.text.clone();
        if !self.window_is_open(conversation) {
            self.note_send(conversation, kind, &text, None);
            self.tell_blocked(conversation, &text);
            return Err(Refusal::said(406, WINDOW_EXPIRED));
        }
        let id = self.send(conversation, Author::Api, content);
        self.note_send(conversation, kind, &text, Some(id.clone()));
        Ok(id)
    }
}

/// `POST /conversations/{conversationId}/message-register`
pub(crate) async fn register(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let text = body.required("message", usize::MAX)?.to_owned();
    let from = body.word("from")?.unwrap_or(Speaker::Human);
    runtime.act(|world| {
        let conversation = world.sought(&id)?;
        let id = world.register(conversation, from, text);
        let message = world.stored_message_json(conversation, &id);
        ok(&json!({ "success": true, "message": message }))
    })
}
