//! What this desk wants to tell a platform and the platform has not confirmed.

use serde::{Deserialize, Serialize};

use crate::{ConversationAction, ConversationId, Opening, OutboxId, OutgoingMessage, Timestamp};

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum OutboxAction {
    /// Words, to the customer or as a note.
    Send {
        /// What to say.
        message: Box<OutgoingMessage>,
    },
    /// A change to the conversation.
    Act {
        /// What to change.
        action: ConversationAction,
    },
    /// A conversation to be begun, with its first words.
    Begin {
        /// What to begin.
        opening: Box<Opening>,
    },
}

impl OutboxAction {
    /// The words it is about to say, to a customer or to colleagues; `None` for a change.
    pub fn words(&self) -> Option<&OutgoingMessage> {
        match self {
            Self::Send { message } => Some(message),
            Self::Begin { opening } => Some(&opening.message),
            Self::Act { .. } => None,
        }
    }
}

/// Why an outbox row stays until the person acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StuckReason {
    /// The reply window was over.
    WindowClosed,
    /// The platform refused it.
    Refused,
    /// The key lacks the right.
    ScopeMissing,
    /// A colleague holds it.
    HeldByColleague,
    /// The AI answers, and the platform takes words only after a take-over.
    AiAnswers,
    /// The conversation is gone.
    NotFound,
    /// No answer came, and it was not found in the thread either.
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

/// Where an outbox row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum OutboxState {
    /// Next in its conversation.
    Queued,
    /// On the wire. Found at start, it means the outcome is unknown.
    Sending,
    /// Sent, but no answer came: it is being looked for in the thread.
    Checking,
    /// To be tried again at this time.
    Waiting {
        /// When.
        until: Timestamp,
    },
    /// Stays until the person retries or discards it.
    Stuck {
        /// Why.
        reason: StuckReason,
    },
}

/// An outbox row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outbound {
    /// Row key and echo id.
    pub id: OutboxId,
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// What to tell.
    pub action: OutboxAction,
    /// Where it stands.
    pub state: OutboxState,
    /// How often it was tried; counted before each try.
    pub attempts: u32,
    /// When the person asked for it.
    pub created_at: Timestamp,
    /// When the last try began.
    pub attempted_at: Option<Timestamp>,
}
