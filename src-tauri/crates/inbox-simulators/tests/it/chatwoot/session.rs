use serde_json::{Value, json};

use super::{Desk, read};

#[tokio::test]
async fn without_a_valid_token_nothing_is_told() {
    let mut desk = Desk::empty().await;
    desk.token = "wrong".to_owned();
    let (status, answer) = desk.get("/conversations").await;
    assert_eq!(
        (status, &answer["error"]),
        (401, &json!("Invalid Access Token"))
    );
    let bare = desk.http.get(desk.url("/api/v1/profile"));
    let (status, answer) = read(bare).await;
    assert_eq!((status, answer["errors"].is_array()), (401, true));
}

#[tokio::test]
async fn another_account_is_refused_and_an_unknown_one_is_not_found() {
    let desk = Desk::empty().await;
    assert_eq!(desk.get("/api/v1/accounts/2/labels").await.0, 401);
    assert_eq!(desk.get("/api/v1/accounts/99/labels").await.0, 404);
}

#[tokio::test]
async fn a_server_tells_its_version_to_everybody() {
    let desk = Desk::empty().await;
    let (status, answer) = read(desk.http.get(desk.url("/api"))).await;
    assert_eq!(status, 200);
    assert_eq!(answer["version"], "4.16.2");
    assert_eq!(answer["timestamp"], "2026-11-20 09:00:00");
    desk.control
        .quirks(|quirks| quirks.version = "4.10.1".to_owned());
    let (_, answer) = read(desk.http.get(desk.url("/api"))).await;
    assert_eq!(answer["version"], "4.10.1");
}

#[tokio::test]
async fn the_profile_tells_the_account_the_role_and_the_live_secret() {
    let desk = Desk::empty().await;
    let (status, profile) = desk.get("/api/v1/profile").await;
    assert_eq!(status, 200);
    assert_eq!(profile["accounts"][0]["id"], 1);
    assert_eq!(profile["role"], "administrator");
    assert_eq!(profile["access_token"], desk.token.as_str());
    assert!(
        profile["pubsub_token"]
            .as_str()
            .is_some_and(|it| it.len() > 8)
    );
}

async fn sign_in(desk: &Desk, body: Value) -> reqwest::Response {
    let request = desk.http.post(desk.url("/auth/sign_in")).json(&body);
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_password_opens_a_session_that_ends_when_it_is_revoked() {
    let desk = Desk::empty().await;
    let own = desk.simulator.credentials();
    let wrong = json!({ "email": own.email, "password": "no" });
    assert_eq!(sign_in(&desk, wrong).await.status(), 401);
    let right = json!({ "email": own.email, "password": own.password });
    let answer = sign_in(&desk, right).await;
    assert_eq!(answer.status(), 200);
    let headers = answer.headers().clone();
    assert_eq!(headers["token-type"], "Bearer");
    let with_session = || {
        let mut request = desk.http.get(desk.url("/api/v1/profile"));
        for name in ["access-token", "client", "uid"] {
            request = request.header(name, &headers[name]);
        }
        read(request)
    };
    assert_eq!(with_session().await.0, 200);
    // Without the plan's leave tokens are refused, while sessions go on.
    desk.control.quirks(|quirks| quirks.api_access = false);
    assert_eq!(desk.get("/labels").await.0, 403);
    assert_eq!(with_session().await.1["access_token"], "");
    desk.control.expire_tokens();
    assert_eq!(with_session().await.0, 401);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_checked() {
    let desk = Desk::empty().await;
    desk.control.quirks(|quirks| quirks.two_factor = true);
    let own = desk.simulator.credentials();
    let first = json!({ "email": own.email, "password": own.password });
    let answer = sign_in(&desk, first).await;
    assert_eq!(answer.status(), 206);
    let token = answer.json::<Value>().await.unwrap()["mfa_token"].clone();
    let code = |token: &Value, code: &str| json!({ "mfa_token": token, "otp_code": code });
    assert_eq!(
        sign_in(&desk, code(&json!("x"), &own.otp_code))
            .await
            .status(),
        401
    );
    assert_eq!(sign_in(&desk, code(&token, "000000")).await.status(), 400);
    let answer = sign_in(&desk, code(&token, &own.otp_code)).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("access-token"));
}
