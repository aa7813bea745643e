//! Playing a customer on a channel that is built on a platform's API.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ContentDto, Milliseconds};

/// A channel on which a customer can be played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitorChannelDto {
    /// Its id on the platform.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Visitors can prove who they are.
    pub proves: bool,
    /// Visitors are let in with a proof only.
    pub proof_needed: bool,
}

/// Whether a window of its own was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenedWindow {
    /// It was; otherwise there are no windows here, and the page shows it.
    pub opened: bool,
}

/// Begin to play a customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StartVisitorInput {
    /// Which line.
    pub line: String,
    /// `id` of one of its channels.
    pub channel: String,
    /// What they are called; may be empty.
    pub name: String,
    /// Their address; may be empty.
    pub email: String,
    /// Their id in the program that is played; may be empty.
    pub identifier: String,
}

impl std::fmt::Debug for StartVisitorInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("StartVisitorInput")
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// Names a played customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitorRef {
    /// Opaque name.
    pub visitor: String,
}

/// What a played customer sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitorDto {
    /// Opaque name.
    pub visitor: String,
    /// The line.
    pub line: String,
    /// The channel's name.
    pub channel: String,
    /// What they are called; empty when nothing was said.
    pub name: String,
    /// The conversation as the desk knows it.
    pub conversation: String,
    /// Both sides, oldest first.
    pub messages: Vec<VisitorMessageDto>,
    /// The conversation is resolved.
    pub resolved: bool,
    /// When somebody of the desk last read it.
    pub desk_read_at: Option<Milliseconds>,
    /// Until when somebody of the desk writes, if they are not heard of again; `None` where nobody does.
    pub writing_until: Option<Milliseconds>,
    /// Who, when told.
    pub writer: Option<String>,
    /// The live connection stands.
    pub live: bool,
    /// The last look failed.
    pub unreachable: bool,
    /// Whether the customer can be removed from the platform, and how far that has come.
    pub removal: RemovalDto,
}

/// How far the removal of a played customer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RemovalDto {
    /// They came with this playing, and can be removed at its end.
    Possible,
    /// They may have been there before, and stay.
    Refused,
    /// It is tried until the platform removes them.
    Waiting,
    /// The platform would not; everything is still there.
    Failed,
}

/// A message as a played customer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitorMessageDto {
    /// Its id on the platform.
    pub id: String,
    /// The customer's own.
    pub own: bool,
    /// Who wrote it, when told.
    pub author: Option<String>,
    /// When.
    pub written_at: Milliseconds,
    /// What it holds.
    pub content: ContentDto,
}

/// Names a message as a played customer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitorMessageRef {
    /// Who.
    pub visitor: String,
    /// `id` of the message.
    pub message: String,
}

/// Write as the customer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitorTextInput {
    /// Who.
    pub visitor: String,
    /// The words.
    pub text: String,
}

impl std::fmt::Debug for VisitorTextInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("VisitorTextInput")
            .field("visitor", &self.visitor)
            .finish_non_exhaustive()
    }
}

/// The customer writes, or stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitorTypingInput {
    /// Who.
    pub visitor: String,
    /// Began, as opposed to stopped.
    pub on: bool,
}

/// Answer the desk's question for a rating.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VisitorRatingInput {
    /// Who.
    pub visitor: String,
    /// `id` of the message that asks.
    pub message: String,
    /// 1 to 5.
    pub rating: u8,
    /// In words; may be empty.
    pub words: String,
}

impl std::fmt::Debug for VisitorRatingInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("VisitorRatingInput")
            .field("visitor", &self.visitor)
            .finish_non_exhaustive()
    }
}

/// End the playing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EndVisitorInput {
    /// Who.
    pub visitor: String,
    /// Remove the customer from the platform, with their conversations.
    pub clean_up: bool,
}
