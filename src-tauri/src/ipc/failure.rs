//! Failures of the crates below as they cross: exhaustive, so that a new one must be classified.

use super::{
    dto::Milliseconds,
    error::{ErrorCode, IpcError},
};

impl From<inbox_store::StoreError> for IpcError {
    fn from(error: inbox_store::StoreError) -> Self {
        match error {
            inbox_store::StoreError::Unknown { what } => {
                Self::new(ErrorCode::NotFound).with_detail(what)
            }
            inbox_store::StoreError::Taken => Self::new(ErrorCode::NameTaken),
            other => Self::new(ErrorCode::StoreFailed).with_detail(other.to_string()),
        }
    }
}

impl From<inbox_core::PlatformError> for IpcError {
    fn from(error: inbox_core::PlatformError) -> Self {
        use inbox_core::{FileFault, PlatformError as Platform};
        let detail = error.to_string();
        match error {
            Platform::Unreachable => Self::new(ErrorCode::Unreachable),
            Platform::KeyRefused => Self::new(ErrorCode::KeyRefused),
            Platform::ScopeMissing { scope } => {
                Self::new(ErrorCode::ScopeMissing).with_detail(scope)
            }
            Platform::RateLimited { retry_after_ms } => Self {
                retry_after: retry_after_ms.map(|wait| Milliseconds(wait as i64)),
                ..Self::new(ErrorCode::RateLimited)
            },
            Platform::Interrupted
            | Platform::NoAnswer
            | Platform::Failed { .. }
            | Platform::Unreadable => Self::new(ErrorCode::PlatformFailed).with_detail(detail),
            Platform::WindowClosed => Self::new(ErrorCode::WindowClosed),
            Platform::HeldByColleague => Self::new(ErrorCode::HeldByColleague),
            Platform::AiAnswers => Self::new(ErrorCode::AiAnswers),
            Platform::NotFound => Self::new(ErrorCode::NotFound),
            Platform::Refused { code } => Self::new(ErrorCode::Refused).with_detail(code),
            Platform::File(FileFault::TooLarge) => Self::new(ErrorCode::FileTooLarge),
            Platform::File(FileFault::Gone) => Self::new(ErrorCode::NotFound).with_detail(detail),
            Platform::File(FileFault::Kind) | Platform::Unsupported => {
                Self::new(ErrorCode::Unsupported)
            }
        }
    }
}

impl From<inbox_core::SecretError> for IpcError {
    fn from(error: inbox_core::SecretError) -> Self {
        match error {
            inbox_core::SecretError::NoKeychain => Self::new(ErrorCode::NoKeychain),
            inbox_core::SecretError::Locked => Self::new(ErrorCode::KeychainLocked),
            inbox_core::SecretError::Failed => {
                Self::new(ErrorCode::NoKeychain).with_detail("keychain failed")
            }
        }
    }
}

impl From<inbox_engine::EngineError> for IpcError {
    fn from(error: inbox_engine::EngineError) -> Self {
        use inbox_engine::EngineError as Engine;
        match error {
            Engine::UnknownLine
            | Engine::UnknownConversation
            | Engine::UnknownOutbox
            | Engine::UnknownFile => Self::new(ErrorCode::NotFound),
            Engine::EmptyFile => Self::new(ErrorCode::EmptyFile),
            Engine::TooManyFiles { limit } => {
                Self::new(ErrorCode::TooManyFiles).with_detail(limit.to_string())
            }
            Engine::UnknownTest => Self::new(ErrorCode::TestExpired),
            Engine::UnknownVisitor => Self::new(ErrorCode::NotFound).with_detail("visitor"),
            Engine::Unprotected => Self::new(ErrorCode::Unprotected),
            Engine::Address => Self::new(ErrorCode::AddressNotAllowed),
            Engine::Credentials | Engine::SeveralLines | Engine::UnnamedFile => {
                Self::new(ErrorCode::InvalidInput)
            }
            Engine::AlreadyConnected => Self::new(ErrorCode::AlreadyConnected),
            Engine::SecondFactor => Self::new(ErrorCode::SecondFactorNeeded),
            Engine::OtherWorkspace => Self::new(ErrorCode::OtherWorkspace),
            Engine::NoEmailAddress => Self::new(ErrorCode::EmailNeeded),
            Engine::EmptyText => Self::new(ErrorCode::EmptyText),
            Engine::TextTooLong { limit } => {
                Self::new(ErrorCode::TextTooLong).with_detail(limit.to_string())
            }
            Engine::WindowClosed { .. } => Self::new(ErrorCode::WindowClosed),
            Engine::CannotBegin(why) => why.into(),
            Engine::NotBegun => Self::new(ErrorCode::NotBegun),
            Engine::AlreadySending => Self::new(ErrorCode::AlreadySending),
            Engine::UndoExpired => Self::new(ErrorCode::UndoExpired),
            Engine::RelayUnreachable => Self::new(ErrorCode::RelayUnreachable),
            Engine::RelayTokenRefused => Self::new(ErrorCode::RelayTokenRefused),
            Engine::FileTooLarge => Self::new(ErrorCode::FileTooLarge),
            Engine::AiOff => Self::new(ErrorCode::AiOff),
            Engine::AiUsedUp => Self::new(ErrorCode::AiUsedUp),
            Engine::AnswerExpired => Self::new(ErrorCode::AnswerExpired),
            Engine::NameTaken => Self::new(ErrorCode::NameTaken),
            Engine::ValueNotTaken => Self::new(ErrorCode::ValueNotTaken),
            Engine::NotANumber => Self::new(ErrorCode::InvalidInput).with_detail("number"),
            Engine::Http => Self::new(ErrorCode::Internal).with_detail("http client"),
            Engine::Platform(error) => error.into(),
            Engine::Secret(error) => error.into(),
            Engine::Store(error) => error.into(),
        }
    }
}

impl From<inbox_engine::CannotBegin> for IpcError {
    fn from(why: inbox_engine::CannotBegin) -> Self {
        use inbox_engine::CannotBegin as Why;
        Self::new(match why {
            Why::UnknownChannel => ErrorCode::InvalidInput,
            Why::OnlyCustomers => ErrorCode::OnlyCustomersBegin,
            Why::PhoneNeeded => ErrorCode::PhoneNeeded,
            Why::EmailNeeded => ErrorCode::EmailNeeded,
            Why::ContactNeeded => ErrorCode::ContactNeeded,
            Why::SubjectNeeded => ErrorCode::SubjectNeeded,
            Why::TemplateNeeded => ErrorCode::TemplateNeeded,
            Why::AgentNeeded => ErrorCode::AgentNeeded,
        })
    }
}
