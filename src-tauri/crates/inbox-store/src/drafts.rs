//! Drafts: what was typed and not sent; a reply and a note per conversation, each in a table of its
//! own, so that no note can ever go to a customer.

use inbox_core::{Audience, ConversationId};

use crate::{Change, Read, StoreError, Write, conversations::row_of, write::Touch};

/// The table that keeps drafts for an audience.
macro_rules! statement {
    ($audience:expr, $before:literal, $after:literal) => {
        match $audience {
            Audience::Customer => concat!($before, "desk.drafts", $after),
            Audience::Colleagues => concat!($before, "desk.note_drafts", $after),
        }
    };
}

impl Write {
    /// Keeps what was typed; blank text removes the draft. The conversation need not be known.
    pub async fn save_draft(
        &mut self,
        conversation: &ConversationId,
        audience: Audience,
        text: &str,
    ) -> Result<(), StoreError> {
        if text.trim().is_empty() {
            sqlx::query(statement!(
                audience,
                "DELETE FROM ",
                " WHERE line_id = ? AND conversation = ?"
            ))
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .execute(self.connection())
            .await?;
        } else {
            let now = self.now;
            sqlx::query(statement!(
                audience,
                "INSERT INTO ",
                " (line_id, conversation, text, updated_at) VALUES (?, ?, ?, ?)
                 ON CONFLICT (line_id, conversation)
                 DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at"
            ))
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
        audience: Audience,
        text: &str,
    ) -> Result<(), StoreError> {
        let typed: Option<String> = sqlx::query_scalar(statement!(
            audience,
            "SELECT text FROM ",
            " WHERE line_id = ? AND conversation = ?"
        ))
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .fetch_optional(self.connection())
        .await?;
        match typed {
            Some(typed) => {
                let joined = format!("{text}\n{typed}");
                self.save_draft(conversation, audience, &joined).await
            }
            None => self.save_draft(conversation, audience, text).await,
        }
    }

    /// Removes the draft, if there is one.
    pub async fn delete_draft(
        &mut self,
        conversation: &ConversationId,
        audience: Audience,
    ) -> Result<(), StoreError> {
        self.save_draft(conversation, audience, "").await
    }
}

impl Read {
    /// What was typed and not sent.
    pub async fn draft(
        &mut self,
        conversation: &ConversationId,
        audience: Audience,
    ) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(statement!(
            audience,
            "SELECT text FROM ",
            " WHERE line_id = ? AND conversation = ?"
        ))
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .fetch_optional(self.connection())
        .await?)
    }
}
