//! People of platforms that list none: those named at this desk, and those seen in conversations.
//!
//! A named person stands among the line's agents like everybody else, so that lists, conversations
//! and the choice of an assignee show the name. The desk keeps it, so that a new cache does too.

use inbox_core::{Agent, AgentKind, Directory, LineId, RemoteId};
use sqlx::SqliteConnection;

use crate::{Change, Read, StoreError, Write, timing::timed};

/// Whoever carries an open conversation and is no agent of the line.
pub(crate) const SEEN_PEOPLE: &str = "
    SELECT c.assignee, max(c.assignee_name) AS name
    FROM conversations c INDEXED BY conversations_assignee
    WHERE c.line_id = ?1 AND c.assignee IS NOT NULL AND c.standing <= 4
      AND c.assignee_kind IS NOT 'aiAgent'
      AND NOT EXISTS (SELECT 1 FROM agents a WHERE a.line_id = ?1 AND a.remote = c.assignee)
    GROUP BY c.assignee ORDER BY c.assignee";

impl Write {
    /// Remembers a person of a line by a name; a name given again replaces the older one.
    pub async fn name_person(
        &mut self,
        line: LineId,
        remote: &RemoteId,
        name: &str,
    ) -> Result<(), StoreError> {
        for statement in [
            "INSERT INTO desk.named_people (line_id, remote, name) VALUES (?, ?, ?)
             ON CONFLICT (line_id, remote) DO UPDATE SET name = excluded.name",
            "INSERT INTO agents (line_id, remote, name, kind) VALUES (?, ?, ?, 'person')
             ON CONFLICT (line_id, remote) DO UPDATE SET name = excluded.name",
        ] {
            sqlx::query(statement)
                .bind(line.0)
                .bind(remote.as_str())
                .bind(name)
                .execute(self.connection())
                .await?;
        }
        self.tell(Change::Directory(line));
        self.tell(Change::Conversations);
        Ok(())
    }
}

impl Read {
    /// People who carry open conversations of a line and whom nobody listed or named; the platform's
    /// name where it told one, else their id.
    pub async fn seen_people(&mut self, line: LineId) -> Result<Vec<Agent>, StoreError> {
        let rows = sqlx::query_as(SEEN_PEOPLE)
            .bind(line.0)
            .fetch_all(self.connection());
        let rows: Vec<(String, Option<String>)> = timed("seen_people", rows).await?;
        Ok(rows
            .into_iter()
            .map(|(remote, name)| Agent {
                name: name.unwrap_or_else(|| remote.clone()),
                remote: RemoteId(remote),
                kind: AgentKind::Person,
                email: None,
            })
            .collect())
    }
}

/// The directory with the people this desk has named; what a platform lists goes first.
pub(crate) async fn with_named_people(
    connection: &mut SqliteConnection,
    line: LineId,
    mut directory: Directory,
) -> Result<Directory, StoreError> {
    let named: Vec<(String, String)> = sqlx::query_as(
        "SELECT remote, name FROM desk.named_people WHERE line_id = ? ORDER BY remote",
    )
    .bind(line.0)
    .fetch_all(connection)
    .await?;
    for (remote, name) in named {
        let remote = RemoteId(remote);
        if directory.agents.iter().all(|agent| agent.remote != remote) {
            directory.agents.push(Agent {
                remote,
                name,
                kind: AgentKind::Person,
                email: None,
            });
        }
    }
    Ok(directory)
}
