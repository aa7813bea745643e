//! The calls, grouped as the platform's documentation groups them.

pub(crate) mod agents;
pub(crate) mod assigning;
pub(crate) mod contacts;
pub(crate) mod conversations;
pub(crate) mod crm;
pub(crate) mod dashboard;
pub(crate) mod gateways;
pub(crate) mod interactive;
pub(crate) mod messages;
pub(crate) mod notes;
pub(crate) mod steps;
pub(crate) mod templates;
pub(crate) mod variables;

use super::refusal::Refusal;
use super::world::World;

impl World {
    /// The conversation of that id, or the platform's 404.
    pub(crate) fn sought(&self, id: &str) -> Result<usize, Refusal> {
        self.conversation(id).ok_or_else(Refusal::not_found)
    }
}
