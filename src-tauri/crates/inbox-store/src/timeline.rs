//! Reading a timeline in windows, by key and never by offset.

use inbox_core::{
    Author, Content, ConversationId, Delivery, Direction, ItemId, OutboxId, OutboxState, Quote,
    RemoteId, Timestamp,
};
use serde::Deserialize;
use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::{
    Read, StoreError,
    echo::{row_name, row_of_echo},
    gathered::{self, gather},
    items::{ItemRow, item_columns},
    outbox::state_of,
    timing::timed,
};

/// Where an item is in its timeline: older items compare less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemKey {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Orders equal instants.
    pub item: ItemId,
}

/// Which part of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineWindow {
    /// The newest items.
    Newest,
    /// The items right before this place.
    Before(ItemKey),
    /// The items right after this place.
    After(ItemKey),
    /// The item and what surrounds it, half on each side.
    Around(ItemId),
}

/// That an item is something this desk said and its platform has not confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// The outbox row.
    pub outbox: OutboxId,
    /// Where it stands.
    pub state: OutboxState,
    /// How often it was tried.
    pub attempts: u32,
}

/// An item as a timeline shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineItem {
    /// The item; the same before and after its platform confirms it.
    pub id: ItemId,
    /// Its id on the platform; `None` while only this desk knows it.
    pub remote: Option<RemoteId>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Which way it went.
    pub direction: Direction,
    /// Who it is from.
    pub author: Author,
    /// What it holds.
    pub content: Content,
    /// How far ours has come.
    pub delivery: Option<Delivery>,
    /// What it answers.
    pub quote: Option<Quote>,
    /// The platform's JSON where `content` could not hold everything.
    pub raw: Option<String>,
    /// Its words were changed after it was sent, as its platform told.
    pub edited: bool,
    /// It was said from this desk, whoever its platform names.
    pub own: bool,
    /// Set while it is in the outbox.
    pub echo: Option<Echo>,
}

impl TimelineItem {
    /// Where it is in its timeline.
    pub fn key(&self) -> ItemKey {
        ItemKey {
            occurred_at: self.occurred_at,
            item: self.id,
        }
    }
}

/// A part of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Items, oldest first.
    pub items: Vec<TimelineItem>,
    /// True when older items are stored.
    pub has_older: bool,
    /// True when newer items are stored.
    pub has_newer: bool,
    /// True when the timeline is stored to its beginning; else the platform may have older items.
    pub complete: bool,
}

impl Read {
    /// Up to `limit` items of a conversation.
    ///
    /// Fails with [`StoreError::Unknown`] when the conversation, or the item to look around, is
    /// not there.
    pub async fn timeline(
        &mut self,
        conversation: &ConversationId,
        window: TimelineWindow,
        limit: u32,
    ) -> Result<Timeline, StoreError> {
        timed(
            "timeline",
            timeline(self.connection(), conversation, window, limit),
        )
        .await
    }

    /// One item of a conversation.
    pub async fn item(&mut self, item: ItemId) -> Result<Option<TimelineItem>, StoreError> {
        let row: Option<TimelineRow> = sqlx::query_as(concat!(
            "SELECT ",
            item_columns!(),
            ", o.state, o.due_at, o.stuck_reason, o.attempts
             FROM items i LEFT JOIN desk.outbox o ON o.id = ",
            row_of_echo!("i.outbox_id"),
            " WHERE i.id = ?"
        ))
        .bind(item.0)
        .fetch_optional(self.connection())
        .await?;
        row.map(TimelineRow::item).transpose()
    }

    /// The item that the platform knows by this id; `None` when it is not stored.
    pub async fn item_by_remote(
        &mut self,
        conversation: &ConversationId,
        remote: &RemoteId,
    ) -> Result<Option<TimelineItem>, StoreError> {
        let row: Option<TimelineRow> = sqlx::query_as(concat!(
            "SELECT ",
            item_columns!(),
            ", o.state, o.due_at, o.stuck_reason, o.attempts
             FROM items i LEFT JOIN desk.outbox o ON o.id = ",
            row_of_echo!("i.outbox_id"),
            " WHERE i.line_id = ? AND i.remote = ?"
        ))
        .bind(conversation.line.0)
        .bind(remote.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(TimelineRow::item).transpose()
    }

    /// The first customer event that was not read, where the divider belongs.
    pub async fn first_unread(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Option<ItemKey>, StoreError> {
        let row: Option<(i64, i64)> = sqlx::query_as(FIRST_UNREAD)
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .fetch_optional(self.connection())
            .await?;
        Ok(row.map(|(at, id)| ItemKey {
            occurred_at: Timestamp(at),
            item: ItemId(id),
        }))
    }
}

/// Rows of a timeline, each as the JSON of a [`TimelineRow`].
macro_rules! timeline_of {
    ($condition:literal, $order:literal) => {
        concat!(
            "SELECT json_array(json_array(",
            $crate::items::item_columns!(),
            "), o.state, o.due_at, o.stuck_reason, o.attempts) AS gathered
             FROM items i INDEXED BY items_timeline
             LEFT JOIN desk.outbox o ON o.id = ",
            $crate::echo::row_of_echo!("i.outbox_id"),
            " WHERE i.conversation_id = ?1 AND i.behind IS NULL ",
            $condition,
            " ORDER BY i.occurred_at ",
            $order,
            ", i.id ",
            $order,
            " LIMIT ?2"
        )
    };
}

pub(crate) const NEWEST: &str = timeline_of!("", "DESC");
pub(crate) const BEFORE: &str = timeline_of!("AND (i.occurred_at, i.id) < (?3, ?4)", "DESC");
pub(crate) const AFTER: &str = timeline_of!("AND (i.occurred_at, i.id) > (?3, ?4)", "ASC");

pub(crate) const FIRST_UNREAD: &str = "
    SELECT at, id FROM (
        SELECT * FROM (SELECT i.occurred_at AS at, i.id AS id
                       FROM conversations c CROSS JOIN items i INDEXED BY items_role
                       WHERE c.line_id = ?1 AND c.remote = ?2 AND i.conversation_id = c.id
                         AND i.role = 1 AND i.occurred_at > c.read_through
                       ORDER BY i.occurred_at, i.id LIMIT 1)
        UNION ALL
        SELECT * FROM (SELECT i.occurred_at, i.id
                       FROM conversations c CROSS JOIN items i INDEXED BY items_role
                       WHERE c.line_id = ?1 AND c.remote = ?2 AND i.conversation_id = c.id
                         AND i.role = 2 AND i.occurred_at > c.read_through
                       ORDER BY i.occurred_at, i.id LIMIT 1))
    ORDER BY at, id LIMIT 1";

#[derive(sqlx::FromRow, Deserialize)]
struct TimelineRow {
    #[sqlx(flatten)]
    item: ItemRow,
    state: Option<String>,
    due_at: Option<i64>,
    stuck_reason: Option<String>,
    attempts: Option<i64>,
}

impl TimelineRow {
    fn item(self) -> Result<TimelineItem, StoreError> {
        let record = self.item.record(&RemoteId(String::new()))?;
        let own = self.item.outbox_id.is_some();
        // Of what was taken back nobody asks what it said before.
        let edited = self.item.edited && record.content != Content::Deleted;
        let echo = match (self.state, self.item.outbox_id) {
            (Some(state), Some(outbox)) => Some(Echo {
                outbox: OutboxId(row_name(&outbox).to_owned()),
                state: state_of(
                    &state,
                    self.due_at.unwrap_or_default(),
                    self.stuck_reason.as_deref(),
                )?,
                attempts: self.attempts.unwrap_or_default() as u32,
            }),
            _ => None,
        };
        Ok(TimelineItem {
            id: ItemId(self.item.id),
            remote: self.item.remote.map(RemoteId),
            occurred_at: record.occurred_at,
            direction: record.direction,
            author: record.author,
            content: record.content,
            delivery: record.delivery,
            quote: record.quote,
            raw: record.raw,
            edited,
            own,
            echo,
        })
    }
}

async fn timeline(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
    window: TimelineWindow,
    limit: u32,
) -> Result<Timeline, StoreError> {
    let known: Option<(i64, bool)> = sqlx::query_as(
        "SELECT id, history_complete FROM conversations WHERE line_id = ? AND remote = ?",
    )
    .bind(conversation.line.0)
    .bind(conversation.remote.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    let (row, complete) = known.ok_or(StoreError::Unknown {
        what: "conversation",
    })?;
    let (items, has_older, has_newer) = match window {
        TimelineWindow::Newest => {
            let (items, has_older) = part(connection, NEWEST, row, limit, None).await?;
            (items, has_older, false)
        }
        TimelineWindow::Before(key) => {
            let (items, has_older) = part(&mut *connection, BEFORE, row, limit, Some(key)).await?;
            let (at, _) = part(connection, AFTER, row, 1, Some(just_before(key))).await?;
            (items, has_older, !at.is_empty())
        }
        TimelineWindow::After(key) => {
            let (items, has_newer) = part(&mut *connection, AFTER, row, limit, Some(key)).await?;
            let (at, _) = part(connection, BEFORE, row, 1, Some(just_after(key))).await?;
            (items, !at.is_empty(), has_newer)
        }
        TimelineWindow::Around(item) => {
            let key = key_of(&mut *connection, row, item).await?;
            let half = limit / 2;
            let (mut items, has_older) =
                part(&mut *connection, BEFORE, row, half, Some(key)).await?;
            let (rest, has_newer) = part(
                connection,
                AFTER,
                row,
                limit.saturating_sub(half).max(1),
                Some(just_before(key)),
            )
            .await?;
            items.extend(rest);
            (items, has_older, has_newer)
        }
    };
    Ok(Timeline {
        items,
        has_older,
        has_newer,
        complete,
    })
}

/// The place right before a key, so that "after" includes the key itself.
fn just_before(key: ItemKey) -> ItemKey {
    ItemKey {
        item: ItemId(key.item.0 - 1),
        ..key
    }
}

fn just_after(key: ItemKey) -> ItemKey {
    ItemKey {
        item: ItemId(key.item.0 + 1),
        ..key
    }
}

/// Items oldest first, and whether there are more beyond.
async fn part(
    connection: &mut SqliteConnection,
    sql: &'static str,
    conversation: i64,
    limit: u32,
    key: Option<ItemKey>,
) -> Result<(Vec<TimelineItem>, bool), StoreError> {
    let mut query = sqlx::query_scalar(AssertSqlSafe(gather(sql)))
        .bind(conversation)
        .bind(i64::from(limit) + 1);
    if let Some(key) = key {
        query = query.bind(key.occurred_at.0).bind(key.item.0);
    }
    let gathered: String = query.fetch_one(connection).await?;
    let mut rows: Vec<TimelineRow> = gathered::rows(&gathered)?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let mut items = rows
        .into_iter()
        .map(TimelineRow::item)
        .collect::<Result<Vec<_>, _>>()?;
    items.sort_by_key(TimelineItem::key);
    Ok((items, more))
}

#[derive(sqlx::FromRow)]
struct PlacedRow {
    conversation_id: i64,
    #[sqlx(flatten)]
    row: TimelineRow,
}

pub(crate) const ITEMS: &str = concat!(
    "SELECT i.conversation_id, ",
    item_columns!(),
    ", o.state, o.due_at, o.stuck_reason, o.attempts
     FROM json_each(?) k
     CROSS JOIN items i ON i.id = k.value
     LEFT JOIN desk.outbox o ON o.id = i.outbox_id"
);

/// Items by their ids, each with the row of its conversation.
pub(crate) async fn items_of(
    connection: &mut SqliteConnection,
    ids: &str,
) -> Result<Vec<(i64, TimelineItem)>, StoreError> {
    let rows: Vec<PlacedRow> = sqlx::query_as(ITEMS)
        .bind(ids)
        .fetch_all(connection)
        .await?;
    rows.into_iter()
        .map(|placed| Ok((placed.conversation_id, placed.row.item()?)))
        .collect()
}

async fn key_of(
    connection: &mut SqliteConnection,
    conversation: i64,
    item: ItemId,
) -> Result<ItemKey, StoreError> {
    let at: Option<i64> =
        sqlx::query_scalar("SELECT occurred_at FROM items WHERE id = ? AND conversation_id = ?")
            .bind(item.0)
            .bind(conversation)
            .fetch_optional(connection)
            .await?;
    Ok(ItemKey {
        occurred_at: Timestamp(at.ok_or(StoreError::Unknown { what: "item" })?),
        item,
    })
}
