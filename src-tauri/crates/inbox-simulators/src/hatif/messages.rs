//! WhatsApp messages: what customers write, what is sent to them, and how it gets there.

use std::time::Duration;

use jiff::SignedDuration;

use super::control::DeliveryFate;
use super::ids::Guid;
use super::model::{
    Attachment, Direction, Event, Location, MessageType, Source, Status, UserIndex,
};
use super::workspace::{Due, World};
use crate::shared::dice::Dice;
use crate::shared::phrases::Filling;

/// How long after the answer to a send its first webhook leaves, unless a switch reverses them.
const ECHO_PAUSE: SignedDuration = SignedDuration::from_millis(50);

/// What a message consists of.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) message_type: MessageType,
    pub(crate) body: Option<String>,
    pub(crate) attachment: Option<Attachment>,
    pub(crate) location: Option<Location>,
    pub(crate) reply_to: Option<Guid>,
}

impl Content {
    pub(crate) fn text(body: impl Into<String>) -> Self {
        Self {
            message_type: MessageType::Text,
            body: Some(body.into()),
            attachment: None,
            location: None,
            reply_to: None,
        }
    }
}

impl World {
    /// A customer writes.
    pub(crate) fn receive(&mut self, conversation: usize, content: Content) -> Guid {
        let event = self.message(conversation, Direction::Inbound, content);
        let id = event.id;
        self.append(conversation, &event);
        self.tell_message(conversation, &event, event.message_type);
        id
    }

    /// A message to a customer is accepted; `by` is the portal user, none for the API.
    pub(crate) fn send(
        &mut self,
        conversation: usize,
        content: Content,
        by: Option<UserIndex>,
    ) -> Guid {
        let mut event = self.message(conversation, Direction::Outbound, content);
        event.status = Status::Pending;
        event.handler = by;
        let id = event.id;
        self.append(conversation, &event);
        let echo = Due::Echo {
            conversation,
            event: id,
        };
        let now = self.now();
        let pause = if self.book.switches.echo_before_response || by.is_some() {
            SignedDuration::ZERO
        } else {
            ECHO_PAUSE
        };
        self.schedule.add(now + pause, echo);

        let delays = self.options.delivery_delays;
        let fate = self.fates.pop_front().unwrap_or(DeliveryFate::Delivered);
        let steps = [
            (delays.sent, Status::Sent),
            (delays.delivered, Status::Delivered),
            (delays.read, Status::Read),
        ];
        for (after, status) in steps {
            let failure = match &fate {
                DeliveryFate::Fails {
                    instead_of,
                    code,
                    reason,
                } if *instead_of == status => Some((*code, reason.clone())),
                _ => None,
            };
            let (failed, ends) = (failure.is_some(), fate == DeliveryFate::StopsAt(status));
            let status = if failed { Status::Failed } else { status };
            // Never before the echo, even with delays of zero.
            let due = now + after.max(Duration::from_millis(51));
            self.schedule.add(
                due,
                Due::Progress {
                    conversation,
                    event: id,
                    status,
                    failure,
                },
            );
            if failed || ends {
                break;
            }
        }
        id
    }

    fn message(&mut self, conversation: usize, direction: Direction, content: Content) -> Event {
        let (id, created) = (self.mint(), self.now());
        let mut event = Event::text(id, created, direction, String::new());
        event.source_id = self.mint();
        event.message_type = content.message_type;
        event.body = content.body;
        event.attachment = content.attachment;
        event.location = content.location.map(Box::new);
        event.reply_to = content.reply_to.map(|quoted| {
            (
                quoted,
                self.event(conversation, quoted)
                    .and_then(|event| event.body),
            )
        });
        event
    }

    /// Tells the echo of a send, with the state the message has then.
    pub(crate) fn echo(&mut self, conversation: usize, id: Guid) {
        if let Some(event) = self.event(conversation, id) {
            self.tell_message(conversation, &event, event.message_type);
        }
    }

    /// A message moves on. Its conversation's last activity does not: nobody did anything.
    pub(crate) fn progress(
        &mut self,
        conversation: usize,
        id: Guid,
        status: Status,
        failure: Option<(i32, String)>,
    ) {
        let changed = self.change_event(conversation, id, |event| {
            event.status = status;
            if let Some((code, reason)) = failure {
                event.error_code = Some(code);
                event.failure_reason = Some(reason);
            }
        });
        let Some(event) = changed else { return };
        self.tell_message(conversation, &event, event.message_type);
        let answers =
            self.options.customers_answer || (self.life.is_some() && self.dice.chance(45));
        if status == Status::Read && answers {
            let pause = SignedDuration::from_millis(self.dice.between(3_000, 9_000));
            self.schedule
                .add(self.now() + pause, Due::CustomerAnswer { conversation });
        }
    }

    /// A customer answers what they have just read.
    pub(crate) fn customer_answers(&mut self, conversation: usize) {
        let contact = &self.contacts[self.conversations[conversation].contact];
        let book = contact.language.book();
        let answer = self.dice.pick(&book.answers).clone();
        let quoted = self
            .newest_events(conversation, 5)
            .into_iter()
            .find(|event| {
                event.direction == Direction::Outbound && event.source == Source::WhatsApp
            })
            .map(|event| event.id);
        let reply_to = quoted.filter(|_| self.dice.chance(20));
        self.receive(
            conversation,
            Content {
                reply_to,
                ..Content::text(answer)
            },
        );
    }

    /// A customer's opening question, in their language.
    pub(crate) fn question(&self, contact: usize, dice: &mut Dice) -> String {
        let contact = &self.contacts[contact];
        let book = contact.language.book();
        let agent = self.users.first().map_or("", |user| user.name);
        let filling = Filling::draw(book, &contact.name, agent, dice);
        let openings: Vec<&str> = book
            .exchanges
            .iter()
            .filter_map(|exchange| exchange.first())
            .map(|line| line.text.as_str())
            .filter(|text| !text.is_empty())
            .collect();
        let opening: &str = dice.pick::<&str>(&openings);
        filling.fill(opening)
    }
}
