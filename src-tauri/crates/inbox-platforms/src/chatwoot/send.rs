//! Saying something, and finding out whether it was said.
//!
//! The platform drops no repeats and forgets its own echo ids. It keeps foreign keys among a
//! message's attributes, though, so each message carries an id of ours, and a send whose answer was
//! lost is looked for by it.

use inbox_core::{
    Audience, AuthorKind, Content, ConversationRecord, Direction, FileFault, ItemRecord,
    OutgoingFile, OutgoingMessage, PlatformError, Receipt, RemoteId, SentProbe, Timestamp, Upload,
};
use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};

use super::{
    Chatwoot, FILE_LIMIT, TIMELINE_PAGE,
    client::{Call, refused},
    map,
    release::Release,
    wire::{self, Row, cleaned, id_value},
};
use crate::http::file_body;

/// The attribute that carries our id.
const REFERENCE: &str = "client_ref";

/// The platform takes no more files at once.
pub(super) const FILES: u32 = 15;

/// How far the platform's clock may be behind ours.
const CLOCK_SLACK_MS: i64 = 2 * 60 * 1000;

/// Pages of a timeline that are searched for a send.
const SEARCHED_PAGES: usize = 5;

impl Chatwoot {
    pub(super) async fn send_message(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
        upload: &Upload,
    ) -> Result<Receipt, PlatformError> {
        if message.said_elsewhere || !message.terms.are_plain() {
            return Err(PlatformError::Unsupported);
        }
        let subject = conversation.facts.subject.as_deref();
        let fields = self.message_fields(subject, message).await?;
        let path = ["conversations", conversation.remote.as_str(), "messages"];
        let call = if message.files.is_empty() {
            Call::post(&path, Value::Object(fields))
        } else {
            let form = form(fields, &message.files, upload).await?;
            Call::post(&path, Value::Null).form(form, upload)
        };
        let has_files = !message.files.is_empty();
        let document = self.call(call.slow()).await;
        let document = document.map_err(|error| of_files(error, has_files))?;
        // An answer without the message is neither a yes nor a no.
        let item = Row::of(&document).and_then(|row| row.id("id"));
        let item = item.ok_or(PlatformError::Unreadable)?;
        Ok(Receipt { item: Some(item) })
    }

    /// What a message consists of beside its files, in a thread with this subject, as the server takes
    /// it. Whatever goes wrong here, nothing of the message has left.
    pub(super) async fn message_fields(
        &self,
        subject: Option<&str>,
        message: &OutgoingMessage,
    ) -> Result<Map<String, Value>, PlatformError> {
        let mut fields = fields(subject, message)?;
        if let Some(template) = fields.get_mut("template_params") {
            let release = self.release().await.map_err(never_left)?;
            if release.is_none_or(|release| release >= Release::TEMPLATE_PARTS) {
                let values = template["processed_params"].take();
                template["processed_params"] = json!({ "body": values });
            }
        }
        Ok(fields)
    }

    pub(super) async fn find_sent_message(
        &self,
        probe: &SentProbe,
    ) -> Result<Option<ItemRecord>, PlatformError> {
        let horizon = probe.attempted_at.plus(-CLOCK_SLACK_MS);
        let known = self.session.known();
        let mut alike: Vec<ItemRecord> = Vec::new();
        let mut before: Option<RemoteId> = None;
        for _ in 0..SEARCHED_PAGES {
            let page = before.as_ref().map(RemoteId::as_str);
            let document = self.messages(&probe.conversation, page).await?;
            let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
            let mut past = false;
            for row in rows {
                let item = map::items(row, &probe.conversation, &known, probe.attempted_at)
                    .into_iter()
                    .next();
                let Some(item) = item else { continue };
                past |= item.occurred_at < horizon;
                let own = reference(row);
                if own == Some(probe.message.client_id.as_str()) {
                    return Ok(Some(item));
                }
                // Another send of ours is not this one, however alike.
                if own.is_none() && looks_like(&item, probe, horizon, known.me.as_ref()) {
                    alike.push(item);
                }
            }
            let goes_on = !past && rows.len() >= TIMELINE_PAGE;
            let oldest = map::oldest(&document).filter(|_| goes_on);
            if oldest.is_none() || oldest == before {
                break;
            }
            before = oldest;
        }
        // A server that dropped our id, or a message somebody pressed "retry" on, which empties its
        // attributes: my own words of that time are it.
        Ok(alike
            .into_iter()
            .min_by_key(|item| item.occurred_at.since(probe.attempted_at).abs()))
    }
}

/// What failed before anything left has no unknown outcome.
pub(super) fn never_left(error: PlatformError) -> PlatformError {
    if error.outcome_unknown() {
        PlatformError::Unreachable
    } else {
        error
    }
}

pub(super) fn reference(row: &Value) -> Option<&str> {
    Row::of(row)?.row("content_attributes")?.text(REFERENCE)
}

fn looks_like(
    item: &ItemRecord,
    probe: &SentProbe,
    horizon: Timestamp,
    me: Option<&RemoteId>,
) -> bool {
    let direction = match probe.message.audience {
        Audience::Customer => Direction::Outbound,
        Audience::Colleagues => Direction::Internal,
    };
    let sought = comparable(&probe.message.text);
    let said = map::plain_text(&item.content).map(comparable);
    // Without words, the first file is what it is known by.
    let is_alike = match (&item.content, probe.message.files.first()) {
        (Content::Media(media), Some(file)) if sought.is_empty() => {
            media.file_name.as_deref() == Some(file.name.as_str())
        }
        _ => !sought.is_empty() && said == Some(sought),
    };
    is_alike
        && item.direction == direction
        && item.author.kind == AuthorKind::Person
        && me.is_none_or(|me| item.author.agent.as_ref() == Some(me))
        && item.occurred_at >= horizon
        && !probe.linked.contains(&item.remote)
}

/// What the server in front of the platform refuses by status alone lies in the files, where there
/// are any.
fn of_files(error: PlatformError, has_files: bool) -> PlatformError {
    match &error {
        PlatformError::Refused { code } if has_files && code == "413" => {
            PlatformError::File(FileFault::TooLarge)
        }
        PlatformError::Refused { code } if has_files && code == "415" => {
            PlatformError::File(FileFault::Kind)
        }
        _ => error,
    }
}

/// Text as two sides of a platform may have trimmed it differently.
fn comparable(text: &str) -> String {
    cleaned(text).trim().to_owned()
}

fn fields(
    subject: Option<&str>,
    message: &OutgoingMessage,
) -> Result<Map<String, Value>, PlatformError> {
    let private = message.audience == Audience::Colleagues;
    if message.files.len() > FILES as usize {
        return Err(refused("TooManyFiles"));
    }
    let mut attributes = json!({ REFERENCE: message.client_id });
    if let Some(quote) = &message.quote {
        // A further file of a message is answered by answering the message.
        let number = quote.0.split('/').next().unwrap_or_default();
        attributes["in_reply_to"] = id_value(&RemoteId(number.to_owned()));
    }
    let mut fields = Map::new();
    let content = map::with_mentions(&message.text, &message.mentions);
    fields.insert("content".to_owned(), json!(content));
    fields.insert("private".to_owned(), json!(private));
    fields.insert("message_type".to_owned(), json!("outgoing"));
    fields.insert("content_attributes".to_owned(), attributes);
    if let Some(template) = &message.template {
        // Notes are no templates, and the platform puts no files of ours into one.
        if private || !message.files.is_empty() {
            return Err(PlatformError::Unsupported);
        }
        let values: Map<_, _> = template
            .values
            .iter()
            .map(|(gap, value)| (gap.clone(), json!(value)))
            .collect();
        let mut told = json!({
            "name": template.name,
            "language": template.language,
            "processed_params": values,
        });
        if let Some(category) = &template.category {
            told["category"] = json!(category);
        }
        fields.insert("template_params".to_owned(), told);
    }
    if let Some(email) = message.email.as_ref().filter(|_| !private) {
        // A thread keeps its subject; dropping another one silently would be worse than saying so.
        if email.subject.is_some() && email.subject.as_deref() != subject {
            return Err(PlatformError::Unsupported);
        }
        let people = [
            ("to_emails", &email.to),
            ("cc_emails", &email.cc),
            ("bcc_emails", &email.bcc),
        ];
        for (name, people) in people {
            if !people.is_empty() {
                fields.insert(name.to_owned(), json!(people.join(",")));
            }
        }
    }
    Ok(fields)
}

/// The same fields as parts of a form, with the files. Structured fields travel as JSON text.
async fn form(
    fields: Map<String, Value>,
    files: &[OutgoingFile],
    upload: &Upload,
) -> Result<Form, PlatformError> {
    let mut form = Form::new();
    for (name, value) in fields {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        form = form.text(name, text);
    }
    for file in files {
        form = form.part("attachments[]", part(file, upload).await?);
    }
    Ok(form)
}

async fn part(file: &OutgoingFile, upload: &Upload) -> Result<Part, PlatformError> {
    if file.bytes > FILE_LIMIT {
        return Err(PlatformError::File(FileFault::TooLarge));
    }
    let body = file_body(file, upload).await?;
    let known_type = Part::text("").mime_str(&file.mime_type).is_ok();
    let mime_type = if known_type {
        file.mime_type.as_str()
    } else {
        "application/octet-stream"
    };
    Part::stream_with_length(body, file.bytes)
        .file_name(file.name.clone())
        .mime_str(mime_type)
        .map_err(|_| PlatformError::File(FileFault::Kind))
}
