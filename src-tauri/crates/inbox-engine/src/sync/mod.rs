//! Syncing a line: the poller walks the lists, readers read the timelines they point at; one of them
//! what has just happened, so that it waits for nothing else.
//!
//! Invariant: every page is kept in one transaction with the place where it goes on, so syncing can
//! be killed anywhere and goes on from the store; applying anything twice changes nothing.

mod lists;
mod news;
mod poll;
mod read;
mod reconcile;
mod timeline;
mod unreadable;

use inbox_core::{PageToken, PlatformError, SyncScope, Timestamp};
use inbox_store::StoreError;
use serde::{Deserialize, Serialize};

pub(crate) use news::run as read_news;
pub(crate) use poll::run as poll;
pub(crate) use read::run as read;
pub(crate) use reconcile::{Reconciliation, read_by_itself};
pub(crate) use timeline::{fill_older, read_conversation};

/// History is filled this far back.
pub(crate) const HORIZON_MS: i64 = 90 * 24 * 60 * 60_000;

/// From so many unread timelines on the line says that it is catching up.
const WORTH_SAYING: usize = 10;

/// Why syncing could not go on.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum SyncError {
    #[error("{0}")]
    Platform(#[from] PlatformError),
    /// Told by its text: store errors cannot be cloned, and nobody decides by them here.
    #[error("store: {0}")]
    Store(String),
}

impl From<StoreError> for SyncError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

impl SyncError {
    /// True when the next call would end the same way, whatever it asks for.
    fn concerns_the_line(&self) -> bool {
        match self {
            Self::Platform(error) => error.concerns_the_line(),
            Self::Store(_) => true,
        }
    }
}

/// Where the listing of a scope stands; kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ListCursor {
    /// Everything with activity up to here was listed; `None` before the first page.
    watermark: Option<Timestamp>,
    /// Where the first listing goes on towards the horizon; `None` when it is done or not begun.
    deep: Option<PageToken>,
    /// Conversations listed on the way there so far.
    listed: u32,
}

impl ListCursor {
    fn name(scope: &SyncScope) -> String {
        format!("list:{}", scope.0)
    }

    fn parse(text: Option<&str>) -> Self {
        // A cursor of another version starts the listing anew, which costs calls and loses nothing.
        text.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    fn to_text(&self) -> Result<String, SyncError> {
        serde_json::to_string(self).map_err(|error| SyncError::Store(error.to_string()))
    }
}
