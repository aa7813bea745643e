//! From Chatwoot's words to ours. Pure: what a row says is all that counts.

mod activity;
mod content;
mod conversation;
mod directory;
mod filter;
mod item;
mod mention;

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use inbox_core::{AgentKind, RemoteId};
use serde_json::Value;

pub(super) use content::{attachment, plain_text};
pub(super) use conversation::{contact, conversation, value_text};
pub(super) use directory::{
    Membership, agent, attribute, attribute_type, bot, channel, membership, saved_reply, tag, team,
    whatsapp_templates,
};
pub(super) use filter::saved_view;
pub(super) use item::{items, oldest, time_in};
pub(super) use mention::with_mentions;

use super::wire::Row;

/// What was last read of each contact.
pub(super) type SeenContacts = HashMap<RemoteId, u64>;

/// Bots and people are counted separately, so their numbers meet; ours must not.
const BOT: &str = "bot-";

/// The id of a bot.
pub(super) fn bot_id(number: &RemoteId) -> RemoteId {
    RemoteId(format!("{BOT}{number}"))
}

/// The platform's number of an agent, and whether it counts people or bots.
pub(super) fn agent_number(agent: &RemoteId) -> (RemoteId, AgentKind) {
    match agent.0.strip_prefix(BOT) {
        Some(number) => (RemoteId(number.to_owned()), AgentKind::AiAgent),
        None => (agent.clone(), AgentKind::Person),
    }
}

/// A contact's id, and a number that changes with whatever of it is shown.
pub(super) fn contact_seen(contact: &Value) -> Option<(RemoteId, u64)> {
    let row = Row::of(contact)?;
    let mut hasher = DefaultHasher::new();
    for key in ["name", "phone_number", "email", "thumbnail"] {
        row.text(key).hash(&mut hasher);
    }
    row.flag("blocked").unwrap_or(false).hash(&mut hasher);
    Some((row.id("id")?, hasher.finish()))
}
