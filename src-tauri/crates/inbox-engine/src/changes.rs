//! Changes of conversations as rules: what a line must be able to do for one, whether one would
//! change anything, and what takes one back. Pure.

use inbox_core::{
    AgentKind, AttentionItem, AttentionKind, Capabilities, ConversationAction, RemoteId, Status,
    Timestamp, Unavailable,
};
use inbox_store::ConversationDetail;

/// Whether a line can make this change.
pub(crate) fn ability(
    capabilities: &Capabilities,
    action: &ConversationAction,
) -> Result<(), Unavailable> {
    match action {
        ConversationAction::Assign {
            to: Some(_),
            to_kind: AgentKind::AiAgent,
            ..
        } => capabilities.assign_ai,
        ConversationAction::Assign { .. } => capabilities.assign_person,
        ConversationAction::AssignTeam { .. } => capabilities.assign_team,
        ConversationAction::SetStatus { status, .. } => match status {
            Status::Snoozed => capabilities.snooze,
            Status::Open => capabilities.reopen,
            Status::Pending | Status::Resolved => capabilities.set_status,
        },
        ConversationAction::AskForPerson { .. } => capabilities.reopen,
        ConversationAction::ResolveAs { .. } => capabilities.tools.outcome,
        // Whether it is a message or a note, only the item tells: see `Engine::change_item`.
        ConversationAction::DeleteItem { .. } => capabilities
            .tools
            .delete_message
            .or(capabilities.tools.delete_note),
        ConversationAction::ChangeNote { .. } => capabilities.tools.change_note,
        ConversationAction::SetPriority { .. } => capabilities.set_priority,
        ConversationAction::SetTags { .. } => capabilities.set_tags,
        ConversationAction::SetAi { .. } => capabilities.set_ai,
        ConversationAction::ResolveAttention { .. } => capabilities.resolve_attention,
        ConversationAction::Approve => capabilities.approve,
        ConversationAction::SetMuted { .. } => capabilities.mute,
        ConversationAction::SetProperty { .. } => capabilities.set_properties,
        ConversationAction::ChangeContact { change, .. } => capabilities.contacts.of(change),
        ConversationAction::MarkRead | ConversationAction::MarkUnread => Ok(()),
    }
}

/// Since when a conversation asks for a person where that request is its very status, so that any
/// other status ends it.
fn asks_by_status(detail: &ConversationDetail) -> Option<Timestamp> {
    let by_status = |item: &&AttentionItem| {
        item.open
            && item.kind == AttentionKind::HumanRequested
            && item
                .remote
                .as_ref()
                .is_some_and(|remote| remote.0 == detail.platform_status)
    };
    let asked = detail.facts.attention.iter().find(by_status);
    asked
        .filter(|_| detail.status == Status::Open)
        .map(|item| item.raised_at)
}

/// True when the conversation is already as the change would have it.
pub(crate) fn holds(detail: &ConversationDetail, action: &ConversationAction) -> bool {
    match action {
        ConversationAction::Assign { to, to_kind, .. } => {
            let carried = detail
                .assignee
                .as_ref()
                .map(|assignee| (&assignee.agent, assignee.kind));
            carried == to.as_ref().map(|agent| (agent, *to_kind))
        }
        ConversationAction::AssignTeam { team } => detail.facts.team == *team,
        ConversationAction::SetStatus { status, until } => {
            detail.status == *status
                && (*status != Status::Snoozed || detail.facts.snoozed_until == *until)
        }
        ConversationAction::AskForPerson { .. } => asks_by_status(detail).is_some(),
        ConversationAction::ResolveAs { .. } => detail.status == Status::Resolved,
        ConversationAction::SetPriority { priority } => detail.priority == *priority,
        ConversationAction::SetTags { tags } => {
            let mut shown: Vec<&RemoteId> = detail.tags.iter().map(|tag| &tag.id.remote).collect();
            let mut wanted: Vec<&RemoteId> = tags.iter().collect();
            shown.sort_unstable();
            wanted.sort_unstable();
            shown == wanted
        }
        ConversationAction::SetAi { on } => detail.ai_on == *on,
        ConversationAction::SetMuted { muted } => detail.facts.muted == *muted,
        ConversationAction::SetProperty { name, value } => {
            let known = detail
                .facts
                .properties
                .iter()
                .find(|property| property.name == *name)
                .map(|property| &property.value);
            known == value.as_ref()
        }
        ConversationAction::ResolveAttention { item } => !detail
            .facts
            .attention
            .iter()
            .any(|asked| asked.open && asked.remote.as_ref() == Some(item)),
        // Whether that holds, the contact's card knows.
        ConversationAction::ChangeContact { .. }
        | ConversationAction::Approve
        | ConversationAction::DeleteItem { .. }
        | ConversationAction::ChangeNote { .. }
        | ConversationAction::MarkRead
        | ConversationAction::MarkUnread => false,
    }
}

/// The changes that put the conversation back as it is now, in their order; none where it cannot be.
pub(crate) fn back(
    detail: &ConversationDetail,
    action: &ConversationAction,
) -> Vec<ConversationAction> {
    let status = || match asks_by_status(detail) {
        Some(since) => ConversationAction::AskForPerson { since },
        None => ConversationAction::SetStatus {
            status: detail.status,
            until: detail.facts.snoozed_until,
        },
    };
    let back = match action {
        ConversationAction::Assign { .. } => ConversationAction::Assign {
            to: detail
                .assignee
                .as_ref()
                .map(|assignee| assignee.agent.clone()),
            to_kind: detail
                .assignee
                .as_ref()
                .map_or(AgentKind::Person, |assignee| assignee.kind),
            // Whoever holds it now is the one it was given to a moment ago.
            force: true,
        },
        ConversationAction::AssignTeam { .. } => ConversationAction::AssignTeam {
            team: detail.facts.team.clone(),
        },
        ConversationAction::SetStatus { .. } => status(),
        ConversationAction::SetPriority { .. } => ConversationAction::SetPriority {
            priority: detail.priority,
        },
        ConversationAction::SetTags { .. } => ConversationAction::SetTags {
            tags: detail
                .tags
                .iter()
                .map(|tag| tag.id.remote.clone())
                .collect(),
        },
        ConversationAction::SetAi { .. } => ConversationAction::SetAi { on: detail.ai_on },
        ConversationAction::SetMuted { muted } => {
            let unmuted = ConversationAction::SetMuted {
                muted: detail.facts.muted,
            };
            // Blocking resolves; letting in again opens nothing by itself.
            let resolved = *muted && detail.status != Status::Resolved;
            return std::iter::once(unmuted)
                .chain(resolved.then(status))
                .collect();
        }
        ConversationAction::SetProperty { name, .. } => ConversationAction::SetProperty {
            name: name.clone(),
            value: detail
                .facts
                .properties
                .iter()
                .find(|property| property.name == *name)
                .map(|property| property.value.clone()),
        },
        ConversationAction::ChangeContact { .. }
        | ConversationAction::ResolveAttention { .. }
        | ConversationAction::Approve
        | ConversationAction::AskForPerson { .. }
        // Opening it again would not take back what saying its outcome set off.
        | ConversationAction::ResolveAs { .. }
        | ConversationAction::DeleteItem { .. }
        | ConversationAction::ChangeNote { .. }
        | ConversationAction::MarkRead
        | ConversationAction::MarkUnread => return Vec::new(),
    };
    vec![back]
}
