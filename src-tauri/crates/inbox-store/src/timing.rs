//! Notices slow queries, by name only: parameters are customers' words.

use std::time::{Duration, Instant};

const SLOW: Duration = Duration::from_millis(40);

/// Runs `work` and logs its name when it took longer than a frame or two may.
pub(crate) async fn timed<T>(query: &'static str, work: impl Future<Output = T>) -> T {
    let started = Instant::now();
    let result = work.await;
    let took = started.elapsed();
    if took > SLOW {
        tracing::warn!(query, took_ms = took.as_millis() as u64, "slow query");
    }
    result
}
