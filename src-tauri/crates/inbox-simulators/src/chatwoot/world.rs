//! The installation's state and the questions asked of it. Ids are database ids except those of
//! conversations, which are the numbers people see.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::cable::Cable;
use super::control::{Credentials, DeliveryFate, ReceivedSend};
use super::exchanges::Exchange;
use super::model::{
    AgentBot, AttributeDefinition, CannedResponse, ChannelKind, Contact, ContactInbox,
    Conversation, CustomFilter, Inbox, Label, Macro, Message, MessageKind, MessageStatus, Note,
    Notification, Role, Session, StoredFile, Team, User, Webhook,
};
use super::options::{CableSwitches, ChatwootOptions};
use super::refusal::Refusal;
use crate::shared::clock::Clock;
use crate::shared::dice::Dice;
use crate::shared::faults::Faults;
use crate::shared::schedule::Schedule;
use crate::shared::size::LifePace;
use crate::shared::traffic::Traffic;
use crate::shared::webhooks::WebhookBook;

/// The account everything belongs to.
pub(crate) const ACCOUNT: i64 = 1;
/// An account of somebody else on the same installation.
pub(crate) const FOREIGN_ACCOUNT: i64 = 2;
pub(crate) const ACCOUNT_NAME: &str = "Oasis Home";
/// Unread counts stop here.
const MOST_UNREAD: usize = 10;
/// How long a colleague counts as online after a sign of life.
pub(crate) const USER_PRESENCE: SignedDuration = SignedDuration::from_secs(20);
/// The same of a customer.
pub(crate) const CONTACT_PRESENCE: SignedDuration = SignedDuration::from_secs(90);

/// Something that will happen.
#[derive(Debug)]
pub(crate) enum Due {
    Post {
        delivery: u64,
        first: bool,
    },
    ReleaseHeld,
    /// Events that were held back for a while.
    Cable(Vec<(u64, String)>),
    Progress {
        message: i64,
        status: MessageStatus,
        error: Option<String>,
    },
    Reopen {
        conversation: i64,
        until: Timestamp,
    },
    Macro {
        id: i64,
        user: i64,
        conversations: Vec<i64>,
    },
    CustomerAnswer {
        conversation: i64,
    },
    CustomerRating {
        message: i64,
    },
    Life {
        round: u64,
    },
    EndOutage {
        number: u64,
    },
}

/// Which list of the account changed when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cached {
    Label,
    Inbox,
    Team,
}

impl Cached {
    pub(crate) const ALL: [Self; 3] = [Self::Label, Self::Inbox, Self::Team];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Inbox => "inbox",
            Self::Team => "team",
        }
    }
}

/// The installation.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) options: ChatwootOptions,
    pub(crate) clock: Clock,
    pub(crate) base_url: String,
    pub(crate) dice: Dice,
    pub(crate) created: Timestamp,
    pub(crate) users: BTreeMap<i64, User>,
    pub(crate) sessions: Vec<Session>,
    /// Second steps that were offered: token, user, end.
    pub(crate) second_factors: Vec<(String, i64, Timestamp)>,
    pub(crate) inboxes: BTreeMap<i64, Inbox>,
    pub(crate) teams: BTreeMap<i64, Team>,
    pub(crate) labels: BTreeMap<i64, Label>,
    pub(crate) canned: BTreeMap<i64, CannedResponse>,
    pub(crate) bots: BTreeMap<i64, AgentBot>,
    pub(crate) macros: BTreeMap<i64, Macro>,
    pub(crate) filters: BTreeMap<i64, CustomFilter>,
    pub(crate) definitions: BTreeMap<i64, AttributeDefinition>,
    pub(crate) webhooks: BTreeMap<i64, Webhook>,
    pub(crate) contacts: BTreeMap<i64, Contact>,
    pub(crate) contact_inboxes: BTreeMap<i64, ContactInbox>,
    pub(crate) notes: BTreeMap<i64, Note>,
    pub(crate) conversations: BTreeMap<i64, Conversation>,
    /// In order of their ids, which begin at 1 and have no gaps.
    pub(crate) messages: Vec<Message>,
    pub(crate) notifications: BTreeMap<i64, Notification>,
    pub(crate) files: BTreeMap<i64, StoredFile>,
    pub(crate) cache_keys: BTreeMap<Cached, Timestamp>,
    last_id: i64,
    pub(crate) last_conversation: i64,
    pub(crate) schedule: Schedule<Due>,
    pub(crate) book: WebhookBook,
    /// Deliveries to API inboxes, whose messages fail with them.
    pub(crate) inbox_deliveries: BTreeMap<u64, i64>,
    pub(crate) cable: Cable,
    pub(crate) cable_switches: CableSwitches,
    pub(crate) faults: Faults,
    pub(crate) outages: u64,
    pub(crate) traffic: Traffic,
    /// What was asked and answered, while somebody wants to know.
    pub(crate) exchanges: Option<Vec<Exchange>>,
    /// Fixed windows of the limits: name and key, start, count.
    pub(crate) windows: BTreeMap<(&'static str, String), (Timestamp, u32)>,
    pub(crate) sends: Vec<ReceivedSend>,
    pub(crate) fates: VecDeque<DeliveryFate>,
    pub(crate) life: Option<LifePace>,
    pub(crate) life_round: u64,
}

impl World {
    pub(crate) fn new(options: ChatwootOptions, clock: Clock, base_url: String) -> Self {
        let cable_switches = options.cable.clone();
        let dice = Dice::new(options.seed);
        let created = clock.now() - SignedDuration::from_hours(24 * 400);
        Self {
            options,
            clock,
            base_url,
            dice,
            created,
            users: BTreeMap::new(),
            sessions: Vec::new(),
            second_factors: Vec::new(),
            inboxes: BTreeMap::new(),
            teams: BTreeMap::new(),
            labels: BTreeMap::new(),
            canned: BTreeMap::new(),
            bots: BTreeMap::new(),
            macros: BTreeMap::new(),
            filters: BTreeMap::new(),
            definitions: BTreeMap::new(),
            webhooks: BTreeMap::new(),
            contacts: BTreeMap::new(),
            contact_inboxes: BTreeMap::new(),
            notes: BTreeMap::new(),
            conversations: BTreeMap::new(),
            messages: Vec::new(),
            notifications: BTreeMap::new(),
            files: BTreeMap::new(),
            cache_keys: Cached::ALL.map(|kind| (kind, created)).into(),
            last_id: 0,
            last_conversation: 0,
            schedule: Schedule::new(),
            book: WebhookBook::default(),
            inbox_deliveries: BTreeMap::new(),
            cable: Cable::default(),
            cable_switches,
            faults: Faults::default(),
            outages: 0,
            traffic: Traffic::default(),
            exchanges: None,
            windows: BTreeMap::new(),
            sends: Vec::new(),
            fates: VecDeque::new(),
            life: None,
            life_round: 0,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A number no record of any kind has yet, messages and conversations excepted.
    pub(crate) fn mint(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// An unguessable word.
    pub(crate) fn token(&mut self) -> String {
        format!("{:016x}{:08x}", self.dice.next(), self.dice.next() as u32)
    }

    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.dice.next(), self.dice.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 48) & 0x3fff,
            low & 0xffff_ffff_ffff
        )
    }

    /// The signed-in person tests and demos are.
    pub(crate) fn credentials(&self) -> Option<Credentials> {
        let role = self.options.person;
        let mut able = self.users.values().filter(|user| user.role == role);
        let person = match role {
            Role::Administrator => able.next(),
            // The one who does not see every inbox.
            Role::Agent => able.next_back(),
        };
        person.map(Credentials::of)
    }

    pub(crate) fn message(&self, id: i64) -> Option<&Message> {
        usize::try_from(id - 1)
            .ok()
            .and_then(|index| self.messages.get(index))
    }

    pub(crate) fn message_mut(&mut self, id: i64) -> Option<&mut Message> {
        usize::try_from(id - 1)
            .ok()
            .and_then(|index| self.messages.get_mut(index))
    }

    /// A conversation's messages, oldest first.
    pub(crate) fn thread(
        &self,
        conversation: &Conversation,
    ) -> impl DoubleEndedIterator<Item = &Message> {
        let ids: Vec<i64> = conversation.messages.clone();
        ids.into_iter().filter_map(|id| self.message(id))
    }

    pub(crate) fn inbox_of(&self, conversation: &Conversation) -> Option<&Inbox> {
        self.inboxes.get(&conversation.inbox)
    }

    /// Whether an inbox is the user's, by membership or by role.
    pub(crate) fn has_inbox(&self, user: i64, inbox: i64) -> bool {
        let administrator = self.users.get(&user).is_some_and(User::is_administrator);
        self.inboxes
            .get(&inbox)
            .is_some_and(|inbox| administrator || inbox.members.contains(&user))
    }

    /// Everybody who hears of an inbox: its members and the administrators.
    pub(crate) fn audience(&self, inbox: i64) -> BTreeSet<i64> {
        self.users
            .keys()
            .copied()
            .filter(|user| self.has_inbox(*user, inbox))
            .collect()
    }

    /// A conversation the user may open: of their inboxes, or of one of their teams.
    pub(crate) fn opened(&self, user: i64, id: i64) -> Result<&Conversation, Refusal> {
        let conversation = self.conversations.get(&id).ok_or_else(Refusal::not_found)?;
        let by_team = conversation
            .team
            .and_then(|team| self.teams.get(&team))
            .is_some_and(|team| team.members.contains(&user));
        if by_team || self.has_inbox(user, conversation.inbox) {
            Ok(conversation)
        } else {
            Err(Refusal::not_allowed())
        }
    }

    pub(crate) fn require_administrator(&self, user: i64) -> Result<(), Refusal> {
        if self.users.get(&user).is_some_and(User::is_administrator) {
            Ok(())
        } else {
            Err(Refusal::not_allowed())
        }
    }

    /// Messages from the customer that no colleague has seen, at most ten.
    pub(crate) fn unread_count(&self, conversation: &Conversation) -> usize {
        self.thread(conversation)
            .rev()
            .take_while(|message| {
                conversation
                    .agent_seen
                    .is_none_or(|seen| message.created > seen)
            })
            .filter(|message| message.kind == MessageKind::Incoming)
            .take(MOST_UNREAD)
            .count()
    }

    pub(crate) fn last_incoming(&self, conversation: &Conversation) -> Option<&Message> {
        self.thread(conversation)
            .rev()
            .find(|message| message.kind == MessageKind::Incoming)
    }

    /// Whether the channel still takes an answer.
    pub(crate) fn can_reply(&self, conversation: &Conversation) -> bool {
        let hours = match self.inbox_of(conversation) {
            Some(inbox) if inbox.kind == ChannelKind::WhatsApp => Some(24),
            Some(inbox) => inbox.reply_window_hours,
            None => None,
        };
        hours.is_none_or(|hours| {
            self.last_incoming(conversation).is_some_and(|message| {
                self.now().duration_since(message.created) < SignedDuration::from_hours(hours)
            })
        })
    }

    /// What others see of a colleague's availability.
    pub(crate) fn availability(&self, user: &User) -> String {
        let present = !user.auto_offline
            || user
                .seen
                .is_some_and(|seen| self.now().duration_since(seen) < USER_PRESENCE);
        if present {
            user.availability.clone()
        } else {
            "offline".to_owned()
        }
    }

    pub(crate) fn contact_is_online(&self, contact: &Contact) -> bool {
        contact
            .seen
            .is_some_and(|seen| self.now().duration_since(seen) < CONTACT_PRESENCE)
    }

    pub(crate) fn contact_inbox_of(&self, conversation: &Conversation) -> Option<&ContactInbox> {
        self.contact_inboxes.get(&conversation.contact_inbox)
    }
}
