//! Everything that can go wrong in the relay apart from what a web request is told.

use std::net::SocketAddr;

/// A failure of the relay; never carries a secret, an inlet's path id or a body.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The options contradict each other.
    #[error("invalid option: {0}")]
    InvalidOption(&'static str),
    /// The address is taken or not ours to listen on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database file could not be created with private permissions.
    #[error("cannot create the database file: {0}")]
    DatabaseFile(std::io::Error),
    /// Another server serves this database.
    #[error("another relay serves this database")]
    InUse,
    /// The database could not be opened, read or written.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The database could not be brought to this version's schema.
    #[error("database migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored row is not what this relay writes.
    #[error("the database holds a row this relay did not write: {0}")]
    DamagedRow(&'static str),
    /// A commit failed; nothing of it may be counted as stored.
    #[error("the store could not commit")]
    CommitFailed,
    /// More events wait for the disk than the relay is willing to hold.
    #[error("too many events wait for the disk")]
    Overloaded,
    /// The relay is stopping.
    #[error("the relay has stopped")]
    Stopped,
    /// A label is not 1–64 characters of `a-z A-Z 0-9 . _ -`, or it is `all`, which means every inlet.
    #[error("a label is 1-64 characters of a-z A-Z 0-9 . _ - and not the word all")]
    InvalidLabel,
    /// A label is in use already.
    #[error("the label {0} is taken")]
    LabelTaken(String),
    /// There is no inlet of that label.
    #[error("there is no inlet {0}")]
    UnknownInlet(String),
    /// There is no reader of that label.
    #[error("there is no reader {0}")]
    UnknownReader(String),
    /// The secret is empty, or its kind does not go with the inlet's scheme.
    #[error("invalid secret: {0}")]
    InvalidSecret(&'static str),
}
