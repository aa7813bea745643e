//! What syncing follows up one by one: deliveries that are not final, a contact's conversations, a
//! single history.

use inbox_core::{ContactId, ConversationId, ItemId, LineId, PageToken, RemoteId, Timestamp};

use crate::{Read, StoreError, UnfilledHistory, contacts, timing::timed};

/// A conversation with a message of ours whose delivery may still change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsettledDelivery {
    /// The conversation.
    pub conversation: ConversationId,
    /// When the oldest such message was sent; reading has to go back that far.
    pub oldest: Timestamp,
    /// When the newest such message was sent.
    pub newest: Timestamp,
}

pub(crate) const UNSETTLED_DELIVERIES: &str = "
    SELECT c.remote, min(i.occurred_at), max(i.occurred_at) AS newest
    FROM conversations c INDEXED BY list_standing_newest
    CROSS JOIN items i INDEXED BY items_role ON i.conversation_id = c.id
    WHERE c.standing IN (1, 2, 3, 4, 5, 6) AND c.last_activity_at >= ?2 AND c.line_id = ?1
      AND i.role IN (3, 5) AND i.occurred_at >= ?2 AND i.remote IS NOT NULL
      AND i.delivery ->> '$.state' IN ('pending', 'sent', 'delivered')
    GROUP BY c.id ORDER BY newest DESC LIMIT ?3";

pub(crate) const CONVERSATIONS_OF: &str = "
    SELECT c.remote FROM contacts k
    CROSS JOIN conversations c INDEXED BY conversations_contact ON c.contact_id = k.id
    WHERE k.line_id = ? AND k.key = ? ORDER BY c.last_activity_at DESC";

pub(crate) const UNFILLED_HISTORY: &str = "
    SELECT history_next, listed_at,
           (SELECT min(occurred_at) FROM items WHERE conversation_id = c.id)
    FROM conversations c WHERE line_id = ? AND remote = ? AND history_complete = 0";

pub(crate) const CONVERSATION_OF_ITEM: &str = "
    SELECT c.line_id, c.remote FROM items i
    CROSS JOIN conversations c ON c.id = i.conversation_id WHERE i.id = ?";

pub(crate) const CONNECTED_AT: &str = "SELECT connected_at FROM desk.lines WHERE id = ?";

impl Read {
    /// Conversations of a line with messages of ours since `since` that are neither read nor
    /// failed; the freshest first.
    pub async fn unsettled_deliveries(
        &mut self,
        line: LineId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<UnsettledDelivery>, StoreError> {
        let rows = sqlx::query_as(UNSETTLED_DELIVERIES)
            .bind(line.0)
            .bind(since.0)
            .bind(limit)
            .fetch_all(self.connection());
        let rows: Vec<(String, i64, i64)> = timed("unsettled_deliveries", rows).await?;
        Ok(rows
            .into_iter()
            .map(|(remote, oldest, newest)| UnsettledDelivery {
                conversation: ConversationId::new(line, remote),
                oldest: Timestamp(oldest),
                newest: Timestamp(newest),
            })
            .collect())
    }

    /// The conversations with a contact, newest activity first.
    pub async fn conversations_of(
        &mut self,
        contact: &ContactId,
    ) -> Result<Vec<ConversationId>, StoreError> {
        let remotes: Vec<String> = sqlx::query_scalar(CONVERSATIONS_OF)
            .bind(contact.line.0)
            .bind(contacts::key_of_id(contact.remote.as_str()))
            .fetch_all(self.connection())
            .await?;
        Ok(remotes
            .into_iter()
            .map(|remote| ConversationId::new(contact.line, RemoteId(remote)))
            .collect())
    }

    /// How far back the timeline of one conversation is known; `None` when it is known to its
    /// beginning, or not at all.
    pub async fn unfilled_history(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Option<UnfilledHistory>, StoreError> {
        let row: Option<(Option<String>, i64, Option<i64>)> = sqlx::query_as(UNFILLED_HISTORY)
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .fetch_optional(self.connection())
            .await?;
        Ok(row.map(|(next, at, oldest)| UnfilledHistory {
            conversation: conversation.clone(),
            next: next.map(PageToken),
            last_activity_at: Timestamp(at),
            oldest_item_at: oldest.map(Timestamp),
        }))
    }

    /// The conversation an item is in.
    pub async fn conversation_of_item(
        &mut self,
        item: ItemId,
    ) -> Result<Option<ConversationId>, StoreError> {
        let row: Option<(i64, String)> = sqlx::query_as(CONVERSATION_OF_ITEM)
            .bind(item.0)
            .fetch_optional(self.connection())
            .await?;
        Ok(row.map(|(line, remote)| ConversationId::new(LineId(line), RemoteId(remote))))
    }

    /// When a line was connected; what happened before is history.
    pub async fn connected_at(&mut self, line: LineId) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = sqlx::query_scalar(CONNECTED_AT)
            .bind(line.0)
            .fetch_optional(self.connection())
            .await?;
        Ok(at.map(Timestamp))
    }
}
