//! What customers think of it: asked for when a conversation is resolved, answered in the message that
//! asks.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::model::{ChannelKind, Message, MessageKind};
use super::talk::NewMessage;
use super::world::{Due, World};
use crate::shared::phrases::Language;

/// The kind of the message that asks.
const SURVEY: &str = "input_csat";

/// An answer can be given, and changed, for so long.
const OPEN: SignedDuration = SignedDuration::from_hours(24 * 14);

impl World {
    /// Asks the customer, where the inbox does that; once in a conversation.
    pub(crate) fn ask_for_rating(&mut self, conversation: i64) {
        let Some(record) = self.conversations.get(&conversation) else {
            return;
        };
        let asks = self.inbox_of(record).is_some_and(|inbox| inbox.csat);
        if !asks || self.survey_of(conversation).is_some() {
            return;
        }
        let text = "Please rate the conversation";
        let survey = NewMessage {
            content_type: SURVEY.to_owned(),
            ..NewMessage::text(MessageKind::Template, None, text)
        };
        let message = self.add_message(conversation, survey);
        if self.options.customers_answer {
            let pause = SignedDuration::from_millis(self.dice.between(3_000, 12_000));
            let due = self.now() + pause;
            self.schedule.add(due, Due::CustomerRating { message });
        }
    }

    /// The message of a conversation that asks for a rating.
    pub(crate) fn survey_of(&self, conversation: i64) -> Option<i64> {
        let record = self.conversations.get(&conversation)?;
        let mut surveys = self.thread(record).filter(|it| it.content_type == SURVEY);
        surveys.next().map(|survey| survey.id)
    }

    /// Whether it is too late to rate in that message.
    pub(crate) fn is_closed_survey(&self, message: &Message) -> bool {
        message.content_type == SURVEY && self.now().duration_since(message.created) > OPEN
    }

    /// The customer's answer to a form or a question of ours.
    pub(crate) fn submit_values(&mut self, message: i64, values: Value) {
        let Some(record) = self.message(message) else {
            return;
        };
        let before = record.attributes.clone();
        let mut after = before.clone();
        after.insert("submitted_values".to_owned(), values);
        let previous = json!({ "content_attributes": [before, after] });
        self.change_message(message, &previous, |message| message.attributes = after);
    }

    /// The customer gives 1 to 5, and perhaps words.
    pub(crate) fn customer_rates(&mut self, message: i64, rating: i64, words: Option<&str>) {
        let response = json!({ "rating": rating, "feedback_message": words });
        self.submit_values(message, json!({ "csat_survey_response": response }));
    }

    /// As customers do: most are content, some say why, and some do not answer.
    pub(crate) fn customer_may_rate(&mut self, message: i64) {
        let rating = *self.dice.pick(&[1, 3, 4, 4, 5, 5, 5]);
        let (answers, speaks) = (self.dice.chance(80), self.dice.chance(50));
        let contact = self
            .message(message)
            .and_then(|it| self.conversations.get(&it.conversation))
            .and_then(|it| self.contacts.get(&it.contact));
        let language = contact.map_or(Language::English, |contact| contact.language);
        if answers {
            let words = speaks.then(|| language.book().verdict(rating));
            self.customer_rates(message, rating, words);
        }
    }

    /// The words as they leave: outside the website the way to the survey follows them.
    pub(crate) fn words_outside(&self, message: &Message) -> Option<String> {
        let words = message.content.clone()?;
        let conversation = self.conversations.get(&message.conversation);
        let website = conversation
            .and_then(|it| self.inbox_of(it))
            .is_some_and(|inbox| inbox.kind == ChannelKind::Website);
        Some(match conversation {
            Some(it) if message.content_type == SURVEY && !website => {
                format!("{words} {}/survey/responses/{}", self.base_url, it.uuid)
            }
            _ => words,
        })
    }
}
