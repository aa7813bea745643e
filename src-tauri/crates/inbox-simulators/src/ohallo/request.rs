//! Reading requests: exact names, one complaint at a time.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::refusal::Refusal;

const DEFAULT_LIMIT: usize = 50;
const MOST_ROWS: usize = 100;

/// Query parameters.
#[derive(Debug, Default)]
pub(crate) struct Asked(HashMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        Query::from_request_parts(parts, state)
            .await
            .map(|Query(parameters)| Self(parameters))
            .map_err(|_| Refusal::invalid("Invalid query string"))
    }
}

impl Asked {
    /// The value of a parameter; absent and empty are the same.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Refusal::invalid(format!("Invalid {name}"))),
        }
    }

    fn number(&self, name: &str) -> Result<Option<usize>, Refusal> {
        self.get(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| Refusal::invalid(format!("Invalid {name}")))
            })
            .transpose()
    }

    /// The number of rows wanted; too many are cut to the most there may be.
    pub(crate) fn limit(&self) -> Result<usize, Refusal> {
        match self.number("limit")? {
            Some(0) => Err(Refusal::invalid("Invalid limit")),
            limit => Ok(limit.unwrap_or(DEFAULT_LIMIT).min(MOST_ROWS)),
        }
    }

    pub(crate) fn offset(&self) -> Result<usize, Refusal> {
        Ok(self.number("offset")?.unwrap_or(0))
    }
}

/// A JSON body; an absent one is an empty object.
#[derive(Debug, Default)]
pub(crate) struct Body(Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let is_json = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.to_ascii_lowercase().starts_with("application/json"));
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Refusal::invalid("The body cannot be read"))?;
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        if !is_json {
            return Err(Refusal::invalid("Content-Type must be application/json"));
        }
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            _ => Err(Refusal::invalid("Invalid JSON body")),
        }
    }
}

impl Body {
    /// A member that is there and not null.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Text that may be there; anything but text is refused, and so is emptiness.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text)),
            Some(_) => Err(Refusal::invalid(format!("{name} must not be empty"))),
        }
    }

    /// Text that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name)?
            .ok_or_else(|| Refusal::invalid(format!("{name} is required")))
    }
}
