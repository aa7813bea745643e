//! Life mode: customers keep writing and calling, colleagues keep assigning.

use jiff::SignedDuration;

use super::control::{CallEnding, LifePace, NewCall};
use super::ids::Guid;
use super::messages::Content;
use super::model::{Attachment, Contact, MessageType};
use super::workspace::{Due, World};
use crate::shared::dice::Dice;
use crate::shared::people::{Customer, Home};
use crate::shared::phrases::{Filling, Language, LineKind};

impl World {
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
            0..62 => self.somebody_writes(),
            62..74 => {
                self.stranger_writes();
            }
            74..86 => self.somebody_calls(),
            _ => self.colleague_assigns(),
        }
        self.plan_tick(pace);
    }

    /// A customer of the last days writes again.
    fn somebody_writes(&mut self) {
        let Some(conversation) = self.recent_conversation(|world, index| {
            world.channels[world.conversations[index].channel]
                .kind
                .texts()
        }) else {
            self.stranger_writes();
            return;
        };
        let contact = self.conversations[conversation].contact;
        let mut dice = Dice::new(self.dice.next());
        let content = match dice.below(10) {
            0 => {
                let photo = Attachment::Ours(format!("photo-{}.png", dice.below(10_000)));
                let book = self.contacts[contact].language.book();
                let captions: Vec<&str> = book
                    .exchanges
                    .iter()
                    .flatten()
                    .filter(|line| line.kind == LineKind::Photo && !line.text.is_empty())
                    .map(|line| line.text.as_str())
                    .collect();
                let caption = captions.first().map(|caption| (*caption).to_owned());
                Content {
                    message_type: MessageType::Image,
                    body: caption,
                    attachment: Some(photo),
                    ..Content::text("")
                }
            }
            1 => Content {
                message_type: MessageType::Audio,
                body: None,
                attachment: Some(Attachment::Ours(format!(
                    "voice-{}.wav",
                    dice.below(10_000)
                ))),
                ..Content::text("")
            },
            2..5 => self.follow_up(contact, &mut dice),
            _ => Content::text(self.question(contact, &mut dice)),
        };
        self.receive(conversation, content);
    }

    /// A later line of some exchange: people also write in the middle of a thought.
    fn follow_up(&self, contact: usize, dice: &mut Dice) -> Content {
        let contact = &self.contacts[contact];
        let book = contact.language.book();
        let agent = self.users.first().map_or("", |user| user.name);
        let filling = Filling::draw(book, &contact.name, agent, dice);
        let exchange = dice.pick(&book.exchanges);
        let lines: Vec<&str> = exchange
            .iter()
            .filter(|line| line.customer && line.kind == LineKind::Text)
            .map(|line| line.text.as_str())
            .collect();
        if lines.is_empty() {
            return Content::text(dice.pick(&book.answers).clone());
        }
        let line: &str = dice.pick::<&str>(&lines);
        Content::text(filling.fill(line))
    }

    /// Somebody nobody knows asks something; none without a WhatsApp channel.
    pub(crate) fn stranger_writes(&mut self) -> Option<(usize, Guid)> {
        let able: Vec<usize> = (0..self.channels.len())
            .filter(|index| self.channels[*index].kind.texts())
            .collect();
        if able.is_empty() {
            return None;
        }
        let channel = *self.dice.pick(&able);
        let language = *self.dice.pick(&Language::ALL);
        // A few tries find a number that is free.
        let mut index = self.contacts.len();
        let stranger = |index| Customer::stranger(Home::Hatif, index, language);
        while self.contact_by_phone(&stranger(index).phone()).is_some() {
            index += 1;
        }
        let customer = stranger(index);
        let name = customer.name(&mut self.dice);
        let (id, created) = (self.mint(), self.now());
        let contact = Contact::new(id, name, customer.phone(), language, created);
        let contact = self.add_contact(contact);
        let conversation = self.conversation_for(channel, contact);
        let mut dice = Dice::new(self.dice.next());
        let question = self.question(contact, &mut dice);
        let event = self.receive(conversation, Content::text(question));
        Some((conversation, event))
    }

    fn somebody_calls(&mut self) {
        let Some(conversation) = self.recent_conversation(|world, index| {
            world.channels[world.conversations[index].channel]
                .kind
                .calls()
        }) else {
            return;
        };
        let missed = self.dice.chance(45);
        let talk_seconds = self.dice.between(35, 240) as u32;
        let people = self.users.iter().filter(|user| !user.is_ai).count();
        let handler = self.dice.below(people);
        let call = NewCall {
            outbound: false,
            ring_seconds: self.dice.between(4, 20) as u32,
            ending: if missed {
                CallEnding::Missed
            } else {
                CallEnding::Answered { talk_seconds }
            },
            handled_by: None,
            // Nobody who watches a demo waits for four minutes.
            pace: 0.1,
        };
        self.ring(conversation, &call, handler);
    }

    fn colleague_assigns(&mut self) {
        let Some(conversation) = self.recent_conversation(|_, _| true) else {
            return;
        };
        let people = self.users.iter().filter(|user| !user.is_ai).count();
        let to = if self.dice.chance(15) {
            None
        } else {
            Some(self.dice.below(self.users.len()))
        };
        let by = Some(self.dice.below(people));
        self.assign(conversation, to, by);
    }

    /// One of the twenty most recently active conversations that fit.
    fn recent_conversation(&mut self, fits: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let mut fitting: Vec<usize> = (0..self.conversations.len())
            .filter(|index| fits(self, *index))
            .collect();
        fitting.sort_by_key(|index| std::cmp::Reverse(self.conversations[*index].last_activity));
        fitting.truncate(20);
        (!fitting.is_empty()).then(|| *self.dice.pick(&fitting))
    }
}
