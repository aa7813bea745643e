//! How many parts of the engine work rather than wait.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Counts what works at present; clones share the count.
#[derive(Clone, Default)]
pub(crate) struct Gauge(Arc<AtomicUsize>);

/// Work under way; ends when dropped.
pub(crate) struct Working(Arc<AtomicUsize>);

impl Gauge {
    pub(crate) fn enter(&self) -> Working {
        self.0.fetch_add(1, Ordering::SeqCst);
        Working(Arc::clone(&self.0))
    }

    pub(crate) fn is_working(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
