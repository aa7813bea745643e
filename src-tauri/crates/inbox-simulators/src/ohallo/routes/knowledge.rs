//! What the AI works with: knowledge, policies, agent definitions, calendars.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::ohallo::model::Entry;
use crate::ohallo::refusal::Refusal;
use crate::ohallo::request::{Asked, Body};
use crate::ohallo::server::{Answer, Hand, Id, ok};
use crate::ohallo::world::World;
use crate::shared::http::json_response;

/// A page of a list as the guide wraps it.
fn paged(items: &[Value], asked: &Asked) -> Answer {
    let (limit, offset) = (asked.limit()?, asked.offset()?);
    let page: Vec<&Value> = items.iter().skip(offset).take(limit).collect();
    ok(&json!({ "items": page, "total": items.len() }))
}

/// Entries of a workspace that have one of the topics and the status asked for.
fn filtered<'a>(entries: &'a [Entry], workspace: usize, asked: &Asked) -> Vec<&'a Entry> {
    let topics: Vec<&str> = asked
        .get("topics")
        .map(|topics| topics.split(',').map(str::trim).collect())
        .unwrap_or_default();
    let status = asked.get("status");
    entries
        .iter()
        .filter(|entry| entry.workspace == workspace)
        .filter(|entry| status.is_none_or(|status| entry.status == status))
        .filter(|entry| {
            topics.is_empty()
                || entry
                    .topics
                    .iter()
                    .any(|topic| topics.contains(&topic.as_str()))
        })
        .collect()
}

/// Approved entries that share words with the question, most shared words first.
fn found<'a>(
    entries: &'a [Entry],
    workspace: usize,
    asked: &Asked,
) -> Result<Vec<&'a Entry>, Refusal> {
    let question = asked
        .get("q")
        .ok_or_else(|| Refusal::invalid("q is required"))?
        .to_lowercase();
    let words: Vec<&str> = question
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().count() > 2)
        .collect();
    let mut scored: Vec<(usize, &Entry)> = entries
        .iter()
        .filter(|entry| entry.workspace == workspace && entry.status == "approved")
        .map(|entry| {
            let text = format!("{} {}", entry.heading, entry.text).to_lowercase();
            let shared = words.iter().filter(|word| text.contains(**word)).count();
            (shared, entry)
        })
        .filter(|(shared, _)| *shared > 0)
        .collect();
    scored.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    Ok(scored.into_iter().map(|(_, entry)| entry).collect())
}

fn knowledge(world: &World, entries: Vec<&Entry>, asked: &Asked) -> Answer {
    let items = entries.into_iter().map(|entry| world.knowledge_json(entry));
    paged(&items.collect::<Vec<_>>(), asked)
}

fn policy_list(world: &World, entries: Vec<&Entry>, asked: &Asked) -> Answer {
    let items = entries.into_iter().map(|entry| world.policy_json(entry));
    paged(&items.collect::<Vec<_>>(), asked)
}

/// `GET /api/workspaces/{id}/kb-entries`
pub(crate) async fn list(State(runtime): Hand, Path(id): Id, asked: Asked) -> Answer {
    runtime.look(|world| {
        let workspace = world.reached_workspace(&id)?;
        knowledge(world, filtered(&world.knowledge, workspace, &asked), &asked)
    })
}

/// `GET /api/workspaces/{id}/kb-entries/search`
pub(crate) async fn search(State(runtime): Hand, Path(id): Id, asked: Asked) -> Answer {
    runtime.look(|world| {
        let workspace = world.reached_workspace(&id)?;
        knowledge(world, found(&world.knowledge, workspace, &asked)?, &asked)
    })
}

/// `GET /api/workspaces/{id}/kb-entries/pending`
pub(crate) async fn pending(State(runtime): Hand, Path(id): Id, asked: Asked) -> Answer {
    runtime.look(|world| {
        let workspace = world.reached_workspace(&id)?;
        let mut entries = filtered(&world.knowledge, workspace, &asked);
        entries.retain(|entry| entry.status == "pending_review");
        knowledge(world, entries, &asked)
    })
}

/// `POST /api/workspaces/{id}/kb-entries`
pub(crate) async fn create(State(runtime): Hand, Path(id): Id, body: Body) -> Answer {
    runtime.act(|world| {
        let workspace = world.reached_workspace(&id)?;
        let heading = body.required("question")?.to_owned();
        let text = body.required("answer")?.to_owned();
        let topics = match body.get("topics") {
            None => Vec::new(),
            Some(topics) => serde_json::from_value(topics.clone())
                .map_err(|_| Refusal::invalid("topics must be a list of strings"))?,
        };
        let (id, now) = (world.mint("kb"), world.now());
        let entry = Entry {
            id,
            workspace,
            heading,
            text,
            topics,
            source_type: "manual",
            status: "approved",
            confidence: None,
            usage_count: 0,
            created: now,
            updated: now,
        };
        let answer = world.knowledge_json(&entry);
        world.knowledge.push(entry);
        Ok(json_response(201, &answer))
    })
}

/// `GET /api/workspaces/{id}/policy-entries`
pub(crate) async fn policies(State(runtime): Hand, Path(id): Id, asked: Asked) -> Answer {
    runtime.look(|world| {
        let workspace = world.reached_workspace(&id)?;
        policy_list(world, filtered(&world.policies, workspace, &asked), &asked)
    })
}

/// `GET /api/workspaces/{id}/policy-entries/search`
pub(crate) async fn search_policies(State(runtime): Hand, Path(id): Id, asked: Asked) -> Answer {
    runtime.look(|world| {
        let workspace = world.reached_workspace(&id)?;
        policy_list(world, found(&world.policies, workspace, &asked)?, &asked)
    })
}

/// `POST /api/policy-entries/{id}/approve`
pub(crate) async fn approve_policy(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let index = world
            .policies
            .iter()
            .position(|entry| entry.id == id)
            .ok_or_else(|| Refusal::no_such("Policy entry"))?;
        world.reachable(world.policies[index].workspace)?;
        let now = world.now();
        let entry = &mut world.policies[index];
        entry.status = "approved";
        entry.updated = now;
        ok(&world.policy_json(&world.policies[index]))
    })
}

/// `GET /api/agent-definitions`
pub(crate) async fn agents(State(runtime): Hand, asked: Asked) -> Answer {
    runtime.look(|world| {
        let items = world.agents.iter().map(|agent| world.agent_json(agent));
        paged(&items.collect::<Vec<_>>(), &asked)
    })
}

/// `GET /api/agent-definitions/custom`
pub(crate) async fn custom_agents(State(runtime): Hand, asked: Asked) -> Answer {
    runtime.look(|world| {
        let custom = world.agents.iter().filter(|agent| agent.custom);
        let items = custom.map(|agent| world.agent_json(agent));
        paged(&items.collect::<Vec<_>>(), &asked)
    })
}

/// `GET /api/workspaces/{id}/calendar-connections`
pub(crate) async fn calendars(State(runtime): Hand, Path(id): Id, asked: Asked) -> Answer {
    runtime.look(|world| {
        let workspace = world.reached_workspace(&id)?;
        let items: Vec<Value> = world
            .calendars
            .iter()
            .filter(|calendar| calendar.workspace == workspace)
            .map(|calendar| world.calendar_json(calendar))
            .collect();
        paged(&items, &asked)
    })
}

/// `GET /api/calendar-connections/{id}`
pub(crate) async fn calendar(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let calendar = world
            .calendars
            .iter()
            .find(|calendar| calendar.id == id)
            .ok_or_else(|| Refusal::no_such("Calendar connection"))?;
        world.reachable(calendar.workspace)?;
        ok(&world.calendar_json(calendar))
    })
}
