//! How far syncing has come: cursors, timelines to read, histories to fill, relay.

use inbox_core::{ConversationId, LineId, PageToken, RemoteId, Timestamp};
use sqlx::SqliteConnection;

use crate::{Change, Read, StoreError, Write, conversations::row_of, timing::timed};

/// A conversation whose timeline was not read since its listing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadTimeline {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its fingerprint now; to be handed back as [`crate::TimelineBatch::covers`].
    pub fingerprint: String,
    /// When anything last happened in it.
    pub last_activity_at: Timestamp,
    /// True when its timeline was never read.
    pub first_read: bool,
}

/// A conversation whose timeline is not known to its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfilledHistory {
    /// The conversation.
    pub conversation: ConversationId,
    /// Where it goes on; `None` when it was never begun.
    pub next: Option<PageToken>,
    /// When anything last happened in it.
    pub last_activity_at: Timestamp,
    /// The oldest item known; `None` when there is none.
    pub oldest_item_at: Option<Timestamp>,
}

/// How far the history of a line is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HistoryProgress {
    /// Conversations known.
    pub conversations: usize,
    /// Those whose timeline was not read since their listing changed.
    pub to_read: usize,
    /// Those whose timeline is not known to its beginning.
    pub to_fill: usize,
}

/// Where a line's relay is and how far its events were taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelaySubscription {
    /// The webhook we registered on the platform for it, by its id there.
    pub webhook: Option<RemoteId>,
    /// The relay's address. The reader token is in the keychain.
    pub url: String,
    /// Where the stream goes on; `None` before the first poll, and after the cache was rebuilt.
    pub iterator: Option<String>,
}

impl Write {
    /// Keeps where something goes on, under a name of the engine's; `None` forgets it. In one
    /// transaction with what was read up to there.
    pub async fn set_cursor(
        &mut self,
        line: LineId,
        name: &str,
        value: Option<&str>,
    ) -> Result<(), StoreError> {
        match value {
            Some(value) => {
                sqlx::query(
                    "INSERT INTO sync_cursors (line_id, name, value) VALUES (?, ?, ?)
                     ON CONFLICT (line_id, name) DO UPDATE SET value = excluded.value",
                )
                .bind(line.0)
                .bind(name)
                .bind(value)
                .execute(self.connection())
                .await?
            }
            None => {
                sqlx::query("DELETE FROM sync_cursors WHERE line_id = ? AND name = ?")
                    .bind(line.0)
                    .bind(name)
                    .execute(self.connection())
                    .await?
            }
        };
        Ok(())
    }

    /// Where something goes on, as it will be once this is committed.
    pub async fn cursor(&mut self, line: LineId, name: &str) -> Result<Option<String>, StoreError> {
        cursor(self.connection(), line, name).await
    }

    /// Notes that a conversation's timeline has to be read again, so that a crash before the read
    /// does not forget it. False when the conversation is not known.
    pub async fn request_read(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<bool, StoreError> {
        // Empty rather than absent: the timeline was read before.
        let noted = sqlx::query(
            "UPDATE conversations SET timeline_fingerprint = ''
             WHERE line_id = ? AND remote = ? AND timeline_fingerprint IS NOT NULL",
        )
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .execute(self.connection())
        .await?;
        Ok(noted.rows_affected() > 0 || row_of(self.connection(), conversation).await?.is_some())
    }

    /// Sets or removes a line's relay. Another address starts a new stream.
    pub async fn set_relay(&mut self, line: LineId, url: Option<&str>) -> Result<(), StoreError> {
        let before: Option<String> =
            sqlx::query_scalar("SELECT url FROM desk.relay_subscriptions WHERE line_id = ?")
                .bind(line.0)
                .fetch_optional(self.connection())
                .await?;
        if before.as_deref() == url {
            return Ok(());
        }
        sqlx::query("DELETE FROM relay_iterators WHERE line_id = ?")
            .bind(line.0)
            .execute(self.connection())
            .await?;
        sqlx::query("DELETE FROM desk.relay_subscriptions WHERE line_id = ?")
            .bind(line.0)
            .execute(self.connection())
            .await?;
        if let Some(url) = url {
            sqlx::query("INSERT INTO desk.relay_subscriptions (line_id, url) VALUES (?, ?)")
                .bind(line.0)
                .bind(url)
                .execute(self.connection())
                .await?;
        }
        self.tell(Change::Lines);
        Ok(())
    }

    /// Keeps which webhook we registered on the platform for the line's relay, or that there is none.
    pub async fn set_webhook(
        &mut self,
        line: LineId,
        webhook: Option<&RemoteId>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE desk.relay_subscriptions SET webhook = ? WHERE line_id = ?")
            .bind(webhook.map(RemoteId::as_str))
            .bind(line.0)
            .execute(self.connection())
            .await?;
        self.tell(Change::Lines);
        Ok(())
    }

    /// Keeps where the relay's stream goes on, in one transaction with what its events brought.
    /// `None` starts anew, after the relay said that it no longer has that place.
    pub async fn set_relay_iterator(
        &mut self,
        line: LineId,
        iterator: Option<&str>,
    ) -> Result<(), StoreError> {
        match iterator {
            Some(iterator) => {
                sqlx::query(
                    "INSERT INTO relay_iterators (line_id, iterator) VALUES (?, ?)
                     ON CONFLICT (line_id) DO UPDATE SET iterator = excluded.iterator",
                )
                .bind(line.0)
                .bind(iterator)
                .execute(self.connection())
                .await?
            }
            None => {
                sqlx::query("DELETE FROM relay_iterators WHERE line_id = ?")
                    .bind(line.0)
                    .execute(self.connection())
                    .await?
            }
        };
        Ok(())
    }
}

impl Read {
    /// Where something goes on, when it was kept.
    pub async fn cursor(&mut self, line: LineId, name: &str) -> Result<Option<String>, StoreError> {
        cursor(self.connection(), line, name).await
    }

    /// Conversations of a line whose timeline has to be read, newest activity first.
    pub async fn timelines_to_read(
        &mut self,
        line: LineId,
        limit: u32,
    ) -> Result<Vec<UnreadTimeline>, StoreError> {
        let rows = sqlx::query_as(TIMELINES_TO_READ)
            .bind(line.0)
            .bind(limit)
            .fetch_all(self.connection());
        let rows: Vec<(String, String, i64, bool)> = timed("timelines_to_read", rows).await?;
        Ok(rows
            .into_iter()
            .map(|(remote, fingerprint, at, first_read)| UnreadTimeline {
                conversation: ConversationId::new(line, remote),
                fingerprint,
                last_activity_at: Timestamp(at),
                first_read,
            })
            .collect())
    }

    /// The conversations of a line that are neither snoozed nor resolved, newest activity first.
    pub async fn open_conversations(&mut self, line: LineId) -> Result<Vec<RemoteId>, StoreError> {
        let remotes = sqlx::query_scalar(OPEN_CONVERSATIONS)
            .bind(line.0)
            .fetch_all(self.connection());
        let remotes: Vec<String> = timed("open_conversations", remotes).await?;
        Ok(remotes.into_iter().map(RemoteId).collect())
    }

    /// Conversations of a line with activity since `since` whose history has to be filled, newest
    /// activity first.
    pub async fn histories_to_fill(
        &mut self,
        line: LineId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<UnfilledHistory>, StoreError> {
        let rows = sqlx::query_as(HISTORIES_TO_FILL)
            .bind(line.0)
            .bind(since.0)
            .bind(limit)
            .fetch_all(self.connection());
        let rows: Vec<(String, Option<String>, i64, Option<i64>)> =
            timed("histories_to_fill", rows).await?;
        Ok(rows
            .into_iter()
            .map(|(remote, next, at, oldest)| UnfilledHistory {
                conversation: ConversationId::new(line, remote),
                next: next.map(PageToken),
                last_activity_at: Timestamp(at),
                oldest_item_at: oldest.map(Timestamp),
            })
            .collect())
    }

    /// How far the history of a line is filled.
    pub async fn history_progress(&mut self, line: LineId) -> Result<HistoryProgress, StoreError> {
        let (conversations, to_read, to_fill): (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM conversations WHERE line_id = ?1),
                    (SELECT count(*) FROM conversations WHERE line_id = ?1 AND stale = 1),
                    (SELECT count(*) FROM conversations WHERE line_id = ?1 AND history_complete = 0)",
        )
        .bind(line.0)
        .fetch_one(self.connection())
        .await?;
        Ok(HistoryProgress {
            conversations: conversations as usize,
            to_read: to_read as usize,
            to_fill: to_fill as usize,
        })
    }

    /// A line's relay, when it has one.
    pub async fn relay(&mut self, line: LineId) -> Result<Option<RelaySubscription>, StoreError> {
        let row: Option<(String, Option<String>, Option<String>)> = sqlx::query_as(
            "SELECT s.url, i.iterator, s.webhook FROM desk.relay_subscriptions s
             LEFT JOIN relay_iterators i ON i.line_id = s.line_id
             WHERE s.line_id = ?",
        )
        .bind(line.0)
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(url, iterator, webhook)| RelaySubscription {
            url,
            iterator,
            webhook: webhook.map(RemoteId),
        }))
    }
}

async fn cursor(
    connection: &mut SqliteConnection,
    line: LineId,
    name: &str,
) -> Result<Option<String>, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT value FROM sync_cursors WHERE line_id = ? AND name = ?")
            .bind(line.0)
            .bind(name)
            .fetch_optional(connection)
            .await?,
    )
}

pub(crate) const OPEN_CONVERSATIONS: &str = "
    SELECT c.remote FROM conversations c INDEXED BY list_open_newest
    WHERE c.standing <= 4 AND c.line_id = ? ORDER BY c.last_activity_at DESC, c.id DESC";

pub(crate) const TIMELINES_TO_READ: &str = "
    SELECT remote, fingerprint, listed_at, timeline_fingerprint IS NULL
    FROM conversations INDEXED BY conversations_stale
    WHERE line_id = ? AND stale = 1 ORDER BY listed_at DESC LIMIT ?";

pub(crate) const HISTORIES_TO_FILL: &str = "
    SELECT remote, history_next, listed_at,
           (SELECT min(occurred_at) FROM items WHERE conversation_id = c.id)
    FROM conversations c INDEXED BY conversations_partial
    WHERE line_id = ? AND history_complete = 0 AND listed_at >= ?
    ORDER BY listed_at DESC LIMIT ?";
