//! Timeline items: messages, calls and activity of a conversation.

use serde::{Deserialize, Serialize};

use crate::{AgentKind, Mention, RemoteId, Timestamp};

/// Which way an item went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// From the customer.
    Inbound,
    /// From our side.
    Outbound,
    /// Among ourselves.
    Internal,
}

/// Who an item is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AuthorKind {
    /// The customer.
    Contact,
    /// A human colleague, or a person whose name the platform does not tell.
    Person,
    /// A bot of the platform.
    AiAgent,
    /// Our side, but the platform does not tell whether a person or a bot: no answer by a person.
    Unknown,
    /// The platform itself.
    System,
}

/// Who an item is from, with what the platform tells of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// What they are.
    pub kind: AuthorKind,
    /// Their id on the platform.
    pub agent: Option<RemoteId>,
    /// Their name.
    pub name: Option<String>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A voice note or other sound.
    Audio,
    /// Any other file.
    Document,
}

impl MediaKind {
    /// What a file of this MIME type is.
    pub fn of_mime_type(mime_type: &str) -> Self {
        match mime_type.split('/').next().unwrap_or_default() {
            "image" => Self::Image,
            "video" => Self::Video,
            "audio" => Self::Audio,
            _ => Self::Document,
        }
    }
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// What it is, as far as known before fetching it.
    pub kind: MediaKind,
    /// Where the platform serves it. Never shown, never logged.
    pub url: String,
    /// File name, when one can be told.
    pub file_name: Option<String>,
    /// MIME type, when told.
    pub mime_type: Option<String>,
    /// Size in bytes, when told.
    pub bytes: Option<i64>,
    /// Length in milliseconds, when told.
    pub duration_ms: Option<i64>,
    /// Text that goes with it.
    pub caption: Option<String>,
}

/// How a call ended, or that it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CallOutcome {
    /// The phone is ringing.
    Ringing,
    /// They are talking.
    Active,
    /// They talked.
    Answered,
    /// Nobody on our side took it.
    Missed,
    /// The customer did not take ours.
    NoAnswer,
    /// One side refused or gave up.
    Declined,
    /// It could not be connected.
    Failed,
}

/// One spoken passage of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptLine {
    /// Who spoke, as the platform names them; absent when it does not.
    pub speaker: Option<String>,
    /// Offset into the recording, when known.
    pub start_ms: Option<i64>,
    /// What was said.
    pub text: String,
}

/// A phone call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// How it ended.
    pub outcome: CallOutcome,
    /// How long it rang.
    pub ringing_ms: Option<i64>,
    /// How long they talked.
    pub duration_ms: Option<i64>,
    /// Where the recording can be fetched. Never shown, never logged.
    pub recording_url: Option<String>,
    /// The platform's AI summary, light markdown.
    pub summary: Option<String>,
    /// What was said; one entry without speaker where the platform sends plain text.
    pub transcript: Vec<TranscriptLine>,
}

/// A change told in the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Activity {
    /// The conversation was given to somebody, or to nobody.
    #[serde(rename_all = "camelCase")]
    Assigned {
        /// Name of the new assignee; `None` with `to` also `None` means unassigned.
        to_name: Option<String>,
        /// The new assignee.
        to: Option<RemoteId>,
        /// Person or AI agent.
        to_kind: AgentKind,
        /// Who did it.
        by_name: Option<String>,
    },
    /// The conversation's status changed to the platform's word.
    #[serde(rename_all = "camelCase")]
    StatusChanged {
        /// The platform's word.
        status: String,
        /// Who did it.
        by_name: Option<String>,
    },
    /// A change told in the platform's own sentence.
    Told {
        /// The sentence.
        text: String,
    },
}

/// What an interactive message offers or asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InteractiveKind {
    /// Buttons or a list to choose from.
    Choice,
    /// Cards side by side.
    Cards,
    /// People with their numbers, as somebody passed them on.
    Contacts,
    /// Fields to fill in.
    Form,
    /// Help articles.
    Articles,
    /// A rating of the service.
    Rating,
}

/// One card, button, field or article of an interactive message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InteractiveEntry {
    /// Its title.
    pub title: String,
    /// What stands below it.
    pub description: Option<String>,
    /// Where it leads.
    pub link: Option<String>,
    /// What the customer chose or filled in.
    pub answer: Option<String>,
}

/// What a note is beside its words, where its platform keeps that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NoteTerms {
    /// Only for whoever wrote it.
    pub private: bool,
    /// When the platform reminds of it.
    pub remind_at: Option<Timestamp>,
}

impl NoteTerms {
    /// For all colleagues, and it reminds of nothing.
    pub fn are_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// What an item holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Content {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A file.
    Media(Media),
    /// A place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Name of the place.
        name: Option<String>,
        /// Its address.
        address: Option<String>,
    },
    /// A phone call.
    Call(Call),
    /// An approved template with its values filled in.
    Template {
        /// Its name on the platform, when told.
        name: Option<String>,
        /// The filled text.
        text: String,
    },
    /// An e-mail.
    Email {
        /// Its subject.
        subject: Option<String>,
        /// Sender, when told.
        from: Option<String>,
        /// Main recipients.
        to: Vec<String>,
        /// Copies.
        cc: Vec<String>,
        /// Hidden copies.
        bcc: Vec<String>,
        /// The words, without quoted history where the platform cuts it.
        text: String,
        /// The platform's HTML, unsanitised; never shown as it is.
        html: Option<String>,
    },
    /// A message with things to choose or fill in.
    Interactive {
        /// What kind.
        kind: InteractiveKind,
        /// The words above.
        text: String,
        /// What it offers.
        entries: Vec<InteractiveEntry>,
    },
    /// An internal note.
    Note {
        /// The words, names as they are read.
        text: String,
        /// Whom they name, in the order of the words.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<Mention>,
        /// What it is beside its words.
        #[serde(default, skip_serializing_if = "NoteTerms::are_plain")]
        terms: NoteTerms,
    },
    /// A change.
    Activity(Activity),
    /// The message was taken back.
    Deleted,
    /// Something this version cannot show; the platform's JSON is kept beside it.
    #[serde(rename_all = "camelCase")]
    Unsupported {
        /// The platform's word for it, when it has one.
        platform_kind: Option<String>,
    },
}

/// How far a message of ours has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum Delivery {
    /// Handed to the platform, not yet on its way.
    Pending,
    /// On its way.
    Sent,
    /// On the customer's device.
    Delivered,
    /// Seen.
    Read,
    /// Not delivered.
    #[serde(rename_all = "camelCase")]
    Failed {
        /// The platform's code, when it gave one.
        code: Option<i64>,
        /// The platform's reason, when it gave one.
        reason: Option<String>,
    },
}

impl Delivery {
    /// How far along it is; failures outrank everything.
    fn rank(&self) -> u8 {
        match self {
            Self::Pending => 0,
            Self::Sent => 1,
            Self::Delivered => 2,
            Self::Read => 3,
            Self::Failed { .. } => 4,
        }
    }

    /// The state to keep when `news` arrives: platforms tell states out of order, and a tick once
    /// shown is never taken back, except by a failure.
    #[must_use]
    pub fn merged(self, news: Self) -> Self {
        if news.rank() >= self.rank() {
            news
        } else {
            self
        }
    }
}

/// The message an item answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// Its id on the platform.
    pub remote: Option<RemoteId>,
    /// Its text as quoted.
    pub text: Option<String>,
}

/// A timeline item as a platform tells it, in our words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemRecord {
    /// Id on the platform.
    pub remote: RemoteId,
    /// The conversation it belongs to.
    pub conversation: RemoteId,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Which way it went.
    pub direction: Direction,
    /// Who it is from.
    pub author: Author,
    /// What it holds.
    pub content: Content,
    /// How far ours has come; `None` for everything that is not a message of ours.
    pub delivery: Option<Delivery>,
    /// What it answers.
    pub quote: Option<Quote>,
    /// The platform's JSON, kept only where `content` could not hold everything.
    pub raw: Option<String>,
}

impl ItemRecord {
    /// True when a customer did this and somebody should see it: a message, or a call nobody took.
    pub fn is_customer_event(&self) -> bool {
        self.direction == Direction::Inbound
            && match &self.content {
                Content::Call(call) => call.outcome == CallOutcome::Missed,
                Content::Activity(_) | Content::Note { .. } => false,
                Content::Text { .. }
                | Content::Media(_)
                | Content::Location { .. }
                | Content::Template { .. }
                | Content::Email { .. }
                | Content::Interactive { .. }
                | Content::Deleted
                | Content::Unsupported { .. } => true,
            }
    }

    /// True when this answers the customer: a person's message, or a call that was talked through.
    pub fn is_answer_by_person(&self) -> bool {
        match &self.content {
            Content::Call(call) => {
                call.outcome == CallOutcome::Answered && self.author.kind != AuthorKind::AiAgent
            }
            Content::Text { .. }
            | Content::Media(_)
            | Content::Location { .. }
            | Content::Template { .. }
            | Content::Email { .. }
            | Content::Interactive { .. } => {
                self.direction == Direction::Outbound
                    && self.author.kind == AuthorKind::Person
                    && !matches!(self.delivery, Some(Delivery::Failed { .. }))
            }
            Content::Note { .. }
            | Content::Activity(_)
            | Content::Deleted
            | Content::Unsupported { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Delivery;

    fn any_delivery() -> impl Strategy<Value = Delivery> {
        prop_oneof![
            Just(Delivery::Pending),
            Just(Delivery::Sent),
            Just(Delivery::Delivered),
            Just(Delivery::Read),
            Just(Delivery::Failed {
                code: Some(131_026),
                reason: None
            }),
        ]
    }

    proptest! {
        #[test]
        fn ticks_end_the_same_in_whatever_order_they_arrive(
            mut states in proptest::collection::vec(any_delivery(), 1..8),
            swaps in proptest::collection::vec((0_usize..8, 0_usize..8), 0..8),
        ) {
            let settle = |states: &[Delivery]| {
                states.iter().cloned().reduce(Delivery::merged)
            };
            let straight = settle(&states);
            for (one, other) in swaps {
                let length = states.len();
                states.swap(one % length, other % length);
            }
            prop_assert_eq!(settle(&states), straight);
        }
    }
}
