//! Time that moves only when a test moves it.

use std::{
    pin::Pin,
    sync::{Mutex, MutexGuard, PoisonError},
};

use inbox_core::{Clock, Timestamp};
use tokio::sync::oneshot;

/// A clock that stands still until it is advanced.
pub(crate) struct ManualClock {
    state: Mutex<State>,
}

struct State {
    now: Timestamp,
    sleepers: Vec<(Timestamp, oneshot::Sender<()>)>,
}

impl ManualClock {
    pub(crate) fn at(now: Timestamp) -> Self {
        Self {
            state: Mutex::new(State {
                now,
                sleepers: Vec::new(),
            }),
        }
    }

    /// Moves on and wakes whoever has slept long enough.
    pub(crate) fn advance(&self, milliseconds: i64) {
        let mut state = self.state();
        state.now = state.now.plus(milliseconds);
        let now = state.now;
        for (_, wake) in state.sleepers.extract_if(.., |(until, _)| *until <= now) {
            // A sleeper that was dropped meanwhile needs no waking.
            let _ = wake.send(());
        }
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
        let (wake, woken) = oneshot::channel();
        let mut state = self.state();
        let until = state
            .now
            .plus(i64::try_from(milliseconds).unwrap_or(i64::MAX));
        state.sleepers.retain(|(_, wake)| !wake.is_closed());
        state.sleepers.push((until, wake));
        Box::pin(async move {
            // An error means that the clock is gone and time with it: sleep for ever.
            if woken.await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}
