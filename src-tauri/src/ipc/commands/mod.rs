//! The commands: convert, call, convert back. Nothing is decided here.

mod app;
mod conversations;
mod lines;
mod outbox;
mod visitors;
mod webhooks;

pub use app::*;
pub use conversations::*;
pub use lines::*;
pub use outbox::*;
pub use visitors::*;
pub use webhooks::*;
