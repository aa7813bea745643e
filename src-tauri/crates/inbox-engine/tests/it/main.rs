//! The engine against real SQLite and simulated platforms over real HTTP, with time by hand.

mod first_sync;
