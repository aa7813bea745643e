//! What waits in the outbox, as those who send it and those who show it ask.

use inbox_core::{ConversationId, LineId, Outbound, OutboxId, RemoteId, StuckReason, Timestamp};

use super::{OutboxCounts, outbound, outbounds, outbox_columns};
use crate::{Read, StoreError, timing::timed, words::Word};

impl Read {
    /// Rows of a line that may be worked on at `now`: of each conversation only the first that is
    /// not stuck, in the order they were asked for. Their state is queued, waiting or checking. Words
    /// do not overtake words of which nobody knows whether they went out.
    pub async fn outbox_due(
        &mut self,
        line: LineId,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Outbound>, StoreError> {
        let rows = sqlx::query_as(concat!(
            "SELECT ",
            outbox_columns!(),
            " FROM desk.outbox o
             WHERE o.line_id = ?1 AND o.state IN ('queued', 'waiting', 'checking') AND o.due_at <= ?2
               AND NOT EXISTS (
                   SELECT 1 FROM desk.outbox earlier
                   WHERE earlier.line_id = o.line_id AND earlier.conversation = o.conversation
                     AND earlier.position < o.position
                     AND (earlier.state <> 'stuck'
                          OR (earlier.stuck_reason = ?4 AND earlier.action_kind <> 'act'
                              AND o.action_kind <> 'act')))
             ORDER BY o.position
             LIMIT ?3"
        ))
        .bind(line.0)
        .bind(now.0)
        .bind(limit)
        .bind(StuckReason::NotFoundAfterNoAnswer.word())
        .fetch_all(self.connection());
        outbounds(timed("outbox_due", rows).await?)
    }

    /// The next instant after `now` at which a row of the line becomes due; `None` when none waits.
    pub async fn outbox_next_due(
        &mut self,
        line: LineId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT min(due_at) FROM desk.outbox
             WHERE line_id = ? AND state IN ('waiting', 'checking') AND due_at > ?",
        )
        .bind(line.0)
        .bind(now.0)
        .fetch_one(self.connection())
        .await?;
        Ok(next.map(Timestamp))
    }

    /// An outbox row, while it is there.
    pub async fn outbound(&mut self, id: &OutboxId) -> Result<Option<Outbound>, StoreError> {
        outbound(self.connection(), id).await
    }

    /// The outbox in the order it was asked for; of one line, or of all.
    pub async fn outbox(&mut self, line: Option<LineId>) -> Result<Vec<Outbound>, StoreError> {
        let rows = sqlx::query_as(concat!(
            "SELECT ",
            outbox_columns!(),
            " FROM desk.outbox o WHERE ?1 IS NULL OR o.line_id = ?1 ORDER BY o.position"
        ))
        .bind(line.map(|line| line.0))
        .fetch_all(self.connection());
        outbounds(timed("outbox", rows).await?)
    }

    /// How much waits in the outbox; of one line, or of all.
    pub async fn outbox_counts(
        &mut self,
        line: Option<LineId>,
    ) -> Result<OutboxCounts, StoreError> {
        let (pending, stuck): (i64, i64) = sqlx::query_as(
            "SELECT count(*) FILTER (WHERE state <> 'stuck'), count(*) FILTER (WHERE state = 'stuck')
             FROM desk.outbox WHERE ?1 IS NULL OR line_id = ?1",
        )
        .bind(line.map(|line| line.0))
        .fetch_one(self.connection())
        .await?;
        Ok(OutboxCounts {
            pending: pending as usize,
            stuck: stuck as usize,
        })
    }

    /// Items of a conversation that cannot be the send `id`: those of *other* sends of this desk, and
    /// those that were here before its words were written.
    pub async fn linked_items(
        &mut self,
        conversation: &ConversationId,
        id: &OutboxId,
    ) -> Result<Vec<RemoteId>, StoreError> {
        let remotes: Vec<String> = sqlx::query_scalar(
            "SELECT i.remote FROM conversations c
             JOIN items i INDEXED BY items_timeline ON i.conversation_id = c.id
             WHERE c.line_id = ?1 AND c.remote = ?2 AND i.remote IS NOT NULL
               AND (i.outbox_id <> ?3
                    OR i.id < (SELECT echo.id FROM items echo WHERE echo.outbox_id = ?3))
             ORDER BY i.occurred_at DESC, i.id DESC LIMIT 200",
        )
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .bind(&id.0)
        .fetch_all(self.connection())
        .await?;
        Ok(remotes.into_iter().map(RemoteId).collect())
    }
}
