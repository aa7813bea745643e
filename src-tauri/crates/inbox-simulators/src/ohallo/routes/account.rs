//! The frame: workspaces, brands, channels, keys.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::ohallo::options::{KeyRestriction, Scope};
use crate::ohallo::refusal::Refusal;
use crate::ohallo::request::Body;
use crate::ohallo::server::{Answer, Hand, Id, ok};
use crate::ohallo::world::World;

/// `GET /api/workspaces`: those the key reaches.
pub(crate) async fn workspaces(State(runtime): Hand) -> Answer {
    runtime.look(|world| {
        readable(world)?;
        let items = (0..world.workspaces.len())
            .filter(|index| world.reaches(*index))
            .map(|index| world.workspace_json(&world.workspaces[index]))
            .collect();
        ok(&world.listed(items))
    })
}

/// `GET /api/workspaces/{id}`
pub(crate) async fn workspace(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        readable(world)?;
        let workspace = world.reached_workspace(&id)?;
        ok(&world.workspace_json(&world.workspaces[workspace]))
    })
}

fn readable(world: &World) -> Result<(), Refusal> {
    if world.options.quirks.workspaces_readable {
        Ok(())
    } else {
        Err(Refusal::missing_scope("workspaces:read"))
    }
}

/// `GET /api/brands`
pub(crate) async fn brands(State(runtime): Hand) -> Answer {
    runtime.look(|world| {
        readable(world)?;
        let items = world.brands.iter().map(|brand| world.brand_json(brand));
        ok(&world.listed(items.collect()))
    })
}

/// `GET /api/brands/{id}`
pub(crate) async fn brand(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        readable(world)?;
        let brand = world
            .brands
            .iter()
            .find(|brand| brand.id == id)
            .ok_or_else(|| Refusal::no_such("Brand"))?;
        ok(&world.brand_json(brand))
    })
}

fn known_channel(world: &World, id: &str) -> Result<usize, Refusal> {
    let channel = world
        .channel(id)
        .ok_or_else(|| Refusal::no_such("Channel"))?;
    world.reachable(world.channels[channel].workspace)?;
    Ok(channel)
}

/// `GET /api/channels/{id}`
pub(crate) async fn channel(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let channel = known_channel(world, &id)?;
        ok(&world.channel_json(&world.channels[channel]))
    })
}

/// `PATCH /api/channels/{id}`
pub(crate) async fn change_channel(State(runtime): Hand, Path(id): Id, body: Body) -> Answer {
    runtime.act(|world| {
        let index = known_channel(world, &id)?;
        let name = body.text("displayName")?;
        let config = match body.get("config") {
            None => None,
            Some(Value::Object(config)) => Some(config),
            Some(_) => return Err(Refusal::invalid("config must be an object")),
        };
        let enabled = match body.get("enabled") {
            None => None,
            Some(Value::Bool(enabled)) => Some(*enabled),
            Some(_) => return Err(Refusal::invalid("enabled must be a boolean")),
        };
        let channel = &mut world.channels[index];
        if let Some(name) = name {
            name.clone_into(&mut channel.display_name);
        }
        if let Some(config) = config {
            channel.config.extend(config.clone());
        }
        channel.enabled = enabled.unwrap_or(channel.enabled);
        ok(&world.channel_json(&world.channels[index]))
    })
}

/// `GET /api/api-keys`: the key in use, and one that expired long ago.
pub(crate) async fn api_keys(State(runtime): Hand) -> Answer {
    runtime.look(|world| {
        if !world.options.quirks.api_keys_readable {
            return Err(Refusal::missing_scope("api-keys:read"));
        }
        let (brand, workspace) = match &world.options.restriction {
            KeyRestriction::None => (None, None),
            KeyRestriction::Brand(name) => {
                (world.brands.iter().find(|brand| brand.name == name), None)
            }
            KeyRestriction::Workspace(name) => (
                None,
                world
                    .workspaces
                    .iter()
                    .find(|workspace| workspace.name == name),
            ),
        };
        let key = &world.key;
        let scopes: Vec<&str> = world
            .options
            .scopes
            .iter()
            .map(|scope| scope.word())
            .collect();
        let long_ago = |days: i64| {
            let age = jiff::SignedDuration::from_hours(24 * days);
            world.instant(key.created - age)
        };
        ok(&world.listed(vec![
            json!({
                "id": key.id,
                "name": key.name,
                "keyPrefix": prefix(&key.secret),
                "scopes": scopes,
                "brandId": brand.map(|brand| &brand.id),
                "workspaceId": workspace.map(|workspace| &workspace.id),
                "lastUsedAt": key.last_used.map(|used| world.instant(used)),
                "expiresAt": key.expires.map(|expires| world.instant(expires)),
                "createdAt": world.instant(key.created),
            }),
            json!({
                "id": world.retired_key_id,
                "name": "Reporting",
                "keyPrefix": "sf_live_v1_b7Qe",
                "scopes": [Scope::QualityRead.word()],
                "brandId": null,
                "workspaceId": null,
                "lastUsedAt": null,
                "expiresAt": long_ago(40),
                "createdAt": long_ago(400),
            }),
        ]))
    })
}

/// What may be shown of a key: its kind and four characters.
fn prefix(secret: &str) -> &str {
    secret.get(.."sf_live_v1_".len() + 4).unwrap_or(secret)
}
