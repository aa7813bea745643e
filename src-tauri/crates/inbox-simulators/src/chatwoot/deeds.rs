//! What colleagues, customers and the system do to conversations and contacts, with every event,
//! webhook and activity line that follows.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::cable::{Audience, Listener};
use super::model::{
    Assignee, Contact, ContactInbox, Conversation, MessageKind, Role, Secondary, Status,
};
use super::talk::NewMessage;
use super::webhooks::changed_attributes;
use super::wire::{iso, nothing};
use super::world::{Due, World};

/// Snoozed conversations that should have woken longer ago than this stay asleep.
const SNOOZE_PATIENCE: SignedDuration = SignedDuration::from_hours(72);

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actor {
    User(i64),
    Contact(i64),
    System,
}

impl World {
    fn actor_name(&self, actor: Actor) -> String {
        let name = match actor {
            Actor::User(id) => self.users.get(&id).map(|user| user.name.clone()),
            Actor::Contact(id) => self.contacts.get(&id).map(|contact| contact.name.clone()),
            Actor::System => None,
        };
        name.unwrap_or_else(|| "System".to_owned())
    }

    /// Tells everybody how a conversation is now.
    pub(crate) fn tell_conversation(&mut self, id: i64, event: &str) {
        if let Some(conversation) = self.conversations.get(&id) {
            let shown = self.conversation_event(conversation);
            let audience = match event {
                "assignee.changed" | "team.changed" | "conversation.contact_changed" => {
                    Audience::Members { conversation: id }
                }
                _ => Audience::WithContact {
                    conversation: id,
                    except: None,
                },
            };
            self.publish(audience, event, shown);
        }
    }

    /// Notes that a conversation changed and tells what.
    pub(crate) fn conversation_updated(&mut self, id: i64, changes: &[(&str, Value, Value)]) {
        let now = self.now();
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut conversation.updated, now);
        let inbox = conversation.inbox;
        self.tell_conversation(id, "conversation.updated");
        let Some(conversation) = self.conversations.get(&id) else {
            return;
        };
        let mut payload = self.conversation_webhook(conversation);
        let mut changes = changes.to_vec();
        changes.push(("updated_at", json!(iso(before)), json!(iso(now))));
        payload["changed_attributes"] = changed_attributes(&changes);
        self.tell("conversation_updated", payload, Some(inbox));
    }

    pub(crate) fn contact_updated(&mut self, id: i64, changes: &[(&str, Value, Value)]) {
        let now = self.now();
        let Some(contact) = self.contacts.get_mut(&id) else {
            return;
        };
        contact.updated = now;
        let Some(contact) = self.contacts.get(&id) else {
            return;
        };
        let shown = self.contact_event(contact);
        let mut payload = Self::contact_webhook(contact);
        payload["changed_attributes"] = changed_attributes(changes);
        self.publish(Audience::Account, "contact.updated", shown);
        self.tell("contact_updated", payload, None);
    }

    /// A contact nobody had before.
    pub(crate) fn add_contact(&mut self, contact: Contact) -> i64 {
        let id = contact.id;
        let shown = self.contact_event(&contact);
        let payload = Self::contact_webhook(&contact);
        self.contacts.insert(id, contact);
        self.publish(Audience::Account, "contact.created", shown);
        self.tell("contact_created", payload, None);
        id
    }

    /// The contact as that inbox knows them, made when it does not yet.
    pub(crate) fn contact_inbox(
        &mut self,
        contact: i64,
        inbox: i64,
        source: Option<String>,
    ) -> i64 {
        let known = self.contact_inboxes.values().find(|entry| {
            entry.contact == contact
                && entry.inbox == inbox
                && source
                    .as_ref()
                    .is_none_or(|source| *source == entry.source_id)
        });
        if let Some(entry) = known {
            return entry.id;
        }
        let source_id = source.unwrap_or_else(|| self.source_for(contact, inbox));
        let (id, pubsub_token) = (self.mint(), self.token());
        let created = self.now();
        let entry = ContactInbox {
            id,
            contact,
            inbox,
            source_id,
            pubsub_token,
            hmac_verified: false,
            created,
        };
        self.contact_inboxes.insert(id, entry);
        id
    }

    fn source_for(&mut self, contact: i64, inbox: i64) -> String {
        use super::model::ChannelKind;
        let kind = self.inboxes.get(&inbox).map(|inbox| inbox.kind);
        let named = self.contacts.get(&contact).and_then(|contact| match kind {
            Some(ChannelKind::Email) => contact.email.clone(),
            // WhatsApp's own form has no plus sign.
            Some(ChannelKind::WhatsApp) => {
                let phone = contact.phone.as_deref()?;
                Some(phone.trim_start_matches('+').to_owned())
            }
            _ => None,
        });
        named.unwrap_or_else(|| self.uuid())
    }

    /// A conversation without messages, told to everybody.
    pub(crate) fn open_conversation(&mut self, entry: i64, creator: Option<i64>) -> i64 {
        let id = self.new_conversation(entry, self.now());
        self.announce_conversation(id, creator);
        id
    }

    /// Tells of a new conversation once its members are in place.
    pub(crate) fn announce_conversation(&mut self, id: i64, creator: Option<i64>) {
        let blocked = self
            .conversations
            .get(&id)
            .and_then(|it| self.contacts.get(&it.contact))
            .is_some_and(|contact| contact.blocked);
        if blocked && let Some(conversation) = self.conversations.get_mut(&id) {
            conversation.status = Status::Resolved;
        }
        self.tell_conversation(id, "conversation.created");
        let Some(conversation) = self.conversations.get(&id) else {
            return;
        };
        let inbox = conversation.inbox;
        let payload = self.conversation_webhook(conversation);
        self.tell("conversation_created", payload, Some(inbox));
        for user in self.audience(inbox) {
            let subscribed = self.users.get(&user).is_some_and(|user| {
                let flags = user.email_flags.iter().chain(&user.push_flags);
                flags
                    .clone()
                    .any(|flag| flag.ends_with("conversation_creation"))
            });
            if subscribed && Some(user) != creator {
                self.notify(user, "conversation_creation", id, None);
            }
        }
    }

    /// The record alone, told to nobody.
    pub(crate) fn new_conversation(&mut self, entry: i64, created: Timestamp) -> i64 {
        self.last_conversation += 1;
        let id = self.last_conversation;
        let (contact, inbox) = self
            .contact_inboxes
            .get(&entry)
            .map_or((0, 0), |entry| (entry.contact, entry.inbox));
        let uuid = self.uuid();
        let bot = self
            .inboxes
            .get(&inbox)
            .is_some_and(|it| it.agent_bot.is_some());
        let conversation = Conversation {
            id,
            // The database's own number, which only notifications tell.
            database_id: id + 1_800,
            uuid,
            inbox,
            contact,
            contact_inbox: entry,
            status: if bot { Status::Pending } else { Status::Open },
            priority: None,
            assignee: None,
            team: None,
            labels: Vec::new(),
            custom: nothing(),
            additional: nothing(),
            agent_seen: None,
            assignee_seen: None,
            contact_seen: None,
            snoozed_until: None,
            created,
            updated: created,
            last_activity: created,
            first_reply: None,
            waiting_since: None,
            participants: BTreeSet::new(),
            mentioned: BTreeSet::new(),
            messages: Vec::new(),
            draft: None,
            sla_policy: None,
        };
        self.conversations.insert(id, conversation);
        id
    }

    /// An unanswered message or a passed snooze opens a conversation again.
    pub(crate) fn reopen(&mut self, id: i64) {
        let bot = self
            .conversations
            .get(&id)
            .and_then(|it| self.inbox_of(it))
            .is_some_and(|inbox| inbox.agent_bot.is_some());
        let status = if bot { Status::Pending } else { Status::Open };
        self.set_status(id, status, None, Actor::System);
    }

    /// A snooze ends, unless it was changed or lies too far back.
    pub(crate) fn wake_up(&mut self, id: i64, until: Timestamp) {
        let due = self
            .conversations
            .get(&id)
            .is_some_and(|it| it.status == Status::Snoozed && it.snoozed_until == Some(until));
        if due && self.now().duration_since(until) < SNOOZE_PATIENCE {
            self.reopen(id);
        }
    }

    pub(crate) fn set_status(
        &mut self,
        id: i64,
        status: Status,
        until: Option<Timestamp>,
        actor: Actor,
    ) {
        let until = until.filter(|_| status == Status::Snoozed);
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let (before, before_until) = (conversation.status, conversation.snoozed_until);
        if before == status && before_until == until {
            return;
        }
        conversation.status = status;
        conversation.snoozed_until = until;
        let mut changes = Vec::new();
        if before != status {
            changes.push(("status", json!(before.word()), json!(status.word())));
        }
        if before_until != until {
            let times = (before_until.map(iso), until.map(iso));
            changes.push(("snoozed_until", json!(times.0), json!(times.1)));
        }
        if status == Status::Resolved
            && let Some(since) = conversation.waiting_since.take()
        {
            changes.push(("waiting_since", json!(since.as_second()), Value::Null));
        }
        let inbox = conversation.inbox;
        if let Some(until) = until {
            let conversation = id;
            // The job that looks for passed snoozes runs every five minutes.
            let second = until.as_second();
            let tick = second + (300 - second.rem_euclid(300)).rem_euclid(300);
            let due = Timestamp::from_second(tick).unwrap_or(until);
            self.schedule.add(
                due,
                Due::Reopen {
                    conversation,
                    until,
                },
            );
        }
        if before != status {
            self.tell_conversation(id, "conversation.status_changed");
            if let Some(conversation) = self.conversations.get(&id) {
                let mut payload = self.conversation_webhook(conversation);
                payload["changed_attributes"] = Value::Null;
                self.tell("conversation_status_changed", payload, Some(inbox));
            }
        }
        self.conversation_updated(id, &changes);
        if before != status {
            self.status_line(id, status, actor);
        }
        if let (Actor::User(user), Status::Open) = (actor, status) {
            self.after_opening(id, user);
        }
        if status == Status::Resolved && before != status {
            self.ask_for_rating(id);
        }
    }

    fn status_line(&mut self, id: i64, status: Status, actor: Actor) {
        let name = self.actor_name(actor);
        let text = match (status, actor) {
            (Status::Open, Actor::System) => {
                "System reopened the conversation due to a new incoming message.".to_owned()
            }
            (Status::Open, _) => format!("Conversation was reopened by {name}"),
            (Status::Resolved, Actor::Contact(_)) => {
                format!("Conversation was resolved by {name}")
            }
            (Status::Resolved, _) => format!("Conversation was marked resolved by {name}"),
            (Status::Pending, _) => format!("Conversation was marked as pending by {name}"),
            (Status::Snoozed, _) => format!("Conversation was snoozed by {name}"),
        };
        let attributes = json!({ "activity": {
            "type": "conversation_status_changed", "status": status.word(),
        } });
        let line = NewMessage {
            attributes: attributes.as_object().cloned().unwrap_or_default(),
            ..NewMessage::text(MessageKind::Activity, None, &text)
        };
        self.add_message(id, line);
    }

    /// Who opens a conversation as an agent takes it; a bot lets go of it.
    fn after_opening(&mut self, id: i64, user: i64) {
        let bot = self
            .conversations
            .get(&id)
            .is_some_and(|it| matches!(it.assignee, Some(Assignee::Bot(_))));
        let agent = self
            .users
            .get(&user)
            .is_some_and(|user| user.role == Role::Agent);
        if agent {
            self.assign(id, Some(Assignee::User(user)), Actor::User(user));
        } else if bot {
            self.assign(id, None, Actor::User(user));
        }
    }

    pub(crate) fn assign(&mut self, id: i64, to: Option<Assignee>, actor: Actor) {
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut conversation.assignee, to);
        if before == to {
            return;
        }
        if let Some(Assignee::User(user)) = to {
            conversation.participants.insert(user);
        }
        let number = |assignee: Option<Assignee>| match assignee {
            Some(Assignee::User(id)) => json!(id),
            _ => Value::Null,
        };
        let name = self.actor_name(actor);
        self.tell_conversation(id, "assignee.changed");
        self.conversation_updated(id, &[("assignee_id", number(before), number(to))]);
        let text = match to {
            Some(Assignee::User(user)) if actor == Actor::User(user) => {
                format!("{name} self-assigned this conversation")
            }
            Some(Assignee::User(user)) => {
                let agent = self.actor_name(Actor::User(user));
                format!("Assigned to {agent} by {name}")
            }
            Some(Assignee::Bot(bot)) => {
                let bot = self.bots.get(&bot).map_or("", |bot| bot.name.as_str());
                format!("Assigned to {bot} by {name}")
            }
            None => format!("Conversation unassigned by {name}"),
        };
        self.activity(id, &text);
        if let Some(Assignee::User(user)) = to
            && actor != Actor::User(user)
        {
            let by = match actor {
                Actor::User(by) => Some(Secondary::User(by)),
                _ => None,
            };
            self.notify(user, "conversation_assignment", id, by);
        }
    }

    pub(crate) fn assign_team(&mut self, id: i64, to: Option<i64>, actor: Actor) {
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut conversation.team, to);
        if before == to {
            return;
        }
        let (assignee, inbox) = (conversation.assigned_user(), conversation.inbox);
        let team_name = |world: &Self, team: Option<i64>| {
            let team = team.and_then(|team| world.teams.get(&team));
            team.map(|team| team.name.clone()).unwrap_or_default()
        };
        let by = self.actor_name(actor);
        self.tell_conversation(id, "team.changed");
        self.conversation_updated(id, &[("team_id", json!(before), json!(to))]);
        let text = match to {
            Some(_) => format!("Assigned to {} by {by}", team_name(self, to)),
            None => format!("Unassigned from {} by {by}", team_name(self, before)),
        };
        self.activity(id, &text);
        let Some(team) = to.and_then(|team| self.teams.get(&team)).cloned() else {
            return;
        };
        let stranger = assignee.is_some_and(|user| !team.members.contains(&user));
        let picked = team
            .members
            .iter()
            .copied()
            .filter(|user| team.allow_auto_assign && self.has_inbox(*user, inbox))
            .find(|user| {
                let user = self.users.get(user);
                user.is_some_and(|user| self.availability(user) == "online")
            });
        if stranger || assignee.is_none() && picked.is_some() {
            self.assign(id, picked.map(Assignee::User), actor);
        }
    }

    pub(crate) fn set_priority(&mut self, id: i64, to: Option<&'static str>, actor: Actor) {
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut conversation.priority, to);
        if before == to {
            return;
        }
        self.conversation_updated(id, &[("priority", json!(before), json!(to))]);
        let by = self.actor_name(actor);
        let text = match (before, to) {
            (None, Some(to)) => format!("{by} set the priority to {to}"),
            (Some(from), Some(to)) => format!("{by} changed the priority from {from} to {to}"),
            _ => format!("{by} removed the priority"),
        };
        self.activity(id, &text);
    }

    pub(crate) fn set_labels(&mut self, id: i64, mut to: Vec<String>, actor: Actor) {
        for title in &mut to {
            *title = title.to_lowercase();
        }
        let mut seen = BTreeSet::new();
        to.retain(|title| !title.is_empty() && seen.insert(title.clone()));
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut conversation.labels, to.clone());
        if before == to {
            return;
        }
        self.conversation_updated(id, &[("label_list", json!(before), json!(to))]);
        let by = self.actor_name(actor);
        let without = |all: &[String], these: &[String]| -> Vec<String> {
            all.iter()
                .filter(|it| !these.contains(it))
                .cloned()
                .collect()
        };
        let (added, removed) = (without(&to, &before), without(&before, &to));
        if !added.is_empty() {
            self.activity(id, &format!("{by} added {}", added.join(", ")));
        }
        if !removed.is_empty() {
            self.activity(id, &format!("{by} removed {}", removed.join(", ")));
        }
    }

    pub(crate) fn set_custom(&mut self, id: i64, to: &Map<String, Value>) {
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut conversation.custom, to.clone());
        if before != *to {
            let changes = [("custom_attributes", json!(before), json!(to))];
            self.conversation_updated(id, &changes);
        }
    }

    pub(crate) fn mute(&mut self, id: i64, muted: bool, actor: Actor) {
        let Some(contact) = self.conversations.get(&id).map(|it| it.contact) else {
            return;
        };
        if muted {
            self.set_status(id, Status::Resolved, None, actor);
        }
        self.block(contact, muted);
        let done = if muted { "muted" } else { "unmuted" };
        let text = format!("{} has {done} the conversation", self.actor_name(actor));
        self.activity(id, &text);
    }

    pub(crate) fn block(&mut self, contact: i64, blocked: bool) {
        let before = self.contacts.get_mut(&contact);
        let before = before.map(|contact| std::mem::replace(&mut contact.blocked, blocked));
        if before.is_some_and(|before| before != blocked) {
            self.contact_updated(contact, &[("blocked", json!(!blocked), json!(blocked))]);
        }
    }

    pub(crate) fn typing(&mut self, id: i64, by: Actor, on: bool, private: bool) {
        let Some(conversation) = self.conversations.get(&id) else {
            return;
        };
        let (user, hook_user, typist) = match by {
            Actor::User(user) => {
                let sender = Some(super::model::Sender::User(user));
                let shown = self.sender_event(sender);
                (shown, self.sender_webhook(sender), Listener::User(user))
            }
            Actor::Contact(contact) => {
                let sender = Some(super::model::Sender::Contact(contact));
                let entry = conversation.contact_inbox;
                let shown = self.sender_event(sender);
                let typist = Listener::ContactInbox(entry);
                (shown, self.sender_webhook(sender), typist)
            }
            Actor::System => return,
        };
        let shown = json!({
            "conversation": self.conversation_event(conversation), "user": user,
            "is_private": private,
        });
        let payload = json!({
            "conversation": self.conversation_webhook(conversation), "user": hook_user,
            "is_private": private,
        });
        let inbox = conversation.inbox;
        let (event, hook) = if on {
            ("conversation.typing_on", "conversation_typing_on")
        } else {
            ("conversation.typing_off", "conversation_typing_off")
        };
        let audience = Audience::WithContact {
            conversation: id,
            except: Some(typist),
        };
        self.publish(audience, event, shown);
        self.tell(hook, payload, Some(inbox));
    }
}
