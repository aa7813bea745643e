//! Channels, agents and tags.

use inbox_core::{Agent, AgentKind, Channel, ChannelKind, RemoteId, Tag};
use serde_json::Value;

use super::{name, phone};
use crate::hatif::wire::{self, Word};

pub(in crate::hatif) fn channel(row: &Value) -> Option<Channel> {
    let row: wire::Channel = wire::read(row)?;
    let remote = RemoteId(row.id.0?.0);
    let whatsapp_number = || {
        let account = row
            .whats_app_info
            .as_ref()?
            .business_account_info
            .as_ref()?;
        phone(account.display_phone_number.as_deref()?)
    };
    let address = row
        .phone_number
        .as_ref()
        .and_then(|number| phone(number.number()))
        .or_else(whatsapp_number);
    Some(Channel {
        name: row
            .name
            .as_deref()
            .and_then(name)
            .or_else(|| address.clone())
            .unwrap_or_else(|| remote.0.clone()),
        kind: row.kind.as_ref().map_or(ChannelKind::Other, channel_kind),
        remote,
        address,
    })
}

pub(in crate::hatif) fn channel_kind(word: &Word) -> ChannelKind {
    if word.is(1, "PhoneNumber") || word.is(1, "Voice") {
        ChannelKind::Phone
    } else if word.is(2, "WhatsApp") {
        ChannelKind::WhatsApp
    } else if word.is(3, "PhoneNumberAndWhatsapp") {
        ChannelKind::WhatsAppAndPhone
    } else {
        ChannelKind::Other
    }
}

pub(in crate::hatif) fn agent(row: &Value) -> Option<Agent> {
    let row: wire::User = wire::read(row)?;
    let kind = if row.is_ai_agent.unwrap_or(false) {
        AgentKind::AiAgent
    } else {
        AgentKind::Person
    };
    let remote = RemoteId(row.user_id.0.or(row.id.0)?.0);
    let email = row.email.as_deref().and_then(name);
    Some(Agent {
        name: row
            .name
            .as_deref()
            .and_then(name)
            .or_else(|| email.clone())
            .unwrap_or_else(|| remote.0.clone()),
        remote,
        kind,
        email,
    })
}

/// The id assignments use, and the id of the membership, where they differ.
pub(in crate::hatif) fn membership(row: &Value) -> Option<(RemoteId, RemoteId)> {
    let row: wire::User = wire::read(row)?;
    let (user, membership) = (row.user_id.0?.0, row.id.0?.0);
    (user != membership).then_some((RemoteId(user), RemoteId(membership)))
}

pub(in crate::hatif) fn tag(row: &Value) -> Option<Tag> {
    let row: wire::Tag = wire::read(row)?;
    let remote = RemoteId(row.id.0?.0);
    Some(Tag {
        name: row
            .name
            .as_deref()
            .and_then(name)
            .unwrap_or_else(|| remote.0.clone()),
        remote,
        icon: row.icon.as_deref().and_then(name),
    })
}
