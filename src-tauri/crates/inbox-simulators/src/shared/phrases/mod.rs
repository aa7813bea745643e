//! What customers and agents say to each other, in four languages.
//!
//! Each language is a text file beside this one: word lists, short answers, exchanges (a
//! question with what followed) and calls (with the AI's summary). `?` starts a customer's line,
//! `!` an agent's; the word after it, if any, is the kind. Placeholders in braces are filled
//! per exchange, so that the same exchange rarely reads the same twice.

use std::sync::OnceLock;

use crate::shared::dice::Dice;

/// A language spoken in the sample data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Language {
    Arabic,
    Portuguese,
    English,
    German,
}

impl Language {
    pub(crate) const ALL: [Self; 4] = [Self::Arabic, Self::Portuguese, Self::English, Self::German];

    /// Its words, read once.
    pub(crate) fn book(self) -> &'static PhraseBook {
        static BOOKS: OnceLock<[PhraseBook; 4]> = OnceLock::new();
        let [arabic, portuguese, english, german] = BOOKS.get_or_init(|| {
            [
                PhraseBook::read(include_str!("arabic.txt")),
                PhraseBook::read(include_str!("portuguese.txt")),
                PhraseBook::read(include_str!("english.txt")),
                PhraseBook::read(include_str!("german.txt")),
            ]
        });
        match self {
            Self::Arabic => arabic,
            Self::Portuguese => portuguese,
            Self::English => english,
            Self::German => german,
        }
    }

    /// What it is called in addresses.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::Portuguese => "pt",
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// An E.164 number of a country where it is spoken; distinct for distinct `index`es.
    pub(crate) fn phone(self, index: usize) -> String {
        match self {
            Self::Arabic => format!("+9665{:08}", 10_000_000 + index * 7),
            Self::Portuguese => format!("+3519{:08}", 10_000_000 + index * 7),
            Self::English => format!("+447{:09}", 700_000_000 + index * 7),
            Self::German => format!("+4915{:09}", 100_000_000 + index * 7),
        }
    }
}

/// The words of one language.
#[derive(Debug, Default)]
pub(crate) struct PhraseBook {
    given: Vec<String>,
    family: Vec<String>,
    companies: Vec<String>,
    products: Vec<String>,
    places: Vec<String>,
    days: Vec<String>,
    /// Short things customers answer.
    pub(crate) answers: Vec<String>,
    pub(crate) exchanges: Vec<Vec<Line>>,
    pub(crate) calls: Vec<CallScript>,
    /// What one says who is not content, and what one says who is.
    verdicts: Vec<String>,
}

/// One line of an exchange.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) customer: bool,
    pub(crate) kind: LineKind,
    pub(crate) text: String,
}

/// What a line is besides words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    Text,
    /// Answers, quoting, the newest line of the other side.
    Quote,
    Photo,
    Voice,
    Document,
    /// `name | address | latitude | longitude`
    Place,
}

/// A call: what was said and what the AI made of it.
#[derive(Debug, Default)]
pub(crate) struct CallScript {
    pub(crate) summary: String,
    pub(crate) lines: Vec<Line>,
}

impl PhraseBook {
    fn read(text: &str) -> Self {
        let mut book = Self::default();
        let mut section = "";
        let mut fresh = true;
        for line in text.lines().map(str::trim) {
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
            {
                section = name;
                fresh = true;
            } else if line.is_empty() {
                fresh = true;
            } else {
                book.add(section, line, fresh);
                fresh = false;
            }
        }
        book
    }

    fn add(&mut self, section: &str, line: &str, fresh: bool) {
        let words = || line.split(['·']).map(|word| word.trim().to_owned());
        match section {
            "given" => self.given.extend(words()),
            "family" => self.family.extend(words()),
            "companies" => self.companies.extend(words()),
            "products" => self.products.extend(words()),
            "places" => self.places.extend(words()),
            "days" => self.days.extend(words()),
            "verdicts" => self.verdicts.push(line.to_owned()),
            "answers" => self.answers.push(line.to_owned()),
            "exchanges" => {
                if fresh {
                    self.exchanges.push(Vec::new());
                }
                if let (Some(exchange), Some(line)) = (self.exchanges.last_mut(), Line::read(line))
                {
                    exchange.push(line);
                }
            }
            _ => {
                if fresh {
                    self.calls.push(CallScript::default());
                }
                let Some(call) = self.calls.last_mut() else {
                    return;
                };
                if let Some(summary) = line.strip_prefix("= ") {
                    summary.replace("\\n", "\n").clone_into(&mut call.summary);
                } else {
                    call.lines.extend(Line::read(line));
                }
            }
        }
    }

    /// A person's full name.
    pub(crate) fn person(&self, dice: &mut Dice) -> String {
        format!("{} {}", dice.pick(&self.given), dice.pick(&self.family))
    }

    /// What a customer says of it who gives so many points of five.
    pub(crate) fn verdict(&self, rating: i64) -> &str {
        let at = usize::try_from(rating / 4).unwrap_or_default();
        self.verdicts.get(at).map_or("", String::as_str)
    }

    /// A company's name.
    pub(crate) fn company(&self, dice: &mut Dice) -> String {
        dice.pick(&self.companies).clone()
    }
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let (customer, rest) = match line.split_at_checked(1)? {
            ("?", rest) => (true, rest),
            ("!", rest) => (false, rest),
            _ => return None,
        };
        let (kind, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let kind = match kind {
            "quote" => LineKind::Quote,
            "photo" => LineKind::Photo,
            "voice" => LineKind::Voice,
            "document" => LineKind::Document,
            "place" => LineKind::Place,
            _ => LineKind::Text,
        };
        Some(Self {
            customer,
            kind,
            text: text.trim().to_owned(),
        })
    }
}

/// The values of the placeholders of one exchange.
#[derive(Debug)]
pub(crate) struct Filling<'a> {
    name: &'a str,
    agent: &'a str,
    order: i64,
    product: &'a str,
    place: &'a str,
    day: &'a str,
    amount: i64,
    hour: i64,
}

impl<'a> Filling<'a> {
    /// Draws values; `name` is the customer's, `agent` the colleague's full name.
    pub(crate) fn draw(
        book: &'a PhraseBook,
        name: &'a str,
        agent: &'a str,
        dice: &mut Dice,
    ) -> Self {
        let first = |full: &'a str| full.split(' ').next().unwrap_or(full);
        Self {
            name: first(name),
            agent: first(agent),
            order: dice.between(20_100, 98_900),
            product: dice.pick(&book.products).as_str(),
            place: dice.pick(&book.places).as_str(),
            day: dice.pick(&book.days).as_str(),
            amount: dice.between(4, 180) * 10 + 9,
            hour: dice.between(9, 18),
        }
    }

    /// The text with its placeholders filled.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled += before;
            let Some((placeholder, after)) = after.split_once('}') else {
                rest = after;
                break;
            };
            match placeholder {
                "name" => filled += self.name,
                "agent" => filled += self.agent,
                "product" => filled += self.product,
                "place" => filled += self.place,
                "day" => filled += self.day,
                "order" => filled += &self.order.to_string(),
                "amount" => filled += &self.amount.to_string(),
                "time" => {
                    filled += &self.hour.to_string();
                    filled += ":00";
                }
                _ => {}
            }
            rest = after;
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_enough_different_things_to_say() {
        for language in Language::ALL {
            let book = language.book();
            let sentences: usize = book.exchanges.iter().map(Vec::len).sum();
            assert!(
                sentences >= 60,
                "{language:?} has only {sentences} sentences"
            );
            assert!(
                book.exchanges.iter().all(|exchange| exchange[0].customer),
                "{language:?}"
            );
            assert!(
                book.calls
                    .iter()
                    .all(|call| !call.summary.is_empty() && call.lines.len() > 2)
            );
            assert_ne!(book.verdict(1), book.verdict(5), "{language:?}");
            assert!(
                book.calls.len() >= 3 && book.answers.len() >= 12,
                "{language:?}"
            );
        }
    }

    #[test]
    fn no_placeholder_is_left_unfilled() {
        for language in Language::ALL {
            let book = language.book();
            let mut dice = Dice::new(3);
            let filling = Filling::draw(book, "A B", "C D", &mut dice);
            for line in book.exchanges.iter().flatten() {
                let text = filling.fill(&line.text);
                assert!(!text.contains(['{', '}']), "{text}");
                let braces = line.text.matches('{').count();
                let known = [
                    "name", "agent", "product", "place", "day", "order", "amount", "time",
                ];
                let named: usize = known
                    .iter()
                    .map(|word| line.text.matches(&format!("{{{word}}}")).count())
                    .sum();
                assert_eq!(braces, named, "unknown placeholder in {}", line.text);
            }
        }
    }
}
