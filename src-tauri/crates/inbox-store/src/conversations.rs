//! Conversations as listings tell them. What is derived from them is in `settle.rs`.

use std::{collections::HashMap, sync::LazyLock};

use inbox_core::{
    AgentKind, Assignee, AttentionKind, ConversationFacts, ConversationId, ConversationRecord,
    LineId, Preview, RemoteId, Timestamp,
};
use sqlx::SqliteConnection;

use crate::{
    Change, Read, StoreError, Write, contacts, newcomers,
    role::{Role, same_event, shortened},
    timing::timed,
    words::{Word, from_json, to_json},
    write::Touch,
};

/// Where a conversation is in the cache, with what deciding about a listing needs.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Place {
    pub(crate) id: i64,
    pub(crate) fingerprint: String,
    pub(crate) timeline_fingerprint: Option<String>,
    preview_kind: Option<String>,
    preview_outbound: bool,
    preview_text: Option<String>,
    last_customer_at: Option<i64>,
    listed_event_role: Option<i64>,
    listed_event_at: Option<i64>,
}

impl Write {
    /// Keeps a conversation as its platform told it just now, at the place it is known at.
    pub(crate) async fn keep_conversation(
        &mut self,
        line: LineId,
        record: &ConversationRecord,
        known: Option<&Place>,
    ) -> Result<(), StoreError> {
        let Some(known) = known else {
            for id in newcomers::keep(self, line, &[record]).await? {
                self.touch(
                    id,
                    Touch {
                        row: true,
                        ..Touch::default()
                    },
                );
            }
            return Ok(());
        };
        let contact = contacts::keep(self, line, record).await?;
        let announced = announced(record, Some(known));
        let completed;
        let record = if record.facts.assignee_untold {
            completed = ConversationRecord {
                assignee: told_assignee(self.connection(), known.id).await?,
                ..record.clone()
            };
            &completed
        } else {
            record
        };
        update(self.connection(), known.id, contact, record, announced).await?;
        self.touch(
            known.id,
            Touch {
                row: true,
                ..Touch::default()
            },
        );
        Ok(())
    }

    /// Forgets a conversation that its platform no longer has, with its items. What this desk still
    /// wanted to say there stays in the outbox.
    pub async fn forget_conversation(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM conversations WHERE line_id = ? AND remote = ?")
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .execute(self.connection())
            .await?;
        self.tell(Change::Conversation(conversation.clone()));
        self.tell(Change::Items(conversation.clone()));
        self.tell(Change::Conversations);
        self.tell(Change::Counts);
        Ok(())
    }

    /// The row of a conversation that must be known.
    pub(crate) async fn known_conversation(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<i64, StoreError> {
        row_of(self.connection(), conversation)
            .await?
            .ok_or(StoreError::Unknown {
                what: "conversation",
            })
    }
}

impl Read {
    /// A conversation as its platform told it last, or `None` when it is not known.
    pub async fn conversation_record(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Option<ConversationRecord>, StoreError> {
        timed(
            "conversation_record",
            record(self.connection(), conversation),
        )
        .await
    }
}

/// The row of a conversation.
pub(crate) async fn row_of(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<Option<i64>, StoreError> {
    Ok(
        sqlx::query_scalar("SELECT id FROM conversations WHERE line_id = ? AND remote = ?")
            .bind(conversation.line.0)
            .bind(conversation.remote.as_str())
            .fetch_optional(connection)
            .await?,
    )
}

macro_rules! place_columns {
    () => {
        "id, fingerprint, timeline_fingerprint, preview_kind, preview_outbound, preview_text, \
         last_customer_at, listed_event_role, listed_event_at"
    };
}

pub(crate) async fn place(
    connection: &mut SqliteConnection,
    line: LineId,
    remote: &RemoteId,
) -> Result<Option<Place>, StoreError> {
    Ok(sqlx::query_as(concat!(
        "SELECT ",
        place_columns!(),
        " FROM conversations WHERE line_id = ? AND remote = ?"
    ))
    .bind(line.0)
    .bind(remote.as_str())
    .fetch_optional(connection)
    .await?)
}

#[derive(sqlx::FromRow)]
struct NamedPlace {
    remote: String,
    #[sqlx(flatten)]
    place: Place,
}

/// Where those of a page are that are known, by their ids on the platform.
pub(crate) async fn places(
    connection: &mut SqliteConnection,
    line: LineId,
    records: &[ConversationRecord],
) -> Result<HashMap<String, Place>, StoreError> {
    let remotes: Vec<&str> = records.iter().map(|each| each.remote.as_str()).collect();
    let named: Vec<NamedPlace> = sqlx::query_as(concat!(
        "SELECT remote, ",
        place_columns!(),
        " FROM conversations
         WHERE line_id = ? AND remote IN (SELECT value FROM json_each(?))"
    ))
    .bind(line.0)
    .bind(to_json("ids", &remotes)?)
    .fetch_all(connection)
    .await?;
    Ok(named
        .into_iter()
        .map(|named| (named.remote, named.place))
        .collect())
}

/// The customer event that listings tell and the timeline does not know yet.
///
/// A listing says what the last event was but not when: its time is that of the last activity,
/// which an assignment moves as well. So where a timeline was read before, the same last event told
/// again is no news; else an assignment would make an answered message look new.
pub(crate) fn announced(record: &ConversationRecord, known: Option<&Place>) -> Announced {
    let pending = known.and_then(Place::announced);
    let Some(preview) = &record.preview else {
        return pending;
    };
    let news = Role::announced(preview).map(|role| (role.code(), record.last_activity_at.0));
    let Some(known) = known.filter(|known| known.timeline_fingerprint.is_some()) else {
        return news;
    };
    let told = Preview {
        text: preview.text.as_deref().map(shortened),
        ..preview.clone()
    };
    let old_news = known.preview().is_some_and(|last| same_event(&last, &told))
        || known.last_customer_at >= Some(record.last_activity_at.0);
    news.filter(|_| !old_news).or(pending)
}

impl Place {
    pub(crate) fn differs_from(&self, record: &ConversationRecord) -> bool {
        self.fingerprint != record.fingerprint
    }

    fn announced(&self) -> Announced {
        self.listed_event_role.zip(self.listed_event_at)
    }

    fn preview(&self) -> Option<Preview> {
        let kind = self.preview_kind.as_deref()?;
        Some(Preview {
            kind: Word::parse(kind)?,
            outbound: self.preview_outbound,
            text: self.preview_text.clone(),
        })
    }
}

/// What open attention items ask, taken together.
pub(crate) struct Asked {
    /// A person was asked for; it counts until one answers or carries the conversation.
    pub(crate) until_answered: Option<Timestamp>,
    /// An item that asks for a person, or tells of an AI that cannot go on, stays open until
    /// somebody deals with it.
    pub(crate) until_dealt_with: Option<Timestamp>,
    /// One of these asks for a person.
    pub(crate) for_person: bool,
    /// The AI waits for leave.
    pub(crate) approval: Option<Timestamp>,
    /// Something else waits for a person.
    pub(crate) other: Option<Timestamp>,
}

impl Asked {
    fn of(facts: &ConversationFacts) -> Self {
        let (passing, lasting): (Vec<_>, Vec<_>) = facts
            .attention
            .iter()
            .filter(|item| item.open)
            .partition(|item| item.kind == AttentionKind::HumanRequested && item.remote.is_none());
        let first = |kinds: &[AttentionKind]| {
            let those = lasting.iter().filter(|item| kinds.contains(&item.kind));
            those.map(|item| item.raised_at).min()
        };
        Self {
            until_answered: passing.iter().map(|item| item.raised_at).min(),
            until_dealt_with: first(&[AttentionKind::HumanRequested, AttentionKind::AiStuck]),
            for_person: first(&[AttentionKind::HumanRequested]).is_some(),
            approval: first(&[AttentionKind::Approval]),
            other: first(&[AttentionKind::Other]),
        }
    }
}

/// Role and time of a customer event.
pub(crate) type Announced = Option<(i64, i64)>;

pub(crate) type Statement<'a> = sqlx::query::Query<'a, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let columns = TOLD.join(" = ?, ");
    format!("UPDATE conversations SET {columns} = ? WHERE id = ?")
});

async fn update(
    connection: &mut SqliteConnection,
    id: i64,
    contact: i64,
    record: &ConversationRecord,
    announced: Announced,
) -> Result<(), StoreError> {
    let told = Told::of(record)?;
    let statement = sqlx::query(UPDATE.as_str());
    bind_told(statement, contact, record, announced, &told)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    if let Some(preview) = &record.preview {
        sqlx::query(
            "UPDATE conversations
             SET preview_kind = ?, preview_outbound = ?, preview_text = ?, preview_item = NULL
             WHERE id = ?",
        )
        .bind(preview.kind.word())
        .bind(preview.outbound)
        .bind(preview.text.as_deref().map(shortened))
        .bind(id)
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// The columns of what platforms tell, without names and preview.
pub(crate) const TOLD: [&str; 27] = [
    "contact_id",
    "channel",
    "channel_kind",
    "told_status",
    "platform_status",
    "told_assignee",
    "told_assignee_kind",
    "told_assignee_name",
    "told_priority",
    "mood",
    "listed_at",
    "fingerprint",
    "listed_event_role",
    "listed_event_at",
    "told_tags",
    "told_ai_on",
    "seen_through",
    "frustration",
    "facts",
    "human_requested_at",
    "attention_at",
    "attention_for_person",
    "approval_at",
    "other_asked_at",
    "subject",
    "told_snoozed_until",
    "told_team",
];

/// The parts of a record that are kept in another form.
pub(crate) struct Told {
    pub(crate) tags: String,
    pub(crate) facts: String,
    pub(crate) asked: Asked,
}

impl Told {
    pub(crate) fn of(record: &ConversationRecord) -> Result<Self, StoreError> {
        Ok(Self {
            tags: to_json("tags", &record.tags)?,
            facts: to_json("facts", &record.facts)?,
            asked: Asked::of(&record.facts),
        })
    }
}

/// Binds what the platform told, in the order of [`TOLD`].
pub(crate) fn bind_told<'a>(
    statement: Statement<'a>,
    contact: i64,
    record: &'a ConversationRecord,
    announced: Announced,
    told: &'a Told,
) -> Statement<'a> {
    let assignee = record.assignee.as_ref();
    statement
        .bind(contact)
        .bind(record.channel.as_ref().map(RemoteId::as_str))
        .bind(record.channel_kind.word())
        .bind(record.status.word())
        .bind(&record.platform_status)
        .bind(assignee.map(|assignee| assignee.agent.as_str()))
        .bind(assignee.map(|assignee| assignee.kind.word()))
        .bind(assignee.and_then(|assignee| assignee.name.as_deref()))
        .bind(record.priority.map(Word::word))
        .bind(record.mood.map(Word::word))
        .bind(record.last_activity_at.0)
        .bind(&record.fingerprint)
        .bind(announced.map(|(role, _)| role))
        .bind(announced.map(|(_, at)| at))
        .bind(&told.tags)
        .bind(record.facts.ai_on)
        .bind(record.facts.seen_through.map(|at| at.0))
        .bind(record.facts.frustration)
        .bind(&told.facts)
        .bind(told.asked.until_answered.map(|at| at.0))
        .bind(told.asked.until_dealt_with.map(|at| at.0))
        .bind(told.asked.for_person)
        .bind(told.asked.approval.map(|at| at.0))
        .bind(told.asked.other.map(|at| at.0))
        .bind(record.facts.subject.as_deref())
        .bind(record.facts.snoozed_until.map(|at| at.0))
        .bind(record.facts.team.as_ref().map(RemoteId::as_str))
}

#[derive(sqlx::FromRow)]
struct ToldRow {
    contact_id: i64,
    channel: Option<String>,
    channel_kind: String,
    told_status: String,
    platform_status: String,
    told_assignee: Option<String>,
    told_assignee_kind: Option<String>,
    told_assignee_name: Option<String>,
    told_priority: Option<String>,
    told_tags: String,
    mood: Option<String>,
    facts: String,
    listed_at: i64,
    fingerprint: String,
    preview_kind: Option<String>,
    preview_outbound: bool,
    preview_text: Option<String>,
}

async fn record(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
) -> Result<Option<ConversationRecord>, StoreError> {
    let row: Option<ToldRow> = sqlx::query_as(
        "SELECT contact_id, channel, channel_kind, told_status, platform_status, told_assignee,
                told_assignee_kind, told_assignee_name, told_priority, told_tags, mood, facts,
                listed_at, fingerprint,
                preview_kind, preview_outbound, preview_text
         FROM conversations WHERE line_id = ? AND remote = ?",
    )
    .bind(conversation.line.0)
    .bind(conversation.remote.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(ConversationRecord {
        remote: conversation.remote.clone(),
        channel: row.channel.map(RemoteId),
        channel_kind: Word::read(&row.channel_kind)?,
        contact: contacts::record(connection, row.contact_id).await?,
        status: Word::read(&row.told_status)?,
        platform_status: row.platform_status,
        assignee: assignee(
            row.told_assignee,
            row.told_assignee_kind.as_deref(),
            row.told_assignee_name,
        )?,
        priority: Word::read_optional(row.told_priority.as_deref())?,
        mood: Word::read_optional(row.mood.as_deref())?,
        tags: from_json("tags", &row.told_tags)?,
        facts: from_json("facts", &row.facts)?,
        preview: match Word::read_optional(row.preview_kind.as_deref())? {
            Some(kind) => Some(Preview {
                kind,
                outbound: row.preview_outbound,
                text: row.preview_text,
            }),
            None => None,
        },
        last_activity_at: Timestamp(row.listed_at),
        fingerprint: row.fingerprint,
    }))
}

/// Who carries a conversation by the last word there was of it.
async fn told_assignee(
    connection: &mut SqliteConnection,
    id: i64,
) -> Result<Option<Assignee>, StoreError> {
    let (agent, kind, name): (Option<String>, Option<String>, Option<String>) = sqlx::query_as(
        "SELECT told_assignee, told_assignee_kind, told_assignee_name FROM conversations WHERE id = ?",
    )
    .bind(id)
    .fetch_one(connection)
    .await?;
    assignee(agent, kind.as_deref(), name)
}

/// An assignee from its columns.
pub(crate) fn assignee(
    agent: Option<String>,
    kind: Option<&str>,
    name: Option<String>,
) -> Result<Option<Assignee>, StoreError> {
    let Some(agent) = agent else { return Ok(None) };
    Ok(Some(Assignee {
        agent: RemoteId(agent),
        kind: Word::read_optional(kind)?.unwrap_or(AgentKind::Person),
        name,
    }))
}
