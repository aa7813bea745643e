//! How the installation says no: several bodies, and 401 where others say 403.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::shared::http::json_response;

/// A refused call.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: u16,
    body: Option<Value>,
}

impl Refusal {
    pub(crate) fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            body: Some(body),
        }
    }

    fn error(status: u16, text: &str) -> Self {
        Self::new(status, json!({ "error": text }))
    }

    pub(crate) fn not_signed_in() -> Self {
        let text = "You need to sign in or sign up before continuing.";
        Self::new(401, json!({ "errors": [text] }))
    }

    pub(crate) fn unauthorized(text: &str) -> Self {
        Self::error(401, text)
    }

    /// A role or a missing membership forbids it.
    pub(crate) fn not_allowed() -> Self {
        Self::error(401, "You are not authorized to do this action")
    }

    pub(crate) fn forbidden(text: &str) -> Self {
        Self::error(403, text)
    }

    pub(crate) fn not_found() -> Self {
        Self::error(404, "Resource could not be found")
    }

    /// What the framework says of unknown paths and the client API of unknown things.
    pub(crate) fn not_found_at_all() -> Self {
        Self::new(404, json!({ "status": 404, "error": "Not Found" }))
    }

    pub(crate) fn unprocessable(text: impl AsRef<str>) -> Self {
        Self::error(422, text.as_ref())
    }

    /// A record that does not pass its validations.
    pub(crate) fn invalid(message: &str, attribute: &str) -> Self {
        let attributes = [attribute];
        Self::new(422, json!({ "message": message, "attributes": attributes }))
    }

    /// 422 with nothing in it.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, body: None }
    }

    pub(crate) fn internal() -> Self {
        Self::new(
            500,
            json!({ "status": 500, "error": "Internal Server Error" }),
        )
    }

    pub(crate) fn too_many() -> Self {
        Self::empty(429)
    }

    pub(crate) fn unavailable() -> Self {
        Self::empty(503)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match (self.status, self.body) {
            (status, Some(body)) => json_response(status, &body),
            // The throttle answers before the application does, without the wait.
            (429, None) => (
                StatusCode::TOO_MANY_REQUESTS,
                [(header::CONTENT_TYPE, "text/plain")],
                "Retry later\n",
            )
                .into_response(),
            (status, None) => status_of(status).into_response(),
        }
    }
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
