//! Lines: the accounts this desk is signed in to.

use inbox_core::{Line, LineId, PlatformKind, RemoteId};

use crate::{Change, Read, StoreError, Write, words::Word, write::Touch};

/// A line to be connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// Which platform.
    pub platform: PlatformKind,
    /// The name the person gave it.
    pub name: String,
    /// Base address of the API, without a trailing slash.
    pub base_url: String,
    /// Which agent the person at this desk is, when known.
    pub me: Option<RemoteId>,
    /// The person agreed that nothing protects the way to it.
    pub unprotected: bool,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: i64,
    platform: String,
    name: String,
    base_url: String,
    me: Option<String>,
    paused: bool,
    unprotected: bool,
}

impl LineRow {
    fn line(self) -> Result<Line, StoreError> {
        Ok(Line {
            id: LineId(self.id),
            platform: Word::read(&self.platform)?,
            name: self.name,
            base_url: self.base_url,
            me: self.me.map(RemoteId),
            paused: self.paused,
            unprotected: self.unprotected,
        })
    }
}

impl Write {
    /// Adds a line as of now: what happened before counts as read, unless it waits for us. Line ids
    /// are never reused.
    pub async fn add_line(&mut self, new: &NewLine) -> Result<LineId, StoreError> {
        let now = self.now;
        let id = sqlx::query_scalar(
            "INSERT INTO desk.lines (platform, name, base_url, me, unprotected, connected_at)
             VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(new.platform.word())
        .bind(&new.name)
        .bind(&new.base_url)
        .bind(new.me.as_ref().map(RemoteId::as_str))
        .bind(new.unprotected)
        .bind(now.0)
        .fetch_one(self.connection())
        .await?;
        self.tell(Change::Lines);
        Ok(LineId(id))
    }

    /// Gives a line another name.
    pub async fn rename_line(&mut self, line: LineId, name: &str) -> Result<(), StoreError> {
        let updated = sqlx::query("UPDATE desk.lines SET name = ? WHERE id = ?")
            .bind(name)
            .bind(line.0)
            .execute(self.connection())
            .await?;
        self.line_changed(updated.rows_affected())
    }

    /// Switches a line off or on.
    pub async fn pause_line(&mut self, line: LineId, paused: bool) -> Result<(), StoreError> {
        let updated = sqlx::query("UPDATE desk.lines SET paused = ? WHERE id = ?")
            .bind(paused)
            .bind(line.0)
            .execute(self.connection())
            .await?;
        self.line_changed(updated.rows_affected())
    }

    /// Says which agent of the line the person at this desk is.
    pub async fn set_me(&mut self, line: LineId, me: Option<&RemoteId>) -> Result<(), StoreError> {
        let before: Option<Option<String>> =
            sqlx::query_scalar("SELECT me FROM desk.lines WHERE id = ?")
                .bind(line.0)
                .fetch_optional(self.connection())
                .await?;
        let before = before.ok_or(StoreError::Unknown { what: "line" })?;
        sqlx::query("UPDATE desk.lines SET me = ? WHERE id = ?")
            .bind(me.map(RemoteId::as_str))
            .bind(line.0)
            .execute(self.connection())
            .await?;
        let concerned: Vec<i64> = sqlx::query_scalar(
            "SELECT id FROM conversations WHERE line_id = ? AND assignee IN (?, ?)",
        )
        .bind(line.0)
        .bind(before)
        .bind(me.map(RemoteId::as_str))
        .fetch_all(self.connection())
        .await?;
        for conversation in concerned {
            self.touch(
                conversation,
                Touch {
                    row: true,
                    ..Touch::default()
                },
            );
        }
        self.tell(Change::Lines);
        Ok(())
    }

    /// Removes a line with everything kept of it, also what was never sent. Its secrets are
    /// somebody else's to remove.
    pub async fn remove_line(&mut self, line: LineId) -> Result<(), StoreError> {
        for table in [
            "DELETE FROM conversations WHERE line_id = ?",
            "DELETE FROM contacts WHERE line_id = ?",
            "DELETE FROM line_countries WHERE line_id = ?",
            "DELETE FROM channels WHERE line_id = ?",
            "DELETE FROM agents WHERE line_id = ?",
            "DELETE FROM tags WHERE line_id = ?",
            "DELETE FROM line_extras WHERE line_id = ?",
            "DELETE FROM personal_notices WHERE line_id = ?",
            "DELETE FROM platform_view_answers WHERE line_id = ?",
            "DELETE FROM platform_view_members WHERE line_id = ?",
            "DELETE FROM sync_cursors WHERE line_id = ?",
            "DELETE FROM relay_iterators WHERE line_id = ?",
            // Takes outbox, drafts, marks and subscription along.
            "DELETE FROM desk.lines WHERE id = ?",
        ] {
            sqlx::query(table)
                .bind(line.0)
                .execute(self.connection())
                .await?;
        }
        for change in [
            Change::Lines,
            Change::Directory(line),
            Change::Conversations,
            Change::Outbox,
            Change::Counts,
        ] {
            self.tell(change);
        }
        Ok(())
    }

    fn line_changed(&mut self, rows: u64) -> Result<(), StoreError> {
        if rows == 0 {
            return Err(StoreError::Unknown { what: "line" });
        }
        self.tell(Change::Lines);
        // Rows of the list show the line's name.
        self.tell(Change::Conversations);
        Ok(())
    }
}

impl Read {
    /// All lines in the order they were added.
    pub async fn lines(&mut self) -> Result<Vec<Line>, StoreError> {
        let rows: Vec<LineRow> = sqlx::query_as(
            "SELECT id, platform, name, base_url, me, paused, unprotected FROM desk.lines ORDER BY id",
        )
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(LineRow::line).collect()
    }

    /// A line, while it is connected.
    pub async fn line(&mut self, line: LineId) -> Result<Option<Line>, StoreError> {
        let row: Option<LineRow> = sqlx::query_as(
            "SELECT id, platform, name, base_url, me, paused, unprotected FROM desk.lines
             WHERE id = ?",
        )
        .bind(line.0)
        .fetch_optional(self.connection())
        .await?;
        row.map(LineRow::line).transpose()
    }
}
