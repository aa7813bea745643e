//! The contract of the simulators, seen as a client sees it: over HTTP.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod chatvolt;
mod chatwoot;
mod hatif;
mod ohallo;
mod people;
mod receiver;
