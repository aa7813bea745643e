//! What can go wrong in the store. Never carries a row's content.

/// A read or write that did not work out.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file with what exists only at this desk cannot be read; nothing was changed in it.
    #[error("desk file unreadable")]
    DeskUnreadable,
    /// The cache is damaged; see [`crate::Store::set_cache_aside`].
    #[error("cache damaged")]
    CacheDamaged,
    /// The files were written by a newer version of the program.
    #[error("files of a newer version")]
    TooNew,
    /// The disk is full or refuses to be written.
    #[error("disk full or read-only")]
    DiskRefuses,
    /// The data directory cannot be used.
    #[error("data directory unusable: {0}")]
    Directory(#[source] std::io::Error),
    /// The row named is not there.
    #[error("unknown {what}")]
    Unknown {
        /// What kind of row.
        what: &'static str,
    },
    /// A stored value cannot be understood.
    #[error("stored {what} not understood")]
    NotUnderstood {
        /// Which value.
        what: &'static str,
    },
    /// The thing asked for does not fit the row's state, such as discarding what is being sent.
    #[error("not possible while {state}")]
    NotNow {
        /// The state it is in.
        state: &'static str,
    },
    /// Another row is called the same.
    #[error("name taken")]
    Taken,
    /// SQLite failed in a way nobody foresaw; its code, when it gave one.
    #[error("database failed: {code}")]
    Database {
        /// SQLite's extended result code, or a word for what went wrong around it.
        code: String,
    },
}

/// SQLite's primary result codes that somebody can do something about.
mod codes {
    pub(super) const READONLY: i32 = 8;
    pub(super) const IOERR: i32 = 10;
    pub(super) const CORRUPT: i32 = 11;
    pub(super) const FULL: i32 = 13;
    pub(super) const NOTADB: i32 = 26;
}

/// True when the file itself is broken, as opposed to the query or the disk.
pub(crate) fn is_damage(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), Some(codes::CORRUPT | codes::NOTADB))
}

fn extended_code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}

fn primary_code(error: &sqlx::Error) -> Option<i32> {
    extended_code(error).map(|code| code & 0xff)
}

impl From<sqlx::Error> for StoreError {
    // The error's text is dropped on purpose: SQLite quotes values in some of its messages.
    fn from(error: sqlx::Error) -> Self {
        match primary_code(&error) {
            Some(codes::CORRUPT | codes::NOTADB) => Self::CacheDamaged,
            Some(codes::FULL | codes::READONLY | codes::IOERR) => Self::DiskRefuses,
            _ => Self::Database {
                code: match extended_code(&error) {
                    Some(code) => code.to_string(),
                    None => around(&error).to_owned(),
                },
            },
        }
    }
}

fn around(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::RowNotFound => "row not found",
        sqlx::Error::PoolTimedOut => "no connection free",
        sqlx::Error::PoolClosed => "closed",
        sqlx::Error::WorkerCrashed => "worker crashed",
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => "value not decoded",
        sqlx::Error::ColumnNotFound(_) => "column not found",
        _ => "other",
    }
}
