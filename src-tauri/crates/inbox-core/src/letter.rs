//! The head of an e-mail: whom it goes to, and what counts as an address.

use crate::{Content, EmailHead};

/// The bare address of `Name <address>`, or of an address alone; `None` for what is no address.
pub fn email_address(text: &str) -> Option<String> {
    let text = match (text.rfind('<'), text.rfind('>')) {
        (Some(begin), Some(end)) if begin < end => &text[begin + 1..end],
        _ => text,
    };
    let text = text.trim();
    let address = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, domain) = address.rsplit_once('@')?;
    let whole = |character: char| {
        !character.is_whitespace()
            && !character.is_control()
            && !matches!(character, ',' | ';' | '<' | '>' | '"' | '(' | ')')
    };
    let parts = domain.split('.').filter(|part| !part.is_empty()).count();
    let is_sane = !local.is_empty()
        && !local.contains('@')
        && parts > 1
        && parts == domain.split('.').count()
        && address.chars().all(whole);
    is_sane.then(|| address.to_owned())
}

impl EmailHead {
    /// The head an answer begins with: it goes to the customer, and as a copy to everybody else whom
    /// the customer's newest e-mail names; `own` is the address it came to.
    pub fn answering(customer: &str, own: Option<&str>, newest: Option<&Content>) -> Self {
        let mut head = Self {
            to: email_address(customer).into_iter().collect(),
            ..Self::default()
        };
        let Some(Content::Email { from, to, cc, .. }) = newest else {
            return head;
        };
        let own = own.and_then(email_address);
        for named in from.iter().chain(to).chain(cc) {
            let Some(address) = email_address(named) else {
                continue;
            };
            let is_known = head
                .to
                .iter()
                .chain(&head.cc)
                .chain(&own)
                .any(|known| known.eq_ignore_ascii_case(&address));
            if !is_known {
                head.cc.push(address);
            }
        }
        head
    }

    /// The same with bare addresses, each once; the first that is none is the failure.
    pub fn checked(&self) -> Result<Self, String> {
        let mut seen: Vec<String> = Vec::new();
        let mut bare = |named: &[String]| -> Result<Vec<String>, String> {
            let mut kept = Vec::new();
            for text in named {
                let address = email_address(text).ok_or_else(|| text.clone())?;
                if !seen.iter().any(|one| one.eq_ignore_ascii_case(&address)) {
                    seen.push(address.clone());
                    kept.push(address);
                }
            }
            Ok(kept)
        };
        Ok(Self {
            to: bare(&self.to)?,
            cc: bare(&self.cc)?,
            bcc: bare(&self.bcc)?,
            subject: self.subject.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mail(from: &str, to: &[&str], cc: &[&str]) -> Content {
        let all = |people: &[&str]| people.iter().map(|one| (*one).to_owned()).collect();
        Content::Email {
            subject: None,
            from: Some(from.to_owned()),
            to: all(to),
            cc: all(cc),
            bcc: vec!["hidden@example.org".to_owned()],
            text: String::new(),
            html: None,
        }
    }

    #[test]
    fn an_answer_goes_to_the_customer_and_to_everybody_they_named_but_never_to_ourselves() {
        let newest = mail(
            "Sam Reed <sam@example.org>",
            &["Support <help@shop.example>", "ana@example.org"],
            &["SAM@example.org", "ana@example.org", "not an address"],
        );
        let head =
            EmailHead::answering("sam@example.org", Some("Help@shop.example"), Some(&newest));
        assert_eq!(head.to, ["sam@example.org"]);
        assert_eq!(head.cc, ["ana@example.org"]);
        assert_eq!(head.bcc, Vec::<String>::new());
    }

    #[test]
    fn a_colleague_of_the_customer_who_wrote_last_gets_a_copy() {
        let newest = mail("ana@example.org", &["help@shop.example"], &[]);
        let head =
            EmailHead::answering("sam@example.org", Some("help@shop.example"), Some(&newest));
        assert_eq!(
            (head.to, head.cc),
            (
                vec!["sam@example.org".into()],
                vec!["ana@example.org".into()]
            )
        );
    }

    #[test]
    fn what_is_no_address_is_named() {
        let head = |cc: &[&str]| EmailHead {
            cc: cc.iter().map(|one| (*one).to_owned()).collect(),
            ..EmailHead::default()
        };
        for wrong in [
            "",
            "sam",
            "sam@",
            "@example.org",
            "sam@localhost",
            "sam@example..org",
            "a b@example.org",
            "a@b@example.org",
            "a@example.org,b@example.org",
            "sam@example.org.",
        ] {
            assert_eq!(head(&[wrong]).checked(), Err(wrong.to_owned()), "{wrong}");
        }
        let whole = head(&[
            "Sam <sam@example.org>",
            "SAM@example.org",
            "نورة@مثال.السعودية",
        ]);
        let kept = whole.checked().map(|head| head.cc);
        assert_eq!(
            kept,
            Ok(vec!["sam@example.org".into(), "نورة@مثال.السعودية".into()])
        );
    }

    proptest! {
        #[test]
        fn an_address_is_read_the_same_twice(text in "[a-z@.<>, ]{0,24}") {
            if let Some(address) = email_address(&text) {
                prop_assert_eq!(email_address(&address), Some(address));
            }
        }
    }
}
