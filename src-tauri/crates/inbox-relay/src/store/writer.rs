//! The one task that writes events: everything that waits is committed at once, so that one wait for the disk serves
//! many senders.

use std::{
    collections::HashSet,
    sync::{Arc, LazyLock},
    time::Instant,
};

use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::{
    Appended, Retention,
    recent_keys::{self, JOURNAL, RecentKeys},
};
use crate::{
    error::RelayError,
    event::{DedupeKey, Event, NewEvent, Position},
    feed::Feed,
    metrics::Metrics,
};

/// Requests served by one commit.
const BATCH: usize = 1_024;
/// Rows that statements are made for; a batch takes the least that it fits into.
const ROWS: [usize; 4] = [16, 64, 256, BATCH];
/// Events removed per transaction, so that senders never wait long behind a removal.
const PRUNE_ROWS: i64 = 500;
/// What a row costs beside its body.
const ROW_BYTES: u64 = 200;

type Answer<T> = oneshot::Sender<Result<T, RelayError>>;

/// What the writer is asked for. An answer nobody waits for any more is dropped; the work is done all the same.
pub(super) enum Request {
    Append(NewEvent, Answer<Appended>),
    Check(Answer<()>),
    Prune {
        retention: Retention,
        now_ms: i64,
        answer: Answer<bool>,
    },
    Stop,
}

/// Owner of the only connection that writes events.
pub(super) struct Writer {
    connection: SqliteConnection,
    recent_keys: RecentKeys,
    feed: Arc<Feed>,
    metrics: Arc<Metrics>,
    /// After a failed commit the database is asked what it holds: the commit may have happened after all.
    head_is_uncertain: bool,
}

impl Writer {
    pub(super) fn new(
        connection: SqliteConnection,
        recent_keys: RecentKeys,
        feed: Arc<Feed>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            connection,
            recent_keys,
            feed,
            metrics,
            head_is_uncertain: false,
        }
    }

    pub(super) async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut waiting = Vec::with_capacity(BATCH);
        while requests.recv_many(&mut waiting, BATCH).await > 0 {
            let mut appends = Vec::with_capacity(waiting.len());
            for request in waiting.drain(..) {
                match request {
                    Request::Append(event, answer) => appends.push((event, answer)),
                    Request::Check(answer) => drop(answer.send(self.check().await)),
                    Request::Prune {
                        retention,
                        now_ms,
                        answer,
                    } => {
                        drop(answer.send(self.prune(retention, now_ms).await));
                    }
                    Request::Stop => requests.close(),
                }
            }
            if !appends.is_empty() {
                self.append(appends).await;
            }
        }
        if let Err(error) = self.close().await {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }

    async fn append(&mut self, appends: Vec<(NewEvent, Answer<Appended>)>) {
        let (events, answers): (Vec<_>, Vec<_>) = appends.into_iter().unzip();
        match self.commit(events).await {
            Ok(outcomes) => {
                for (answer, outcome) in answers.into_iter().zip(outcomes) {
                    drop(answer.send(Ok(outcome)));
                }
            }
            Err(error) => {
                tracing::error!(%error, events = answers.len(), "events could not be stored");
                self.metrics.commit_failures.add(1);
                self.head_is_uncertain = true;
                for answer in answers {
                    drop(answer.send(Err(RelayError::CommitFailed)));
                }
            }
        }
    }

    /// Stores all events in one transaction and shows the new ones to readers; the outcomes are in the events' order.
    async fn commit(&mut self, events: Vec<NewEvent>) -> Result<Vec<Appended>, RelayError> {
        if self.head_is_uncertain {
            self.recent_keys.reload(&mut self.connection).await?;
            self.feed.resume_at(head(&mut self.connection).await?);
            self.head_is_uncertain = false;
        }
        let mut keys = HashSet::with_capacity(events.len());
        let mut outcomes = Vec::with_capacity(events.len());
        let mut fresh = Vec::with_capacity(events.len());
        for event in events {
            let is_repeat = self
                .recent_keys
                .is_repeat(&event.identity, event.received_at);
            if is_repeat || !keys.insert(event.identity.key) {
                outcomes.push(Appended::Duplicate);
            } else {
                outcomes.push(Appended::Stored);
                fresh.push(event);
            }
        }
        if fresh.is_empty() {
            return Ok(outcomes);
        }
        let keys: Vec<_> = fresh
            .iter()
            .map(|event| (event.identity.key, event.received_at))
            .collect();
        let after = self.feed.head();
        let began = Instant::now();
        store(&mut self.connection, after, &fresh, &keys).await?;
        self.metrics.committed(fresh.len(), began.elapsed());
        self.recent_keys.remember(keys);
        let published = fresh.into_iter().zip(after.0 + 1..).map(|(event, id)| {
            let NewEvent {
                inlet,
                received_at,
                headers,
                body,
                ..
            } = event;
            Arc::new(Event::new(Position(id), inlet, received_at, headers, body))
        });
        self.feed.publish(published.collect());
        Ok(outcomes)
    }

    async fn check(&mut self) -> Result<(), RelayError> {
        sqlx::query("UPDATE relay SET checked_at = checked_at + 1")
            .execute(&mut self.connection)
            .await?;
        Ok(())
    }

    async fn prune(&mut self, retention: Retention, now_ms: i64) -> Result<bool, RelayError> {
        let forgot = self
            .recent_keys
            .forget(&mut self.connection, now_ms)
            .await?;
        Ok(self.prune_events(retention, now_ms).await? > 0 || forgot)
    }

    async fn prune_events(&mut self, retention: Retention, now_ms: i64) -> Result<u64, RelayError> {
        let oldest_allowed = now_ms.saturating_sub(retention.age.as_millis() as i64);
        let mut excess = used_bytes(&mut self.connection)
            .await?
            .saturating_sub(retention.bytes);
        let oldest =
            sqlx::query("SELECT id, received_at, length(body) FROM event ORDER BY id LIMIT ?")
                .bind(PRUNE_ROWS)
                .fetch_all(&mut self.connection)
                .await?;
        let mut through = None;
        // Only ever a beginning of the stream goes, so that one number says what is gone.
        for row in oldest {
            let received_at: i64 = row.try_get(1)?;
            if received_at >= oldest_allowed && excess == 0 {
                break;
            }
            excess = excess.saturating_sub(row.try_get::<i64, _>(2)? as u64 + ROW_BYTES);
            through = Some(row.try_get::<i64, _>(0)?);
        }
        let Some(through) = through else { return Ok(0) };
        self.feed.announce_pruning(Position(through));
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let removed = sqlx::query("DELETE FROM event WHERE id <= ?")
            .bind(through)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        sqlx::query("UPDATE relay SET pruned_through = ?")
            .bind(through)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.metrics.pruned.add(removed);
        Ok(removed)
    }

    async fn close(mut self) -> Result<(), RelayError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&mut self.connection)
            .await?;
        self.connection.close().await?;
        Ok(())
    }
}

/// A whole transaction for up to so many events. In one text: each statement by itself would be a way to SQLite's thread
/// and back, with everyone who sends waiting. Rows without values are left out, so that few texts serve every number of
/// events and stay prepared; preparing one takes longer than running it.
fn transaction(rows: usize) -> String {
    let values = vec!["(?, ?, ?, ?, ?)"; rows].join(", ");
    format!(
        "BEGIN IMMEDIATE;
         {JOURNAL};
         INSERT INTO event (id, inlet, received_at, headers, body)
         SELECT column1, column2, column3, column4, column5 FROM (VALUES {values}) WHERE column1 IS NOT NULL;
         COMMIT"
    )
}

static TRANSACTIONS: LazyLock<[String; ROWS.len()]> = LazyLock::new(|| ROWS.map(transaction));

/// Stores events behind `after` with the keys by which they are known, durably, or nothing of them.
async fn store(
    connection: &mut SqliteConnection,
    after: Position,
    events: &[NewEvent],
    keys: &[(DedupeKey, i64)],
) -> Result<(), RelayError> {
    let size = ROWS.partition_point(|rows| *rows < events.len());
    let mut statement =
        recent_keys::bind_journal(sqlx::query(TRANSACTIONS[size].as_str()), after, keys);
    for (event, id) in events.iter().zip(after.0 + 1..) {
        statement = statement
            .bind(id)
            .bind(&*event.inlet)
            .bind(event.received_at)
            .bind(event.headers.get())
            .bind(&event.body[..]);
    }
    if let Err(error) = statement.execute(&mut *connection).await {
        // Fails in its turn where nothing was begun.
        sqlx::query("ROLLBACK").execute(connection).await.ok();
        return Err(error.into());
    }
    Ok(())
}

/// The position behind the newest event ever stored, also when that was removed since.
pub(super) async fn head(connection: &mut SqliteConnection) -> Result<Position, RelayError> {
    let head = sqlx::query_scalar(
        "SELECT max(pruned_through, ifnull((SELECT max(id) FROM event), 0)) FROM relay",
    )
    .fetch_one(connection)
    .await?;
    Ok(Position(head))
}

pub(super) async fn used_bytes(connection: &mut SqliteConnection) -> Result<u64, RelayError> {
    let used: i64 = sqlx::query_scalar(
        "SELECT (page_count - freelist_count) * page_size
         FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
    )
    .fetch_one(connection)
    .await?;
    Ok(used as u64)
}
