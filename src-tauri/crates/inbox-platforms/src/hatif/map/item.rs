//! Events of a timeline: messages, calls, assignments, and what nobody has heard of yet.

use inbox_core::{
    Activity, AgentKind, Author, AuthorKind, Call, CallOutcome, Content, Delivery, Direction,
    ItemRecord, Media, MediaKind, Quote, RemoteId, Timestamp, TranscriptLine,
};
use serde_json::Value;

use super::{cleaned, name};
use crate::hatif::{
    time::minted_at,
    wire::{self, DurationOrSize, Word},
};

/// Reads an event. What cannot be read but has an id becomes [`Content::Unsupported`] with its JSON
/// kept; `None` is left for rows that cannot even be named.
///
/// `fallback` is the time of an event that tells none: its neighbour's in the page, or now.
pub(in crate::hatif) fn item(
    row: &Value,
    conversation: &RemoteId,
    fallback: Timestamp,
) -> Option<ItemRecord> {
    let event: wire::Event = wire::read(row)?;
    let remote = event.event_id.as_ref().or(event.id.as_ref())?.0.clone();
    let occurred_at = event
        .creation_time
        .map(|time| time.resolve(&remote))
        .or_else(|| minted_at(&remote))
        .unwrap_or(fallback);
    let source = Source::of(&event);
    let direction = direction(event.direction.as_ref(), source);
    let content = content(&event, source, direction);
    let unknown_call_status = source == Source::Call
        && event
            .status
            .as_ref()
            .is_some_and(|word| known_outcome(word, true).is_none());
    let raw = (unknown_call_status || matches!(content, Content::Unsupported { .. }))
        .then(|| row.to_string());
    let is_message = source == Source::Message;
    Some(ItemRecord {
        remote: RemoteId(remote),
        conversation: conversation.clone(),
        occurred_at,
        direction,
        author: author(&event, source, direction),
        content,
        delivery: (is_message && direction == Direction::Outbound).then(|| {
            delivery(
                event.status.as_ref(),
                *event.error_code,
                event.failure_reason.as_deref(),
            )
        }),
        quote: event.reply_to.as_ref().and_then(quote),
        raw,
    })
}

/// Where an event comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Call,
    Message,
    Assignment,
    Unknown,
}

impl Source {
    fn of(event: &wire::Event) -> Self {
        match event.source_type.as_ref() {
            Some(word) if word.is(1, "Call") => Self::Call,
            Some(word) if word.is(2, "WhatsApp") => Self::Message,
            Some(word) if word.is(3, "Assignation") => Self::Assignment,
            _ => Self::Unknown,
        }
    }
}

/// A message whose direction is not told is taken for the customer's: it is better seen than missed.
fn direction(word: Option<&Word>, source: Source) -> Direction {
    match word {
        Some(word) if word.is(2, "Outbound") => Direction::Outbound,
        Some(word) if word.is(3, "Internal") => Direction::Internal,
        Some(word) if word.is(1, "Inbound") => Direction::Inbound,
        _ if source == Source::Assignment => Direction::Internal,
        _ => Direction::Inbound,
    }
}

/// A call's author is whoever took or made it on our side, when somebody did; its direction tells
/// who called whom.
fn author(event: &wire::Event, source: Source, direction: Direction) -> Author {
    let handler = event.handler_name.as_deref().and_then(name);
    let owner = event
        .owner_user_id
        .as_ref()
        .map(|id| RemoteId(id.0.clone()));
    let machine = event.ai_agent_id.as_ref().map(|id| RemoteId(id.0.clone()));
    if source == Source::Assignment {
        let by = event.assignation.as_ref();
        let agent = by
            .and_then(|by| by.assigned_by_user_id.as_ref())
            .map(|id| RemoteId(id.0.clone()));
        let by_name = by
            .and_then(|by| by.assigned_by_user_name.as_deref())
            .and_then(name);
        let known = agent.is_some() || by_name.is_some();
        let kind = if known {
            AuthorKind::Person
        } else {
            AuthorKind::System
        };
        return Author {
            kind,
            agent,
            name: by_name,
        };
    }
    let took_call = source == Source::Call && (owner.is_some() || handler.is_some());
    if direction == Direction::Inbound && source != Source::Call {
        Author {
            kind: AuthorKind::Contact,
            agent: None,
            name: None,
        }
    } else if event.is_ai.unwrap_or(false) || (machine.is_some() && owner.is_none()) {
        Author {
            kind: AuthorKind::AiAgent,
            agent: machine,
            name: handler,
        }
    } else if direction != Direction::Inbound || took_call {
        Author {
            kind: AuthorKind::Person,
            agent: owner,
            name: handler,
        }
    } else {
        Author {
            kind: AuthorKind::Contact,
            agent: None,
            name: None,
        }
    }
}

fn content(event: &wire::Event, source: Source, direction: Direction) -> Content {
    let unsupported = |kind: Option<String>| Content::Unsupported {
        platform_kind: kind,
    };
    match source {
        Source::Call => Content::Call(call(event, direction)),
        Source::Message => {
            let duration_or_size = *event.duration_or_size;
            message_content(
                event.body.as_deref(),
                event.attachment.as_deref(),
                None,
                event.location.as_ref(),
                duration_or_size,
            )
            .unwrap_or_else(|| unsupported(None))
        }
        Source::Assignment => match event.assignation.as_ref() {
            Some(assignation) => Content::Activity(assigned(assignation)),
            None => unsupported(Some("Assignation".to_owned())),
        },
        Source::Unknown => unsupported(event.source_type.as_ref().map(Word::as_written)),
    }
}

/// What a message holds: a place, a file, or words. `None` when it holds none of them, as contact
/// cards and some templates do.
pub(in crate::hatif) fn message_content(
    body: Option<&str>,
    url: Option<&str>,
    mime_type: Option<&str>,
    location: Option<&wire::Location>,
    duration_or_size: Option<DurationOrSize>,
) -> Option<Content> {
    let text = body.map(cleaned).filter(|text| !text.trim().is_empty());
    let place = location.and_then(|place| Some((place, (*place.latitude)?, (*place.longitude)?)));
    if let Some((place, latitude, longitude)) = place {
        return Some(Content::Location {
            latitude,
            longitude,
            name: place.name.as_deref().and_then(name),
            address: place.address.as_deref().and_then(name),
        });
    }
    let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else {
        return text.map(|text| Content::Text { text });
    };
    let file_name = file_name(url);
    let (duration_ms, bytes) = match duration_or_size {
        Some(DurationOrSize::Duration(span)) => (Some(span.0), None),
        Some(DurationOrSize::Bytes(bytes)) => (None, Some(bytes)),
        None => (None, None),
    };
    Some(Content::Media(Media {
        kind: media_kind(mime_type, file_name.as_deref()),
        url: url.to_owned(),
        file_name,
        mime_type: mime_type.map(str::to_owned),
        bytes,
        duration_ms,
        caption: text,
    }))
}

/// The last part of a URL's path, decoded, when it looks like a file's name.
fn file_name(url: &str) -> Option<String> {
    let url = reqwest::Url::parse(url).ok()?;
    let last = url.path_segments()?.next_back()?;
    let decoded = percent_decoded(last);
    name(&decoded).filter(|name| name.contains('.'))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| std::str::from_utf8(tail.get(..2)?).ok())
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = tail
            .get(if escaped.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    // A name is shown as one segment, so a decoded separator must not make it look like a path.
    String::from_utf8_lossy(&bytes).replace(['/', '\\'], "_")
}

/// The timeline names no type, so the extension of the file decides.
fn media_kind(mime_type: Option<&str>, file_name: Option<&str>) -> MediaKind {
    let kind = mime_type
        .and_then(|mime| mime.split(['/', ';']).next())
        .map(str::trim);
    match kind.map(str::to_ascii_lowercase).as_deref() {
        Some("image") => return MediaKind::Image,
        Some("video") => return MediaKind::Video,
        Some("audio") => return MediaKind::Audio,
        Some("application" | "text") => return MediaKind::Document,
        _ => {}
    }
    let extension = file_name
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("jpg" | "jpeg" | "png" | "webp" | "gif" | "bmp" | "heic") => MediaKind::Image,
        Some("mp4" | "3gp" | "mov" | "webm" | "mkv") => MediaKind::Video,
        Some("ogg" | "oga" | "opus" | "mp3" | "m4a" | "aac" | "amr" | "wav") => MediaKind::Audio,
        _ => MediaKind::Document,
    }
}

fn call(event: &wire::Event, direction: Direction) -> Call {
    let duration_ms = match *event.duration_or_size {
        Some(DurationOrSize::Duration(span)) => Some(span.0),
        Some(DurationOrSize::Bytes(_)) | None => None,
    };
    let inbound = direction == Direction::Inbound;
    let summary = event.ai_summary.as_ref();
    let words = |text: &str| Some(cleaned(text)).filter(|text| !text.trim().is_empty());
    Call {
        outcome: call_outcome(event.status.as_ref(), inbound, duration_ms),
        ringing_ms: event.ringing_duration.map(|span| span.0),
        duration_ms,
        recording_url: event.attachment.as_deref().map(str::trim).and_then(words),
        summary: summary
            .and_then(|summary| summary.summary.as_deref())
            .and_then(words),
        transcript: summary
            .and_then(|summary| summary.transcription.as_ref())
            .and_then(|spoken| words(spoken.text()))
            .map(|text| TranscriptLine {
                speaker: None,
                start_ms: None,
                text,
            })
            .into_iter()
            .collect(),
    }
}

/// How a call ended, by the platform's word or, where that is unknown, by whether anybody talked.
pub(in crate::hatif) fn call_outcome(
    word: Option<&Word>,
    inbound: bool,
    duration_ms: Option<i64>,
) -> CallOutcome {
    if let Some(outcome) = word.and_then(|word| known_outcome(word, inbound)) {
        outcome
    } else if duration_ms.is_some_and(|duration| duration > 0) {
        CallOutcome::Answered
    } else if inbound {
        CallOutcome::Missed
    } else {
        CallOutcome::NoAnswer
    }
}

/// A customer who gives up while we let it ring was missed: somebody should call back.
fn known_outcome(word: &Word, inbound: bool) -> Option<CallOutcome> {
    let by_side = |ours, theirs| if inbound { ours } else { theirs };
    [
        (0, "Active", CallOutcome::Active),
        (1, "Completed", CallOutcome::Answered),
        (1, "Answered", CallOutcome::Answered),
        (2, "Missed", CallOutcome::Missed),
        (
            3,
            "RejectedByCaller",
            by_side(CallOutcome::Missed, CallOutcome::Declined),
        ),
        (4, "RejectedByCallee", CallOutcome::Declined),
        (
            5,
            "NoAnswer",
            by_side(CallOutcome::Missed, CallOutcome::NoAnswer),
        ),
        (
            6,
            "Cancelled",
            by_side(CallOutcome::Missed, CallOutcome::Declined),
        ),
        (7, "Failed", CallOutcome::Failed),
        (8, "Ringing", CallOutcome::Ringing),
    ]
    .into_iter()
    .find_map(|(number, name, outcome)| word.is(number, name).then_some(outcome))
}

fn assigned(row: &wire::Assignation) -> Activity {
    let person = row.assigned_user_id.as_ref();
    let machine = row.assigned_ai_agent_id.as_ref();
    let by_name = row.assigned_by_user_name.as_deref().and_then(name);
    let person_name = row.assigned_user_name.as_deref().and_then(name);
    let machine_name = row.assigned_ai_agent_name.as_deref().and_then(name);
    let is_machine = machine.is_some() || (person.is_none() && machine_name.is_some());
    let (to, to_name, to_kind) = if is_machine {
        (machine, machine_name, AgentKind::AiAgent)
    } else {
        (person, person_name, AgentKind::Person)
    };
    Activity::Assigned {
        to_name,
        to: to.map(|id| RemoteId(id.0.clone())),
        to_kind,
        by_name,
    }
}

/// How far a message of ours has come. A word nobody knows claims nothing beyond having been taken.
pub(in crate::hatif) fn delivery(
    word: Option<&Word>,
    error_code: Option<i64>,
    reason: Option<&str>,
) -> Delivery {
    let is = |name: &str| matches!(word, Some(Word::Text(text)) if text.trim().eq_ignore_ascii_case(name));
    if is("Failed") || error_code.is_some_and(|code| code != 0) {
        let reason = reason.and_then(name);
        Delivery::Failed {
            code: error_code,
            reason,
        }
    } else if is("Read") {
        Delivery::Read
    } else if is("Delivered") {
        Delivery::Delivered
    } else if is("Sent") {
        Delivery::Sent
    } else {
        Delivery::Pending
    }
}

fn quote(row: &wire::ReplyTo) -> Option<Quote> {
    let remote = row
        .replied_to_event_id
        .as_ref()
        .map(|id| RemoteId(id.0.clone()));
    let text = row
        .replied_to_body
        .as_deref()
        .map(cleaned)
        .filter(|text| !text.trim().is_empty());
    (remote.is_some() || text.is_some()).then_some(Quote { remote, text })
}
