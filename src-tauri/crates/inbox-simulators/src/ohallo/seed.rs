//! The sample account: a furniture shop in five countries, its channels, colleagues and knowledge.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::model::{
    Account, AgentDefinition, Brand, Calendar, Channel, ChannelType, Entry, User, Workspace,
};
use super::options::Size;
use super::samples;
use super::world::World;
use crate::shared::dice::Dice;
use crate::shared::phrases::Language;

/// Name, slug, colour and the name its AI writes under.
const BRANDS: [(&str, &str, &str, &str); 2] = [
    ("Switchboard Home", "switchboard-home", "#2F6B4F", "Sophie"),
    (
        "Switchboard Office",
        "switchboard-office",
        "#2B4A7A",
        "Milo",
    ),
];

/// A workspace to be founded.
struct Market {
    name: &'static str,
    brand: usize,
    country: &'static str,
    operating_language: &'static str,
    currency: &'static str,
    audience: &'static str,
    language: Language,
    takes_calls: bool,
}

const MARKETS: [Market; 5] = [
    Market {
        name: "United Kingdom",
        brand: 0,
        country: "GB",
        operating_language: "en",
        currency: "GBP",
        audience: "b2c",
        language: Language::English,
        takes_calls: true,
    },
    Market {
        name: "Deutschland",
        brand: 0,
        country: "DE",
        operating_language: "de",
        currency: "EUR",
        audience: "b2c",
        language: Language::German,
        takes_calls: false,
    },
    Market {
        name: "Portugal",
        brand: 0,
        country: "PT",
        operating_language: "pt",
        currency: "EUR",
        audience: "b2c",
        language: Language::Portuguese,
        takes_calls: false,
    },
    Market {
        name: "Gulf",
        brand: 0,
        country: "SA",
        operating_language: "ar",
        currency: "SAR",
        audience: "b2c",
        language: Language::Arabic,
        takes_calls: true,
    },
    Market {
        name: "Office",
        brand: 1,
        country: "GB",
        operating_language: "en",
        currency: "GBP",
        audience: "b2b",
        language: Language::English,
        takes_calls: false,
    },
];

const USERS: [&str; 5] = [
    "Layla Hassan",
    "Miguel Duarte",
    "Katharina Vogel",
    "James Okoro",
    "Noura Al-Qahtani",
];

/// Question, answer, topic, status.
const KNOWLEDGE: [(&str, &str, &str, &str); 6] = [
    (
        "How long does delivery take?",
        "Items in stock arrive within 3 to 5 working days. The courier calls half an hour ahead.",
        "delivery",
        "approved",
    ),
    (
        "Can I return an item I have already unpacked?",
        "Yes, within 30 days and in good condition. Collection is free of charge.",
        "returns",
        "approved",
    ),
    (
        "Do you assemble furniture?",
        "Assembly can be booked with every delivery and takes place on the same day.",
        "delivery",
        "approved",
    ),
    (
        "Which payment methods do you accept?",
        "Cards, bank transfer and invoice for business customers.",
        "payment",
        "approved",
    ),
    (
        "Is the showroom open on public holidays?",
        "Only on the first day of the sales; otherwise it is closed.",
        "showroom",
        "pending_review",
    ),
    (
        "Can I get a discount for twelve desks?",
        "From ten work places on there is a business price list.",
        "prices",
        "pending_review",
    ),
];

/// Topic, rule, status.
const POLICIES: [(&str, &str, &str); 3] = [
    (
        "Refunds",
        "Refunds above 200 need a person's approval.",
        "approved",
    ),
    (
        "Complaints",
        "Hand over to a person when a customer complains twice.",
        "approved",
    ),
    (
        "Discounts",
        "Offer free delivery before a discount.",
        "pending_review",
    ),
];

/// Name, description, whether somebody here made it.
const AGENTS: [(&str, &str, bool); 3] = [
    (
        "Conversation agent",
        "Answers customers from the knowledge base.",
        false,
    ),
    (
        "Reply validator",
        "Checks every reply against the facts.",
        false,
    ),
    (
        "Delivery specialist",
        "Looks up deliveries and moves their dates.",
        true,
    ),
];

/// Fills a new account.
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
    let founded = world.now() - SignedDuration::from_hours(24 * 400);
    found(world, founded, &mut dice);
    equip(world, founded, &mut dice);
    companies(world, conversations, &mut dice);
    samples::converse(world, conversations, items, &dice);
}

/// Brands, workspaces, channels and colleagues.
fn found(world: &mut World, founded: Timestamp, dice: &mut Dice) {
    let ids = world.options.ids;
    for (name, slug, colour, ai_name) in BRANDS {
        let id = ids.mint("b", dice);
        world.brands.push(Brand {
            id,
            name,
            slug,
            colour,
            ai_name,
        });
    }
    for name in USERS {
        let id = ids.mint("usr_", dice);
        world.users.push(User { id, name });
    }
    for market in MARKETS {
        let workspace = world.workspaces.len();
        let (name, brand, country) = (market.name, market.brand, market.country);
        world.workspaces.push(Workspace {
            id: ids.mint("ws_", dice),
            brand,
            name,
            country,
            operating_language: market.operating_language,
            currency: market.currency,
            audience: market.audience,
            language: market.language,
            created: founded,
        });
        let domain = format!("{}.example", world.brands[brand].slug);
        let number = format!("+44800{:06}", 100 + workspace);
        let mut channels = vec![
            (
                ChannelType::Email,
                "Support Email",
                json!({ "inboundAddress": format!("{}@{domain}", country.to_lowercase()), "fromName": format!("{} Support", world.brands[brand].name) }),
            ),
            (
                ChannelType::Chat,
                "Website Chat",
                json!({ "siteUrl": format!("https://{domain}") }),
            ),
            (
                ChannelType::WhatsApp,
                "WhatsApp",
                json!({ "phoneNumber": number }),
            ),
        ];
        if market.takes_calls {
            channels.push((
                ChannelType::Voice,
                "Phone",
                json!({ "phoneNumber": number }),
            ));
        }
        for (kind, display_name, config) in channels {
            world.channels.push(Channel {
                id: ids.mint("ch", dice),
                workspace,
                kind,
                display_name: format!("{name} {display_name}"),
                status: "active",
                enabled: true,
                config: members(config),
                created: founded,
            });
        }
    }
    // One that is being set up, for clients that believe every channel works.
    world.channels.push(Channel {
        id: ids.mint("ch", dice),
        workspace: MARKETS.len() - 1,
        kind: ChannelType::Email,
        display_name: "Office Invoices".to_owned(),
        status: "pending_dns",
        enabled: true,
        config: members(json!({ "inboundAddress": "invoices@switchboard-office.example" })),
        created: founded,
    });
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Knowledge, policies, agents and calendars.
fn equip(world: &mut World, founded: Timestamp, dice: &mut Dice) {
    let ids = world.options.ids;
    let mut age = 0;
    for workspace in 0..world.workspaces.len() {
        let mut entry =
            |heading: &str, text: &str, topics: Vec<String>, status, dice: &mut Dice| {
                age += 1;
                let created = founded + SignedDuration::from_hours(age * 7);
                let proposed = status == "pending_review";
                Entry {
                    id: ids.mint("kb", dice),
                    workspace,
                    heading: heading.to_owned(),
                    text: text.to_owned(),
                    topics,
                    source_type: if proposed { "learned" } else { "manual" },
                    status,
                    confidence: proposed.then_some(0.82),
                    usage_count: if proposed { 0 } else { dice.below(90) },
                    created,
                    updated: created + SignedDuration::from_hours(dice.between(1, 4_000)),
                }
            };
        for (question, answer, topic, status) in KNOWLEDGE {
            let topics = vec![topic.to_owned()];
            let fresh = entry(question, answer, topics, status, dice);
            world.knowledge.push(fresh);
        }
        for (topic, rule, status) in POLICIES {
            let fresh = entry(topic, rule, Vec::new(), status, dice);
            world.policies.push(fresh);
        }
        world.calendars.push(Calendar {
            id: ids.mint("cal_", dice),
            workspace,
            provider: "google",
            display_name: format!("Showroom {}", world.workspaces[workspace].name),
            created: founded,
        });
    }
    for (name, description, custom) in AGENTS {
        world.agents.push(AgentDefinition {
            id: ids.mint("ag", dice),
            name,
            description,
            custom,
            created: founded,
        });
    }
}

/// Companies whose people write; one for every twelve conversations, at least one per workspace.
fn companies(world: &mut World, conversations: usize, dice: &mut Dice) {
    if conversations == 0 {
        return;
    }
    let ids = world.options.ids;
    for index in 0..(conversations / 12).max(MARKETS.len()) {
        let workspace = &world.workspaces[index % MARKETS.len()];
        let book = workspace.language.book();
        let is_checked = dice.chance(50);
        let domain = format!("company{index}.example");
        world.accounts.push(Account {
            id: ids.mint("ac", dice),
            name: book.company(dice),
            resolution_status: if is_checked {
                "vies_resolved"
            } else {
                "domain_inferred"
            },
            external_ref: dice
                .chance(30)
                .then(|| format!("CRM-{:05}", 10_000 + index)),
            email_domain: Some(domain.clone()),
            vat_number: is_checked
                .then(|| format!("{}{:09}", workspace.country, 100_200_300 + index)),
            country: workspace.country,
            phone: dice
                .chance(40)
                .then(|| workspace.language.phone(900_000 + index)),
            website: dice.chance(60).then(|| format!("https://{domain}")),
            created: world.now() - SignedDuration::from_hours(24 * dice.between(150, 380)),
        });
    }
}
