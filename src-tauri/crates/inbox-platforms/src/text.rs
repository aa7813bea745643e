//! Foreign text made fit for showing, the same for every platform: documents,
//! names and bodies.

use inbox_core::turns_text;
use serde_json::Value;

/// Half of a pair that stands for one character; alone it stands for nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    First,
    Second,
}

/// JSON as platforms write it; `None` when it is none. Text that was cut in the middle of a character
/// (a preview of so many letters, an emoji that lost its half) does not make a whole page unreadable:
/// what is broken becomes the sign for a broken character.
pub(crate) fn document(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes)
        .or_else(|_| serde_json::from_str(&mended(&String::from_utf8_lossy(bytes))))
        .ok()
}

/// The same document with every lone half of a pair replaced.
fn mended(json: &str) -> String {
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let taken = match (half(escape), escape.get(6..).and_then(half)) {
            (Some(Half::First), Some(Half::Second)) => {
                mended.push_str(&escape[..12]);
                12
            }
            (Some(_), _) => {
                mended.push_str("\\ufffd");
                6
            }
            // The escaped character goes along, as it may be a backslash.
            (None, _) => {
                let end = escape
                    .char_indices()
                    .nth(2)
                    .map_or(escape.len(), |(end, _)| end);
                mended.push_str(&escape[..end]);
                end
            }
        };
        rest = &escape[taken..];
    }
    mended.push_str(rest);
    mended
}

/// Which half of a pair an escape at the beginning of the text is.
fn half(text: &str) -> Option<Half> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(Half::First),
        0xDC00..=0xDFFF => Some(Half::Second),
        _ => None,
    }
}

/// A body without control characters, lines ended by `\n` alone.
pub(crate) fn cleaned(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
        .collect()
}

/// A body with something in it.
pub(crate) fn words(text: &str) -> Option<String> {
    Some(cleaned(text)).filter(|text| !text.trim().is_empty())
}

/// The longest name that is kept. Nobody's name is longer, and a window shows a name in one line, all of which it
/// would have to lay out.
const NAME_LETTERS: usize = 300;

/// A name in one line, without marks that would turn the text around it; `None` when nothing of it
/// can be seen.
pub(crate) fn name(text: &str) -> Option<String> {
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
        .take(NAME_LETTERS)
        .collect();
    let visible = visible.trim();
    visible
        .chars()
        .any(|character| !shows_nothing(character))
        .then(|| visible.to_owned())
}

/// Joiners and marks that shape other letters but show nothing by themselves.
fn shows_nothing(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{034F}'
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_emoji_breaks_itself_and_nothing_else() {
        let read = |text: &str| document(text.as_bytes());
        let text = |text: &str| Some(Value::from(text));
        assert_eq!(read(r#""cut \ud83d""#), text("cut \u{FFFD}"));
        assert_eq!(
            read(r#""\ude00 \ud83d\ud83d\ude00""#),
            text("\u{FFFD} \u{FFFD}😀")
        );
        assert_eq!(read(r#""\\ud83d \ud83d""#), text("\\ud83d \u{FFFD}"));
        assert_eq!(document(b"\"\xF0\x9F\x98\""), text("\u{FFFD}"));
        for broken in [r#""\ud83d"#, r#""\"#, r#"{"a":\ud83d}"#, "", r#""\ud8"#] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_name_that_shows_nothing_is_no_name() {
        for nothing in [
            "",
            "  ",
            "\u{200B}\u{200F}",
            "\u{0000}\n",
            "\u{202E}",
            "\u{FEFF} ",
            "\u{3164}\u{FE0F}",
        ] {
            assert_eq!(name(nothing), None, "{nothing:?}");
        }
        assert_eq!(
            name(" Ahmed\u{0007} Ali\u{202E} ").as_deref(),
            Some("Ahmed Ali")
        );
        let endless = name(&"Ana ".repeat(1_000_000)).unwrap_or_default();
        assert!(endless.starts_with("Ana Ana"));
        assert!(endless.chars().count() <= NAME_LETTERS);
        // Persian needs its zero-width non-joiner.
        assert_eq!(name("می\u{200C}خواهم").as_deref(), Some("می\u{200C}خواهم"));
    }

    #[test]
    fn a_body_keeps_its_lines_and_loses_its_control_characters() {
        assert_eq!(
            cleaned("one\r\ntwo\u{0000}\tthree\u{001B}"),
            "one\ntwo\tthree"
        );
        assert_eq!(words(" \r\n\u{0000}"), None);
    }
}
