//! Finding conversations: the list's parameters, its orders, and the totals of all its tabs.

use std::cmp::Ordering;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::chatwoot::call::{Call, Fields};
use crate::chatwoot::model::{Assignee, Conversation, MessageKind, PRIORITIES, Status};
use crate::chatwoot::refusal::Refusal;
use crate::chatwoot::server::{Answer, Reply};
use crate::chatwoot::wire::inbox_slim;
use crate::chatwoot::world::{ACCOUNT, World};

/// Conversations of a page.
pub(crate) const PAGE: usize = 25;

/// The totals of the tabs.
pub(crate) struct Counts {
    mine: usize,
    assigned: usize,
    unassigned: usize,
    all: usize,
}

impl Counts {
    pub(crate) fn of(found: &[&Conversation], me: i64) -> Self {
        // A bot is nobody's assignee in these counts.
        let assigned = found.iter().filter(|it| it.assigned_user().is_some());
        let assigned = assigned.count();
        let mine = found.iter().filter(|it| it.assigned_user() == Some(me));
        Self {
            mine: mine.count(),
            assigned,
            unassigned: found.len() - assigned,
            all: found.len(),
        }
    }

    fn full(&self) -> Value {
        json!({
            "mine_count": self.mine, "assigned_count": self.assigned,
            "unassigned_count": self.unassigned, "all_count": self.all,
        })
    }

    pub(crate) fn short(&self) -> Value {
        json!({
            "mine_count": self.mine, "unassigned_count": self.unassigned, "all_count": self.all,
        })
    }
}

impl World {
    /// The conversations of the caller's inboxes.
    pub(crate) fn listed(&self, me: i64) -> impl Iterator<Item = &Conversation> {
        self.conversations
            .values()
            .filter(move |it| self.has_inbox(me, it.inbox))
    }

    pub(crate) fn says(&self, conversation: &Conversation, text: &str) -> bool {
        let text = text.to_lowercase();
        self.thread(conversation).any(|message| {
            matches!(message.kind, MessageKind::Incoming | MessageKind::Outgoing)
                && message
                    .content
                    .as_deref()
                    .is_some_and(|content| content.to_lowercase().contains(&text))
        })
    }

    /// Everything the parameters ask for, whatever the tab.
    fn found(&self, me: i64, fields: Fields<'_>) -> Result<Vec<&Conversation>, Refusal> {
        let search = fields.text("q");
        let status = fields.text("status").unwrap_or_else(|| "open".to_owned());
        let team = fields.number("team_id");
        if team.is_some_and(|team| !self.teams.contains_key(&team)) {
            return Err(Refusal::not_found());
        }
        let labels = fields.texts("labels").unwrap_or_default();
        let inbox = fields.number("inbox_id");
        let source = fields.text("source_id");
        let kind = fields.text("conversation_type").unwrap_or_default();
        let wanted = |it: &Conversation| {
            let by_status = match &search {
                Some(text) => self.says(it, text),
                None => status == "all" || it.status.word() == status,
            };
            let by_kind = match kind.as_str() {
                "mention" => it.mentioned.contains(&me),
                "participating" => it.participants.contains(&me),
                "unattended" => it.first_reply.is_none() || it.waiting_since.is_some(),
                _ => true,
            };
            by_status
                && by_kind
                && inbox.is_none_or(|inbox| it.inbox == inbox)
                && team.is_none_or(|team| it.team == Some(team))
                && (labels.is_empty() || labels.iter().any(|label| it.labels.contains(label)))
                && source.as_ref().is_none_or(|source| {
                    self.contact_inbox_of(it)
                        .is_some_and(|entry| entry.source_id == *source)
                })
        };
        Ok(self.listed(me).filter(|it| wanted(it)).collect())
    }

    fn sort(&self, found: &mut [&Conversation], order: &str) {
        let unread = self.options.quirks.since("4.15.0") && order == "unread";
        let newest = |left: &Conversation, right: &Conversation| {
            (right.last_activity, right.id).cmp(&(left.last_activity, left.id))
        };
        found.sort_by(|left, right| {
            let by_priority = |descending: bool| match (rank(left), rank(right)) {
                (None, None) => Ordering::Equal,
                (None, _) => Ordering::Greater,
                (_, None) => Ordering::Less,
                (left, right) if descending => right.cmp(&left),
                (left, right) => left.cmp(&right),
            };
            let by_waiting = |descending: bool| {
                let oldest = left.created.cmp(&right.created);
                match (left.waiting_since, right.waiting_since) {
                    (None, None) => oldest,
                    (None, _) => Ordering::Greater,
                    (_, None) => Ordering::Less,
                    (left, right) if descending => right.cmp(&left).then(oldest),
                    (left, right) => left.cmp(&right).then(oldest),
                }
            };
            match order {
                "last_activity_at_asc" => newest(right, left),
                "created_at_asc" | "sort_on_created_at" => left.id.cmp(&right.id),
                "created_at_desc" => right.id.cmp(&left.id),
                "priority_asc" => by_priority(false).then_with(|| newest(left, right)),
                "priority_desc" | "sort_on_priority" => {
                    by_priority(true).then_with(|| newest(left, right))
                }
                "priority_desc_created_at_asc" => by_priority(true).then(left.id.cmp(&right.id)),
                "waiting_since_asc" | "sort_on_waiting_since" => by_waiting(false),
                "waiting_since_desc" => by_waiting(true),
                _ if unread => self
                    .unread_count(right)
                    .cmp(&self.unread_count(left))
                    .then_with(|| newest(left, right)),
                _ => newest(left, right),
            }
        });
    }
}

fn rank(conversation: &Conversation) -> Option<usize> {
    let priority = conversation.priority?;
    PRIORITIES.iter().position(|it| *it == priority)
}

/// A page's share of the rows; nothing beyond the end.
pub(crate) fn page_of<T>(rows: Vec<T>, page: usize, size: usize) -> Vec<T> {
    rows.into_iter()
        .skip((page - 1) * size)
        .take(size)
        .collect()
}

/// `GET …/conversations`
pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let (me, fields) = (call.me(), call.params.fields());
    let mut found = world.found(me, fields)?;
    let counts = Counts::of(&found, me);
    match fields.text("assignee_type").as_deref() {
        Some("me") => found.retain(|it| it.assigned_user() == Some(me)),
        Some("unassigned") => found.retain(|it| it.assigned_user().is_none()),
        Some("assigned") => found.retain(|it| it.assigned_user().is_some()),
        _ => {}
    }
    world.sort(&mut found, &fields.text("sort_by").unwrap_or_default());
    let within = fields
        .number("updated_within")
        .filter(|_| world.options.quirks.since("3.6.0"));
    let rows = match within {
        Some(seconds) => {
            let horizon = world.now() - SignedDuration::from_secs(seconds);
            found.retain(|it| it.updated > horizon);
            found
        }
        None => page_of(found, call.params.page().0, PAGE),
    };
    let payload: Vec<Value> = rows
        .into_iter()
        .map(|it| world.conversation_json(it, me))
        .collect();
    Ok(Reply::Json(
        json!({ "data": { "meta": counts.full(), "payload": payload } }),
    ))
}

/// `GET …/conversations/meta`
pub(crate) fn meta(world: &mut World, call: &Call) -> Answer {
    let found = world.found(call.me(), call.params.fields())?;
    let counts = Counts::of(&found, call.me());
    Ok(Reply::Json(json!({ "meta": counts.full() })))
}

/// `GET …/conversations/search`
pub(crate) fn search(world: &mut World, call: &Call) -> Answer {
    let fields = call.params.fields();
    let mut found = world.found(call.me(), fields)?;
    let counts = Counts::of(&found, call.me());
    world.sort(&mut found, "");
    let text = fields.text("q").unwrap_or_default().to_lowercase();
    let rows = page_of(found, call.params.page().0, PAGE);
    let payload: Vec<Value> = rows
        .into_iter()
        .map(|it| small_row(world, it, &text))
        .collect();
    Ok(Reply::Json(
        json!({ "meta": counts.short(), "payload": payload }),
    ))
}

fn small_row(world: &World, conversation: &Conversation, text: &str) -> Value {
    let contact = world.contacts.get(&conversation.contact);
    let messages: Vec<Value> = world
        .thread(conversation)
        .filter(|message| {
            let content = message.content.as_deref().unwrap_or_default();
            message.kind != MessageKind::Activity && content.to_lowercase().contains(text)
        })
        .map(|message| {
            let sender = world.sender_event(message.sender);
            json!({
                "content": message.content, "id": message.id,
                "sender_name": sender.map(|sender| sender["name"].clone()),
                "message_type": message.kind as u8, "created_at": message.created.as_second(),
            })
        })
        .collect();
    let inbox = world.inbox_of(conversation).map(inbox_slim);
    json!({
        "id": conversation.id, "uuid": conversation.uuid,
        "created_at": conversation.created.as_second(),
        "contact": contact.map(|contact| json!({ "id": contact.id, "name": contact.name })),
        "inbox": inbox.map(|inbox| json!({
            "id": inbox["id"], "name": inbox["name"], "channel_type": inbox["channel_type"],
        })),
        "messages": messages, "account_id": ACCOUNT,
    })
}

/// `GET …/conversations/unread_counts`
pub(crate) fn unread_counts(world: &mut World, call: &Call) -> Answer {
    if !world.options.quirks.since("4.14.1") {
        return Err(Refusal::not_found());
    }
    if !world.options.quirks.feature("conversation_unread_counts") {
        let text = "Conversation unread counts feature not enabled for this account";
        return Err(Refusal::forbidden(text));
    }
    let mut all = 0;
    let mut by = [(); 3].map(|()| serde_json::Map::new());
    let mut count = |place: usize, id: i64| {
        let entry = by[place].entry(id.to_string()).or_insert(json!(0));
        *entry = json!(entry.as_u64().unwrap_or_default() + 1);
    };
    for conversation in world.listed(call.me()) {
        if conversation.status != Status::Open || world.unread_count(conversation) == 0 {
            continue;
        }
        all += 1;
        count(0, conversation.inbox);
        for label in world.labels.values() {
            if conversation.labels.contains(&label.title) {
                count(1, label.id);
            }
        }
        if let Some(team) = conversation.team {
            count(2, team);
        }
    }
    let [inboxes, labels, teams] = by;
    Ok(Reply::Json(json!({ "payload": {
        "all_count": all, "inboxes": inboxes, "labels": labels, "teams": teams,
    } })))
}

/// Whether a bot has it.
pub(crate) fn has_bot(conversation: &Conversation) -> bool {
    matches!(conversation.assignee, Some(Assignee::Bot(_)))
}
