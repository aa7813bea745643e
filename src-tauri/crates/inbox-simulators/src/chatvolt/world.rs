//! The state of one simulated organization and the rules that keep it consistent.
//!
//! Invariants: messages of a conversation are in order of creation; a conversation is active in
//! at most one scenario; indexes into the lists stay valid because deleted things keep their place.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::control::{Credentials, Gateways, LifePace, ReceivedSend, SteppedTrap, Trap};
use super::ids::{Mint, api_key};
use super::model::{
    Bot, Contact, Conversation, LogEntry, Member, Nps, Priority, Scenario, Status, Step, Template,
};
use super::options::ChatvoltOptions;
use super::webhooks::{Hook, WebhookEvent};
use crate::shared::clock::Clock;
use crate::shared::dice::Dice;
use crate::shared::faults::{Faults, Outage};
use crate::shared::phrases::Language;
use crate::shared::runtime::{Consequence, Living};
use crate::shared::schedule::Schedule;
use crate::shared::traffic::Traffic;
use crate::shared::webhooks::{PostOutcome, WebhookBook};

/// How long after a customer's message free text may be sent, where Meta has a say.
pub(crate) const REPLY_WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// Something that will happen by itself.
#[derive(Debug)]
pub(crate) enum Due {
    /// A webhook leaves; `first` is false for a deliberate repetition.
    Post { delivery: u64, first: bool },
    /// A webhook held back for swapping has waited long enough.
    ReleaseHeld,
    /// An event of a message is told; `answer` is the AI's, for the event that carries both.
    Tell {
        conversation: usize,
        event: WebhookEvent,
        message: String,
        answer: Option<String>,
    },
    /// The AI answers that message.
    AiAnswer {
        conversation: usize,
        message: String,
    },
    /// A customer answers what we wrote.
    CustomerAnswer { conversation: usize },
    /// Something happens in life mode.
    Life { round: u64 },
    /// The platform comes back.
    EndOutage { number: u64 },
}

/// The organization.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) base_url: String,
    pub(crate) options: ChatvoltOptions,
    pub(crate) organization_id: String,
    pub(crate) founded: Timestamp,
    pub(crate) credentials: Credentials,
    pub(crate) gateways: Gateways,
    pub(crate) members: Vec<Member>,
    pub(crate) bots: Vec<Bot>,
    pub(crate) contacts: Vec<Contact>,
    phone_index: HashMap<String, usize>,
    pub(crate) conversations: Vec<Conversation>,
    conversation_index: HashMap<String, usize>,
    pub(crate) scenarios: Vec<Scenario>,
    pub(crate) steps: Vec<Step>,
    pub(crate) log: Vec<LogEntry>,
    pub(crate) templates: Vec<Template>,
    /// Files handed in through the dashboard's upload links, by their name here.
    pub(crate) uploads: HashMap<String, Upload>,
    pub(crate) sends: Vec<ReceivedSend>,
    pub(crate) traps: Vec<SteppedTrap>,
    pub(crate) hooks: HashMap<usize, Hook>,
    pub(crate) book: WebhookBook,
    pub(crate) faults: Faults,
    /// Counts the outages, so that the planned end of one does not end another.
    pub(crate) outages: u64,
    pub(crate) traffic: Traffic,
    pub(crate) schedule: Schedule<Due>,
    pub(crate) life: Option<LifePace>,
    pub(crate) life_round: u64,
    pub(crate) dice: Dice,
    mint: Mint,
}

/// A place for one file.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) mime_type: String,
    pub(crate) expires: Timestamp,
    pub(crate) bytes: Option<Vec<u8>>,
}

impl World {
    pub(crate) fn new(options: ChatvoltOptions, clock: Clock, base_url: String) -> Self {
        let mut dice = Dice::new(options.seed);
        let mut mint = Mint::default();
        let founded = clock.now() - SignedDuration::from_hours(24 * 400);
        let organization_id = mint.cuid(founded, &mut dice);
        let credentials = Credentials {
            api_key: api_key(&mut dice),
            phone_number_id: format!("1{:014}", dice.next() % 100_000_000_000_000),
        };
        let gateways = Gateways {
            zapi_instance_id: format!("{:016X}", dice.next()),
            zapper_instance_id: mint.cuid(founded, &mut dice),
            twilio_phone: "+551140000000".to_owned(),
        };
        Self {
            clock,
            base_url,
            options,
            organization_id,
            founded,
            credentials,
            gateways,
            members: Vec::new(),
            bots: Vec::new(),
            contacts: Vec::new(),
            phone_index: HashMap::new(),
            conversations: Vec::new(),
            conversation_index: HashMap::new(),
            scenarios: Vec::new(),
            steps: Vec::new(),
            log: Vec::new(),
            templates: Vec::new(),
            uploads: HashMap::new(),
            sends: Vec::new(),
            traps: Vec::new(),
            hooks: HashMap::new(),
            book: WebhookBook::default(),
            faults: Faults::default(),
            outages: 0,
            traffic: Traffic::default(),
            schedule: Schedule::new(),
            life: None,
            life_round: 0,
            dice,
            mint,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id of this instant.
    pub(crate) fn cuid(&mut self) -> String {
        let now = self.now();
        self.mint.cuid(now, &mut self.dice)
    }

    /// An id of the sample data, from its own stream of chance.
    pub(crate) fn cuid_of(&mut self, created: Timestamp, dice: &mut Dice) -> String {
        self.mint.cuid(created, dice)
    }

    pub(crate) fn conversation(&self, id: &str) -> Option<usize> {
        self.conversation_index.get(id).copied()
    }

    /// The places of all conversations that are still there.
    pub(crate) fn living(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.conversations.len()).filter(|index| !self.conversations[*index].deleted)
    }

    pub(crate) fn contact(&self, id: &str) -> Option<usize> {
        self.contacts
            .iter()
            .position(|contact| contact.id == id && !contact.deleted)
    }

    pub(crate) fn contact_by_phone(&self, phone: &str) -> Option<usize> {
        self.phone_index
            .get(&digits(phone))
            .copied()
            .filter(|index| !self.contacts[*index].deleted)
    }

    /// An AI agent by its id or `@handle`.
    pub(crate) fn bot(&self, id: &str) -> Option<usize> {
        self.bots.iter().position(|bot| {
            bot.id == id
                || id
                    .strip_prefix('@')
                    .is_some_and(|handle| handle == bot.handle)
        })
    }

    pub(crate) fn membership(&self, id: &str) -> Option<usize> {
        self.members
            .iter()
            .position(|member| member.membership_id.as_deref() == Some(id))
    }

    pub(crate) fn add_contact(&mut self, contact: Contact) -> usize {
        if let Some(phone) = &contact.phone {
            self.phone_index.insert(digits(phone), self.contacts.len());
        }
        self.contacts.push(contact);
        self.contacts.len() - 1
    }

    /// Keeps the search by number right after a contact got another one.
    pub(crate) fn index_phone(&mut self, contact: usize) {
        self.phone_index.retain(|_, index| *index != contact);
        if let Some(phone) = &self.contacts[contact].phone {
            self.phone_index.insert(digits(phone), contact);
        }
    }

    pub(crate) fn add_conversation(&mut self, conversation: Conversation) -> usize {
        let index = self.conversations.len();
        self.conversation_index
            .insert(conversation.id.clone(), index);
        self.conversations.push(conversation);
        index
    }

    pub(crate) fn delete_conversation(&mut self, index: usize) {
        let conversation = &mut self.conversations[index];
        conversation.deleted = true;
        conversation.messages.clear();
        conversation.notes.clear();
        let id = conversation.id.clone();
        self.conversation_index.remove(&id);
        self.log.retain(|entry| entry.conversation_id != id);
        self.trap(Trap::ConversationDeleted, Some(id));
    }

    /// The contact with that number, made when there is none.
    pub(crate) fn contact_for(&mut self, phone: &str, name: Option<&str>) -> usize {
        if let Some(contact) = self.contact_by_phone(phone) {
            return contact;
        }
        let phone = format!("+{}", digits(phone));
        let (first, last) = name.map_or((None, None), split_name);
        let contact = Contact {
            first_name: first,
            last_name: last,
            language: language_of(&phone),
            phone: Some(phone),
            ..self.blank_contact()
        };
        self.add_contact(contact)
    }

    /// A contact without anything but an id.
    pub(crate) fn blank_contact(&mut self) -> Contact {
        let (id, now) = (self.cuid(), self.now());
        Contact {
            id,
            email: None,
            phone: None,
            first_name: None,
            last_name: None,
            external_id: None,
            picture: None,
            metadata: Value::Null,
            variables: Map::new(),
            sources: Map::new(),
            language: Language::English,
            created: now,
            updated: now,
            deleted: false,
        }
    }

    /// The newest conversation of a contact on a channel, made when there is none.
    pub(crate) fn conversation_for(
        &mut self,
        contact: usize,
        channel: &str,
        bot: Option<usize>,
    ) -> usize {
        let found = self.living().filter(|index| {
            let conversation = &self.conversations[*index];
            conversation.contact == contact && conversation.channel == channel
        });
        if let Some(index) = found.last() {
            return index;
        }
        let id = self.cuid();
        let created = self.now();
        let conversation = self.blank_conversation(id, contact, channel, bot, created);
        self.add_conversation(conversation)
    }

    /// A conversation nobody has written in.
    pub(crate) fn blank_conversation(
        &self,
        id: String,
        contact: usize,
        channel: &str,
        bot: Option<usize>,
        created: Timestamp,
    ) -> Conversation {
        let website = channel == "website";
        let record = &self.contacts[contact];
        Conversation {
            external_id: record
                .phone
                .as_deref()
                .map(digits)
                .or_else(|| record.external_id.clone())
                .filter(|_| !website),
            visitor_id: website.then(|| format!("v{}", &record.id[1..])),
            id,
            channel: channel.to_owned(),
            bot,
            contact,
            status: Status::Unresolved,
            priority: Priority::Medium,
            ai: true,
            is_group: false,
            metadata: Value::Null,
            frustration: None,
            ai_name: None,
            nps: Nps::default(),
            ads: Vec::new(),
            variables: Vec::new(),
            context: None,
            assignees: Vec::new(),
            tags: Vec::new(),
            links: Vec::new(),
            notes: Vec::new(),
            messages: Vec::new(),
            created,
            updated: created,
            last_human: None,
            deleted: false,
        }
    }

    /// Notes that something was changed in a conversation now.
    pub(crate) fn touch(&mut self, conversation: usize) -> &mut Conversation {
        let now = self.now();
        let conversation = &mut self.conversations[conversation];
        conversation.updated = now;
        conversation
    }

    /// Notes that a client did what no client should do.
    pub(crate) fn trap(&mut self, trap: Trap, conversation_id: Option<String>) {
        let at = self.now();
        self.traps.push(SteppedTrap {
            at,
            trap,
            conversation_id,
        });
    }

    /// Whether free text may still be sent there.
    pub(crate) fn window_is_open(&self, conversation: usize) -> bool {
        let record = &self.conversations[conversation];
        if !["whatsapp", "instagramDm"].contains(&record.channel.as_str()) {
            return true;
        }
        record
            .last_inbound()
            .is_some_and(|wrote| self.now().duration_since(wrote) < REPLY_WINDOW)
    }
}

impl Living for World {
    type Due = Due;

    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn schedule(&mut self) -> &mut Schedule<Due> {
        &mut self.schedule
    }

    fn faults(&mut self) -> &mut Faults {
        &mut self.faults
    }

    fn happen(&mut self, due: Timestamp, action: Due) -> Consequence {
        match action {
            Due::Post { delivery, first } => {
                return Consequence::Posts(self.book.posts(delivery, due, first));
            }
            Due::ReleaseHeld => {
                if let Some(delivery) = self.book.release_held() {
                    self.post(delivery);
                }
            }
            Due::Tell {
                conversation,
                event,
                message,
                answer,
            } => self.tell_message(conversation, event, &message, answer.as_deref()),
            Due::AiAnswer {
                conversation,
                message,
            } => self.ai_answers(conversation, &message),
            Due::CustomerAnswer { conversation } => self.customer_answers(conversation),
            Due::Life { round } => self.live(round),
            // An outage that was changed meanwhile is not this one's to end.
            Due::EndOutage { number } => {
                if number == self.outages {
                    self.faults.outage = Outage::None;
                    return Consequence::SocketOpens;
                }
            }
        }
        Consequence::None
    }

    fn answered(&mut self, outcome: &PostOutcome) {
        self.note_answer(outcome);
    }
}

/// First name and the rest.
pub(crate) fn split_name(name: &str) -> (Option<String>, Option<String>) {
    match name.trim().split_once(' ') {
        Some((first, last)) => (Some(first.to_owned()), Some(last.trim().to_owned())),
        None => (Some(name.trim().to_owned()), None),
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
