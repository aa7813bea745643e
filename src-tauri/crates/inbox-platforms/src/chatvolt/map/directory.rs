//! Bots, people and channels.

use inbox_core::{Agent, AgentKind, Channel, ChannelKind, RemoteId};

use super::{channel_kind, gateway_name, name};
use crate::chatvolt::wire::Row;

/// A bot.
pub(in crate::chatvolt) fn agent(row: Row<'_>) -> Option<Agent> {
    let id = row.id("id")?;
    Some(Agent {
        name: row
            .text("name")
            .and_then(name)
            .unwrap_or_else(|| id.clone()),
        remote: RemoteId(id),
        kind: AgentKind::AiAgent,
        email: None,
    })
}

/// A member as the dashboard lists them; `None` for an invitation nobody has followed yet.
pub(in crate::chatvolt) fn member(row: Row<'_>) -> Option<Agent> {
    let user = row.row("user");
    let id = row
        .id("userId")
        .or_else(|| user.and_then(|user| user.id("id")))?;
    let email = user.and_then(|user| user.text("email")).and_then(name);
    Some(Agent {
        name: user
            .and_then(|user| user.text("name"))
            .and_then(name)
            .or_else(|| email.clone())
            .unwrap_or_else(|| id.clone()),
        remote: RemoteId(id),
        kind: AgentKind::Person,
        email,
    })
}

/// The channel a conversation runs on: the platform's word, and which of several of its kind.
pub(in crate::chatvolt) fn channel(row: Row<'_>) -> Option<Channel> {
    let word = row.text("channel")?.trim();
    let credentials = row
        .id("channelCredentialsId")
        .or_else(|| row.id("mailInboxId"));
    let kind = channel_kind(word);
    let title = match kind {
        ChannelKind::WhatsApp => "WhatsApp",
        ChannelKind::Email => "E-mail",
        ChannelKind::WebChat => "Website",
        ChannelKind::Instagram => "Instagram",
        ChannelKind::Messenger => "Messenger",
        ChannelKind::Telegram => "Telegram",
        ChannelKind::Sms => "SMS",
        ChannelKind::Api => "API",
        ChannelKind::Phone | ChannelKind::WhatsAppAndPhone | ChannelKind::Other => {
            gateway_name(word).unwrap_or(word)
        }
    };
    Some(Channel {
        remote: RemoteId(match credentials {
            Some(credentials) => format!("{word}/{credentials}"),
            None => word.to_owned(),
        }),
        name: name(title)?,
        kind,
        address: None,
    })
}
