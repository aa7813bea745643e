//! Switchboard, the application: the one crate that knows a window.

pub mod ipc;
