//! The commands: convert, call, convert back. Nothing is decided here.

mod app;
mod contact;
mod conversations;
mod files;
mod lines;
mod outbox;
mod person;
mod tools;
mod views;
mod visitors;
mod webhooks;
mod writing;

pub use app::*;
pub use contact::*;
pub use conversations::*;
pub use files::*;
pub use lines::*;
pub use outbox::*;
pub use person::*;
pub use tools::*;
pub use views::*;
pub use visitors::*;
pub use webhooks::*;
pub use writing::*;
