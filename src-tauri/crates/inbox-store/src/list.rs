//! Pages of conversations: each view in each order, by key and never by offset.
//!
//! A page follows one index from the cursor on, so its cost does not depend on how many
//! conversations there are, and a row that stays where it is shows exactly once.

use inbox_core::{
    AgentKind, ChannelKind, ContactId, ConversationId, Delivery, LineId, Mood, MoveReason,
    OutboxState, PlatformKind, PreviewKind, Priority, RemoteId, Status, TagId, Timestamp,
    WhoseMove,
};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use crate::{
    Read, ShownAssignee, ShownTag, StoreError, View, ViewFilter,
    echo::row_of_echo,
    filter::{
        MEMBER, MEMBERS, TAGGED, bind_values, counted_from, counted_values, few, leading_values,
    },
    outbox::state_of,
    timing::timed,
    words::{Word, from_json},
};

/// In which order a view is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// In groups by whose move it is: those who need us wait longest first, closing windows least
    /// time first, the others newest first.
    NeedsUsFirst,
    /// Newest activity first.
    Newest,
    /// Customers who wait for us longest first, then the others, newest first.
    LongestWaiting,
    /// Reply windows we have to answer in, least time first, then the others, newest first.
    ClosingFirst,
    /// The most frustrated customers first, then those of unknown mood, newest first.
    MostFrustrated,
}

impl Sort {
    /// All, the default first.
    pub const ALL: [Self; 5] = [
        Self::NeedsUsFirst,
        Self::Newest,
        Self::LongestWaiting,
        Self::ClosingFirst,
        Self::MostFrustrated,
    ];

    /// The end of its indexes' names, its key columns, and whether it runs downwards.
    fn keys(self) -> (&'static str, [&'static str; 2], bool) {
        match self {
            Self::NeedsUsFirst => ("needs", ["c.move_rank", "c.needs_key"], false),
            Self::Newest => ("newest", ["0", "c.last_activity_at"], true),
            Self::LongestWaiting => ("waiting", ["0", "c.waiting_key"], false),
            Self::ClosingFirst => ("closing", ["0", "c.closing_key"], false),
            Self::MostFrustrated => ("frustration", ["0", "c.frustration_key"], false),
        }
    }
}

/// Where a list goes on; opaque, and only for the sort it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListCursor(pub String);

/// One page, please.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// Which view.
    pub view: View,
    /// What is left out.
    pub filter: ViewFilter,
    /// In which order.
    pub sort: Sort,
    /// Where to go on; `None` begins.
    pub after: Option<ListCursor>,
    /// How many rows at most.
    pub limit: u32,
}

impl ListQuery {
    /// Whether rows are ordered by their group first. Where the group is the view's own condition,
    /// SQLite uses the column of the index for equality and not for an order as well.
    fn is_grouped(&self) -> bool {
        self.sort == Sort::NeedsUsFirst
            && !matches!(self.view, View::ClosingSoon | View::NeedsPerson)
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage {
    /// Rows in order.
    pub rows: Vec<ListRow>,
    /// Where it goes on; `None` at the end.
    pub next: Option<ListCursor>,
}

/// How many conversations of a view are in a group of [`Sort::NeedsUsFirst`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupCount {
    /// The group.
    pub whose: WhoseMove,
    /// Its conversations.
    pub total: usize,
}

/// How far the newest message has come, where it is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnMessage {
    /// Still in the outbox.
    Unconfirmed(OutboxState),
    /// As the platform tells.
    Delivery(Delivery),
}

/// The last event in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownPreview {
    /// What it was.
    pub kind: PreviewKind,
    /// True when it came from our side.
    pub outbound: bool,
    /// The beginning of its text, when it has one.
    pub text: Option<String>,
    /// How far it has come, where it is ours and known.
    pub own: Option<OwnMessage>,
}

/// Everything a row of the list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// The conversation.
    pub id: ConversationId,
    /// The name of its line.
    pub line_name: String,
    /// The platform of its line.
    pub platform: PlatformKind,
    /// The customer; `None` where the platform gives them no id.
    pub contact: Option<ContactId>,
    /// The customer's name, when known.
    pub contact_name: Option<String>,
    /// The customer's number as the platform writes it.
    pub contact_phone: Option<String>,
    /// The customer's e-mail address.
    pub contact_email: Option<String>,
    /// The customer's company.
    pub company: Option<String>,
    /// Where the customer's picture can be fetched.
    pub avatar_url: Option<String>,
    /// The name of its channel, when known.
    pub channel_name: Option<String>,
    /// What travels on its channel.
    pub channel_kind: ChannelKind,
    /// Where it stands.
    pub status: Status,
    /// When a hidden one comes back; `None` also where it does so at the customer's answer.
    pub snoozed_until: Option<Timestamp>,
    /// Subject, of an e-mail or made by the platform.
    pub subject: Option<String>,
    /// How pressing.
    pub priority: Option<Priority>,
    /// The customer's mood.
    pub mood: Option<Mood>,
    /// Whose move it is.
    pub whose: WhoseMove,
    /// What its group is ordered by.
    pub since: Option<Timestamp>,
    /// Why a person is needed.
    pub reason: Option<MoveReason>,
    /// Since when the customer waits for us.
    pub waiting_since: Option<Timestamp>,
    /// When the reply window ends, or ended; `None` where there is no such rule or it never opened.
    pub window_ends_at: Option<Timestamp>,
    /// The last event.
    pub preview: Option<ShownPreview>,
    /// When anything last happened.
    pub last_activity_at: Timestamp,
    /// Whether the newest customer event is unread.
    pub unread: bool,
    /// How many customer events are unread; at least 1 when unread.
    pub unread_count: u32,
    /// Who carries it.
    pub assignee: Option<ShownAssignee>,
    /// The platform's AI answers by itself.
    pub ai_on: bool,
    /// The customer's frustration in percent.
    pub frustration: Option<u8>,
    /// Its tags.
    pub tags: Vec<ShownTag>,
    /// The beginning of what was typed and not sent.
    pub draft: Option<String>,
}

/// Up to how many conversations a filter is followed from what it asks for and its finds sorted,
/// rather than the view followed in order and most of it skipped.
const RARE: i64 = 400;

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The order's own index.
    Order,
    /// The carriers of a rare tag, which are sorted.
    Tag,
    /// What a platform's view holds, which is sorted.
    Members,
    /// The few that the rest of the filter finds, which are sorted.
    Facets,
}

impl Read {
    /// A page of a view.
    pub async fn list(&mut self, query: &ListQuery) -> Result<ListPage, StoreError> {
        timed("list", page(self.connection(), query)).await
    }

    /// One conversation as a row of a list shows it; `None` when it is not known.
    pub async fn list_row(
        &mut self,
        conversation: &ConversationId,
    ) -> Result<Option<ListRow>, StoreError> {
        let row = sqlx::query_as(AssertSqlSafe(format!(
            "SELECT {ROW_COLUMNS} FROM conversations c {ROW_JOINS}
             WHERE c.line_id = ? AND c.remote = ?"
        )))
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .fetch_optional(self.connection());
        let row: Option<RowColumns> = timed("list_row", row).await?;
        row.map(RowColumns::row).transpose()
    }

    /// How many conversations of a view are in each group of [`Sort::NeedsUsFirst`], most pressing
    /// first; empty groups are left out.
    pub async fn group_counts(
        &mut self,
        view: View,
        filter: &ViewFilter,
    ) -> Result<Vec<GroupCount>, StoreError> {
        let statement = sqlx::query(AssertSqlSafe(group_counts_sql(view, filter)));
        let statement = bind_values!(statement, counted_values(filter));
        let rows = timed("group_counts", statement.fetch_all(self.connection())).await?;
        rows.into_iter()
            .map(|row| {
                Ok(GroupCount {
                    whose: whose(row.try_get(0)?)?,
                    total: row.try_get::<i64, _>(1)? as usize,
                })
            })
            .collect()
    }
}

fn whose(rank: i64) -> Result<WhoseMove, StoreError> {
    WhoseMove::from_rank(rank).ok_or(StoreError::NotUnderstood { what: "rank" })
}

/// A place in an order.
#[derive(Clone, Copy)]
struct Place {
    group: i64,
    key: i64,
    id: i64,
}

impl Place {
    fn cursor(self, sort: Sort) -> ListCursor {
        let (name, ..) = sort.keys();
        ListCursor(format!("{name}.{}.{}.{}", self.group, self.key, self.id))
    }

    fn of(cursor: &ListCursor, sort: Sort) -> Result<Self, StoreError> {
        let refused = StoreError::NotUnderstood {
            what: "list cursor",
        };
        let mut parts = cursor.0.split('.');
        if parts.next() != Some(sort.keys().0) {
            return Err(refused);
        }
        let mut number = || parts.next().and_then(|part| part.parse().ok());
        match (number(), number(), number()) {
            (Some(group), Some(key), Some(id)) => Ok(Self { group, key, id }),
            _ => Err(refused),
        }
    }
}

async fn source(
    connection: &mut SqliteConnection,
    query: &ListQuery,
) -> Result<Source, StoreError> {
    if query.filter.platform_view.is_some() {
        return Ok(Source::Members);
    }
    if let Some(tag) = &query.filter.tag {
        let carriers: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM (SELECT 1 FROM conversation_tags
                                   WHERE line_id = ? AND tag = ? LIMIT ?)",
        )
        .bind(tag.line.0)
        .bind(tag.remote.as_str())
        .bind(RARE + 1)
        .fetch_one(&mut *connection)
        .await?;
        if carriers <= RARE {
            return Ok(Source::Tag);
        }
    }
    if !query.filter.has_facets() {
        return Ok(Source::Order);
    }
    let statement = sqlx::query_scalar(AssertSqlSafe(few(query.view, &query.filter)));
    let found: i64 = bind_values!(statement, counted_values(&query.filter))
        .bind(RARE + 1)
        .fetch_one(connection)
        .await?;
    Ok(if found <= RARE {
        Source::Facets
    } else {
        Source::Order
    })
}

async fn page(
    connection: &mut SqliteConnection,
    query: &ListQuery,
) -> Result<ListPage, StoreError> {
    let source = source(connection, query).await?;
    let statement = sqlx::query_as(AssertSqlSafe(page_sql(query, source)));
    let mut statement = bind_values!(statement, leading_values(&query.filter));
    statement = bind_values!(statement, query.filter.values());
    if let Some(cursor) = &query.after {
        let place = Place::of(cursor, query.sort)?;
        if query.is_grouped() {
            statement = statement.bind(place.group);
        }
        statement = statement.bind(place.key).bind(place.id);
    }
    let mut rows: Vec<RowColumns> = statement
        .bind(i64::from(query.limit) + 1)
        .fetch_all(connection)
        .await?;
    let more = rows.len() > query.limit as usize;
    rows.truncate(query.limit as usize);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| row.place(query.sort).cursor(query.sort));
    Ok(ListPage {
        rows: rows
            .into_iter()
            .map(RowColumns::row)
            .collect::<Result<_, _>>()?,
        next,
    })
}

pub(crate) fn group_counts_sql(view: View, filter: &ViewFilter) -> String {
    let from = counted_from(view, filter);
    // From the index of the view the groups come in order; from the other one there are a few.
    format!("SELECT c.move_rank, count(*) FROM {from} GROUP BY c.move_rank ORDER BY c.move_rank")
}

/// The statement of a page.
pub(crate) fn page_sql(query: &ListQuery, source: Source) -> String {
    let (family, condition) = query.view.place();
    let (sort, [group, key], downwards) = query.sort.keys();
    let (direction, beyond) = if downwards {
        ("DESC", "<")
    } else {
        ("ASC", ">")
    };
    let tagged = if query.filter.tag.is_some() {
        TAGGED
    } else {
        ""
    };
    let others = query.filter.conditions();
    let (from, conditions) = match source {
        Source::Order => (
            format!("conversations c INDEXED BY list_{family}_{sort}"),
            format!("{condition}{tagged}{others}"),
        ),
        Source::Tag => (
            "conversation_tags t INDEXED BY conversation_tags_by_tag
             CROSS JOIN conversations c ON c.id = t.conversation_id"
                .to_owned(),
            format!("t.line_id = ? AND t.tag = ? AND {condition}{others}"),
        ),
        Source::Members => (MEMBERS.to_owned(), format!("{MEMBER}{tagged}{others}")),
        Source::Facets => {
            let index = match family {
                "standing" | "open" => "conversations_facets".to_owned(),
                _ => format!("list_{family}_{sort}"),
            };
            (
                format!("conversations c INDEXED BY {index}"),
                format!("{condition}{tagged}{others}"),
            )
        }
    };
    let grouped = query.is_grouped();
    let beyond = match (&query.after, grouped) {
        (None, _) => String::new(),
        (Some(_), true) => format!(" AND ({group}, {key}, c.id) {beyond} (?, ?, ?)"),
        (Some(_), false) => format!(" AND ({key}, c.id) {beyond} (?, ?)"),
    };
    let order = if grouped {
        format!("{group}, {key}, c.id")
    } else {
        format!("{key} {direction}, c.id {direction}")
    };
    format!(
        "SELECT {ROW_COLUMNS} FROM {from} {ROW_JOINS}
         WHERE {conditions}{beyond} ORDER BY {order} LIMIT ?"
    )
}

/// What a row is made of; one look-up by key per part.
const ROW_COLUMNS: &str = "
    c.id, c.line_id, c.remote, c.channel_kind, c.status, c.priority, c.mood, c.ai_on, c.frustration,
    c.move_rank, c.move_since, c.move_reason, c.waiting_since, c.window_ends_at,
    c.last_activity_at, c.unread, c.needs_key, c.waiting_key, c.closing_key, c.frustration_key,
    c.snoozed_until, c.subject,
    c.preview_kind, c.preview_outbound, c.preview_text,
    c.assignee, c.assignee_kind, coalesce(a.name, c.assignee_name) AS assignee_name,
    l.name AS line_name, l.platform, l.me,
    k.remote AS contact_remote, k.name AS contact_name, k.phone AS contact_phone,
    k.email AS contact_email, k.company, k.avatar_url,
    ch.name AS channel_name,
    p.delivery, o.state AS outbox_state, o.due_at, o.stuck_reason,
    substr(d.text, 1, 240) AS draft,
    CASE WHEN c.unread THEN
        (SELECT count(*) FROM items u INDEXED BY items_role
         WHERE u.conversation_id = c.id AND u.role = 1 AND u.occurred_at > c.read_through)
        + (SELECT count(*) FROM items u INDEXED BY items_role
           WHERE u.conversation_id = c.id AND u.role = 2 AND u.occurred_at > c.read_through)
    ELSE 0 END AS unread_count,
    (SELECT json_group_array(json_array(ct.tag, coalesce(n.name, ct.tag), n.icon))
     FROM conversation_tags ct LEFT JOIN tags n ON n.line_id = ct.line_id AND n.remote = ct.tag
     WHERE ct.conversation_id = c.id) AS tags";

const ROW_JOINS: &str = concat!(
    "
    CROSS JOIN contacts k ON k.id = c.contact_id
    CROSS JOIN desk.lines l ON l.id = c.line_id
    LEFT JOIN channels ch ON ch.line_id = c.line_id AND ch.remote = c.channel
    LEFT JOIN agents a ON a.line_id = c.line_id AND a.remote = c.assignee
    LEFT JOIN items p ON p.id = c.preview_item AND c.preview_outbound = 1
    LEFT JOIN desk.outbox o ON o.id = ",
    row_of_echo!("p.outbox_id"),
    "
    LEFT JOIN desk.drafts d ON d.line_id = c.line_id AND d.conversation = c.remote"
);

#[derive(sqlx::FromRow)]
struct RowColumns {
    id: i64,
    line_id: i64,
    remote: String,
    channel_kind: String,
    status: String,
    priority: Option<String>,
    mood: Option<String>,
    ai_on: bool,
    frustration: Option<u8>,
    move_rank: i64,
    move_since: Option<i64>,
    move_reason: Option<String>,
    waiting_since: Option<i64>,
    window_ends_at: Option<i64>,
    last_activity_at: i64,
    unread: bool,
    needs_key: i64,
    waiting_key: i64,
    closing_key: i64,
    frustration_key: i64,
    snoozed_until: Option<i64>,
    subject: Option<String>,
    preview_kind: Option<String>,
    preview_outbound: bool,
    preview_text: Option<String>,
    assignee: Option<String>,
    assignee_kind: Option<String>,
    assignee_name: Option<String>,
    line_name: String,
    platform: String,
    me: Option<String>,
    contact_remote: String,
    contact_name: Option<String>,
    contact_phone: Option<String>,
    contact_email: Option<String>,
    company: Option<String>,
    avatar_url: Option<String>,
    channel_name: Option<String>,
    delivery: Option<String>,
    outbox_state: Option<String>,
    due_at: Option<i64>,
    stuck_reason: Option<String>,
    draft: Option<String>,
    unread_count: i64,
    tags: String,
}

impl RowColumns {
    fn place(&self, sort: Sort) -> Place {
        let (group, key) = match sort {
            Sort::NeedsUsFirst => (self.move_rank, self.needs_key),
            Sort::Newest => (0, self.last_activity_at),
            Sort::LongestWaiting => (0, self.waiting_key),
            Sort::ClosingFirst => (0, self.closing_key),
            Sort::MostFrustrated => (0, self.frustration_key),
        };
        Place {
            group,
            key,
            id: self.id,
        }
    }

    fn row(self) -> Result<ListRow, StoreError> {
        let line = LineId(self.line_id);
        let own = match (self.outbox_state, self.delivery) {
            (Some(state), _) => Some(OwnMessage::Unconfirmed(state_of(
                &state,
                self.due_at.unwrap_or_default(),
                self.stuck_reason.as_deref(),
            )?)),
            (None, Some(delivery)) => Some(OwnMessage::Delivery(from_json("delivery", &delivery)?)),
            (None, None) => None,
        };
        let preview = Word::read_optional(self.preview_kind.as_deref())?.map(|kind| ShownPreview {
            kind,
            outbound: self.preview_outbound,
            text: self.preview_text,
            own,
        });
        Ok(ListRow {
            id: ConversationId::new(line, self.remote),
            line_name: self.line_name,
            platform: Word::read(&self.platform)?,
            contact: Some(self.contact_remote)
                .filter(|remote| !remote.is_empty())
                .map(|remote| ContactId::new(line, remote)),
            contact_name: self.contact_name,
            contact_phone: self.contact_phone,
            contact_email: self.contact_email,
            company: self.company,
            avatar_url: self.avatar_url,
            channel_name: self.channel_name,
            channel_kind: Word::read(&self.channel_kind)?,
            status: Word::read(&self.status)?,
            snoozed_until: self.snoozed_until.map(Timestamp),
            subject: self.subject,
            priority: Word::read_optional(self.priority.as_deref())?,
            mood: Word::read_optional(self.mood.as_deref())?,
            whose: whose(self.move_rank)?,
            since: self.move_since.map(Timestamp),
            reason: Word::read_optional(self.move_reason.as_deref())?,
            waiting_since: self.waiting_since.map(Timestamp),
            window_ends_at: self.window_ends_at.map(Timestamp),
            preview,
            last_activity_at: Timestamp(self.last_activity_at),
            unread: self.unread,
            // Unread by the listing alone: which items that are is not known yet.
            unread_count: (self.unread_count as u32).max(u32::from(self.unread)),
            assignee: shown_assignee(
                self.assignee,
                self.assignee_kind.as_deref(),
                self.assignee_name,
                self.me.as_deref(),
            )?,
            ai_on: self.ai_on,
            frustration: self.frustration,
            tags: shown_tags(line, &self.tags)?,
            draft: self.draft,
        })
    }
}

/// Tags as shown, from the JSON that [`ROW_COLUMNS`] gathers: id, name, icon.
fn shown_tags(line: LineId, gathered: &str) -> Result<Vec<ShownTag>, StoreError> {
    let tags: Vec<(String, String, Option<String>)> = from_json("tags", gathered)?;
    let shown = |(remote, name, icon)| ShownTag {
        id: TagId::new(line, RemoteId(remote)),
        name,
        icon,
    };
    Ok(tags.into_iter().map(shown).collect())
}

/// An assignee as shown, from its columns.
pub(crate) fn shown_assignee(
    agent: Option<String>,
    kind: Option<&str>,
    name: Option<String>,
    me: Option<&str>,
) -> Result<Option<ShownAssignee>, StoreError> {
    let Some(agent) = agent else { return Ok(None) };
    let kind = Word::read_optional(kind)?.unwrap_or(AgentKind::Person);
    Ok(Some(ShownAssignee {
        is_me: kind == AgentKind::Person && me == Some(agent.as_str()),
        agent: RemoteId(agent),
        kind,
        name,
    }))
}
