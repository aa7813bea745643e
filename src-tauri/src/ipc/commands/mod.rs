//! The commands: convert, call, convert back. Nothing is decided here.

mod app;
mod contact;
mod conversations;
mod files;
mod lines;
mod outbox;
mod views;
mod person;
mod tools;
mod writing;

pub use app::*;
pub use contact::*;
pub use conversations::*;
pub use files::*;
pub use lines::*;
pub use outbox::*;
pub use views::*;
pub use person::*;
pub use tools::*;
pub use writing::*;
