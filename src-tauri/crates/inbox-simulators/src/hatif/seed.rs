//! The sample workspace: a furniture shop with customers in four languages.

use jiff::SignedDuration;

use super::ids::Guid;
use super::model::{
    Channel, ChannelKind, Contact, Conversation, PropertyDefinition, PropertyKind, Tag, Template,
    User,
};
use super::options::Size;
use super::timeline::{Ending, Recipe, Timeline};
use super::workspace::World;
use crate::shared::dice::Dice;
use crate::shared::people::{Customer, Home};
use crate::shared::phrases::Language;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Main, Showroom and Sales.
const CHANNELS: [(&str, ChannelKind, Option<&str>, &str); 3] = [
    (
        "Main",
        ChannelKind::PhoneAndWhatsApp,
        Some("📞"),
        "+966500000000",
    ),
    ("Showroom", ChannelKind::Phone, Some("🛋️"), "+966500000001"),
    ("Sales", ChannelKind::WhatsApp, None, "+966500000002"),
];

/// Name, e-mail and number; the AI agents have neither.
const USERS: [(&str, Option<&str>, Option<&str>); 7] = [
    (
        "Layla Hassan",
        Some("layla@switchboard-home.example"),
        Some("+966500000010"),
    ),
    (
        "Miguel Duarte",
        Some("miguel@switchboard-home.example"),
        Some("+966500000011"),
    ),
    (
        "Katharina Vogel",
        Some("katharina@switchboard-home.example"),
        None,
    ),
    (
        "James Okoro",
        Some("james@switchboard-home.example"),
        Some("+966500000013"),
    ),
    (
        "Noura Al-Qahtani",
        Some("noura@switchboard-home.example"),
        Some("+966500000014"),
    ),
    ("Reception AI", None, None),
    ("Night Desk AI", None, None),
];
const PEOPLE: usize = 5;

const TAGS: [(&str, &str, bool); 8] = [
    ("VIP", "⭐", true),
    ("Complaint", "😠", true),
    ("Refund", "💸", false),
    ("New lead", "🌱", true),
    ("Delivery", "🚚", false),
    ("Wholesale", "📦", false),
    ("Follow up", "🔁", false),
    ("Warranty", "🛠️", false),
];

const TEMPLATES: [(&str, &str, &str, &str, bool, u32); 8] = [
    (
        "Main",
        "order_update",
        "en",
        "Hello {{1}}, there is news about your order {{2}}. Reply here to continue.",
        false,
        0,
    ),
    (
        "Main",
        "order_update",
        "ar",
        "مرحباً {{1}}، لديك تحديث بخصوص الطلب {{2}}. يمكنك الرد هنا للمتابعة.",
        false,
        0,
    ),
    (
        "Main",
        "order_update",
        "pt_PT",
        "Olá {{1}}, há novidades sobre a encomenda {{2}}. Responda aqui para continuar.",
        false,
        0,
    ),
    (
        "Main",
        "order_update",
        "de",
        "Hallo {{1}}, es gibt Neues zu Ihrer Bestellung {{2}}. Antworten Sie einfach hier.",
        false,
        0,
    ),
    (
        "Main",
        "invoice_delivery",
        "en",
        "Dear {{1}}, your invoice over {{2}} is attached.",
        true,
        0,
    ),
    (
        "Main",
        "we_are_back",
        "en",
        "We are back in the office and happy to help. Just reply to this message.",
        false,
        0,
    ),
    (
        "Sales",
        "new_collection",
        "en",
        "Hi {{1}}, our new collection has arrived.",
        false,
        1,
    ),
    (
        "Sales",
        "new_collection",
        "ar",
        "مرحباً {{1}}، وصلت تشكيلتنا الجديدة.",
        false,
        1,
    ),
];

/// Fills a new workspace.
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
    let counts = event_counts(conversations, items, &mut dice);
    for (index, count) in counts.into_iter().enumerate() {
        let mut dice = dice.fork(index as u64 + 1);
        let age = age_seconds(index, conversations, &mut dice);
        converse(world, index, count, age, &mut dice);
    }
}

/// Channels, users, tags, templates and property definitions.
fn found(world: &mut World, dice: &mut Dice) {
    let founded = world.now() - SignedDuration::from_hours(24 * 400);
    let mut minute = 0;
    let mut next = |dice: &mut Dice| {
        minute += 7;
        let created = founded + SignedDuration::from_mins(minute);
        (Guid::mint(created, dice), created)
    };
    for (name, email, phone) in USERS {
        let (user_id, created) = next(dice);
        let is_ai = email.is_none();
        let id = if is_ai {
            user_id
        } else {
            Guid::mint(created, dice)
        };
        let owner = world.users.is_empty();
        world.users.push(User {
            id,
            user_id,
            name,
            email,
            phone,
            owner,
            is_ai,
            created,
        });
    }
    for (name, kind, icon, number) in CHANNELS {
        let (id, created) = next(dice);
        world.channels.push(Channel {
            id,
            name,
            kind,
            icon,
            number: number.to_owned(),
            created,
        });
    }
    for (name, icon, is_pinned) in TAGS {
        let (id, created) = next(dice);
        let (name, icon) = (name.to_owned(), Some(icon.to_owned()));
        world.tags.push(Tag {
            id,
            name,
            icon,
            is_pinned,
            created,
        });
    }
    let properties = [
        ("Customer number", PropertyKind::Number, Vec::new()),
        (
            "Segment",
            PropertyKind::Select,
            vec!["Private", "Business", "Partner"],
        ),
        ("Birthday", PropertyKind::Date, Vec::new()),
    ];
    for (name, kind, options) in properties {
        let (id, created) = next(dice);
        world.definitions.push(PropertyDefinition {
            id,
            name: name.to_owned(),
            kind,
            is_required: false,
            options: options.into_iter().map(str::to_owned).collect(),
            created,
            modified: None,
        });
    }
    world.templates = TEMPLATES
        .map(
            |(channel, name, language, body, needs_header_media, dynamic_buttons)| Template {
                channel: channel.to_owned(),
                name: name.to_owned(),
                language: language.to_owned(),
                body: body.to_owned(),
                needs_header_media,
                dynamic_buttons,
            },
        )
        .to_vec();
}

/// How many events each conversation has: most few, some very many, together `items`.
fn event_counts(conversations: usize, items: usize, dice: &mut Dice) -> Vec<usize> {
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

/// How long ago the newest event was. A third is of the last day, some are older than 90 days.
fn age_seconds(index: usize, conversations: usize, dice: &mut Dice) -> i64 {
    // Not in order of creation, or a list sorted by id would look sorted by activity.
    let place = (index * 37 + 11) % conversations.max(1);
    let share = place * 100 / conversations.max(1);
    match share {
        0..7 => dice.between(20, 12 * MINUTE),
        7..26 => dice.between(12 * MINUTE, 20 * HOUR),
        // Their reply windows are nearly closed.
        26..34 => dice.between(22 * HOUR + 40 * MINUTE, 23 * HOUR + 57 * MINUTE),
        34..58 => dice.between(25 * HOUR, 7 * DAY),
        58..86 => dice.between(7 * DAY, 60 * DAY),
        _ => dice.between(60 * DAY, 150 * DAY),
    }
}

/// One conversation, with a contact of its own or one who also talks on another channel.
fn converse(world: &mut World, index: usize, count: usize, age: i64, dice: &mut Dice) {
    let channel = match dice.below(10) {
        0..5 => 0,
        5..7 => 1,
        _ => 2,
    };
    let kind = world.channels[channel].kind;
    let newest = world.now() - SignedDuration::from_millis(age * 1_000 + dice.between(0, 999));
    // Long threads took longer, but none began before the shop was founded.
    let span = dice.between(5 * DAY, 60 * DAY) + (count as i64 * DAY / 10).min(90 * DAY);
    let born = newest - SignedDuration::from_secs(span + dice.between(HOUR, DAY));
    let earlier = world
        .contacts
        .len()
        .checked_sub(1)
        .filter(|_| dice.chance(10))
        .filter(|contact| world.conversation_of(channel, *contact).is_none())
        .filter(|contact| world.contacts[*contact].created < born);
    let contact = earlier.unwrap_or_else(|| {
        let created = born - SignedDuration::from_secs(dice.between(1, 20 * DAY));
        add_customer(world, index, created, dice)
    });
    let record = &world.contacts[contact];
    let (language, customer) = (record.language, record.name.as_str().into());
    let ending = ending(kind, age, dice);
    let handler = match dice.below(10) {
        0..2 => PEOPLE + dice.below(USERS.len() - PEOPLE),
        _ => dice.below(PEOPLE),
    };
    let closed = age > 2 * DAY && dice.chance(75) || ending == Ending::Settled && dice.chance(50);
    let assignee = match ending {
        Ending::Assigned => Some(handler),
        _ => (!dice.chance(35)).then_some(handler),
    };
    let exchanges = if kind.texts() {
        (count / 4).max(1)
    } else {
        count
    };
    let pause = SignedDuration::from_secs((span / exchanges as i64).max(HOUR));
    let recipe = Recipe {
        seed: dice.next(),
        count: count.max(1),
        newest,
        born,
        pause,
        ending,
        language,
        customer,
        handler,
        texts: kind.texts(),
        calls: kind.calls(),
    };
    let last_event = recipe
        .newest_events(&world.users, 1)
        .first()
        .map(super::model::Event::as_last);
    let tags = (0..[0, 0, 1, 1, 2, 3][dice.below(6)]).map(|_| dice.pick(&world.tags).id);
    let mut tags: Vec<Guid> = tags.collect();
    tags.sort();
    tags.dedup();
    let sentiment = dice.chance(40).then(|| dice.between(1, 4) as u8);
    world.add_conversation(Conversation {
        id: Guid::mint(born, dice),
        channel,
        contact,
        open: !closed,
        assignee,
        tags,
        sentiment,
        last_activity: newest,
        last_event,
        timeline: Timeline::by_recipe(recipe),
    });
}

fn ending(kind: ChannelKind, age: i64, dice: &mut Dice) -> Ending {
    let call = kind.calls() && (!kind.texts() || dice.chance(15));
    if call {
        return if dice.chance(40) {
            Ending::CallMissed
        } else {
            Ending::CallTaken
        };
    }
    let closing = (22 * HOUR..24 * HOUR).contains(&age);
    match dice.below(100) {
        _ if closing => Ending::CustomerWrote,
        0..40 => Ending::CustomerWrote,
        40..66 => Ending::WeWrote,
        66..88 => Ending::Settled,
        88..94 => Ending::SendFailed,
        _ => Ending::Assigned,
    }
}

fn add_customer(
    world: &mut World,
    index: usize,
    created: jiff::Timestamp,
    dice: &mut Dice,
) -> usize {
    let language = *dice.pick(&Language::ALL);
    let book = language.book();
    let customer = Customer::of(Home::Hatif, index, language);
    let name = customer.name(dice);
    let id = Guid::mint(created, dice);
    let mut contact = Contact::new(id, name, customer.phone(), language, created);
    if dice.chance(35) {
        contact.email = Some(customer.mail("mail.example"));
    }
    if dice.chance(18) {
        contact.company = Some(book.company(dice));
    }
    if dice.chance(30) {
        let segment = &world.definitions[1];
        contact
            .properties
            .push((segment.id, dice.pick(&segment.options).clone()));
    }
    world.add_contact(contact)
}
