//! Chatvolt under test.

use inbox_core::{PlatformKind, Secret, Timestamp};
use inbox_engine::Credentials;
use inbox_simulators::{
    ChatvoltSimulator, Faults, SentFile, TrafficReport, WebhookSwitches,
    chatvolt::{self, Inbound, MediaKind, Status, WebhookTarget, Who},
};

use super::{
    Calls, ConversationTruth, Happening, ItemTruth, StandIn, instant, moment, unknown_number,
};

impl StandIn for ChatvoltSimulator {
    const LISTS: &[&str] = &["GET /conversation"];

    fn kind(&self) -> PlatformKind {
        PlatformKind::Chatvolt
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
        let picture = Inbound::Media {
            kind: MediaKind::Photo,
            caption: None,
        };
        let who = Who::conversation(conversation);
        self.control().receive(&who, picture).expect("it happens");
    }

    /// Nobody is told which person wrote.
    fn person_writes(&self, _: &str, conversation: &str, text: &str) {
        let who = Who::conversation(conversation);
        self.control().portal_text(&who, text).expect("it happens");
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
            .portal_status(conversation, Status::Resolved)
            .expect("it happens");
    }

    fn people(&self) -> Vec<String> {
        let users = self.control().overview().users.into_iter();
        users.map(|user| user.user_id).collect()
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
                resolved: match conversation.status {
                    Status::Resolved => true,
                    Status::Unresolved | Status::HumanRequested => false,
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
                text: Some(message.text).filter(|text| !text.is_empty()),
                delivery: None,
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

    /// A key is used directly.
    fn expire_sessions(&self) {}

    fn revoke_key(&self) -> Credentials {
        let key = self.control().revoke_credentials();
        credentials(self, &key)
    }

    fn has_webhooks(&self) -> bool {
        true
    }

    fn send_webhooks_to(&self, url: Option<&str>) {
        let target = WebhookTarget {
            url: url.map(str::to_owned),
            ..WebhookTarget::default()
        };
        self.control().webhooks(&target).expect("it can be told");
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
            Calls::Threads => {
                class.starts_with("GET /conversation/") && class.contains("/messages")
            }
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

fn credentials(simulator: &ChatvoltSimulator, key: &chatvolt::Credentials) -> Credentials {
    let mut secret = serde_json::json!({ "apiKey": key.api_key });
    if let Some(url) = simulator.dashboard_url() {
        secret["dashboard"] = true.into();
        secret["dashboardUrl"] = url.into();
    }
    Credentials {
        platform: PlatformKind::Chatvolt,
        base_url: simulator.base_url().to_owned(),
        unprotected: false,
        secret: Secret::from(secret.to_string()),
    }
}

fn writes(simulator: &ChatvoltSimulator, who: &Who, text: &str) -> Happening {
    let happened = simulator
        .control()
        .receive_text(who, text)
        .expect("it happens");
    Happening {
        conversation: happened.conversation_id,
        contact: happened.contact_id,
        item: happened.message_id.expect("a message has an id"),
    }
}
