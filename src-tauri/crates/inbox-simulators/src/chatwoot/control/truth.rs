//! What really is in the installation, for tests to compare a client's view against.

use jiff::Timestamp;
use serde::Serialize;

use crate::chatwoot::model::{
    AttachmentBody, ChannelKind, Conversation, Message, MessageKind, MessageStatus, Role, Sender,
    Status, User,
};
use crate::chatwoot::options::{CableSwitches, Quirks};
use crate::chatwoot::world::{ACCOUNT, World};
use crate::shared::faults::Faults;
use crate::shared::files::SentFile;
use crate::shared::size::LifePace;
use crate::shared::webhooks::WebhookSwitches;

/// What a client signs in with.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The account.
    pub account_id: i64,
    /// Whose they are.
    pub user_id: i64,
    /// For the header `api_access_token`.
    pub access_token: String,
    /// For signing in with a password.
    pub email: String,
    /// The password.
    pub password: String,
    /// The code of the second factor, where one is asked for.
    pub otp_code: String,
}

impl Credentials {
    pub(crate) fn of(user: &User) -> Self {
        Self {
            account_id: ACCOUNT,
            user_id: user.id,
            access_token: user.access_token.clone(),
            email: user.email.clone(),
            password: user.password.clone(),
            otp_code: crate::chatwoot::routes::OTP_CODE.to_owned(),
        }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("account_id", &self.account_id)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

/// What an order led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Happened {
    /// In this conversation,
    pub conversation_id: i64,
    /// with this contact,
    pub contact_id: i64,
    /// as this message.
    pub message_id: i64,
}

/// A well-formed send that was executed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedSend {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub user_id: i64,
    /// Where.
    pub conversation_id: i64,
    /// The message it became.
    pub message_id: i64,
    /// The words.
    pub text: Option<String>,
    /// Names of the files.
    pub files: Vec<String>,
    /// Whether it is a private note.
    pub private: bool,
    /// What the client called it.
    pub echo_id: Option<String>,
}

/// A conversation as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationTruth {
    /// The number people see.
    pub id: i64,
    /// The database's number, which only notifications tell.
    pub database_id: i64,
    /// Its inbox.
    pub inbox_id: i64,
    /// Its contact.
    pub contact_id: i64,
    /// The contact's name.
    pub contact_name: String,
    /// Where it stands.
    pub status: Status,
    /// Until when it is put off.
    pub snoozed_until: Option<Timestamp>,
    /// Its urgency.
    pub priority: Option<&'static str>,
    /// The colleague who has it.
    pub assignee_id: Option<i64>,
    /// The team that has it.
    pub team_id: Option<i64>,
    /// Its labels.
    pub labels: Vec<String>,
    /// Unread messages, at most ten.
    pub unread_count: usize,
    /// When something was last said.
    pub last_activity_at: Timestamp,
    /// Number of messages, activity lines and notes among them.
    pub messages: usize,
}

/// A message as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageTruth {
    /// Its id.
    pub id: i64,
    /// From whom to whom.
    pub kind: MessageKind,
    /// How far it came.
    pub status: MessageStatus,
    /// Whether it is a private note.
    pub private: bool,
    /// When.
    pub created_at: Timestamp,
    /// The words.
    pub content: Option<String>,
    /// Names of its files.
    pub files: Vec<String>,
    /// The quoted message.
    pub reply_to: Option<i64>,
    /// The colleague who wrote it.
    pub user_id: Option<i64>,
    /// Why it failed.
    pub error: Option<String>,
}

/// An inbox as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InboxTruth {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ChannelKind,
    /// The identifier of the client API, or the website's token.
    pub identifier: String,
    /// The key of identity proofs.
    pub hmac_token: String,
}

/// A colleague as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserTruth {
    /// Their id.
    pub user_id: i64,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// A team or a label as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedTruth {
    /// Its id.
    pub id: i64,
    /// Its name or title.
    pub name: String,
}

/// The installation at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The simulator's time.
    pub now: Timestamp,
    /// The account's inboxes.
    pub inboxes: Vec<InboxTruth>,
    /// Colleagues.
    pub users: Vec<UserTruth>,
    /// Teams.
    pub teams: Vec<NamedTruth>,
    /// Labels.
    pub labels: Vec<NamedTruth>,
    /// Number of contacts.
    pub contacts: usize,
    /// Number of conversations.
    pub conversations: usize,
    /// Number of messages.
    pub messages: usize,
    /// Open live connections.
    pub sockets: usize,
    /// Confirmed subscriptions on them.
    pub subscriptions: usize,
    /// What goes wrong at present.
    pub faults: Faults,
    /// What differs between installations.
    pub quirks: Quirks,
    /// Peculiarities of the live connection.
    pub cable_switches: CableSwitches,
    /// Webhook peculiarities.
    pub webhook_switches: WebhookSwitches,
    /// The pace of life mode while it is on.
    pub life: Option<LifePace>,
}

impl World {
    pub(crate) fn overview(&self) -> Overview {
        let (sockets, subscriptions) = self.cable.counts();
        let named = |id: i64, name: &str| NamedTruth {
            id,
            name: name.to_owned(),
        };
        Overview {
            now: self.now(),
            inboxes: self
                .inboxes
                .values()
                .map(|inbox| InboxTruth {
                    id: inbox.id,
                    name: inbox.name.clone(),
                    kind: inbox.kind,
                    identifier: inbox.identifier.clone(),
                    hmac_token: inbox.hmac_token.clone(),
                })
                .collect(),
            users: self
                .users
                .values()
                .map(|user| UserTruth {
                    user_id: user.id,
                    name: user.name.clone(),
                    role: user.role,
                })
                .collect(),
            teams: self
                .teams
                .values()
                .map(|team| named(team.id, &team.name))
                .collect(),
            labels: self
                .labels
                .values()
                .map(|label| named(label.id, &label.title))
                .collect(),
            contacts: self.contacts.len(),
            conversations: self.conversations.len(),
            messages: self
                .conversations
                .values()
                .map(|it| it.messages.len())
                .sum(),
            sockets,
            subscriptions,
            faults: self.faults.clone(),
            quirks: self.options.quirks.clone(),
            cable_switches: self.cable_switches.clone(),
            webhook_switches: self.book.switches.clone(),
            life: self.life,
        }
    }

    pub(crate) fn conversation_truth(&self, conversation: &Conversation) -> ConversationTruth {
        let contact = self.contacts.get(&conversation.contact);
        ConversationTruth {
            id: conversation.id,
            database_id: conversation.database_id,
            inbox_id: conversation.inbox,
            contact_id: conversation.contact,
            contact_name: contact.map(|it| it.name.clone()).unwrap_or_default(),
            status: conversation.status,
            snoozed_until: conversation.snoozed_until,
            priority: conversation.priority,
            assignee_id: conversation.assigned_user(),
            team_id: conversation.team,
            labels: conversation.labels.clone(),
            unread_count: self.unread_count(conversation),
            last_activity_at: conversation.last_activity,
            messages: conversation.messages.len(),
        }
    }

    pub(crate) fn message_truth(&self, message: &Message) -> MessageTruth {
        let text = |name: &str| message.attributes.get(name)?.as_str().map(str::to_owned);
        MessageTruth {
            id: message.id,
            kind: message.kind,
            status: message.status,
            private: message.private,
            created_at: message.created,
            content: message.content.clone(),
            files: self.file_names(message),
            reply_to: message
                .attributes
                .get("in_reply_to")
                .and_then(serde_json::Value::as_i64),
            user_id: match message.sender {
                Some(Sender::User(user)) => Some(user),
                _ => None,
            },
            error: text("external_error"),
        }
    }

    pub(crate) fn sent_files(&self, message: &Message) -> Vec<SentFile> {
        let keys = message
            .attachments
            .iter()
            .filter_map(|attachment| match attachment.body {
                AttachmentBody::File(key) => Some(key),
                AttachmentBody::Location { .. } => None,
            });
        keys.filter_map(|key| self.files.get(&key))
            .map(|file| SentFile {
                conversation: message.conversation.to_string(),
                name: file.name.clone(),
                content_type: Some(file.content_type.clone()),
                size: file.bytes.as_ref().map(Vec::len),
                sha256: file.bytes.as_deref().map(SentFile::digest),
                url: None,
                text: message.content.clone(),
                private: message.private,
            })
            .collect()
    }

    pub(crate) fn file_names(&self, message: &Message) -> Vec<String> {
        message
            .attachments
            .iter()
            .filter_map(|attachment| match attachment.body {
                AttachmentBody::File(key) => self.files.get(&key).map(|file| file.name.clone()),
                AttachmentBody::Location { .. } => None,
            })
            .collect()
    }
}
