//! Settling: at the end of each write, what a conversation's row shows is derived anew from what
//! the platform told, its items and the desk.
//!
//! Invariant: derived columns are written here and nowhere else, and whose move it is comes from
//! [`Move::decide`] alone.

mod first_sight;
mod kept;
mod shown;
mod situation;

use inbox_core::{
    AgentKind, ChannelKind, ConversationId, LineId, Move, MoveFacts, Preview, REPLY_WINDOW_MS,
    Status, Timestamp, WhoseMove, has_reply_window,
};

use shown::{Shown, shown, standing};
use situation::{Derived, Situation, frustration_key};

pub(crate) use first_sight::{First, FirstSight};
pub(crate) use situation::SITUATION;

use crate::{
    Change, StoreError, Write,
    role::{Role, preview_of},
    words::{Word, from_json},
    write::Touch,
};

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
        .bind(touch.items)
        .fetch_optional(&mut *connection)
        .await?;
    // Forgotten in this very write.
    let Some(situation) = situation else {
        return Ok(());
    };
    let derived = derive(&situation, now)?;
    let preview = news_in_preview(&situation, touch)?;
    let differs = derived != situation.before;
    if differs || preview.is_some() {
        kept::update(
            connection,
            id,
            &situation.before,
            &derived,
            preview.as_ref(),
        )
        .await?;
    }
    if derived.tags != situation.before.tags {
        kept::replace_tags(connection, LineId(situation.line_id), id, &derived.tags).await?;
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

/// Since when a person is asked for whom nobody has been yet.
fn human_requested_at(situation: &Situation, shown: &Shown) -> Option<i64> {
    let carried_by_person = shown.kind == Some(AgentKind::Person);
    let asked = situation
        .human_requested_at
        .filter(|asked| *asked > situation.last_answer_at && !carried_by_person);
    let told = situation
        .attention_at
        .filter(|_| situation.attention_for_person);
    asked.or(shown.asks_since.or(told).filter(|_| shown.ai_on))
}

fn derive(situation: &Situation, now: Timestamp) -> Result<Derived, StoreError> {
    let channel: ChannelKind = Word::read(&situation.channel_kind)?;
    let platform = situation.platform.as_deref().map(Word::read).transpose()?;
    let shown = shown(situation)?;

    let listed = situation
        .listed_event_at
        .filter(|at| situation.ahead && *at > situation.last_answer_at);
    let listed_message =
        listed.filter(|_| situation.listed_event_role == Some(Role::CustomerMessage.code()));
    let listed_call =
        listed.filter(|_| situation.listed_event_role == Some(Role::CustomerCall.code()));
    let last_customer_at = situation.message_at.max(situation.call_at).max(listed);
    let missed_call_at = earlier(situation.unanswered_call_at, listed_call);
    let unanswered_since = earlier(
        situation.unanswered_message_at,
        earlier(missed_call_at, listed),
    );
    let window_ends_at = situation
        .message_at
        .max(listed_message)
        .filter(|_| platform.is_some_and(|platform| has_reply_window(platform, channel)))
        .map(|written| written.saturating_add(REPLY_WINDOW_MS));
    let delivered_at = situation.answered_at.max(situation.automatic_at);
    let not_delivered_at = situation
        .failed_at
        .filter(|_| situation.failed_at > delivered_at);

    let decided = Move::decide(
        &MoveFacts {
            open: shown.status == Status::Open,
            pending: shown.status == Status::Pending,
            human_requested_at: human_requested_at(situation, &shown).map(Timestamp),
            approval_at: situation.approval_at.map(Timestamp),
            ai_stuck_at: situation.attention_at.map(Timestamp),
            attention_at: situation.other_asked_at.map(Timestamp),
            stuck_at: situation.stuck_at.map(Timestamp),
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
        team: shown.team,
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

/// What a row shows from now on, and the item it is from.
struct NewPreview {
    item: i64,
    preview: Preview,
}

/// The newest item as the row shall show it, unless the listing knows something newer or the row
/// shows it already.
fn news_in_preview(situation: &Situation, touch: Touch) -> Result<Option<NewPreview>, StoreError> {
    let Some((item, at)) = situation.newest_shown.zip(situation.newest_shown_at) else {
        return Ok(None);
    };
    let listing_is_newer =
        situation.ahead && situation.preview_kind.is_some() && at < situation.listed_at;
    let showing = situation.preview_item == Some(item);
    if listing_is_newer || (showing && !touch.items) {
        return Ok(None);
    }
    let direction = situation.newest_shown_direction.as_deref();
    let content = situation.newest_shown_content.as_deref();
    let Some((direction, content)) = direction.zip(content) else {
        return Ok(None);
    };
    let content = from_json("content", content)?;
    let preview = preview_of(Word::read(direction)?, &content);
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
