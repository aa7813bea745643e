//! The dashboard's own, undocumented calls. Several of them do more than they seem to; whoever
//! triggers that is recorded, so that a test can prove a client never does.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::chatvolt::control::{SendKind, Trap};
use crate::chatvolt::messaging::Content;
use crate::chatvolt::model::{Message, Priority, Status};
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::{Body, Query};
use crate::chatvolt::routes::messages::attachments;
use crate::chatvolt::server::{Answer, Id, Shared, ok};
use crate::chatvolt::wire::{attachment_json, stamp};
use crate::chatvolt::world::{Upload, World};
use crate::shared::runtime::Runtime;

const PAGE: usize = 100;
const MESSAGES: usize = 50;
/// The largest file an upload link takes.
const LARGEST_UPLOAD: usize = 100 * 1024 * 1024;
/// How long an upload link lives.
const LINK_LIFE: SignedDuration = SignedDuration::from_secs(900);

/// `GET /logs`
pub(crate) async fn list(State(runtime): Shared, query: Query) -> Answer {
    let status: Option<Status> = query.word("status")?;
    let priority: Option<Priority> = query.word("priority")?;
    let unread = query.flag("unread")?.unwrap_or_default();
    runtime.look(|world| {
        let mut rows: Vec<usize> = world
            .living()
            .filter(|index| {
                let record = &world.conversations[*index];
                let both =
                    status == Some(Status::Unresolved) && record.status == Status::HumanRequested;
                let assignee = query.get("assigneeId").is_none_or(|id| {
                    world
                        .membership(id)
                        .is_some_and(|member| record.assignees.contains(&member))
                });
                let agent = query
                    .get("agentId")
                    .is_none_or(|id| record.bot.is_some_and(|bot| world.bots[bot].id == id));
                status.is_none_or(|status| status == record.status || both)
                    && priority.is_none_or(|priority| priority == record.priority)
                    && query
                        .get("channel")
                        .is_none_or(|channel| channel == record.channel)
                    && assignee
                    && agent
                    && (!unread || record.unread() > 0)
            })
            .collect();
        rows.sort_by_key(|index| {
            let record = &world.conversations[*index];
            std::cmp::Reverse((record.updated, record.id.clone()))
        });
        let start = match query.get("cursor") {
            None => 0,
            Some(id) => rows
                .iter()
                .position(|index| world.conversations[*index].id == id)
                .map_or(rows.len(), |place| place + 1),
        };
        let page: Vec<Value> = rows
            .iter()
            .skip(start)
            .take(PAGE)
            .map(|index| {
                let record = &world.conversations[*index];
                let newest = record.messages.iter().rev().take(2);
                with_messages(world, *index, newest)
            })
            .collect();
        ok(&Value::from(page))
    })
}

/// A conversation with some of its messages, each with who is behind it.
fn with_messages<'a>(
    world: &World,
    index: usize,
    messages: impl Iterator<Item = &'a Message>,
) -> Value {
    let record = &world.conversations[index];
    let messages: Vec<Value> = messages
        .map(|message| {
            let mut row = world.message_json(&record.id, message);
            let files: Vec<Value> = message.attachments.iter().map(attachment_json).collect();
            row["attachments"] = json!(files);
            row["agent"] = json!(message.bot.map(|bot| json!({
                "id": world.bots[bot].id, "name": world.bots[bot].name,
            })));
            row["contact"] = json!(
                message
                    .contact
                    .map(|contact| world.contact_json(&world.contacts[contact]))
            );
            row["user"] = json!(message.user.map(|user| json!({
                "id": world.members[user].user_id,
                "name": world.members[user].name,
                "picture": null,
            })));
            row
        })
        .collect();
    let mut row = world.conversation_json(index);
    row["messages"] = json!(messages);
    row["_count"] = json!({ "messages": record.unread() });
    row
}

/// `GET /logs/{id}`: opening a conversation marks it as read.
pub(crate) async fn open(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let index = world.sought(&id)?;
        for message in &mut world.conversations[index].messages {
            message.read = true;
        }
        let record = &world.conversations[index];
        let spare = record.messages.len().saturating_sub(MESSAGES);
        ok(&with_messages(
            world,
            index,
            record.messages[spare..].iter(),
        ))
    })
}

/// `PATCH /logs/{id}`: leaving `assignees` out removes them all.
pub(crate) async fn change_log(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let status: Option<Status> = body.word("status")?;
    let status = status.ok_or_else(|| Refusal::body("status", "Required"))?;
    let priority: Option<Priority> = body.word("priority")?;
    let priority = priority.ok_or_else(|| Refusal::body("priority", "Required"))?;
    let ai = body.flag("isAiEnabled")?;
    runtime.act(|world| {
        let index = world.sought(&id)?;
        if !body.0.contains_key("assignees") {
            world.trap(Trap::AssigneesWiped, Some(id.clone()));
        }
        let named = body.get("assignees").and_then(Value::as_array);
        let assignees: Vec<usize> = named
            .into_iter()
            .flatten()
            .filter_map(|id| world.membership(id.as_str()?))
            .collect();
        let record = world.touch(index);
        record.status = status;
        record.priority = priority;
        record.assignees = assignees;
        record.ai = ai.unwrap_or(record.ai);
        ok(&world.conversation_json(index))
    })
}

/// `POST /messages/mark-all-read`
pub(crate) async fn mark_all_read(State(runtime): Shared, query: Query) -> Answer {
    runtime.act(|world| {
        world.trap(Trap::EverythingMarkedRead, None);
        let agent = query.get("agentId").and_then(|id| world.bot(id));
        let mut count = 0;
        for record in &mut world.conversations {
            let other_channel = query
                .get("channel")
                .is_some_and(|channel| channel != record.channel);
            let other_agent = query.get("agentId").is_some() && record.bot != agent;
            if other_channel || other_agent {
                continue;
            }
            for message in record.messages.iter_mut().filter(|message| !message.read) {
                message.read = true;
                count += 1;
            }
        }
        ok(&json!({ "count": count }))
    })
}

/// `GET /logs/count-unread`
pub(crate) async fn count_unread(State(runtime): Shared) -> Answer {
    runtime.look(|world| {
        let unread = |index: &usize| world.conversations[*index].unread() > 0;
        ok(&json!(world.living().filter(unread).count()))
    })
}

/// `GET /memberships`
pub(crate) async fn memberships(State(runtime): Shared) -> Answer {
    runtime.look(|world| {
        let rows: Vec<Value> = world
            .members
            .iter()
            .filter_map(|member| {
                let id = member.membership_id.as_ref()?;
                Some(json!({
                    "id": id,
                    "role": member.role,
                    "userId": member.user_id,
                    "organizationId": world.organization_id,
                    "invitedEmail": null,
                    "user": { "id": member.user_id, "name": member.name, "email": member.email },
                }))
            })
            .collect();
        ok(&Value::from(rows))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LinkRequest {
    case: String,
    conversation_id: String,
    file_name: String,
    mime_type: String,
}

/// `POST /generate-upload-links`
pub(crate) async fn upload_links(State(runtime): Shared, bytes: Bytes) -> Answer {
    let wanted: Vec<LinkRequest> =
        serde_json::from_slice(&bytes).map_err(|_| Refusal::invalid())?;
    if wanted.is_empty() || wanted.len() > 10 {
        return Err(Refusal::invalid());
    }
    runtime.act(|world| {
        let mut links = Vec::new();
        for request in wanted {
            if request.case != "chatUpload" {
                return Err(Refusal::invalid());
            }
            world.sought(&request.conversation_id)?;
            let extension = request.file_name.rsplit_once('.');
            let extension = extension.map_or("bin", |(_, extension)| extension);
            let name = format!("{}.{extension}", world.cuid());
            let url = format!("{}/upload/{name}", world.base_url);
            links.push(json!({ "signedUrl": format!("{url}?signature=1"), "fileUrl": url }));
            let upload = Upload {
                mime_type: request.mime_type,
                expires: world.now() + LINK_LIFE,
                bytes: None,
            };
            world.uploads.insert(name, upload);
        }
        ok(&Value::from(links))
    })
}

/// `PUT` to an upload link, with the content type it was made for.
pub(crate) async fn upload(
    State(runtime): State<Arc<Runtime<World>>>,
    Path(name): Id,
    headers: HeaderMap,
    request: Request,
) -> StatusCode {
    let latency = runtime.look(|world| world.faults.latency_ms);
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    let Ok(bytes) = to_bytes(request.into_body(), LARGEST_UPLOAD).await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    runtime.act(|world| {
        let now = world.now();
        match world.uploads.get_mut(&name) {
            Some(upload) if upload.expires > now && upload.mime_type == kind => {
                upload.bytes = Some(bytes.to_vec());
                StatusCode::OK
            }
            _ => StatusCode::FORBIDDEN,
        }
    })
}

/// The uploaded file, for everybody.
pub(crate) async fn uploaded(
    State(runtime): State<Arc<Runtime<World>>>,
    Path(name): Id,
) -> Response {
    let file = runtime.look(|world| {
        let upload = world.uploads.get(&name)?;
        Some((upload.mime_type.clone(), upload.bytes.clone()?))
    });
    match file {
        Some((kind, bytes)) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `POST /conversations/{id}/message`
pub(crate) async fn send(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let channel = body.required("channel", usize::MAX)?.to_owned();
    let text = body.required("message", usize::MAX)?.to_owned();
    let attachments = attachments(&body)?;
    runtime.act(|world| {
        let index = world.sought(&id)?;
        if channel != world.conversations[index].channel {
            world.trap(Trap::SendSwallowed, Some(id.clone()));
            return Ok(StatusCode::OK.into_response());
        }
        let content = Content { text, attachments };
        if body.text("visitorId").is_some() || body.text("contactId").is_some() {
            world.trap(Trap::SpokeAsCustomer, Some(id.clone()));
            world.receive(index, content);
        } else {
            world.send_in_window(index, SendKind::Dashboard, content)?;
        }
        let newest = world.conversations[index].messages.last();
        ok(&with_messages(world, index, newest.into_iter()))
    })
}

/// `GET /conversations/{id}`: messages newest first, paged by the last one's id.
pub(crate) async fn page(State(runtime): Shared, Path(id): Id, query: Query) -> Answer {
    runtime.look(|world| {
        let index = world.sought(&id)?;
        let messages = &world.conversations[index].messages;
        let end = match query.get("cursor") {
            None => messages.len(),
            Some(cursor) => messages
                .iter()
                .position(|message| message.id == cursor)
                .ok_or_else(Refusal::invalid)?,
        };
        let page = messages[..end].iter().rev().take(MESSAGES);
        ok(&with_messages(world, index, page))
    })
}

/// `PATCH /conversations/{id}`: leaving `metadata` out clears it.
pub(crate) async fn change_conversation(
    State(runtime): Shared,
    Path(id): Id,
    body: Body,
) -> Answer {
    let status: Option<Status> = body.word("status")?;
    let ai = body.flag("isAiEnabled")?;
    runtime.act(|world| {
        let index = world.sought(&id)?;
        if !body.0.contains_key("metadata") {
            world.trap(Trap::MetadataWiped, Some(id.clone()));
        }
        let record = world.touch(index);
        record.metadata = body.0.get("metadata").cloned().unwrap_or_default();
        record.status = status.unwrap_or(record.status);
        record.ai = ai.unwrap_or(record.ai);
        ok(&world.conversation_json(index))
    })
}

/// `POST /conversations/{id}/tags`
pub(crate) async fn add_tag(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let tag = body.required("tag", usize::MAX)?;
    runtime.act(|world| {
        let index = world.sought(&id)?;
        let (tag_id, now) = (world.cuid(), stamp(world.now()));
        let record = world.touch(index);
        if !record.tags.iter().any(|other| other == tag) {
            record.tags.push(tag.to_owned());
        }
        let bot = record.bot.map(|bot| world.bots[bot].id.clone());
        ok(&json!({ "success": true, "tag": {
            "id": tag_id, "conversationId": id, "agentId": bot, "tag": tag,
            "createdAt": now, "updatedAt": now,
        }}))
    })
}

/// `DELETE /conversations/{id}/tags`
pub(crate) async fn remove_tag(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let tag = body.required("tag", usize::MAX)?;
    runtime.act(|world| {
        let index = world.sought(&id)?;
        world.touch(index).tags.retain(|other| other != tag);
        ok(&json!({ "success": true, "message": "Tag removed." }))
    })
}

/// `GET /me`
pub(crate) async fn me(State(runtime): Shared) -> Answer {
    runtime.look(|world| {
        ok(&json!({
            "organization": { "id": world.organization_id, "name": "Switchboard Home" },
        }))
    })
}

/// `GET /agents`
pub(crate) async fn agents(State(runtime): Shared) -> Answer {
    runtime.look(|world| {
        let bots: Vec<Value> = (0..world.bots.len())
            .map(|index| world.bot_json(index))
            .collect();
        ok(&Value::from(bots))
    })
}
