//! Activity lines: sentences in the account's language about what somebody did.
//!
//! Only the English sentences of the platform are taken apart, and only where they are clear: people
//! and teams are named alike in them. Everything else is told as it stands.

use inbox_core::{Activity, AgentKind, RemoteId};

use crate::chatwoot::{client::Known, wire::Row};

pub(super) fn activity(text: String, attributes: Option<Row<'_>>, known: &Known) -> Activity {
    let told_status = attributes
        .and_then(|attributes| attributes.row("activity"))
        .filter(|activity| activity.text("type") == Some("conversation_status_changed"))
        .and_then(|activity| activity.name("status"));
    status_changed(&text, told_status)
        .or_else(|| assigned(&text, known))
        .unwrap_or(Activity::Told { text })
}

fn status_changed(text: &str, told: Option<String>) -> Option<Activity> {
    let (status, by) = [
        ("Conversation was marked resolved by ", "resolved"),
        ("Conversation was resolved by ", "resolved"),
        ("Conversation was reopened by ", "open"),
        ("Conversation was marked as pending by ", "pending"),
        ("Conversation was snoozed by ", "snoozed"),
    ]
    .into_iter()
    .find_map(|(sentence, status)| Some((status, text.strip_prefix(sentence)?)))?;
    Some(Activity::StatusChanged {
        status: told.unwrap_or_else(|| status.to_owned()),
        by_name: Some(by.to_owned()),
    })
}

fn assigned(text: &str, known: &Known) -> Option<Activity> {
    let assigned = |to: Option<(&str, RemoteId)>, by: &str| Activity::Assigned {
        to_name: to.as_ref().map(|(name, _)| (*name).to_owned()),
        to: to.map(|(_, id)| id),
        to_kind: AgentKind::Person,
        by_name: Some(by.to_owned()),
    };
    if let Some(by) = text.strip_prefix("Conversation unassigned by ") {
        return Some(assigned(None, by));
    }
    let colleague = |name: &str| {
        let is_team = known
            .teams
            .iter()
            .any(|team| team.eq_ignore_ascii_case(name));
        known.agents.get(name).filter(|_| !is_team).cloned()
    };
    if let Some(name) = text.strip_suffix(" self-assigned this conversation") {
        return Some(assigned(
            Some((name, known.agents.get(name)?.clone())),
            name,
        ));
    }
    let (to, by) = text.strip_prefix("Assigned to ")?.split_once(" by ")?;
    Some(assigned(Some((to, colleague(to)?)), by))
}
