//! Lines.

use inbox_core::{
    Agent, AgentId, AgentKind, ButtonLimits, Capabilities, Channel, ChannelId, ChannelKind,
    LineHealth, LineId, LineNotice, Mentionable, MentionedKind, PlatformKind, RemoteId, Team,
    TeamId, Unavailable, WebhookSetup,
};
use inbox_engine::RelayState;

use super::time;
use crate::ipc::dto::{
    AbilityDto, AgentDto, ButtonLimitsDto, CapabilitiesDto, ChannelDto, ChannelKindDto, HealthDto,
    LineNoticeDto, MentionableDto, PlatformDto, RelayDto, TeamDto, WebhookSetupDto,
};

/// A platform.
pub fn platform(platform: PlatformKind) -> PlatformDto {
    match platform {
        PlatformKind::Hatif => PlatformDto::Hatif,
        PlatformKind::Chatvolt => PlatformDto::Chatvolt,
        PlatformKind::Ohallo => PlatformDto::Ohallo,
        PlatformKind::Chatwoot => PlatformDto::Chatwoot,
    }
}

/// What travels on a channel.
pub fn channel_kind(kind: ChannelKind) -> ChannelKindDto {
    match kind {
        ChannelKind::WhatsApp => ChannelKindDto::WhatsApp,
        ChannelKind::Phone => ChannelKindDto::Phone,
        ChannelKind::WhatsAppAndPhone => ChannelKindDto::WhatsAppAndPhone,
        ChannelKind::Email => ChannelKindDto::Email,
        ChannelKind::WebChat => ChannelKindDto::WebChat,
        ChannelKind::Instagram => ChannelKindDto::Instagram,
        ChannelKind::Messenger => ChannelKindDto::Messenger,
        ChannelKind::Telegram => ChannelKindDto::Telegram,
        ChannelKind::Sms => ChannelKindDto::Sms,
        ChannelKind::Api => ChannelKindDto::Api,
        ChannelKind::Other => ChannelKindDto::Other,
    }
}

/// What travels on a channel, from the boundary.
pub fn channel_kind_from(kind: ChannelKindDto) -> ChannelKind {
    match kind {
        ChannelKindDto::WhatsApp => ChannelKind::WhatsApp,
        ChannelKindDto::Phone => ChannelKind::Phone,
        ChannelKindDto::WhatsAppAndPhone => ChannelKind::WhatsAppAndPhone,
        ChannelKindDto::Email => ChannelKind::Email,
        ChannelKindDto::WebChat => ChannelKind::WebChat,
        ChannelKindDto::Instagram => ChannelKind::Instagram,
        ChannelKindDto::Messenger => ChannelKind::Messenger,
        ChannelKindDto::Telegram => ChannelKind::Telegram,
        ChannelKindDto::Sms => ChannelKind::Sms,
        ChannelKindDto::Api => ChannelKind::Api,
        ChannelKindDto::Other => ChannelKind::Other,
    }
}

/// A channel of a line.
pub fn channel(line: LineId, channel: Channel) -> ChannelDto {
    ChannelDto {
        id: ChannelId::new(line, channel.remote).to_string(),
        name: channel.name,
        kind: channel_kind(channel.kind),
        address: channel.address,
    }
}

/// An agent of a line.
pub fn agent(line: LineId, agent: Agent, me: Option<&RemoteId>, open: u32) -> AgentDto {
    AgentDto {
        is_me: me == Some(&agent.remote),
        id: AgentId::new(line, agent.remote).to_string(),
        name: agent.name,
        is_ai: agent.kind == AgentKind::AiAgent,
        email: agent.email,
        open_conversations: open,
    }
}

/// Somebody who can be named in a note.
pub fn mentionable(line: LineId, one: Mentionable) -> MentionableDto {
    let is_team = one.kind == MentionedKind::Team;
    MentionableDto {
        id: if is_team {
            TeamId::new(line, one.who).to_string()
        } else {
            AgentId::new(line, one.who).to_string()
        },
        words: one.words,
        email: one.email,
        is_team,
    }
}

/// How a line is.
pub fn health(health: &LineHealth) -> HealthDto {
    match *health {
        LineHealth::Starting => HealthDto::Starting,
        LineHealth::Live => HealthDto::Live,
        LineHealth::CatchingUp { done, total } => HealthDto::CatchingUp { done, total },
        LineHealth::Slowed { until } => HealthDto::Slowed {
            until: crate::ipc::dto::Milliseconds(until),
        },
        LineHealth::Offline => HealthDto::Offline,
        LineHealth::Faulty => HealthDto::Faulty,
        LineHealth::KeyRefused => HealthDto::KeyRefused,
        LineHealth::Paused => HealthDto::Paused,
    }
}

/// How events reach a line. A relay that was not reached yet is not said to be unreachable.
pub fn relay(relay: RelayState) -> RelayDto {
    match relay {
        RelayState::None => RelayDto::None,
        RelayState::Connecting | RelayState::Connected => RelayDto::Connected,
        RelayState::Unreachable => RelayDto::Unreachable,
        RelayState::TokenRefused => RelayDto::TokenRefused,
    }
}

fn button_limits(limits: &ButtonLimits) -> ButtonLimitsDto {
    ButtonLimitsDto {
        channels: limits
            .channels
            .iter()
            .map(|kind| channel_kind(*kind))
            .collect(),
        count: limits.count,
        title: limits.title,
        text: limits.text,
    }
}

/// What a line can do.
pub fn capabilities(capabilities: &Capabilities) -> CapabilitiesDto {
    CapabilitiesDto {
        send_text: ability(capabilities.send_text),
        send_template: ability(capabilities.send_template),
        list_templates: ability(capabilities.list_templates),
        send_file: ability(capabilities.send_file),
        attach_link: ability(capabilities.attach_link),
        buttons: capabilities.buttons.as_ref().ok().map(button_limits),
        notes: ability(capabilities.notes),
        mentions: ability(capabilities.mentions),
        email_copies: ability(capabilities.email_copies),
        quote: ability(capabilities.quote),
        assign_person: ability(capabilities.assign_person),
        assign_ai: ability(capabilities.assign_ai),
        assign_team: ability(capabilities.assign_team),
        set_status: ability(capabilities.set_status),
        reopen: ability(capabilities.reopen),
        snooze: ability(capabilities.snooze),
        set_priority: ability(capabilities.set_priority),
        set_ai: ability(capabilities.set_ai),
        take_over_first: capabilities.take_over_first,
        approve: ability(capabilities.approve),
        resolve_attention: ability(capabilities.resolve_attention),
        set_properties: ability(capabilities.set_properties),
        property_name_limit: capabilities.property_limits.map_or(0, |limits| limits.name),
        property_value_limit: capabilities
            .property_limits
            .map_or(0, |limits| limits.value),
        mute: ability(capabilities.mute),
        set_tags: ability(capabilities.set_tags),
        create_tags: ability(capabilities.create_tags),
        play_visitor: ability(capabilities.play_visitor),
        webhooks: webhook_setup(capabilities.webhooks),
        people_by_id: capabilities.people_by_id,
        dashboard: capabilities.dashboard,
        tools: super::tools::tools(&capabilities.tools),
        saved_replies: ability(capabilities.saved_replies),
        macros: ability(capabilities.macros),
        ai_tasks: ability(capabilities.ai_tasks),
        find_answers: ability(capabilities.find_answers),
        end_ai_pause: ability(capabilities.end_ai_pause),
        wants_template_number: capabilities.wants_template_number,
        read_receipts: capabilities.read_receipts,
        text_limit: capabilities.text_limit,
        note_limit: capabilities.note_limit,
        file_bytes: super::files::size(capabilities.file_limit),
        files_at_once: capabilities.files_at_once,
        note_files: capabilities.note_files,
        note_terms: capabilities.note_terms,
        link_needs_size: capabilities.link_needs_size,
    }
}

/// How webhooks are led to a relay.
pub fn webhook_setup(setup: WebhookSetup) -> WebhookSetupDto {
    match setup {
        WebhookSetup::None => WebhookSetupDto::None,
        WebhookSetup::ByHand => WebhookSetupDto::ByHand,
        WebhookSetup::ByHandWithHeader => WebhookSetupDto::ByHandWithHeader,
        WebhookSetup::Registered => WebhookSetupDto::Registered,
        WebhookSetup::NotByKey => WebhookSetupDto::NotByKey,
    }
}

/// A team of a line.
pub fn team(line: LineId, team: Team) -> TeamDto {
    TeamDto {
        id: TeamId::new(line, team.remote).to_string(),
        name: team.name,
    }
}

/// What a person should know of a line as a whole.
pub fn notice(notice: LineNotice) -> LineNoticeDto {
    match notice {
        LineNotice::KeyExpires { at } => LineNoticeDto::KeyExpires { at: time(at) },
        LineNotice::Sandbox => LineNoticeDto::Sandbox,
        LineNotice::ChannelsUnread { scope } => LineNoticeDto::ChannelsUnread { scope },
        LineNotice::AiPaused {
            reason,
            since,
            pause,
            company,
            acknowledged,
        } => LineNoticeDto::AiPaused {
            reason,
            since: time(since),
            pause,
            company,
            acknowledged,
        },
    }
}

/// Whether something can be done, and if not why, as it crosses.
pub fn ability(can: Result<(), Unavailable>) -> AbilityDto {
    match can {
        Ok(()) => AbilityDto::Available,
        Err(Unavailable::Platform) => AbilityDto::NotByPlatform,
        Err(Unavailable::Key) => AbilityDto::NotByKey,
        Err(Unavailable::Channel) => AbilityDto::NotByChannel,
        Err(Unavailable::Account) => AbilityDto::NotByAccount,
    }
}

/// A time that may be missing.
pub fn optional_time(
    timestamp: Option<inbox_core::Timestamp>,
) -> Option<crate::ipc::dto::Milliseconds> {
    timestamp.map(time)
}
