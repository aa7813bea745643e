//! The local store: what the platforms know, and what only this desk knows. The only SQL of the
//! desktop program.
//!
//! # Two files
//!
//! `cache.db` holds what can be fetched again; a damaged one is set aside and started anew.
//! `desk.db` holds what cannot: lines, outbox, drafts, attached files, saved views, read marks, marks of
//! shown notifications, own prepared texts, settings, notes about customers, and who is not the same
//! person. It is committed with `synchronous=FULL` and is attached to every connection as `desk`.
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
//! | beginning without its provisional conversation, or the other way | the outbox: made anew, or dropped |
//! | bytes of a file without its row | [`Store::sweep_files`], at each start |
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

mod card;
mod changes;
mod contacts;
mod conversations;
mod detail;
mod directory;
mod drafts;
mod echo;
mod edits;
mod error;
mod files;
mod filter;
mod fold;
mod folder;
mod follow_up;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod gathered;
mod items;
mod lines;
mod list;
mod listing;
mod named_people;
mod newcomers;
mod notices;
mod open;
mod openings;
mod outbox;
mod own_replies;
mod people;
mod person;
mod place_counts;
#[cfg(test)]
mod plans;
mod platform_views;
mod properties;
mod read_marks;
mod repair;
mod reply_head;
mod role;
mod saved_views;
mod settings;
mod settle;
mod store;
mod story;
mod sync;
mod timeline;
mod timing;
mod views;
mod words;
mod write;

pub use card::{OwnNote, RefusedChange, ShownCard};
pub use changes::{Change, Changed, Given, NewItem};
pub use detail::{
    AiSummary, ConversationDetail, MadeSummary, OtherConversation, ShownAssignee, ShownChannel,
    ShownContact, ShownTag,
};
pub use echo::kept_file;
pub use error::StoreError;
pub use files::AttachedFile;
pub use filter::{Carried, ViewFilter};
pub use folder::{Copied, NewFile};
pub use follow_up::UnsettledDelivery;
pub use items::{Applied, HintApplied, History, TimelineBatch};
pub use lines::NewLine;
pub use list::{
    GroupCount, ListCursor, ListPage, ListQuery, ListRow, OwnMessage, ShownPreview, Sort,
};
pub use listing::Listed;
pub use open::schema;
pub use openings::{NewOpening, Recipient};
pub use outbox::{NewOutbound, OutboxCounts, Unconfirmed};
pub use own_replies::OwnReply;
pub use people::{AgentLoad, ContactHit, TagCount};
pub use person::{Identity, Person, Place};
pub use place_counts::PlaceCounts;
pub use platform_views::ViewAnswer;
pub use properties::RefusedProperty;
pub use read_marks::ReadThrough;
pub use reply_head::ReplyHead;
pub use saved_views::{SavedView, SavedViewId, ViewRecipe};
pub use store::{Opened, Read, Store};
pub use story::{Story, StoryItem, StoryPlace};
pub use sync::{HistoryProgress, RelaySubscription, UnfilledHistory, UnreadTimeline};
pub use timeline::{Echo, ItemKey, Timeline, TimelineItem, TimelineWindow};
pub use views::{View, ViewCount};
pub use write::Write;
