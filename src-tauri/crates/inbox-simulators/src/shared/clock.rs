//! The simulator's own time: the machine's, or one that a test moves by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Where a simulator takes its time from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SimulatorClock {
    /// The machine's clock; scheduled things happen by themselves.
    #[default]
    Real,
    /// Time stands still until the control advances it.
    Manual {
        /// The first instant.
        start: Timestamp,
    },
}

/// A shared reading of the simulator's time, whole milliseconds only, so that ids (which carry
/// milliseconds) and times never disagree.
#[derive(Debug, Clone)]
pub(crate) enum Clock {
    Real,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    pub(crate) fn new(kind: SimulatorClock) -> Self {
        match kind {
            SimulatorClock::Real => Self::Real,
            SimulatorClock::Manual { start } => {
                Self::Manual(Arc::new(AtomicI64::new(start.as_millisecond())))
            }
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let millisecond = match self {
            Self::Real => real_millisecond(),
            Self::Manual(millisecond) => millisecond.load(Ordering::SeqCst),
        };
        Timestamp::from_millisecond(millisecond).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    pub(crate) fn is_manual(&self) -> bool {
        matches!(self, Self::Manual(_))
    }

    /// Moves a manual clock forwards; the machine's clock and backward moves are left alone.
    pub(crate) fn move_to(&self, instant: Timestamp) {
        if let Self::Manual(millisecond) = self {
            millisecond.fetch_max(instant.as_millisecond(), Ordering::SeqCst);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the simulator's one reading of the machine's clock"
)]
fn real_millisecond() -> i64 {
    Timestamp::now().as_millisecond()
}
