//! Reading requests: query parameters and JSON bodies, checked the way the platform does.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawQuery, Request};
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::shared::query::pairs;

/// Query parameters.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let RawQuery(query) = RawQuery::from_request_parts(parts, state)
            .await
            .unwrap_or(RawQuery(None));
        Ok(Self(pairs(&query.unwrap_or_default())))
    }
}

impl Query {
    /// The value of a parameter; absent and empty are the same.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// All values of a parameter that may be repeated or hold commas.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(key, _)| key == name || key.strip_suffix("[]") == Some(name))
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect()
    }

    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name)
            .ok_or_else(|| Refusal::query(name, "Required"))
    }

    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        self.get(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| Refusal::query(name, "Expected number, received string"))
            })
            .transpose()
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Refusal::query(name, "Expected boolean, received string")),
        }
    }

    /// One of the platform's words.
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Refusal> {
        self.get(name)
            .map(|text| {
                serde_json::from_value(Value::from(text))
                    .map_err(|_| Refusal::query(name, "Invalid enum value"))
            })
            .transpose()
    }

    pub(crate) fn instant(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        self.get(name)
            .map(|text| instant(text).ok_or_else(|| Refusal::query(name, "Invalid date")))
            .transpose()
    }
}

/// Reads `YYYY-MM-DD`, `YYYY-MM-DD HH:mm`, `YYYY-MM-DD HH:mm:ss` and full ISO 8601, as UTC.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let civil = match text.len() {
        10 => text.parse::<Date>().ok()?.at(0, 0, 0, 0),
        16 => format!("{text}:00").parse::<DateTime>().ok()?,
        _ => text.parse::<DateTime>().ok()?,
    };
    let zoned = civil.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp())
}

/// A JSON object as body; an empty body is an empty object.
#[derive(Debug, Default)]
pub(crate) struct Body(pub(crate) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Refusal::invalid())?;
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| Refusal::invalid())
    }
}

impl Body {
    /// A member that is there and not null.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Text that is there and not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// Text that must be there, of at most `longest` characters.
    pub(crate) fn required(&self, name: &str, longest: usize) -> Result<&str, Refusal> {
        let text = self
            .text(name)
            .ok_or_else(|| Refusal::body(name, "Required"))?;
        if text.chars().count() > longest {
            let problem = format!("String must contain at most {longest} character(s)");
            return Err(Refusal::body(name, &problem));
        }
        Ok(text)
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.get(name)
            .map(|value| {
                value
                    .as_bool()
                    .ok_or_else(|| Refusal::body(name, "Expected boolean"))
            })
            .transpose()
    }

    /// One of the platform's words.
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Refusal> {
        self.get(name)
            .map(|value| {
                serde_json::from_value(value.clone())
                    .map_err(|_| Refusal::body(name, "Invalid enum value"))
            })
            .transpose()
    }

    pub(crate) fn instant(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        self.get(name)
            .map(|value| {
                value
                    .as_str()
                    .and_then(instant)
                    .ok_or_else(|| Refusal::body(name, "Invalid date"))
            })
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_way_to_write_a_date_is_read() {
        for text in [
            "2026-02-21 09:30:00",
            "2026-02-21 09:30",
            "2026-02-21T09:30:00.000Z",
        ] {
            let read = instant(text).map(|instant| instant.to_string());
            assert_eq!(read.as_deref(), Some("2026-02-21T09:30:00Z"), "{text}");
        }
        assert!(instant("2026-02-21").is_some());
        assert!(instant("yesterday").is_none());
    }
}
