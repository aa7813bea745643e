//! A line's channels, agents and tags.

use std::collections::HashSet;

use inbox_core::{Agent, Channel, ChannelKind, Directory, LineId, RemoteId, Tag};
use sqlx::SqliteConnection;

use crate::{
    Change, Read, StoreError, Write, contacts,
    named_people::with_named_people,
    words::{Word, from_json, to_json},
};

/// Asked for each page of a list.
pub(crate) const STRANGE_CHANNELS: &str = "
    SELECT named.value FROM json_each(?1) named
    WHERE NOT EXISTS (SELECT 1 FROM channels c WHERE c.line_id = ?2 AND c.remote = named.value)";

impl Write {
    /// Replaces what a line consists of. Nothing happens when it is the same.
    pub async fn replace_directory(
        &mut self,
        line: LineId,
        directory: &Directory,
    ) -> Result<(), StoreError> {
        let directory = &with_named_people(self.connection(), line, directory.clone()).await?;
        let known = read(self.connection(), line).await?;
        let directory = &with_known_channels(&known, directory.clone());
        if sorted(known) == sorted(directory.clone()) {
            return Ok(());
        }
        for table in [
            "DELETE FROM channels WHERE line_id = ?",
            "DELETE FROM agents WHERE line_id = ?",
            "DELETE FROM tags WHERE line_id = ?",
        ] {
            sqlx::query(table)
                .bind(line.0)
                .execute(self.connection())
                .await?;
        }
        write_channels(self.connection(), line, &directory.channels).await?;
        contacts::keep_country(self.connection(), line, &directory.channels).await?;
        write_agents(self.connection(), line, &directory.agents).await?;
        write_tags(self.connection(), line, &directory.tags).await?;
        write_extras(self.connection(), line, directory).await?;
        self.forget_views_except(line, &directory.views).await?;
        self.tell(Change::Directory(line));
        // Rows of the list show names of channels, assignees and tags.
        self.tell(Change::Conversations);
        Ok(())
    }
}

impl Write {
    /// Those of these channels that a line is not known to have.
    pub async fn strange_channels(
        &mut self,
        line: LineId,
        named: impl IntoIterator<Item = &RemoteId>,
    ) -> Result<Vec<RemoteId>, StoreError> {
        let named: HashSet<&RemoteId> = named.into_iter().collect();
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let strange: Vec<String> = sqlx::query_scalar(STRANGE_CHANNELS)
            .bind(to_json("channels", &named)?)
            .bind(line.0)
            .fetch_all(self.connection())
            .await?;
        Ok(strange.into_iter().map(RemoteId).collect())
    }

    /// Changes what a line is known to consist of, as far as the platform has confirmed it.
    pub async fn change_directory(
        &mut self,
        line: LineId,
        change: impl FnOnce(&mut Directory),
    ) -> Result<(), StoreError> {
        let mut directory = read(self.connection(), line).await?;
        change(&mut directory);
        self.replace_directory(line, &directory).await
    }
}

impl Read {
    /// What a line consists of; each part by name.
    pub async fn directory(&mut self, line: LineId) -> Result<Directory, StoreError> {
        read(self.connection(), line).await
    }
}

fn sorted(mut directory: Directory) -> Directory {
    directory
        .channels
        .sort_by(|one, other| one.remote.cmp(&other.remote));
    directory
        .agents
        .sort_by(|one, other| one.remote.cmp(&other.remote));
    directory
        .tags
        .sort_by(|one, other| one.remote.cmp(&other.remote));
    directory
}

#[derive(sqlx::FromRow)]
struct ChannelRow {
    remote: String,
    name: String,
    kind: String,
    address: Option<String>,
}

#[derive(sqlx::FromRow)]
struct AgentRow {
    remote: String,
    name: String,
    kind: String,
    email: Option<String>,
}

#[derive(sqlx::FromRow)]
struct TagRow {
    remote: String,
    name: String,
    icon: Option<String>,
}

async fn read(connection: &mut SqliteConnection, line: LineId) -> Result<Directory, StoreError> {
    let channels: Vec<ChannelRow> = sqlx::query_as(
        "SELECT remote, name, kind, address FROM channels WHERE line_id = ? ORDER BY name, remote",
    )
    .bind(line.0)
    .fetch_all(&mut *connection)
    .await?;
    let agents: Vec<AgentRow> = sqlx::query_as(
        "SELECT remote, name, kind, email FROM agents WHERE line_id = ? ORDER BY name, remote",
    )
    .bind(line.0)
    .fetch_all(&mut *connection)
    .await?;
    let tags: Vec<TagRow> = sqlx::query_as(
        "SELECT remote, name, icon FROM tags WHERE line_id = ? ORDER BY name, remote",
    )
    .bind(line.0)
    .fetch_all(&mut *connection)
    .await?;
    let extras: Option<(String, String, String, String, Option<String>, String)> = sqlx::query_as(
        "SELECT teams, saved_replies, notices, views, signature, properties FROM line_extras WHERE line_id = ?",
    )
    .bind(line.0)
    .fetch_optional(connection)
    .await?;
    let (teams, saved_replies, notices, views, signature, properties) = match extras {
        Some((teams, saved_replies, notices, views, signature, properties)) => (
            from_json("teams", &teams)?,
            from_json("saved replies", &saved_replies)?,
            from_json("notices", &notices)?,
            from_json("views", &views)?,
            signature,
            from_json("properties", &properties)?,
        ),
        None => Default::default(),
    };
    Ok(Directory {
        teams,
        saved_replies,
        notices,
        views,
        signature,
        properties,
        channels: channels
            .into_iter()
            .map(|row| {
                Ok(Channel {
                    remote: RemoteId(row.remote),
                    name: row.name,
                    kind: Word::read(&row.kind)?,
                    address: row.address,
                })
            })
            .collect::<Result<_, StoreError>>()?,
        agents: agents
            .into_iter()
            .map(|row| {
                Ok(Agent {
                    remote: RemoteId(row.remote),
                    name: row.name,
                    kind: Word::read(&row.kind)?,
                    email: row.email,
                })
            })
            .collect::<Result<_, StoreError>>()?,
        tags: tags
            .into_iter()
            .map(|row| Tag {
                remote: RemoteId(row.remote),
                name: row.name,
                icon: row.icon,
            })
            .collect(),
    })
}

/// A channel that is told by its id alone, as the key may not read it, keeps what was known of it.
fn with_known_channels(known: &Directory, mut directory: Directory) -> Directory {
    for channel in &mut directory.channels {
        let by_id = channel.name == channel.remote.0 && channel.kind == ChannelKind::Other;
        let before = known.channels.iter();
        if let Some(before) = before.into_iter().find(|one| one.remote == channel.remote)
            && by_id
        {
            channel.clone_from(before);
        }
    }
    directory
}

async fn write_channels(
    connection: &mut SqliteConnection,
    line: LineId,
    channels: &[Channel],
) -> Result<(), StoreError> {
    for channel in channels {
        sqlx::query(
            "INSERT INTO channels (line_id, remote, name, kind, address) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(line.0)
        .bind(channel.remote.as_str())
        .bind(&channel.name)
        .bind(channel.kind.word())
        .bind(&channel.address)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn write_agents(
    connection: &mut SqliteConnection,
    line: LineId,
    agents: &[Agent],
) -> Result<(), StoreError> {
    for agent in agents {
        sqlx::query(
            "INSERT INTO agents (line_id, remote, name, kind, email) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(line.0)
        .bind(agent.remote.as_str())
        .bind(&agent.name)
        .bind(agent.kind.word())
        .bind(&agent.email)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn write_tags(
    connection: &mut SqliteConnection,
    line: LineId,
    tags: &[Tag],
) -> Result<(), StoreError> {
    for tag in tags {
        sqlx::query(
            "INSERT INTO tags (line_id, remote, name, icon) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(line.0)
        .bind(tag.remote.as_str())
        .bind(&tag.name)
        .bind(&tag.icon)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn write_extras(
    connection: &mut SqliteConnection,
    line: LineId,
    directory: &Directory,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO line_extras (line_id, teams, saved_replies, notices, views, signature,
                                  properties)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (line_id) DO UPDATE SET
             teams = excluded.teams, saved_replies = excluded.saved_replies,
             notices = excluded.notices, views = excluded.views,
             signature = excluded.signature, properties = excluded.properties",
    )
    .bind(line.0)
    .bind(to_json("teams", &directory.teams)?)
    .bind(to_json("saved replies", &directory.saved_replies)?)
    .bind(to_json("notices", &directory.notices)?)
    .bind(to_json("views", &directory.views)?)
    .bind(&directory.signature)
    .bind(to_json("properties", &directory.properties)?)
    .execute(connection)
    .await?;
    Ok(())
}
