//! Messages of a thread with their files.

use std::collections::{HashMap, HashSet};

use inbox_core::{
    Activity, Author, AuthorKind, Content, Direction, ItemRecord, Media, MediaKind, RemoteId,
    Timestamp,
};
use serde_json::Value;

use crate::ohallo::{
    client::file_reference,
    wire::{Row, cleaned, name, readable},
};

/// A file of a message.
pub(in crate::ohallo) struct Attachment {
    pub(in crate::ohallo) id: String,
    message: String,
    /// Time-limited: used at once, never kept as an identity.
    pub(in crate::ohallo) link: Option<String>,
    file_name: Option<String>,
    mime_type: Option<String>,
    bytes: Option<i64>,
}

pub(in crate::ohallo) fn attachment(row: &Value) -> Option<Attachment> {
    let row = Row::of(row)?;
    Some(Attachment {
        id: row.id(&["id"])?,
        message: row.id(&["messageId"])?,
        link: row.text(&["url"]).map(str::to_owned),
        file_name: row.text(&["fileName"]).and_then(name),
        mime_type: row
            .text(&["contentType", "mimeType"])
            .map(|mime| mime.trim().to_ascii_lowercase()),
        bytes: row
            .count(&["sizeBytes"])
            .and_then(|bytes| i64::try_from(bytes).ok()),
    })
}

/// The items of messages given oldest first, newest first. `fallback` is the time of what tells none,
/// where no other message does either.
pub(in crate::ohallo) fn items(
    messages: &[Value],
    attachments: &[Attachment],
    conversation: &RemoteId,
    ai_names: &HashSet<String>,
    fallback: Timestamp,
) -> Vec<ItemRecord> {
    let mut files: HashMap<&str, Vec<&Attachment>> = HashMap::new();
    for attachment in attachments {
        files
            .entry(&attachment.message)
            .or_default()
            .push(attachment);
    }
    let time = |value: &Value| Row::of(value)?.time(&["createdAt"]);
    // A message without a time happened no earlier than the one before it; before the first that tells
    // one, no later than that.
    let mut neighbour = messages.iter().find_map(time).unwrap_or(fallback);
    let (messages, _) = readable(messages, "message", |value| {
        let row = Row::of(value)?;
        let remote = row.id(&["id"])?;
        let at = row.time(&["createdAt"]).unwrap_or(neighbour);
        neighbour = at;
        let files = files.remove(remote.as_str()).unwrap_or_default();
        Some(message(
            value,
            row,
            &remote,
            at,
            conversation,
            &files,
            ai_names,
        ))
    });
    let mut items: Vec<ItemRecord> = messages.into_iter().flatten().collect();
    items.reverse();
    // Stable, so that what shares a millisecond stays in the order of the thread.
    items.sort_by_key(|item| std::cmp::Reverse(item.occurred_at));
    items
}

fn message(
    value: &Value,
    row: Row<'_>,
    remote: &str,
    occurred_at: Timestamp,
    conversation: &RemoteId,
    files: &[&Attachment],
    ai_names: &HashSet<String>,
) -> Vec<ItemRecord> {
    let role = row
        .text(&["role"])
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let text = row.text(&["content"]).map(cleaned);
    let sender = row.text(&["senderName"]).and_then(name);
    let (direction, kind) = match role.as_str() {
        "agent" => (Direction::Outbound, agent_kind(sender.as_deref(), ai_names)),
        "system" => (Direction::Internal, AuthorKind::System),
        // An unknown role is taken for the customer's: it is better seen than missed.
        _ => (Direction::Inbound, AuthorKind::Contact),
    };
    let item = |remote: RemoteId, content: Content| ItemRecord {
        remote,
        conversation: conversation.clone(),
        occurred_at,
        direction,
        author: Author {
            kind,
            agent: None,
            name: sender.clone(),
        },
        raw: matches!(content, Content::Unsupported { .. }).then(|| value.to_string()),
        content,
        // The platform tells nothing of deliveries; a state that never moves would be asked for in vain.
        delivery: None,
        quote: None,
    };
    let words = match (role.as_str(), text) {
        ("system", Some(text)) => Some(Content::Activity(Activity::Told { text })),
        ("agent" | "customer", Some(text)) => Some(Content::Text { text }),
        ("agent" | "customer", None) if !files.is_empty() => None,
        _ => Some(Content::Unsupported {
            platform_kind: Some(role.clone()).filter(|role| !role.is_empty()),
        }),
    };
    let mut own_id_free = words.is_none();
    let mut items: Vec<ItemRecord> = words
        .map(|content| item(RemoteId::from(remote), content))
        .into_iter()
        .collect();
    for file in files {
        let id = if std::mem::take(&mut own_id_free) {
            remote.to_owned()
        } else {
            format!("{remote}/{}", file.id)
        };
        items.push(item(
            RemoteId(id),
            Content::Media(media(file, conversation)),
        ));
    }
    items
}

/// The AI and colleagues share a role; only the name under which the AI writes tells them apart.
fn agent_kind(sender: Option<&str>, ai_names: &HashSet<String>) -> AuthorKind {
    let is_ai = sender.is_some_and(|sender| {
        let sender = sender.to_lowercase();
        sender == "ohallo" || ai_names.contains(&sender)
    });
    if is_ai {
        AuthorKind::AiAgent
    } else {
        AuthorKind::Person
    }
}

fn media(file: &Attachment, conversation: &RemoteId) -> Media {
    let mime = file.mime_type.as_deref().unwrap_or_default();
    let ending = file
        .file_name
        .as_deref()
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let kind = match (mime.split('/').next(), ending.as_deref()) {
        (Some("image"), _) | (Some(""), Some("png" | "jpg" | "jpeg" | "gif" | "webp")) => {
            MediaKind::Image
        }
        (Some("video"), _) | (Some(""), Some("mp4" | "mov" | "webm")) => MediaKind::Video,
        (Some("audio"), _) | (Some(""), Some("ogg" | "mp3" | "wav" | "m4a")) => MediaKind::Audio,
        _ => MediaKind::Document,
    };
    Media {
        kind,
        url: file_reference(conversation, &file.id),
        file_name: file.file_name.clone(),
        mime_type: file.mime_type.clone(),
        bytes: file.bytes,
        duration_ms: None,
        caption: None,
    }
}
