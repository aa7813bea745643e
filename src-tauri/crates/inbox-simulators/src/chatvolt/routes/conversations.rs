//! Conversations: the list with its hand-made cursor, single ones, and what can be set.

use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::chatvolt::model::{Conversation, Priority, Status};
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::{Body, Query};
use crate::chatvolt::server::{Answer, Id, Shared, done, ok};
use crate::chatvolt::world::World;

/// The most rows of a page.
const MOST: i64 = 100;
const USUAL: i64 = 25;

/// What the client makes of the last row it got.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cursor {
    last_created_at: Timestamp,
    last_id: String,
}

/// `GET /conversation`
pub(crate) async fn list(State(runtime): Shared, query: Query) -> Answer {
    let filter = Filter::read(&query)?;
    let limit = query.number("limit")?.unwrap_or(USUAL).clamp(1, MOST) as usize;
    let cursor: Option<Cursor> = query
        .get("cursor")
        .map(|text| serde_json::from_str(text).map_err(|_| Refusal::invalid()))
        .transpose()?;
    runtime.look(|world| {
        let mut rows: Vec<&Conversation> = world
            .living()
            .map(|index| &world.conversations[index])
            .filter(|record| filter.lets_through(world, record))
            .filter(|record| {
                cursor.as_ref().is_none_or(|cursor| {
                    (record.created, &record.id) < (cursor.last_created_at, &cursor.last_id)
                })
            })
            .collect();
        rows.sort_by(|left, right| (right.created, &right.id).cmp(&(left.created, &left.id)));
        let rows: Vec<Value> = rows
            .iter()
            .take(limit)
            .filter_map(|record| world.conversation(&record.id))
            .map(|index| world.conversation_json(index))
            .collect();
        ok(&Value::from(rows))
    })
}

/// Which conversations a list is about.
struct Filter {
    agent: Option<String>,
    channel: Option<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    status: Option<Status>,
    priority: Option<Priority>,
    assignee: Option<String>,
    unread: bool,
    tag: Option<String>,
    ai: Option<bool>,
    ad: Option<String>,
    scenario: Option<String>,
    step: Option<String>,
    frustration: [Option<f64>; 2],
    nps_step: Option<u8>,
    nps_rating: [Option<u8>; 3],
    nps_completed: Option<bool>,
}

impl Filter {
    fn read(query: &Query) -> Result<Self, Refusal> {
        let text = |name: &str| query.get(name).map(str::to_owned);
        let ai = match query.get("ai") {
            None => None,
            Some("enabled") => Some(true),
            Some("disabled") => Some(false),
            Some(_) => return Err(Refusal::query("ai", "Invalid enum value")),
        };
        let scenario = text("crmScenarioId");
        Ok(Self {
            agent: text("agentId"),
            channel: text("channel"),
            from: query.instant("createdAt")?,
            to: query.instant("endDate")?,
            status: query.word("status")?,
            priority: query.word("priority")?,
            assignee: text("assigneeId"),
            unread: query.flag("unread")?.unwrap_or_default(),
            tag: text("tag"),
            ai,
            ad: text("adSourceId"),
            // A step means nothing without its scenario.
            step: text("crmStepId").filter(|_| scenario.is_some()),
            scenario,
            frustration: [
                query.number("frustrationMin")?,
                query.number("frustrationMax")?,
            ],
            nps_step: query.number("npsStep")?,
            nps_rating: [
                query.number("npsRating")?,
                query.number("npsRatingMin")?,
                query.number("npsRatingMax")?,
            ],
            nps_completed: query.flag("npsCompleted")?,
        })
    }

    fn lets_through(&self, world: &World, record: &Conversation) -> bool {
        let agent = record.bot.map_or("null", |bot| world.bots[bot].id.as_str());
        self.agent.as_ref().is_none_or(|wanted| wanted == agent)
            && self
                .channel
                .as_ref()
                .is_none_or(|wanted| *wanted == record.channel)
            && self
                .from
                .as_ref()
                .is_none_or(|from| record.created >= *from)
            && self.to.as_ref().is_none_or(|to| record.created <= *to)
            && self.status.as_ref().is_none_or(|wanted| {
                let requested = world.options.quirks.unresolved_includes_requested
                    && *wanted == Status::Unresolved
                    && record.status == Status::HumanRequested;
                *wanted == record.status || requested
            })
            && self
                .priority
                .as_ref()
                .is_none_or(|wanted| *wanted == record.priority)
            && self
                .assignee
                .as_ref()
                .is_none_or(|wanted| assigned(world, record, wanted))
            && (!self.unread || record.messages.iter().any(|message| !message.read))
            && self
                .tag
                .as_ref()
                .is_none_or(|wanted| record.tags.contains(wanted))
            && self.ai.as_ref().is_none_or(|wanted| *wanted == record.ai)
            && self
                .ad
                .as_ref()
                .is_none_or(|wanted| record.ads.iter().any(|click| click.ad.source_id == *wanted))
            && self.in_crm(world, record)
            && self.in_survey(record)
    }

    fn in_crm(&self, world: &World, record: &Conversation) -> bool {
        let link = record.active_link();
        self.scenario.as_ref().is_none_or(|wanted| {
            link.is_some_and(|link| world.scenarios[link.scenario].id == *wanted)
        }) && self
            .step
            .as_ref()
            .is_none_or(|wanted| link.is_some_and(|link| world.steps[link.step].id == *wanted))
    }

    fn in_survey(&self, record: &Conversation) -> bool {
        let [least, most] = self.frustration;
        let [exact, lowest, highest] = self.nps_rating;
        let anger = record.frustration;
        let rating = record.nps.rating;
        least.is_none_or(|least| anger.is_some_and(|anger| anger >= least))
            && most.is_none_or(|most| anger.is_some_and(|anger| anger <= most))
            && self.nps_step.is_none_or(|step| record.nps.step == step)
            && exact.is_none_or(|exact| rating == Some(exact))
            && lowest.is_none_or(|lowest| rating.is_some_and(|rating| rating >= lowest))
            && highest.is_none_or(|highest| rating.is_some_and(|rating| rating <= highest))
            && self
                .nps_completed
                .is_none_or(|done| record.nps.completed.is_some() == done)
    }
}

fn assigned(world: &World, record: &Conversation, wanted: &str) -> bool {
    if wanted == "unassigned" {
        return record.assignees.is_empty();
    }
    let member = world.membership(wanted);
    member.is_some_and(|member| record.assignees.contains(&member))
}

/// `GET /conversation/{conversationId}`
pub(crate) async fn one(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.look(|world| ok(&world.conversation_json(world.sought(&id)?)))
}

/// `DELETE /conversation/{conversationId}`
pub(crate) async fn delete(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let conversation = world.sought(&id)?;
        world.delete_conversation(conversation);
        done("Conversation deleted.")
    })
}

/// `POST /conversations/{conversationId}/set-ai-enabled`
pub(crate) async fn set_ai_enabled(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let enabled = body.flag("enabled")?;
    let enabled = enabled.ok_or_else(|| Refusal::body("enabled", "Required"))?;
    runtime.act(|world| {
        let conversation = world.sought(&id)?;
        world.touch(conversation).ai = enabled;
        done(if enabled { "AI is On." } else { "AI is Off." })
    })
}

/// `POST /conversations/{conversationId}/set-priority`
pub(crate) async fn set_priority(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let priority = body.word("priority")?;
    let priority = priority.ok_or_else(|| Refusal::body("priority", "Required"))?;
    runtime.act(|world| {
        let conversation = world.sought(&id)?;
        world.touch(conversation).priority = priority;
        done("Conversation Priority changed.")
    })
}

/// `POST /conversations/{conversationId}/set-status`
pub(crate) async fn set_status(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let status = body.word("status")?;
    let status = status.ok_or_else(|| Refusal::body("status", "Required"))?;
    runtime.act(|world| {
        let conversation = world.sought(&id)?;
        world.touch(conversation).status = status;
        done("Conversation Status changed.")
    })
}
