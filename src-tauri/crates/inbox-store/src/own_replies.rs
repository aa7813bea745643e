//! Prepared texts of the person at this desk.

use crate::{Change, Read, StoreError, Write, fold::folded};

/// A prepared text of the person at this desk.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnReply {
    /// Its number.
    pub id: i64,
    /// What it is called by.
    pub short_code: String,
    /// The text, with its gaps.
    pub text: String,
}

/// Codes that only differ in case or marks are the same to whoever types them.
fn key_of(short_code: &str) -> String {
    folded(short_code.trim())
}

impl Write {
    /// Prepares a text; [`StoreError::Taken`] when another one is called the same.
    pub async fn add_own_reply(
        &mut self,
        short_code: &str,
        text: &str,
    ) -> Result<OwnReply, StoreError> {
        self.check_code(short_code, None).await?;
        let now = self.now;
        let added = sqlx::query_as(
            "INSERT INTO desk.own_replies (short_code, code_key, text, changed_at)
             VALUES (?, ?, ?, ?) RETURNING id, short_code, text",
        )
        .bind(short_code.trim())
        .bind(key_of(short_code))
        .bind(text)
        .bind(now.0)
        .fetch_one(self.connection())
        .await?;
        self.tell(Change::SavedReplies);
        Ok(added)
    }

    /// Changes a prepared text; [`StoreError::Taken`] when another one is called the same.
    pub async fn change_own_reply(
        &mut self,
        id: i64,
        short_code: &str,
        text: &str,
    ) -> Result<OwnReply, StoreError> {
        self.check_code(short_code, Some(id)).await?;
        let now = self.now;
        let changed: Option<OwnReply> = sqlx::query_as(
            "UPDATE desk.own_replies SET short_code = ?, code_key = ?, text = ?, changed_at = ?
             WHERE id = ? RETURNING id, short_code, text",
        )
        .bind(short_code.trim())
        .bind(key_of(short_code))
        .bind(text)
        .bind(now.0)
        .bind(id)
        .fetch_optional(self.connection())
        .await?;
        self.tell(Change::SavedReplies);
        changed.ok_or(StoreError::Unknown { what: "own reply" })
    }

    /// Removes a prepared text, if it is there.
    pub async fn remove_own_reply(&mut self, id: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM desk.own_replies WHERE id = ?")
            .bind(id)
            .execute(self.connection())
            .await?;
        self.tell(Change::SavedReplies);
        Ok(())
    }

    async fn check_code(&mut self, short_code: &str, own: Option<i64>) -> Result<(), StoreError> {
        let taken: Option<i64> =
            sqlx::query_scalar("SELECT id FROM desk.own_replies WHERE code_key = ?")
                .bind(key_of(short_code))
                .fetch_optional(self.connection())
                .await?;
        match taken {
            Some(taken) if Some(taken) != own => Err(StoreError::Taken),
            _ => Ok(()),
        }
    }
}

impl Read {
    /// The prepared texts of the person at this desk, by what they are called.
    pub async fn own_replies(&mut self) -> Result<Vec<OwnReply>, StoreError> {
        Ok(
            sqlx::query_as("SELECT id, short_code, text FROM desk.own_replies ORDER BY code_key")
                .fetch_all(self.connection())
                .await?,
        )
    }
}
