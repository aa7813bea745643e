//! Hatif under test.

use inbox_core::{Delivery, PlatformKind, Secret, Timestamp};
use inbox_engine::Credentials;
use inbox_simulators::{
    Faults, HatifSimulator, SentFile, TrafficReport, WebhookSwitches,
    hatif::{
        self, Direction, Inbound, InboundMedia, MessageType, Source, Status, WebhookKind,
        WebhookTarget, Who,
    },
};

use super::{
    Calls, ConversationTruth, Happening, ItemTruth, StandIn, instant, moment, unknown_number,
};

impl StandIn for HatifSimulator {
    const LISTS: &[&str] = &["GET /v2/conversations/service-account/channels/{channelId}"];

    fn kind(&self) -> PlatformKind {
        PlatformKind::Hatif
    }

    fn credentials(&self) -> Credentials {
        let pair = self.credentials();
        credentials(self, &pair)
    }

    fn customer_writes(&self, conversation: Option<&str>, text: &str) -> Happening {
        let control = self.control();
        let who = conversation.map_or_else(
            || Who::phone(unknown_number(control.conversations().len())),
            Who::conversation,
        );
        writes(self, &who, text)
    }

    fn stranger_writes(&self, name: &str, text: &str) -> Happening {
        let number = unknown_number(self.control().conversations().len());
        writes(self, &Who::phone(number).named(name), text)
    }

    fn customer_sends_picture(&self, conversation: &str) {
        let picture = Inbound::Media(InboundMedia {
            message_type: MessageType::Image,
            url: None,
            caption: None,
        });
        let who = Who::conversation(conversation);
        self.control().receive(&who, picture).expect("it happens");
    }

    fn person_writes(&self, person: &str, conversation: &str, text: &str) {
        let who = Who::conversation(conversation);
        self.control()
            .portal_text(&who, person, text)
            .expect("it happens");
    }

    fn late_text(&self, conversation: &str, text: &str) {
        let who = Who::conversation(conversation);
        self.control().late_text(&who, text).expect("it happens");
    }

    fn colleague_assigns(&self, conversation: &str, to: Option<&str>) {
        self.control()
            .portal_assign(conversation, to, None)
            .expect("it happens");
    }

    fn colleague_resolves(&self, conversation: &str) {
        self.control()
            .portal_status(conversation, false)
            .expect("it happens");
    }

    fn people(&self) -> Vec<String> {
        let users = self.control().overview().users.into_iter();
        users
            .filter(|user| !user.is_ai)
            .map(|user| user.user_id)
            .collect()
    }

    fn tells_assignees(&self) -> bool {
        true
    }

    fn truth(&self) -> Vec<ConversationTruth> {
        let conversations = self.control().conversations().into_iter();
        conversations
            .map(|conversation| ConversationTruth {
                items: StandIn::timeline(self, &conversation.id),
                remote: conversation.id,
                assignee: conversation.assignee_id,
                resolved: !conversation.is_open,
            })
            .collect()
    }

    fn timeline(&self, conversation: &str) -> Vec<ItemTruth> {
        let events = self.control().timeline(conversation).into_iter();
        events
            .map(|event| ItemTruth {
                remote: event.id,
                occurred_at: moment(event.created_at),
                text: event.body,
                delivery: (event.source == Source::WhatsApp
                    && event.direction == Direction::Outbound
                    // An error outranks the status beside it.
                    && event.error_code.is_none())
                .then(|| delivery(event.status))
                .flatten(),
            })
            .collect()
    }

    fn sent_texts(&self) -> Vec<String> {
        self.control().sent_texts()
    }

    fn sent_files(&self) -> Vec<SentFile> {
        self.control().sent_files()
    }

    fn faults(&self, change: impl FnOnce(&mut Faults)) {
        self.control().faults(change);
    }

    fn expire_sessions(&self) {
        self.control().expire_tokens();
    }

    fn revoke_key(&self) -> Credentials {
        let pair = self.control().revoke_credentials();
        credentials(self, &pair)
    }

    fn has_webhooks(&self) -> bool {
        true
    }

    fn send_webhooks_to(&self, url: Option<&str>) {
        for kind in WebhookKind::ALL {
            let target = WebhookTarget {
                kind: Some(kind),
                url: url.map(str::to_owned),
                ..WebhookTarget::default()
            };
            self.control().webhooks(&target).expect("it can be told");
        }
    }

    fn webhook_switches(&self, change: impl FnOnce(&mut WebhookSwitches)) {
        self.control().webhook_switches(change);
    }

    fn traffic(&self) -> TrafficReport {
        self.control().traffic()
    }

    fn is_call(calls: Calls, class: &str) -> bool {
        match calls {
            Calls::All => true,
            Calls::Threads => class.contains("timeline"),
            Calls::Assignments => class.contains("assign"),
        }
    }

    async fn advance_to(&self, now: Timestamp) {
        self.control().advance_to(instant(now)).await;
    }

    async fn settle(&self) {
        self.control().settle().await;
    }
}

fn credentials(simulator: &HatifSimulator, pair: &hatif::Credentials) -> Credentials {
    let secret = serde_json::json!({
        "clientId": pair.client_id,
        "clientSecret": pair.client_secret,
    });
    Credentials {
        platform: PlatformKind::Hatif,
        base_url: simulator.base_url().to_owned(),
        unprotected: false,
        secret: Secret::from(secret.to_string()),
    }
}

fn delivery(status: Status) -> Option<Delivery> {
    match status {
        Status::Pending => Some(Delivery::Pending),
        Status::Sent => Some(Delivery::Sent),
        Status::Delivered => Some(Delivery::Delivered),
        Status::Read => Some(Delivery::Read),
        Status::Failed
        | Status::Ringing
        | Status::Active
        | Status::Answered
        | Status::Missed
        | Status::RejectedByCaller
        | Status::RejectedByCallee
        | Status::NoAnswer
        | Status::Cancelled => None,
    }
}

fn writes(simulator: &HatifSimulator, who: &Who, text: &str) -> Happening {
    let happened = simulator
        .control()
        .receive_text(who, text)
        .expect("it happens");
    Happening {
        conversation: happened.conversation_id,
        contact: happened.contact_id,
        item: happened.event_id,
    }
}
