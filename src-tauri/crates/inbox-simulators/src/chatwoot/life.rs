//! Customers: who they are, what they write, and how they keep doing so in life mode.

use jiff::SignedDuration;
use serde_json::json;

use super::control::{Inbound, InboundMedia, MediaKind};
use super::deeds::Actor;
use super::model::{
    Assignee, Attachment, AttachmentBody, Contact, MessageKind, Sender, Status, StoredFile,
};
use super::talk::NewMessage;
use super::wire::nothing;
use super::world::{Due, World};
use crate::shared::dice::Dice;
use crate::shared::media;
use crate::shared::people::{Customer, Home};
use crate::shared::phrases::{Filling, Language, LineKind};
use crate::shared::size::LifePace;

/// Conversations of the last days, among which life mode chooses.
const RECENT: usize = 40;

impl World {
    /// The contact with that number or address, made when there is none.
    pub(crate) fn customer(
        &mut self,
        phone: Option<&str>,
        email: Option<&str>,
        name: Option<&str>,
    ) -> i64 {
        let known = self.contacts.values().find(|contact| {
            phone.is_some() && contact.phone.as_deref() == phone
                || email.is_some() && contact.email.as_deref() == email
        });
        if let Some(contact) = known {
            return contact.id;
        }
        let name = name.or(phone).or(email).unwrap_or("Visitor");
        let contact = self.contact_named(name, Language::English);
        let contact = Contact {
            phone: phone.map(str::to_owned),
            email: email.map(str::to_owned),
            ..contact
        };
        self.add_contact(contact)
    }

    /// A contact with nothing but a name.
    pub(crate) fn contact_named(&mut self, name: &str, language: Language) -> Contact {
        let now = self.now();
        Contact {
            id: self.mint(),
            name: name.to_owned(),
            email: None,
            phone: None,
            identifier: None,
            blocked: false,
            additional: nothing(),
            custom: nothing(),
            labels: Vec::new(),
            last_activity: None,
            created: now,
            updated: now,
            seen: None,
            language,
        }
    }

    /// Their newest conversation there, or a new one.
    pub(crate) fn conversation_with(&mut self, contact: i64, inbox: i64) -> i64 {
        let newest = self
            .conversations
            .values()
            .rev()
            .find(|it| it.contact == contact && it.inbox == inbox);
        if let Some(conversation) = newest {
            return conversation.id;
        }
        let entry = self.contact_inbox(contact, inbox, None);
        self.open_conversation(entry, None)
    }

    /// The customer of a conversation says something.
    pub(crate) fn receive(&mut self, conversation: i64, what: Inbound) -> i64 {
        let contact = self.conversations.get(&conversation).map(|it| it.contact);
        let sender = contact.map(Sender::Contact);
        let said = |text: &str| NewMessage::text(MessageKind::Incoming, sender, text);
        let mut new = match what {
            Inbound::Text(text) => said(&text),
            Inbound::Reply { text, message_id } => {
                let mut new = said(&text);
                new.attributes
                    .insert("in_reply_to".to_owned(), json!(message_id));
                new
            }
            Inbound::Media(InboundMedia { kind, caption }) => NewMessage {
                content: caption,
                attachments: vec![self.made_file(kind)],
                ..said("")
            },
            Inbound::Location {
                latitude,
                longitude,
                name,
            } => NewMessage {
                content: None,
                attachments: vec![Attachment {
                    id: self.mint(),
                    body: AttachmentBody::Location {
                        latitude,
                        longitude,
                        title: name,
                    },
                }],
                ..said("")
            },
            Inbound::Unsupported => {
                let mut new = said("");
                new.content = None;
                new.attributes
                    .insert("is_unsupported".to_owned(), true.into());
                new
            }
        };
        // Customers write outside, where their messages have an id of their own.
        new.source_id = Some(self.token());
        self.add_message(conversation, new)
    }

    fn made_file(&mut self, kind: MediaKind) -> Attachment {
        let number = self.dice.below(10_000);
        let name = match kind {
            MediaKind::Image => format!("photo-{number}.png"),
            MediaKind::Audio => format!("voice-{number}.wav"),
            MediaKind::File => format!("document-{number}.pdf"),
        };
        self.made_attachment(name)
    }

    pub(crate) fn made_attachment(&mut self, name: String) -> Attachment {
        let (key, id) = (self.mint(), self.mint());
        let file = StoredFile {
            content_type: media::content_type(&name).to_owned(),
            size: None,
            name,
            bytes: None,
        };
        self.files.insert(key, file);
        Attachment {
            id,
            body: AttachmentBody::File(key),
        }
    }

    /// Starts life mode, or changes its pace.
    pub(crate) fn start_life(&mut self, pace: LifePace) {
        self.life = Some(pace);
        // Ticks of an earlier round die out, so that starting twice does not live twice as fast.
        self.life_round += 1;
        self.plan_tick(pace);
    }

    fn plan_tick(&mut self, pace: LifePace) {
        // A pause of zero would never let time pass.
        let shortest = i64::from(pace.shortest_ms.max(100));
        let longest = i64::from(pace.longest_ms).max(shortest);
        let pause = SignedDuration::from_millis(self.dice.between(shortest, longest));
        let round = self.life_round;
        self.schedule.add(self.now() + pause, Due::Life { round });
    }

    /// Something happens, and the next thing is planned.
    pub(crate) fn live(&mut self, round: u64) {
        let Some(pace) = self.life.filter(|_| round == self.life_round) else {
            return;
        };
        match self.dice.below(100) {
            0..70 => self.somebody_writes(),
            70..84 => {
                self.stranger_writes();
            }
            _ => self.colleague_acts(),
        }
        self.plan_tick(pace);
    }

    fn recent_conversation(&mut self) -> Option<i64> {
        let mut recent: Vec<(jiff::Timestamp, i64)> = self
            .conversations
            .values()
            .map(|it| (it.last_activity, it.id))
            .collect();
        recent.sort_unstable();
        let recent: Vec<i64> = recent
            .into_iter()
            .rev()
            .take(RECENT)
            .map(|(_, id)| id)
            .collect();
        (!recent.is_empty()).then(|| *self.dice.pick(&recent))
    }

    /// A customer of the last days writes again.
    fn somebody_writes(&mut self) {
        let Some(conversation) = self.recent_conversation() else {
            self.stranger_writes();
            return;
        };
        let mut dice = Dice::new(self.dice.next());
        let media = |kind| {
            Inbound::Media(InboundMedia {
                kind,
                caption: None,
            })
        };
        let what = match dice.below(10) {
            0 => media(MediaKind::Image),
            1 => media(MediaKind::Audio),
            _ => Inbound::Text(self.question(conversation, &mut dice)),
        };
        self.receive(conversation, what);
    }

    /// Any customer's line of any exchange: people also write in the middle of a thought.
    fn question(&self, conversation: i64, dice: &mut Dice) -> String {
        let contact = self
            .conversations
            .get(&conversation)
            .and_then(|it| self.contacts.get(&it.contact));
        let language = contact.map_or(Language::English, |contact| contact.language);
        let book = language.book();
        let name = contact.map_or("", |contact| contact.name.as_str());
        let agent = self.users.values().next().map_or("", |user| &user.name);
        let filling = Filling::draw(book, name, agent, dice);
        let exchange = dice.pick(&book.exchanges);
        let lines: Vec<&str> = exchange
            .iter()
            .filter(|line| line.customer && line.kind == LineKind::Text)
            .map(|line| line.text.as_str())
            .collect();
        if lines.is_empty() {
            return dice.pick(&book.answers).clone();
        }
        filling.fill(dice.pick::<&str>(&lines))
    }

    /// Somebody nobody knows asks something.
    pub(crate) fn stranger_writes(&mut self) -> (i64, i64) {
        let inboxes: Vec<i64> = self.inboxes.keys().copied().collect();
        let inbox = *self.dice.pick(&inboxes);
        let language = *self.dice.pick(&Language::ALL);
        let name = language.book().person(&mut self.dice);
        let contact = self.contact_named(&name, language);
        let customer = Customer::stranger(Home::Chatwoot, contact.id as usize, language);
        let contact = Contact {
            phone: Some(customer.phone()),
            email: Some(customer.mail("mail.example")),
            ..contact
        };
        let contact = self.add_contact(contact);
        let conversation = self.conversation_with(contact, inbox);
        let mut dice = Dice::new(self.dice.next());
        let question = self.question(conversation, &mut dice);
        let message = self.receive(conversation, Inbound::Text(question));
        (conversation, message)
    }

    fn colleague_acts(&mut self) {
        let Some(conversation) = self.recent_conversation() else {
            return;
        };
        let users: Vec<i64> = self.users.keys().copied().collect();
        let user = *self.dice.pick(&users);
        let actor = Actor::User(user);
        match self.dice.below(3) {
            0 => self.assign(conversation, Some(Assignee::User(user)), actor),
            1 => self.set_priority(conversation, Some("high"), actor),
            _ => self.set_status(conversation, Status::Resolved, None, actor),
        }
    }

    /// The customer reacts to what was just sent.
    pub(crate) fn customer_answers(&mut self, conversation: i64) {
        let Some(contact) = self.conversations.get(&conversation).map(|it| it.contact) else {
            return;
        };
        let language = self.contacts.get(&contact).map(|contact| contact.language);
        let book = language.unwrap_or(Language::English).book();
        let answer = self.dice.pick(&book.answers).clone();
        self.customer_reads(conversation);
        self.receive(conversation, Inbound::Text(answer));
    }
}
