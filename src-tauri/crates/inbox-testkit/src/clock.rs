//! A clock that stands still until a test moves it.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use inbox_core::{Clock, Timestamp};

/// Stands still until it is advanced; then everybody whose time has come wakes up. Clones share it.
#[derive(Clone)]
pub struct ManualClock {
    state: Arc<Mutex<State>>,
}

struct State {
    now: Timestamp,
    sleepers: BTreeMap<(Timestamp, u64), Option<Waker>>,
    number: u64,
}

impl ManualClock {
    /// A clock that shows `start`.
    pub fn new(start: Timestamp) -> Self {
        let state = State {
            now: start,
            sleepers: BTreeMap::new(),
            number: 0,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Moves on to `instant` and wakes everybody who waited for an instant up to then. Never moves
    /// back.
    pub fn move_to(&self, instant: Timestamp) {
        let mut state = self.state();
        state.now = state.now.max(instant);
        let now = state.now;
        for ((_, _), waker) in state.sleepers.range_mut(..=(now, u64::MAX)) {
            if let Some(waker) = waker.take() {
                waker.wake();
            }
        }
    }

    /// When the first sleeper wants to be woken; `None` while nobody sleeps.
    pub fn next_waking(&self) -> Option<Timestamp> {
        let state = self.state();
        let now = state.now;
        state
            .sleepers
            .keys()
            .map(|(until, _)| *until)
            .find(|until| *until > now)
    }

    /// How many sleeps were begun so far.
    pub fn sleeps(&self) -> u64 {
        self.state().number
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.state().now
    }

    fn sleep(&self, milliseconds: u64) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        let mut state = self.state();
        let until = state
            .now
            .plus(i64::try_from(milliseconds).unwrap_or(i64::MAX));
        state.number += 1;
        let key = (until, state.number);
        state.sleepers.insert(key, None);
        drop(state);
        Box::pin(Sleep {
            clock: self.clone(),
            key,
        })
    }
}

struct Sleep {
    clock: ManualClock,
    key: (Timestamp, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.state();
        if state.now >= self.key.0 {
            return Poll::Ready(());
        }
        state
            .sleepers
            .insert(self.key, Some(context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.state().sleepers.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_at_its_time_and_not_before() {
        let clock = ManualClock::new(Timestamp(0));
        let sleeper = tokio::spawn(clock.sleep(10_000));
        assert_eq!(clock.next_waking(), Some(Timestamp(10_000)));
        clock.move_to(Timestamp(9_999));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.move_to(Timestamp(10_000));
        sleeper.await.expect("it wakes");
        assert_eq!(clock.next_waking(), None);
    }
}
