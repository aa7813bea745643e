//! Conversations: rows of the listing in either dialect, and those read singly.

use inbox_core::{
    AgentKind, AiSummary, Assignee, AttentionItem, ChannelKind, ContactRecord, ConversationFacts,
    ConversationRecord, Preview, PreviewKind, Property, RemoteId, Status, Timestamp,
};
use serde_json::Value;

use crate::ohallo::wire::{Row, cleaned, name};

/// Where a conversation stands, in the words of neither dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ohallo) enum Stage {
    /// The AI has it, and nothing was answered yet.
    New,
    /// The AI has it.
    Ai,
    /// A person has it.
    Person,
    /// The AI waits for the customer.
    Waiting,
    /// Finished.
    Done,
    /// A word nobody knows: shown, and taken for open.
    Unknown,
}

impl Stage {
    fn of(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().replace('-', "_").as_str() {
            "new" => Self::New,
            "open" | "active" => Self::Ai,
            "in_progress" | "human_managed" => Self::Person,
            "awaiting_contact" | "waiting" => Self::Waiting,
            "resolved" | "closed" | "abandoned" => Self::Done,
            _ => Self::Unknown,
        }
    }

    fn status(self) -> Status {
        match self {
            Self::New | Self::Ai | Self::Person | Self::Unknown => Status::Open,
            Self::Waiting => Status::Pending,
            Self::Done => Status::Resolved,
        }
    }

    fn ai_on(self) -> Option<bool> {
        match self {
            Self::New | Self::Ai | Self::Waiting => Some(true),
            Self::Person | Self::Done => Some(false),
            Self::Unknown => None,
        }
    }

    /// The dialects divide what the AI has differently, so that difference is none.
    fn mark(self) -> &'static str {
        match self {
            Self::New | Self::Ai => "ai",
            Self::Person => "person",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Unknown => "?",
        }
    }
}

/// What moves when a conversation has news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ohallo) struct Basis {
    at: Option<Timestamp>,
    mark: &'static str,
}

/// What only a single read tells in the dialect of the listing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::ohallo) struct Details {
    pub(in crate::ohallo) subject: Option<String>,
    pub(in crate::ohallo) summary: Option<String>,
    pub(in crate::ohallo) outcome: Option<String>,
}

/// A conversation as one document told it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ohallo) struct Told {
    pub(in crate::ohallo) id: RemoteId,
    pub(in crate::ohallo) channel: Option<RemoteId>,
    pub(in crate::ohallo) contact: Option<String>,
    pub(in crate::ohallo) stage: Stage,
    word: String,
    preview: Option<String>,
    at: Option<Timestamp>,
    /// When it was made or changed, for one in which nothing was said yet.
    changed_at: Option<Timestamp>,
    name: Option<String>,
    email: Option<String>,
    company: Option<String>,
    assignee: Option<String>,
    /// An older listing told the assignee: good for the fingerprint, and no news.
    assignee_recalled: bool,
    /// Present in the dialect whose rows tell everything.
    pub(in crate::ohallo) details: Option<Details>,
}

impl Told {
    /// Reads a row; `None` when it cannot even be named.
    pub(in crate::ohallo) fn read(row: &Value) -> Option<Self> {
        let row = Row::of(row)?;
        let word = row.text(&["status"]).unwrap_or_default().trim().to_owned();
        let stage = match (Stage::of(&word), row.flag(&["humanManaged"])) {
            (Stage::Done, _) => Stage::Done,
            (_, Some(true)) => Stage::Person,
            (stage, _) => stage,
        };
        let line = |names: &[&str]| row.text(names).and_then(name);
        let tells_details = row.get(&["messageCount"]).is_some() || row.get(&["summary"]).is_some();
        let person = row.object(&["contact"]);
        let company = row.object(&["account"]);
        Some(Self {
            id: RemoteId(row.id(&["id"])?),
            channel: row.id(&["channelId"]).map(RemoteId),
            contact: row
                .id(&["contactId"])
                .or_else(|| person.and_then(|person| person.id(&["id"]))),
            stage,
            word,
            preview: row
                .text(&["lastMessagePreview"])
                .map(cleaned)
                .filter(|text| !text.trim().is_empty()),
            at: row.time(&["lastMessageAt"]),
            changed_at: row.time(&["updatedAt", "createdAt"]),
            name: line(&["contactName"]),
            email: line(&["contactEmail"]),
            company: line(&["accountName"])
                .or_else(|| company.and_then(|company| name(company.text(&["name"])?))),
            assignee: row.id(&["assignedUserId", "assigneeId"]),
            assignee_recalled: false,
            details: tells_details.then(|| Details {
                subject: line(&["subject"]),
                summary: row.text(&["summary"]).map(cleaned),
                outcome: row.text(&["outcome"]).map(cleaned),
            }),
        })
    }

    pub(in crate::ohallo) fn basis(&self) -> Basis {
        Basis {
            at: self.at,
            mark: self.stage.mark(),
        }
    }

    /// When it moved last, as far as that is told.
    pub(in crate::ohallo) fn moved_at(&self) -> Option<Timestamp> {
        self.at.or(self.changed_at)
    }

    /// True when the listing says nothing by which a person could tell whose conversation it is.
    pub(in crate::ohallo) fn is_nameless(&self) -> bool {
        self.name.is_none() && self.email.is_none()
    }

    /// The row of a listing, brought up to what was read singly. What only listings tell is kept, so
    /// that both ways of reading come to the same fingerprint.
    pub(in crate::ohallo) fn updated_by(&self, single: &Self) -> Self {
        let moved = single.at != self.at;
        Self {
            preview: single
                .preview
                .clone()
                .or_else(|| self.preview.clone().filter(|_| !moved)),
            name: single.name.clone().or_else(|| self.name.clone()),
            email: single.email.clone().or_else(|| self.email.clone()),
            company: single.company.clone().or_else(|| self.company.clone()),
            assignee: single.assignee.clone().or_else(|| self.assignee.clone()),
            assignee_recalled: single.assignee.is_none(),
            contact: single.contact.clone().or_else(|| self.contact.clone()),
            channel: single.channel.clone().or_else(|| self.channel.clone()),
            details: self.details.as_ref().and(single.details.clone()),
            ..single.clone()
        }
    }
}

/// What is known beside the row.
#[derive(Debug, Default)]
pub(in crate::ohallo) struct Surroundings {
    pub(in crate::ohallo) contact: Option<ContactRecord>,
    pub(in crate::ohallo) channel_kind: Option<ChannelKind>,
    pub(in crate::ohallo) attention: Vec<AttentionItem>,
    pub(in crate::ohallo) details: Option<Details>,
    /// The last words of a thread that were ours, when known.
    pub(in crate::ohallo) last_outbound: Option<String>,
    /// For a row that tells no time.
    pub(in crate::ohallo) neighbour: Option<Timestamp>,
}

/// The record of what was told.
pub(in crate::ohallo) fn conversation(told: &Told, around: Surroundings) -> ConversationRecord {
    let known = around.contact.unwrap_or_default();
    let contact = ContactRecord {
        remote: told.contact.clone().unwrap_or_default(),
        name: told.name.clone().or(known.name),
        email: told.email.clone().or(known.email),
        company: told.company.clone().or(known.company),
        phone: known.phone,
        avatar_url: None,
    };
    let channel_kind = around.channel_kind.unwrap_or(ChannelKind::Other);
    let fingerprint = fingerprint(told, &contact, &around.attention);
    let details = told.details.clone().or(around.details).unwrap_or_default();
    let outcome = details.outcome.map(|value| Property {
        name: "outcome".to_owned(),
        value,
        editable: false,
    });
    // Words can neither be spoken into a call nor said where everything is over.
    let shut = channel_kind == ChannelKind::Phone || told.stage == Stage::Done;
    let assignee = told.assignee.as_ref().filter(|_| !told.assignee_recalled);
    ConversationRecord {
        remote: told.id.clone(),
        channel: told.channel.clone(),
        channel_kind,
        contact,
        status: told.stage.status(),
        platform_status: told.word.clone(),
        assignee: assignee.map(|id| Assignee {
            agent: RemoteId(id.clone()),
            kind: AgentKind::Person,
            name: None,
        }),
        priority: None,
        mood: None,
        tags: Vec::new(),
        preview: preview(told, around.last_outbound.as_deref()),
        facts: ConversationFacts {
            assignee_untold: assignee.is_none(),
            subject: details.subject,
            ai_on: told.stage.ai_on(),
            can_reply: shut.then_some(false),
            over: told.stage == Stage::Done,
            summary: details.summary.map(|text| AiSummary {
                text,
                made_at: None,
            }),
            properties: outcome.into_iter().collect(),
            attention: around.attention,
            ..ConversationFacts::default()
        },
        last_activity_at: told.moved_at().or(around.neighbour).unwrap_or_default(),
        fingerprint,
    }
}

/// The last message in one line. Rows do not say whose it is: it is the customer's, which is better
/// seen than missed, unless something says otherwise. The timeline, read next, knows.
fn preview(told: &Told, last_outbound: Option<&str>) -> Option<Preview> {
    let text = told.preview.clone()?;
    let begins_alike = |ours: &str| {
        let shown = text.trim_end_matches("...").trim_end_matches('…').trim();
        !shown.is_empty() && cleaned(ours).trim().starts_with(shown)
    };
    let outbound = match told.stage {
        Stage::Waiting | Stage::Done => true,
        Stage::New => false,
        Stage::Ai | Stage::Person | Stage::Unknown => last_outbound.is_some_and(begins_alike),
    };
    Some(Preview {
        kind: PreviewKind::Text,
        outbound,
        text: Some(text),
    })
}

/// Everything by which a reader would notice a change, in one text. It is made of what each listing
/// tells again, never of what this session happens to know: after a start it must be the same.
fn fingerprint(told: &Told, contact: &ContactRecord, attention: &[AttentionItem]) -> String {
    let at = told.at.map_or_else(String::new, |at| at.0.to_string());
    let mut asked: Vec<String> = attention
        .iter()
        .map(|item| {
            let id = item.remote.as_ref().map_or("", RemoteId::as_str);
            format!("{id}{}", if item.open { '!' } else { '.' })
        })
        .collect();
    asked.sort_unstable();
    let word = if told.stage == Stage::Unknown {
        told.word.as_str()
    } else {
        told.stage.mark()
    };
    let details = told.details.as_ref();
    let detail = |text: Option<&String>| text.cloned().unwrap_or_default();
    let known_only = told
        .is_nameless()
        .then(|| contact.name.clone().or(contact.phone.clone()));
    let words = [
        told.preview.clone().unwrap_or_default(),
        told.name.clone().unwrap_or_default(),
        told.email.clone().unwrap_or_default(),
        told.company.clone().unwrap_or_default(),
        known_only.flatten().unwrap_or_default(),
        detail(details.and_then(|details| details.subject.as_ref())),
        detail(details.and_then(|details| details.summary.as_ref())),
        detail(details.and_then(|details| details.outcome.as_ref())),
    ];
    format!(
        "{at}|{word}|{}|{}|{:016x}",
        told.assignee.as_deref().unwrap_or_default(),
        asked.join(","),
        digest(&words)
    )
}

/// FNV-1a: the same on every computer and in every version, which the standard hasher is not.
fn digest(words: &[String]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
