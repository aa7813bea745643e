//! Timeline items.

use inbox_core::{
    Activity, AgentKind, Author, AuthorKind, Call, CallOutcome, Content, Delivery, Direction,
    InteractiveKind, Media, MediaKind, Mention, MentionedKind, NoteTerms, OutboxId, OutboxState,
    RemoteId, Timestamp, TranscriptLine,
};
use inbox_store::{Echo, TimelineItem};

use super::{line::optional_time, outbox::stuck_reason, time};
use crate::ipc::dto::{
    AuthorKindDto, CallOutcomeDto, ContentDto, DeliveryDto, DirectionDto, InteractiveEntryDto,
    InteractiveKindDto, ItemDto, MediaKindDto, MentionDto, Milliseconds, NoteTermsDto, QuoteDto,
    TranscriptLineDto, UploadDto,
};

/// What a note is beside its words; `None` where that is nothing.
pub fn note_terms(terms: NoteTerms) -> Option<NoteTermsDto> {
    (!terms.are_plain()).then(|| NoteTermsDto {
        private: terms.private,
        remind_at: optional_time(terms.remind_at),
    })
}

/// The same in our words.
pub fn told_terms(terms: NoteTermsDto) -> NoteTerms {
    NoteTerms {
        private: terms.private,
        remind_at: terms.remind_at.map(|at| Timestamp(at.0)),
    }
}

/// Tells how much of the files of a row of the outbox has left.
pub type Uploads<'a> = &'a (dyn Fn(&OutboxId) -> Option<UploadDto> + Send + Sync);

/// What an item's form depends on beside itself.
#[derive(Clone, Copy)]
pub struct Viewpoint<'a> {
    /// Who the person at this desk is on that line.
    pub me: Option<&'a RemoteId>,
    /// The time; a wait that is over is no wait.
    pub now: Timestamp,
    /// The customer of the conversation; platforms seldom repeat the name in each item.
    pub contact_name: Option<&'a str>,
    /// How much of the files of a row of the outbox has left; `None` where nobody knows.
    pub uploads: Option<Uploads<'a>>,
}

/// An item, with the quoted one when it is on this computer.
pub fn item(item: TimelineItem, quoted: Option<&TimelineItem>, view: Viewpoint<'_>) -> ItemDto {
    // What was said from this desk is mine, whoever the platform names later.
    let is_me = item.author.agent.is_some() && item.author.agent.as_ref() == view.me;
    let mine = item.own || is_me;
    let delivery = delivery(item.delivery, item.echo.as_ref(), view);
    let quote = item.quote.map(|quote| QuoteDto {
        item: quoted.map(|quoted| quoted.id.to_string()),
        author_name: quoted.and_then(|quoted| author_name(&quoted.author, view)),
        outbound: quoted.map(|quoted| quoted.direction == Direction::Outbound),
        text: quote
            .text
            .or_else(|| quoted.and_then(|quoted| text_of(&quoted.content)))
            .map(|text| beginning(&text, QUOTED_LETTERS)),
    });
    ItemDto {
        id: item.id.to_string(),
        occurred_at: time(item.occurred_at),
        direction: match item.direction {
            Direction::Inbound => DirectionDto::Inbound,
            Direction::Outbound => DirectionDto::Outbound,
            Direction::Internal => DirectionDto::Internal,
        },
        author_kind: author_kind(&item.author, mine),
        author_name: author_name(&item.author, view),
        content: content(item.content, view),
        delivery,
        quote,
        edited: item.edited,
    }
}

/// A quote is shown in two lines; a window that had to lay out all of a very long message there would stop.
const QUOTED_LETTERS: usize = 500;
/// What a platform tells of a conversation is a sentence.
const TOLD_LETTERS: usize = 5_000;

/// No more than so many letters of a text, with a sign where it was cut.
fn beginning(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The words of an item, where it has some.
pub fn text_of(content: &Content) -> Option<String> {
    match content {
        Content::Text { text }
        | Content::Note { text, .. }
        | Content::Template { text, .. }
        | Content::Email { text, .. }
        | Content::Interactive { text, .. } => Some(text.clone()),
        Content::Media(media) => media.caption.clone().or_else(|| media.file_name.clone()),
        Content::Location { name, address, .. } => name.clone().or_else(|| address.clone()),
        Content::Call(call) => call.summary.clone(),
        Content::Activity(_) | Content::Deleted | Content::Unsupported { .. } => None,
    }
}

fn author_name(author: &Author, view: Viewpoint<'_>) -> Option<String> {
    let known = author.name.as_deref();
    match author.kind {
        AuthorKind::Contact => known.or(view.contact_name),
        AuthorKind::Person | AuthorKind::AiAgent | AuthorKind::Unknown | AuthorKind::System => {
            known
        }
    }
    .map(str::to_owned)
}

/// Who an item is from, given whether the person at this desk said it.
pub fn author_kind(author: &Author, mine: bool) -> AuthorKindDto {
    match author.kind {
        AuthorKind::Person | AuthorKind::Unknown if mine => AuthorKindDto::Me,
        AuthorKind::Unknown => AuthorKindDto::Unknown,
        AuthorKind::Person => AuthorKindDto::Person,
        AuthorKind::Contact => AuthorKindDto::Contact,
        AuthorKind::AiAgent => AuthorKindDto::AiAgent,
        AuthorKind::System => AuthorKindDto::System,
    }
}

fn mentioned(text: &str, mention: &Mention, view: Viewpoint<'_>) -> Option<MentionDto> {
    let units = |text: &str| text.encode_utf16().count() as u32;
    let start = units(text.get(..mention.start)?);
    Some(MentionDto {
        start,
        end: start + units(text.get(mention.start..mention.end)?),
        is_me: mention.kind == MentionedKind::Person && view.me == Some(&mention.who),
    })
}

/// What an item holds.
pub fn content(content: Content, view: Viewpoint<'_>) -> ContentDto {
    match content {
        Content::Text { text } => ContentDto::Text { text },
        Content::Media(media) => media_content(media),
        Content::Location {
            latitude,
            longitude,
            name,
            address,
        } => ContentDto::Location {
            latitude: latitude.to_string(),
            longitude: longitude.to_string(),
            name,
            address,
        },
        Content::Call(call) => call_content(call),
        Content::Template { name, text } => ContentDto::Template { name, text },
        Content::Email {
            subject,
            from,
            to,
            cc,
            bcc,
            text,
            html: _,
        } => ContentDto::Email {
            subject,
            from,
            to,
            cc,
            bcc,
            text,
        },
        Content::Interactive {
            kind,
            text,
            entries,
        } => ContentDto::Interactive {
            kind: match kind {
                InteractiveKind::Choice => InteractiveKindDto::Choice,
                InteractiveKind::Cards => InteractiveKindDto::Cards,
                InteractiveKind::Contacts => InteractiveKindDto::Contacts,
                InteractiveKind::Form => InteractiveKindDto::Form,
                InteractiveKind::Articles => InteractiveKindDto::Articles,
                InteractiveKind::Rating => InteractiveKindDto::Rating,
            },
            text,
            entries: entries
                .into_iter()
                .map(|entry| InteractiveEntryDto {
                    title: entry.title,
                    description: entry.description,
                    link: entry.link,
                    answer: entry.answer,
                })
                .collect(),
        },
        Content::Activity(Activity::Told { text }) => ContentDto::Told {
            text: beginning(&text, TOLD_LETTERS),
        },
        Content::Note {
            text,
            mentions,
            terms,
        } => ContentDto::Note {
            terms: note_terms(terms),
            mentions: mentions
                .iter()
                .filter_map(|mention| mentioned(&text, mention, view))
                .collect(),
            text,
        },
        Content::Activity(Activity::Assigned {
            to_name,
            to,
            to_kind,
            by_name,
        }) => {
            ContentDto::Assigned {
                to_me: to.is_some() && to.as_ref() == view.me,
                to_ai: to.is_some() && to_kind == AgentKind::AiAgent,
                // A name the platform left out is still somebody.
                to_name: to_name.or_else(|| to.map(|to| to.to_string())),
                by_name,
                by_me: false,
            }
        }
        Content::Activity(Activity::StatusChanged { status, by_name }) => {
            ContentDto::StatusChanged { status, by_name }
        }
        Content::Deleted => ContentDto::Deleted,
        Content::Unsupported { platform_kind } => ContentDto::Unsupported { platform_kind },
    }
}

/// What a file is.
pub fn media_kind(kind: MediaKind) -> MediaKindDto {
    match kind {
        MediaKind::Image => MediaKindDto::Image,
        MediaKind::Video => MediaKindDto::Video,
        MediaKind::Audio => MediaKindDto::Audio,
        MediaKind::Document => MediaKindDto::Document,
    }
}

fn media_content(media: Media) -> ContentDto {
    ContentDto::Media {
        kind: media_kind(media.kind),
        file_name: media.file_name,
        mime_type: media.mime_type,
        bytes: media.bytes,
        duration: media.duration_ms.map(Milliseconds),
        caption: media.caption,
    }
}

fn call_content(call: Call) -> ContentDto {
    ContentDto::Call {
        outcome: match call.outcome {
            CallOutcome::Ringing => CallOutcomeDto::Ringing,
            CallOutcome::Active => CallOutcomeDto::Active,
            CallOutcome::Answered => CallOutcomeDto::Answered,
            CallOutcome::Missed => CallOutcomeDto::Missed,
            CallOutcome::NoAnswer => CallOutcomeDto::NoAnswer,
            CallOutcome::Declined => CallOutcomeDto::Declined,
            CallOutcome::Failed => CallOutcomeDto::Failed,
        },
        ringing: call.ringing_ms.map(Milliseconds),
        duration: call.duration_ms.map(Milliseconds),
        has_recording: call.recording_url.is_some(),
        summary: call.summary,
        transcript: call.transcript.into_iter().map(transcript_line).collect(),
    }
}

fn transcript_line(line: TranscriptLine) -> TranscriptLineDto {
    TranscriptLineDto {
        speaker: line.speaker,
        start: line.start_ms.map(Milliseconds),
        text: line.text,
    }
}

fn delivery(
    delivery: Option<Delivery>,
    echo: Option<&Echo>,
    view: Viewpoint<'_>,
) -> Option<DeliveryDto> {
    if let Some(echo) = echo {
        let outbox = echo.outbox.to_string();
        return Some(match echo.state {
            OutboxState::Queued => DeliveryDto::Queued {
                outbox,
                until: None,
            },
            OutboxState::Waiting { until } => DeliveryDto::Queued {
                outbox,
                until: (until > view.now).then(|| time(until)),
            },
            OutboxState::Sending => DeliveryDto::Sending {
                outbox,
                upload: view.uploads.and_then(|uploads| uploads(&echo.outbox)),
            },
            OutboxState::Checking => DeliveryDto::Checking { outbox },
            OutboxState::Stuck { reason } => DeliveryDto::Stuck {
                outbox,
                reason: stuck_reason(reason),
            },
        });
    }
    delivery.map(|delivery| match delivery {
        Delivery::Pending => DeliveryDto::Pending,
        Delivery::Sent => DeliveryDto::Sent,
        Delivery::Delivered => DeliveryDto::Delivered,
        Delivery::Read => DeliveryDto::Read,
        Delivery::Failed { code, reason } => DeliveryDto::Failed { code, reason },
    })
}
