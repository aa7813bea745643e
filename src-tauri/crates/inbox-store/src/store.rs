//! The store itself: one writer connection, a few readers that cannot write, and the change feed.

use std::{path::Path, sync::Arc};

use inbox_core::{Clock, Timestamp};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};
use tokio::sync::{Mutex, broadcast};

use crate::{
    Changed, StoreError, Write,
    changes::Feed,
    open::{self, Files},
    repair,
};

/// The local store. Clones share it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    writer: SqlitePool,
    readers: SqlitePool,
    pub(crate) feed: Feed,
    /// The writer's turn; holds the number of the last commit that was told.
    turn: Arc<Mutex<u64>>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// An opened store, and what opening found.
pub struct Opened {
    /// The store.
    pub store: Store,
    /// True when the cache was damaged (or of a newer version), was set aside, and starts empty.
    /// Everything on the desk is still there; the rest has to be fetched again.
    pub cache_rebuilt: bool,
}

impl Store {
    /// Opens the store in `directory`, which is created when missing: migrates both files, sets a
    /// damaged cache aside, mends what a crash left between the files, turns sends whose outcome
    /// nobody knows into [`inbox_core::OutboxState::Checking`].
    ///
    /// Fails with [`StoreError::DeskUnreadable`] when what only exists here cannot be read; nothing
    /// is changed then.
    pub async fn open(directory: &Path, clock: Arc<dyn Clock>) -> Result<Opened, StoreError> {
        let files = Files::in_directory(directory)?;
        open::prepare_desk(&files).await?;
        let cache = open::prepare_cache(&files).await?;
        let writer = open::writer(&files).await?;
        let store = Self {
            inner: Arc::new(Inner {
                writer,
                // Opens no connection before somebody reads, which is after the repairs below.
                readers: open::readers(&files),
                feed: Feed::new(),
                turn: Arc::new(Mutex::new(0)),
                clock,
            }),
        };
        repair::after_opening(&store, !cache.orderly).await?;
        Ok(Opened {
            store,
            cache_rebuilt: cache.rebuilt,
        })
    }

    /// Begins a write. Waits for its turn; nothing is kept unless [`Write::commit`] is called.
    pub async fn write(&self) -> Result<Write, StoreError> {
        let turn = self.inner.turn.clone().lock_owned().await;
        let transaction = self.inner.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Write::begin(
            transaction,
            turn,
            self.inner.clone(),
            self.inner.clock.now(),
        ))
    }

    /// A connection to read with. Each query sees the last commit.
    pub async fn read(&self) -> Result<Read, StoreError> {
        Ok(Read {
            connection: self.inner.readers.acquire().await?,
            now: self.inner.clock.now(),
        })
    }

    /// From now on, what each commit changed.
    pub fn changes(&self) -> broadcast::Receiver<Arc<Changed>> {
        self.inner.feed.subscribe()
    }

    /// Re-asks whose move it is where the passing of time alone changes the answer, and says when
    /// to call this again; `None` while nothing waits for the clock.
    pub async fn advance_moves(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        const PORTION: i64 = 500;
        loop {
            let mut write = self.write().await?;
            write.set_now(now);
            let due = write.touch_moves_due(PORTION).await?;
            let next = write.next_move_change().await?;
            if due == 0 {
                return Ok(next);
            }
            write.commit().await?;
        }
    }

    /// Closes in an orderly way: the next start need not check the cache.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.inner.readers.close().await;
        {
            let mut connection = self.inner.writer.acquire().await?;
            open::sign_off(&mut connection).await?;
        }
        self.inner.writer.close().await;
        Ok(())
    }

    /// Closes without vouching for the cache: the next start checks it, and sets it aside when it
    /// is damaged. To be used after [`StoreError::CacheDamaged`].
    pub async fn abandon(&self) {
        self.inner.readers.close().await;
        self.inner.writer.close().await;
    }
}

/// Reads the store; cannot write.
pub struct Read {
    connection: PoolConnection<Sqlite>,
    /// When this read began, for what depends on the time.
    pub(crate) now: Timestamp,
}

impl Read {
    /// The connection, for the queries of this crate.
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}
