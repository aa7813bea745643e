//! The quota of a line, kept before the call: a rolling minute, people first.
//!
//! Background work never takes more than half of the quota, and less for a while after the platform
//! said "too many": others use the same quota. Nothing is reserved before it is admitted, so a call
//! that is dropped while it waits leaves no trace.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use inbox_core::{Clock, PlatformError, Timestamp, Urgency};
use tokio::sync::Notify;

const MINUTE_MS: i64 = 60_000;

/// No platform means more than this; a longer wait is a broken header or a clock set back.
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
    waiting: BTreeSet<Ticket>,
    tickets: u64,
    background: usize,
    /// When the background share was last lowered or raised.
    background_set_at: Timestamp,
    patience_until: Timestamp,
}

/// A place in the queue: people before background, then first come, first served.
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
                    waiting: BTreeSet::new(),
                    tickets: 0,
                    background: quota.background(),
                    background_set_at: now,
                    patience_until: Timestamp(i64::MIN),
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
                let patience = state.patience_until.since(now);
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
        state.patience_until = state.patience_until.max(now.plus(wait));
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
        let patience = self.patience_until.since(now);
        if urgency == Urgency::Background && patience > 0 {
            return Verdict::WaitMs(patience);
        }
        let used = self.admitted.len();
        if used >= quota.ceiling() {
            return self.wait_for_room(now, used - quota.ceiling(), |_| true);
        }
        if urgency == Urgency::Background {
            let is_background = |who| who == Urgency::Background;
            let used = self
                .admitted
                .iter()
                .filter(|(_, who)| is_background(*who))
                .count();
            if used >= self.background {
                return self.wait_for_room(now, used - self.background, is_background);
            }
        }
        self.admitted.push_back((now, urgency));
        Verdict::Admitted
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

    /// A call leaves the minute when a whole one has passed since it, and also when the clock was
    /// set back: waiting for tomorrow helps nobody.
    fn forget_before(&mut self, horizon: Timestamp) {
        let now = horizon.plus(MINUTE_MS);
        self.admitted.retain(|(at, _)| *at > horizon && *at <= now);
        if self.patience_until.since(now) > LONGEST_PATIENCE_MS {
            self.patience_until = now;
        }
    }

    /// Gives background work a tenth of its share back for each quiet minute.
    fn recover(&mut self, quota: Quota, now: Timestamp) {
        let share = quota.background();
        if now < self.background_set_at {
            self.background_set_at = now;
        }
        while self.background < share && now.since(self.background_set_at) >= MINUTE_MS {
            self.background = (self.background + (share / 10).max(1)).min(share);
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
                Urgency::Background => 1,
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
