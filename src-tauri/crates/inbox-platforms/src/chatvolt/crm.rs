//! The CRM: scenarios, their steps, and conversations moving through them. Entering a step may
//! change status, priority, tags, assignee and AI, and may write to the customer: read the
//! conversation again afterwards.

use inbox_core::{PlatformError, RemoteId, Timestamp};
use serde_json::{Value, json};

use super::{
    Chatvolt,
    client::{Call, refused},
    map,
    wire::{self, Row},
};

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrmScenario {
    /// Its id.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
}

/// A step of a scenario, with what entering it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrmStep {
    /// Its id.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// The scenario it is of.
    pub scenario: Option<RemoteId>,
    /// Its place in the scenario, from 0.
    pub index: Option<i64>,
    /// The AI agent that answers in it.
    pub agent: Option<RemoteId>,
    /// What it writes to whoever enters.
    pub initial_message: Option<String>,
    /// The status it gives, by the platform's word.
    pub status: Option<String>,
    /// The priority it gives, by the platform's word.
    pub priority: Option<String>,
    /// Whether it turns the AI on or off, by the platform's word.
    pub ai_control: Option<String>,
    /// Tags it gives.
    pub tags: Vec<String>,
    /// Tags it takes away.
    pub removed_tags: Vec<String>,
    /// Entering it leaves the scenario.
    pub ends_scenario: bool,
}

/// A conversation in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrmEntry {
    /// The conversation.
    pub conversation: RemoteId,
    /// The step it is in.
    pub step: Option<RemoteId>,
    /// It still is; a conversation is active in at most one scenario.
    pub active: bool,
    /// When it was moved last.
    pub moved_at: Option<Timestamp>,
}

/// Where a conversation shall go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CrmTarget {
    /// This step.
    Step(RemoteId),
    /// The step at this place of a scenario, from 0.
    Place {
        /// The scenario.
        scenario: RemoteId,
        /// The place.
        index: u32,
    },
}

/// What became of a move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrmMove {
    /// The step it is in now, when told.
    pub step: Option<RemoteId>,
    /// The step's message went out.
    pub message_sent: bool,
    /// Which one, when told.
    pub message: Option<RemoteId>,
    /// It stayed behind because the customer has been silent for 24 hours.
    pub blocked_by_window: bool,
}

/// Where an entry of the log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrmLogStatus {
    /// Over.
    Inactive,
    /// Going on.
    Active,
    /// Went wrong.
    Error,
}

impl CrmLogStatus {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Active => "active",
            Self::Error => "error",
        }
    }
}

/// Which entries of the log to read; what is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrmLogFilter {
    /// Of this conversation.
    pub conversation: Option<RemoteId>,
    /// Of this scenario.
    pub scenario: Option<RemoteId>,
    /// Of this step.
    pub step: Option<RemoteId>,
    /// That stand there.
    pub status: Option<CrmLogStatus>,
}

/// One stay of a conversation in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrmLogEntry {
    /// Its id.
    pub remote: RemoteId,
    /// The conversation.
    pub conversation: RemoteId,
    /// The scenario.
    pub scenario: Option<RemoteId>,
    /// The scenario's name, when told.
    pub scenario_name: Option<String>,
    /// The step.
    pub step: Option<RemoteId>,
    /// The platform's word for where it stands.
    pub status: String,
    /// When it began.
    pub began_at: Option<Timestamp>,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrmLogPage {
    /// The page.
    pub entries: Vec<CrmLogEntry>,
    /// How many there are in all, when told.
    pub total: Option<u32>,
    /// The number of the next page; `None` at the end.
    pub next: Option<u32>,
}

impl Chatvolt {
    /// The scenarios, all of them or those of an AI agent.
    pub async fn crm_scenarios(
        &self,
        agent: Option<&RemoteId>,
    ) -> Result<Vec<CrmScenario>, PlatformError> {
        let call = Call::get(&["crm", "scenario"])
            .query_some("agentId", agent.map(|agent| agent.0.clone()));
        let documents = wire::rows(self.call(call).await?)?;
        Ok(documents.iter().filter_map(read_scenario).collect())
    }

    /// The steps of a scenario in their order.
    pub async fn crm_steps(&self, scenario: &RemoteId) -> Result<Vec<CrmStep>, PlatformError> {
        let call = Call::get(&["crm", "step"]).query("scenarioId", scenario.as_str());
        let documents = wire::rows(self.call(call).await?)?;
        let mut steps: Vec<_> = documents.iter().filter_map(read_step).collect();
        steps.sort_by_key(|step| step.index.unwrap_or(i64::MAX));
        Ok(steps)
    }

    /// A page of the conversations of a scenario, or of one of its steps; pages count from 0.
    pub async fn crm_conversations(
        &self,
        scenario: &RemoteId,
        step: Option<&RemoteId>,
        page: u32,
    ) -> Result<Vec<CrmEntry>, PlatformError> {
        let path = ["crm", "scenario", scenario.as_str(), "conversation"];
        let call = Call::get(&path)
            .query("page", page.to_string())
            .query("limit", "100")
            .query_some("stepId", step.map(|step| step.0.clone()));
        let documents = wire::rows(self.call(call).await?)?;
        Ok(documents.iter().filter_map(read_entry).collect())
    }

    /// Puts a conversation into a scenario: into a step, or its first one. The step's message goes
    /// out with it; where the 24-hour rule forbids that, nothing happens and it is
    /// [`PlatformError::WindowClosed`]. In the scenario already is `Refused` with `409`.
    pub async fn enter_crm(
        &self,
        conversation: &RemoteId,
        target: &CrmTarget,
    ) -> Result<CrmMove, PlatformError> {
        let mut body = json!({ "conversationId": conversation });
        match target {
            CrmTarget::Step(step) => body["stepId"] = json!(step),
            CrmTarget::Place { scenario, index } => {
                body["scenarioId"] = json!(scenario);
                body["stepIndex"] = json!(index);
            }
        }
        // Entering may write to the customer.
        let call = Call::send(&["crm", "step", "conversation"], body);
        read_move(&self.call(call).await?)
    }

    /// Moves a conversation to another step, with the step's message or without.
    pub async fn move_in_crm(
        &self,
        conversation: &RemoteId,
        target: &CrmTarget,
        with_message: bool,
    ) -> Result<CrmMove, PlatformError> {
        let mut body = json!({
            "conversationId": conversation, "shouldSendInitialMessage": with_message,
        });
        match target {
            CrmTarget::Step(step) => body["destStepId"] = json!(step),
            CrmTarget::Place { scenario, index } => {
                body["scenarioId"] = json!(scenario);
                body["destStepIndex"] = json!(index);
            }
        }
        let call = Call::send(&["crm", "step", "move"], body);
        read_move(&self.call(call).await?)
    }

    /// Takes a conversation out of a scenario; one that is not in it is fine.
    pub async fn leave_crm(
        &self,
        conversation: &RemoteId,
        scenario: &RemoteId,
    ) -> Result<(), PlatformError> {
        let path = ["crm", "scenario", scenario.as_str(), "conversation"];
        let call = Call::delete(&path).query("conversationId", conversation.as_str());
        match self.call(call).await {
            Ok(_) | Err(PlatformError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// A page of the log; pages count from 1.
    pub async fn crm_log(
        &self,
        filter: &CrmLogFilter,
        page: u32,
    ) -> Result<CrmLogPage, PlatformError> {
        let id = |id: &Option<RemoteId>| id.as_ref().map(|id| id.0.clone());
        let call = Call::get(&["crm", "conversationLog"])
            .query("page", page.to_string())
            .query("limit", "100")
            .query_some("conversationId", id(&filter.conversation))
            .query_some("scenarioId", id(&filter.scenario))
            .query_some("stepId", id(&filter.step))
            .query_some("status", filter.status.map(CrmLogStatus::word));
        let document = self.call(call).await?;
        let pages = Row::of(&document).and_then(|row| row.row("pagination"));
        let count = |name: &str| {
            let count = pages.and_then(|pages| pages.count(name));
            count.and_then(|count| u32::try_from(count).ok())
        };
        let (total, last) = (count("total"), count("totalPages"));
        let documents = wire::rows(document)?;
        Ok(CrmLogPage {
            entries: documents.iter().filter_map(read_log).collect(),
            total,
            next: last.filter(|last| page < *last).map(|_| page + 1),
        })
    }

    /// Corrects where an entry of the log stands.
    pub async fn set_crm_log_status(
        &self,
        entry: &RemoteId,
        status: CrmLogStatus,
    ) -> Result<(), PlatformError> {
        let path = ["crm", "conversationLog", entry.as_str()];
        let body = json!({ "status": status.word() });
        self.call(Call::put(&path, body)).await.map(drop)
    }
}

pub(super) fn read_scenario(document: &Value) -> Option<CrmScenario> {
    let row = Row::of(document)?;
    let id = row.id("id")?;
    Some(CrmScenario {
        name: row
            .text("name")
            .and_then(map::name)
            .unwrap_or_else(|| id.clone()),
        remote: RemoteId(id),
        description: row.text("description").and_then(map::words),
    })
}

pub(super) fn read_step(document: &Value) -> Option<CrmStep> {
    let row = Row::of(document)?;
    let id = row.id("id")?;
    let word = |name: &str| row.text(name).map(|word| word.trim().to_owned());
    let tags = |name: &str| {
        let tags = row.values(name).iter();
        tags.filter_map(Value::as_str)
            .filter_map(map::name)
            .collect()
    };
    Some(CrmStep {
        name: row
            .text("name")
            .and_then(map::name)
            .unwrap_or_else(|| id.clone()),
        remote: RemoteId(id),
        scenario: row.id("scenarioId").map(RemoteId),
        index: row.count("index"),
        agent: row.id("agentId").map(RemoteId),
        initial_message: row.text("initialMessage").and_then(map::words),
        status: word("defaultStatus"),
        priority: word("defaultPriority"),
        ai_control: row.get("defaultAiControl").map(|value| match value {
            Value::String(word) => word.clone(),
            other => other.to_string(),
        }),
        tags: tags("defaultTags"),
        removed_tags: tags("defaultTagsToRemove"),
        ends_scenario: row.flag("isConversationRemovalStep") == Some(true),
    })
}

pub(super) fn read_entry(document: &Value) -> Option<CrmEntry> {
    let row = Row::of(document)?;
    let nested = row.row("conversation").and_then(|row| row.id("id"));
    Some(CrmEntry {
        conversation: RemoteId(row.id("conversationId").or(nested)?),
        step: row.id("stepId").map(RemoteId),
        active: row.flag("available") != Some(false),
        moved_at: row.time("updatedAt"),
    })
}

pub(super) fn read_move(document: &Value) -> Result<CrmMove, PlatformError> {
    let row = Row::of(document).ok_or(PlatformError::Unreadable)?;
    let blocked_by_window = row.flag("blockedBy24hRule") == Some(true);
    if row.flag("success") == Some(false) {
        return Err(if blocked_by_window {
            PlatformError::WindowClosed
        } else {
            refused("NotMoved")
        });
    }
    Ok(CrmMove {
        step: row.id("newStepId").map(RemoteId),
        message_sent: row.flag("messageSent") == Some(true),
        message: row.id("sentMessageId").map(RemoteId),
        blocked_by_window,
    })
}

pub(super) fn read_log(document: &Value) -> Option<CrmLogEntry> {
    let row = Row::of(document)?;
    let scenario = row.row("scenario");
    Some(CrmLogEntry {
        remote: RemoteId(row.id("id")?),
        conversation: RemoteId(row.id("conversationId")?),
        scenario: row.id("scenarioId").map(RemoteId),
        scenario_name: scenario
            .and_then(|row| row.text("name"))
            .and_then(map::name),
        step: row.id("stepId").map(RemoteId),
        status: row.text("status").unwrap_or_default().to_owned(),
        began_at: row.time("createdAt"),
    })
}
