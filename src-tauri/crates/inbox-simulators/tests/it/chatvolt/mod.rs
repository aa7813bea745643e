mod contacts;
mod controls;
mod conversations;
mod crm;
mod dashboard;
mod faults;
mod seeds;
mod sending;
mod templates;
mod webhooks;

use inbox_simulators::chatvolt::{Control, Size, Who};
use inbox_simulators::{ChatvoltOptions, ChatvoltSimulator, SimulatorClock};
use reqwest::Method;
use serde_json::{Value, json};

/// A client with the key, of a simulator whose clock stands still.
struct Desk {
    simulator: ChatvoltSimulator,
    control: Control,
    http: reqwest::Client,
    key: String,
}

const JOAO: &str = "+5511999999999";

fn options(size: Size) -> ChatvoltOptions {
    ChatvoltOptions {
        size,
        clock: SimulatorClock::Manual {
            start: "2026-11-20T09:00:00Z".parse().unwrap(),
        },
        ai_answers: false,
        dashboard: true,
        ..ChatvoltOptions::default()
    }
}

impl Desk {
    async fn open(options: ChatvoltOptions) -> Self {
        let simulator = ChatvoltSimulator::start(options).await.unwrap();
        Self {
            control: simulator.control(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            key: simulator.credentials().api_key,
            simulator,
        }
    }

    async fn empty() -> Self {
        Self::open(options(Size::Empty)).await
    }

    async fn small() -> Self {
        Self::open(options(Size::Small)).await
    }

    /// João writes on WhatsApp; the id of the conversation.
    fn joao_writes(&self, text: &str) -> String {
        let who = Who::phone(JOAO).named("João Silva");
        self.control
            .receive_text(&who, text)
            .unwrap()
            .conversation_id
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.simulator.base_url());
        self.http.request(method, url).bearer_auth(&self.key)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request(Method::GET, path)).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        read(self.request(Method::POST, path).json(&body)).await
    }

    async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        read(self.request(Method::PUT, path).json(&body)).await
    }

    async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        read(self.request(Method::PATCH, path).json(&body)).await
    }

    async fn delete(&self, path: &str, body: Value) -> (u16, Value) {
        read(self.request(Method::DELETE, path).json(&body)).await
    }

    async fn conversation(&self, id: &str) -> Value {
        let (status, answer) = self.get(&format!("/conversation/{id}")).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    async fn messages(&self, id: &str, count: usize) -> Vec<Value> {
        let (status, answer) = self
            .get(&format!("/conversation/{id}/messages/{count}"))
            .await;
        assert_eq!(status, 200, "{answer}");
        answer["messages"].as_array().unwrap().clone()
    }

    /// Sends a text to that conversation.
    async fn text(&self, id: &str, text: &str) -> (u16, Value) {
        let path = format!("/conversation/message/conversationId/{id}");
        self.post(&path, json!({ "message": text })).await
    }

    fn agent(&self) -> String {
        self.control.overview().agents[0].id.clone()
    }
}

/// Status and JSON body; null when the body is empty or no JSON.
async fn read(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// A member of every row of a bare array, as text.
fn texts(rows: &Value, name: &str) -> Vec<String> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row[name].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Every customer of the sample data.
pub(crate) async fn contacts() -> Vec<Value> {
    let desk = Desk::small().await;
    let (_, all) = desk.get("/contacts?limit=100").await;
    all["contacts"].as_array().unwrap().clone()
}
