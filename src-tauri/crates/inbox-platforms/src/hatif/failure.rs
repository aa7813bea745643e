//! What Hatif's refusals mean.
//!
//! The code inside the body counts before the status: the platform uses 403 both for missing rights
//! and for its own rules, and only the latter carry a code.

use inbox_core::{PlatformError, Timestamp};

use super::{token::SCOPE, wire};
use crate::http::Answer;

const WINDOW_EXPIRED: &str = "Voxa:WhatsApp:ServiceWindowExpired";

/// The failure an answer stands for that is not a success. A 401 is the caller's, who can renew the
/// token; what is left of it here is a right the key does not have.
pub(super) fn of_call(answer: &Answer, now: Timestamp) -> PlatformError {
    let row = document(answer);
    let (is_object, code) = match row.error.0 {
        Some(wire::FailureReason::Object { code }) => (true, code.0),
        Some(wire::FailureReason::Word(word)) => (false, Some(word)),
        None => (false, None),
    };
    if code.as_deref() == Some(WINDOW_EXPIRED) {
        return PlatformError::WindowClosed;
    }
    match answer.status {
        401 => scope_missing(),
        403 if !is_object => scope_missing(),
        403 if code
            .as_deref()
            .is_some_and(|code| code.starts_with("Volo.Authorization")) =>
        {
            scope_missing()
        }
        404 => PlatformError::NotFound,
        408 => PlatformError::NoAnswer,
        429 => PlatformError::RateLimited {
            retry_after_ms: answer.retry_after_ms(now),
        },
        status @ 400..500 => PlatformError::Refused {
            code: presentable(code, status),
        },
        status @ 500.. => PlatformError::Failed { status },
        // A redirect or an interim answer: something else than the platform answers here.
        _ => PlatformError::Unreadable,
    }
}

/// The same for the sign-in, which speaks OAuth.
pub(super) fn of_sign_in(answer: &Answer, now: Timestamp) -> PlatformError {
    let word = match document(answer).error.0 {
        Some(wire::FailureReason::Word(word)) => Some(word),
        Some(wire::FailureReason::Object { code }) => code.0,
        None => None,
    };
    match (answer.status, word.as_deref()) {
        (400..500, Some("invalid_scope")) => scope_missing(),
        (401, _) | (400..500, Some("invalid_client" | "unauthorized_client")) => {
            PlatformError::KeyRefused
        }
        _ => of_call(answer, now),
    }
}

fn document(answer: &Answer) -> wire::Failure {
    answer
        .json()
        .ok()
        .as_ref()
        .and_then(wire::read)
        .unwrap_or_default()
}

fn scope_missing() -> PlatformError {
    PlatformError::ScopeMissing {
        scope: SCOPE.to_owned(),
    }
}

/// The platform's code as it may be shown and logged; its status where the code is none.
fn presentable(code: Option<String>, status: u16) -> String {
    code.filter(|code| {
        (1..=100).contains(&code.len())
            && code
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b":._-".contains(&byte))
    })
    .unwrap_or_else(|| status.to_string())
}
