//! Settling: at the end of each write, what a conversation's row shows is derived anew from what
//! the platform told, its items and the desk.
//!
//! Invariant: derived columns are written here and nowhere else, and whose move it is comes from
//! [`Move::decide`] alone.

mod shown;

use inbox_core::{
    AgentKind, ChannelKind, ConversationId, LineId, Move, MoveFacts, Preview, REPLY_WINDOW_MS,
    Status, Timestamp, WhoseMove,
};
use sqlx::SqliteConnection;

use shown::{shown, standing};

use crate::{
    Change, StoreError, Write,
    role::{Role, has_window, preview_of},
    words::{Word, from_json},
    write::Touch,
};

/// What settling looks at, in one query.
#[derive(sqlx::FromRow)]
struct Situation {
    line_id: i64,
    remote: String,
    told_status: String,
    told_priority: Option<String>,
    told_tags: String,
    told_ai_on: Option<bool>,
    seen_through: Option<i64>,
    channel_kind: String,
    told_assignee: Option<String>,
    told_assignee_kind: Option<String>,
    told_assignee_name: Option<String>,
    listed_at: i64,
    listed_event_role: Option<i64>,
    listed_event_at: Option<i64>,
    human_requested_at: Option<i64>,
    attention_at: Option<i64>,
    attention_for_person: bool,
    approval_at: Option<i64>,
    other_asked_at: Option<i64>,
    told_snoozed_until: Option<i64>,
    frustration: Option<u8>,
    ahead: bool,
    preview_kind: Option<String>,
    preview_item: Option<i64>,
    me: Option<String>,
    connected_at: i64,
    message_at: Option<i64>,
    call_at: Option<i64>,
    failed_at: Option<i64>,
    answered_at: Option<i64>,
    automatic_at: Option<i64>,
    last_answer_at: i64,
    last_answer_id: i64,
    newest_at: Option<i64>,
    newest_shown: Option<i64>,
    newest_shown_at: Option<i64>,
    stuck_at: Option<i64>,
    pending: String,
    marked_through: Option<i64>,
    mentioned_at: Option<i64>,
    #[sqlx(flatten)]
    before: Derived,
}

pub(crate) const SITUATION: &str = "
    WITH last_answer AS MATERIALIZED (
        SELECT occurred_at, id FROM (
            SELECT * FROM (SELECT occurred_at, id FROM items INDEXED BY items_role
                           WHERE conversation_id = ?1 AND role = 3
                           ORDER BY occurred_at DESC, id DESC LIMIT 1)
            UNION ALL
            SELECT * FROM (SELECT occurred_at, id FROM items INDEXED BY items_role
                           WHERE conversation_id = ?1 AND role = 4
                           ORDER BY occurred_at DESC, id DESC LIMIT 1)
            UNION ALL
            SELECT -9223372036854775808, 0)
        ORDER BY occurred_at DESC, id DESC LIMIT 1),
    newest_shown AS MATERIALIZED (
        SELECT id, occurred_at FROM items INDEXED BY items_timeline
        WHERE conversation_id = ?1 AND role > 0
        ORDER BY occurred_at DESC, id DESC LIMIT 1)
    SELECT c.line_id, c.remote, c.told_status, c.told_priority, c.told_tags, c.told_ai_on,
           c.seen_through, c.channel_kind,
           c.told_assignee, c.told_assignee_kind, c.told_assignee_name,
           c.listed_at, c.listed_event_role, c.listed_event_at,
           c.human_requested_at, c.attention_at, c.attention_for_person,
           c.approval_at, c.other_asked_at, c.told_snoozed_until, c.frustration,
           c.stale AS ahead, c.preview_kind, c.preview_item,
           l.me, coalesce(l.connected_at, 0) AS connected_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 1) AS message_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 2) AS call_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 6) AS failed_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 3) AS answered_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 5) AS automatic_at,
           last_answer.occurred_at AS last_answer_at, last_answer.id AS last_answer_id,
           (SELECT max(occurred_at) FROM items INDEXED BY items_timeline WHERE conversation_id = ?1) AS newest_at,
           (SELECT id FROM newest_shown) AS newest_shown,
           (SELECT occurred_at FROM newest_shown) AS newest_shown_at,
           (SELECT min(created_at) FROM desk.outbox o
            WHERE o.line_id = c.line_id AND o.conversation = c.remote
              AND o.action_kind IN ('send', 'begin') AND o.state = 'stuck') AS stuck_at,
           (SELECT json_group_array(json(action)) FROM (
                SELECT action FROM desk.outbox o
                WHERE o.line_id = c.line_id AND o.conversation = c.remote
                  AND o.action_kind = 'act' AND o.state <> 'stuck'
                ORDER BY o.position)) AS pending,
           (SELECT min(raised_at) FROM personal_notices n INDEXED BY personal_notices_unread
            WHERE n.line_id = c.line_id AND n.conversation = c.remote AND n.kind = 'mention'
              AND n.read_here = 0) AS mentioned_at,
           (SELECT read_through FROM desk.read_marks m
            WHERE m.line_id = c.line_id AND m.conversation = c.remote) AS marked_through,
           c.assignee, c.assignee_kind, c.assignee_name, c.status, c.priority, c.tags, c.ai_on,
           c.last_activity_at, c.last_customer_at,
           c.unanswered_since, c.window_ends_at, c.move_rank, c.move_since, c.move_reason,
           c.move_holds_until, c.waiting_since, c.closing_at, c.read_through, c.standing,
           c.snoozed_until, c.frustration_key, c.ai_off_since
    FROM conversations c
    CROSS JOIN last_answer
    LEFT JOIN desk.lines l ON l.id = c.line_id
    WHERE c.id = ?1";

/// What a conversation's row shows: everything that is derived.
#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Derived {
    assignee: Option<String>,
    assignee_kind: Option<String>,
    assignee_name: Option<String>,
    status: String,
    priority: Option<String>,
    tags: String,
    ai_on: bool,
    last_activity_at: i64,
    last_customer_at: Option<i64>,
    unanswered_since: Option<i64>,
    window_ends_at: Option<i64>,
    move_rank: i64,
    move_since: Option<i64>,
    move_reason: Option<String>,
    move_holds_until: Option<i64>,
    waiting_since: Option<i64>,
    closing_at: Option<i64>,
    read_through: i64,
    standing: i64,
    snoozed_until: Option<i64>,
    frustration_key: i64,
    ai_off_since: Option<i64>,
}

impl Derived {
    fn is_unread(&self) -> bool {
        self.last_customer_at
            .is_some_and(|at| at > self.read_through)
    }

    /// The order within its group.
    fn needs_key(&self) -> i64 {
        if self.move_rank <= WhoseMove::OurTurn.rank() {
            self.move_since.unwrap_or_default()
        } else {
            -self.last_activity_at
        }
    }

    /// The order by an instant that not every conversation has; those without follow, newest first.
    fn or_newest_first(&self, instant: Option<i64>) -> i64 {
        instant.unwrap_or(AFTER_ALL_INSTANTS - self.last_activity_at)
    }

    /// True when views or their numbers may see the difference.
    fn counts_differently(&self, other: &Self) -> bool {
        self.standing != other.standing
            || self.move_rank != other.move_rank
            || self.move_reason != other.move_reason
            || self.is_unread() != other.is_unread()
    }
}

/// Later than anything that can happen.
const AFTER_ALL_INSTANTS: i64 = 9_000_000_000_000_000;

/// The order by frustration: the most first, among equals newest first; those of unknown mood follow.
fn frustration_key(frustration: Option<u8>, last_activity_at: i64) -> i64 {
    const STEP: i64 = 10_000_000_000_000;
    match frustration {
        Some(percent) => (100 - i64::from(percent.min(100))) * STEP + STEP - last_activity_at,
        None => AFTER_ALL_INSTANTS - last_activity_at,
    }
}

/// Settles every conversation the write touched.
pub(crate) async fn touched(write: &mut Write) -> Result<(), StoreError> {
    for (conversation, touch) in write.take_touched() {
        settle(write, conversation, touch).await?;
    }
    Ok(())
}

async fn settle(write: &mut Write, id: i64, touch: Touch) -> Result<(), StoreError> {
    let now = write.now;
    let connection = write.connection();
    let situation: Option<Situation> = sqlx::query_as(SITUATION)
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
    // Forgotten in this very write.
    let Some(situation) = situation else {
        return Ok(());
    };
    let unanswered = Unanswered::of(connection, id, &situation).await?;
    let derived = derive(&situation, &unanswered, now)?;
    let preview = news_in_preview(connection, &situation, touch).await?;
    let differs = derived != situation.before;
    match (differs, &preview) {
        (true, Some(preview)) => store_with_preview(connection, id, &derived, preview).await?,
        (true, None) => store(connection, id, &derived).await?,
        (false, Some(preview)) => store_preview(connection, id, preview).await?,
        (false, None) => {}
    }
    if derived.tags != situation.before.tags {
        replace_tags(connection, LineId(situation.line_id), id, &derived.tags).await?;
    }
    if derived.counts_differently(&situation.before) {
        write.tell(Change::Counts);
    }
    if differs || preview.is_some() || touch.row {
        let conversation = ConversationId::new(LineId(situation.line_id), situation.remote);
        write.tell(Change::Conversation(conversation));
        write.tell(Change::Conversations);
    }
    Ok(())
}

/// The first events of the customer that no person has answered.
#[derive(Default, sqlx::FromRow)]
struct Unanswered {
    message_at: Option<i64>,
    missed_call_at: Option<i64>,
}

impl Unanswered {
    async fn of(
        connection: &mut SqliteConnection,
        id: i64,
        situation: &Situation,
    ) -> Result<Self, StoreError> {
        let newest = situation.message_at.max(situation.call_at);
        if newest < Some(situation.last_answer_at) {
            return Ok(Self::default());
        }
        Ok(sqlx::query_as(
            "SELECT (SELECT occurred_at FROM items INDEXED BY items_role
                     WHERE conversation_id = ?1 AND role = 1 AND (occurred_at, id) > (?2, ?3)
                     ORDER BY occurred_at, id LIMIT 1) AS message_at,
                    (SELECT occurred_at FROM items INDEXED BY items_role
                     WHERE conversation_id = ?1 AND role = 2 AND (occurred_at, id) > (?2, ?3)
                     ORDER BY occurred_at, id LIMIT 1) AS missed_call_at",
        )
        .bind(id)
        .bind(situation.last_answer_at)
        .bind(situation.last_answer_id)
        .fetch_one(connection)
        .await?)
    }
}

fn derive(
    situation: &Situation,
    unanswered: &Unanswered,
    now: Timestamp,
) -> Result<Derived, StoreError> {
    let channel: ChannelKind = Word::read(&situation.channel_kind)?;
    let shown = shown(situation)?;
    let carried_by_person = shown.kind == Some(AgentKind::Person);

    let listed = situation
        .listed_event_at
        .filter(|at| situation.ahead && *at > situation.last_answer_at);
    let listed_message =
        listed.filter(|_| situation.listed_event_role == Some(Role::CustomerMessage.code()));
    let listed_call =
        listed.filter(|_| situation.listed_event_role == Some(Role::CustomerCall.code()));
    let last_customer_at = situation.message_at.max(situation.call_at).max(listed);
    let missed_call_at = earlier(unanswered.missed_call_at, listed_call);
    let unanswered_since = earlier(unanswered.message_at, earlier(missed_call_at, listed));
    let window_ends_at = situation
        .message_at
        .max(listed_message)
        .filter(|_| has_window(channel))
        .map(|written| written.saturating_add(REPLY_WINDOW_MS));
    let delivered_at = situation.answered_at.max(situation.automatic_at);
    let not_delivered_at = situation.stuck_at.or(situation
        .failed_at
        .filter(|_| situation.failed_at > delivered_at));

    let decided = Move::decide(
        &MoveFacts {
            open: shown.status == Status::Open,
            human_requested_at: situation
                .human_requested_at
                .filter(|asked| *asked > situation.last_answer_at && !carried_by_person)
                .or(situation
                    .attention_at
                    .filter(|_| situation.attention_for_person && shown.ai_on))
                .map(Timestamp),
            approval_at: situation.approval_at.map(Timestamp),
            ai_stuck_at: situation.attention_at.map(Timestamp),
            attention_at: situation.other_asked_at.map(Timestamp),
            not_delivered_at: not_delivered_at.map(Timestamp),
            missed_call_at: missed_call_at.map(Timestamp),
            mentioned_at: situation.mentioned_at.map(Timestamp),
            frustration: situation.frustration,
            unanswered_since: unanswered_since.map(Timestamp),
            ai_on: shown.ai_on,
            window_ends_at: window_ends_at.map(Timestamp),
        },
        now,
    );
    let ours = decided.whose <= WhoseMove::OurTurn;
    let closing_at = window_ends_at.filter(|end| ours && *end > now.0);
    let last_activity_at = Some(situation.listed_at)
        .max(situation.newest_at)
        .unwrap_or_default();
    Ok(Derived {
        snoozed_until: shown.snoozed_until,
        ai_off_since: if shown.ai_on {
            None
        } else if situation.before.ai_on && shown.switched_off_here {
            Some(now.0)
        } else {
            situation.before.ai_off_since
        },
        frustration_key: frustration_key(situation.frustration, last_activity_at),
        standing: standing(&shown, situation.me.as_ref(), &decided) as i64,
        status: shown.status.word().to_owned(),
        priority: shown.priority.map(|priority| priority.word().to_owned()),
        tags: shown.tags,
        ai_on: shown.ai_on,
        assignee: shown.assignee,
        assignee_kind: shown.kind.map(|kind| kind.word().to_owned()),
        assignee_name: shown.name,
        last_activity_at,
        last_customer_at,
        unanswered_since,
        window_ends_at,
        move_rank: decided.whose.rank(),
        move_since: decided.since.map(|since| since.0),
        move_reason: decided.reason.map(|reason| reason.word().to_owned()),
        // The order by closing windows changes at a window's end as well.
        move_holds_until: earlier(decided.holds_until.map(|until| until.0), closing_at),
        waiting_since: match decided.whose {
            WhoseMove::NeedsPerson => earlier(unanswered_since, decided.since.map(|since| since.0)),
            WhoseMove::ClosingSoon | WhoseMove::OurTurn => unanswered_since,
            WhoseMove::Ai | WhoseMove::Waiting => None,
        },
        closing_at,
        read_through: situation
            .marked_through
            .unwrap_or_else(|| {
                // Never read here. What happened before the line was connected is history, unless it
                // still waits for us.
                match unanswered_since.filter(|_| ours) {
                    Some(first) => situation.connected_at.min(first - 1),
                    None => situation.connected_at,
                }
            })
            .max(shown.seen_through.unwrap_or(i64::MIN)),
    })
}

fn earlier(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

async fn replace_tags(
    connection: &mut SqliteConnection,
    line: LineId,
    id: i64,
    tags: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM conversation_tags WHERE conversation_id = ?")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO conversation_tags (conversation_id, tag, line_id)
         SELECT ?, value, ? FROM json_each(?) WHERE true
         ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(line.0)
    .bind(tags)
    .execute(connection)
    .await?;
    Ok(())
}

macro_rules! derived_columns {
    () => {
        "assignee = ?, assignee_kind = ?, assignee_name = ?, status = ?, priority = ?, tags = ?, \
         ai_on = ?, last_activity_at = ?, \
         last_customer_at = ?, unanswered_since = ?, window_ends_at = ?, move_rank = ?, \
         move_since = ?, move_reason = ?, move_holds_until = ?, waiting_since = ?, \
         closing_at = ?, read_through = ?, standing = ?, unread = ?, needs_key = ?, \
         waiting_key = ?, closing_key = ?, snoozed_until = ?, frustration_key = ?, \
         ai_off_since = ?"
    };
}

macro_rules! preview_columns {
    () => {
        "preview_kind = ?, preview_outbound = ?, preview_text = ?, preview_item = ?"
    };
}

type Statement<'a> = sqlx::query::Query<'a, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

async fn store(
    connection: &mut SqliteConnection,
    id: i64,
    derived: &Derived,
) -> Result<(), StoreError> {
    let statement = sqlx::query(concat!(
        "UPDATE conversations SET ",
        derived_columns!(),
        " WHERE id = ?"
    ));
    let statement = bind_derived(statement, derived);
    statement.bind(id).execute(connection).await?;
    Ok(())
}

async fn store_preview(
    connection: &mut SqliteConnection,
    id: i64,
    preview: &NewPreview,
) -> Result<(), StoreError> {
    let statement = sqlx::query(concat!(
        "UPDATE conversations SET ",
        preview_columns!(),
        " WHERE id = ?"
    ));
    let statement = bind_preview(statement, preview);
    statement.bind(id).execute(connection).await?;
    Ok(())
}

async fn store_with_preview(
    connection: &mut SqliteConnection,
    id: i64,
    derived: &Derived,
    preview: &NewPreview,
) -> Result<(), StoreError> {
    let statement = sqlx::query(concat!(
        "UPDATE conversations SET ",
        derived_columns!(),
        ", ",
        preview_columns!(),
        " WHERE id = ?"
    ));
    let statement = bind_preview(bind_derived(statement, derived), preview);
    statement.bind(id).execute(connection).await?;
    Ok(())
}

fn bind_derived<'a>(statement: Statement<'a>, derived: &'a Derived) -> Statement<'a> {
    statement
        .bind(&derived.assignee)
        .bind(&derived.assignee_kind)
        .bind(&derived.assignee_name)
        .bind(&derived.status)
        .bind(&derived.priority)
        .bind(&derived.tags)
        .bind(derived.ai_on)
        .bind(derived.last_activity_at)
        .bind(derived.last_customer_at)
        .bind(derived.unanswered_since)
        .bind(derived.window_ends_at)
        .bind(derived.move_rank)
        .bind(derived.move_since)
        .bind(&derived.move_reason)
        .bind(derived.move_holds_until)
        .bind(derived.waiting_since)
        .bind(derived.closing_at)
        .bind(derived.read_through)
        .bind(derived.standing)
        .bind(derived.is_unread())
        .bind(derived.needs_key())
        .bind(derived.or_newest_first(derived.waiting_since))
        .bind(derived.or_newest_first(derived.closing_at))
        .bind(derived.snoozed_until)
        .bind(derived.frustration_key)
        .bind(derived.ai_off_since)
}

fn bind_preview<'a>(statement: Statement<'a>, new: &'a NewPreview) -> Statement<'a> {
    statement
        .bind(new.preview.kind.word())
        .bind(new.preview.outbound)
        .bind(&new.preview.text)
        .bind(new.item)
}

/// What a row shows from now on, and the item it is from.
struct NewPreview {
    item: i64,
    preview: Preview,
}

/// The newest item as the row shall show it, unless the listing knows something newer or the row
/// shows it already.
async fn news_in_preview(
    connection: &mut SqliteConnection,
    situation: &Situation,
    touch: Touch,
) -> Result<Option<NewPreview>, StoreError> {
    let Some((item, at)) = situation.newest_shown.zip(situation.newest_shown_at) else {
        return Ok(None);
    };
    let listing_is_newer =
        situation.ahead && situation.preview_kind.is_some() && at < situation.listed_at;
    let showing = situation.preview_item == Some(item);
    if listing_is_newer || (showing && !touch.items) {
        return Ok(None);
    }
    let (direction, content): (String, String) =
        sqlx::query_as("SELECT direction, content FROM items WHERE id = ?")
            .bind(item)
            .fetch_one(connection)
            .await?;
    let content = from_json("content", &content)?;
    let preview = preview_of(Word::read(&direction)?, &content);
    Ok(preview.map(|preview| NewPreview { item, preview }))
}

impl Write {
    /// Touches up to `limit` conversations whose move changes by the passing of time, and says how
    /// many.
    pub(crate) async fn touch_moves_due(&mut self, limit: i64) -> Result<usize, StoreError> {
        let now = self.now;
        let due: Vec<i64> = sqlx::query_scalar(
            "SELECT id FROM conversations INDEXED BY conversations_changing
             WHERE move_holds_until <= ? ORDER BY move_holds_until LIMIT ?",
        )
        .bind(now.0)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        for id in &due {
            self.touch(
                *id,
                Touch {
                    row: true,
                    ..Touch::default()
                },
            );
        }
        Ok(due.len())
    }

    /// The next instant at which a move changes by the passing of time.
    pub(crate) async fn next_move_change(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT min(move_holds_until) FROM conversations INDEXED BY conversations_changing
             WHERE move_holds_until IS NOT NULL",
        )
        .fetch_one(self.connection())
        .await?;
        Ok(next.map(Timestamp))
    }
}
