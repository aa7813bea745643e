//! Who the customers of the sample data are, to each platform.
//!
//! Most people write on one platform only. Every tenth customer writes on all of them, with one
//! number and one name, as long as they speak the same language there: the platforms draw theirs
//! apart. Nobody else shares a number or an address, so that no two people look like one.

use crate::shared::{dice::Dice, phrases::Language};

/// Whose sample data a customer belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Home {
    Hatif,
    Chatvolt,
    Ohallo,
    Chatwoot,
}

/// A customer of the sample data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Customer {
    number: usize,
    shared: bool,
    language: Language,
}

const SHARED: usize = 10;

impl Customer {
    /// The one numbered `index` in the sample data of `home`.
    pub(crate) fn of(home: Home, index: usize, language: Language) -> Self {
        let shared = index.is_multiple_of(SHARED);
        Self {
            number: if shared { index } else { own(home, index) },
            shared,
            language,
        }
    }

    /// The `index`th who comes later, and whom only `home` knows.
    pub(crate) fn stranger(home: Home, index: usize, language: Language) -> Self {
        Self {
            number: own(home, STRANGERS + index),
            shared: false,
            language,
        }
    }

    /// A name. One is drawn for everybody, so that what follows from the dice does not depend on who
    /// is shared.
    pub(crate) fn name(self, dice: &mut Dice) -> String {
        let drawn = self.language.book().person(dice);
        if self.shared {
            let mut own = Dice::new(self.number as u64);
            self.language.book().person(&mut own)
        } else {
            drawn
        }
    }

    pub(crate) fn phone(self) -> String {
        self.language.phone(self.number)
    }

    /// An address at that domain.
    pub(crate) fn mail(self, domain: &str) -> String {
        let (number, language) = (self.number, self.language.code());
        format!("customer{number}.{language}@{domain}")
    }
}

/// More customers than any sample data has; those who come later are numbered behind them.
const STRANGERS: usize = 1_000_000;

/// A number that no other platform gives, and that is none of the shared ones: those are the lowest.
fn own(home: Home, index: usize) -> usize {
    2 * STRANGERS * (1 + home as usize) + index
}
