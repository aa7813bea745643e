//! Phone numbers as platforms mix them: with a plus, with blanks, with local zeros.

/// The digits of a phone number with every other sign removed; Arabic-Indic digits become ASCII.
///
/// Two numbers of one platform are compared by this, never by their text.
pub fn digits_of(number: &str) -> String {
    number
        .chars()
        .filter_map(|character| match character {
            '0'..='9' => Some(character),
            '\u{0660}'..='\u{0669}' => char::from_digit(character as u32 - 0x0660, 10),
            '\u{06F0}'..='\u{06F9}' => char::from_digit(character as u32 - 0x06F0, 10),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::digits_of;

    #[test]
    fn only_digits_remain_whatever_script_they_were_typed_in() {
        assert_eq!(digits_of("+966 50-000 0001"), "966500000001");
        assert_eq!(digits_of("٠٥٠ ۱۲"), "05012");
        assert_eq!(digits_of("no number"), "");
    }
}
