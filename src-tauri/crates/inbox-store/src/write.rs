//! A write: collects what it changed, settles the conversations it touched, tells after the commit.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use inbox_core::Timestamp;
use sqlx::{Sqlite, SqliteConnection, Transaction};
use tokio::sync::OwnedMutexGuard;

use crate::{Change, Changed, Given, NewItem, StoreError, settle, store::Inner};

/// A transaction over both files. Dropped without [`Write::commit`], it leaves nothing behind.
///
/// While it lives no other write can begin, so it must not wait for anything but the store.
#[must_use = "nothing is kept without commit"]
pub struct Write {
    transaction: Transaction<'static, Sqlite>,
    turn: OwnedMutexGuard<u64>,
    inner: Arc<Inner>,
    pub(crate) now: Timestamp,
    touched: BTreeMap<i64, Touch>,
    changes: BTreeSet<Change>,
    new_items: Vec<NewItem>,
    given: Vec<Given>,
}

/// What was done to a conversation during a write.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Touch {
    /// Something its row or detail shows changed directly.
    pub(crate) row: bool,
    /// Its items changed.
    pub(crate) items: bool,
}

impl Write {
    pub(crate) fn begin(
        transaction: Transaction<'static, Sqlite>,
        turn: OwnedMutexGuard<u64>,
        inner: Arc<Inner>,
        now: Timestamp,
    ) -> Self {
        Self {
            transaction,
            turn,
            inner,
            now,
            touched: BTreeMap::new(),
            changes: BTreeSet::new(),
            new_items: Vec::new(),
            given: Vec::new(),
        }
    }

    /// Settles what was touched, commits, and then tells what changed. Desk rows are on disk when
    /// this returns. Once begun it runs to its end, even when the caller is cancelled: a commit that
    /// nobody is told of would be a message nobody sees.
    pub async fn commit(self) -> Result<(), StoreError> {
        tokio::spawn(self.finish())
            .await
            .map_err(|_| StoreError::Database {
                code: "commit did not finish".to_owned(),
            })?
    }

    async fn finish(mut self) -> Result<(), StoreError> {
        settle::touched(&mut self).await?;
        let Self {
            transaction,
            mut turn,
            inner,
            changes,
            new_items,
            given,
            ..
        } = self;
        transaction.commit().await?;
        if !changes.is_empty() || !new_items.is_empty() || !given.is_empty() {
            *turn += 1;
            inner.feed.tell(Changed {
                seq: *turn,
                changes: changes.into_iter().collect(),
                new_items,
                given,
            });
        }
        Ok(())
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    pub(crate) fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Has the conversation settled at the end of this write.
    pub(crate) fn touch(&mut self, conversation: i64, touch: Touch) {
        let known = self.touched.entry(conversation).or_default();
        known.row |= touch.row;
        known.items |= touch.items;
    }

    pub(crate) fn take_touched(&mut self) -> BTreeMap<i64, Touch> {
        std::mem::take(&mut self.touched)
    }

    pub(crate) fn tell(&mut self, change: Change) {
        self.changes.insert(change);
    }

    pub(crate) fn tell_new_item(&mut self, item: NewItem) {
        self.new_items.push(item);
    }

    pub(crate) fn tell_given(&mut self, given: Given) {
        self.given.push(given);
    }
}
