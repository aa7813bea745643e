//! Deliberate distortions of JSON documents: what servers of other years, and their mistakes, answer.

use serde_json::{Map, Value, json};

/// Stands for the half of an emoji, which no text in memory can hold.
pub(crate) const HALF_AN_EMOJI: char = '\u{F8FE}';

/// What has fewer members than this only wraps something.
const ENVELOPE: usize = 3;

/// A distortion of a whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    UnknownEnums,
    UnknownFields,
    ZonelessTimes,
    BrokenEmoji,
    /// A member of every object is struck; which one, the turn decides.
    Struck {
        stroke: Stroke,
        turn: usize,
    },
    /// Cut off in the middle.
    Malformed,
    Oversized,
}

/// What becomes of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    Null,
    Gone,
    Mistyped,
}

impl Oddity {
    /// Distorts the document; what happens to its text happens there.
    pub(crate) fn befall(self, document: &mut Value, enumerations: &[&str]) {
        match self {
            Self::UnknownEnums => estrange_members(document, enumerations),
            Self::UnknownFields => add_unknown_members(document),
            Self::ZonelessTimes => each_text(document, &|text| {
                if text.parse::<jiff::Timestamp>().is_ok() && text.ends_with('Z') {
                    text.pop();
                }
            }),
            Self::BrokenEmoji => each_text(document, &|text| {
                // Ids, words of enumerations and instants have no blanks.
                if text.contains(' ') {
                    text.push(HALF_AN_EMOJI);
                }
            }),
            Self::Struck { stroke, mut turn } => strike(document, stroke, &mut turn),
            Self::Malformed | Self::Oversized => {}
        }
    }
}

fn each_text(value: &mut Value, change: &impl Fn(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| each_text(member, change)),
        _ => {}
    }
}

/// Strikes one member of every object, inner ones first, so that each turn meets others.
fn strike(value: &mut Value, stroke: Stroke, turn: &mut usize) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| strike(item, stroke, turn)),
        Value::Object(members) => {
            members
                .values_mut()
                .for_each(|member| strike(member, stroke, turn));
            *turn += 1;
            // An envelope without its letter says nothing of how the letter is read.
            if members.len() >= ENVELOPE || turn.is_multiple_of(4) {
                strike_one(members, stroke, *turn);
            }
        }
        _ => {}
    }
}

fn strike_one(members: &mut Map<String, Value>, stroke: Stroke, turn: usize) {
    let Some(key) = members.keys().nth(turn % members.len().max(1)).cloned() else {
        return;
    };
    match stroke {
        Stroke::Null => {
            members.insert(key, Value::Null);
        }
        Stroke::Gone => {
            members.remove(&key);
        }
        Stroke::Mistyped => {
            let other = match &members[&key] {
                Value::String(_) => json!([7]),
                Value::Number(_) | Value::Bool(_) => json!({ "value": "seven" }),
                Value::Array(_) => json!("a list"),
                Value::Object(_) => json!([null]),
                Value::Null => json!({}),
            };
            members.insert(key, other);
        }
    }
}

/// Adds a member nobody has heard of to every object.
pub(crate) fn add_unknown_members(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(add_unknown_members);
            map.insert(
                "addedNextYear".into(),
                json!({ "levels": [1, 2, 3], "note": null }),
            );
        }
        Value::Array(items) => items.iter_mut().for_each(add_unknown_members),
        _ => {}
    }
}

/// Replaces the values of the named members by values no client has heard of.
pub(crate) fn estrange_members(value: &mut Value, names: &[&str]) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if names.iter().any(|name| name.eq_ignore_ascii_case(key)) {
                    match value {
                        Value::Number(_) => *value = json!(97),
                        Value::String(_) => *value = json!("AddedNextYear"),
                        _ => {}
                    }
                }
                estrange_members(value, names);
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| estrange_members(item, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn befallen(oddity: Oddity) -> Value {
        let mut document = json!({ "items": [
            { "id": "a", "text": "Good morning", "at": "2026-06-01T09:00:00Z" },
            { "id": "b", "text": "Hello", "at": "2026-06-01T09:00:00Z" },
        ] });
        oddity.befall(&mut document, &[]);
        document
    }

    #[test]
    fn each_object_is_struck_once_and_each_turn_strikes_elsewhere() {
        let gone = |turn| {
            let stroke = Stroke::Gone;
            let mut row = json!({ "id": "a", "text": "Good morning", "at": 1 });
            Oddity::Struck { stroke, turn }.befall(&mut row, &[]);
            let members = row.as_object().expect("an object");
            assert_eq!(members.len(), 2);
            members.keys().cloned().collect::<Vec<_>>()
        };
        assert_ne!(gone(0), gone(1));
        assert_ne!(gone(1), gone(2));
        let stroke = Stroke::Null;
        let nulls = befallen(Oddity::Struck { stroke, turn: 0 }).to_string();
        assert_eq!(nulls.matches("null").count(), 2, "one in each row: {nulls}");
    }

    #[test]
    fn texts_break_and_instants_lose_their_zone_and_ids_stay() {
        let broken = befallen(Oddity::BrokenEmoji);
        let text = |document: &Value| document["items"][0]["text"].as_str().map(str::to_owned);
        assert_eq!(text(&broken), Some(format!("Good morning{HALF_AN_EMOJI}")));
        assert_eq!(broken["items"][1]["text"], "Hello");
        let zoneless = befallen(Oddity::ZonelessTimes);
        assert_eq!(zoneless["items"][0]["at"], "2026-06-01T09:00:00");
        assert_eq!(zoneless["items"][0]["id"], "a");
    }
}
