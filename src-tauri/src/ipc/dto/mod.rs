//! What crosses to the interface. Shapes of their own: never a database row, never a platform's
//! JSON. camelCase, ids as opaque text, times and lengths as integer milliseconds.

mod change;
mod connecting;
mod contact;
mod conversation;
mod draft;
mod files;
mod item;
mod line;
mod outbox;
mod person;
mod settings;
mod tools;
mod view;
mod visitor;
mod webhook;
mod writing;

pub use change::*;
pub use connecting::*;
pub use contact::*;
pub use conversation::*;
pub use draft::*;
pub use files::*;
pub use item::*;
pub use line::*;
pub use outbox::*;
pub use person::*;
pub use settings::*;
pub use tools::*;
pub use view::*;
pub use visitor::*;
pub use webhook::*;
pub use writing::*;

use serde::{Deserialize, Serialize};
use specta::Type;

/// Milliseconds: since 1970 for instants, plain for lengths. A JavaScript number holds it exactly;
/// the generator is told `u32` because that is how it writes `number` without `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
#[specta(transparent)]
pub struct Milliseconds(#[specta(type = u32)] pub i64);

/// No input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Nothing {}

/// Names a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRef {
    /// Opaque id.
    pub conversation: String,
}

/// Names a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineRef {
    /// Opaque id.
    pub line: String,
}

/// Names a timeline item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ItemRef {
    /// Opaque id.
    pub item: String,
}

/// Names something in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OutboxRef {
    /// Opaque id.
    pub outbox: String,
}
