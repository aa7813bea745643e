//! Chatvolt's JSON, read member by member.
//!
//! Every member may be missing, be `null` or be of another type: it is then absent, and only the
//! mapping decides what a row cannot do without. Ids come as text or number, keys in any casing.

use inbox_core::{PlatformError, Timestamp};
use serde_json::{Map, Value};

/// Instants outside of these years are defaults or garbage.
const YEAR_2000_MS: i64 = 946_684_800_000;
const YEAR_2200_MS: i64 = 7_258_118_400_000;

/// An object of the platform.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    document: &'a Value,
    members: &'a Map<String, Value>,
}

impl<'a> Row<'a> {
    /// `None` when it is not even an object.
    pub(super) fn of(document: &'a Value) -> Option<Self> {
        let members = document.as_object()?;
        Some(Self { document, members })
    }

    /// The row as it came, to be kept beside what could not be read of it.
    pub(super) fn raw(self) -> String {
        self.document.to_string()
    }

    /// A member that is there and not `null`.
    pub(super) fn get(self, name: &str) -> Option<&'a Value> {
        self.members
            .get(name)
            .or_else(|| {
                let mut members = self.members.iter();
                members.find_map(|(key, value)| same_key(key, name).then_some(value))
            })
            .filter(|value| !value.is_null())
    }

    /// Text that is not blank.
    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        let text = self.get(name)?.as_str()?;
        (!text.trim().is_empty()).then_some(text)
    }

    pub(super) fn id(self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.trim())
                .filter(|text| !text.is_empty())
                .map(str::to_owned),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    pub(super) fn flag(self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => Some(number.as_f64()? != 0.0),
            Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
            _ => None,
        }
    }

    pub(super) fn number(self, name: &str) -> Option<f64> {
        let number = match self.get(name)? {
            Value::Number(number) => number.as_f64()?,
            Value::String(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        number.is_finite().then_some(number)
    }

    pub(super) fn count(self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(super) fn time(self, name: &str) -> Option<Timestamp> {
        match self.get(name)? {
            Value::String(text) => time(text),
            Value::Number(number) => plausible(number.as_i64()?),
            _ => None,
        }
    }

    pub(super) fn row(self, name: &str) -> Option<Row<'a>> {
        Row::of(self.get(name)?)
    }

    /// The objects of a list.
    pub(super) fn rows(self, name: &str) -> impl Iterator<Item = Row<'a>> + use<'a> {
        self.values(name).iter().filter_map(Row::of)
    }

    /// Whatever a list holds.
    pub(super) fn values(self, name: &str) -> &'a [Value] {
        self.get(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }
}

/// `varName`, `VarName` and `var_name` are the same member.
fn same_key(key: &str, name: &str) -> bool {
    let letters = |text: &str| -> Vec<u8> {
        let bytes = text.bytes().filter(|byte| *byte != b'_');
        bytes.map(|byte| byte.to_ascii_lowercase()).collect()
    };
    // Cheap first: almost every miss is an absent member, not one in another casing.
    let first = |text: &str| text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    first(key) == first(name) && letters(key) == letters(name)
}

/// An instant as written; one without a zone is UTC, as all of the platform's are.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let instant = if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        instant
    } else {
        let wall: jiff::civil::DateTime = text.parse().ok()?;
        wall.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp()
    };
    plausible(instant.as_millisecond())
}

fn plausible(milliseconds: i64) -> Option<Timestamp> {
    (YEAR_2000_MS..YEAR_2200_MS)
        .contains(&milliseconds)
        .then_some(Timestamp(milliseconds))
}

/// An instant as the platform wants it in a body.
pub(super) fn stamp(at: Timestamp) -> Option<String> {
    let instant = jiff::Timestamp::from_millisecond(at.0).ok()?;
    Some(format!("{instant:.3}"))
}

/// The rows of a list: a bare array, or wrapped into one of the platform's usual members.
pub(super) fn rows(document: Value) -> Result<Vec<Value>, PlatformError> {
    match document {
        Value::Array(rows) => Ok(rows),
        Value::Object(mut members) => ["data", "contacts", "conversations", "messages"]
            .into_iter()
            .find_map(|name| match members.remove(name) {
                Some(Value::Array(rows)) => Some(rows),
                _ => None,
            })
            .ok_or(PlatformError::Unreadable),
        _ => Err(PlatformError::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_member_of_another_type_is_absent_and_never_fatal() {
        let odd = json!({ "id": [], "flag": "perhaps", "count": 1.5, "at": "yesterday", "rows": {}, "text": 7 });
        let row = Row::of(&odd).expect("an object");
        assert_eq!(row.id("id"), None);
        assert_eq!(row.flag("flag"), None);
        assert_eq!(row.count("count"), None);
        assert_eq!(row.time("at"), None);
        assert_eq!(row.rows("rows").count(), 0);
        assert_eq!(row.text("text"), None);
    }

    #[test]
    fn the_same_member_is_found_in_every_casing() {
        for key in ["varName", "VarName", "var_name"] {
            let document = json!({ key: "plan" });
            let row = Row::of(&document).expect("an object");
            assert_eq!(row.text("varName"), Some("plan"), "{key}");
        }
    }

    #[test]
    fn instants_are_read_in_every_documented_form() {
        let expected = Some(Timestamp(1_771_666_200_000));
        for text in [
            "2026-02-21T09:30:00.000Z",
            "2026-02-21T06:30:00-03:00",
            "2026-02-21T09:30:00",
            "2026-02-21 09:30:00",
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
        assert_eq!(time("0001-01-01T00:00:00Z"), None);
        assert_eq!(
            stamp(Timestamp(1_771_666_200_000)).as_deref(),
            Some("2026-02-21T09:30:00.000Z")
        );
    }
}
