//! Conversations seen for the first time. Together, as a first sync brings thousands: what they show
//! comes from what was told of them, so that they are written once, with their place in every list.

use std::{collections::HashSet, sync::LazyLock};

use inbox_core::{ConversationId, ConversationRecord, LineId, RemoteId};
use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::{
    Change, StoreError, Write, contacts,
    conversations::{Announced, TOLD, Told, announced, bind_told},
    echo,
    items::rows_at_once,
    role::shortened,
    settle::{First, FirstSight},
    words::{Word, to_json},
    write::Touch,
};

/// Keeps conversations that are not known, of which each is told once; answers their rows, in order.
pub(crate) async fn keep(
    write: &mut Write,
    line: LineId,
    records: &[&ConversationRecord],
) -> Result<Vec<i64>, StoreError> {
    let contacts = contacts::keep_all(write, line, records).await?;
    let sight = FirstSight::of(write, line).await?;
    let mut newcomers = Vec::with_capacity(records.len());
    for (record, contact) in records.iter().zip(contacts) {
        let told = Told::of(record)?;
        let announced = announced(record, None);
        newcomers.push(Newcomer {
            record,
            contact,
            announced,
            shown: sight.look(record, &told, announced)?,
            told,
        });
    }
    let rows = insert_all(write.connection(), line, &newcomers).await?;
    insert_tags(write.connection(), line, &rows, &newcomers).await?;
    let spoken = spoken(write.connection(), line, records).await?;
    for (record, row) in records.iter().zip(&rows) {
        let conversation = ConversationId::new(line, record.remote.clone());
        // A rebuilt cache meets conversations again that this desk has things to say in, and somebody
        // may be mentioned before the conversation itself is seen.
        if spoken.contains(record.remote.as_str()) {
            echo::restore_in(write, *row, &conversation).await?;
            write.touch(
                *row,
                Touch {
                    row: true,
                    ..Touch::default()
                },
            );
        }
        write.tell(Change::Conversation(conversation));
    }
    write.tell(Change::Conversations);
    write.tell(Change::Counts);
    Ok(rows)
}

struct Newcomer<'a> {
    record: &'a ConversationRecord,
    contact: i64,
    announced: Announced,
    told: Told,
    shown: First,
}

/// The columns of a newcomer beside [`TOLD`] and what is derived.
const NAMED: [&str; 5] = [
    "line_id",
    "remote",
    "preview_kind",
    "preview_outbound",
    "preview_text",
];

fn insert_sql(rows: usize) -> String {
    static PARTS: LazyLock<(String, String)> = LazyLock::new(|| {
        let columns = [&TOLD[..], &NAMED[..], &First::columns()].concat();
        let places = vec!["?"; columns.len()].join(", ");
        let beginning = format!("INSERT INTO conversations ({}) VALUES ", columns.join(", "));
        (beginning, format!("({places})"))
    });
    let (beginning, row) = &*PARTS;
    format!("{beginning}{}", vec![row.as_str(); rows].join(", "))
}

async fn insert_all(
    connection: &mut SqliteConnection,
    line: LineId,
    newcomers: &[Newcomer<'_>],
) -> Result<Vec<i64>, StoreError> {
    let mut ids = Vec::with_capacity(newcomers.len());
    let mut rest = newcomers;
    while !rest.is_empty() {
        let (portion, behind) = rest.split_at(rows_at_once(rest.len()));
        rest = behind;
        let mut statement = sqlx::query(AssertSqlSafe(insert_sql(portion.len())));
        for each in portion {
            let preview = each.record.preview.as_ref();
            statement = bind_told(
                statement,
                each.contact,
                each.record,
                each.announced,
                &each.told,
            )
            .bind(line.0)
            .bind(each.record.remote.as_str())
            .bind(preview.map(|preview| preview.kind.word()))
            .bind(preview.is_some_and(|preview| preview.outbound))
            .bind(
                preview
                    .and_then(|preview| preview.text.as_deref())
                    .map(shortened),
            );
            statement = each.shown.bind(statement);
        }
        let inserted = statement.execute(&mut *connection).await?;
        // One writer: the rows of a statement are numbered one after the other, in their order.
        let last = inserted.last_insert_rowid();
        ids.extend(last + 1 - portion.len() as i64..=last);
    }
    Ok(ids)
}

async fn insert_tags(
    connection: &mut SqliteConnection,
    line: LineId,
    rows: &[i64],
    newcomers: &[Newcomer<'_>],
) -> Result<(), StoreError> {
    let tags: Vec<(i64, &[RemoteId])> = rows
        .iter()
        .zip(newcomers)
        .map(|(row, each)| (*row, &each.record.tags[..]))
        .filter(|(_, tags)| !tags.is_empty())
        .collect();
    if tags.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO conversation_tags (conversation_id, tag, line_id)
         SELECT c.value ->> 0, t.value, ?
         FROM json_each(?) c CROSS JOIN json_each(c.value, '$[1]') t WHERE true
         ON CONFLICT DO NOTHING",
    )
    .bind(line.0)
    .bind(to_json("tags", &tags)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Those that this desk has something to say in, has read, or was told of by name.
async fn spoken(
    connection: &mut SqliteConnection,
    line: LineId,
    records: &[&ConversationRecord],
) -> Result<HashSet<String>, StoreError> {
    let remotes: Vec<&str> = records.iter().map(|each| each.remote.as_str()).collect();
    let spoken: Vec<String> = sqlx::query_scalar(
        "SELECT k.value FROM json_each(?2) k
         WHERE EXISTS (SELECT 1 FROM desk.outbox o
                       WHERE o.line_id = ?1 AND o.conversation = k.value)
            OR EXISTS (SELECT 1 FROM desk.read_marks m
                       WHERE m.line_id = ?1 AND m.conversation = k.value)
            OR EXISTS (SELECT 1 FROM personal_notices n INDEXED BY personal_notices_unread
                       WHERE n.line_id = ?1 AND n.conversation = k.value AND n.read_here = 0)",
    )
    .bind(line.0)
    .bind(to_json("ids", &remotes)?)
    .fetch_all(connection)
    .await?;
    Ok(spoken.into_iter().collect())
}
