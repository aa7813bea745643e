//! Timelines of the sample data: written down as a recipe, cooked when somebody looks.
//!
//! A recipe always gives the same events, and its newest ones can be had without the rest. That
//! keeps a workspace of a million events small and quick to start. The first change to a
//! conversation turns its recipe into the events themselves.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::ids::Guid;
use super::model::{
    Assignation, Attachment, CallAnalysis, Direction, Event, Location, MessageType, Source, Status,
    User, UserIndex,
};
use crate::shared::dice::Dice;
use crate::shared::phrases::{Filling, Language, Line, LineKind};

/// A conversation's events: a recipe while nobody has changed them, the events themselves after.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timeline {
    recipe: Option<Box<Recipe>>,
    /// Oldest first; empty while there is a recipe.
    events: Vec<Event>,
}

impl Timeline {
    pub(crate) fn by_recipe(recipe: Recipe) -> Self {
        Self {
            recipe: Some(Box::new(recipe)),
            events: Vec::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.recipe
            .as_ref()
            .map_or(self.events.len(), |recipe| recipe.count)
    }

    /// All events, oldest first.
    pub(crate) fn events(&self, users: &[User]) -> Cow<'_, [Event]> {
        let Some(recipe) = &self.recipe else {
            return Cow::Borrowed(&self.events);
        };
        let mut events = recipe.newest_events(users, usize::MAX);
        events.reverse();
        Cow::Owned(events)
    }

    /// The newest events, newest first.
    pub(crate) fn newest_events(&self, users: &[User], limit: usize) -> Vec<Event> {
        match &self.recipe {
            Some(recipe) => recipe.newest_events(users, limit),
            None => self.events.iter().rev().take(limit).cloned().collect(),
        }
    }

    /// The events themselves, to be changed.
    pub(crate) fn held(&mut self, users: &[User]) -> &mut Vec<Event> {
        if let Some(recipe) = self.recipe.take() {
            self.events = recipe.newest_events(users, usize::MAX);
            self.events.reverse();
        }
        &mut self.events
    }
}

/// How the sample timeline of one conversation is made.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    pub(crate) seed: u64,
    pub(crate) count: usize,
    pub(crate) newest: Timestamp,
    /// When the conversation began; nothing is older.
    pub(crate) born: Timestamp,
    /// Mean pause between two exchanges.
    pub(crate) pause: SignedDuration,
    pub(crate) ending: Ending,
    pub(crate) language: Language,
    pub(crate) customer: Box<str>,
    pub(crate) handler: UserIndex,
    pub(crate) texts: bool,
    pub(crate) calls: bool,
}

/// How a sample timeline ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    CustomerWrote,
    WeWrote,
    Settled,
    SendFailed,
    CallMissed,
    CallTaken,
    Assigned,
}

/// Meta's words for messages that could not be delivered.
pub(crate) const FAILURES: [(i32, &str); 3] = [
    (131_026, "Message undeliverable"),
    (131_047, "Re-engagement message"),
    (
        131_049,
        "Message was not delivered to maintain healthy ecosystem engagement",
    ),
];

impl Recipe {
    /// The newest `limit` events, newest first.
    pub(crate) fn newest_events(&self, users: &[User], limit: usize) -> Vec<Event> {
        let wanted = self.count.min(limit);
        let mut events: Vec<Event> = Vec::with_capacity(wanted);
        let mut at = self.newest;
        let mut number = 0;
        while events.len() < wanted {
            let mut dice = Dice::new(self.seed).fork(number);
            let room = self.count - events.len();
            let mut part = self.part(number == 0, at, room, users, &mut dice);
            let Some(oldest) = part.last() else { break };
            let pause = self.pause.as_millis() as i64;
            let pause = dice.between(pause / 5, pause * 9 / 5);
            at = self.before(oldest.created, pause, room.saturating_sub(part.len()));
            if part.len() > room {
                part.truncate(room);
                let kept: Vec<Guid> = part.iter().map(|event| event.id).collect();
                // What the reply quoted lies before the start of this history.
                for event in &mut part {
                    event.reply_to.take_if(|(quoted, _)| !kept.contains(quoted));
                }
            }
            events.append(&mut part);
            number += 1;
        }
        events.truncate(wanted);
        events
    }

    /// That many milliseconds earlier, or less where `events` more must fit before `at`.
    fn before(&self, at: Timestamp, milliseconds: i64, events: usize) -> Timestamp {
        let left = at.as_millisecond() - self.born.as_millisecond();
        let share = left / (events as i64 + 2);
        at - SignedDuration::from_millis(milliseconds.min(share).max(1))
    }

    /// One exchange, call or assignation, newest first; `room` is the number of events wanted.
    fn part(
        &self,
        newest: bool,
        at: Timestamp,
        room: usize,
        users: &[User],
        dice: &mut Dice,
    ) -> Vec<Event> {
        let ending = if newest {
            self.ending
        } else {
            self.middle(dice)
        };
        match ending {
            Ending::CallMissed | Ending::CallTaken => {
                vec![self.call(ending == Ending::CallTaken, at, users, dice)]
            }
            Ending::Assigned => vec![self.assignation(at, dice, users)],
            Ending::CustomerWrote | Ending::WeWrote | Ending::Settled | Ending::SendFailed => {
                self.exchange((ending, newest), at, room, users, dice)
            }
        }
    }

    fn middle(&self, dice: &mut Dice) -> Ending {
        let call = self.calls && (!self.texts || dice.chance(15));
        if call {
            if dice.chance(25) {
                Ending::CallMissed
            } else {
                Ending::CallTaken
            }
        } else if dice.chance(6) {
            Ending::Assigned
        } else {
            Ending::Settled
        }
    }

    fn exchange(
        &self,
        (ending, newest): (Ending, bool),
        at: Timestamp,
        room: usize,
        users: &[User],
        dice: &mut Dice,
    ) -> Vec<Event> {
        let book = self.language.book();
        let script = dice.pick(&book.exchanges);
        let filling = Filling::draw(book, &self.customer, users[self.handler].name, dice);
        let last_by_customer = ending == Ending::CustomerWrote;
        let ends: Vec<usize> = match ending {
            Ending::Settled => vec![script.len() - 1],
            _ => (0..script.len())
                .filter(|index| script[*index].customer == last_by_customer)
                .collect(),
        };
        let end = *dice.pick(&ends);
        let mut created = at;
        let mut events: Vec<Event> = Vec::with_capacity(end + 1);
        for line in script[..=end].iter().rev() {
            events.push(self.message(line, &filling, created, dice));
            let left = room.saturating_sub(events.len());
            created = self.before(created, dice.between(20_000, 900_000), left);
        }
        for index in 0..events.len() {
            if script[end - index].kind == LineKind::Quote {
                let direction = events[index].direction;
                let quoted = events[index..]
                    .iter()
                    .find(|event| event.direction != direction);
                let quoted = quoted.map(|event| (event.id, event.body.clone()));
                events[index].reply_to = quoted;
            }
        }
        if let Some(last) = events.first_mut()
            && newest
            && last.direction == Direction::Outbound
        {
            last.status = *dice.pick(&[Status::Read, Status::Delivered, Status::Sent]);
            if ending == Ending::SendFailed {
                fail(last, dice);
            }
        }
        events
    }

    fn message(
        &self,
        line: &Line,
        filling: &Filling<'_>,
        created: Timestamp,
        dice: &mut Dice,
    ) -> Event {
        let direction = if line.customer {
            Direction::Inbound
        } else {
            Direction::Outbound
        };
        let body = filling.fill(&line.text);
        let mut event = Event::text(Guid::mint(created, dice), created, direction, body);
        event.source_id = event.id.following(dice);
        if !line.customer {
            event.handler = Some(self.handler);
            event.status = if dice.chance(88) {
                Status::Read
            } else {
                Status::Delivered
            };
            if dice.chance(2) {
                fail(&mut event, dice);
            }
        }
        if dice.chance(2) {
            event.thread_messages = dice.between(1, 5) as u32;
        }
        let number = dice.below(10_000);
        match line.kind {
            LineKind::Text | LineKind::Quote => {}
            LineKind::Photo => {
                event.message_type = MessageType::Image;
                event.attachment = Some(Attachment::Ours(format!("photo-{number}.png")));
            }
            LineKind::Voice => {
                event.message_type = MessageType::Audio;
                event.attachment = Some(Attachment::Ours(format!("voice-{number}.wav")));
                event.talk_seconds = Some(dice.between(3, 40) as u32);
            }
            LineKind::Document => {
                event.message_type = MessageType::Document;
                event.attachment = Some(Attachment::Ours(format!("document-{number}.pdf")));
            }
            LineKind::Place => {
                event.message_type = MessageType::Location;
                event.location = event
                    .body
                    .take()
                    .as_deref()
                    .map(|text| Box::new(place(text)));
            }
        }
        event.body = event.body.filter(|body| !body.is_empty());
        event
    }

    fn call(&self, taken: bool, at: Timestamp, users: &[User], dice: &mut Dice) -> Event {
        let outbound = taken && dice.chance(20);
        let direction = if outbound {
            Direction::Outbound
        } else {
            Direction::Inbound
        };
        let mut event = Event::text(Guid::mint(at, dice), at, direction, String::new());
        event.body = None;
        event.source = Source::Call;
        event.source_id = event.id.following(dice);
        event.ringing_seconds = Some(dice.between(3, 28) as u32);
        event.status = if taken {
            Status::Answered
        } else {
            Status::Missed
        };
        if !taken {
            return event;
        }
        let talk_seconds = dice.between(12, 540) as u32;
        event.talk_seconds = Some(talk_seconds);
        event.handler = Some(self.handler);
        // Outbound calls come without recording and summary, short ones without summary.
        if !outbound {
            let recording = format!("recording-{}.wav", dice.below(10_000));
            event.attachment = Some(Attachment::Ours(recording));
            if talk_seconds >= 30 {
                let agent = users[self.handler].name;
                event.analysis = Some(Box::new(analysis(
                    self.language,
                    &self.customer,
                    agent,
                    dice,
                )));
            }
        }
        event
    }

    fn assignation(&self, at: Timestamp, dice: &mut Dice, users: &[User]) -> Event {
        let people = users.iter().filter(|user| !user.is_ai).count();
        let by = Some(dice.below(people));
        let mut event = Event::text(Guid::mint(at, dice), at, Direction::Internal, String::new());
        event.body = None;
        event.source = Source::Assignation;
        event.status = Status::Sent;
        event.assignation = Some(Assignation {
            to: Some(self.handler),
            by,
        });
        event
    }
}

fn fail(event: &mut Event, dice: &mut Dice) {
    let (code, reason) = *dice.pick(&FAILURES);
    event.status = Status::Failed;
    event.error_code = Some(code);
    event.failure_reason = Some(reason.to_owned());
}

fn place(text: &str) -> Location {
    let mut parts = text.split('|').map(str::trim);
    let name = parts.next().map(str::to_owned);
    let address = parts.next().map(str::to_owned);
    let mut degrees = || {
        parts
            .next()
            .and_then(|part| part.parse().ok())
            .unwrap_or_default()
    };
    Location {
        latitude: degrees(),
        longitude: degrees(),
        name,
        address,
    }
}

/// A summary and transcript as the platform's AI writes them.
pub(crate) fn analysis(
    language: Language,
    customer: &str,
    agent: &str,
    dice: &mut Dice,
) -> CallAnalysis {
    let book = language.book();
    let script = dice.pick(&book.calls);
    let filling = Filling::draw(book, customer, agent, dice);
    CallAnalysis {
        summary: Some(filling.fill(&script.summary)),
        transcript: script
            .lines
            .iter()
            .map(|line| (!line.customer, filling.fill(&line.text)))
            .collect(),
        sentiment: dice.between(1, 4) as u8,
    }
}
