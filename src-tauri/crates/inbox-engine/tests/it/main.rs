//! The engine against real SQLite and simulated platforms over real HTTP, with time by hand.

mod assigning;
mod connecting;
mod first_sync;
mod health;
mod interleaving;
mod looking;
mod notifying;
mod rebuilding;
mod relaying;
mod sending;
mod support;
