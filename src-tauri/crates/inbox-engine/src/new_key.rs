//! A new key for a line: tried first, so that a mistyped one never replaces one that works.
//!
//! Invariant: a line stays where it is. Its new key is sent to its own address and to no other, in
//! clear only where the person agreed to that for this very line, and the choices made beside the old
//! key go on.

use inbox_core::{
    Connection, LineId, ListRequest, Platform as _, PlatformError, Secret, SecretKey, Unavailable,
};
use inbox_platforms::AnyPlatform;

use crate::{
    capabilities,
    connect::{Credentials, is_same_workspace},
    engine::{Engine, LineState},
    error::EngineError,
    sign_in::SignedIn,
};

impl Engine {
    /// Signs in to where a line is, with what the person typed in for it; the accounts and attempts
    /// wait like those of [`Engine::sign_in`].
    pub async fn sign_in_again(
        &self,
        line: LineId,
        typed: Credentials,
    ) -> Result<SignedIn, EngineError> {
        let known = self.line_state(line).await?.line;
        if known.platform != typed.platform {
            return Err(EngineError::OtherWorkspace);
        }
        self.sign_in(Credentials {
            base_url: known.base_url,
            unprotected: known.unprotected,
            ..typed
        })
        .await
    }

    /// Puts in the new key of a line: of the accounts it opens, the one the line is on.
    pub async fn replace_key(
        &self,
        line: LineId,
        accounts: &[String],
    ) -> Result<LineState, EngineError> {
        let surroundings = &self.inner.surroundings;
        let known = self.line_state(line).await?.line;
        let before = surroundings.store.read().await?.directory(line).await?;
        // A keychain that is locked says so before anything is tried.
        let old = surroundings
            .secrets
            .get(SecretKey::Credentials(line))
            .await?;
        let mut candidates = Vec::with_capacity(accounts.len());
        for account in accounts {
            let mut credentials = self.account(account)?;
            if credentials.platform != known.platform || credentials.base_url != known.base_url {
                return Err(EngineError::OtherWorkspace);
            }
            if let Some(old) = &old {
                credentials.secret =
                    inbox_platforms::with_choices_of(known.platform, &credentials.secret, old);
            }
            candidates.push(credentials);
        }
        // Each try takes its calls from one quota, so the likeliest comes first.
        if let Some(old) = &old {
            candidates.sort_by_key(|candidate| {
                !inbox_platforms::say_same_account(known.platform, &candidate.secret, old)
            });
        }
        for credentials in candidates {
            let platform = self.open(&credentials)?;
            let connection = platform.connect().await?;
            if is_same_workspace(&before, &connection.directory) {
                try_reading(&platform, &connection).await?;
                return self.put_in(line, credentials.secret, &connection).await;
            }
        }
        Err(EngineError::OtherWorkspace)
    }

    /// Uses the undocumented host of the platform's own pages on a line, or no longer. It is tried
    /// first; one that refuses the key is not kept as used.
    pub async fn use_dashboard(&self, line: LineId, on: bool) -> Result<LineState, EngineError> {
        let surroundings = &self.inner.surroundings;
        let known = self.line_state(line).await?.line;
        let key = surroundings
            .secrets
            .get(SecretKey::Credentials(line))
            .await?
            .ok_or(EngineError::Platform(PlatformError::KeyRefused))?;
        let secret = inbox_platforms::with_dashboard(known.platform, &key, on)
            .ok_or(EngineError::Platform(PlatformError::Unsupported))?;
        let credentials = Credentials {
            platform: known.platform,
            base_url: known.base_url,
            unprotected: known.unprotected,
            secret,
        };
        let connection = self.open(&credentials)?.connect().await?;
        if on && connection.capabilities.set_tags == Err(Unavailable::Key) {
            let scope = "dashboard".to_owned();
            return Err(PlatformError::ScopeMissing { scope }.into());
        }
        self.put_in(line, credentials.secret, &connection).await
    }

    async fn put_in(
        &self,
        line: LineId,
        secret: Secret,
        connection: &Connection,
    ) -> Result<LineState, EngineError> {
        let surroundings = &self.inner.surroundings;
        let turn = self.inner.turn.lock().await;
        if surroundings.store.read().await?.line(line).await?.is_none() {
            return Err(EngineError::UnknownLine);
        }
        surroundings
            .secrets
            .set(SecretKey::Credentials(line), secret)
            .await?;
        let mut write = surroundings.store.write().await?;
        write.replace_directory(line, &connection.directory).await?;
        capabilities::keep(&mut write, line, &connection.capabilities).await?;
        write.commit().await?;
        self.restart_in(&turn, line).await?;
        drop(turn);
        self.line_state(line).await
    }
}

/// A key that may sign in and not read would stop the line that it was to mend.
async fn try_reading(platform: &AnyPlatform, connection: &Connection) -> Result<(), EngineError> {
    if let Some(scope) = platform.scopes(&connection.directory).into_iter().next() {
        let request = ListRequest {
            scope,
            page: None,
            since: None,
        };
        platform.list(&request).await?;
    }
    Ok(())
}
