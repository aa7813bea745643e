//! Webhooks of Chatvolt, read as hints.
//!
//! They come seconds late, sometimes without their words, and one of them tells two messages under
//! one id. Only a customer's own message is taken from one; everything else says where to read.

use inbox_core::{Direction, Hint, RawEvent, RemoteId};
use serde_json::{Value, json};

use super::{map::Message, wire::Row};
use crate::text::document;

/// What an event tells; nothing when it is not understood.
pub(super) fn hints(event: &RawEvent) -> Vec<Hint> {
    let Some(document) = document(event.body.as_bytes()) else {
        return Vec::new();
    };
    let Some(row) = Row::of(&document) else {
        return Vec::new();
    };
    let Some(conversation) = row.id("conversationId").map(RemoteId) else {
        return Vec::new();
    };
    let is_customer = row
        .text("eventType")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("USER_MESSAGE_RECEIVED"));
    let message = is_customer
        .then(|| customer_message(row, &conversation))
        .flatten();
    let item = message.as_ref().and_then(|message| {
        let row = Row::of(message)?;
        let message = Message::of(row, event.received_at)?;
        // The first item has the id that the thread will tell; files that follow it are read there.
        let items = message.items(&conversation);
        let first = items.into_iter().next()?;
        (first.direction == Direction::Inbound && first.raw.is_none()).then(|| Box::new(first))
    });
    vec![Hint::Conversation { conversation, item }]
}

/// The message as the thread will tell it; `None` when it lacks its id, its time or its words.
fn customer_message(row: Row<'_>, conversation: &RemoteId) -> Option<Value> {
    let id = row.id("messageId")?;
    row.time("createdAt")?;
    let files = row.values("attachments");
    if row.text("userMessage").is_none() && files.is_empty() {
        return None;
    }
    Some(json!({
        "id": id,
        "from": "human",
        "text": row.text("userMessage"),
        "conversationId": conversation,
        "createdAt": row.get("createdAt"),
        "attachments": files,
    }))
}
