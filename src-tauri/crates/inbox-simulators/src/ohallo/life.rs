//! Life mode: customers keep writing, the AI keeps asking for help, colleagues step in and out.

use jiff::SignedDuration;

use super::control::LifePace;
use super::model::{Attachment, ChannelType, Role, Status};
use super::world::{Due, World};
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
        self.plan(pause, Due::Life { round });
    }

    /// Something happens, and the next thing is planned.
    pub(crate) fn live(&mut self, round: u64) {
        let Some(pace) = self.life.filter(|_| round == self.life_round) else {
            return;
        };
        match self.dice.below(100) {
            0..50 => self.somebody_writes(),
            50..68 => {
                self.stranger_writes();
            }
            68..80 => self.ai_needs_a_person(),
            80..92 => self.colleague_acts(),
            _ => self.something_ends(),
        }
        self.plan_tick(pace);
    }

    fn somebody_writes(&mut self) {
        let Some(conversation) = self.recent_conversation(|status| !status.is_finished()) else {
            self.stranger_writes();
            return;
        };
        let text = self.customer_line(conversation);
        let attachments = if self.dice.chance(12) {
            let number = self.dice.below(10_000);
            vec![self.attachment(format!("photo-{number}.png"))]
        } else {
            Vec::new()
        };
        self.receive(conversation, &text, attachments);
    }

    /// A file a customer sends.
    pub(crate) fn attachment(&mut self, file_name: String) -> Attachment {
        Attachment {
            id: self.mint("at"),
            file_name,
        }
    }

    /// Somebody nobody knows asks something; none without a channel that takes words.
    pub(crate) fn stranger_writes(&mut self) -> Option<(usize, String)> {
        let able: Vec<usize> = (0..self.channels.len())
            .filter(|index| self.takes_words(*index))
            .collect();
        if able.is_empty() {
            return None;
        }
        let channel = *self.dice.pick(&able);
        let language = self.workspaces[self.channels[channel].workspace].language;
        let contact = self.stranger(language);
        let conversation = self.new_conversation(channel, contact, Status::New);
        let text = self.customer_line(conversation);
        Some(self.receive(conversation, &text, Vec::new()))
    }

    fn stranger(&mut self, language: Language) -> usize {
        // A few tries find a number that is free.
        let mut index = self.contacts.len();
        let stranger = |index| Customer::stranger(Home::Ohallo, index, language);
        while self.contact_by_phone(&stranger(index).phone()).is_some() {
            index += 1;
        }
        let customer = stranger(index);
        let name = customer.name(&mut self.dice);
        self.new_contact(
            Some(name),
            Some(customer.mail("mail.example")),
            Some(customer.phone()),
            language,
        )
    }

    /// Whether customers can write there now.
    pub(crate) fn takes_words(&self, channel: usize) -> bool {
        let channel = &self.channels[channel];
        channel.enabled && channel.status == "active" && channel.kind != ChannelType::Voice
    }

    fn ai_needs_a_person(&mut self) {
        let with_ai = |status: Status| !status.is_finished() && status != Status::HumanManaged;
        let Some(conversation) = self.recent_conversation(with_ai) else {
            return;
        };
        if self.conversations[conversation].open_attention > 0 {
            return;
        }
        match self.dice.below(4) {
            0 => {
                self.want_approval(conversation);
            }
            1 => {
                let reason = "The customer asked to speak to a person.";
                self.raise_attention(conversation, "human_requested", Some(reason));
            }
            2 => {
                let reason = "The customer is upset about a charge.";
                self.raise_attention(conversation, "escalation", Some(reason));
            }
            _ => {
                let reason = "The reply failed its checks 3 times.";
                self.raise_attention(conversation, "validation_failed", Some(reason));
            }
        }
    }

    /// A colleague takes a conversation over and answers, or hands it back to the AI.
    fn colleague_acts(&mut self) {
        let Some(conversation) = self.recent_conversation(|status| !status.is_finished()) else {
            return;
        };
        let user = self.dice.below(self.users.len());
        if self.conversations[conversation].status == Status::HumanManaged && self.dice.chance(50) {
            self.signal_arrives(conversation, false);
            return;
        }
        let text = self.agent_line(conversation);
        self.colleague_writes(conversation, user, &text);
    }

    /// A colleague takes over, if nobody has, and writes from the dashboard.
    pub(crate) fn colleague_writes(
        &mut self,
        conversation: usize,
        user: usize,
        text: &str,
    ) -> String {
        self.signal_arrives(conversation, true);
        let name = self.users[user].name.to_owned();
        let message = self.say(conversation, Role::Agent, Some(name), text, Vec::new());
        self.maybe_answered(conversation);
        message
    }

    /// A conversation is done, and what was asked of people in it too.
    fn something_ends(&mut self) {
        let Some(conversation) = self.recent_conversation(|status| !status.is_finished()) else {
            return;
        };
        for item in 0..self.attention.len() {
            if self.attention[item].conversation == conversation {
                self.close_attention(item);
            }
        }
        let by_person = self.conversations[conversation].status == Status::HumanManaged;
        let outcome = Some("Question answered".to_owned());
        // Only a finished conversation refuses, and those were left out.
        let _ = self.resolve(conversation, outcome, by_person);
    }

    /// One of the twenty most recently active conversations that fit.
    fn recent_conversation(&mut self, fits: impl Fn(Status) -> bool) -> Option<usize> {
        let mut fitting: Vec<usize> = (0..self.conversations.len())
            .filter(|index| {
                let conversation = &self.conversations[*index];
                fits(conversation.status) && self.takes_words(conversation.channel)
            })
            .collect();
        fitting.sort_by_key(|index| std::cmp::Reverse(self.conversations[*index].last_message_at));
        fitting.truncate(20);
        (!fitting.is_empty()).then(|| *self.dice.pick(&fitting))
    }
}
