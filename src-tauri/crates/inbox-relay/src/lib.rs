//! The relay: takes platforms' webhooks and keeps them until desktops poll them.
//!
//! Invariant: a platform is answered 200 only once its event would survive a crash, and every stored event is shown to
//! every reader that may see it, in one order. The relay knows nothing of what the events mean; desktops decide.
//!
//! ```text
//! POST /in/{inlet}  → accept → verify → dedupe → store (group commit) → feed ┐
//! GET /v1/events    → poll  ←───────────────────────────── feed, else store ┘
//! ```

#![warn(missing_docs)]

mod accept;
mod app;
mod clock;
mod database;
mod dedupe;
mod error;
mod event;
mod feed;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod iterator;
mod metrics;
mod options;
mod poll;
mod rate;
mod registry;
mod rejection;
mod relay;
mod server;
mod store;
mod verify;

pub use clock::{RelayClock, SystemClock};
pub use error::RelayError;
pub use event::Scope;
pub use options::RelayOptions;
pub use registry::{InletSummary, NewInlet, NewReader, ReaderSummary, Registry};
pub use relay::Relay;
pub use verify::{InletSecret, Scheme};
