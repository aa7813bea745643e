//! What really is in the account, for tests to compare a client's view against.

use jiff::Timestamp;
use serde::Serialize;

use super::orders::LifePace;
use crate::ohallo::model::{ChannelType, Message, Role, Status};
use crate::ohallo::options::{Dialects, KeyRestriction, Quirks, Scope};
use crate::ohallo::world::World;
use crate::shared::faults::Faults;

/// What a client signs in with.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The bearer key.
    pub api_key: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Credentials")
            .finish_non_exhaustive()
    }
}

/// What an order led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Happened {
    /// In this conversation,
    pub conversation_id: String,
    /// with this contact,
    pub contact_id: String,
    /// as this message.
    pub message_id: String,
}

/// Which send call was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SendKind {
    /// A reply.
    Reply,
    /// A new outbound conversation.
    Compose,
}

/// A well-formed send call that was executed or refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedSend {
    /// When.
    pub at: Timestamp,
    /// Through which call.
    pub kind: SendKind,
    /// In which conversation; for a composed one only when it is there.
    pub conversation_id: Option<String>,
    /// The text.
    pub text: String,
    /// Whether it was accepted.
    pub accepted: bool,
    /// The message it became, once it shows in the thread.
    pub message_id: Option<String>,
}

/// A conversation as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationTruth {
    /// Its id.
    pub id: String,
    /// Its workspace.
    pub workspace_id: String,
    /// Its channel.
    pub channel_id: String,
    /// What the channel is.
    pub channel_type: ChannelType,
    /// Its contact.
    pub contact_id: String,
    /// The contact's name.
    pub contact_name: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The colleague who has it.
    pub assignee_id: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// How it was resolved.
    pub outcome: Option<String>,
    /// Number of open attention items.
    pub open_attention: usize,
    /// Whether an action awaits approval.
    pub awaits_approval: bool,
    /// When somebody last said something.
    pub last_message_at: Timestamp,
    /// Number of messages of customers and agents.
    pub messages: usize,
}

/// A message as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageTruth {
    /// Its id.
    pub id: String,
    /// Who said it.
    pub role: Role,
    /// The words.
    pub content: String,
    /// The name it was said under.
    pub sender_name: Option<String>,
    /// When.
    pub created_at: Timestamp,
    /// Names of its files.
    pub files: Vec<String>,
}

/// An attention item as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttentionTruth {
    /// Its id.
    pub id: String,
    /// Its conversation.
    pub conversation_id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether somebody is still needed.
    pub open: bool,
}

/// A workspace as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceTruth {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The name its AI writes under.
    pub ai_name: String,
}

/// A channel as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelTruth {
    /// Its id.
    pub id: String,
    /// Its workspace.
    pub workspace_id: String,
    /// What it is.
    pub channel_type: ChannelType,
    /// Its name.
    pub name: String,
}

/// A colleague as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UserTruth {
    /// The id used for assigning.
    pub user_id: String,
    /// Their name.
    pub name: String,
}

/// The account at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The simulator's time.
    pub now: Timestamp,
    /// Countries and business units.
    pub workspaces: Vec<WorkspaceTruth>,
    /// Where customers write.
    pub channels: Vec<ChannelTruth>,
    /// Colleagues, whom the API does not list.
    pub users: Vec<UserTruth>,
    /// Number of contacts.
    pub contacts: usize,
    /// Number of companies.
    pub accounts: usize,
    /// Number of conversations.
    pub conversations: usize,
    /// Number of messages of customers and agents.
    pub messages: usize,
    /// Number of open attention items.
    pub open_attention: usize,
    /// What the key may do.
    pub scopes: Vec<Scope>,
    /// What the key reaches.
    pub restriction: KeyRestriction,
    /// The dialects spoken.
    pub dialects: Dialects,
    /// What goes wrong at present.
    pub faults: Faults,
    /// Undocumented behaviour.
    pub quirks: Quirks,
    /// The pace of life mode while it is on.
    pub life: Option<LifePace>,
}

impl World {
    pub(crate) fn credentials(&self) -> Credentials {
        Credentials {
            api_key: self.key.secret.clone(),
        }
    }

    pub(crate) fn overview(&self) -> Overview {
        let workspaces = self.workspaces.iter().enumerate();
        let channels = self.channels.iter();
        let users = self.users.iter();
        let conversations = &self.conversations;
        Overview {
            now: self.now(),
            workspaces: workspaces
                .map(|(index, workspace)| WorkspaceTruth {
                    id: workspace.id.clone(),
                    name: workspace.name.to_owned(),
                    ai_name: self.ai_name(index).to_owned(),
                })
                .collect(),
            channels: channels
                .map(|channel| ChannelTruth {
                    id: channel.id.clone(),
                    workspace_id: self.workspaces[channel.workspace].id.clone(),
                    channel_type: channel.kind,
                    name: channel.display_name.clone(),
                })
                .collect(),
            users: users
                .map(|user| UserTruth {
                    user_id: user.id.clone(),
                    name: user.name.to_owned(),
                })
                .collect(),
            contacts: self.contacts.len(),
            accounts: self.accounts.len(),
            conversations: conversations.len(),
            messages: conversations.iter().map(|one| one.message_count).sum(),
            open_attention: conversations.iter().map(|one| one.open_attention).sum(),
            scopes: self.options.scopes.clone(),
            restriction: self.options.restriction.clone(),
            dialects: self.options.dialects,
            faults: self.faults.clone(),
            quirks: self.options.quirks.clone(),
            life: self.life,
        }
    }

    pub(crate) fn conversation_truth(&self, index: usize) -> ConversationTruth {
        let conversation = &self.conversations[index];
        let contact = &self.contacts[conversation.contact];
        let channel = &self.channels[conversation.channel];
        ConversationTruth {
            id: conversation.id.clone(),
            workspace_id: self.workspaces[channel.workspace].id.clone(),
            channel_id: channel.id.clone(),
            channel_type: channel.kind,
            contact_id: contact.id.clone(),
            contact_name: contact.name.clone(),
            status: conversation.status,
            assignee_id: conversation.assignee.clone(),
            subject: conversation.subject.clone(),
            outcome: conversation.outcome.clone(),
            open_attention: conversation.open_attention,
            awaits_approval: conversation.pending_approval.is_some(),
            last_message_at: conversation.last_message_at,
            messages: conversation.message_count,
        }
    }

    pub(crate) fn attention_truths(&self) -> Vec<AttentionTruth> {
        self.attention
            .iter()
            .map(|item| AttentionTruth {
                id: item.id.clone(),
                conversation_id: self.conversations[item.conversation].id.clone(),
                kind: item.kind.clone(),
                open: item.resolved.is_none(),
            })
            .collect()
    }
}

impl MessageTruth {
    pub(crate) fn of(message: &Message) -> Self {
        Self {
            id: message.id.clone(),
            role: message.role,
            content: message.content.clone(),
            sender_name: message.sender.clone(),
            created_at: message.created,
            files: message
                .attachments
                .iter()
                .map(|attachment| attachment.file_name.clone())
                .collect(),
        }
    }
}
