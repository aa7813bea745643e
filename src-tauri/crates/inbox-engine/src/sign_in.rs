//! Signing in: what a person types in opens one account or several, perhaps after a code.
//!
//! Invariant: complete credentials wait in memory only, under names that say nothing, for a quarter
//! of an hour at most.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use inbox_core::{Secret, Timestamp};
use inbox_platforms::SignInError;
use secrecy::ExposeSecret as _;

use crate::{
    connect::{Credentials, LineTest, TEST_LIFE_MS, TestProgress},
    engine::Engine,
    error::EngineError,
};

/// An account that credentials open, to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChoice {
    /// The name under which its credentials wait, for [`Engine::test_account`].
    pub account: String,
    /// Its name on the platform; empty where there is only one and it has none.
    pub name: String,
}

/// What signing in came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedIn {
    /// The accounts that are open to these credentials; at least one.
    Accounts(Vec<AccountChoice>),
    /// The platform wants a code as well, for [`Engine::give_code`].
    SecondFactor {
        /// The name under which the attempt waits.
        attempt: String,
    },
}

/// Credentials that wait in memory for the person's next step, by names that say nothing.
#[derive(Default)]
pub(crate) struct PendingCredentials(Mutex<HashMap<String, Waiting>>);

#[derive(Clone)]
struct Waiting {
    credentials: Credentials,
    /// The account's name on the platform; empty where it has none, or for an attempt.
    account: String,
    kept_at: Timestamp,
}

impl PendingCredentials {
    fn keep(&self, name: String, waiting: Waiting) {
        let now = waiting.kept_at;
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pending.retain(|_, known| now.since(known.kept_at) < TEST_LIFE_MS);
        pending.insert(name, waiting);
    }

    fn get(&self, name: &str, now: Timestamp) -> Option<Waiting> {
        let pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = pending.get(name);
        known
            .filter(|known| now.since(known.kept_at) < TEST_LIFE_MS)
            .cloned()
    }

    fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

impl Engine {
    /// Finds the accounts that typed-in credentials open. They wait in memory for a quarter of an
    /// hour, or until [`Engine::forget_sign_in`].
    pub async fn sign_in(&self, credentials: Credentials) -> Result<SignedIn, EngineError> {
        let kind = credentials.platform;
        let keep = |secret: Secret, account: &str| {
            let surroundings = &self.inner.surroundings;
            let name = format!("{:032x}", u128::from_be_bytes(surroundings.dice.bytes()));
            let waiting = Waiting {
                credentials: Credentials {
                    secret,
                    ..credentials.clone()
                },
                account: account.to_owned(),
                kept_at: surroundings.clock.now(),
            };
            self.inner.sign_ins.keep(name.clone(), waiting);
            name
        };
        match inbox_platforms::sign_in(kind, self.options_of(&credentials)).await {
            Ok(accounts) => Ok(SignedIn::Accounts(
                accounts
                    .into_iter()
                    .map(|account| AccountChoice {
                        account: keep(account.credentials, &account.name),
                        name: account.name,
                    })
                    .collect(),
            )),
            Err(SignInError::SecondFactor { ticket }) => Ok(SignedIn::SecondFactor {
                attempt: keep(ticket, ""),
            }),
            Err(SignInError::Open(error)) => Err(error.into()),
            Err(SignInError::Platform(error)) => Err(error.into()),
        }
    }

    /// Goes on with a sign-in that wants a code.
    pub async fn give_code(&self, attempt: &str, code: &str) -> Result<SignedIn, EngineError> {
        let now = self.inner.surroundings.clock.now();
        let waiting = self.inner.sign_ins.get(attempt, now);
        let waiting = waiting.ok_or(EngineError::UnknownTest)?.credentials;
        let ticket = waiting.secret.expose_secret();
        let secret = serde_json::json!({ "ticket": ticket, "code": code.trim() }).to_string();
        self.sign_in(Credentials {
            secret: Secret::from(secret),
            ..waiting.clone()
        })
        .await
    }

    /// Tries one of the accounts that [`Engine::sign_in`] found.
    pub async fn test_account(
        &self,
        account: &str,
        progress: impl Fn(TestProgress) + Send,
    ) -> Result<LineTest, EngineError> {
        let now = self.inner.surroundings.clock.now();
        let waiting = self.inner.sign_ins.get(account, now);
        let waiting = waiting.ok_or(EngineError::UnknownTest)?;
        self.test_named(waiting.credentials, &waiting.account, progress)
            .await
    }

    /// The credentials of an account that [`Engine::sign_in`] found.
    pub(crate) fn account(&self, account: &str) -> Result<Credentials, EngineError> {
        let now = self.inner.surroundings.clock.now();
        let waiting = self.inner.sign_ins.get(account, now);
        Ok(waiting.ok_or(EngineError::UnknownTest)?.credentials)
    }

    /// Forgets credentials that were typed in and not connected.
    pub fn forget_sign_in(&self) {
        self.inner.sign_ins.clear();
    }
}
