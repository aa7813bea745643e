//! What tests of several crates share: time by hand, a keychain in memory, simulated platforms, and
//! a [`World`] that puts a whole desk together. For tests and the bench only.

#![warn(missing_docs)]
#![expect(
    clippy::missing_panics_doc,
    reason = "a test's own set-up fails by panicking, and says so in its messages"
)]

mod cable;
mod clock;
mod platform;
mod secrets;
mod sinks;
mod world;

pub use cable::Cable;
pub use clock::ManualClock;
pub use platform::{
    Absence, Calls, ConversationTruth, Happening, ItemTruth, Oddity, PlatformOptions,
    PlatformUnderTest,
};
pub use secrets::MemorySecrets;
pub use sinks::Shown;
pub use world::{START, World, WorldOptions};
