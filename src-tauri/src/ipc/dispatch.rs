//! The command list as one function. The window and the development host both call it, so they
//! cannot drift apart.

use serde_json::Value;

#[allow(
    clippy::wildcard_imports,
    reason = "the command list names whatever shapes it needs"
)]
use super::dto::*;
use super::{
    commands,
    error::{ErrorCode, IpcError, IpcResult},
};
use crate::host::{Host, Work};

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($input:ty) -> $output:ty;)*) => {
        /// Runs the command `name` with `input`, both as they crossed the boundary.
        pub async fn dispatch(host: &Host, name: &str, input: Value) -> IpcResult<Value> {
            match name {
                $(stringify!($name) => {
                    let input: $input = serde_json::from_value(input).map_err(|error| {
                        IpcError::new(ErrorCode::InvalidInput).with_detail(shape_of(&error))
                    })?;
                    let work: Work<'_, IpcResult<$output>> = Box::pin(commands::$name(host, input));
                    let output = work.await?;
                    serde_json::to_value(output).map_err(|_| IpcError::new(ErrorCode::Internal))
                })*
                _ => Err(IpcError::new(ErrorCode::UnknownCommand)),
            }
        }
    };
}

include!("command_list.rs");

/// What was wrong with an input, without repeating any of it.
fn shape_of(error: &serde_json::Error) -> String {
    format!("{:?} at column {}", error.classify(), error.column())
}
