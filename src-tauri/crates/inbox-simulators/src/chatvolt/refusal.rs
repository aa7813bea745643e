//! How the platform says no: mostly `{"error": …}`, sometimes plain text.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::shared::http::json_response;

/// Free text to a customer who has been silent for a day.
pub(crate) const WINDOW_EXPIRED: &str = "ERR_META_SESSION_EXPIRED_24H";

/// A refused call.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// 403 with the plain text `Forbidden`: the key is missing or unknown.
    UnknownKey,
    /// `{"error": message}` with that status.
    Said(u16, String),
    /// 400 with the tree of what was wrong in the body or the query.
    Schema(&'static str, Value),
    /// The CRM's own form of refusing a step.
    Step {
        status: u16,
        error: &'static str,
        by_window: bool,
    },
    /// Too many calls; the body of the answer is ready.
    TooMany {
        status: u16,
        retry_after: Option<u64>,
        body: Value,
    },
    /// 503.
    Unavailable,
}

impl Refusal {
    pub(crate) fn said(status: u16, message: impl Into<String>) -> Self {
        Self::Said(status, message.into())
    }

    /// The platform's answer to whatever it does not know, except when sending.
    pub(crate) fn not_found() -> Self {
        Self::said(404, "NOT_FOUND")
    }

    pub(crate) fn invalid() -> Self {
        Self::said(400, "INVALID_REQUEST")
    }

    pub(crate) fn unauthorized() -> Self {
        Self::said(403, "UNAUTHORIZED")
    }

    /// One wrong member of the body.
    pub(crate) fn body(member: &str, problem: &str) -> Self {
        Self::Schema("error invalid request body", details(member, problem))
    }

    /// One wrong parameter of the query.
    pub(crate) fn query(name: &str, problem: &str) -> Self {
        Self::Schema("error invalid request query", details(name, problem))
    }
}

fn details(member: &str, problem: &str) -> Value {
    json!({ "_errors": [], member: { "_errors": [problem] } })
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::UnknownKey => (
                StatusCode::FORBIDDEN,
                [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
                "Forbidden",
            )
                .into_response(),
            Self::Said(status, message) => json_response(status, &json!({ "error": message })),
            Self::Schema(error, details) => {
                json_response(400, &json!({ "error": error, "details": details }))
            }
            Self::Step {
                status,
                error,
                by_window,
            } => {
                let body = json!({
                    "success": false, "error": error, "blockedBy24hRule": by_window,
                });
                json_response(status, &body)
            }
            Self::TooMany {
                status,
                retry_after,
                body,
            } => {
                let mut response = json_response(status, &body);
                if let Some(seconds) = retry_after {
                    response
                        .headers_mut()
                        .insert(header::RETRY_AFTER, seconds.into());
                }
                response
            }
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}
