//! The store itself: one writer connection, a few readers that cannot write, and the change feed.

use std::{path::Path, sync::Arc};

use inbox_core::{Clock, Timestamp};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};
use tokio::sync::{Mutex, RwLock, broadcast};

use crate::{
    Change, Changed, StoreError, Write,
    changes::Feed,
    folder::Folder,
    open::{self, Files},
    repair,
};

/// The local store. Clones share it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    /// Replaced as a whole when the cache is.
    pools: RwLock<Pools>,
    files: Files,
    folder: Arc<Folder>,
    pub(crate) feed: Feed,
    /// The writer's turn; holds the number of the last commit that was told.
    turn: Arc<Mutex<u64>>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// The connections to both files.
struct Pools {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Pools {
    async fn open(files: &Files) -> Result<Self, StoreError> {
        Ok(Self {
            writer: open::writer(files).await?,
            // Opens no connection before somebody reads.
            readers: open::readers(files),
        })
    }

    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// An opened store, and what opening found.
pub struct Opened {
    /// The store.
    pub store: Store,
    /// True when the cache starts empty although this desk was in use: it was damaged, or of a newer
    /// version, or set aside. What is on the desk is still there; the rest has to be fetched again.
    pub cache_rebuilt: bool,
    /// True when the last run ended in a crash and the cache is too large to be checked at a start:
    /// [`Store::check_cache`] should be run in the background.
    pub cache_unchecked: bool,
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
        let folder = Arc::new(Folder::in_directory(directory));
        let lacking = files.lack_cache();
        open::prepare_desk(&files).await?;
        match Self::open_cache(&files, &folder, clock.clone(), lacking).await {
            // A cache too large to be checked first shows its damage in use.
            Err(StoreError::CacheDamaged) => {
                files.set_cache_aside().await?;
                Self::open_cache(&files, &folder, clock, true).await
            }
            opened => opened,
        }
    }

    async fn open_cache(
        files: &Files,
        folder: &Arc<Folder>,
        clock: Arc<dyn Clock>,
        lacking: bool,
    ) -> Result<Opened, StoreError> {
        let cache = open::prepare_cache(files, lacking).await?;
        let store = Self {
            inner: Arc::new(Inner {
                pools: RwLock::new(Pools::open(files).await?),
                files: files.clone(),
                folder: folder.clone(),
                feed: Feed::new(),
                turn: Arc::new(Mutex::new(0)),
                clock,
            }),
        };
        if let Err(error) = repair::after_opening(&store, !cache.orderly).await {
            store.abandon().await;
            return Err(error);
        }
        Ok(Opened {
            store,
            cache_rebuilt: cache.rebuilt,
            cache_unchecked: cache.unchecked,
        })
    }

    /// Begins a write. Waits for its turn; nothing is kept unless [`Write::commit`] is called.
    pub async fn write(&self) -> Result<Write, StoreError> {
        let turn = self.inner.turn.clone().lock_owned().await;
        let pools = self.inner.pools.read().await;
        let transaction = pools.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Write::begin(
            transaction,
            turn,
            self.inner.clone(),
            self.inner.clock.now(),
        ))
    }

    /// A connection to read with. Each query sees the last commit.
    pub async fn read(&self) -> Result<Read, StoreError> {
        let pools = self.inner.pools.read().await;
        Ok(Read {
            connection: pools.readers.acquire().await?,
            now: self.inner.clock.now(),
        })
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The folder with the bytes of attached files.
    pub(crate) fn folder(&self) -> Arc<Folder> {
        self.inner.folder.clone()
    }

    /// From now on, what each commit changed.
    pub fn changes(&self) -> broadcast::Receiver<Arc<Changed>> {
        self.inner.feed.subscribe()
    }

    /// True while somebody holds a [`Read`] or a [`Write`], or the cache is being replaced.
    pub fn is_in_use(&self) -> bool {
        let Ok(pools) = self.inner.pools.try_read() else {
            return true;
        };
        let reading = pools.readers.size() as usize > pools.readers.num_idle();
        reading || self.inner.turn.try_lock().is_err()
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
        let pools = self.inner.pools.read().await;
        pools.readers.close().await;
        {
            let mut connection = pools.writer.acquire().await?;
            open::sign_off(&mut connection).await?;
        }
        pools.writer.close().await;
        Ok(())
    }

    /// Closes without vouching for the cache, as a crash would: the next start checks it.
    pub async fn abandon(&self) {
        self.inner.pools.read().await.close().await;
    }

    /// Reads the whole cache, which may take seconds, and fails with [`StoreError::CacheDamaged`]
    /// when it is not as it should be. Holds up nobody.
    pub async fn check_cache(&self) -> Result<(), StoreError> {
        let mut read = self.read().await?;
        if open::is_sound(read.connection()).await? {
            Ok(())
        } else {
            Err(StoreError::CacheDamaged)
        }
    }

    /// Closes the store and sets the cache aside, after [`StoreError::CacheDamaged`] or when the
    /// person wants it rebuilt. Opened again, the store starts with an empty cache; nothing on the
    /// desk is lost.
    pub async fn set_cache_aside(&self) -> Result<(), StoreError> {
        self.abandon().await;
        self.inner.files.set_cache_aside().await
    }

    /// Sets a damaged cache aside and goes on with an empty one, without closing the store: reads
    /// and writes wait meanwhile, the desk stays as it is, and everything counts as changed.
    ///
    /// Waits for every [`Read`] and [`Write`] to end, so nobody may hold one while asking for
    /// another.
    pub async fn rebuild_cache(&self) -> Result<(), StoreError> {
        let lines = self.read().await?.lines().await?;
        {
            let turn = self.inner.turn.clone().lock_owned().await;
            let mut pools = self.inner.pools.write().await;
            pools.close().await;
            self.inner.files.set_cache_aside().await?;
            open::prepare_cache(&self.inner.files, true).await?;
            *pools = Pools::open(&self.inner.files).await?;
            drop(turn);
        }
        // Echoes and marks come back with the desk's rows, as after a crash.
        repair::after_opening(self, true).await?;
        let mut write = self.write().await?;
        for change in [
            Change::Lines,
            Change::Conversations,
            Change::Outbox,
            Change::Counts,
        ] {
            write.tell(change);
        }
        for line in lines {
            write.tell(Change::Directory(line.id));
        }
        write.commit().await
    }

    /// Deletes what is still on the disk of removed customers: a damaged cache that was set aside,
    /// and the log of what was written and overwritten.
    pub async fn forget_traces(&self) -> Result<(), StoreError> {
        self.inner.files.delete_damaged_cache()?;
        let _turn = self.inner.turn.lock().await;
        let pools = self.inner.pools.read().await;
        open::empty_logs(&mut *pools.writer.acquire().await?).await
    }

    /// Deletes a damaged cache that was set aside, once nothing has to be looked into any more.
    pub fn delete_damaged_cache(&self) -> Result<(), StoreError> {
        self.inner.files.delete_damaged_cache()
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
