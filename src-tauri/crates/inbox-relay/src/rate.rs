//! How often one inlet may post.

use std::sync::atomic::{AtomicI64, Ordering};

/// A token bucket kept as one number: the moment up to which the inlet has used its allowance (GCRA).
///
/// All times in microseconds.
pub(crate) struct RateLimiter {
    interval: i64,
    burst: i64,
    used_until: AtomicI64,
}

impl RateLimiter {
    pub(crate) fn new(per_second: u32, burst: u32) -> Self {
        let interval = (1_000_000 / i64::from(per_second)).max(1);
        Self {
            interval,
            burst: interval * i64::from(burst),
            used_until: AtomicI64::new(0),
        }
    }

    /// Takes one event's allowance, or tells how many whole seconds to wait for it.
    pub(crate) fn take(&self, now_ms: i64) -> Result<(), u64> {
        let now = now_ms * 1000;
        let next = |used_until: i64| {
            // Beyond a whole burst means the clock was set back: start afresh, or the inlet would be locked out for
            // as long as the clock jumped.
            let begin = if used_until > now + self.burst {
                now
            } else {
                used_until.max(now)
            };
            begin + self.interval
        };
        self.used_until
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used_until| {
                let used_until = next(used_until);
                (used_until <= now + self.burst).then_some(used_until)
            })
            .map(drop)
            .map_err(|used_until| {
                let wait = next(used_until) - now - self.burst;
                (wait as u64).div_ceil(1_000_000)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_burst_only_the_rate_passes() {
        let limiter = RateLimiter::new(2, 3);
        let passed = (0..10).filter(|_| limiter.take(1_000_000).is_ok()).count();
        assert_eq!(passed, 3);
        assert_eq!(limiter.take(1_000_000), Err(1));
        assert_eq!(
            limiter.take(1_000_500),
            Ok(()),
            "half a second refills one of two per second"
        );
        assert_eq!(limiter.take(1_000_500), Err(1));
    }

    #[test]
    fn a_clock_set_back_does_not_lock_the_inlet_out() {
        let limiter = RateLimiter::new(1, 1);
        assert_eq!(limiter.take(9_000_000), Ok(()));
        assert_eq!(limiter.take(1_000_000), Ok(()));
        assert_eq!(
            limiter.take(1_000_000),
            Err(1),
            "the new time is limited as usual"
        );
    }
}
