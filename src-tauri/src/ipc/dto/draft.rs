//! What is kept of an answer that was begun.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::NoteTermsDto;

/// Keep what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftInput {
    /// The conversation.
    pub conversation: String,
    /// For colleagues, as opposed to the customer; each has its own.
    pub note: bool,
    /// The text; empty forgets it.
    pub text: String,
}

/// Keep what the buttons below a reply that was begun say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftButtonsInput {
    /// The conversation.
    pub conversation: String,
    /// What they say, in order; none forgets them.
    pub titles: Vec<String>,
}

/// Keep what a note that was begun is beside its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SaveNoteTermsInput {
    /// The conversation.
    pub conversation: String,
    /// What it is; `None` forgets it.
    pub terms: Option<NoteTermsDto>,
}
