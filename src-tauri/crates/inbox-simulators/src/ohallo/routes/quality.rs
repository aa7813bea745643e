//! How well it goes: scores, circuit breakers that pause the AI, and consumption.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::ohallo::model::{Conversation, Status};
use crate::ohallo::refusal::Refusal;
use crate::ohallo::request::Asked;
use crate::ohallo::server::{Answer, Hand, Id, ok};
use crate::ohallo::world::World;
use crate::shared::dice::Dice;

/// How long after its resolution a conversation is scored.
const SCORED_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// The scores of one conversation, from 1 to 5.
struct Score {
    outcome: f64,
    process: f64,
    environment: f64,
    at: Timestamp,
}

impl Score {
    /// Always the same for the same conversation; none before it is scored.
    fn of(conversation: &Conversation, now: Timestamp) -> Option<Self> {
        let at = conversation.resolved_at? + SCORED_AFTER;
        if at > now {
            return None;
        }
        let salt = conversation.id.bytes().fold(7_u64, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        let mut dice = Dice::new(salt);
        let mut draw = || dice.between(24, 50) as f64 / 10.0;
        Some(Self {
            outcome: draw(),
            process: draw(),
            environment: draw(),
            at,
        })
    }

    fn composite(&self) -> f64 {
        rounded((self.outcome + self.process + self.environment) / 3.0)
    }
}

fn rounded(score: f64) -> f64 {
    (score * 100.0).round() / 100.0
}

/// `GET /api/conversations/{id}/quality`
pub(crate) async fn score(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let conversation = &world.conversations[world.reached_conversation(&id)?];
        let score = Score::of(conversation, world.now())
            .ok_or_else(|| Refusal::no_such("Quality score"))?;
        ok(&json!({
            "conversationId": conversation.id,
            "outcomeScore": score.outcome,
            "processScore": score.process,
            "environmentScore": score.environment,
            "compositeScore": score.composite(),
            "disconfirmation": rounded(score.composite() - 3.5),
            "confidence": 0.8,
            "signalCount": conversation.message_count,
            "scoredAt": world.instant(score.at),
        }))
    })
}

/// The stretch of time that statistics are about.
struct Period {
    start: Timestamp,
    end: Timestamp,
}

impl Period {
    /// `from` and `to` if given, else one of the named periods, of which the first is the default.
    fn read(asked: &Asked, now: Timestamp, named: &[(&str, i64, i64)]) -> Result<Self, Refusal> {
        let word = asked.get("period");
        let (_, from, to) = match word {
            None => named.first(),
            Some(word) => named.iter().find(|(name, _, _)| *name == word),
        }
        .ok_or_else(|| Refusal::invalid("Invalid period"))?;
        let days = |days: &i64| now - SignedDuration::from_hours(24 * days);
        let given = |name: &str| {
            asked
                .get(name)
                .map(|text| {
                    text.parse::<Timestamp>()
                        .map_err(|_| Refusal::invalid(format!("Invalid {name}")))
                })
                .transpose()
        };
        Ok(Self {
            start: given("from")?.unwrap_or_else(|| days(from)),
            end: given("to")?.unwrap_or_else(|| days(to)),
        })
    }

    fn holds(&self, instant: Timestamp) -> bool {
        (self.start..=self.end).contains(&instant)
    }
}

/// `GET /api/workspaces/{id}/quality/stats`
pub(crate) async fn stats(State(runtime): Hand, Path(id): Id, asked: Asked) -> Answer {
    runtime.look(|world| {
        let workspace = world.reached_workspace(&id)?;
        let named = [("last_7d", 7, 0), ("last_30d", 30, 0), ("last_90d", 90, 0)];
        let period = Period::read(&asked, world.now(), &named)?;
        let scores: Vec<Score> = (0..world.conversations.len())
            .filter(|index| world.workspace_of(*index) == workspace)
            .filter_map(|index| Score::of(&world.conversations[index], world.now()))
            .filter(|score| period.holds(score.at))
            .collect();
        let average = |part: fn(&Score) -> f64| {
            let sum: f64 = scores.iter().map(part).sum();
            (!scores.is_empty()).then(|| rounded(sum / scores.len() as f64))
        };
        ok(&json!({
            "conversationCount": scores.len(),
            "averageOutcomeScore": average(|score| score.outcome),
            "averageProcessScore": average(|score| score.process),
            "averageEnvironmentScore": average(|score| score.environment),
            "averageCompositeScore": average(Score::composite),
            "periodStart": world.instant(period.start),
            "periodEnd": world.instant(period.end),
        }))
    })
}

/// `GET /api/workspaces/{id}/consumption/conversation-stats`
pub(crate) async fn consumption(State(runtime): Hand, Path(id): Id, asked: Asked) -> Answer {
    runtime.look(|world| {
        let workspace = world.reached_workspace(&id)?;
        let named = [
            ("current", 30, 0),
            ("previous", 60, 30),
            ("last_90d", 90, 0),
        ];
        let period = Period::read(&asked, world.now(), &named)?;
        let mut total = 0;
        let (mut by_ai, mut by_person, mut abandoned, mut open) = (0, 0, 0, 0);
        let mut by_channel: BTreeMap<&str, u32> = BTreeMap::new();
        for (index, conversation) in world.conversations.iter().enumerate() {
            if world.workspace_of(index) != workspace || !period.holds(conversation.last_message_at)
            {
                continue;
            }
            total += 1;
            let channel = world.channels[conversation.channel].kind.word();
            *by_channel.entry(channel).or_default() += 1;
            match conversation.status {
                Status::Abandoned => abandoned += 1,
                Status::Resolved | Status::Closed if conversation.resolved_by_person => {
                    by_person += 1;
                }
                Status::Resolved | Status::Closed => by_ai += 1,
                _ => open += 1,
            }
        }
        ok(&json!({
            "total": total,
            "resolved": by_ai + by_person,
            "byResolution": {
                "ai_resolved": by_ai,
                "human_resolved": by_person,
                "abandoned": abandoned,
                "open": open,
            },
            "byChannel": by_channel,
            "byIntent": [],
            "periodStart": world.instant(period.start),
            "periodEnd": world.instant(period.end),
        }))
    })
}

/// `GET /api/workspaces/{id}/quality/circuit-breakers`
pub(crate) async fn breakers(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let workspace = world.reached_workspace(&id)?;
        let items: Vec<Value> = world
            .breakers
            .iter()
            .filter(|breaker| breaker.workspace == workspace)
            .map(|breaker| world.breaker_json(breaker))
            .collect();
        ok(&json!({ "total": items.len(), "items": items }))
    })
}

type BreakerPath = Path<(String, String)>;

fn known_breaker(world: &World, workspace: &str, id: &str) -> Result<usize, Refusal> {
    let workspace = world.reached_workspace(workspace)?;
    world
        .breakers
        .iter()
        .position(|breaker| breaker.workspace == workspace && breaker.id == id)
        .ok_or_else(|| Refusal::no_such("Circuit breaker"))
}

/// `POST /api/workspaces/{id}/quality/circuit-breakers/{breaker}/acknowledge`
pub(crate) async fn acknowledge(State(runtime): Hand, Path((id, breaker)): BreakerPath) -> Answer {
    runtime.act(|world| {
        let index = known_breaker(world, &id, &breaker)?;
        let (by, now) = (world.key.name.to_owned(), world.now());
        let breaker = &mut world.breakers[index];
        if breaker.resolved.is_some() {
            return Err(Refusal::invalid("Circuit breaker is already resolved"));
        }
        breaker.acknowledged.get_or_insert((by, now));
        ok(&world.breaker_json(&world.breakers[index]))
    })
}

/// `POST /api/workspaces/{id}/quality/circuit-breakers/{breaker}/resolve`
pub(crate) async fn resolve(State(runtime): Hand, Path((id, breaker)): BreakerPath) -> Answer {
    runtime.act(|world| {
        let index = known_breaker(world, &id, &breaker)?;
        let now = world.now();
        let breaker = &mut world.breakers[index];
        if breaker.acknowledged.is_none() {
            return Err(Refusal::invalid(
                "Circuit breaker must be acknowledged first",
            ));
        }
        if breaker.resolved.is_some() {
            return Err(Refusal::invalid("Circuit breaker is already resolved"));
        }
        breaker.resolved = Some(now);
        ok(&world.breaker_json(&world.breakers[index]))
    })
}
