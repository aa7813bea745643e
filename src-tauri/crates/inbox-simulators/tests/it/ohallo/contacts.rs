use inbox_simulators::ohallo::{Dialect, Dialects};
use serde_json::{Value, json};

use super::{AHMED, Desk, accepted, error, texts};

#[tokio::test]
async fn a_contact_needs_a_workspace_a_name_and_an_address() {
    let desk = Desk::empty().await;
    let sound = json!({
        "workspaceId": desk.workspace("Portugal"), "name": "Ana Sousa", "email": "ana@mail.example",
    });
    for missing in ["workspaceId", "name", "email"] {
        let mut body = sound.clone();
        body.as_object_mut().unwrap().remove(missing);
        let (status, answer) = desk.post("/api/contacts", body).await;
        assert_eq!(
            (status, answer),
            (400, error(&format!("{missing} is required")))
        );
    }
    let (status, contact) = desk.post("/api/contacts", sound).await;
    assert_eq!((status, &contact["name"]), (201, &json!("Ana Sousa")));
    let one = desk
        .read(&format!(
            "/api/contacts/{}",
            contact["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(
        one["identities"],
        json!([{ "channel": "email", "value": "ana@mail.example" }])
    );
    assert_eq!(
        desk.get("/api/contacts/nobody").await,
        (404, error("Contact not found"))
    );
}

#[tokio::test]
async fn contacts_come_in_pages_in_the_guide_and_all_at_once_in_the_reference() {
    let desk = Desk::small().await;
    let total = desk.control.overview().contacts;
    let page = desk.read("/api/contacts?limit=10&offset=5").await;
    assert_eq!(
        (page["items"].as_array().unwrap().len(), &page["total"]),
        (10, &json!(total))
    );
    let next = desk.read("/api/contacts?limit=10&offset=15").await;
    assert_ne!(page["items"][9]["id"], next["items"][0]["id"]);
    assert!(page["items"][0].get("name").is_some());

    desk.control.speak(Dialects::all(Dialect::Reference));
    let all = desk.read("/api/contacts").await;
    assert_eq!(all.as_array().unwrap().len(), total);
    assert!(all.as_array().unwrap().iter().all(|contact| {
        contact["resolutionStatus"].is_string() && contact.get("name").is_none()
    }));
    assert!(
        all.as_array()
            .unwrap()
            .iter()
            .any(|contact| contact["firstName"].is_string())
    );
}

#[tokio::test]
async fn contacts_are_found_by_parts_of_what_is_known_of_them() {
    let desk = Desk::empty().await;
    desk.ahmed_writes("Hello");
    for query in ["AHMED", "966501234", "ali"] {
        let found = desk.read(&format!("/api/contacts?q={query}")).await;
        assert_eq!(found["total"], 1, "{query}");
    }
    assert_eq!(desk.read("/api/contacts?q=zzz").await["total"], 0);
    let found = desk.read("/api/contacts?q=ahmed").await["items"][0].clone();
    assert_eq!(
        (&found["phone"], &found["email"]),
        (&json!(AHMED), &Value::Null)
    );
}

#[tokio::test]
async fn a_contact_is_linked_to_a_company_that_exists() {
    let desk = Desk::small().await;
    let contact = desk.control.conversations()[0].contact_id.clone();
    let path = format!("/api/contacts/{contact}/link-account");
    let refused = desk.post(&path, json!({ "accountId": "nobody" })).await;
    assert_eq!(refused, (400, error("Invalid account")));
    let accounts = desk.read("/api/accounts").await;
    let account = accounts[0].clone();
    assert_eq!(
        desk.post(&path, json!({ "accountId": account["id"] }))
            .await,
        accepted()
    );
    let linked = desk.read(&format!("/api/contacts/{contact}")).await;
    assert_eq!(
        (&linked["accountId"], &linked["accountName"]),
        (&account["id"], &account["name"])
    );
    desk.control.speak(Dialects::all(Dialect::Reference));
    let linked = desk.read(&format!("/api/contacts/{contact}")).await;
    assert_eq!(
        (&linked["resolutionStatus"], &linked["companyName"]),
        (&json!("manually_resolved"), &account["name"])
    );
    let id = account["id"].as_str().unwrap();
    let rows = desk
        .read(&format!("/api/conversations?accountId={id}"))
        .await;
    assert!(
        rows["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["accountId"] == account["id"])
    );
}

#[tokio::test]
async fn companies_are_listed_searched_and_read() {
    let desk = Desk::small().await;
    let all = desk.read("/api/accounts").await;
    assert_eq!(
        all.as_array().unwrap().len(),
        desk.control.overview().accounts
    );
    let name = all[0]["name"].as_str().unwrap();
    let part: String = name.chars().take(4).collect::<String>().to_uppercase();
    let found = desk
        .http
        .get(desk.url("/api/accounts"))
        .query(&[("q", &part)]);
    let (_, found) = super::read(found.bearer_auth(&desk.key)).await;
    assert!(texts(&found, "name").contains(&name.to_owned()), "{part}");
    let one = desk
        .read(&format!("/api/accounts/{}", all[0]["id"].as_str().unwrap()))
        .await;
    assert_eq!(one, all[0]);
    assert_eq!(
        desk.get("/api/accounts/nobody").await,
        (404, error("Account not found"))
    );
}
