//! Channels, agents, labels, teams and prepared texts; and which accounts a profile opens.

use inbox_core::{
    Agent, AgentKind, Channel, ChannelKind, FieldKind, MessageTemplate, PropertyDefinition,
    RemoteId, SavedReply, Tag, Team, TemplateObstacle,
};
use serde_json::Value;

use super::bot_id;
use crate::chatwoot::wire::Row;

pub(in crate::chatwoot) fn channel(value: &Value) -> Option<Channel> {
    let row = Row::of(value)?;
    let remote = row.id("id")?;
    let address = ["phone_number", "email", "website_url", "bot_name"]
        .into_iter()
        .find_map(|key| row.name(key));
    Some(Channel {
        name: row
            .name("name")
            .or_else(|| address.clone())
            .unwrap_or_else(|| remote.0.clone()),
        kind: row.text("channel_type").map_or(ChannelKind::Other, |word| {
            channel_kind(word, row.text("medium"))
        }),
        remote,
        address,
    })
}

/// What travels on a channel. Twilio carries two things under one word; only the list of channels
/// tells which.
pub(super) fn channel_kind(word: &str, medium: Option<&str>) -> ChannelKind {
    match word.strip_prefix("Channel::").unwrap_or(word) {
        "Whatsapp" => ChannelKind::WhatsApp,
        "TwilioSms" if medium == Some("whatsapp") => ChannelKind::WhatsApp,
        "TwilioSms" | "Sms" => ChannelKind::Sms,
        "Email" => ChannelKind::Email,
        "WebWidget" => ChannelKind::WebChat,
        "FacebookPage" => ChannelKind::Messenger,
        "Instagram" => ChannelKind::Instagram,
        "Telegram" => ChannelKind::Telegram,
        "Api" => ChannelKind::Api,
        _ => ChannelKind::Other,
    }
}

pub(in crate::chatwoot) fn agent(value: &Value) -> Option<Agent> {
    let row = Row::of(value)?;
    let remote = row.id("id")?;
    let email = row.name("email");
    Some(Agent {
        name: row
            .name("available_name")
            .or_else(|| row.name("name"))
            .or_else(|| email.clone())
            .unwrap_or_else(|| remote.0.clone()),
        remote,
        kind: AgentKind::Person,
        email,
    })
}

pub(in crate::chatwoot) fn bot(value: &Value) -> Option<Agent> {
    let row = Row::of(value)?;
    let remote = bot_id(&row.id("id")?);
    Some(Agent {
        name: row.name("name").unwrap_or_else(|| remote.0.clone()),
        remote,
        kind: AgentKind::AiAgent,
        email: None,
    })
}

/// A label is known by its title everywhere but in its own settings.
pub(in crate::chatwoot) fn tag(value: &Value) -> Option<Tag> {
    let title = Row::of(value)?.name("title")?;
    Some(Tag {
        remote: RemoteId(title.clone()),
        name: title,
        icon: None,
    })
}

pub(in crate::chatwoot) fn team(value: &Value) -> Option<Team> {
    let row = Row::of(value)?;
    let remote = row.id("id")?;
    Some(Team {
        name: row.name("name").unwrap_or_else(|| remote.0.clone()),
        remote,
    })
}

pub(in crate::chatwoot) fn saved_reply(value: &Value) -> Option<SavedReply> {
    let row = Row::of(value)?;
    Some(SavedReply {
        remote: row.id("id")?,
        short_code: row.name("short_code")?,
        text: row.words("content")?,
    })
}

/// A custom attribute of conversations or of contacts, as the platform defines it.
pub(in crate::chatwoot) fn attribute(value: &Value, model: &str) -> Option<PropertyDefinition> {
    let row = Row::of(value)?;
    // A platform that overlooks the filter answers all of them.
    let is_meant = row.text("attribute_model").is_none_or(|told| told == model);
    let key = row.name("attribute_key").filter(|_| is_meant)?;
    Some(PropertyDefinition {
        name: row
            .name("attribute_display_name")
            .unwrap_or_else(|| key.clone()),
        key,
        kind: match row.text("attribute_display_type").unwrap_or_default() {
            "number" | "currency" | "percent" => FieldKind::Number,
            "link" => FieldKind::Link,
            "date" => FieldKind::Date,
            "list" => FieldKind::Choice,
            "checkbox" => FieldKind::Checkbox,
            _ => FieldKind::Text,
        },
        options: row.names("attribute_values"),
    })
}

/// A custom attribute's key and type.
pub(in crate::chatwoot) fn attribute_type(value: &Value) -> Option<(String, String)> {
    let row = Row::of(value)?;
    let kind = row.text("attribute_display_type")?;
    Some((row.text("attribute_key")?.to_owned(), kind.to_owned()))
}

/// The approved WhatsApp templates a channel lists.
pub(in crate::chatwoot) fn whatsapp_templates(inbox: &Value) -> Vec<MessageTemplate> {
    let Some(row) = Row::of(inbox) else {
        return Vec::new();
    };
    let templates = row.list("message_templates").iter().filter_map(Row::of);
    templates
        .filter(|template| {
            template
                .text("status")
                .is_none_or(|status| status.eq_ignore_ascii_case("approved"))
        })
        .filter_map(|template| {
            let part = |kind: &str| {
                template
                    .list("components")
                    .iter()
                    .filter_map(Row::of)
                    .find(|part| {
                        part.text("type")
                            .is_some_and(|own| own.eq_ignore_ascii_case(kind))
                    })
            };
            let header = part("HEADER");
            let buttons = part("BUTTONS");
            let buttons = buttons.map(|part| part.list("buttons")).unwrap_or_default();
            Some(MessageTemplate {
                name: template.name("name")?,
                language: template.name("language")?,
                category: template.name("category"),
                body: part("BODY").and_then(|part| part.words("text"))?,
                footer: part("FOOTER").and_then(|part| part.words("text")),
                obstacle: obstacle(header, buttons),
                header: header.and_then(|part| part.words("text")),
                buttons: buttons
                    .iter()
                    .filter_map(|button| Row::of(button)?.name("text"))
                    .collect(),
            })
        })
        .collect()
}

/// What a template needs beside the values of its words.
fn obstacle(header: Option<Row<'_>>, buttons: &[Value]) -> Option<TemplateObstacle> {
    let format = header.and_then(|header| header.text("format"));
    if format.is_some_and(|format| !format.eq_ignore_ascii_case("text")) {
        return Some(TemplateObstacle::Media);
    }
    let has_gap = |text: Option<&str>| text.is_some_and(|text| text.contains("{{"));
    let of_button = |button: &Value| {
        Row::of(button).is_some_and(|button| {
            has_gap(button.text("url"))
                || button
                    .text("type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("COPY_CODE"))
        })
    };
    (has_gap(header.and_then(|header| header.text("text"))) || buttons.iter().any(of_button))
        .then_some(TemplateObstacle::Gap)
}

/// An account a person may work in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::chatwoot) struct Membership {
    pub(in crate::chatwoot) account: i64,
    pub(in crate::chatwoot) name: String,
    /// Custom roles may carry conversations or not; the others always do.
    pub(in crate::chatwoot) carries_conversations: bool,
    /// Sees the secrets of channels, and says where events are posted to.
    pub(in crate::chatwoot) administers: bool,
    /// Access by token is part of the account's plan.
    pub(in crate::chatwoot) takes_tokens: bool,
}

impl Membership {
    /// `None` for accounts that are suspended or in which the person has no role.
    pub(in crate::chatwoot) fn of(value: &Value) -> Option<Self> {
        let row = Row::of(value)?;
        let role = row.text("role")?;
        if row
            .text("status")
            .is_some_and(|status| status == "suspended")
        {
            return None;
        }
        let permissions = row.names("permissions");
        let custom = permissions.iter().any(|right| right == "custom_role");
        Some(Self {
            account: row.number("id")?,
            name: row.name("name").unwrap_or_default(),
            carries_conversations: !custom
                || permissions
                    .iter()
                    .any(|right| right.starts_with("conversation_")),
            administers: role == "administrator",
            takes_tokens: row.flag("api_and_webhooks").unwrap_or(false),
        })
    }
}

/// The person's place in one account, when they have one.
pub(in crate::chatwoot) fn membership(profile: &Value, account: i64) -> Option<Membership> {
    Row::of(profile)?
        .list("accounts")
        .iter()
        .filter_map(Membership::of)
        .find(|membership| membership.account == account)
}
