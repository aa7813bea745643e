//! What the platform knows that helps to answer, and the pauses of its AI.

use inbox_core::{Finding, LineNotice, PlatformError, RemoteId};

use super::{
    Ohallo,
    client::Call,
    extras::Breaker,
    wire::{Row, readable},
};

/// Findings shown of each kind; a person reads no more.
const FINDINGS: usize = 8;

/// How a breaker's scope names one company.
const COMPANY: &str = "account:";

impl Ohallo {
    /// Looks for answers to a question in the knowledge and the policies of a conversation's
    /// workspace: what is surest first, and of what is equally sure, knowledge before rules.
    pub async fn find_answers(
        &self,
        conversation: &RemoteId,
        question: &str,
    ) -> Result<Vec<Finding>, PlatformError> {
        let workspace = self.workspace_of(conversation).await?;
        let knowledge = self.search_knowledge(&workspace, question).await;
        let policies = self.search_policies(&workspace, question).await;
        let mut found = Vec::new();
        let mut lack = None;
        for part in [knowledge, policies] {
            match part {
                Ok(findings) => found.extend(findings.into_iter().take(FINDINGS)),
                // A key may well be allowed only one of the two.
                Err(error @ PlatformError::ScopeMissing { .. }) => {
                    lack = match lack {
                        None => Some(error),
                        Some(_) => return Err(self.remember_lack(error)),
                    };
                }
                Err(error) => return Err(error),
            }
        }
        // Stable: the platform's own order holds where it does not say how sure it is.
        found.sort_by(|one, other| {
            let sureness = |finding: &Finding| finding.confidence.unwrap_or_default();
            sureness(other).total_cmp(&sureness(one))
        });
        Ok(found)
    }

    /// The workspace a conversation belongs to.
    async fn workspace_of(&self, conversation: &RemoteId) -> Result<RemoteId, PlatformError> {
        if let Some(workspace) = self.session.workspace() {
            return Ok(workspace.into());
        }
        let known = self
            .session
            .memory
            .known()
            .workspaces
            .get(conversation)
            .cloned();
        if let Some(workspace) = known {
            return Ok(workspace);
        }
        let call = Call::get(&["conversations", conversation.as_str()]);
        let document = self.session.call(self.urgency, call).await?;
        let workspace = Row::of(&document).and_then(|row| row.id(&["workspaceId"]));
        let workspace = RemoteId(workspace.ok_or(PlatformError::Unreadable)?);
        let mut known = self.session.memory.known();
        known
            .workspaces
            .insert(conversation.clone(), workspace.clone());
        Ok(workspace)
    }

    /// The pauses of the AI in a workspace that are not over; none where the key may not know.
    pub(super) async fn pauses(&self, workspace: &str) -> Result<Vec<LineNotice>, PlatformError> {
        let path = ["workspaces", workspace, "quality", "circuit-breakers"];
        let Some(document) = self.optional(Call::get(&path)).await? else {
            return Ok(Vec::new());
        };
        let rows = super::wire::Listed::of(document)
            .map(|rows| rows.rows)
            .unwrap_or_default();
        let (breakers, _) = readable(&rows, "circuit breaker", super::extras::breaker);
        let now = self.session.clock.now();
        let mut notices = Vec::new();
        for breaker in breakers {
            if breaker.resolved_at.is_none() {
                notices.push(LineNotice::AiPaused {
                    company: self.company_of(&breaker).await?,
                    pause: format!("{workspace}/{}", breaker.remote),
                    reason: breaker.reason,
                    since: breaker.triggered_at.unwrap_or(now),
                    acknowledged: breaker.acknowledged_at.is_some(),
                });
            }
        }
        Ok(notices)
    }

    /// The name of the company a pause is about; `None` when it is about everybody.
    async fn company_of(&self, breaker: &Breaker) -> Result<Option<String>, PlatformError> {
        let scope = breaker.scope.as_deref();
        let Some(id) = scope.and_then(|scope| scope.strip_prefix(COMPANY)) else {
            return Ok(None);
        };
        let id = RemoteId::from(id);
        let known = self.session.memory.known().companies.get(&id).cloned();
        if known.is_some() {
            return Ok(known);
        }
        match self.company(&id).await {
            Ok(company) => {
                let mut known = self.session.memory.known();
                known.companies.insert(id, company.name.clone());
                Ok(Some(company.name))
            }
            // Better a pause of somebody unnamed than none.
            Err(
                PlatformError::ScopeMissing { .. }
                | PlatformError::NotFound
                | PlatformError::Refused { .. },
            ) => Ok(Some(id.0)),
            Err(error) => Err(error),
        }
    }

    /// Takes note of a pause, or ends it. Ending takes note first, as the platform demands.
    pub async fn settle_pause(&self, pause: &str, end: bool) -> Result<(), PlatformError> {
        let (workspace, breaker) = pause.split_once('/').ok_or(PlatformError::NotFound)?;
        let (workspace, breaker) = (RemoteId::from(workspace), RemoteId::from(breaker));
        let settled = async {
            let breakers = self.breakers(&workspace).await?;
            let known = breakers.into_iter().find(|known| known.remote == breaker);
            let known = known.ok_or(PlatformError::NotFound)?;
            if known.resolved_at.is_some() {
                return Ok(());
            }
            if known.acknowledged_at.is_none() {
                self.acknowledge_breaker(&workspace, &breaker).await?;
            }
            if end {
                self.resolve_breaker(&workspace, &breaker).await?;
            }
            Ok(())
        };
        settled.await.map_err(|error| self.remember_lack(error))
    }
}
