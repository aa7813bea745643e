//! Where keys are kept: the operating system's keychain; memory for sample data and tests.
//!
//! A keychain may ask the person before it answers, and then blocks the calling thread: every call
//! runs on a thread of its own and is given up after a while, so that the window never hangs.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use async_trait::async_trait;
use inbox_core::{Secret, SecretError, SecretKey, SecretStore};
use secrecy::ExposeSecret;

const SERVICE: &str = "app.switchboard.desktop";

/// Long enough to type the keychain's password.
const PATIENCE: Duration = Duration::from_mins(1);

/// The operating system's keychain.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeychainSecrets;

impl KeychainSecrets {
    /// Whether a keychain is there; says nothing about its being unlocked.
    pub fn is_present() -> bool {
        keyring::Entry::store_status().is_ok()
    }
}

fn classify(error: &keyring::Error) -> SecretError {
    match error {
        keyring::Error::NoDefaultStore => SecretError::NoKeychain,
        keyring::Error::NoStorageAccess(_) => SecretError::Locked,
        _ => SecretError::Failed,
    }
}

async fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SecretError> + Send + 'static,
) -> Result<T, SecretError> {
    match tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_panicked)) => Err(SecretError::Failed),
        Err(_elapsed) => Err(SecretError::Locked),
    }
}

fn entry(key: SecretKey) -> Result<keyring::Entry, SecretError> {
    keyring::Entry::new(SERVICE, &key.entry()).map_err(|error| classify(&error))
}

#[async_trait]
impl SecretStore for KeychainSecrets {
    async fn get(&self, key: SecretKey) -> Result<Option<Secret>, SecretError> {
        on_own_thread(move || match entry(key)?.get_password() {
            Ok(secret) => Ok(Some(Secret::from(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(classify(&error)),
        })
        .await
    }

    async fn set(&self, key: SecretKey, secret: Secret) -> Result<(), SecretError> {
        on_own_thread(move || {
            let entry = entry(key)?;
            entry
                .set_password(secret.expose_secret())
                .map_err(|error| classify(&error))?;
            // A keychain without a default collection accepts nothing and says "no entry" later:
            // only reading it back proves that the key is kept.
            match entry.get_password() {
                Ok(kept) if kept == secret.expose_secret() => Ok(()),
                Ok(_) | Err(keyring::Error::NoEntry) => Err(SecretError::Failed),
                Err(error) => Err(classify(&error)),
            }
        })
        .await
    }

    async fn remove(&self, key: SecretKey) -> Result<(), SecretError> {
        on_own_thread(move || match entry(key)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(classify(&error)),
        })
        .await
    }
}

/// Keys in memory, gone with the process.
#[derive(Default)]
pub struct MemorySecrets {
    secrets: Mutex<HashMap<SecretKey, Secret>>,
}

impl MemorySecrets {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<SecretKey, Secret>) -> T) -> T {
        work(
            &mut self
                .secrets
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }
}

#[async_trait]
impl SecretStore for MemorySecrets {
    async fn get(&self, key: SecretKey) -> Result<Option<Secret>, SecretError> {
        Ok(self.with(|secrets| secrets.get(&key).cloned()))
    }

    async fn set(&self, key: SecretKey, secret: Secret) -> Result<(), SecretError> {
        self.with(|secrets| secrets.insert(key, secret));
        Ok(())
    }

    async fn remove(&self, key: SecretKey) -> Result<(), SecretError> {
        self.with(|secrets| secrets.remove(&key));
        Ok(())
    }
}
