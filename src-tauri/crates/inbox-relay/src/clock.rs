//! Wall time as the relay sees it: injected, so that retention and duplicates can be tested without waiting.

/// Tells the time.
pub trait RelayClock: Send + Sync + 'static {
    /// Milliseconds since 1970-01-01T00:00Z.
    fn now_ms(&self) -> i64;
}

/// The computer's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl RelayClock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the relay reads real time"
    )]
    fn now_ms(&self) -> i64 {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |elapsed| elapsed.as_millis() as i64)
    }
}
