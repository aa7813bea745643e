//! The words of Switchboard as types, and its rules as pure functions.
//!
//! Invariant: nothing here does I/O, reads a clock or rolls dice. What needs the world asks for it
//! through [`Clock`], [`SecretStore`] or [`Platform`], which others implement.

mod action;
mod capabilities;
mod contact;
mod conversation;
mod directory;
mod error;
mod gaps;
mod ids;
mod item;
mod letter;
mod mention;
mod notice;
mod opening;
mod outbox;
mod person;
mod phone;
mod platform;
mod reply_window;
mod secrets;
mod text;
mod time;
mod tools;
mod upload;
mod whose_move;
mod writing;

pub use action::{
    Audience, ConversationAction, EmailHead, FileSource, OutgoingFile, OutgoingMessage,
    OutgoingTemplate, tells_buttons,
};
pub use capabilities::{ButtonLimits, Capabilities, PropertyLimits, Unavailable, WebhookSetup};
pub use contact::{
    Company, ContactAbilities, ContactCard, ContactChange, ContactField, ContactNote, FieldKind,
    Quality,
};
pub use conversation::{
    AdSource, AiSummary, Assignee, AttentionItem, AttentionKind, ContactRecord, ConversationFacts,
    ConversationRecord, Mood, Preview, PreviewKind, Priority, Promise, PromiseState, Property,
    Rating, Status,
};
pub use directory::{
    Agent, AgentKind, CarriedQuery, Channel, ChannelKind, Directory, Line, LineHealth, LineNotice,
    PlatformView, PropertyDefinition, SavedReply, Tag, Team, ViewKind, ViewQuery,
};
pub use error::{FileFault, PlatformError, Retry};
pub use gaps::{GapValues, fill_gaps, gap_names, propose_values};
pub use ids::{
    AgentId, ChannelId, ContactId, ContactKey, ConversationId, FileId, IdError, ItemId, LineId,
    OutboxId, PlatformViewId, RemoteId, SavedReplyId, TagId, TeamId,
};
pub use item::{
    Activity, Author, AuthorKind, Call, CallOutcome, Content, Delivery, Direction,
    InteractiveEntry, InteractiveKind, ItemRecord, Media, MediaKind, NoteTerms, Quote,
    TranscriptLine,
};
pub use letter::email_address;
pub use mention::{Mention, Mentionable, MentionedKind, mentionable, mentions_in};
pub use notice::{NoticeKind, PersonalNotice, PersonalNotices};
pub use opening::{Beginning, Begun, FirstWords, Opening, OpeningProbe, OpeningSketch, ReachedBy};
pub use outbox::{Outbound, OutboxAction, OutboxState, StuckReason};
pub use person::PersonKeys;
pub use phone::{Country, comparable_email, digits_of, international};
pub use platform::{
    Connection, Hint, ListPage, ListRequest, LiveSign, PageToken, Platform, PlatformKind, RawEvent,
    Receipt, SentProbe, SyncScope, TimelinePage, TimelineRequest, Urgency, Walk,
};
pub use reply_window::{
    CLOSING_SOON_MS, REPLY_WINDOW_MS, ReplyWindow, has_reply_window, window_only_warns,
};
pub use secrets::{Secret, SecretError, SecretKey, SecretStore};
pub use text::{turns_text, unturned};
pub use time::{Clock, Timestamp};
pub use tools::{
    ConversationTools, Presence, Presences, Scenario, ScenarioMove, ScenarioMoved, ScenarioPlace,
    ScenarioStay, ScenarioStep, Scenarios, StayState, Tools,
};
pub use upload::{Upload, UploadCancelled, UploadListener};
pub use whose_move::{HIGH_FRUSTRATION, Move, MoveFacts, MoveReason, WhoseMove};
pub use writing::{
    AiAnswer, AiTask, AiThread, Deed, DeedAgent, Finding, FindingKind, Macro, MessageTemplate,
    TemplateObstacle, Tone,
};
