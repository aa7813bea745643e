//! Phone numbers as platforms mix them: with a plus, with blanks, with local zeros.

mod countries;

use countries::COUNTRIES;

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

/// What a number begins with when it is dialled within its country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leading {
    /// Something that is left out after the calling code.
    Dropped(&'static str),
    /// Nothing; a zero can only be a mistake.
    Never,
    /// A zero that belongs to the number, also after the calling code.
    Part,
}

/// A country, as far as numbers and clocks tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    iso: &'static str,
    code: &'static str,
    shortest: usize,
    longest: usize,
    leading: Leading,
    time_zone: &'static str,
}

/// Digits that tell a subscriber apart worldwide: fewer are extensions and short codes, of which
/// every company has the same.
const FEWEST: usize = 8;
const MOST: usize = 15;

/// A number that lacks the prefix it is dialled with counts as whole from this length on.
const SURELY_NATIONAL: usize = 9;

/// A number without a plus counts as written with its calling code from this length on.
const SURELY_INTERNATIONAL: usize = 10;

impl Country {
    /// The country of an ISO 3166-1 code of two letters, in any case.
    pub fn by_iso(iso: &str) -> Option<Self> {
        COUNTRIES
            .iter()
            .find(|country| country.iso.eq_ignore_ascii_case(iso.trim()))
            .copied()
    }

    /// The country of a number that is written with a plus or two zeros; the largest where several
    /// share a calling code.
    pub fn of_number(number: &str) -> Option<Self> {
        international(number, None).and_then(|digits| Self::by_code(&digits))
    }

    fn by_code(digits: &str) -> Option<Self> {
        COUNTRIES
            .iter()
            .find(|country| digits.starts_with(country.code))
            .copied()
    }

    /// ISO 3166-1 code of two letters.
    pub fn iso(&self) -> &'static str {
        self.iso
    }

    /// The zone of its clocks; `None` where there are several.
    pub fn time_zone(&self) -> Option<&'static str> {
        Some(self.time_zone).filter(|zone| !zone.is_empty())
    }

    fn fits(&self, national: &str) -> bool {
        (self.shortest..=self.longest).contains(&national.len())
            && (self.leading == Leading::Part || !national.starts_with('0'))
    }

    /// The number with its calling code, from what is written after that code.
    fn complete(&self, national: &str) -> Option<String> {
        let without = match self.leading {
            // "+49 (0)30" and "+966 050" are frequent.
            Leading::Dropped("0") => national.strip_prefix('0').filter(|rest| self.fits(rest)),
            Leading::Dropped(_) | Leading::Never | Leading::Part => None,
        };
        let national = without.unwrap_or(national);
        self.fits(national)
            .then(|| format!("{}{}", self.code, self.canonical(national)))
    }

    /// WhatsApp knows mobile numbers of two countries under two spellings.
    fn canonical(&self, national: &str) -> String {
        match self.iso {
            "BR" if national.len() == 10
                && matches!(national.as_bytes().get(2), Some(b'6'..=b'9')) =>
            {
                let (area, rest) = national.split_at(2);
                format!("{area}9{rest}")
            }
            "MX" if national.len() == 11 => {
                national.strip_prefix('1').unwrap_or(national).to_owned()
            }
            _ => national.to_owned(),
        }
    }

    /// The number with its calling code, from how it is written within this country.
    fn completed_within(&self, digits: &str) -> Option<String> {
        let (national, has_prefix) = match self.leading {
            Leading::Dropped(prefix) => match digits.strip_prefix(prefix) {
                Some(rest) if self.fits(rest) => (rest, true),
                Some(_) | None => (digits, false),
            },
            Leading::Never | Leading::Part => (digits, true),
        };
        // Without its prefix a short one is more likely a local number that lacks its area code.
        let is_whole = self.fits(national) && (has_prefix || national.len() >= SURELY_NATIONAL);
        let within = || is_whole.then(|| format!("{}{}", self.code, self.canonical(national)));
        let with_code = || {
            digits
                .strip_prefix(self.code)
                .and_then(|rest| self.complete(rest))
        };
        // Where a prefix is dialled, numbers are written with it, or with their calling code.
        if has_prefix {
            within().or_else(with_code)
        } else {
            with_code().or_else(within)
        }
    }
}

/// The digits of a number with its calling code, by which one subscriber is the same on every
/// platform; `None` when the number is too short or leaves open which country it belongs to.
///
/// `country` is where whoever wrote the number down lives: it completes numbers without a calling
/// code. Without it a leading zero says nothing.
pub fn international(number: &str, country: Option<Country>) -> Option<String> {
    let written = without_extension(number);
    let first = written
        .chars()
        .find(|character| is_plus(*character) || !digits_of(&character.to_string()).is_empty())?;
    let digits = digits_of(&written);
    let explicit = if is_plus(first) && !digits.starts_with('0') {
        Some(digits_of(&written.replace("(0)", "")))
    } else if let Some(rest) = digits.strip_prefix("00") {
        Some(rest.to_owned())
    } else {
        country
            .filter(|country| country.code == "1")
            .and_then(|_| digits.strip_prefix("011"))
            .map(str::to_owned)
    };
    let complete = match explicit {
        Some(digits) => {
            let country = Country::by_code(&digits)?;
            let national = &digits[country.code.len()..];
            // A plus is taken at its word, also where a country grew longer numbers since.
            country.complete(national).or(Some(digits))
        }
        None => country
            .and_then(|country| country.completed_within(&digits))
            .or_else(|| without_plus(&digits)),
    };
    complete.filter(|digits| (FEWEST..=MOST).contains(&digits.len()))
}

/// A number that is written with its calling code and no plus, as chat services do.
fn without_plus(digits: &str) -> Option<String> {
    if digits.len() < SURELY_INTERNATIONAL || digits.starts_with('0') {
        return None;
    }
    let country = Country::by_code(digits)?;
    let national = &digits[country.code.len()..];
    // American area codes and exchanges begin with 2 to 9.
    let is_possible = country.code != "1"
        || [0, 3]
            .iter()
            .all(|place| matches!(national.as_bytes().get(*place), Some(b'2'..=b'9')));
    country.complete(national).filter(|_| is_possible)
}

fn is_plus(character: char) -> bool {
    matches!(character, '+' | '\u{FF0B}')
}

/// What comes before an extension.
fn without_extension(number: &str) -> String {
    let mut seen_digit = false;
    number
        .chars()
        .take_while(|character| {
            seen_digit |= !digits_of(&character.to_string()).is_empty();
            !(seen_digit && matches!(character, ';' | ',' | '#' | 'x' | 'X' | 'e' | 'E'))
        })
        .collect()
}

/// An e-mail address by which one person is the same on every platform; `None` for what is no
/// address, and for those that machines write from.
pub fn comparable_email(text: &str) -> Option<String> {
    let text = match (text.rfind('<'), text.rfind('>')) {
        (Some(begin), Some(end)) if begin < end => &text[begin + 1..end],
        _ => text,
    };
    let text = text.trim().to_lowercase();
    let address = text.strip_prefix("mailto:").unwrap_or(&text);
    let (local, domain) = address.rsplit_once('@')?;
    let is_sane = !local.is_empty()
        && domain.len() > 2
        && domain.contains('.')
        && !address.chars().any(char::is_whitespace);
    let mut letters = local.to_owned();
    letters.retain(char::is_alphanumeric);
    let by_machine = ["noreply", "donotreply", "mailerdaemon", "postmaster"]
        .iter()
        .any(|machine| letters.starts_with(machine));
    (is_sane && !by_machine).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn country(iso: &str) -> Option<Country> {
        let found = Country::by_iso(iso);
        assert!(found.is_some(), "{iso} is in the table");
        found
    }

    #[test]
    fn only_digits_remain_whatever_script_they_were_typed_in() {
        assert_eq!(digits_of("+966 50-000 0001"), "966500000001");
        assert_eq!(digits_of("٠٥٠ ۱۲"), "05012");
        assert_eq!(digits_of("no number"), "");
    }

    #[test]
    fn one_subscriber_is_the_same_however_the_number_is_written() {
        for written in [
            "+966 50 123 4567",
            "00966501234567",
            "966501234567",
            "0501234567",
            "501234567",
            "+966 (0)50 123 4567",
            "+966 050 123 4567",
            "tel:+966-50-123-4567;ext=12",
            "٠٥٠١٢٣٤٥٦٧",
        ] {
            let found = international(written, country("SA"));
            assert_eq!(found.as_deref(), Some("966501234567"), "{written}");
        }
    }

    #[test]
    fn a_local_zero_says_nothing_while_nobody_knows_the_country() {
        assert_eq!(international("0501234567", None), None);
        assert_eq!(international("030 1234567", None), None);
        let berlin = international("030 1234567", country("DE"));
        assert_eq!(berlin.as_deref(), Some("49301234567"));
    }

    #[test]
    fn short_numbers_are_nobodys() {
        for short in [
            "112", "+4911", "0", "1234567", "+1 555", "12 34 56", "#100#", "",
        ] {
            for iso in [None, country("SA"), country("US"), country("DE")] {
                assert_eq!(international(short, iso), None, "{short} {iso:?}");
            }
        }
    }

    #[test]
    fn other_countries_keep_their_own_ways() {
        for (written, iso, wanted) in [
            // Italy's zero belongs to the number.
            ("06 1234 5678", "IT", "390612345678"),
            // Brazil's area code 55 is also its calling code.
            ("55 98765-4321", "BR", "5555987654321"),
            ("+55 11 98765-4321", "BR", "5511987654321"),
            // The ninth digit, which WhatsApp leaves out of older accounts.
            ("551187654321", "BR", "5511987654321"),
            ("+52 1 55 1234 5678", "MX", "525512345678"),
            ("(202) 555-0123", "US", "12025550123"),
            ("1 202 555 0123", "US", "12025550123"),
            ("011 966 50 123 4567", "US", "966501234567"),
            ("8 916 123-45-67", "RU", "79161234567"),
            ("06 20 123 4567", "HU", "36201234567"),
            ("20 12 34 56", "DK", "4520123456"),
            // Somebody from elsewhere writes to a line in Riyadh.
            ("4915112345678", "SA", "4915112345678"),
        ] {
            let found = international(written, country(iso));
            assert_eq!(found.as_deref(), Some(wanted), "{written} in {iso}");
        }
    }

    #[test]
    fn a_brazilian_number_without_its_code_is_not_taken_for_an_american_one() {
        assert_eq!(international("11987654321", None), None);
        let known = international("11987654321", country("BR"));
        assert_eq!(known.as_deref(), Some("5511987654321"));
    }

    #[test]
    fn calling_codes_leave_no_doubt() {
        for one in COUNTRIES {
            for other in COUNTRIES.iter().filter(|other| other.code != one.code) {
                assert!(
                    !other.code.starts_with(one.code),
                    "{} {}",
                    one.iso,
                    other.iso
                );
            }
            assert!(
                one.shortest <= one.longest && one.iso.len() == 2,
                "{}",
                one.iso
            );
        }
        assert_eq!(
            Country::of_number("+966500000001").map(|c| c.iso()),
            Some("SA")
        );
        assert_eq!(
            country("sa").and_then(|c| c.time_zone()),
            Some("Asia/Riyadh")
        );
        assert_eq!(country("BR").and_then(|c| c.time_zone()), None);
    }

    #[test]
    fn addresses_are_compared_without_case_and_machines_are_nobody() {
        for written in [
            "Sam@Example.org",
            " sam@example.org ",
            "Sam <SAM@example.org>",
            "mailto:sam@example.org",
        ] {
            assert_eq!(
                comparable_email(written).as_deref(),
                Some("sam@example.org"),
                "{written}"
            );
        }
        for nobody in [
            "",
            "sam",
            "sam@",
            "@example.org",
            "sam@localhost",
            "a b@example.org",
            "no-reply@example.org",
            "MAILER-DAEMON@example.org",
        ] {
            assert_eq!(comparable_email(nobody), None, "{nobody}");
        }
    }

    /// A country that drops a zero, with a number of it as written after the calling code.
    fn subscriber() -> impl Strategy<Value = (Country, String)> {
        let dropping: Vec<Country> = COUNTRIES
            .iter()
            .filter(|country| country.leading == Leading::Dropped("0") && country.shortest >= 8)
            .copied()
            .collect();
        prop::sample::select(dropping).prop_flat_map(|country| {
            (country.shortest..=country.longest).prop_flat_map(move |length| {
                let rest = format!("[1-9][0-9]{{{}}}", length - 1);
                (
                    Just(country),
                    proptest::string::string_regex(&rest).expect("a pattern"),
                )
            })
        })
    }

    proptest! {
        #[test]
        fn an_answer_is_digits_of_a_sane_length_and_stays_as_it_is(
            text in "\\PC{0,30}|[+0-9() x-]{0,24}",
            known in prop::option::of(prop::sample::select(COUNTRIES.to_vec())),
        ) {
            if let Some(found) = international(&text, known) {
                prop_assert!((FEWEST..=MOST).contains(&found.len()));
                prop_assert!(found.bytes().all(|byte| byte.is_ascii_digit()));
                let again = international(&format!("+{found}"), known);
                prop_assert_eq!(again.as_ref(), Some(&found));
            }
        }

        #[test]
        fn the_local_form_and_the_worldwide_form_are_one((country, national) in subscriber()) {
            let local = international(&format!("0{national}"), Some(country));
            let worldwide = international(&format!("+{} {national}", country.code), None);
            prop_assert!(local.is_some());
            prop_assert_eq!(&local, &worldwide);
            let dialled = international(&format!("00{}{national}", country.code), None);
            prop_assert_eq!(&local, &dialled);
        }

        #[test]
        fn blanks_and_dashes_change_nothing((country, national) in subscriber(), places in prop::collection::vec(1usize..9, 0..4)) {
            let mut spaced = format!("0{national}");
            for place in places {
                spaced.insert(place, if place % 2 == 0 { ' ' } else { '-' });
            }
            let plain = international(&format!("0{national}"), Some(country));
            prop_assert_eq!(international(&spaced, Some(country)), plain);
        }

        #[test]
        fn two_subscribers_of_a_country_stay_two(
            (country, one) in subscriber(),
            place in 0usize..8,
            step in 1u8..9,
        ) {
            // Brazil's two spellings of one number are meant to meet.
            prop_assume!(country.iso != "BR");
            let mut digits = one.clone().into_bytes();
            let digit = &mut digits[place];
            *digit = b'1' + (*digit - b'0' + step) % 9;
            let other = String::from_utf8(digits).expect("digits");
            prop_assume!(one != other);
            let of = |national: &str| international(&format!("0{national}"), Some(country));
            prop_assert_ne!(of(&one), of(&other));
        }
    }
}
