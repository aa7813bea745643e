//! Signing in, and who works here.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::hatif::refusal::Refusal;
use crate::hatif::request::pairs;
use crate::hatif::runtime::Runtime;
use crate::hatif::server::{Answer, ok};
use crate::hatif::workspace::Token;

/// The scope without which a token is issued but opens nothing.
const SCOPE: &str = "VoxaAPI";

/// `POST /connect/token`
pub(crate) async fn token(
    State(runtime): State<Arc<Runtime>>,
    headers: HeaderMap,
    body: String,
) -> Answer {
    let is_form = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    let refused = |status, error, description| Refusal::OAuth {
        status,
        error,
        description,
    };
    if !is_form {
        let description = "The specified 'Content-Type' header is not valid.";
        return Err(refused(400, "invalid_request", description));
    }
    let form = pairs(&body);
    let field = |name: &str| {
        form.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    match field("grant_type") {
        Some("client_credentials") => {}
        None => {
            let description = "The mandatory 'grant_type' parameter is missing.";
            return Err(refused(400, "invalid_request", description));
        }
        Some(_) => {
            let description = "The specified 'grant_type' is not supported.";
            return Err(refused(400, "unsupported_grant_type", description));
        }
    }
    runtime.act(|world| {
        let known = field("client_id") == Some(world.credentials.client_id.as_str())
            && field("client_secret") == Some(world.credentials.client_secret.as_str());
        if !known {
            let description = "The specified client credentials are invalid.";
            return Err(refused(401, "invalid_client", description));
        }
        let scope = field("scope").unwrap_or_default();
        if scope
            .split(' ')
            .any(|scope| !scope.is_empty() && scope != SCOPE)
        {
            let description = "The specified 'scope' is not valid.";
            return Err(refused(400, "invalid_scope", description));
        }
        let lifetime = world.options.token_lifetime;
        let expires = world.now()
            + SignedDuration::try_from(lifetime).unwrap_or(SignedDuration::from_hours(1));
        let (head, tail) = (world.dice.next(), world.dice.next());
        let access_token =
            format!("eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.{head:016x}.{tail:016x}");
        let token = Token {
            has_scope: scope.split(' ').any(|scope| scope == SCOPE),
            expires,
        };
        world.tokens.insert(access_token.clone(), token);
        ok(&json!({
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": lifetime.as_secs(),
        }))
    })
}

/// `GET /v1/workspaces/users`
pub(crate) async fn users(State(runtime): State<Arc<Runtime>>) -> Answer {
    let users: Vec<Value> = runtime.look(|world| {
        world
            .users
            .iter()
            .map(|user| world.user_json(user))
            .collect()
    });
    ok(&json!(users))
}
