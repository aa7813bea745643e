//! Notifications and the badge: what is decided is pure (`decision`), what is shown is the host's.

mod decision;
mod task;

pub use decision::{
    Carrier, Circumstances, Concern, Decision, GivenNow, News, NotificationChoices, Recent, Toast,
    decide, decide_given, welcome_back,
};
pub(crate) use task::run;

/// Shows notifications. Calls return at once; delivery is the host's business.
pub trait NotificationSink: Send + Sync + 'static {
    /// Shows one toast. A [`Toast::Burst`] replaces the one before it.
    fn show(&self, toast: &Toast);
}

/// Shows the number of unread conversations on the program's icon.
pub trait BadgeSink: Send + Sync + 'static {
    /// The number as it is now; called only when it changed.
    fn show(&self, unread: u32);
}
