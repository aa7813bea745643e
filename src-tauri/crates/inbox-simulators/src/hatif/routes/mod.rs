//! One module per area of the API; each function is one call.

pub(crate) mod account;
pub(crate) mod calls;
pub(crate) mod channels;
pub(crate) mod contacts;
pub(crate) mod conversations;
pub(crate) mod properties;
pub(crate) mod tags;
pub(crate) mod whatsapp;
