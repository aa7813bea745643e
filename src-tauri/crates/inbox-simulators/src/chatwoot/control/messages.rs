//! What becomes of a message after it was written.

use super::Control;
use crate::chatwoot::model::MessageStatus;
use crate::shared::error::SimulatorError;

impl Control {
    /// A message changes its status; the reason goes with a failure.
    pub fn message_status(
        &self,
        message_id: i64,
        status: MessageStatus,
        reason: Option<&str>,
    ) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            world
                .message(message_id)
                .ok_or(SimulatorError::Unknown("message"))?;
            world.set_message_status(message_id, status, reason.map(str::to_owned));
            Ok(())
        })
    }

    /// A colleague deletes a message.
    pub fn delete_message(&self, message_id: i64) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            world
                .message(message_id)
                .ok_or(SimulatorError::Unknown("message"))?;
            world.delete_message(message_id);
            Ok(())
        })
    }

    /// Whoever wrote a message changes its words where they wrote it.
    pub fn edit_message(&self, message_id: i64, text: &str) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            world
                .message(message_id)
                .ok_or(SimulatorError::Unknown("message"))?;
            world.edit_message(message_id, text);
            Ok(())
        })
    }
}
