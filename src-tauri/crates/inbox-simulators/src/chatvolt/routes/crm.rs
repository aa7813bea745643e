//! Scenarios, who is in them, and the log. Ids of changes and deletions go in the body.

use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use crate::chatvolt::model::{CrmLink, LogEntry, Scenario};
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::{Body, Query};
use crate::chatvolt::server::{Answer, Id, Shared, ok};
use crate::chatvolt::wire::stamp;
use crate::chatvolt::world::World;
use crate::shared::http::json_response;

/// `GET /crm/scenario`
pub(crate) async fn scenarios(State(runtime): Shared, query: Query) -> Answer {
    let agent = query.get("agentId");
    runtime.look(|world| {
        let rows: Vec<Value> = (0..world.scenarios.len())
            .filter(|index| !world.scenarios[*index].deleted)
            .filter(|index| {
                let named = |step: &usize| world.steps[*step].rules.agent_id.as_deref() == agent;
                agent.is_none() || world.steps_of(*index).iter().any(named)
            })
            .map(|index| world.scenario_json(index))
            .collect();
        ok(&Value::from(rows))
    })
}

/// `POST /crm/scenario`
pub(crate) async fn create_scenario(State(runtime): Shared, body: Body) -> Answer {
    let name = body.required("name", usize::MAX)?.to_owned();
    let description = body.text("description").map(str::to_owned);
    runtime.act(|world| {
        let (id, now) = (world.cuid(), world.now());
        world.scenarios.push(Scenario {
            id,
            name,
            description,
            created: now,
            updated: now,
            deleted: false,
        });
        let answer = world.scenario_json(world.scenarios.len() - 1);
        Ok(json_response(201, &answer))
    })
}

/// `PUT /crm/scenario`
pub(crate) async fn update_scenario(State(runtime): Shared, body: Body) -> Answer {
    let id = body.required("id", usize::MAX)?;
    let name = body.required("name", usize::MAX)?;
    runtime.act(|world| {
        let index = world.scenario(id).ok_or_else(Refusal::not_found)?;
        let now = world.now();
        let scenario = &mut world.scenarios[index];
        name.clone_into(&mut scenario.name);
        if let Some(description) = body.text("description") {
            scenario.description = Some(description.to_owned());
        }
        scenario.updated = now;
        let scenario = world.scenario_json(index);
        ok(&json!({ "message": "Scenario updated", "scenario": scenario }))
    })
}

/// `DELETE /crm/scenario`
pub(crate) async fn delete_scenario(State(runtime): Shared, body: Body) -> Answer {
    let id = body.required("id", usize::MAX)?;
    runtime.act(|world| {
        let index = world.scenario(id).ok_or_else(Refusal::not_found)?;
        let answer = world.scenario_json(index);
        world.scenarios[index].deleted = true;
        for conversation in 0..world.conversations.len() {
            world.leave_scenario(conversation, index);
        }
        let user = &world.members[0].user_id;
        ok(&json!({ "message": "Scenario deleted", "scenario": answer, "user": user }))
    })
}

/// `GET /crm/scenario/{scenarioId}/conversation`
pub(crate) async fn conversations(State(runtime): Shared, Path(id): Id, query: Query) -> Answer {
    let step = query.get("stepId");
    let page: usize = query.number("page")?.unwrap_or_default();
    let limit: usize = query.number("limit")?.unwrap_or(25);
    let only_count = query.flag("isCount")?.unwrap_or_default();
    let with_inactive = query.flag("showInactiveConversations")?.unwrap_or_default();
    runtime.look(|world| {
        let scenario = world.scenario(&id).ok_or_else(Refusal::not_found)?;
        let step = step
            .map(|step| world.step(step).ok_or_else(Refusal::not_found))
            .transpose()?;
        let mut rows: Vec<(usize, &CrmLink)> = world
            .living()
            .flat_map(|index| {
                let links = world.conversations[index].links.iter();
                links.map(move |link| (index, link))
            })
            .filter(|(_, link)| link.scenario == scenario)
            .filter(|(_, link)| link.available || with_inactive)
            .filter(|(_, link)| step.is_none_or(|step| link.step == step))
            .collect();
        if only_count && step.is_some() {
            return ok(&json!({ "count": rows.len() }));
        }
        if only_count {
            let counts: Map<String, Value> = world
                .steps_of(scenario)
                .into_iter()
                .map(|step| {
                    let count = rows.iter().filter(|(_, link)| link.step == step).count();
                    (world.steps[step].id.clone(), json!(count))
                })
                .collect();
            return ok(&Value::Object(counts));
        }
        rows.sort_by_key(|(_, link)| std::cmp::Reverse(link.updated));
        let rows: Vec<Value> = rows
            .iter()
            .skip(page.saturating_mul(limit))
            .take(limit)
            .map(|(index, link)| placed_json(world, *index, link))
            .collect();
        ok(&Value::from(rows))
    })
}

fn placed_json(world: &World, index: usize, link: &CrmLink) -> Value {
    let record = &world.conversations[index];
    let whole = world.conversation_json(index);
    json!({
        "id": link.id,
        "scenarioId": world.scenarios[link.scenario].id,
        "conversationId": record.id,
        "stepId": world.steps[link.step].id,
        "organizationId": world.organization_id,
        "available": link.available,
        "createdAt": stamp(link.created),
        "updatedAt": stamp(link.updated),
        "conversation": {
            "id": record.id,
            "channel": record.channel,
            "status": record.status,
            "priority": record.priority,
            "agent": record.bot.map(|bot| json!({
                "name": world.bots[bot].name, "iconUrl": null,
            })),
            "conversationContexts": whole["conversationContexts"],
            "participantsVisitors": [],
            "participantsContacts": whole["participantsContacts"],
            "visitorIdField": record.visitor_id,
            "aiUserIdentifier": record.ai_name,
        },
        "step": world.step_json(link.step),
    })
}

/// `DELETE /crm/scenario/{scenarioId}/conversation`
pub(crate) async fn remove_conversation(
    State(runtime): Shared,
    Path(id): Id,
    query: Query,
) -> Answer {
    let conversation = query.required("conversationId")?;
    runtime.act(|world| {
        let scenario = world.scenario(&id).ok_or_else(Refusal::not_found)?;
        let conversation = world.sought(conversation)?;
        if !world.leave_scenario(conversation, scenario) {
            return Err(Refusal::not_found());
        }
        ok(&json!({ "message": "Conversation successfully removed from scenario" }))
    })
}

/// `GET /crm/conversationLog`
pub(crate) async fn log(State(runtime): Shared, query: Query) -> Answer {
    let page = query.number("page")?.unwrap_or(1_usize).max(1);
    let limit = query.number("limit")?.unwrap_or(10_usize).clamp(1, 100);
    let status = query.get("status");
    if status.is_some_and(|status| known_status(status).is_none()) {
        return Err(Refusal::query("status", "Invalid enum value"));
    }
    runtime.look(|world| {
        let mut rows: Vec<&LogEntry> = world
            .log
            .iter()
            .filter(|entry| {
                let fits = |name: &str, value: &str| query.get(name).is_none_or(|it| it == value);
                fits("conversationId", &entry.conversation_id)
                    && fits("scenarioId", &world.scenarios[entry.scenario].id)
                    && fits("stepId", &world.steps[entry.step].id)
                    && fits("status", entry.status)
            })
            .collect();
        rows.reverse();
        let data: Vec<Value> = rows
            .iter()
            .skip((page - 1).saturating_mul(limit))
            .take(limit)
            .map(|entry| world.log_json(entry))
            .collect();
        let total = rows.len();
        let pagination = json!({
            "page": page, "limit": limit, "total": total, "totalPages": total.div_ceil(limit),
        });
        ok(&json!({ "data": data, "pagination": pagination }))
    })
}

fn known_status(text: &str) -> Option<&'static str> {
    ["inactive", "active", "error"]
        .into_iter()
        .find(|known| *known == text)
}

/// `POST /crm/conversationLog`
pub(crate) async fn add_log(State(runtime): Shared, body: Body) -> Answer {
    let conversation = body.required("conversationId", usize::MAX)?;
    let step = body.required("stepId", usize::MAX)?;
    let status = body.text("status").unwrap_or("active");
    let status = known_status(status);
    let status = status.ok_or_else(|| Refusal::body("status", "Invalid enum value"))?;
    runtime.act(|world| {
        let index = world.sought(conversation)?;
        let step = world.step(step).ok_or_else(Refusal::not_found)?;
        let (id, now) = (world.cuid(), world.now());
        let entry = LogEntry {
            id,
            conversation_id: world.conversations[index].id.clone(),
            scenario: world.steps[step].scenario,
            step,
            status,
            created: now,
            updated: now,
        };
        let answer = world.log_json(&entry);
        world.log.push(entry);
        Ok(json_response(201, &answer))
    })
}

fn entry(world: &World, id: &str) -> Result<usize, Refusal> {
    let place = world.log.iter().position(|entry| entry.id == id);
    place.ok_or_else(Refusal::not_found)
}

/// `GET /crm/conversationLog/{logId}`
pub(crate) async fn log_entry(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.look(|world| ok(&world.log_json(&world.log[entry(world, &id)?])))
}

/// `PUT` and `PATCH /crm/conversationLog/{logId}`
pub(crate) async fn update_log(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let status = known_status(body.required("status", usize::MAX)?);
    let status = status.ok_or_else(|| Refusal::body("status", "Invalid enum value"))?;
    runtime.act(|world| {
        let place = entry(world, &id)?;
        let now = world.now();
        world.log[place].status = status;
        world.log[place].updated = now;
        ok(&world.log_json(&world.log[place]))
    })
}

/// `DELETE /crm/conversationLog/{logId}`
pub(crate) async fn delete_log(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let place = entry(world, &id)?;
        let entry = world.log.remove(place);
        ok(&world.log_json(&entry))
    })
}
