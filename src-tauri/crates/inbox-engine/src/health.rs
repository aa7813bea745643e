//! How a line is doing, told from what its calls brought. Pure: outcomes in, a lamp out.

use inbox_core::{LineHealth, PlatformError, Timestamp};

/// A single failed answer is noise; from the second in a row on it is worth a lamp.
const FAULTY_FROM: u32 = 2;

/// Something that says how the line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sign {
    /// The platform answered a call.
    Answered,
    /// A call did not work out.
    Failed(PlatformError),
    /// So much of what is new was read; `None` once everything is.
    Reading(Option<(u32, Option<u32>)>),
    /// The lists were walked; with `failing`, all but some that cannot be read.
    Lists {
        /// Some cannot be read.
        failing: bool,
    },
    /// Everything new was read.
    CaughtUp,
    /// The computer has no network.
    NetworkGone,
    /// The computer has network again.
    NetworkBack,
    /// The person wants it tried again, whatever was known.
    Afresh,
}

/// The lamp of a line whose calls work out, but whose platform asked for fewer of them until then: it is
/// slow although nothing fails.
pub(crate) fn slowed(health: LineHealth, until: Option<Timestamp>) -> LineHealth {
    match (health, until) {
        (
            LineHealth::Starting | LineHealth::Live | LineHealth::CatchingUp { .. },
            Some(Timestamp(until)),
        ) => LineHealth::Slowed { until },
        (health, _) => health,
    }
}

/// What is known of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Condition {
    key_refused: bool,
    offline: bool,
    slowed_until: Option<Timestamp>,
    failures: u32,
    /// Rounds in a row in which a list could not be read, although others could.
    failing_rounds: u32,
    reading: Option<(u32, Option<u32>)>,
    caught_up_once: bool,
    /// How often a way to the platform was found, or is to be sought anew.
    ways: u64,
}

impl Condition {
    /// Learns from a sign.
    pub(crate) fn note(&mut self, sign: &Sign, now: Timestamp) {
        match sign {
            Sign::Answered => {
                self.offline = false;
                self.key_refused = false;
                self.failures = 0;
                self.slowed_until = None;
                self.ways += 1;
            }
            Sign::Failed(error) => self.note_failure(error, now),
            Sign::Reading(progress) => self.reading = *progress,
            Sign::Lists { failing: true } => self.failing_rounds += 1,
            Sign::Lists { failing: false } => self.failing_rounds = 0,
            Sign::CaughtUp => {
                self.reading = None;
                self.caught_up_once = true;
            }
            Sign::NetworkGone => self.offline = true,
            Sign::NetworkBack => {
                self.offline = false;
                self.ways += 1;
            }
            Sign::Afresh => {
                self.offline = false;
                self.key_refused = false;
                self.failures = 0;
                self.ways += 1;
            }
        }
    }

    fn note_failure(&mut self, error: &PlatformError, now: Timestamp) {
        match error {
            PlatformError::Unreachable => self.offline = true,
            PlatformError::KeyRefused => self.key_refused = true,
            PlatformError::RateLimited { retry_after_ms } => {
                self.offline = false;
                let wait = retry_after_ms.unwrap_or(60_000).cast_signed();
                self.slowed_until = Some(now.plus(wait));
            }
            PlatformError::Interrupted
            | PlatformError::NoAnswer
            | PlatformError::Failed { .. }
            | PlatformError::Unreadable => {
                self.offline = false;
                self.failures = self.failures.saturating_add(1);
            }
            // The platform spoke, and about this one thing only.
            PlatformError::ScopeMissing { .. }
            | PlatformError::HeldByColleague
            | PlatformError::AiAnswers
            | PlatformError::WindowClosed
            | PlatformError::NotFound
            | PlatformError::Refused { .. }
            | PlatformError::File(_)
            | PlatformError::Unsupported => self.note(&Sign::Answered, now),
        }
    }

    /// The lamp at `now`; what only the person can mend comes first.
    pub(crate) fn health(&self, now: Timestamp) -> LineHealth {
        if self.key_refused {
            LineHealth::KeyRefused
        } else if self.offline {
            LineHealth::Offline
        } else if let Some(until) = self.slowed_until.filter(|until| *until > now) {
            LineHealth::Slowed { until: until.0 }
        } else if self.failures.max(self.failing_rounds) >= FAULTY_FROM {
            LineHealth::Faulty
        } else if let Some((done, total)) = self.reading {
            LineHealth::CatchingUp { done, total }
        } else if self.caught_up_once {
            LineHealth::Live
        } else {
            LineHealth::Starting
        }
    }

    /// True while calls by themselves are pointless: only the person can change the outcome.
    pub(crate) fn stopped(&self) -> bool {
        self.key_refused
    }

    pub(crate) fn offline(&self) -> bool {
        self.offline
    }

    /// What a call that begins now is later told to be [`Self::outdated`] by.
    pub(crate) fn ways(&self) -> u64 {
        self.ways
    }

    /// True of a failure that tells of a time before what is known: the call set out when there was no
    /// way to the platform, and one was found since.
    pub(crate) fn outdated(&self, error: &PlatformError, ways_at_start: u64) -> bool {
        matches!(error, PlatformError::Unreachable) && self.ways != ways_at_start
    }

    /// True while nothing, or next to nothing, gets through.
    pub(crate) fn hindered(&self) -> bool {
        self.offline || self.stopped() || self.failures >= FAULTY_FROM
    }

    /// True once everything new was read since the program started.
    pub(crate) fn caught_up_once(&self) -> bool {
        self.caught_up_once
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn after(signs: &[Sign]) -> Condition {
        let mut condition = Condition::default();
        for sign in signs {
            condition.note(sign, NOW);
        }
        condition
    }

    #[test]
    fn a_refused_key_stops_the_line_until_a_new_one_is_put_in() {
        let refused = after(&[Sign::CaughtUp, Sign::Failed(PlatformError::KeyRefused)]);
        assert_eq!(refused.health(NOW), LineHealth::KeyRefused);
        assert!(refused.stopped());
        let mended = after(&[
            Sign::CaughtUp,
            Sign::Failed(PlatformError::KeyRefused),
            Sign::Afresh,
        ]);
        assert_eq!(mended.health(NOW), LineHealth::Live);
    }

    #[test]
    fn a_single_failure_is_noise_and_two_in_a_row_are_not() {
        let failure = Sign::Failed(PlatformError::Failed { status: 502 });
        assert_eq!(
            after(&[Sign::CaughtUp, failure.clone()]).health(NOW),
            LineHealth::Live
        );
        let faulty = after(&[Sign::CaughtUp, failure.clone(), failure]);
        assert_eq!(faulty.health(NOW), LineHealth::Faulty);
    }

    #[test]
    fn a_platforms_patience_ends_by_itself() {
        let asked = PlatformError::RateLimited {
            retry_after_ms: Some(30_000),
        };
        let slowed = after(&[Sign::CaughtUp, Sign::Failed(asked)]);
        assert_eq!(
            slowed.health(NOW),
            LineHealth::Slowed {
                until: NOW.0 + 30_000
            }
        );
        assert_eq!(slowed.health(NOW.plus(30_000)), LineHealth::Live);
    }

    #[test]
    fn a_refusal_of_one_message_says_the_line_is_fine() {
        let signs = [
            Sign::CaughtUp,
            Sign::Failed(PlatformError::Unreachable),
            Sign::Failed(PlatformError::WindowClosed),
        ];
        assert_eq!(after(&signs).health(NOW), LineHealth::Live);
    }

    #[test]
    fn a_call_from_before_the_way_was_found_says_nothing_of_now() {
        for way in [Sign::Answered, Sign::Afresh, Sign::NetworkBack] {
            let before = after(&[Sign::CaughtUp]);
            let mut now = before.clone();
            now.note(&Sign::Failed(PlatformError::Unreachable), NOW);
            assert!(!now.outdated(&PlatformError::Unreachable, before.ways()));
            now.note(&way, NOW);
            assert!(now.outdated(&PlatformError::Unreachable, before.ways()));
            assert!(!now.outdated(&PlatformError::Unreachable, now.ways()));
            // The platform said this itself, so there was a way.
            assert!(!now.outdated(&PlatformError::KeyRefused, before.ways()));
        }
    }

    fn any_sign() -> impl Strategy<Value = Sign> {
        prop_oneof![
            Just(Sign::Answered),
            Just(Sign::Failed(PlatformError::Unreachable)),
            Just(Sign::Failed(PlatformError::NoAnswer)),
            Just(Sign::Failed(PlatformError::RateLimited {
                retry_after_ms: Some(1_000)
            })),
            Just(Sign::Reading(Some((1, Some(2))))),
            any::<bool>().prop_map(|failing| Sign::Lists { failing }),
            Just(Sign::CaughtUp),
            Just(Sign::NetworkGone),
            Just(Sign::NetworkBack),
            Just(Sign::Afresh),
        ]
    }

    proptest! {
        #[test]
        fn one_good_round_makes_any_line_live_again(
            signs in proptest::collection::vec(any_sign(), 0..20),
        ) {
            let mut condition = after(&signs);
            condition.note(&Sign::Answered, NOW);
            condition.note(&Sign::Lists { failing: false }, NOW);
            condition.note(&Sign::CaughtUp, NOW);
            prop_assert_eq!(condition.health(NOW), LineHealth::Live);
        }
    }
}
