//! The API's handlers, by subject.

pub(crate) mod account;
pub(crate) mod actions;
pub(crate) mod contacts;
pub(crate) mod conversations;
pub(crate) mod knowledge;
pub(crate) mod quality;
