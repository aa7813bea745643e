//! Foreign text made fit for showing: names, numbers, bodies.

use inbox_core::digits_of;

/// A body without control characters, lines ended by `\n` alone.
pub(in crate::hatif) fn cleaned(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .collect()
}

/// A name in one line; `None` when nothing of it can be seen.
pub(in crate::hatif) fn name(text: &str) -> Option<String> {
    let visible: String = text
        .chars()
        .map(|character| {
            if character.is_whitespace() {
                ' '
            } else {
                character
            }
        })
        .filter(|character| !character.is_control() && !is_direction_override(*character))
        .collect();
    let visible = visible.trim();
    visible
        .chars()
        .any(|character| !is_invisible(character))
        .then(|| visible.to_owned())
}

/// Marks that would turn the text around a name as well.
fn is_direction_override(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Joiners and marks that shape other letters but show nothing by themselves.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2060}'..='\u{2064}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
        )
}

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
    fn a_name_that_shows_nothing_is_no_name() {
        for nothing in [
            "",
            "  ",
            "\u{200B}\u{200F}",
            "\u{0000}\n",
            "\u{202E}",
            "\u{FEFF} ",
        ] {
            assert_eq!(name(nothing), None, "{nothing:?}");
        }
        assert_eq!(
            name(" Ahmed\u{0007} Ali\u{202E} ").as_deref(),
            Some("Ahmed Ali")
        );
        // Persian needs its zero-width non-joiner.
        assert_eq!(name("می\u{200C}خواهم").as_deref(), Some("می\u{200C}خواهم"));
    }

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

    #[test]
    fn a_body_keeps_its_lines_and_loses_its_control_characters() {
        assert_eq!(
            cleaned("one\r\ntwo\u{0000}\tthree\u{001B}"),
            "one\ntwo\tthree"
        );
    }
}
