//! Failures as they cross to the interface: a closed code that it has words for.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::dto::Milliseconds;

/// What went wrong. A code exists only where the interface behaves differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// There is no such command.
    UnknownCommand,
    /// The input makes no sense.
    InvalidInput,
    /// The text is empty.
    EmptyText,
    /// The text is longer than the line allows.
    TextTooLong,
    /// The thing asked for is not there.
    NotFound,
    /// The platform could not be reached.
    Unreachable,
    /// The platform refuses the key.
    KeyRefused,
    /// The key lacks a right; `detail` names it.
    ScopeMissing,
    /// The platform asks for patience.
    RateLimited,
    /// The platform failed.
    PlatformFailed,
    /// The platform refused this.
    Refused,
    /// The reply window is over.
    WindowClosed,
    /// A colleague holds the conversation.
    HeldByColleague,
    /// Only the customer can begin on this channel.
    OnlyCustomersBegin,
    /// A phone number with country code is needed.
    PhoneNeeded,
    /// An e-mail address is needed.
    EmailNeeded,
    /// A named fact cannot hold this value.
    ValueNotTaken,
    /// A contact that the platform knows is needed.
    ContactNeeded,
    /// A subject is needed.
    SubjectNeeded,
    /// Only a template goes out.
    TemplateNeeded,
    /// The AI agent in whose name it goes out is needed.
    AgentNeeded,
    /// The conversation is still being begun.
    NotBegun,
    /// The AI answers, and words go out only after a take-over.
    AiAnswers,
    /// The platform wants a code as well.
    SecondFactorNeeded,
    /// This platform cannot do that.
    Unsupported,
    /// The address is not allowed.
    AddressNotAllowed,
    /// Nothing protects the way to this server; the person may agree, and nothing was sent yet.
    Unprotected,
    /// This account is connected already.
    AlreadyConnected,
    /// The key belongs to another workspace than the line.
    OtherWorkspace,
    /// The test of the key was too long ago; it must be made again.
    TestExpired,
    /// The relay could not be reached.
    RelayUnreachable,
    /// The relay refuses the token.
    RelayTokenRefused,
    /// This computer has no keychain.
    NoKeychain,
    /// The keychain is locked.
    KeychainLocked,
    /// It is on the wire and cannot be taken back.
    AlreadySending,
    /// It is too late to undo.
    UndoExpired,
    /// There is nothing in the file, or its size has to be told.
    EmptyFile,
    /// More files than go along at once; `detail` says how many do.
    TooManyFiles,
    /// The file is larger than allowed.
    FileTooLarge,
    /// A file of this kind is not opened from here; it can be saved.
    FileNotOpened,
    /// The platform's AI is not switched on for the account.
    AiOff,
    /// The account has used up what its plan allows the AI.
    AiUsedUp,
    /// The answer of the AI is too old to be changed.
    AnswerExpired,
    /// Another one is called the same.
    NameTaken,
    /// No service shows notifications.
    NoNotificationService,
    /// The system does not let ours be shown.
    NotificationsBlocked,
    /// The local store failed.
    StoreFailed,
    /// A mistake of ours.
    Internal,
}

/// A failed command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct IpcError {
    /// What went wrong.
    pub code: ErrorCode,
    /// For the report; never shown as it is, never personal.
    pub detail: String,
    /// How long the platform asks to wait.
    pub retry_after: Option<Milliseconds>,
}

impl IpcError {
    /// An error with nothing more to say than its code.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            detail: String::new(),
            retry_after: None,
        }
    }

    /// Adds a detail for the report.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// What a command answers.
pub type IpcResult<T> = Result<T, IpcError>;
