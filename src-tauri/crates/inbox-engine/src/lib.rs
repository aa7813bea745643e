//! The engine: joins the store and the platforms, and decides what is worth a notification.
//!
//! ```text
//!            ┌ poll   lists → store ─┐
//! per line ──┼ read   timelines → store ├─ bells wake them; a supervisor restarts them
//!            ├ hints  relay → store ─┤
//!            ├ live   platform's socket → store ─┤
//!            └ outbox store → platform ┘
//! for all ──── notify (change feed → toasts, badge), moves (time → store), files (kept → swept)
//! ```
//!
//! Invariants: everything that must survive is in the store before anything else happens; time,
//! chance and ids come from outside; a line that fails stops nothing but itself. No SQL, no host.

#![warn(missing_docs)]

mod beginning;
mod bell;
mod capabilities;
mod changes;
mod confirmed;
mod connect;
mod contacts;
mod engine;
mod error;
mod files;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod gauge;
mod health;
mod help;
mod hints;
mod line;
mod live;
mod looking;
mod moves;
mod new_key;
mod notify;
mod organising;
mod outbox;
mod pace;
mod rebuild;
mod receipts;
mod relay;
mod requests;
mod saved_replies;
mod sendable;
mod sign_in;
mod strange_channels;
mod supervisor;
mod surroundings;
mod sync;
mod template_number;
mod tools;
mod undoing;
mod visitors;
mod webhooks;

pub use beginning::{BeginningQueued, CannotBegin, OpeningDraft, Terms};
pub use connect::{
    Credentials, LineTest, NamedPerson, Oneself, RelayAccess, TestProgress, TestStep,
};
pub use engine::{Choices, Engine, EngineEvent, EngineOptions, LineState};
pub use error::EngineError;
pub use files::{ComingFile, LinkedFile, UploadState};
pub use help::{AiOutcome, AiWish, OfferedTemplate};
pub use line::{HistoryFill, LineStatus, RelayState, Repair, Writing};
pub use notify::{
    BadgeSink, Carrier, Circumstances, Concern, Decision, GivenNow, News, NotificationChoices,
    NotificationSink, Recent, Toast, decide, decide_given, welcome_back,
};
pub use pace::Attention;
pub use requests::{Changed, Queued};
pub use saved_replies::OfferedReply;
pub use sign_in::{AccountChoice, SignedIn};
pub use undoing::Undone;
pub use visitors::{Removal, VisitorChannel, VisitorState, VisitorWish};
pub use webhooks::{RelayCommands, WebhookWay};
