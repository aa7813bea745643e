//! Messages and activity lines as timeline items: one for each thing a reader sees.

use inbox_core::{
    Author, AuthorKind, ChannelKind, Content, Delivery, Direction, ItemRecord, Quote, RemoteId,
    Timestamp,
};
use serde_json::Value;

use super::{activity::activity, bot_id, content};
use crate::chatwoot::{
    client::Known,
    wire::{Row, rows},
};

/// What kind of message the platform says it is; words in webhooks, numbers elsewhere.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Incoming,
    Outgoing,
    Activity,
    Template,
}

impl Kind {
    /// What is not told is taken for the customer's, unless somebody else wrote it: better seen than
    /// missed.
    fn of(row: Row<'_>) -> Self {
        let word = row.text("message_type").map(str::trim);
        match (row.number("message_type"), word) {
            (Some(0), _) | (_, Some("incoming")) => Self::Incoming,
            (Some(1), _) | (_, Some("outgoing")) => Self::Outgoing,
            (Some(2), _) | (_, Some("activity")) => Self::Activity,
            (Some(3), _) | (_, Some("template")) => Self::Template,
            _ => match sender_type(row) {
                None | Some("contact") => Self::Incoming,
                Some(_) => Self::Outgoing,
            },
        }
    }
}

/// The first time that a page of messages tells.
pub(in crate::chatwoot) fn time_in(rows: &[Value]) -> Option<Timestamp> {
    rows.iter()
        .find_map(|row| Row::of(row)?.instant("created_at"))
}

/// Reads a message: its words with its first file, then an item for each further file.
///
/// Nothing that has an id is lost: what cannot be shown becomes [`Content::Unsupported`] with its
/// JSON kept. `fallback` is the time of one that tells none: its neighbour's, or now.
pub(in crate::chatwoot) fn items(
    value: &Value,
    conversation: &RemoteId,
    known: &Known,
    fallback: Timestamp,
) -> Vec<ItemRecord> {
    let Some((row, remote)) = Row::of(value).and_then(|row| Some((row, row.id("id")?))) else {
        return Vec::new();
    };
    let kind = Kind::of(row);
    let attributes = row.row("content_attributes");
    let private = row.flag("private").unwrap_or(false);
    let direction = match kind {
        _ if private => Direction::Internal,
        Kind::Incoming => Direction::Inbound,
        Kind::Outgoing | Kind::Template => Direction::Outbound,
        Kind::Activity => Direction::Internal,
    };
    let record = |remote: RemoteId, content: Content| ItemRecord {
        conversation: conversation.clone(),
        occurred_at: row.instant("created_at").unwrap_or(fallback),
        direction,
        author: author(row, kind, attributes),
        delivery: (direction == Direction::Outbound).then(|| delivery(row, attributes)),
        quote: attributes.and_then(|attributes| {
            Some(Quote {
                remote: Some(attributes.id("in_reply_to")?),
                text: None,
            })
        }),
        raw: keeps_raw(row, &content).then(|| value.to_string()),
        remote,
        content,
    };
    parts(row, kind, attributes, known)
        .into_iter()
        .enumerate()
        .map(|(place, (attachment, content))| {
            let remote = match attachment {
                Some(attachment) if place > 0 => RemoteId(format!("{remote}/{attachment}")),
                _ if place > 0 => RemoteId(format!("{remote}/{place}")),
                _ => remote.clone(),
            };
            record(remote, content)
        })
        .collect()
}

/// What is seen of a message, in order, each with the id of its attachment; never nothing.
fn parts(
    row: Row<'_>,
    kind: Kind,
    attributes: Option<Row<'_>>,
    known: &Known,
) -> Vec<(Option<RemoteId>, Content)> {
    let flag = |name: &str| attributes.and_then(|attributes| attributes.flag(name)) == Some(true);
    if flag("deleted") {
        return vec![(None, Content::Deleted)];
    }
    if kind == Kind::Activity {
        let content = match row.words("content") {
            Some(text) => Content::Activity(activity(text, attributes, known)),
            None => unsupported(row),
        };
        return vec![(None, content)];
    }
    let by_mail = row
        .id("inbox_id")
        .is_some_and(|inbox| known.channels.get(&inbox) == Some(&ChannelKind::Email));
    let main = content::main(row, attributes, kind == Kind::Incoming, by_mail);
    let mut files: Vec<_> = row
        .list("attachments")
        .iter()
        .filter_map(Row::of)
        .map(content::attachment)
        .collect();
    match (main, files.first_mut()) {
        // Words beside a file are its caption.
        (Some(Content::Text { text }), Some((_, Content::Media(media)))) => {
            media.caption = Some(text);
            files
        }
        (Some(main), _) => {
            files.insert(0, (None, main));
            files
        }
        (None, Some(_)) => files,
        (None, None) => vec![(None, unsupported(row))],
    }
}

fn unsupported(row: Row<'_>) -> Content {
    Content::Unsupported {
        platform_kind: row.name("content_type"),
    }
}

/// True where the content could not hold everything of the row that a reader may want.
fn keeps_raw(row: Row<'_>, content: &Content) -> bool {
    const SHOWN: [&str; 11] = [
        "text",
        "input_text",
        "input_textarea",
        "input_email",
        "input_select",
        "cards",
        "form",
        "article",
        "incoming_email",
        "input_csat",
        "sticker",
    ];
    matches!(content, Content::Unsupported { .. })
        || row
            .text("content_type")
            .is_some_and(|kind| !SHOWN.contains(&kind))
}

fn sender_type(row: Row<'_>) -> Option<&str> {
    row.row("sender")
        .and_then(|sender| sender.text("type"))
        .or_else(|| row.text("sender_type"))
        .map(|word| match word {
            "Contact" => "contact",
            "User" => "user",
            "AgentBot" => "agent_bot",
            "Captain::Assistant" => "captain_assistant",
            other => other,
        })
}

fn author(row: Row<'_>, kind: Kind, attributes: Option<Row<'_>>) -> Author {
    let sender = row.row("sender");
    let id = sender
        .and_then(|sender| sender.id("id"))
        .or_else(|| row.id("sender_id"));
    let name = sender.and_then(|sender| {
        sender
            .name("available_name")
            .or_else(|| sender.name("name"))
    });
    let automatic =
        attributes.is_some_and(|attributes| attributes.member("automation_rule_id").is_some());
    let (kind, agent) = match sender_type(row) {
        _ if kind == Kind::Activity => (AuthorKind::System, None),
        _ if kind == Kind::Incoming => (AuthorKind::Contact, None),
        Some("agent_bot") => (AuthorKind::AiAgent, id.as_ref().map(bot_id)),
        Some("captain_assistant") => (
            AuthorKind::AiAgent,
            id.map(|id| RemoteId(format!("assistant-{id}"))),
        ),
        Some("user") => (AuthorKind::Person, id),
        _ if automatic || kind == Kind::Template => (AuthorKind::System, None),
        // A colleague who is gone, or one who wrote in the channel's own application.
        _ => (AuthorKind::Person, None),
    };
    Author { kind, agent, name }
}

/// How far a message of ours has come. A word nobody knows claims nothing beyond having been taken.
fn delivery(row: Row<'_>, attributes: Option<Row<'_>>) -> Delivery {
    match row.text("status") {
        Some("sent") => Delivery::Sent,
        Some("delivered") => Delivery::Delivered,
        Some("read") => Delivery::Read,
        Some("failed") => Delivery::Failed {
            code: None,
            reason: attributes.and_then(|attributes| attributes.name("external_error")),
        },
        _ => Delivery::Pending,
    }
}

/// Where a page of messages goes on backwards: before its oldest message. Its first row by time and
/// not by number, so that nothing is passed over where the two disagree.
pub(in crate::chatwoot) fn oldest(document: &Value) -> Option<RemoteId> {
    rows(document)?
        .iter()
        .find_map(|row| Row::of(row)?.id("id"))
}
