//! The parts of an HTTP answer that are the same on every platform: JSON bodies, bearer tokens, and
//! what the switched faults do to an answer on its way.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::faults::Faults;
use super::oddities::{HALF_AN_EMOJI, Oddity, Stroke};

/// More than a client should be willing to read.
const OVERSIZE_BYTES: usize = 16 * 1024 * 1024;

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
pub(crate) struct AnswerFate {
    pub(crate) lost: bool,
    oddities: Vec<Oddity>,
}

impl AnswerFate {
    /// Counts down the faults that strike this answer.
    pub(crate) fn draw(faults: &mut Faults, is_send: bool, is_write: bool) -> Self {
        let send_lost = is_send && Faults::strikes(&mut faults.lose_send_answers_next);
        let write_lost = is_write && Faults::strikes(&mut faults.lose_write_answers_next);
        let candidates = [
            (&mut faults.unknown_enums_next, Oddity::UnknownEnums),
            (&mut faults.unknown_fields_next, Oddity::UnknownFields),
            (&mut faults.zoneless_times_next, Oddity::ZonelessTimes),
            (&mut faults.broken_emoji_next, Oddity::BrokenEmoji),
        ];
        let mut oddities: Vec<Oddity> = candidates
            .into_iter()
            .filter_map(|(counter, oddity)| Faults::strikes(counter).then_some(oddity))
            .collect();
        for (counter, stroke) in [
            (&mut faults.null_members_next, Stroke::Null),
            (&mut faults.missing_members_next, Stroke::Gone),
            (&mut faults.mistyped_members_next, Stroke::Mistyped),
        ] {
            // What is struck changes from one answer to the next.
            let turn = *counter as usize;
            if Faults::strikes(counter) {
                oddities.push(Oddity::Struck { stroke, turn });
            }
        }
        if Faults::strikes(&mut faults.malformed_next) {
            oddities.push(Oddity::Malformed);
        }
        if Faults::strikes(&mut faults.oversized_next) {
            oddities.push(Oddity::Oversized);
        }
        Self {
            lost: send_lost || write_lost,
            oddities,
        }
    }

    /// The answer as it arrives; `enumerations` are the members whose values may be estranged.
    pub(crate) async fn distort(&self, response: Response, enumerations: &[&str]) -> Response {
        if self.oddities.is_empty() {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if let Ok(mut value) = serde_json::from_str::<Value>(&text) {
            for oddity in &self.oddities {
                oddity.befall(&mut value, enumerations);
            }
            text = value.to_string().replace(HALF_AN_EMOJI, "\\ud83d");
        }
        if self.oddities.contains(&Oddity::Malformed) {
            let middle = text.char_indices().nth(text.chars().count() / 2);
            text.truncate(middle.map_or(0, |(index, _)| index));
        }
        if self.oddities.contains(&Oddity::Oversized) {
            // Blanks are JSON too: only its size is wrong with it.
            text.push_str(&" ".repeat(OVERSIZE_BYTES));
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
