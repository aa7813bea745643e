//! The control over HTTP, for tests and demos in other processes.
//!
//! | `POST /_control/…` | body |
//! |---|---|
//! | `receive` | a [`Who`] with `"what"`: `{"text":"…"}`, `{"reply":{"text","messageId"}}`, `{"media":{"kind":"image"\|"audio"\|"file","caption"?}}`, `{"location":{"latitude","longitude","name"}}`, `"unsupported"` |
//! | `new-customer` | none |
//! | `customer-types` | `{"conversationId","on"}` |
//! | `customer-reads` | `{"conversationId"}` |
//! | `portal-text`, `portal-note` | `{"conversationId","userId","text"}` |
//! | `portal-assign` | `{"conversationId","userId"?,"by"?}` |
//! | `portal-team` | `{"conversationId","teamId"?,"by"?}` |
//! | `portal-status` | `{"conversationId","status","by"?}` |
//! | `snooze` | `{"conversationId","until"?,"by"?}` |
//! | `portal-types` | `{"conversationId","userId","on"}` |
//! | `colleague-shows` | `{"userId","status"}`: `online`, `busy` or `offline` |
//! | `portal-reads` | `{"conversationId","userId"}` |
//! | `portal-labels` | `{"conversationId","labels","by"?}` |
//! | `mention` | `{"conversationId","userId","by"}` |
//! | `ask-for-ratings` | `{"inboxId","on":bool}` |
//! | `customer-rates` | `{"conversationId","rating","text"?}` |
//! | `message-status` | `{"messageId","status","text"?}` |
//! | `edit-message` | `{"messageId","text"}` |
//! | `delete-message` | `{"messageId"}` |
//! | `delete-conversation` | `{"conversationId"}` |
//! | `life` | `{"on":bool,"shortestMs"?,"longestMs"?}` |
//! | `customers-answer` | `{"on":bool}` |
//! | `faults`, `quirks`, `cable-switches`, `webhook-switches` | any members; those not given stay. `"forMs"` ends an outage |
//! | `expire-tokens`, `revoke-credentials`, `rotate-pubsub-tokens`, `drop-sockets`, `restart-sockets` | none |
//! | `next-deliveries` | array of [`DeliveryFate`]: `"delivered"`, `{"fails":{"reason"}}`, `{"stopsAt":"sent"}` |
//! | `webhooks` | a [`WebhookTarget`] |
//! | `advance` | `{"ms":number}`; answers when everything due has happened |
//! | `settle` | none; answers when all webhooks were answered |
//!
//! | `GET /_control/…` | answer |
//! |---|---|
//! | `state` | [`Overview`](super::Overview) |
//! | `conversations`, `timeline/{conversationId}`, `sends`, `files` (of sends), `traffic`, `deliveries` | the truth |

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Control;
use super::orders::{DeliveryFate, Inbound, WebhookTarget, Who};
use crate::chatwoot::model::{MessageStatus, Status};
use crate::shared::error::SimulatorError;
use crate::shared::http::json_response;
use crate::shared::orders::{self, Members, changed, wrong};
use crate::shared::size::LifePace;

type Hand = State<Control>;

/// The members orders have; each order reads its own.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Order {
    conversation_id: i64,
    message_id: i64,
    inbox_id: i64,
    rating: i64,
    user_id: Option<i64>,
    team_id: Option<i64>,
    by: Option<i64>,
    on: bool,
    text: Option<String>,
    status: Option<String>,
    until: Option<Timestamp>,
    labels: Vec<String>,
    ms: u64,
}

impl Order {
    fn user(&self) -> Result<i64, SimulatorError> {
        self.user_id.ok_or(SimulatorError::Unknown("user"))
    }
}

/// The routes below `/_control`.
#[expect(
    clippy::too_many_lines,
    reason = "a table of orders, one after the other"
)]
pub(crate) fn control_routes(control: Control) -> Router {
    let order = |act: fn(&Control, Order) -> Result<Value, SimulatorError>| {
        post(async move |State(control): Hand, body: axum::body::Bytes| {
            let order = match body.len() {
                0 => Ok(Order::default()),
                _ => serde_json::from_slice(&body),
            };
            match order {
                Ok(order) => answer(act(&control, order)),
                Err(error) => wrong(&error.to_string()),
            }
        })
    };
    let truth = |show: fn(&Control) -> Value| {
        get(async move |State(control): Hand| json_response(200, &show(&control)))
    };
    Router::new()
        .route("/receive", post(receive))
        .route(
            "/new-customer",
            order(|control, _| shown(control.new_customer())),
        )
        .route(
            "/customer-types",
            order(|control, it| shown(control.customer_types(it.conversation_id, it.on))),
        )
        .route(
            "/customer-reads",
            order(|control, it| shown(control.customer_reads(it.conversation_id))),
        )
        .route(
            "/ask-for-ratings",
            order(|control, it| shown(control.ask_for_ratings(it.inbox_id, it.on))),
        )
        .route(
            "/customer-rates",
            order(|control, it| {
                shown(control.customer_rates(it.conversation_id, it.rating, it.text.as_deref()))
            }),
        )
        .route(
            "/portal-text",
            order(|control, it| {
                shown(control.portal_text(
                    it.conversation_id,
                    it.user()?,
                    it.text.unwrap_or_default(),
                ))
            }),
        )
        .route(
            "/portal-note",
            order(|control, it| {
                shown(control.portal_note(
                    it.conversation_id,
                    it.user()?,
                    it.text.unwrap_or_default(),
                ))
            }),
        )
        .route(
            "/portal-assign",
            order(|control, it| {
                shown(control.portal_assign(it.conversation_id, it.user_id, it.by))
            }),
        )
        .route(
            "/portal-team",
            order(|control, it| shown(control.portal_team(it.conversation_id, it.team_id, it.by))),
        )
        .route(
            "/portal-status",
            order(|control, it| {
                let status = it.status.as_deref().and_then(Status::parse);
                let status = status.ok_or(SimulatorError::Unknown("status"))?;
                shown(control.portal_status(it.conversation_id, status, it.by))
            }),
        )
        .route(
            "/snooze",
            order(|control, it| shown(control.snooze(it.conversation_id, it.until, it.by))),
        )
        .route(
            "/portal-types",
            order(|control, it| shown(control.portal_types(it.conversation_id, it.user()?, it.on))),
        )
        .route(
            "/colleague-shows",
            order(|control, it| {
                let availability = it.status.as_deref().unwrap_or_default();
                shown(control.colleague_shows(it.user()?, availability))
            }),
        )
        .route(
            "/portal-reads",
            order(|control, it| shown(control.portal_reads(it.conversation_id, it.user()?))),
        )
        .route(
            "/portal-labels",
            order(|control, it| {
                let labels: Vec<&str> = it.labels.iter().map(String::as_str).collect();
                shown(control.portal_labels(it.conversation_id, &labels, it.by))
            }),
        )
        .route(
            "/mention",
            order(|control, it| {
                let by = it.by.ok_or(SimulatorError::Unknown("user"))?;
                shown(control.mention(it.conversation_id, it.user()?, by))
            }),
        )
        .route(
            "/message-status",
            order(|control, it| {
                let status = it.status.as_deref().and_then(MessageStatus::parse);
                let status = status.ok_or(SimulatorError::Unknown("status"))?;
                shown(control.message_status(it.message_id, status, it.text.as_deref()))
            }),
        )
        .route(
            "/edit-message",
            order(|control, it| {
                shown(control.edit_message(it.message_id, &it.text.unwrap_or_default()))
            }),
        )
        .route(
            "/delete-message",
            order(|control, it| shown(control.delete_message(it.message_id))),
        )
        .route(
            "/delete-conversation",
            order(|control, it| shown(control.delete_conversation(it.conversation_id))),
        )
        .route("/life", post(life))
        .route(
            "/customers-answer",
            order(|control, it| done(|| control.customers_answer(it.on))),
        )
        .route("/faults", post(orders::faults::<Control>))
        .route("/quirks", post(quirks))
        .route("/cable-switches", post(cable_switches))
        .route("/webhook-switches", post(webhook_switches))
        .route(
            "/expire-tokens",
            order(|control, _| done(|| control.expire_tokens())),
        )
        .route(
            "/revoke-credentials",
            order(|control, _| shown(Ok(control.revoke_credentials()))),
        )
        .route(
            "/rotate-pubsub-tokens",
            order(|control, _| done(|| control.rotate_pubsub_tokens())),
        )
        .route(
            "/drop-sockets",
            order(|control, _| done(|| control.drop_sockets())),
        )
        .route(
            "/restart-sockets",
            order(|control, _| done(|| control.restart_sockets())),
        )
        .route("/next-deliveries", post(next_deliveries))
        .route("/webhooks", post(webhooks))
        .route("/advance", post(orders::advance::<Control>))
        .route("/settle", post(settle))
        .route("/state", truth(|control| json!(control.overview())))
        .route(
            "/conversations",
            truth(|control| json!(control.conversations())),
        )
        .route("/timeline/{conversation}", get(timeline))
        .route("/sends", truth(|control| json!(control.sends())))
        .route("/files", truth(|control| json!(control.sent_files())))
        .route("/traffic", truth(|control| json!(control.traffic())))
        .route("/deliveries", truth(|control| json!(control.deliveries())))
        .with_state(control)
}

fn shown(outcome: Result<impl Serialize, SimulatorError>) -> Result<Value, SimulatorError> {
    outcome.map(|value| json!(value))
}

#[expect(clippy::unnecessary_wraps, reason = "orders can fail, these cannot")]
fn done(act: impl FnOnce()) -> Result<Value, SimulatorError> {
    act();
    Ok(json!({}))
}

fn answer(outcome: Result<Value, SimulatorError>) -> Response {
    match outcome {
        Ok(Value::Null) => json_response(200, &json!({})),
        Ok(value) => json_response(200, &value),
        Err(error) => wrong(&error.to_string()),
    }
}

#[derive(Deserialize)]
struct Receive {
    #[serde(flatten)]
    who: Who,
    what: Inbound,
}

async fn receive(State(control): Hand, Json(order): Json<Receive>) -> Response {
    answer(shown(control.receive(&order.who, order.what)))
}

async fn life(State(control): Hand, Json(order): Json<Value>) -> Response {
    if order["on"] == false {
        control.stop_life();
    } else {
        control.start_life(serde_json::from_value::<LifePace>(order).unwrap_or_default());
    }
    answer(Ok(Value::Null))
}

async fn quirks(State(control): Hand, Json(patch): Members) -> Response {
    let current = control.overview().quirks;
    changed(&current, patch, |setting| {
        control.quirks(|current| *current = setting);
    })
}

async fn cable_switches(State(control): Hand, Json(patch): Members) -> Response {
    let current = control.overview().cable_switches;
    changed(&current, patch, |setting| {
        control.cable_switches(|current| *current = setting);
    })
}

async fn webhook_switches(State(control): Hand, Json(patch): Members) -> Response {
    let current = control.overview().webhook_switches;
    changed(&current, patch, |setting| {
        control.webhook_switches(|current| *current = setting);
    })
}

async fn next_deliveries(State(control): Hand, Json(fates): Json<Vec<DeliveryFate>>) -> Response {
    answer(done(|| control.next_deliveries(fates)))
}

async fn webhooks(State(control): Hand, Json(target): Json<WebhookTarget>) -> Response {
    answer(shown(control.webhooks(&target)))
}

async fn settle(State(control): Hand) -> Response {
    control.settle().await;
    answer(Ok(Value::Null))
}

async fn timeline(State(control): Hand, Path(conversation): Path<i64>) -> Response {
    json_response(200, &json!(control.timeline(conversation)))
}
