//! The state of one simulated account and the small rules that keep it consistent.
//!
//! Invariants: `message_count`, `last_message_at` and `open_attention` of a conversation always
//! agree with its messages and attention items; an id names one thing for ever.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::control::{AiTurn, LifePace, ReceivedSend};
use super::model::{
    Account, AgentDefinition, Attachment, AttentionItem, Brand, Breaker, Calendar, Channel,
    Contact, Conversation, Entry, Key, Message, Role, Status, User, Workspace,
};
use super::options::{KeyRestriction, OhalloOptions};
use crate::shared::clock::Clock;
use crate::shared::dice::Dice;
use crate::shared::error::SimulatorError;
use crate::shared::faults::Faults;
use crate::shared::phrases::Language;
use crate::shared::schedule::Schedule;
use crate::shared::traffic::Traffic;

/// Something that will happen by itself.
#[derive(Debug)]
pub(crate) enum Due {
    /// Take-over or release reaches the workflow.
    Signal { conversation: usize, taken: bool },
    /// An accepted reply shows in the thread.
    Reply {
        conversation: usize,
        send: usize,
        content: String,
    },
    /// An accepted outbound conversation comes into being.
    Composed { draft: Draft, send: usize },
    /// The AI answers the customer message of that turn.
    AiTurn { conversation: usize, turn: u64 },
    /// The AI goes on after an approval.
    AiContinues { conversation: usize },
    /// A customer answers what we wrote.
    CustomerAnswer { conversation: usize },
    /// Something happens in life mode.
    Life { round: u64 },
    /// The platform comes back.
    EndOutage { number: u64 },
}

/// An outbound conversation that is not there yet.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) channel: usize,
    pub(crate) contact: usize,
    pub(crate) subject: Option<String>,
    pub(crate) content: String,
}

/// The account.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) base_url: String,
    pub(crate) options: OhalloOptions,
    pub(crate) tenant_id: String,
    pub(crate) key: Key,
    /// A key that expired long ago, and is still listed.
    pub(crate) retired_key_id: String,
    pub(crate) brands: Vec<Brand>,
    pub(crate) workspaces: Vec<Workspace>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) users: Vec<User>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) contacts: Vec<Contact>,
    contact_index: HashMap<String, usize>,
    pub(crate) conversations: Vec<Conversation>,
    conversation_index: HashMap<String, usize>,
    /// The newest conversation of a channel and a contact.
    newest_index: HashMap<(usize, usize), usize>,
    pub(crate) attention: Vec<AttentionItem>,
    pub(crate) breakers: Vec<Breaker>,
    pub(crate) knowledge: Vec<Entry>,
    pub(crate) policies: Vec<Entry>,
    pub(crate) agents: Vec<AgentDefinition>,
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) sends: Vec<ReceivedSend>,
    /// What the AI does at its next turns.
    pub(crate) turns: VecDeque<AiTurn>,
    /// Accepted sends that will show in a thread but do not yet.
    pub(crate) sends_under_way: usize,
    /// Part of every link's signature; a new round kills the links of earlier ones.
    pub(crate) link_round: u64,
    pub(crate) faults: Faults,
    /// Counts the outages, so that the planned end of one does not end another.
    pub(crate) outages: u64,
    pub(crate) traffic: Traffic,
    pub(crate) schedule: Schedule<Due>,
    pub(crate) life: Option<LifePace>,
    pub(crate) life_round: u64,
    pub(crate) dice: Dice,
}

impl World {
    pub(crate) fn new(options: OhalloOptions, clock: Clock, base_url: String) -> Self {
        let mut dice = Dice::new(options.seed);
        let now = clock.now();
        let tenant_id = options.ids.mint("a", &mut dice);
        let key = Key {
            id: options.ids.mint("key_", &mut dice),
            name: "Switchboard",
            secret: key_secret(options.sandbox, &mut dice),
            created: now,
            expires: options
                .key_lifetime
                .map(|lifetime| now + SignedDuration::try_from(lifetime).unwrap_or_default()),
            last_used: None,
        };
        let retired_key_id = options.ids.mint("key_", &mut dice);
        Self {
            clock,
            base_url,
            options,
            tenant_id,
            key,
            retired_key_id,
            brands: Vec::new(),
            workspaces: Vec::new(),
            channels: Vec::new(),
            users: Vec::new(),
            accounts: Vec::new(),
            contacts: Vec::new(),
            contact_index: HashMap::new(),
            conversations: Vec::new(),
            conversation_index: HashMap::new(),
            newest_index: HashMap::new(),
            attention: Vec::new(),
            breakers: Vec::new(),
            knowledge: Vec::new(),
            policies: Vec::new(),
            agents: Vec::new(),
            calendars: Vec::new(),
            sends: Vec::new(),
            turns: VecDeque::new(),
            sends_under_way: 0,
            link_round: 0,
            faults: Faults::default(),
            outages: 0,
            traffic: Traffic::default(),
            schedule: Schedule::new(),
            life: None,
            life_round: 0,
            dice,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn mint(&mut self, prefix: &str) -> String {
        self.options.ids.mint(prefix, &mut self.dice)
    }

    /// Plans something for that long from now.
    pub(crate) fn plan(&mut self, pause: SignedDuration, due: Due) {
        self.schedule.add(self.now() + pause, due);
    }

    pub(crate) fn plan_after(&mut self, pause: Duration, due: Due) {
        self.plan(SignedDuration::try_from(pause).unwrap_or_default(), due);
    }

    /// Replaces the key; the old one is dead at once.
    pub(crate) fn replace_key(&mut self) {
        self.key.id = self.mint("key_");
        self.key.secret = key_secret(self.options.sandbox, &mut self.dice);
        self.key.created = self.now();
        self.key.expires = None;
        self.key.last_used = None;
    }

    pub(crate) fn workspace(&self, id: &str) -> Option<usize> {
        self.workspaces
            .iter()
            .position(|workspace| workspace.id == id)
    }

    pub(crate) fn channel(&self, id: &str) -> Option<usize> {
        self.channels.iter().position(|channel| channel.id == id)
    }

    pub(crate) fn user(&self, id: &str) -> Option<usize> {
        self.users.iter().position(|user| user.id == id)
    }

    pub(crate) fn account(&self, id: &str) -> Option<usize> {
        self.accounts.iter().position(|account| account.id == id)
    }

    pub(crate) fn contact(&self, id: &str) -> Option<usize> {
        self.contact_index.get(id).copied()
    }

    pub(crate) fn conversation(&self, id: &str) -> Option<usize> {
        self.conversation_index.get(id).copied()
    }

    pub(crate) fn workspace_of(&self, conversation: usize) -> usize {
        self.channels[self.conversations[conversation].channel].workspace
    }

    /// The name under which the AI writes in a workspace.
    pub(crate) fn ai_name(&self, workspace: usize) -> &'static str {
        self.brands[self.workspaces[workspace].brand].ai_name
    }

    /// Whether the key reaches that workspace.
    pub(crate) fn reaches(&self, workspace: usize) -> bool {
        let workspace = &self.workspaces[workspace];
        match &self.options.restriction {
            KeyRestriction::None => true,
            KeyRestriction::Brand(name) => self.brands[workspace.brand].name == name,
            KeyRestriction::Workspace(name) => workspace.name == name,
        }
    }

    /// Refuses a restriction to something that does not exist.
    pub(crate) fn check_restriction(
        &self,
        restriction: &KeyRestriction,
    ) -> Result<(), SimulatorError> {
        match restriction {
            KeyRestriction::Brand(name) if self.brands.iter().all(|brand| brand.name != name) => {
                Err(SimulatorError::Unknown("brand"))
            }
            KeyRestriction::Workspace(name)
                if self
                    .workspaces
                    .iter()
                    .all(|workspace| workspace.name != name) =>
            {
                Err(SimulatorError::Unknown("workspace"))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn contact_by_email(&self, email: &str) -> Option<usize> {
        self.contacts.iter().position(|contact| {
            contact
                .email
                .as_ref()
                .is_some_and(|known| known.eq_ignore_ascii_case(email))
        })
    }

    pub(crate) fn contact_by_phone(&self, phone: &str) -> Option<usize> {
        let wanted = digits(phone);
        self.contacts.iter().position(|contact| {
            contact
                .phone
                .as_ref()
                .is_some_and(|known| digits(known) == wanted)
        })
    }

    pub(crate) fn add_contact(&mut self, contact: Contact) -> usize {
        let index = self.contacts.len();
        self.contact_index.insert(contact.id.clone(), index);
        self.contacts.push(contact);
        index
    }

    /// A contact made now.
    pub(crate) fn new_contact(
        &mut self,
        name: Option<String>,
        email: Option<String>,
        phone: Option<String>,
        language: Language,
    ) -> usize {
        let (id, now) = (self.mint("ct"), self.now());
        self.add_contact(Contact {
            id,
            name,
            email,
            phone,
            language,
            account: None,
            external_ref: None,
            resolution_status: "unresolved",
            created: now,
            updated: now,
        })
    }

    pub(crate) fn add_conversation(&mut self, conversation: Conversation) -> usize {
        let index = self.conversations.len();
        self.conversation_index
            .insert(conversation.id.clone(), index);
        let pair = (conversation.channel, conversation.contact);
        let newest = self.newest_index.entry(pair).or_insert(index);
        if self
            .conversations
            .get(*newest)
            .is_none_or(|known| known.last_message_at <= conversation.last_message_at)
        {
            *newest = index;
        }
        self.conversations.push(conversation);
        index
    }

    /// An empty conversation made now; the caller says its first words.
    pub(crate) fn new_conversation(
        &mut self,
        channel: usize,
        contact: usize,
        status: Status,
    ) -> usize {
        let (id, now) = (self.mint("c"), self.now());
        self.add_conversation(Conversation {
            id,
            channel,
            contact,
            status,
            subject: None,
            summary: None,
            outcome: None,
            assignee: None,
            messages: Vec::new(),
            message_count: 0,
            last_message_at: now,
            created: now,
            updated: now,
            open_attention: 0,
            pending_approval: None,
            workflow_gone: false,
            resolved_at: None,
            resolved_by_person: false,
            turn: 0,
        })
    }

    /// The newest conversation of a contact on a channel.
    pub(crate) fn newest_conversation(&self, channel: usize, contact: usize) -> Option<usize> {
        self.newest_index.get(&(channel, contact)).copied()
    }

    /// Adds a message now and answers its id. System messages do not count as activity.
    pub(crate) fn say(
        &mut self,
        conversation: usize,
        role: Role,
        sender: Option<String>,
        content: impl Into<String>,
        attachments: Vec<Attachment>,
    ) -> String {
        let (id, now) = (self.mint("m"), self.now());
        let record = &mut self.conversations[conversation];
        // One after the other, also where a test lets time stand still: a row tells news by nothing but
        // its instant and the newest words, and the same words may come twice.
        let before = record.messages.last().map(|message| message.created);
        let now = before.map_or(now, |before| {
            now.max(before + SignedDuration::from_millis(1))
        });
        record.messages.push(Message {
            id: id.clone(),
            role,
            content: content.into(),
            sender,
            created: now,
            attachments,
        });
        record.updated = now;
        if role != Role::System {
            record.message_count += 1;
            record.last_message_at = now;
        }
        id
    }

    pub(crate) fn set_status(&mut self, conversation: usize, status: Status) {
        let now = self.now();
        let record = &mut self.conversations[conversation];
        if record.status != status {
            record.status = status;
            record.updated = now;
        }
    }

    /// Asks for a person.
    pub(crate) fn raise_attention(
        &mut self,
        conversation: usize,
        kind: &str,
        reason: Option<&str>,
    ) -> String {
        let (id, now) = (self.mint("ai"), self.now());
        self.attention.push(AttentionItem {
            id: id.clone(),
            conversation,
            kind: kind.to_owned(),
            reason: reason.map(str::to_owned),
            created: now,
            resolved: None,
        });
        let record = &mut self.conversations[conversation];
        record.open_attention += 1;
        record.updated = now;
        id
    }

    /// Closes an attention item; a closed one stays as it is. The conversation is not touched
    /// otherwise.
    pub(crate) fn close_attention(&mut self, item: usize) {
        let now = self.now();
        let item = &mut self.attention[item];
        if item.resolved.is_none() {
            item.resolved = Some(now);
            let open = &mut self.conversations[item.conversation].open_attention;
            *open = open.saturating_sub(1);
        }
    }

    /// Whether a breaker keeps the AI from answering in that conversation.
    pub(crate) fn ai_is_paused(&self, conversation: usize) -> bool {
        let workspace = self.workspace_of(conversation);
        let account = self.contacts[self.conversations[conversation].contact].account;
        self.breakers.iter().any(|breaker| {
            breaker.resolved.is_none()
                && breaker.workspace == workspace
                && (breaker.account.is_none() || breaker.account == account)
        })
    }
}

fn key_secret(sandbox: bool, dice: &mut Dice) -> String {
    let kind = if sandbox { "test" } else { "live" };
    format!("sf_{kind}_v1_{:016x}{:016x}", dice.next(), dice.next())
}

/// The digits of a phone number.
pub(crate) fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}
