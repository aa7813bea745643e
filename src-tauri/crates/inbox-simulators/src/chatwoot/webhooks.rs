//! Webhooks: the account's own, and those of API inboxes. Both are signed, tried once, and
//! promise no order.

use hmac::{Hmac, Mac};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::Sha256;

use super::model::{Inbox, MessageKind, MessageStatus};
use super::world::{Due, World};
use crate::shared::webhooks::DeliveryState;

/// How long a webhook waits for another one to swap places with.
const SWAP_PATIENCE: SignedDuration = SignedDuration::from_secs(2);

/// What an account webhook can be subscribed to.
pub(crate) const SUBSCRIPTIONS: [&str; 12] = [
    "conversation_created",
    "conversation_status_changed",
    "conversation_updated",
    "message_created",
    "message_updated",
    "contact_created",
    "contact_updated",
    "webwidget_triggered",
    "inbox_created",
    "inbox_updated",
    "conversation_typing_on",
    "conversation_typing_off",
];

/// What it is subscribed to when nothing is said.
pub(crate) const DEFAULT_SUBSCRIPTIONS: [&str; 8] = [
    "conversation_status_changed",
    "conversation_updated",
    "conversation_created",
    "contact_created",
    "contact_updated",
    "message_created",
    "message_updated",
    "webwidget_triggered",
];

impl World {
    /// Tells webhooks of an event; those of an API inbox hear only what is theirs.
    pub(crate) fn tell(&mut self, event: &'static str, mut payload: Value, inbox: Option<i64>) {
        payload["event"] = event.into();
        let mut targets: Vec<(String, String)> = Vec::new();
        if self.options.quirks.api_access {
            let subscribed =
                |it: &&super::model::Webhook| it.subscriptions.iter().any(|it| it == event);
            let account = self.webhooks.values().filter(subscribed);
            targets.extend(account.map(|it| (it.url.clone(), it.secret.clone())));
        }
        let body = payload.to_string();
        for (url, secret) in targets {
            self.dispatch(event, url, Some(&secret), body.clone());
        }
        let own = inbox
            .and_then(|id| self.inboxes.get(&id))
            .and_then(|inbox: &Inbox| Some((inbox.webhook_url.clone()?, inbox.secret.clone())));
        if let Some((url, secret)) = own {
            let delivery = self.dispatch(event, url, Some(&secret), body);
            if let (true, Some(id)) = (event.starts_with("message_"), payload["id"].as_i64()) {
                self.inbox_deliveries.insert(delivery, id);
            }
        }
    }

    /// Notes a delivery and lets it leave.
    pub(crate) fn dispatch(
        &mut self,
        event: &'static str,
        url: String,
        secret: Option<&str>,
        body: String,
    ) -> u64 {
        let mut headers = vec![
            ("accept", "application/json".to_owned()),
            ("X-Chatwoot-Delivery", self.uuid()),
        ];
        if let Some(secret) = secret.filter(|_| self.options.quirks.since("4.11.2")) {
            let timestamp = self.now().as_second().to_string();
            let signature = hex_hmac(secret, &format!("{timestamp}.{body}"));
            headers.push(("X-Chatwoot-Timestamp", timestamp));
            headers.push(("X-Chatwoot-Signature", format!("sha256={signature}")));
        }
        let leaving = self.book.add(event, url, headers, body);
        let delivery = self.book.last();
        if leaving.is_empty() {
            self.schedule
                .add(self.now() + SWAP_PATIENCE, Due::ReleaseHeld);
        }
        for id in leaving {
            self.post(id);
        }
        delivery
    }

    /// Lets a delivery leave now, twice if duplicates are switched on.
    pub(crate) fn post(&mut self, delivery: u64) {
        let now = self.now();
        let leave = |first| Due::Post { delivery, first };
        self.schedule.add(now, leave(true));
        if self.book.switches.duplicate {
            self.schedule.add(now, leave(false));
        }
    }

    /// A message its API inbox did not take has failed.
    pub(crate) fn noted(&mut self, delivery: u64) {
        let Some(message) = self.inbox_deliveries.remove(&delivery) else {
            return;
        };
        let outgoing = self.message(message).is_some_and(|it| {
            it.kind != MessageKind::Incoming && it.status != MessageStatus::Failed
        });
        if outgoing && self.book.state(delivery) == Some(DeliveryState::Abandoned) {
            self.set_message_status(
                message,
                MessageStatus::Failed,
                Some("The webhook did not accept the message".to_owned()),
            );
        }
    }
}

/// The changes of a record as webhooks tell them.
pub(crate) fn changed_attributes(changes: &[(&str, Value, Value)]) -> Value {
    changes
        .iter()
        .map(|(name, before, after)| {
            json!({ *name: { "previous_value": before, "current_value": after } })
        })
        .collect::<Vec<_>>()
        .into()
}

/// Lower-case hexadecimal HMAC-SHA256.
pub(crate) fn hex_hmac(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .expect("HMAC accepts keys of every length");
    mac.update(text.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}
