//! Hatif's JSON: what is documented, what is seen, and everything in between.
//!
//! Keys come in camelCase or `PascalCase`, enumerations as numbers, words or `null`, members may be
//! missing, be wrapped or be of another type. Nothing here fails because of one odd member: it is
//! read as absent, and only the mapping decides what a row cannot do without.

#![expect(
    clippy::struct_field_names,
    reason = "members bear the platform's own names"
)]

use std::{collections::BTreeMap, ops::Deref};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use super::time::{WireTime, time_span_ms};

/// The one member whose keys are the customer's own and keep their case.
const CUSTOMERS_OWN: &str = "customFields";

/// The document with keys in camelCase and without `null` members. Where both casings of a key
/// stand side by side, camelCase wins.
pub(super) fn normalised(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut normal = serde_json::Map::new();
            for (key, value) in members {
                let name = uncapitalised(&key);
                if value.is_null() || (name != key && normal.contains_key(&name)) {
                    continue;
                }
                let value = if name == CUSTOMERS_OWN {
                    value
                } else {
                    normalised(value)
                };
                normal.insert(name, value);
            }
            Value::Object(normal)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(normalised).collect()),
        other => other,
    }
}

fn uncapitalised(key: &str) -> String {
    let mut letters = key.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// Takes the document out of `{"id": {…}}`, into which contact answers are sometimes wrapped.
pub(super) fn unwrapped(value: Value) -> Value {
    match value {
        Value::Object(mut members) => {
            for key in ["id", "Id"] {
                if members.get(key).is_some_and(Value::is_object) {
                    return members.remove(key).unwrap_or_default();
                }
            }
            Value::Object(members)
        }
        other => other,
    }
}

/// Reads a row; `None` when it is not even an object.
pub(super) fn read<T: DeserializeOwned>(row: &Value) -> Option<T> {
    let row = unwrapped(row.clone());
    row.is_object()
        .then(|| serde_json::from_value(normalised(row)).ok())?
}

/// A list in any of its forms: `{totalCount, items}`, wrapped, or a bare array.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) total: Option<u64>,
    pub(super) rows: Vec<Value>,
}

impl Rows {
    /// `None` when the document is no list at all.
    pub(super) fn of(document: Value) -> Option<Self> {
        let mut members = match unwrapped(document) {
            Value::Array(rows) => return Some(Self { total: None, rows }),
            Value::Object(members) => members,
            _ => return None,
        };
        let mut take =
            |name: &str, alias: &str| members.remove(name).or_else(|| members.remove(alias));
        let Some(Value::Array(rows)) = take("items", "Items") else {
            return None;
        };
        let total = take("totalCount", "TotalCount").and_then(|total| total.as_u64());
        Some(Self { total, rows })
    }
}

/// A member that is absent when it is missing or of an unexpected type.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Loose<T>(pub(super) Option<T>);

impl<T> Default for Loose<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Deref for Loose<T> {
    type Target = Option<T>;
    fn deref(&self) -> &Option<T> {
        &self.0
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(serde_json::from_value(value).ok()))
    }
}

/// An id: text that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Id(pub(super) String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.trim() {
            "" => Err(serde::de::Error::custom("empty id")),
            trimmed => Ok(Self(trimmed.to_owned())),
        }
    }
}

/// A value of an enumeration, as number or word.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Word {
    Number(i64),
    Text(String),
}

impl Word {
    /// True when this is the value numbered `number` or called `name`, in whatever case.
    pub(super) fn is(&self, number: i64, name: &str) -> bool {
        match self {
            Self::Number(own) => *own == number,
            Self::Text(own) => {
                own.trim().eq_ignore_ascii_case(name) || own.trim().parse() == Ok(number)
            }
        }
    }

    /// As the platform wrote it.
    pub(super) fn as_written(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.trim().to_owned(),
        }
    }
}

impl<'de> Deserialize<'de> for WireTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no time"))
    }
}

/// Milliseconds, written as a .NET `TimeSpan`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span(pub(super) i64);

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        time_span_ms(&text)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("no duration"))
    }
}

/// A number given as text, or as an object that holds it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum PhoneNumber {
    Text(String),
    Object { number: String },
}

impl PhoneNumber {
    pub(super) fn number(&self) -> &str {
        match self {
            Self::Text(number) | Self::Object { number } => number,
        }
    }
}

/// Plain text, or an object that holds it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Spoken {
    Text(String),
    Object { text: String },
}

impl Spoken {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Object { text } => text,
        }
    }
}

/// A tag of a conversation: an object, or only its id.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum TagReference {
    Id(Id),
    Object { id: Id },
}

impl TagReference {
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Id(id) | Self::Object { id } => &id.0,
        }
    }
}

/// The answer to a sign-in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Token {
    pub(super) access_token: Loose<String>,
    pub(super) expires_in: Loose<u32>,
}

/// What an answer that is not a success says about itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Failure {
    pub(super) error: Loose<FailureReason>,
}

/// The platform's own object, or the plain word of the sign-in.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum FailureReason {
    Word(String),
    Object {
        #[serde(default)]
        code: Loose<String>,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Channel {
    pub(super) id: Loose<Id>,
    pub(super) name: Loose<String>,
    #[serde(rename = "type")]
    pub(super) kind: Loose<Word>,
    pub(super) phone_number: Loose<PhoneNumber>,
    pub(super) whats_app_info: Loose<WhatsAppInfo>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct WhatsAppInfo {
    pub(super) business_account_info: Loose<BusinessAccount>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct BusinessAccount {
    pub(super) display_phone_number: Loose<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct User {
    /// The membership; assignments use `user_id`.
    pub(super) id: Loose<Id>,
    pub(super) user_id: Loose<Id>,
    pub(super) email: Loose<String>,
    pub(super) name: Loose<String>,
    pub(super) is_ai_agent: Loose<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Tag {
    pub(super) id: Loose<Id>,
    pub(super) name: Loose<String>,
    pub(super) icon: Loose<String>,
}

/// A conversation of a listing, or the smaller one that is read or created singly.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Conversation {
    pub(super) id: Loose<Id>,
    pub(super) sentiment: Loose<Word>,
    pub(super) status: Loose<Word>,
    pub(super) last_activity_at: Loose<WireTime>,
    pub(super) contact_id: Loose<Id>,
    pub(super) contact_name: Loose<String>,
    pub(super) phone_number: Loose<PhoneNumber>,
    pub(super) channel_id: Loose<Id>,
    pub(super) assignee_id: Loose<Id>,
    pub(super) assigned_ai_agent_id: Loose<Id>,
    pub(super) is_ai_assignee: Loose<bool>,
    pub(super) assignee_name: Loose<String>,
    pub(super) channel: Loose<Channel>,
    pub(super) last_event_source_type: Loose<Word>,
    pub(super) last_event_direction: Loose<Word>,
    pub(super) last_event_status: Loose<Word>,
    pub(super) last_event_preview_body: Loose<String>,
    pub(super) last_event_occurred_at: Loose<WireTime>,
    pub(super) last_events_count: Loose<i64>,
    pub(super) tags: Loose<Vec<Loose<TagReference>>>,
}

/// The answer to get-or-create.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Created {
    pub(super) conversation: Value,
    pub(super) contact_id: Loose<Id>,
}

/// An event of a timeline.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Event {
    pub(super) event_id: Loose<Id>,
    /// Where the event's id stands when there is no `event_id`.
    pub(super) id: Loose<Id>,
    pub(super) source_type: Loose<Word>,
    pub(super) direction: Loose<Word>,
    pub(super) creation_time: Loose<WireTime>,
    pub(super) status: Loose<Word>,
    pub(super) error_code: Loose<i64>,
    pub(super) failure_reason: Loose<String>,
    pub(super) is_ai: Loose<bool>,
    pub(super) attachment: Loose<String>,
    pub(super) owner_user_id: Loose<Id>,
    pub(super) ai_agent_id: Loose<Id>,
    pub(super) duration_or_size: Loose<DurationOrSize>,
    pub(super) ringing_duration: Loose<Span>,
    pub(super) body: Loose<String>,
    pub(super) handler_name: Loose<String>,
    pub(super) ai_summary: Loose<AiSummary>,
    pub(super) reply_to: Loose<ReplyTo>,
    pub(super) location: Loose<Location>,
    pub(super) assignation: Loose<Assignation>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum DurationOrSize {
    Duration(Span),
    Bytes(i64),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct AiSummary {
    pub(super) summary: Loose<String>,
    pub(super) transcription: Loose<Spoken>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ReplyTo {
    pub(super) replied_to_event_id: Loose<Id>,
    pub(super) replied_to_body: Loose<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Location {
    pub(super) latitude: Loose<f64>,
    pub(super) longitude: Loose<f64>,
    pub(super) name: Loose<String>,
    pub(super) address: Loose<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Assignation {
    pub(super) assigned_user_id: Loose<Id>,
    pub(super) assigned_user_name: Loose<String>,
    pub(super) assigned_ai_agent_id: Loose<Id>,
    pub(super) assigned_ai_agent_name: Loose<String>,
    pub(super) assigned_by_user_id: Loose<Id>,
    pub(super) assigned_by_user_name: Loose<String>,
}

/// The answer to a send.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Accepted {
    pub(super) status: Loose<Word>,
    pub(super) conversation_event_id: Loose<Id>,
    pub(super) contact_id: Loose<Id>,
    pub(super) message_id: Loose<Id>,
}

/// Any webhook: the members by which the kinds are told apart, and those of a message.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Webhook {
    pub(super) event_type: Loose<String>,
    pub(super) data: Loose<WorkspaceEvent>,
    pub(super) call_id: Loose<Id>,
    pub(super) destination_number: Loose<String>,
    pub(super) contact_id: Loose<Id>,
    pub(super) conversation_id: Loose<Id>,
    pub(super) conversation_event_id: Loose<Id>,
    pub(super) direction: Loose<Word>,
    pub(super) message_type: Loose<String>,
    pub(super) body: Loose<String>,
    pub(super) media_url: Loose<String>,
    pub(super) mime_type: Loose<String>,
    pub(super) status: Loose<Word>,
    pub(super) sender_user_id: Loose<Id>,
    pub(super) latitude: Loose<f64>,
    pub(super) longitude: Loose<f64>,
    pub(super) creation_time: Loose<WireTime>,
    pub(super) error_code: Loose<i64>,
    pub(super) error_reason: Loose<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct WorkspaceEvent {
    pub(super) id: Loose<Id>,
    pub(super) conversation_id: Loose<Id>,
}

/// A contact.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Contact {
    pub(super) id: Loose<Id>,
    pub(super) contact_id: Loose<Id>,
    pub(super) name: Loose<String>,
    pub(super) phone_number: Loose<PhoneNumber>,
    pub(super) email: Loose<String>,
    pub(super) company: Loose<String>,
    pub(super) position: Loose<String>,
    pub(super) custom_fields: Loose<BTreeMap<String, Value>>,
    pub(super) notes: Loose<Vec<Loose<Note>>>,
    pub(super) custom_properties: Loose<Vec<Loose<Property>>>,
    pub(super) creation_time: Loose<WireTime>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Note {
    pub(super) id: Loose<Id>,
    pub(super) text: Loose<String>,
    pub(super) creator_name: Loose<String>,
    pub(super) creation_time: Loose<WireTime>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Property {
    pub(super) property_definition_id: Loose<Id>,
    pub(super) property_name: Loose<String>,
    pub(super) text_value: Loose<String>,
    pub(super) number_value: Loose<serde_json::Number>,
    pub(super) date_value: Loose<String>,
    pub(super) select_value: Loose<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct History {
    pub(super) id: Loose<Id>,
    pub(super) property_name: Loose<String>,
    pub(super) old_value: Loose<String>,
    pub(super) new_value: Loose<String>,
    pub(super) creation_time: Loose<WireTime>,
    pub(super) creator_id: Loose<Id>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Definition {
    pub(super) id: Loose<Id>,
    pub(super) name: Loose<String>,
    #[serde(rename = "type")]
    pub(super) kind: Loose<Word>,
    pub(super) is_required: Loose<bool>,
    pub(super) select_options: Loose<Vec<Loose<SelectOption>>>,
}

/// An option of a choice: an object, or only its text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum SelectOption {
    Text(String),
    Object {
        value: String,
        #[serde(default)]
        color: Loose<String>,
    },
}

/// A call of the call list.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct CallRow {
    pub(super) id: Loose<Id>,
    pub(super) user_id: Loose<Id>,
    pub(super) user_name: Loose<String>,
    pub(super) contact_number: Loose<String>,
    pub(super) contact_number_formatted: Loose<String>,
    pub(super) call_type: Loose<Word>,
    pub(super) status: Loose<Word>,
    pub(super) creation_time: Loose<WireTime>,
    pub(super) pickup_time: Loose<WireTime>,
    pub(super) hangup_time: Loose<WireTime>,
    pub(super) ringing_duration: Loose<Span>,
    pub(super) recording_url: Loose<String>,
    pub(super) ai_summary: Loose<AiSummary>,
}
