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
    patience: Option<Patience>,
}

/// A wait the platform asked for.
#[derive(Clone, Copy)]
struct Patience {
    asked_at: Timestamp,
    until: Timestamp,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manual_clock::ManualClock;

    const QUOTA: Quota = Quota { per_minute: 120 };

    fn throttle() -> (Throttle, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        (Throttle::new(QUOTA, clock.clone()), clock)
    }

    type Admissions = Arc<Mutex<Vec<(Timestamp, Urgency)>>>;

    /// Waits for admission in a task of its own and notes when it came.
    fn queue(
        throttle: &Throttle,
        admissions: &Admissions,
        urgency: Urgency,
    ) -> tokio::task::JoinHandle<()> {
        let (throttle, admissions) = (throttle.clone(), admissions.clone());
        tokio::spawn(async move {
            throttle
                .admit(urgency)
                .await
                .expect("no patience was asked for");
            let now = throttle.clock.now();
            admissions
                .lock()
                .expect("no test panics holding it")
                .push((now, urgency));
        })
    }

    /// Lets everything happen that can happen without time passing.
    async fn settle() {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
    }

    fn admitted(admissions: &Admissions) -> Vec<(Timestamp, Urgency)> {
        admissions
            .lock()
            .expect("no test panics holding it")
            .clone()
    }

    /// The most admissions within any rolling minute.
    fn peak(admissions: &[(Timestamp, Urgency)]) -> usize {
        let within = |end: Timestamp| {
            admissions
                .iter()
                .filter(|(at, _)| *at <= end && end.since(*at) < MINUTE_MS)
                .count()
        };
        admissions
            .iter()
            .map(|(at, _)| within(*at))
            .max()
            .unwrap_or(0)
    }

    #[tokio::test]
    async fn background_work_alone_never_takes_more_than_half_of_the_quota() {
        let (throttle, clock) = throttle();
        let admissions = Admissions::default();
        let calls: Vec<_> = (0..200)
            .map(|_| queue(&throttle, &admissions, Urgency::Background))
            .collect();
        settle().await;
        assert_eq!(
            admitted(&admissions).len(),
            60,
            "half at once, the rest later"
        );
        while calls.iter().any(|call| !call.is_finished()) {
            clock.advance(7_000);
            settle().await;
        }
        let admissions = admitted(&admissions);
        assert_eq!(admissions.len(), 200, "everybody gets a turn");
        assert_eq!(peak(&admissions), 60);
    }

    #[tokio::test]
    async fn everybody_together_stays_below_the_quota() {
        let (throttle, clock) = throttle();
        let admissions = Admissions::default();
        let calls: Vec<_> = (0..400)
            .map(|number| {
                let person = number % 3 != 0;
                let urgency = if person {
                    Urgency::Person
                } else {
                    Urgency::Background
                };
                queue(&throttle, &admissions, urgency)
            })
            .collect();
        while calls.iter().any(|call| !call.is_finished()) {
            settle().await;
            clock.advance(3_500);
        }
        assert!(peak(&admitted(&admissions)) <= 110);
    }

    #[tokio::test]
    async fn a_person_goes_before_background_calls_that_waited_longer() {
        let (throttle, clock) = throttle();
        for _ in 0..110 {
            throttle
                .admit(Urgency::Person)
                .await
                .expect("within the quota");
        }
        let admissions = Admissions::default();
        let background: Vec<_> = (0..3)
            .map(|_| queue(&throttle, &admissions, Urgency::Background))
            .collect();
        settle().await;
        let person = queue(&throttle, &admissions, Urgency::Person);
        settle().await;
        assert!(admitted(&admissions).is_empty(), "the quota is used up");

        clock.advance(MINUTE_MS);
        person.await.expect("admitted");
        for call in background {
            call.await.expect("admitted");
        }
        let order: Vec<_> = admitted(&admissions)
            .into_iter()
            .map(|(_, who)| who)
            .collect();
        assert_eq!(order.first(), Some(&Urgency::Person));
    }

    #[tokio::test]
    async fn a_call_that_is_dropped_while_it_waits_holds_nobody_up() {
        let (throttle, clock) = throttle();
        for _ in 0..60 {
            throttle
                .admit(Urgency::Background)
                .await
                .expect("within the share");
        }
        let admissions = Admissions::default();
        let dropped = queue(&throttle, &admissions, Urgency::Background);
        settle().await;
        let patient = queue(&throttle, &admissions, Urgency::Background);
        settle().await;
        dropped.abort();
        settle().await;
        clock.advance(MINUTE_MS);
        patient
            .await
            .expect("admitted although the one before it never was");
        assert_eq!(admitted(&admissions).len(), 1);
    }

    #[tokio::test]
    async fn asked_for_patience_background_waits_and_a_person_is_told_how_long() {
        let (throttle, clock) = throttle();
        throttle.too_many(Some(30_000));
        clock.advance(10_000);
        assert_eq!(
            throttle.admit(Urgency::Person).await,
            Err(PlatformError::RateLimited {
                retry_after_ms: Some(20_000)
            })
        );
        let admissions = Admissions::default();
        let background = queue(&throttle, &admissions, Urgency::Background);
        settle().await;
        clock.advance(19_999);
        settle().await;
        assert!(!background.is_finished());
        clock.advance(1);
        background.await.expect("admitted");
        assert_eq!(throttle.admit(Urgency::Person).await, Ok(()));
    }

    #[tokio::test]
    async fn the_attempts_of_an_outage_do_not_use_up_what_catching_up_needs() {
        let (throttle, _clock) = throttle();
        for _ in 0..500 {
            throttle
                .admit(Urgency::Background)
                .await
                .expect("no patience was asked for");
            let outcome: Result<(), _> = Err(PlatformError::Unreachable);
            let handed_on = throttle.ended(Urgency::Background, outcome.clone());
            assert_eq!(handed_on, outcome);
        }
        let admissions = Admissions::default();
        for _ in 0..100 {
            queue(&throttle, &admissions, Urgency::Background);
        }
        settle().await;
        assert_eq!(admitted(&admissions).len(), 60, "the whole share is there");
        let answered = throttle.ended(Urgency::Background, Err::<(), _>(PlatformError::NoAnswer));
        assert!(answered.is_err());
        settle().await;
        assert_eq!(admitted(&admissions).len(), 60, "perhaps it arrived");
    }

    #[tokio::test]
    async fn without_a_stated_wait_patience_lasts_until_the_next_minute() {
        let (throttle, clock) = throttle();
        clock.advance(45_000);
        throttle.too_many(None);
        assert_eq!(
            throttle.admit(Urgency::Person).await,
            Err(PlatformError::RateLimited {
                retry_after_ms: Some(15_000)
            })
        );
    }

    #[tokio::test]
    async fn too_many_halves_the_background_share_once_and_quiet_minutes_give_it_back() {
        let (throttle, clock) = throttle();
        throttle.too_many(Some(0));
        throttle.too_many(Some(0));
        let admissions = Admissions::default();
        let first: Vec<_> = (0..100)
            .map(|_| queue(&throttle, &admissions, Urgency::Background))
            .collect();
        settle().await;
        assert_eq!(admitted(&admissions).len(), 30);
        first.iter().for_each(tokio::task::JoinHandle::abort);
        settle().await;

        clock.advance(10 * MINUTE_MS);
        let admissions = Admissions::default();
        for _ in 0..100 {
            queue(&throttle, &admissions, Urgency::Background);
        }
        settle().await;
        assert_eq!(admitted(&admissions).len(), 60);
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_stops_nobody() {
        let (throttle, clock) = throttle();
        throttle.too_many(Some(1_000));
        for _ in 0..60 {
            clock.advance(1_000);
            throttle
                .admit(Urgency::Person)
                .await
                .expect("within the quota");
        }
        clock.advance(-24 * 60 * MINUTE_MS);
        assert_eq!(throttle.admit(Urgency::Person).await, Ok(()));
        assert_eq!(throttle.admit(Urgency::Background).await, Ok(()));
    }
}
