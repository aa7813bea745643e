//! Events in SQLite: many readers, one writer task that commits for everyone at once.

use std::{path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::body::Bytes;
use futures_util::TryStreamExt;
use serde_json::value::RawValue;
use sqlx::{QueryBuilder, Row, Sqlite, SqlitePool, sqlite::SqliteRow};
use tokio::{
    sync::{Mutex, mpsc, oneshot},
    task::JoinHandle,
};

use super::{
    Appended, EventStore, Retention,
    recent_keys::RecentKeys,
    writer::{self, Request, Writer},
};
use crate::{
    database,
    error::RelayError,
    event::{Event, NewEvent, Page, PageBuilder, PageLimits, Position, Scope, StreamId},
    feed::Feed,
    metrics::Metrics,
};

/// Events that may wait for the disk before senders are asked to come again.
const QUEUE: usize = 8_192;

/// How many rows one query walks over in search of a reader's inlets.
const SCAN: i64 = 10_000;

/// The stream of events in one SQLite file.
pub(crate) struct SqliteEvents {
    requests: mpsc::Sender<Request>,
    readers: SqlitePool,
    feed: Arc<Feed>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl SqliteEvents {
    /// Opens the database and the feed of what it holds.
    pub(crate) async fn open(
        path: &Path,
        dedupe_horizon: Duration,
        metrics: Arc<Metrics>,
    ) -> Result<(Self, Arc<Feed>), RelayError> {
        let mut connection = database::open_for_writing(path).await?;
        let stream = sqlx::query_scalar("SELECT stream_id FROM relay")
            .fetch_one(&mut connection)
            .await
            .map(StreamId)?;
        let pruned_through = sqlx::query_scalar("SELECT pruned_through FROM relay")
            .fetch_one(&mut connection)
            .await
            .map(Position)?;
        let head = writer::head(&mut connection).await?;
        let readers = database::open_for_reading(path).await?;
        let feed = Arc::new(Feed::new(stream, pruned_through, head));
        let (requests, queue) = mpsc::channel(QUEUE);
        let recent_keys = RecentKeys::load(&mut connection, dedupe_horizon).await?;
        let writer = Writer::new(connection, recent_keys, Arc::clone(&feed), metrics);
        let writer = tokio::spawn(writer.run(queue));
        let events = Self {
            requests,
            readers,
            feed: Arc::clone(&feed),
            writer: Mutex::new(Some(writer)),
        };
        Ok((events, feed))
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<T, RelayError>>) -> Request,
    ) -> Result<T, RelayError> {
        let (answer, answered) = oneshot::channel();
        self.requests
            .try_send(request(answer))
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => RelayError::Overloaded,
                mpsc::error::TrySendError::Closed(_) => RelayError::Stopped,
            })?;
        answered.await.unwrap_or(Err(RelayError::Stopped))
    }
}

#[async_trait]
impl EventStore for SqliteEvents {
    async fn append(&self, event: NewEvent) -> Result<Appended, RelayError> {
        self.ask(|answer| Request::Append(event, answer)).await
    }

    async fn check(&self) -> Result<(), RelayError> {
        self.ask(Request::Check).await
    }

    async fn read(
        &self,
        after: Position,
        scope: &Scope,
        limits: PageLimits,
    ) -> Result<Page, RelayError> {
        let head = self.feed.head();
        let until = head.min(Position(after.0 + SCAN));
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT id, inlet, received_at, headers, body FROM event WHERE id > ",
        );
        query
            .push_bind(after.0)
            .push(" AND id <= ")
            .push_bind(until.0);
        if let Scope::Inlets(labels) = scope {
            let labels = serde_json::Value::from(labels.as_slice()).to_string();
            query
                .push(" AND inlet IN (SELECT value FROM json_each(")
                .push_bind(labels)
                .push("))");
        }
        query
            .push(" ORDER BY id LIMIT ")
            .push_bind(limits.events as i64 + 1);
        let mut page = PageBuilder::new(limits);
        let mut full = false;
        let mut rows = query.build().fetch(&self.readers);
        while let Some(row) = rows.try_next().await? {
            if !page.push(Arc::new(event(&row)?)) {
                full = true;
                break;
            }
        }
        Ok(page.finish(full, until, head))
    }

    async fn prune(&self, retention: Retention, now_ms: i64) -> Result<bool, RelayError> {
        self.ask(|answer| Request::Prune {
            retention,
            now_ms,
            answer,
        })
        .await
    }

    async fn stored_bytes(&self) -> Result<u64, RelayError> {
        let mut connection = self.readers.acquire().await?;
        writer::used_bytes(&mut connection).await
    }

    async fn close(&self) {
        self.readers.close().await;
        // The queue is in order: whatever was accepted before is written before the writer sees this.
        let asked = self.requests.send(Request::Stop).await;
        if let (Ok(()), Some(writer)) = (asked, self.writer.lock().await.take())
            && let Err(error) = writer.await
        {
            tracing::error!(%error, "the writer ended badly");
        }
    }
}

fn event(row: &SqliteRow) -> Result<Event, RelayError> {
    let headers = RawValue::from_string(row.try_get("headers")?)
        .map_err(|_| RelayError::DamagedRow("headers"))?;
    Ok(Event::new(
        Position(row.try_get("id")?),
        row.try_get::<String, _>("inlet")?.into(),
        row.try_get("received_at")?,
        headers,
        Bytes::from(row.try_get::<Vec<u8>, _>("body")?),
    ))
}
