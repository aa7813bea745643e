//! What a message of ours looks like until its platform tells.

use inbox_core::{
    Audience, ChannelKind, Content, FileId, FileSource, InteractiveEntry, InteractiveKind, Media,
    MediaKind, OutgoingMessage,
};

/// The address under which an echo's file is kept at this desk: `kept:{file}`. A platform's copy
/// brings another one.
const KEPT: &str = "kept:";

/// The file of this desk that an echo shows.
pub fn kept_file(url: &str) -> Option<FileId> {
    url.strip_prefix(KEPT)?.parse().ok()
}

/// What a message of ours looks like until its platform tells: never nothing, and more than one
/// item where words and files are shown apart.
pub(super) fn contents_of(message: &OutgoingMessage, channel: ChannelKind) -> Vec<Content> {
    let text = message.text.clone();
    let note = message.audience == Audience::Colleagues;
    if let (false, Some(template)) = (note, &message.template) {
        return vec![Content::Template {
            name: Some(template.name.clone()),
            text,
        }];
    }
    if !note && !message.buttons.is_empty() {
        let entry = |title: &String| InteractiveEntry {
            title: title.clone(),
            description: None,
            link: None,
            answer: None,
        };
        return vec![Content::Interactive {
            kind: InteractiveKind::Choice,
            text,
            entries: message.buttons.iter().map(entry).collect(),
        }];
    }
    let has_words = !text.trim().is_empty();
    // Beside a single file, words are its caption, except where they are a document of their own.
    let apart = note || channel == ChannelKind::Email || message.files.is_empty();
    let mut contents = Vec::new();
    if apart && (has_words || message.files.is_empty()) {
        contents.push(if note {
            Content::Note {
                text: text.clone(),
                mentions: message.mentions.clone(),
                terms: message.terms,
            }
        } else if let Some(head) = &message.email {
            Content::Email {
                subject: head.subject.clone(),
                from: None,
                to: head.to.clone(),
                cc: head.cc.clone(),
                bcc: head.bcc.clone(),
                text: text.clone(),
                html: None,
            }
        } else {
            Content::Text { text: text.clone() }
        });
    }
    for (place, file) in message.files.iter().enumerate() {
        contents.push(Content::Media(Media {
            kind: MediaKind::of_mime_type(&file.mime_type),
            url: match &file.source {
                FileSource::Kept { path } => format!("{KEPT}{path}"),
                FileSource::Link { url } => url.clone(),
            },
            file_name: Some(file.name.clone()),
            mime_type: Some(file.mime_type.clone()),
            bytes: i64::try_from(file.bytes).ok().filter(|bytes| *bytes > 0),
            duration_ms: None,
            caption: Some(text.clone()).filter(|_| !apart && has_words && place == 0),
        }));
    }
    contents
}
