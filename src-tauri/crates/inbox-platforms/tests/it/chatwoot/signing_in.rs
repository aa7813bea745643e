//! From what a person types in to a line that works.

use inbox_core::{Platform, PlatformError, PlatformKind};
use inbox_platforms::{Account, OpenError, SignInError, sign_in};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::{
    chatwoot::{Office, open, options, token_of},
    scripted::{Reply, Scripted},
};

async fn try_with(base_url: &str, typed: Value) -> Result<Vec<Account>, SignInError> {
    sign_in(PlatformKind::Chatwoot, options(base_url, typed.to_string())).await
}

/// Opens the first account and asks it who I am.
async fn works(base_url: &str, accounts: &[Account]) -> bool {
    let credentials = accounts[0].credentials.expose_secret().to_owned();
    open(options(base_url, credentials)).connect().await.is_ok()
}

fn kind_of(account: &Account) -> &'static str {
    let credentials: Value =
        serde_json::from_str(account.credentials.expose_secret()).expect("JSON");
    if credentials["accessToken"].is_string() {
        "token"
    } else {
        "session"
    }
}

#[tokio::test]
async fn a_token_opens_the_accounts_it_reaches() {
    let office = Office::empty().await;
    let base_url = office.simulator.base_url();
    let credentials = office.simulator.credentials();
    let typed = json!({ "accessToken": credentials.access_token });
    let accounts = try_with(base_url, typed).await.expect("a valid token");
    assert_eq!(accounts.len(), 1);
    assert!(!accounts[0].name.is_empty());
    assert!(works(base_url, &accounts).await);
    let complete = serde_json::from_str(&token_of(&credentials)).expect("JSON");
    let same = try_with(base_url, complete).await.expect("a valid token");
    assert_eq!(same[0].name, accounts[0].name);
}

#[tokio::test]
async fn a_password_opens_the_accounts_with_the_permanent_token_where_tokens_are_taken() {
    let office = Office::empty().await;
    let base_url = office.simulator.base_url();
    let credentials = office.simulator.credentials();
    let typed = || json!({ "email": credentials.email, "password": credentials.password });
    let accounts = try_with(base_url, typed())
        .await
        .expect("the right password");
    assert_eq!(kind_of(&accounts[0]), "token");
    assert!(works(base_url, &accounts).await);

    office.control.quirks(|quirks| quirks.api_access = false);
    let accounts = try_with(base_url, typed())
        .await
        .expect("the right password");
    assert_eq!(kind_of(&accounts[0]), "session");
    assert!(works(base_url, &accounts).await);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_its_code_opens_the_accounts() {
    let office = Office::empty().await;
    office.control.quirks(|quirks| quirks.two_factor = true);
    let base_url = office.simulator.base_url();
    let credentials = office.simulator.credentials();
    let typed = json!({ "email": credentials.email, "password": credentials.password });
    let error = try_with(base_url, typed)
        .await
        .expect_err("a code is needed");
    let SignInError::SecondFactor { ticket } = &error else {
        panic!("{error:?}");
    };
    assert!(!format!("{error:?} {error}").contains(ticket.expose_secret()));
    let step = |code: &str| json!({ "ticket": ticket.expose_secret(), "code": code });
    let wrong = try_with(base_url, step("000000"))
        .await
        .expect_err("a wrong code");
    assert!(
        matches!(wrong, SignInError::Platform(PlatformError::KeyRefused)),
        "{wrong:?}"
    );
    let code = credentials.otp_code;
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let accounts = try_with(base_url, step(&spaced))
        .await
        .expect("the right code");
    assert!(works(base_url, &accounts).await);
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_what_is_malformed_never_leaves() {
    let office = Office::empty().await;
    let base_url = office.simulator.base_url();
    let email = office.simulator.credentials().email;
    for typed in [
        json!({ "email": email, "password": "guessed" }),
        json!({ "accessToken": "guessed" }),
        json!({ "ticket": "guessed", "code": "123456" }),
    ] {
        let error = try_with(base_url, typed.clone()).await.expect_err("wrong");
        assert!(
            matches!(error, SignInError::Platform(PlatformError::KeyRefused)),
            "{typed}: {error:?}"
        );
    }
    let server = Scripted::start(|_| Reply::Json(200, json!({}))).await;
    for typed in [json!({}), json!({ "email": "x" }), json!([]), json!("key")] {
        let error = try_with(&server.url(), typed).await.expect_err("malformed");
        assert!(
            matches!(error, SignInError::Open(OpenError::Credentials)),
            "{error:?}"
        );
    }
    let plain = try_with("http://192.0.2.1", json!({ "accessToken": "x" })).await;
    assert!(matches!(
        plain,
        Err(SignInError::Open(OpenError::Unprotected))
    ));
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn a_person_without_a_role_anywhere_has_nothing_to_open() {
    let profile = json!({ "id": 7, "accounts": [{ "id": 1, "name": "Acme", "role": null, "status": "active" }] });
    let server = Scripted::start(move |_| Reply::Json(200, profile.clone())).await;
    let error = try_with(&server.url(), json!({ "accessToken": "x" }))
        .await
        .expect_err("no role");
    assert!(
        matches!(
            error,
            SignInError::Platform(PlatformError::ScopeMissing { .. })
        ),
        "{error:?}"
    );
}
