//! What a platform tells the person at this desk by name, until they have looked.

use serde::{Deserialize, Serialize};

use crate::{RemoteId, Timestamp};

/// What a personal notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NoticeKind {
    /// A colleague named them.
    Mention,
    /// A conversation was given to them.
    Assigned,
    /// Something was said in a conversation they carry or take part in.
    Message,
    /// A conversation began.
    Conversation,
    /// A promised time was missed.
    PromiseMissed,
    /// Something this version does not know.
    Other,
}

/// One notice that the person has not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonalNotice {
    /// Its id on the platform.
    pub remote: RemoteId,
    /// What it is about.
    pub kind: NoticeKind,
    /// The conversation it is about.
    pub conversation: RemoteId,
    /// When it was raised.
    pub raised_at: Timestamp,
}

/// What the person was told and has not looked at, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonalNotices {
    /// The notices.
    pub unread: Vec<PersonalNotice>,
    /// These are all; otherwise there are older ones that were not asked for.
    pub complete: bool,
}
