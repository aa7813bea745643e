//! What really is in the organization, for tests to compare a client's view against.

use jiff::Timestamp;
use serde::Serialize;

use super::LifePace;
use crate::chatvolt::model::{Attachment, Author, Message, Priority, Speaker, Status, Template};
use crate::chatvolt::options::Quirks;
use crate::chatvolt::world::World;
use crate::shared::faults::Faults;
use crate::shared::webhooks::WebhookSwitches;

/// What a client signs in with.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The key of the whole organization.
    pub api_key: String,
    /// Meta's id of the number that templates are sent from; no call tells it.
    pub phone_number_id: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("phone_number_id", &self.phone_number_id)
            .finish_non_exhaustive()
    }
}

/// The organization's own numbers at gateways, as they stand in the paths of their send calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gateways {
    /// Instance at Z-API.
    pub zapi_instance_id: String,
    /// Instance at `ZapperAPI`.
    pub zapper_instance_id: String,
    /// Number at Twilio, E.164.
    pub twilio_phone: String,
}

/// What an order led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Happened {
    /// In this conversation,
    pub conversation_id: String,
    /// with this contact,
    pub contact_id: String,
    /// as this message; none when nothing was said.
    pub message_id: Option<String>,
}

/// Which way a message of ours took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SendKind {
    /// Free text, with or without files.
    Text,
    /// An approved template.
    Template,
    /// Buttons, lists, places and the like.
    Interactive,
    /// The first message of a step.
    Step,
    /// Over the dashboard host.
    Dashboard,
}

/// A well-formed send that was executed or refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedSend {
    /// When.
    pub at: Timestamp,
    /// How.
    pub kind: SendKind,
    /// Where.
    pub conversation_id: String,
    /// The words.
    pub text: String,
    /// Whether it was executed.
    pub accepted: bool,
    /// The message it became.
    pub message_id: Option<String>,
}

/// Something a client for people must never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Trap {
    /// A change over the dashboard host left out `metadata`, which clears it.
    MetadataWiped,
    /// A change over the dashboard host left out `assignees`, which removes them all.
    AssigneesWiped,
    /// Everything of the whole organization was marked as read.
    EverythingMarkedRead,
    /// A send named another channel and went nowhere.
    SendSwallowed,
    /// A message was put into the customer's mouth.
    SpokeAsCustomer,
    /// The customers of a channel were cut off.
    ChannelSwitchedOff,
    /// A conversation was deleted for good.
    ConversationDeleted,
}

/// A trap somebody stepped on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SteppedTrap {
    /// When.
    pub at: Timestamp,
    /// Which.
    pub trap: Trap,
    /// Where, if it was in one conversation.
    pub conversation_id: Option<String>,
}

/// A conversation as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationTruth {
    /// Its id.
    pub id: String,
    /// Its channel.
    pub channel: String,
    /// Its contact.
    pub contact_id: String,
    /// The contact's name.
    pub contact_name: String,
    /// The contact's number, E.164; empty without one.
    pub phone: String,
    /// Where it stands.
    pub status: Status,
    /// How urgent it is.
    pub priority: Priority,
    /// Whether the AI answers.
    pub is_ai_enabled: bool,
    /// User id of who has it.
    pub assignee_id: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Messages nobody has read.
    pub unread: usize,
    /// How angry the customer is, 0 to 1.
    pub frustration: Option<f64>,
    /// When something last changed.
    pub updated_at: Timestamp,
    /// Number of messages.
    pub messages: usize,
}

/// A message as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageTruth {
    /// Its id.
    pub id: String,
    /// What the platform says about who spoke.
    pub from: Speaker,
    /// Who really spoke.
    pub author: Author,
    /// The words.
    pub text: String,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// Whether somebody read it.
    pub read: bool,
    /// When.
    pub created_at: Timestamp,
}

/// A colleague as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserTruth {
    /// Their user id.
    pub user_id: String,
    /// Their membership id; none for somebody who left.
    pub membership_id: Option<String>,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
}

/// An AI agent as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentTruth {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A scenario as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioTruth {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its steps in order, id and name.
    pub steps: Vec<(String, String)>,
}

/// The organization at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The simulator's time.
    pub now: Timestamp,
    /// The organization's id.
    pub organization_id: String,
    /// People.
    pub users: Vec<UserTruth>,
    /// AI agents.
    pub agents: Vec<AgentTruth>,
    /// Scenarios with their steps.
    pub scenarios: Vec<ScenarioTruth>,
    /// Numbers at gateways.
    pub gateways: Gateways,
    /// WhatsApp templates.
    pub templates: Vec<Template>,
    /// Number of contacts.
    pub contacts: usize,
    /// Number of conversations.
    pub conversations: usize,
    /// Number of messages.
    pub messages: usize,
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
            organization_id: self.organization_id.clone(),
            users: self
                .members
                .iter()
                .map(|member| UserTruth {
                    user_id: member.user_id.clone(),
                    membership_id: member.membership_id.clone(),
                    name: member.name.to_owned(),
                    email: member.email.to_owned(),
                })
                .collect(),
            agents: self
                .bots
                .iter()
                .map(|bot| AgentTruth {
                    id: bot.id.clone(),
                    name: bot.name.clone(),
                })
                .collect(),
            scenarios: (0..self.scenarios.len())
                .filter(|index| !self.scenarios[*index].deleted)
                .map(|index| ScenarioTruth {
                    id: self.scenarios[index].id.clone(),
                    name: self.scenarios[index].name.clone(),
                    steps: self
                        .steps_of(index)
                        .into_iter()
                        .map(|step| &self.steps[step])
                        .map(|step| (step.id.clone(), step.rules.name.clone()))
                        .collect(),
                })
                .collect(),
            gateways: self.gateways.clone(),
            templates: self.templates.clone(),
            contacts: self
                .contacts
                .iter()
                .filter(|contact| !contact.deleted)
                .count(),
            conversations: self.living().count(),
            messages: self
                .living()
                .map(|index| self.conversations[index].messages.len())
                .sum(),
            faults: self.faults.clone(),
            quirks: self.options.quirks.clone(),
            webhook_switches: self.book.switches.clone(),
            life: self.life,
        }
    }

    pub(crate) fn conversation_truth(&self, index: usize) -> ConversationTruth {
        let record = &self.conversations[index];
        let contact = &self.contacts[record.contact];
        let names = [contact.first_name.as_deref(), contact.last_name.as_deref()];
        let names: Vec<&str> = names.into_iter().flatten().collect();
        ConversationTruth {
            id: record.id.clone(),
            channel: record.channel.clone(),
            contact_id: contact.id.clone(),
            contact_name: names.join(" "),
            phone: contact.phone.clone().unwrap_or_default(),
            status: record.status,
            priority: record.priority,
            is_ai_enabled: record.ai,
            assignee_id: record
                .assignees
                .first()
                .map(|member| self.members[*member].user_id.clone()),
            tags: record.tags.clone(),
            unread: record.unread(),
            frustration: record.frustration,
            updated_at: record.updated,
            messages: record.messages.len(),
        }
    }
}

impl MessageTruth {
    pub(crate) fn of(message: &Message) -> Self {
        Self {
            id: message.id.clone(),
            from: message.from,
            author: message.author,
            text: message.text.clone(),
            attachments: message.attachments.clone(),
            read: message.read,
            created_at: message.created,
        }
    }
}
