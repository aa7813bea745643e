use reqwest::Method;
use serde_json::{Value, json};

use super::{Desk, JOAO};

#[tokio::test]
async fn the_control_over_http_makes_things_happen_and_tells_the_truth() {
    let desk = Desk::empty().await;
    let order = async |name: &str, body: Value| {
        let (status, answer) = desk.post(&format!("/_control/{name}"), body).await;
        assert_eq!(status, 200, "{name}: {answer}");
        answer
    };
    let media = json!({ "phone": JOAO, "what": { "media": { "kind": "photo" } } });
    let id = order("receive", media).await["conversationId"].clone();
    order("request-human", json!({ "conversationId": id })).await;
    order("frustration", json!({ "conversationId": id, "value": 0.9 })).await;
    order(
        "portal-priority",
        json!({ "conversationId": id, "priority": "HIGH" }),
    )
    .await;
    order(
        "portal-tag",
        json!({ "conversationId": id, "tag": "vip", "on": true }),
    )
    .await;
    order(
        "ai-summary",
        json!({ "conversationId": id, "text": "Wants a lamp" }),
    )
    .await;
    order("ai-answers", json!({ "on": true })).await;
    order("quirks", json!({ "plainAssignees": true })).await;
    order("faults", json!({ "latencyMs": 1 })).await;
    order("advance", json!({ "ms": 3_000 })).await;
    let row = desk.conversation(id.as_str().unwrap()).await;
    assert_eq!(
        (&row["status"], &row["priority"]),
        (&json!("HUMAN_REQUESTED"), &json!("HIGH"))
    );
    assert_eq!(row["frustration"], 0.9);
    assert_eq!(row["conversationContexts"][0]["context"], "Wants a lamp");
    let (_, timeline) = desk
        .get(&format!("/_control/timeline/{}", id.as_str().unwrap()))
        .await;
    assert_eq!(
        (&timeline[0]["author"], &timeline[0]["text"]),
        (&json!("customer"), &json!("🧷"))
    );
    let (_, state) = desk.get("/_control/state").await;
    assert_eq!(state["credentials"]["apiKey"], desk.key.as_str());
    assert_eq!(state["quirks"]["plainAssignees"], true);
    let (status, _) = desk
        .post("/_control/quirks", json!({ "noSuchQuirk": 1 }))
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn the_control_needs_no_key_and_works_during_an_outage() {
    let desk = Desk::empty().await;
    desk.control
        .faults(|faults| faults.outage = inbox_simulators::Outage::Unavailable);
    let url = format!("{}/_control/faults", desk.simulator.base_url());
    let request = desk.http.request(Method::POST, url);
    let answer = request
        .json(&json!({ "outage": "none" }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(desk.get("/conversation").await.0, 200);
}

#[tokio::test]
async fn a_stopped_simulator_lets_go_of_its_port() {
    let desk = Desk::empty().await;
    let port = desk
        .simulator
        .base_url()
        .rsplit_once(':')
        .unwrap()
        .1
        .parse()
        .unwrap();
    desk.simulator.stop().await;
    let options = inbox_simulators::ChatvoltOptions {
        port,
        ..super::options(inbox_simulators::chatvolt::Size::Empty)
    };
    Desk::open(options).await;
}
