use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use inbox_simulators::chatwoot::{Status, Who};
use serde_json::{Value, json};
use tokio_tungstenite::MaybeTlsStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::{AHMED, Desk};

/// Long enough for anything on this machine; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(10);

struct Line {
    socket: tokio_tungstenite::WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>,
    identifier: String,
}

impl Line {
    async fn open(desk: &Desk, identifier: Value) -> Self {
        let url = desk.url("/cable").replace("http://", "ws://");
        let mut request = url.into_client_request().unwrap();
        let protocol = "actioncable-v1-json".parse().unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let (socket, answer) = tokio_tungstenite::connect_async(request).await.unwrap();
        assert_eq!(
            answer.headers()["sec-websocket-protocol"],
            "actioncable-v1-json"
        );
        let mut line = Self {
            socket,
            identifier: identifier.to_string(),
        };
        assert_eq!(line.frame().await["type"], "welcome");
        let identifier = line.identifier.clone();
        line.say(&json!({ "command": "subscribe", "identifier": identifier }))
            .await;
        line
    }

    /// Subscribed as the administrator.
    async fn subscribed(desk: &Desk) -> Self {
        let (_, profile) = desk.get("/api/v1/profile").await;
        let identifier = json!({ "channel": "RoomChannel", "account_id": 1,
            "pubsub_token": profile["pubsub_token"], "user_id": profile["id"] });
        let mut line = Self::open(desk, identifier).await;
        assert_eq!(line.frame().await["type"], "confirm_subscription");
        assert_eq!(line.event().await.0, "presence.update");
        line
    }

    async fn say(&mut self, command: &Value) {
        self.socket
            .send(Frame::text(command.to_string()))
            .await
            .unwrap();
    }

    /// The next frame that is no ping.
    async fn frame(&mut self) -> Value {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.socket.next())
                .await
                .unwrap();
            let Some(Ok(Frame::Text(text))) = frame else {
                return Value::Null;
            };
            let frame: Value = serde_json::from_str(&text).unwrap();
            if frame["type"] != "ping" {
                return frame;
            }
        }
    }

    async fn event(&mut self) -> (String, Value) {
        let frame = self.frame().await;
        assert_eq!(frame["identifier"], self.identifier.as_str(), "{frame}");
        let event = frame["message"]["event"].as_str().unwrap().to_owned();
        (event, frame["message"]["data"].clone())
    }

    async fn events(&mut self, count: usize) -> Vec<String> {
        let mut names = Vec::new();
        for _ in 0..count {
            names.push(self.event().await.0);
        }
        names
    }
}

#[tokio::test]
async fn a_wrong_token_is_never_answered() {
    let desk = Desk::empty().await;
    let identifier = json!({ "channel": "RoomChannel", "account_id": 1, "user_id": 1,
        "pubsub_token": "wrong" });
    let mut line = Line::open(&desk, identifier).await;
    // The closing word is the next thing heard: nothing came before it.
    desk.control.restart_sockets();
    let frame = line.frame().await;
    assert_eq!(
        (&frame["type"], &frame["reason"]),
        (&json!("disconnect"), &json!("server_restart"))
    );
    assert!(line.frame().await.is_null(), "then the socket closes");
}

#[tokio::test]
async fn a_customers_first_words_are_told_with_everything_that_follows() {
    let desk = Desk::empty().await;
    let mut line = Line::subscribed(&desk).await;
    desk.control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap();
    let names = line.events(5).await;
    let expected = [
        "contact.created",
        "conversation.created",
        "message.created",
        "conversation.updated",
        "contact.updated",
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_send_is_told_with_its_echo_and_who_performed_it() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let mut line = Line::subscribed(&desk).await;
    let path = format!("/conversations/{id}/messages");
    desk.post(&path, json!({ "content": "Hi", "echo_id": "e-9" }))
        .await;
    let (event, data) = line.event().await;
    assert_eq!(
        (event.as_str(), &data["echo_id"]),
        ("message.created", &json!("e-9"))
    );
    assert_eq!(
        (&data["account_id"], &data["conversation_id"]),
        (&json!(1), &json!(id))
    );
    assert_eq!(data["performer"]["name"], "Mira Holt");
    assert!(data["updated_at"].is_string() && data["created_at"].is_i64());
    assert_eq!(
        line.events(2).await,
        ["first.reply.created", "conversation.updated"]
    );
    desk.control
        .message_status(
            2,
            inbox_simulators::chatwoot::MessageStatus::Failed,
            Some("no"),
        )
        .unwrap();
    let (event, data) = line.event().await;
    assert_eq!(
        (event.as_str(), &data["status"]),
        ("message.updated", &json!("failed"))
    );
    assert_eq!(
        data["previous_changes"]["status"],
        json!(["sent", "failed"])
    );
}

#[tokio::test]
async fn an_edit_is_told_with_the_words_of_before() {
    let desk = Desk::empty().await;
    let hello = desk.control.receive_text(&Who::phone(AHMED), "Hello");
    let hello = hello.unwrap();
    let mut line = Line::subscribed(&desk).await;
    desk.control
        .edit_message(hello.message_id, "Hello!")
        .unwrap();
    let (event, data) = line.event().await;
    assert_eq!(
        (event.as_str(), &data["content"], &data["previous_changes"]),
        (
            "message.updated",
            &json!("Hello!"),
            &json!({ "content": ["Hello", "Hello!"] })
        )
    );
    let (_, page) = desk
        .get(&format!(
            "/conversations/{}/messages",
            hello.conversation_id
        ))
        .await;
    let told = page["payload"]
        .as_array()
        .unwrap()
        .iter()
        .find(|message| message["id"] == json!(hello.message_id))
        .unwrap();
    assert_eq!(told["content"], "Hello!");
    assert!(
        told.get("previous_changes").is_none() && told.get("updated_at").is_none(),
        "the API does not tell of edits: {told}"
    );
}

#[tokio::test]
async fn deleting_and_marking_seen_are_silent() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let mut line = Line::subscribed(&desk).await;
    desk.post(&format!("/conversations/{id}/update_last_seen"), json!({}))
        .await;
    desk.delete(&format!("/conversations/{id}")).await;
    desk.control.new_customer().unwrap();
    assert_eq!(line.event().await.0, "contact.created");
}

#[tokio::test]
async fn events_can_be_doubled_swapped_and_lost() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let mut line = Line::subscribed(&desk).await;
    desk.control
        .cable_switches(|switches| switches.duplicate = true);
    desk.control
        .portal_types(id, desk.user("Clara Nunes"), true)
        .unwrap();
    assert_eq!(line.events(2).await, ["conversation.typing_on"; 2]);
    desk.control.cable_switches(|switches| {
        switches.duplicate = false;
        switches.reorder = true;
    });
    desk.control
        .portal_types(id, desk.user("Clara Nunes"), true)
        .unwrap();
    desk.control
        .portal_types(id, desk.user("Clara Nunes"), false)
        .unwrap();
    assert_eq!(
        line.events(2).await,
        ["conversation.typing_off", "conversation.typing_on"]
    );
    desk.control.cable_switches(|switches| {
        switches.reorder = false;
        switches.silent = true;
    });
    desk.control
        .portal_status(id, Status::Resolved, None)
        .unwrap();
    desk.control
        .cable_switches(|switches| switches.silent = false);
    desk.control
        .portal_types(id, desk.user("Clara Nunes"), false)
        .unwrap();
    assert_eq!(line.event().await.0, "conversation.typing_off");
    desk.control.drop_sockets();
    assert!(line.frame().await.is_null());
    assert_eq!(desk.control.overview().subscriptions, 0);
}

#[tokio::test]
async fn a_mention_is_told_to_the_one_who_is_meant() {
    let desk = Desk::empty().await;
    let id = desk
        .control
        .receive_text(&Who::phone(AHMED), "Hello")
        .unwrap()
        .conversation_id;
    let mut line = Line::subscribed(&desk).await;
    let (mira, clara) = (desk.user("Mira Holt"), desk.user("Clara Nunes"));
    desk.control.mention(id, mira, clara).unwrap();
    let names = line.events(3).await;
    assert_eq!(
        names,
        [
            "message.created",
            "conversation.mentioned",
            "notification.created"
        ]
    );
}

#[tokio::test]
async fn a_customer_hears_answers_but_no_notes_and_no_assignments() {
    let desk = Desk::empty().await;
    let who = Who::phone(AHMED).on(desk.inbox("App"));
    let id = desk
        .control
        .receive_text(&who, "Hello")
        .unwrap()
        .conversation_id;
    let mut agent = Line::subscribed(&desk).await;
    desk.control
        .portal_types(id, desk.user("Clara Nunes"), true)
        .unwrap();
    let (_, typing) = agent.event().await;
    let token = typing["conversation"]["contact_inbox"]["pubsub_token"].clone();
    let identifier = json!({ "channel": "RoomChannel", "pubsub_token": token });
    let mut customer = Line::open(&desk, identifier).await;
    assert_eq!(customer.frame().await["type"], "confirm_subscription");
    let (event, data) = customer.event().await;
    assert_eq!(
        (event.as_str(), data.get("contacts")),
        ("presence.update", None)
    );
    let clara = desk.user("Clara Nunes");
    desk.control.portal_note(id, clara, "secret").unwrap();
    desk.control.portal_text(id, clara, "Hi").unwrap();
    let (event, data) = customer.event().await;
    assert_eq!(
        (event.as_str(), &data["content"]),
        ("message.created", &json!("Hi"))
    );
}

#[tokio::test]
async fn how_a_colleague_shows_is_told_with_the_next_sign_of_life() {
    let desk = Desk::empty().await;
    let clara = desk.user("Clara Nunes");
    let mut line = Line::subscribed(&desk).await;
    let command = json!({ "command": "message", "identifier": line.identifier,
        "data": json!({ "action": "update_presence" }).to_string() });
    for (availability, told) in [
        ("busy", json!("busy")),
        ("offline", Value::Null),
        ("online", json!("online")),
    ] {
        desk.control.colleague_shows(clara, availability).unwrap();
        line.say(&command).await;
        let (event, data) = line.event().await;
        assert_eq!(event, "presence.update");
        assert_eq!(data["users"][clara.to_string()], told, "{availability}");
    }
    assert!(desk.control.colleague_shows(clara, "away").is_err());
    assert!(desk.control.colleague_shows(-1, "busy").is_err());
}
