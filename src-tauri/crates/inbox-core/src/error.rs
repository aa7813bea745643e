//! What can go wrong between us and a platform, and what to do about it.

/// What to do after a failure; decided in one place, [`PlatformError::retry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Wait until the network is back.
    Network,
    /// Wait this many milliseconds, as the platform asked.
    After(u64),
    /// Wait a growing while.
    Backoff,
    /// Only a person can change the outcome.
    Never,
}

/// What keeps a file from going out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// It is larger than the platform takes.
    #[error("too large")]
    TooLarge,
    /// The platform takes no files of its kind.
    #[error("kind refused")]
    Kind,
    /// Its bytes are no longer at this desk.
    #[error("gone")]
    Gone,
}

/// A call to a platform that did not work out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlatformError {
    /// The platform could not be reached; the request was certainly not executed.
    #[error("platform unreachable")]
    Unreachable,
    /// The connection broke before all of a file had left; the request was certainly not executed.
    #[error("interrupted")]
    Interrupted,
    /// The request left, but no answer came; it may have been executed.
    #[error("no answer")]
    NoAnswer,
    /// The key is wrong, expired or revoked.
    #[error("key refused")]
    KeyRefused,
    /// The key is right but lacks a right; names it when the platform does.
    #[error("scope missing: {scope}")]
    ScopeMissing {
        /// The missing right, by the platform's name.
        scope: String,
    },
    /// Too many requests.
    #[error("rate limited")]
    RateLimited {
        /// How long the platform asks to wait, when it says.
        retry_after_ms: Option<u64>,
    },
    /// The platform failed; status 5xx.
    #[error("platform failed with status {status}")]
    Failed {
        /// HTTP status.
        status: u16,
    },
    /// The reply window is over.
    #[error("reply window closed")]
    WindowClosed,
    /// A colleague holds the conversation; repeating the call with force takes it over.
    #[error("held by a colleague")]
    HeldByColleague,
    /// The AI answers here, and the platform takes words only after a take-over.
    #[error("the ai answers")]
    AiAnswers,
    /// The thing asked for is not there.
    #[error("not found")]
    NotFound,
    /// The platform understood and refused; the code is its own, the message is not kept.
    #[error("refused: {code}")]
    Refused {
        /// The platform's code, or its HTTP status as text.
        code: String,
    },
    /// A file of it cannot go out.
    #[error("file: {0}")]
    File(FileFault),
    /// The answer could not be read at all.
    #[error("unreadable answer")]
    Unreadable,
    /// This platform cannot do that.
    #[error("not supported")]
    Unsupported,
}

impl PlatformError {
    /// What to do next. Sends are never repeated on [`Self::NoAnswer`] or [`Self::Failed`] before
    /// the thread was searched for them.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Unreachable => Retry::Network,
            Self::RateLimited {
                retry_after_ms: Some(wait),
            } => Retry::After(*wait),
            Self::RateLimited {
                retry_after_ms: None,
            }
            | Self::Interrupted
            | Self::NoAnswer
            | Self::Failed { .. }
            | Self::Unreadable => Retry::Backoff,
            Self::KeyRefused
            | Self::ScopeMissing { .. }
            | Self::WindowClosed
            | Self::HeldByColleague
            | Self::AiAnswers
            | Self::NotFound
            | Self::Refused { .. }
            | Self::File(_)
            | Self::Unsupported => Retry::Never,
        }
    }

    /// True when the next call would end the same way, whatever it asks for.
    pub fn concerns_the_line(&self) -> bool {
        matches!(self.retry(), Retry::Network | Retry::After(_))
            || matches!(self, Self::KeyRefused | Self::RateLimited { .. })
    }

    /// True when a send that failed like this may have been executed all the same.
    pub fn outcome_unknown(&self) -> bool {
        matches!(
            self,
            Self::NoAnswer | Self::Failed { .. } | Self::Unreadable
        )
    }
}
