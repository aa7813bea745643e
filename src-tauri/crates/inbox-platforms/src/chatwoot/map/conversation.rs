//! Conversations, as listings and single reads tell them.

use inbox_core::{
    AgentKind, Assignee, ChannelKind, ContactRecord, ConversationFacts, ConversationRecord,
    Preview, PreviewKind, Priority, Promise, PromiseState, Property, RemoteId, Status, Timestamp,
};
use serde_json::Value;

use super::{bot_id, content::media_kind_of, directory::channel_kind};
use crate::chatwoot::{client::Known, wire::Row};

/// What the platform notes by itself and a reader may want to know; none of it can be changed.
const TOLD: [&str; 3] = ["referer", "browser_language", "conversation_language"];

/// Reads a conversation; `None` when it cannot even be named. `fallback` is the time of one that tells
/// none.
pub(in crate::chatwoot) fn conversation(
    value: &Value,
    known: &Known,
    fallback: Timestamp,
) -> Option<ConversationRecord> {
    let row = Row::of(value)?;
    let remote = row.id("id")?;
    let meta = row.row("meta");
    let last_message = row.list("messages").last().and_then(Row::of);
    let told_at = ["last_activity_at", "timestamp", "updated_at", "created_at"]
        .into_iter()
        .find_map(|key| row.instant(key))
        .or_else(|| last_message?.instant("created_at"));

    let channel = row.id("inbox_id");
    let told_kind = meta
        .and_then(|meta| meta.text("channel"))
        .or_else(|| row.text("channel"))
        .map(|word| channel_kind(word, None));
    let channel_kind = channel
        .as_ref()
        .and_then(|channel| known.channels.get(channel).copied())
        .or(told_kind)
        .unwrap_or(ChannelKind::Other);

    let (status, platform_status) = status(row.text("status"));
    let mut tags: Vec<RemoteId> = Vec::new();
    for label in row.names("labels") {
        let label = RemoteId(label);
        if !tags.contains(&label) {
            tags.push(label);
        }
    }
    let sender = meta.and_then(|meta| meta.row("sender"));
    let record = ConversationRecord {
        channel,
        channel_kind,
        contact: sender.map(contact).unwrap_or_default(),
        status,
        platform_status,
        assignee: meta.and_then(assignee),
        priority: row.text("priority").and_then(priority),
        mood: None,
        tags,
        preview: row
            .row("last_non_activity_message")
            .or(last_message)
            .map(preview),
        facts: facts(row, meta),
        last_activity_at: told_at.unwrap_or(fallback),
        fingerprint: String::new(),
        remote,
    };
    let fingerprint = fingerprint(row, &record, told_at);
    Some(ConversationRecord {
        fingerprint,
        ..record
    })
}

fn facts(row: Row<'_>, meta: Option<Row<'_>>) -> ConversationFacts {
    let additional = row.row("additional_attributes");
    let sender = meta.and_then(|meta| meta.row("sender"));
    ConversationFacts {
        subject: additional.and_then(|additional| {
            additional
                .name("mail_subject")
                .or_else(|| additional.name("subject"))
        }),
        // A bot is an assignee like others.
        ai_on: None,
        snoozed_until: row.instant("snoozed_until"),
        seen_through: seen_through(row),
        can_reply: row.flag("can_reply"),
        team: meta.and_then(|meta| meta.row("team")?.id("id")),
        // Muting is blocking the contact; events tell only the latter.
        muted: row
            .flag("muted")
            .or_else(|| sender?.flag("blocked"))
            .unwrap_or(false),
        properties: properties(row, additional),
        promise: row.row("applied_sla").and_then(promise),
        ..ConversationFacts::default()
    }
}

/// Up to when somebody has read.
///
/// Marks and messages are told in whole seconds: a message of the very second of the mark that still
/// counts as unread came after it.
fn seen_through(row: Row<'_>) -> Option<Timestamp> {
    let seen = row.instant("agent_last_seen_at")?;
    let unread = row.number("unread_count").unwrap_or(0) > 0;
    let newest = row
        .row("last_non_activity_message")
        .and_then(|message| message.instant("created_at"));
    Some(if unread && newest == Some(seen) {
        seen.plus(-1)
    } else {
        seen
    })
}

fn properties(row: Row<'_>, additional: Option<Row<'_>>) -> Vec<Property> {
    let own = row
        .row("custom_attributes")
        .into_iter()
        .flat_map(Row::members)
        .filter_map(|(name, value)| {
            Some(Property {
                name: name.to_owned(),
                value: value_text(value)?,
                editable: true,
            })
        });
    let told = TOLD.into_iter().filter_map(|name| {
        Some(Property {
            name: name.to_owned(),
            value: additional?.name(name)?,
            editable: false,
        })
    });
    let mut properties: Vec<Property> = own.collect();
    for property in told {
        if properties.iter().all(|own| own.name != property.name) {
            properties.push(property);
        }
    }
    properties.sort_by(|one, other| one.name.cmp(&other.name));
    properties
}

/// A promise that was given; one without a known standing says nothing.
fn promise(row: Row<'_>) -> Option<Promise> {
    Some(Promise {
        state: match row.text("sla_status")? {
            "active" => PromiseState::Running,
            "active_with_misses" => PromiseState::RunningBroken,
            "hit" => PromiseState::Kept,
            "missed" => PromiseState::Broken,
            _ => return None,
        },
        name: row.name("sla_name"),
        first_reply_due: row.instant("sla_frt_due_at"),
        next_reply_due: row.instant("sla_nrt_due_at"),
        resolution_due: row.instant("sla_rt_due_at"),
    })
}

/// A free value as text; nothing for none.
pub(in crate::chatwoot) fn value_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        other => Some(other.to_string()),
    }
}

pub(in crate::chatwoot) fn contact(row: Row<'_>) -> ContactRecord {
    ContactRecord {
        remote: row.id("id").map(|id| id.0).unwrap_or_default(),
        name: row.name("name"),
        phone: row.name("phone_number"),
        email: row.name("email"),
        company: row
            .row("additional_attributes")
            .and_then(|additional| additional.name("company_name")),
        avatar_url: row
            .text("thumbnail")
            .or_else(|| row.text("avatar"))
            .map(str::to_owned),
    }
}

/// What is not known to be done or hidden is open: an open one too many is seen, a hidden one is not.
fn status(word: Option<&str>) -> (Status, String) {
    let word = word.unwrap_or("open").trim();
    let status = match word {
        "resolved" => Status::Resolved,
        "pending" => Status::Pending,
        "snoozed" => Status::Snoozed,
        _ => Status::Open,
    };
    (status, word.to_owned())
}

pub(super) fn priority(word: &str) -> Option<Priority> {
    match word {
        "low" => Some(Priority::Low),
        "medium" => Some(Priority::Medium),
        "high" => Some(Priority::High),
        "urgent" => Some(Priority::Urgent),
        _ => None,
    }
}

fn assignee(meta: Row<'_>) -> Option<Assignee> {
    let row = meta.row("assignee")?;
    let id = row.id("id")?;
    let is_bot = match meta.text("assignee_type").or_else(|| row.text("type")) {
        Some(kind) => !kind.eq_ignore_ascii_case("user"),
        None => row.member("bot_type").is_some(),
    };
    Some(Assignee {
        agent: if is_bot { bot_id(&id) } else { id },
        kind: if is_bot {
            AgentKind::AiAgent
        } else {
            AgentKind::Person
        },
        name: row.name("available_name").or_else(|| row.name("name")),
    })
}

fn preview(message: Row<'_>) -> Preview {
    let kind = message.number("message_type");
    let text = message
        .words("processed_message_content")
        .or_else(|| message.words("content"));
    let first_file = message
        .list("attachments")
        .first()
        .and_then(Row::of)
        .and_then(|file| file.text("file_type"));
    let kind_of_preview = match first_file {
        _ if kind == Some(2) => PreviewKind::Activity,
        Some("location") => PreviewKind::Location,
        Some(file) if media_kind_of(file).is_some() => PreviewKind::Media,
        _ if text.is_some() => PreviewKind::Text,
        _ => PreviewKind::Unsupported,
    };
    Preview {
        kind: kind_of_preview,
        // What is not told to be ours is the customer's: better seen than missed.
        outbound: !matches!(kind, Some(0) | None),
        text,
    }
}

/// Everything by which a reader would notice a change, in one text.
///
/// The platform's own `updated_at` is no part of it: it moves with waiting times and read marks that
/// nobody sees, and stands still when a message is taken back.
fn fingerprint(row: Row<'_>, record: &ConversationRecord, told_at: Option<Timestamp>) -> String {
    let mut tags: Vec<_> = record.tags.iter().map(RemoteId::as_str).collect();
    tags.sort_unstable();
    let last = row
        .row("last_non_activity_message")
        .or_else(|| row.list("messages").last().and_then(Row::of));
    let message = last.map(|message| {
        let deleted = message
            .row("content_attributes")
            .and_then(|attributes| attributes.flag("deleted"));
        format!(
            "{} {} {}",
            message.number("id").unwrap_or_default(),
            message.text("status").unwrap_or_default(),
            deleted.unwrap_or(false),
        )
    });
    let facts = &record.facts;
    let properties: Vec<_> = facts
        .properties
        .iter()
        .map(|property| format!("{}={}", property.name, property.value))
        .collect();
    let contact = &record.contact;
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        told_at.map_or_else(String::new, |at| at.0.to_string()),
        message.unwrap_or_default(),
        record.platform_status.clone(),
        facts
            .snoozed_until
            .map_or_else(String::new, |until| until.0.to_string()),
        record
            .assignee
            .as_ref()
            .map_or_else(String::new, |assignee| assignee.agent.0.clone()),
        facts.team.clone().map_or_else(String::new, |team| team.0),
        tags.join(","),
        record
            .priority
            .map_or_else(String::new, |priority| format!("{priority:?}")),
        // The count rather than the mark: the mark also moves when nothing was unread.
        row.number("unread_count").unwrap_or_default().to_string(),
        format!("{:?} {}", facts.can_reply, facts.muted),
        or_empty(&facts.subject),
        [&contact.name, &contact.phone, &contact.email]
            .map(or_empty)
            .join(","),
        properties.join(","),
        facts
            .promise
            .as_ref()
            .map_or_else(String::new, |promise| format!("{promise:?}")),
    ]
    .join("|")
}
