//! A bell: rings one part awake, however often it is rung meanwhile.
//!
//! A ring counts as work from the moment it is made until the part has gone back to waiting, so
//! nobody who asks in between takes the engine for idle.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::gauge::{Gauge, Working};

#[derive(Clone)]
pub(crate) struct Bell {
    inner: Arc<Inner>,
}

struct Inner {
    gauge: Gauge,
    notify: Notify,
    rung: Mutex<Option<Working>>,
}

impl Bell {
    pub(crate) fn new(gauge: Gauge) -> Self {
        let inner = Inner {
            gauge,
            notify: Notify::new(),
            rung: Mutex::new(None),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    pub(crate) fn ring(&self) {
        let mut rung = self
            .inner
            .rung
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        rung.get_or_insert_with(|| self.inner.gauge.enter());
        drop(rung);
        self.inner.notify.notify_one();
    }

    /// Waits for a ring since the last one that was heard. What it returns stands for the work that
    /// was asked for. Cancel-safe.
    pub(crate) async fn heard(&self) -> Working {
        loop {
            let taken = self
                .inner
                .rung
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            if let Some(working) = taken {
                return working;
            }
            self.inner.notify.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_rings_are_heard_once_and_count_as_work_until_then() {
        let gauge = Gauge::default();
        let bell = Bell::new(gauge.clone());
        bell.ring();
        bell.ring();
        assert!(gauge.is_working());
        drop(bell.heard().await);
        assert!(!gauge.is_working());
        let again = tokio::time::timeout(std::time::Duration::ZERO, bell.heard()).await;
        assert!(again.is_err(), "nothing was rung since");
    }
}
