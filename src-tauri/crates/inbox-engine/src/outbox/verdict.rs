//! What becomes of an outbox row after a try that did not work out. Pure.
//!
//! Invariant: a send whose outcome is unknown is never sent again by itself; it is looked for, and
//! when it cannot be found the person decides.

use inbox_core::{FileFault, OutboxAction, PlatformError, Retry, StuckReason, Timestamp};

use crate::pace::growing_wait_ms;

/// Tries that reached the platform and failed, before the person is asked.
const MAX_ATTEMPTS: u32 = 8;

/// How long a send may take to show up in its thread, since its try began. Twice as long as an answer
/// is waited for: a platform that took a minute to say nothing still gets a minute to show it.
pub(crate) const SHOWS_UP_WITHIN_MS: i64 = 120_000;

/// When to look for a send, in milliseconds since its try began; the last look decides.
const LOOKS_MS: [i64; 9] = [
    1_000,
    4_000,
    10_000,
    20_000,
    40_000,
    62_000,
    75_000,
    95_000,
    SHOWS_UP_WITHIN_MS,
];

/// What to do with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was certainly not executed; it goes first when the platform can be reached again.
    WhenReachable,
    /// The line stopped; it goes first when the person has mended the key.
    WhenKeyMended,
    /// It is tried again at this time.
    TryAgainAt(Timestamp),
    /// It may have been executed: look for it.
    LookForIt,
    /// The person has to act.
    Stuck(StuckReason),
}

/// The verdict on a failed try, the `attempts`th of its row.
pub(crate) fn after_failure(
    action: &OutboxAction,
    error: &PlatformError,
    attempts: u32,
    now: Timestamp,
) -> Verdict {
    // A change may be repeated; words may not.
    if error.outcome_unknown() && action.words().is_some() {
        return Verdict::LookForIt;
    }
    match error.retry() {
        Retry::Network => Verdict::WhenReachable,
        Retry::After(wait) => Verdict::TryAgainAt(now.plus(wait.max(1_000).cast_signed())),
        Retry::Backoff if attempts >= MAX_ATTEMPTS => Verdict::Stuck(StuckReason::TooManyAttempts),
        Retry::Backoff => {
            let wait = growing_wait_ms(attempts, 5_000, 5 * 60_000);
            Verdict::TryAgainAt(now.plus(wait.cast_signed()))
        }
        Retry::Never => match error {
            PlatformError::KeyRefused => Verdict::WhenKeyMended,
            PlatformError::WindowClosed => Verdict::Stuck(StuckReason::WindowClosed),
            PlatformError::ScopeMissing { .. } => Verdict::Stuck(StuckReason::ScopeMissing),
            PlatformError::HeldByColleague => Verdict::Stuck(StuckReason::HeldByColleague),
            PlatformError::AiAnswers => Verdict::Stuck(StuckReason::AiAnswers),
            PlatformError::NotFound => Verdict::Stuck(StuckReason::NotFound),
            PlatformError::File(FileFault::TooLarge) => Verdict::Stuck(StuckReason::FileTooLarge),
            PlatformError::File(FileFault::Kind) => Verdict::Stuck(StuckReason::FileKind),
            PlatformError::File(FileFault::Gone) => Verdict::Stuck(StuckReason::FileGone),
            PlatformError::Refused { .. }
            | PlatformError::Unsupported
            | PlatformError::Unreachable
            | PlatformError::Interrupted
            | PlatformError::NoAnswer
            | PlatformError::RateLimited { .. }
            | PlatformError::Failed { .. }
            | PlatformError::Unreadable => Verdict::Stuck(StuckReason::Refused),
        },
    }
}

/// A platform gets at least this long to show what it was sent: Hatif takes up to half a minute over a
/// send, and its thread tells a little after that.
const SHOWS_UP_AFTER_ALL_MS: i64 = 60_000;

/// When to look next for a send that began at `attempted_at` and was not there at `looked_at`;
/// `None` when that look was the last.
///
/// Where it is known when the answer was given up, the looks end after twice the wait for it: a
/// connection that broke at once leaves nobody in doubt for as long as one that said nothing for a
/// minute.
pub(crate) fn next_look(
    attempted_at: Timestamp,
    looked_at: Timestamp,
    gave_up_at: Option<Timestamp>,
) -> Option<Timestamp> {
    let last = gave_up_at.map_or(SHOWS_UP_WITHIN_MS, |at| {
        (2 * at.since(attempted_at)).clamp(SHOWS_UP_AFTER_ALL_MS, SHOWS_UP_WITHIN_MS)
    });
    LOOKS_MS
        .into_iter()
        .filter(|after| *after < last)
        .chain([last])
        .map(|after| attempted_at.plus(after))
        .find(|look| *look > looked_at)
}

#[cfg(test)]
mod tests {
    use inbox_core::{AgentKind, ConversationAction, OutgoingMessage};

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn words() -> OutboxAction {
        OutboxAction::Send {
            message: Box::new(OutgoingMessage::text("id", "hello")),
        }
    }

    fn assignment() -> OutboxAction {
        OutboxAction::Act {
            action: ConversationAction::Assign {
                to: None,
                to_kind: AgentKind::Person,
                force: false,
            },
        }
    }

    #[test]
    fn words_whose_outcome_is_unknown_are_looked_for_whatever_happened() {
        for error in [
            PlatformError::NoAnswer,
            PlatformError::Failed { status: 500 },
            PlatformError::Unreadable,
        ] {
            for attempts in [1, 100] {
                let verdict = after_failure(&words(), &error, attempts, NOW);
                assert_eq!(verdict, Verdict::LookForIt, "{error}");
            }
        }
    }

    #[test]
    fn an_assignment_is_repeated_with_growing_waits_but_not_for_ever() {
        let verdict =
            |attempts| after_failure(&assignment(), &PlatformError::NoAnswer, attempts, NOW);
        assert_eq!(verdict(1), Verdict::TryAgainAt(NOW.plus(5_000)));
        assert_eq!(verdict(2), Verdict::TryAgainAt(NOW.plus(10_000)));
        assert_eq!(verdict(8), Verdict::Stuck(StuckReason::TooManyAttempts));
    }

    #[test]
    fn half_an_upload_is_tried_again_and_a_file_that_cannot_go_waits_for_the_person() {
        let broken = after_failure(&words(), &PlatformError::Interrupted, 1, NOW);
        assert_eq!(broken, Verdict::TryAgainAt(NOW.plus(5_000)));
        for (fault, reason) in [
            (FileFault::TooLarge, StuckReason::FileTooLarge),
            (FileFault::Kind, StuckReason::FileKind),
            (FileFault::Gone, StuckReason::FileGone),
        ] {
            let verdict = after_failure(&words(), &PlatformError::File(fault), 1, NOW);
            assert_eq!(verdict, Verdict::Stuck(reason));
        }
    }

    #[test]
    fn being_offline_for_days_never_makes_a_row_stuck() {
        let verdict = after_failure(&words(), &PlatformError::Unreachable, 500, NOW);
        assert_eq!(verdict, Verdict::WhenReachable);
    }

    #[test]
    fn a_closed_window_is_the_persons_business_and_a_refused_key_the_lines() {
        let of = |error| after_failure(&words(), &error, 1, NOW);
        assert_eq!(
            of(PlatformError::WindowClosed),
            Verdict::Stuck(StuckReason::WindowClosed)
        );
        assert_eq!(of(PlatformError::KeyRefused), Verdict::WhenKeyMended);
        let patience = PlatformError::RateLimited {
            retry_after_ms: Some(30_000),
        };
        assert_eq!(of(patience), Verdict::TryAgainAt(NOW.plus(30_000)));
    }

    #[test]
    fn a_send_whose_answer_never_came_is_still_looked_for_after_the_wait() {
        let gave_up_waiting = NOW.plus(60_010);
        let next = next_look(NOW, gave_up_waiting, None);
        assert_eq!(next, Some(NOW.plus(62_000)));
    }

    #[test]
    fn looks_go_on_for_two_minutes_and_then_end() {
        let mut looks = vec![NOW];
        while let Some(next) = next_look(NOW, looks[looks.len() - 1], None) {
            assert!(looks.len() < 20);
            looks.push(next);
        }
        assert_eq!(looks.last(), Some(&NOW.plus(SHOWS_UP_WITHIN_MS)));
        assert_eq!(next_look(NOW, NOW.plus(3 * 60_000), None), None);
    }

    #[test]
    fn looks_for_what_broke_off_at_once_end_after_a_minute() {
        let broke_at = Some(NOW.plus(200));
        let mut looks = vec![NOW];
        while let Some(next) = next_look(NOW, looks[looks.len() - 1], broke_at) {
            assert!(looks.len() < 20);
            looks.push(next);
        }
        let after = looks.iter().map(|look| look.since(NOW));
        assert_eq!(
            after.collect::<Vec<_>>(),
            [0, 1_000, 4_000, 10_000, 20_000, 40_000, 60_000]
        );
        // Whoever said nothing for a minute gets the other one, as if nothing were known.
        let slow = NOW.plus(60_010);
        let next = next_look(NOW, slow, Some(slow));
        assert_eq!(next, next_look(NOW, slow, None));
    }
}
