//! Who called what how often: the platform's quota, and the proof of a client's good manners.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// Counted calls of authenticated clients.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    /// Every call of the last rolling minute, admitted or not.
    recent: VecDeque<Timestamp>,
    /// The admitted ones, which the quota is about.
    admitted: VecDeque<Timestamp>,
    per_minute: BTreeMap<Timestamp, BTreeMap<String, u32>>,
    total: u64,
    refused: u64,
    peak: u32,
}

/// What clients asked for so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrafficReport {
    /// All authenticated calls.
    pub total: u64,
    /// Those answered with 429 because the quota was used up.
    pub refused: u64,
    /// The most calls seen in any rolling minute.
    pub peak_per_rolling_minute: u32,
    /// Calls per full minute (keyed by its start) and per path pattern (`GET /v1/…/{id}`).
    pub per_minute: BTreeMap<Timestamp, BTreeMap<String, u32>>,
}

impl TrafficReport {
    /// All calls whose path pattern contains `part`.
    pub fn calls_of(&self, part: &str) -> u32 {
        self.per_minute
            .values()
            .flatten()
            .filter(|(class, _)| class.contains(part))
            .map(|(_, count)| *count)
            .sum()
    }
}

impl Traffic {
    /// Counts a call. Over the quota the answer is how long the client should wait.
    pub(crate) fn admit(
        &mut self,
        now: Timestamp,
        class: &str,
        limit: Option<u32>,
    ) -> Result<(), SignedDuration> {
        self.total += 1;
        self.recent.push_back(now);
        forget_before(&mut self.recent, now - WINDOW);
        self.peak = self.peak.max(self.recent.len() as u32);
        let minute = now.as_second() - now.as_second().rem_euclid(60);
        let minute = Timestamp::from_second(minute).unwrap_or(now);
        *self
            .per_minute
            .entry(minute)
            .or_default()
            .entry(class.to_owned())
            .or_default() += 1;

        forget_before(&mut self.admitted, now - WINDOW);
        if limit.is_some_and(|limit| self.admitted.len() >= limit as usize) {
            self.refused += 1;
            let oldest = self.admitted.front().copied().unwrap_or(now);
            return Err((oldest + WINDOW).duration_since(now));
        }
        self.admitted.push_back(now);
        Ok(())
    }

    pub(crate) fn report(&self) -> TrafficReport {
        TrafficReport {
            total: self.total,
            refused: self.refused,
            peak_per_rolling_minute: self.peak,
            per_minute: self.per_minute.clone(),
        }
    }
}

fn forget_before(calls: &mut VecDeque<Timestamp>, horizon: Timestamp) {
    while calls.front().is_some_and(|call| *call <= horizon) {
        calls.pop_front();
    }
}
