//! Changes of conversations, and their undoing.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AgentDto, Milliseconds, PriorityDto, StatusDto};

/// A change to conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum ChangeOfConversation {
    /// Give to a team, or to none.
    #[serde(rename_all = "camelCase")]
    AssignTeam {
        /// The team.
        team: Option<String>,
    },
    /// Change where it stands.
    #[serde(rename_all = "camelCase")]
    SetStatus {
        /// Where it shall stand.
        status: StatusDto,
        /// When hidden: until when; `None` until the customer's next message.
        until: Option<Milliseconds>,
    },
    /// Finish it and say how it came out.
    #[serde(rename_all = "camelCase")]
    ResolveAs {
        /// How it came out, in the person's words.
        outcome: String,
    },
    /// Change how pressing it is.
    #[serde(rename_all = "camelCase")]
    SetPriority {
        /// How pressing; `None` takes the mark away.
        priority: Option<PriorityDto>,
    },
    /// Replace the tags.
    #[serde(rename_all = "camelCase")]
    SetTags {
        /// All tags it shall have.
        tags: Vec<String>,
    },
    /// Hand it to the platform's AI, or take it over.
    #[serde(rename_all = "camelCase")]
    SetAi {
        /// The AI answers.
        on: bool,
    },
    /// Mark what a person was asked for as done.
    #[serde(rename_all = "camelCase")]
    ResolveAttention {
        /// `id` of the item.
        item: String,
    },
    /// Let the AI do what it asked leave for.
    Approve,
    /// Resolve it and block its customer, or let the customer in again.
    #[serde(rename_all = "camelCase")]
    SetMuted {
        /// Block.
        muted: bool,
    },
    /// Change a named fact.
    #[serde(rename_all = "camelCase")]
    SetProperty {
        /// Its name.
        name: String,
        /// Its value; `None` takes it away.
        value: Option<String>,
    },
}

/// Change conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeInput {
    /// Which conversations; all of one line.
    pub conversations: Vec<String>,
    /// What to change.
    pub change: ChangeOfConversation,
}

/// What a change came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeResult {
    /// Opaque name for `undo`, valid for 60 seconds; `None` for what cannot be taken back.
    pub undo: Option<String>,
    /// How many were changed; those that were so already are not.
    pub changed: u32,
    /// How many of them `undo` takes back.
    pub undoable: u32,
}

/// Give conversations to somebody, or to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AssignInput {
    /// Which conversations; all of one line.
    pub conversations: Vec<String>,
    /// The agent; `None` puts them back into the queue.
    pub agent: Option<String>,
    /// Take them over even from a colleague who holds them.
    pub force: bool,
}

/// What undoing an assignment needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AssignResult {
    /// Opaque name for `undo`, valid for 60 seconds.
    pub undo: Option<String>,
    /// How many were changed; those that were there already are not.
    pub changed: u32,
    /// How many of them `undo` takes back.
    pub undoable: u32,
    /// The agent it went to.
    pub agent: Option<AgentDto>,
}

/// Undo a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoInput {
    /// `undo` of the result.
    pub undo: String,
}

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoResult {
    /// Given back.
    pub restored: u32,
    /// Left alone, as somebody changed them meanwhile.
    pub changed_meanwhile: u32,
}
