//! Foreign text made fit for showing.

/// A body without control characters, lines ended by `\n` alone.
pub(in crate::chatvolt) fn cleaned(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .collect()
}

/// A body with something in it.
pub(in crate::chatvolt) fn words(text: &str) -> Option<String> {
    Some(cleaned(text)).filter(|text| !text.trim().is_empty())
}

/// A name in one line; `None` when nothing of it can be seen.
pub(in crate::chatvolt) fn name(text: &str) -> Option<String> {
    let visible: String = text
        .chars()
        .map(|character| {
            if character.is_whitespace() {
                ' '
            } else {
                character
            }
        })
        .filter(|character| !character.is_control() && !turns_text(*character))
        .collect();
    let visible = visible.trim();
    visible
        .chars()
        .any(|character| !shows_nothing(character))
        .then(|| visible.to_owned())
}

/// Marks that would turn the text around a name as well.
fn turns_text(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Joiners and marks that shape other letters but show nothing by themselves.
fn shows_nothing(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
                | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        )
}
