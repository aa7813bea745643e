//! `GET /v1/events`: a desktop asks for what is new, and waits for it.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tokio::time::{Instant, sleep_until};

use crate::{
    app::App,
    event::{Page, PageLimits, Position, Scope},
    iterator::StreamIterator,
    registry::Reader,
    rejection::Rejection,
};

const MAX_WAIT: Duration = Duration::from_mins(1);
const DEFAULT_EVENTS: usize = 100;
const MAX_EVENTS: usize = 500;
const MAX_BYTES: usize = 4 * 1024 * 1024;

#[derive(Deserialize)]
pub(crate) struct PollQuery {
    /// Where the last answer ended.
    iterator: Option<String>,
    /// Where to begin without an iterator.
    #[serde(default)]
    from: Begin,
    /// Seconds to wait for an event.
    #[serde(default)]
    wait: u64,
    limit: Option<usize>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Begin {
    #[default]
    Now,
    Start,
}

pub(crate) async fn poll(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    query: Result<Query<PollQuery>, QueryRejection>,
) -> Response {
    answer(&app, &headers, query)
        .await
        .unwrap_or_else(|rejection| app.reject(rejection))
}

async fn answer(
    app: &App,
    headers: &HeaderMap,
    query: Result<Query<PollQuery>, QueryRejection>,
) -> Result<Response, Rejection> {
    let token = bearer(headers).ok_or(Rejection::Unauthorized)?;
    authorize(app, token)?;
    let Query(query) = query.map_err(|_| Rejection::QueryInvalid)?;
    let limits = PageLimits {
        events: query.limit.unwrap_or(DEFAULT_EVENTS).min(MAX_EVENTS),
        bytes: MAX_BYTES,
    };
    if limits.events == 0 {
        return Err(Rejection::QueryInvalid);
    }
    let position = match (&query.iterator, query.from) {
        (Some(text), _) => position_of(app, text)?,
        (None, Begin::Start) => app.feed.pruned_through(),
        // At once: the desktop has to hold an iterator before it waits, or a broken connection would cost it events.
        (None, Begin::Now) => return Ok(render(app, &nothing_behind(app.feed.head()))),
    };
    let wait = Duration::from_secs(query.wait).min(MAX_WAIT);
    let page = wait_for_events(app, token, position, limits, Instant::now() + wait).await?;
    app.metrics.delivered.add(page.events.len() as u64);
    Ok(render(app, &page))
}

fn position_of(app: &App, text: &str) -> Result<Position, Rejection> {
    let iterator = StreamIterator::decode(text).ok_or(Rejection::IteratorInvalid)?;
    // A place in another database, or behind our end because an older copy was restored: what lies between cannot be
    // known, which is what "expired" tells a desktop.
    if iterator.stream != app.feed.stream() || iterator.position > app.feed.head() {
        return Err(Rejection::IteratorExpired);
    }
    Ok(iterator.position)
}

/// The first events behind `position`, or an empty page at the deadline or when the relay stops.
async fn wait_for_events(
    app: &App,
    token: &str,
    mut position: Position,
    limits: PageLimits,
    deadline: Instant,
) -> Result<Page, Rejection> {
    let mut bell = app.feed.subscribe();
    let mut timeout = std::pin::pin!(sleep_until(deadline));
    let mut waiting = None;
    loop {
        // Marked as seen before reading, so that an event stored meanwhile rings again.
        bell.borrow_and_update();
        // The token may have been revoked while we waited.
        let reader = authorize(app, token)?;
        let page = read(app, position, &reader.scope, limits).await?;
        position = page.next;
        if !page.events.is_empty() {
            return Ok(page);
        }
        if !page.done && Instant::now() < deadline {
            continue;
        }
        waiting.get_or_insert_with(|| app.metrics.waiting_readers.enter());
        tokio::select! {
            biased;
            () = app.stopping.cancelled() => return Ok(page),
            () = &mut timeout => return Ok(page),
            rung = bell.changed() => if rung.is_err() { return Ok(page) },
        }
    }
}

async fn read(
    app: &App,
    after: Position,
    scope: &Scope,
    limits: PageLimits,
) -> Result<Page, Rejection> {
    let page = match app.feed.read(after, scope, limits) {
        Some(page) => page,
        None => app
            .store
            .read(after, scope, limits)
            .await
            .map_err(|error| {
                tracing::error!(%error, "events could not be read");
                Rejection::StoreUnavailable
            })?,
    };
    // Asked after reading: events that went while we read are missing from the page.
    if after < app.feed.pruned_through() {
        return Err(Rejection::IteratorExpired);
    }
    Ok(page)
}

fn nothing_behind(head: Position) -> Page {
    Page {
        events: Vec::new(),
        next: head,
        done: true,
    }
}

fn authorize(app: &App, token: &str) -> Result<Arc<Reader>, Rejection> {
    app.directory.reader(token).ok_or(Rejection::Unauthorized)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

fn render(app: &App, page: &Page) -> Response {
    let stream = app.feed.stream();
    let iterator = StreamIterator {
        stream,
        position: page.next,
    }
    .encode();
    let mut body = String::from(r#"{"data":["#);
    for (index, event) in page.events.iter().enumerate() {
        if index > 0 {
            body.push(',');
        }
        body.push_str(event.rendered(stream));
    }
    body.push_str(r#"],"iterator":""#);
    body.push_str(&iterator);
    body.push_str(r#"","done":"#);
    body.push_str(if page.done { "true}" } else { "false}" });
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, body).into_response()
}
