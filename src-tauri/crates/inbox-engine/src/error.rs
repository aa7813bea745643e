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
    /// The file is larger than the limit.
    #[error("file too large")]
    FileTooLarge,
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
    Store(#[from] StoreError),
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
