//! Sending, and what waits to be sent.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Milliseconds;

/// Send words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SendTextInput {
    /// The conversation.
    pub conversation: String,
    /// The words; refused when empty or over the line's limit.
    pub text: String,
}

impl std::fmt::Debug for SendTextInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SendTextInput")
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
    /// The conversation is gone.
    NotFound,
    /// No answer came, and it is not in the thread either.
    NotFoundAfterNoAnswer,
    /// It was tried too often.
    TooManyAttempts,
}

/// What an outbox row wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum OutboxActionDto {
    /// Send words.
    #[serde(rename_all = "camelCase")]
    SendText {
        /// The words.
        text: String,
    },
    /// Assign.
    #[serde(rename_all = "camelCase")]
    Assign {
        /// To whom; `None` means nobody.
        to_name: Option<String>,
    },
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
    /// Its words go back into the draft, before what was typed since, in the same step.
    pub into_draft: bool,
}

/// What was taken back, so that it can be edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Discarded {
    /// The words; `None` for an assignment.
    pub text: Option<String>,
}
