//! Foreign text among our own words.

/// Marks that turn the text around them, beyond the words they came with.
pub fn turns_text(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text without marks that turn what stands around it: for places that cannot isolate foreign
/// words by themselves, as a system's notification.
pub fn unturned(text: &str) -> String {
    text.chars()
        .filter(|character| !turns_text(*character))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_out_in_the_order_they_are_stored_in() {
        assert_eq!(
            unturned("Invoice \u{202E}gnp.exe\u{202C}"),
            "Invoice gnp.exe"
        );
        assert_eq!(
            unturned("\u{2067}مرحبا\u{2069} \u{200F}ok"),
            "مرحبا \u{200F}ok"
        );
    }
}
