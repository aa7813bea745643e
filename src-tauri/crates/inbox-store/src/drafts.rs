//! Drafts: what was typed and not sent, one per conversation.

use inbox_core::ConversationId;

use crate::{Change, Read, StoreError, Write, conversations::row_of, write::Touch};

impl Write {
    /// Keeps what was typed; blank text removes the draft. The conversation need not be known.
    pub async fn save_draft(
        &mut self,
        conversation: &ConversationId,
        text: &str,
    ) -> Result<(), StoreError> {
        if text.trim().is_empty() {
            sqlx::query("DELETE FROM desk.drafts WHERE line_id = ? AND conversation = ?")
                .bind(conversation.line.0)
                .bind(conversation.remote.as_str())
                .execute(self.connection())
                .await?;
        } else {
            let now = self.now;
            sqlx::query(
                "INSERT INTO desk.drafts (line_id, conversation, text, updated_at)
                 VALUES (?, ?, ?, ?)
                 ON CONFLICT (line_id, conversation)
                 DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at",
            )
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .bind(text)
            .bind(now.0)
            .execute(self.connection())
            .await?;
        }
        self.tell(Change::Draft(conversation.clone()));
        if let Some(row) = row_of(self.connection(), conversation).await? {
            self.touch(
                row,
                Touch {
                    row: true,
                    ..Touch::default()
                },
            );
        }
        Ok(())
    }

    /// Puts words that did not go out back into the draft, before what was typed since.
    pub async fn put_back_draft(
        &mut self,
        conversation: &ConversationId,
        text: &str,
    ) -> Result<(), StoreError> {
        let typed: Option<String> = sqlx::query_scalar(
            "SELECT text FROM desk.drafts WHERE line_id = ? AND conversation = ?",
        )
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .fetch_optional(self.connection())
        .await?;
        match typed {
            Some(typed) => {
                self.save_draft(conversation, &format!("{text}\n{typed}"))
                    .await
            }
            None => self.save_draft(conversation, text).await,
        }
    }

    /// Removes the draft, if there is one.
    pub async fn delete_draft(&mut self, conversation: &ConversationId) -> Result<(), StoreError> {
        self.save_draft(conversation, "").await
    }
}

impl Read {
    /// What was typed and not sent.
    pub async fn draft(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT text FROM desk.drafts WHERE line_id = ? AND conversation = ?",
        )
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .fetch_optional(self.connection())
        .await?)
    }
}
