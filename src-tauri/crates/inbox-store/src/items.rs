//! Timeline items: taking in what platforms tell. Idempotent, in whatever order it arrives.

use std::collections::{HashMap, HashSet};

use inbox_core::{
    Author, AuthorKind, CallOutcome, Content, ConversationId, ConversationRecord, Delivery,
    Direction, ItemId, ItemRecord, LineId, PageToken, RemoteId, Timestamp,
};
use serde::Deserialize;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::{
    Change, NewItem, StoreError, Write,
    conversations::place,
    echo, gathered,
    role::Role,
    words::{Word, from_json, to_json},
    write::Touch,
};

/// How far back a timeline is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum History {
    /// There is more; it goes on with this page.
    More(PageToken),
    /// To its beginning.
    Complete,
}

/// What a read of a conversation brought; kept in one transaction.
#[derive(Debug, Clone, Default)]
pub struct TimelineBatch {
    /// The conversation, when it was read as well. Needed for one that is not known yet.
    pub record: Option<ConversationRecord>,
    /// Items, in any order.
    pub items: Vec<ItemRecord>,
    /// Set when the newest page was read: the fingerprint the conversation had when the read
    /// began. The conversation counts as read up to that listing.
    pub covers: Option<String>,
    /// How far back the timeline is known after this; `None` leaves it as it was.
    pub history: Option<History>,
}

/// What a batch changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Applied {
    /// Items seen for the first time.
    pub inserted: usize,
    /// Known items with news.
    pub changed: usize,
    /// Known items without news. With `changed`, non-zero means the page joins what is known.
    pub unchanged: usize,
}

/// What became of a hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HintApplied {
    /// The item is kept.
    Kept,
    /// The conversation is not known; it has to be read first.
    UnknownConversation,
}

/// Where news of an item come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// An answer of the platform's API: the truth.
    Answer,
    /// An event, which may be late or incomplete: adds, but does not overwrite.
    Event,
}

impl Write {
    /// Keeps what a read of a conversation brought.
    pub async fn apply_timeline(
        &mut self,
        conversation: &ConversationId,
        batch: &TimelineBatch,
    ) -> Result<Applied, StoreError> {
        if let Some(record) = &batch.record {
            let known = place(self.connection(), conversation.line, &record.remote).await?;
            if known
                .as_ref()
                .is_none_or(|known| known.differs_from(record))
            {
                self.keep_conversation(conversation.line, record, known.as_ref())
                    .await?;
            }
        }
        let spot = spot(self.connection(), conversation)
            .await?
            .ok_or(StoreError::Unknown {
                what: "conversation",
            })?;
        let row = spot.row;
        let applied = self
            .keep_items(&spot, conversation, &batch.items, Source::Answer)
            .await?;
        if batch.covers.is_some() || batch.history.is_some() {
            note_progress(self.connection(), row, batch).await?;
        }
        if batch.covers.is_some() {
            self.touch(row, Touch::default());
        }
        if batch.history.is_some() {
            self.tell(Change::Items(conversation.clone()));
        }
        Ok(applied)
    }

    /// Keeps an item that an event brought. The conversation still has to be read: events may be
    /// late, incomplete or wrong.
    pub async fn apply_hint(
        &mut self,
        line: LineId,
        item: &ItemRecord,
    ) -> Result<HintApplied, StoreError> {
        let conversation = ConversationId::new(line, item.conversation.clone());
        let Some(spot) = spot(self.connection(), &conversation).await? else {
            return Ok(HintApplied::UnknownConversation);
        };
        self.keep_items(
            &spot,
            &conversation,
            std::slice::from_ref(item),
            Source::Event,
        )
        .await?;
        Ok(HintApplied::Kept)
    }

    async fn keep_items(
        &mut self,
        spot: &Spot,
        conversation: &ConversationId,
        items: &[ItemRecord],
        source: Source,
    ) -> Result<Applied, StoreError> {
        let row = spot.row;
        let mut applied = Applied::default();
        if items.is_empty() {
            return Ok(applied);
        }
        let known = known_items(self.connection(), conversation.line, items).await?;
        let mut echoes = if spot.has_echoes {
            echo::unlinked(self.connection(), row).await?
        } else {
            Vec::new()
        };
        let mut seen = HashSet::new();
        let mut fresh = Vec::new();
        // Platforms list newest first; ids shall grow with time, for they order equal instants.
        for item in items.iter().rev() {
            if !seen.insert(&item.remote) {
                continue;
            }
            // What was deleted is told as one item, however many there were.
            if source == Source::Answer && item.content == Content::Deleted {
                let gone = delete_parts(self.connection(), conversation.line, &item.remote).await?;
                applied.changed += gone;
            }
            if let Some(known) = known.get(item.remote.as_str()) {
                match merged(known, item, source)? {
                    Some(columns) => {
                        columns.write_over(self.connection(), known.id).await?;
                        applied.changed += 1;
                    }
                    None => applied.unchanged += 1,
                }
                continue;
            }
            // What is gone before it was known is left to the read that follows.
            if source == Source::Event && item.content == Content::Deleted {
                continue;
            }
            match echo::twin(&mut echoes, item) {
                Some(echo::Twin::Sent(echo)) => {
                    echo::adopt(self.connection(), echo, item).await?;
                    applied.changed += 1;
                }
                Some(echo::Twin::OnTheWire(outbox)) => {
                    fresh.push(Columns::of(item, Some(outbox))?);
                }
                None => fresh.push(Columns::of(item, None)?),
            }
        }
        applied.inserted = fresh.len();
        for new in insert(self.connection(), conversation.line, row, &fresh).await? {
            self.tell_new_item(NewItem {
                item: ItemId(new.id),
                conversation: conversation.clone(),
                occurred_at: Timestamp(new.occurred_at),
                customer_event: new.role == Role::CustomerMessage.code()
                    || new.role == Role::CustomerCall.code(),
            });
        }
        if applied.inserted + applied.changed > 0 {
            self.items_changed(row, conversation);
        }
        Ok(applied)
    }

    /// Notes that items of a conversation changed.
    pub(crate) fn items_changed(&mut self, row: i64, conversation: &ConversationId) {
        self.tell(Change::Items(conversation.clone()));
        self.touch(
            row,
            Touch {
                items: true,
                ..Touch::default()
            },
        );
    }
}

/// Where items go.
#[derive(sqlx::FromRow)]
struct Spot {
    row: i64,
    /// Echoes wait there for their platform's word.
    has_echoes: bool,
}

async fn spot(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<Option<Spot>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT c.id AS row,
                EXISTS (SELECT 1 FROM items i INDEXED BY items_echoes
                        WHERE i.conversation_id = c.id AND i.remote IS NULL) AS has_echoes
         FROM conversations c WHERE c.line_id = ? AND c.remote = ?",
    )
    .bind(conversation.line.0)
    .bind(conversation.remote.as_str())
    .fetch_optional(connection)
    .await?)
}

/// An item as it is stored. The fields are in the order of [`item_columns`].
#[derive(Debug, Clone, sqlx::FromRow, Deserialize)]
pub(crate) struct ItemRow {
    pub(crate) id: i64,
    pub(crate) remote: Option<String>,
    pub(crate) outbox_id: Option<String>,
    pub(crate) behind: Option<String>,
    pub(crate) occurred_at: i64,
    pub(crate) direction: String,
    pub(crate) author_kind: String,
    pub(crate) author_agent: Option<String>,
    pub(crate) author_name: Option<String>,
    pub(crate) content: String,
    pub(crate) delivery: Option<String>,
    pub(crate) quote: Option<String>,
    pub(crate) raw: Option<String>,
    #[serde(deserialize_with = "gathered::flag")]
    pub(crate) edited: bool,
}

/// The columns of [`ItemRow`], of a table named `i`.
macro_rules! item_columns {
    () => {
        "i.id, i.remote, i.outbox_id, i.behind, i.occurred_at, i.direction, i.author_kind, \
         i.author_agent, i.author_name, i.content, i.delivery, i.quote, i.raw, i.edited"
    };
}
pub(crate) use item_columns;

impl ItemRow {
    /// The item in our words, as an item of `conversation`.
    pub(crate) fn record(&self, conversation: &RemoteId) -> Result<ItemRecord, StoreError> {
        Ok(ItemRecord {
            remote: RemoteId(self.remote.clone().unwrap_or_default()),
            conversation: conversation.clone(),
            occurred_at: Timestamp(self.occurred_at),
            direction: Word::read(&self.direction)?,
            author: Author {
                kind: Word::read(&self.author_kind)?,
                agent: self.author_agent.clone().map(RemoteId),
                name: self.author_name.clone(),
            },
            content: from_json("content", &self.content)?,
            delivery: self
                .delivery
                .as_deref()
                .map(|json| from_json("delivery", json))
                .transpose()?,
            quote: self
                .quote
                .as_deref()
                .map(|json| from_json("quote", json))
                .transpose()?,
            raw: self.raw.clone(),
        })
    }
}

/// An item ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Columns {
    remote: String,
    behind: Option<String>,
    occurred_at: i64,
    role: i64,
    direction: &'static str,
    author_kind: &'static str,
    author_agent: Option<String>,
    author_name: Option<String>,
    content: String,
    has_summary: bool,
    delivery: Option<String>,
    quote: Option<String>,
    raw: Option<String>,
}

impl Columns {
    /// The columns of an item; hidden when it stands behind an echo.
    pub(crate) fn of(item: &ItemRecord, behind: Option<String>) -> Result<Self, StoreError> {
        let role = match behind {
            Some(_) => Role::Aside,
            None => Role::of(item),
        };
        Ok(Self {
            remote: item.remote.0.clone(),
            behind,
            occurred_at: item.occurred_at.0,
            role: role.code(),
            direction: item.direction.word(),
            author_kind: item.author.kind.word(),
            author_agent: item.author.agent.as_ref().map(|agent| agent.0.clone()),
            author_name: item.author.name.clone(),
            content: to_json("content", &item.content)?,
            has_summary: matches!(&item.content, Content::Call(call) if call.summary.is_some()),
            delivery: item
                .delivery
                .as_ref()
                .map(|delivery| to_json("delivery", delivery))
                .transpose()?,
            quote: item
                .quote
                .as_ref()
                .map(|quote| to_json("quote", quote))
                .transpose()?,
            raw: item.raw.clone(),
        })
    }

    /// Replaces the item `id`, which keeps its id and its tie to the outbox.
    pub(crate) async fn write_over(
        &self,
        connection: &mut SqliteConnection,
        id: i64,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE items
             SET remote = ?, behind = ?, occurred_at = ?, role = ?, direction = ?, author_kind = ?,
                 author_agent = ?, author_name = ?, content = ?, has_summary = ?, delivery = ?,
                 quote = ?, raw = ?
             WHERE id = ?",
        )
        .bind(&self.remote)
        .bind(&self.behind)
        .bind(self.occurred_at)
        .bind(self.role)
        .bind(self.direction)
        .bind(self.author_kind)
        .bind(&self.author_agent)
        .bind(&self.author_name)
        .bind(&self.content)
        .bind(self.has_summary)
        .bind(&self.delivery)
        .bind(&self.quote)
        .bind(&self.raw)
        .bind(id)
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Notes what a read covers and how far back it went; one statement, as every read ends with it.
async fn note_progress(
    connection: &mut SqliteConnection,
    row: i64,
    batch: &TimelineBatch,
) -> Result<(), StoreError> {
    let next = match &batch.history {
        Some(History::More(token)) => Some(token.0.as_str()),
        Some(History::Complete) | None => None,
    };
    sqlx::query(
        "UPDATE conversations
         SET listed_event_role = CASE WHEN fingerprint = ?1 THEN NULL ELSE listed_event_role END,
             listed_event_at = CASE WHEN fingerprint = ?1 THEN NULL ELSE listed_event_at END,
             timeline_fingerprint = coalesce(?1, timeline_fingerprint),
             history_complete = CASE WHEN ?2 THEN ?3 IS NULL ELSE history_complete END,
             history_next = CASE WHEN ?2 THEN ?3 ELSE history_next END
         WHERE id = ?4",
    )
    .bind(&batch.covers)
    .bind(batch.history.is_some())
    .bind(next)
    .bind(row)
    .execute(connection)
    .await?;
    Ok(())
}

/// The known one among the items, by their id on the platform.
async fn known_items(
    connection: &mut SqliteConnection,
    line: LineId,
    items: &[ItemRecord],
) -> Result<HashMap<String, ItemRow>, StoreError> {
    let remotes: Vec<&str> = items.iter().map(|item| item.remote.as_str()).collect();
    let rows: Vec<ItemRow> = sqlx::query_as(concat!(
        "SELECT ",
        item_columns!(),
        " FROM items i INDEXED BY items_remote
         WHERE i.line_id = ? AND i.remote IN (SELECT value FROM json_each(?))"
    ))
    .bind(line.0)
    .bind(to_json("ids", &remotes)?)
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.remote.clone()?, row)))
        .collect())
}

/// Deletes the further items of a message of several: they are called after it, with a stroke.
async fn delete_parts(
    connection: &mut SqliteConnection,
    line: LineId,
    message: &RemoteId,
) -> Result<usize, StoreError> {
    // The sign behind the stroke ends the range of what begins with it.
    let (from, to) = (format!("{message}/"), format!("{message}0"));
    let gone = sqlx::query("DELETE FROM items WHERE line_id = ? AND remote > ? AND remote < ?")
        .bind(line.0)
        .bind(from)
        .bind(to)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected() as usize)
}

/// A known item with the news worked in, or `None` when there are none.
fn merged(
    known: &ItemRow,
    news: &ItemRecord,
    source: Source,
) -> Result<Option<Columns>, StoreError> {
    let old = known.record(&news.conversation)?;
    let before = Columns::of(&old, known.behind.clone())?;
    let after = Columns::of(&joined(old, news.clone(), source), known.behind.clone())?;
    Ok(Some(after).filter(|after| *after != before))
}

/// An item with the news worked in.
fn joined(old: ItemRecord, news: ItemRecord, source: Source) -> ItemRecord {
    let delivery = match (old.delivery.clone(), news.delivery.clone()) {
        (Some(old), Some(news)) => Some(Delivery::merged(old, news)),
        (old, news) => news.or(old),
    };
    let overwrites = match source {
        Source::Answer => true,
        Source::Event => in_progress(&old.content),
    };
    // A platform that tells of a deletion only once leaves an empty message standing, which by itself
    // could be anything.
    let nothing = Content::Unsupported {
        platform_kind: None,
    };
    let stays_deleted = old.content == Content::Deleted && news.content == nothing;
    if overwrites && !stays_deleted {
        ItemRecord {
            author: better_author(old.author, news.author),
            content: echo::better_content(old.content, news.content),
            delivery,
            ..news
        }
    } else if news.content == Content::Deleted {
        // Words that are told after all are the truth, but nothing takes a deletion back.
        ItemRecord {
            content: Content::Deleted,
            raw: None,
            delivery,
            ..old
        }
    } else {
        ItemRecord { delivery, ..old }
    }
}

/// A call that is still going on: its events are the only way to follow it.
fn in_progress(content: &Content) -> bool {
    matches!(
        content,
        Content::Call(call) if matches!(call.outcome, CallOutcome::Ringing | CallOutcome::Active)
    )
}

/// Platforms that send through one service account do not tell who wrote; this desk knows.
pub(crate) fn better_author(old: Author, news: Author) -> Author {
    let tells_nothing = news.agent.is_none() && news.name.is_none();
    if tells_nothing && (news.kind == old.kind || news.kind == AuthorKind::Unknown) {
        old
    } else {
        news
    }
}

/// An inbound item that was inserted.
struct Inserted {
    id: i64,
    occurred_at: i64,
    role: i64,
}

/// Inserts items and returns the inbound ones.
async fn insert(
    connection: &mut SqliteConnection,
    line: LineId,
    conversation: i64,
    items: &[Columns],
) -> Result<Vec<Inserted>, StoreError> {
    let mut inbound = Vec::new();
    let mut rest = items;
    while !rest.is_empty() {
        let (portion, behind) = rest.split_at(rows_at_once(rest.len()));
        rest = behind;
        let mut statement = QueryBuilder::<Sqlite>::new(
            "INSERT INTO items (conversation_id, line_id, remote, behind, occurred_at, role,
                                direction, author_kind, author_agent, author_name, content,
                                has_summary, delivery, quote, raw) ",
        );
        statement.push_values(portion, |mut row, item| {
            row.push_bind(conversation)
                .push_bind(line.0)
                .push_bind(&item.remote)
                .push_bind(&item.behind)
                .push_bind(item.occurred_at)
                .push_bind(item.role)
                .push_bind(item.direction)
                .push_bind(item.author_kind)
                .push_bind(&item.author_agent)
                .push_bind(&item.author_name)
                .push_bind(&item.content)
                .push_bind(item.has_summary)
                .push_bind(&item.delivery)
                .push_bind(&item.quote)
                .push_bind(&item.raw);
        });
        let last = statement
            .build()
            .execute(&mut *connection)
            .await?
            .last_insert_rowid();
        // AUTOINCREMENT and one writer: the rows of a statement are numbered one after the other, in
        // their order. Having them returned costs more than inserting them, as each row is handed
        // from SQLite's thread to ours by itself.
        let first = last + 1 - portion.len() as i64;
        inbound.extend(
            portion
                .iter()
                .zip(first..)
                .filter(|(item, _)| item.direction == Direction::Inbound.word())
                .map(|(item, id)| Inserted {
                    id,
                    occurred_at: item.occurred_at,
                    role: item.role,
                }),
        );
    }
    Ok(inbound)
}

/// How many of so many rows go into the next statement. Few sizes, so that the statements stay
/// prepared: preparing one of 50 rows takes longer than running it.
pub(crate) fn rows_at_once(left: usize) -> usize {
    [50, 20, 8, 3]
        .into_iter()
        .find(|size| *size <= left)
        .unwrap_or(1)
}
