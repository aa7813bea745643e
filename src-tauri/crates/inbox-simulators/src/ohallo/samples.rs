//! The sample conversations: who wrote when, how it went, and where it stands now.

use jiff::{SignedDuration, Timestamp};

use super::model::{
    Attachment, AttentionItem, ChannelType, Contact, Conversation, Message, Role, Status,
};
use super::turns::{APPROVAL, shortened, summary_of};
use super::world::World;
use crate::shared::dice::Dice;
use crate::shared::people::{Customer, Home};
use crate::shared::phrases::{Filling, Language, Line, LineKind};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How a sample conversation stands, and who said the last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ending {
    status: Status,
    customer_last: bool,
    attention: Option<&'static str>,
}

impl Ending {
    fn of(status: Status, customer_last: bool) -> Self {
        Self {
            status,
            customer_last,
            attention: None,
        }
    }

    /// What is usual for a conversation of that age.
    fn draw(age: i64, dice: &mut Dice) -> Self {
        let waiting_for_person = |kind| Self {
            attention: Some(kind),
            ..Self::of(Status::Active, true)
        };
        if age < 20 * HOUR {
            return match dice.below(100) {
                0..24 => Self::of(Status::HumanManaged, true),
                24..32 => waiting_for_person("human_requested"),
                32..40 => waiting_for_person("validation_failed"),
                40..46 => waiting_for_person("escalation"),
                46..52 => Self {
                    attention: Some(APPROVAL),
                    ..Self::of(Status::Waiting, true)
                },
                52..70 => Self::of(Status::Active, false),
                70..82 => Self::of(Status::Waiting, false),
                82..92 => Self::of(Status::HumanManaged, false),
                _ => Self::of(Status::Resolved, false),
            };
        }
        match dice.below(100) {
            0..4 => Self::of(Status::HumanManaged, true),
            4..8 => waiting_for_person("validation_failed"),
            8..16 => Self::of(Status::Waiting, false),
            16..70 => Self::of(Status::Resolved, dice.chance(60)),
            70..88 => Self::of(Status::Closed, dice.chance(60)),
            _ => Self::of(Status::Abandoned, false),
        }
    }
}

/// Adds that many conversations with that many messages in all.
pub(crate) fn converse(world: &mut World, conversations: usize, items: usize, dice: &Dice) {
    let mut counting = dice.fork(0xC0);
    let counts = message_counts(conversations, items, &mut counting);
    for (index, count) in counts.into_iter().enumerate() {
        let mut dice = dice.fork(index as u64 + 1);
        add(world, index, conversations, count.max(1), &mut dice);
    }
}

/// How many messages each conversation has: most few, some very many, together `items`.
fn message_counts(conversations: usize, items: usize, dice: &mut Dice) -> Vec<usize> {
    let weights: Vec<usize> = (0..conversations)
        .map(|_| {
            let base = 2 + dice.below(30);
            if dice.chance(3) { base * 12 } else { base }
        })
        .collect();
    let total: usize = weights.iter().sum::<usize>().max(1);
    let spare = items.saturating_sub(conversations);
    let mut counts: Vec<usize> = weights
        .iter()
        .map(|weight| 1 + (weight * spare) / total)
        .collect();
    let missing = items.saturating_sub(counts.iter().sum());
    for count in counts.iter_mut().take(missing) {
        *count += 1;
    }
    counts
}

/// How many seconds ago the last word was said. A third is of the last day.
fn age_seconds(index: usize, conversations: usize, dice: &mut Dice) -> i64 {
    // Not in order of creation, or a list in order of creation would look sorted by activity.
    let place = (index * 37 + 11) % conversations.max(1);
    match place * 100 / conversations.max(1) {
        0..8 => dice.between(20, 12 * MINUTE),
        8..36 => dice.between(12 * MINUTE, 20 * HOUR),
        36..60 => dice.between(22 * HOUR, 7 * DAY),
        60..86 => dice.between(7 * DAY, 60 * DAY),
        _ => dice.between(60 * DAY, 150 * DAY),
    }
}

fn add(world: &mut World, index: usize, conversations: usize, count: usize, dice: &mut Dice) {
    let able: Vec<usize> = (0..world.channels.len())
        .filter(|channel| world.channels[*channel].status == "active")
        .collect();
    let channel = *dice.pick(&able);
    let age = age_seconds(index, conversations, dice);
    let newest = world.now() - SignedDuration::from_millis(age * 1_000 + dice.between(0, 999));
    let times = times(newest, count, dice);
    let created = times.first().copied().unwrap_or(newest);
    let contact = customer(world, index, channel, created, dice);
    let ending = match Ending::draw(age, dice) {
        // Somebody who just wrote for the first time.
        _ if count == 1 => Ending::of(Status::New, true),
        ending => ending,
    };
    let by_person =
        ending.status == Status::HumanManaged || ending.status.is_finished() && dice.chance(35);
    let mut messages = messages(world, channel, contact, &times, ending, by_person, dice);
    let ids = world.options.ids;
    let finished = ending.status.is_finished();
    let ended = newest + SignedDuration::from_secs(5);
    if ending.status == Status::Resolved {
        messages.push(Message {
            id: ids.mint("m", dice),
            role: Role::System,
            content: "Conversation resolved".to_owned(),
            sender: None,
            created: ended,
            attachments: Vec::new(),
        });
    }
    let question = messages.first().map(|message| message.content.clone());
    let question = question.unwrap_or_default();
    let is_email = world.channels[channel].kind == ChannelType::Email;
    let assignee = (by_person && dice.chance(60)).then(|| dice.pick(&world.users).id.clone());
    let attention = ending.attention.map(|kind| (kind, ids.mint("ai", dice)));
    let pending = attention
        .as_ref()
        .filter(|(kind, _)| *kind == APPROVAL)
        .map(|(_, id)| id.clone());
    let outcome = match ending.status {
        Status::Resolved | Status::Closed if by_person => Some("Solved by a colleague"),
        Status::Resolved | Status::Closed => Some("Question answered"),
        _ => None,
    };
    let conversation = world.add_conversation(Conversation {
        id: ids.mint("c", dice),
        channel,
        contact,
        status: ending.status,
        subject: is_email.then(|| shortened(&question, 48)),
        summary: Some(summary_of(&question)),
        outcome: outcome.map(str::to_owned),
        assignee,
        messages,
        message_count: count,
        last_message_at: newest,
        created,
        updated: if finished { ended } else { newest },
        open_attention: usize::from(attention.is_some()),
        pending_approval: pending,
        workflow_gone: false,
        resolved_at: finished.then_some(ended),
        resolved_by_person: finished && by_person,
        turn: 0,
    });
    if let Some((kind, id)) = attention {
        world.attention.push(AttentionItem {
            id,
            conversation,
            kind: kind.to_owned(),
            reason: Some(reason(kind).to_owned()),
            created: newest + SignedDuration::from_secs(3),
            resolved: None,
        });
    } else if by_person {
        // What once called for a person is dealt with.
        world.attention.push(AttentionItem {
            id: ids.mint("ai", dice),
            conversation,
            kind: "human_requested".to_owned(),
            reason: Some(reason("human_requested").to_owned()),
            created,
            resolved: Some(newest),
        });
    }
}

fn reason(kind: &str) -> &'static str {
    match kind {
        "human_requested" => "The customer asked to speak to a person.",
        "validation_failed" => "The reply failed its checks 3 times.",
        APPROVAL => "The AI agent wants to issue a refund and needs a person's approval.",
        _ => "The customer is upset about a charge.",
    }
}

/// Instants of `count` messages, the last one at `newest`.
fn times(newest: Timestamp, count: usize, dice: &mut Dice) -> Vec<Timestamp> {
    let mut at = newest;
    let mut times = vec![newest];
    while times.len() < count {
        let pause = match dice.below(10) {
            0 => dice.between(2 * HOUR, 30 * HOUR),
            1..4 => dice.between(10 * MINUTE, 2 * HOUR),
            _ => dice.between(20, 10 * MINUTE),
        };
        at -= SignedDuration::from_millis(pause * 1_000 + dice.between(0, 999));
        times.push(at);
    }
    times.reverse();
    times
}

/// Who writes: mostly somebody new, sometimes one who has written on another channel before.
fn customer(
    world: &mut World,
    index: usize,
    channel: usize,
    first_word: Timestamp,
    dice: &mut Dice,
) -> usize {
    let language = world.workspaces[world.channels[channel].workspace].language;
    let earlier = world
        .contacts
        .len()
        .checked_sub(1)
        .filter(|_| dice.chance(10))
        .filter(|contact| world.contacts[*contact].language == language)
        .filter(|contact| world.contacts[*contact].created < first_word)
        .filter(|contact| world.newest_conversation(channel, *contact).is_none());
    if let Some(contact) = earlier {
        return contact;
    }
    let channel_type = world.channels[channel].kind;
    let created = first_word - SignedDuration::from_secs(dice.between(MINUTE, 20 * DAY));
    let country = world.workspaces[world.channels[channel].workspace].country;
    let employers: Vec<usize> = (0..world.accounts.len())
        .filter(|account| world.accounts[*account].country == country)
        .collect();
    let account = (dice.chance(30) && !employers.is_empty()).then(|| *dice.pick(&employers));
    let domain = account
        .and_then(|account| world.accounts[account].email_domain.clone())
        .unwrap_or_else(|| "mail.example".to_owned());
    let has_email = channel_type == ChannelType::Email || dice.chance(35);
    let by_phone = matches!(channel_type, ChannelType::WhatsApp | ChannelType::Voice);
    // Some numbers and web site visitors never say who they are.
    let is_known = channel_type == ChannelType::Email || dice.chance(94);
    let customer = Customer::of(Home::Ohallo, index, language);
    let contact = Contact {
        id: world.options.ids.mint("ct", dice),
        name: is_known.then(|| customer.name(dice)),
        email: has_email.then(|| customer.mail(&domain)),
        phone: (by_phone || dice.chance(30)).then(|| customer.phone()),
        language,
        account,
        external_ref: dice.chance(20).then(|| format!("C-{:06}", 100_000 + index)),
        resolution_status: if account.is_some() {
            "crm_resolved"
        } else {
            "unresolved"
        },
        created,
        updated: first_word,
    };
    world.add_contact(contact)
}

/// The words of a conversation, one message per instant.
fn messages(
    world: &World,
    channel: usize,
    contact: usize,
    times: &[Timestamp],
    ending: Ending,
    by_person: bool,
    dice: &mut Dice,
) -> Vec<Message> {
    let contact = &world.contacts[contact];
    let ai_name = world.ai_name(world.channels[channel].workspace);
    let person = dice.pick(&world.users).name;
    let agent = if by_person { person } else { ai_name };
    let is_call = world.channels[channel].kind == ChannelType::Voice;
    // The AI begins; where a person took over, they have the second half.
    let handover = if by_person {
        times.len() / 2
    } else {
        times.len()
    };
    let mut lines = lines(
        contact.language,
        (contact.name.as_deref(), agent),
        times.len(),
        ending,
        dice,
    );
    // Transcripts of calls come without files.
    for line in lines.iter_mut().filter(|_| is_call) {
        if line.file.take().is_some() && line.text.is_empty() {
            line.text.push_str("(silence)");
        }
    }
    let ids = world.options.ids;
    let attachments = |line: &Spoken, dice: &mut Dice| {
        line.file.clone().map(|file_name| Attachment {
            id: ids.mint("at", dice),
            file_name,
        })
    };
    times
        .iter()
        .zip(lines)
        .enumerate()
        .map(|(place, (created, line))| Message {
            id: ids.mint("m", dice),
            role: if line.customer {
                Role::Customer
            } else {
                Role::Agent
            },
            attachments: attachments(&line, dice).into_iter().collect(),
            sender: match (line.customer, place < handover) {
                (true, _) => contact.name.clone(),
                (false, true) => Some(ai_name.to_owned()),
                (false, false) => Some(person.to_owned()),
            },
            content: line.text,
            created: *created,
        })
        .collect()
}

/// One line as it was said.
struct Spoken {
    customer: bool,
    text: String,
    file: Option<String>,
}

/// Exchanges one after the other, cut to `count` lines of which the last is of the right side.
fn lines(
    language: Language,
    (name, agent): (Option<&str>, &str),
    count: usize,
    ending: Ending,
    dice: &mut Dice,
) -> Vec<Spoken> {
    let book = language.book();
    let mut spoken: Vec<Spoken> = Vec::with_capacity(count + 6);
    while spoken.len() < count {
        let filling = Filling::draw(book, name.unwrap_or_default(), agent, dice);
        for line in dice.pick(&book.exchanges) {
            let line = say(line, &filling, dice);
            // Nothing is left of a photo that cannot be sent.
            if !line.text.is_empty() || line.file.is_some() {
                spoken.push(line);
            }
        }
    }
    spoken.truncate(count);
    if let Some(last) = spoken
        .last_mut()
        .filter(|last| last.customer != ending.customer_last)
    {
        let filling = Filling::draw(book, name.unwrap_or_default(), agent, dice);
        let fitting: Vec<&Line> = book
            .exchanges
            .iter()
            .flatten()
            .filter(|line| line.customer == ending.customer_last && line.kind == LineKind::Text)
            .collect();
        if !fitting.is_empty() {
            *last = say(dice.pick::<&Line>(&fitting), &filling, dice);
        }
    }
    spoken
}

/// Only customers' files arrive as files; the platform cannot send any.
fn say(line: &Line, filling: &Filling<'_>, dice: &mut Dice) -> Spoken {
    let number = dice.below(10_000);
    let file = match line.kind {
        _ if !line.customer => None,
        LineKind::Photo => Some(format!("photo-{number}.png")),
        LineKind::Voice => Some(format!("voice-{number}.wav")),
        LineKind::Document => Some(format!("document-{number}.pdf")),
        LineKind::Text | LineKind::Quote | LineKind::Place => None,
    };
    let text = match line.kind {
        LineKind::Place => line
            .text
            .split('|')
            .take(2)
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(", "),
        _ => filling.fill(&line.text),
    };
    Spoken {
        customer: line.customer,
        text,
        file,
    }
}
