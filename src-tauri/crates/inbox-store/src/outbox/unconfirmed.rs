//! What conversations show that their platforms do not know yet.

use std::collections::HashMap;

use inbox_core::{Audience, ConversationAction, ConversationId, OutboxAction, OutboxState};

use crate::{Read, StoreError};

/// What a conversation shows of the outbox. What is stuck does not count: it says so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unconfirmed {
    /// Words the customer does not have yet, whoever wrote last.
    pub words: bool,
    /// Who carries it.
    pub assignee: bool,
    /// Where it stands.
    pub status: bool,
}

impl Read {
    /// The conversations of which the outbox holds something that they show already.
    pub async fn unconfirmed(
        &mut self,
    ) -> Result<HashMap<ConversationId, Unconfirmed>, StoreError> {
        let mut found: HashMap<ConversationId, Unconfirmed> = HashMap::new();
        for row in self.outbox(None).await? {
            if matches!(row.state, OutboxState::Stuck { .. }) {
                continue;
            }
            let of = found.entry(row.conversation).or_default();
            if let Some(message) = row.action.words() {
                of.words |= message.audience == Audience::Customer;
            } else if let OutboxAction::Act { action } = row.action {
                match action {
                    ConversationAction::Assign { .. } => of.assignee = true,
                    ConversationAction::SetStatus { .. }
                    | ConversationAction::ResolveAs { .. }
                    | ConversationAction::AskForPerson { .. } => of.status = true,
                    _ => {}
                }
            }
        }
        Ok(found)
    }
}
