//! What an item does to its conversation: the one column that facts are read from by index.

use inbox_core::{
    AuthorKind, CallOutcome, Content, Delivery, Direction, ItemRecord, Preview, PreviewKind,
};

/// What an item does to its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing; not even worth a preview.
    Aside = 0,
    /// The customer wrote: asks for an answer and opens the reply window.
    CustomerMessage = 1,
    /// The customer called and nobody took it: asks for an answer.
    CustomerCall = 2,
    /// A person wrote, and it has not failed.
    Answer = 3,
    /// A call was talked through.
    AnswerCall = 4,
    /// The AI, the platform or nobody knows who wrote, and it has not failed.
    Automatic = 5,
    /// A message of ours that was not delivered.
    Failed = 6,
    /// Nothing, but worth a preview.
    Shown = 7,
}

impl Role {
    pub(crate) fn code(self) -> i64 {
        self as i64
    }

    /// The role of an item that is not hidden behind an echo.
    pub(crate) fn of(item: &ItemRecord) -> Self {
        if item.is_customer_event() {
            return match item.content {
                Content::Call(_) => Self::CustomerCall,
                _ => Self::CustomerMessage,
            };
        }
        if item.is_answer_by_person() {
            return match item.content {
                Content::Call(_) => Self::AnswerCall,
                _ => Self::Answer,
            };
        }
        match &item.content {
            Content::Note { .. } | Content::Activity(_) => Self::Aside,
            // The file of a note.
            Content::Media(_) if item.direction == Direction::Internal => Self::Aside,
            Content::Text { .. }
            | Content::Media(_)
            | Content::Location { .. }
            | Content::Template { .. }
            | Content::Email { .. }
            | Content::Interactive { .. }
                if item.direction == Direction::Outbound =>
            {
                if matches!(item.delivery, Some(Delivery::Failed { .. })) {
                    Self::Failed
                } else {
                    Self::Automatic
                }
            }
            Content::Text { .. }
            | Content::Media(_)
            | Content::Location { .. }
            | Content::Template { .. }
            | Content::Email { .. }
            | Content::Interactive { .. }
            | Content::Call(_)
            | Content::Deleted
            | Content::Unsupported { .. } => Self::Shown,
        }
    }

    /// The customer event that a listing's preview announces, if it does.
    pub(crate) fn announced(preview: &Preview) -> Option<Self> {
        if preview.outbound {
            return None;
        }
        match preview.kind {
            PreviewKind::Text
            | PreviewKind::Media
            | PreviewKind::Location
            | PreviewKind::Template
            | PreviewKind::Unsupported => Some(Self::CustomerMessage),
            PreviewKind::MissedCall => Some(Self::CustomerCall),
            PreviewKind::Call | PreviewKind::Activity => None,
        }
    }
}

/// The line of text that stands for an item; `None` for what rows do not show.
pub(crate) fn preview_of(direction: Direction, content: &Content) -> Option<Preview> {
    let (kind, text) = match content {
        Content::Text { text } | Content::Interactive { text, .. } => {
            (PreviewKind::Text, Some(text.as_str()))
        }
        Content::Media(media) => (
            PreviewKind::Media,
            media.caption.as_deref().or(media.file_name.as_deref()),
        ),
        Content::Location { name, .. } => (PreviewKind::Location, name.as_deref()),
        Content::Call(call) if call.outcome == CallOutcome::Missed => {
            (PreviewKind::MissedCall, None)
        }
        Content::Call(_) => (PreviewKind::Call, None),
        Content::Email { text, subject, .. } => (
            PreviewKind::Text,
            Some(text.as_str())
                .filter(|text| !text.trim().is_empty())
                .or(subject.as_deref()),
        ),
        Content::Template { text, .. } => (PreviewKind::Template, Some(text.as_str())),
        Content::Deleted | Content::Unsupported { .. } => (PreviewKind::Unsupported, None),
        Content::Note { .. } | Content::Activity(_) => return None,
    };
    Some(Preview {
        kind,
        outbound: direction == Direction::Outbound,
        text: text.map(shortened),
    })
}

/// Longest preview in characters; more than any row can show.
const PREVIEW_LENGTH: usize = 240;

/// The beginning of a text.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(PREVIEW_LENGTH).collect()
}

/// True when an item's own words are what `preview` says; the listing then tells nothing new.
pub(crate) fn same_event(one: &Preview, other: &Preview) -> bool {
    one.kind == other.kind && one.outbound == other.outbound && one.text == other.text
}

/// True for a message or note that a person at this desk may have written.
pub(crate) fn may_be_ours(item: &ItemRecord) -> bool {
    item.direction != Direction::Inbound
        && matches!(item.author.kind, AuthorKind::Person | AuthorKind::Unknown)
}
