//! Conversations, alone or as rows of a list: both have the same form.

use std::hash::{DefaultHasher, Hash, Hasher};

use inbox_core::{
    AdSource, Agent, AgentKind, AiSummary, Assignee, AttentionItem, AttentionKind, ChannelKind,
    ContactRecord, ConversationFacts, ConversationRecord, Priority, Property, Rating, RemoteId,
    Status, Timestamp, digits_of,
};

use super::{channel, name, words};
use crate::chatvolt::wire::Row;

/// The platform's word for "a person is asked for", and the id of that request.
pub(in crate::chatvolt) const HUMAN_REQUESTED: &str = "HUMAN_REQUESTED";

/// The best mark of the platform's survey.
const BEST_NPS: u8 = 10;

/// Reads a conversation; `None` when it cannot even be named. `fallback` is the time of one that tells
/// none: its place in the list, or now.
pub(in crate::chatvolt) fn conversation(
    row: Row<'_>,
    fallback: Timestamp,
) -> Option<ConversationRecord> {
    let id = row.id("id")?;
    let spoke_at = row.time("lastHumanInteractionAt");
    let created_at = row.time("createdAt");
    let told_at = [row.time("updatedAt"), spoke_at, created_at]
        .into_iter()
        .flatten()
        .max();
    let last_activity_at = told_at.unwrap_or(fallback);
    let channel = channel(row);
    let channel_kind = channel
        .as_ref()
        .map_or(ChannelKind::Other, |channel| channel.kind);
    let (status, platform_status) = status(row.text("status"));
    let asked_for = (platform_status == HUMAN_REQUESTED).then(|| AttentionItem {
        remote: Some(RemoteId::from(HUMAN_REQUESTED)),
        kind: AttentionKind::HumanRequested,
        reason: None,
        // Since when is not told. The last change of the row would be moved by a colleague's reply.
        raised_at: spoke_at.unwrap_or(last_activity_at),
        open: true,
    });
    let mut record = ConversationRecord {
        remote: RemoteId(id),
        channel: channel.map(|channel| channel.remote),
        channel_kind,
        contact: contact(row),
        status,
        platform_status,
        assignee: people(row).next().map(|person| Assignee {
            name: Some(person.name).filter(|name| *name != person.remote.0),
            agent: person.remote,
            kind: AgentKind::Person,
        }),
        priority: row.text("priority").and_then(priority),
        mood: None,
        tags: tags(row),
        preview: None,
        facts: ConversationFacts {
            subject: row.text("title").and_then(name),
            ai_on: row.flag("isAiEnabled"),
            frustration: row.number("frustration").map(percent),
            rating: row.count("npsRating").and_then(|mark| {
                Some(Rating {
                    mark: u8::try_from(mark).ok()?,
                    best: BEST_NPS,
                    comment: row.text("npsComment").and_then(words),
                })
            }),
            summary: summary(row),
            properties: properties(row),
            ad: ad(row),
            attention: asked_for.into_iter().collect(),
            ..ConversationFacts::default()
        },
        last_activity_at,
        fingerprint: String::new(),
    };
    record.fingerprint = fingerprint(row, &record, told_at);
    Some(record)
}

/// What is not known to be done is open: an open one too many is seen, a hidden one is not.
fn status(word: Option<&str>) -> (Status, String) {
    let word = word.map_or_else(|| "UNRESOLVED".to_owned(), |word| word.trim().to_owned());
    for (known, status) in [
        ("RESOLVED", Status::Resolved),
        ("UNRESOLVED", Status::Open),
        (HUMAN_REQUESTED, Status::Open),
    ] {
        if word.eq_ignore_ascii_case(known) {
            return (status, known.to_owned());
        }
    }
    (Status::Open, word)
}

fn priority(word: &str) -> Option<Priority> {
    [
        ("LOW", Priority::Low),
        ("MEDIUM", Priority::Medium),
        ("HIGH", Priority::High),
        ("URGENT", Priority::Urgent),
    ]
    .into_iter()
    .find_map(|(known, priority)| word.trim().eq_ignore_ascii_case(known).then_some(priority))
}

/// What travels on a channel of the platform; its words are an open set.
pub(in crate::chatvolt) fn channel_kind(word: &str) -> ChannelKind {
    match word.trim().to_ascii_lowercase().as_str() {
        // WhatsApp through a gateway is none here: the 24-hour rule does not exist there.
        "whatsapp" => ChannelKind::WhatsApp,
        "website" | "chatbox" => ChannelKind::WebChat,
        "telegram" => ChannelKind::Telegram,
        "instagram" | "instagramdm" => ChannelKind::Instagram,
        "messenger" | "facebook" | "facebookdm" => ChannelKind::Messenger,
        "mail" | "email" => ChannelKind::Email,
        "twilio" | "sms" => ChannelKind::Sms,
        "api" => ChannelKind::Api,
        _ => ChannelKind::Other,
    }
}

/// The gateways to WhatsApp that the platform knows, by what people call them.
pub(in crate::chatvolt) fn gateway_name(word: &str) -> Option<&'static str> {
    match word.trim().to_ascii_lowercase().as_str() {
        "zapi" => Some("WhatsApp (Z-API)"),
        "zapper" | "zapperapi" => Some("WhatsApp (ZapperAPI)"),
        _ => None,
    }
}

/// Who carries a conversation: `{user: {id, name, email}}`, `{id, email}`, or just an address.
pub(in crate::chatvolt) fn people(row: Row<'_>) -> impl Iterator<Item = Agent> {
    row.rows("assignees").filter_map(|assignee| {
        let user = assignee.row("user").unwrap_or(assignee);
        let email = user.text("email").and_then(name);
        // Assignments take an address as well as an id.
        let remote = user.id("id").or_else(|| email.clone())?;
        let told = user.text("name").and_then(name);
        Some(Agent {
            name: told
                .or_else(|| email.clone())
                .unwrap_or_else(|| remote.clone()),
            remote: RemoteId(remote),
            kind: AgentKind::Person,
            email,
        })
    })
}

/// Tags: `{tag}`, or just its name. Their name is all there is of them.
pub(in crate::chatvolt) fn tags(row: Row<'_>) -> Vec<RemoteId> {
    let mut tags: Vec<_> = row
        .values("tags")
        .iter()
        .filter_map(|tag| match Row::of(tag) {
            Some(tag) => tag.text("tag").or_else(|| tag.text("name")),
            None => tag.as_str(),
        })
        .filter_map(name)
        .map(RemoteId)
        .collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

fn contact(row: Row<'_>) -> ContactRecord {
    let is_group = row.flag("isGroup") == Some(true);
    let person = row.rows("participantsContacts").next();
    let told = |member: &str| person.and_then(|person| person.text(member));
    let full_name = [told("firstName"), told("lastName")]
        .into_iter()
        .flatten()
        .filter_map(name)
        .collect::<Vec<_>>()
        .join(" ");
    let channel = row.text("channel").unwrap_or_default();
    let by_channel =
        channel_kind(channel) == ChannelKind::WhatsApp || gateway_name(channel).is_some();
    let phone = told("phoneNumber").and_then(phone).or_else(|| {
        let external = row.text("channelExternalId")?;
        // Before the at sign of a WhatsApp address stands the number; a group has none.
        let number = external.split('@').next()?;
        (by_channel && !is_group).then(|| phone(number))?
    });
    let title = || row.text("title").and_then(name);
    let name = if is_group { title() } else { None }
        .or_else(|| Some(full_name).filter(|name| !name.is_empty()))
        .or_else(|| row.text("aiUserIdentifier").and_then(name))
        .filter(|name| {
            // A contact without a name is given its number as one.
            name.chars().any(char::is_alphabetic)
                || phone
                    .as_deref()
                    .is_none_or(|phone| digits_of(phone) != digits_of(name))
        });
    ContactRecord {
        remote: person
            .and_then(|person| person.id("id"))
            .unwrap_or_default(),
        name,
        phone,
        email: told("email").and_then(super::name),
        company: None,
        avatar_url: told("picture").map(|url| url.trim().to_owned()),
    }
}

/// A number with country code, as all of the platform's are; anything else as written.
pub(in crate::chatvolt) fn phone(text: &str) -> Option<String> {
    let written = name(text)?;
    let digits = digits_of(&written);
    if (8..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && !written.chars().any(char::is_alphabetic)
    {
        return Some(format!("+{digits}"));
    }
    Some(written).filter(|_| !digits.is_empty())
}

/// From the platform's 0 to 1.
fn percent(frustration: f64) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held between 0 and 100"
    )]
    let whole = (frustration * 100.0).round().clamp(0.0, 100.0) as u8;
    whole
}

fn summary(row: Row<'_>) -> Option<AiSummary> {
    row.rows("conversationContexts")
        .filter_map(|context| {
            Some(AiSummary {
                text: words(context.text("context")?)?,
                made_at: context.time("updatedAt"),
            })
        })
        .max_by_key(|summary| summary.made_at)
}

/// The advertisement the customer came from last.
fn ad(row: Row<'_>) -> Option<AdSource> {
    let ad = row
        .rows("ctwaAttributions")
        .max_by_key(|ad| (ad.time("clickedAt"), ad.id("id")))?;
    let headline = ad
        .text("headline")
        .and_then(name)
        .or_else(|| ad.id("sourceId"))?;
    Some(AdSource {
        headline,
        body: ad.text("body").and_then(words),
        url: ad.text("sourceUrl").and_then(name),
        clicked_at: ad.time("clickedAt"),
    })
}

/// What is known under names of the platform's users.
fn properties(row: Row<'_>) -> Vec<Property> {
    let mut properties: Vec<_> = row
        .rows("conversationVariables")
        .filter_map(variable)
        .collect();
    properties.sort_by(|one, other| one.name.cmp(&other.name));
    properties.dedup_by(|one, other| one.name == other.name);
    properties
}

/// A variable as a property.
pub(in crate::chatvolt) fn variable(row: Row<'_>) -> Option<Property> {
    Some(Property {
        name: row.text("varName")?.to_owned(),
        value: row
            .get("varValue")
            .map(|value| match value.as_str() {
                Some(text) => super::cleaned(text),
                None => value.to_string(),
            })
            .unwrap_or_default(),
        editable: true,
    })
}

/// Everything a reader would notice, in one number: the record itself, all assignees, and how much
/// of it is unread. A time that was not told is another with each reading, and no news.
fn fingerprint(row: Row<'_>, record: &ConversationRecord, told_at: Option<Timestamp>) -> String {
    let mut hasher = DefaultHasher::new();
    let told = if told_at.is_some() {
        serde_json::to_string(record)
    } else {
        let mut timeless = record.clone();
        timeless.last_activity_at = Timestamp::default();
        for asked in &mut timeless.facts.attention {
            asked.raised_at = Timestamp::default();
        }
        serde_json::to_string(&timeless)
    };
    told.unwrap_or_default().hash(&mut hasher);
    let mut people: Vec<_> = people(row).map(|person| person.remote).collect();
    people.sort_unstable();
    people.hash(&mut hasher);
    // These are shown as well, and read by themselves.
    row.flag("blocked").hash(&mut hasher);
    for link in row.rows("crmScenarioConversations") {
        let id_of = |member: &str| link.row(member)?.id("id");
        (link.flag("available"), id_of("scenario"), id_of("step")).hash(&mut hasher);
    }
    row.count("unreadMessagesCount").hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The instant and id by which the platform orders its lists.
pub(in crate::chatvolt) fn place(row: Row<'_>) -> Option<(String, String)> {
    let _: Timestamp = row.time("createdAt")?;
    Some((row.text("createdAt")?.to_owned(), row.id("id")?))
}
