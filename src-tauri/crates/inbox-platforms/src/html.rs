//! Words out of a page: what a message that came as HTML alone says. Nothing of it is ever shown as HTML.

use crate::text::words;

/// Elements whose content is not said.
const UNSAID: [&str; 8] = [
    "script", "style", "head", "title", "template", "textarea", "noscript", "svg",
];

/// Elements that begin a line of their own.
const BLOCKS: [&str; 28] = [
    "address",
    "article",
    "aside",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "section",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Elements that stand apart from what is around them.
const PARAGRAPHS: [&str; 9] = ["blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"];

/// The letters from U+00C0 on, by their names.
const LATIN: [&str; 64] = [
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

/// Other characters that mail programs write by name.
const NAMED: [(&str, char); 36] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{A0}'),
    ("iexcl", '¡'),
    ("cent", '¢'),
    ("pound", '£'),
    ("yen", '¥'),
    ("sect", '§'),
    ("copy", '©'),
    ("ordf", 'ª'),
    ("laquo", '«'),
    ("reg", '®'),
    ("deg", '°'),
    ("plusmn", '±'),
    ("acute", '´'),
    ("para", '¶'),
    ("middot", '·'),
    ("ordm", 'º'),
    ("raquo", '»'),
    ("frac12", '½'),
    ("iquest", '¿'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("bull", '•'),
    ("hellip", '…'),
    ("euro", '€'),
    ("trade", '™'),
];

/// What a page says: tags away, blocks as lines, links with their address; `None` when it says nothing.
pub(crate) fn words_of_html(html: &str) -> Option<String> {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        page.say(&rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('&') {
            let (character, behind) = entity(rest);
            page.say_character(character);
            behind
        } else {
            page.mark_up(rest)
        };
    }
    page.say(rest);
    words(page.said.trim())
}

/// What was said so far, and how what follows it stands to it.
#[derive(Default)]
struct Page {
    said: String,
    /// Line ends that are due before the next word.
    lines: usize,
    blank_due: bool,
    /// Open elements that keep their blanks and line ends.
    kept: u32,
    /// The address of an open link, and where its words begin.
    link: Option<(String, usize)>,
    /// No further element closes its head.
    headless: bool,
}

impl Page {
    fn say(&mut self, text: &str) {
        text.chars()
            .for_each(|character| self.say_character(character));
    }

    fn say_character(&mut self, character: char) {
        if self.kept > 0 && character == '\n' {
            self.lines += 1;
            return;
        }
        // A space that must not break is one that must stay, but for a line of nothing else.
        let begins_line = self.lines > 0 || self.said.is_empty();
        let blank = character.is_ascii_whitespace() || (character == '\u{A0}' && begins_line);
        if blank && self.kept == 0 {
            self.blank_due = true;
            return;
        }
        self.catch_up();
        self.said.push(if character == '\u{A0}' {
            ' '
        } else {
            character
        });
    }

    fn catch_up(&mut self) {
        if self.said.is_empty() {
            self.lines = 0;
        }
        let blank = self.blank_due && self.lines == 0 && !self.said.is_empty();
        for _ in 0..self.lines {
            self.said.push('\n');
        }
        if blank && !self.said.ends_with(char::is_whitespace) {
            self.said.push(' ');
        }
        self.lines = 0;
        self.blank_due = false;
    }

    /// Takes the mark at the beginning of the text and returns what is behind it.
    fn mark_up<'a>(&mut self, text: &'a str) -> &'a str {
        let inner = &text[1..];
        if let Some(comment) = inner.strip_prefix("!--") {
            return comment.find("-->").map_or("", |end| &comment[end + 3..]);
        }
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let begins = |character: char| character.is_ascii_alphabetic() || "!?".contains(character);
        if !inner.starts_with(begins) {
            self.say_character('<');
            return &text[1..];
        }
        let end = tag_end(inner).unwrap_or(inner.len());
        let (tag, behind) = (&inner[..end], inner.get(end + 1..).unwrap_or_default());
        let named = |character: char| !character.is_ascii_alphanumeric();
        let (name, attributes) = tag.split_at(tag.find(named).unwrap_or(tag.len()));
        let name = name.to_ascii_lowercase();
        if !closes && UNSAID.contains(&name.as_str()) && !tag.ends_with('/') {
            return self.behind_unsaid(&name, behind);
        }
        self.tag(&name, attributes, closes);
        behind
    }

    fn behind_unsaid<'a>(&mut self, name: &str, text: &'a str) -> &'a str {
        let of_head = name == "head";
        if of_head && self.headless {
            return text;
        }
        if let Some(end) = closing(text, name) {
            let behind = &text[end..];
            return behind.find('>').map_or("", |end| &behind[end + 1..]);
        }
        // A head may go without its end; a script that does takes all that follows.
        self.headless = of_head;
        if of_head { text } else { "" }
    }

    fn tag(&mut self, name: &str, attributes: &str, closes: bool) {
        match name {
            "br" => self.lines += 1,
            "td" | "th" => self.blank_due = true,
            "img" => {
                if let Some(words) = attribute(attributes, "alt") {
                    self.say(&words);
                }
            }
            "a" => {
                self.end_link();
                let address = attribute(attributes, "href").filter(|_| !closes);
                let leads = |address: &String| {
                    let address = address.to_ascii_lowercase();
                    address.starts_with("https://") || address.starts_with("http://")
                };
                self.link = address
                    .filter(leads)
                    .map(|address| (address, self.said.len()));
            }
            _ if PARAGRAPHS.contains(&name) => {
                if name == "pre" {
                    let kept = self.kept;
                    self.kept = if closes {
                        kept.saturating_sub(1)
                    } else {
                        kept + 1
                    };
                }
                self.lines = self.lines.max(2);
            }
            _ if BLOCKS.contains(&name) => self.lines = self.lines.max(1),
            _ => {}
        }
        if name == "li" && !closes {
            self.catch_up();
            self.said.push_str("• ");
        }
    }

    /// Says where a link leads, unless its words do.
    fn end_link(&mut self) {
        let Some((address, began)) = self.link.take() else {
            return;
        };
        let said = self.said.get(began..).unwrap_or_default();
        let bare = |text: &str| {
            let text = text.trim().trim_end_matches('/').to_lowercase();
            let text = text.trim_start_matches("https://");
            text.trim_start_matches("http://").to_owned()
        };
        if !said.trim().is_empty() && !bare(said).contains(&bare(&address)) {
            for part in [" (", &address, ")"] {
                self.said.push_str(part);
            }
        }
    }
}

/// Where a tag ends; a sign within quotes is none of its end.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in tag.char_indices() {
        match (quote, character) {
            (None, '>') => return Some(at),
            // Only behind an equals sign quotes are quotes: elsewhere somebody forgot one.
            (None, '"' | '\'') if before == '=' => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
        if !character.is_ascii_whitespace() {
            before = character;
        }
    }
    // Somebody forgot to close a quote: the first end is it.
    quote.and_then(|_| tag.find('>'))
}

/// Where an element of that name closes.
fn closing(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        text.as_bytes()
            .get(at + 2..at + 2 + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// What an attribute says.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|character: char| {
            character.is_ascii_whitespace() || matches!(character, '/' | '"' | '\'')
        });
        let end =
            rest.find(|character: char| character.is_ascii_whitespace() || character == '=')?;
        let (found, behind) = rest.split_at(end);
        let behind = behind.trim_start();
        let Some(value) = behind.strip_prefix('=') else {
            rest = behind;
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next()?;
        let (value, behind) = if matches!(quote, '"' | '\'') {
            let inner = &value[1..];
            let end = inner.find(quote).unwrap_or(inner.len());
            (&inner[..end], inner.get(end + 1..).unwrap_or_default())
        } else {
            let end = value.find(|character: char| character.is_ascii_whitespace());
            value.split_at(end.unwrap_or(value.len()))
        };
        if found.eq_ignore_ascii_case(name) {
            let said = decoded(value);
            return Some(said.trim().to_owned()).filter(|said| !said.is_empty());
        }
        rest = behind;
    }
}

fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        let (character, behind) = entity(&rest[at..]);
        decoded.push(character);
        rest = behind;
    }
    decoded.push_str(rest);
    decoded
}

/// The character that the text, which begins with its sign, names, and what is behind it. A sign that
/// names nothing is itself.
fn entity(text: &str) -> (char, &str) {
    let itself = ('&', &text[1..]);
    // The longest name that is known has six letters.
    let Some(end) = text.bytes().take(12).position(|byte| byte == b';') else {
        return itself;
    };
    let (name, behind) = (&text[1..end], &text[end + 1..]);
    let character = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(number) => u32::from_str_radix(number, 16).ok(),
            None => number.parse().ok(),
        }
        .map(|number| char::from_u32(number).unwrap_or('\u{FFFD}')),
        None => named(name),
    };
    character.map_or(itself, |character| (character, behind))
}

fn named(name: &str) -> Option<char> {
    let known = NAMED.iter().find(|(known, _)| *known == name);
    known.map(|(_, character)| *character).or_else(|| {
        let place = LATIN.iter().position(|known| *known == name)?;
        char::from_u32(0xC0 + u32::try_from(place).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(html: &str) -> String {
        words_of_html(html).unwrap_or_default()
    }

    #[test]
    fn a_mail_is_said_in_its_lines() {
        let mail = "<!doctype html><html><head><title>x</title><style>p { color: red }</style></head>
            <body><p>Ol&aacute;,&nbsp;Mira!</p>\n<p>O pedido <b>n&#186;&#x20;7</b><br>chegou\n quebrado.</p>
            <ul><li>um copo</li><li>dois pratos</li></ul>
            <table><tr><td>Total</td><td>R$&nbsp;30</td></tr><tr><td>Frete</td><td>5 &lt; 6</td></tr></table>
            <!-- <p>not said</p> --><script>alert('<p>no</p>')</script><p>Obrigada</p></body></html>";
        assert_eq!(
            said(mail),
            "Olá, Mira!\n\nO pedido nº 7\nchegou quebrado.\n\n• um copo\n• dois pratos\nTotal R$ 30\n\
             Frete 5 < 6\n\nObrigada"
        );
    }

    #[test]
    fn a_link_says_where_it_leads_and_nothing_twice() {
        assert_eq!(
            said(r#"See <a class=x href="https://shop.example/o/7?a=1&amp;b=2">your order</a>."#),
            "See your order (https://shop.example/o/7?a=1&b=2)."
        );
        assert_eq!(
            said(r#"<a href="https://shop.example/">shop.example</a>"#),
            "shop.example"
        );
        assert_eq!(said(r#"<a href="javascript:alert(1)">Click</a>"#), "Click");
        assert_eq!(said(r#"<img src=x alt="A broken cup">"#), "A broken cup");
    }

    #[test]
    fn what_is_no_tag_is_said_and_what_is_left_open_hides_nothing_before_it() {
        assert_eq!(
            said("1 < 2 & 3 > 2 &unknown; &"),
            "1 < 2 & 3 > 2 &unknown; &"
        );
        assert_eq!(said("before <script>alert(1)"), "before");
        assert_eq!(said("before <!-- behind"), "before");
        assert_eq!(said("<head><p>no end</p>"), "no end");
        assert_eq!(said(r#"<p title="a > b">whole</p>"#), "whole");
        assert_eq!(said(r#"<p title="forgotten>still said</p>"#), "still said");
        assert_eq!(said("<pre>one\n  two</pre>three"), "one\n  two\n\nthree");
        assert_eq!(words_of_html("<p> &nbsp; </p><style>p{}</style>"), None);
        assert_eq!(said("&#0;&#x110000;&#xD800;ok"), "\u{FFFD}\u{FFFD}ok");
    }

    proptest! {
        #[test]
        fn whatever_comes_no_tag_is_left(
            before in "[a-z]{0,6}", tag in "(p|div|b|a|br|x-y|script|style)", inner in "[^<>&]{0,20}",
        ) {
            let said = said(&format!("{before}<{tag}>{inner}</{tag}>"));
            prop_assert!(!said.contains('<'), "{said}");
        }

        #[test]
        fn anything_is_taken(html in "(<|>|&|/|!--|-->|\"|'|=|;|#|[a-z ]|head|script|\u{E9}){0,60}") {
            let _ = words_of_html(&html);
        }
    }
}
