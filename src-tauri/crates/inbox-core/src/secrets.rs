//! Keys: where they live and how they travel. A [`Secret`] never prints itself.

use async_trait::async_trait;
pub use secrecy::SecretString as Secret;

use crate::LineId;

/// Which secret of a line. [`SecretKey::of`] lists them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKey {
    /// What the platform gave the person: a key, or id and secret as JSON.
    Credentials(LineId),
    /// The reader token of the line's relay.
    RelayToken(LineId),
    /// The address at the relay that the platform posts to; whoever knows it can post.
    Inlet(LineId),
    /// The word that the platform sends along to prove itself, where it signs nothing.
    InletWord(LineId),
}

impl SecretKey {
    /// Every secret a line may have.
    pub fn of(line: LineId) -> [Self; 4] {
        [
            Self::Credentials(line),
            Self::RelayToken(line),
            Self::Inlet(line),
            Self::InletWord(line),
        ]
    }

    /// The entry's name in a keychain.
    pub fn entry(self) -> String {
        match self {
            Self::Credentials(line) => format!("line-{line}-credentials"),
            Self::RelayToken(line) => format!("line-{line}-relay"),
            Self::Inlet(line) => format!("line-{line}-inlet"),
            Self::InletWord(line) => format!("line-{line}-inlet-word"),
        }
    }
}

/// Why a secret could not be kept or found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// This computer offers no keychain.
    #[error("no keychain")]
    NoKeychain,
    /// The keychain is locked, or did not answer in time.
    #[error("keychain locked")]
    Locked,
    /// The keychain answered with a failure.
    #[error("keychain failed")]
    Failed,
}

/// Keeps secrets. The operating system's keychain, or memory in tests and the demo; nothing else.
#[async_trait]
pub trait SecretStore: Send + Sync + 'static {
    /// The secret, or `None` when there is none.
    async fn get(&self, key: SecretKey) -> Result<Option<Secret>, SecretError>;
    /// Keeps a secret, replacing an older one.
    async fn set(&self, key: SecretKey, secret: Secret) -> Result<(), SecretError>;
    /// Forgets a secret; forgetting an unknown one is fine.
    async fn remove(&self, key: SecretKey) -> Result<(), SecretError>;
}
