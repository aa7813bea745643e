//! What a request is told when it is not served: a status and a code, never a reason in words.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::error::RelayError;

/// Why a request is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// Unknown path or unknown inlet: nobody may learn which.
    NotFound,
    BodyTooLarge,
    BodyTimeout,
    BodyIncomplete,
    SignatureInvalid,
    RateLimited {
        retry_after_s: u64,
    },
    Overloaded,
    StoreUnavailable,
    Unauthorized,
    QueryInvalid,
    IteratorInvalid,
    IteratorExpired,
}

impl Rejection {
    /// Every code, for counting.
    pub(crate) const REASONS: [&'static str; 12] = [
        "not_found",
        "body_too_large",
        "body_timeout",
        "body_incomplete",
        "signature_invalid",
        "rate_limited",
        "overloaded",
        "store_unavailable",
        "unauthorized",
        "query_invalid",
        "iterator_invalid",
        "iterator_expired",
    ];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::BodyTooLarge => "body_too_large",
            Self::BodyTimeout => "body_timeout",
            Self::BodyIncomplete => "body_incomplete",
            Self::SignatureInvalid => "signature_invalid",
            Self::RateLimited { .. } => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::StoreUnavailable => "store_unavailable",
            Self::Unauthorized => "unauthorized",
            Self::QueryInvalid => "query_invalid",
            Self::IteratorInvalid => "iterator_invalid",
            Self::IteratorExpired => "iterator_expired",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SignatureInvalid | Self::Unauthorized => StatusCode::UNAUTHORIZED,
            // Not 429 and 408: some platforms never repeat what was answered with 4xx, and here a repeat
            // is all it takes.
            Self::RateLimited { .. }
            | Self::BodyTimeout
            | Self::Overloaded
            | Self::StoreUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::BodyIncomplete | Self::QueryInvalid | Self::IteratorInvalid => {
                StatusCode::BAD_REQUEST
            }
            Self::IteratorExpired => StatusCode::GONE,
        }
    }
}

impl From<RelayError> for Rejection {
    fn from(error: RelayError) -> Self {
        match error {
            RelayError::Overloaded => Self::Overloaded,
            RelayError::CommitFailed
            | RelayError::Stopped
            | RelayError::Database(_)
            | RelayError::Migration(_)
            | RelayError::DatabaseFile(_)
            | RelayError::DamagedRow(_)
            | RelayError::InUse
            | RelayError::Listen { .. }
            | RelayError::InvalidOption(_)
            | RelayError::InvalidLabel
            | RelayError::InvalidSecret(_)
            | RelayError::LabelTaken(_)
            | RelayError::UnknownInlet(_)
            | RelayError::UnknownReader(_) => Self::StoreUnavailable,
        }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": { "code": self.code() } }));
        let mut response = (self.status(), body).into_response();
        let retry_after_s = match self {
            Self::RateLimited { retry_after_s } => Some(retry_after_s),
            Self::BodyTimeout | Self::Overloaded | Self::StoreUnavailable => Some(1),
            _ => None,
        };
        if let Some(seconds) = retry_after_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        if self == Self::Unauthorized {
            let challenge = header::HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
