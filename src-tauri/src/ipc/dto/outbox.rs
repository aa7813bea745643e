//! Sending, and what waits to be sent.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Milliseconds, NoteTermsDto};

/// Send words, or keep them as a note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SendMessageInput {
    /// The conversation.
    pub conversation: String,
    /// The words; refused when empty without files, or over the line's limit. With a template, its
    /// filled text.
    pub text: String,
    /// For colleagues only.
    pub note: bool,
    /// Of a note: what it is beside its words.
    pub terms: Option<NoteTermsDto>,
    /// The item it answers.
    pub quote: Option<String>,
    /// Take over from the AI first, where the platform demands that.
    pub take_over: bool,
    /// Send this template instead of free text.
    pub template: Option<TemplateInput>,
    /// Files of the draft that go along.
    pub files: Vec<String>,
    /// What the buttons below it say; none without.
    pub buttons: Vec<String>,
    /// Of an e-mail: who gets a copy.
    pub email: Option<EmailCopiesDto>,
}

/// Who gets a copy of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EmailCopiesDto {
    /// Copies that everybody sees.
    pub cc: Vec<String>,
    /// Copies that nobody else sees.
    pub bcc: Vec<String>,
}

/// The head of the answer in a conversation by e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReplyHeadDto {
    /// The customer's address.
    pub to: Vec<String>,
    /// Who gets a copy: as it was left, else everybody whom the newest e-mail names.
    pub copies: EmailCopiesDto,
    /// What the person has put under their e-mails on the platform.
    pub signature: Option<String>,
}

/// Keep whom an e-mail that is being written goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SaveReplyHeadInput {
    /// The conversation.
    pub conversation: String,
    /// Who gets a copy; refused when one of them is no address.
    pub copies: EmailCopiesDto,
}

/// An approved template with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TemplateInput {
    /// Its name on the platform.
    pub name: String,
    /// Its language, as the platform writes it.
    pub language: String,
    /// Its category, where the platform wants it back.
    pub category: Option<String>,
    /// A value for each of its gaps.
    pub values: Vec<TemplateValueDto>,
}

/// The value of a template's gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TemplateValueDto {
    /// Its name or number, as it stands between the braces.
    pub gap: String,
    /// What to put there.
    pub value: String,
}

impl std::fmt::Debug for SendMessageInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SendMessageInput")
            .field("conversation", &self.conversation)
            .finish_non_exhaustive()
    }
}

/// Why something stays in the outbox until the person acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StuckReasonDto {
    /// The reply window was over.
    WindowClosed,
    /// The platform refused it.
    Refused,
    /// The key lacks the right.
    ScopeMissing,
    /// A colleague holds the conversation.
    HeldByColleague,
    /// The AI answers, and words go out only after a take-over.
    AiAnswers,
    /// The conversation is gone.
    NotFound,
    /// No answer came, and it is not in the thread either.
    NotFoundAfterNoAnswer,
    /// It was tried too often.
    TooManyAttempts,
    /// A file is larger than the platform takes.
    FileTooLarge,
    /// The platform takes no files of this kind.
    FileKind,
    /// A file is no longer at this desk.
    FileGone,
}

/// What an outbox row wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum OutboxActionDto {
    /// Send words.
    #[serde(rename_all = "camelCase")]
    Send {
        /// The words.
        text: String,
        /// For colleagues only.
        note: bool,
        /// Said elsewhere, and only to be kept.
        recorded: bool,
        /// Names of the files that go along.
        files: Vec<String>,
    },
    /// Assign.
    #[serde(rename_all = "camelCase")]
    Assign {
        /// To whom; `None` means nobody.
        to_name: Option<String>,
    },
    /// Begin a conversation.
    #[serde(rename_all = "camelCase")]
    Begin {
        /// The first words.
        text: String,
    },
    /// Another change of the conversation.
    Change,
}

/// Where an outbox row stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum OutboxStateDto {
    /// Next in its conversation.
    Queued,
    /// On the wire.
    Sending,
    /// Being looked for in the thread.
    Checking,
    /// Tried again then.
    #[serde(rename_all = "camelCase")]
    Waiting {
        /// When.
        until: Milliseconds,
    },
    /// Stays until the person acts.
    #[serde(rename_all = "camelCase")]
    Stuck {
        /// Why.
        reason: StuckReasonDto,
    },
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutboxEntry {
    /// Opaque id.
    pub id: String,
    /// Its conversation.
    pub conversation: String,
    /// The customer's name.
    pub contact_name: String,
    /// The line.
    pub line: String,
    /// What it wants.
    pub action: OutboxActionDto,
    /// Where it stands.
    pub state: OutboxStateDto,
    /// When the person asked for it.
    pub created_at: Milliseconds,
}

/// Take something back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiscardInput {
    /// The row of the outbox.
    pub outbox: String,
    /// Its words go back into the draft, before what was typed since, and its files, in the same step.
    /// What was only to be kept is handed back alone: the draft is the reply's.
    pub into_draft: bool,
}

/// What was taken back, so that it can be edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Discarded {
    /// The words; `None` for a change.
    pub text: Option<String>,
}
