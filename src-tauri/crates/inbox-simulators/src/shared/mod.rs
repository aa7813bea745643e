//! What every platform's simulator needs: time, chance, faults, traffic, webhooks, media, texts.

pub(crate) mod casing;
pub(crate) mod clock;
pub(crate) mod dice;
pub(crate) mod error;
pub(crate) mod faults;
pub(crate) mod files;
pub(crate) mod gate;
pub(crate) mod held_port;
pub(crate) mod http;
pub(crate) mod media;
pub(crate) mod oddities;
pub(crate) mod orders;
pub(crate) mod people;
pub(crate) mod phrases;
pub(crate) mod query;
pub(crate) mod runtime;
pub(crate) mod schedule;
pub(crate) mod serving;
pub(crate) mod size;
pub(crate) mod traffic;
pub(crate) mod webhooks;
