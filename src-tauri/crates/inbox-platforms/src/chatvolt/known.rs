//! What was seen of an account while it was read: the documented API lists neither its people nor
//! its bots, channels and tags, so the directory is made of what its conversations name.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use inbox_core::{Agent, AgentKind, Channel, Directory, RemoteId, Tag};

use super::{map, wire::Row};

/// Own messages are remembered for as long as their first reading may take.
const SENT_KEPT: usize = 500;

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    people: BTreeMap<RemoteId, Agent>,
    /// AI agents with their names; `None` where they were not asked for yet.
    bots: BTreeMap<RemoteId, Option<String>>,
    channels: BTreeMap<RemoteId, Channel>,
    tags: BTreeSet<String>,
    sent: VecDeque<RemoteId>,
    /// Conversations whose notes were read, and not changed from here since.
    noted: BTreeSet<RemoteId>,
}

impl Known {
    /// Notes of a conversation are about to be changed from here.
    pub(super) fn note_changes(&mut self, conversation: &RemoteId) {
        self.noted.remove(conversation);
    }

    /// Whether the notes of a conversation were read, and not changed from here since.
    pub(super) fn has_notes(&self, conversation: &RemoteId) -> bool {
        self.noted.contains(conversation)
    }

    /// The notes of a conversation were read.
    pub(super) fn notes_read(&mut self, conversation: &RemoteId) {
        self.noted.insert(conversation.clone());
    }

    /// Takes note of what a conversation names.
    pub(super) fn note(&mut self, row: Row<'_>) {
        for person in map::people(row) {
            self.note_person(person);
        }
        if let Some(bot) = row.id("agentId") {
            self.bots.entry(RemoteId(bot)).or_default();
        }
        if let Some(channel) = map::channel(row) {
            self.channels
                .entry(channel.remote.clone())
                .or_insert(channel);
        }
        self.tags
            .extend(map::tags(row).into_iter().map(|tag| tag.0));
    }

    /// A name that is told once is kept when a later row leaves it out.
    pub(super) fn note_person(&mut self, person: Agent) {
        let is_named =
            Some(&person.name) != person.email.as_ref() && person.name != person.remote.0;
        match self.people.get_mut(&person.remote) {
            Some(known) if is_named => *known = person,
            Some(known) => known.email = person.email.or(known.email.take()),
            None => {
                self.people.insert(person.remote.clone(), person);
            }
        }
    }

    pub(super) fn note_bot(&mut self, bot: RemoteId, name: String) {
        self.bots.insert(bot, Some(name));
    }

    pub(super) fn note_sent(&mut self, message: RemoteId) {
        if self.sent.len() == SENT_KEPT {
            self.sent.pop_front();
        }
        self.sent.push_back(message);
    }

    pub(super) fn is_own(&self, message: &str) -> bool {
        self.sent.iter().any(|sent| sent.0 == message)
    }

    pub(super) fn nameless_bots(&self) -> Vec<RemoteId> {
        let bots = self.bots.iter();
        bots.filter(|(_, name)| name.is_none())
            .map(|(bot, _)| bot.clone())
            .collect()
    }

    pub(super) fn directory(&self) -> Directory {
        let bots = self.bots.iter().map(|(remote, name)| Agent {
            remote: remote.clone(),
            name: name.clone().unwrap_or_else(|| remote.0.clone()),
            kind: AgentKind::AiAgent,
            email: None,
        });
        let tags = self.tags.iter().map(|name| Tag {
            remote: RemoteId(name.clone()),
            name: name.trim().to_owned(),
            icon: None,
        });
        let mut channels: Vec<Channel> = self.channels.values().cloned().collect();
        for at in 0..channels.len() {
            let name = &channels[at].name;
            let shared = channels.iter().filter(|other| other.name == *name).count() > 1;
            // The platform tells no number of its own; the end of the id keeps two of a kind apart.
            if shared && let Some((_, id)) = channels[at].remote.0.split_once('/') {
                let letters = id.chars().count().saturating_sub(4);
                let end: String = id.chars().skip(letters).collect();
                channels[at].address = Some(end);
            }
        }
        for channel in &mut channels {
            if let Some(end) = channel.address.take() {
                channel.name = format!("{} …{end}", channel.name);
            }
        }
        Directory {
            channels,
            agents: self.people.values().cloned().chain(bots).collect(),
            tags: tags.collect(),
            ..Directory::default()
        }
    }
}

/// What a list held when it was read completely last. Whatever leaves the lists that are polled
/// (closed by a colleague, read in the dashboard) just is not told any more, so it is read by itself.
#[derive(Debug, Default)]
pub(super) struct Roll {
    before: BTreeSet<RemoteId>,
    now: BTreeSet<RemoteId>,
    pages_before: u64,
    pages_now: u64,
}

impl Roll {
    pub(super) fn begin(&mut self) {
        self.now.clear();
        self.pages_now = 0;
    }

    pub(super) fn turn_page(&mut self) {
        self.pages_now += 1;
    }

    /// How many pages the last complete look took.
    pub(super) fn pages(&self) -> u64 {
        self.pages_before
    }

    pub(super) fn saw(&mut self, conversation: &RemoteId) {
        self.now.insert(conversation.clone());
    }

    /// Ends a look: what was there before and is not any more, at most `most` of them. The others
    /// are told after the next look.
    pub(super) fn end(&mut self, most: usize) -> Vec<RemoteId> {
        self.pages_before = self.pages_now;
        let mut now = std::mem::take(&mut self.now);
        let mut gone: Vec<_> = self.before.difference(&now).cloned().collect();
        let later = gone.split_off(gone.len().min(most));
        now.extend(later);
        self.before = now;
        gone
    }

    /// It could not be read after all; it is told again after the next look.
    pub(super) fn keep(&mut self, conversation: RemoteId) {
        self.before.insert(conversation);
    }
}
