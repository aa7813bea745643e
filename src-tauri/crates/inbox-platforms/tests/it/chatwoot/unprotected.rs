//! A server of one's own without protection: spoken to only where the person agreed, and nowhere else.
//!
//! Such a server stands on another computer; here it is this one, by an address that nothing knows to
//! be this one.

#![cfg(not(windows))]

use inbox_core::{Platform, PlatformError, PlatformKind};
use inbox_platforms::{AnyPlatform, OpenError, OpenOptions, SignInError};
use serde_json::json;

use crate::{
    chatwoot::options,
    scripted::{Reply, Scripted},
    support::http,
};

/// The same server by an address of which nobody says that it is this computer.
fn from_afar(url: &str) -> String {
    url.replace("127.0.0.1", "0.0.0.0")
}

fn credentials() -> String {
    json!({ "accountId": 1, "accessToken": "not to be told" }).to_string()
}

fn agreed(base_url: &str) -> OpenOptions {
    OpenOptions {
        http: http().unprotected_to(base_url),
        ..options(base_url, credentials())
    }
}

async fn profile_server() -> Scripted {
    let profile = json!({
        "id": 7, "accounts": [{ "id": 1, "name": "Acme", "role": "agent", "status": "active" }],
    });
    Scripted::start(move |_| Reply::Json(200, profile.clone())).await
}

#[tokio::test]
async fn nothing_is_sent_before_the_person_agrees() {
    let server = profile_server().await;
    let address = from_afar(&server.url());
    for path in ["", "/app/login"] {
        let options = options(&format!("{address}{path}"), credentials());
        let refused = inbox_platforms::sign_in(PlatformKind::Chatwoot, options).await;
        assert!(matches!(
            refused,
            Err(SignInError::Open(OpenError::Unprotected))
        ));
    }
    let opened = AnyPlatform::open(PlatformKind::Chatwoot, options(&address, credentials()));
    assert_eq!(opened.err(), Some(OpenError::Unprotected));
    assert_eq!(server.received().len(), 0);

    let accounts = inbox_platforms::sign_in(PlatformKind::Chatwoot, agreed(&address)).await;
    assert_eq!(accounts.expect("agreed").len(), 1);
    assert!(!server.received().is_empty());
}

#[tokio::test]
async fn agreeing_to_one_server_is_agreeing_to_no_other() {
    let (server, other) = (profile_server().await, profile_server().await);
    let elsewhere = OpenOptions {
        http: http().unprotected_to(&from_afar(&server.url())),
        ..options(&from_afar(&other.url()), credentials())
    };
    let opened = AnyPlatform::open(PlatformKind::Chatwoot, elsewhere);
    assert_eq!(opened.err(), Some(OpenError::Unprotected));
    // The platforms that have no servers of one's own know no such agreement.
    for (kind, key) in [
        (PlatformKind::Chatvolt, json!({ "apiKey": "k" })),
        (PlatformKind::Ohallo, json!({ "apiKey": "ohk_live_k" })),
        (
            PlatformKind::Hatif,
            json!({ "clientId": "a", "clientSecret": "b" }),
        ),
    ] {
        let address = from_afar(&server.url());
        let options = OpenOptions {
            credentials: key.to_string().into(),
            ..agreed(&address)
        };
        let opened = AnyPlatform::open(kind, options);
        assert_eq!(opened.err(), Some(OpenError::Address), "{kind:?}");
    }
    assert_eq!((server.received().len(), other.received().len()), (0, 0));
}

#[tokio::test]
async fn a_redirect_leads_neither_the_key_nor_a_file_to_where_nobody_agreed() {
    let other = profile_server().await;
    let target = format!("{}/stolen", from_afar(&other.url()));
    let server =
        Scripted::start(move |_| Reply::with_headers(302, &format!("location: {target}\r\n"), b""))
            .await;
    let address = from_afar(&server.url());
    let options = agreed(&address);
    let client = AnyPlatform::open(PlatformKind::Chatwoot, options).expect("agreed");
    let connected = client.connect().await;
    assert!(connected.is_err());
    let file = client.fetch_media("/file", 1_000).await;
    assert_eq!(file, Err(PlatformError::Unsupported));
    assert_eq!(other.received().len(), 0);
    // Protected and then not is no way either, though the server is the very same.
    let downgraded = http().unprotected_to("https://desk.example.com");
    let options = OpenOptions {
        http: downgraded,
        ..self::options("http://desk.example.com", credentials())
    };
    let opened = AnyPlatform::open(PlatformKind::Chatwoot, options);
    assert_eq!(opened.err(), Some(OpenError::Unprotected));
}
