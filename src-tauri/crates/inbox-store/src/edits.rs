//! Words that were changed after they were sent.
//!
//! Invariant: a platform tells this once, so no later answer takes the mark away: nothing else writes it.

use std::mem::discriminant;

use inbox_core::{Content, ConversationId, RemoteId};

use crate::{
    StoreError, Write,
    items::{ItemRow, item_columns},
    words::to_json,
};

impl Write {
    /// Marks an item whose words were changed, and keeps the new ones where they are told: a read that
    /// follows looks at the newest items only. An item that is not known is left to that read.
    pub async fn mark_edited(
        &mut self,
        conversation: &ConversationId,
        item: &RemoteId,
        content: Option<Box<Content>>,
    ) -> Result<(), StoreError> {
        let known: Option<Known> = sqlx::query_as(concat!(
            "SELECT i.conversation_id, ",
            item_columns!(),
            " FROM items i INDEXED BY items_remote WHERE i.line_id = ? AND i.remote = ?"
        ))
        .bind(conversation.line.0)
        .bind(item.as_str())
        .fetch_optional(self.connection())
        .await?;
        let Some(Known { row, item: known }) = known else {
            return Ok(());
        };
        let old = known.record(&conversation.remote)?.content;
        // An event that tells less than a read, such as words without their file, replaces nothing.
        let content = match content {
            Some(new) if discriminant(&*new) == discriminant(&old) => to_json("content", &*new)?,
            _ => known.content.clone(),
        };
        if known.edited && content == known.content {
            return Ok(());
        }
        sqlx::query("UPDATE items SET edited = 1, content = ? WHERE id = ?")
            .bind(content)
            .bind(known.id)
            .execute(self.connection())
            .await?;
        self.items_changed(row, conversation);
        Ok(())
    }
}

/// An item that is stored, and the row of its conversation.
#[derive(sqlx::FromRow)]
struct Known {
    #[sqlx(rename = "conversation_id")]
    row: i64,
    #[sqlx(flatten)]
    item: ItemRow,
}
