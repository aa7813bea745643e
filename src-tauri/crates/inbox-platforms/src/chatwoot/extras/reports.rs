//! For supervisors: figures, promises kept or broken, ratings, and where events are posted to.
//!
//! Most of it needs the administrator's role; without it the answer is a missing scope.

use inbox_core::{PlatformError, RemoteId, Secret, Timestamp};
use serde_json::{Value, json};

use crate::chatwoot::{
    Chatwoot,
    client::{Call, readable},
    wire::{self, Row},
};

/// By whom figures are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportBy {
    /// By colleague.
    Agent,
    /// By team.
    Team,
    /// By channel.
    Channel,
}

/// The figures of one colleague, team or channel.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportRow {
    /// Whose.
    pub remote: RemoteId,
    /// Conversations.
    pub conversations: u32,
    /// Those resolved.
    pub resolved: u32,
    /// Average time to the first answer, in seconds.
    pub first_response_s: Option<f64>,
    /// Average time to an answer, in seconds.
    pub reply_s: Option<f64>,
    /// Average time to resolving, in seconds.
    pub resolution_s: Option<f64>,
}

/// What is going on now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LiveFigures {
    /// Open conversations.
    pub open: u32,
    /// Open ones that wait for an answer.
    pub unattended: u32,
    /// Open ones nobody carries.
    pub unassigned: u32,
    /// Pending ones.
    pub pending: u32,
}

/// Where the platform posts events to.
#[derive(Debug, Clone)]
pub struct OwnWebhook {
    /// Its id.
    pub remote: RemoteId,
    /// The address.
    pub url: String,
    /// What events are signed with; older platforms sign nothing.
    pub secret: Option<Secret>,
}

/// The events a relay needs; typing comes over the live connection alone.
const EVENTS: [&str; 7] = [
    "conversation_created",
    "conversation_status_changed",
    "conversation_updated",
    "message_created",
    "message_updated",
    "contact_created",
    "contact_updated",
];

impl Chatwoot {
    /// Figures of a span of time.
    pub async fn report(
        &self,
        by: ReportBy,
        since: Timestamp,
        until: Timestamp,
        business_hours: bool,
    ) -> Result<Vec<ReportRow>, PlatformError> {
        let by = match by {
            ReportBy::Agent => "agent",
            ReportBy::Team => "team",
            ReportBy::Channel => "inbox",
        };
        let call = Call::get(&["summary_reports", by])
            .reports()
            .query("since", since.0.div_euclid(1000).to_string())
            .query("until", until.0.div_euclid(1000).to_string())
            .query("business_hours", business_hours.to_string());
        let document = self.call(call).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        Ok(readable(rows, "report row", read_report).0)
    }

    /// What is going on now, in all or in one team.
    pub async fn live_figures(
        &self,
        team: Option<&RemoteId>,
    ) -> Result<LiveFigures, PlatformError> {
        let call = Call::get(&["live_reports", "conversation_metrics"])
            .reports()
            .query_if("team_id", team.map(RemoteId::as_str));
        let document = self.call(call).await?;
        read_figures(&document).ok_or(PlatformError::Unreadable)
    }

    /// Makes the platform post its events to an address, or finds that it does already.
    pub async fn register_webhook(&self, url: &str) -> Result<OwnWebhook, PlatformError> {
        if let Some(known) = self
            .webhooks()
            .await?
            .into_iter()
            .find(|own| own.url == url)
        {
            return Ok(known);
        }
        let body = json!({
            "webhook": { "url": url, "name": "Switchboard", "subscriptions": EVENTS },
        });
        let document = self.call(Call::post(&["webhooks"], body)).await?;
        let made = wire::unwrapped(&document);
        read_webhook(made.get("webhook").unwrap_or(made)).ok_or(PlatformError::Unreadable)
    }

    /// Where the platform posts events to.
    pub async fn webhooks(&self) -> Result<Vec<OwnWebhook>, PlatformError> {
        let document = self.call(Call::get(&["webhooks"])).await?;
        let rows = Row::of(&document)
            .and_then(|row| row.row("payload"))
            .ok_or(PlatformError::Unreadable)?
            .list("webhooks");
        Ok(readable(rows, "webhook", read_webhook).0)
    }

    /// Ends posting to an address of [`Self::webhooks`]; one that is gone already is fine.
    pub async fn remove_webhook(&self, webhook: &RemoteId) -> Result<(), PlatformError> {
        match self
            .call(Call::delete(&["webhooks", webhook.as_str()]))
            .await
        {
            Ok(_) | Err(PlatformError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn count(row: Row<'_>, key: &str) -> u32 {
    row.number(key)
        .and_then(|count| u32::try_from(count).ok())
        .unwrap_or(0)
}

pub(in crate::chatwoot) fn read_report(value: &Value) -> Option<ReportRow> {
    let row = Row::of(value)?;
    Some(ReportRow {
        remote: row.id("id")?,
        conversations: count(row, "conversations_count"),
        resolved: count(row, "resolved_conversations_count"),
        first_response_s: row.real("avg_first_response_time"),
        reply_s: row.real("avg_reply_time"),
        resolution_s: row.real("avg_resolution_time"),
    })
}

pub(in crate::chatwoot) fn read_figures(value: &Value) -> Option<LiveFigures> {
    let row = Row::of(value)?;
    Some(LiveFigures {
        open: count(row, "open"),
        unattended: count(row, "unattended"),
        unassigned: count(row, "unassigned"),
        pending: count(row, "pending"),
    })
}

pub(in crate::chatwoot) fn read_webhook(value: &Value) -> Option<OwnWebhook> {
    let row = Row::of(value)?;
    Some(OwnWebhook {
        remote: row.id("id")?,
        url: row.text("url")?.to_owned(),
        secret: row.text("secret").map(|secret| secret.to_owned().into()),
    })
}
