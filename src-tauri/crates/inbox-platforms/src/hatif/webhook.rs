//! Webhooks of Hatif, read as hints.
//!
//! They come twice, late and out of order, so an item is taken from one only when it is complete;
//! everything else only says where to read.

use inbox_core::{Author, AuthorKind, Content, Direction, Hint, ItemRecord, RawEvent, RemoteId};
use serde_json::Value;

use super::{
    map,
    wire::{self, Webhook},
};
use crate::text::document;

/// What an event tells; nothing when it is not understood.
pub(super) fn hints(event: &RawEvent) -> Vec<Hint> {
    let Some(document) = document(event.body.as_bytes()) else {
        return Vec::new();
    };
    let Some(row) = wire::read::<Webhook>(&document) else {
        return Vec::new();
    };
    let mut hints: Vec<_> = hint(&row, &document).into_iter().collect();
    hints.extend(edited(&row));
    hints
}

/// That the words of a message were changed. The event need not repeat what stands beside them, so a
/// file with words of its own is read instead.
fn edited(row: &Webhook) -> Option<Hint> {
    let kind = row.message_type.as_deref()?.trim();
    if !kind.eq_ignore_ascii_case("MessageEdited") {
        return None;
    }
    Some(Hint::Edited {
        conversation: RemoteId(row.conversation_id.as_ref()?.0.clone()),
        item: RemoteId(row.conversation_event_id.as_ref()?.0.clone()),
        content: map::message_content(row.body.as_deref(), None, None, None, None).map(Box::new),
    })
}

fn hint(row: &Webhook, document: &Value) -> Option<Hint> {
    let conversation_of = |id: &wire::Id| RemoteId(id.0.clone());
    if row.event_type.is_some() {
        let data = row.data.as_ref()?;
        let id = data.conversation_id.as_ref().or(data.id.as_ref())?;
        return Some(Hint::Conversation {
            conversation: conversation_of(id),
            item: None,
        });
    }
    // The result of a robot call, which belongs to no conversation.
    if row.destination_number.is_some() {
        return None;
    }
    if let Some(conversation) = row.conversation_id.as_ref().map(conversation_of) {
        let item = message(row, &conversation, document).map(Box::new);
        return Some(Hint::Conversation { conversation, item });
    }
    // A call names its contact but neither conversation nor timeline event.
    row.call_id.as_ref()?;
    let contact = conversation_of(row.contact_id.as_ref()?);
    Some(Hint::Contact { contact })
}

/// The message of a webhook, when it can be shown as it is.
///
/// A message of ours whose sender is not named may be the AI's or a person's: it is left to the read
/// that follows. Of a deletion the timeline does not tell: it only shows a message without anything in
/// it.
fn message(row: &Webhook, conversation: &RemoteId, document: &Value) -> Option<ItemRecord> {
    let id = row.conversation_event_id.as_ref()?;
    let occurred_at = row.creation_time.map(|time| time.resolve(&id.0))?;
    let direction = match row.direction.as_ref()? {
        word if word.is(1, "Inbound") => Direction::Inbound,
        word if word.is(2, "Outbound") => Direction::Outbound,
        _ => return None,
    };
    let sender = row.sender_user_id.as_ref().map(|id| RemoteId(id.0.clone()));
    let author = match direction {
        Direction::Inbound => Author {
            kind: AuthorKind::Contact,
            agent: None,
            name: None,
        },
        Direction::Outbound | Direction::Internal => Author {
            kind: AuthorKind::Person,
            agent: Some(sender?),
            name: None,
        },
    };
    let content = content(row)?;
    let raw = matches!(content, Content::Unsupported { .. }).then(|| document.to_string());
    Some(ItemRecord {
        remote: RemoteId(id.0.clone()),
        conversation: conversation.clone(),
        occurred_at,
        direction,
        author,
        content,
        delivery: (direction == Direction::Outbound).then(|| {
            map::delivery(
                row.status.as_ref(),
                *row.error_code,
                row.error_reason.as_deref(),
            )
        }),
        quote: None,
        raw,
    })
}

/// The same content as the timeline will show for it, so that nothing flickers when it is read: a
/// template is words there, a sticker a picture.
fn content(row: &Webhook) -> Option<Content> {
    let kind = row.message_type.as_deref()?.trim();
    let is_one_of = |names: &[&str]| names.iter().any(|name| kind.eq_ignore_ascii_case(name));
    let body = row.body.as_deref();
    if is_one_of(&["Text", "Template", "Interactive"]) {
        map::message_content(
            body,
            row.media_url.as_deref(),
            row.mime_type.as_deref(),
            None,
            None,
        )
    } else if is_one_of(&["Image", "Video", "Audio", "Document", "Sticker"]) {
        let url = row
            .media_url
            .as_deref()
            .filter(|url| !url.trim().is_empty())?;
        let mut content =
            map::message_content(body, Some(url), row.mime_type.as_deref(), None, None)?;
        if let Content::Media(media) = &mut content {
            media.kind = match () {
                () if is_one_of(&["Image", "Sticker"]) => inbox_core::MediaKind::Image,
                () if is_one_of(&["Video"]) => inbox_core::MediaKind::Video,
                () if is_one_of(&["Audio"]) => inbox_core::MediaKind::Audio,
                () => inbox_core::MediaKind::Document,
            };
        }
        Some(content)
    } else if is_one_of(&["Location"]) {
        let place = wire::Location {
            latitude: row.latitude.clone(),
            longitude: row.longitude.clone(),
            ..wire::Location::default()
        };
        map::message_content(None, None, None, Some(&place), None)
    } else if is_one_of(&["MessageDeleted"]) {
        Some(Content::Deleted)
    } else if is_one_of(&["MessageEdited"]) {
        None
    } else {
        Some(Content::Unsupported {
            platform_kind: map::name(kind),
        })
    }
}
