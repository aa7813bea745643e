//! Webhooks of Chatwoot, read as hints.
//!
//! They are not repeated, come in any order and show the state when they were made, so each only
//! says where to read; a message is taken along when it is complete.

use inbox_core::{Direction, Hint, ItemRecord, RawEvent, RemoteId, Timestamp};
use serde_json::{Value, json};

use super::{client::Known, map, wire::Row};
use crate::text::document;

/// What an event tells; nothing when it is not understood or of another account.
pub(super) fn hints(event: &RawEvent, account: i64, known: &Known) -> Vec<Hint> {
    let Some(document) = document(event.body.as_bytes()) else {
        return Vec::new();
    };
    let Some(row) = Row::of(&document) else {
        return Vec::new();
    };
    let told_account = row
        .row("account")
        .and_then(|account| account.number("id"))
        .or_else(|| row.number("account_id"));
    // Conversations are counted per account: the same number means another one elsewhere.
    if told_account.is_some_and(|told| told != account) {
        return Vec::new();
    }
    match row.text("event") {
        Some("message_created" | "message_updated") => message(&document, row, known),
        Some(
            "conversation_created"
            | "conversation_updated"
            | "conversation_status_changed"
            | "conversation_opened"
            | "conversation_resolved"
            | "macro.executed",
        ) => row.id("id").map(read).into_iter().collect(),
        Some("contact_created" | "contact_updated") => row
            .id("id")
            .map(|contact| Hint::Contact { contact })
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// Says where to read.
pub(super) fn read(conversation: RemoteId) -> Hint {
    Hint::Conversation {
        conversation,
        item: None,
    }
}

/// Says where to read, with what is known already.
pub(super) fn with_items(conversation: &RemoteId, items: Vec<ItemRecord>) -> Vec<Hint> {
    if items.is_empty() {
        return vec![read(conversation.clone())];
    }
    items
        .into_iter()
        .map(|item| Hint::Conversation {
            conversation: conversation.clone(),
            item: Some(Box::new(item)),
        })
        .collect()
}

fn message(document: &Value, row: Row<'_>, known: &Known) -> Vec<Hint> {
    let inner = row.row("conversation");
    let Some(conversation) = inner
        .and_then(|inner| inner.id("id"))
        .or_else(|| row.id("conversation_id"))
    else {
        return Vec::new();
    };
    let mut message = document.clone();
    // A message in a webhook tells neither its channel nor how far it has come; the conversation
    // beside it does.
    if let Some(inbox) = row.row("inbox").and_then(|inbox| inbox.id("id")) {
        message["inbox_id"] = json!(inbox);
    }
    let status = inner
        .into_iter()
        .flat_map(|inner| inner.list("messages"))
        .filter_map(Row::of)
        .find(|last| last.id("id") == row.id("id"))
        .and_then(|last| last.text("status"));
    if let Some(status) = status {
        message["status"] = json!(status);
    }
    // One without a time is not complete, and is read instead.
    let items = map::items(&message, &conversation, known, Timestamp::default());
    let complete = row.instant("created_at").is_some()
        && items
            .iter()
            .all(|item| item.direction != Direction::Outbound || status.is_some());
    with_items(&conversation, if complete { items } else { Vec::new() })
}
