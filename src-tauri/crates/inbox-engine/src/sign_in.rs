//! Signing in: what a person types in opens one account or several, perhaps after a code.
//!
//! Invariant: complete credentials wait in memory only, under names that say nothing, for a quarter
//! of an hour at most.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use inbox_core::{Connection, Directory, Platform as _, Secret, Timestamp};
use inbox_platforms::SignInError;
use secrecy::ExposeSecret as _;

use crate::{
    connect::{Credentials, LineTest, TEST_LIFE_MS, TestProgress, is_same_workspace},
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
pub(crate) struct PendingCredentials(Mutex<HashMap<String, (Credentials, Timestamp)>>);

impl PendingCredentials {
    fn keep(&self, name: String, credentials: Credentials, now: Timestamp) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pending.retain(|_, (_, kept_at)| now.since(*kept_at) < TEST_LIFE_MS);
        pending.insert(name, (credentials, now));
    }

    fn get(&self, name: &str, now: Timestamp) -> Option<Credentials> {
        let pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pending
            .get(name)
            .filter(|(_, kept_at)| now.since(*kept_at) < TEST_LIFE_MS)
            .map(|(credentials, _)| credentials.clone())
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
        let base_url = credentials.base_url.clone();
        let keep = |secret: Secret| {
            let surroundings = &self.inner.surroundings;
            let name = format!("{:032x}", u128::from_be_bytes(surroundings.dice.bytes()));
            let credentials = Credentials {
                platform: kind,
                base_url: base_url.clone(),
                secret,
            };
            let now = surroundings.clock.now();
            self.inner.sign_ins.keep(name.clone(), credentials, now);
            name
        };
        match inbox_platforms::sign_in(kind, self.options_of(&credentials)).await {
            Ok(accounts) => Ok(SignedIn::Accounts(
                accounts
                    .into_iter()
                    .map(|account| AccountChoice {
                        account: keep(account.credentials),
                        name: account.name,
                    })
                    .collect(),
            )),
            Err(SignInError::SecondFactor { ticket }) => Ok(SignedIn::SecondFactor {
                attempt: keep(ticket),
            }),
            Err(SignInError::Open(error)) => Err(error.into()),
            Err(SignInError::Platform(error)) => Err(error.into()),
        }
    }

    /// Goes on with a sign-in that wants a code.
    pub async fn give_code(&self, attempt: &str, code: &str) -> Result<SignedIn, EngineError> {
        let now = self.inner.surroundings.clock.now();
        let waiting = self.inner.sign_ins.get(attempt, now);
        let waiting = waiting.ok_or(EngineError::UnknownTest)?;
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
        let credentials = self.inner.sign_ins.get(account, now);
        let credentials = credentials.ok_or(EngineError::UnknownTest)?;
        self.test_line(credentials, progress).await
    }

    /// Forgets credentials that were typed in and not connected.
    pub fn forget_sign_in(&self) {
        self.inner.sign_ins.clear();
    }

    /// Of the accounts that new credentials open, the one the line is on.
    pub(crate) async fn same_account(
        &self,
        typed: Credentials,
        before: &Directory,
    ) -> Result<(Credentials, Connection), EngineError> {
        let signed_in = inbox_platforms::sign_in(typed.platform, self.options_of(&typed)).await;
        let accounts = signed_in.map_err(|error| match error {
            SignInError::SecondFactor { .. } => EngineError::SecondFactor,
            SignInError::Open(error) => error.into(),
            SignInError::Platform(error) => error.into(),
        })?;
        for account in accounts {
            let credentials = Credentials {
                secret: account.credentials,
                ..typed.clone()
            };
            let connection = self.open(&credentials)?.connect().await?;
            if is_same_workspace(before, &connection.directory) {
                return Ok((credentials, connection));
            }
        }
        Err(EngineError::OtherWorkspace)
    }
}
