//! The two kinds of key: a person's access token, and the session of a sign-in by password.

use inbox_core::Secret;
use reqwest::{
    RequestBuilder,
    header::{HeaderName, HeaderValue},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::wire::{Row, id_of};
use crate::OpenError;

/// What the platform knows a person by.
#[derive(Clone)]
pub(super) enum Key {
    /// Permanent until the person resets it.
    Token(Secret),
    /// Two months; the platform does not change it from call to call.
    Session {
        token: Secret,
        client: String,
        uid: String,
    },
}

impl Key {
    /// Reads the key of `{"accessToken": …}` or `{"session": {…}}`.
    pub(super) fn of(document: Row<'_>) -> Option<Self> {
        if let Some(token) = document.text("accessToken") {
            return Some(Self::Token(token.trim().to_owned().into()));
        }
        let session = document.row("session")?;
        Some(Self::Session {
            token: session.text("accessToken")?.trim().to_owned().into(),
            client: session.text("client")?.trim().to_owned(),
            uid: session.text("uid")?.trim().to_owned(),
        })
    }

    /// The credentials of a line on an account.
    pub(super) fn for_account(&self, account: i64) -> Secret {
        let document = match self {
            Self::Token(token) => {
                json!({ "accountId": account, "accessToken": token.expose_secret() })
            }
            Self::Session { token, client, uid } => json!({
                "accountId": account,
                "session": { "accessToken": token.expose_secret(), "client": client, "uid": uid },
            }),
        };
        document.to_string().into()
    }

    /// The request with the key on it.
    ///
    /// The token's header is written with hyphens: the server does not tell them from the
    /// underscores it is documented with, while many proxies drop names with underscores.
    pub(super) fn on(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::Token(token) => with(request, "api-access-token", token.expose_secret()),
            Self::Session { token, client, uid } => {
                let request = with(request, "access-token", token.expose_secret());
                with(with(request, "client", client), "uid", uid)
            }
        }
    }
}

fn with(request: RequestBuilder, name: &'static str, value: &str) -> RequestBuilder {
    match HeaderValue::from_str(value) {
        Ok(mut value) => {
            value.set_sensitive(true);
            request.header(HeaderName::from_static(name), value)
        }
        // What no header can hold is no key; without it the platform answers that nobody signed in.
        Err(_) => request,
    }
}

/// What opens one account.
pub(super) struct Credentials {
    pub(super) account: i64,
    pub(super) key: Key,
}

impl Credentials {
    pub(super) fn parse(credentials: &Secret) -> Result<Self, OpenError> {
        let document: Value = serde_json::from_str(credentials.expose_secret())
            .map_err(|_| OpenError::Credentials)?;
        let row = Row::of(&document).ok_or(OpenError::Credentials)?;
        let account = row
            .member("accountId")
            .and_then(id_of)
            .and_then(|id| id.0.parse().ok());
        Ok(Self {
            account: account.ok_or(OpenError::Credentials)?,
            key: Key::of(row).ok_or(OpenError::Credentials)?,
        })
    }
}
