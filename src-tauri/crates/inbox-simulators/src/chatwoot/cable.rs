//! The live connection: Action Cable's frames over a websocket, and who hears which event.
//!
//! A wrong token is never answered; that is the platform's way, and clients must live with it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::runtime::Runtime;
use super::world::{ACCOUNT, Due, World};

const PING: Duration = Duration::from_secs(3);
const PROTOCOL: &str = "actioncable-v1-json";

/// Who listens on a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listener {
    User(i64),
    /// A customer, by the inbox they came through.
    ContactInbox(i64),
}

/// To whom an event goes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Audience {
    /// Members and administrators of a conversation's inbox.
    Members {
        conversation: i64,
    },
    /// The same and the customer, without whoever caused it.
    WithContact {
        conversation: i64,
        except: Option<Listener>,
    },
    Account,
    User(i64),
}

#[derive(Debug)]
struct Subscription {
    socket: u64,
    identifier: String,
    listener: Listener,
}

/// Open connections and what they listen to.
#[derive(Debug, Default)]
pub(crate) struct Cable {
    sockets: BTreeMap<u64, mpsc::UnboundedSender<Order>>,
    subscriptions: Vec<Subscription>,
    last: u64,
    /// How often somebody was told who is there.
    pub(crate) presences_told: u64,
    held: Vec<(u64, String)>,
}

/// What the socket's task is told.
#[derive(Debug)]
enum Order {
    Say(String),
    /// Says why, then closes.
    Disconnect(String),
    /// Closes without a word.
    Drop,
}

impl Cable {
    /// How many connections are open and how many subscriptions they have.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.sockets.len(), self.subscriptions.len())
    }

    pub(crate) fn send(&self, frames: Vec<(u64, String)>) {
        for (socket, text) in frames {
            if let Some(orders) = self.sockets.get(&socket) {
                // A socket that is closing hears nothing, as in the field.
                let _ = orders.send(Order::Say(text));
            }
        }
    }

    /// Closes every connection; with a reason it is told before.
    pub(crate) fn drop_all(&mut self, reason: Option<&str>) {
        self.subscriptions.clear();
        for orders in std::mem::take(&mut self.sockets).into_values() {
            let order = match reason {
                Some(reason) => {
                    let reconnect = reason != "unauthorized";
                    let frame = json!({
                        "type": "disconnect", "reason": reason, "reconnect": reconnect,
                    });
                    Order::Disconnect(frame.to_string())
                }
                None => Order::Drop,
            };
            let _ = orders.send(order);
        }
    }

    fn open(&mut self) -> (u64, mpsc::UnboundedReceiver<Order>) {
        self.last += 1;
        let (orders, told) = mpsc::unbounded_channel();
        self.sockets.insert(self.last, orders);
        (self.last, told)
    }

    fn close(&mut self, socket: u64) {
        self.sockets.remove(&socket);
        self.subscriptions.retain(|it| it.socket != socket);
    }
}

impl World {
    /// Sends an event to everybody it concerns; `data` always says the account.
    pub(crate) fn publish(&mut self, audience: Audience, event: &str, mut data: Value) {
        if let Value::Object(members) = &mut data {
            members.insert("account_id".to_owned(), ACCOUNT.into());
        }
        let mut frames: Vec<(u64, String)> = self
            .cable
            .subscriptions
            .iter()
            .filter(|it| self.hears(it.listener, audience))
            .map(|it| (it.socket, frame(&it.identifier, event, &data)))
            .collect();
        if frames.is_empty() || self.cable_switches.silent {
            return;
        }
        if self.cable_switches.duplicate {
            frames.extend(frames.clone());
        }
        if self.cable_switches.reorder {
            if self.cable.held.is_empty() {
                self.cable.held = frames;
                return;
            }
            frames.append(&mut self.cable.held);
        }
        match self.cable_switches.delay_ms {
            0 => self.cable.send(frames),
            delay => {
                let due = self.now() + SignedDuration::from_millis(delay as i64);
                self.schedule.add(due, Due::Cable(frames));
            }
        }
    }

    fn hears(&self, listener: Listener, audience: Audience) -> bool {
        let conversation = |id: i64| self.conversations.get(&id);
        match (listener, audience) {
            (_, Audience::WithContact { except, .. }) if except == Some(listener) => false,
            (
                Listener::User(user),
                Audience::Members { conversation: id }
                | Audience::WithContact {
                    conversation: id, ..
                },
            ) => conversation(id).is_some_and(|it| self.has_inbox(user, it.inbox)),
            (Listener::User(_), Audience::Account) => true,
            (Listener::User(user), Audience::User(meant)) => user == meant,
            (
                Listener::ContactInbox(entry),
                Audience::WithContact {
                    conversation: id, ..
                },
            ) => conversation(id).is_some_and(|it| {
                let own = it.contact_inbox == entry;
                let verified = |entry: i64| {
                    self.contact_inboxes
                        .get(&entry)
                        .is_some_and(|entry| entry.hmac_verified && entry.contact == it.contact)
                };
                own || verified(entry) && verified(it.contact_inbox)
            }),
            (Listener::ContactInbox(_), _) => false,
        }
    }

    /// Understands what came over a socket. Nothing is said to what cannot be understood.
    fn heard(&mut self, socket: u64, text: &str) {
        let Ok(command) = serde_json::from_str::<Value>(text) else {
            return;
        };
        let identifier = command["identifier"].as_str().unwrap_or_default();
        let place = self
            .cable
            .subscriptions
            .iter()
            .position(|it| it.socket == socket && it.identifier == identifier);
        match (command["command"].as_str(), place) {
            (Some("subscribe"), None) => {
                let Some(listener) = self.listener(identifier) else {
                    return;
                };
                self.cable.subscriptions.push(Subscription {
                    socket,
                    identifier: identifier.to_owned(),
                    listener,
                });
                let confirm = json!({ "identifier": identifier, "type": "confirm_subscription" });
                self.cable.send(vec![(socket, confirm.to_string())]);
                self.sign_of_life(socket, identifier, listener);
            }
            (Some("unsubscribe"), Some(place)) => {
                self.cable.subscriptions.remove(place);
            }
            (Some("message"), Some(place)) => {
                let data = command["data"].as_str().unwrap_or_default();
                let data: Value = serde_json::from_str(data).unwrap_or_default();
                if data["action"] == "update_presence" {
                    let listener = self.cable.subscriptions[place].listener;
                    self.sign_of_life(socket, identifier, listener);
                }
            }
            _ => {}
        }
    }

    fn listener(&self, identifier: &str) -> Option<Listener> {
        let wish: Value = serde_json::from_str(identifier).ok()?;
        let token = wish["pubsub_token"].as_str()?;
        if wish["channel"] != "RoomChannel" {
            return None;
        }
        if wish["user_id"].is_null() {
            let mut entries = self.contact_inboxes.values();
            let entry = entries.find(|entry| entry.pubsub_token == token)?;
            return Some(Listener::ContactInbox(entry.id));
        }
        let user = self.users.get(&wish["user_id"].as_i64()?)?;
        (user.pubsub_token == token && wish["account_id"] == ACCOUNT)
            .then_some(Listener::User(user.id))
    }

    /// Notes that somebody is there and tells them, and only them, who else is.
    fn sign_of_life(&mut self, socket: u64, identifier: &str, listener: Listener) {
        let now = self.now();
        match listener {
            Listener::User(id) => {
                if let Some(user) = self.users.get_mut(&id) {
                    user.seen = Some(now);
                }
            }
            Listener::ContactInbox(entry) => {
                let contact = self.contact_inboxes.get(&entry).map(|entry| entry.contact);
                if let Some(contact) = contact.and_then(|id| self.contacts.get_mut(&id)) {
                    contact.seen = Some(now);
                }
            }
        }
        let users: serde_json::Map<String, Value> = self
            .users
            .values()
            .map(|user| (user.id.to_string(), self.availability(user)))
            .filter(|(_, availability)| availability != "offline")
            .map(|(id, availability)| (id, availability.into()))
            .collect();
        let mut data = json!({ "account_id": ACCOUNT, "users": users });
        if matches!(listener, Listener::User(_)) {
            let contacts: serde_json::Map<String, Value> = self
                .contacts
                .values()
                .filter(|contact| self.contact_is_online(contact))
                .map(|contact| (contact.id.to_string(), "online".into()))
                .collect();
            data["contacts"] = contacts.into();
        }
        self.cable.presences_told += 1;
        let text = frame(identifier, "presence.update", &data);
        self.cable.send(vec![(socket, text)]);
    }
}

fn frame(identifier: &str, event: &str, data: &Value) -> String {
    json!({ "identifier": identifier, "message": { "event": event, "data": data } }).to_string()
}

/// `GET /cable`
pub(crate) async fn connect(
    State(runtime): State<Arc<Runtime>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .protocols([PROTOCOL])
        .on_upgrade(move |socket| serve(runtime, socket))
}

async fn serve(runtime: Arc<Runtime>, mut socket: WebSocket) {
    let (id, mut orders) = runtime.act(|world| world.cable.open());
    let welcome = json!({ "type": "welcome" }).to_string();
    let mut open = socket.send(Frame::text(welcome)).await.is_ok();
    // The pulse is that of the wire: a client's patience does not follow a test's clock.
    let mut pulse = tokio::time::interval(PING);
    pulse.tick().await;
    while open {
        open = tokio::select! {
            order = orders.recv() => match order {
                Some(Order::Say(text)) => socket.send(Frame::text(text)).await.is_ok(),
                Some(Order::Disconnect(text)) => {
                    let _ = socket.send(Frame::text(text)).await;
                    false
                }
                Some(Order::Drop) | None => false,
            },
            came = socket.recv() => match came {
                Some(Ok(Frame::Text(text))) => {
                    runtime.act(|world| world.heard(id, &text));
                    true
                }
                Some(Ok(Frame::Close(_)) | Err(_)) | None => false,
                Some(Ok(_)) => true,
            },
            _ = pulse.tick() => {
                let ping = runtime.look(|world| (!world.cable_switches.no_pings)
                    .then(|| json!({ "type": "ping", "message": world.now().as_second() })));
                match ping {
                    Some(ping) => socket.send(Frame::text(ping.to_string())).await.is_ok(),
                    None => true,
                }
            }
            () = runtime.stopped() => false,
        };
    }
    runtime.act(|world| world.cable.close(id));
}
