//! What the host tells the interface unasked.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::dto::{DroppedFileDto, TestStepDto, UploadDto};

/// What changed; ids only, the interface refetches what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum ChangeDto {
    /// Lists and numbers.
    Conversations,
    /// Facts of one conversation.
    #[serde(rename_all = "camelCase")]
    Conversation {
        /// Which.
        conversation: String,
    },
    /// Items of one conversation.
    #[serde(rename_all = "camelCase")]
    Items {
        /// Which conversation.
        conversation: String,
    },
    /// The outbox.
    Outbox,
    /// Lines, or their health.
    Lines,
    /// Agents, channels or tags of a line.
    #[serde(rename_all = "camelCase")]
    Directory {
        /// Which line.
        line: String,
    },
    /// The views that the person has put together.
    SavedViews,
    /// The choices.
    Settings,
    /// What a played customer sees.
    #[serde(rename_all = "camelCase")]
    Visitor {
        /// Who.
        visitor: String,
    },
    /// The prepared texts of the person at this desk.
    SavedReplies,
    /// Who of the colleagues is there.
    Presences,
}

/// An event. `changed` carries a number that grows by one; a gap means: refetch what is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "event")]
pub enum HostEvent {
    /// Data changed.
    #[serde(rename_all = "camelCase")]
    Changed {
        /// Grows by one per event.
        #[specta(type = u32)]
        sequence: i64,
        /// What changed.
        changes: Vec<ChangeDto>,
    },
    /// Somebody chose a conversation outside the window: a notification, a second start.
    #[serde(rename_all = "camelCase")]
    OpenConversation {
        /// Which.
        conversation: String,
    },
    /// More of a message's files has left this computer.
    #[serde(rename_all = "camelCase")]
    UploadProgress {
        /// The row of the outbox.
        outbox: String,
        /// How much.
        upload: UploadDto,
    },
    /// Files are dragged over the window, or no longer; told where the page itself does not learn it.
    #[serde(rename_all = "camelCase")]
    FilesOver {
        /// They are.
        over: bool,
    },
    /// Files were dropped on the window, told like the former.
    #[serde(rename_all = "camelCase")]
    FilesDropped {
        /// What can be attached.
        files: Vec<DroppedFileDto>,
        /// How many folders were with them.
        folders: u32,
    },
    /// A step of `test_line` began or ended well; failures end the command.
    #[serde(rename_all = "camelCase")]
    TestProgress {
        /// The page's name for the test.
        attempt: String,
        /// Which step.
        step: TestStepDto,
        /// It ended well; otherwise it began.
        done: bool,
    },
}
