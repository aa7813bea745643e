//! Tags, which conversations carry.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::Value;

use crate::hatif::ids::Guid;
use crate::hatif::model::Tag;
use crate::hatif::refusal::Refusal;
use crate::hatif::request::{Body, Query, SortKey, sort_rows};
use crate::hatif::runtime::Runtime;
use crate::hatif::server::{Answer, Id, ok};
use crate::hatif::wire::{paged, tag_json};
use crate::hatif::workspace::World;

/// `GET /v1/tags/service-account`
pub(crate) async fn list(State(runtime): State<Arc<Runtime>>, query: Query) -> Answer {
    let page = query.page(10)?;
    let sorting = query.sorting(&["name", "creationtime", "ispinned", "id"])?;
    runtime.look(|world| {
        let mut tags: Vec<&Tag> = world.tags.iter().collect();
        sort_rows(&mut tags, &sorting, |tag, property| match property {
            "name" => SortKey::Text(tag.name.to_lowercase()),
            "ispinned" => SortKey::Number(i64::from(tag.is_pinned)),
            "id" => SortKey::Text(tag.id.to_string()),
            _ => SortKey::Number(tag.created.as_millisecond()),
        });
        let items: Vec<Value> = tags
            .into_iter()
            .skip(page.skip)
            .take(page.most)
            .map(tag_json)
            .collect();
        ok(&world.listed(paged(world.tags.len(), &items)))
    })
}

/// `POST /v1/tags/service-account`
pub(crate) async fn create(State(runtime): State<Arc<Runtime>>, mut body: Body) -> Answer {
    // Names are neither trimmed nor unique.
    let name = body.required("name");
    let icon = body.text("icon").map(str::to_owned);
    let is_pinned = body
        .get("isPinned")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    body.checked()?;
    runtime.act(|world| {
        let (id, created) = (world.mint(), world.now());
        let tag = Tag {
            id,
            name,
            icon,
            is_pinned,
            created,
        };
        let answer = world.listed(tag_json(&tag));
        world.tags.push(tag);
        ok(&answer)
    })
}

/// `PUT /v1/tags/service-account/{id}`
pub(crate) async fn update(
    State(runtime): State<Arc<Runtime>>,
    Path(id): Id,
    body: Body,
) -> Answer {
    runtime.act(|world| {
        let index = known(world, &id)?;
        let tag = &mut world.tags[index];
        if let Some(name) = body.text("name") {
            name.clone_into(&mut tag.name);
        }
        if let Some(icon) = body.get("icon").and_then(Value::as_str) {
            tag.icon = Some(icon.to_owned());
        }
        if let Some(is_pinned) = body.get("isPinned").and_then(Value::as_bool) {
            tag.is_pinned = is_pinned;
        }
        let answer = tag_json(tag);
        ok(&world.listed(answer))
    })
}

/// `DELETE /v1/tags/service-account/{id}`
pub(crate) async fn delete(State(runtime): State<Arc<Runtime>>, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let index = known(world, &id)?;
        let tag = world.tags[index].id;
        if world
            .conversations
            .iter()
            .any(|conversation| conversation.tags.contains(&tag))
        {
            return Err(Refusal::business(
                "Voxa:Tags:InUse",
                "The tag is attached to conversations.",
            ));
        }
        world.tags.remove(index);
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

fn known(world: &World, id: &str) -> Result<usize, Refusal> {
    Guid::parse(id)
        .and_then(|guid| world.tags.iter().position(|tag| tag.id == guid))
        .ok_or_else(|| Refusal::no_such("Tag", id))
}
