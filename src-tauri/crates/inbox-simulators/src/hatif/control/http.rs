//! The control over HTTP, for tests and demos in other processes.
//!
//! | `POST /_control/…` | body |
//! |---|---|
//! | `receive` | a [`Who`] with `"what"`: `{"text":"…"}`, `{"reply":{"text","eventId"}}`, `{"media":{"messageType","url"?,"caption"?}}`, `{"location":{"latitude","longitude","name"?,"address"?}}`, `{"button":"…"}`, `"unsupported"` |
//! | `new-customer` | none |
//! | `call` | a [`Who`] with a [`NewCall`]: `{"phone","ringSeconds","ending":{"answered":{"talkSeconds"}}\|"missed"…,"outbound"?,"handledBy"?,"pace"?}` |
//! | `edit` | `{"conversationId","eventId","text"}` |
//! | `delete` | `{"conversationId","eventId"}` |
//! | `portal-assign` | `{"conversationId","userId"?,"byUserId"?}` |
//! | `portal-text` | a [`Who`] with `"userId"`, `"text"` |
//! | `portal-status` | `{"conversationId","open"}` |
//! | `portal-rename` | `{"contactId","name"}` |
//! | `life` | `{"on":bool,"shortestMs"?,"longestMs"?}` |
//! | `customers-answer` | `{"on":bool}` |
//! | `faults` | any members of [`Faults`](crate::Faults); those not given stay. `"forMs"` ends an outage; `"outage":"refused"` needs it and a real clock |
//! | `quirks` | any members of [`Quirks`](crate::hatif::Quirks); those not given stay |
//! | `expire-tokens` | none |
//! | `revoke-credentials` | none; answers the new ones |
//! | `profile` | `{"profile":"live"\|"docs"\|"ints"}` |
//! | `rate-limit` | `{"perMinute":number\|null}` |
//! | `next-deliveries` | array of [`DeliveryFate`]: `"delivered"`, `{"fails":{"insteadOf":"Sent","code","reason"}}`, `{"stopsAt":"Sent"}` |
//! | `webhooks` | a [`WebhookTarget`] |
//! | `webhook-switches` | any members of [`WebhookSwitches`](crate::WebhookSwitches); those not given stay |
//! | `advance` | `{"ms":number}`; answers when everything due has happened |
//! | `settle` | none; answers when all webhooks were answered |
//!
//! | `GET /_control/…` | answer |
//! |---|---|
//! | `state` | [`Overview`](super::Overview) with credentials and base URL |
//! | `conversations`, `timeline/{conversationId}`, `sends`, `files` (of sends), `traffic`, `deliveries` | the truth |

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::Control;
use super::orders::{DeliveryFate, Inbound, LifePace, NewCall, WebhookTarget, Who};
use crate::hatif::options::WireProfile;
use crate::shared::orders::{
    self, Members, RateLimit, Switch, changed, done, finished, shown, told,
};

/// The routes below `/_control`.
pub(crate) fn control_routes(control: Control) -> Router {
    Router::new()
        .route("/receive", post(receive))
        .route(
            "/new-customer",
            post(async |State(control): Hand| told(control.new_customer())),
        )
        .route("/call", post(call))
        .route("/edit", post(edit))
        .route("/delete", post(delete))
        .route("/portal-assign", post(portal_assign))
        .route("/portal-text", post(portal_text))
        .route("/portal-status", post(portal_status))
        .route("/portal-rename", post(portal_rename))
        .route("/life", post(life))
        .route("/customers-answer", post(customers_answer))
        .route("/faults", post(orders::faults::<Control>))
        .route("/quirks", post(quirks))
        .route(
            "/expire-tokens",
            post(async |State(control): Hand| {
                control.expire_tokens();
                done()
            }),
        )
        .route(
            "/revoke-credentials",
            post(async |State(control): Hand| shown(&control.revoke_credentials())),
        )
        .route("/profile", post(profile))
        .route("/rate-limit", post(rate_limit))
        .route("/next-deliveries", post(next_deliveries))
        .route("/webhooks", post(webhooks))
        .route("/webhook-switches", post(webhook_switches))
        .route("/advance", post(orders::advance::<Control>))
        .route(
            "/settle",
            post(async |State(control): Hand| {
                control.settle().await;
                done()
            }),
        )
        .route("/state", get(state))
        .route(
            "/conversations",
            get(async |State(control): Hand| shown(&control.conversations())),
        )
        .route(
            "/timeline/{conversationId}",
            get(async |State(control): Hand, Path(id): Path<String>| shown(&control.timeline(&id))),
        )
        .route(
            "/sends",
            get(async |State(control): Hand| shown(&control.sends())),
        )
        .route(
            "/files",
            get(async |State(control): Hand| shown(&control.sent_files())),
        )
        .route(
            "/traffic",
            get(async |State(control): Hand| shown(&control.traffic())),
        )
        .route(
            "/deliveries",
            get(async |State(control): Hand| shown(&control.deliveries())),
        )
        .with_state(control)
}

type Hand = State<Control>;

#[derive(Deserialize)]
struct Receive {
    #[serde(flatten)]
    who: Who,
    what: Inbound,
}

async fn receive(State(control): Hand, Json(order): Json<Receive>) -> Response {
    told(control.receive(&order.who, order.what))
}

#[derive(Deserialize)]
struct Call {
    #[serde(flatten)]
    who: Who,
    #[serde(flatten)]
    call: NewCall,
}

async fn call(State(control): Hand, Json(order): Json<Call>) -> Response {
    told(control.call(&order.who, &order.call))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    conversation_id: String,
    event_id: String,
    #[serde(default)]
    text: String,
}

async fn edit(State(control): Hand, Json(order): Json<Message>) -> Response {
    finished(control.edit(&order.conversation_id, &order.event_id, &order.text))
}

async fn delete(State(control): Hand, Json(order): Json<Message>) -> Response {
    finished(control.delete(&order.conversation_id, &order.event_id))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PortalAssign {
    conversation_id: String,
    #[serde(rename = "userId")]
    to: Option<String>,
    #[serde(rename = "byUserId")]
    by: Option<String>,
}

async fn portal_assign(State(control): Hand, Json(order): Json<PortalAssign>) -> Response {
    let (to, by) = (order.to.as_deref(), order.by.as_deref());
    told(control.portal_assign(&order.conversation_id, to, by))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PortalText {
    #[serde(flatten)]
    who: Who,
    user_id: String,
    text: String,
}

async fn portal_text(State(control): Hand, Json(order): Json<PortalText>) -> Response {
    told(control.portal_text(&order.who, &order.user_id, &order.text))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PortalStatus {
    conversation_id: String,
    open: bool,
}

async fn portal_status(State(control): Hand, Json(order): Json<PortalStatus>) -> Response {
    finished(control.portal_status(&order.conversation_id, order.open))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PortalRename {
    contact_id: String,
    name: String,
}

async fn portal_rename(State(control): Hand, Json(order): Json<PortalRename>) -> Response {
    finished(control.portal_rename(&order.contact_id, &order.name))
}

#[derive(Deserialize)]
struct Life {
    on: bool,
    #[serde(flatten)]
    pace: LifePace,
}

async fn life(State(control): Hand, Json(order): Json<Life>) -> Response {
    if order.on {
        control.start_life(order.pace);
    } else {
        control.stop_life();
    }
    done()
}

async fn customers_answer(State(control): Hand, Json(order): Json<Switch>) -> Response {
    control.customers_answer(order.on);
    done()
}

async fn quirks(State(control): Hand, Json(change): Members) -> Response {
    let current = control.overview().quirks;
    changed(&current, change, |quirks| {
        control.quirks(|current| *current = quirks);
    })
}

async fn webhook_switches(State(control): Hand, Json(change): Members) -> Response {
    let current = control.overview().webhook_switches;
    changed(&current, change, |switches| {
        control.webhook_switches(|current| *current = switches);
    })
}

#[derive(Deserialize)]
struct Dialect {
    profile: WireProfile,
}

async fn profile(State(control): Hand, Json(order): Json<Dialect>) -> Response {
    control.speak(order.profile);
    done()
}

async fn rate_limit(State(control): Hand, Json(order): Json<RateLimit>) -> Response {
    control.limit_rate(order.per_minute);
    done()
}

async fn next_deliveries(State(control): Hand, Json(fates): Json<Vec<DeliveryFate>>) -> Response {
    control.next_deliveries(fates);
    done()
}

async fn webhooks(State(control): Hand, Json(target): Json<WebhookTarget>) -> Response {
    finished(control.webhooks(&target))
}

async fn state(State(control): Hand) -> Response {
    let (base_url, credentials) = control
        .0
        .look(|world| (world.base_url.clone(), world.credentials.clone()));
    orders::state(&control.overview(), &base_url, &credentials)
}
