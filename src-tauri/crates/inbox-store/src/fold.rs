//! Text as it is searched: case, accents, Arabic marks and letter variants do not matter.

/// `text` in lower case, without Arabic vowel marks and tatweel, with alef, ya and ta-marbuta in
/// one form, Arabic-Indic digits as ASCII, common Latin accents removed, and every other sign a
/// blank.
pub(crate) fn folded(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            // Vowel marks, superscript alef, tatweel, and combining accents.
            '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{0300}'..='\u{036F}' => {}
            'أ' | 'إ' | 'آ' | 'ٱ' => result.push('ا'),
            'ى' | 'ی' => result.push('ي'),
            'ة' => result.push('ه'),
            'ک' => result.push('ك'),
            '\u{0660}'..='\u{0669}' => push_digit(&mut result, character as u32 - 0x0660),
            '\u{06F0}'..='\u{06F9}' => push_digit(&mut result, character as u32 - 0x06F0),
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => result.push('a'),
            'ç' | 'ć' | 'č' => result.push('c'),
            'ď' | 'đ' => result.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => result.push('e'),
            'ğ' => result.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => result.push('i'),
            'ł' => result.push('l'),
            'ñ' | 'ń' | 'ň' => result.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => result.push('o'),
            'ř' => result.push('r'),
            'ś' | 'š' | 'ş' => result.push('s'),
            'ß' => result.push_str("ss"),
            'ς' => result.push('σ'),
            'ť' | 'ţ' => result.push('t'),
            'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => result.push('u'),
            'ý' | 'ÿ' => result.push('y'),
            'ź' | 'ż' | 'ž' => result.push('z'),
            'æ' => result.push_str("ae"),
            _ if character.is_alphanumeric() => result.push(character),
            _ => result.push(' '),
        }
    }
    result
}

fn push_digit(text: &mut String, digit: u32) {
    text.extend(char::from_digit(digit, 10));
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn hamza_marks_accents_and_digits_do_not_hinder_a_match() {
        assert_eq!(folded("أَحْمَد"), folded("احمد"));
        assert_eq!(folded("فاطمة"), folded("فاطمه"));
        assert_eq!(folded("João Müller"), "joao muller");
        assert_eq!(folded("٠٥٥"), "055");
        assert_eq!(folded("a.b@c"), "a b c");
    }
}
