//! What a conversation shows the first time it is told: the same as any, of which neither items nor
//! anything of this desk are known.

use inbox_core::{ConversationRecord, LineId, Timestamp};

use super::{Derived, Situation, derive, kept};
use crate::{
    StoreError, Write,
    conversations::{Announced, Statement, Told},
    words::Word,
};

/// What looking at newcomers of a line needs to know of it.
pub(crate) struct FirstSight {
    line: LineId,
    me: Option<String>,
    connected_at: i64,
    platform: Option<String>,
    now: Timestamp,
}

/// What a newcomer shows.
pub(crate) struct First(Derived);

impl FirstSight {
    pub(crate) async fn of(write: &mut Write, line: LineId) -> Result<Self, StoreError> {
        let known: Option<(Option<String>, Option<i64>, Option<String>)> =
            sqlx::query_as("SELECT me, connected_at, platform FROM desk.lines WHERE id = ?")
                .bind(line.0)
                .fetch_optional(write.connection())
                .await?;
        let (me, connected_at, platform) = known.unwrap_or_default();
        Ok(Self {
            line,
            me,
            connected_at: connected_at.unwrap_or_default(),
            platform,
            now: write.now,
        })
    }

    pub(crate) fn look(
        &self,
        record: &ConversationRecord,
        told: &Told,
        announced: Announced,
    ) -> Result<First, StoreError> {
        let assignee = record.assignee.as_ref();
        let situation = Situation {
            line_id: self.line.0,
            remote: record.remote.0.clone(),
            told_status: record.status.word().to_owned(),
            told_priority: record.priority.map(|priority| priority.word().to_owned()),
            told_tags: told.tags.clone(),
            told_ai_on: record.facts.ai_on,
            seen_through: record.facts.seen_through.map(|at| at.0),
            channel_kind: record.channel_kind.word().to_owned(),
            platform: self.platform.clone(),
            told_assignee: assignee.map(|assignee| assignee.agent.0.clone()),
            told_assignee_kind: assignee.map(|assignee| assignee.kind.word().to_owned()),
            told_assignee_name: assignee.and_then(|assignee| assignee.name.clone()),
            told_team: record.facts.team.as_ref().map(|team| team.0.clone()),
            listed_at: record.last_activity_at.0,
            listed_event_role: announced.map(|(role, _)| role),
            listed_event_at: announced.map(|(_, at)| at),
            human_requested_at: told.asked.until_answered.map(|at| at.0),
            attention_at: told.asked.until_dealt_with.map(|at| at.0),
            attention_for_person: told.asked.for_person,
            approval_at: told.asked.approval.map(|at| at.0),
            other_asked_at: told.asked.other.map(|at| at.0),
            told_snoozed_until: record.facts.snoozed_until.map(|at| at.0),
            frustration: record.facts.frustration,
            // Its timeline was never read.
            ahead: true,
            preview_kind: record
                .preview
                .as_ref()
                .map(|preview| preview.kind.word().to_owned()),
            preview_item: None,
            me: self.me.clone(),
            connected_at: self.connected_at,
            message_at: None,
            call_at: None,
            failed_at: None,
            answered_at: None,
            automatic_at: None,
            last_answer_at: i64::MIN,
            unanswered_message_at: None,
            unanswered_call_at: None,
            newest_at: None,
            newest_shown: None,
            newest_shown_at: None,
            newest_shown_direction: None,
            newest_shown_content: None,
            stuck_at: None,
            pending: "[]".to_owned(),
            marked_through: None,
            mentioned_at: None,
            before: Derived::default(),
        };
        derive(&situation, self.now).map(First)
    }
}

impl First {
    /// The columns that [`Self::bind`] binds.
    pub(crate) fn columns() -> Vec<&'static str> {
        kept::columns()
    }

    pub(crate) fn bind<'a>(&'a self, statement: Statement<'a>) -> Statement<'a> {
        kept::bind_all(statement, &self.0)
    }
}
