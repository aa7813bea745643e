//! From what a person types in to the accounts it opens.

use inbox_core::{PlatformError, Secret, Urgency};
use reqwest::{Method, Url};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{
    client::{Call, Session, address, installation},
    credentials::Key,
    failure,
    map::Membership,
    wire::Row,
};
use crate::{Account, OpenError, OpenOptions, SignInError, http::Patience};

pub(super) async fn sign_in(options: OpenOptions) -> Result<Vec<Account>, SignInError> {
    let base = installation(&options.http, &options.base_url)?;
    let document: Value = serde_json::from_str(options.credentials.expose_secret())
        .map_err(|_| OpenError::Credentials)?;
    let typed = Row::of(&document).ok_or(OpenError::Credentials)?;
    // Complete credentials open the account they name; without one, every account of the person.
    let only = typed.number("accountId");
    if let Some(key) = Key::of(typed) {
        let session = session(&options, key.clone(), 0)?;
        let profile = session.profile(Urgency::Person).await?;
        let accounts = memberships(&profile)
            .filter(|membership| only.is_none_or(|only| only == membership.account))
            .map(|membership| account(&membership, &key))
            .collect();
        return some(accounts);
    }
    let body = first_or_second_step(typed).ok_or(OpenError::Credentials)?;
    let (key, profile) = by_password(&options, &base, &body).await?;
    accounts_of(&options, key, &profile).await
}

/// The body of either step of a sign-in.
fn first_or_second_step(typed: Row<'_>) -> Option<Value> {
    if let Some((email, password)) = typed.text("email").zip(typed.text("password")) {
        return Some(json!({ "email": email.trim(), "password": password }));
    }
    let (ticket, code) = typed.text("ticket").zip(typed.text("code"))?;
    let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    // The app's codes are six digits; whatever else a person has is a backup code.
    let is_timed = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let name = if is_timed { "otp_code" } else { "backup_code" };
    Some(json!({ "mfa_token": ticket, name: code }))
}

async fn by_password(
    options: &OpenOptions,
    base: &Url,
    body: &Value,
) -> Result<(Key, Value), SignInError> {
    let url = address(base, ["auth", "sign_in"]).ok_or(OpenError::Address)?;
    let request = options.http.request(Method::POST, url).json(body);
    let answer = options.http.exchange(request, Patience::Read).await?;
    match answer.status {
        206 => {
            let document = answer.json()?;
            let ticket = read_ticket(&document).ok_or(PlatformError::Unreadable)?;
            Err(SignInError::SecondFactor { ticket })
        }
        200 => {
            let header = |name| {
                let value = answer.header(name).map(str::to_owned);
                value.ok_or(PlatformError::Unreadable)
            };
            let key = Key::Session {
                token: Secret::from(header("access-token")?),
                client: header("client")?,
                uid: header("uid")?,
            };
            let document = answer.json()?;
            Ok((key, read_profile(document)))
        }
        // A wrong code is 400, everything else wrong is 401.
        400 | 401 => Err(PlatformError::KeyRefused.into()),
        _ => Err(failure::of(&answer, options.clock.now()).into()),
    }
}

/// The accounts of a session, with the person's permanent token where it works: a session ends after
/// two months, and the platform keeps only so many of them.
async fn accounts_of(
    options: &OpenOptions,
    key: Key,
    profile: &Value,
) -> Result<Vec<Account>, SignInError> {
    let token = Row::of(profile)
        .and_then(|profile| profile.text("access_token"))
        .map(|token| Key::Token(token.trim().to_owned().into()));
    let mut accounts = Vec::new();
    let mut needs_session = false;
    for membership in memberships(profile) {
        let permanent = match &token {
            Some(token) if membership.takes_tokens => Some(token),
            // The flag says what the plan has; servers of one's own take tokens all the same.
            Some(token) => takes(options, token, membership.account)
                .await
                .then_some(token),
            None => None,
        };
        needs_session |= permanent.is_none();
        accounts.push(account(&membership, permanent.unwrap_or(&key)));
    }
    if !needs_session {
        let session = session(options, key, 0)?;
        let call = Call::delete(&["auth", "sign_out"]).beside_accounts();
        // A session left behind does no harm: it ends by itself.
        let _ = session.call(Urgency::Person, call).await;
    }
    some(accounts)
}

async fn takes(options: &OpenOptions, token: &Key, account: i64) -> bool {
    match session(options, token.clone(), account) {
        Ok(session) => session.call(Urgency::Person, Call::get(&[])).await.is_ok(),
        Err(_) => false,
    }
}

fn session(options: &OpenOptions, key: Key, account: i64) -> Result<Session, OpenError> {
    Session::with(options.clone(), account, key)
}

/// The sign that a code is wanted as well.
pub(super) fn read_ticket(document: &Value) -> Option<Secret> {
    let ticket = Row::of(document)?.text("mfa_token")?;
    Some(ticket.to_owned().into())
}

/// The person, whom some answers wrap.
pub(super) fn read_profile(document: Value) -> Value {
    document.get("data").cloned().unwrap_or(document)
}

pub(super) fn memberships(profile: &Value) -> impl Iterator<Item = Membership> {
    let accounts = Row::of(profile).map_or(&[] as &[Value], |profile| profile.list("accounts"));
    accounts.iter().filter_map(Membership::of)
}

fn account(membership: &Membership, key: &Key) -> Account {
    Account {
        name: membership.name.clone(),
        credentials: key.for_account(membership.account),
    }
}

/// A person without a role in any account has nothing to open.
fn some(accounts: Vec<Account>) -> Result<Vec<Account>, SignInError> {
    if accounts.is_empty() {
        Err(PlatformError::ScopeMissing {
            scope: "role".to_owned(),
        }
        .into())
    } else {
        Ok(accounts)
    }
}
