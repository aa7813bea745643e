//! The same change to many conversations as one call, where a platform has one. Such a call says that it
//! was taken, never that every conversation changed: what the lists do not show a moment later is told
//! once more by itself, and then says why not.

use std::collections::HashSet;

use inbox_core::{
    AgentKind, ConversationAction, ConversationId, ConversationRecord, ConversationTools, Outbound,
    OutboxAction, OutboxState, Platform, PlatformError, RemoteId, Retry, Status, Urgency,
};
use inbox_store::StoreError;

use super::{Step, carry_out, keep, verdict};
use crate::line::LineContext;

/// Fewer are told one by one, which answers for each.
const WORTH_IT: usize = 3;

/// When the lists are looked at for what became of it.
const LISTS_AFTER_MS: u64 = 1_500;

/// When each conversation is judged.
const JUDGED_AFTER_MS: i64 = 5_000;

/// Splits off the rows that are told together; the others stay in their order.
pub(super) fn together(
    context: &LineContext,
    due: Vec<Outbound>,
    busy: &HashSet<ConversationId>,
) -> (Vec<Vec<Outbound>>, Vec<Outbound>) {
    let can = context
        .status()
        .capabilities
        .is_some_and(|capabilities| capabilities.tools.many_at_once);
    if !can {
        return (Vec::new(), due);
    }
    let mut groups: Vec<Vec<Outbound>> = Vec::new();
    let mut others = Vec::new();
    for row in due {
        let fresh = row.state == OutboxState::Queued && row.attempts == 0;
        if !fresh || busy.contains(&row.conversation) || !is_shared(&row.action) {
            others.push(row);
            continue;
        }
        match groups
            .iter_mut()
            .find(|group| group[0].action == row.action)
        {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    let (groups, few): (Vec<_>, Vec<_>) = groups
        .into_iter()
        .partition(|group| group.len() >= WORTH_IT);
    others.extend(few.into_iter().flatten());
    (groups, others)
}

/// A change that is the same for every conversation, and whose outcome a listing tells.
fn is_shared(action: &OutboxAction) -> bool {
    let OutboxAction::Act { action } = action else {
        return false;
    };
    matches!(
        action,
        ConversationAction::Assign {
            to_kind: AgentKind::Person,
            ..
        } | ConversationAction::AssignTeam { .. }
            | ConversationAction::SetStatus { .. }
    )
}

/// Tells the rows of a group in one call.
pub(super) async fn tell(context: &LineContext, rows: Vec<Outbound>) {
    let begun = match begin(context, &rows).await {
        Ok(begun) => begun,
        Err(error) => {
            // Nothing has left. The next ring or due row tries again.
            tracing::error!(line = %context.line.id, %error, "attempts could not be noted");
            return;
        }
    };
    let Some(OutboxAction::Act { action }) = begun.first().map(|row| &row.action) else {
        return;
    };
    let conversations: Vec<RemoteId> = begun
        .iter()
        .map(|row| row.conversation.remote.clone())
        .collect();
    let platform = context.platform.at(Urgency::Person);
    let told = platform.act_on_many(&conversations, action);
    match context.call(Box::pin(told)).await {
        Ok(()) => {
            tracing::debug!(line = %context.line.id, count = begun.len(), "told together");
            let judged_at = context.now().plus(JUDGED_AFTER_MS);
            for row in &begun {
                keep(context, &row.id, Step::Check(judged_at)).await;
            }
        }
        Err(error) => {
            tracing::info!(line = %context.line.id, %error, "not told together");
            give_back(context, &begun, &error).await;
        }
    }
}

/// Has the lists looked at once the platform had a moment to do it.
pub(super) async fn look_at_lists(context: &LineContext) {
    context.clock().sleep(LISTS_AFTER_MS).await;
    context.poll_bell.ring();
}

async fn begin(context: &LineContext, rows: &[Outbound]) -> Result<Vec<Outbound>, StoreError> {
    let mut write = context.store().write().await?;
    let mut begun = Vec::with_capacity(rows.len());
    for row in rows {
        begun.extend(write.begin_attempt(&row.id).await?);
    }
    write.commit().await?;
    Ok(begun)
}

/// What concerns the whole line keeps them waiting as usual; anything else may be about one of them,
/// so each is told by itself next.
async fn give_back(context: &LineContext, rows: &[Outbound], error: &PlatformError) {
    let now = context.now();
    let of_the_line = matches!(error.retry(), Retry::Network | Retry::After(_))
        || matches!(
            error,
            PlatformError::KeyRefused | PlatformError::RateLimited { .. }
        );
    for row in rows {
        if of_the_line {
            let verdict = verdict::after_failure(&row.action, error, row.attempts, now);
            carry_out(context, row, verdict).await;
        } else {
            keep(context, &row.id, Step::Wait(now)).await;
        }
    }
}

/// The platform's own listing shows what a row wished for.
pub(super) async fn came_true(
    context: &LineContext,
    row: &Outbound,
    action: &ConversationAction,
) -> bool {
    let record = async {
        context
            .store()
            .read()
            .await?
            .conversation_record(&row.conversation)
            .await
    };
    record
        .await
        .ok()
        .flatten()
        .is_some_and(|record| shows(&record, action))
}

/// A listing that tells no assignee says nothing about one.
fn shows(record: &ConversationRecord, action: &ConversationAction) -> bool {
    match action {
        ConversationAction::Assign { to, to_kind, .. } => {
            let carried = record
                .assignee
                .as_ref()
                .map(|assignee| (&assignee.agent, assignee.kind));
            !record.facts.assignee_untold && carried == to.as_ref().map(|agent| (agent, *to_kind))
        }
        ConversationAction::AssignTeam { team } => record.facts.team == *team,
        ConversationAction::SetStatus { status, until } => {
            record.status == *status
                && (*status != Status::Snoozed || record.facts.snoozed_until == *until)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(action: ConversationAction) -> OutboxAction {
        OutboxAction::Act { action }
    }

    #[test]
    fn only_what_is_the_same_for_all_and_shows_in_lists_is_told_together() {
        let resolved = ConversationAction::SetStatus {
            status: Status::Resolved,
            until: None,
        };
        assert!(is_shared(&act(resolved)));
        assert!(!is_shared(&act(ConversationAction::Approve)));
        let tags = ConversationAction::SetTags { tags: Vec::new() };
        assert!(!is_shared(&act(tags)));
        let to_bot = ConversationAction::Assign {
            to: Some("bot".into()),
            to_kind: AgentKind::AiAgent,
            force: false,
        };
        assert!(!is_shared(&act(to_bot)));
    }
}
