//! The platform's ids: CUIDs, whose text order is about the order of creation.

use jiff::Timestamp;

use crate::shared::dice::Dice;

/// Mints CUIDs; the counter keeps two of the same millisecond apart and in order.
#[derive(Debug, Default)]
pub(crate) struct Mint {
    counter: u64,
}

impl Mint {
    pub(crate) fn cuid(&mut self, created: Timestamp, dice: &mut Dice) -> String {
        self.counter += 1;
        let mut id = String::with_capacity(25);
        id.push('c');
        digits(&mut id, created.as_millisecond().max(0) as u64, 8);
        digits(&mut id, self.counter, 4);
        digits(&mut id, dice.next(), 12);
        id
    }
}

/// The lowest `length` digits of a number in base 36.
fn digits(text: &mut String, mut number: u64, length: usize) {
    let mut reversed = Vec::with_capacity(length);
    for _ in 0..length {
        reversed.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
    }
    text.extend(reversed.into_iter().rev());
}

/// An API key: the text of a random UUID.
pub(crate) fn api_key(dice: &mut Dice) -> String {
    let (high, low) = (dice.next(), dice.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xFFFF,
        high & 0xFFF,
        0x8000 | ((low >> 48) & 0x3FFF),
        low & 0xFFFF_FFFF_FFFF
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_keep_their_order_and_look_like_cuids() {
        let created: Timestamp = "2026-02-21T09:30:00Z".parse().unwrap();
        let (mut mint, mut dice) = (Mint::default(), Dice::new(5));
        let ids: Vec<String> = (0..40).map(|_| mint.cuid(created, &mut dice)).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.len() == 25 && id.starts_with("cm")));
        assert_eq!(api_key(&mut dice).len(), 36);
    }
}
