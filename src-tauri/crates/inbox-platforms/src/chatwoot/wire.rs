//! Chatwoot's JSON, read member by member.
//!
//! The same object comes in two shapes (answers of the API, and events), and installations of many
//! ages are about. So nothing here fails because of one odd member: it is read as absent, and only
//! the mapping decides what a row cannot do without. `null`, `""` and, for instants, `0` all mean
//! "none" on this platform.

use inbox_core::{RemoteId, Timestamp};
use serde_json::Value;

pub(super) use crate::text::{cleaned, name};

/// An object whose members are read leniently.
#[derive(Clone, Copy)]
pub(super) struct Row<'a>(&'a serde_json::Map<String, Value>);

impl<'a> Row<'a> {
    /// `None` when the value is no object.
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    /// A member that is there and not `null`.
    pub(super) fn member(self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    /// All members with their names.
    pub(super) fn members(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    pub(super) fn row(self, key: &str) -> Option<Row<'a>> {
        Row::of(self.member(key)?)
    }

    /// The members of a list; a missing one has none.
    pub(super) fn list(self, key: &str) -> &'a [Value] {
        self.member(key)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// An id, written as number or text.
    pub(super) fn id(self, key: &str) -> Option<RemoteId> {
        id_of(self.member(key)?)
    }

    /// A whole number, however written.
    pub(super) fn number(self, key: &str) -> Option<i64> {
        let value = self.member(key)?;
        value
            .as_i64()
            .or_else(|| value.as_f64().map(|number| number as i64))
            .or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// A number with decimals, however written.
    pub(super) fn real(self, key: &str) -> Option<f64> {
        let value = self.member(key)?;
        value
            .as_f64()
            .or_else(|| value.as_str()?.trim().parse().ok())
            .filter(|number| number.is_finite())
    }

    pub(super) fn flag(self, key: &str) -> Option<bool> {
        match self.member(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => number.as_i64().map(|number| number != 0),
            Value::String(text) => match text.trim() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// A text as written; a blank one is none.
    pub(super) fn text(self, key: &str) -> Option<&'a str> {
        self.member(key)?
            .as_str()
            .filter(|text| !text.trim().is_empty())
    }

    /// A text fit for showing in several lines.
    pub(super) fn words(self, key: &str) -> Option<String> {
        self.text(key)
            .map(cleaned)
            .filter(|text| !text.trim().is_empty())
    }

    /// A text fit for showing in one line.
    pub(super) fn name(self, key: &str) -> Option<String> {
        self.text(key).and_then(name)
    }

    /// The texts of a list, or of a text with commas: addresses come both ways.
    pub(super) fn names(self, key: &str) -> Vec<String> {
        match self.member(key) {
            Some(Value::Array(items)) => items
                .iter()
                .filter_map(|item| name(item.as_str()?))
                .collect(),
            Some(Value::String(text)) => text.split(',').filter_map(name).collect(),
            _ => Vec::new(),
        }
    }

    /// An instant: seconds as number or text, or ISO 8601.
    pub(super) fn instant(self, key: &str) -> Option<Timestamp> {
        instant(self.member(key)?)
    }
}

/// The rows of a list in any of its wrappings: bare, `{"payload": …}`, `{"data": {"payload": …}}`.
pub(super) fn rows(document: &Value) -> Option<&Vec<Value>> {
    match document {
        Value::Array(rows) => Some(rows),
        Value::Object(members) => ["payload", "data"]
            .into_iter()
            .find_map(|key| rows(members.get(key)?)),
        _ => None,
    }
}

/// The object inside `{"payload": …}`, or the document itself where it is not wrapped.
pub(super) fn unwrapped(document: &Value) -> &Value {
    document
        .get("payload")
        .filter(|inner| inner.is_object())
        .unwrap_or(document)
}

/// An id as text; ids are numbers here, but other ages and tools write them as text.
pub(super) fn id_of(value: &Value) -> Option<RemoteId> {
    match value {
        Value::Number(number) => number.as_i64().map(|number| RemoteId(number.to_string())),
        Value::String(text) => Some(RemoteId(text.trim().to_owned())),
        _ => None,
    }
    .filter(|id| !id.0.is_empty() && id.0 != "0")
}

/// An id as the platform wants it back: a number where it is one.
pub(super) fn id_value(id: &RemoteId) -> Value {
    id.0.parse::<i64>()
        .map_or_else(|_| Value::from(id.as_str()), Value::from)
}

fn instant(value: &Value) -> Option<Timestamp> {
    // A later second than this is a number of milliseconds.
    const LAST_SECOND: f64 = 1e11;
    let of_number = |number: f64| {
        let factor = if number.abs() > LAST_SECOND {
            1.0
        } else {
            1000.0
        };
        let milliseconds = (number * factor).round();
        (milliseconds > 0.0 && milliseconds < 1e16).then_some(Timestamp(milliseconds as i64))
    };
    match value {
        Value::Number(number) => of_number(number.as_f64()?),
        Value::String(text) => {
            let text = text.trim();
            if let Ok(number) = text.parse::<f64>() {
                return of_number(number);
            }
            let instant = text
                .parse::<jiff::Timestamp>()
                .or_else(|_| {
                    // Without a zone the server means UTC, in which it keeps everything.
                    text.trim_end_matches(" UTC")
                        .parse::<jiff::civil::DateTime>()
                        .and_then(|civil| civil.to_zoned(jiff::tz::TimeZone::UTC))
                        .map(|zoned| zoned.timestamp())
                })
                .ok()?;
            Some(Timestamp(instant.as_millisecond()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_instant_is_read_in_every_form_the_platform_uses_and_zero_means_never() {
        let read = |value: Value| instant(&value).map(|at| at.0);
        assert_eq!(read(json!(1_785_232_100)), Some(1_785_232_100_000));
        assert_eq!(read(json!(1_785_232_100.512_345)), Some(1_785_232_100_512));
        assert_eq!(read(json!("1785232100")), Some(1_785_232_100_000));
        assert_eq!(
            read(json!("2026-07-28T09:48:20.000Z")),
            Some(1_785_232_100_000)
        );
        assert_eq!(
            read(json!("2026-07-28T09:48:20")),
            Some(1_785_232_100_000),
            "without a zone it is UTC"
        );
        assert_eq!(read(json!(1_785_232_100_000_i64)), Some(1_785_232_100_000));
        for never in [
            json!(0),
            json!(""),
            json!("soon"),
            json!([]),
            json!(-5),
            json!(1e300),
        ] {
            assert_eq!(read(never.clone()), None, "{never}");
        }
    }

    #[test]
    fn rows_are_found_in_every_wrapping() {
        for document in [
            json!([1]),
            json!({ "payload": [1] }),
            json!({ "data": { "meta": {}, "payload": [1] } }),
        ] {
            assert_eq!(rows(&document).map(Vec::len), Some(1), "{document}");
        }
        assert_eq!(rows(&json!({ "error": "no" })), None);
    }
}
