//! Views that the person has put together, and tags.

use inbox_core::{LineId, PlatformViewId, TagId};
use inbox_store::{Read, SavedView as StoredView, SavedViewId, StoreError, ViewFilter, ViewRecipe};

use crate::{
    host::Host,
    ipc::{
        convert::{count, id, line::optional_time, view as convert},
        dto::{
            AskPlatformViewInput, CreateTagInput, DeletedView, Nothing, PlatformViewDto,
            SaveViewInput, SavedView, SavedViewRef, TagDto, UpdateViewInput,
        },
        error::{ErrorCode, IpcError, IpcResult},
    },
};

/// Longest name of a view, in characters.
const LONGEST_NAME: usize = 60;

fn saved_view_id(text: &str) -> IpcResult<SavedViewId> {
    let number = text.parse();
    number
        .map(SavedViewId)
        .map_err(|_| IpcError::new(ErrorCode::InvalidInput).with_detail("malformed id"))
}

fn name_of(text: &str) -> IpcResult<String> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(IpcError::new(ErrorCode::InvalidInput).with_detail("name of a view"));
    }
    Ok(name.to_owned())
}

/// How many conversations are in a view, by query: unread ones and all.
pub(super) async fn counted(
    read: &mut Read,
    view: inbox_store::View,
    filter: &ViewFilter,
) -> Result<(u32, u32), StoreError> {
    let groups = read.group_counts(view, filter).await?;
    let total = groups.iter().map(|group| group.total).sum();
    let unread = if filter.unread_only {
        total
    } else {
        let unread_only = ViewFilter {
            unread_only: true,
            ..filter.clone()
        };
        let groups = read.group_counts(view, &unread_only).await?;
        groups.iter().map(|group| group.total).sum()
    };
    Ok((count(unread), count(total)))
}

async fn shown(read: &mut Read, saved: StoredView) -> IpcResult<SavedView> {
    let recipe = &saved.recipe;
    let (unread, total) = counted(read, recipe.view, &recipe.filter).await?;
    Ok(SavedView {
        id: saved.id.0.to_string(),
        name: saved.recipe.name.clone(),
        recipe: convert::recipe_dto(saved.recipe),
        unread,
        total,
    })
}

async fn one(host: &Host, id: SavedViewId) -> IpcResult<SavedView> {
    let mut read = host.store().read().await?;
    let views = read.saved_views().await?;
    let found = views.into_iter().find(|view| view.id == id);
    let found = found.ok_or_else(|| IpcError::new(ErrorCode::NotFound))?;
    shown(&mut read, found).await
}

pub async fn list_saved_views(host: &Host, _: Nothing) -> IpcResult<Vec<SavedView>> {
    let mut read = host.store().read().await?;
    let views = read.saved_views().await?;
    let mut listed = Vec::with_capacity(views.len());
    for view in views {
        listed.push(shown(&mut read, view).await?);
    }
    Ok(listed)
}

pub async fn list_platform_views(host: &Host, _: Nothing) -> IpcResult<Vec<PlatformViewDto>> {
    let mut read = host.store().read().await?;
    let mut listed = Vec::new();
    for line in read.lines().await? {
        for view in read.platform_views(line.id).await? {
            let recipe = ViewRecipe::of_platform(line.id, &view);
            let id = PlatformViewId::new(line.id, view.remote);
            let asked = recipe.filter.platform_view.is_some();
            let answer = if asked {
                read.view_answer(&id).await?
            } else {
                None
            };
            let numbers = if asked && answer.is_none() {
                None
            } else {
                Some(counted(&mut read, recipe.view, &recipe.filter).await?)
            };
            listed.push(PlatformViewDto {
                id: id.to_string(),
                line: line.id.to_string(),
                line_name: line.name.clone(),
                name: view.name,
                kind: convert::view_kind(view.kind),
                recipe: convert::recipe_dto(recipe),
                asked,
                answered_at: optional_time(answer.map(|answer| answer.answered_at)),
                there: answer.and_then(|answer| answer.total),
                unread: numbers.map(|(unread, _)| unread),
                total: numbers.map(|(_, total)| total),
            });
        }
    }
    Ok(listed)
}

pub async fn ask_platform_view(host: &Host, input: AskPlatformViewInput) -> IpcResult<Nothing> {
    let view: PlatformViewId = id(&input.platform_view)?;
    host.engine().ask_platform_view(&view, input.again).await?;
    Ok(Nothing {})
}

pub async fn save_view(host: &Host, input: SaveViewInput) -> IpcResult<SavedView> {
    let recipe = convert::recipe(name_of(&input.name)?, input.recipe)?;
    let mut write = host.store().write().await?;
    let id = write.add_saved_view(&recipe).await?;
    if let Some(place) = input.place {
        write.move_saved_view(id, place as usize).await?;
    }
    write.commit().await?;
    one(host, id).await
}

pub async fn update_view(host: &Host, input: UpdateViewInput) -> IpcResult<SavedView> {
    let id = saved_view_id(&input.saved_view)?;
    let known = one(host, id).await?;
    let name = name_of(input.name.as_deref().unwrap_or(&known.name))?;
    let recipe = convert::recipe(name, input.recipe.unwrap_or(known.recipe))?;
    let mut write = host.store().write().await?;
    write.update_saved_view(id, &recipe).await?;
    if let Some(place) = input.place {
        write.move_saved_view(id, place as usize).await?;
    }
    write.commit().await?;
    one(host, id).await
}

pub async fn delete_view(host: &Host, input: SavedViewRef) -> IpcResult<DeletedView> {
    let id = saved_view_id(&input.saved_view)?;
    let mut write = host.store().write().await?;
    let (view, place) = write.delete_saved_view(id).await?;
    write.commit().await?;
    Ok(DeletedView {
        name: view.recipe.name.clone(),
        recipe: convert::recipe_dto(view.recipe),
        place: count(place),
    })
}

pub async fn create_tag(host: &Host, input: CreateTagInput) -> IpcResult<TagDto> {
    let line: LineId = id(&input.line)?;
    let tag = host.engine().create_tag(line, &input.name).await?;
    Ok(TagDto {
        id: TagId::new(line, tag.remote).to_string(),
        name: tag.name,
        icon: tag.icon,
    })
}
