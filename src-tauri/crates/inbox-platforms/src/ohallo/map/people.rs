//! Contacts, channels, and the queue of what needs a person.

use std::collections::HashMap;

use inbox_core::{
    AttentionItem, AttentionKind, Channel, ChannelKind, ContactRecord, RemoteId, Timestamp,
};
use serde_json::Value;

use crate::ohallo::wire::{Row, cleaned, name};

/// The id of a contact's row.
fn contact_id(row: &Value) -> Option<String> {
    Row::of(row)?.id(&["id", "contactId"])
}

/// A contact in either dialect.
pub(in crate::ohallo) fn contact(row: &Value) -> Option<ContactRecord> {
    let remote = contact_id(row)?;
    let row = Row::of(row)?;
    let line = |names: &[&str]| row.text(names).and_then(name);
    let parts = [line(&["firstName"]), line(&["lastName"])];
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let identities = row.get(&["identities"]).and_then(Value::as_array);
    let identity = |wanted: &[&str]| {
        identities.into_iter().flatten().find_map(|identity| {
            let identity = Row::of(identity)?;
            let channel = identity.text(&["channel"])?.to_ascii_lowercase();
            wanted
                .contains(&channel.as_str())
                .then(|| identity.text(&["value"]).and_then(name))?
        })
    };
    Some(ContactRecord {
        remote,
        name: line(&["name"]).or_else(|| Some(joined).filter(|name| !name.is_empty())),
        phone: line(&["phone"]).or_else(|| identity(&["whatsapp", "phone", "voice", "sms"])),
        email: line(&["email"]).or_else(|| identity(&["email"])),
        company: line(&["accountName", "companyName"]),
        avatar_url: None,
    })
}

/// A channel of which nothing but its id may be known.
pub(in crate::ohallo) fn unread_channel(id: &RemoteId) -> Channel {
    Channel {
        remote: id.clone(),
        name: id.0.clone(),
        kind: ChannelKind::Other,
        address: None,
    }
}

pub(in crate::ohallo) fn channel(row: &Value) -> Option<Channel> {
    let row = Row::of(row)?;
    let remote = RemoteId(row.id(&["id"])?);
    let word = row.text(&["channelType", "type"]).unwrap_or_default();
    let config = row.object(&["config"]);
    let address = config.and_then(|config| {
        config.text(&[
            "inboundAddress",
            "phoneNumber",
            "number",
            "address",
            "email",
        ])
    });
    Some(Channel {
        name: row
            .text(&["displayName", "name"])
            .and_then(name)
            .unwrap_or_else(|| remote.0.clone()),
        kind: match word.trim().to_ascii_lowercase().as_str() {
            "email" => ChannelKind::Email,
            "chat" | "webchat" | "web_chat" => ChannelKind::WebChat,
            "whatsapp" => ChannelKind::WhatsApp,
            "voice" | "phone" => ChannelKind::Phone,
            "sms" => ChannelKind::Sms,
            _ => ChannelKind::Other,
        },
        remote,
        address: address.and_then(name),
    })
}

/// What needs a person, by conversation; open ones first, then the newest.
pub(in crate::ohallo) type AttentionBoard = HashMap<RemoteId, Vec<AttentionItem>>;

/// Sorts a list of attention items by conversation. What cannot be told to be resolved is open; what tells
/// no time is as old as `moved_at` says of its conversation.
pub(in crate::ohallo) fn attention(
    rows: &[Value],
    moved_at: impl Fn(&RemoteId) -> Timestamp,
) -> AttentionBoard {
    let mut board = AttentionBoard::new();
    let (items, _) = crate::ohallo::wire::readable(rows, "attention item", |row| {
        let row = Row::of(row)?;
        let conversation = RemoteId(row.id(&["conversationId"])?);
        let resolved = row.text(&["status"]).is_some_and(|status| {
            matches!(status.to_ascii_lowercase().as_str(), "resolved" | "closed")
        }) || row.time(&["resolvedAt"]).is_some();
        let item = AttentionItem {
            remote: Some(RemoteId(row.id(&["id"])?)),
            kind: kind(row.text(&["type"]).unwrap_or_default()),
            reason: row.text(&["reason"]).map(cleaned),
            raised_at: row
                .time(&["createdAt", "updatedAt"])
                .unwrap_or_else(|| moved_at(&conversation)),
            open: !resolved,
        };
        Some((conversation, item))
    });
    for (conversation, item) in items {
        board.entry(conversation).or_default().push(item);
    }
    for items in board.values_mut() {
        items.sort_by_key(|item| {
            let newest_first: Timestamp = Timestamp(-item.raised_at.0);
            (!item.open, newest_first)
        });
    }
    board
}

/// The set of types is open; only these are known.
fn kind(word: &str) -> AttentionKind {
    let word = word.to_ascii_lowercase();
    if word.contains("approv") {
        AttentionKind::Approval
    } else if word == "validation_failed" {
        AttentionKind::AiStuck
    } else if word.contains("human_requested") {
        AttentionKind::HumanRequested
    } else {
        AttentionKind::Other
    }
}
