//! The three webhooks an inbox hears: WhatsApp messages, calls, and workspace events.

use std::collections::HashMap;
use std::time::Duration;

use hmac::{Hmac, Mac};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;

use super::model::{Direction, Event, MessageType, Source, Status};
use super::wire::{attachment_url, duration, utc};
use super::workspace::{Due, World};
use crate::shared::media::content_type;

/// Waiting times before the five retries.
pub(crate) const RETRY_WAITS: [Duration; 5] = [
    Duration::from_mins(2),
    Duration::from_mins(4),
    Duration::from_mins(8),
    Duration::from_mins(16),
    Duration::from_mins(32),
];

/// How long a webhook waits for another one to swap places with.
const SWAP_PATIENCE: SignedDuration = SignedDuration::from_secs(2);

/// What a webhook is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WebhookKind {
    /// A WhatsApp message came, went, or changed its status.
    WhatsApp,
    /// A call rings, is taken, or is over.
    Call,
    /// Somebody was made responsible.
    Workspace,
}

impl WebhookKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::WhatsApp, Self::Call, Self::Workspace];

    fn word(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsApp",
            Self::Call => "call",
            Self::Workspace => "workspace",
        }
    }
}

/// Receivers by channel and kind.
#[derive(Debug, Default)]
pub(crate) struct Hooks(HashMap<(usize, WebhookKind), Hook>);

/// A receiver.
#[derive(Debug, Clone)]
pub(crate) struct Hook {
    pub(crate) url: String,
    pub(crate) secret: Option<String>,
}

impl Hooks {
    pub(crate) fn set(&mut self, channel: usize, kind: WebhookKind, hook: Option<Hook>) {
        match hook {
            Some(hook) => self.0.insert((channel, kind), hook),
            None => self.0.remove(&(channel, kind)),
        };
    }

    pub(crate) fn get(&self, channel: usize, kind: WebhookKind) -> Option<&Hook> {
        self.0.get(&(channel, kind))
    }
}

impl World {
    /// Tells about a message; `message_type` may differ from the event's for edits and the like.
    pub(crate) fn tell_message(
        &mut self,
        conversation: usize,
        event: &Event,
        message_type: MessageType,
    ) {
        if event.source != Source::WhatsApp {
            return;
        }
        let record = &self.conversations[conversation];
        let outbound = event.direction == Direction::Outbound;
        let sender = event
            .handler
            .filter(|_| outbound)
            .map(|user| self.users[user].user_id);
        let media = attachment_url(&self.base_url, event);
        let payload = json!({
            "workspaceId": self.workspace_id,
            "channelId": self.channels[record.channel].id,
            "conversationId": record.id,
            "contactId": self.contacts[record.contact].id,
            // WhatsApp's own id is not known yet when an outbound message is first told.
            "messageId": (event.status != Status::Pending).then(|| whatsapp_id(event)),
            "conversationEventId": event.id,
            "direction": if outbound { "Outbound" } else { "Inbound" },
            "messageType": message_type,
            "body": event.body,
            "mediaUrl": media,
            "mimeType": media.as_deref().map(content_type),
            "status": event.status.word(),
            "senderUserId": sender,
            "latitude": event.location.as_ref().map(|location| location.latitude),
            "longitude": event.location.as_ref().map(|location| location.longitude),
            "creationTime": utc(event.created),
            "isBillable": event.message_type == MessageType::Template,
            "errorCode": event.error_code,
            "errorReason": event.failure_reason,
        });
        self.tell(record.channel, WebhookKind::WhatsApp, &payload);
    }

    /// Tells how a call stands.
    pub(crate) fn tell_call(&mut self, conversation: usize, event: &Event) {
        let record = &self.conversations[conversation];
        let channel = &self.channels[record.channel];
        let contact = &self.contacts[record.contact];
        let inbound = event.direction == Direction::Inbound;
        let (from, to) = if inbound {
            (&contact.phone, &channel.number)
        } else {
            (&channel.number, &contact.phone)
        };
        let handler = event.handler.map(|user| &self.users[user]);
        let taken = matches!(event.status, Status::Active | Status::Answered);
        let over = !matches!(event.status, Status::Active | Status::Ringing);
        let ringing = SignedDuration::from_secs(event.ringing_seconds.unwrap_or_default().into());
        let talking = SignedDuration::from_secs(event.talk_seconds.unwrap_or_default().into());
        let pickup = event.created + ringing;
        let analysis = event.analysis.as_deref();
        let payload = json!({
            "workspaceId": self.workspace_id,
            "channelId": channel.id,
            "callId": event.source_id,
            "status": event.status.call_number(),
            "type": event.direction as u8,
            "callerNumber": from,
            "calleeNumber": to,
            "contactNumber": contact.phone,
            "pickupTime": taken.then(|| utc(pickup)),
            "hangupTime": over.then(|| utc(pickup + talking)),
            "userId": handler.filter(|user| !user.is_ai).map(|user| user.user_id),
            "userName": handler.map(|user| user.name),
            "contactId": contact.id,
            "callLength": event.talk_seconds.map(duration),
            "aiAgentId": handler.filter(|user| user.is_ai).map(|user| user.user_id),
            "recordingUrl": attachment_url(&self.base_url, event),
            "transcription": analysis.map(|analysis| transcription(&analysis.transcript)),
            "summary": analysis.and_then(|analysis| analysis.summary.as_deref()),
            "sentiment": analysis.map(|analysis| analysis.sentiment),
            "evaluationCriteriaResult": null,
            "csatRating": null,
            "csatMethod": null,
            "csatCollectedAt": null,
            "isAiCall": handler.is_some_and(|user| user.is_ai),
            "creationTime": utc(event.created),
        });
        self.tell(record.channel, WebhookKind::Call, &payload);
    }

    /// Tells who is responsible now.
    pub(crate) fn tell_assignment(&mut self, conversation: usize) {
        let record = &self.conversations[conversation];
        let payload = json!({
            "eventType": "AssignedUserIdChanged",
            "data": {
                "id": record.id,
                "workspaceId": self.workspace_id,
                "contactId": self.contacts[record.contact].id,
                "assignedUserId": record.assignee.map(|user| self.users[user].user_id),
                "assignedTeamId": null,
                "status": if record.open { 1 } else { 2 },
            }
        });
        self.tell(record.channel, WebhookKind::Workspace, &payload);
    }

    fn tell(&mut self, channel: usize, kind: WebhookKind, payload: &Value) {
        let Some(hook) = self.hooks.get(channel, kind) else {
            return;
        };
        let body = payload.to_string();
        let headers = hook
            .secret
            .as_deref()
            .map(|secret| vec![("X-Voxa-Signature", signature(secret, &body))])
            .unwrap_or_default();
        let leaving = self.book.add(kind.word(), hook.url.clone(), headers, body);
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
        self.schedule.add(
            now,
            Due::Post {
                delivery,
                first: true,
            },
        );
        if self.book.switches.duplicate {
            self.schedule.add(
                now,
                Due::Post {
                    delivery,
                    first: false,
                },
            );
        }
    }
}

/// Meta's id of a message; made of the record's, so that it stays the same.
fn whatsapp_id(event: &Event) -> String {
    format!(
        "wamid.HBgM{:032X}",
        u128::from(event.source_id.seed()) * 0x1_0001
    )
}

fn transcription(lines: &[(bool, String)]) -> Value {
    let mut start = 0.1;
    let mut words = Vec::new();
    for (agent, line) in lines {
        for word in line.split_whitespace() {
            let end = start + 0.08 * word.chars().count() as f64;
            let speaker = if *agent { "agent" } else { "user" };
            words.push(json!({
                "text": word, "start": rounded(start), "end": rounded(end),
                "type": "word", "speaker": speaker,
            }));
            start = end + 0.12;
        }
    }
    let text: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    json!({ "text": text.join(" "), "words": words })
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 100.0).round() / 100.0
}

/// Lower-case hexadecimal HMAC-SHA256 of the body.
fn signature(secret: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .expect("HMAC accepts keys of every length");
    mac.update(body.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}
