//! Naming colleagues in a note, so that the platform tells them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{Agent, AgentKind, RemoteId, Team};

/// Who is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MentionedKind {
    /// A colleague.
    Person,
    /// Everybody of a team.
    Team,
}

/// A part of a note's words that names somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mention {
    /// The first byte, that of the `@`.
    pub start: usize,
    /// The byte behind the name.
    pub end: usize,
    /// What is named.
    pub kind: MentionedKind,
    /// Who: the id of an agent or of a team.
    pub who: RemoteId,
}

/// Somebody who can be named in the notes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentionable {
    /// What they are.
    pub kind: MentionedKind,
    /// Their id as an agent or a team.
    pub who: RemoteId,
    /// Their name.
    pub name: String,
    /// What is written behind the `@` to mean them: the name, and more where two share one.
    pub words: String,
    /// E-mail address, when the platform tells it.
    pub email: Option<String>,
}

/// Who can be named, by name.
pub fn mentionable(agents: &[Agent], teams: &[Team]) -> Vec<Mentionable> {
    let people = agents
        .iter()
        .filter(|agent| agent.kind == AgentKind::Person)
        .map(|agent| {
            let email = agent.email.clone();
            (MentionedKind::Person, &agent.remote, &agent.name, email)
        });
    let teams = teams
        .iter()
        .map(|team| (MentionedKind::Team, &team.remote, &team.name, None));
    let mut named: Vec<Mentionable> = people
        .chain(teams)
        .filter_map(|(kind, who, name, email)| {
            // One line, as it is written into one.
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            (!name.is_empty()).then(|| Mentionable {
                kind,
                who: who.clone(),
                words: name.clone(),
                name,
                email,
            })
        })
        .collect();
    let mut bearers: HashMap<String, u32> = HashMap::new();
    for one in &named {
        *bearers.entry(one.name.clone()).or_default() += 1;
    }
    for one in &mut named {
        if bearers.get(&one.name).is_some_and(|count| *count > 1) {
            let apart = one.email.as_deref().unwrap_or(one.who.as_str());
            one.words = format!("{} ({apart})", one.name);
        }
    }
    named.sort_by(|one, other| one.words.cmp(&other.words));
    named
}

/// Whom a text names, in the order of the text: what stands behind an `@` at the start of a word, the
/// longest name that fits.
pub fn mentions_in(text: &str, named: &[Mentionable]) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for (start, _) in text.match_indices('@') {
        let begins = text[..start]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric() && before != '@');
        let behind = found.last().map_or(0, |last| last.end);
        if !begins || start < behind {
            continue;
        }
        let rest = &text[start + 1..];
        let longest = named
            .iter()
            .filter(|one| {
                rest.strip_prefix(one.words.as_str())
                    .is_some_and(|after| !after.starts_with(char::is_alphanumeric))
            })
            .max_by_key(|one| one.words.len());
        if let Some(one) = longest {
            found.push(Mention {
                start,
                end: start + 1 + one.words.len(),
                kind: one.kind,
                who: one.who.clone(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(remote: &str, name: &str) -> Agent {
        Agent {
            remote: remote.into(),
            name: name.to_owned(),
            kind: AgentKind::Person,
            email: Some(format!("{remote}@example.com")),
        }
    }

    fn office() -> Vec<Mentionable> {
        let agents = [
            person("1", "Mira Holt"),
            person("2", "Mira"),
            person("3", "نورة"),
            person("4", "Sam Lee"),
            person("5", "Sam Lee"),
            Agent {
                kind: AgentKind::AiAgent,
                ..person("6", "Captain")
            },
        ];
        let teams = [Team {
            remote: "7".into(),
            name: "Billing".to_owned(),
        }];
        mentionable(&agents, &teams)
    }

    fn named(text: &str) -> Vec<(String, String)> {
        mentions_in(text, &office())
            .into_iter()
            .map(|mention| (text[mention.start..mention.end].to_owned(), mention.who.0))
            .collect()
    }

    fn one(words: &str, who: &str) -> Vec<(String, String)> {
        vec![(words.to_owned(), who.to_owned())]
    }

    #[test]
    fn the_longest_name_behind_a_sign_is_meant() {
        assert_eq!(named("@Mira Holt, look"), one("@Mira Holt", "1"));
        assert_eq!(named("ask @Mira about it"), one("@Mira", "2"));
        assert_eq!(named("(@نورة؟)"), one("@نورة", "3"));
        assert_eq!(named("@Billing please"), one("@Billing", "7"));
    }

    #[test]
    fn an_address_a_longer_word_a_bot_and_a_stranger_name_nobody() {
        for text in [
            "a@Mira", "@Miranda", "@@Mira", "@Captain", "@Zoe", "@", "@ Mira",
        ] {
            assert_eq!(named(text), [], "{text}");
        }
    }

    #[test]
    fn of_two_who_share_a_name_only_the_one_that_is_told_apart_is_meant() {
        assert_eq!(named("@Sam Lee"), []);
        assert_eq!(
            named("@Sam Lee (5@example.com) can"),
            one("@Sam Lee (5@example.com)", "5")
        );
    }

    proptest! {
        #[test]
        fn mentions_never_overlap_and_always_lie_in_the_text(text in "[@ Mira Holt()نورة]{0,40}") {
            let mut behind = 0;
            for mention in mentions_in(&text, &office()) {
                prop_assert!(mention.start >= behind && mention.end > mention.start);
                prop_assert!(text.get(mention.start..mention.end).is_some());
                behind = mention.end;
            }
        }
    }
}
