//! `POST /in/{inlet}`: a platform's webhook comes in.
//!
//! 200 is said only once the event is durable. Hatif does not repeat what was answered with 4xx, so these are kept for
//! requests that a repeat would not mend; whatever a repeat mends is a 503, be it our own trouble, an inlet that is
//! posted to too fast, or a body that did not arrive in time.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use serde_json::value::RawValue;

use crate::{
    app::App,
    dedupe::identity,
    event::NewEvent,
    registry::Inlet,
    rejection::Rejection,
    store::Appended,
    verify::{CHATWOOT_TIMESTAMP, is_genuine},
};

/// Headers worth telling the desktops.
static KEPT_HEADERS: [HeaderName; 4] = [
    header::CONTENT_TYPE,
    header::USER_AGENT,
    HeaderName::from_static("x-chatwoot-delivery"),
    CHATWOOT_TIMESTAMP,
];

/// How much of a body that is too large is read on and thrown away. Closing with unread bytes would reset the
/// connection, and the sender might never see our 413.
const DISCARDED_BYTES: usize = 4 * 1024 * 1024;

pub(crate) async fn accept(State(app): State<Arc<App>>, request: Request) -> Response {
    match store(&app, request).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(rejection) => app.reject(rejection),
    }
}

async fn store(app: &App, request: Request) -> Result<(), Rejection> {
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return Err(Rejection::NotFound);
    }
    let path_id = parts.uri.path().strip_prefix("/in/").unwrap_or_default();
    let inlet = app.directory.inlet(path_id).ok_or(Rejection::NotFound)?;
    let body = tokio::time::timeout(app.body_timeout, read(body, app.max_body_bytes))
        .await
        .unwrap_or(Err(Rejection::BodyTimeout))
        .and_then(|body| {
            check(
                app,
                &inlet,
                &parts.headers,
                parts.uri.query().unwrap_or_default(),
                &body,
            )?;
            Ok(body)
        })
        .inspect_err(|rejection| {
            tracing::debug!(inlet = &*inlet.label, code = rejection.code(), "rejected");
        })?;
    // Hatif sends empty bodies now and then; there is nothing in them to keep.
    if body.is_empty() {
        inlet.counters.empty.add(1);
        return Ok(());
    }
    let event = NewEvent {
        inlet: Arc::clone(&inlet.label),
        received_at: app.clock.now_ms(),
        identity: identity(&inlet.label, inlet.scheme, &body),
        headers: kept_headers(&parts.headers),
        body,
    };
    match app.store.append(event).await? {
        Appended::Stored => inlet.counters.accepted.add(1),
        Appended::Duplicate => inlet.counters.duplicates.add(1),
    }
    Ok(())
}

/// The whole body; copied out of the connection's buffer, which a small kept slice would otherwise pin.
async fn read(body: Body, limit: usize) -> Result<Bytes, Rejection> {
    let mut collected = Vec::new();
    let mut length = 0;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Rejection::BodyIncomplete)?;
        length += chunk.len();
        if length <= limit {
            collected.extend_from_slice(&chunk);
        } else if length > limit + DISCARDED_BYTES {
            break;
        }
    }
    if length > limit {
        Err(Rejection::BodyTooLarge)
    } else {
        Ok(collected.into())
    }
}

fn check(
    app: &App,
    inlet: &Inlet,
    headers: &HeaderMap,
    query: &str,
    body: &[u8],
) -> Result<(), Rejection> {
    let now_ms = app.clock.now_ms();
    // Before the signature, so that guessing is limited too.
    inlet
        .rate
        .take(now_ms)
        .map_err(|retry_after_s| Rejection::RateLimited { retry_after_s })?;
    match &inlet.secret {
        Some(secret)
            if !body.is_empty()
                && !is_genuine(inlet.scheme, secret, headers, query, body, now_ms) =>
        {
            Err(Rejection::SignatureInvalid)
        }
        _ => Ok(()),
    }
}

fn kept_headers(headers: &HeaderMap) -> Box<RawValue> {
    let kept: BTreeMap<&str, &str> = KEPT_HEADERS
        .iter()
        .filter_map(|name| Some((name.as_str(), headers.get(name)?.to_str().ok()?)))
        .collect();
    serde_json::value::to_raw_value(&kept).expect("a map of strings always serialises")
}
