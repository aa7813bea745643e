//! The parts of an HTTP answer that are the same on every platform: JSON bodies, bearer tokens, and
//! what the switched faults do to an answer on its way.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::casing::{add_unknown_members, estrange_members};
use super::faults::Faults;

/// A JSON answer of that status.
pub(crate) fn json_response(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, content_type, body.to_string()).into_response()
}

/// The token of an `Authorization: Bearer …` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

/// What happens to a successful answer on its way.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent faults of one answer"
)]
pub(crate) struct AnswerFate {
    pub(crate) lost: bool,
    malformed: bool,
    unknown_fields: bool,
    unknown_enums: bool,
}

impl AnswerFate {
    /// Counts down the faults that strike this answer.
    pub(crate) fn draw(faults: &mut Faults, is_send: bool, is_write: bool) -> Self {
        let send_lost = is_send && Faults::strikes(&mut faults.lose_send_answers_next);
        let write_lost = is_write && Faults::strikes(&mut faults.lose_write_answers_next);
        Self {
            lost: send_lost || write_lost,
            malformed: Faults::strikes(&mut faults.malformed_next),
            unknown_fields: Faults::strikes(&mut faults.unknown_fields_next),
            unknown_enums: Faults::strikes(&mut faults.unknown_enums_next),
        }
    }

    /// The answer as it arrives; `enumerations` are the members whose values may be estranged.
    pub(crate) async fn distort(&self, response: Response, enumerations: &[&str]) -> Response {
        if !(self.malformed || self.unknown_fields || self.unknown_enums) {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if let Ok(mut value) = serde_json::from_str::<Value>(&text) {
            if self.unknown_enums {
                estrange_members(&mut value, enumerations);
            }
            if self.unknown_fields {
                add_unknown_members(&mut value);
            }
            text = value.to_string();
        }
        if self.malformed {
            let middle = text.char_indices().nth(text.chars().count() / 2);
            text.truncate(middle.map_or(0, |(index, _)| index));
        }
        parts.headers.remove(header::CONTENT_LENGTH);
        Response::from_parts(parts, Body::from(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bearer_scheme_carries_a_token() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "bearer abc".parse().unwrap());
        assert_eq!(bearer(&headers).as_deref(), Some("abc"));
        headers.insert(header::AUTHORIZATION, "Basic abc".parse().unwrap());
        assert_eq!(bearer(&headers), None);
    }
}
