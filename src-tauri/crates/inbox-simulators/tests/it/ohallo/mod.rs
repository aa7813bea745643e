mod account;
mod actions;
mod contacts;
mod controls;
mod conversations;
mod faults;
mod keys;
mod knowledge;
mod seeds;

use std::time::Duration;

use inbox_simulators::ohallo::{AiTurn, ChannelType, Control, Quirks, Size, Who};
use inbox_simulators::{OhalloOptions, OhalloSimulator, SimulatorClock};
use serde_json::{Value, json};

/// A client of a simulator whose clock stands still.
struct Desk {
    simulator: OhalloSimulator,
    control: Control,
    http: reqwest::Client,
    key: String,
}

const LIST: &str = "/api/conversations";
const AHMED: &str = "+966501234567";

fn options(size: Size) -> OhalloOptions {
    OhalloOptions {
        size,
        clock: SimulatorClock::Manual {
            start: "2026-11-20T09:00:00Z".parse().unwrap(),
        },
        rate_limit_per_minute: None,
        ..OhalloOptions::default()
    }
}

impl Desk {
    async fn open(options: OhalloOptions) -> Self {
        let simulator = OhalloSimulator::start(options).await.unwrap();
        let control = simulator.control();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let key = simulator.credentials().api_key;
        Self {
            simulator,
            control,
            http,
            key,
        }
    }

    async fn empty() -> Self {
        Self::open(options(Size::Empty)).await
    }

    async fn small() -> Self {
        Self::open(options(Size::Small)).await
    }

    async fn with(quirks: Quirks) -> Self {
        Self::open(OhalloOptions {
            quirks,
            ..options(Size::Empty)
        })
        .await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.base_url())
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.http.get(self.url(path)).bearer_auth(&self.key)).await
    }

    /// A read that must succeed.
    async fn read(&self, path: &str) -> Value {
        let (status, answer) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let request = self.http.post(self.url(path)).bearer_auth(&self.key);
        read(request.json(&body)).await
    }

    /// An action without a body.
    async fn act(&self, path: &str) -> (u16, Value) {
        read(self.http.post(self.url(path)).bearer_auth(&self.key)).await
    }

    async fn order(&self, operation: &str, body: Value) -> (u16, Value) {
        let url = self.url(&format!("/_control/{operation}"));
        read(self.http.post(url).json(&body)).await
    }

    async fn advance(&self, seconds: u64) {
        self.control.advance(Duration::from_secs(seconds)).await;
    }

    fn workspace(&self, name: &str) -> String {
        let workspaces = self.control.overview().workspaces;
        let found = workspaces.into_iter().find(|one| one.name == name);
        found.unwrap().id
    }

    fn channel(&self, workspace: &str, kind: ChannelType) -> String {
        let workspace = self.workspace(workspace);
        let channels = self.control.overview().channels;
        channels
            .into_iter()
            .find(|channel| channel.workspace_id == workspace && channel.channel_type == kind)
            .unwrap()
            .id
    }

    /// Ahmed writes on WhatsApp, and the AI says nothing.
    fn ahmed_writes(&self, text: &str) -> String {
        self.control.next_ai_turns([AiTurn::Silent]);
        let who = Who::phone(AHMED).named("Ahmed Ali");
        self.control
            .receive_text(&who, text)
            .unwrap()
            .conversation_id
    }

    async fn action(&self, conversation: &str, action: &str) -> (u16, Value) {
        self.act(&format!("{LIST}/{conversation}/{action}")).await
    }

    async fn reply(&self, conversation: &str, text: &str) -> (u16, Value) {
        let path = format!("{LIST}/{conversation}/reply");
        self.post(&path, json!({ "content": text })).await
    }

    async fn one(&self, conversation: &str) -> Value {
        self.read(&format!("{LIST}/{conversation}")).await
    }

    async fn thread(&self, conversation: &str) -> Value {
        self.read(&format!("{LIST}/{conversation}/messages")).await
    }
}

/// Status and JSON body; null when the body is empty or no JSON.
async fn read(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// A member of every item of an array, as text.
fn texts(items: &Value, name: &str) -> Vec<String> {
    let items = items.as_array().unwrap().iter();
    items
        .map(|item| item[name].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// The body of a refusal with that sentence.
fn error(sentence: &str) -> Value {
    json!({ "error": sentence })
}

fn accepted() -> (u16, Value) {
    (200, json!({ "ok": true }))
}

/// Every customer of the sample data.
pub(crate) async fn contacts() -> Vec<Value> {
    let desk = Desk::small().await;
    let all = desk.read("/api/contacts?limit=100").await;
    all["items"].as_array().unwrap().clone()
}
