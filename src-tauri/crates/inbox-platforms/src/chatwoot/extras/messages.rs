//! Around single messages and conversations: templates, taking back, repeating, translating, typing,
//! transcripts, participants, many at once.

use inbox_core::{Agent, MessageTemplate, PlatformError, RemoteId, Status, Timestamp};
use serde_json::{Map, Value, json};

use crate::chatwoot::{
    Chatwoot, act,
    client::{Call, readable},
    map,
    wire::{self, Row, id_value},
};

/// A change to many conversations at once; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulkChange {
    /// Where they shall stand.
    pub status: Option<Status>,
    /// With [`Status::Snoozed`]: when they come back.
    pub snoozed_until: Option<Timestamp>,
    /// Who shall carry them; the inner `None` is nobody.
    pub assignee: Option<Option<RemoteId>>,
    /// The team they shall have; the inner `None` is none.
    pub team: Option<Option<RemoteId>>,
    /// Tags to add.
    pub add_tags: Vec<RemoteId>,
    /// Tags to take away.
    pub remove_tags: Vec<RemoteId>,
}

impl Chatwoot {
    /// The approved WhatsApp templates of a channel; other channels have none.
    pub async fn templates(
        &self,
        channel: &RemoteId,
    ) -> Result<Vec<MessageTemplate>, PlatformError> {
        let document = self.call(Call::get(&["inboxes", channel.as_str()])).await?;
        Ok(map::whatsapp_templates(wire::unwrapped(&document)))
    }

    /// Takes a message back for colleagues and in the platform's own widget; other channels do not
    /// recall it.
    pub async fn delete_message(
        &self,
        conversation: &RemoteId,
        message: &RemoteId,
    ) -> Result<(), PlatformError> {
        let call = Call::delete(&message_path(conversation, message));
        self.call(call).await.map(drop)
    }

    /// Lets the platform deliver a failed message again.
    pub async fn retry_message(
        &self,
        conversation: &RemoteId,
        message: &RemoteId,
    ) -> Result<(), PlatformError> {
        let path = [&message_path(conversation, message)[..], &["retry"]].concat();
        self.call(Call::post(&path, json!({})).slow())
            .await
            .map(drop)
    }

    /// A message in another language, given as its two-letter code. `None` when the platform has
    /// translated it before; the translation is then part of the message.
    pub async fn translate_message(
        &self,
        conversation: &RemoteId,
        message: &RemoteId,
        language: &str,
    ) -> Result<Option<String>, PlatformError> {
        let path = [&message_path(conversation, message)[..], &["translate"]].concat();
        let body = json!({ "target_language": language });
        let document = self.call(Call::post(&path, body).slow()).await?;
        Ok(Row::of(&document).and_then(|row| row.words("content")))
    }

    /// Tells colleagues and the customer that the person writes, or stopped; with `private`, only
    /// colleagues.
    pub async fn typing(
        &self,
        conversation: &RemoteId,
        on: bool,
        private: bool,
    ) -> Result<(), PlatformError> {
        let path = [
            "conversations",
            conversation.as_str(),
            "toggle_typing_status",
        ];
        let body = json!({ "typing_status": if on { "on" } else { "off" }, "is_private": private });
        self.call(Call::post(&path, body)).await.map(drop)
    }

    /// Mails the conversation to an address.
    pub async fn send_transcript(
        &self,
        conversation: &RemoteId,
        email: &str,
    ) -> Result<(), PlatformError> {
        let path = ["conversations", conversation.as_str(), "transcript"];
        self.call(Call::post(&path, json!({ "email": email })))
            .await
            .map(drop)
    }

    /// Colleagues who are told about everything in the conversation.
    pub async fn participants(&self, conversation: &RemoteId) -> Result<Vec<Agent>, PlatformError> {
        let rows = self
            .rows(&["conversations", conversation.as_str(), "participants"])
            .await?;
        Ok(readable(&rows, "participant", map::agent).0)
    }

    /// Gives the conversation exactly these participants.
    pub async fn set_participants(
        &self,
        conversation: &RemoteId,
        people: &[RemoteId],
    ) -> Result<(), PlatformError> {
        let path = ["conversations", conversation.as_str(), "participants"];
        let people: Vec<_> = people.iter().map(id_value).collect();
        self.call(Call::patch(&path, json!({ "user_ids": people })))
            .await
            .map(drop)
    }

    /// People and bots that may carry conversations of all these channels.
    pub async fn assignable(&self, channels: &[RemoteId]) -> Result<Vec<Agent>, PlatformError> {
        let call = channels.iter().fold(
            Call::get(&["assignable_agents"]).query("include_agent_bots", "1"),
            |call, channel| call.query("inbox_ids[]", channel.as_str()),
        );
        let document = self.call(call).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        let read = |row: &Value| {
            let is_bot = row
                .get("assignee_type")
                .is_some_and(|kind| kind == "AgentBot");
            if is_bot {
                map::bot(row)
            } else {
                map::agent(row)
            }
        };
        Ok(readable(rows, "assignable agent", read).0)
    }

    /// Changes many conversations at once. The platform does it in the background and tells no
    /// outcome; it shows in the conversations.
    pub async fn change_many(
        &self,
        conversations: &[RemoteId],
        change: &BulkChange,
    ) -> Result<(), PlatformError> {
        let mut fields = Map::new();
        if let Some(status) = change.status {
            fields.insert("status".to_owned(), json!(act::status_word(status)));
        }
        if let Some(assignee) = &change.assignee {
            fields.insert(
                "assignee_id".to_owned(),
                json!(assignee.as_ref().map(id_value)),
            );
        }
        if let Some(team) = &change.team {
            let team = team.as_ref().map_or(json!(0), id_value);
            fields.insert("team_id".to_owned(), team);
        }
        let ids: Vec<_> = conversations.iter().map(id_value).collect();
        let mut body = json!({ "type": "Conversation", "ids": ids, "fields": fields });
        if !change.add_tags.is_empty() || !change.remove_tags.is_empty() {
            body["labels"] = json!({ "add": change.add_tags, "remove": change.remove_tags });
        }
        if let Some(until) = change.snoozed_until {
            body["snoozed_until"] = json!(act::seconds(until));
        }
        self.call(Call::post(&["bulk_actions"], body))
            .await
            .map(drop)
    }
}

fn message_path<'a>(conversation: &'a RemoteId, message: &'a RemoteId) -> [&'a str; 4] {
    // A further file of a message is part of the message.
    let number = message.0.split('/').next().unwrap_or_default();
    ["conversations", conversation.as_str(), "messages", number]
}
