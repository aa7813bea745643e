//! What a line can do, found when it is connected. The interface asks this, never a platform's name.

use serde::{Deserialize, Serialize};

/// Why a line cannot do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unavailable {
    /// The platform's API has no way to do it.
    Platform,
    /// The key lacks the right.
    Key,
    /// The channel does not carry it.
    Channel,
}

/// What a line can do; `Err` says why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// Free text.
    pub send_text: Result<(), Unavailable>,
    /// Approved templates.
    pub send_template: Result<(), Unavailable>,
    /// The platform lists its templates; otherwise names are entered by hand.
    pub list_templates: Result<(), Unavailable>,
    /// A file from this computer.
    pub send_file: Result<(), Unavailable>,
    /// Internal notes in the timeline.
    pub notes: Result<(), Unavailable>,
    /// Give a conversation to a person.
    pub assign_person: Result<(), Unavailable>,
    /// Give a conversation to an AI agent.
    pub assign_ai: Result<(), Unavailable>,
    /// Close and reopen.
    pub set_status: Result<(), Unavailable>,
    /// Change the tags of a conversation.
    pub set_tags: Result<(), Unavailable>,
    /// The platform tells when a customer has read a message.
    pub read_receipts: bool,
    /// Read marks are shared with colleagues rather than kept here.
    pub shared_read_marks: bool,
    /// Longest text, in characters.
    pub text_limit: u32,
}
