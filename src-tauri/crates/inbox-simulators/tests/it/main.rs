//! The contract of the simulators, seen as a client sees it: over HTTP.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod hatif;
mod ohallo;
mod receiver;
