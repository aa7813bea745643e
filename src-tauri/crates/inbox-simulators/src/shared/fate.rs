//! What the switched faults do to an answer that was already made.

use axum::body::{Body, to_bytes};
use axum::http::header;
use axum::response::Response;
use serde_json::Value;

use crate::shared::casing::{add_unknown_members, estrange_members};
use crate::shared::faults::Faults;

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

    /// `enumerations` names the members whose values may be replaced by unheard-of ones.
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
