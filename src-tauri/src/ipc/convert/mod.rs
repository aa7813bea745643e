//! From our words to the boundary's shapes. Pure, and exhaustive: a new variant does not compile
//! until it has a form.

pub mod change;
pub mod contact;
pub mod conversation;
pub mod files;
pub mod item;
pub mod line;
pub mod outbox;
pub mod person;
pub mod settings;
pub mod tools;
pub mod view;
pub mod writing;

use inbox_core::Timestamp;

use super::{
    dto::Milliseconds,
    error::{ErrorCode, IpcError, IpcResult},
};

/// A time as it crosses.
pub fn time(timestamp: Timestamp) -> Milliseconds {
    Milliseconds(timestamp.0)
}

/// Reads an id that the interface got from us.
pub fn id<T: std::str::FromStr>(text: &str) -> IpcResult<T> {
    text.parse()
        .map_err(|_| IpcError::new(ErrorCode::InvalidInput).with_detail("malformed id"))
}

/// A count as it crosses.
pub fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
