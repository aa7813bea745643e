//! Instants as integer milliseconds, and the clock that everybody must ask.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant `milliseconds` later (earlier when negative), saturating.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds from `earlier` to this instant; negative when `earlier` is later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The only way to know the time, so that a week of work runs in a test within a second.
pub trait Clock: Send + Sync + 'static {
    /// The present instant of the wall clock.
    fn now(&self) -> Timestamp;

    /// Completes when `milliseconds` have passed on this clock.
    fn sleep(
        &self,
        milliseconds: u64,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + 'static>>;
}
