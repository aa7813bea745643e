//! What Chatwoot's refusals mean.
//!
//! Forbidden is 401 here, like not signed in, and the texts beside it are in the person's language.
//! So a 401 is told apart by asking for the profile, which every valid key may read; that is the
//! caller's part.

use inbox_core::{FileFault, PlatformError, Timestamp};

use super::wire::Row;
use crate::{
    help::{AI_OFF, AI_USED_UP},
    http::Answer,
};

/// How long a conversation stays full once more than 200 messages a minute were put into it.
const FULL_CONVERSATION_MS: u64 = 60_000;

/// The failure an answer stands for that is not a success.
pub(super) fn of(answer: &Answer, now: Timestamp) -> PlatformError {
    match answer.status {
        401 => PlatformError::KeyRefused,
        // Only switched-off features and plans without access by token are 403.
        403 => PlatformError::ScopeMissing {
            scope: "feature".to_owned(),
        },
        404 => PlatformError::NotFound,
        408 => PlatformError::NoAnswer,
        // The server in front of the platform takes less.
        413 => PlatformError::File(FileFault::TooLarge),
        415 => PlatformError::File(FileFault::Kind),
        422 => unprocessable(answer),
        429 => PlatformError::RateLimited {
            retry_after_ms: answer.retry_after_ms(now),
        },
        status @ 400..500 => PlatformError::Refused {
            code: status.to_string(),
        },
        status @ 500.. => PlatformError::Failed { status },
        // A redirect or an interim answer: something else than the platform answers here.
        _ => PlatformError::Unreadable,
    }
}

fn unprocessable(answer: &Answer) -> PlatformError {
    let document = answer.json().unwrap_or_default();
    let row = Row::of(&document);
    // The one text that has no code beside it, is never translated and says "later".
    let full = row
        .and_then(|row| row.text("error"))
        .is_some_and(|text| text.contains("Too many messages"));
    if full {
        return PlatformError::RateLimited {
            retry_after_ms: Some(FULL_CONVERSATION_MS),
        };
    }
    if let Some(code) = row.and_then(|row| row.text("error")).and_then(of_ai) {
        return PlatformError::Refused {
            code: code.to_owned(),
        };
    }
    let attributes = row.map(|row| row.names("attributes")).unwrap_or_default();
    let presentable = |attribute: &&String| {
        attribute
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    // Of attachments it checks the kind, and the size that was checked before.
    if attributes
        .iter()
        .any(|attribute| attribute.starts_with("attachments"))
    {
        return PlatformError::File(FileFault::Kind);
    }
    let code = match attributes.iter().find(presentable) {
        Some(attribute) => format!("422:{attribute}"),
        None => "422".to_owned(),
    };
    PlatformError::Refused { code }
}

/// What the tasks of the platform's AI refuse with; these sentences have no codes beside them.
fn of_ai(sentence: &str) -> Option<&'static str> {
    let sentence = sentence.to_lowercase();
    let says = |words: &str| sentence.contains(words);
    if says("credit") || says("limit exceeded") || says("quota") {
        Some(AI_USED_UP)
    } else if says("captain ai") || says("upgrade your plan") || says("key is not configured") {
        Some(AI_OFF)
    } else {
        None
    }
}
