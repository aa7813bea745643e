//! Messages, their files, and notes.

use inbox_core::{
    Author, AuthorKind, Content, Delivery, Direction, ItemRecord, Media, MediaKind, NoteTerms,
    RemoteId, Timestamp,
};

use super::{name, words};
use crate::{chatvolt::wire::Row, html::words_of_html};

/// What the platform writes as the words of a message that is only a file.
const FILE_SIGN: &str = "🧷";

/// Notes live beside the messages and have ids of their own; this keeps the two apart.
const NOTE: &str = "note/";

/// A message that can be named, with its place in the thread.
#[derive(Clone, Copy)]
pub(in crate::chatvolt) struct Message<'a> {
    row: Row<'a>,
    /// When it was written.
    pub(in crate::chatvolt) at: Timestamp,
    /// It was sent by this client, whatever the platform says about who wrote it.
    own: bool,
}

impl<'a> Message<'a> {
    /// `None` when it has no id. `fallback` is the time of its neighbour, for one that tells none.
    pub(in crate::chatvolt) fn of(row: Row<'a>, fallback: Timestamp) -> Option<Self> {
        row.id("id")?;
        let at = row.time("createdAt").or_else(|| row.time("updatedAt"));
        Some(Self {
            row,
            at: at.unwrap_or(fallback),
            own: false,
        })
    }

    pub(in crate::chatvolt) fn id(self) -> String {
        self.row.id("id").unwrap_or_default()
    }

    /// The same message, known to be sent by this client.
    pub(in crate::chatvolt) fn owned(mut self) -> Self {
        self.own = true;
        self
    }

    /// The platform names neither a customer nor a colleague who wrote it, so a send of ours may be it: a
    /// key is nobody. In most dialects a colleague's words are nobody's too, and cannot be told from ours.
    pub(in crate::chatvolt) fn may_be_own(self) -> bool {
        let by_nobody = self.row.id("contactId").is_none()
            && self.row.id("visitorId").is_none()
            && self.row.text("externalId").is_none();
        let by_colleague = self.row.id("userId").is_some();
        !self.is_by_ai() && !by_colleague && (by_nobody || self.direction() == Direction::Outbound)
    }

    fn direction(self) -> Direction {
        let by_machine = self.is_by_ai();
        let by_colleague = self.row.id("userId").is_some();
        let told = self.row.text("from").map(str::trim);
        let says = |word: &str| told.is_some_and(|told| told.eq_ignore_ascii_case(word));
        // Whoever is not known to be on our side is the customer: better seen than missed.
        if says("agent") || self.own || by_colleague || (!says("human") && by_machine) {
            Direction::Outbound
        } else {
            Direction::Inbound
        }
    }

    /// Only some answers of the AI are signed; the others look like a person's.
    fn is_by_ai(self) -> bool {
        self.row.text("agentModel").is_some() || self.row.number("usageCredits").is_some()
    }

    fn author(self, direction: Direction) -> Author {
        let named = |member: &str| {
            let row = self.row.row(member)?;
            row.text("name").and_then(name)
        };
        if direction == Direction::Inbound {
            Author {
                kind: AuthorKind::Contact,
                agent: None,
                name: None,
            }
        } else if self.is_by_ai() && !self.own {
            Author {
                kind: AuthorKind::AiAgent,
                agent: self.row.id("agentId").map(RemoteId),
                name: named("agent"),
            }
        } else {
            let user = self.row.id("userId").map(RemoteId);
            Author {
                // Most answers of the AI look like a person's: whoever is not told is not guessed.
                kind: if self.own || user.is_some() {
                    AuthorKind::Person
                } else {
                    AuthorKind::Unknown
                },
                agent: user,
                name: named("user"),
            }
        }
    }

    /// What it is in the timeline, oldest first: its words, then each of its files. A lone file
    /// takes the message's own id.
    pub(in crate::chatvolt) fn items(self, conversation: &RemoteId) -> Vec<ItemRecord> {
        let id = self.id();
        let direction = self.direction();
        let item = |remote: String, content: Content, raw: Option<String>| ItemRecord {
            remote: RemoteId(remote),
            conversation: conversation.clone(),
            occurred_at: self.at,
            direction,
            author: self.author(direction),
            content,
            // The platform tells nothing of what becomes of a message.
            delivery: (direction == Direction::Outbound).then_some(Delivery::Sent),
            quote: None,
            raw,
        };
        let files = self.row.values("attachments");
        let text = self.row.text("text").and_then(words);
        let only_sign = direction == Direction::Inbound
            && text.as_deref().is_some_and(|text| text.trim() == FILE_SIGN);
        let html = self.row.text("html").map(str::to_owned);
        let text = text
            .filter(|_| !only_sign)
            .or_else(|| words_of_html(html.as_deref()?));
        let spoken = match (text, html) {
            (Some(text), Some(html)) => Some(Content::Email {
                subject: None,
                from: None,
                to: Vec::new(),
                cc: Vec::new(),
                bcc: Vec::new(),
                text,
                html: Some(html),
            }),
            (Some(text), None) => Some(Content::Text { text }),
            // A page that says nothing, or nothing at all.
            (None, _) => None,
        };
        if spoken.is_none() && files.is_empty() {
            // A file the platform does not show, or nothing at all.
            let platform_kind = only_sign.then(|| "attachment".to_owned());
            let content = Content::Unsupported { platform_kind };
            return vec![item(id, content, Some(self.row.raw()))];
        }
        let alone = spoken.is_none();
        let mut items: Vec<_> = spoken
            .into_iter()
            .map(|content| item(id.clone(), content, None))
            .collect();
        for (index, file) in files.iter().enumerate() {
            let row = Row::of(file);
            let remote = if alone && index == 0 {
                id.clone()
            } else {
                let own = row.and_then(|row| row.id("id"));
                let own = own.unwrap_or_else(|| index.to_string());
                format!("{id}/{own}")
            };
            items.push(if let Some(media) = row.and_then(media) {
                item(remote, Content::Media(media), None)
            } else {
                let platform_kind = Some("attachment".to_owned());
                let content = Content::Unsupported { platform_kind };
                item(remote, content, Some(file.to_string()))
            });
        }
        items
    }
}

fn media(row: Row<'_>) -> Option<Media> {
    let url = row.text("url")?.trim().to_owned();
    let file_name = row.text("name").and_then(name);
    let mime_type = row.text("mimeType").map(|kind| kind.trim().to_owned());
    Some(Media {
        kind: media_kind(mime_type.as_deref(), file_name.as_deref()),
        url,
        file_name,
        mime_type,
        bytes: row.count("size").filter(|bytes| *bytes >= 0),
        duration_ms: None,
        caption: None,
    })
}

fn media_kind(mime_type: Option<&str>, file_name: Option<&str>) -> MediaKind {
    let family = mime_type
        .and_then(|kind| kind.split('/').next())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let extension = file_name
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default();
    // The type counts; the name only where no type is told.
    match (family.as_str(), extension.as_str()) {
        ("image", _) | ("", "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "apng") => {
            MediaKind::Image
        }
        ("video", _) | ("", "mp4" | "mpeg" | "webm" | "avi" | "ogv") => MediaKind::Video,
        ("audio", _) | ("", "mp3" | "ogg" | "oga" | "opus" | "wav" | "aac" | "m4a") => {
            MediaKind::Audio
        }
        _ => MediaKind::Document,
    }
}

/// A note; `None` when it cannot be named. `fallback` is the time of its neighbour, for one that tells none.
pub(in crate::chatvolt) fn note(
    row: Row<'_>,
    conversation: &RemoteId,
    fallback: Timestamp,
) -> Option<ItemRecord> {
    let id = row.id("id")?;
    let text = row.text("note").and_then(words);
    // That it says why something was done has no place in an item.
    let says_more = row.flag("isJustification") == Some(true);
    let raw = (says_more || text.is_none()).then(|| row.raw());
    Some(ItemRecord {
        remote: note_item(&id),
        conversation: conversation.clone(),
        occurred_at: row
            .time("createdAt")
            .or_else(|| row.time("updatedAt"))
            .unwrap_or(fallback),
        direction: Direction::Internal,
        author: Author {
            kind: AuthorKind::Person,
            agent: row.id("userId").map(RemoteId),
            name: row.text("userEmail").and_then(name),
        },
        content: match text {
            Some(text) => Content::Note {
                text,
                mentions: Vec::new(),
                terms: NoteTerms {
                    private: row.flag("isPrivate") == Some(true),
                    remind_at: row.time("notificationDateTime"),
                },
            },
            None => Content::Unsupported {
                platform_kind: Some("note".to_owned()),
            },
        },
        delivery: None,
        quote: None,
        raw,
    })
}

/// The item that a note is.
pub(in crate::chatvolt) fn note_item(id: &str) -> RemoteId {
    RemoteId(format!("{NOTE}{id}"))
}

/// The platform's id of the note that an item is.
pub(in crate::chatvolt) fn note_id(item: &RemoteId) -> Option<&str> {
    item.0.strip_prefix(NOTE).filter(|id| !id.is_empty())
}
