//! The commands: convert, call, convert back. Nothing is decided here.

mod app;
mod conversations;
mod files;
mod lines;
mod outbox;

pub use app::*;
pub use conversations::*;
pub use files::*;
pub use lines::*;
pub use outbox::*;
