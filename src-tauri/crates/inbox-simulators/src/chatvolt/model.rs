//! What an organization is made of. Plain data; the rules are in `world`, `messaging` and `crm`,
//! the JSON in `wire`.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::shared::phrases::Language;

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Open.
    Unresolved,
    /// Needs a person now.
    HumanRequested,
    /// Done.
    Resolved,
}

/// How urgent a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Priority {
    /// Can wait.
    Low,
    /// As most.
    Medium,
    /// Cannot wait.
    High,
}

/// Who speaks, in the platform's two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The customer, and in some dialects a colleague.
    Human,
    /// The AI, a colleague, or the API.
    Agent,
}

/// Who really spoke, which the platform does not always tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Author {
    /// The customer.
    Customer,
    /// The AI agent.
    Ai,
    /// A colleague in the dashboard.
    Colleague,
    /// A client with the key.
    Api,
    /// Nobody: it was only recorded.
    Recorded,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its id; empty in what a client or a control hands in.
    #[serde(default)]
    pub id: String,
    /// Its file name.
    pub name: String,
    /// Where it lies.
    pub url: String,
    /// Bytes.
    pub size: u64,
    /// Its kind.
    pub mime_type: String,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) from: Speaker,
    pub(crate) author: Author,
    pub(crate) external_id: Option<String>,
    pub(crate) user: Option<usize>,
    pub(crate) contact: Option<usize>,
    pub(crate) visitor_id: Option<String>,
    pub(crate) bot: Option<usize>,
    pub(crate) read: bool,
    pub(crate) model: Option<&'static str>,
    pub(crate) credits: Option<f64>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) created: Timestamp,
}

/// A colleague. Somebody who left keeps the user but has no membership.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) user_id: String,
    pub(crate) membership_id: Option<String>,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) role: &'static str,
}

/// An AI agent.
#[derive(Debug, Clone)]
pub(crate) struct Bot {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: &'static str,
    pub(crate) handle: &'static str,
    pub(crate) model: &'static str,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    /// Channels whose customers no longer reach it.
    pub(crate) unhooked: BTreeSet<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) id: String,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) picture: Option<String>,
    pub(crate) metadata: Value,
    pub(crate) variables: Map<String, Value>,
    /// Who set a variable, `human` or `ai`.
    pub(crate) sources: Map<String, Value>,
    pub(crate) language: Language,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) deleted: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) is_private: bool,
    pub(crate) is_justification: bool,
    pub(crate) author: usize,
    pub(crate) remind_at: Option<Timestamp>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// The satisfaction survey.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nps {
    pub(crate) step: u8,
    pub(crate) rating: Option<u8>,
    pub(crate) comment: Option<String>,
    pub(crate) started: Option<Timestamp>,
    pub(crate) completed: Option<Timestamp>,
}

/// The advertisement a customer came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdSource {
    /// Meta's id of the advertisement.
    pub source_id: String,
    /// Its headline.
    pub headline: String,
    /// Its words.
    pub body: String,
    /// Where it leads.
    pub source_url: String,
}

#[derive(Debug, Clone)]
pub(crate) struct AdClick {
    pub(crate) id: String,
    pub(crate) ad: AdSource,
    pub(crate) clicked: Timestamp,
}

/// A conversation's place in a scenario.
#[derive(Debug, Clone)]
pub(crate) struct CrmLink {
    pub(crate) id: String,
    pub(crate) scenario: usize,
    pub(crate) step: usize,
    pub(crate) available: bool,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) channel: String,
    pub(crate) external_id: Option<String>,
    pub(crate) visitor_id: Option<String>,
    pub(crate) bot: Option<usize>,
    pub(crate) contact: usize,
    pub(crate) status: Status,
    pub(crate) priority: Priority,
    pub(crate) ai: bool,
    pub(crate) is_group: bool,
    pub(crate) metadata: Value,
    pub(crate) frustration: Option<f64>,
    pub(crate) ai_name: Option<String>,
    pub(crate) nps: Nps,
    pub(crate) ads: Vec<AdClick>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) context: Option<(String, Timestamp)>,
    pub(crate) assignees: Vec<usize>,
    pub(crate) tags: Vec<String>,
    pub(crate) links: Vec<CrmLink>,
    pub(crate) notes: Vec<Note>,
    pub(crate) messages: Vec<Message>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) last_human: Option<Timestamp>,
    pub(crate) deleted: bool,
}

impl Conversation {
    pub(crate) fn unread(&self) -> usize {
        self.messages.iter().filter(|message| !message.read).count()
    }

    /// When the customer last wrote.
    pub(crate) fn last_inbound(&self) -> Option<Timestamp> {
        self.messages
            .iter()
            .rev()
            .find(|message| message.author == Author::Customer)
            .map(|message| message.created)
    }

    /// The link of the one scenario it is active in.
    pub(crate) fn active_link(&self) -> Option<&CrmLink> {
        self.links.iter().find(|link| link.available)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) deleted: bool,
}

/// Who gets a conversation that enters a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssigneeLogic {
    /// Nothing changes.
    #[default]
    None,
    /// Nobody has it afterwards.
    Clear,
    /// The first of the selected members.
    SingleUser,
    /// Any of the selected members.
    RandomSelected,
    /// The selected member who has the fewest.
    FairDistributionSelected,
}

/// What a step does, as clients write and read it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct StepRules {
    pub(crate) name: String,
    pub(crate) prompt: Option<String>,
    pub(crate) trigger: Option<String>,
    pub(crate) initial_message: Option<String>,
    pub(crate) default_status: Option<Status>,
    pub(crate) default_priority: Option<Priority>,
    pub(crate) default_ai_control: Option<bool>,
    pub(crate) assignee_logic_type: AssigneeLogic,
    pub(crate) selected_membership_ids_for_assignee: Vec<String>,
    pub(crate) is_required: bool,
    pub(crate) is_conversation_removal_step: bool,
    pub(crate) default_tags: Vec<String>,
    pub(crate) default_tags_to_remove: Vec<String>,
    pub(crate) agent_id: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) id: String,
    pub(crate) scenario: usize,
    pub(crate) rules: StepRules,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) deleted: bool,
}

/// One entry of a conversation's way through scenarios.
#[derive(Debug, Clone)]
pub(crate) struct LogEntry {
    pub(crate) id: String,
    pub(crate) conversation_id: String,
    pub(crate) scenario: usize,
    pub(crate) step: usize,
    pub(crate) status: &'static str,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// An approved or waiting WhatsApp template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// Meta's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its language code.
    pub language: String,
    /// `APPROVED`, `PENDING`, `REJECTED`.
    pub status: String,
    /// `MARKETING`, `UTILITY`, `AUTHENTICATION`.
    pub category: String,
    /// Meta's component objects.
    pub components: Value,
}

impl Template {
    /// The names in braces of all its texts.
    pub(crate) fn variables(&self) -> Vec<String> {
        let mut names = Vec::new();
        for component in self.components.as_array().into_iter().flatten() {
            let text = component["text"].as_str().unwrap_or_default();
            for part in text.split("{{").skip(1) {
                if let Some((name, _)) = part.split_once("}}") {
                    names.push(name.trim().to_owned());
                }
            }
        }
        names
    }
}
