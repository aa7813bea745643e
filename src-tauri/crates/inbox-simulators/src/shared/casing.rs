//! Key casing of JSON documents.

use serde_json::{Map, Value};

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
