//! The sample organization: a furniture shop with customers in four languages on many channels.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::model::{
    AdClick, AdSource, AssigneeLogic, Attachment, Author, Bot, Contact, Conversation, Member,
    Message, Note, Priority, Scenario, Speaker, Status, Step, StepRules, Template, Variable,
};
use super::options::Size;
use super::world::{World, split_name};
use crate::shared::dice::Dice;
use crate::shared::people::{Customer, Home};
use crate::shared::phrases::{Filling, Language, LineKind};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Name, e-mail, role; the last one has left.
const MEMBERS: [(&str, &str, &str); 5] = [
    ("Layla Hassan", "layla@switchboard-home.example", "OWNER"),
    ("Miguel Duarte", "miguel@switchboard-home.example", "ADMIN"),
    (
        "Katharina Vogel",
        "katharina@switchboard-home.example",
        "USER",
    ),
    ("James Okoro", "james@switchboard-home.example", "USER"),
    ("Rita Moura", "rita@switchboard-home.example", "USER"),
];

const BOTS: [(&str, &str, &str); 2] = [
    ("Support", "support", "Answers questions about orders"),
    ("Sales", "sales", "Helps to choose"),
];

const TAGS: [&str; 6] = [
    "vip",
    "complaint",
    "refund",
    "delivery",
    "wholesale",
    "warranty",
];

/// Channels with how many of a hundred conversations are there.
const CHANNELS: [(&str, usize); 6] = [
    ("whatsapp", 50),
    ("website", 65),
    ("instagramDm", 80),
    ("telegram", 88),
    ("zapi", 95),
    ("mail", 100),
];

const TEMPLATES: [(&str, &str, &str, &str, &str); 5] = [
    (
        "order_update",
        "en_US",
        "APPROVED",
        "UTILITY",
        "Hello {{customer_name}}, there is news about order {{order_id}}.",
    ),
    (
        "order_update",
        "pt_BR",
        "APPROVED",
        "UTILITY",
        "Olá {{customer_name}}, há novidades sobre o pedido {{order_id}}.",
    ),
    (
        "order_update",
        "ar",
        "APPROVED",
        "UTILITY",
        "مرحباً {{customer_name}}، لديك تحديث بخصوص الطلب {{order_id}}.",
    ),
    (
        "we_are_back",
        "de",
        "APPROVED",
        "UTILITY",
        "Wir sind wieder da. Antworten Sie einfach hier.",
    ),
    (
        "spring_sale",
        "en_US",
        "PENDING",
        "MARKETING",
        "Hi {{customer_name}}, our spring sale has begun.",
    ),
];

/// Generated files, made once: the sample data repeats them.
struct Files {
    photos: Vec<Attachment>,
    voices: Vec<Attachment>,
    documents: Vec<Attachment>,
}

/// Fills a new organization.
pub(crate) fn seed(world: &mut World) {
    let (conversations, items) = match world.options.size {
        Size::Empty => (0, 0),
        Size::Small => (60, 1_100),
        Size::Large => (2_000, 50_000),
        Size::Custom {
            conversations,
            items,
        } => (conversations, items),
    };
    let mut dice = Dice::new(world.options.seed).fork(0x5EED);
    found(world, &mut dice);
    let files = |stem| (0..8).map(|number| world.own_file(stem, number)).collect();
    let files = Files {
        photos: files("photo"),
        voices: files("voice"),
        documents: files("document"),
    };
    let counts = message_counts(conversations, items, &mut dice);
    for (index, count) in counts.into_iter().enumerate() {
        let mut dice = dice.fork(index as u64 + 1);
        converse(world, index, conversations, count, &files, &mut dice);
    }
}

/// People, AI agents, scenarios and templates.
fn found(world: &mut World, dice: &mut Dice) {
    let founded = world.founded;
    for (index, (name, email, role)) in MEMBERS.into_iter().enumerate() {
        let user_id = world.cuid_of(founded, dice);
        let membership_id = world.cuid_of(founded, dice);
        world.members.push(Member {
            user_id,
            membership_id: (index + 1 < MEMBERS.len()).then_some(membership_id),
            name,
            email,
            role,
        });
    }
    for (name, handle, description) in BOTS {
        let id = world.cuid_of(founded, dice);
        world.bots.push(Bot {
            id,
            name: name.to_owned(),
            description,
            handle,
            model: "gpt_4o_mini",
            created: founded,
            updated: founded,
            unhooked: std::collections::BTreeSet::new(),
        });
    }
    found_scenarios(world, dice);
    world.templates = TEMPLATES
        .iter()
        .enumerate()
        .map(
            |(index, (name, language, status, category, body))| Template {
                id: format!("{}", 1_234_567_890 + index),
                name: (*name).to_owned(),
                language: (*language).to_owned(),
                status: (*status).to_owned(),
                category: (*category).to_owned(),
                components: json!([{ "type": "BODY", "text": body }]),
            },
        )
        .collect();
}

fn found_scenarios(world: &mut World, dice: &mut Dice) {
    let founded = world.founded;
    let members: Vec<String> = world
        .members
        .iter()
        .filter_map(|member| member.membership_id.clone())
        .collect();
    let step = |name: &str| StepRules {
        name: name.to_owned(),
        trigger: Some(format!("The customer reached: {name}")),
        ..StepRules::default()
    };
    let scenarios = [
        (
            "Sales pipeline",
            vec![
                step("New lead"),
                StepRules {
                    initial_message: Some("A colleague will call you today.".to_owned()),
                    default_tags: vec!["vip".to_owned()],
                    default_priority: Some(Priority::High),
                    default_ai_control: Some(false),
                    assignee_logic_type: AssigneeLogic::FairDistributionSelected,
                    selected_membership_ids_for_assignee: members,
                    ..step("Qualified")
                },
                StepRules {
                    default_status: Some(Status::Resolved),
                    is_conversation_removal_step: true,
                    assignee_logic_type: AssigneeLogic::Clear,
                    ..step("Won")
                },
            ],
        ),
        ("After-sales", vec![step("Delivered"), step("Repair")]),
    ];
    for (name, rules) in scenarios {
        let id = world.cuid_of(founded, dice);
        let scenario = world.scenarios.len();
        world.scenarios.push(Scenario {
            id,
            name: name.to_owned(),
            description: None,
            created: founded,
            updated: founded,
            deleted: false,
        });
        for rules in rules {
            let id = world.cuid_of(founded, dice);
            world.steps.push(Step {
                id,
                scenario,
                rules,
                created: founded,
                updated: founded,
                deleted: false,
            });
        }
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

/// How many seconds ago the newest message was. The order is not that of creation.
fn age(index: usize, conversations: usize, dice: &mut Dice) -> i64 {
    let place = (index * 37 + 11) % conversations.max(1);
    match place * 100 / conversations.max(1) {
        0..8 => dice.between(20, 15 * MINUTE),
        8..34 => dice.between(15 * MINUTE, 22 * HOUR),
        34..58 => dice.between(25 * HOUR, 7 * DAY),
        58..86 => dice.between(7 * DAY, 60 * DAY),
        _ => dice.between(60 * DAY, 150 * DAY),
    }
}

fn converse(
    world: &mut World,
    index: usize,
    conversations: usize,
    count: usize,
    files: &Files,
    dice: &mut Dice,
) {
    let throw = dice.below(100);
    let channel = CHANNELS
        .iter()
        .find(|(_, share)| throw < *share)
        .map_or("whatsapp", |(channel, _)| channel);
    let age = age(index, conversations, dice);
    let newest = world.now() - SignedDuration::from_millis(age * 1_000 + dice.between(0, 999));
    let open = age < 2 * DAY || dice.chance(25);
    let wants_human = open && dice.chance(15);
    let ai = !wants_human && dice.chance(60);
    let customer_last = wants_human || dice.chance(55);
    let contact = add_customer(world, index, channel, newest, dice);
    let script = script(world, contact, count.max(1), customer_last, dice);
    let times = times(newest, script.len(), dice);
    let born = times.first().copied().unwrap_or(newest) - SignedDuration::from_secs(2);
    let id = world.cuid_of(born, dice);
    let bot = Some(usize::from(dice.chance(25)));
    let mut record = world.blank_conversation(id, contact, channel, bot, born);
    record.ai = ai;
    record.status = match (wants_human, open) {
        (true, _) => Status::HumanRequested,
        (false, true) => Status::Unresolved,
        (false, false) => Status::Resolved,
    };
    record.priority = match dice.below(10) {
        0..2 => Priority::High,
        2..4 => Priority::Low,
        _ => Priority::Medium,
    };
    if !ai || dice.chance(20) {
        let people = MEMBERS.len() - 1;
        record.assignees = vec![dice.below(people)];
    }
    let unread = if open && dice.chance(50) {
        1 + dice.below(3)
    } else {
        0
    };
    let first_unread = script.len().saturating_sub(unread);
    let takeover = script.len().saturating_sub(4);
    for (place, (line, created)) in script.into_iter().zip(times).enumerate() {
        let author = match (line.customer, ai || place < takeover) {
            (true, _) => Author::Customer,
            (false, true) => Author::Ai,
            (false, false) => Author::Colleague,
        };
        let message = message(world, &record, line, author, created, files, dice);
        record.messages.push(Message {
            read: place < first_unread,
            ..message
        });
    }
    record.updated = newest;
    record.last_human = record.last_inbound();
    adorn(world, &mut record, newest, dice);
    world.add_conversation(record);
}

/// What else there can be: tags, variables, a summary, an advertisement, notes.
fn adorn(world: &mut World, record: &mut Conversation, newest: Timestamp, dice: &mut Dice) {
    for _ in 0..[0, 0, 1, 1, 2][dice.below(5)] {
        let tag = (*dice.pick(&TAGS)).to_owned();
        if !record.tags.contains(&tag) {
            record.tags.push(tag);
        }
    }
    if dice.chance(40) {
        record.frustration = Some(dice.between(0, 90) as f64 / 100.0);
    }
    let contact = &world.contacts[record.contact];
    if dice.chance(70) {
        record.ai_name.clone_from(&contact.first_name);
    }
    let question = record
        .messages
        .iter()
        .find(|message| message.author == Author::Customer);
    if let Some(question) = question.filter(|_| dice.chance(60)) {
        record.context = Some((question.text.clone(), newest));
    }
    if dice.chance(30) {
        record.variables.push(Variable {
            name: "order".to_owned(),
            value: dice.between(20_100, 98_900).to_string(),
            created: newest,
            updated: newest,
        });
    }
    if record.channel == "whatsapp" && dice.chance(12) {
        let id = world.cuid_of(record.created, dice);
        record.ads.push(AdClick {
            id,
            ad: AdSource {
                source_id: "120210000000000001".to_owned(),
                headline: "New collection".to_owned(),
                body: "Oak, linen, light.".to_owned(),
                source_url: "https://fb.example/ad".to_owned(),
            },
            clicked: record.created,
        });
    }
    if dice.chance(15) {
        let id = world.cuid_of(newest, dice);
        record.notes.push(Note {
            id,
            text: "Prefers to be called in the morning".to_owned(),
            is_private: false,
            is_justification: false,
            author: dice.below(MEMBERS.len() - 1),
            remind_at: None,
            created: newest,
            updated: newest,
        });
    }
}

/// One line of a conversation to be.
struct Said {
    customer: bool,
    kind: LineKind,
    text: String,
}

/// That many lines, ending with the side asked for.
fn script(
    world: &World,
    contact: usize,
    count: usize,
    customer_last: bool,
    dice: &mut Dice,
) -> Vec<Said> {
    let contact = &world.contacts[contact];
    let book = contact.language.book();
    let name = contact.first_name.as_deref().unwrap_or_default();
    let mut lines = Vec::new();
    // The newest lines may be dropped until the right side speaks last.
    while lines.len() < count + 8 {
        let filling = Filling::draw(book, name, MEMBERS[0].0, dice);
        let exchange = dice.pick(&book.exchanges);
        lines.extend(exchange.iter().map(|line| Said {
            customer: line.customer,
            kind: line.kind,
            text: filling.fill(&line.text),
        }));
    }
    let last = lines
        .iter()
        .rposition(|line| line.customer == customer_last);
    lines.truncate(last.map_or(lines.len(), |last| last + 1));
    let spare = lines.len().saturating_sub(count);
    lines.drain(..spare);
    lines
}

/// That many instants, ascending to `newest`.
fn times(newest: Timestamp, count: usize, dice: &mut Dice) -> Vec<Timestamp> {
    let mut times = Vec::with_capacity(count);
    let mut instant = newest;
    for _ in 0..count {
        times.push(instant);
        let pause = if dice.chance(12) {
            dice.between(HOUR, 2 * DAY)
        } else {
            dice.between(20, 14 * MINUTE)
        };
        instant -= SignedDuration::from_millis(pause * 1_000 + dice.between(0, 999));
    }
    times.reverse();
    times
}

fn message(
    world: &mut World,
    record: &Conversation,
    line: Said,
    author: Author,
    created: Timestamp,
    files: &Files,
    dice: &mut Dice,
) -> Message {
    let id = world.cuid_of(created, dice);
    let ours = author != Author::Customer;
    let file = match line.kind {
        LineKind::Photo => Some(dice.pick(&files.photos)),
        LineKind::Voice => Some(dice.pick(&files.voices)),
        LineKind::Document => Some(dice.pick(&files.documents)),
        LineKind::Text | LineKind::Quote | LineKind::Place => None,
    };
    let attachments = file.into_iter().map(|file| Attachment {
        id: format!("{id}f"),
        ..file.clone()
    });
    let text = match line.kind {
        LineKind::Place => line
            .text
            .splitn(3, " | ")
            .take(2)
            .collect::<Vec<_>>()
            .join(", "),
        _ if line.text.is_empty() => super::messaging::PIN.to_owned(),
        _ => line.text,
    };
    Message {
        external_id: (record.channel == "whatsapp" && !ours)
            .then(|| format!("wamid.HBgM{}", id[1..].to_ascii_uppercase())),
        text,
        from: if ours { Speaker::Agent } else { Speaker::Human },
        author,
        user: None,
        contact: (!ours && record.visitor_id.is_none()).then_some(record.contact),
        visitor_id: record.visitor_id.clone().filter(|_| !ours),
        bot: record.bot.filter(|_| ours),
        read: true,
        model: None,
        credits: None,
        attachments: attachments.collect(),
        created,
        id,
    }
}

fn add_customer(
    world: &mut World,
    index: usize,
    channel: &str,
    newest: Timestamp,
    dice: &mut Dice,
) -> usize {
    let language = *dice.pick(&Language::ALL);
    let customer = Customer::of(Home::Chatvolt, index, language);
    let name = customer.name(dice);
    let created = newest - SignedDuration::from_secs(dice.between(100 * DAY, 140 * DAY));
    let id = world.cuid_of(created, dice);
    let (first_name, last_name) = split_name(&name);
    let by_phone = ["whatsapp", "zapi", "telegram"].contains(&channel);
    let by_mail = channel == "mail" || channel == "website" && dice.chance(60);
    let contact = Contact {
        email: (by_mail || dice.chance(15)).then(|| customer.mail("mail.example")),
        phone: by_phone.then(|| customer.phone()),
        first_name,
        last_name,
        external_id: (channel == "instagramDm").then(|| format!("178414{:09}", index + 7)),
        language,
        id,
        created,
        updated: created,
        ..world.blank_contact()
    };
    world.add_contact(contact)
}
