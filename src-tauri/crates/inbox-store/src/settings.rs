//! The engine's own settings, and which items a notification was shown for.

use std::collections::HashSet;

use inbox_core::ItemId;

use crate::{
    Read, StoreError, Write,
    words::{from_json, to_json},
};

/// How many shown notifications are remembered; older items are told by their time.
const REMEMBERED: i64 = 5_000;

impl Write {
    /// Keeps a setting; `None` removes it. Values are the engine's own text, never a secret.
    pub async fn set_setting(&mut self, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        match value {
            Some(value) => {
                sqlx::query(
                    "INSERT INTO desk.settings (key, value) VALUES (?, ?)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                )
                .bind(key)
                .bind(value)
                .execute(self.connection())
                .await?
            }
            None => {
                sqlx::query("DELETE FROM desk.settings WHERE key = ?")
                    .bind(key)
                    .execute(self.connection())
                    .await?
            }
        };
        Ok(())
    }

    /// Remembers that notifications were shown for these items, also across restarts and a rebuilt
    /// cache. The newest 5,000 are remembered.
    pub async fn mark_shown(&mut self, items: &[ItemId]) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO desk.shown_items (line_id, item)
             SELECT line_id, remote FROM items
             WHERE id IN (SELECT value FROM json_each(?)) AND remote IS NOT NULL
             ORDER BY id
             ON CONFLICT DO NOTHING",
        )
        .bind(to_json("ids", &items)?)
        .execute(self.connection())
        .await?;
        sqlx::query(
            "DELETE FROM desk.shown_items
             WHERE position <= (SELECT max(position) FROM desk.shown_items) - ?",
        )
        .bind(REMEMBERED)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

impl Read {
    /// A setting, when it was set.
    pub async fn setting(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT value FROM desk.settings WHERE key = ?")
                .bind(key)
                .fetch_optional(self.connection())
                .await?,
        )
    }

    /// Those of the items that a notification was shown for.
    pub async fn shown(&mut self, items: &[ItemId]) -> Result<HashSet<ItemId>, StoreError> {
        let json: String = sqlx::query_scalar(
            "SELECT json_group_array(i.id) FROM items i
             JOIN desk.shown_items s ON s.line_id = i.line_id AND s.item = i.remote
             WHERE i.id IN (SELECT value FROM json_each(?))",
        )
        .bind(to_json("ids", &items)?)
        .fetch_one(self.connection())
        .await?;
        from_json("ids", &json)
    }
}
