//! The quota of a line, kept before the call: a rolling minute, people first, then news, then looking
//! whether there is any, then the past.
//!
//! Background work never takes more than half of the quota, and less for a while after the platform
//! said "too many": others use the same quota. Of that share the past leaves a sixth to news, and it
//! spreads its calls between those of news instead of making them in a burst: so news that comes while
//! a history is filled finds room at once, and when there was so much of it that none is left, room
//! comes every few seconds and not with the end of a minute. Nothing is reserved before it is admitted,
//! so a call that is dropped while it waits leaves no trace.

mod quotas;

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use inbox_core::{Clock, PlatformError, Timestamp, Urgency};
use tokio::sync::Notify;

pub use quotas::Quotas;

const MINUTE_MS: i64 = 60_000;

/// No platform means more than this; a longer wait is a broken header.
const LONGEST_PATIENCE_MS: i64 = 60 * MINUTE_MS;

/// How much a platform allows in any rolling minute, over all clients of a workspace.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quota {
    pub(crate) per_minute: usize,
}

impl Quota {
    /// All our calls together. A twelfth stays free: the platform's minute and ours are never quite
    /// the same minute, and other clients exist.
    fn ceiling(self) -> usize {
        self.per_minute - self.per_minute / 12
    }

    fn background(self) -> usize {
        self.per_minute / 2
    }

    /// What background work gets back of its share for each quiet minute: a tenth.
    fn step(self) -> usize {
        (self.background() / 10).max(1)
    }
}

/// What a platform leaves to calls that nobody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// So many calls a minute at most, as things are.
    pub per_minute: usize,
    /// Until when there is so little that it can be felt: while the platform wants no calls at all, and
    /// then as long as less than half of the usual is made. A single "too many" is over with its wait.
    pub slowed_until: Option<Timestamp>,
}

/// Admits calls; clones share the quota.
#[derive(Clone)]
pub(crate) struct Throttle {
    quota: Quota,
    clock: Arc<dyn Clock>,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Notify,
}

struct State {
    admitted: VecDeque<(Timestamp, Urgency)>,
    /// When what was admitted in the background would be used up at an even pace.
    paced_until: Timestamp,
    waiting: BTreeSet<Ticket>,
    tickets: u64,
    background: usize,
    /// When the background share was last lowered or raised.
    background_set_at: Timestamp,
    patience: Option<Patience>,
}

/// A wait the platform asked for.
#[derive(Clone, Copy)]
struct Patience {
    asked_at: Timestamp,
    until: Timestamp,
}

/// A place in the queue: by urgency, then first come, first served.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ticket {
    rank: u8,
    number: u64,
}

enum Verdict {
    Admitted,
    WaitMs(i64),
}

impl Throttle {
    pub(crate) fn new(quota: Quota, clock: Arc<dyn Clock>) -> Self {
        let now = clock.now();
        Self {
            quota,
            clock,
            shared: Arc::new(Shared {
                state: Mutex::new(State {
                    admitted: VecDeque::new(),
                    paced_until: now,
                    waiting: BTreeSet::new(),
                    tickets: 0,
                    background: quota.background(),
                    background_set_at: now,
                    patience: None,
                }),
                changed: Notify::new(),
            }),
        }
    }

    /// Completes when one call may be made.
    ///
    /// While the platform has asked for patience, background calls wait, and a person's call is
    /// refused at once with what remains of it, so that the person is told instead of kept waiting.
    pub(crate) async fn admit(&self, urgency: Urgency) -> Result<(), PlatformError> {
        let place = Place::take(&self.shared, urgency);
        loop {
            // Registered before looking, or a change in between would be slept through.
            let changed = self.shared.changed.notified();
            let now = self.clock.now();
            let verdict = {
                let mut state = self.shared.state();
                let patience = state.patience_ms(now);
                if urgency == Urgency::Person && patience > 0 {
                    return Err(PlatformError::RateLimited {
                        retry_after_ms: Some(patience.unsigned_abs()),
                    });
                }
                state.judge(self.quota, place.ticket, urgency, now)
            };
            match verdict {
                Verdict::Admitted => return Ok(()),
                Verdict::WaitMs(wait) => tokio::select! {
                    () = self.clock.sleep(wait.max(1).unsigned_abs()) => {}
                    () = changed => {}
                },
            }
        }
    }

    /// Takes note of how an admitted call ended, and hands that on. One that certainly never reached
    /// the platform counts nowhere: else the attempts of an outage would use up the share that
    /// catching up needs when it ends.
    pub(crate) fn ended<T>(
        &self,
        urgency: Urgency,
        outcome: Result<T, PlatformError>,
    ) -> Result<T, PlatformError> {
        if let Err(PlatformError::Unreachable) = &outcome {
            let mut state = self.shared.state();
            let place = state.admitted.iter().rposition(|(_, who)| *who == urgency);
            if let Some(place) = place {
                state.admitted.remove(place);
            }
            drop(state);
            self.shared.changed.notify_waiters();
        }
        outcome
    }

    /// Learns from a "too many requests". Without a stated wait, patience lasts until the next full
    /// minute.
    pub(crate) fn too_many(&self, retry_after_ms: Option<u64>) {
        let now = self.clock.now();
        let mut state = self.shared.state();
        let wait = retry_after_ms.map_or_else(
            || MINUTE_MS - now.0.rem_euclid(MINUTE_MS),
            |wait| {
                i64::try_from(wait)
                    .unwrap_or(i64::MAX)
                    .min(LONGEST_PATIENCE_MS)
            },
        );
        let wait = wait.max(state.patience_ms(now));
        state.patience = Some(Patience {
            asked_at: now,
            until: now.plus(wait),
        });
        // Calls that were under way together are refused together: that is one lesson, not many.
        let full = state.background == self.quota.background();
        if full || now.since(state.background_set_at) >= MINUTE_MS / 4 {
            state.background = (state.background / 2)
                .max(self.quota.background() / 10)
                .max(1);
        }
        state.background_set_at = now;
        drop(state);
        self.shared.changed.notify_waiters();
    }
}

impl Throttle {
    /// What is left to calls that nobody waits for.
    pub(crate) fn room(&self) -> Room {
        let now = self.clock.now();
        let mut state = self.shared.state();
        state.recover(self.quota, now);
        let patience = state.patience_ms(now);
        let missing = (self.quota.background() / 2).saturating_sub(state.background);
        let minutes = missing.div_ceil(self.quota.step()) as i64;
        let ends = [
            (patience > 0).then(|| now.plus(patience)),
            (missing > 0).then(|| state.background_set_at.plus(minutes * MINUTE_MS)),
        ];
        Room {
            per_minute: state.background,
            slowed_until: ends.into_iter().flatten().max(),
        }
    }

    /// Whether it is used, or knows something that a new one would not.
    fn matters(&self, now: Timestamp) -> bool {
        if Arc::strong_count(&self.shared) > 1 {
            return true;
        }
        let mut state = self.shared.state();
        state.forget_before(now.plus(-MINUTE_MS));
        state.recover(self.quota, now);
        !state.admitted.is_empty()
            || state.patience_ms(now) > 0
            || state.background < self.quota.background()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn judge(&mut self, quota: Quota, ticket: Ticket, urgency: Urgency, now: Timestamp) -> Verdict {
        self.forget_before(now.plus(-MINUTE_MS));
        self.recover(quota, now);
        if self.waiting.first() != Some(&ticket) {
            // Somebody is before us; they notify when they leave.
            return Verdict::WaitMs(MINUTE_MS);
        }
        let patience = self.patience_ms(now);
        if urgency.is_background() && patience > 0 {
            return Verdict::WaitMs(patience);
        }
        let used = self.admitted.len();
        if used >= quota.ceiling() {
            return self.wait_for_room(now, used - quota.ceiling(), |_| true);
        }
        if urgency.is_background() {
            let share = match urgency {
                Urgency::Look | Urgency::Past => self.share_of_past(),
                Urgency::News | Urgency::Person => self.background,
            };
            let used = self
                .admitted
                .iter()
                .filter(|(_, who)| who.is_background())
                .count();
            if used >= share {
                return self.wait_for_room(now, used - share, Urgency::is_background);
            }
        }
        if urgency == Urgency::Past {
            let early = self.past_is_early_by(now);
            if early > 0 {
                return Verdict::WaitMs(early);
            }
        }
        if urgency.is_background() {
            self.paced_until = self.paced_until.max(now).plus(self.pace());
        }
        self.admitted.push_back((now, urgency));
        Verdict::Admitted
    }

    /// What the past may take of a minute when there is no news at all.
    fn share_of_past(&self) -> usize {
        self.background - self.background / 6
    }

    /// Milliseconds between two calls in the background, as long as it is the past that makes them.
    fn pace(&self) -> i64 {
        MINUTE_MS / self.share_of_past() as i64
    }

    /// How many milliseconds too early a call for the past would be. After a rest it may make some at
    /// once: the first conversations of a new line are worth it. A burst of news sends it to rest, but
    /// not for long, as there is room for both.
    fn past_is_early_by(&mut self, now: Timestamp) -> i64 {
        let credit = self.pace().max(MINUTE_MS / 6);
        // Also when the clock was set back.
        self.paced_until = self.paced_until.min(now.plus(2 * credit));
        self.paced_until.plus(self.pace() - credit).since(now)
    }

    /// How long until `excess` + 1 of the matching calls have left the rolling minute.
    fn wait_for_room(
        &self,
        now: Timestamp,
        excess: usize,
        matches: impl Fn(Urgency) -> bool,
    ) -> Verdict {
        let leaves = self
            .admitted
            .iter()
            .filter(|(_, who)| matches(*who))
            .nth(excess);
        Verdict::WaitMs(leaves.map_or(MINUTE_MS, |(at, _)| at.plus(MINUTE_MS).since(now)))
    }

    /// A call leaves the minute when a whole one has passed since it. One from far in the future was
    /// made before the clock was set back.
    fn forget_before(&mut self, horizon: Timestamp) {
        let latest = horizon.plus(2 * MINUTE_MS);
        self.admitted
            .retain(|(at, _)| *at > horizon && *at <= latest);
    }

    /// What remains of the wait the platform asked for; nothing when the clock was set back since.
    fn patience_ms(&self, now: Timestamp) -> i64 {
        self.patience
            .filter(|patience| patience.asked_at <= now)
            .map_or(0, |patience| patience.until.since(now).max(0))
    }

    /// Gives background work a tenth of its share back for each quiet minute.
    fn recover(&mut self, quota: Quota, now: Timestamp) {
        let share = quota.background();
        if now < self.background_set_at {
            self.background_set_at = now;
        }
        while self.background < share && now.since(self.background_set_at) >= MINUTE_MS {
            self.background = (self.background + quota.step()).min(share);
            self.background_set_at = self.background_set_at.plus(MINUTE_MS);
        }
    }
}

/// A place in the queue, given up when the call is admitted, refused or dropped.
struct Place<'a> {
    shared: &'a Shared,
    ticket: Ticket,
}

impl<'a> Place<'a> {
    fn take(shared: &'a Shared, urgency: Urgency) -> Self {
        let mut state = shared.state();
        state.tickets += 1;
        let ticket = Ticket {
            rank: match urgency {
                Urgency::Person => 0,
                Urgency::News => 1,
                Urgency::Look => 2,
                Urgency::Past => 3,
            },
            number: state.tickets,
        };
        state.waiting.insert(ticket);
        Self { shared, ticket }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.shared.state().waiting.remove(&self.ticket);
        self.shared.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
