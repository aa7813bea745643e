//! Filters and saved views.

use inbox_core::{AgentId, ChannelId, LineId, PlatformViewId, TagId, TeamId, ViewKind};
use inbox_store::{Carried, ViewFilter, ViewRecipe as StoredRecipe};

use super::{
    conversation::{priority, sort, sort_dto, status, status_from, view, view_dto},
    id,
    line::{channel_kind, channel_kind_from},
};
use crate::ipc::dto::{CarriedDto, ConversationFilter, PriorityDto, ViewKindDto, ViewRecipe};
use crate::ipc::error::IpcResult;

/// A filter, from the boundary.
pub fn filter(filter: ConversationFilter) -> IpcResult<ViewFilter> {
    Ok(ViewFilter {
        line: filter.line.as_deref().map(id::<LineId>).transpose()?,
        tag: filter.tag.as_deref().map(id::<TagId>).transpose()?,
        unread_only: filter.unread_only,
        statuses: filter.statuses.into_iter().map(status_from).collect(),
        priorities: filter.priorities.into_iter().map(priority_from).collect(),
        channel_kinds: filter
            .channel_kinds
            .into_iter()
            .map(channel_kind_from)
            .collect(),
        channels: filter
            .channels
            .iter()
            .map(|channel| id::<ChannelId>(channel))
            .collect::<IpcResult<_>>()?,
        teams: filter
            .teams
            .iter()
            .map(|team| id::<TeamId>(team))
            .collect::<IpcResult<_>>()?,
        without_team: filter.without_team,
        carried: match filter.carried {
            None => None,
            Some(CarriedDto::Me) => Some(Carried::ByMe),
            Some(CarriedDto::Nobody) => Some(Carried::ByNobody),
            Some(CarriedDto::Agent { agent }) => Some(Carried::By(id::<AgentId>(&agent)?)),
        },
        platform_view: filter
            .platform_view
            .as_deref()
            .map(id::<PlatformViewId>)
            .transpose()?,
    })
}

/// A filter, to the boundary.
pub fn filter_dto(filter: ViewFilter) -> ConversationFilter {
    ConversationFilter {
        line: filter.line.map(|line| line.to_string()),
        tag: filter.tag.map(|tag| tag.to_string()),
        unread_only: filter.unread_only,
        statuses: filter.statuses.into_iter().map(status).collect(),
        priorities: filter.priorities.into_iter().map(priority).collect(),
        channel_kinds: filter.channel_kinds.into_iter().map(channel_kind).collect(),
        channels: filter.channels.iter().map(ToString::to_string).collect(),
        teams: filter.teams.iter().map(ToString::to_string).collect(),
        without_team: filter.without_team,
        carried: filter.carried.map(|carried| match carried {
            Carried::ByMe => CarriedDto::Me,
            Carried::ByNobody => CarriedDto::Nobody,
            Carried::By(agent) => CarriedDto::Agent {
                agent: agent.to_string(),
            },
        }),
        platform_view: filter.platform_view.map(|view| view.to_string()),
    }
}

/// Whose a view of a platform is.
pub fn view_kind(kind: ViewKind) -> ViewKindDto {
    match kind {
        ViewKind::Saved => ViewKindDto::Saved,
        ViewKind::Participating => ViewKindDto::Participating,
        ViewKind::Unattended => ViewKindDto::Unattended,
    }
}

/// How pressing, from the boundary.
pub fn priority_from(priority: PriorityDto) -> inbox_core::Priority {
    use inbox_core::Priority;
    match priority {
        PriorityDto::Low => Priority::Low,
        PriorityDto::Medium => Priority::Medium,
        PriorityDto::High => Priority::High,
        PriorityDto::Urgent => Priority::Urgent,
    }
}

/// What a saved view shows, from the boundary.
pub fn recipe(name: String, recipe: ViewRecipe) -> IpcResult<StoredRecipe> {
    Ok(StoredRecipe {
        name,
        view: view(recipe.view),
        filter: filter(recipe.filter)?,
        sort: sort(recipe.sort),
    })
}

/// What a saved view shows, to the boundary.
pub fn recipe_dto(recipe: StoredRecipe) -> ViewRecipe {
    ViewRecipe {
        view: view_dto(recipe.view),
        filter: filter_dto(recipe.filter),
        sort: sort_dto(recipe.sort),
    }
}
