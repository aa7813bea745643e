use hmac::{Hmac, Mac};
use inbox_simulators::chatwoot::MessageStatus;
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Desk, read};

async fn call(desk: &Desk, method: &str, path: &str, body: Value) -> (u16, Value) {
    let inboxes = desk.control.overview().inboxes;
    let app = inboxes.into_iter().find(|it| it.name == "App").unwrap();
    let url = desk.url(&format!("/public/api/v1/inboxes/{}{path}", app.identifier));
    let request = desk.http.request(method.parse().unwrap(), url);
    read(if method == "GET" {
        request
    } else {
        request.json(&body)
    })
    .await
}

#[tokio::test]
async fn an_unknown_inbox_or_contact_is_not_found_at_all() {
    let desk = Desk::empty().await;
    let url = desk.url("/public/api/v1/inboxes/nowhere");
    let (status, answer) = read(desk.http.get(url)).await;
    assert_eq!((status, &answer["status"]), (404, &json!(404)));
    assert_eq!(
        call(&desk, "GET", "/contacts/nobody", Value::Null).await.0,
        404
    );
}

#[tokio::test]
async fn a_customer_talks_and_never_sees_notes() {
    let desk = Desk::empty().await;
    let body = json!({ "source_id": "me", "name": "Sam Reed" });
    let (status, contact) = call(&desk, "POST", "/contacts", body.clone()).await;
    assert_eq!((status, &contact["source_id"]), (200, &json!("me")));
    assert_eq!(
        call(&desk, "POST", "/contacts", body).await.1["id"],
        contact["id"],
        "it is idempotent"
    );
    let (_, conversation) = call(&desk, "POST", "/contacts/me/conversations", json!({})).await;
    let id = conversation["id"].as_i64().unwrap();
    let path = format!("/contacts/me/conversations/{id}");
    let body = json!({ "content": "Hello", "echo_id": "c-1" });
    let (status, message) = call(&desk, "POST", &format!("{path}/messages"), body).await;
    assert_eq!((status, &message["message_type"]), (200, &json!(0)));
    assert!(message.get("status").is_none() && message.get("echo_id").is_none());
    let clara = desk.user("Clara Nunes");
    desk.control.portal_note(id, clara, "secret").unwrap();
    let answer = desk.control.portal_text(id, clara, "Hi Sam").unwrap();
    let (_, seen) = call(&desk, "GET", &format!("{path}/messages"), Value::Null).await;
    assert_eq!(super::column(&seen, "content"), ["Hello", "Hi Sam"]);
    call(
        &desk,
        "POST",
        &format!("{path}/update_last_seen"),
        json!({}),
    )
    .await;
    let truth = desk.control.timeline(id);
    let read = truth.iter().find(|it| it.id == answer.message_id).unwrap();
    assert_eq!(read.status, MessageStatus::Read);
    call(&desk, "POST", &format!("{path}/toggle_status"), json!({})).await;
    let (_, shown) = call(&desk, "GET", &path, Value::Null).await;
    assert_eq!(shown["status"], "resolved");
}

#[tokio::test]
async fn a_proven_identity_is_marked_and_a_wrong_proof_is_an_error() {
    let desk = Desk::empty().await;
    let inboxes = desk.control.overview().inboxes;
    let key = inboxes
        .into_iter()
        .find(|it| it.name == "App")
        .unwrap()
        .hmac_token;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(b"user-1");
    let proof = hex::encode(mac.finalize().into_bytes());
    let body = |proof: &str| json!({ "source_id": "me", "identifier": "user-1", "identifier_hash": proof });
    assert_eq!(call(&desk, "POST", "/contacts", body("wrong")).await.0, 500);
    assert_eq!(call(&desk, "POST", "/contacts", body(&proof)).await.0, 200);
    let (_, conversation) = call(&desk, "POST", "/contacts/me/conversations", json!({})).await;
    let path = format!("/conversations/{}", conversation["id"]);
    assert_eq!(
        desk.get(&path).await.1["meta"]["hmac_verified"],
        false,
        "making it proves nothing"
    );
    assert_eq!(
        call(&desk, "PATCH", "/contacts/me", body(&proof)).await.0,
        200
    );
    assert_eq!(desk.get(&path).await.1["meta"]["hmac_verified"], true);
}
