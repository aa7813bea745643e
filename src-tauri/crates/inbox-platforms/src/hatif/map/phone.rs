//! Phone numbers made fit for showing.

use inbox_core::digits_of;

use crate::text::name;

/// A phone number, with a plus where it is certainly an international one; others as written.
pub(in crate::hatif) fn phone(text: &str) -> Option<String> {
    let written = name(text)?;
    let digits = digits_of(&written);
    let international = if written.starts_with('+') {
        Some(digits.as_str())
    } else if let Some(rest) = digits.strip_prefix("00") {
        Some(rest)
    } else {
        // With country code a number has at least eleven digits in the countries Hatif serves; a
        // shorter one may be local, and a guess would make it somebody else's.
        (digits.len() >= 11 && !digits.starts_with('0')).then_some(digits.as_str())
    };
    match international {
        Some(digits) if (8..=15).contains(&digits.len()) => Some(format!("+{digits}")),
        _ => Some(written),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_are_surely_international_get_a_plus() {
        let cases = [
            ("+966 50 000 0001", "+966500000001"),
            ("966500000001", "+966500000001"),
            ("00966500000001", "+966500000001"),
            ("٩٦٦٥٠٠٠٠٠٠٠١", "+966500000001"),
            ("0500000001", "0500000001"),
            ("500000001", "500000001"),
            ("19977", "19977"),
            ("anonymous", "anonymous"),
        ];
        for (written, expected) in cases {
            assert_eq!(phone(written).as_deref(), Some(expected));
        }
        assert_eq!(phone(" "), None);
    }
}
