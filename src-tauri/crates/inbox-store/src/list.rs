//! Pages of conversations: each view in each order, by key and never by offset.
//!
//! A page follows one index from the cursor on, so its cost does not depend on how many
//! conversations there are, and a row that stays where it is shows exactly once.

mod row;

use inbox_core::{
    Author, ChannelKind, ContactId, ConversationId, Delivery, Mood, MoveReason, OutboxState,
    PlatformKind, PreviewKind, Priority, Status, Timestamp, WhoseMove,
};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use crate::{
    Read, ShownAssignee, ShownTag, StoreError, View, ViewFilter,
    filter::{
        MEMBER, MEMBERS, TAGGED, bind_values, counted_from, counted_values, few, leading_values,
    },
    gathered::{self, gather},
    timing::timed,
    words::from_json,
};
use row::{ROW_COLUMNS, ROW_JOINS, RowColumns};

pub(crate) use row::shown_assignee;

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
    /// Who on our side it is from, where its item is known.
    pub author: Option<Author>,
    /// It was said by the person at this desk.
    pub mine: bool,
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
    /// What the buttons below a reply that was begun say, without those that say nothing.
    pub draft_buttons: Vec<String>,
    /// The names of the files of a reply that was begun.
    pub draft_files: Vec<String>,
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
        let row = sqlx::query_scalar(AssertSqlSafe(format!(
            "SELECT json_array({ROW_COLUMNS}) FROM conversations c {ROW_JOINS}
             WHERE c.line_id = ? AND c.remote = ?"
        )))
        .bind(conversation.line.0)
        .bind(conversation.remote.as_str())
        .fetch_optional(self.connection());
        let row: Option<String> = timed("list_row", row).await?;
        row.map(|row| from_json::<RowColumns>("row", &row)?.row())
            .transpose()
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
    let statement = sqlx::query_scalar(AssertSqlSafe(gather(&page_sql(query, source))));
    let mut statement = bind_values!(statement, leading_values(&query.filter));
    statement = bind_values!(statement, query.filter.values());
    if let Some(cursor) = &query.after {
        let place = Place::of(cursor, query.sort)?;
        if query.is_grouped() {
            statement = statement.bind(place.group);
        }
        statement = statement.bind(place.key).bind(place.id);
    }
    let gathered: String = statement
        .bind(i64::from(query.limit) + 1)
        .fetch_one(connection)
        .await?;
    let mut rows: Vec<RowColumns> = gathered::rows(&gathered)?;
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

/// The statement of a page, to be gathered.
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
        "SELECT json_array({ROW_COLUMNS}) AS gathered FROM {from} {ROW_JOINS}
         WHERE {conditions}{beyond} ORDER BY {order} LIMIT ?"
    )
}
