//! Steps of scenarios, and conversations entering them.

use axum::extract::State;
use serde_json::{Map, Value, json};

use crate::chatvolt::model::{Step, StepRules};
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::{Body, Query};
use crate::chatvolt::server::{Answer, Shared, ok};
use crate::chatvolt::world::World;
use crate::shared::http::json_response;

/// `GET /crm/step`
pub(crate) async fn list(State(runtime): Shared, query: Query) -> Answer {
    let id = query.required("scenarioId")?;
    let agent = query.get("agentId");
    runtime.look(|world| {
        let scenario = world.scenario(id).ok_or_else(Refusal::not_found)?;
        let rows: Vec<Value> = world
            .steps_of(scenario)
            .into_iter()
            .filter(|step| agent.is_none() || world.steps[*step].rules.agent_id.as_deref() == agent)
            .map(|step| world.step_json(step))
            .collect();
        ok(&Value::from(rows))
    })
}

/// The rules with the members of the body in place of their own.
fn rules(current: &StepRules, body: &Body) -> Result<StepRules, Refusal> {
    let mut value = serde_json::to_value(current).unwrap_or_default();
    if let Value::Object(members) = &mut value {
        let given: Map<String, Value> = body
            .0
            .iter()
            .filter(|(name, _)| members.contains_key(*name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        members.extend(given);
    }
    serde_json::from_value(value).map_err(|_| Refusal::invalid())
}

/// `POST /crm/step`
pub(crate) async fn create(State(runtime): Shared, body: Body) -> Answer {
    let id = body.required("scenarioId", usize::MAX)?;
    body.required("name", usize::MAX)?;
    if body.text("trigger").is_none() && body.text("prompt").is_none() {
        return Err(Refusal::body("trigger", "Required"));
    }
    let rules = rules(&StepRules::default(), &body)?;
    runtime.act(|world| {
        let scenario = world.scenario(id).ok_or_else(Refusal::not_found)?;
        let (id, now) = (world.cuid(), world.now());
        world.steps.push(Step {
            id,
            scenario,
            rules,
            created: now,
            updated: now,
            deleted: false,
        });
        let answer = world.step_json(world.steps.len() - 1);
        Ok(json_response(201, &answer))
    })
}

/// `PUT /crm/step`
pub(crate) async fn update(State(runtime): Shared, body: Body) -> Answer {
    let id = body.required("id", usize::MAX)?;
    runtime.act(|world| {
        let step = world.step(id).ok_or_else(Refusal::not_found)?;
        world.steps[step].rules = rules(&world.steps[step].rules, &body)?;
        world.steps[step].updated = world.now();
        ok(&world.step_json(step))
    })
}

/// `DELETE /crm/step`
pub(crate) async fn delete(State(runtime): Shared, body: Body) -> Answer {
    let id = body.required("id", usize::MAX)?;
    runtime.act(|world| {
        let step = world.step(id).ok_or_else(Refusal::not_found)?;
        let answer = world.step_json(step);
        world.steps[step].deleted = true;
        for conversation in &mut world.conversations {
            conversation.links.retain(|link| link.step != step);
        }
        ok(&answer)
    })
}

/// The step a body asks for: by its id, by its place in a scenario, or the scenario's first.
fn wanted(world: &World, body: &Body, id: &str, place: &str) -> Result<usize, Refusal> {
    if let Some(id) = body.text(id) {
        return world.step(id).ok_or_else(Refusal::not_found);
    }
    let scenario = body
        .text("scenarioId")
        .ok_or_else(|| Refusal::body("scenarioId", "Required"))?;
    let scenario = world.scenario(scenario).ok_or_else(Refusal::not_found)?;
    let place = body.get(place).and_then(Value::as_u64).unwrap_or_default();
    world
        .steps_of(scenario)
        .get(place as usize)
        .copied()
        .ok_or_else(Refusal::not_found)
}

/// `POST /crm/step/conversation`
pub(crate) async fn add_conversation(State(runtime): Shared, body: Body) -> Answer {
    let id = body.required("conversationId", usize::MAX)?;
    runtime.act(|world| {
        let conversation = world.sought(id)?;
        let step = wanted(world, &body, "stepId", "stepIndex")?;
        let scenario = world.steps[step].scenario;
        let link = world.conversations[conversation].active_link();
        if link.is_some_and(|link| link.scenario == scenario) {
            return Err(Refusal::Step {
                status: 409,
                error: "Conversation already in scenario",
                by_window: false,
            });
        }
        // The first message belongs to entering; if it cannot go out, nothing is entered.
        if world.opening_is_blocked(conversation, step) {
            return Err(Refusal::Step {
                status: 400,
                error: crate::chatvolt::refusal::WINDOW_EXPIRED,
                by_window: true,
            });
        }
        let opening = world.enter_step(conversation, step, true);
        let rules = &world.steps[step].rules;
        ok(&json!({
            "success": true,
            "message": "Conversation added to step",
            "newStepId": world.steps[step].id,
            "messageSent": opening.message_id.is_some(),
            "sendMessageError": null,
            "sentMessageId": opening.message_id,
            "initialMessage": rules.initial_message,
            "stepAgentId": rules.agent_id,
            "blockedBy24hRule": false,
        }))
    })
}

/// `POST /crm/step/move`
pub(crate) async fn move_conversation(State(runtime): Shared, body: Body) -> Answer {
    let id = body.required("conversationId", usize::MAX)?;
    let with_message = body.flag("shouldSendInitialMessage")?.unwrap_or_default();
    runtime.act(|world| {
        let conversation = world.sought(id)?;
        let step = wanted(world, &body, "destStepId", "destStepIndex")?;
        let opening = world.enter_step(conversation, step, with_message);
        ok(&json!({
            "success": true,
            "message": "Conversation moved to step",
            "newStepId": world.steps[step].id,
            "messageSent": opening.message_id.is_some(),
            "messageError": opening.error(),
            "sentMessageId": opening.message_id,
            "blockedBy24hRule": opening.blocked,
        }))
    })
}
