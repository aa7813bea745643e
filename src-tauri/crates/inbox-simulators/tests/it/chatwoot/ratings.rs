use std::time::Duration;

use inbox_simulators::chatwoot::{WebhookTarget, Who};
use serde_json::{Value, json};

use super::{AHMED, Desk, read};
use crate::receiver::Receiver;

/// A conversation in that inbox, which asks for a rating once it is resolved.
fn asked(desk: &Desk, inbox: &str) -> i64 {
    let inbox = desk.inbox(inbox);
    desk.control.ask_for_ratings(inbox, true).unwrap();
    let who = Who::phone(AHMED).on(inbox);
    let happened = desk.control.receive_text(&who, "Where is my table?");
    happened.unwrap().conversation_id
}

async fn set_status(desk: &Desk, id: i64, status: &str) {
    let path = format!("/conversations/{id}/toggle_status");
    let (code, answer) = desk.post(&path, json!({ "status": status })).await;
    assert_eq!(code, 200, "{answer}");
}

async fn surveys(desk: &Desk, id: i64) -> Vec<Value> {
    let (_, page) = desk.get(&format!("/conversations/{id}/messages")).await;
    let messages = page["payload"].as_array().unwrap().iter();
    messages
        .filter(|message| message["content_type"] == "input_csat")
        .cloned()
        .collect()
}

#[tokio::test]
async fn who_is_resolved_is_asked_once_where_the_inbox_asks() {
    let desk = Desk::empty().await;
    let id = asked(&desk, "Website");
    assert!(
        desk.control.customer_rates(id, 5, None).is_err(),
        "nobody asked yet"
    );
    set_status(&desk, id, "resolved").await;
    let asked_for = surveys(&desk, id).await;
    assert_eq!(asked_for.len(), 1);
    let survey = &asked_for[0];
    assert_eq!(survey["message_type"], 3, "by a template, and nobody's");
    assert!(survey.get("sender").is_none_or(Value::is_null));
    assert!(
        survey["content_attributes"]
            .get("submitted_values")
            .is_none()
    );
    desk.control.customer_rates(id, 2, None).unwrap();
    assert!(desk.control.customer_rates(id, 6, None).is_err(), "1 to 5");
    let rated = surveys(&desk, id).await.remove(0);
    let response = &rated["content_attributes"]["submitted_values"]["csat_survey_response"];
    assert_eq!(response["rating"], 2);
    set_status(&desk, id, "open").await;
    set_status(&desk, id, "resolved").await;
    assert_eq!(surveys(&desk, id).await.len(), 1, "nobody is asked twice");

    let mail = desk.inbox("Support mail");
    let who = Who::phone(AHMED).on(mail);
    let other = desk.control.receive_text(&who, "And my chair?");
    let other = other.unwrap().conversation_id;
    set_status(&desk, other, "resolved").await;
    assert!(surveys(&desk, other).await.is_empty(), "it does not ask");
    let (_, inboxes) = desk.get("/inboxes").await;
    let asks = inboxes["payload"].as_array().unwrap().iter();
    let asks: Vec<_> = asks
        .filter(|inbox| inbox["csat_survey_enabled"] == true)
        .map(|inbox| inbox["name"].clone())
        .collect();
    assert_eq!(asks, ["Website"]);
}

#[tokio::test]
async fn a_rating_stands_in_the_message_that_asked_and_can_be_changed_for_two_weeks() {
    let (desk, receiver) = (Desk::empty().await, Receiver::start().await);
    let app = desk.inbox("App");
    desk.control.ask_for_ratings(app, true).unwrap();
    let target = WebhookTarget {
        url: Some(receiver.url.clone()),
        ..WebhookTarget::default()
    };
    desk.control.webhooks(&target).unwrap();
    let inboxes = desk.control.overview().inboxes;
    let key = inboxes.into_iter().find(|it| it.id == app).unwrap();
    let contacts = desk.url(&format!(
        "/public/api/v1/inboxes/{}/contacts",
        key.identifier
    ));
    let visitor = async |method: &str, path: &str, body: Value| {
        let url = format!("{contacts}{path}");
        let request = desk.http.request(method.parse().unwrap(), url);
        read(request.json(&body)).await
    };
    visitor("POST", "", json!({ "source_id": "me" })).await;
    let (_, begun) = visitor("POST", "/me/conversations", json!({})).await;
    let id = begun["id"].as_i64().unwrap();
    set_status(&desk, id, "resolved").await;
    let survey = surveys(&desk, id).await.remove(0);

    let response = json!({ "rating": 4, "feedback_message": "Quick answer" });
    let submitted = json!({ "csat_survey_response": response });
    let body = json!({ "submitted_values": submitted });
    let path = format!("/me/conversations/{id}/messages/{}", survey["id"]);
    let (code, answer) = visitor("PATCH", &path, body.clone()).await;
    assert_eq!(code, 200, "{answer}");
    let rated = surveys(&desk, id).await.remove(0);
    assert_eq!(rated["content_attributes"]["submitted_values"], submitted);
    let (_, after) = desk.get(&format!("/conversations/{id}")).await;
    assert_eq!(after["status"], "resolved", "a rating opens nothing");

    desk.control.settle().await;
    let told: Vec<Value> = receiver
        .received()
        .iter()
        .map(super::super::receiver::Received::json)
        .collect();
    let told = told.iter().rfind(|it| it["event"] == "message_updated");
    let told = told.expect("the change is told");
    assert_eq!(told["content_attributes"]["submitted_values"], submitted);
    let words = told["content"].as_str().unwrap();
    assert!(
        words.contains("/survey/responses/"),
        "outside the website the way to the survey goes along: {words}"
    );
    let kept = rated["content"].as_str().unwrap();
    assert!(!kept.contains("/survey/responses/"), "{kept}");

    let two_weeks = Duration::from_hours(24 * 14 + 1);
    desk.control.advance(two_weeks).await;
    assert!(desk.control.customer_rates(id, 1, None).is_err());
    let (code, answer) = visitor("PATCH", &path, body).await;
    assert_eq!(
        (code, answer["error"].as_str()),
        (422, Some("You cannot update the CSAT survey after 14 days"))
    );
}

#[tokio::test]
async fn in_life_customers_rate_by_themselves() {
    let desk = Desk::empty().await;
    desk.control.customers_answer(true);
    for number in 0..12 {
        let inbox = desk.inbox("Website");
        desk.control.ask_for_ratings(inbox, true).unwrap();
        let who = Who::phone(format!("+9665000010{number:02}")).on(inbox);
        let happened = desk.control.receive_text(&who, "Hello").unwrap();
        set_status(&desk, happened.conversation_id, "resolved").await;
    }
    desk.control.advance(Duration::from_mins(1)).await;
    let mut ratings = Vec::new();
    for conversation in desk.control.conversations() {
        let survey = surveys(&desk, conversation.id).await.remove(0);
        let response = &survey["content_attributes"]["submitted_values"]["csat_survey_response"];
        ratings.extend(response["rating"].as_i64());
    }
    assert!(ratings.len() > 4 && ratings.len() < 12, "{ratings:?}");
    assert!(ratings.iter().all(|rating| (1..=5).contains(rating)));
}
