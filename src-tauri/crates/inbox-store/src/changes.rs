//! What a commit changed, told by name and never by content. Readers fetch what they show.
//!
//! Invariant: each commit that changed something is one [`Changed`], in commit order, and `seq`
//! grows by one from each to the next. A receiver that sees a hole re-reads everything it shows.

use std::sync::Arc;

use inbox_core::{ConversationId, ItemId, LineId, Timestamp};
use tokio::sync::broadcast;

/// How many commits a slow receiver may lag behind before it has to re-read everything.
const BACKLOG: usize = 1024;

/// One thing that is no longer what it was.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// Some conversation's place in the lists, or what its row shows.
    Conversations,
    /// What a row or the detail of this conversation shows.
    Conversation(ConversationId),
    /// Items of this conversation.
    Items(ConversationId),
    /// What waits to be told to a platform.
    Outbox,
    /// Lines, or their settings.
    Lines,
    /// Channels, agents or tags of a line.
    Directory(LineId),
    /// What was typed in this conversation, a reply or a note.
    Draft(ConversationId),
    /// The views that the person has put together.
    SavedViews,
    /// The numbers behind views, or the badge.
    Counts,
    /// The prepared texts of the person at this desk.
    SavedReplies,
}

/// An inbound item that this commit brought for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// The item.
    pub item: ItemId,
    /// Where it is.
    pub conversation: ConversationId,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// True when somebody should see it: a message, or a call nobody took.
    pub customer_event: bool,
}

/// A conversation that somebody gave to the person, as their platform told them by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Given {
    /// The conversation; it may not be here yet.
    pub conversation: ConversationId,
    /// When they were told.
    pub raised_at: Timestamp,
}

/// What one commit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Grows by one from commit to commit of a run of the program; the first is 1.
    pub seq: u64,
    /// What changed, each once.
    pub changes: Vec<Change>,
    /// Inbound items this commit brought.
    pub new_items: Vec<NewItem>,
    /// What the person was given, told by this commit for the first time.
    pub given: Vec<Given>,
}

/// Where commits are told. The number of the last one is guarded by the writer's turn.
#[derive(Debug)]
pub(crate) struct Feed {
    sender: broadcast::Sender<Arc<Changed>>,
}

impl Feed {
    pub(crate) fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(BACKLOG),
        }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<Changed>> {
        self.sender.subscribe()
    }

    pub(crate) fn tell(&self, changed: Changed) {
        // An error only says that nobody listens.
        let _ = self.sender.send(Arc::new(changed));
    }
}
