//! The platform's ids: opaque text that usually looks like a UUID and sometimes does not.

use serde::{Deserialize, Serialize};

use crate::shared::dice::Dice;

/// Which of the forms found in the documentation ids have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IdStyle {
    /// Random UUIDs.
    #[default]
    Uuid,
    /// As the examples print them: a prefix that makes the UUID invalid.
    Prefixed,
}

impl IdStyle {
    /// A new id of a thing whose examples begin with `prefix`.
    pub(crate) fn mint(self, prefix: &str, dice: &mut Dice) -> String {
        let (head, tail) = (dice.next(), dice.next());
        let uuid = format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            head >> 32,
            (head >> 16) & 0xFFFF,
            head & 0xFFF,
            0x8000 | ((tail >> 48) & 0x3FFF),
            tail & 0xFFFF_FFFF_FFFF
        );
        match self {
            Self::Uuid => uuid,
            Self::Prefixed => format!("{prefix}{}", &uuid[prefix.len().min(8)..]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_as_in_the_documentation() {
        let mut dice = Dice::new(1);
        let uuid = IdStyle::Uuid.mint("ch", &mut dice);
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"), "{uuid}");
        assert!(
            uuid.bytes()
                .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
        );
        let prefixed = IdStyle::Prefixed.mint("usr_", &mut dice);
        assert!(
            prefixed.starts_with("usr_") && prefixed.len() == 36,
            "{prefixed}"
        );
    }
}
