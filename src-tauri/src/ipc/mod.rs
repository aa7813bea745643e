//! The boundary between the host and its interface: commands, events, errors.
//!
//! Nothing here decides anything. A command converts, calls and converts back.

pub mod commands;
pub mod contract;
pub mod convert;
pub mod dispatch;
pub mod dto;
pub mod error;
pub mod event;
mod failure;
