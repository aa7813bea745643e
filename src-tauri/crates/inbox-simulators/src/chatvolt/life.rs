//! Life mode: customers keep writing and asking for a person, colleagues keep taking over.

use jiff::SignedDuration;

use super::control::LifePace;
use super::messaging::Content;
use super::model::{Contact, Status};
use super::world::{Due, World, split_name};
use crate::shared::dice::Dice;
use crate::shared::people::{Customer, Home};
use crate::shared::phrases::Language;

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
            0..58 => self.somebody_writes(),
            58..70 => {
                self.stranger_writes();
            }
            70..80 => self.somebody_wants_a_person(),
            80..90 => self.colleague_takes_one(),
            90..95 => self.colleague_resolves_one(),
            _ => self.somebody_gets_angry(),
        }
        self.plan_tick(pace);
    }

    fn somebody_writes(&mut self) {
        let Some(conversation) = self.recent_conversation() else {
            self.stranger_writes();
            return;
        };
        let mut dice = Dice::new(self.dice.next());
        let stem = match dice.below(12) {
            0 => Some("photo"),
            1 => Some("voice"),
            2 => Some("document"),
            _ => None,
        };
        let content = match stem {
            Some(stem) => Content {
                text: String::new(),
                attachments: vec![self.own_file(stem, dice.below(10_000))],
            },
            None => Content::text(self.their_words(conversation, &mut dice)),
        };
        self.receive(conversation, content);
    }

    /// Somebody nobody knows asks something on WhatsApp.
    pub(crate) fn stranger_writes(&mut self) -> (usize, String) {
        let language = *self.dice.pick(&Language::ALL);
        // A few tries find a number that is free.
        let mut index = self.contacts.len();
        let stranger = |index| Customer::stranger(Home::Chatvolt, index, language);
        while self.contact_by_phone(&stranger(index).phone()).is_some() {
            index += 1;
        }
        let customer = stranger(index);
        let name = customer.name(&mut self.dice);
        let (first_name, last_name) = split_name(&name);
        let contact = Contact {
            phone: Some(customer.phone()),
            first_name,
            last_name,
            language,
            ..self.blank_contact()
        };
        let contact = self.add_contact(contact);
        let bot = (!self.bots.is_empty()).then_some(0);
        let conversation = self.conversation_for(contact, "whatsapp", bot);
        let mut dice = Dice::new(self.dice.next());
        let question = self.their_words(conversation, &mut dice);
        let message = self.receive(conversation, Content::text(question));
        (conversation, message)
    }

    fn somebody_wants_a_person(&mut self) {
        let Some(conversation) = self.recent_conversation() else {
            return;
        };
        let mut dice = Dice::new(self.dice.next());
        let words = self.their_words(conversation, &mut dice);
        // The agent hands over before it would answer.
        let record = self.touch(conversation);
        record.ai = false;
        self.receive(conversation, Content::text(words));
        self.touch(conversation).status = Status::HumanRequested;
    }

    fn colleague_takes_one(&mut self) {
        let people = self.present_members();
        let (Some(conversation), false) = (self.recent_conversation(), people.is_empty()) else {
            return;
        };
        let member = *self.dice.pick(&people);
        self.touch(conversation).assignees = vec![member];
    }

    fn colleague_resolves_one(&mut self) {
        if let Some(conversation) = self.recent_conversation() {
            self.touch(conversation).status = Status::Resolved;
        }
    }

    fn somebody_gets_angry(&mut self) {
        if let Some(conversation) = self.recent_conversation() {
            let percent = self.dice.between(40, 95);
            self.touch(conversation).frustration = Some(percent as f64 / 100.0);
        }
    }

    /// Colleagues who have not left.
    fn present_members(&self) -> Vec<usize> {
        (0..self.members.len())
            .filter(|index| self.members[*index].membership_id.is_some())
            .collect()
    }

    /// One of the twenty most recently changed conversations.
    fn recent_conversation(&mut self) -> Option<usize> {
        let mut recent: Vec<usize> = self.living().collect();
        recent.sort_by_key(|index| std::cmp::Reverse(self.conversations[*index].updated));
        recent.truncate(20);
        (!recent.is_empty()).then(|| *self.dice.pick(&recent))
    }
}
