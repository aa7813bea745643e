//! Who of the colleagues is there.

use super::Control;
use crate::shared::error::SimulatorError;

impl Control {
    /// A colleague shows that they are `online`, `busy` or `offline`. As on the real server nobody is
    /// told by itself: each hears of it with their own next sign of life.
    pub fn colleague_shows(&self, user_id: i64, availability: &str) -> Result<(), SimulatorError> {
        if !["online", "busy", "offline"].contains(&availability) {
            return Err(SimulatorError::Unknown("availability"));
        }
        self.0.act(|world| {
            let now = world.now();
            let user = world.users.get_mut(&user_id);
            let user = user.ok_or(SimulatorError::Unknown("user"))?;
            availability.clone_into(&mut user.availability);
            user.seen = Some(now);
            Ok(())
        })
    }

    /// How often somebody was told who is there.
    pub fn presences_told(&self) -> u64 {
        self.0.look(|world| world.cable.presences_told)
    }
}
