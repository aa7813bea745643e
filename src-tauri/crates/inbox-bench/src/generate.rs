//! Made-up conversations: the same every time, and shaped like a busy desk's.

use inbox_core::{
    Agent, AgentKind, Assignee, Author, AuthorKind, Call, CallOutcome, Channel, ChannelKind,
    ContactRecord, Content, ConversationFacts, ConversationRecord, Delivery, Direction, Directory,
    ItemRecord, LineId, Media, MediaKind, Status, Tag, Timestamp,
};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// The agent at this desk.
pub(crate) const ME: &str = "agent-0";
const AGENTS: u64 = 13;
const TAGS: u64 = 24;

const PHRASES: [&str; 16] = [
    "Good morning, is my order on its way?",
    "Could you send me the invoice once more, please? The last one had the wrong address on it.",
    "Thank you!",
    "The courier says nobody was at home, but I waited the whole afternoon. What happens now?",
    "السلام عليكم، متى يصل طلبي؟",
    "شكرا جزيلا على المساعدة",
    "هل يمكنني تغيير عنوان التوصيل؟ انتقلت إلى بيت جديد في جدة الأسبوع الماضي",
    "أريد إرجاع المنتج لأنه لا يعمل كما يجب",
    "Bom dia, ainda não recebi a encomenda que fiz na semana passada.",
    "Pode dizer-me quanto custa o envio para o Porto?",
    "Obrigado, ficou tudo resolvido.",
    "Guten Tag, ich möchte meine Bestellung ändern, geht das noch?",
    "Die Rechnung stimmt leider nicht, bitte prüfen Sie das noch einmal.",
    "Vielen Dank für die schnelle Antwort.",
    "Of course. I have looked into it and the parcel will be with you tomorrow between 9 and 12.",
    "We are sorry about that. A replacement is on its way and costs you nothing.",
];
const FIRST_NAMES: [&str; 12] = [
    "Sara",
    "Omar",
    "Inês",
    "Jonas",
    "Layla",
    "João",
    "Greta",
    "فاطمة",
    "خالد",
    "Emily",
    "Tiago",
    "نورة",
];
const LAST_NAMES: [&str; 10] = [
    "Al-Harbi",
    "Ferreira",
    "Schneider",
    "Miller",
    "العتيبي",
    "Costa",
    "Weber",
    "Haddad",
    "الشمري",
    "Okafor",
];

/// How much to make.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) conversations: u32,
    pub(crate) items: u32,
    /// Lines they are dealt to, one after the other; each of another platform.
    pub(crate) lines: u32,
}

/// The line that a conversation is dealt to. A store counts its lines from one.
pub(crate) fn line_of(number: u32, lines: u32) -> LineId {
    LineId(i64::from(number % lines) + 1)
}

/// Numbers that look random and are the same every time (`SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

/// What the lines of the bench consist of.
pub(crate) fn directory() -> Directory {
    Directory {
        channels: vec![Channel {
            remote: "channel".into(),
            name: "Support".to_owned(),
            kind: ChannelKind::WhatsApp,
            address: None,
        }],
        agents: (0..AGENTS)
            .map(|number| Agent {
                remote: format!("agent-{number}").into(),
                name: format!(
                    "{} {number}",
                    FIRST_NAMES[number as usize % FIRST_NAMES.len()]
                ),
                kind: if number == AGENTS - 1 {
                    AgentKind::AiAgent
                } else {
                    AgentKind::Person
                },
                email: None,
            })
            .collect(),
        tags: (0..TAGS)
            .map(|number| Tag {
                remote: format!("tag-{number}").into(),
                name: format!("Tag {number}"),
                icon: None,
            })
            .collect(),
        ..Directory::default()
    }
}

/// How many items a conversation has: one in a thousand is very long, the others differ by half.
pub(crate) fn length(size: Size, number: u32) -> u32 {
    let average = size.items / size.conversations;
    if number % 1_000 == 7 {
        return average * 40;
    }
    // The long ones take about 4 % of all items.
    let usual = average * 96 / 100;
    let spread = Dice::new(u64::from(number)).below(u64::from(usual) + 1) as u32;
    (usual / 2 + spread).max(1)
}

/// A conversation with its items, newest first as platforms list them.
pub(crate) fn conversation(
    size: Size,
    number: u32,
    now: Timestamp,
) -> (ConversationRecord, Vec<ItemRecord>) {
    let mut dice = Dice::new(u64::from(number) << 20);
    let share = f64::from(number) / f64::from(size.conversations);
    // Most of a desk's work is recent.
    let age = (share * share * (90 * DAY) as f64) as i64 + dice.below(30) as i64 * MINUTE;
    let last = now.plus(-age);
    let remote = format!("conversation-{number}");
    let mut items = Vec::new();
    let mut at = last;
    for place in 0..length(size, number) {
        items.push(item(&mut dice, &remote, place, at));
        at = at.plus(-(dice.below(180) as i64 + 1) * MINUTE);
    }
    let status = match dice.below(100) {
        0..20 => Status::Open,
        20..25 => Status::Pending,
        25..30 => Status::Snoozed,
        _ => Status::Resolved,
    };
    let assignee = match dice.below(8) {
        0 => Some((0, AgentKind::Person)),
        1..4 => Some((1 + dice.below(AGENTS - 2), AgentKind::Person)),
        4..6 => Some((AGENTS - 1, AgentKind::AiAgent)),
        _ => None,
    };
    let name = format!("{} {}", dice.one_of(&FIRST_NAMES), dice.one_of(&LAST_NAMES));
    let record = ConversationRecord {
        channel: Some("channel".into()),
        channel_kind: ChannelKind::WhatsApp,
        contact: ContactRecord {
            remote: format!("contact-{number}"),
            name: Some(name),
            phone: Some(format!("+9665{:08}", number * 37 % 100_000_000)),
            ..ContactRecord::default()
        },
        status,
        platform_status: "Open".to_owned(),
        assignee: assignee.map(|(agent, kind)| Assignee {
            agent: format!("agent-{agent}").into(),
            kind,
            name: None,
        }),
        priority: None,
        mood: None,
        tags: (0..dice.below(3))
            .map(|_| format!("tag-{}", dice.below(TAGS)).into())
            .collect(),
        preview: None,
        facts: ConversationFacts::default(),
        last_activity_at: last,
        fingerprint: format!("{remote}-1"),
        remote: remote.into(),
    };
    (record, items)
}

fn item(dice: &mut Dice, conversation: &str, place: u32, at: Timestamp) -> ItemRecord {
    let inbound = dice.below(2) == 0;
    let content = match dice.below(100) {
        0..4 => Content::Media(Media {
            kind: MediaKind::Image,
            url: format!("https://files.example/{conversation}/{place}.jpg"),
            file_name: Some("photo.jpg".to_owned()),
            mime_type: Some("image/jpeg".to_owned()),
            bytes: Some(240_000),
            duration_ms: None,
            caption: None,
        }),
        4..6 => Content::Call(Call {
            outcome: CallOutcome::Answered,
            ringing_ms: Some(4_000),
            duration_ms: Some(95_000),
            recording_url: None,
            summary: None,
            transcript: Vec::new(),
        }),
        _ => Content::Text {
            text: dice.one_of(&PHRASES).to_owned(),
        },
    };
    ItemRecord {
        remote: format!("{conversation}-{place}").into(),
        conversation: conversation.into(),
        occurred_at: at,
        direction: if inbound {
            Direction::Inbound
        } else {
            Direction::Outbound
        },
        author: Author {
            kind: if inbound {
                AuthorKind::Contact
            } else {
                AuthorKind::Person
            },
            agent: (!inbound).then(|| ME.into()),
            name: None,
        },
        content,
        delivery: (!inbound).then_some(Delivery::Sent),
        quote: None,
        raw: None,
    }
}

/// A message a customer writes now, in a conversation of [`conversation`].
pub(crate) fn news(number: u32, round: usize, now: Timestamp) -> ItemRecord {
    let conversation = format!("conversation-{number}");
    let mut item = item(&mut Dice::new(round as u64), &conversation, 0, now);
    item.remote = format!("{conversation}-news-{round}").into();
    item.direction = Direction::Inbound;
    item.author.kind = AuthorKind::Contact;
    item.author.agent = None;
    item.delivery = None;
    item
}
