//! One conversation with everything the panel beside it shows.

use inbox_core::{
    AgentKind, ChannelId, ChannelKind, ContactId, Content, ConversationFacts, ConversationId,
    ItemId, LineId, Mood, MoveReason, PlatformKind, Priority, REPLY_WINDOW_MS, RemoteId,
    ReplyWindow, Status, TagId, Timestamp, WhoseMove, has_reply_window,
};
use sqlx::SqliteConnection;

use crate::{
    Change, Read, StoreError, Write,
    conversations::row_of,
    echo::row_of_echo,
    list::shown_assignee,
    person,
    timing::timed,
    words::{Word, from_json, to_json},
};

/// Who carries a conversation, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownAssignee {
    /// The agent's id on the platform.
    pub agent: RemoteId,
    /// Person or AI agent.
    pub kind: AgentKind,
    /// Their name, when known.
    pub name: Option<String>,
    /// True for the person at this desk.
    pub is_me: bool,
}

/// A customer, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownContact {
    /// The contact; `None` where the platform gives them no id.
    pub id: Option<ContactId>,
    /// Display name.
    pub name: Option<String>,
    /// Number as the platform writes it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Where the picture can be fetched.
    pub avatar_url: Option<String>,
}

/// The channel of a conversation, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownChannel {
    /// The channel, when known.
    pub id: Option<ChannelId>,
    /// Its name, when known.
    pub name: Option<String>,
    /// What travels on it.
    pub kind: ChannelKind,
    /// Its own number or address.
    pub address: Option<String>,
}

/// A tag, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownTag {
    /// The tag.
    pub id: TagId,
    /// Its name; its id while the directory does not know it.
    pub name: String,
    /// An icon, often an emoji.
    pub icon: Option<String>,
}

/// What the platform's AI wrote about the newest call it summarised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiSummary {
    /// The call.
    pub item: ItemId,
    /// When the call was.
    pub at: Timestamp,
    /// The summary, light markdown.
    pub text: String,
    /// Messages and calls that are newer.
    pub newer: u32,
}

/// A summary that was asked for from this desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeSummary {
    /// The summary, light markdown.
    pub text: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Messages and calls that are newer.
    pub newer: u32,
}

/// Another conversation with the same customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherConversation {
    /// The conversation.
    pub id: ConversationId,
    /// The name of its line.
    pub line_name: String,
    /// The name of its channel, when known.
    pub channel_name: Option<String>,
    /// What travels on its channel.
    pub channel_kind: ChannelKind,
    /// Where it stands.
    pub status: Status,
    /// Whose move it is.
    pub whose: WhoseMove,
    /// The last event in one line, when it has text.
    pub preview_text: Option<String>,
    /// When anything last happened.
    pub last_activity_at: Timestamp,
}

/// One conversation with everything the panel beside it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationDetail {
    /// The conversation.
    pub id: ConversationId,
    /// The name of its line.
    pub line_name: String,
    /// The platform of its line.
    pub platform: PlatformKind,
    /// The customer.
    pub contact: ShownContact,
    /// The channel.
    pub channel: ShownChannel,
    /// Where it stands.
    pub status: Status,
    /// The platform's own word for that.
    pub platform_status: String,
    /// Who carries it.
    pub assignee: Option<ShownAssignee>,
    /// How pressing.
    pub priority: Option<Priority>,
    /// The customer's mood.
    pub mood: Option<Mood>,
    /// Tags by name.
    pub tags: Vec<ShownTag>,
    /// Whose move it is.
    pub whose: WhoseMove,
    /// What its group is ordered by.
    pub since: Option<Timestamp>,
    /// Why a person is needed.
    pub reason: Option<MoveReason>,
    /// Since when the customer waits for us.
    pub waiting_since: Option<Timestamp>,
    /// Whether free text may be sent, when this was read.
    pub reply_window: ReplyWindow,
    /// Milliseconds from the customer's first message or missed call to the first answer by a
    /// person; `None` while there is none, or while the timeline is not known to its beginning.
    pub first_reply_ms: Option<i64>,
    /// The platform's AI answers by itself.
    pub ai_on: bool,
    /// Since when it does not, where this desk switched it off.
    pub ai_off_since: Option<Timestamp>,
    /// What only some platforms tell.
    pub facts: ConversationFacts,
    /// The latest AI summary.
    pub ai_summary: Option<AiSummary>,
    /// The last summary that was asked for from this desk.
    pub made_summary: Option<MadeSummary>,
    /// Other conversations of the same person on any line, newest first.
    pub others: Vec<OtherConversation>,
    /// Whether the newest customer event is unread.
    pub unread: bool,
    /// Customer events after this instant are unread.
    pub read_through: Timestamp,
    /// When anything last happened.
    pub last_activity_at: Timestamp,
    /// True when the timeline is stored to its beginning.
    pub history_complete: bool,
}

/// How many other conversations are shown.
const OTHERS: i64 = 20;

impl Write {
    /// Keeps a summary that was asked for from this desk, in place of the one before.
    pub async fn keep_summary(
        &mut self,
        conversation: &ConversationId,
        text: &str,
    ) -> Result<(), StoreError> {
        let row = row_of(self.connection(), conversation).await?;
        let row = row.ok_or(StoreError::Unknown {
            what: "conversation",
        })?;
        let now = self.now;
        sqlx::query(
            "INSERT INTO made_summaries (conversation_id, text, made_at) VALUES (?, ?, ?)
             ON CONFLICT (conversation_id)
             DO UPDATE SET text = excluded.text, made_at = excluded.made_at",
        )
        .bind(row)
        .bind(text)
        .bind(now.0)
        .execute(self.connection())
        .await?;
        self.tell(Change::Conversation(conversation.clone()));
        Ok(())
    }
}

impl Read {
    /// One conversation with everything the panel beside it shows; `None` when it is not known.
    pub async fn conversation(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Option<ConversationDetail>, StoreError> {
        let now = self.now;
        timed("conversation", detail(self.connection(), conversation, now)).await
    }
}

#[derive(sqlx::FromRow)]
struct DetailRow {
    id: i64,
    contact_id: i64,
    channel: Option<String>,
    channel_kind: String,
    status: String,
    platform_status: String,
    ai_on: bool,
    ai_off_since: Option<i64>,
    snoozed_until: Option<i64>,
    team: Option<String>,
    facts: String,
    assignee: Option<String>,
    assignee_kind: Option<String>,
    assignee_name: Option<String>,
    priority: Option<String>,
    mood: Option<String>,
    move_rank: i64,
    move_since: Option<i64>,
    move_reason: Option<String>,
    waiting_since: Option<i64>,
    window_ends_at: Option<i64>,
    unread: bool,
    read_through: i64,
    last_activity_at: i64,
    history_complete: bool,
    line_name: String,
    platform: String,
    me: Option<String>,
    contact_remote: String,
    contact_name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    company: Option<String>,
    avatar_url: Option<String>,
    channel_name: Option<String>,
    channel_address: Option<String>,
}

pub(crate) const DETAIL: &str = "
    SELECT c.id, c.contact_id, c.channel, c.channel_kind, c.status, c.platform_status,
           c.ai_on, c.ai_off_since, c.snoozed_until, c.team, c.facts, c.assignee, c.assignee_kind, coalesce(a.name, c.assignee_name) AS assignee_name,
           c.priority, c.mood, c.move_rank, c.move_since, c.move_reason, c.waiting_since,
           c.window_ends_at, c.unread, c.read_through, c.last_activity_at, c.history_complete,
           l.name AS line_name, l.platform, l.me,
           k.remote AS contact_remote, k.name AS contact_name, k.phone, k.email, k.company,
           k.avatar_url, ch.name AS channel_name, ch.address AS channel_address
    FROM conversations c
    CROSS JOIN contacts k ON k.id = c.contact_id
    CROSS JOIN desk.lines l ON l.id = c.line_id
    LEFT JOIN channels ch ON ch.line_id = c.line_id AND ch.remote = c.channel
    LEFT JOIN agents a ON a.line_id = c.line_id AND a.remote = c.assignee
    WHERE c.line_id = ? AND c.remote = ?";

async fn detail(
    connection: &mut SqliteConnection,
    conversation: &ConversationId,
    now: Timestamp,
) -> Result<Option<ConversationDetail>, StoreError> {
    let line = conversation.line;
    let row: Option<DetailRow> = sqlx::query_as(DETAIL)
        .bind(line.0)
        .bind(conversation.remote.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let kind: ChannelKind = Word::read(&row.channel_kind)?;
    let platform: PlatformKind = Word::read(&row.platform)?;
    let last_written = row
        .window_ends_at
        .map(|end| Timestamp(end - REPLY_WINDOW_MS));
    let first_reply_ms = if row.history_complete {
        first_reply(&mut *connection, row.id).await?
    } else {
        None
    };
    let mut facts: ConversationFacts = from_json("facts", &row.facts)?;
    // Also as a change that is on its way will have it.
    facts.snoozed_until = row.snoozed_until.map(Timestamp);
    facts.team = row.team.map(RemoteId);
    let reply_window = match ReplyWindow::at(now, has_reply_window(platform, kind), last_written) {
        _ if facts.over => ReplyWindow::Shut { for_good: true },
        // The platform knows better than a rule does.
        ReplyWindow::Unlimited if facts.can_reply == Some(false) => {
            ReplyWindow::Shut { for_good: false }
        }
        // Since when is not told; that the customer never wrote would be wrong.
        ReplyWindow::Open { .. } if facts.can_reply == Some(false) => ReplyWindow::Closed {
            ended_at: Some(now),
        },
        window => window,
    };
    Ok(Some(ConversationDetail {
        id: conversation.clone(),
        ai_on: row.ai_on,
        ai_off_since: row.ai_off_since.map(Timestamp),
        facts,
        tags: tags(&mut *connection, line, row.id).await?,
        ai_summary: summary(&mut *connection, row.id).await?,
        made_summary: made_summary(&mut *connection, row.id).await?,
        others: others(connection, row.id, row.contact_id).await?,
        line_name: row.line_name,
        platform,
        contact: ShownContact {
            id: Some(row.contact_remote)
                .filter(|remote| !remote.is_empty())
                .map(|remote| ContactId::new(line, remote)),
            name: row.contact_name,
            phone: row.phone,
            email: row.email,
            company: row.company,
            avatar_url: row.avatar_url,
        },
        channel: ShownChannel {
            id: row.channel.map(|channel| ChannelId::new(line, channel)),
            name: row.channel_name,
            kind,
            address: row.channel_address,
        },
        status: Word::read(&row.status)?,
        platform_status: row.platform_status,
        assignee: shown_assignee(
            row.assignee,
            row.assignee_kind.as_deref(),
            row.assignee_name,
            row.me.as_deref(),
        )?,
        priority: Word::read_optional(row.priority.as_deref())?,
        mood: Word::read_optional(row.mood.as_deref())?,
        whose: WhoseMove::from_rank(row.move_rank)
            .ok_or(StoreError::NotUnderstood { what: "rank" })?,
        since: row.move_since.map(Timestamp),
        reason: Word::read_optional(row.move_reason.as_deref())?,
        waiting_since: row.waiting_since.map(Timestamp),
        reply_window,
        first_reply_ms,
        unread: row.unread,
        read_through: Timestamp(row.read_through),
        last_activity_at: Timestamp(row.last_activity_at),
        history_complete: row.history_complete,
    }))
}

async fn tags(
    connection: &mut SqliteConnection,
    line: LineId,
    id: i64,
) -> Result<Vec<ShownTag>, StoreError> {
    let rows: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(
        "SELECT ct.tag, t.name, t.icon FROM conversation_tags ct
         LEFT JOIN tags t ON t.line_id = ct.line_id AND t.remote = ct.tag
         WHERE ct.conversation_id = ? ORDER BY coalesce(t.name, ct.tag)",
    )
    .bind(id)
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(remote, name, icon)| ShownTag {
            name: name.unwrap_or_else(|| remote.clone()),
            id: TagId::new(line, remote),
            icon,
        })
        .collect())
}

async fn first_reply(
    connection: &mut SqliteConnection,
    id: i64,
) -> Result<Option<i64>, StoreError> {
    // What is still in the outbox has not been said.
    Ok(sqlx::query_scalar(concat!(
        "WITH asked AS (SELECT min(at) AS at FROM (
             SELECT min(occurred_at) AS at FROM items WHERE conversation_id = ?1 AND role = 1
             UNION ALL
             SELECT min(occurred_at) FROM items WHERE conversation_id = ?1 AND role = 2))
         SELECT min(at) - (SELECT at FROM asked) FROM (
             SELECT min(occurred_at) AS at FROM items i
             WHERE conversation_id = ?1 AND role = 3 AND occurred_at >= (SELECT at FROM asked)
               AND NOT EXISTS (SELECT 1 FROM desk.outbox o WHERE o.id = ",
        row_of_echo!("i.outbox_id"),
        ")
             UNION ALL
             SELECT min(occurred_at) FROM items
             WHERE conversation_id = ?1 AND role = 4 AND occurred_at >= (SELECT at FROM asked))"
    ))
    .bind(id)
    .fetch_one(connection)
    .await?)
}

async fn summary(
    connection: &mut SqliteConnection,
    id: i64,
) -> Result<Option<AiSummary>, StoreError> {
    let row: Option<(i64, i64, String, i64)> = sqlx::query_as(
        "SELECT i.id, i.occurred_at, i.content,
                (SELECT count(*) FROM items n INDEXED BY items_timeline
                 WHERE n.conversation_id = ?1 AND n.role BETWEEN 1 AND 6
                   AND (n.occurred_at, n.id) > (i.occurred_at, i.id))
         FROM items i INDEXED BY items_summary
         WHERE i.conversation_id = ?1 AND i.has_summary = 1
         ORDER BY i.occurred_at DESC, i.id DESC LIMIT 1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    let Some((item, at, content, newer)) = row else {
        return Ok(None);
    };
    let Content::Call(call) = from_json("content", &content)? else {
        return Ok(None);
    };
    Ok(call.summary.map(|text| AiSummary {
        item: ItemId(item),
        at: Timestamp(at),
        text,
        newer: newer as u32,
    }))
}

async fn made_summary(
    connection: &mut SqliteConnection,
    id: i64,
) -> Result<Option<MadeSummary>, StoreError> {
    let row: Option<(String, i64, i64)> = sqlx::query_as(
        "SELECT m.text, m.made_at,
                (SELECT count(*) FROM items n INDEXED BY items_timeline
                 WHERE n.conversation_id = ?1 AND n.role BETWEEN 1 AND 6
                   AND n.occurred_at > m.made_at)
         FROM made_summaries m WHERE m.conversation_id = ?1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(text, made_at, newer)| MadeSummary {
        text,
        made_at: Timestamp(made_at),
        newer: newer as u32,
    }))
}

#[derive(sqlx::FromRow)]
struct OtherRow {
    line_id: i64,
    remote: String,
    line_name: String,
    channel_name: Option<String>,
    channel_kind: String,
    status: String,
    move_rank: i64,
    preview_text: Option<String>,
    last_activity_at: i64,
}

pub(crate) const OTHER_CONVERSATIONS: &str = "
    SELECT c.line_id, c.remote, l.name AS line_name, ch.name AS channel_name, c.channel_kind,
           c.status, c.move_rank, c.preview_text, c.last_activity_at
    FROM json_each(?2) k
    CROSS JOIN conversations c INDEXED BY conversations_contact ON c.contact_id = k.value
    CROSS JOIN desk.lines l ON l.id = c.line_id
    LEFT JOIN channels ch ON ch.line_id = c.line_id AND ch.remote = c.channel
    WHERE c.id <> ?1
    ORDER BY c.last_activity_at DESC LIMIT ?3";

async fn others(
    connection: &mut SqliteConnection,
    id: i64,
    contact: i64,
) -> Result<Vec<OtherConversation>, StoreError> {
    let circle = person::circle(&mut *connection, contact).await?;
    let rows: Vec<OtherRow> = sqlx::query_as(OTHER_CONVERSATIONS)
        .bind(id)
        .bind(to_json("members", &circle.member_ids())?)
        .bind(OTHERS)
        .fetch_all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(OtherConversation {
                id: ConversationId::new(LineId(row.line_id), row.remote),
                line_name: row.line_name,
                channel_name: row.channel_name,
                channel_kind: Word::read(&row.channel_kind)?,
                status: Word::read(&row.status)?,
                whose: WhoseMove::from_rank(row.move_rank)
                    .ok_or(StoreError::NotUnderstood { what: "rank" })?,
                preview_text: row.preview_text,
                last_activity_at: Timestamp(row.last_activity_at),
            })
        })
        .collect()
}
