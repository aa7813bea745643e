//! What a conversation shows of what can be changed from here, and where an agent finds it for that.

use inbox_core::{AgentKind, ConversationAction, Move, MoveReason, OutboxAction, Priority, Status};

use super::Situation;
use crate::{
    StoreError,
    words::{Word, from_json, to_json},
};

/// Where an agent finds a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Open, carried by the person at this desk.
    Mine = 1,
    /// Open, carried by no person, and no AI answers on its own.
    Unassigned = 2,
    /// Open, carried by a colleague.
    Colleague = 3,
    /// Open, carried by the AI.
    Ai = 4,
    /// Hidden until a time or an answer.
    Snoozed = 5,
    /// Done.
    Resolved = 6,
}

/// What a conversation shows of what can be changed from here.
pub(super) struct Shown {
    pub(super) assignee: Option<String>,
    pub(super) kind: Option<AgentKind>,
    pub(super) name: Option<String>,
    pub(super) team: Option<String>,
    pub(super) status: Status,
    pub(super) priority: Option<Priority>,
    pub(super) tags: String,
    pub(super) ai_on: bool,
    /// The AI is off because of a change of this desk that is on its way.
    pub(super) switched_off_here: bool,
    pub(super) seen_through: Option<i64>,
    /// When a hidden one comes back; `None` also where it does so at the customer's answer.
    pub(super) snoozed_until: Option<i64>,
    /// It asks for a person by a change of this desk that is on its way.
    pub(super) asks_since: Option<i64>,
}

/// What the platform tells, with the changes of this desk that it has not confirmed on top. So a
/// poll that still tells the old state changes nothing while a change is on its way.
pub(super) fn shown(situation: &Situation) -> Result<Shown, StoreError> {
    let mut shown = Shown {
        assignee: situation.told_assignee.clone(),
        kind: Word::read_optional(situation.told_assignee_kind.as_deref())?,
        name: situation.told_assignee_name.clone(),
        team: situation.told_team.clone(),
        status: Word::read(&situation.told_status)?,
        priority: Word::read_optional(situation.told_priority.as_deref())?,
        tags: situation.told_tags.clone(),
        ai_on: false,
        switched_off_here: false,
        seen_through: situation.seen_through,
        snoozed_until: situation.told_snoozed_until,
        asks_since: None,
    };
    let mut ai_on = situation.told_ai_on;
    let pending: Vec<OutboxAction> = match situation.pending.as_str() {
        "[]" => Vec::new(),
        pending => from_json("action", pending)?,
    };
    for action in pending {
        let OutboxAction::Act { action, .. } = action else {
            continue;
        };
        match action {
            ConversationAction::Assign { to, to_kind, .. } => {
                shown.kind = to.as_ref().map(|_| to_kind);
                shown.assignee = to.map(|agent| agent.0);
                shown.name = None;
            }
            ConversationAction::AssignTeam { team } => shown.team = team.map(|team| team.0),
            ConversationAction::SetStatus { status, until } => {
                shown.status = status;
                shown.snoozed_until = until.map(|until| until.0);
            }
            ConversationAction::AskForPerson { since } => {
                shown.status = Status::Open;
                shown.snoozed_until = None;
                shown.asks_since = Some(since.0);
            }
            ConversationAction::ResolveAs { .. } | ConversationAction::SetMuted { muted: true } => {
                shown.status = Status::Resolved;
                shown.snoozed_until = None;
            }
            ConversationAction::SetPriority { priority } => shown.priority = priority,
            ConversationAction::SetTags { tags } => shown.tags = to_json("tags", &tags)?,
            ConversationAction::SetAi { on } => {
                ai_on = Some(on);
                shown.switched_off_here = !on;
            }
            ConversationAction::MarkUnread => shown.seen_through = None,
            ConversationAction::ResolveAttention { .. }
            | ConversationAction::Approve
            | ConversationAction::DeleteItem { .. }
            | ConversationAction::ChangeNote { .. }
            | ConversationAction::SetMuted { muted: false }
            | ConversationAction::SetProperty { .. }
            | ConversationAction::ChangeContact { .. }
            | ConversationAction::MarkRead => {}
        }
    }
    shown.snoozed_until = shown
        .snoozed_until
        .filter(|_| shown.status == Status::Snoozed);
    shown.ai_on = ai_on.unwrap_or(shown.kind == Some(AgentKind::AiAgent));
    Ok(shown)
}

pub(super) fn standing(shown: &Shown, me: Option<&String>, decided: &Move) -> Standing {
    let asked_for_us = decided.reason.is_some_and(MoveReason::asks_anybody);
    match shown.status {
        Status::Snoozed => return Standing::Snoozed,
        Status::Resolved => return Standing::Resolved,
        Status::Open | Status::Pending => {}
    }
    match (&shown.assignee, shown.kind) {
        (Some(agent), Some(AgentKind::Person) | None) if Some(agent) == me => Standing::Mine,
        (Some(_), Some(AgentKind::Person) | None) => Standing::Colleague,
        (None, _) | (Some(_), Some(AgentKind::AiAgent)) if asked_for_us => Standing::Unassigned,
        (Some(_), Some(AgentKind::AiAgent)) => Standing::Ai,
        (None, _) if shown.ai_on => Standing::Ai,
        (None, _) => Standing::Unassigned,
    }
}
