//! The workspace's access token: fetched when first needed, renewed before its end, shared by all
//! calls of a line.
//!
//! Invariant: at most one sign-in is under way. Its lock is held across the call, so whoever needs
//! a token meanwhile waits for that sign-in instead of starting another.

use std::sync::Arc;

use inbox_core::{Clock, PlatformError, Secret, Timestamp};
use reqwest::{Method, Url};
use secrecy::ExposeSecret;
use serde::{Deserialize, Deserializer};
use tokio::sync::Mutex;

use super::{failure, wire};
use crate::{
    OpenError,
    http::{Http, Patience},
};

/// The right every call needs. Without asking for it the platform hands out a token that it then
/// refuses everywhere.
pub(super) const SCOPE: &str = "VoxaAPI";

/// How long before its end a token is renewed.
const RENEW_BEFORE_MS: i64 = 60_000;

/// What the person was given.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Credentials {
    client_id: String,
    #[serde(deserialize_with = "secret")]
    client_secret: Secret,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::from)
}

impl Credentials {
    pub(super) fn parse(json: &Secret) -> Result<Self, OpenError> {
        let own: Self = serde_json::from_str(json.expose_secret())
            // The parser's own message could quote the secret.
            .map_err(|_| OpenError::Credentials)?;
        let told =
            !own.client_id.trim().is_empty() && !own.client_secret.expose_secret().is_empty();
        told.then_some(own).ok_or(OpenError::Credentials)
    }

    pub(super) fn client_id(&self) -> &str {
        self.client_id.trim()
    }
}

/// A token as one call uses it.
#[derive(Clone)]
pub(super) struct Bearer {
    pub(super) token: Secret,
    /// Which sign-in it came from; a refusal names it, so that many refusals renew it once.
    pub(super) generation: u64,
    /// True when it was fetched for this very call.
    pub(super) fresh: bool,
}

/// Keeps the token of a line.
pub(super) struct TokenKeeper {
    http: Http,
    url: Url,
    credentials: Credentials,
    clock: Arc<dyn Clock>,
    current: Mutex<Current>,
}

#[derive(Default)]
struct Current {
    generation: u64,
    token: Option<Token>,
}

struct Token {
    token: Secret,
    /// `None` when the platform named no end; then only a refusal ends it.
    renew_at: Option<Timestamp>,
}

impl TokenKeeper {
    pub(super) fn new(
        http: Http,
        url: Url,
        credentials: Credentials,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            http,
            url,
            credentials,
            clock,
            current: Mutex::default(),
        }
    }

    /// A token that is not about to end.
    pub(super) async fn bearer(&self) -> Result<Bearer, PlatformError> {
        let mut current = self.current.lock().await;
        let now = self.clock.now();
        let lasting = current
            .token
            .as_ref()
            .filter(|token| token.renew_at.is_none_or(|renew_at| now < renew_at));
        match lasting {
            Some(token) => Ok(Bearer {
                token: token.token.clone(),
                generation: current.generation,
                fresh: false,
            }),
            None => self.renew(&mut current).await,
        }
    }

    /// A token in place of one that was refused.
    pub(super) async fn bearer_after(&self, refused: &Bearer) -> Result<Bearer, PlatformError> {
        let mut current = self.current.lock().await;
        match &current.token {
            // Somebody renewed it while this call was on its way.
            Some(token) if current.generation != refused.generation => Ok(Bearer {
                token: token.token.clone(),
                generation: current.generation,
                fresh: false,
            }),
            _ => self.renew(&mut current).await,
        }
    }

    async fn renew(&self, current: &mut Current) -> Result<Bearer, PlatformError> {
        // Dropped first: a sign-in that is cancelled half-way must not leave the old one behind.
        current.token = None;
        let token = self.sign_in().await?;
        let bearer = token.token.clone();
        current.token = Some(token);
        current.generation += 1;
        Ok(Bearer {
            token: bearer,
            generation: current.generation,
            fresh: true,
        })
    }

    async fn sign_in(&self) -> Result<Token, PlatformError> {
        let form = [
            ("client_id", self.credentials.client_id.as_str()),
            (
                "client_secret",
                self.credentials.client_secret.expose_secret(),
            ),
            ("grant_type", "client_credentials"),
            ("scope", SCOPE),
        ];
        let asked_at = self.clock.now();
        let request = self
            .http
            .request(Method::POST, self.url.clone())
            .form(&form);
        let answer = self.http.exchange(request, Patience::Read).await?;
        if !answer.is_success() {
            return Err(failure::of_sign_in(&answer, asked_at));
        }
        let row: wire::Token =
            serde_json::from_value(answer.json()?).map_err(|_| PlatformError::Unreadable)?;
        let token = row.access_token.0.filter(|token| !token.is_empty());
        let life_ms = row.expires_in.map(|seconds| i64::from(seconds) * 1000);
        Ok(Token {
            token: Secret::from(token.ok_or(PlatformError::Unreadable)?),
            // A token that lives for less than two minutes is renewed half-way.
            renew_at: life_ms.map(|life| asked_at.plus(life - RENEW_BEFORE_MS.min(life / 2))),
        })
    }
}
