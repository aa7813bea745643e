//! Chatwoot under test.

use inbox_core::{Delivery, PlatformKind, Secret, Timestamp};
use inbox_engine::Credentials;
use inbox_simulators::{
    ChatwootSimulator, Faults, SentFile, TrafficReport, WebhookSwitches,
    chatwoot::{
        self, ChannelKind, Inbound, InboundMedia, MediaKind, MessageKind, MessageStatus, Status,
        WebhookTarget, Who,
    },
};

use super::{
    Calls, ConversationTruth, Happening, ItemTruth, StandIn, instant, moment, unknown_number,
};

impl StandIn for ChatwootSimulator {
    const LISTS: &[&str] = &[
        "GET /api/v1/accounts/{account_id}/conversations",
        "POST /api/v1/accounts/{account_id}/conversations/filter",
    ];

    fn kind(&self) -> PlatformKind {
        PlatformKind::Chatwoot
    }

    fn credentials(&self) -> Credentials {
        let key = self.credentials();
        credentials(self, &key)
    }

    fn customer_writes(&self, conversation: Option<&str>, text: &str) -> Happening {
        let who = conversation.map_or_else(
            || stranger(self),
            |conversation| Who::conversation(number(conversation)),
        );
        writes(self, &who, text)
    }

    fn stranger_writes(&self, name: &str, text: &str) -> Happening {
        writes(self, &stranger(self).named(name), text)
    }

    fn customer_sends_picture(&self, conversation: &str) {
        let picture = Inbound::Media(InboundMedia {
            kind: MediaKind::Image,
            caption: None,
        });
        let who = Who::conversation(number(conversation));
        self.control().receive(&who, picture).expect("it happens");
    }

    fn person_writes(&self, person: &str, conversation: &str, text: &str) {
        self.control()
            .portal_text(number(conversation), number(person), text)
            .expect("it happens");
    }

    fn late_text(&self, conversation: &str, text: &str) {
        // Written by the key's own agent, without the id that its client gave it.
        let me = self.people().remove(0);
        self.person_writes(&me, conversation, text);
    }

    fn colleague_assigns(&self, conversation: &str, to: Option<&str>) {
        let colleague = number(&self.people().remove(1));
        self.control()
            .portal_assign(number(conversation), to.map(number), Some(colleague))
            .expect("it happens");
    }

    fn colleague_resolves(&self, conversation: &str) {
        let colleague = number(&self.people().remove(1));
        self.control()
            .portal_status(number(conversation), Status::Resolved, Some(colleague))
            .expect("it happens");
    }

    /// The key belongs to a person: that is the one at this desk.
    fn people(&self) -> Vec<String> {
        let me = self.credentials().user_id;
        let mut users = self.control().overview().users;
        users.sort_by_key(|user| (user.user_id != me, user.user_id));
        users
            .into_iter()
            .map(|user| user.user_id.to_string())
            .collect()
    }

    fn tells_assignees(&self) -> bool {
        true
    }

    fn truth(&self) -> Vec<ConversationTruth> {
        // What the person at this desk may not open, the desk does not show.
        let me = self.credentials().user_id;
        let conversations = self.control().conversations_of(me).into_iter();
        conversations
            .map(|conversation| ConversationTruth {
                items: items(self, conversation.id),
                remote: conversation.id.to_string(),
                assignee: conversation.assignee_id.map(|id| id.to_string()),
                resolved: match conversation.status {
                    Status::Resolved => true,
                    Status::Open | Status::Pending | Status::Snoozed => false,
                },
            })
            .collect()
    }

    fn timeline(&self, conversation: &str) -> Vec<ItemTruth> {
        items(self, number(conversation))
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
        let key = self.control().revoke_credentials();
        credentials(self, &key.expect("the person is still there"))
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
            Calls::Threads => class.starts_with("GET ") && class.ends_with("/messages"),
            Calls::Assignments => class.ends_with("/assignments"),
        }
    }

    async fn advance_to(&self, now: Timestamp) {
        self.control().advance_to(instant(now)).await;
    }

    async fn settle(&self) {
        self.control().settle().await;
    }
}

fn number(id: &str) -> i64 {
    id.parse().expect("ids are numbers here")
}

fn items(simulator: &ChatwootSimulator, conversation: i64) -> Vec<ItemTruth> {
    let messages = simulator.control().timeline(conversation).into_iter();
    messages
        .map(|message| ItemTruth {
            remote: message.id.to_string(),
            occurred_at: moment(message.created_at),
            text: message.content,
            delivery: (message.kind == MessageKind::Outgoing && !message.private)
                .then(|| delivery(message.status))
                .flatten(),
        })
        .collect()
}

fn delivery(status: MessageStatus) -> Option<Delivery> {
    match status {
        MessageStatus::Sent => Some(Delivery::Sent),
        MessageStatus::Delivered => Some(Delivery::Delivered),
        MessageStatus::Read => Some(Delivery::Read),
        MessageStatus::Failed => None,
    }
}

fn credentials(simulator: &ChatwootSimulator, key: &chatwoot::Credentials) -> Credentials {
    let secret = if simulator.control().overview().quirks.api_access {
        serde_json::json!({ "accountId": key.account_id, "accessToken": key.access_token })
    } else {
        // No token opens anything then.
        serde_json::json!({ "email": key.email, "password": key.password })
    };
    Credentials {
        platform: PlatformKind::Chatwoot,
        base_url: simulator.base_url().to_owned(),
        unprotected: false,
        secret: Secret::from(secret.to_string()),
    }
}

/// Somebody with a number nobody knows, on WhatsApp.
fn stranger(simulator: &ChatwootSimulator) -> Who {
    let control = simulator.control();
    let inboxes = control.overview().inboxes.into_iter();
    let whatsapp = inboxes
        .filter(|inbox| inbox.kind == ChannelKind::WhatsApp)
        .map(|inbox| inbox.id)
        .next();
    Who::phone(unknown_number(control.conversations().len()))
        .on(whatsapp.expect("there is a WhatsApp number"))
}

fn writes(simulator: &ChatwootSimulator, who: &Who, text: &str) -> Happening {
    let happened = simulator
        .control()
        .receive_text(who, text)
        .expect("it happens");
    Happening {
        conversation: happened.conversation_id.to_string(),
        contact: happened.contact_id.to_string(),
        item: happened.message_id.to_string(),
    }
}
