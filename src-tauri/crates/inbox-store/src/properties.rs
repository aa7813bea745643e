//! Named facts of conversations: what the platform was told of ahead, and changes it did not take.

use inbox_core::{
    ConversationAction, ConversationId, LineId, OutboxAction, OutboxId, PropertyDefinition,
    StuckReason,
};

use crate::{
    Read, StoreError,
    words::{Word, from_json},
};

/// A change of a named fact that stays until the person acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedProperty {
    /// The outbox row.
    pub outbox: OutboxId,
    /// What it is changed by.
    pub key: String,
    /// The value it was to have; `None` to take it away.
    pub value: Option<String>,
    /// Why it has not.
    pub reason: StuckReason,
}

pub(crate) const DEFINITIONS: &str = "SELECT properties FROM line_extras WHERE line_id = ?";

pub(crate) const STUCK_CHANGES: &str = "
    SELECT id, action, stuck_reason FROM desk.outbox INDEXED BY outbox_of_conversation
    WHERE line_id = ? AND conversation = ? AND action_kind = 'act' AND state = 'stuck'
    ORDER BY position";

impl Read {
    /// The named facts that the platform of a line was told of ahead.
    pub async fn property_definitions(
        &mut self,
        line: LineId,
    ) -> Result<Vec<PropertyDefinition>, StoreError> {
        let kept: Option<String> = sqlx::query_scalar(DEFINITIONS)
            .bind(line.0)
            .fetch_optional(self.connection())
            .await?;
        kept.map_or_else(|| Ok(Vec::new()), |kept| from_json("properties", &kept))
    }

    /// Changes of named facts that a platform did not take, oldest first.
    pub async fn refused_properties(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Vec<RefusedProperty>, StoreError> {
        let rows: Vec<(String, String, Option<String>)> = sqlx::query_as(STUCK_CHANGES)
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .fetch_all(self.connection())
            .await?;
        let mut refused = Vec::new();
        for (id, action, reason) in rows {
            let action: OutboxAction = from_json("action", &action)?;
            let OutboxAction::Act {
                action: ConversationAction::SetProperty { name, value },
            } = action
            else {
                continue;
            };
            refused.push(RefusedProperty {
                outbox: OutboxId(id),
                key: name,
                value,
                reason: reason.map_or(Ok(StuckReason::Refused), |reason| Word::read(&reason))?,
            });
        }
        Ok(refused)
    }
}
