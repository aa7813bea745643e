//! The platform's ids: GUIDs whose first 48 bits are the milliseconds since the year 1, so that
//! their text order is the order of creation.

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::shared::dice::Dice;

/// Milliseconds from 0001-01-01 to 1970-01-01.
const UNIX_EPOCH_MS: i64 = 62_135_596_800_000;

/// An id as Hatif mints them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Guid(u128);

impl Guid {
    pub(crate) fn mint(created: Timestamp, dice: &mut Dice) -> Self {
        let millisecond = (created.as_millisecond() + UNIX_EPOCH_MS) as u128;
        let random = (u128::from(dice.next()) << 16) | u128::from(dice.next() & 0xFFFF);
        Self((millisecond << 80) | random)
    }

    /// The id right after this one, for two of the same millisecond.
    pub(crate) fn following(self, dice: &mut Dice) -> Self {
        Self(self.0 + 1 + u128::from(dice.next() >> 24))
    }

    /// Reads the hyphenated or plain form, any case.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let hyphens = text.bytes().filter(|byte| *byte == b'-').count();
        let digits: String = text.chars().filter(|letter| *letter != '-').collect();
        if digits.len() != 32 || !(hyphens == 0 || hyphens == 4) {
            return None;
        }
        u128::from_str_radix(&digits, 16).ok().map(Self)
    }

    /// A number made of the random part, to seed what belongs to this id.
    pub(crate) fn seed(self) -> u64 {
        self.0 as u64
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0;
        write!(
            formatter,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            (bits >> 96) as u32,
            (bits >> 80) as u16,
            (bits >> 64) as u16,
            (bits >> 48) as u16,
            bits & 0xFFFF_FFFF_FFFF
        )
    }
}

impl Serialize for Guid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_carries_its_creation_instant_and_survives_reading() {
        let created: Timestamp = "2026-03-01T11:47:18.483Z".parse().unwrap();
        let id = Guid::mint(created, &mut Dice::new(7));
        assert!(id.to_string().starts_with("3a1fbb66-4353-"), "{id}");
        assert_eq!(Guid::parse(&id.to_string().to_uppercase()), Some(id));
        assert_eq!(Guid::parse("3a1fbb66-4353"), None);
    }

    #[test]
    fn later_ids_sort_after_earlier_ones_as_text() {
        let mut dice = Dice::new(1);
        let first: Timestamp = "2026-03-01T11:47:18Z".parse().unwrap();
        let ids: Vec<String> = (0..50)
            .map(|step| first + jiff::SignedDuration::from_millis(step))
            .map(|created| Guid::mint(created, &mut dice).to_string())
            .collect();
        assert!(ids.is_sorted());
    }
}
