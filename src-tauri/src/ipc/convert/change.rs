//! What changed.

use inbox_store::Change;

use crate::ipc::event::ChangeDto;

/// A change as the interface hears of it.
pub fn change(change: &Change) -> ChangeDto {
    match change {
        Change::Conversations | Change::Counts => ChangeDto::Conversations,
        Change::Conversation(conversation) | Change::Draft(conversation) => {
            ChangeDto::Conversation {
                conversation: conversation.to_string(),
            }
        }
        Change::Items(conversation) => ChangeDto::Items {
            conversation: conversation.to_string(),
        },
        Change::Outbox => ChangeDto::Outbox,
        Change::Lines => ChangeDto::Lines,
        Change::Directory(line) => ChangeDto::Directory {
            line: line.to_string(),
        },
    }
}
