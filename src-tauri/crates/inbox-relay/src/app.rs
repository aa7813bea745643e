//! What every request needs, and the table of paths.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::{any, get},
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    accept, clock::RelayClock, feed::Feed, metrics::Metrics, poll, registry::Directory,
    rejection::Rejection, store::EventStore,
};

/// A store that cannot commit within this time is not healthy.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(5);

/// What every request shares.
pub(crate) struct App {
    pub(crate) clock: Arc<dyn RelayClock>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) feed: Arc<Feed>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) max_body_bytes: usize,
    pub(crate) body_timeout: Duration,
    /// Ends long polls.
    pub(crate) stopping: CancellationToken,
}

impl App {
    /// Counts the rejection and makes its answer.
    pub(crate) fn reject(&self, rejection: Rejection) -> Response {
        self.metrics.reject(rejection);
        rejection.into_response()
    }
}

pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        // Not `post`: it would answer other methods with an `Allow` header, which no unknown path has.
        .route("/in/{inlet}", any(accept::accept))
        .route("/v1/events", get(poll::poll).fallback(not_found))
        .route("/healthz", get(health).fallback(not_found))
        .route("/metrics", get(metrics).fallback(not_found))
        .fallback(not_found)
        .with_state(app)
}

async fn not_found(State(app): State<Arc<App>>) -> Response {
    app.reject(Rejection::NotFound)
}

async fn health(State(app): State<Arc<App>>) -> Response {
    match tokio::time::timeout(HEALTH_TIMEOUT, app.store.check()).await {
        Ok(Ok(())) => Json(json!({ "status": "ok" })).into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "the store cannot commit");
            app.reject(Rejection::StoreUnavailable)
        }
        Err(_) => {
            tracing::error!("the store does not commit in time");
            app.reject(Rejection::StoreUnavailable)
        }
    }
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    match app.store.stored_bytes().await {
        Ok(stored_bytes) => {
            let content_type = (header::CONTENT_TYPE, "text/plain; version=0.0.4");
            ([content_type], app.metrics.render(stored_bytes)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the store does not tell its size");
            app.reject(Rejection::StoreUnavailable)
        }
    }
}
