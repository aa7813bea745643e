//! What settling looks at, and what comes of it.

use inbox_core::WhoseMove;

/// What settling looks at, in one query.
#[derive(sqlx::FromRow)]
pub(super) struct Situation {
    pub(super) line_id: i64,
    pub(super) remote: String,
    pub(super) told_status: String,
    pub(super) told_priority: Option<String>,
    pub(super) told_tags: String,
    pub(super) told_ai_on: Option<bool>,
    pub(super) seen_through: Option<i64>,
    pub(super) channel_kind: String,
    /// `None` while its line is being taken away.
    pub(super) platform: Option<String>,
    pub(super) told_assignee: Option<String>,
    pub(super) told_assignee_kind: Option<String>,
    pub(super) told_assignee_name: Option<String>,
    pub(super) told_team: Option<String>,
    pub(super) listed_at: i64,
    pub(super) listed_event_role: Option<i64>,
    pub(super) listed_event_at: Option<i64>,
    pub(super) human_requested_at: Option<i64>,
    pub(super) attention_at: Option<i64>,
    pub(super) attention_for_person: bool,
    pub(super) approval_at: Option<i64>,
    pub(super) other_asked_at: Option<i64>,
    pub(super) told_snoozed_until: Option<i64>,
    pub(super) frustration: Option<u8>,
    pub(super) ahead: bool,
    pub(super) preview_kind: Option<String>,
    pub(super) preview_item: Option<i64>,
    pub(super) me: Option<String>,
    pub(super) connected_at: i64,
    pub(super) message_at: Option<i64>,
    pub(super) call_at: Option<i64>,
    pub(super) failed_at: Option<i64>,
    pub(super) answered_at: Option<i64>,
    pub(super) automatic_at: Option<i64>,
    pub(super) last_answer_at: i64,
    /// The first message and the first call of the customer that no person has answered.
    pub(super) unanswered_message_at: Option<i64>,
    pub(super) unanswered_call_at: Option<i64>,
    pub(super) newest_at: Option<i64>,
    pub(super) newest_shown: Option<i64>,
    pub(super) newest_shown_at: Option<i64>,
    /// Only where the row may not show it yet.
    pub(super) newest_shown_direction: Option<String>,
    pub(super) newest_shown_content: Option<String>,
    pub(super) stuck_at: Option<i64>,
    pub(super) pending: String,
    pub(super) marked_through: Option<i64>,
    pub(super) mentioned_at: Option<i64>,
    #[sqlx(flatten)]
    pub(super) before: Derived,
}

/// Of conversation `?1`, whose items changed in this write if `?2`. One statement: each costs a way to
/// SQLite's thread and back, which is longer than most of its work.
///
/// Words that are in the outbox answer nobody yet, whatever their echo looks like: the customer has
/// nothing of them before the platform took them, which may be hours. The desk alone says so, as the
/// cache may be damaged and the outbox must go on all the same.
pub(crate) const SITUATION: &str = "
    WITH unsaid AS MATERIALIZED (
        SELECT i.id FROM conversations c
        CROSS JOIN desk.outbox o INDEXED BY outbox_of_conversation
            ON o.line_id = c.line_id AND o.conversation = c.remote AND o.action_kind <> 'act'
        CROSS JOIN items i INDEXED BY items_outbox
            ON i.outbox_id >= o.id AND i.outbox_id < o.id || '0'
        WHERE c.id = ?1),
    last_answer AS MATERIALIZED (
        SELECT occurred_at, id FROM (
            SELECT * FROM (SELECT occurred_at, id FROM items INDEXED BY items_role
                           WHERE conversation_id = ?1 AND role = 3
                             AND id NOT IN (SELECT id FROM unsaid)
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
           c.seen_through, c.channel_kind, l.platform,
           c.told_assignee, c.told_assignee_kind, c.told_assignee_name, c.told_team,
           c.listed_at, c.listed_event_role, c.listed_event_at,
           c.human_requested_at, c.attention_at, c.attention_for_person,
           c.approval_at, c.other_asked_at, c.told_snoozed_until, c.frustration,
           c.stale AS ahead, c.preview_kind, c.preview_item,
           l.me, coalesce(l.connected_at, 0) AS connected_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 1) AS message_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 2) AS call_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 6) AS failed_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 3
              AND id NOT IN (SELECT id FROM unsaid)) AS answered_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_role WHERE conversation_id = ?1 AND role = 5) AS automatic_at,
           last_answer.occurred_at AS last_answer_at,
           (SELECT i.occurred_at FROM items i INDEXED BY items_role
            WHERE i.conversation_id = ?1 AND i.role = 1
              AND (i.occurred_at, i.id) > (last_answer.occurred_at, last_answer.id)
            ORDER BY i.occurred_at, i.id LIMIT 1) AS unanswered_message_at,
           (SELECT i.occurred_at FROM items i INDEXED BY items_role
            WHERE i.conversation_id = ?1 AND i.role = 2
              AND (i.occurred_at, i.id) > (last_answer.occurred_at, last_answer.id)
            ORDER BY i.occurred_at, i.id LIMIT 1) AS unanswered_call_at,
           (SELECT max(occurred_at) FROM items INDEXED BY items_timeline WHERE conversation_id = ?1) AS newest_at,
           (SELECT id FROM newest_shown) AS newest_shown,
           (SELECT occurred_at FROM newest_shown) AS newest_shown_at,
           (SELECT i.direction FROM newest_shown n CROSS JOIN items i ON i.id = n.id
            WHERE ?2 OR c.preview_item IS NOT n.id) AS newest_shown_direction,
           (SELECT i.content FROM newest_shown n CROSS JOIN items i ON i.id = n.id
            WHERE ?2 OR c.preview_item IS NOT n.id) AS newest_shown_content,
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
           c.assignee, c.assignee_kind, c.assignee_name, c.team, c.status, c.priority, c.tags,
           c.ai_on,
           c.last_activity_at, c.last_customer_at,
           c.unanswered_since, c.window_ends_at, c.move_rank, c.move_since, c.move_reason,
           c.move_holds_until, c.waiting_since, c.closing_at, c.read_through, c.standing,
           c.snoozed_until, c.frustration_key, c.ai_off_since
    FROM conversations c
    CROSS JOIN last_answer
    LEFT JOIN desk.lines l ON l.id = c.line_id
    WHERE c.id = ?1";

/// What a conversation's row shows: everything that is derived.
#[derive(Debug, Default, PartialEq, sqlx::FromRow)]
pub(super) struct Derived {
    pub(super) assignee: Option<String>,
    pub(super) assignee_kind: Option<String>,
    pub(super) assignee_name: Option<String>,
    pub(super) team: Option<String>,
    pub(super) status: String,
    pub(super) priority: Option<String>,
    pub(super) tags: String,
    pub(super) ai_on: bool,
    pub(super) last_activity_at: i64,
    pub(super) last_customer_at: Option<i64>,
    pub(super) unanswered_since: Option<i64>,
    pub(super) window_ends_at: Option<i64>,
    pub(super) move_rank: i64,
    pub(super) move_since: Option<i64>,
    pub(super) move_reason: Option<String>,
    pub(super) move_holds_until: Option<i64>,
    pub(super) waiting_since: Option<i64>,
    pub(super) closing_at: Option<i64>,
    pub(super) read_through: i64,
    pub(super) standing: i64,
    pub(super) snoozed_until: Option<i64>,
    pub(super) frustration_key: i64,
    pub(super) ai_off_since: Option<i64>,
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

    /// Where in a list it is.
    pub(super) fn keys(&self) -> Keys {
        Keys {
            last_activity_at: self.last_activity_at,
            needs: self.needs_key(),
            waiting: self.or_newest_first(self.waiting_since),
            closing: self.or_newest_first(self.closing_at),
            frustration: self.frustration_key,
            move_holds_until: self.move_holds_until,
        }
    }

    /// In which lists it is, and what they are filtered and counted by.
    pub(super) fn places(&self) -> Places<'_> {
        Places {
            assignee: self.assignee.as_deref(),
            assignee_kind: self.assignee_kind.as_deref(),
            team: self.team.as_deref(),
            status: &self.status,
            priority: self.priority.as_deref(),
            move_rank: self.move_rank,
            move_reason: self.move_reason.as_deref(),
            standing: self.standing,
            unread: self.is_unread(),
        }
    }

    /// True when views or their numbers may see the difference.
    pub(super) fn counts_differently(&self, other: &Self) -> bool {
        self.standing != other.standing
            || self.move_rank != other.move_rank
            || self.move_reason != other.move_reason
            || self.is_unread() != other.is_unread()
    }
}

/// Where in a list a conversation is.
#[derive(PartialEq)]
pub(super) struct Keys {
    pub(super) last_activity_at: i64,
    pub(super) needs: i64,
    pub(super) waiting: i64,
    pub(super) closing: i64,
    pub(super) frustration: i64,
    pub(super) move_holds_until: Option<i64>,
}

/// In which lists a conversation is, and what they are filtered and counted by.
#[derive(PartialEq)]
pub(super) struct Places<'a> {
    pub(super) assignee: Option<&'a str>,
    pub(super) assignee_kind: Option<&'a str>,
    pub(super) team: Option<&'a str>,
    pub(super) status: &'a str,
    pub(super) priority: Option<&'a str>,
    pub(super) move_rank: i64,
    pub(super) move_reason: Option<&'a str>,
    pub(super) standing: i64,
    pub(super) unread: bool,
}

/// Later than anything that can happen.
const AFTER_ALL_INSTANTS: i64 = 9_000_000_000_000_000;

/// The order by frustration: the most first, among equals newest first; those of unknown mood follow.
pub(super) fn frustration_key(frustration: Option<u8>, last_activity_at: i64) -> i64 {
    const STEP: i64 = 10_000_000_000_000;
    match frustration {
        Some(percent) => (100 - i64::from(percent.min(100))) * STEP + STEP - last_activity_at,
        None => AFTER_ALL_INSTANTS - last_activity_at,
    }
}
