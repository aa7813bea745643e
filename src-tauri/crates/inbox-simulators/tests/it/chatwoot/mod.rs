mod cable;
mod client_api;
mod conversations;
mod faults;
mod furniture;
mod messages;
mod published;
mod ratings;
mod schema;
mod seeds;
mod session;
mod webhooks;

use inbox_simulators::chatwoot::{Control, Size};
use inbox_simulators::{ChatwootOptions, ChatwootSimulator, SimulatorClock};
use serde_json::Value;

/// A signed-in client of a simulator whose clock stands still.
struct Desk {
    simulator: ChatwootSimulator,
    control: Control,
    http: reqwest::Client,
    token: String,
}

const AHMED: &str = "+966501234567";

fn options(size: Size) -> ChatwootOptions {
    ChatwootOptions {
        size,
        clock: SimulatorClock::Manual {
            start: "2026-11-20T09:00:00Z".parse().unwrap(),
        },
        ..ChatwootOptions::default()
    }
}

impl Desk {
    async fn open(options: ChatwootOptions) -> Self {
        let simulator = ChatwootSimulator::start(options).await.unwrap();
        let control = simulator.control();
        let token = simulator.credentials().access_token;
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            simulator,
            control,
            http,
            token,
        }
    }

    async fn empty() -> Self {
        Self::open(options(Size::Empty)).await
    }

    async fn small() -> Self {
        Self::open(options(Size::Small)).await
    }

    /// The same desk with another colleague at it.
    fn sit_down(&mut self, name: &str) -> i64 {
        let user = self.user(name);
        self.token = self.control.credentials_of(user).unwrap().access_token;
        user
    }

    fn user(&self, name: &str) -> i64 {
        let users = self.control.overview().users;
        users
            .into_iter()
            .find(|user| user.name == name)
            .unwrap()
            .user_id
    }

    fn inbox(&self, name: &str) -> i64 {
        let inboxes = self.control.overview().inboxes;
        inboxes
            .into_iter()
            .find(|inbox| inbox.name == name)
            .unwrap()
            .id
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.base_url())
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("/api") {
            self.url(path)
        } else {
            self.url(&format!("/api/v1/accounts/1{path}"))
        };
        self.http
            .request(method.parse().unwrap(), url)
            .header("api_access_token", &self.token)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request("GET", path)).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        read(self.request("POST", path).json(&body)).await
    }

    async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        read(self.request("PATCH", path).json(&body)).await
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        read(self.request("DELETE", path)).await
    }
}

/// Status and JSON body; null when the body is empty or no JSON.
async fn read(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// A member of every row.
fn column(rows: &Value, name: &str) -> Vec<Value> {
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| row[name].clone())
        .collect()
}

/// Every customer of the sample data.
pub(crate) async fn contacts() -> Vec<Value> {
    let desk = Desk::small().await;
    let mut all = Vec::new();
    loop {
        let page = all.len() / 15 + 1;
        let (_, found) = desk.get(&format!("/contacts?page={page}")).await;
        let found = found["payload"].as_array().unwrap().clone();
        all.extend_from_slice(&found);
        if found.len() < 15 {
            return all;
        }
    }
}
