//! Promises on how fast customers are served. The account has one; a conversation that carries it says
//! what is due and what was broken.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::model::{Conversation, Status};
use super::wire::iso;

/// The account's only promise.
pub(crate) const POLICY: i64 = 1;

const FIRST_REPLY: SignedDuration = SignedDuration::from_mins(30);
const NEXT_REPLY: SignedDuration = SignedDuration::from_hours(2);
const RESOLUTION: SignedDuration = SignedDuration::from_hours(48);

/// `GET /sla_policies`
pub(crate) fn policies() -> Value {
    json!({ "payload": [{
        "id": POLICY, "name": "Gold", "description": "For customers with a contract",
        "first_response_time_threshold": FIRST_REPLY.as_secs(),
        "next_response_time_threshold": NEXT_REPLY.as_secs(),
        "resolution_time_threshold": RESOLUTION.as_secs(),
        "only_during_business_hours": false,
    }] })
}

/// The promise of a conversation as it stands now; `None` where none was given.
pub(crate) fn applied(conversation: &Conversation, now: Timestamp) -> Option<Value> {
    conversation.sla_policy.filter(|policy| *policy == POLICY)?;
    let created = conversation.created;
    let resolved = conversation.status == Status::Resolved;
    let first_due = created + FIRST_REPLY;
    let next_due = conversation
        .first_reply
        .and(conversation.waiting_since)
        .map(|since| since + NEXT_REPLY);
    let resolution_due = created + RESOLUTION;
    let missed = conversation.first_reply.unwrap_or(now) > first_due
        || next_due.is_some_and(|due| now > due)
        || (!resolved && now > resolution_due);
    let status = match (resolved, missed) {
        (true, true) => "missed",
        (true, false) => "hit",
        (false, true) => "active_with_misses",
        (false, false) => "active",
    };
    let first_due = (conversation.first_reply.is_none() && !resolved).then_some(first_due);
    let due = |at: Option<Timestamp>| at.map(Timestamp::as_second);
    Some(json!({
        "id": conversation.id, "sla_id": POLICY, "sla_status": status,
        "created_at": created.as_second(), "updated_at": iso(conversation.updated),
        "sla_name": "Gold", "sla_description": "For customers with a contract",
        "sla_first_response_time_threshold": FIRST_REPLY.as_secs(),
        "sla_next_response_time_threshold": NEXT_REPLY.as_secs(),
        "sla_resolution_time_threshold": RESOLUTION.as_secs(),
        "sla_only_during_business_hours": false,
        "sla_frt_due_at": due(first_due),
        "sla_nrt_due_at": due(next_due.filter(|_| !resolved)),
        "sla_rt_due_at": due(Some(resolution_due).filter(|_| !resolved)),
    }))
}
