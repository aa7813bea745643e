//! The two files: connecting, migrating, noticing damage.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{StoreError, error::is_damage};

static CACHE: Migrator = sqlx::migrate!("migrations/cache");
static DESK: Migrator = sqlx::migrate!("migrations/desk");

/// What tells one schema from another: the checksums of all migrations, in their order.
pub fn schema() -> impl Iterator<Item = &'static [u8]> {
    let all = CACHE.iter().chain(DESK.iter());
    all.map(|migration| migration.checksum.as_ref())
}

/// Readers. Each connection holds about six file descriptors (two files with their logs), and
/// macOS gives a desktop program 256.
const READERS: u32 = 4;

/// How long the log grows before a commit brings it into its file: 16 MiB. The usual 4 MiB would have the
/// pages of the indexes, which nearly every commit changes, written four times as often, and a commit
/// wait for the disk as often.
const CHECKPOINT_PAGES: &str = "4000";

/// Up to which size the cache is read whole at a start that follows a crash: larger ones would hold
/// the start up for seconds.
const CHECKED_AT_START: u64 = 32 * 1024 * 1024;

/// How often a file is tried that is still open, and the pause between: five seconds in all.
const TRIES: u32 = 250;
const PAUSE: Duration = Duration::from_millis(20);

/// Where the files are.
#[derive(Clone)]
pub(crate) struct Files {
    cache: PathBuf,
    desk: PathBuf,
}

/// What preparing the cache found.
pub(crate) struct PreparedCache {
    /// It starts empty although the desk was in use.
    pub(crate) rebuilt: bool,
    /// The last run closed it properly.
    pub(crate) orderly: bool,
    /// The last run did not close it properly, and it is too large to be checked at the start.
    pub(crate) unchecked: bool,
}

/// A cache that can be used.
struct Usable {
    orderly: bool,
    unchecked: bool,
}

impl Files {
    pub(crate) fn in_directory(directory: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(directory).map_err(StoreError::Directory)?;
        Ok(Self {
            cache: directory.join("cache.db"),
            desk: directory.join("desk.db"),
        })
    }

    /// True when this desk was in use before, but has no cache.
    pub(crate) fn lack_cache(&self) -> bool {
        self.desk.exists() && !self.cache.exists()
    }

    /// Moves the cache out of the way, over an older one: one is enough to look into. No
    /// connection may be in use.
    pub(crate) async fn set_cache_aside(&self) -> Result<(), StoreError> {
        for suffix in ["-wal", "-shm"] {
            let log = with_suffix(&self.cache, suffix);
            once_closed(|| fs::remove_file(&log)).await?;
        }
        once_closed(|| fs::remove_file(self.aside())).await?;
        once_closed(|| fs::rename(&self.cache, self.aside())).await
    }

    /// Deletes the cache that was set aside, if there is one.
    pub(crate) fn delete_damaged_cache(&self) -> Result<(), StoreError> {
        unless_absent(fs::remove_file(self.aside()))
    }

    fn aside(&self) -> PathBuf {
        self.cache.with_file_name("cache.damaged.db")
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn unless_absent(outcome: io::Result<()>) -> Result<(), StoreError> {
    match outcome {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::Directory(error)),
        _ => Ok(()),
    }
}

/// Removes or moves a file, on Windows once it is closed: there nothing can be done to an open one, and a
/// connection that could not be made closes its file a moment later, on a thread of its own. A program
/// that looks for viruses holds what was just written as well.
async fn once_closed(work: impl Fn() -> io::Result<()> + Send) -> Result<(), StoreError> {
    for _ in 1..TRIES {
        match work() {
            Err(error) if is_open_elsewhere(&error) => tokio::time::sleep(PAUSE).await,
            outcome => return unless_absent(outcome),
        }
    }
    unless_absent(work())
}

fn is_open_elsewhere(error: &io::Error) -> bool {
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;
    cfg!(windows)
        && matches!(
            error.raw_os_error(),
            Some(ACCESS_DENIED | SHARING_VIOLATION)
        )
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "MEMORY")
        // What is removed is overwritten: a line that was signed out leaves nothing to be found.
        .pragma("secure_delete", "ON")
        // Statements would be logged with their text and timing; slow ones are logged by name.
        .disable_statement_logging()
}

/// Migrates and checks the desk file. It is small, so it is checked at every start.
pub(crate) async fn prepare_desk(files: &Files) -> Result<(), StoreError> {
    let unreadable = |error: sqlx::Error| {
        if is_damage(&error) {
            StoreError::DeskUnreadable
        } else {
            error.into()
        }
    };
    let mut connection = options(&files.desk)
        .synchronous(SqliteSynchronous::Full)
        .connect()
        .await
        .map_err(unreadable)?;
    if !is_sound(&mut connection).await.map_err(unreadable)? {
        return Err(StoreError::DeskUnreadable);
    }
    match migrate(&DESK, &mut connection).await {
        Ok(()) => {}
        Err(MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..)) => {
            return Err(StoreError::TooNew);
        }
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            return Err(unreadable(error));
        }
        Err(_) => return Err(StoreError::DeskUnreadable),
    }
    connection.close().await.map_err(unreadable)
}

/// Migrates the cache; sets it aside and starts anew when it is damaged or of a newer version.
/// `lacking` says that the desk was in use and had no cache.
pub(crate) async fn prepare_cache(
    files: &Files,
    lacking: bool,
) -> Result<PreparedCache, StoreError> {
    if let Some(usable) = usable_cache(files).await? {
        return Ok(PreparedCache {
            rebuilt: lacking,
            orderly: usable.orderly,
            unchecked: usable.unchecked,
        });
    }
    tracing::warn!("cache unusable, set aside");
    files.set_cache_aside().await?;
    usable_cache(files).await?.ok_or(StoreError::CacheDamaged)?;
    Ok(PreparedCache {
        rebuilt: true,
        orderly: false,
        unchecked: false,
    })
}

/// Migrates the cache and looks at its state; `None` when the file cannot be used.
async fn usable_cache(files: &Files) -> Result<Option<Usable>, StoreError> {
    let attempt = async {
        let mut connection = options(&files.cache).connect().await?;
        let usable = examined(&mut connection).await;
        connection.close().await?;
        usable
    };
    match attempt.await {
        Ok(found) => Ok(found),
        Err(error) if is_damage(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Not `Migrator::run`: of its future the compiler cannot prove that it may move between threads.
async fn migrate(
    migrator: &Migrator,
    connection: &mut SqliteConnection,
) -> Result<(), MigrateError> {
    migrator.run_direct(None, connection, false).await
}

async fn examined(connection: &mut SqliteConnection) -> Result<Option<Usable>, sqlx::Error> {
    match migrate(&CACHE, connection).await {
        Ok(()) => {}
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            return Err(error);
        }
        // Of a newer version, or half migrated: fetching again is safer than guessing.
        Err(_) => return Ok(None),
    }
    let orderly: bool = sqlx::query_scalar("SELECT orderly FROM shutdown WHERE id = 1")
        .fetch_one(&mut *connection)
        .await?;
    let unchecked = !orderly && size(connection).await? > CHECKED_AT_START;
    if !orderly && !unchecked && !is_sound(connection).await? {
        return Ok(None);
    }
    sqlx::query("UPDATE shutdown SET orderly = 0 WHERE id = 1")
        .execute(connection)
        .await?;
    Ok(Some(Usable { orderly, unchecked }))
}

async fn size(connection: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
        .fetch_one(&mut *connection)
        .await?;
    let page: i64 = sqlx::query_scalar("PRAGMA page_size")
        .fetch_one(connection)
        .await?;
    Ok(pages.saturating_mul(page).unsigned_abs())
}

/// Reads the cache whole and says whether it is as it should be.
pub(crate) async fn is_sound(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let verdict: String = sqlx::query_scalar("PRAGMA main.quick_check(1)")
        .fetch_one(connection)
        .await?;
    Ok(verdict == "ok")
}

/// The one connection that writes.
pub(crate) async fn writer(files: &Files) -> Result<SqlitePool, StoreError> {
    let desk = files.desk.clone();
    let pool = lasting(1)
        .after_connect(move |connection, _| {
            let desk = desk.clone();
            Box::pin(async move { attach_desk(connection, &desk).await })
        })
        .connect_with(
            options(&files.cache)
                .synchronous(SqliteSynchronous::Normal)
                .pragma("cache_size", "-16000")
                .pragma("wal_autocheckpoint", CHECKPOINT_PAGES),
        )
        .await?;
    Ok(pool)
}

/// The connections that only read; none is opened yet.
pub(crate) fn readers(files: &Files) -> SqlitePool {
    let desk = files.desk.clone();
    lasting(READERS)
        .after_connect(move |connection, _| {
            let desk = desk.clone();
            Box::pin(async move {
                attach_desk(connection, &desk).await?;
                sqlx::query("PRAGMA query_only = ON")
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .connect_lazy_with(options(&files.cache).pragma("cache_size", "-4000"))
}

/// A pool whose connections stay: opening one costs more than any query.
fn lasting(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
}

async fn attach_desk(connection: &mut SqliteConnection, desk: &Path) -> Result<(), sqlx::Error> {
    let desk = desk
        .to_str()
        .ok_or_else(|| sqlx::Error::Configuration("data directory is not valid Unicode".into()))?;
    sqlx::query("ATTACH DATABASE ? AS desk")
        .bind(desk)
        .execute(&mut *connection)
        .await?;
    sqlx::query("PRAGMA desk.synchronous = FULL")
        .execute(&mut *connection)
        .await?;
    sqlx::query("PRAGMA desk.secure_delete = ON")
        .execute(connection)
        .await?;
    Ok(())
}

/// Leaves the files compact and marks the cache as sound.
pub(crate) async fn sign_off(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("UPDATE shutdown SET orderly = 1 WHERE id = 1")
        .execute(&mut *connection)
        .await?;
    // Without a limit, learning about a million rows would hold up the exit.
    sqlx::query("PRAGMA analysis_limit = 400")
        .execute(&mut *connection)
        .await?;
    sqlx::query("PRAGMA optimize")
        .execute(&mut *connection)
        .await?;
    empty_logs(connection).await
}

/// Brings what was committed into the files and empties their logs, as far as no reader needs them.
pub(crate) async fn empty_logs(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(connection)
        .await?;
    Ok(())
}
