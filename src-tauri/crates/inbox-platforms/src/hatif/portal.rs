//! Hatif's own web pages.

use inbox_core::RemoteId;

/// The conversation in Hatif's portal. It signs people in by itself; the address holds no key.
pub(crate) fn conversation_link(conversation: &RemoteId) -> String {
    format!("https://app.hatif.io/en/inbox?conversationId={conversation}")
}
