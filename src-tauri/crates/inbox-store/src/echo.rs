//! Echoes: what this desk sends is in the timeline before its platform says so, and stays the same
//! row when it does.
//!
//! A message with files that its platform shows as several items has as many echoes: the first is
//! named by the row of the outbox, the others by `{row}/1`, `{row}/2` and so on.
//!
//! The platform's own copy of a message may arrive before the answer to the send does. While the
//! answer is out, such a twin is kept *behind* the echo, out of sight; the receipt decides whether
//! it becomes one with the echo or was somebody else's and comes to light.

use inbox_core::{
    Audience, AuthorKind, ConversationId, Delivery, Direction, ItemRecord, LineId, OutboxAction,
    OutboxId, OutgoingMessage, Quote, RemoteId, Timestamp,
};
use sqlx::SqliteConnection;

use crate::{
    StoreError, Write,
    conversations::row_of,
    items::{Columns, ItemRow, better_author, item_columns},
    role::Role,
    words::{Word, from_json, to_json},
    write::Touch,
};
use contents::contents_of;
use recognising::words_of;

mod contents;
mod recognising;

pub use contents::kept_file;
pub(crate) use recognising::{Twin, better_content, twin, unlinked};

/// The row of the outbox that an echo, or what stands behind it, belongs to.
macro_rules! row_of_echo {
    ($name:literal) => {
        concat!(
            "CASE instr(",
            $name,
            ", '/') WHEN 0 THEN ",
            $name,
            " ELSE substr(",
            $name,
            ", 1, instr(",
            $name,
            ", '/') - 1) END"
        )
    };
}
pub(crate) use row_of_echo;

/// The row of the outbox that an echo of this name belongs to.
pub(crate) fn row_name(echo: &str) -> &str {
    echo.split_once('/').map_or(echo, |(row, _)| row)
}

/// Makes the platform's copy of an item the content of the echo `id`.
pub(crate) async fn adopt(
    connection: &mut SqliteConnection,
    id: i64,
    copy: &ItemRecord,
) -> Result<(), StoreError> {
    let echo = item(connection, id).await?.record(&copy.conversation)?;
    let delivery = match (echo.delivery, copy.delivery.clone()) {
        (Some(own), Some(told)) => Some(Delivery::merged(own, told)),
        // A platform that never tells how far words came has them all the same.
        (Some(Delivery::Pending), None) => Some(Delivery::Sent),
        (own, told) => told.or(own),
    };
    let joined = ItemRecord {
        author: better_author(echo.author, copy.author.clone()),
        content: better_content(echo.content, copy.content.clone()),
        delivery,
        ..copy.clone()
    };
    Columns::of(&joined, None)?
        .write_over(&mut *connection, id)
        .await?;
    sqlx::query("UPDATE items SET confirmed = 1 WHERE id = ?")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn item(connection: &mut SqliteConnection, id: i64) -> Result<ItemRow, StoreError> {
    Ok(sqlx::query_as(concat!(
        "SELECT ",
        item_columns!(),
        " FROM items i WHERE i.id = ?"
    ))
    .bind(id)
    .fetch_one(connection)
    .await?)
}

/// A row of the outbox that has, or should have, an echo.
#[derive(sqlx::FromRow)]
struct Spoken {
    id: String,
    action: String,
    created_at: i64,
    stuck: bool,
}

/// Makes the echoes that the outbox of a conversation lacks, and has it settled.
pub(crate) async fn restore(
    write: &mut Write,
    line: LineId,
    conversation: &RemoteId,
) -> Result<(), StoreError> {
    let conversation = ConversationId::new(line, conversation.clone());
    let Some(row) = row_of(write.connection(), &conversation).await? else {
        return Ok(());
    };
    restore_in(write, row, &conversation).await
}

/// Makes the echoes that the outbox of the conversation in this row lacks, and has it settled.
pub(crate) async fn restore_in(
    write: &mut Write,
    row: i64,
    conversation: &ConversationId,
) -> Result<(), StoreError> {
    let lacking: Vec<Spoken> = sqlx::query_as(
        "SELECT o.id, o.action, o.created_at, o.state = 'stuck' AS stuck
         FROM desk.outbox o
         WHERE o.line_id = ? AND o.conversation = ? AND o.action_kind IN ('send', 'begin')
           AND NOT EXISTS (SELECT 1 FROM items i WHERE i.outbox_id = o.id)
         ORDER BY o.position",
    )
    .bind(conversation.line.0)
    .bind(conversation.remote.as_str())
    .fetch_all(write.connection())
    .await?;
    for spoken in &lacking {
        let action: OutboxAction = from_json("action", &spoken.action)?;
        let Some(message) = action.words() else {
            continue;
        };
        add(
            write,
            row,
            conversation,
            &OutboxId(spoken.id.clone()),
            message,
            Timestamp(spoken.created_at),
        )
        .await?;
        if spoken.stuck {
            set_failed(write, &spoken.id, true).await?;
        }
    }
    write.touch(
        row,
        Touch {
            row: true,
            items: !lacking.is_empty(),
        },
    );
    Ok(())
}

/// Puts the echo of a message or note into the timeline.
pub(crate) async fn add(
    write: &mut Write,
    row: i64,
    conversation: &ConversationId,
    outbox: &OutboxId,
    message: &OutgoingMessage,
    said_at: Timestamp,
) -> Result<i64, StoreError> {
    let (me, name): (Option<String>, Option<String>) = sqlx::query_as(
        "SELECT l.me, a.name FROM desk.lines l
         LEFT JOIN agents a ON a.line_id = l.id AND a.remote = l.me
         WHERE l.id = ?",
    )
    .bind(conversation.line.0)
    .fetch_optional(write.connection())
    .await?
    .unwrap_or_default();
    // A desk whose clock is behind must not show its answer above the question.
    let newest: Option<i64> =
        sqlx::query_scalar("SELECT max(occurred_at) FROM items WHERE conversation_id = ?")
            .bind(row)
            .fetch_one(write.connection())
            .await?;
    let occurred_at = newest.map_or(said_at.0, |newest| said_at.0.max(newest + 1));
    let note = message.audience == Audience::Colleagues;
    let direction = if note {
        Direction::Internal
    } else {
        Direction::Outbound
    };
    let quote = match &message.quote {
        Some(remote) => Some(to_json(
            "quote",
            &quoted(write, conversation, remote).await?,
        )?),
        None => None,
    };
    let channel: String = sqlx::query_scalar("SELECT channel_kind FROM conversations WHERE id = ?")
        .bind(row)
        .fetch_one(write.connection())
        .await?;
    let mut first = None;
    for (part, content) in contents_of(message, Word::read(&channel)?)
        .iter()
        .enumerate()
    {
        let id = sqlx::query_scalar(
            "INSERT INTO items (conversation_id, line_id, outbox_id, confirmed, occurred_at, role,
                                direction, author_kind, author_agent, author_name, content,
                                delivery, quote)
             VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             RETURNING id",
        )
        .bind(row)
        .bind(conversation.line.0)
        .bind(part_name(&outbox.0, part))
        .bind(occurred_at)
        .bind(spoken_role(note).code())
        .bind(direction.word())
        .bind(AuthorKind::Person.word())
        .bind(&me)
        .bind(&name)
        .bind(to_json("content", content)?)
        .bind(to_json("delivery", &Delivery::Pending)?)
        .bind(quote.as_deref().filter(|_| part == 0))
        .fetch_one(write.connection())
        .await?;
        first.get_or_insert(id);
    }
    write.items_changed(row, conversation);
    first.ok_or(StoreError::Unknown { what: "echo" })
}

/// What the echo of one part of a message is named.
fn part_name(outbox: &str, part: usize) -> String {
    match part {
        0 => outbox.to_owned(),
        part => format!("{outbox}/{part}"),
    }
}

/// The names of the echoes of a row, the first one first.
async fn parts(connection: &mut SqliteConnection, outbox: &str) -> Result<Vec<String>, StoreError> {
    // `0` follows `/` in the alphabet: an index answers.
    Ok(sqlx::query_scalar(
        "SELECT outbox_id FROM items
         WHERE outbox_id = ?1 OR (outbox_id > ?1 || '/' AND outbox_id < ?1 || '0')
         ORDER BY id",
    )
    .bind(outbox)
    .fetch_all(connection)
    .await?)
}

/// A note to colleagues answers nobody.
fn spoken_role(note: bool) -> Role {
    if note { Role::Aside } else { Role::Answer }
}

/// The item a message answers, with its words where they are known.
async fn quoted(
    write: &mut Write,
    conversation: &ConversationId,
    remote: &RemoteId,
) -> Result<Quote, StoreError> {
    let row = by_remote(write.connection(), conversation.line, remote).await?;
    let text = match row {
        Some(row) => {
            let record = row.record(&conversation.remote)?;
            words_of(&record.content).map(|(text, _)| text.to_owned())
        }
        None => None,
    };
    Ok(Quote {
        remote: Some(remote.clone()),
        text,
    })
}

/// Lets an echo count as an answer, or not while its send is stuck.
pub(crate) async fn set_failed(
    write: &mut Write,
    outbox: &str,
    failed: bool,
) -> Result<(), StoreError> {
    // A note that does not get through stays a note: the row of the outbox says that it is stuck.
    let role = if failed { Role::Failed } else { Role::Answer };
    for part in parts(write.connection(), outbox).await? {
        sqlx::query(
            // Nothing is written where nothing changes: a damaged cache must not hold the outbox up.
            "UPDATE items SET role = ?1
             WHERE outbox_id = ?2 AND confirmed = 0 AND direction <> 'internal' AND role <> ?1",
        )
        .bind(role.code())
        .bind(part)
        .execute(write.connection())
        .await?;
    }
    Ok(())
}

/// Joins an echo with what its platform said: the echo keeps its row id, takes the platform's id,
/// and swallows a copy that arrived earlier. `told` is `None` where the platform names no id.
pub(crate) async fn confirm(
    write: &mut Write,
    conversation: &ConversationId,
    outbox: &str,
    told: Option<&RemoteId>,
) -> Result<(), StoreError> {
    for part in parts(write.connection(), outbox).await? {
        // The platform names the message; its further items are recognised when they come.
        let told = told.filter(|_| part == outbox);
        confirm_part(write, conversation, &part, told).await?;
    }
    Ok(())
}

async fn confirm_part(
    write: &mut Write,
    conversation: &ConversationId,
    outbox: &str,
    told: Option<&RemoteId>,
) -> Result<(), StoreError> {
    let echo: Option<i64> = sqlx::query_scalar("SELECT id FROM items WHERE outbox_id = ?")
        .bind(outbox)
        .fetch_optional(write.connection())
        .await?;
    let Some(echo) = echo else { return Ok(()) };
    let copy = match told {
        Some(remote) => by_remote(write.connection(), conversation.line, remote).await?,
        None => behind(write.connection(), outbox).await?,
    };
    match copy {
        Some(copy) if copy.id != echo => {
            let record = copy.record(&conversation.remote)?;
            // First out of the way: two rows cannot carry one id.
            sqlx::query("DELETE FROM items WHERE id = ?")
                .bind(copy.id)
                .execute(write.connection())
                .await?;
            adopt(write.connection(), echo, &record).await?;
        }
        _ => {
            // Words that were held back happen when they leave: that is the time their copy tells.
            sqlx::query(
                "UPDATE items SET confirmed = 1, remote = coalesce(?, remote),
                        occurred_at = max(occurred_at, coalesce(
                            (SELECT attempted_at FROM desk.outbox WHERE id = ?), 0))
                 WHERE id = ?",
            )
            .bind(told.map(RemoteId::as_str))
            .bind(row_name(outbox))
            .bind(echo)
            .execute(write.connection())
            .await?;
            set_answering(write.connection(), echo).await?;
        }
    }
    show_behind(write, conversation, outbox).await
}

/// A confirmed echo answers, even if its row was stuck before.
async fn set_answering(connection: &mut SqliteConnection, echo: i64) -> Result<(), StoreError> {
    let row = item(&mut *connection, echo).await?;
    let role = Role::of(&row.record(&RemoteId(String::new()))?);
    sqlx::query("UPDATE items SET role = ? WHERE id = ?")
        .bind(role.code())
        .bind(echo)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes the echo of a row that will not be sent.
pub(crate) async fn remove(
    write: &mut Write,
    conversation: &ConversationId,
    outbox: &str,
) -> Result<(), StoreError> {
    for part in parts(write.connection(), outbox).await? {
        sqlx::query("DELETE FROM items WHERE outbox_id = ? AND confirmed = 0")
            .bind(&part)
            .execute(write.connection())
            .await?;
        show_behind(write, conversation, &part).await?;
    }
    bring_to_light(write, conversation, outbox).await
}

/// Shows what stood behind the echoes of a row and was somebody else's after all.
pub(crate) async fn bring_to_light(
    write: &mut Write,
    conversation: &ConversationId,
    outbox: &str,
) -> Result<(), StoreError> {
    for part in parts(write.connection(), outbox).await? {
        show_behind(write, conversation, &part).await?;
    }
    show_behind(write, conversation, outbox).await
}

async fn show_behind(
    write: &mut Write,
    conversation: &ConversationId,
    outbox: &str,
) -> Result<(), StoreError> {
    while let Some(row) = behind(write.connection(), outbox).await? {
        let record = row.record(&conversation.remote)?;
        Columns::of(&record, None)?
            .write_over(write.connection(), row.id)
            .await?;
    }
    Ok(())
}

async fn behind(
    connection: &mut SqliteConnection,
    outbox: &str,
) -> Result<Option<ItemRow>, StoreError> {
    Ok(sqlx::query_as(concat!(
        "SELECT ",
        item_columns!(),
        " FROM items i WHERE i.behind = ? LIMIT 1"
    ))
    .bind(outbox)
    .fetch_optional(connection)
    .await?)
}

async fn by_remote(
    connection: &mut SqliteConnection,
    line: LineId,
    remote: &RemoteId,
) -> Result<Option<ItemRow>, StoreError> {
    Ok(sqlx::query_as(concat!(
        "SELECT ",
        item_columns!(),
        " FROM items i WHERE i.line_id = ? AND i.remote = ?"
    ))
    .bind(line.0)
    .bind(remote.as_str())
    .fetch_optional(connection)
    .await?)
}
