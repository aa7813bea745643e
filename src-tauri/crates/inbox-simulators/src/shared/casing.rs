//! Key casing of JSON documents, and deliberate distortions of them.

use serde_json::{Map, Value, json};

/// The document with every object key's first letter in upper case.
pub(crate) fn to_pascal(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| (capitalised(&key), to_pascal(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(to_pascal).collect()),
        other => other,
    }
}

fn capitalised(key: &str) -> String {
    let mut letters = key.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Looks a key up without regard to case, as ASP.NET does for JSON and query names.
pub(crate) fn member<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.get(name).or_else(|| {
        map.iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    })
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
