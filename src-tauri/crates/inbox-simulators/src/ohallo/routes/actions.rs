//! What a person at the API does: every action answers `{"ok":true}` and nothing else.

use axum::extract::{Path, State};

use crate::ohallo::model::{ChannelType, Contact};
use crate::ohallo::refusal::Refusal;
use crate::ohallo::request::Body;
use crate::ohallo::server::{Answer, Hand, Id, accepted};
use crate::ohallo::world::{Draft, World};

/// `POST /api/conversations/{id}/take-over`
pub(crate) async fn take_over(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.act(|world| signal(world, &id, true))
}

/// `POST /api/conversations/{id}/release`
pub(crate) async fn release(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.act(|world| signal(world, &id, false))
}

/// An unknown conversation has no workflow either.
fn signal(world: &mut World, id: &str, taken: bool) -> Answer {
    let conversation = world.conversation(id).ok_or_else(Refusal::workflow)?;
    world.reachable(world.workspace_of(conversation))?;
    world.signal(conversation, taken)?;
    accepted()
}

/// `POST /api/conversations/{id}/reply`
pub(crate) async fn reply(State(runtime): Hand, Path(id): Id, body: Body) -> Answer {
    runtime.act(|world| {
        let conversation = world.reached_conversation(&id)?;
        let content = body.required("content")?;
        world.reply(conversation, content)?;
        accepted()
    })
}

/// `POST /api/conversations/{id}/resolve`
pub(crate) async fn resolve(State(runtime): Hand, Path(id): Id, body: Body) -> Answer {
    runtime.act(|world| {
        let conversation = world.reached_conversation(&id)?;
        let outcome = body.text("outcome")?.map(str::to_owned);
        world.resolve(conversation, outcome, true)?;
        accepted()
    })
}

/// `POST /api/conversations/{id}/assign`
pub(crate) async fn assign(State(runtime): Hand, Path(id): Id, body: Body) -> Answer {
    runtime.act(|world| {
        let conversation = world.reached_conversation(&id)?;
        let user = world
            .user(body.required("userId")?)
            .ok_or_else(|| Refusal::no_such("User"))?;
        world.assign(conversation, Some(user));
        accepted()
    })
}

/// `POST /api/conversations/{id}/unassign`
pub(crate) async fn unassign(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let conversation = world.reached_conversation(&id)?;
        world.assign(conversation, None);
        accepted()
    })
}

/// `POST /api/conversations/{id}/approve`
pub(crate) async fn approve(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let conversation = world.reached_conversation(&id)?;
        world.approve(conversation)?;
        accepted()
    })
}

/// `POST /api/attention-items/{id}/resolve`
pub(crate) async fn resolve_attention_item(State(runtime): Hand, Path(id): Id) -> Answer {
    runtime.act(|world| {
        let item = world
            .attention
            .iter()
            .position(|item| item.id == id)
            .ok_or_else(|| Refusal::no_such("Attention item"))?;
        world.reachable(world.workspace_of(world.attention[item].conversation))?;
        world.close_attention(item);
        accepted()
    })
}

/// `POST /api/conversations/compose`
pub(crate) async fn compose(State(runtime): Hand, body: Body) -> Answer {
    runtime.act(|world| {
        let workspace = world.reached_workspace(body.required("workspaceId")?)?;
        let channel = world
            .channel(body.required("channelId")?)
            .ok_or_else(|| Refusal::no_such("Channel"))?;
        if world.channels[channel].workspace != workspace {
            return Err(Refusal::invalid("Channel does not belong to workspace"));
        }
        if !world.channels[channel].enabled {
            return Err(Refusal::invalid("Channel is disabled"));
        }
        let channel_type = world.channels[channel].kind;
        let content = body.required("content")?.to_owned();
        let subject = body.text("subject")?.map(str::to_owned);
        if channel_type == ChannelType::Email && subject.is_none() {
            return Err(Refusal::invalid("subject is required for email channels"));
        }
        if channel_type == ChannelType::Voice {
            return Err(Refusal::invalid(
                "Compose is not supported on voice channels",
            ));
        }
        let contact = contact(world, workspace, channel_type, &body)?;
        world.compose(Draft {
            channel,
            contact,
            subject,
            content,
        });
        accepted()
    })
}

/// Finds or makes the contact of a new conversation.
fn contact(
    world: &mut World,
    workspace: usize,
    channel_type: ChannelType,
    body: &Body,
) -> Result<usize, Refusal> {
    let id = body.text("contactId")?;
    let email = body.text("contactEmail")?;
    let phone = body.text("contactPhone")?;
    if let Some(id) = id {
        if email.is_some() || phone.is_some() {
            return Err(Refusal::invalid(
                "contactId cannot be combined with contactEmail or contactPhone",
            ));
        }
        let contact = world
            .contact(id)
            .ok_or_else(|| Refusal::no_such("Contact"))?;
        return if can_be_reached(&world.contacts[contact], channel_type) {
            Ok(contact)
        } else {
            Err(Refusal::invalid(
                "Contact cannot be reached on this channel",
            ))
        };
    }
    if email.is_none() && phone.is_none() {
        return Err(Refusal::invalid(
            "One of contactId, contactEmail or contactPhone is required",
        ));
    }
    let wrong_way = match channel_type {
        ChannelType::Email => email.is_none(),
        ChannelType::WhatsApp => phone.is_none(),
        ChannelType::Chat | ChannelType::Voice => false,
    };
    if wrong_way {
        return Err(Refusal::invalid(
            "Contact cannot be reached on this channel",
        ));
    }
    if email.is_some_and(|email| !email.contains('@')) {
        return Err(Refusal::invalid(
            "contactEmail is not a valid email address",
        ));
    }
    let known = email
        .and_then(|email| world.contact_by_email(email))
        .or_else(|| phone.and_then(|phone| world.contact_by_phone(phone)));
    if let Some(contact) = known {
        return Ok(contact);
    }
    let name = body.text("contactName")?.map(str::to_owned);
    let language = world.workspaces[workspace].language;
    let (email, phone) = (email.map(str::to_owned), phone.map(str::to_owned));
    Ok(world.new_contact(name, email, phone, language))
}

fn can_be_reached(contact: &Contact, channel_type: ChannelType) -> bool {
    match channel_type {
        ChannelType::Email => contact.email.is_some(),
        ChannelType::WhatsApp => contact.phone.is_some(),
        ChannelType::Chat | ChannelType::Voice => true,
    }
}
