//! A whole answer, read and closed.

use inbox_core::{PlatformError, Timestamp};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::text::document;

/// An answer of a platform with any status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON; an empty one is `null`.
    pub(crate) fn json(&self) -> Result<Value, PlatformError> {
        // Some servers put a byte order mark in front, which JSON does not allow.
        let body = self
            .body
            .strip_prefix(b"\xEF\xBB\xBF")
            .unwrap_or(&self.body);
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        document(body).ok_or(PlatformError::Unreadable)
    }

    /// A header of the answer, when it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How long the platform asks to wait, in milliseconds: seconds or a date.
    pub(crate) fn retry_after_ms(&self, now: Timestamp) -> Option<u64> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(seconds.saturating_mul(1000));
        }
        let until = jiff::fmt::rfc2822::parse(text).ok()?;
        let until = Timestamp(until.timestamp().as_millisecond());
        Some(until.since(now).max(0).unsigned_abs())
    }

    /// The number under which the platform's people find this call in their logs.
    pub(crate) fn request_id(&self) -> Option<&str> {
        ["x-request-id", "x-correlation-id"]
            .iter()
            .find_map(|name| self.headers.get(*name)?.to_str().ok())
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn asking_for(patience: &'static str) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(patience));
        Answer::new(429, headers, Vec::new())
    }

    #[test]
    fn patience_is_asked_for_in_seconds_or_until_a_date() {
        let now = Timestamp(1_445_412_450_000); // Wed, 21 Oct 2015 07:27:30 GMT
        assert_eq!(asking_for("7").retry_after_ms(now), Some(7_000));
        assert_eq!(
            asking_for("Wed, 21 Oct 2015 07:28:00 GMT").retry_after_ms(now),
            Some(30_000)
        );
        assert_eq!(
            asking_for("Wed, 21 Oct 2015 07:00:00 GMT").retry_after_ms(now),
            Some(0)
        );
        assert_eq!(asking_for("soon").retry_after_ms(now), None);
    }

    #[test]
    fn an_empty_body_is_no_document_and_half_a_document_is_unreadable() {
        let with = |body: &str| Answer::new(200, HeaderMap::new(), body.as_bytes().to_vec()).json();
        assert_eq!(with(""), Ok(Value::Null));
        assert_eq!(with("\u{FEFF}{}"), Ok(serde_json::json!({})));
        assert_eq!(with("{\"items\":["), Err(PlatformError::Unreadable));
        assert_eq!(with("<html>"), Err(PlatformError::Unreadable));
    }
}
