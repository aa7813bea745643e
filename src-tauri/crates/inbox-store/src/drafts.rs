//! Drafts: what was typed and not sent; a reply and a note per conversation, each in a table of its
//! own, so that no note can ever go to a customer.

use inbox_core::{Audience, ConversationId, NoteTerms};
use sqlx::SqliteConnection;

use crate::{
    Change, Read, StoreError, Write,
    conversations::row_of,
    words::{from_json, to_json},
    write::Touch,
};

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

    /// Keeps what the buttons below a reply that was begun say, those that say nothing yet among them;
    /// none forgets them.
    pub async fn save_draft_buttons(
        &mut self,
        conversation: &ConversationId,
        titles: &[String],
    ) -> Result<(), StoreError> {
        let kept = match titles {
            [] => None,
            titles => Some(to_json("titles", &titles)?),
        };
        let statements = (
            "DELETE FROM desk.draft_buttons WHERE line_id = ? AND conversation = ?",
            "INSERT INTO desk.draft_buttons (line_id, conversation, titles) VALUES (?, ?, ?)
             ON CONFLICT (line_id, conversation) DO UPDATE SET titles = excluded.titles",
        );
        self.keep_beside_draft(conversation, kept, statements).await
    }

    /// Keeps what a note that was begun is beside its words; nothing else forgets it.
    pub async fn save_note_terms(
        &mut self,
        conversation: &ConversationId,
        terms: NoteTerms,
    ) -> Result<(), StoreError> {
        let kept = if terms.are_plain() {
            None
        } else {
            Some(to_json("terms", &terms)?)
        };
        let statements = (
            "DELETE FROM desk.note_terms WHERE line_id = ? AND conversation = ?",
            "INSERT INTO desk.note_terms (line_id, conversation, terms) VALUES (?, ?, ?)
             ON CONFLICT (line_id, conversation) DO UPDATE SET terms = excluded.terms",
        );
        self.keep_beside_draft(conversation, kept, statements).await
    }

    /// Keeps what belongs to a draft beside its words, or forgets it, by the statements for either.
    async fn keep_beside_draft(
        &mut self,
        conversation: &ConversationId,
        kept: Option<String>,
        (forget, keep): (&'static str, &'static str),
    ) -> Result<(), StoreError> {
        let statement = sqlx::query(if kept.is_some() { keep } else { forget })
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str());
        let statement = match kept {
            Some(kept) => statement.bind(kept),
            None => statement,
        };
        let changed = statement.execute(self.connection()).await?;
        if changed.rows_affected() > 0 {
            self.tell(Change::Draft(conversation.clone()));
        }
        Ok(())
    }

    /// Puts back what a note was that did not go out. One that was written since is joined with its words,
    /// so that it stays private if either was.
    pub async fn put_back_note_terms(
        &mut self,
        conversation: &ConversationId,
        terms: NoteTerms,
    ) -> Result<(), StoreError> {
        let since = terms_of(self.connection(), conversation).await?;
        let joined = NoteTerms {
            private: terms.private || since.private,
            remind_at: since.remind_at.or(terms.remind_at),
        };
        self.save_note_terms(conversation, joined).await
    }

    /// Puts buttons that did not go out back below the reply; those that were written since stand.
    pub async fn put_back_draft_buttons(
        &mut self,
        conversation: &ConversationId,
        titles: &[String],
    ) -> Result<(), StoreError> {
        let since = buttons_of(self.connection(), conversation).await?;
        if since.is_empty() {
            self.save_draft_buttons(conversation, titles).await?;
        }
        Ok(())
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

    /// What the buttons below a reply that was begun say; none where it has none.
    pub async fn draft_buttons(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Vec<String>, StoreError> {
        buttons_of(self.connection(), conversation).await
    }

    /// What a note that was begun is beside its words.
    pub async fn note_terms(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<NoteTerms, StoreError> {
        terms_of(self.connection(), conversation).await
    }
}

async fn terms_of(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<NoteTerms, StoreError> {
    let terms: Option<String> = sqlx::query_scalar(
        "SELECT terms FROM desk.note_terms WHERE line_id = ? AND conversation = ?",
    )
    .bind(conversation.line.0)
    .bind(conversation.remote.as_str())
    .fetch_optional(connection)
    .await?;
    terms.map_or(Ok(NoteTerms::default()), |terms| from_json("terms", &terms))
}

async fn buttons_of(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<Vec<String>, StoreError> {
    let titles: Option<String> = sqlx::query_scalar(
        "SELECT titles FROM desk.draft_buttons WHERE line_id = ? AND conversation = ?",
    )
    .bind(conversation.line.0)
    .bind(conversation.remote.as_str())
    .fetch_optional(connection)
    .await?;
    titles.map_or(Ok(Vec::new()), |titles| from_json("titles", &titles))
}
