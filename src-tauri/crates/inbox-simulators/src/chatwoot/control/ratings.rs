//! Asking customers what they think of it, and their answers.

use super::{Control, NO_CONVERSATION};
use crate::shared::error::SimulatorError;

impl Control {
    /// From now on an inbox asks for a rating when a conversation is resolved, or no longer does.
    pub fn ask_for_ratings(&self, inbox_id: i64, on: bool) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            let inbox = world.inboxes.get_mut(&inbox_id);
            inbox.ok_or(SimulatorError::Unknown("inbox"))?.csat = on;
            Ok(())
        })
    }

    /// The customer answers the message that asked for a rating, with 1 to 5 and perhaps words.
    pub fn customer_rates(
        &self,
        conversation_id: i64,
        rating: i64,
        words: Option<&str>,
    ) -> Result<(), SimulatorError> {
        self.0.act(|world| {
            if !world.conversations.contains_key(&conversation_id) {
                return Err(NO_CONVERSATION);
            }
            let survey = world.survey_of(conversation_id);
            let survey = survey.ok_or(SimulatorError::NotPossible("no rating was asked for"))?;
            if !(1..=5).contains(&rating) {
                return Err(SimulatorError::NotPossible("a rating is 1 to 5"));
            }
            if world
                .message(survey)
                .is_some_and(|it| world.is_closed_survey(it))
            {
                return Err(SimulatorError::NotPossible("it was asked too long ago"));
            }
            world.customer_rates(survey, rating, words);
            Ok(())
        })
    }
}
