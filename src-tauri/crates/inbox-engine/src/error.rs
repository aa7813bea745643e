//! What a person's request to the engine can end with. Never carries a key, a text or a name.

use inbox_core::{PlatformError, SecretError, Timestamp};
use inbox_platforms::OpenError;
use inbox_store::StoreError;

use crate::relay::RelayFailure;

/// A request that did not work out.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no such line.
    #[error("unknown line")]
    UnknownLine,
    /// There is no such conversation.
    #[error("unknown conversation")]
    UnknownConversation,
    /// There is no such outbox row any more.
    #[error("unknown outbox row")]
    UnknownOutbox,
    /// The test was never made, was used, or is older than a quarter of an hour.
    #[error("unknown or expired test")]
    UnknownTest,
    /// The address is not `https`, nor plain `http` to this very computer.
    #[error("address not allowed")]
    Address,
    /// A server of one's own that is spoken to in clear, and nobody has agreed to that; nothing was
    /// sent.
    #[error("nothing protects the way to this address")]
    Unprotected,
    /// The credentials do not have the form the platform needs.
    #[error("malformed credentials")]
    Credentials,
    /// This workspace is connected already.
    #[error("already connected")]
    AlreadyConnected,
    /// The platform wants a code as well, which only connecting asks for.
    #[error("second factor needed")]
    SecondFactor,
    /// The new key belongs to another workspace than the line.
    #[error("key of another workspace")]
    OtherWorkspace,
    /// This customer is not played, or no longer.
    #[error("unknown visitor")]
    UnknownVisitor,
    /// There is nothing to send.
    #[error("empty text")]
    EmptyText,
    /// What should be an e-mail address is none; nothing was kept or queued.
    #[error("not an e-mail address")]
    NoEmailAddress,
    /// The text is longer than the platform takes.
    #[error("text longer than {limit} characters")]
    TextTooLong {
        /// What the platform takes, in characters.
        limit: u32,
    },
    /// The reply window is over; nothing was queued.
    #[error("reply window closed")]
    WindowClosed {
        /// When it closed; `None` when the customer never wrote.
        ended_at: Option<Timestamp>,
    },
    /// A conversation cannot be begun like this; nothing was queued.
    #[error("cannot begin: {0}")]
    CannotBegin(#[from] crate::beginning::CannotBegin),
    /// The conversation is still being begun; its platform does not know it yet.
    #[error("not begun yet")]
    NotBegun,
    /// The row is on the wire.
    #[error("already sending")]
    AlreadySending,
    /// The minute for undoing is over.
    #[error("undo expired")]
    UndoExpired,
    /// The conversations of one assignment are not all of one line.
    #[error("conversations of several lines")]
    SeveralLines,
    /// The relay does not answer.
    #[error("relay unreachable")]
    RelayUnreachable,
    /// The relay refuses the reader token.
    #[error("relay token refused")]
    RelayTokenRefused,
    /// There is no such file any more.
    #[error("unknown file")]
    UnknownFile,
    /// There is nothing in the file, or its size is not told where it has to be.
    #[error("empty file")]
    EmptyFile,
    /// The file has no name.
    #[error("unnamed file")]
    UnnamedFile,
    /// The line takes fewer files at once.
    #[error("more than {limit} files")]
    TooManyFiles {
        /// How many it takes.
        limit: u32,
    },
    /// The file is larger than the limit.
    #[error("file too large")]
    FileTooLarge,
    /// The platform's AI is not switched on for the account.
    #[error("ai off")]
    AiOff,
    /// The account has used up what its plan allows the AI.
    #[error("ai used up")]
    AiUsedUp,
    /// The answer of the AI is no longer known, so it cannot be changed.
    #[error("answer expired")]
    AnswerExpired,
    /// An id that consists of digits has something else in it.
    #[error("not a number")]
    NotANumber,
    /// A named fact cannot hold this value.
    #[error("value not taken")]
    ValueNotTaken,
    /// Another one is called the same.
    #[error("name taken")]
    NameTaken,
    /// The HTTP client could not be built.
    #[error("http client could not be built")]
    Http,
    /// The platform failed or refused.
    #[error("platform: {0}")]
    Platform(#[from] PlatformError),
    /// The keychain failed.
    #[error("keychain: {0}")]
    Secret(#[from] SecretError),
    /// The store failed.
    #[error("store: {0}")]
    Store(StoreError),
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken => Self::NameTaken,
            other => Self::Store(other),
        }
    }
}

impl From<OpenError> for EngineError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Address => Self::Address,
            OpenError::Unprotected => Self::Unprotected,
            OpenError::Credentials => Self::Credentials,
            OpenError::Http => Self::Http,
        }
    }
}

impl From<RelayFailure> for EngineError {
    fn from(failure: RelayFailure) -> Self {
        match failure {
            RelayFailure::Unreachable | RelayFailure::Expired => Self::RelayUnreachable,
            RelayFailure::TokenRefused => Self::RelayTokenRefused,
            RelayFailure::Address => Self::Address,
        }
    }
}
