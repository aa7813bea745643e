//! What a person does to a conversation or says in it, as platforms are told.

use serde::{Deserialize, Serialize};

use crate::{AgentKind, ContactChange, Priority, RemoteId, Status, Timestamp};

/// A change to a conversation. Telling it twice is as good as telling it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum ConversationAction {
    /// Give it to somebody, or back into the queue.
    #[serde(rename_all = "camelCase")]
    Assign {
        /// The new assignee; `None` puts it back into the queue.
        to: Option<RemoteId>,
        /// Person or AI agent.
        to_kind: AgentKind,
        /// Take it over even from a colleague who holds it.
        #[serde(default)]
        force: bool,
    },
    /// Give it to a team, or to none.
    AssignTeam {
        /// The team.
        team: Option<RemoteId>,
    },
    /// Change where it stands.
    SetStatus {
        /// Where it shall stand.
        status: Status,
        /// With [`Status::Snoozed`]: when it comes back; `None` at the customer's next message.
        until: Option<Timestamp>,
    },
    /// Finish it and say how it came out.
    ResolveAs {
        /// How it came out, in the person's words.
        outcome: String,
    },
    /// Take back a message of ours, or delete a note.
    DeleteItem {
        /// The item.
        item: RemoteId,
    },
    /// Put other words into a note.
    ChangeNote {
        /// The note.
        item: RemoteId,
        /// Its words from now on.
        text: String,
    },
    /// Change how pressing it is.
    SetPriority {
        /// How pressing; `None` takes the mark away.
        priority: Option<Priority>,
    },
    /// Replace its tags.
    SetTags {
        /// All tags it shall have.
        tags: Vec<RemoteId>,
    },
    /// Hand it to the platform's AI, or take it over from it.
    SetAi {
        /// The AI answers.
        on: bool,
    },
    /// Mark one thing a person was asked for as done.
    ResolveAttention {
        /// Its id.
        item: RemoteId,
    },
    /// Let the AI do what it asked leave for.
    Approve,
    /// Stop or resume the platform's notifications about it.
    SetMuted {
        /// Stop them.
        muted: bool,
    },
    /// Change a named fact.
    SetProperty {
        /// Its name.
        name: String,
        /// Its value; `None` takes it away.
        value: Option<String>,
    },
    /// Change something about its customer.
    ChangeContact {
        /// The customer.
        contact: RemoteId,
        /// What to change.
        change: ContactChange,
    },
    /// Where read marks are shared: tell that it was read.
    MarkRead,
    /// Where read marks are shared: tell that it counts as unread again.
    MarkUnread,
}

/// To whom words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Audience {
    /// The customer.
    #[default]
    Customer,
    /// Colleagues only.
    Colleagues,
}

/// A file of this computer to send along. The bytes are kept until the platform has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutgoingFile {
    /// Where the bytes are kept.
    pub path: String,
    /// File name to tell.
    pub name: String,
    /// MIME type.
    pub mime_type: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// An approved template with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutgoingTemplate {
    /// Its name.
    pub name: String,
    /// Its language, as the platform writes it.
    pub language: String,
    /// Its category, where the platform wants it back.
    pub category: Option<String>,
    /// Values by the name or number of their gap.
    pub values: Vec<(String, String)>,
}

/// Head lines of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EmailHead {
    /// Subject; `None` keeps the thread's.
    pub subject: Option<String>,
    /// Main recipients; empty means the customer.
    pub to: Vec<String>,
    /// Copies.
    pub cc: Vec<String>,
    /// Hidden copies.
    pub bcc: Vec<String>,
}

/// Something to say in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OutgoingMessage {
    /// Ours alone: UUIDv7 text, the same for every try, for platforms that can tell repeats by it.
    pub client_id: String,
    /// To whom.
    pub audience: Audience,
    /// The words; with a template, its filled text.
    pub text: String,
    /// The message it answers.
    pub quote: Option<RemoteId>,
    /// Take the conversation over from the AI first, where the platform demands that.
    pub take_over: bool,
    /// Send this template instead of free text.
    pub template: Option<OutgoingTemplate>,
    /// Files to send along.
    pub files: Vec<OutgoingFile>,
    /// Head lines, on e-mail channels.
    pub email: Option<EmailHead>,
}

impl OutgoingMessage {
    /// Plain words to the customer.
    pub fn text(client_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            text: text.into(),
            ..Self::default()
        }
    }
}
