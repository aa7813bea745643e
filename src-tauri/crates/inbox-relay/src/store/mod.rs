//! Where accepted events are kept: the seam between the web side and a storage.
//!
//! A storage answers an append only once the event survives a crash, gives positions in the order in which events
//! become visible, and tells the [`Feed`](crate::feed::Feed) of each.

mod recent_keys;
mod sqlite;
mod writer;

use std::time::Duration;

use async_trait::async_trait;

use crate::{
    error::RelayError,
    event::{NewEvent, Page, PageLimits, Position, Scope},
};

pub(crate) use sqlite::SqliteEvents;

/// What became of an appended event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Appended {
    /// It is stored.
    Stored,
    /// The same event is stored already.
    Duplicate,
}

/// What may be kept of the events.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retention {
    pub(crate) age: Duration,
    pub(crate) bytes: u64,
}

/// Keeps the stream of events.
#[async_trait]
pub(crate) trait EventStore: Send + Sync + 'static {
    /// Stores the event; returns once it is durable.
    async fn append(&self, event: NewEvent) -> Result<Appended, RelayError>;

    /// Commits something, to prove that events could be.
    async fn check(&self) -> Result<(), RelayError>;

    /// The events behind `after` that the scope includes.
    async fn read(
        &self,
        after: Position,
        scope: &Scope,
        limits: PageLimits,
    ) -> Result<Page, RelayError>;

    /// Removes a small batch of what is beyond the retention; returns whether there was any.
    async fn prune(&self, retention: Retention, now_ms: i64) -> Result<bool, RelayError>;

    /// Bytes in use.
    async fn stored_bytes(&self) -> Result<u64, RelayError>;

    /// Finishes what was appended and lets go of the storage.
    async fn close(&self);
}
