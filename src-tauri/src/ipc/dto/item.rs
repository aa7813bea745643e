//! Timeline items as the conversation shows them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Milliseconds;

/// Which way an item went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DirectionDto {
    /// From the customer.
    Inbound,
    /// From our side.
    Outbound,
    /// Among ourselves.
    Internal,
}

/// Who an item is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AuthorKindDto {
    /// The person at this desk.
    Me,
    /// The customer.
    Contact,
    /// A colleague.
    Person,
    /// A bot of the platform.
    AiAgent,
    /// Our side; the platform does not tell whether a person or a bot.
    Unknown,
    /// The platform.
    System,
}

/// What a note is beside its words, where its platform keeps that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteTermsDto {
    /// Only for whoever wrote it.
    pub private: bool,
    /// When the platform reminds of it.
    pub remind_at: Option<Milliseconds>,
}

/// A part of a note's words that names somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MentionDto {
    /// Where it begins, in UTF-16 units.
    pub start: u32,
    /// Where it ends, in UTF-16 units.
    pub end: u32,
    /// The person at this desk is named.
    pub is_me: bool,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MediaKindDto {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// Any other file.
    Document,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CallOutcomeDto {
    /// Ringing.
    Ringing,
    /// Going on.
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

/// One spoken passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptLineDto {
    /// Who spoke.
    pub speaker: Option<String>,
    /// Offset into the recording.
    pub start: Option<Milliseconds>,
    /// What was said.
    pub text: String,
}

/// What an interactive message offers or asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum InteractiveKindDto {
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

/// One card, button, field or article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InteractiveEntryDto {
    /// Its title.
    pub title: String,
    /// What stands below it.
    pub description: Option<String>,
    /// Where it leads.
    pub link: Option<String>,
    /// What the customer chose or filled in.
    pub answer: Option<String>,
}

/// What an item holds. Files are fetched by item id, never by address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum ContentDto {
    /// Words.
    #[serde(rename_all = "camelCase")]
    Text {
        /// The words.
        text: String,
    },
    /// A file.
    #[serde(rename_all = "camelCase")]
    Media {
        /// What it is.
        kind: MediaKindDto,
        /// File name.
        file_name: Option<String>,
        /// MIME type.
        mime_type: Option<String>,
        /// Size in bytes.
        #[specta(type = Option<u32>)]
        bytes: Option<i64>,
        /// Length.
        duration: Option<Milliseconds>,
        /// Text that goes with it.
        caption: Option<String>,
    },
    /// A place.
    #[serde(rename_all = "camelCase")]
    Location {
        /// Degrees, as decimal text.
        latitude: String,
        /// Degrees, as decimal text.
        longitude: String,
        /// Name of the place.
        name: Option<String>,
        /// Its address.
        address: Option<String>,
    },
    /// A phone call.
    #[serde(rename_all = "camelCase")]
    Call {
        /// How it ended.
        outcome: CallOutcomeDto,
        /// How long it rang.
        ringing: Option<Milliseconds>,
        /// How long they talked.
        duration: Option<Milliseconds>,
        /// A recording can be fetched.
        has_recording: bool,
        /// AI summary, light markdown.
        summary: Option<String>,
        /// What was said.
        transcript: Vec<TranscriptLineDto>,
    },
    /// A template with its values filled in.
    #[serde(rename_all = "camelCase")]
    Template {
        /// Its name.
        name: Option<String>,
        /// The filled text.
        text: String,
    },
    /// An e-mail.
    #[serde(rename_all = "camelCase")]
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
        /// The words.
        text: String,
    },
    /// A message with things to choose or fill in.
    #[serde(rename_all = "camelCase")]
    Interactive {
        /// What kind.
        kind: InteractiveKindDto,
        /// The words above.
        text: String,
        /// What it offers.
        entries: Vec<InteractiveEntryDto>,
    },
    /// A change told in the platform's own sentence.
    #[serde(rename_all = "camelCase")]
    Told {
        /// The sentence.
        text: String,
    },
    /// An internal note.
    #[serde(rename_all = "camelCase")]
    Note {
        /// The words.
        text: String,
        /// Whom they name, in the order of the words.
        mentions: Vec<MentionDto>,
        /// What it is beside its words; `None` where that is nothing.
        terms: Option<NoteTermsDto>,
    },
    /// Given to somebody.
    #[serde(rename_all = "camelCase")]
    Assigned {
        /// To whom; `None` means back into the queue.
        to_name: Option<String>,
        /// To the person at this desk.
        to_me: bool,
        /// To a bot.
        to_ai: bool,
        /// By whom.
        by_name: Option<String>,
        /// By the person at this desk.
        by_me: bool,
    },
    /// The status changed to the platform's word.
    #[serde(rename_all = "camelCase")]
    StatusChanged {
        /// The word.
        status: String,
        /// By whom.
        by_name: Option<String>,
    },
    /// Taken back.
    Deleted,
    /// Something this version cannot show.
    #[serde(rename_all = "camelCase")]
    Unsupported {
        /// The platform's word for it.
        platform_kind: Option<String>,
    },
}

/// How far a message of ours has come, from the outbox to the customer's eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum DeliveryDto {
    /// In the outbox, waiting for the internet or its turn.
    #[serde(rename_all = "camelCase")]
    Queued {
        /// Its outbox row.
        outbox: String,
        /// Tried again then; `None` when it goes as soon as it can.
        until: Option<Milliseconds>,
    },
    /// On the wire.
    #[serde(rename_all = "camelCase")]
    Sending {
        /// Its outbox row.
        outbox: String,
        /// How much of its files has left; `None` without files of this computer.
        upload: Option<super::UploadDto>,
    },
    /// No answer came; it is being looked for.
    #[serde(rename_all = "camelCase")]
    Checking {
        /// Its outbox row.
        outbox: String,
    },
    /// Stays until the person acts.
    #[serde(rename_all = "camelCase")]
    Stuck {
        /// Its outbox row.
        outbox: String,
        /// Why.
        reason: super::StuckReasonDto,
    },
    /// Handed to the platform.
    Pending,
    /// On its way.
    Sent,
    /// On the customer's device.
    Delivered,
    /// Seen.
    Read,
    /// The platform could not deliver it.
    #[serde(rename_all = "camelCase")]
    Failed {
        /// The platform's code.
        #[specta(type = Option<u32>)]
        code: Option<i64>,
        /// The platform's words, in its own language.
        reason: Option<String>,
    },
}

/// The message an item answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuoteDto {
    /// The quoted item, when it is on this computer.
    pub item: Option<String>,
    /// Who wrote it, when it is on this computer.
    pub author_name: Option<String>,
    /// Ours or the customer's, when it is on this computer.
    pub outbound: Option<bool>,
    /// Its text as quoted.
    pub text: Option<String>,
}

/// A timeline item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ItemDto {
    /// Opaque id; stays when an echo is confirmed.
    pub id: String,
    /// When it happened.
    pub occurred_at: Milliseconds,
    /// Which way it went.
    pub direction: DirectionDto,
    /// Who it is from.
    pub author_kind: AuthorKindDto,
    /// Their name.
    pub author_name: Option<String>,
    /// What it holds.
    pub content: ContentDto,
    /// How far ours has come.
    pub delivery: Option<DeliveryDto>,
    /// What it answers.
    pub quote: Option<QuoteDto>,
    /// Its words were changed after it was sent.
    pub edited: bool,
}

/// Where a window of the timeline lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "at")]
pub enum WindowAnchor {
    /// At the first unread item, else at the end.
    Unread,
    /// At the end.
    Newest,
    /// Before this item.
    #[serde(rename_all = "camelCase")]
    Before {
        /// The item.
        item: String,
    },
    /// After this item.
    #[serde(rename_all = "camelCase")]
    After {
        /// The item.
        item: String,
    },
    /// Around this item.
    #[serde(rename_all = "camelCase")]
    Around {
        /// The item.
        item: String,
    },
}

/// Which items to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ItemsQuery {
    /// The conversation.
    pub conversation: String,
    /// Where.
    pub anchor: WindowAnchor,
    /// How many, at most 200.
    pub limit: u32,
}

/// Part of a timeline, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ItemWindow {
    /// The items.
    pub items: Vec<ItemDto>,
    /// Older ones are on this computer.
    pub has_before: bool,
    /// Newer ones are on this computer.
    pub has_after: bool,
    /// Nothing older exists anywhere; otherwise `fetch_history` gets it.
    pub history_complete: bool,
    /// The first item not read when this was asked.
    pub first_unread: Option<String>,
    /// How many customer events are unread.
    pub unread: u32,
}
