//! Ohallo under test.

use inbox_core::{PlatformKind, Secret, Timestamp};
use inbox_engine::Credentials;
use inbox_simulators::{
    Faults, OhalloSimulator, SentFile, TrafficReport, WebhookSwitches,
    ohallo::{self, Inbound, InboundMedia, MediaKind, Status, Who},
};

use super::{
    Calls, ConversationTruth, Happening, ItemTruth, StandIn, instant, moment, unknown_number,
};

impl StandIn for OhalloSimulator {
    const LISTS: &[&str] = &["GET /api/conversations"];

    fn kind(&self) -> PlatformKind {
        PlatformKind::Ohallo
    }

    fn credentials(&self) -> Credentials {
        let key = self.credentials();
        credentials(self, &key)
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
            kind: MediaKind::Image,
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
            .portal_assign(conversation, to)
            .expect("it happens");
    }

    fn colleague_resolves(&self, conversation: &str) {
        self.control()
            .portal_resolve(conversation, None)
            .expect("it happens");
    }

    fn people(&self) -> Vec<String> {
        let users = self.control().overview().users.into_iter();
        users.map(|user| user.user_id).collect()
    }

    fn tells_assignees(&self) -> bool {
        self.control().overview().quirks.extra_row_fields
    }

    fn truth(&self) -> Vec<ConversationTruth> {
        let conversations = self.control().conversations().into_iter();
        conversations
            .map(|conversation| ConversationTruth {
                items: StandIn::timeline(self, &conversation.id),
                remote: conversation.id,
                assignee: conversation.assignee_id,
                resolved: match conversation.status {
                    Status::Resolved | Status::Closed | Status::Abandoned => true,
                    Status::New | Status::Active | Status::Waiting | Status::HumanManaged => false,
                },
            })
            .collect()
    }

    fn timeline(&self, conversation: &str) -> Vec<ItemTruth> {
        let messages = self.control().timeline(conversation).into_iter();
        messages
            .map(|message| ItemTruth {
                remote: message.id,
                occurred_at: moment(message.created_at),
                text: Some(message.content).filter(|text| !text.is_empty()),
                delivery: None,
            })
            .collect()
    }

    fn sent_texts(&self) -> Vec<String> {
        self.control().sent_texts()
    }

    /// Replies carry none.
    fn sent_files(&self) -> Vec<SentFile> {
        Vec::new()
    }

    fn faults(&self, change: impl FnOnce(&mut Faults)) {
        self.control().faults(change);
    }

    /// A key is used directly.
    fn expire_sessions(&self) {}

    fn revoke_key(&self) -> Credentials {
        let key = self.control().revoke_credentials();
        credentials(self, &key)
    }

    fn has_webhooks(&self) -> bool {
        false
    }

    /// Nobody is told of anything: clients have to ask.
    fn send_webhooks_to(&self, _: Option<&str>) {}

    /// There is nothing to switch.
    fn webhook_switches(&self, _: impl FnOnce(&mut WebhookSwitches)) {}

    fn traffic(&self) -> TrafficReport {
        self.control().traffic()
    }

    fn is_call(calls: Calls, class: &str) -> bool {
        match calls {
            Calls::All => true,
            Calls::Threads => class.starts_with("GET ") && class.ends_with("{id}/messages"),
            Calls::Assignments => class.ends_with("/assign") || class.ends_with("/unassign"),
        }
    }

    async fn advance_to(&self, now: Timestamp) {
        self.control().advance_to(instant(now)).await;
    }

    async fn settle(&self) {
        self.control().settle().await;
    }
}

fn credentials(simulator: &OhalloSimulator, key: &ohallo::Credentials) -> Credentials {
    let secret = serde_json::json!({ "apiKey": key.api_key });
    Credentials {
        platform: PlatformKind::Ohallo,
        base_url: simulator.base_url().to_owned(),
        unprotected: false,
        secret: Secret::from(secret.to_string()),
    }
}

fn writes(simulator: &OhalloSimulator, who: &Who, text: &str) -> Happening {
    let happened = simulator
        .control()
        .receive_text(who, text)
        .expect("it happens");
    Happening {
        conversation: happened.conversation_id,
        contact: happened.contact_id,
        item: happened.message_id,
    }
}
