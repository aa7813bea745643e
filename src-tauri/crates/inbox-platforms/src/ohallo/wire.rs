//! Ohallo's JSON, read member by member.
//!
//! The platform documents the same things twice with different names, optional members may be missing,
//! null or of another type, and lists come bare or in two envelopes. A [`Row`] answers "what does it
//! say about …" and never fails; only the mapping decides what a row cannot do without.

use inbox_core::Timestamp;
use serde_json::{Map, Value};

pub(super) use crate::text::{cleaned, name};

/// Instants outside of these years are unset defaults or garbage.
const YEAR_2000_MS: i64 = 946_684_800_000;
const YEAR_2200_MS: i64 = 7_258_118_400_000;

/// An object of the platform.
#[derive(Clone, Copy)]
pub(super) struct Row<'a>(&'a Map<String, Value>);

impl<'a> Row<'a> {
    /// `None` when the value is no object.
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    /// The first member of these names that is there and not null.
    pub(super) fn get(self, names: &[&str]) -> Option<&'a Value> {
        names.iter().find_map(|name| {
            let exact = self.0.get(*name).filter(|value| !value.is_null());
            exact.or_else(|| {
                let mut members = self.0.iter();
                members
                    .find(|(key, value)| !value.is_null() && same_name(key, name))
                    .map(|(_, value)| value)
            })
        })
    }

    /// Text that says something.
    pub(super) fn text(self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| {
            self.get(&[name])?
                .as_str()
                .filter(|text| !text.trim().is_empty())
        })
    }

    /// An id: text or a number.
    pub(super) fn id(self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| match self.get(&[name])? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|id| !id.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    }

    /// An instant; one without a zone is UTC, as all of this platform's are.
    pub(super) fn time(self, names: &[&str]) -> Option<Timestamp> {
        names.iter().find_map(|name| match self.get(&[name])? {
            Value::String(text) => instant(text),
            Value::Number(number) => sane(number.as_i64()?),
            _ => None,
        })
    }

    pub(super) fn flag(self, names: &[&str]) -> Option<bool> {
        match self.get(names)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
            _ => None,
        }
    }

    pub(super) fn number(self, names: &[&str]) -> Option<f64> {
        match self.get(names)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
        .filter(|number| number.is_finite())
    }

    pub(super) fn count(self, names: &[&str]) -> Option<u64> {
        match self.get(names)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(super) fn object(self, names: &[&str]) -> Option<Self> {
        Self::of(self.get(names)?)
    }

    pub(super) fn texts(self, names: &[&str]) -> Vec<String> {
        let list = self.get(names).and_then(Value::as_array);
        let texts = list.into_iter().flatten().filter_map(Value::as_str);
        texts.map(|text| text.trim().to_owned()).collect()
    }

    pub(super) fn members(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.0.iter()
    }
}

/// `lastMessageAt`, `LastMessageAt` and `last_message_at` are one name.
fn same_name(one: &str, other: &str) -> bool {
    let letters = |name: &str| {
        let letters = name.bytes().filter(|byte| *byte != b'_');
        letters
            .map(|byte| byte.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    one.len().abs_diff(other.len()) <= 8 && letters(one) == letters(other)
}

fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return sane(at.as_millisecond());
    }
    let wall: jiff::civil::DateTime = text.parse().ok()?;
    let at = wall.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    sane(at.timestamp().as_millisecond())
}

fn sane(milliseconds: i64) -> Option<Timestamp> {
    (YEAR_2000_MS..YEAR_2200_MS)
        .contains(&milliseconds)
        .then_some(Timestamp(milliseconds))
}

/// A list in any of its envelopes.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) rows: Vec<Value>,
    pub(super) next: Option<String>,
    pub(super) total: Option<u64>,
}

impl Listed {
    /// `None` when the document is no list at all.
    pub(super) fn of(document: Value) -> Option<Self> {
        if let Value::Array(rows) = document {
            return Some(Self {
                rows,
                next: None,
                total: None,
            });
        }
        let row = Row::of(&document)?;
        let rows = ["data", "items", "results"]
            .iter()
            .find_map(|name| row.get(&[name])?.as_array())?;
        Some(Self {
            rows: rows.clone(),
            next: row.id(&["nextCursor", "next"]),
            total: row.count(&["total", "totalCount"]),
        })
    }
}

/// The rows that can be read, and how many cannot; those are logged by id and left out.
pub(super) fn readable<T>(
    rows: &[Value],
    what: &str,
    mut read: impl FnMut(&Value) -> Option<T>,
) -> (Vec<T>, u32) {
    let mut unreadable = 0;
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(record) = read(row) {
            records.push(record);
        } else {
            unreadable += 1;
            let id = Row::of(row).and_then(|row| row.id(&["id"]));
            tracing::warn!(what, id, "ohallo sent an unreadable row");
        }
    }
    (records, unreadable)
}
