//! All conversations of one person as one timeline. Read by key in both directions: of every
//! conversation the next few places, of these the nearest, and only those items in full.

use inbox_core::{ChannelKind, ConversationId, ItemId, LineId, PlatformKind, RemoteId, Timestamp};
use sqlx::SqliteConnection;

use crate::{
    ItemKey, Read, StoreError, TimelineItem, TimelineWindow, person,
    timeline::items_of,
    timing::timed,
    words::{Word, to_json},
};

/// A conversation that a story is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryPlace {
    /// The conversation.
    pub conversation: ConversationId,
    /// The name of its line.
    pub line_name: String,
    /// The platform of its line.
    pub platform: PlatformKind,
    /// The name of its channel, when known.
    pub channel_name: Option<String>,
    /// What travels on its channel.
    pub channel_kind: ChannelKind,
    /// The customer's name there.
    pub contact_name: Option<String>,
    /// Which agent the person at this desk is there.
    pub me: Option<RemoteId>,
    /// True when its timeline is stored to its beginning.
    pub complete: bool,
}

/// An item of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryItem {
    /// Its conversation, as an index into [`Story::places`].
    pub place: usize,
    /// The item.
    pub item: TimelineItem,
}

/// A part of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Every conversation of the person, the last active first.
    pub places: Vec<StoryPlace>,
    /// Items, oldest first.
    pub items: Vec<StoryItem>,
    /// True when older items are stored.
    pub has_older: bool,
    /// True when newer items are stored.
    pub has_newer: bool,
}

/// Conversations that are told together.
const MOST_PLACES: i64 = 200;

#[derive(sqlx::FromRow)]
struct PlaceRow {
    id: i64,
    line_id: i64,
    remote: String,
    line_name: String,
    platform: String,
    me: Option<String>,
    channel_name: Option<String>,
    channel_kind: String,
    contact_name: Option<String>,
    history_complete: bool,
}

pub(crate) const STORY_PLACES: &str = "
    SELECT c.id, c.line_id, c.remote, l.name AS line_name, l.platform, l.me,
           ch.name AS channel_name, c.channel_kind, k.name AS contact_name, c.history_complete
    FROM json_each(?) m
    CROSS JOIN contacts k ON k.id = m.value
    CROSS JOIN conversations c INDEXED BY conversations_contact ON c.contact_id = k.id
    CROSS JOIN desk.lines l ON l.id = c.line_id
    LEFT JOIN channels ch ON ch.line_id = c.line_id AND ch.remote = c.channel
    ORDER BY c.last_activity_at DESC LIMIT ?";

macro_rules! keys_of {
    ($condition:literal, $order:literal) => {
        concat!(
            "SELECT i.occurred_at, i.id FROM items i INDEXED BY items_timeline
             WHERE i.conversation_id = ?1 AND i.behind IS NULL ",
            $condition,
            " ORDER BY i.occurred_at ",
            $order,
            ", i.id ",
            $order,
            " LIMIT ?2"
        )
    };
}

pub(crate) const NEWEST_KEYS: &str = keys_of!("", "DESC");
pub(crate) const KEYS_BEFORE: &str = keys_of!("AND (i.occurred_at, i.id) < (?3, ?4)", "DESC");
pub(crate) const KEYS_AFTER: &str = keys_of!("AND (i.occurred_at, i.id) > (?3, ?4)", "ASC");

impl Read {
    /// Up to `limit` items of all conversations of the customer of a conversation.
    ///
    /// Fails with [`StoreError::Unknown`] when the conversation, or the item to look around, is
    /// not there.
    pub async fn story(
        &mut self,
        conversation: &ConversationId,
        window: TimelineWindow,
        limit: u32,
    ) -> Result<Story, StoreError> {
        timed(
            "story",
            story(self.connection(), conversation, window, limit),
        )
        .await
    }
}

async fn story(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
    window: TimelineWindow,
    limit: u32,
) -> Result<Story, StoreError> {
    let circle = person::circle_of(&mut *connection, conversation).await?;
    let rows: Vec<PlaceRow> = sqlx::query_as(STORY_PLACES)
        .bind(to_json("members", &circle.member_ids())?)
        .bind(MOST_PLACES)
        .fetch_all(&mut *connection)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let limit = limit as usize;
    let mut parts = Parts {
        connection: &mut *connection,
        conversations: &ids,
    };
    let (keys, has_older, has_newer) = match window {
        TimelineWindow::Newest => {
            let (keys, more) = parts.next(Side::Newest, limit).await?;
            (keys, more, false)
        }
        TimelineWindow::Before(key) => {
            let (keys, more) = parts.next(Side::Before(key), limit).await?;
            (keys, more, true)
        }
        TimelineWindow::After(key) => {
            let (keys, more) = parts.next(Side::After(key), limit).await?;
            (keys, true, more)
        }
        TimelineWindow::Around(item) => {
            let at: Option<i64> = sqlx::query_scalar("SELECT occurred_at FROM items WHERE id = ?")
                .bind(item.0)
                .fetch_optional(&mut *parts.connection)
                .await?;
            let here = ItemKey {
                occurred_at: Timestamp(at.ok_or(StoreError::Unknown { what: "item" })?),
                item,
            };
            let (mut keys, older) = parts.next(Side::Before(here), limit / 2).await?;
            // "After the item before it" includes the item itself.
            let before = ItemKey {
                item: ItemId(item.0 - 1),
                ..here
            };
            let rest = limit.saturating_sub(limit / 2).max(1);
            let (after, newer) = parts.next(Side::After(before), rest).await?;
            keys.extend(after);
            (keys, older, newer)
        }
    };
    let keys: Vec<i64> = keys.into_iter().map(|key| key.item.0).collect();
    let mut items: Vec<StoryItem> = items_of(connection, &to_json("items", &keys)?)
        .await?
        .into_iter()
        .filter_map(|(conversation, item)| {
            let place = ids.iter().position(|id| *id == conversation)?;
            Some(StoryItem { place, item })
        })
        .collect();
    items.sort_by_key(|item| item.item.key());
    Ok(Story {
        places: rows
            .into_iter()
            .map(PlaceRow::place)
            .collect::<Result<_, _>>()?,
        items,
        has_older,
        has_newer,
    })
}

impl PlaceRow {
    fn place(self) -> Result<StoryPlace, StoreError> {
        Ok(StoryPlace {
            conversation: ConversationId::new(LineId(self.line_id), self.remote),
            line_name: self.line_name,
            platform: Word::read(&self.platform)?,
            channel_name: self.channel_name,
            channel_kind: Word::read(&self.channel_kind)?,
            contact_name: self.contact_name,
            me: self.me.map(RemoteId),
            complete: self.history_complete,
        })
    }
}

/// Which items are next to which place.
#[derive(Clone, Copy)]
enum Side {
    Newest,
    Before(ItemKey),
    After(ItemKey),
}

struct Parts<'a> {
    connection: &'a mut SqliteConnection,
    conversations: &'a [i64],
}

impl Parts<'_> {
    /// The nearest places among all conversations, oldest first, and whether there are more.
    async fn next(&mut self, side: Side, limit: usize) -> Result<(Vec<ItemKey>, bool), StoreError> {
        let (sql, from) = match side {
            Side::Newest => (NEWEST_KEYS, None),
            Side::Before(key) => (KEYS_BEFORE, Some(key)),
            Side::After(key) => (KEYS_AFTER, Some(key)),
        };
        let mut keys = Vec::new();
        for conversation in self.conversations {
            let mut query = sqlx::query_as(sql)
                .bind(conversation)
                .bind(limit as i64 + 1);
            if let Some(from) = from {
                query = query.bind(from.occurred_at.0).bind(from.item.0);
            }
            let found: Vec<(i64, i64)> = query.fetch_all(&mut *self.connection).await?;
            keys.extend(found.into_iter().map(|(at, item)| ItemKey {
                occurred_at: Timestamp(at),
                item: ItemId(item),
            }));
        }
        keys.sort_unstable();
        let more = keys.len() > limit;
        if let Side::After(_) = side {
            keys.truncate(limit);
        } else {
            keys.drain(..keys.len().saturating_sub(limit));
        }
        Ok((keys, more))
    }
}
