//! Names in notes, as the platform writes them: `[@Mira Holt](mention://user/1/Mira%20Holt)`.

use std::fmt::Write as _;

use inbox_core::{Mention, MentionedKind, RemoteId};

/// Longer than any name; what goes on beyond is no mention, and is not looked through for one.
const LONGEST: usize = 600;

/// The words as they are read, and whom they name.
pub(super) fn read(text: &str) -> (String, Vec<Mention>) {
    let mut words = String::with_capacity(text.len());
    let mut mentions = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("[@") {
        words.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((name, kind, who, length)) = link(rest) {
            let start = words.len();
            words.push_str(&name);
            mentions.push(Mention {
                start,
                end: words.len(),
                kind,
                who,
            });
            rest = &rest[length..];
        } else {
            words.push('[');
            rest = &rest[1..];
        }
    }
    words.push_str(rest);
    (words, mentions)
}

/// The link that a text begins with: its name, whom it means, and its length.
fn link(text: &str) -> Option<(String, MentionedKind, RemoteId, usize)> {
    let mut name = String::new();
    let mut signs = text.char_indices().skip(1);
    let closed = loop {
        match signs.next()? {
            (at, _) if at > LONGEST => return None,
            (_, '\n' | '[') => return None,
            (at, ']') => break at + 1,
            (_, '\\') => name.push(signs.next()?.1),
            (_, sign) => name.push(sign),
        }
    };
    let target = text[closed..].strip_prefix("(mention://")?;
    let (kind, numbered) = if let Some(numbered) = target.strip_prefix("user/") {
        (MentionedKind::Person, numbered)
    } else {
        (MentionedKind::Team, target.strip_prefix("team/")?)
    };
    let digits = numbered.bytes().take_while(u8::is_ascii_digit).count();
    let (who, named) = numbered.split_at(digits);
    let named = named.strip_prefix('/')?;
    // A name may hold parentheses of its own.
    let mut open = 0_usize;
    for (at, sign) in named.char_indices().take_while(|(at, _)| *at <= LONGEST) {
        match sign {
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            ')' if digits > 0 && name.len() > 1 => {
                let length = text.len() - named.len() + at + 1;
                return Some((name, kind, RemoteId(who.to_owned()), length));
            }
            ')' | '\n' => return None,
            _ => {}
        }
    }
    None
}

/// The words as the platform wants them, so that it tells those whom they name.
pub(in crate::chatwoot) fn with_mentions(text: &str, mentions: &[Mention]) -> String {
    let mut written = String::with_capacity(text.len());
    let mut behind = 0;
    for mention in mentions {
        let between = text.get(behind..mention.start);
        let Some((between, name)) = between.zip(text.get(mention.start..mention.end)) else {
            continue;
        };
        written.push_str(between);
        written.push('[');
        for sign in name.chars() {
            if matches!(sign, '[' | ']' | '\\') {
                written.push('\\');
            }
            written.push(sign);
        }
        let kind = match mention.kind {
            MentionedKind::Person => "user",
            MentionedKind::Team => "team",
        };
        let _ = write!(written, "](mention://{kind}/{}/", mention.who);
        for byte in name.trim_start_matches('@').bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
                written.push(char::from(byte));
            } else {
                let _ = write!(written, "%{byte:02X}");
            }
        }
        written.push(')');
        behind = mention.end;
    }
    written.push_str(text.get(behind..).unwrap_or_default());
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(text: &str) -> (String, Vec<(String, MentionedKind, String)>) {
        let (words, mentions) = read(text);
        let mentions = mentions
            .into_iter()
            .map(|one| (words[one.start..one.end].to_owned(), one.kind, one.who.0))
            .collect();
        (words, mentions)
    }

    #[test]
    fn a_mention_reads_as_a_name_and_keeps_whom_it_means() {
        let told = "Ask [@Mira Holt](mention://user/1/Mira%20Holt) or [@Billing](mention://team/4/Billing).";
        let (words, mentions) = named(told);
        assert_eq!(words, "Ask @Mira Holt or @Billing.");
        let person = (
            "@Mira Holt".to_owned(),
            MentionedKind::Person,
            "1".to_owned(),
        );
        let team = ("@Billing".to_owned(), MentionedKind::Team, "4".to_owned());
        assert_eq!(mentions, [person, team]);
        let (words, _) = named("[@Sam (Night)](mention://user/5/Sam%20(Night)), look");
        assert_eq!(words, "@Sam (Night), look");
        let (words, _) = named(r"[@Sam \[2\]](mention://user/5/Sam)!");
        assert_eq!(words, "@Sam [2]!");
    }

    #[test]
    fn what_is_no_mention_stays_as_it_is_written() {
        for text in [
            "[@Mira]",
            "[@Mira](https://example.com)",
            "[@Mira](mention://user/x/Mira)",
            "[@Mira](mention://user/1/Mira",
            "[@](mention://user/1/)",
            "[@Mira\n](mention://user/1/Mira)",
            "[@",
        ] {
            assert_eq!(named(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_it_was(
            before in "[a-z نور\n]{0,8}", name in r"[A-Za-z نورة()\[\]\\.]{1,12}", after in "[a-z .]{0,8}",
            number in 1_u32..999,
        ) {
            let text = format!("{before}@{name}{after}");
            let mention = Mention {
                start: before.len(),
                end: before.len() + 1 + name.len(),
                kind: MentionedKind::Person,
                who: RemoteId(number.to_string()),
            };
            let written = with_mentions(&text, std::slice::from_ref(&mention));
            prop_assert_eq!(read(&written), (text, vec![mention]));
        }

        #[test]
        fn any_text_is_read(text in r"(\[@|\]|\(|mention://|user/|team/|1|/|\)|a|\\|نورة){0,20}") {
            let (words, mentions) = read(&text);
            for mention in mentions {
                prop_assert!(words.get(mention.start..mention.end).is_some());
            }
        }
    }
}
