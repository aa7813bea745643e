mod account;
mod contacts;
mod controls;
mod conversations;
mod faults;
mod seeds;
mod sending;
mod tags;
mod webhooks;

use inbox_simulators::hatif::{Control, Size};
use inbox_simulators::{HatifOptions, HatifSimulator, SimulatorClock};
use serde_json::{Value, json};

/// A signed-in client of a simulator whose clock stands still.
struct Desk {
    simulator: HatifSimulator,
    control: Control,
    http: reqwest::Client,
    token: String,
}

const TOKEN: &str = "/connect/token";
const CONVERSATIONS: &str = "/v2/conversations/service-account";
const TEXT: &str = "/v1/whatsapp/service-account/sendText";
const TEMPLATE: &str = "/v1/whatsapp/service-account/sendTemplate";
const FILE: &str = "/v1/whatsapp/service-account/sendFile";
const TAGS: &str = "/v1/tags/service-account";
const AHMED: &str = "+966501234567";

fn manual() -> SimulatorClock {
    SimulatorClock::Manual {
        start: "2026-11-20T09:00:00Z".parse().unwrap(),
    }
}

fn options(size: Size) -> HatifOptions {
    HatifOptions {
        size,
        clock: manual(),
        ..HatifOptions::default()
    }
}

impl Desk {
    async fn open(options: HatifOptions) -> Self {
        let simulator = HatifSimulator::start(options).await.unwrap();
        let control = simulator.control();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut desk = Self {
            simulator,
            control,
            http,
            token: String::new(),
        };
        desk.sign_in().await;
        desk
    }

    async fn empty() -> Self {
        Self::open(options(Size::Empty)).await
    }

    async fn small() -> Self {
        Self::open(options(Size::Small)).await
    }

    async fn sign_in(&mut self) {
        let credentials = self.simulator.credentials();
        let (status, answer) = self
            .form(&[
                ("client_id", &credentials.client_id),
                ("client_secret", &credentials.client_secret),
                ("grant_type", "client_credentials"),
                ("scope", "VoxaAPI"),
            ])
            .await;
        assert_eq!(status, 200, "{answer}");
        answer["access_token"]
            .as_str()
            .unwrap()
            .clone_into(&mut self.token);
    }

    async fn form(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        read(self.http.post(self.url(TOKEN)).form(fields)).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.base_url())
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.http.get(self.url(path)).bearer_auth(&self.token)).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        read(
            self.http
                .post(self.url(path))
                .bearer_auth(&self.token)
                .json(&body),
        )
        .await
    }

    async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        read(
            self.http
                .put(self.url(path))
                .bearer_auth(&self.token)
                .json(&body),
        )
        .await
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        read(self.http.delete(self.url(path)).bearer_auth(&self.token)).await
    }

    /// The id of the channel of that name.
    fn channel(&self, name: &str) -> String {
        let channels = self.control.overview().channels;
        channels
            .into_iter()
            .find(|channel| channel.name == name)
            .unwrap()
            .id
    }

    fn user(&self, name: &str) -> String {
        let users = self.control.overview().users;
        users
            .into_iter()
            .find(|user| user.name == name)
            .unwrap()
            .user_id
    }

    async fn list(&self, channel: &str, query: &str) -> (u16, Value) {
        let channel = self.channel(channel);
        self.get(&format!("{CONVERSATIONS}/channels/{channel}?{query}"))
            .await
    }

    async fn timeline(&self, conversation: &str, query: &str) -> Value {
        let path = format!("{CONVERSATIONS}/{conversation}/timeline?{query}");
        let (status, answer) = self.get(&path).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// Sends a text to Ahmed on Main.
    async fn text(&self, text: &str) -> (u16, Value) {
        let body = json!({
            "ChannelId": self.channel("Main"), "Text": text, "ToNumber": &AHMED[1..],
        });
        self.post(TEXT, body).await
    }
}

/// Status and JSON body; null when the body is empty or no JSON.
async fn read(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// A member of every item of a list, as text.
fn texts(answer: &Value, name: &str) -> Vec<String> {
    answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item[name].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Every customer of the sample data.
pub(crate) async fn contacts() -> Vec<Value> {
    let desk = Desk::small().await;
    let (_, all) = desk
        .get("/v1/contacts?SkipCount=0&MaxResultCount=500")
        .await;
    all["items"].as_array().unwrap().clone()
}
