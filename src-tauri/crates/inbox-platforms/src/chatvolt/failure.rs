//! What Chatvolt's refusals mean.
//!
//! The body is JSON with a word or a sentence, or plain text; a bad key is a 403, never a 401.

use inbox_core::{PlatformError, Timestamp};

use super::wire::Row;
use crate::http::Answer;

/// Free text to a customer who has been silent for a day.
const WINDOW_CLOSED: &str = "ERR_META_SESSION_EXPIRED_24H";

/// How long to wait where nothing is said; seen to be enough.
const PATIENCE_MS: u64 = 60_000;

/// Whom a refusal of rights concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The whole account: a refusal is the key's.
    Account,
    /// One thing: a refusal may be about just that.
    Thing,
}

/// The failure an answer stands for that is not a success.
pub(super) fn of_call(answer: &Answer, now: Timestamp, reach: Reach) -> PlatformError {
    let document = answer.json().ok();
    let body = document.as_ref().and_then(Row::of);
    let said = body.and_then(|body| body.text("error")).map(str::trim);
    let by_window = body.and_then(|body| body.flag("blockedBy24hRule")) == Some(true);
    if said == Some(WINDOW_CLOSED) || by_window {
        return PlatformError::WindowClosed;
    }
    match answer.status {
        401 => PlatformError::KeyRefused,
        // An unknown key is told in plain text, a forbidden thing in JSON.
        403 if reach == Reach::Account || body.is_none() => PlatformError::KeyRefused,
        404 => PlatformError::NotFound,
        406 => PlatformError::WindowClosed,
        408 => PlatformError::NoAnswer,
        // One meaning per call, whatever the words.
        409 => PlatformError::Refused {
            code: "409".to_owned(),
        },
        419 | 429 => too_many(answer, body, now),
        _ if said == Some("RATE_LIMIT") => too_many(answer, body, now),
        // Looking up a conversation by number or address that has none; repeating it is no use.
        500 if said == Some("No Conversation found") => PlatformError::NotFound,
        501 => PlatformError::Unsupported,
        status @ 400..500 => PlatformError::Refused {
            code: said
                .and_then(constant)
                .unwrap_or_else(|| status.to_string()),
        },
        status @ 500.. => PlatformError::Failed { status },
        _ => PlatformError::Unreadable,
    }
}

fn too_many(answer: &Answer, body: Option<Row<'_>>, now: Timestamp) -> PlatformError {
    let asked = answer.retry_after_ms(now).or_else(|| {
        let seconds = body?.count("retryAfter")?;
        Some(u64::try_from(seconds).ok()?.saturating_mul(1000))
    });
    PlatformError::RateLimited {
        retry_after_ms: Some(asked.unwrap_or(PATIENCE_MS)),
    }
}

/// One of the platform's constants. Anything else may hold what somebody wrote, and is not kept.
fn constant(said: &str) -> Option<String> {
    let known = (2..=60).contains(&said.len())
        && said.starts_with(|first: char| first.is_ascii_uppercase())
        && said.bytes().all(|byte| {
            byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b' ')
        });
    known.then(|| said.replace(' ', "_"))
}

#[cfg(test)]
mod tests {
    use super::constant;

    #[test]
    fn only_constants_are_kept_of_what_a_refusal_says() {
        assert_eq!(constant("USAGE_LIMIT").as_deref(), Some("USAGE_LIMIT"));
        assert_eq!(constant("NOT FOUND").as_deref(), Some("NOT_FOUND"));
        for words in [
            "attachments[0].size: Required",
            "5511999999999",
            "",
            "No Conversation found",
        ] {
            assert_eq!(constant(words), None, "{words}");
        }
    }
}
