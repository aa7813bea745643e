//! Reports for supervisors: figures of a span of time, and what is going on now.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::Routes;
use crate::chatwoot::call::{Call, Fields};
use crate::chatwoot::model::{Conversation, Message, MessageKind, Sender, Status};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Access, Answer, Reply};
use crate::chatwoot::world::World;

/// Half a year is the most a report by channel spans.
const LONGEST_BY_CHANNEL: SignedDuration = SignedDuration::from_hours(24 * 184);

pub(crate) fn routes() -> Routes {
    Routes::below("/api/v2/accounts/{account_id}", Access::Account)
        .get("/summary_reports/agent", |world, call| {
            let users = world.users.keys().copied().collect();
            summary(world, call, users, |it, user| {
                it.assigned_user() == Some(user)
            })
        })
        .get("/summary_reports/team", |world, call| {
            let teams = world.teams.keys().copied().collect();
            summary(world, call, teams, |it, team| it.team == Some(team))
        })
        .get("/summary_reports/inbox", |world, call| {
            let inboxes = world.inboxes.keys().copied().collect();
            summary(world, call, inboxes, |it, inbox| it.inbox == inbox)
        })
        .get("/summary_reports/label", by_label)
        .get("/summary_reports/channel", by_channel)
        .get("/live_reports/conversation_metrics", live)
        .get("/live_reports/grouped_conversation_metrics", grouped)
        .get("/reports", series)
        .get("/reports/summary", totals)
        .get("/reports/conversations", conversations)
        .get("/reports/outgoing_messages_count", outgoing)
        .get("/reports/first_response_time_distribution", distribution)
}

/// A span of time, its end left out.
#[derive(Clone, Copy)]
struct Span {
    since: Timestamp,
    until: Timestamp,
}

impl Span {
    fn of(world: &World, fields: Fields<'_>) -> Self {
        let instant = |name: &str| Timestamp::from_second(fields.number(name)?).ok();
        Self {
            since: instant("since").unwrap_or(world.created),
            until: instant("until").unwrap_or_else(|| world.now()),
        }
    }

    fn holds(self, at: Timestamp) -> bool {
        self.since <= at && at < self.until
    }

    /// The span of the same length before it.
    fn before(self) -> Self {
        let length = self.until.duration_since(self.since);
        Self {
            since: self.since - length,
            until: self.since,
        }
    }
}

/// What a span of time holds of some conversations.
#[derive(Default)]
struct Figures {
    conversations: usize,
    incoming: usize,
    outgoing: usize,
    resolved: usize,
    first_responses: Vec<f64>,
    replies: Vec<f64>,
    resolutions: Vec<f64>,
}

impl Figures {
    fn of<'a>(
        world: &'a World,
        span: Span,
        conversations: impl Iterator<Item = &'a Conversation>,
    ) -> Self {
        let mut figures = Self::default();
        for conversation in conversations {
            figures.conversations += usize::from(span.holds(conversation.created));
            let mut waiting: Option<Timestamp> = None;
            for message in world.thread(conversation) {
                figures.count(span, message, &mut waiting);
            }
            if let Some(reply) = conversation.first_reply.filter(|at| span.holds(*at)) {
                figures
                    .first_responses
                    .push(seconds(conversation.created, reply));
            }
            if conversation.status == Status::Resolved && span.holds(conversation.updated) {
                figures.resolved += 1;
                figures
                    .resolutions
                    .push(seconds(conversation.created, conversation.updated));
            }
        }
        figures
    }

    fn count(&mut self, span: Span, message: &Message, waiting: &mut Option<Timestamp>) {
        let within = span.holds(message.created);
        match message.kind {
            MessageKind::Incoming => {
                self.incoming += usize::from(within);
                waiting.get_or_insert(message.created);
            }
            MessageKind::Outgoing if !message.private => {
                self.outgoing += usize::from(within);
                let asked = waiting.take().filter(|_| within);
                let reply = asked.map(|asked| seconds(asked, message.created));
                self.replies.extend(reply);
            }
            MessageKind::Outgoing | MessageKind::Activity | MessageKind::Template => {}
        }
    }

    fn summary(&self) -> Map<String, Value> {
        let row = json!({
            "conversations_count": self.conversations,
            "resolved_conversations_count": self.resolved,
            "avg_resolution_time": average(&self.resolutions),
            "avg_first_response_time": average(&self.first_responses),
            "avg_reply_time": average(&self.replies),
        });
        row.as_object().cloned().unwrap_or_default()
    }

    fn totals(&self) -> Value {
        json!({
            "conversations_count": self.conversations,
            "incoming_messages_count": self.incoming,
            "outgoing_messages_count": self.outgoing,
            "avg_first_response_time": average(&self.first_responses),
            "avg_resolution_time": average(&self.resolutions),
            "resolutions_count": self.resolved,
            "reply_time": average(&self.replies),
        })
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64()
}

fn average(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn summary(
    world: &mut World,
    call: &Call,
    whose: Vec<i64>,
    is_theirs: impl Fn(&Conversation, i64) -> bool,
) -> Answer {
    world.require_administrator(call.me())?;
    let span = Span::of(world, call.params.fields());
    let rows = whose.into_iter().map(|id| {
        let theirs = world.conversations.values().filter(|it| is_theirs(it, id));
        let mut row = Figures::of(world, span, theirs).summary();
        row.insert("id".to_owned(), id.into());
        Value::Object(row)
    });
    Ok(Reply::Json(rows.collect()))
}

fn by_label(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let span = Span::of(world, call.params.fields());
    let rows = world.labels.values().map(|label| {
        let theirs = world.conversations.values();
        let theirs = theirs.filter(|it| it.labels.contains(&label.title));
        let mut row = Figures::of(world, span, theirs).summary();
        // Here an average of nothing is zero.
        for value in row.values_mut().filter(|value| value.is_null()) {
            *value = json!(0);
        }
        row.insert("id".to_owned(), label.id.into());
        row.insert("name".to_owned(), label.title.clone().into());
        Value::Object(row)
    });
    Ok(Reply::Json(rows.collect()))
}

fn by_channel(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let span = Span::of(world, call.params.fields());
    if span.until.duration_since(span.since) > LONGEST_BY_CHANNEL {
        let text = json!({ "error": "Date range cannot exceed 6 months" });
        return Ok(Reply::Other(422, text));
    }
    let mut channels: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for conversation in world.conversations.values() {
        if let Some(inbox) = world.inboxes.get(&conversation.inbox)
            && span.holds(conversation.created)
        {
            let place = match conversation.status {
                Status::Open => 0,
                Status::Resolved => 1,
                Status::Pending => 2,
                Status::Snoozed => 3,
            };
            channels.entry(inbox.kind.word()).or_default()[place] += 1;
        }
    }
    let told = channels.into_iter().map(|(channel, counts)| {
        let [open, resolved, pending, snoozed] = counts;
        let row = json!({
            "open": open, "resolved": resolved, "pending": pending, "snoozed": snoozed,
            "total": counts.iter().sum::<usize>(),
        });
        (channel.to_owned(), row)
    });
    Ok(Reply::Json(Value::Object(told.collect())))
}

/// How some conversations stand at this moment.
fn standing<'a>(conversations: impl Iterator<Item = &'a Conversation>) -> Value {
    let (mut open, mut unattended, mut unassigned, mut pending) = (0, 0, 0, 0);
    for conversation in conversations {
        if conversation.status == Status::Open {
            open += 1;
            let waits = conversation.first_reply.is_none() || conversation.waiting_since.is_some();
            unattended += usize::from(waits);
            unassigned += usize::from(conversation.assignee.is_none());
        }
        pending += usize::from(conversation.status == Status::Pending);
    }
    json!({
        "open": open, "unattended": unattended, "unassigned": unassigned, "pending": pending,
    })
}

fn live(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let team = call.params.fields().number("team_id");
    let conversations = world.conversations.values();
    let theirs = conversations.filter(|it| team.is_none() || it.team == team);
    Ok(Reply::Json(standing(theirs)))
}

fn grouped(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let by = call.params.fields().text("group_by").unwrap_or_default();
    let group = |it: &Conversation| match by.as_str() {
        "team_id" => it.team,
        _ => it.assigned_user(),
    };
    if !matches!(by.as_str(), "team_id" | "assignee_id") {
        return Ok(Reply::Other(422, json!({ "error": "invalid group_by" })));
    }
    let mut groups: BTreeMap<Option<i64>, Vec<&Conversation>> = BTreeMap::new();
    for conversation in world.conversations.values() {
        groups
            .entry(group(conversation))
            .or_default()
            .push(conversation);
    }
    let rows = groups.into_iter().map(|(id, conversations)| {
        let mut row = standing(conversations.into_iter());
        if let Value::Object(row) = &mut row {
            row.remove("pending");
            row.insert(by.clone(), id.into());
        }
        row
    });
    Ok(Reply::Json(rows.collect()))
}

/// Those of the thing that `type` and `id` name.
fn of_thing(world: &World, fields: Fields<'_>) -> Result<Vec<i64>, Refusal> {
    // Without a type the server stumbles.
    let kind = fields.text("type").ok_or_else(Refusal::internal)?;
    let id = fields.number("id");
    let label = id.and_then(|id| world.labels.get(&id));
    let label = label.map(|label| label.title.clone());
    let is_its = |it: &&Conversation| match kind.as_str() {
        "agent" => it.assigned_user() == id,
        "inbox" => Some(it.inbox) == id,
        "team" => id.is_some() && it.team == id,
        "label" => label
            .as_ref()
            .is_some_and(|label| it.labels.contains(label)),
        _ => true,
    };
    Ok(world
        .conversations
        .values()
        .filter(is_its)
        .map(|it| it.id)
        .collect())
}

fn figures(world: &World, span: Span, ids: &[i64]) -> Figures {
    let those = ids.iter().filter_map(|id| world.conversations.get(id));
    Figures::of(world, span, those)
}

fn totals(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let ids = of_thing(world, call.params.fields())?;
    let span = Span::of(world, call.params.fields());
    let mut now = figures(world, span, &ids).totals();
    now["previous"] = figures(world, span.before(), &ids).totals();
    Ok(Reply::Json(now))
}

/// A metric day by day.
fn series(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let ids = of_thing(world, call.params.fields())?;
    let metric = call.params.fields().text("metric").unwrap_or_default();
    let span = Span::of(world, call.params.fields());
    let day = SignedDuration::from_hours(24);
    let mut since = span.since;
    let mut points = Vec::new();
    while since < span.until {
        let until = (since + day).min(span.until);
        let figures = figures(world, Span { since, until }, &ids);
        let (value, count) = match metric.as_str() {
            "conversations_count" => (json!(figures.conversations), None),
            "incoming_messages_count" => (json!(figures.incoming), None),
            "outgoing_messages_count" => (json!(figures.outgoing), None),
            "resolutions_count" => (json!(figures.resolved), None),
            "avg_first_response_time" => of_average(&figures.first_responses),
            "avg_resolution_time" => of_average(&figures.resolutions),
            "reply_time" => of_average(&figures.replies),
            _ => return Ok(Reply::Json(json!({}))),
        };
        let mut point = json!({ "value": value, "timestamp": since.as_second() });
        if let Some(count) = count {
            point["count"] = json!(count);
        }
        points.push(point);
        since = until;
    }
    Ok(Reply::Json(points.into()))
}

fn of_average(values: &[f64]) -> (Value, Option<usize>) {
    (
        json!(average(values).unwrap_or_default()),
        Some(values.len()),
    )
}

fn conversations(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    match call.params.fields().text("type").as_deref() {
        Some("account") => Ok(Reply::Json(standing(world.conversations.values()))),
        Some("agent") => {
            let mut rows: Vec<Value> = world
                .users
                .values()
                .map(|user| {
                    let theirs = world.conversations.values();
                    let theirs = theirs.filter(|it| it.assigned_user() == Some(user.id));
                    let standing = standing(theirs);
                    json!({
                        "id": user.id, "name": user.name, "email": user.email, "thumbnail": "",
                        "availability": world.availability(user),
                        "metric": { "open": standing["open"], "unattended": standing["unattended"] },
                    })
                })
                .collect();
            rows.sort_by_key(|row| std::cmp::Reverse(row["metric"]["open"].as_u64()));
            rows.truncate(25);
            Ok(Reply::Json(rows.into()))
        }
        _ => Err(Refusal::empty(422)),
    }
}

fn outgoing(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let span = Span::of(world, call.params.fields());
    let by = call.params.fields().text("group_by").unwrap_or_default();
    let sent = |is_theirs: &dyn Fn(&Conversation, &Message) -> bool| {
        let all = world.conversations.values();
        all.flat_map(|it| world.thread(it).map(move |message| (it, message)))
            .filter(|(_, message)| message.kind == MessageKind::Outgoing && !message.private)
            .filter(|(it, message)| span.holds(message.created) && is_theirs(it, message))
            .count()
    };
    let row = |id: i64, name: &str, count: usize| json!({ "id": id, "name": name, "outgoing_messages_count": count });
    let rows: Vec<Value> = match by.as_str() {
        "agent" => world
            .users
            .values()
            .map(|user| {
                let by_them = |_: &Conversation, message: &Message| {
                    message.sender == Some(Sender::User(user.id))
                };
                row(user.id, &user.name, sent(&by_them))
            })
            .collect(),
        "team" => world
            .teams
            .values()
            .map(|team| row(team.id, &team.name, sent(&|it, _| it.team == Some(team.id))))
            .collect(),
        "inbox" => world
            .inboxes
            .values()
            .map(|inbox| row(inbox.id, &inbox.name, sent(&|it, _| it.inbox == inbox.id)))
            .collect(),
        "label" => world
            .labels
            .values()
            .map(|label| {
                let count = sent(&|it, _| it.labels.contains(&label.title));
                row(label.id, &label.title, count)
            })
            .collect(),
        _ => return Err(Refusal::empty(422)),
    };
    Ok(Reply::Json(rows.into()))
}

fn distribution(world: &mut World, call: &Call) -> Answer {
    world.require_administrator(call.me())?;
    let span = Span::of(world, call.params.fields());
    let names = ["0-1h", "1-4h", "4-8h", "8-24h", "24h+"];
    let mut channels: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    for conversation in world.conversations.values() {
        if let (Some(inbox), Some(reply)) = (
            world.inboxes.get(&conversation.inbox),
            conversation.first_reply,
        ) && span.holds(reply)
        {
            let hours = seconds(conversation.created, reply) / 3600.0;
            let place = [1.0, 4.0, 8.0, 24.0].iter().filter(|end| hours >= **end);
            channels.entry(inbox.kind.word()).or_default()[place.count()] += 1;
        }
    }
    let told = channels.into_iter().map(|(channel, counts)| {
        let row = names.iter().zip(counts);
        let row: Map<String, Value> = row
            .map(|(name, count)| ((*name).to_owned(), count.into()))
            .collect();
        (channel.to_owned(), Value::Object(row))
    });
    Ok(Reply::Json(Value::Object(told.collect())))
}
