use std::time::Duration;

use inbox_simulators::HatifOptions;
use inbox_simulators::hatif::Size;
use serde_json::json;

use super::{Desk, TOKEN, options, read};

#[tokio::test]
async fn a_wrong_secret_is_an_invalid_client() {
    let desk = Desk::empty().await;
    let id = desk.simulator.credentials().client_id;
    let (status, answer) = desk
        .form(&[
            ("client_id", &id),
            ("client_secret", "guess"),
            ("grant_type", "client_credentials"),
            ("scope", "VoxaAPI"),
        ])
        .await;
    assert_eq!((status, &answer["error"]), (401, &json!("invalid_client")));
    assert!(answer["error_description"].is_string());
}

#[tokio::test]
async fn without_a_scope_a_token_is_issued_that_opens_nothing() {
    let mut desk = Desk::empty().await;
    let credentials = desk.simulator.credentials();
    let (status, answer) = desk
        .form(&[
            ("client_id", &credentials.client_id),
            ("client_secret", &credentials.client_secret),
            ("grant_type", "client_credentials"),
        ])
        .await;
    assert_eq!(status, 200);
    assert_eq!(answer["token_type"], "Bearer");
    answer["access_token"]
        .as_str()
        .unwrap()
        .clone_into(&mut desk.token);

    let path = desk.url("/v1/workspaces/users");
    let refused = desk
        .http
        .get(path)
        .bearer_auth(&desk.token)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 401);
    let challenge = refused.headers()["www-authenticate"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(challenge, "Bearer error=\"invalid_token\"");
    assert_eq!(refused.text().await.unwrap(), "");
}

#[tokio::test]
async fn only_a_form_with_client_credentials_gets_a_token() {
    let desk = Desk::empty().await;
    let as_json = desk
        .http
        .post(desk.url(TOKEN))
        .json(&json!({ "grant_type": "password" }));
    let (status, answer) = read(as_json).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_request")));
    let (status, answer) = desk.form(&[("grant_type", "password")]).await;
    assert_eq!(
        (status, &answer["error"]),
        (400, &json!("unsupported_grant_type"))
    );
    let credentials = desk.simulator.credentials();
    let (status, answer) = desk
        .form(&[
            ("client_id", &credentials.client_id),
            ("client_secret", &credentials.client_secret),
            ("grant_type", "client_credentials"),
            ("scope", "Everything"),
        ])
        .await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_scope")));
}

#[tokio::test]
async fn a_token_ends_with_its_lifetime_and_when_the_control_says_so() {
    let token_lifetime = Duration::from_hours(1);
    let options = HatifOptions {
        token_lifetime,
        ..options(Size::Empty)
    };
    let mut desk = Desk::open(options).await;
    desk.control.advance(Duration::from_secs(3_599)).await;
    assert_eq!(desk.get("/v1/workspaces/users").await.0, 200);
    desk.control.advance(Duration::from_secs(1)).await;
    assert_eq!(desk.get("/v1/workspaces/users").await.0, 401);

    desk.sign_in().await;
    assert_eq!(desk.get("/v1/workspaces/users").await.0, 200);
    desk.control.expire_tokens();
    assert_eq!(desk.get("/v1/workspaces/users").await.0, 401);
}

#[tokio::test]
async fn users_are_a_bare_array_of_people_and_ai_agents() {
    let desk = Desk::empty().await;
    let (_, users) = desk.get("/v1/workspaces/users").await;
    let users = users.as_array().unwrap();
    let machines: Vec<_> = users
        .iter()
        .filter(|user| user["isAiAgent"] == true)
        .collect();
    assert_eq!((users.len(), machines.len()), (7, 2));
    assert!(
        machines
            .iter()
            .all(|user| user["id"] == user["userId"] && user["email"].is_null())
    );
    assert!(
        users
            .iter()
            .filter(|user| user["isAiAgent"] == false)
            .all(|user| {
                user["id"] != user["userId"]
                    && user["creationTime"].as_str().unwrap().find('Z').is_none()
            })
    );
    assert_eq!(users.iter().filter(|user| user["role"] == 1).count(), 1);
}

#[tokio::test]
async fn channels_carry_their_number_as_an_object_and_can_be_filtered_by_type() {
    let desk = Desk::empty().await;
    let (_, all) = desk
        .get("/v1/channels/service-account?MaxResultCount=1")
        .await;
    assert_eq!(
        (&all["totalCount"], all["items"].as_array().unwrap().len()),
        (&json!(3), 1)
    );
    assert!(
        all["items"][0]["phoneNumber"]["number"]
            .as_str()
            .unwrap()
            .starts_with('+')
    );
    let (_, phones) = desk
        .get("/v1/channels/service-account?type=PhoneNumber")
        .await;
    assert_eq!(phones["items"][0]["name"], "Showroom");
    assert!(phones["items"][0]["whatsAppInfo"].is_null());
}
