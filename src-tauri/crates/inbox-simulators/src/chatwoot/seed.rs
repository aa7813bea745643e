//! Sample data: a furniture shop's account, repeatable by its seed. Records are put in place
//! silently; nobody is told of what happened before the start.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::model::{
    AgentBot, Assignee, Attachment, AttributeDefinition, CannedResponse, ChannelKind, CustomFilter,
    Inbox, Label, Macro, Message, MessageKind, MessageStatus, Note, Role, Sender, Status, Team,
    User,
};
use super::options::Size;
use super::wire::nothing;
use super::world::World;
use crate::shared::dice::Dice;
use crate::shared::people::{Customer, Home};
use crate::shared::phrases::{Filling, Language, Line, LineKind};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const PEOPLE: [(&str, &str, Role); 4] = [
    ("Mira Holt", "mira", Role::Administrator),
    ("Yusuf Kaya", "yusuf", Role::Agent),
    ("Clara Nunes", "clara", Role::Agent),
    ("Jonas Brandt", "jonas", Role::Agent),
];
const LABELS: [(&str, &str); 5] = [
    ("billing", "#e5484d"),
    ("delivery", "#30a46c"),
    ("refund", "#f76b15"),
    ("urgent", "#8e4ec6"),
    ("vip", "#0091ff"),
];

/// Fills the account.
pub(crate) fn seed(world: &mut World) {
    let users = people(world);
    let inboxes = inboxes(world, &users);
    furniture(world, &users);
    let (conversations, items) = match world.options.size {
        Size::Empty => return,
        Size::Small => (60, 700),
        Size::Large => (2_000, 50_000),
        Size::Custom {
            conversations,
            items,
        } => (conversations, items),
    };
    let mut dice = world.dice.fork(7);
    let counts = shares(conversations, items, &mut dice);
    let mut said = Vec::new();
    for (index, count) in counts.into_iter().enumerate() {
        let inbox = inboxes[[0, 1, 1, 2, 3, 3][dice.below(6)]];
        converse(world, index, inbox, count, &users, &mut dice, &mut said);
    }
    speak(world, said);
    world.make_letters();
    ask_and_offer(world);
}

fn people(world: &mut World) -> Vec<i64> {
    let now = world.now();
    let mut ids = Vec::new();
    for (name, mail, role) in PEOPLE {
        let id = world.mint();
        let user = User {
            id,
            name: name.to_owned(),
            display_name: name.split(' ').next().map(str::to_owned),
            email: format!("{mail}@oasis.example"),
            password: world.token(),
            access_token: world.token(),
            pubsub_token: world.token(),
            role,
            availability: "online".to_owned(),
            // The agents are there without anybody having to say so every 20 seconds.
            auto_offline: role == Role::Administrator,
            ui_settings: Map::from_iter([("rtl_view".to_owned(), Value::Bool(false))]),
            message_signature: (role == Role::Administrator)
                .then(|| format!("{name}\nOasis Furniture")),
            custom_attributes: nothing(),
            active_at: now,
            seen: None,
            email_flags: vec!["email_conversation_assignment".to_owned()],
            push_flags: Vec::new(),
        };
        world.users.insert(id, user);
        ids.push(id);
    }
    ids
}

fn inboxes(world: &mut World, users: &[i64]) -> Vec<i64> {
    let kinds = [
        ("Website", ChannelKind::Website),
        ("WhatsApp Shop", ChannelKind::WhatsApp),
        ("Support mail", ChannelKind::Email),
        ("App", ChannelKind::Api),
    ];
    let mut ids = Vec::new();
    for (index, (name, kind)) in kinds.into_iter().enumerate() {
        let id = world.mint();
        // The last agent is no member of the first inbox: not everybody sees everything.
        let members = users.iter().skip(1).copied();
        let members: BTreeSet<i64> = members
            .filter(|user| index != 0 || Some(user) != users.last())
            .collect();
        let inbox = Inbox {
            id,
            name: name.to_owned(),
            kind,
            members,
            identifier: world.token(),
            hmac_token: world.token(),
            hmac_mandatory: false,
            secret: world.token(),
            webhook_url: None,
            reply_window_hours: None,
            lock_to_single_conversation: false,
            greeting: None,
            csat: false,
            phone_number: (kind == ChannelKind::WhatsApp).then(|| "+966112345678".to_owned()),
            email: (kind == ChannelKind::Email).then(|| "support@oasis.example".to_owned()),
            agent_bot: None,
        };
        world.inboxes.insert(id, inbox);
        ids.push(id);
    }
    ids
}

/// Teams, labels and prepared answers.
fn furniture(world: &mut World, users: &[i64]) {
    let created = world.created;
    for (name, members) in [("sales", &users[..2]), ("support", &users[1..])] {
        let id = world.mint();
        let team = Team {
            id,
            name: name.to_owned(),
            description: Some(format!("The {name} team")),
            allow_auto_assign: false,
            icon: String::new(),
            icon_color: String::new(),
            members: members.iter().copied().collect(),
            created,
        };
        world.teams.insert(id, team);
    }
    for (title, color) in LABELS {
        let id = world.mint();
        let label = Label {
            id,
            title: title.to_owned(),
            description: None,
            color: color.to_owned(),
            show_on_sidebar: Some(true),
        };
        world.labels.insert(id, label);
    }
    let answers = [
        ("welcome", "Hello {{contact.name}}, how can we help you?"),
        ("hours", "We are here on weekdays from 9 to 17 o'clock."),
        (
            "refund",
            "Your refund is on its way and takes up to five days.",
        ),
    ];
    for (short_code, content) in answers {
        let id = world.mint();
        let canned = CannedResponse {
            id,
            short_code: short_code.to_owned(),
            content: content.to_owned(),
            created,
            updated: created,
        };
        world.canned.insert(id, canned);
    }
    declare(world, users);
}

/// Attributes, a bot, a macro and a saved filter.
fn declare(world: &mut World, users: &[i64]) {
    let created = world.created;
    let attributes = [
        ("Order", "order", "text", "conversation_attribute"),
        ("Segment", "segment", "list", "contact_attribute"),
    ];
    for (name, key, display_type, model) in attributes {
        let id = world.mint();
        let values: &[&str] = if display_type == "list" {
            &["New", "Regular"]
        } else {
            &[]
        };
        let definition = AttributeDefinition {
            id,
            name: name.to_owned(),
            display_type: display_type.to_owned(),
            description: String::new(),
            key: key.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            model: model.to_owned(),
            created,
        };
        world.definitions.insert(id, definition);
    }
    let id = world.mint();
    let bot = AgentBot {
        id,
        name: "Shop bot".to_owned(),
        description: "Answers first".to_owned(),
    };
    world.bots.insert(id, bot);
    let id = world.mint();
    let close = Macro {
        id,
        name: "Thank and close".to_owned(),
        global: true,
        created_by: users[0],
        updated_by: users[0],
        actions: vec![
            json!({ "action_name": "send_message", "action_params": ["Thank you!"] }),
            json!({ "action_name": "resolve_conversation", "action_params": [] }),
        ],
    };
    world.macros.insert(id, close);
    let id = world.mint();
    let filter = CustomFilter {
        id,
        user: users[0],
        name: "Urgent".to_owned(),
        filter_type: "conversation".to_owned(),
        query: json!({ "payload": [{
            "attribute_key": "labels", "filter_operator": "equal_to", "values": ["urgent"],
            "query_operator": null,
        }] }),
        created,
        updated: created,
    };
    world.filters.insert(id, filter);
}

/// How many messages each conversation has: a few long ones, many short ones.
fn shares(conversations: usize, items: usize, dice: &mut Dice) -> Vec<usize> {
    let weights: Vec<usize> = (0..conversations)
        .map(|_| {
            if dice.chance(8) {
                60
            } else {
                4 + dice.below(12)
            }
        })
        .collect();
    let total = weights.iter().sum::<usize>().max(1);
    let spare = items.saturating_sub(conversations);
    let mut counts: Vec<usize> = weights
        .iter()
        .map(|weight| 1 + weight * spare / total)
        .collect();
    let missing = items.saturating_sub(counts.iter().sum());
    for count in counts.iter_mut().take(missing) {
        *count += 1;
    }
    counts
}

/// What was said when, before it has a number.
struct Said {
    at: Timestamp,
    conversation: i64,
    customer: bool,
    user: i64,
    text: String,
    attachment: Option<Attachment>,
    quotes: bool,
}

fn converse(
    world: &mut World,
    index: usize,
    inbox: i64,
    count: usize,
    users: &[i64],
    dice: &mut Dice,
    said: &mut Vec<Said>,
) {
    let language = *dice.pick(&Language::ALL);
    // Not in order of creation, or a list sorted by id would look sorted by activity.
    let age = match (index * 37 + 11) % 10 {
        0 | 1 => dice.between(30, 12 * HOUR),
        2 | 3 => dice.between(12 * HOUR, 3 * DAY),
        4..7 => dice.between(3 * DAY, 30 * DAY),
        _ => dice.between(30 * DAY, 150 * DAY),
    };
    let newest = world.now() - SignedDuration::from_secs(age);
    let span = dice.between(DAY, 40 * DAY);
    let step = (span / count.max(1) as i64).max(40);
    let contact = customer(
        world,
        index,
        language,
        newest - SignedDuration::from_secs(span),
        dice,
    );
    let name = world
        .contacts
        .get(&contact)
        .map_or_else(String::new, |contact| contact.name.clone());
    let entry = world.contact_inbox(contact, inbox, None);
    let born = newest - SignedDuration::from_secs(step * count as i64);
    let id = world.new_conversation(entry, born);
    let user = *dice.pick(&users[1..]);
    let agent = world
        .users
        .get(&user)
        .map_or_else(String::new, |user| user.name.clone());
    let book = language.book();
    let mut lines: Vec<(Line, String)> = Vec::new();
    while lines.len() < count {
        let filling = Filling::draw(book, &name, &agent, dice);
        for line in dice.pick(&book.exchanges) {
            lines.push((line.clone(), filling.fill(&line.text)));
        }
    }
    lines.truncate(count);
    for (place, (line, text)) in lines.into_iter().enumerate() {
        let back = step * (count - 1 - place) as i64;
        let number = dice.below(10_000);
        let file = match line.kind {
            LineKind::Photo => Some(format!("photo-{number}.png")),
            LineKind::Voice => Some(format!("voice-{number}.wav")),
            LineKind::Document => Some(format!("document-{number}.pdf")),
            _ => None,
        };
        said.push(Said {
            at: newest - SignedDuration::from_secs(back),
            conversation: id,
            customer: line.customer,
            user,
            text: if line.kind == LineKind::Place {
                text.split(" | ").next().unwrap_or_default().to_owned()
            } else {
                text
            },
            attachment: file.map(|file| world.made_attachment(file)),
            quotes: line.kind == LineKind::Quote,
        });
    }
    let teams: Vec<i64> = world.teams.keys().copied().collect();
    let old = age > 3 * DAY;
    let Some(conversation) = world.conversations.get_mut(&id) else {
        return;
    };
    conversation.status = match dice.below(100) {
        0..60 if old => Status::Resolved,
        60..66 => Status::Pending,
        66..72 => Status::Snoozed,
        _ => Status::Open,
    };
    if dice.chance(65) {
        conversation.assignee = Some(Assignee::User(user));
        conversation.participants.insert(user);
    }
    if dice.chance(40) {
        conversation.team = Some(*dice.pick(&teams));
    }
    if dice.chance(25) {
        conversation.priority = Some(*dice.pick(&super::model::PRIORITIES));
    }
    for _ in 0..[0, 0, 1, 2][dice.below(4)] {
        let label = dice.pick(&LABELS).0.to_owned();
        if !conversation.labels.contains(&label) {
            conversation.labels.push(label);
        }
    }
    if dice.chance(30) {
        let order = format!("A-{}", dice.between(1_000, 9_999));
        conversation.custom.insert("order".to_owned(), order.into());
    }
    if conversation.id % 6 == 0 {
        conversation.sla_policy = Some(super::promises::POLICY);
    }
    // Most were looked at after the newest message.
    let seen = dice.chance(70);
    conversation.agent_seen = seen.then(|| newest + SignedDuration::from_secs(10));
}

fn customer(
    world: &mut World,
    index: usize,
    language: Language,
    created: Timestamp,
    dice: &mut Dice,
) -> i64 {
    let customer = Customer::of(Home::Chatwoot, index, language);
    let name = customer.name(dice);
    let mut contact = world.contact_named(&name, language);
    contact.created = created;
    contact.updated = created;
    contact.phone = Some(customer.phone());
    contact.email = Some(customer.mail("mail.example"));
    if dice.chance(20) {
        let company = language.book().company(dice);
        contact
            .additional
            .insert("company_name".to_owned(), company.into());
    }
    if dice.chance(30) {
        contact
            .custom
            .insert("segment".to_owned(), "Regular".into());
    }
    let id = contact.id;
    world.contacts.insert(id, contact);
    if dice.chance(10) {
        let note = Note {
            id: world.mint(),
            contact: id,
            user: 1,
            content: "Prefers to be called in the morning.".to_owned(),
            created,
            updated: created,
        };
        world.notes.insert(note.id, note);
    }
    id
}

/// Numbers everything said in the order of its time, as a database would have.
fn speak(world: &mut World, mut said: Vec<Said>) {
    said.sort_by_key(|it| (it.at, it.conversation));
    for it in said {
        let id = world.messages.len() as i64 + 1;
        let Some(conversation) = world.conversations.get_mut(&it.conversation) else {
            continue;
        };
        let mut attributes = nothing();
        if let Some(quoted) = conversation.messages.last().filter(|_| it.quotes) {
            attributes.insert("in_reply_to".to_owned(), json!(quoted));
            attributes.insert("in_reply_to_external_id".to_owned(), Value::Null);
        }
        let sender = if it.customer {
            conversation.waiting_since = conversation.waiting_since.or(Some(it.at));
            Sender::Contact(conversation.contact)
        } else {
            conversation.waiting_since = None;
            conversation.first_reply = conversation.first_reply.or(Some(it.at));
            Sender::User(it.user)
        };
        if conversation.status == Status::Resolved {
            conversation.waiting_since = None;
        }
        conversation.messages.push(id);
        conversation.last_activity = it.at;
        conversation.updated = it.at;
        if let Some(contact) = world.contacts.get_mut(&conversation.contact) {
            contact.last_activity = Some(it.at);
            contact.updated = it.at;
        }
        world.messages.push(Message {
            id,
            conversation: it.conversation,
            inbox: conversation.inbox,
            kind: if it.customer {
                MessageKind::Incoming
            } else {
                MessageKind::Outgoing
            },
            content: Some(it.text).filter(|text| !text.is_empty()),
            content_type: "text".to_owned(),
            attributes,
            additional: nothing(),
            private: false,
            status: MessageStatus::Sent,
            source_id: None,
            sender: Some(sender),
            created: it.at,
            updated: it.at,
            attachments: it.attachment.into_iter().collect(),
        });
    }
}

/// On the website colleagues and bots also ask and offer: the newest word of ours in some conversations
/// there has something to choose, to look at, to fill in, to read, to rate.
fn ask_and_offer(world: &mut World) {
    let kinds = [
        (
            "input_select",
            json!({
                "items": [
                    { "title": "Send it again", "value": "again" },
                    { "title": "Money back", "value": "refund" },
                ],
                "submitted_values": [{ "title": "Money back", "value": "refund" }],
            }),
        ),
        (
            "cards",
            json!({ "items": [
                {
                    "title": "Oak table, 160 cm", "description": "In stock, two days",
                    "media_url": "", "actions": [{
                        "type": "link", "text": "See it", "uri": "https://shop.example/oak-table",
                    }],
                },
                {
                    "title": "Oak chair", "description": "In stock, four days",
                    "media_url": "", "actions": [{
                        "type": "link", "text": "See it", "uri": "https://shop.example/oak-chair",
                    }],
                },
            ] }),
        ),
        (
            "form",
            json!({
                "items": [
                    { "name": "order", "label": "Order number", "type": "text", "placeholder": "A-1234" },
                    { "name": "city", "label": "City", "type": "text", "placeholder": "" },
                ],
                "submitted_values": [
                    { "name": "order", "value": "A-4711" }, { "name": "city", "value": "Porto" },
                ],
            }),
        ),
        (
            "article",
            json!({ "items": [{
                "title": "How to return furniture", "description": "Within 30 days, we fetch it",
                "link": "https://help.example/returns",
            }] }),
        ),
        (
            "input_csat",
            json!({ "submitted_values": { "csat_survey_response": {
                "rating": 4, "feedback_message": "Quick answer, thank you",
            } } }),
        ),
    ];
    let websites: BTreeSet<i64> = world
        .inboxes
        .values()
        .filter(|inbox| inbox.kind == ChannelKind::Website)
        .map(|inbox| inbox.id)
        .collect();
    let ours: Vec<i64> = world
        .conversations
        .values()
        .filter(|conversation| websites.contains(&conversation.inbox))
        .filter_map(|conversation| {
            let mut newest_first = conversation.messages.iter().rev();
            newest_first
                .find(|id| {
                    world.message(**id).is_some_and(|message| {
                        message.kind == MessageKind::Outgoing
                            && message.attachments.is_empty()
                            && message.attributes.is_empty()
                    })
                })
                .copied()
        })
        .collect();
    for (id, (kind, attributes)) in ours.into_iter().zip(kinds) {
        let Some(message) = world.message_mut(id) else {
            continue;
        };
        kind.clone_into(&mut message.content_type);
        message.attributes = attributes.as_object().cloned().unwrap_or_default();
    }
}
