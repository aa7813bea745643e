//! The platforms as local servers, with state, sample data and switches for everything that goes
//! wrong in the field. Clients, the engine, benchmarks and the demo talk to them over real HTTP.
//!
//! A simulator keeps the platform's own oddities (casing, dialects, error bodies, limits): it is
//! useful exactly as far as it is unkind in the same ways. It knows nothing of our other crates.

pub mod chatvolt;
pub mod chatwoot;
pub mod hatif;
pub mod ohallo;
mod shared;

pub use chatvolt::{ChatvoltOptions, ChatvoltSimulator};
pub use chatwoot::{ChatwootOptions, ChatwootSimulator};
pub use hatif::{HatifOptions, HatifSimulator};
pub use ohallo::{OhalloOptions, OhalloSimulator};
pub use shared::clock::SimulatorClock;
pub use shared::error::SimulatorError;
pub use shared::faults::{Faults, Outage};
pub use shared::files::SentFile;
pub use shared::held_port::HeldPort;
pub use shared::traffic::TrafficReport;
pub use shared::webhooks::{Delivery, DeliveryAttempt, DeliveryState, WebhookSwitches};
