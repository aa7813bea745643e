//! The one task that writes events: everything that waits is committed at once, so that one wait for the disk serves
//! many senders.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::{Connection, QueryBuilder, Row, Sqlite, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::{Appended, Retention};
use crate::{
    error::RelayError,
    event::{DedupeKey, Event, NewEvent, Position},
    feed::Feed,
    metrics::Metrics,
};

/// Requests served by one commit.
const BATCH: usize = 1_024;
/// Rows per statement.
const ROWS: usize = 128;
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
        answer: Answer<u64>,
    },
    Stop,
}

/// Owner of the only connection that writes events.
pub(super) struct Writer {
    connection: SqliteConnection,
    dedupe_horizon_ms: i64,
    feed: Arc<Feed>,
    metrics: Arc<Metrics>,
    /// After a failed commit the database is asked what it holds: the commit may have happened after all.
    head_is_uncertain: bool,
}

impl Writer {
    pub(super) fn new(
        connection: SqliteConnection,
        dedupe_horizon: Duration,
        feed: Arc<Feed>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let dedupe_horizon_ms = dedupe_horizon.as_millis() as i64;
        Self {
            connection,
            dedupe_horizon_ms,
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
        let began = Instant::now();
        let (events, answers): (Vec<_>, Vec<_>) = appends.into_iter().unzip();
        match self.commit(events).await {
            Ok(outcomes) => {
                self.metrics.committed(answers.len(), began.elapsed());
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
            self.feed.resume_at(head(&mut self.connection).await?);
            self.head_is_uncertain = false;
        }
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let known = known_keys(&mut transaction, &events).await?;
        let mut taken = HashSet::with_capacity(events.len());
        let mut outcomes = Vec::with_capacity(events.len());
        let mut fresh = Vec::with_capacity(events.len());
        let mut expired = Vec::new();
        for event in events {
            let first_here = taken.insert(event.dedupe_key);
            let outcome = match known.get(&event.dedupe_key) {
                _ if !first_here => Appended::Duplicate,
                Some(known) if event.received_at - known.received_at < self.dedupe_horizon_ms => {
                    Appended::Duplicate
                }
                Some(known) => {
                    expired.push(known.id);
                    Appended::Stored
                }
                None => Appended::Stored,
            };
            outcomes.push(outcome);
            if outcome == Appended::Stored {
                fresh.push(event);
            }
        }
        for id in expired {
            sqlx::query("UPDATE event SET dedupe_key = NULL WHERE id = ?")
                .bind(id)
                .execute(&mut *transaction)
                .await?;
        }
        insert(&mut transaction, self.feed.head(), &fresh).await?;
        transaction.commit().await?;
        let published = fresh
            .into_iter()
            .zip(self.feed.head().0 + 1..)
            .map(|(event, id)| {
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

    async fn prune(&mut self, retention: Retention, now_ms: i64) -> Result<u64, RelayError> {
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

struct Known {
    id: i64,
    received_at: i64,
}

/// Which of the events' keys are stored already.
async fn known_keys(
    connection: &mut SqliteConnection,
    events: &[NewEvent],
) -> Result<HashMap<DedupeKey, Known>, RelayError> {
    let mut known = HashMap::new();
    for events in events.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT dedupe_key, id, received_at FROM event WHERE dedupe_key IN (",
        );
        let mut keys = query.separated(", ");
        for event in events {
            keys.push_bind(&event.dedupe_key[..]);
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *connection).await? {
            let key = DedupeKey::try_from(row.try_get::<&[u8], _>(0)?)
                .map_err(|_| RelayError::DamagedRow("dedupe_key"))?;
            known.insert(
                key,
                Known {
                    id: row.try_get(1)?,
                    received_at: row.try_get(2)?,
                },
            );
        }
    }
    Ok(known)
}

async fn insert(
    connection: &mut SqliteConnection,
    after: Position,
    events: &[NewEvent],
) -> Result<(), RelayError> {
    let mut id = after.0;
    for events in events.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT INTO event (id, inlet, received_at, dedupe_key, headers, body) ",
        );
        query.push_values(events, |mut row, event| {
            id += 1;
            row.push_bind(id)
                .push_bind(&*event.inlet)
                .push_bind(event.received_at)
                .push_bind(&event.dedupe_key[..])
                .push_bind(event.headers.get())
                .push_bind(&event.body[..]);
        });
        query.build().execute(&mut *connection).await?;
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
