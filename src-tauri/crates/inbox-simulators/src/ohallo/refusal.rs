//! How the platform says no: a status and one readable sentence.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde_json::json;

use crate::shared::http::json_response;

/// A refused call.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: u16,
    message: String,
    retry_after: Option<SignedDuration>,
}

impl Refusal {
    fn of(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            retry_after: None,
        }
    }

    /// 400: the request is not acceptable, or the state does not allow it.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::of(400, message)
    }

    /// 401: no key, or one that no longer opens anything.
    pub(crate) fn unauthorised() -> Self {
        Self::of(401, "Unauthorized")
    }

    /// 403: the key lacks that scope.
    pub(crate) fn missing_scope(scope: &str) -> Self {
        Self::of(403, format!("Missing required scope: {scope}"))
    }

    /// 403: the key is restricted to something else.
    pub(crate) fn workspace_not_allowed() -> Self {
        Self::of(403, "API key is not allowed to access this workspace")
    }

    /// 404 in those words.
    pub(crate) fn not_found(message: &str) -> Self {
        Self::of(404, message)
    }

    /// 404 for a thing of that kind.
    pub(crate) fn no_such(thing: &str) -> Self {
        Self::of(404, format!("{thing} not found"))
    }

    /// 429, with the wait if it is to be told.
    pub(crate) fn too_many(retry_after: Option<SignedDuration>) -> Self {
        Self {
            retry_after,
            ..Self::of(429, "Too many requests")
        }
    }

    /// 500: the conversation's workflow is over or was never there.
    pub(crate) fn workflow() -> Self {
        Self::of(500, "Failed to signal conversation workflow")
    }

    /// 500.
    pub(crate) fn internal() -> Self {
        Self::of(500, "Internal server error")
    }

    /// 503.
    pub(crate) fn unavailable() -> Self {
        Self::of(503, "Service unavailable")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = json_response(self.status, &json!({ "error": self.message }));
        if let Some(wait) = self.retry_after {
            let seconds = (wait.as_millis() as u64).div_ceil(1_000).max(1);
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
