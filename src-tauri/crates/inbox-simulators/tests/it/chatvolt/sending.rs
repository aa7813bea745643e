use std::time::Duration;

use inbox_simulators::chatvolt::{Author, Trap, Who};
use serde_json::{Value, json};

use super::{Desk, JOAO};

#[tokio::test]
async fn free_text_after_a_day_of_silence_is_406_and_only_where_meta_has_a_say() {
    let desk = Desk::empty().await;
    let whatsapp = desk.joao_writes("Olá");
    let who = Who::phone(JOAO).on("zapi");
    let zapi = desk
        .control
        .receive_text(&who, "Olá")
        .unwrap()
        .conversation_id;
    desk.control
        .advance(Duration::from_secs(24 * 3600 - 1))
        .await;
    assert_eq!(desk.text(&whatsapp, "in time").await.0, 200);
    desk.control.advance(Duration::from_secs(1)).await;
    let (status, answer) = desk.text(&whatsapp, "too late").await;
    assert_eq!(
        (status, answer),
        (406, json!({ "error": "ERR_META_SESSION_EXPIRED_24H" }))
    );
    assert_eq!(desk.text(&zapi, "no window here").await.0, 200);
    assert_eq!(desk.control.sent_texts(), ["in time", "no window here"]);
    desk.joao_writes("I am back");
    assert_eq!(desk.text(&whatsapp, "welcome").await.0, 200);
}

#[tokio::test]
async fn a_sent_text_reads_back_without_an_author_and_changes_neither_status_nor_ai() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    desk.control.request_human(&id).unwrap();
    let (status, answer) = desk.text(&id, "Bom dia").await;
    assert_eq!((status, &answer["success"]), (200, &json!(true)));
    let message = desk.messages(&id, 1).await.remove(0);
    assert_eq!(message, answer["message"]);
    assert_eq!(
        (&message["from"], &message["read"]),
        (&json!("agent"), &json!(false))
    );
    assert_eq!(message["agentId"], desk.agent());
    for member in [
        "userId",
        "contactId",
        "agentModel",
        "usageCredits",
        "externalId",
    ] {
        assert_eq!(message[member], Value::Null, "{member}");
    }
    let row = desk.conversation(&id).await;
    assert_eq!(
        (&row["status"], &row["isAiEnabled"]),
        (&json!("HUMAN_REQUESTED"), &json!(true))
    );
    assert_eq!(desk.control.timeline(&id)[1].author, Author::Api);
    desk.control.quirks(|quirks| {
        quirks.sent_as_human = true;
        quirks.reply_turns_ai_off = true;
    });
    let (_, answer) = desk.text(&id, "Older dialect").await;
    assert_eq!(answer["message"]["from"], "human");
    assert_eq!(desk.conversation(&id).await["isAiEnabled"], false);
}

#[tokio::test]
async fn unknown_conversations_have_their_own_errors_per_way_of_naming_them() {
    let desk = Desk::empty().await;
    desk.joao_writes("Olá");
    assert_eq!(
        desk.text("cnone", "x").await,
        (404, json!({ "error": "NOT FOUND" }))
    );
    let body = json!({ "message": "x", "agentId": desk.agent(), "channel": "whatsapp" });
    let (status, answer) = desk
        .post("/conversation/message/phone/551100", body.clone())
        .await;
    assert_eq!(
        (status, answer),
        (500, json!({ "error": "No Conversation found" }))
    );
    let bare = desk.post(
        "/conversation/message/phone/5511999999999",
        json!({ "message": "x" }),
    );
    assert_eq!(bare.await, (400, json!({ "error": "INVALID_REQUEST" })));
    let (status, _) = desk
        .post("/conversation/message/phone/5511999999999", body)
        .await;
    assert_eq!(status, 200);
    let (status, _) = desk
        .post("/conversation/message/fax/1", json!({ "message": "x" }))
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_file_without_its_size_is_refused_by_its_place() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let path = format!("/conversation/message/conversationId/{id}");
    let whole = json!({
        "url": "https://files.example/a.pdf", "name": "a.pdf",
        "mimeType": "application/pdf", "size": 1200,
    });
    let mut sizeless = whole.clone();
    sizeless.as_object_mut().unwrap().remove("size");
    let body = json!({ "message": "Invoice", "attachments": [whole, sizeless] });
    let (status, answer) = desk.post(&path, body).await;
    assert_eq!(
        (status, answer),
        (400, json!({ "error": "attachments[1].size: Required" }))
    );
    let heavy = json!({
        "url": "https://files.example/a.mp4", "name": "a.mp4",
        "mimeType": "video/mp4", "size": 17 * 1024 * 1024,
    });
    let body = json!({ "message": "Film", "attachments": [heavy] });
    assert_eq!(desk.post(&path, body).await.0, 400);
    let body = json!({ "message": "Invoice", "attachments": [whole] });
    let (status, answer) = desk.post(&path, body).await;
    assert_eq!(
        (status, &answer["message"]["attachments"][0]["size"]),
        (200, &json!(1200))
    );
    desk.control
        .quirks(|quirks| quirks.attachments_in_messages = false);
    assert!(desk.messages(&id, 1).await[0].get("attachments").is_none());
}

#[tokio::test]
async fn a_send_for_another_channel_is_swallowed_and_recorded() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let path = format!("/conversation/message/conversationId/{id}");
    let body = json!({ "message": "lost", "channel": "telegram" });
    assert_eq!(desk.post(&path, body.clone()).await, (200, Value::Null));
    assert_eq!(desk.control.sent_texts(), [""; 0]);
    assert_eq!(desk.control.traps()[0].trap, Trap::SendSwallowed);
    desk.control
        .quirks(|quirks| quirks.wrong_channel_swallows = false);
    assert_eq!(desk.post(&path, body).await.0, 200);
    assert_eq!(desk.control.sent_texts(), ["lost"]);
}

#[tokio::test]
async fn a_message_with_a_contact_is_the_customers_own_and_recorded_as_a_trap() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let contact = desk.control.conversations()[0].contact_id.clone();
    let path = format!("/conversation/message/conversationId/{id}");
    let body = json!({ "message": "not me", "contactId": contact });
    let (_, answer) = desk.post(&path, body).await;
    assert_eq!(answer["message"]["from"], "human");
    assert_eq!(desk.control.traps()[0].trap, Trap::SpokeAsCustomer);
}

#[tokio::test]
async fn a_registered_message_is_stored_and_sent_to_nobody() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let path = format!("/conversations/{id}/message-register");
    let (status, answer) = desk
        .post(&path, json!({ "message": "Called by phone" }))
        .await;
    assert_eq!((status, &answer["message"]["from"]), (200, &json!("human")));
    let body = json!({ "message": "Agreed", "from": "agent" });
    assert_eq!(desk.post(&path, body).await.1["message"]["from"], "agent");
    assert!(desk.control.sends().is_empty());
    assert_eq!(desk.messages(&id, 10).await.len(), 3);
}

#[tokio::test]
async fn interactive_messages_check_their_members_and_their_channels() {
    let desk = Desk::empty().await;
    let id = desk.joao_writes("Olá");
    let path = "/messages/interactive/send-buttons";
    let mut body = json!({
        "agentId": desk.agent(), "conversationId": id, "body_text": "Which?",
        "button_1_id": "a", "button_1_title": "This",
    });
    assert_eq!(desk.post(path, body.clone()).await.0, 200);
    assert_eq!(desk.messages(&id, 1).await[0]["text"], "Which?\nThis");
    let who = Who::phone(JOAO).on("telegram");
    let elsewhere = desk
        .control
        .receive_text(&who, "Olá")
        .unwrap()
        .conversation_id;
    body["conversationId"] = json!(elsewhere);
    assert_eq!(desk.post(path, body.clone()).await.0, 400);
    body.as_object_mut().unwrap().remove("button_1_id");
    let (status, answer) = desk.post(path, body).await;
    assert_eq!(status, 400);
    assert_eq!(
        answer["details"]["button_1_id"]["_errors"],
        json!(["Required"])
    );
    assert_eq!(
        desk.post("/messages/interactive/send-song", json!({}))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn the_ai_answers_where_it_is_on_and_says_who_it_is_only_in_one_dialect() {
    let desk = Desk::empty().await;
    desk.control.ai_answers(true);
    let id = desk.joao_writes("Onde está o meu pedido?");
    desk.control.advance(Duration::from_secs(3)).await;
    let messages = desk.messages(&id, 10).await;
    assert_eq!(messages.len(), 2);
    assert_eq!(
        (&messages[1]["from"], &messages[1]["agentModel"]),
        (&json!("agent"), &Value::Null)
    );
    desk.control.quirks(|quirks| quirks.ai_signs_answers = true);
    desk.joao_writes("E agora?");
    desk.control.advance(Duration::from_secs(3)).await;
    assert!(desk.messages(&id, 1).await[0]["agentModel"].is_string());
    desk.control
        .portal_text(&Who::conversation(&id), "I take over")
        .unwrap();
    desk.joao_writes("A person!");
    desk.control.advance(Duration::from_secs(30)).await;
    assert_eq!(desk.messages(&id, 1).await[0]["text"], "A person!");
}

#[tokio::test]
async fn a_gateway_sends_to_a_number_from_its_own_instance_and_only_when_paid_for() {
    let desk = Desk::empty().await;
    let gateways = desk.control.overview().gateways;
    let zapi = format!("/zapi/{}/5511999999999/message", gateways.zapi_instance_id);
    let body = json!({ "message": "Bom dia" });
    desk.control.quirks(|quirks| quirks.unpaid = true);
    assert_eq!(desk.post(&zapi, body.clone()).await.0, 402);
    desk.control.quirks(|quirks| quirks.unpaid = false);
    let (status, message) = desk.post(&zapi, body.clone()).await;
    assert_eq!((status, &message["text"]), (200, &json!("Bom dia")));
    let row = desk
        .conversation(message["conversationId"].as_str().unwrap())
        .await;
    assert_eq!(row["channel"], "zapi");
    let (status, _) = desk.post("/zapi/other/5511999999999/message", body).await;
    assert_eq!(status, 404);
    let zapper = format!("/zapper/instances/{}/message", gateways.zapper_instance_id);
    let body = json!({ "message": "Olá", "contactPhone": "5511999999999" });
    assert_eq!(desk.post(&zapper, body).await.0, 200);
    let own = gateways.twilio_phone.trim_start_matches('+');
    let twilio = format!("/twilio/{own}/5511999999999/message");
    assert_eq!(desk.post(&twilio, json!({ "message": "Hi" })).await.0, 200);
    assert_eq!(desk.control.sent_texts(), ["Bom dia", "Olá", "Hi"]);
}
