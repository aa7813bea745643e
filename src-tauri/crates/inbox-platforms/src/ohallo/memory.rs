//! What a session has learnt and a listing does not tell again: names, channels, summaries.
//!
//! Invariant: nothing of it is a truth of its own; all of it can be forgotten and is read again.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use inbox_core::{Channel, ContactRecord, RemoteId, Timestamp};

use super::map::{AttentionBoard, Basis, Details, Told};

/// Links are signed for minutes; more of them than this are not worth keeping.
const LINKS: usize = 2_000;

/// Shared by all clones of a client.
#[derive(Default)]
pub(super) struct Memory(Mutex<Known>);

/// See the module's words.
#[derive(Default)]
pub(super) struct Known {
    /// Listed as listings told them last.
    pub(super) rows: HashMap<RemoteId, Told>,
    /// What single reads told, and how the conversation stood then.
    pub(super) details: HashMap<RemoteId, (Basis, Details)>,
    /// `None` where the platform would not say.
    pub(super) contacts: HashMap<String, Option<ContactRecord>>,
    /// All contacts were read once.
    pub(super) contacts_listed: bool,
    pub(super) channels: HashMap<RemoteId, Option<Channel>>,
    pub(super) attention: Option<(Timestamp, Arc<AttentionBoard>)>,
    /// Names of brands by their workspaces.
    pub(super) brands: Option<HashMap<RemoteId, String>>,
    /// Names under which the AI writes, in lower case.
    pub(super) ai_names: Option<HashSet<String>>,
    /// Conversations a scope held when it was last read to its end, and those met since.
    pub(super) held: HashMap<&'static str, (HashSet<RemoteId>, HashSet<RemoteId>)>,
    /// The last words of ours in a thread.
    pub(super) last_outbound: HashMap<RemoteId, String>,
    /// Signed addresses of files by their reference.
    links: HashMap<String, String>,
    /// The workspaces of conversations.
    pub(super) workspaces: HashMap<RemoteId, RemoteId>,
    /// Names of companies.
    pub(super) companies: HashMap<RemoteId, String>,
    /// Rights the key was found to lack.
    pub(super) lacking: HashSet<String>,
}

impl Memory {
    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    pub(super) fn keep_link(&mut self, reference: String, link: String) {
        if self.links.len() >= LINKS {
            self.links.clear();
        }
        self.links.insert(reference, link);
    }

    pub(super) fn link(&self, reference: &str) -> Option<String> {
        self.links.get(reference).cloned()
    }

    /// After an action everything about a conversation is read anew.
    pub(super) fn changed(&mut self, conversation: &RemoteId) {
        self.details.remove(conversation);
        self.attention = None;
    }
}
