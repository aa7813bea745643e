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
    /// Failures of single secrets.
    failures: HashMap<SecretKey, SecretError>,
    /// How many more look-ups of a secret end in a panic.
    panics: HashMap<SecretKey, u32>,
    asked: HashMap<SecretKey, u32>,
}

impl MemorySecrets {
    /// Fails everything with `failure` from now on; `None` mends it.
    pub fn fail_with(&self, failure: Option<SecretError>) {
        self.state().failure = failure;
    }

    /// Fails look-ups of one secret with `failure` from now on; `None` mends it.
    pub fn fail_for(&self, key: SecretKey, failure: Option<SecretError>) {
        let mut state = self.state();
        match failure {
            Some(failure) => state.failures.insert(key, failure),
            None => state.failures.remove(&key),
        };
    }

    /// The next look-ups of one secret panic, as a broken keychain library would.
    pub fn panic_for(&self, key: SecretKey, times: u32) {
        self.state().panics.insert(key, times);
    }

    /// How often a secret was looked up.
    pub fn asked_for(&self, key: SecretKey) -> u32 {
        self.state().asked.get(&key).copied().unwrap_or(0)
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
        let mut state = self.working()?;
        *state.asked.entry(key).or_insert(0) += 1;
        if let Some(panics) = state.panics.get_mut(&key).filter(|panics| **panics > 0) {
            *panics -= 1;
            panic!("the keychain broke");
        }
        if let Some(failure) = state.failures.get(&key) {
            return Err(*failure);
        }
        Ok(state.secrets.get(&key).cloned())
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
