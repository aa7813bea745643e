//! Read marks: up to which instant this desk has seen what customers did.
//!
//! A mark is the time of a customer event that is known here, never the present: an event that
//! arrives late and lies after the mark stays unread.

use inbox_core::{ConversationId, ItemId};

use crate::{StoreError, Write, write::Touch};

/// Up to where something was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadThrough {
    /// Everything known.
    Newest,
    /// Up to and including this item.
    Item(ItemId),
}

impl Write {
    /// Marks a conversation as read. Never takes back what was read before.
    pub async fn mark_read(
        &mut self,
        conversation: &ConversationId,
        through: ReadThrough,
    ) -> Result<(), StoreError> {
        let row = self.known_conversation(conversation).await?;
        self.read_notices(row, conversation).await?;
        match through {
            ReadThrough::Newest => read_all(self, row, conversation).await,
            ReadThrough::Item(item) => {
                let at: Option<i64> = sqlx::query_scalar(
                    "SELECT occurred_at FROM items WHERE id = ? AND conversation_id = ?",
                )
                .bind(item.0)
                .bind(row)
                .fetch_optional(self.connection())
                .await?;
                let at = at.ok_or(StoreError::Unknown { what: "item" })?;
                let known = shown_mark(self, row).await?;
                set(self, row, conversation, at.max(known)).await
            }
        }
    }

    /// Marks the newest customer event as unread again; nothing happens where there is none.
    pub async fn mark_unread(&mut self, conversation: &ConversationId) -> Result<(), StoreError> {
        let row = self.known_conversation(conversation).await?;
        if let Some(newest) = newest_event(self, row).await? {
            let known = shown_mark(self, row).await?;
            set(self, row, conversation, known.min(newest - 1)).await?;
        }
        Ok(())
    }
}

/// Marks everything known of a conversation as read.
pub(crate) async fn read_all(
    write: &mut Write,
    row: i64,
    conversation: &ConversationId,
) -> Result<(), StoreError> {
    let known = shown_mark(write, row).await?;
    match newest_event(write, row).await? {
        Some(newest) => set(write, row, conversation, newest.max(known)).await,
        None => Ok(()),
    }
}

/// The mark as the conversation shows it, whether set here or assumed for its history.
async fn shown_mark(write: &mut Write, row: i64) -> Result<i64, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT read_through FROM conversations WHERE id = ?")
            .bind(row)
            .fetch_one(write.connection())
            .await?,
    )
}

/// The newest customer event, also one that this very write brought.
async fn newest_event(write: &mut Write, row: i64) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT max(at) FROM (
             SELECT last_customer_at AS at FROM conversations WHERE id = ?1
             UNION ALL SELECT listed_event_at FROM conversations WHERE id = ?1
             UNION ALL SELECT max(occurred_at) FROM items WHERE conversation_id = ?1 AND role = 1
             UNION ALL SELECT max(occurred_at) FROM items WHERE conversation_id = ?1 AND role = 2)",
    )
    .bind(row)
    .fetch_one(write.connection())
    .await?)
}

async fn set(
    write: &mut Write,
    row: i64,
    conversation: &ConversationId,
    read_through: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO desk.read_marks (line_id, conversation, read_through) VALUES (?, ?, ?)
         ON CONFLICT (line_id, conversation) DO UPDATE SET read_through = excluded.read_through",
    )
    .bind(conversation.line.0)
    .bind(conversation.remote.as_str())
    .bind(read_through)
    .execute(write.connection())
    .await?;
    write.touch(row, Touch::default());
    Ok(())
}
