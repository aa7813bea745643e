//! Conversations: the list, single ones, their threads and files; attention items.

use std::cmp::Reverse;

use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::ohallo::model::Status;
use crate::ohallo::options::{Dialect, KeyRestriction};
use crate::ohallo::refusal::Refusal;
use crate::ohallo::request::Asked;
use crate::ohallo::server::{Answer, Hand, Id, ok};
use crate::ohallo::world::World;

/// `GET /api/conversations`
pub(crate) async fn list(State(runtime): Hand, asked: Asked) -> Answer {
    let limit = asked.limit()?;
    runtime.look(|world| {
        let filter = Filter::read(world, &asked)?;
        let after = asked
            .get("cursor")
            .map(|cursor| position(world, cursor))
            .transpose()?;
        let mut rows: Vec<usize> = (0..world.conversations.len())
            .filter(|index| filter.lets_through(world, *index))
            .filter(|index| {
                after
                    .as_ref()
                    .is_none_or(|after| rank(world, *index) > *after)
            })
            .collect();
        rows.sort_by_key(|index| rank(world, *index));
        let more = rows.len() > limit;
        rows.truncate(limit);
        let data: Vec<Value> = rows
            .iter()
            .map(|index| world.conversation_row(*index))
            .collect();
        let mut answer = json!({ "data": data });
        if let Some(last) = rows.last().filter(|_| more) {
            answer["nextCursor"] = json!(cursor_after(&world.conversations[*last].id));
        }
        ok(&answer)
    })
}

/// Newest activity first, then the greater id.
fn rank(world: &World, index: usize) -> (Reverse<Timestamp>, Reverse<&str>) {
    let conversation = &world.conversations[index];
    (
        Reverse(conversation.last_message_at),
        Reverse(&conversation.id),
    )
}

fn cursor_after(id: &str) -> String {
    STANDARD.encode(json!({ "lastId": id }).to_string())
}

/// Where the row a cursor names stands now.
fn position<'a>(
    world: &'a World,
    cursor: &str,
) -> Result<(Reverse<Timestamp>, Reverse<&'a str>), Refusal> {
    STANDARD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
        .and_then(|value| world.conversation(value["lastId"].as_str()?))
        .map(|index| rank(world, index))
        .ok_or_else(|| Refusal::invalid("Invalid cursor"))
}

/// The filters of the conversation list.
struct Filter<'a> {
    workspace: Option<&'a str>,
    statuses: Option<Vec<Status>>,
    contact: Option<&'a str>,
    account: Option<&'a str>,
    text: Option<String>,
    human_managed: Option<bool>,
    has_attention: Option<bool>,
}

impl<'a> Filter<'a> {
    fn read(world: &World, asked: &'a Asked) -> Result<Self, Refusal> {
        let workspace = asked.get("workspaceId");
        let restricted = matches!(world.options.restriction, KeyRestriction::Workspace(_));
        if restricted && workspace.is_none() && world.options.quirks.workspace_required {
            return Err(Refusal::invalid(
                "workspaceId is required for a workspace-scoped API key",
            ));
        }
        Ok(Self {
            workspace,
            statuses: asked
                .get("status")
                .map(|word| statuses(word, world.options.dialects.conversation_list))
                .transpose()?,
            contact: asked.get("contactId"),
            account: asked.get("accountId"),
            text: asked.get("q").map(str::to_lowercase),
            human_managed: asked.flag("humanManaged")?,
            has_attention: asked.flag("hasAttention")?,
        })
    }

    fn lets_through(&self, world: &World, index: usize) -> bool {
        let conversation = &world.conversations[index];
        let contact = &world.contacts[conversation.contact];
        let workspace = world.workspace_of(index);
        let account = contact
            .account
            .map(|account| world.accounts[account].id.as_str());
        world.reaches(workspace)
            && self
                .workspace
                .is_none_or(|id| world.workspaces[workspace].id == id)
            && self
                .statuses
                .as_ref()
                .is_none_or(|statuses| statuses.contains(&conversation.status))
            && self.contact.is_none_or(|id| contact.id == id)
            && self.account.is_none_or(|id| account == Some(id))
            && self
                .human_managed
                .is_none_or(|wanted| wanted == (conversation.status == Status::HumanManaged))
            && self
                .has_attention
                .is_none_or(|wanted| wanted == (conversation.open_attention > 0))
            && self.text.as_ref().is_none_or(|text| {
                [&contact.name, &contact.email, &conversation.subject]
                    .into_iter()
                    .flatten()
                    .any(|known| known.to_lowercase().contains(text))
            })
    }
}

/// The statuses a word of either dialect means; `resolved` means what the list's dialect does.
fn statuses(word: &str, list: Dialect) -> Result<Vec<Status>, Refusal> {
    Ok(match word {
        "open" => vec![Status::New, Status::Active],
        "new" => vec![Status::New],
        "active" => vec![Status::Active],
        "in_progress" | "human_managed" => vec![Status::HumanManaged],
        "awaiting_contact" | "waiting" => vec![Status::Waiting],
        "resolved" if list == Dialect::Reference => {
            vec![Status::Resolved, Status::Closed, Status::Abandoned]
        }
        "resolved" => vec![Status::Resolved],
        "closed" => vec![Status::Closed],
        "abandoned" => vec![Status::Abandoned],
        _ => return Err(Refusal::invalid("Invalid status")),
    })
}

/// `GET /api/conversations/{id}`
pub(crate) async fn one(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let conversation = world.reached_conversation(&id)?;
        ok(&world.conversation_single(conversation))
    })
}

/// `GET /api/conversations/{id}/messages`
pub(crate) async fn messages(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let conversation = world.reached_conversation(&id)?;
        ok(&world.listed(world.messages_json(conversation)))
    })
}

/// `GET /api/conversations/{id}/attachments`
pub(crate) async fn attachments(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let conversation = world.reached_conversation(&id)?;
        ok(&world.listed(world.attachments_json(conversation)))
    })
}

/// `GET /api/attention-items`
pub(crate) async fn attention_items(State(runtime): Hand) -> Answer {
    runtime.look(|world| {
        let items = world
            .attention
            .iter()
            .filter(|item| world.reaches(world.workspace_of(item.conversation)))
            .map(|item| world.attention_json(item))
            .collect();
        ok(&world.listed(items))
    })
}
