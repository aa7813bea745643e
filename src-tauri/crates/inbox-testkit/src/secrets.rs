//! A keychain in memory, with the failures of a real one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use inbox_core::{Secret, SecretError, SecretKey, SecretStore};

/// Keeps secrets for as long as a test runs. Clones share them.
#[derive(Clone, Default)]
pub struct MemorySecrets {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    secrets: HashMap<SecretKey, Secret>,
    failure: Option<SecretError>,
}

impl MemorySecrets {
    /// Fails everything with `failure` from now on; `None` mends it.
    pub fn fail_with(&self, failure: Option<SecretError>) {
        self.state().failure = failure;
    }

    /// How many secrets are kept.
    pub fn count(&self) -> usize {
        self.state().secrets.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn working(&self) -> Result<MutexGuard<'_, State>, SecretError> {
        let state = self.state();
        state.failure.map_or(Ok(state), Err)
    }
}

#[async_trait]
impl SecretStore for MemorySecrets {
    async fn get(&self, key: SecretKey) -> Result<Option<Secret>, SecretError> {
        Ok(self.working()?.secrets.get(&key).cloned())
    }

    async fn set(&self, key: SecretKey, secret: Secret) -> Result<(), SecretError> {
        self.working()?.secrets.insert(key, secret);
        Ok(())
    }

    async fn remove(&self, key: SecretKey) -> Result<(), SecretError> {
        self.working()?.secrets.remove(&key);
        Ok(())
    }
}
