use std::time::Duration;

use inbox_simulators::hatif::{DeliveryFate, SendKind, Status, Who};
use serde_json::json;

use super::{AHMED, Desk, FILE, TEMPLATE, TEXT};

const WINDOW_EXPIRED: &str = "Voxa:WhatsApp:ServiceWindowExpired";

#[tokio::test]
async fn free_text_is_refused_without_a_customer_message_of_the_last_day() {
    let desk = Desk::empty().await;
    let (status, answer) = desk.text("Hello?").await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (403, &json!(WINDOW_EXPIRED))
    );
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    desk.control
        .advance(Duration::from_secs(24 * 3_600 - 1))
        .await;
    assert_eq!(desk.text("Just in time").await.0, 200);
    desk.control.advance(Duration::from_secs(1)).await;
    desk.control
        .quirks(|quirks| quirks.window_error_status = 400);
    let (status, answer) = desk.text("Too late").await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (400, &json!(WINDOW_EXPIRED))
    );
    assert_eq!(desk.control.sent_texts(), ["Just in time"]);
    assert_eq!(desk.control.timeline(&happened.conversation_id).len(), 2);
}

#[tokio::test]
async fn the_window_belongs_to_the_channel_and_not_to_the_contact() {
    let desk = Desk::empty().await;
    desk.control
        .receive_text(&Who::phone(AHMED).on(desk.channel("Sales")), "Hi")
        .unwrap();
    assert_eq!(desk.text("On Main").await.0, 403);
}

#[tokio::test]
async fn a_text_needs_a_known_whatsapp_channel_a_number_and_words() {
    let desk = Desk::empty().await;
    let send = async |channel: String, number: &str, text: String| {
        let body = json!({ "channelid": channel, "TONUMBER": number, "text": text });
        desk.post(TEXT, body).await
    };
    let main = desk.channel("Main");
    let (status, answer) = send(main.clone(), "12", String::new()).await;
    assert_eq!(status, 400);
    assert_eq!(
        answer["error"]["validationErrors"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(send(main.clone(), AHMED, "x".repeat(4_097)).await.0, 400);
    let unknown = "3a1a4cb7-e7c1-f045-127b-ad2297847528".to_owned();
    assert_eq!(send(unknown, AHMED, "Hi".into()).await.0, 404);
    let (status, answer) = send(desk.channel("Showroom"), AHMED, "Hi".into()).await;
    assert_eq!((status, answer["error"]["code"].is_string()), (403, true));
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    assert_eq!(send(main, AHMED, "ش".repeat(4_096)).await.0, 200);
}

#[tokio::test]
async fn a_send_is_json_and_nothing_else() {
    let desk = Desk::empty().await;
    let request = desk
        .http
        .post(desk.url(TEXT))
        .bearer_auth(&desk.token)
        .body("Text=Hi");
    assert_eq!(request.send().await.unwrap().status(), 415);
}

#[tokio::test]
async fn an_accepted_text_is_pending_then_sent_delivered_and_read() {
    let desk = Desk::empty().await;
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let (status, answer) = desk.text("Welcome").await;
    assert_eq!((status, &answer["status"]), (200, &json!("accepted")));
    assert_eq!(answer["contactId"], happened.contact_id.as_str());
    let mut seen = Vec::new();
    for second in [0, 1, 1, 3] {
        desk.control.advance(Duration::from_secs(second)).await;
        let timeline = desk.timeline(&happened.conversation_id, "").await;
        let event = &timeline["items"][0];
        assert_eq!(event["eventId"], answer["conversationEventId"]);
        assert_eq!(
            (&event["direction"], &event["ownerUserId"]),
            (&json!(2), &json!(null))
        );
        seen.push(event["status"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen, ["Pending", "Sent", "Delivered", "Read"]);
    let (_, list) = desk.list("Main", "").await;
    assert_eq!(list["items"][0]["lastEventStatus"], "Read");
    assert_eq!(
        list["items"][0]["lastActivityAt"], "2026-11-20T09:00:00Z",
        "ticks are no activity"
    );
}

#[tokio::test]
async fn a_scripted_failure_ends_the_life_of_the_message() {
    let desk = Desk::empty().await;
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let stopped = DeliveryFate::StopsAt(Status::Delivered);
    desk.control
        .next_deliveries([DeliveryFate::undeliverable(), stopped]);
    for text in ["first", "second", "third"] {
        assert_eq!(desk.text(text).await.0, 200);
    }
    desk.control.advance(Duration::from_mins(1)).await;
    let events = desk.control.timeline(&happened.conversation_id);
    let outcome: Vec<_> = events[1..]
        .iter()
        .map(|event| (event.status, event.error_code))
        .collect();
    let expected = [
        (Status::Failed, Some(131_026)),
        (Status::Delivered, None),
        (Status::Read, None),
    ];
    assert_eq!(outcome, expected);
}

#[tokio::test]
async fn templates_pass_the_closed_window_but_must_match() {
    let desk = Desk::empty().await;
    let send = async |name: &str, language: &str, texts: &[&str]| {
        let values: Vec<_> = texts
            .iter()
            .map(|text| json!({ "Type": "text", "Text": text }))
            .collect();
        let body = json!({
            "ChannelId": desk.channel("Main"), "TemplateName": name, "Language": language,
            "ToNumber": &AHMED[1..], "Parameters": [{ "Type": "Body", "Values": values }],
        });
        desk.post(TEMPLATE, body).await
    };
    assert_eq!(
        send("Order_Update", "en", &["Ahmed", "17"]).await.0,
        400,
        "case matters"
    );
    assert_eq!(send("order_update", "fr", &["Ahmed", "17"]).await.0, 400);
    assert_eq!(send("order_update", "en", &["Ahmed"]).await.0, 400);
    assert_eq!(
        send("new_collection", "en", &["Ahmed"]).await.0,
        400,
        "another channel's"
    );
    assert_eq!(
        send("order_update", "en", &["Ahmed", ""]).await.0,
        500,
        "the platform trips"
    );
    let (status, answer) = send("order_update", "en", &["Ahmed", "17"]).await;
    assert_eq!((status, &answer["status"]), (200, &json!("accepted")));
    let conversation = &desk.control.conversations()[0];
    assert_eq!(
        conversation.contact_name, AHMED,
        "a contact is made, named by its number"
    );
    let body = desk.control.timeline(&conversation.id)[0]
        .body
        .clone()
        .unwrap();
    assert!(body.starts_with("Hello Ahmed, there is news about your order 17."));
    assert_eq!(
        desk.text("Still closed").await.0,
        403,
        "a template opens no window"
    );
}

#[tokio::test]
async fn a_template_may_take_media_and_buttons() {
    let desk = Desk::empty().await;
    let body = |channel: &str, name: &str, parameters: serde_json::Value| {
        json!({
            "ChannelId": desk.channel(channel), "TemplateName": name, "Language": "en",
            "ToNumber": &AHMED[1..], "Parameters": parameters,
        })
    };
    let values = json!([{ "Type": "text", "Text": "Ahmed" }, { "Type": "text", "Text": "12 SAR" }]);
    let header = json!({ "Type": "Header", "Values": [
        { "Type": "document", "DocumentUrl": "https://cdn.example.com/1.pdf", "DocumentFilename": "1.pdf" }
    ]});
    let text = json!({ "Type": "Body", "Values": values });
    let bare = body("Main", "invoice_delivery", json!([text]));
    assert_eq!(desk.post(TEMPLATE, bare).await.0, 400);
    let full = body("Main", "invoice_delivery", json!([header, text]));
    assert_eq!(desk.post(TEMPLATE, full).await.0, 200);

    let name = json!({ "Type": "Body", "Values": [{ "Type": "text", "Text": "Ahmed" }] });
    let button = json!({ "Type": "Buttons", "SubType": "url", "Index": "0",
        "Values": [{ "Type": "text", "Text": "sofa" }] });
    let bare = body("Sales", "new_collection", json!([name]));
    assert_eq!(desk.post(TEMPLATE, bare).await.0, 400);
    let full = body("Sales", "new_collection", json!([name, button]));
    assert_eq!(desk.post(TEMPLATE, full).await.0, 200);
}

#[tokio::test]
async fn a_file_is_sent_by_url_inside_the_window_only() {
    let desk = Desk::empty().await;
    let body = json!({
        "channelId": desk.channel("Main"), "toNumber": AHMED, "caption": "Your invoice",
        "fileUrl": "https://cdn.example.com/1.pdf", "fileName": "invoice.pdf",
    });
    assert_eq!(desk.post(FILE, body.clone()).await.0, 403);
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    assert_eq!(desk.post(FILE, body).await.0, 200);
    let timeline = desk.timeline(&happened.conversation_id, "").await;
    assert_eq!(
        timeline["items"][0]["attachment"],
        "https://cdn.example.com/1.pdf"
    );
    assert_eq!(timeline["items"][0]["body"], "Your invoice");
    let kinds: Vec<_> = desk
        .control
        .sends()
        .iter()
        .map(|send| (send.kind, send.accepted))
        .collect();
    assert_eq!(kinds, [(SendKind::File, false), (SendKind::File, true)]);
}

#[tokio::test]
async fn customers_answer_after_having_read_when_told_to() {
    let desk = Desk::empty().await;
    desk.control.customers_answer(true);
    let happened = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    desk.text("How can we help?").await;
    desk.control.advance(Duration::from_secs(30)).await;
    let events = desk.control.timeline(&happened.conversation_id);
    assert_eq!(events.len(), 3);
    assert_eq!(events[1].status, Status::Read);
    assert!(events[2].created_at > events[1].created_at && events[2].body.is_some());
}
