//! The state of one simulated workspace and the rules that keep it consistent.
//!
//! Invariants: one conversation per (channel, contact); `last_event`, `last_activity` and the
//! event count of a conversation always agree with its timeline; minted ids strictly grow.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::calls::CallStep;
use super::control::{Credentials, DeliveryFate, LifePace, ReceivedSend};
use super::ids::Guid;
use super::model::{
    Assignation, Channel, Contact, Conversation, Direction, Event, PropertyDefinition, Source,
    Status, Tag, Template, User, UserIndex,
};
use super::options::HatifOptions;
use super::timeline::Timeline;
use super::webhooks::Hooks;
use crate::shared::clock::Clock;
use crate::shared::dice::Dice;
use crate::shared::faults::Faults;
use crate::shared::phrases::Language;
use crate::shared::schedule::Schedule;
use crate::shared::traffic::Traffic;
use crate::shared::webhooks::WebhookBook;

/// How long after a customer's message free text may be sent.
pub(crate) const REPLY_WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// Something that will happen by itself.
#[derive(Debug)]
pub(crate) enum Due {
    /// A webhook leaves; `first` is false for a deliberate repetition.
    Post { delivery: u64, first: bool },
    /// A webhook held back for swapping has waited long enough.
    ReleaseHeld,
    /// The echo of a send is told.
    Echo { conversation: usize, event: Guid },
    /// An outbound message changes its status.
    Progress {
        conversation: usize,
        event: Guid,
        status: Status,
        failure: Option<(i32, String)>,
    },
    /// A call goes on.
    Call {
        conversation: usize,
        event: Guid,
        step: CallStep,
    },
    /// A customer answers what we wrote.
    CustomerAnswer { conversation: usize },
    /// Something happens in life mode.
    Life { round: u64 },
    /// The platform comes back.
    EndOutage { number: u64 },
}

/// An issued access token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) has_scope: bool,
    pub(crate) expires: Timestamp,
}

/// The workspace.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) base_url: String,
    pub(crate) options: HatifOptions,
    pub(crate) workspace_id: Guid,
    pub(crate) credentials: Credentials,
    pub(crate) tokens: HashMap<String, Token>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) users: Vec<User>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) definitions: Vec<PropertyDefinition>,
    pub(crate) templates: Vec<Template>,
    pub(crate) contacts: Vec<Contact>,
    contact_index: HashMap<Guid, usize>,
    phone_index: HashMap<String, usize>,
    pub(crate) conversations: Vec<Conversation>,
    conversation_index: HashMap<Guid, usize>,
    pair_index: HashMap<(usize, usize), usize>,
    pub(crate) sends: Vec<ReceivedSend>,
    pub(crate) fates: VecDeque<DeliveryFate>,
    pub(crate) hooks: Hooks,
    pub(crate) book: WebhookBook,
    pub(crate) faults: Faults,
    /// Counts the outages, so that the planned end of one does not end another.
    pub(crate) outages: u64,
    pub(crate) traffic: Traffic,
    pub(crate) schedule: Schedule<Due>,
    pub(crate) life: Option<LifePace>,
    pub(crate) life_round: u64,
    pub(crate) dice: Dice,
    last_id: Option<Guid>,
    /// All call events, gathered when the call list is first asked for.
    pub(crate) call_index: Option<Vec<(Timestamp, usize, Guid)>>,
}

impl World {
    pub(crate) fn new(options: HatifOptions, clock: Clock, base_url: String) -> Self {
        let mut dice = Dice::new(options.seed);
        let founded = clock.now() - SignedDuration::from_hours(24 * 500);
        let workspace_id = Guid::mint(founded, &mut dice);
        let credentials = Credentials {
            client_id: format!("VoxaAPI_{:016x}", dice.next()),
            client_secret: format!("{:016x}{:016x}", dice.next(), dice.next()),
        };
        Self {
            clock,
            base_url,
            options,
            workspace_id,
            credentials,
            tokens: HashMap::new(),
            channels: Vec::new(),
            users: Vec::new(),
            tags: Vec::new(),
            definitions: Vec::new(),
            templates: Vec::new(),
            contacts: Vec::new(),
            contact_index: HashMap::new(),
            phone_index: HashMap::new(),
            conversations: Vec::new(),
            conversation_index: HashMap::new(),
            pair_index: HashMap::new(),
            sends: Vec::new(),
            fates: VecDeque::new(),
            hooks: Hooks::default(),
            book: WebhookBook::default(),
            faults: Faults::default(),
            outages: 0,
            traffic: Traffic::default(),
            schedule: Schedule::new(),
            life: None,
            life_round: 0,
            dice,
            last_id: None,
            call_index: None,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id of this instant, greater than every one minted before.
    pub(crate) fn mint(&mut self) -> Guid {
        let fresh = Guid::mint(self.now(), &mut self.dice);
        let id = match self.last_id {
            Some(last) if fresh <= last => last.following(&mut self.dice),
            _ => fresh,
        };
        self.last_id = Some(id);
        id
    }

    pub(crate) fn channel(&self, id: Guid) -> Option<usize> {
        self.channels.iter().position(|channel| channel.id == id)
    }

    /// The user whom the API calls `id`: their identity, never the membership record.
    pub(crate) fn user(&self, id: Guid) -> Option<UserIndex> {
        self.users.iter().position(|user| user.user_id == id)
    }

    pub(crate) fn conversation(&self, id: Guid) -> Option<usize> {
        self.conversation_index.get(&id).copied()
    }

    pub(crate) fn contact(&self, id: Guid) -> Option<usize> {
        self.contact_index
            .get(&id)
            .copied()
            .filter(|index| !self.contacts[*index].deleted)
    }

    pub(crate) fn contact_by_phone(&self, phone: &str) -> Option<usize> {
        self.phone_index
            .get(&digits(phone))
            .copied()
            .filter(|index| !self.contacts[*index].deleted)
    }

    pub(crate) fn conversation_of(&self, channel: usize, contact: usize) -> Option<usize> {
        self.pair_index.get(&(channel, contact)).copied()
    }

    /// A contact with that number, made when there is none.
    pub(crate) fn contact_for(&mut self, phone: &str, name: Option<&str>) -> usize {
        if let Some(contact) = self.contact_by_phone(phone) {
            return contact;
        }
        let phone = format!("+{}", digits(phone));
        let language = language_of(&phone);
        let (id, created) = (self.mint(), self.now());
        let name = name
            .filter(|name| !name.is_empty())
            .unwrap_or(&phone)
            .to_owned();
        self.add_contact(Contact::new(id, name, phone, language, created))
    }

    pub(crate) fn add_contact(&mut self, contact: Contact) -> usize {
        let index = self.contacts.len();
        self.contact_index.insert(contact.id, index);
        self.phone_index.insert(digits(&contact.phone), index);
        self.contacts.push(contact);
        index
    }

    pub(crate) fn change_phone(&mut self, contact: usize, phone: String) {
        self.phone_index
            .remove(&digits(&self.contacts[contact].phone));
        self.phone_index.insert(digits(&phone), contact);
        self.contacts[contact].phone = phone;
    }

    /// The contact's conversation on that channel, made when there is none.
    pub(crate) fn conversation_for(&mut self, channel: usize, contact: usize) -> usize {
        if let Some(conversation) = self.conversation_of(channel, contact) {
            return conversation;
        }
        let id = self.mint();
        let last_activity = self.now();
        self.add_conversation(Conversation {
            id,
            channel,
            contact,
            open: true,
            assignee: None,
            tags: Vec::new(),
            sentiment: None,
            last_activity,
            last_event: None,
            timeline: Timeline::default(),
        })
    }

    pub(crate) fn add_conversation(&mut self, conversation: Conversation) -> usize {
        let index = self.conversations.len();
        self.conversation_index.insert(conversation.id, index);
        self.pair_index
            .insert((conversation.channel, conversation.contact), index);
        self.conversations.push(conversation);
        index
    }

    pub(crate) fn event_count(&self, conversation: usize) -> usize {
        self.conversations[conversation].timeline.len()
    }

    /// All events, oldest first.
    pub(crate) fn events(&self, conversation: usize) -> Cow<'_, [Event]> {
        self.conversations[conversation]
            .timeline
            .events(&self.users)
    }

    /// The newest events, newest first.
    pub(crate) fn newest_events(&self, conversation: usize, limit: usize) -> Vec<Event> {
        self.conversations[conversation]
            .timeline
            .newest_events(&self.users, limit)
    }

    /// The events themselves, to be changed.
    fn held_events(&mut self, conversation: usize) -> &mut Vec<Event> {
        self.conversations[conversation].timeline.held(&self.users)
    }

    pub(crate) fn event(&self, conversation: usize, id: Guid) -> Option<Event> {
        self.events(conversation)
            .iter()
            .find(|event| event.id == id)
            .cloned()
    }

    /// Changes an event in place and keeps the list's view of it right.
    pub(crate) fn change_event(
        &mut self,
        conversation: usize,
        id: Guid,
        change: impl FnOnce(&mut Event),
    ) -> Option<Event> {
        let event = self
            .held_events(conversation)
            .iter_mut()
            .find(|event| event.id == id)?;
        change(event);
        let changed = event.clone();
        let conversation = &mut self.conversations[conversation];
        if conversation
            .last_event
            .as_ref()
            .is_some_and(|last| last.id == id)
        {
            conversation.last_event = Some(changed.as_last());
        }
        Some(changed)
    }

    /// Adds the newest event. A customer who speaks reopens a closed conversation.
    pub(crate) fn append(&mut self, conversation: usize, event: &Event) {
        let index = conversation;
        self.held_events(index).push(event.clone());
        let conversation = &mut self.conversations[index];
        conversation.last_activity = conversation.last_activity.max(event.created);
        conversation.last_event = Some(event.as_last());
        if event.direction == Direction::Inbound {
            conversation.open = true;
        }
        if event.source == Source::Call
            && let Some(calls) = &mut self.call_index
        {
            calls.push((event.created, index, event.id));
        }
    }

    /// When the customer last wrote on WhatsApp in that conversation.
    pub(crate) fn last_inbound_message(&self, conversation: usize) -> Option<Timestamp> {
        self.events(conversation)
            .iter()
            .rev()
            .find(|event| event.source == Source::WhatsApp && event.direction == Direction::Inbound)
            .map(|event| event.created)
    }

    pub(crate) fn window_is_open(&self, conversation: usize) -> bool {
        self.last_inbound_message(conversation)
            .is_some_and(|wrote| self.now().duration_since(wrote) < REPLY_WINDOW)
    }

    /// Makes somebody (or nobody) responsible; `by` is none for the service account.
    pub(crate) fn assign(
        &mut self,
        conversation: usize,
        to: Option<UserIndex>,
        by: Option<UserIndex>,
    ) -> Guid {
        let (id, created) = (self.mint(), self.now());
        let mut event = Event::text(id, created, Direction::Internal, String::new());
        event.body = None;
        event.source = Source::Assignation;
        event.status = Status::Sent;
        event.assignation = Some(Assignation { to, by });
        self.conversations[conversation].assignee = to;
        self.append(conversation, &event);
        self.tell_assignment(conversation);
        id
    }
}

impl Contact {
    pub(crate) fn new(
        id: Guid,
        name: String,
        phone: String,
        language: Language,
        created: Timestamp,
    ) -> Self {
        Self {
            id,
            name,
            phone,
            language,
            email: None,
            company: None,
            position: None,
            custom_fields: serde_json::Map::new(),
            properties: Vec::new(),
            notes: Vec::new(),
            history: Vec::new(),
            created,
            modified: None,
            deleted: false,
        }
    }
}

/// The digits of a number, which is all that two spellings of it have in common.
pub(crate) fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

fn language_of(phone: &str) -> Language {
    Language::ALL
        .into_iter()
        .find(|language| phone.get(..4) == language.phone(0).get(..4))
        .unwrap_or(Language::English)
}
