//! The SQLite file: how it is created and opened.

use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

use sqlx::{
    ConnectOptions, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::error::RelayError;

/// Longer than any transaction of ours, so that the command line can work beside a busy server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Opens a connection that may write, creating and migrating the database if need be.
pub(crate) async fn open_for_writing(path: &Path) -> Result<SqliteConnection, RelayError> {
    create_private(path).map_err(RelayError::DatabaseFile)?;
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit returns only after the write-ahead log has reached the disk.
        .synchronous(SqliteSynchronous::Full)
        // On macOS a plain fsync stops at the drive's own cache.
        .pragma("fullfsync", "ON")
        .pragma("journal_size_limit", "67108864")
        // 16 MiB: the usual 4 MiB would make every twentieth commit wait for a checkpoint under load.
        .pragma("wal_autocheckpoint", "4000")
        .busy_timeout(BUSY_TIMEOUT)
        .connect()
        .await?;
    // Not `Migrator::run`: of its future the compiler cannot prove that it may move between threads.
    MIGRATIONS.run_direct(None, &mut connection, false).await?;
    Ok(connection)
}

/// Opens connections that can only read; the database must exist.
pub(crate) async fn open_for_reading(path: &Path) -> Result<SqlitePool, RelayError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .pragma("query_only", "ON")
        .busy_timeout(BUSY_TIMEOUT);
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// Makes sure that one server alone serves a database, until the returned file is dropped: each takes
/// itself for the only one to number events and to wake readers.
pub(crate) fn lock_for_serving(path: &Path) -> Result<File, RelayError> {
    let mut lock_path = path.as_os_str().to_owned();
    lock_path.push(".lock");
    let mut options = File::options();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let lock = options.open(lock_path).map_err(RelayError::DatabaseFile)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(RelayError::InUse),
        Err(TryLockError::Error(error)) => Err(RelayError::DatabaseFile(error)),
    }
}

/// Creates an absent file for its owner's eyes only; SQLite gives its side files the same permissions.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
