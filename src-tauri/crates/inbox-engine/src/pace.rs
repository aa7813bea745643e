//! How often and how soon: the cadence of polling, growing waits, and the dice behind both.
//!
//! Jitter keeps a team's desks from asking a platform in the same second; the seed is injected, so
//! a test sees the same dice each time.

use std::sync::{Arc, Mutex, PoisonError};

use inbox_core::ConversationId;
use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};

/// What the person looks at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attention {
    /// The window has the focus.
    pub focused: bool,
    /// The window can be seen.
    pub visible: bool,
    /// The open conversation.
    pub conversation: Option<ConversationId>,
}

impl Attention {
    /// True while `conversation` is in front of the person's eyes.
    pub fn is_on(&self, conversation: &ConversationId) -> bool {
        self.focused && self.conversation.as_ref() == Some(conversation)
    }
}

const FOCUSED_MS: u64 = 10_000;
const IDLE_MS: u64 = 15_000;
const HIDDEN_MS: u64 = 30_000;

/// How long to wait between two polls of a line.
///
/// A line whose relay is down is polled as if it were looked at: nothing else tells what is new.
pub(crate) fn poll_interval_ms(attention: &Attention, relay_is_down: bool) -> u64 {
    if attention.focused || relay_is_down {
        FOCUSED_MS
    } else if attention.visible {
        IDLE_MS
    } else {
        HIDDEN_MS
    }
}

/// The same for a line that makes so many calls each time, where its platform leaves so many a minute to
/// what nobody waits for: half of them look whether something has happened, the others read what has, and
/// what is past.
pub(crate) fn stretched_ms(interval_ms: u64, calls: usize, per_minute: usize) -> u64 {
    let looks = (per_minute / 2).max(1) as u64;
    interval_ms.max(calls as u64 * 60_000 / looks)
}

/// A wait that doubles with each failure in a row, from `first` up to `longest` milliseconds.
pub(crate) fn growing_wait_ms(failures: u32, first: u64, longest: u64) -> u64 {
    let doublings = failures.saturating_sub(1).min(20);
    first.saturating_mul(1 << doublings).min(longest)
}

/// Chance, from an injected seed; clones share it.
#[derive(Clone)]
pub(crate) struct Dice(Arc<Mutex<StdRng>>);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// `milliseconds` give or take a fifth.
    pub(crate) fn jittered(&self, milliseconds: u64) -> u64 {
        let fifth = milliseconds / 5;
        let mut dice = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        milliseconds - fifth + dice.random_range(0..=fifth * 2)
    }

    /// Random bytes, for names that must not be guessed by accident.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_window_polls_least_and_a_broken_relay_is_made_up_for() {
        let hidden = Attention::default();
        let idle = Attention {
            visible: true,
            ..hidden.clone()
        };
        let focused = Attention {
            focused: true,
            ..idle.clone()
        };
        assert_eq!(poll_interval_ms(&hidden, false), 30_000);
        assert_eq!(poll_interval_ms(&idle, false), 15_000);
        assert_eq!(poll_interval_ms(&focused, false), 10_000);
        assert_eq!(poll_interval_ms(&hidden, true), 10_000);
    }

    #[test]
    fn looking_takes_half_of_what_a_platform_leaves_however_many_lists_there_are() {
        assert_eq!(stretched_ms(10_000, 3, 60), 10_000);
        assert_eq!(stretched_ms(10_000, 12, 60), 24_000);
        assert_eq!(stretched_ms(10_000, 3, 6), 60_000);
        assert_eq!(stretched_ms(10_000, 3, 1), 180_000);
        assert_eq!(stretched_ms(30_000, 0, 60), 30_000);
    }

    #[test]
    fn waits_double_up_to_their_limit_and_never_overflow() {
        let waits: Vec<_> = (1..=5)
            .map(|failures| growing_wait_ms(failures, 2, 20))
            .collect();
        assert_eq!(waits, [2, 4, 8, 16, 20]);
        assert_eq!(growing_wait_ms(u32::MAX, 1_000, 60_000), 60_000);
    }

    #[test]
    fn jitter_stays_within_a_fifth() {
        let dice = Dice::new(7);
        assert!((0..1_000).all(|_| (8_000..=12_000).contains(&dice.jittered(10_000))));
    }
}
