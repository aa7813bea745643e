//! The words of Switchboard as types, and its rules as pure functions.
//!
//! Invariant: nothing here does I/O, reads a clock or rolls dice. What needs the world asks for it
//! through [`Clock`], [`SecretStore`] or [`Platform`], which others implement.

mod action;
mod capabilities;
mod conversation;
mod directory;
mod error;
mod ids;
mod item;
mod outbox;
mod phone;
mod platform;
mod reply_window;
mod secrets;
mod time;
mod whose_move;

pub use action::{
    Audience, ConversationAction, EmailHead, OutgoingFile, OutgoingMessage, OutgoingTemplate,
};
pub use capabilities::{Capabilities, Unavailable, WebhookSetup};
pub use conversation::{
    AiSummary, Assignee, AttentionItem, AttentionKind, ContactRecord, ConversationFacts,
    ConversationRecord, Mood, Preview, PreviewKind, Priority, Property, Status,
};
pub use directory::{
    Agent, AgentKind, Channel, ChannelKind, Directory, Line, LineHealth, LineNotice, SavedReply,
    Tag, Team,
};
pub use error::{PlatformError, Retry};
pub use ids::{
    AgentId, ChannelId, ContactId, ConversationId, IdError, ItemId, LineId, OutboxId, RemoteId,
    TagId, TeamId,
};
pub use item::{
    Activity, Author, AuthorKind, Call, CallOutcome, Content, Delivery, Direction,
    InteractiveEntry, InteractiveKind, ItemRecord, Media, MediaKind, Quote, TranscriptLine,
};
pub use outbox::{Outbound, OutboxAction, OutboxState, StuckReason};
pub use phone::digits_of;
pub use platform::{
    Connection, Hint, ListPage, ListRequest, LiveSign, PageToken, Platform, PlatformKind, RawEvent,
    Receipt, SentProbe, SyncScope, TimelinePage, TimelineRequest, Urgency, Walk,
};
pub use reply_window::{CLOSING_SOON_MS, REPLY_WINDOW_MS, ReplyWindow};
pub use secrets::{Secret, SecretError, SecretKey, SecretStore};
pub use time::{Clock, Timestamp};
pub use whose_move::{Move, MoveFacts, MoveReason, WhoseMove};
