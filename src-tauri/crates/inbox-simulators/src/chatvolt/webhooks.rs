//! What the platform tells the one receiver of each AI agent.
//!
//! There are no retries and no signatures, only the static header the customer typed in; after
//! repeated failures a receiver is told nothing more until it is saved again.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::model::Author;
use super::wire::{attachment_json, stamp};
use super::world::{Due, World, digits};
use crate::shared::webhooks::PostOutcome;

/// How long a webhook waits for another one to swap places with.
const SWAP_PATIENCE: SignedDuration = SignedDuration::from_secs(2);

/// Failures in a row after which a receiver is blocked.
const PATIENCE: u32 = 5;

/// What a webhook tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WebhookEvent {
    /// A customer wrote and the AI is off.
    UserMessageReceived,
    /// A person wrote, in the dashboard or over the API.
    AgentMessageSended,
    /// A customer wrote and the AI answered.
    AgentUserMessage,
    /// The AI came back by itself.
    AgentMessageFollowUp,
    /// Something could not be sent.
    AgentMessageBlocked,
    /// Something was recorded that no channel delivers.
    AgentMessageNoted,
    /// Somebody wrote in a group.
    GroupMessageReceived,
    /// A conversation entered a step of a scenario.
    StepEntered,
    /// A customer answered the survey.
    NpsInteraction,
}

impl WebhookEvent {
    fn word(self) -> &'static str {
        match self {
            Self::UserMessageReceived => "USER_MESSAGE_RECEIVED",
            Self::AgentMessageSended => "AGENT_MESSAGE_SENDED",
            Self::AgentUserMessage => "AGENT_USER_MESSAGE",
            Self::AgentMessageFollowUp => "AGENT_MESSAGE_FOLLOW_UP",
            Self::AgentMessageBlocked => "AGENT_MESSAGE_BLOCKED",
            Self::AgentMessageNoted => "AGENT_MESSAGE_NOTED",
            Self::GroupMessageReceived => "GROUP_MESSAGE_RECEIVED",
            Self::StepEntered => "STEP_ENTERED",
            Self::NpsInteraction => "NPS_INTERACTION",
        }
    }
}

/// The receiver of one AI agent's events.
#[derive(Debug, Clone)]
pub(crate) struct Hook {
    pub(crate) url: String,
    pub(crate) header: Option<(String, String)>,
    pub(crate) failures: u32,
}

impl World {
    /// Tells what was said; `answer` is the AI's, for the event that carries both texts.
    pub(crate) fn tell_message(
        &mut self,
        conversation: usize,
        event: WebhookEvent,
        message: &str,
        answer: Option<&str>,
    ) {
        let quirks = &self.options.quirks;
        if event == WebhookEvent::AgentMessageSended && quirks.sent_events_lost {
            return;
        }
        let wordless = quirks.events_without_text;
        let find = |id: &str| {
            let messages = &self.conversations[conversation].messages;
            messages.iter().find(|message| message.id == id)
        };
        let Some(message) = find(message) else {
            return;
        };
        let mut told = Map::new();
        told.insert("messageId".into(), json!(message.id));
        told.insert("createdAt".into(), json!(stamp(message.created)));
        let files: Vec<Value> = message.attachments.iter().map(attachment_json).collect();
        told.insert("attachments".into(), json!(files));
        if !wordless {
            let side = if message.author == Author::Customer {
                "userMessage"
            } else {
                "agentResponse"
            };
            told.insert(side.into(), json!(message.text));
            if let Some(answer) = answer.and_then(find) {
                told.insert("agentResponse".into(), json!(answer.text));
            }
        }
        self.tell(conversation, event, told);
    }

    /// Tells that free text could not go out any more.
    pub(crate) fn tell_blocked(&mut self, conversation: usize, text: &str) {
        let mut told = Map::new();
        told.insert("agentResponse".into(), json!(text));
        told.insert("createdAt".into(), json!(stamp(self.now())));
        self.tell(conversation, WebhookEvent::AgentMessageBlocked, told);
    }

    /// Tells that a conversation entered a step.
    pub(crate) fn tell_step(&mut self, conversation: usize, step: usize) {
        let bot = self.steps[step].rules.agent_id.clone();
        let bot = bot.and_then(|id| self.bot(&id)).map(|bot| &self.bots[bot]);
        let mut told = Map::new();
        told.insert("createdAt".into(), json!(stamp(self.now())));
        told.insert("isStepAgentResponse".into(), json!(bot.is_some()));
        told.insert("stepAgentId".into(), json!(bot.map(|bot| &bot.id)));
        told.insert("stepAgentName".into(), json!(bot.map(|bot| &bot.name)));
        self.tell(conversation, WebhookEvent::StepEntered, told);
    }

    /// Tells what a customer answered to the survey.
    pub(crate) fn tell_nps(&mut self, conversation: usize) {
        let nps = &self.conversations[conversation].nps;
        let mut told = Map::new();
        told.insert("rating".into(), json!(nps.rating));
        told.insert("comment".into(), json!(nps.comment));
        told.insert("completionReason".into(), json!("completed"));
        told.insert("completedAt".into(), json!(nps.completed.map(stamp)));
        self.tell(conversation, WebhookEvent::NpsInteraction, told);
    }

    fn tell(&mut self, conversation: usize, event: WebhookEvent, told: Map<String, Value>) {
        let record = &self.conversations[conversation];
        let Some((bot, hook)) = record
            .bot
            .and_then(|bot| Some((&self.bots[bot], self.hooks.get(&bot)?)))
            .filter(|(_, hook)| hook.failures < PATIENCE)
        else {
            return;
        };
        let contact = &self.contacts[record.contact];
        let name = record.ai_name.as_ref().or(contact.first_name.as_ref());
        let variables: Map<String, Value> = record
            .variables
            .iter()
            .map(|variable| (variable.name.clone(), json!(variable.value)))
            .collect();
        let mut payload = json!({
            "eventType": event.word(),
            "conversationId": record.id,
            "agentId": bot.id,
            "agentName": bot.name,
            "channel": record.channel,
            "conversationStatus": record.status,
            "conversationPriority": record.priority,
            "isAiEnabled": record.ai,
            "organizationId": self.organization_id,
            "userName": name,
            "userEmail": contact.email,
            "userPhoneNumber": contact.phone.as_deref().map(digits),
            "summary": record.context.as_ref().map(|(summary, _)| summary),
            "frustration": record.frustration,
            "tags": record.tags,
            "conversation_variables": variables,
            "ctwaAttributions": self.ads_json(conversation),
        });
        if let Value::Object(members) = &mut payload {
            members.extend(told);
        }
        let header = hook.header.clone();
        let headers = header
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()));
        let (url, body) = (hook.url.clone(), payload.to_string());
        let leaving = self.book.add(event.word(), url, headers, body);
        let now = self.now();
        if leaving.is_empty() {
            self.schedule.add(now + SWAP_PATIENCE, Due::ReleaseHeld);
        }
        for delivery in leaving {
            self.post(delivery);
        }
    }

    /// Lets a delivery leave now, twice if duplicates are switched on.
    pub(crate) fn post(&mut self, delivery: u64) {
        let now = self.now();
        let mut plan = |first| self.schedule.add(now, Due::Post { delivery, first });
        plan(true);
        if self.book.switches.duplicate {
            plan(false);
        }
    }

    /// Counts what a receiver leaves unanswered.
    pub(crate) fn note_answer(&mut self, outcome: &PostOutcome) {
        // No waits: whatever is not accepted is given up.
        let retry = self.book.record(outcome, &[]);
        debug_assert!(retry.is_none());
        let url = self.book.url(outcome.id);
        if !outcome.is_first() {
            return;
        }
        for hook in self.hooks.values_mut() {
            if url.as_deref() == Some(hook.url.as_str()) {
                hook.failures = if outcome.accepted() {
                    0
                } else {
                    hook.failures + 1
                };
            }
        }
    }
}
