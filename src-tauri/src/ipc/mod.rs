//! The boundary between the host and its interface: commands, events, errors.
//!
//! Nothing here decides anything. A command converts, calls and converts back.

pub mod contract;
pub mod dto;
pub mod error;
pub mod event;
