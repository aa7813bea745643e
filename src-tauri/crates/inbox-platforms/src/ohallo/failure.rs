//! What Ohallo's refusals mean. It says no with a status and one sentence; the sentence is read for
//! what it names and never kept, as it may repeat what a customer wrote.

use inbox_core::{PlatformError, Timestamp};

use super::wire::Row;
use crate::http::Answer;

pub(super) use crate::http::refused;

/// The conversation's workflow has ended: it is over, and only a new one can be begun.
pub(super) const FINISHED: &str = "ConversationFinished";
/// The key is restricted to a workspace, which every call has to name.
pub(super) const WORKSPACE: &str = "WorkspaceRequired";
/// A listing cannot go on from there any more.
pub(super) const CURSOR: &str = "InvalidCursor";
/// Nothing waits for approval.
pub(super) const NOTHING_TO_APPROVE: &str = "NothingToApprove";

/// The failure an answer stands for that is not a success.
pub(super) fn of_call(answer: &Answer, now: Timestamp) -> PlatformError {
    let sentence = sentence(answer);
    let says = |words: &str| sentence.contains(words);
    match answer.status {
        401 => PlatformError::KeyRefused,
        403 if says("workspace") && !says("scope") => refused(WORKSPACE),
        403 => PlatformError::ScopeMissing {
            scope: scope_in(&sentence),
        },
        404 => PlatformError::NotFound,
        408 => PlatformError::NoAnswer,
        429 => PlatformError::RateLimited {
            retry_after_ms: answer.retry_after_ms(now),
        },
        400 | 409 | 422 if says("human managed") || says("human-managed") => {
            PlatformError::AiAnswers
        }
        400 | 409 | 422 if says("already resolved") => refused(FINISHED),
        400 | 422 if says("cursor") => refused(CURSOR),
        400 | 422 if says("workspaceid") && says("required") => refused(WORKSPACE),
        status @ 400..500 => refused(&status.to_string()),
        // Taking over what is finished is answered like a fault of the server, but never gets better.
        500 if says("workflow") => refused(FINISHED),
        status @ 500.. => PlatformError::Failed { status },
        // A redirect or an interim answer: something else than the platform answers here.
        _ => PlatformError::Unreadable,
    }
}

pub(super) fn is_refused(error: &PlatformError, with: &str) -> bool {
    matches!(error, PlatformError::Refused { code } if code == with)
}

fn sentence(answer: &Answer) -> String {
    let document = answer.json().unwrap_or_default();
    let row = Row::of(&document);
    let sentence = row.and_then(|row| row.text(&["error", "message"]));
    sentence.unwrap_or_default().to_lowercase()
}

/// The right a sentence names, such as `kb:read`; empty when it names none.
fn scope_in(sentence: &str) -> String {
    let is_scope = |word: &&str| {
        word.split_once(':').is_some_and(|(area, right)| {
            let plain = |part: &str| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            };
            word.len() <= 40 && plain(area) && plain(right)
        })
    };
    sentence
        .split(|letter: char| letter.is_whitespace() || ".,;'\"()".contains(letter))
        .find(is_scope)
        .unwrap_or_default()
        .to_owned()
}
