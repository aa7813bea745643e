use serde_json::{Value, json};

use super::Desk;

#[tokio::test]
async fn the_offset_counts_records_or_pages_depending_on_the_dialect() {
    let desk = Desk::small().await;
    let (_, first) = desk.get("/contacts?limit=10").await;
    assert_eq!(first["contacts"].as_array().unwrap().len(), 10);
    let ten = desk.get("/contacts?limit=10&offset=10").await.1["contacts"].clone();
    let one = desk.get("/contacts?limit=10&offset=1").await.1["contacts"].clone();
    assert_eq!(one[0], first["contacts"][1]);
    desk.control
        .quirks(|quirks| quirks.offset_counts_pages = true);
    let page = desk.get("/contacts?limit=10&offset=1").await.1["contacts"].clone();
    assert_eq!(page, ten);
}

#[tokio::test]
async fn contacts_are_searched_filtered_saved_and_deleted() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let found =
        async |query: &str| desk.get(&format!("/contacts?{query}")).await.1["count"].clone();
    assert_eq!(found("search=SILVA").await, 1);
    assert_eq!(found("search=999999").await, 1);
    assert_eq!(found("search=nobody").await, 0);
    assert_eq!(found("hasEmail=true").await, 0);
    assert_eq!(found("hasPhone=true&channel=whatsapp").await, 1);
    desk.control.portal_tag(&id, "vip", true).unwrap();
    assert_eq!(found("tags=vip").await, 1);
    assert_eq!(found("tags=vip,refund").await, 0);
    let contact = desk.control.conversations()[0].contact_id.clone();
    let change = json!({ "id": contact, "email": "joao@mail.example", "lastName": null });
    let (status, saved) = desk.post("/contacts", change).await;
    assert_eq!(
        (status, &saved["email"]),
        (200, &json!("joao@mail.example"))
    );
    assert_eq!(
        (&saved["firstName"], &saved["lastName"]),
        (&json!("João"), &Value::Null)
    );
    let (_, new) = desk.post("/contacts", json!({ "firstName": "Ana" })).await;
    let path = format!("/contacts/{}", new["id"].as_str().unwrap());
    let (status, answer) = desk.delete(&path, json!({})).await;
    assert_eq!(
        (status, &answer["message"]),
        (200, &json!("Contact deleted successfully."))
    );
    assert_eq!(desk.delete(&path, json!({})).await.0, 404);
}

#[tokio::test]
async fn variables_of_contacts_remember_who_set_them() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let write = |key: &str| json!({ "id": id, "key": key, "value": { "n": 3 }, "source": "human" });
    assert_eq!(
        desk.post("/contacts/variables", write("_secret")).await.0,
        400
    );
    let (status, answer) = desk.put("/contacts/variables", write("plan")).await;
    assert_eq!(
        (status, &answer["variables"]["plan"]["n"]),
        (200, &json!(3))
    );
    let path = format!("/contacts/variables?id={id}");
    let (_, answer) = desk.get(&path).await;
    assert_eq!(answer["variables"]["_sources"]["plan"], "human");
    assert_eq!(answer["variableList"][0]["varName"], "plan");
    let (_, answer) = desk.delete(&path, json!({})).await;
    assert_eq!(answer, json!({ "variables": { "_sources": {} } }));
}

#[tokio::test]
async fn variables_of_conversations_are_overwritten_within_their_limits() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let write = |value: &str| json!({ "conversationId": id, "varName": "plan", "varValue": value });
    assert_eq!(
        desk.post("/variables", write(&"x".repeat(101))).await.0,
        400
    );
    desk.post("/variables", write("free")).await;
    let (status, answer) = desk.post("/variables", write("pro")).await;
    assert_eq!((status, &answer["varValue"]), (200, &json!("pro")));
    let (_, list) = desk.get(&format!("/variables/{id}")).await;
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(desk.conversation(&id).await["conversationVariables"], list);
    let path = format!("/variables/{id}/plan");
    assert_eq!(desk.get(&path).await.1["varValue"], "pro");
    let (_, answer) = desk.delete(&path, json!({})).await;
    assert_eq!(answer["message"], "Variable successfully deleted");
    assert_eq!(desk.get(&path).await.0, 404);
}

#[tokio::test]
async fn an_agent_is_found_by_id_and_handle_and_foreign_ones_are_refused() {
    let desk = Desk::empty().await;
    let (_, agent) = desk.get(&format!("/agents/{}", desk.agent())).await;
    assert_eq!(agent["name"], "Support");
    assert_eq!(desk.get("/agents/@support").await.1["id"], agent["id"]);
    assert_eq!(desk.get("/agents/cnone").await.0, 403);
    assert!(desk.get("/agents/models").await.1.is_array());
}
