//! What a message holds: words, files, places, e-mail heads, things to choose or fill in.

use inbox_core::{
    Call, CallOutcome, Content, InteractiveEntry, InteractiveKind, Media, MediaKind, NoteTerms,
    RemoteId,
};
use serde_json::Value;

use super::{mention, value_text};
use crate::{
    chatwoot::wire::{Row, name},
    html::words_of_html,
};

/// The part of a message that is not a file; `None` when there are only files, or nothing.
pub(super) fn main(
    row: Row<'_>,
    attributes: Option<Row<'_>>,
    inbound: bool,
    by_mail: bool,
) -> Option<Content> {
    let words = row.words("content");
    let kind = row.text("content_type").unwrap_or("text");
    if row.flag("private").unwrap_or(false) {
        return words.map(|text| {
            let (text, mentions) = mention::read(&text);
            Content::Note {
                text,
                mentions,
                terms: NoteTerms::default(),
            }
        });
    }
    let interactive = |kind, entries| {
        Some(Content::Interactive {
            kind,
            text: words.clone().unwrap_or_default(),
            entries,
        })
    };
    match kind {
        "input_select" => interactive(InteractiveKind::Choice, choices(attributes)),
        "cards" => interactive(InteractiveKind::Cards, cards(attributes)),
        "form" => interactive(InteractiveKind::Form, fields(attributes)),
        "article" => interactive(InteractiveKind::Articles, articles(attributes)),
        "input_csat" => interactive(InteractiveKind::Rating, rating(attributes)),
        "input_email" | "input_text" | "input_textarea" => {
            interactive(InteractiveKind::Form, asked(kind, attributes))
        }
        "voice_call" => Some(Content::Call(call(row, attributes, inbound))),
        "integrations" if words.is_none() => None,
        _ => email(row, attributes, words.as_deref(), by_mail)
            .or_else(|| words.map(|text| Content::Text { text })),
    }
}

fn email(
    row: Row<'_>,
    attributes: Option<Row<'_>>,
    words: Option<&str>,
    by_mail: bool,
) -> Option<Content> {
    let head = attributes.and_then(|attributes| attributes.row("email"));
    if head.is_none() && !by_mail && row.text("content_type") != Some("incoming_email") {
        return None;
    }
    let part = |kind: &str, section: &str| head?.row(kind)?.words(section);
    let people = |key: &str, ours: &str| {
        let told = head.map(|head| head.names(key)).unwrap_or_default();
        if told.is_empty() {
            attributes
                .map(|attributes| attributes.names(ours))
                .unwrap_or_default()
        } else {
            told
        }
    };
    let html = part("html_content", "reply").or_else(|| part("html_content", "full"));
    let text = part("text_content", "reply")
        .or_else(|| part("text_content", "full"))
        .or_else(|| words.map(str::to_owned))
        .or_else(|| words_of_html(html.as_deref()?));
    let subject = head.and_then(|head| head.name("subject"));
    if text.is_none() && html.is_none() && subject.is_none() {
        return None;
    }
    Some(Content::Email {
        subject,
        from: head.and_then(|head| head.names("from").into_iter().next()),
        to: people("to", "to_emails"),
        cc: people("cc", "cc_emails"),
        bcc: people("bcc", "bcc_emails"),
        text: text.unwrap_or_default(),
        html,
    })
}

fn items(attributes: Option<Row<'_>>) -> impl Iterator<Item = Row<'_>> {
    attributes
        .map_or(&[] as &[Value], |attributes| attributes.list("items"))
        .iter()
        .filter_map(Row::of)
}

/// What the customer answered, each with the name, title and value they answered with.
fn submitted(attributes: Option<Row<'_>>) -> Vec<Row<'_>> {
    let values = attributes.and_then(|attributes| attributes.member("submitted_values"));
    match values {
        Some(Value::Array(values)) => values.iter().filter_map(Row::of).collect(),
        Some(value) => Row::of(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn answer_value(row: Row<'_>) -> Option<String> {
    row.member("value").and_then(value_text)
}

fn entry(title: Option<String>) -> Option<InteractiveEntry> {
    Some(InteractiveEntry {
        title: title?,
        description: None,
        link: None,
        answer: None,
    })
}

fn choices(attributes: Option<Row<'_>>) -> Vec<InteractiveEntry> {
    let chosen = submitted(attributes);
    items(attributes)
        .filter_map(|item| {
            let value = answer_value(item);
            let answer = chosen
                .iter()
                .find(|chosen| answer_value(**chosen) == value)
                .and_then(|chosen| chosen.name("title").or_else(|| answer_value(*chosen)));
            Some(InteractiveEntry {
                answer,
                ..entry(item.name("title").or(value))?
            })
        })
        .collect()
}

fn cards(attributes: Option<Row<'_>>) -> Vec<InteractiveEntry> {
    items(attributes)
        .filter_map(|card| {
            let action = card
                .list("actions")
                .iter()
                .filter_map(Row::of)
                .find_map(|action| action.text("uri"));
            let link = action.or_else(|| card.text("media_url"));
            let description = card.words("description");
            Some(InteractiveEntry {
                link: link.map(str::to_owned),
                ..entry(card.name("title").or_else(|| description.clone())).map(|entry| {
                    InteractiveEntry {
                        description,
                        ..entry
                    }
                })?
            })
        })
        .collect()
}

fn fields(attributes: Option<Row<'_>>) -> Vec<InteractiveEntry> {
    let filled = submitted(attributes);
    items(attributes)
        .filter_map(|field| {
            let key = field.name("name");
            let answer = filled
                .iter()
                .find(|filled| key.is_some() && filled.name("name") == key)
                .and_then(|filled| answer_value(*filled));
            Some(InteractiveEntry {
                description: field.words("placeholder"),
                answer,
                ..entry(field.name("label").or_else(|| field.name("title")).or(key))?
            })
        })
        .collect()
}

fn articles(attributes: Option<Row<'_>>) -> Vec<InteractiveEntry> {
    items(attributes)
        .filter_map(|article| {
            Some(InteractiveEntry {
                description: article.words("description"),
                link: article.text("link").map(str::to_owned),
                ..entry(article.name("title"))?
            })
        })
        .collect()
}

/// Nothing until the customer has rated.
fn rating(attributes: Option<Row<'_>>) -> Vec<InteractiveEntry> {
    submitted(attributes)
        .into_iter()
        .filter_map(|answer| {
            let response = answer.row("csat_survey_response")?;
            let rating = response.number("rating")?.to_string();
            Some(InteractiveEntry {
                description: response.words("feedback_message"),
                answer: Some(rating.clone()),
                ..entry(Some(rating))?
            })
        })
        .collect()
}

fn asked(kind: &str, attributes: Option<Row<'_>>) -> Vec<InteractiveEntry> {
    let answer = attributes
        .and_then(|attributes| attributes.name("submitted_email"))
        .or_else(|| {
            submitted(attributes)
                .first()
                .and_then(|row| answer_value(*row))
        });
    let title = kind.strip_prefix("input_").unwrap_or(kind).to_owned();
    entry(Some(title))
        .map(|entry| InteractiveEntry { answer, ..entry })
        .into_iter()
        .collect()
}

/// A call of the paid edition. Its payload is not settled, so every word it may use is looked for.
fn call(row: Row<'_>, attributes: Option<Row<'_>>, inbound: bool) -> Call {
    let details = row
        .row("call")
        .or_else(|| attributes.and_then(|attributes| attributes.row("data")));
    let word = details
        .and_then(|details| details.text("status"))
        .unwrap_or_default()
        .replace('_', "-")
        .to_lowercase();
    let duration_ms = details
        .and_then(|details| {
            details
                .real("duration_seconds")
                .or_else(|| details.real("duration"))
        })
        .map(|seconds| (seconds * 1000.0) as i64);
    let outcome = match word.as_str() {
        "ringing" | "queued" | "initiated" => CallOutcome::Ringing,
        "in-progress" | "active" | "accepted" => CallOutcome::Active,
        "completed" | "ended" | "answered" => CallOutcome::Answered,
        "rejected" | "declined" | "busy" | "canceled" | "cancelled" if !inbound => {
            CallOutcome::Declined
        }
        "failed" => CallOutcome::Failed,
        _ if duration_ms.is_some_and(|duration| duration > 0) => CallOutcome::Answered,
        _ if inbound => CallOutcome::Missed,
        _ => CallOutcome::NoAnswer,
    };
    Call {
        outcome,
        ringing_ms: None,
        duration_ms,
        recording_url: details.and_then(|details| details.text("recording_url").map(str::to_owned)),
        summary: details.and_then(|details| details.words("summary")),
        transcript: Vec::new(),
    }
}

/// An attachment and its id. One that cannot be shown is kept as what the platform calls it.
pub(in crate::chatwoot) fn attachment(row: Row<'_>) -> (Option<RemoteId>, Content) {
    let kind = row.text("file_type").unwrap_or("file");
    let url = row.text("data_url");
    let unsupported = || Content::Unsupported {
        platform_kind: name(kind),
    };
    let content = match kind {
        "location" => match (row.real("coordinates_lat"), row.real("coordinates_long")) {
            (Some(latitude), Some(longitude)) => Content::Location {
                latitude,
                longitude,
                name: row.name("fallback_title"),
                address: None,
            },
            _ => unsupported(),
        },
        // A link with a title, where the channel sent no more.
        "fallback" => match (row.words("fallback_title"), url) {
            (Some(title), Some(url)) => Content::Text {
                text: format!("{title}\n{url}"),
            },
            (Some(text), None) => Content::Text { text },
            (None, Some(url)) => Content::Text {
                text: url.to_owned(),
            },
            (None, None) => unsupported(),
        },
        "contact" => passed_on(row).unwrap_or_else(unsupported),
        _ => match url {
            Some(url) => Content::Media(media(row, kind, url)),
            None => unsupported(),
        },
    };
    (row.id("id"), content)
}

/// Somebody whose card was passed on: their number is the title, and their name lies beside it.
fn passed_on(row: Row<'_>) -> Option<Content> {
    let number = row.name("fallback_title");
    let part = |member: &str, other: &str| {
        let meta = row.row("meta")?;
        meta.name(member).or_else(|| meta.name(other))
    };
    let names = [
        part("first_name", "firstName"),
        part("last_name", "lastName"),
    ];
    let full_name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let known = Some(full_name).filter(|name| !name.is_empty());
    let description = known.as_ref().and(number.clone());
    Some(Content::Interactive {
        kind: InteractiveKind::Contacts,
        text: String::new(),
        entries: vec![InteractiveEntry {
            description,
            ..entry(known.or(number))?
        }],
    })
}

fn media(row: Row<'_>, kind: &str, url: &str) -> Media {
    let mime_type = row.name("content_type");
    let by_mime = mime_type
        .as_deref()
        .and_then(|mime| mime.split('/').next())
        .and_then(media_kind_of);
    let file_name = reqwest::Url::parse(url)
        .ok()
        .and_then(|url| {
            let last = url.path_segments()?.next_back()?.to_owned();
            // Decoded as a query would be: the platform's names are escaped once.
            let plain = last.replace('+', "%2B");
            let pair = reqwest::Url::parse(&format!("none:?{plain}")).ok()?;
            let decoded = pair.query_pairs().next()?.0.into_owned();
            name(&decoded.replace(['/', '\\'], "_"))
        })
        .filter(|name| name.contains('.'));
    Media {
        kind: media_kind_of(kind)
            .filter(|kind| *kind != MediaKind::Document)
            .or(by_mime)
            .unwrap_or(MediaKind::Document),
        url: url.to_owned(),
        file_name,
        mime_type,
        bytes: row.number("file_size").filter(|bytes| *bytes > 0),
        duration_ms: None,
        caption: row.words("transcribed_text"),
    }
}

/// What a word for a file means; `None` for things that are no files.
pub(super) fn media_kind_of(word: &str) -> Option<MediaKind> {
    match word {
        "image" | "story_mention" | "ig_story" | "ig_post" => Some(MediaKind::Image),
        "video" | "ig_reel" => Some(MediaKind::Video),
        "audio" => Some(MediaKind::Audio),
        "file" | "share" | "embed" => Some(MediaKind::Document),
        _ => None,
    }
}

/// The words of an item, wherever they stand in it.
pub(in crate::chatwoot) fn plain_text(content: &Content) -> Option<&str> {
    match content {
        Content::Text { text }
        | Content::Note { text, .. }
        | Content::Email { text, .. }
        | Content::Interactive { text, .. }
        | Content::Template { text, .. } => Some(text),
        Content::Media(media) => media.caption.as_deref(),
        Content::Location { .. }
        | Content::Call(_)
        | Content::Activity(_)
        | Content::Deleted
        | Content::Unsupported { .. } => None,
    }
}
