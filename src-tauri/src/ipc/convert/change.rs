//! What changed.

use inbox_core::ConversationId;
use inbox_store::Change;

use crate::ipc::event::ChangeDto;

/// A change as the interface hears of it.
pub fn changes(change: &Change) -> Vec<ChangeDto> {
    let conversation = |id: &ConversationId| ChangeDto::Conversation {
        conversation: id.to_string(),
    };
    match change {
        Change::Conversations | Change::Counts => vec![ChangeDto::Conversations],
        Change::Conversation(id) => vec![conversation(id)],
        // A draft shows in the list too.
        Change::Draft(id) => vec![conversation(id), ChangeDto::Conversations],
        Change::Items(id) => vec![ChangeDto::Items {
            conversation: id.to_string(),
        }],
        Change::SavedViews => vec![ChangeDto::SavedViews],
        Change::Outbox => vec![ChangeDto::Outbox],
        Change::Lines => vec![ChangeDto::Lines],
        Change::SavedReplies => vec![ChangeDto::SavedReplies],
        Change::Directory(line) => vec![ChangeDto::Directory {
            line: line.to_string(),
        }],
    }
}
