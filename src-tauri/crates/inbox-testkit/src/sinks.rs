//! Sinks that remember what they were told.

use std::sync::{Arc, Mutex, PoisonError};

use inbox_engine::{BadgeSink, NotificationSink, Toast};

/// Everything that was shown to the person. Clones share it.
#[derive(Clone, Default)]
pub struct Shown {
    toasts: Arc<Mutex<Vec<Toast>>>,
    badges: Arc<Mutex<Vec<u32>>>,
}

impl Shown {
    /// All toasts so far.
    pub fn toasts(&self) -> Vec<Toast> {
        self.toasts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The badge as it is now.
    pub fn badge(&self) -> Option<u32> {
        self.badges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last()
            .copied()
    }
}

impl NotificationSink for Shown {
    fn show(&self, toast: &Toast) {
        self.toasts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(toast.clone());
    }
}

impl BadgeSink for Shown {
    fn show(&self, unread: u32) {
        self.badges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(unread);
    }
}
