//! The references: the least that SQLite has to do for the same thing, without anything of ours.

use std::path::Path;

use inbox_core::{ItemRecord, LineId};
use sqlx::{
    AssertSqlSafe, Connection as _, QueryBuilder, Sqlite, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

/// The schema of the cache, so that a bare insert fills the same table with the same indexes.
const CACHE: &str = include_str!("../../inbox-store/migrations/cache/0001_cache.sql");

pub(crate) async fn connect(
    file: &Path,
    synchronous: SqliteSynchronous,
) -> anyhow::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(false)
        .pragma("cache_size", "-16000");
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// An empty cache file for bare inserts.
pub(crate) async fn empty_cache(file: &Path) -> anyhow::Result<SqliteConnection> {
    let mut connection = connect(file, SqliteSynchronous::Normal).await?;
    sqlx::raw_sql(CACHE).execute(&mut connection).await?;
    Ok(connection)
}

/// An item as a bare loop gets it: its JSON is made before the clock runs.
pub(crate) struct BareItem {
    remote: String,
    occurred_at: i64,
    content: String,
}

pub(crate) fn bare(item: &ItemRecord) -> anyhow::Result<BareItem> {
    Ok(BareItem {
        remote: item.remote.0.clone(),
        occurred_at: item.occurred_at.0,
        content: serde_json::to_string(&item.content)?,
    })
}

/// Inserts items into one conversation in one transaction.
pub(crate) async fn insert_items(
    connection: &mut SqliteConnection,
    conversation: i64,
    items: &[BareItem],
) -> anyhow::Result<()> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut statement = QueryBuilder::<Sqlite>::new(
        "INSERT INTO items (conversation_id, line_id, remote, occurred_at, role, direction,
                            author_kind, content) ",
    );
    statement.push_values(items, |mut row, item| {
        row.push_bind(conversation)
            .push_bind(1)
            .push_bind(&item.remote)
            .push_bind(item.occurred_at)
            .push_bind(1)
            .push_bind("inbound")
            .push_bind("contact")
            .push_bind(&item.content);
    });
    statement.build().execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Reads a page of rows by one index, with the customer's name, as plain values.
pub(crate) async fn list(
    connection: &mut SqliteConnection,
    index: &str,
    condition: &str,
    order: &str,
) -> anyhow::Result<usize> {
    let rows = sqlx::query(AssertSqlSafe(format!(
        "SELECT c.*, k.name, k.phone FROM conversations c INDEXED BY {index}
         CROSS JOIN contacts k ON k.id = c.contact_id
         WHERE {condition} ORDER BY {order} LIMIT 51"
    )))
    .fetch_all(connection)
    .await?;
    Ok(rows.len())
}

/// Reads the newest items of a conversation as plain values.
pub(crate) async fn newest_items(
    connection: &mut SqliteConnection,
    line: LineId,
    conversation: &str,
) -> anyhow::Result<usize> {
    let rows = sqlx::query(
        "SELECT * FROM items
         WHERE conversation_id = (SELECT id FROM conversations WHERE line_id = ? AND remote = ?)
         ORDER BY occurred_at DESC, id DESC LIMIT 51",
    )
    .bind(line.0)
    .bind(conversation)
    .fetch_all(connection)
    .await?;
    Ok(rows.len())
}

/// Appends rows durably, so many per commit, and says how many per second.
pub(crate) async fn durable_appends(
    file: &Path,
    bodies: &[Vec<u8>],
    per_commit: usize,
) -> anyhow::Result<f64> {
    let mut connection = connect(file, SqliteSynchronous::Full).await?;
    sqlx::raw_sql("CREATE TABLE event (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
        .execute(&mut connection)
        .await?;
    let began = std::time::Instant::now();
    for portion in bodies.chunks(per_commit) {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut statement = QueryBuilder::<Sqlite>::new("INSERT INTO event (body) ");
        statement.push_values(portion, |mut row, body| {
            row.push_bind(&body[..]);
        });
        statement.build().execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    Ok(bodies.len() as f64 / began.elapsed().as_secs_f64())
}
