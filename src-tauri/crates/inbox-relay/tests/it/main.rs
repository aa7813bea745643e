//! The relay as platforms, desktops and operators meet it: real HTTP, real SQLite, time under the test's hand.

#![expect(
    clippy::unwrap_used,
    reason = "an assumption of a test that fails is a failed test"
)]

mod accepting;
mod command_line;
mod durability;
mod reading;
mod retention;
mod serving;
mod world;
