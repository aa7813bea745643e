//! Gaps in prepared texts, written as `{{contact.name}}` or `{{order number}}`: what is known fills
//! them, the rest waits for the person.

/// What is known about a conversation, for filling gaps; what is absent leaves its gap open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GapValues {
    /// The customer's name.
    pub contact_name: Option<String>,
    /// Their number.
    pub contact_phone: Option<String>,
    /// Their e-mail address.
    pub contact_email: Option<String>,
    /// Their company.
    pub company: Option<String>,
    /// The name of the person at this desk.
    pub agent_name: Option<String>,
    /// Their e-mail address.
    pub agent_email: Option<String>,
    /// The conversation's number on the platform.
    pub conversation: Option<String>,
    /// The name of the channel.
    pub channel: Option<String>,
    /// Named facts of the conversation and its customer.
    pub properties: Vec<(String, String)>,
}

impl GapValues {
    /// The value of a gap by its name; `None` for names nobody knows and for what is not known.
    pub fn get(&self, name: &str) -> Option<String> {
        let name = name.trim();
        let plain = |value: &Option<String>| value.clone();
        let value = match name {
            "contact.name" => plain(&self.contact_name),
            "contact.first_name" => self.contact_name.as_deref().and_then(first_name),
            "contact.last_name" => self.contact_name.as_deref().and_then(last_name),
            "contact.phone" | "contact.phone_number" => plain(&self.contact_phone),
            "contact.email" => plain(&self.contact_email),
            "contact.company" => plain(&self.company),
            "agent.name" => plain(&self.agent_name),
            "agent.first_name" => self.agent_name.as_deref().and_then(first_name),
            "agent.last_name" => self.agent_name.as_deref().and_then(last_name),
            "agent.email" => plain(&self.agent_email),
            "conversation.id" | "conversation.display_id" => plain(&self.conversation),
            "inbox.name" | "channel.name" => plain(&self.channel),
            other => self.property(other),
        };
        value.filter(|value| !value.trim().is_empty())
    }

    fn property(&self, name: &str) -> Option<String> {
        let name = [
            "contact.custom_attribute.",
            "conversation.custom_attribute.",
        ]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
        self.properties
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.clone())
    }

    /// A value to propose for a gap of a template, which platforms name freely or only number.
    /// `before` are the words that stand before it: a number in a greeting is the customer's name.
    pub fn propose(&self, gap: &str, before: &str) -> Option<String> {
        let wanted: String = gap
            .to_lowercase()
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .collect();
        match wanted.as_str() {
            "name" | "customername" | "contactname" | "clientname" | "fullname" | "customer"
            | "nome" | "nomecliente" => self.get("contact.name"),
            "firstname" | "contactfirstname" | "customerfirstname" | "primeironome" => {
                self.get("contact.first_name")
            }
            "phone" | "phonenumber" | "contactphone" | "telefone" => self.get("contact.phone"),
            "email" | "contactemail" => self.get("contact.email"),
            "company" | "companyname" | "empresa" => self.get("contact.company"),
            "agent" | "agentname" => self.get("agent.name"),
            number if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                is_greeting(before).then(|| self.get("contact.name"))?
            }
            _ => self.get(gap),
        }
    }
}

/// Words after which a name follows, in the languages whose customers write to us most.
const GREETINGS: [&str; 34] = [
    "hi",
    "hello",
    "hey",
    "dear",
    "good morning",
    "good afternoon",
    "good evening",
    "olá",
    "ola",
    "oi",
    "caro",
    "cara",
    "prezado",
    "prezada",
    "bom dia",
    "boa tarde",
    "boa noite",
    "hola",
    "hallo",
    "guten tag",
    "bonjour",
    "ciao",
    "مرحبا",
    "مرحبًا",
    "مرحباً",
    "أهلا",
    "أهلاً",
    "اهلا",
    "عزيزي",
    "عزيزتي",
    "حياك الله",
    "السلام عليكم",
    "السلام عليكم ورحمة الله وبركاته",
    "صباح الخير",
];

/// Nothing but a greeting stands before it.
fn is_greeting(before: &str) -> bool {
    let ends = [',', '،', '!', '*', '_', '-'];
    let words = before.trim_matches(|end: char| end.is_whitespace() || ends.contains(&end));
    let words = words.to_lowercase();
    GREETINGS.iter().any(|greeting| *greeting == words)
}

fn first_name(name: &str) -> Option<String> {
    name.split_whitespace().next().map(str::to_owned)
}

fn last_name(name: &str) -> Option<String> {
    let mut words = name.split_whitespace();
    words.next()?;
    words.next_back().map(str::to_owned)
}

/// A gap of a text.
struct Gap<'a> {
    start: usize,
    end: usize,
    /// What stands between the braces.
    inside: &'a str,
}

/// The gaps of a text in order. Braces that hold nothing, a line break or other braces are none.
fn gaps(text: &str) -> Vec<Gap<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(opening) = text[from..].find("{{").map(|at| from + at) {
        let inner = opening + 2;
        let Some(closing) = text[inner..].find("}}").map(|at| inner + at) else {
            break;
        };
        let inside = &text[inner..closing];
        if inside.contains(['{', '}', '\n']) || inside.trim().is_empty() {
            // A later pair of braces may still open a gap.
            from = opening + 1;
            continue;
        }
        found.push(Gap {
            start: opening,
            end: closing + 2,
            inside,
        });
        from = closing + 2;
    }
    found
}

/// The names of the gaps of a text, each once, in order.
pub fn gap_names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for gap in gaps(text) {
        let name = gap.inside.trim();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The text with every gap filled that is known. A name may be followed by what some platforms write
/// behind a bar; of that only a usual value counts: `{{contact.name | default: "there"}}`.
pub fn fill_gaps(text: &str, values: &GapValues) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut from = 0;
    for gap in gaps(text) {
        let (name, rest) = gap.inside.split_once('|').unwrap_or((gap.inside, ""));
        let value = values.get(name).or_else(|| usual(rest));
        if let Some(value) = value {
            filled.push_str(&text[from..gap.start]);
            filled.push_str(&value);
            from = gap.end;
        }
    }
    filled.push_str(&text[from..]);
    filled
}

fn usual(filters: &str) -> Option<String> {
    let value = filters
        .split('|')
        .find_map(|filter| filter.trim().strip_prefix("default"))?
        .trim_start()
        .strip_prefix(':')?
        .trim()
        .trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}

/// The values to propose for the gaps of a template's words, in order.
pub fn propose_values(body: &str, values: &GapValues) -> Vec<(String, Option<String>)> {
    let mut proposed: Vec<(String, Option<String>)> = Vec::new();
    for gap in gaps(body) {
        let name = gap.inside.trim();
        if !proposed.iter().any(|(known, _)| known == name) {
            proposed.push((name.to_owned(), values.propose(name, &body[..gap.start])));
        }
    }
    proposed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known() -> GapValues {
        GapValues {
            contact_name: Some("Noura Al Harbi".to_owned()),
            agent_name: Some("Sara".to_owned()),
            properties: vec![("Order".to_owned(), "8841".to_owned())],
            ..GapValues::default()
        }
    }

    #[test]
    fn what_is_known_fills_its_gap_and_the_rest_stays_to_be_seen() {
        let text = "Hi {{ contact.first_name }}, {{order}} goes to {{address}}. {{agent.name}}";
        assert_eq!(
            fill_gaps(text, &known()),
            "Hi Noura, 8841 goes to {{address}}. Sara"
        );
    }

    #[test]
    fn a_gap_without_a_value_takes_the_usual_one_that_stands_behind_its_bar() {
        let text = "Hi {{contact.email | default: 'there'}} {{contact.name | upcase}}";
        assert_eq!(fill_gaps(text, &known()), "Hi there Noura Al Harbi");
    }

    #[test]
    fn braces_that_are_no_gap_are_left_alone() {
        for text in [
            "{{}}", "{{ }}", "{{open", "}}{{", "{{a\nb}}", "{x}", "{{{", "",
        ] {
            assert_eq!(fill_gaps(text, &known()), text);
            assert!(gap_names(text).is_empty(), "{text}");
        }
        assert_eq!(fill_gaps("{{{{agent.name}}", &known()), "{{Sara");
    }

    #[test]
    fn a_surname_is_only_known_of_a_name_that_has_one() {
        let mut values = known();
        assert_eq!(values.get("contact.last_name").as_deref(), Some("Harbi"));
        values.contact_name = Some("Noura".to_owned());
        assert_eq!(values.get("contact.last_name"), None);
        values.contact_name = Some("  ".to_owned());
        assert_eq!(values.get("contact.name"), None);
    }

    #[test]
    fn a_template_is_proposed_the_name_where_it_greets_and_nothing_where_it_does_not() {
        let proposed = propose_values("Hello {{1}}, order {{2}} is ready. {{1}}", &known());
        assert_eq!(
            proposed,
            [
                ("1".to_owned(), Some("Noura Al Harbi".to_owned())),
                ("2".to_owned(), None)
            ]
        );
        for body in ["*Olá {{1}}*", "مرحبا، {{1}}", "Good morning {{1}}"] {
            assert!(propose_values(body, &known())[0].1.is_some(), "{body}");
        }
        for body in [
            "Your order {{1}}",
            "Code {{1}}",
            "{{1}} is your code",
            "Hi, code {{1}}",
        ] {
            assert_eq!(propose_values(body, &known())[0].1, None, "{body}");
        }
        let proposed = propose_values("It is late. {{1}} {{customer_name}}", &known());
        assert_eq!(proposed[0].1, None);
        assert_eq!(proposed[1].1.as_deref(), Some("Noura Al Harbi"));
    }

    proptest! {
        #[test]
        fn text_without_braces_is_never_changed(text in "[^{}]{0,200}") {
            prop_assert_eq!(fill_gaps(&text, &known()), text);
        }

        #[test]
        fn filling_never_fails_whatever_is_written(text in "[{}|a. \n']{0,60}") {
            let filled = fill_gaps(&text, &known());
            prop_assert!(filled.len() <= text.len() + 200);
        }
    }
}
