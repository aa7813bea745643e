//! Conversations of a listing, and those read singly.

use inbox_core::{
    AgentKind, Assignee, ChannelKind, ContactRecord, ConversationFacts, ConversationRecord, Mood,
    Preview, PreviewKind, RemoteId, Status, Timestamp, digits_of,
};
use serde_json::Value;

use super::{KnownChannels, channel_kind, cleaned, name, phone};
use crate::hatif::{
    time::{WireTime, minted_at},
    wire::{self, Word},
};

/// Reads a conversation; `None` when it cannot even be named. `fallback` is the time of one that tells
/// none, not even by its id.
pub(in crate::hatif) fn conversation(
    row: &Value,
    channels: &KnownChannels,
    fallback: Timestamp,
) -> Option<ConversationRecord> {
    let row: wire::Conversation = wire::read(row)?;
    let id = row.id.as_ref()?.0.clone();
    let at = |time: &WireTime| time.resolve(&id);
    let last_event_at = row.last_event_occurred_at.as_ref().map(at);
    let told_at = row
        .last_activity_at
        .as_ref()
        .map(at)
        .or(last_event_at)
        .or_else(|| minted_at(&id));

    let channel_row = row.channel.as_ref();
    let channel = row
        .channel_id
        .as_ref()
        .or_else(|| channel_row?.id.as_ref())
        .map(|id| RemoteId(id.0.clone()));
    let told_kind = channel_row
        .and_then(|channel| channel.kind.as_ref())
        .map(channel_kind);
    let channel_kind = channel
        .as_ref()
        .and_then(|channel| channels.get(channel).copied())
        .or(told_kind)
        .unwrap_or(ChannelKind::Other);

    let (status, platform_status) = status(row.status.as_ref());
    let mut tags = Vec::new();
    for tag in row.tags.iter().flatten().filter_map(|tag| tag.as_ref()) {
        let tag = RemoteId(tag.id().to_owned());
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let contact = contact(&row);
    let assignee = assignee(&row);
    let fingerprint = fingerprint(
        &row,
        [told_at, last_event_at],
        (&platform_status, assignee.as_ref(), &tags, &contact),
    );
    Some(ConversationRecord {
        remote: RemoteId(id),
        channel,
        channel_kind,
        contact,
        status,
        platform_status,
        assignee,
        priority: None,
        mood: row.sentiment.as_ref().and_then(mood),
        tags,
        preview: preview(&row),
        last_activity_at: told_at.unwrap_or(fallback),
        facts: ConversationFacts::default(),
        fingerprint,
    })
}

fn contact(row: &wire::Conversation) -> ContactRecord {
    let phone = row
        .phone_number
        .as_ref()
        .and_then(|number| phone(number.number()));
    ContactRecord {
        remote: row
            .contact_id
            .as_ref()
            .map(|id| id.0.clone())
            .unwrap_or_default(),
        // A contact without a name is given its number as name.
        name: row.contact_name.as_deref().and_then(name).filter(|name| {
            name.chars().any(char::is_alphabetic)
                || phone
                    .as_deref()
                    .is_none_or(|phone| digits_of(phone) != digits_of(name))
        }),
        phone,
        ..ContactRecord::default()
    }
}

/// What is not known to be closed is open: an open one too many is seen, a hidden one is not.
fn status(word: Option<&Word>) -> (Status, String) {
    match word {
        Some(word) if word.is(2, "Closed") => (Status::Resolved, "Closed".to_owned()),
        Some(word) if !word.is(1, "Open") => (Status::Open, word.as_written()),
        _ => (Status::Open, "Open".to_owned()),
    }
}

fn mood(word: &Word) -> Option<Mood> {
    [
        (1, "Positive", Mood::Positive),
        (2, "Neutral", Mood::Neutral),
        (3, "Negative", Mood::Negative),
        (4, "Mixed", Mood::Mixed),
    ]
    .into_iter()
    .find_map(|(number, name, mood)| word.is(number, name).then_some(mood))
}

fn assignee(row: &wire::Conversation) -> Option<Assignee> {
    let person = row.assignee_id.as_ref();
    let machine = row.assigned_ai_agent_id.as_ref();
    let is_machine = row.is_ai_assignee.unwrap_or(person.is_none());
    let (agent, kind) = if is_machine {
        (machine.or(person)?, AgentKind::AiAgent)
    } else if let Some(person) = person {
        (person, AgentKind::Person)
    } else {
        (machine?, AgentKind::AiAgent)
    };
    Some(Assignee {
        agent: RemoteId(agent.0.clone()),
        kind,
        name: row.assignee_name.as_deref().and_then(name),
    })
}

/// The last event in one line; `None` for the smaller conversation that does not tell it.
fn preview(row: &wire::Conversation) -> Option<Preview> {
    let source = row.last_event_source_type.as_ref()?;
    // As for items, an unknown direction is the customer's: better seen than missed.
    let inbound = !row
        .last_event_direction
        .as_ref()
        .is_some_and(|word| word.is(2, "Outbound") || word.is(3, "Internal"));
    let text = row
        .last_event_preview_body
        .as_deref()
        .map(cleaned)
        .filter(|text| !text.trim().is_empty());
    let kind = if source.is(1, "Call") {
        let outcome = super::call_outcome(row.last_event_status.as_ref(), inbound, None);
        if outcome == inbox_core::CallOutcome::Missed {
            PreviewKind::MissedCall
        } else {
            PreviewKind::Call
        }
    } else if source.is(2, "WhatsApp") {
        // The listing tells a message's text and nothing else of it.
        if text.is_some() {
            PreviewKind::Text
        } else {
            PreviewKind::Media
        }
    } else if source.is(3, "Assignation") {
        PreviewKind::Activity
    } else {
        PreviewKind::Unsupported
    };
    Some(Preview {
        kind,
        outbound: !inbound,
        text,
    })
}

/// Everything by which a reader would notice a change, in one text.
fn fingerprint(
    row: &wire::Conversation,
    times: [Option<Timestamp>; 2],
    (status, assignee, tags, contact): (&str, Option<&Assignee>, &[RemoteId], &ContactRecord),
) -> String {
    let mut tags: Vec<_> = tags.iter().map(RemoteId::as_str).collect();
    tags.sort_unstable();
    let [activity, event] = times.map(|time| time.map_or_else(String::new, |at| at.0.to_string()));
    let event_status = row
        .last_event_status
        .as_ref()
        .map(Word::as_written)
        .unwrap_or_default();
    let count = row
        .last_events_count
        .map(|count| count.to_string())
        .unwrap_or_default();
    [
        activity.as_str(),
        &event,
        &count,
        &event_status,
        status,
        assignee.map_or("", |assignee| assignee.agent.as_str()),
        &tags.join(","),
        contact.name.as_deref().unwrap_or_default(),
    ]
    .join("|")
}
