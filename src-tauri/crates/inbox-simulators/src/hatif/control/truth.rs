//! What really is in the workspace, for tests to compare a client's view against.

use jiff::Timestamp;
use serde::Serialize;

use super::orders::LifePace;
use crate::hatif::ids::Guid;
use crate::hatif::model::{Direction, Event, Location, MessageType, Source, Status, Template};
use crate::hatif::options::Quirks;
use crate::hatif::wire::attachment_url;
use crate::hatif::workspace::World;
use crate::shared::faults::Faults;
use crate::shared::webhooks::WebhookSwitches;

/// What a client signs in with.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// Public half.
    pub client_id: String,
    /// Secret half.
    pub client_secret: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// What an order led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Happened {
    /// In this conversation,
    pub conversation_id: String,
    /// with this contact,
    pub contact_id: String,
    /// as this timeline event.
    pub event_id: String,
}

/// Which send call was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SendKind {
    /// Free text.
    Text,
    /// An approved template.
    Template,
    /// A file by URL.
    File,
}

/// A well-formed send call that was executed or refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedSend {
    /// When.
    pub at: Timestamp,
    /// Through which call.
    pub kind: SendKind,
    /// On which channel.
    pub channel_id: String,
    /// To whom, digits only.
    pub to_number: String,
    /// The text, the template's name, or the file's URL.
    pub text: String,
    /// What the file is called, and the words that go with it.
    pub file: Option<(String, Option<String>)>,
    /// Whether it was executed.
    pub accepted: bool,
    /// The event it became.
    pub conversation_event_id: Option<String>,
}

/// A conversation as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationTruth {
    /// Its id.
    pub id: String,
    /// Its channel.
    pub channel_id: String,
    /// Its contact.
    pub contact_id: String,
    /// The contact's name.
    pub contact_name: String,
    /// The contact's number, E.164.
    pub phone: String,
    /// Open or closed.
    pub is_open: bool,
    /// User or AI agent who has it.
    pub assignee_id: Option<String>,
    /// Ids of its tags.
    pub tag_ids: Vec<String>,
    /// When something last happened.
    pub last_activity_at: Timestamp,
    /// Number of timeline events.
    pub events: usize,
}

/// A timeline event as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventTruth {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub source: Source,
    /// From whom to whom.
    pub direction: Direction,
    /// How it went.
    pub status: Status,
    /// What kind of message it is (text for calls and assignations).
    pub message_type: MessageType,
    /// When.
    pub created_at: Timestamp,
    /// The words.
    pub body: Option<String>,
    /// URL of the file or recording.
    pub attachment: Option<String>,
    /// The quoted event.
    pub reply_to: Option<String>,
    /// The place.
    pub location: Option<Location>,
    /// The AI's summary of a call.
    pub summary: Option<String>,
    /// Meta's error number.
    pub error_code: Option<i32>,
    /// User or AI agent who handled it.
    pub handler_id: Option<String>,
}

/// A channel as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelTruth {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its own number, E.164.
    pub number: String,
    /// Whether WhatsApp messages go through it.
    pub texts: bool,
    /// Whether calls go through it.
    pub calls: bool,
}

/// A colleague or AI agent as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserTruth {
    /// The identity used for assigning.
    pub user_id: String,
    /// Their name.
    pub name: String,
    /// Whether they are a machine.
    pub is_ai: bool,
}

/// A tag as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TagTruth {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The workspace at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The simulator's time.
    pub now: Timestamp,
    /// Phone and WhatsApp numbers.
    pub channels: Vec<ChannelTruth>,
    /// People and AI agents.
    pub users: Vec<UserTruth>,
    /// Tags.
    pub tags: Vec<TagTruth>,
    /// Templates that can be sent.
    pub templates: Vec<Template>,
    /// Number of contacts.
    pub contacts: usize,
    /// Number of conversations.
    pub conversations: usize,
    /// Number of timeline events.
    pub events: usize,
    /// What goes wrong at present.
    pub faults: Faults,
    /// Undocumented behaviour.
    pub quirks: Quirks,
    /// Webhook peculiarities.
    pub webhook_switches: WebhookSwitches,
    /// The pace of life mode while it is on.
    pub life: Option<LifePace>,
}

impl World {
    pub(crate) fn overview(&self) -> Overview {
        Overview {
            now: self.now(),
            channels: self
                .channels
                .iter()
                .map(|channel| ChannelTruth {
                    id: channel.id.to_string(),
                    name: channel.name.to_owned(),
                    number: channel.number.clone(),
                    texts: channel.kind.texts(),
                    calls: channel.kind.calls(),
                })
                .collect(),
            users: self
                .users
                .iter()
                .map(|user| UserTruth {
                    user_id: user.user_id.to_string(),
                    name: user.name.to_owned(),
                    is_ai: user.is_ai,
                })
                .collect(),
            tags: self
                .tags
                .iter()
                .map(|tag| TagTruth {
                    id: tag.id.to_string(),
                    name: tag.name.clone(),
                })
                .collect(),
            templates: self.templates.clone(),
            contacts: self
                .contacts
                .iter()
                .filter(|contact| !contact.deleted)
                .count(),
            conversations: self.conversations.len(),
            events: (0..self.conversations.len())
                .map(|index| self.event_count(index))
                .sum(),
            faults: self.faults.clone(),
            quirks: self.options.quirks.clone(),
            webhook_switches: self.book.switches.clone(),
            life: self.life,
        }
    }

    pub(crate) fn conversation_truth(&self, index: usize) -> ConversationTruth {
        let conversation = &self.conversations[index];
        let contact = &self.contacts[conversation.contact];
        ConversationTruth {
            id: conversation.id.to_string(),
            channel_id: self.channels[conversation.channel].id.to_string(),
            contact_id: contact.id.to_string(),
            contact_name: contact.name.clone(),
            phone: contact.phone.clone(),
            is_open: conversation.open,
            assignee_id: conversation
                .assignee
                .map(|user| self.users[user].user_id.to_string()),
            tag_ids: conversation.tags.iter().map(Guid::to_string).collect(),
            last_activity_at: conversation.last_activity,
            events: self.event_count(index),
        }
    }

    pub(crate) fn event_truth(&self, event: &Event) -> EventTruth {
        EventTruth {
            id: event.id.to_string(),
            source: event.source,
            direction: event.direction,
            status: event.status,
            message_type: event.message_type,
            created_at: event.created,
            body: event.body.clone(),
            attachment: attachment_url(&self.base_url, event),
            reply_to: event
                .reply_to
                .as_ref()
                .map(|(quoted, _)| quoted.to_string()),
            location: event.location.as_deref().cloned(),
            summary: event
                .analysis
                .as_ref()
                .and_then(|analysis| analysis.summary.clone()),
            error_code: event.error_code,
            handler_id: event
                .handler
                .map(|user| self.users[user].user_id.to_string()),
        }
    }
}
