//! Who has a conversation.

use axum::extract::{Path, State};

use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::Body;
use crate::chatvolt::server::{Answer, Id, Shared, done};

/// `POST /conversations/{conversationId}/assign`
pub(crate) async fn assign(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let force = body.flag("force")?.unwrap_or_default();
    let named: Vec<(&str, &str)> = ["email", "id", "membershipId"]
        .into_iter()
        .filter_map(|name| Some((name, body.text(name)?)))
        .collect();
    let [(how, who)] = named[..] else {
        return Err(Refusal::invalid());
    };
    runtime.act(|world| {
        let conversation = world.sought(&id)?;
        let member = world.members.iter().position(|member| match how {
            "email" => member.email.eq_ignore_ascii_case(who),
            "id" => member.user_id == who,
            _ => member.membership_id.as_deref() == Some(who),
        });
        let member = member.ok_or_else(Refusal::not_found)?;
        if world.members[member].membership_id.is_none() {
            return Err(Refusal::unauthorized());
        }
        let present = &world.conversations[conversation].assignees;
        if !present.contains(&member) {
            if !present.is_empty() && !force {
                return Err(Refusal::said(409, "Conversation already assigned"));
            }
            world.touch(conversation).assignees = vec![member];
        }
        done("Conversation Assigned.")
    })
}

/// `POST /conversations/{conversationId}/unassign`
pub(crate) async fn unassign(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let conversation = world.sought(&id)?;
        world.touch(conversation).assignees.clear();
        done("Conversation unassigned.")
    })
}
