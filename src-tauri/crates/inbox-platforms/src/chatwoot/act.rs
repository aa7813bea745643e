//! What a person does to a conversation. Every call sets a state, so repeating it is harmless.

use inbox_core::{
    AgentKind, ConversationAction, PlatformError, Priority, RemoteId, Status, Timestamp,
};
use serde_json::{Map, Value, json};

use super::{
    Chatwoot,
    client::{Call, refused},
    map,
    release::Release,
    wire::{Row, id_value},
};

impl Chatwoot {
    pub(super) async fn act_on(
        &self,
        conversation: &RemoteId,
        action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        match action {
            ConversationAction::Assign { to, to_kind, .. } => {
                self.assign(conversation, to.as_ref(), *to_kind).await
            }
            ConversationAction::AssignTeam { team } => {
                let body = json!({ "team_id": team.as_ref().map_or(json!(0), id_value) });
                let answer = self.change(conversation, "assignments", body).await?;
                taken(team.is_none(), &answer)
            }
            ConversationAction::SetStatus { status, until } => {
                self.set_status(conversation, *status, *until).await
            }
            ConversationAction::SetPriority { priority } => {
                let body = json!({ "priority": priority.map(priority_word) });
                self.change(conversation, "toggle_priority", body)
                    .await
                    .map(drop)
            }
            ConversationAction::SetTags { tags } => self
                .change(conversation, "labels", json!({ "labels": tags }))
                .await
                .map(drop),
            ConversationAction::SetMuted { muted } => {
                let deed = if *muted { "mute" } else { "unmute" };
                self.change(conversation, deed, json!({})).await.map(drop)
            }
            ConversationAction::SetProperty { name, value } => {
                self.set_property(conversation, name, value.as_deref())
                    .await
            }
            ConversationAction::ChangeContact { contact, change } => {
                self.change_contact(contact, change).await
            }
            ConversationAction::MarkRead => self
                .change(conversation, "update_last_seen", json!({}))
                .await
                .map(drop),
            ConversationAction::MarkUnread => self
                .change(conversation, "unread", json!({}))
                .await
                .map(drop),
            ConversationAction::DeleteItem { item } => {
                match self.delete_message(conversation, item).await {
                    // It is gone already.
                    Err(PlatformError::NotFound) => Ok(()),
                    settled => settled,
                }
            }
            ConversationAction::SetAi { .. }
            | ConversationAction::AskForPerson { .. }
            | ConversationAction::ResolveAttention { .. }
            | ConversationAction::ResolveAs { .. }
            | ConversationAction::ChangeNote { .. }
            | ConversationAction::Approve => Err(PlatformError::Unsupported),
        }
    }

    async fn change(
        &self,
        conversation: &RemoteId,
        deed: &str,
        body: Value,
    ) -> Result<Value, PlatformError> {
        let path = ["conversations", conversation.as_str(), deed];
        self.call(Call::post(&path, body)).await
    }

    async fn assign(
        &self,
        conversation: &RemoteId,
        to: Option<&RemoteId>,
        to_kind: AgentKind,
    ) -> Result<(), PlatformError> {
        let body = match to.map(map::agent_number) {
            None => json!({ "assignee_id": null }),
            Some((number, told)) if told == AgentKind::AiAgent || to_kind == AgentKind::AiAgent => {
                // An older server would assign the person who has the bot's number.
                if self
                    .release()
                    .await?
                    .is_none_or(|it| it < Release::BOT_ASSIGNEES)
                {
                    return Err(PlatformError::Unsupported);
                }
                json!({ "assignee_type": "AgentBot", "assignee_id": id_value(&number) })
            }
            Some((number, _)) => json!({ "assignee_id": id_value(&number) }),
        };
        let answer = self.change(conversation, "assignments", body).await?;
        taken(to.is_none(), &answer)
    }

    async fn set_status(
        &self,
        conversation: &RemoteId,
        status: Status,
        until: Option<Timestamp>,
    ) -> Result<(), PlatformError> {
        let mut body = json!({ "status": status_word(status) });
        if let Some(until) = until.filter(|_| status == Status::Snoozed) {
            body["snoozed_until"] = json!(seconds(until));
        }
        self.change(conversation, "toggle_status", body)
            .await
            .map(drop)
    }

    /// The platform replaces all attributes at once, so the others are read first and sent along.
    async fn set_property(
        &self,
        conversation: &RemoteId,
        name: &str,
        value: Option<&str>,
    ) -> Result<(), PlatformError> {
        let path = ["conversations", conversation.as_str()];
        let document = self.call(Call::get(&path)).await?;
        let current = Row::of(&document).and_then(|row| row.member("custom_attributes"));
        let mut attributes = match current {
            Some(Value::Object(attributes)) => attributes.clone(),
            _ => Map::new(),
        };
        match value {
            Some(value) => {
                let known = self.session.known();
                let declared = known.attributes.get(name).map(String::as_str);
                let typed = typed(value, declared, attributes.get(name))
                    .ok_or_else(|| refused("MalformedValue"))?;
                attributes.insert(name.to_owned(), typed);
            }
            None => {
                attributes.remove(name);
            }
        }
        let body = json!({ "custom_attributes": attributes });
        self.change(conversation, "custom_attributes", body)
            .await
            .map(drop)
    }
}

/// The platform answers `null` when nobody of that id could be given the conversation.
fn taken(released: bool, answer: &Value) -> Result<(), PlatformError> {
    if released || !answer.is_null() {
        Ok(())
    } else {
        Err(PlatformError::NotFound)
    }
}

pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Pending => "pending",
        Status::Snoozed => "snoozed",
        Status::Resolved => "resolved",
    }
}

/// Seconds as the platform counts, rounded up: a snooze ends at its time, not before.
pub(super) fn seconds(at: Timestamp) -> i64 {
    at.0.div_euclid(1000) + i64::from(at.0.rem_euclid(1000) != 0)
}

fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Medium => "medium",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

/// A text as the attribute's declared type, or as the type it had; `None` when it is not of it.
fn typed(value: &str, declared: Option<&str>, current: Option<&Value>) -> Option<Value> {
    let number = || {
        let value = value.trim();
        let whole = value.parse::<i64>().map(Value::from).ok();
        whole.or_else(|| serde_json::Number::from_f64(value.parse().ok()?).map(Value::Number))
    };
    let flag = || match value.trim() {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => None,
    };
    match declared {
        Some("number" | "currency" | "percent") => number(),
        Some("checkbox") => flag(),
        Some(_) => Some(Value::from(value)),
        None => match current {
            Some(Value::Number(_)) => number().or_else(|| Some(Value::from(value))),
            Some(Value::Bool(_)) => flag().or_else(|| Some(Value::from(value))),
            _ => Some(Value::from(value)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_the_type_it_is_declared_or_was_written_with() {
        assert_eq!(typed("17", Some("number"), None), Some(json!(17)));
        assert_eq!(typed("1.5", Some("currency"), None), Some(json!(1.5)));
        assert_eq!(typed("many", Some("number"), None), None);
        assert_eq!(typed("true", Some("checkbox"), None), Some(json!(true)));
        assert_eq!(
            typed("17", Some("text"), Some(&json!(3))),
            Some(json!("17"))
        );
        assert_eq!(typed("17", None, Some(&json!(3))), Some(json!(17)));
        assert_eq!(typed("17", None, Some(&json!("x"))), Some(json!("17")));
        assert_eq!(typed("17", None, None), Some(json!("17")));
    }
}
