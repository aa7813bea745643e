//! Messages: reading them page by page, writing, and what is done to one.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::Routes;
use crate::chatwoot::call::{Call, Fields, Upload};
use crate::chatwoot::control::ReceivedSend;
use crate::chatwoot::model::{
    Attachment, AttachmentBody, ChannelKind, Message, MessageKind, MessageStatus, Sender,
    StoredFile,
};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::talk::NewMessage;
use crate::chatwoot::wire::{iso, merge, put_some, signed, unsigned};
use crate::chatwoot::world::World;

const LONGEST: usize = 150_000;
const MOST_FILES: usize = 15;
/// The largest file a website takes.
const LARGEST_FILE: usize = 40 * 1024 * 1024;
/// What a website takes beside pictures, sounds, films, texts and office documents.
const TYPES: [&str; 8] = [
    "application/json",
    "application/msword",
    "application/pdf",
    "application/rtf",
    "application/x-7z-compressed",
    "application/x-tar",
    "application/xml",
    "application/zip",
];
/// Messages of one conversation in a minute, whoever writes them.
const MOST_IN_A_MINUTE: usize = 200;

pub(crate) fn routes() -> Routes {
    Routes::of_account()
        .get("/conversations/{id}/messages", list)
        .post("/conversations/{id}/messages", create)
        .update("/conversations/{id}/messages/{message_id}", set_status)
        .delete(
            "/conversations/{id}/messages/{message_id}",
            |world, call| {
                let message = named(world, call)?;
                world.delete_message(message);
                shown(world, message, None)
            },
        )
        .post("/conversations/{id}/messages/{message_id}/retry", retry)
        .post(
            "/conversations/{id}/messages/{message_id}/translate",
            translate,
        )
        .get("/conversations/{id}/attachments", attachments)
        .post("/conversations/{id}/direct_uploads", direct_upload)
        .post("/upload", upload)
}

fn named(world: &World, call: &Call) -> Result<i64, Refusal> {
    let conversation = world.opened(call.me(), call.id("id")?)?;
    let id = call.id("message_id")?;
    conversation
        .messages
        .contains(&id)
        .then_some(id)
        .ok_or_else(Refusal::not_found)
}

fn shown(world: &World, id: i64, echo: Option<&str>) -> Answer {
    let message = world.message(id).ok_or_else(Refusal::not_found)?;
    Ok(Reply::Json(world.message_json(message, echo)))
}

fn list(world: &mut World, call: &Call) -> Answer {
    let conversation = world.opened(call.me(), call.id("id")?)?;
    let fields = call.params.fields();
    let outward = fields.has("filter_internal_messages");
    let all: Vec<&Message> = world
        .thread(conversation)
        .filter(|message| !outward || message.is_public())
        .collect();
    let page: Vec<&Message> = match (fields.number("before"), fields.number("after")) {
        (Some(before), Some(after)) => {
            let between = |message: &&Message| (after..before).contains(&message.id);
            all.into_iter().filter(between).take(1_000).collect()
        }
        (None, Some(after)) => all
            .into_iter()
            .filter(|it| it.id > after)
            .take(100)
            .collect(),
        (before, None) => {
            let earlier = |message: &&Message| before.is_none_or(|before| message.id < before);
            let mut page: Vec<&Message> = all.into_iter().rev().filter(earlier).take(20).collect();
            page.reverse();
            page
        }
    };
    let payload: Vec<Value> = page
        .into_iter()
        .map(|message| world.message_json(message, None))
        .collect();
    let contact = world.contacts.get(&conversation.contact);
    let mut meta = json!({
        "labels": conversation.labels, "additional_attributes": conversation.additional,
        "contact": contact.map(|contact| world.contact_event(contact)),
        "agent_last_seen_at": conversation.agent_seen.map(iso),
        "assignee_last_seen_at": conversation.assignee_seen.map(iso),
    });
    let assignee = conversation
        .assigned_user()
        .and_then(|user| world.users.get(&user))
        .map(|user| world.user_event(user));
    put_some(&mut meta, "assignee", assignee);
    Ok(Reply::Json(json!({ "meta": meta, "payload": payload })))
}

/// A message as a request describes it.
pub(crate) struct Draft {
    new: NewMessage,
    user: i64,
}

impl Draft {
    pub(crate) fn read(
        world: &mut World,
        fields: Fields<'_>,
        files: &[Upload],
        user: i64,
    ) -> Result<Self, Refusal> {
        let content = fields.text("content");
        if content
            .as_ref()
            .is_some_and(|it| it.chars().count() > LONGEST)
        {
            let text = "Validation failed: Content is too long (maximum is 150000 characters)";
            return Err(Refusal::unprocessable(text));
        }
        let mut attributes = fields.object("content_attributes").unwrap_or_default();
        for name in ["to_emails", "cc_emails", "bcc_emails"] {
            let emails: Vec<String> = fields
                .text(name)
                .unwrap_or_default()
                .split(',')
                .map(|email| email.trim().to_owned())
                .filter(|email| !email.is_empty())
                .collect();
            if emails.iter().any(|email| !email.contains('@')) {
                return Err(Refusal::unprocessable("Invalid email address"));
            }
            if !emails.is_empty() {
                attributes.insert(name.to_owned(), json!(emails));
            }
        }
        if let Some(time) = fields.get("external_created_at") {
            attributes.insert("external_created_at".to_owned(), time.clone());
        }
        let mut additional = Map::new();
        for name in ["template_params", "campaign_id"] {
            if let Some(value) = fields.get(name) {
                additional.insert(name.to_owned(), value.clone());
            }
        }
        let bot = fields
            .number("sender_id")
            .filter(|_| fields.text("sender_type").as_deref() == Some("AgentBot"))
            .filter(|bot| world.bots.contains_key(bot));
        let sender = bot.map_or(Sender::User(user), Sender::Bot);
        let incoming = fields.text("message_type").as_deref() == Some("incoming");
        Ok(Self {
            new: NewMessage {
                content,
                content_type: fields
                    .text("content_type")
                    .unwrap_or_else(|| "text".to_owned()),
                attributes,
                additional,
                private: fields.flag("private").unwrap_or_default(),
                source_id: fields.text("source_id"),
                attachments: attached(world, fields, files)?,
                echo: fields.text("echo_id"),
                ..NewMessage::text(
                    if incoming {
                        MessageKind::Incoming
                    } else {
                        MessageKind::Outgoing
                    },
                    Some(sender),
                    "",
                )
            },
            user,
        })
    }
}

/// Uploaded files, and those uploaded before by their signed ids.
pub(crate) fn attached(
    world: &mut World,
    fields: Fields<'_>,
    files: &[Upload],
) -> Result<Vec<Attachment>, Refusal> {
    let blobs = fields.texts("attachments").unwrap_or_default();
    let files: Vec<&Upload> = files
        .iter()
        .filter(|it| it.field == "attachments")
        .collect();
    if blobs.len() + files.len() > MOST_FILES {
        let text = "Validation failed: Attachments exceeded maximum allowed";
        return Err(Refusal::unprocessable(text));
    }
    let mut keys = Vec::new();
    for blob in blobs {
        let key = unsigned(&blob).filter(|key| world.files.contains_key(key));
        keys.push(key.ok_or_else(Refusal::not_found)?);
    }
    keys.extend(files.into_iter().map(|file| keep(world, file)));
    Ok(keys
        .into_iter()
        .map(|key| Attachment {
            id: world.mint(),
            body: AttachmentBody::File(key),
        })
        .collect())
}

fn keep(world: &mut World, upload: &Upload) -> i64 {
    let key = world.mint();
    let file = StoredFile {
        name: upload.name.clone(),
        content_type: upload.content_type.clone(),
        size: Some(upload.bytes.len()),
        bytes: Some(upload.bytes.clone()),
    };
    world.files.insert(key, file);
    key
}

/// Writes a message, within the limit of its conversation.
pub(crate) fn send(world: &mut World, conversation: i64, draft: Draft) -> Result<i64, Refusal> {
    let record = world
        .conversations
        .get(&conversation)
        .ok_or_else(Refusal::not_found)?;
    let api = world
        .inbox_of(record)
        .is_some_and(|it| it.kind == ChannelKind::Api);
    let contact = record.contact;
    let mut new = draft.new;
    if new.kind == MessageKind::Incoming {
        if !api {
            let text = "Incoming messages are only allowed in Api inboxes";
            return Err(Refusal::unprocessable(text));
        }
        new.sender = Some(Sender::Contact(contact));
    }
    require_room(world, conversation)?;
    if new.kind == MessageKind::Outgoing {
        new.content = new
            .content
            .map(|text| expanded(world, conversation, draft.user, &text));
    }
    let (outgoing, private, echo_id) = (
        new.kind == MessageKind::Outgoing,
        new.private,
        new.echo.clone(),
    );
    let id = world.add_message(conversation, new);
    if let Some(message) = world.message(id).filter(|_| outgoing) {
        let send = ReceivedSend {
            at: message.created,
            user_id: draft.user,
            conversation_id: conversation,
            message_id: id,
            text: message.content.clone(),
            files: world.file_names(message),
            private,
            echo_id,
        };
        world.sends.push(send);
    }
    Ok(id)
}

/// Not too many messages in a conversation.
pub(crate) fn require_room(world: &World, conversation: i64) -> Result<(), Refusal> {
    let horizon = world.now() - SignedDuration::from_mins(1);
    let record = world
        .conversations
        .get(&conversation)
        .ok_or_else(Refusal::not_found)?;
    let recent = world
        .thread(record)
        .rev()
        .take_while(|it| it.created > horizon);
    if recent.take(MOST_IN_A_MINUTE).count() >= MOST_IN_A_MINUTE {
        return Err(Refusal::unprocessable(
            "Validation failed: Too many messages",
        ));
    }
    Ok(())
}

/// Variables filled in, except between backticks.
fn expanded(world: &World, conversation: i64, user: i64, text: &str) -> String {
    if !text.contains("{{") {
        return text.to_owned();
    }
    let record = world.conversations.get(&conversation);
    let contact = record.and_then(|it| world.contacts.get(&it.contact));
    let agent = world.users.get(&user);
    let inbox = record.and_then(|it| world.inbox_of(it));
    let value = |name: &str| -> String {
        let (object, member) = name.split_once('.').unwrap_or((name, ""));
        let value = match (object, member) {
            ("contact", "name") => contact.map(|it| it.name.clone()),
            ("contact", "first_name") => {
                contact.and_then(|it| it.name.split(' ').next().map(str::to_owned))
            }
            ("contact", "email") => contact.and_then(|it| it.email.clone()),
            ("contact", "phone_number") => contact.and_then(|it| it.phone.clone()),
            ("agent", "name") => agent.map(|it| it.available_name().to_owned()),
            ("agent", "email") => agent.map(|it| it.email.clone()),
            ("conversation", "id" | "display_id") => Some(conversation.to_string()),
            ("inbox", "name") => inbox.map(|it| it.name.clone()),
            ("account", "name") => Some(crate::chatwoot::world::ACCOUNT_NAME.to_owned()),
            _ => None,
        };
        value.unwrap_or_default()
    };
    let mut parts = Vec::new();
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            parts.push(part.to_owned());
            continue;
        }
        let mut filled = String::new();
        let mut rest = part;
        while let Some((before, after)) = rest.split_once("{{") {
            filled += before;
            let Some((name, after)) = after.split_once("}}") else {
                filled += "{{";
                rest = after;
                break;
            };
            filled += &value(name.trim());
            rest = after;
        }
        parts.push(filled + rest);
    }
    parts.join("`")
}

fn create(world: &mut World, call: &Call) -> Answer {
    let id = world.opened(call.me(), call.id("id")?)?.id;
    let fields = call.params.fields();
    check_files(world, id, &call.params.files)?;
    let draft = Draft::read(world, fields, &call.params.files, call.me())?;
    let message = send(world, id, draft)?;
    shown(world, message, fields.text("echo_id").as_deref())
}

/// What websites take, the only inboxes whose files are looked at.
fn check_files(world: &World, conversation: i64, files: &[Upload]) -> Result<(), Refusal> {
    let record = world
        .conversations
        .get(&conversation)
        .ok_or_else(Refusal::not_found)?;
    let website = world
        .inbox_of(record)
        .is_some_and(|inbox| inbox.kind == ChannelKind::Website);
    if !website {
        return Ok(());
    }
    let wrong = |what: &str| {
        let message = format!("Attachments {what}");
        Err(Refusal::invalid(&message, "attachments.file"))
    };
    for file in files {
        if file.bytes.len() > LARGEST_FILE {
            return wrong("size is too big");
        }
        let media = ["image/", "audio/", "video/", "text/"];
        let known = media
            .iter()
            .any(|family| file.content_type.starts_with(family))
            || TYPES.contains(&file.content_type.as_str())
            || file.content_type.starts_with("application/vnd.");
        if !known {
            return wrong("type not supported");
        }
    }
    Ok(())
}

fn set_status(world: &mut World, call: &Call) -> Answer {
    let id = named(world, call)?;
    let message = world.message(id).ok_or_else(Refusal::not_found)?;
    let api = world
        .inboxes
        .get(&message.inbox)
        .is_some_and(|inbox| inbox.kind == ChannelKind::Api);
    if !api {
        let text = "Message status update is only allowed for API inboxes";
        return Err(Refusal::forbidden(text));
    }
    let before = message.status;
    let fields = call.params.fields();
    let wish = fields
        .text("status")
        .and_then(|word| MessageStatus::parse(&word));
    if let Some(status) = wish {
        let back = (before, status) == (MessageStatus::Read, MessageStatus::Delivered);
        let error = fields
            .text("external_error")
            .filter(|_| status == MessageStatus::Failed);
        if !back {
            world.set_message_status(id, status, error);
        }
    }
    shown(world, id, None)
}

fn retry(world: &mut World, call: &Call) -> Answer {
    world.opened(call.me(), call.id("id")?)?;
    let unknown = |_| Refusal::unprocessable("Couldn't find Message");
    let id = named(world, call).map_err(unknown)?;
    let before = world.message(id).map(|message| message.status.word());
    let previous = json!({ "status": [before, "sent"] });
    world.change_message(id, &previous, |message| {
        message.status = MessageStatus::Sent;
        message.attributes.clear();
    });
    if let Some(message) = world.message(id).cloned() {
        world.deliver(&message);
    }
    shown(world, id, None)
}

fn translate(world: &mut World, call: &Call) -> Answer {
    let id = named(world, call)?;
    let language = call
        .params
        .fields()
        .text("target_language")
        .unwrap_or_default();
    let message = world.message(id).ok_or_else(Refusal::not_found)?;
    let known = message
        .attributes
        .get("translations")
        .is_some_and(|it| it.get(&language).is_some());
    if known {
        return Ok(Reply::Done);
    }
    let original = message.content.clone().unwrap_or_default();
    let content = format!("[{language}] {original}");
    let mut translations = message
        .attributes
        .get("translations")
        .cloned()
        .unwrap_or_else(|| json!({}));
    merge(&mut translations, json!({ language: content }));
    let previous = json!({ "content_attributes": [message.attributes, {}] });
    world.change_message(id, &previous, |message| {
        message
            .attributes
            .insert("translations".to_owned(), translations);
    });
    Ok(Reply::Json(json!({ "content": content })))
}

fn attachments(world: &mut World, call: &Call) -> Answer {
    let conversation = world.opened(call.me(), call.id("id")?)?;
    let rows = attachment_rows(world, world.thread(conversation).collect());
    let total = rows.len();
    let page = super::lists::page_of(rows, call.params.page().0, 100);
    Ok(Reply::Json(
        json!({ "meta": { "total_count": total }, "payload": page }),
    ))
}

/// The attachments of messages as lists show them, newest first.
pub(crate) fn attachment_rows(world: &World, messages: Vec<&Message>) -> Vec<Value> {
    let mut rows = Vec::new();
    for message in messages.into_iter().rev() {
        for attachment in message.attachments.iter().rev() {
            let shown = world.attachment_json(message.id, attachment);
            let mut row = json!({
                "id": attachment.id, "message_id": message.id, "thumb_url": shown["thumb_url"],
                "data_url": shown["data_url"], "file_size": shown["file_size"],
                "file_type": shown["file_type"], "extension": shown["extension"],
                "width": shown["width"], "height": shown["height"],
                "created_at": message.created.as_second(),
            });
            put_some(&mut row, "sender", world.sender_event(message.sender));
            rows.push(row);
        }
    }
    rows
}

fn direct_upload(world: &mut World, call: &Call) -> Answer {
    world.opened(call.me(), call.id("id")?)?;
    let fields = call.params.nested("blob")?;
    let name = fields.text("filename").unwrap_or_default();
    let content_type = fields.text("content_type").unwrap_or_default();
    let size = fields.number("byte_size").unwrap_or_default();
    let key = world.mint();
    let file = StoredFile {
        name: name.clone(),
        content_type: content_type.clone(),
        size: usize::try_from(size).ok(),
        bytes: None,
    };
    world.files.insert(key, file);
    let url = format!(
        "{}/rails/active_storage/disk/{}",
        world.base_url,
        signed(key)
    );
    Ok(Reply::Json(json!({
        "id": key, "key": signed(key), "filename": name, "content_type": content_type,
        "metadata": {}, "service_name": "local", "byte_size": size,
        "checksum": fields.text("checksum"), "created_at": iso(world.now()),
        "signed_id": signed(key),
        "direct_upload": { "url": url, "headers": { "Content-Type": content_type } },
    })))
}

fn upload(world: &mut World, call: &Call) -> Answer {
    let file = call.params.files.iter().find(|it| it.field == "attachment");
    let Some(file) = file else {
        let text = match call.params.fields().text("external_url") {
            // The simulator goes nowhere on the network.
            Some(url) if url.starts_with("http") => "Failed to fetch file from URL",
            Some(_) => "Invalid URL provided",
            None => "No file or URL provided",
        };
        return Err(Refusal::unprocessable(text));
    };
    let key = keep(world, file);
    let url = world.file_url(key, "blobs");
    Ok(Reply::Json(
        json!({ "file_url": url, "blob_id": signed(key) }),
    ))
}
