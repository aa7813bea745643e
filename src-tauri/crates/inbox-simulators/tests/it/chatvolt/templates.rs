use std::time::Duration;

use inbox_simulators::chatvolt::SendKind;
use serde_json::{Value, json};

use super::Desk;

fn order(desk: &Desk) -> Value {
    json!({
        "to": "5511999999999", "text": "Olá João, há novidades.", "agentId": desk.agent(),
        "templateName": "order_update", "templateLangCode": "pt_BR",
        "var_customer_name": "João", "var_order_id": "77",
    })
}

fn path(desk: &Desk) -> String {
    let number = desk.simulator.credentials().phone_number_id;
    format!("/whatsapp/{number}/template-message")
}

#[tokio::test]
async fn a_template_reaches_a_silent_customer_and_opens_no_window() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    desk.control.advance(Duration::from_hours(30)).await;
    assert_eq!(desk.text(&id, "too late").await.0, 406);
    let (status, answer) = desk.post(&path(&desk), order(&desk)).await;
    assert_eq!((status, &answer["id"]), (200, &json!(id)));
    assert_eq!(answer["messages"][0]["text"], "Olá João, há novidades.");
    assert_eq!(desk.text(&id, "still too late").await.0, 406);
    let kinds: Vec<_> = desk
        .control
        .sends()
        .iter()
        .map(|send| (send.kind, send.accepted))
        .collect();
    assert_eq!(
        kinds,
        [
            (SendKind::Text, false),
            (SendKind::Template, true),
            (SendKind::Text, false)
        ]
    );
}

#[tokio::test]
async fn a_template_without_its_variables_or_approval_does_not_go_out() {
    let desk = Desk::empty().await;
    let mut body = order(&desk);
    body.as_object_mut().unwrap().remove("var_order_id");
    let (status, answer) = desk.post(&path(&desk), body).await;
    assert_eq!(
        (status, answer),
        (400, json!({ "error": "var_order_id: Required" }))
    );
    let mut body = order(&desk);
    body["templateName"] = json!("spring_sale");
    body["templateLangCode"] = json!("en_US");
    assert_eq!(desk.post(&path(&desk), body.clone()).await.0, 400);
    body["templateLangCode"] = json!("fr");
    assert_eq!(desk.post(&path(&desk), body).await.0, 404);
    let elsewhere = desk
        .post("/whatsapp/42/template-message", order(&desk))
        .await;
    assert_eq!(elsewhere.0, 404);
    assert!(desk.control.sends().is_empty());
}

#[tokio::test]
async fn a_template_to_a_new_number_makes_a_customer_with_a_makeshift_name() {
    let desk = Desk::empty().await;
    let mut body = order(&desk);
    body["conversationStatus"] = json!("RESOLVED");
    let (status, answer) = desk.post(&path(&desk), body).await;
    assert_eq!(status, 200);
    let row = desk.conversation(answer["id"].as_str().unwrap()).await;
    assert_eq!(
        row["participantsContacts"][0]["firstName"],
        "wao-5511999999999"
    );
    assert_eq!(row["status"], "RESOLVED");
}

#[tokio::test]
async fn templates_are_listed_per_agent_and_new_ones_wait_for_approval() {
    let desk = Desk::empty().await;
    assert_eq!(desk.get("/whatsapp/templates").await.0, 400);
    let list = format!("/whatsapp/templates?agentId={}", desk.agent());
    let (_, before) = desk.get(&list).await;
    assert_eq!(before["data"][0]["components"][0]["type"], "BODY");
    let body = json!({
        "agentId": desk.agent(), "name": "hello", "category": "UTILITY", "language": "de",
        "components": [{ "type": "BODY", "text": "Hallo {{name}}" }],
    });
    assert_eq!(
        desk.post("/whatsapp/templates", body).await.1["status"],
        "PENDING"
    );
    let (_, after) = desk.get(&list).await;
    let count = |answer: &Value| answer["data"].as_array().unwrap().len();
    assert_eq!(count(&after), count(&before) + 1);
}
