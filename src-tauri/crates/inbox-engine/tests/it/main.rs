//! The engine against real SQLite and simulated platforms over real HTTP, with time by hand.
//!
//! What every platform promises is stated once, in [`suite`], and run on each of them; beside it
//! stand the tests of what only one of them does.

mod attending;
mod connecting;
mod describing;
mod editing;
mod failing_lists;
mod first_sync;
mod helping;
mod leading;
mod looking;
mod mailing;
mod naming;
mod news;
mod noticing;
mod offering;
mod queueing;
mod rebuilding;
mod relaying;
mod sending;
mod slowing;
mod suite;
mod support;
mod taking_back;
mod telling;
mod tools;
mod undoing;
mod unsigned;
mod viewing;
mod visiting;
mod writing;
