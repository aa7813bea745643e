//! Conversations.

use inbox_core::{
    AgentId, AgentKind, AttentionItem, AttentionKind, ContactId, ConversationAction, Delivery,
    LineId, Mood, MoveReason, PreviewKind, Priority, Property, PropertyDefinition, RemoteId,
    ReplyWindow, Status, TagId, Team, TeamId, Timestamp, WhoseMove, window_only_warns,
};
use inbox_engine::Writing;
use inbox_store::{
    AiSummary, ConversationDetail as StoredDetail, ListRow, MadeSummary,
    OtherConversation as StoredOther, OwnMessage, RefusedProperty, ShownAssignee, ShownContact,
    ShownTag, Sort, Unconfirmed, View,
};

use super::{
    contact::field_kind,
    id,
    line::{channel_kind, optional_time, platform, team as team_dto},
    outbox::stuck_reason,
    time,
    view::priority_from,
};
use crate::ipc::dto::{
    AssigneeDto, AttentionItemDto, AttentionKindDto, AuthorKindDto, ChangeOfConversation,
    ContactDto, ConversationDetail, ConversationRow, FieldKindDto, Milliseconds, MoodDto,
    MoveReasonDto, OtherConversation, PreviewDto, PreviewKindDto, PriorityDto, PropertyDto,
    RatingDto, RefusedPropertyDto, ReplyWindowDto, RowDeliveryDto, SortDto, StatusDto, SummaryDto,
    TagDto, ViewDto, WhoseMoveDto, WritingDto,
};
use crate::ipc::error::IpcResult;

/// Whose move it is.
pub fn whose_move(whose: WhoseMove) -> WhoseMoveDto {
    match whose {
        WhoseMove::NeedsPerson => WhoseMoveDto::NeedsPerson,
        WhoseMove::ClosingSoon => WhoseMoveDto::ClosingSoon,
        WhoseMove::OurTurn => WhoseMoveDto::OurTurn,
        WhoseMove::Ai => WhoseMoveDto::Ai,
        WhoseMove::Waiting => WhoseMoveDto::Waiting,
    }
}

fn reason(reason: MoveReason) -> MoveReasonDto {
    match reason {
        MoveReason::HumanRequested => MoveReasonDto::HumanRequested,
        MoveReason::Approval => MoveReasonDto::Approval,
        MoveReason::AiStuck => MoveReasonDto::AiStuck,
        MoveReason::Attention => MoveReasonDto::Attention,
        MoveReason::NotDelivered => MoveReasonDto::NotDelivered,
        MoveReason::MissedCall => MoveReasonDto::MissedCall,
        MoveReason::Mentioned => MoveReasonDto::Mentioned,
        MoveReason::Frustrated => MoveReasonDto::Frustrated,
    }
}

/// A view, from the boundary.
pub fn view(view: ViewDto) -> View {
    match view {
        ViewDto::Mine => View::Mine,
        ViewDto::Unassigned => View::Unassigned,
        ViewDto::AllOpen => View::AllOpen,
        ViewDto::NeedsPerson => View::NeedsPerson,
        ViewDto::HumanRequested => View::HumanRequested,
        ViewDto::ClosingSoon => View::ClosingSoon,
        ViewDto::Snoozed => View::Snoozed,
        ViewDto::Resolved => View::Resolved,
    }
}

/// A view, to the boundary.
pub fn view_dto(view: View) -> ViewDto {
    match view {
        View::Mine => ViewDto::Mine,
        View::Unassigned => ViewDto::Unassigned,
        View::AllOpen => ViewDto::AllOpen,
        View::NeedsPerson => ViewDto::NeedsPerson,
        View::HumanRequested => ViewDto::HumanRequested,
        View::ClosingSoon => ViewDto::ClosingSoon,
        View::Snoozed => ViewDto::Snoozed,
        View::Resolved => ViewDto::Resolved,
    }
}

/// An order, from the boundary.
pub fn sort(sort: SortDto) -> Sort {
    match sort {
        SortDto::NeedsUsFirst => Sort::NeedsUsFirst,
        SortDto::Newest => Sort::Newest,
        SortDto::LongestWaiting => Sort::LongestWaiting,
        SortDto::ClosingFirst => Sort::ClosingFirst,
        SortDto::MostFrustrated => Sort::MostFrustrated,
    }
}

/// An order, to the boundary.
pub fn sort_dto(sort: Sort) -> SortDto {
    match sort {
        Sort::NeedsUsFirst => SortDto::NeedsUsFirst,
        Sort::Newest => SortDto::Newest,
        Sort::LongestWaiting => SortDto::LongestWaiting,
        Sort::ClosingFirst => SortDto::ClosingFirst,
        Sort::MostFrustrated => SortDto::MostFrustrated,
    }
}

/// How pressing, to the boundary.
pub fn priority(priority: Priority) -> PriorityDto {
    match priority {
        Priority::Low => PriorityDto::Low,
        Priority::Medium => PriorityDto::Medium,
        Priority::High => PriorityDto::High,
        Priority::Urgent => PriorityDto::Urgent,
    }
}

fn preview_kind(kind: PreviewKind) -> PreviewKindDto {
    match kind {
        PreviewKind::Text => PreviewKindDto::Text,
        PreviewKind::Media => PreviewKindDto::Media,
        PreviewKind::Location => PreviewKindDto::Location,
        PreviewKind::Call => PreviewKindDto::Call,
        PreviewKind::MissedCall => PreviewKindDto::MissedCall,
        PreviewKind::Template => PreviewKindDto::Template,
        PreviewKind::Activity => PreviewKindDto::Activity,
        PreviewKind::Unsupported => PreviewKindDto::Unsupported,
    }
}

/// What a person calls a customer: the name, else the number, else the address.
pub fn name_of(name: Option<String>, phone: Option<&str>, email: Option<&str>) -> String {
    name.or_else(|| phone.map(str::to_owned))
        .or_else(|| email.map(str::to_owned))
        .unwrap_or_default()
}

/// Picks the same colour for a customer wherever they appear.
pub(super) fn contact_key(contact: Option<&ContactId>, name: &str) -> String {
    contact.map_or_else(|| name.to_owned(), ToString::to_string)
}

fn assignee(line: LineId, shown: ShownAssignee, pending: bool) -> AssigneeDto {
    AssigneeDto {
        id: AgentId::new(line, shown.agent).to_string(),
        name: shown.name.unwrap_or_default(),
        is_ai: shown.kind == AgentKind::AiAgent,
        is_me: shown.is_me,
        pending,
    }
}

/// A tag of a conversation.
pub fn tag(tag: ShownTag) -> TagDto {
    TagDto {
        id: tag.id.to_string(),
        name: tag.name,
        icon: tag.icon,
    }
}

/// A row, of which that much is still in the outbox.
pub fn row(row: ListRow, unconfirmed: Unconfirmed, now: Timestamp) -> ConversationRow {
    let delivery = match row
        .preview
        .as_ref()
        .and_then(|preview| preview.own.as_ref())
    {
        Some(OwnMessage::Unconfirmed(inbox_core::OutboxState::Stuck { .. })) => {
            RowDeliveryDto::Failed
        }
        Some(OwnMessage::Unconfirmed(_)) => RowDeliveryDto::ToSend,
        Some(OwnMessage::Delivery(Delivery::Failed { .. })) => RowDeliveryDto::Failed,
        // The customer wrote again meanwhile.
        _ if unconfirmed.words => RowDeliveryDto::ToSend,
        Some(OwnMessage::Delivery(_)) | None => RowDeliveryDto::None,
    };
    let preview = row.preview.map_or(
        PreviewDto {
            kind: PreviewKindDto::Text,
            outbound: false,
            author_kind: AuthorKindDto::Contact,
            author_name: None,
            text: None,
        },
        |preview| PreviewDto {
            kind: preview_kind(preview.kind),
            outbound: preview.outbound,
            author_kind: match &preview.author {
                _ if !preview.outbound => AuthorKindDto::Contact,
                Some(author) => super::item::author_kind(author, preview.mine),
                None => AuthorKindDto::Unknown,
            },
            author_name: preview.author.and_then(|author| author.name),
            text: preview.text,
        },
    );
    let contact_name = name_of(
        row.contact_name,
        row.contact_phone.as_deref(),
        row.contact_email.as_deref(),
    );
    let line = row.id.line;
    ConversationRow {
        id: row.id.to_string(),
        line: line.to_string(),
        platform: platform(row.platform),
        line_name: row.line_name,
        channel_kind: channel_kind(row.channel_kind),
        contact_key: contact_key(row.contact.as_ref(), &contact_name),
        contact_name,
        company: row.company,
        whose_move: whose_move(row.whose),
        move_since: optional_time(row.since),
        move_reason: row.reason.map(reason),
        status: status(row.status),
        status_pending: unconfirmed.status,
        snoozed_until: optional_time(row.snoozed_until),
        subject: row.subject,
        priority: row.priority.map(priority),
        last_activity_at: time(row.last_activity_at),
        preview,
        delivery,
        unread: row.unread_count,
        window_ends_at: optional_time(row.window_ends_at.filter(|ends_at| *ends_at > now)),
        assignee: row
            .assignee
            .map(|carrier| assignee(line, carrier, unconfirmed.assignee)),
        ai_on: row.ai_on,
        frustration: row.frustration,
        tags: row.tags.into_iter().map(tag).collect(),
        draft: row.draft,
        draft_buttons: row.draft_buttons,
        draft_files: row.draft_files,
    }
}

/// What is known of named facts beside their values.
pub struct KnownProperties {
    /// What the platform was told of ahead.
    pub definitions: Vec<PropertyDefinition>,
    /// Changes that it did not take.
    pub refused: Vec<RefusedProperty>,
}

/// Named facts as their platform defines them: those it was told of ahead come first, also without a
/// value.
fn properties(told: Vec<Property>, definitions: Vec<PropertyDefinition>) -> Vec<PropertyDto> {
    let mut told: Vec<Option<Property>> = told.into_iter().map(Some).collect();
    let mut shown: Vec<PropertyDto> = Vec::with_capacity(definitions.len() + told.len());
    for definition in definitions {
        let own = told
            .iter_mut()
            .find(|one| one.as_ref().is_some_and(|one| one.name == definition.key))
            .and_then(Option::take);
        shown.push(PropertyDto {
            editable: own.as_ref().is_none_or(|own| own.editable),
            value: own.map(|own| own.value),
            key: definition.key,
            name: definition.name,
            kind: field_kind(definition.kind),
            options: definition.options,
        });
    }
    shown.extend(told.into_iter().flatten().map(|property| PropertyDto {
        key: property.name.clone(),
        name: property.name,
        value: Some(property.value),
        kind: FieldKindDto::Text,
        options: Vec::new(),
        editable: property.editable,
    }));
    shown
}

/// Everything about a conversation but its items.
pub fn detail(
    detail: StoredDetail,
    row: ConversationRow,
    teams: Vec<Team>,
    writing: Option<Writing>,
    note_draft: Option<String>,
    known: KnownProperties,
) -> ConversationDetail {
    let line = detail.id.line;
    let facts = detail.facts;
    let team = facts.team.map(|remote| {
        let known = teams.into_iter().find(|team| team.remote == remote);
        let team = known.unwrap_or_else(|| Team {
            name: remote.to_string(),
            remote,
        });
        team_dto(line, team)
    });
    ConversationDetail {
        row,
        channel_name: detail.channel.name,
        contact: contact(detail.contact),
        status: status(detail.status),
        platform_status: detail.platform_status,
        mood: detail.mood.map(|mood| match mood {
            Mood::Positive => MoodDto::Positive,
            Mood::Neutral => MoodDto::Neutral,
            Mood::Negative => MoodDto::Negative,
            Mood::Mixed => MoodDto::Mixed,
        }),
        waiting_since: optional_time(detail.waiting_since),
        first_reply_after: detail.first_reply_ms.map(Milliseconds),
        window_only_warns: window_only_warns(detail.platform),
        reply_window: match detail.reply_window {
            ReplyWindow::Unlimited => ReplyWindowDto::Unlimited,
            ReplyWindow::Open { ends_at } => ReplyWindowDto::Open {
                ends_at: time(ends_at),
            },
            ReplyWindow::Closed { ended_at } => ReplyWindowDto::Closed {
                ended_at: optional_time(ended_at),
            },
            ReplyWindow::Shut { for_good } => ReplyWindowDto::Shut { for_good },
        },
        summary: newest_summary(detail.made_summary, detail.ai_summary, facts.summary),
        others: detail.others.into_iter().map(other).collect(),
        history_complete: detail.history_complete,
        subject: facts.subject,
        snoozed_until: optional_time(facts.snoozed_until),
        ai_off_since: optional_time(detail.ai_off_since),
        // Told by another query.
        noticed: false,
        note_draft,
        // Told by other queries.
        note_terms: None,
        draft_buttons: Vec::new(),
        reply_head: None,
        team,
        muted: facts.muted,
        properties: properties(facts.properties, known.definitions),
        refused_properties: known
            .refused
            .into_iter()
            .map(|refused| RefusedPropertyDto {
                outbox: refused.outbox.to_string(),
                key: refused.key,
                value: refused.value,
                reason: stuck_reason(refused.reason),
            })
            .collect(),
        promise: facts.promise.map(super::contact::promise),
        ad: facts.ad.map(super::contact::ad),
        attention: facts.attention.into_iter().map(attention).collect(),
        rating: facts.rating.map(|rating| RatingDto {
            mark: rating.mark,
            best: rating.best,
            comment: rating.comment,
        }),
        being_begun: detail.id.remote.begun_by().is_some(),
        writing: writing.map(|writing| WritingDto {
            colleague: writing.colleague,
            name: writing.name,
            until: time(writing.until),
        }),
    }
}

fn attention(item: AttentionItem) -> AttentionItemDto {
    AttentionItemDto {
        id: item.remote.map(|remote| remote.0),
        kind: match item.kind {
            AttentionKind::HumanRequested => AttentionKindDto::HumanRequested,
            AttentionKind::AiStuck => AttentionKindDto::AiStuck,
            AttentionKind::Approval => AttentionKindDto::Approval,
            AttentionKind::Other => AttentionKindDto::Other,
        },
        reason: item.reason,
        raised_at: time(item.raised_at),
        open: item.open,
    }
}

/// Where a conversation stands, from the boundary.
pub fn status_from(status: StatusDto) -> Status {
    match status {
        StatusDto::Open => Status::Open,
        StatusDto::Pending => Status::Pending,
        StatusDto::Snoozed => Status::Snoozed,
        StatusDto::Resolved => Status::Resolved,
    }
}

/// Where a conversation stands, to the boundary.
pub fn status(status: Status) -> StatusDto {
    match status {
        Status::Open => StatusDto::Open,
        Status::Pending => StatusDto::Pending,
        Status::Snoozed => StatusDto::Snoozed,
        Status::Resolved => StatusDto::Resolved,
    }
}

/// A change, from the boundary.
pub fn change(change: ChangeOfConversation) -> IpcResult<ConversationAction> {
    Ok(match change {
        ChangeOfConversation::AssignTeam { team } => ConversationAction::AssignTeam {
            team: team
                .as_deref()
                .map(id::<TeamId>)
                .transpose()?
                .map(|team| team.remote),
        },
        ChangeOfConversation::SetStatus { status, until } => ConversationAction::SetStatus {
            status: status_from(status),
            until: until.map(|until| Timestamp(until.0)),
        },
        ChangeOfConversation::ResolveAs { outcome } => ConversationAction::ResolveAs { outcome },
        ChangeOfConversation::SetPriority { priority } => ConversationAction::SetPriority {
            priority: priority.map(priority_from),
        },
        ChangeOfConversation::SetTags { tags } => ConversationAction::SetTags {
            tags: tags
                .iter()
                .map(|tag| Ok(id::<TagId>(tag)?.remote))
                .collect::<IpcResult<_>>()?,
        },
        ChangeOfConversation::SetAi { on } => ConversationAction::SetAi { on },
        ChangeOfConversation::ResolveAttention { item } => ConversationAction::ResolveAttention {
            item: RemoteId(item),
        },
        ChangeOfConversation::Approve => ConversationAction::Approve,
        ChangeOfConversation::SetMuted { muted } => ConversationAction::SetMuted { muted },
        ChangeOfConversation::SetProperty { name, value } => {
            ConversationAction::SetProperty { name, value }
        }
    })
}

fn contact(contact: ShownContact) -> ContactDto {
    let name = name_of(
        contact.name,
        contact.phone.as_deref(),
        contact.email.as_deref(),
    );
    ContactDto {
        id: contact
            .id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        key: contact_key(contact.id.as_ref(), &name),
        name,
        phone: contact.phone,
        email: contact.email,
        company: contact.company,
    }
}

/// The newest summary: one that was asked for here, the conversation's own, or a call's.
fn newest_summary(
    made: Option<MadeSummary>,
    of_call: Option<AiSummary>,
    of_conversation: Option<inbox_core::AiSummary>,
) -> Option<SummaryDto> {
    let of_conversation = of_conversation.map(|summary| {
        // One without a time is kept up to date by its platform.
        let at = summary.made_at.unwrap_or(Timestamp(i64::MAX));
        let shown = SummaryDto {
            text: summary.text,
            at: optional_time(summary.made_at),
            item: None,
            newer_items: 0,
        };
        (at, shown)
    });
    let made = made.map(|summary| {
        let shown = SummaryDto {
            text: summary.text,
            at: Some(time(summary.made_at)),
            item: None,
            newer_items: summary.newer,
        };
        (summary.made_at, shown)
    });
    let of_call = of_call.map(|summary| {
        let shown = SummaryDto {
            text: summary.text,
            at: Some(time(summary.at)),
            item: Some(summary.item.to_string()),
            newer_items: summary.newer,
        };
        (summary.at, shown)
    });
    [of_call, of_conversation, made]
        .into_iter()
        .flatten()
        .max_by_key(|(at, _)| *at)
        .map(|(_, shown)| shown)
}

fn other(other: StoredOther) -> OtherConversation {
    OtherConversation {
        id: other.id.to_string(),
        line_name: other.line_name,
        channel_kind: channel_kind(other.channel_kind),
        whose_move: whose_move(other.whose),
        preview: other.preview_text,
        last_activity_at: time(other.last_activity_at),
    }
}
