//! The local store: what the platforms know, and what only this desk knows. The only SQL of the
//! desktop program.
//!
//! # Two files
//!
//! `cache.db` holds what can be fetched again; a damaged one is set aside and started anew.
//! `desk.db` holds what cannot: lines, outbox, drafts, read marks, marks of shown notifications,
//! settings. It is committed with `synchronous=FULL` and is attached to every connection as `desk`.
//! Its rows name conversations by (line, id on the platform), which survive a new cache.
//!
//! A transaction over both files is not atomic when the machine dies in the middle of the commit:
//! in WAL mode each file commits by itself. Therefore the desk's rows are the truth, and whatever
//! the cache holds because of them is *derivable*: the echo of an outbox row, the shown assignee,
//! the mirrored read mark. [`Store::open`] derives it again:
//!
//! | left behind | mended by |
//! |---|---|
//! | outbox row without echo | making the echo |
//! | echo without outbox row, never confirmed | removing it and reading that timeline again |
//! | confirmed echo with outbox row | removing the row: a confirmation is only ever written on the platform's word |
//! | read mark or assignment that the conversation does not show | settling the conversation again |
//!
//! # Rules
//!
//! * One writer, whose [`Write`] collects what changed and tells it after the commit ([`Changed`]);
//!   readers ([`Read`]) cannot write.
//! * Whose move it is comes from [`inbox_core::Move::decide`] alone. At the end of every write each
//!   touched conversation is settled: its facts are read from items and desk, its row is derived.
//! * Nothing is counted by hand; unread, badge and view counts are queries over facts.
//! * Errors and logs carry ids and codes, never content.

mod changes;
mod contacts;
mod conversations;
mod detail;
mod directory;
mod drafts;
mod echo;
mod error;
mod fold;
mod follow_up;
mod items;
mod lines;
mod list;
mod named_people;
mod open;
mod outbox;
mod people;
#[cfg(test)]
mod plans;
mod read_marks;
mod repair;
mod role;
mod settings;
mod settle;
mod store;
mod sync;
mod timeline;
mod timing;
mod views;
mod words;
mod write;

pub use changes::{Change, Changed, NewItem};
pub use conversations::Listed;
pub use detail::{
    AiSummary, ConversationDetail, OtherConversation, ShownAssignee, ShownChannel, ShownContact,
    ShownTag,
};
pub use error::StoreError;
pub use follow_up::UnsettledDelivery;
pub use items::{Applied, HintApplied, History, TimelineBatch};
pub use lines::NewLine;
pub use list::{
    GroupCount, ListCursor, ListPage, ListQuery, ListRow, OwnMessage, ShownPreview, Sort,
};
pub use outbox::{NewOutbound, OutboxCounts};
pub use people::{AgentLoad, ContactHit, TagCount};
pub use read_marks::ReadThrough;
pub use store::{Opened, Read, Store};
pub use sync::{HistoryProgress, RelaySubscription, UnfilledHistory, UnreadTimeline};
pub use timeline::{Echo, ItemKey, Timeline, TimelineItem, TimelineWindow};
pub use views::{View, ViewCount, ViewFilter};
pub use write::Write;
