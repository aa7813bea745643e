//! Variables of conversations.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::chatvolt::model::Variable;
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::Body;
use crate::chatvolt::server::{Answer, Id, Shared, ok};
use crate::chatvolt::wire::variable_json;

/// `POST /variables`
pub(crate) async fn write(State(runtime): Shared, body: Body) -> Answer {
    let id = body.required("conversationId", 50)?;
    let name = body.required("varName", 20)?.to_owned();
    let value = body.required("varValue", 100)?.to_owned();
    runtime.act(|world| {
        // This call knows no 404: what is not ours is refused.
        let conversation = world.conversation(id).ok_or_else(Refusal::unauthorized)?;
        let now = world.now();
        let variables = &mut world.touch(conversation).variables;
        let place = variables.iter().position(|variable| variable.name == name);
        let created = place.map_or(now, |place| variables.remove(place).created);
        let variable = Variable {
            name,
            value,
            created,
            updated: now,
        };
        let answer = variable_json(id, &variable);
        variables.push(variable);
        ok(&answer)
    })
}

/// `GET /variables/{conversationId}`
pub(crate) async fn list(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let conversation = world.conversation(&id).ok_or_else(Refusal::unauthorized)?;
        let variables: Vec<Value> = world.conversations[conversation]
            .variables
            .iter()
            .map(|variable| variable_json(&id, variable))
            .collect();
        ok(&Value::from(variables))
    })
}

/// `GET /variables/{conversationId}/{varName}`
pub(crate) async fn one(
    State(runtime): Shared,
    Path((id, name)): Path<(String, String)>,
) -> Answer {
    runtime.look(|world| {
        let record = &world.conversations[world.sought(&id)?];
        let variable = record.variables.iter().find(|other| other.name == name);
        ok(&variable_json(
            &id,
            variable.ok_or_else(Refusal::not_found)?,
        ))
    })
}

/// `DELETE /variables/{conversationId}/{varName}`
pub(crate) async fn delete(
    State(runtime): Shared,
    Path((id, name)): Path<(String, String)>,
) -> Answer {
    runtime.act(|world| {
        let conversation = world.sought(&id)?;
        let variables = &mut world.touch(conversation).variables;
        let place = variables.iter().position(|variable| variable.name == name);
        let deleted = variables.remove(place.ok_or_else(Refusal::not_found)?);
        ok(&json!({
            "message": "Variable successfully deleted",
            "deleted": variable_json(&id, &deleted),
        }))
    })
}
