//! Rows that come from SQLite's thread together. Handed over one by one, each column of each row is
//! copied by itself and each row wakes its reader, which takes longer than finding them.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use crate::{StoreError, words::from_json};

/// Makes one text of a statement whose only column, `gathered`, is a JSON array per row; the rows stay
/// in the statement's order.
pub(crate) fn gather(sql: &str) -> String {
    format!("SELECT '[' || coalesce(group_concat(gathered, ','), '') || ']' FROM ({sql})")
}

/// The rows of such a text. Their fields are in the order of the array.
pub(crate) fn rows<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, StoreError> {
    from_json("row", text)
}

/// SQLite says yes and no in numbers.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(u8::deserialize(deserializer)? != 0)
}
