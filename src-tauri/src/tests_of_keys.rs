//! Tests of keys under way or waiting to be added, by the page's names for them.
//!
//! Invariant: once a test was dropped its key is nowhere in this process, at whatever moment that
//! happened.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use inbox_engine::{Engine, EngineError, LineTest};
use tokio_util::sync::CancellationToken;

enum Attempt {
    Running(CancellationToken),
    /// The engine's name for the key that waits.
    Passed(String),
}

/// Tests by the names the page gave them.
#[derive(Default)]
pub struct TestsOfKeys(Mutex<HashMap<String, Attempt>>);

impl TestsOfKeys {
    /// Runs a test until it ends or is dropped.
    pub async fn run(
        &self,
        attempt: &str,
        engine: &Engine,
        test: impl Future<Output = Result<LineTest, EngineError>>,
    ) -> Result<LineTest, EngineError> {
        // A name used twice means the page let go of the first.
        self.drop_test(attempt, engine);
        let stop = CancellationToken::new();
        self.attempts()
            .insert(attempt.to_owned(), Attempt::Running(stop.clone()));
        let outcome = stop.run_until_cancelled(test).await;
        let mut attempts = self.attempts();
        let Some(Ok(found)) = outcome else {
            if !stop.is_cancelled() {
                attempts.remove(attempt);
            }
            return outcome.unwrap_or(Err(EngineError::UnknownTest));
        };
        if stop.is_cancelled() {
            // It ended at the very moment it was dropped.
            engine.drop_test(&found.test);
            return Err(EngineError::UnknownTest);
        }
        attempts.insert(attempt.to_owned(), Attempt::Passed(found.test.clone()));
        Ok(found)
    }

    /// Ends a test, or forgets the key it found good. An unknown name is fine.
    pub fn drop_test(&self, attempt: &str, engine: &Engine) {
        // Cancelled under the lock, so that a test that ends now sees it.
        let mut attempts = self.attempts();
        match attempts.remove(attempt) {
            Some(Attempt::Running(stop)) => stop.cancel(),
            Some(Attempt::Passed(test)) => engine.drop_test(&test),
            None => {}
        }
    }

    /// The key of this test was added.
    pub fn added(&self, test: &str) {
        self.attempts()
            .retain(|_, attempt| !matches!(attempt, Attempt::Passed(passed) if passed == test));
    }

    fn attempts(&self) -> MutexGuard<'_, HashMap<String, Attempt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
