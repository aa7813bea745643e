//! The control over HTTP, for tests and demos in other processes.
//!
//! | `POST /_control/…` | body |
//! |---|---|
//! | `receive` | a [`Who`] with `"what"`: `{"text":"…"}`, `{"media":{"kind":"photo"\|"voice"\|"document","caption"?}}`, `{"files":{"attachments":[…],"text"?}}` |
//! | `new-customer` | none |
//! | `request-human` | `{"conversationId"}` |
//! | `ai-answers`, `customers-answer` | `{"on":bool}` |
//! | `ai-text`, `ai-follow-up`, `ai-summary` | `{"conversationId","text"}` |
//! | `frustration` | `{"conversationId","value"}` |
//! | `nps` | `{"conversationId","rating","comment"?}` |
//! | `ad-source` | `{"conversationId","ad":{"sourceId","headline","body","sourceUrl"}}` |
//! | `portal-text` | a [`Who`] with `"text"` |
//! | `portal-assign` | `{"conversationId","to"?}` (user id or e-mail) |
//! | `portal-status` | `{"conversationId","status"}` |
//! | `portal-priority` | `{"conversationId","priority"}` |
//! | `portal-ai` | `{"conversationId","on"}` |
//! | `portal-tag` | `{"conversationId","tag","on"}` |
//! | `portal-read` | `{"conversationId"}` |
//! | `portal-rename` | `{"contactId","name"}` |
//! | `portal-step` | `{"conversationId","stepId"}` |
//! | `life` | `{"on":bool,"shortestMs"?,"longestMs"?}` |
//! | `faults` | any members of [`Faults`](crate::Faults); those not given stay. `"forMs"` ends an outage; `"outage":"refused"` needs it and a real clock |
//! | `quirks` | any members of [`Quirks`](crate::chatvolt::Quirks); those not given stay |
//! | `revoke-credentials` | none; answers the new ones |
//! | `rate-limit` | `{"perMinute":number\|null}` |
//! | `webhooks` | a [`WebhookTarget`] |
//! | `webhook-switches` | any members of [`WebhookSwitches`](crate::WebhookSwitches); those not given stay |
//! | `advance` | `{"ms":number}`; answers when everything due has happened |
//! | `settle` | none; answers when all webhooks were answered |
//!
//! | `GET /_control/…` | answer |
//! |---|---|
//! | `state` | [`Overview`](super::Overview) with credentials and base URL |
//! | `conversations`, `timeline/{conversationId}`, `sends`, `files` (of sends), `traps`, `traffic`, `deliveries` | the truth |

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::orders::{Inbound, WebhookTarget, Who};
use super::{Control, LifePace};
use crate::chatvolt::model::{AdSource, Priority, Status};
use crate::shared::orders::{
    self, Members, RateLimit, Switch, changed, done, finished, shown, told,
};

/// The routes below `/_control`.
pub(crate) fn control_routes(control: Control) -> Router {
    Router::new()
        .merge(people())
        .merge(platform())
        .merge(truth())
        .with_state(control)
}

fn people() -> Router<Control> {
    Router::new()
        .route("/receive", post(receive))
        .route(
            "/new-customer",
            post(async |State(control): Hand| shown(&control.new_customer())),
        )
        .route(
            "/request-human",
            post(async |State(control): Hand, Json(order): Json<Change>| {
                finished(control.request_human(&order.conversation_id))
            }),
        )
        .route(
            "/ai-answers",
            post(async |State(control): Hand, Json(order): Json<Switch>| {
                control.ai_answers(order.on);
                done()
            }),
        )
        .route(
            "/customers-answer",
            post(async |State(control): Hand, Json(order): Json<Switch>| {
                control.customers_answer(order.on);
                done()
            }),
        )
        .route(
            "/ai-text",
            post(async |State(control): Hand, Json(order): Json<Change>| {
                told(control.ai_text(&order.conversation_id, &order.text))
            }),
        )
        .route(
            "/ai-follow-up",
            post(async |State(control): Hand, Json(order): Json<Change>| {
                told(control.ai_follows_up(&order.conversation_id, &order.text))
            }),
        )
        .route(
            "/ai-summary",
            post(async |State(control): Hand, Json(order): Json<Change>| {
                finished(control.ai_sums_up(&order.conversation_id, &order.text))
            }),
        )
        .route("/frustration", post(frustration))
        .route("/nps", post(nps))
        .route("/ad-source", post(ad_source))
        .route("/portal-text", post(portal_text))
        .route(
            "/portal-assign",
            post(async |State(control): Hand, Json(order): Json<Change>| {
                told(control.portal_assign(&order.conversation_id, order.to.as_deref()))
            }),
        )
        .route("/portal-status", post(portal_status))
        .route("/portal-priority", post(portal_priority))
        .route(
            "/portal-ai",
            post(async |State(control): Hand, Json(order): Json<Change>| {
                finished(control.portal_ai(&order.conversation_id, order.on))
            }),
        )
        .route(
            "/portal-tag",
            post(async |State(control): Hand, Json(order): Json<Change>| {
                finished(control.portal_tag(&order.conversation_id, &order.tag, order.on))
            }),
        )
        .route(
            "/portal-read",
            post(async |State(control): Hand, Json(order): Json<Change>| {
                finished(control.portal_read(&order.conversation_id))
            }),
        )
        .route("/portal-rename", post(portal_rename))
        .route(
            "/portal-step",
            post(async |State(control): Hand, Json(order): Json<Change>| {
                finished(control.portal_step(&order.conversation_id, &order.step_id))
            }),
        )
        .route("/life", post(life))
}

fn platform() -> Router<Control> {
    Router::new()
        .route("/faults", post(orders::faults::<Control>))
        .route("/quirks", post(quirks))
        .route(
            "/revoke-credentials",
            post(async |State(control): Hand| shown(&control.revoke_credentials())),
        )
        .route("/rate-limit", post(rate_limit))
        .route(
            "/webhooks",
            post(
                async |State(control): Hand, Json(order): Json<WebhookTarget>| {
                    finished(control.webhooks(&order))
                },
            ),
        )
        .route("/webhook-switches", post(webhook_switches))
        .route("/advance", post(orders::advance::<Control>))
        .route(
            "/settle",
            post(async |State(control): Hand| {
                control.settle().await;
                done()
            }),
        )
}

fn truth() -> Router<Control> {
    Router::new()
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
            "/traps",
            get(async |State(control): Hand| shown(&control.traps())),
        )
        .route(
            "/traffic",
            get(async |State(control): Hand| shown(&control.traffic())),
        )
        .route(
            "/deliveries",
            get(async |State(control): Hand| shown(&control.deliveries())),
        )
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

/// Something about one conversation; each order reads the members it needs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    conversation_id: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    tag: String,
    #[serde(default)]
    on: bool,
    #[serde(default)]
    step_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frustration {
    conversation_id: String,
    value: f64,
}

async fn frustration(State(control): Hand, Json(order): Json<Frustration>) -> Response {
    finished(control.frustration(&order.conversation_id, order.value))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NpsAnswer {
    conversation_id: String,
    rating: u8,
    #[serde(default)]
    comment: Option<String>,
}

async fn nps(State(control): Hand, Json(order): Json<NpsAnswer>) -> Response {
    let comment = order.comment.as_deref();
    finished(control.nps_answer(&order.conversation_id, order.rating, comment))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ad {
    conversation_id: String,
    ad: AdSource,
}

async fn ad_source(State(control): Hand, Json(order): Json<Ad>) -> Response {
    finished(control.ad_source(&order.conversation_id, order.ad))
}

#[derive(Deserialize)]
struct PortalText {
    #[serde(flatten)]
    who: Who,
    text: String,
}

async fn portal_text(State(control): Hand, Json(order): Json<PortalText>) -> Response {
    told(control.portal_text(&order.who, &order.text))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PortalStatus {
    conversation_id: String,
    status: Status,
}

async fn portal_status(State(control): Hand, Json(order): Json<PortalStatus>) -> Response {
    finished(control.portal_status(&order.conversation_id, order.status))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PortalPriority {
    conversation_id: String,
    priority: Priority,
}

async fn portal_priority(State(control): Hand, Json(order): Json<PortalPriority>) -> Response {
    finished(control.portal_priority(&order.conversation_id, order.priority))
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

async fn rate_limit(State(control): Hand, Json(order): Json<RateLimit>) -> Response {
    control.limit_rate(order.per_minute);
    done()
}

async fn state(State(control): Hand) -> Response {
    let (base_url, credentials) = control
        .0
        .look(|world| (world.base_url.clone(), world.credentials.clone()));
    orders::state(&control.overview(), &base_url, &credentials)
}
