//! The control over HTTP, for tests and demos in other processes.
//!
//! | `POST /_control/…` | body |
//! |---|---|
//! | `receive` | a [`Who`] with `"what"`: `{"text":"…"}` or `{"media":{"kind":"image"\|"audio"\|"document","caption"?}}` |
//! | `new-customer` | none |
//! | `portal-text` | a [`Who`] with `"userId"`, `"text"` |
//! | `portal-assign` | `{"conversationId","userId"?}` |
//! | `portal-take-over`, `portal-release` | `{"conversationId"}` |
//! | `portal-resolve` | `{"conversationId","outcome"?}` |
//! | `portal-status` | `{"conversationId","status"}` |
//! | `portal-rename` | `{"contactId","name"}` |
//! | `raise-attention` | `{"conversationId","type","reason"?}`; answers `{"id"}` |
//! | `want-approval` | `{"conversationId"}`; answers `{"id"}` |
//! | `open-breaker` | `{"workspaceId","accountId"?,"reason"}`; answers `{"id"}` |
//! | `finish-workflow` | `{"conversationId"}` |
//! | `next-ai-turns` | array of [`AiTurn`]: `"answers"`, `{"says":"…"}`, `"asksBack"`, `"stumbles"`, `"wantsApproval"`, `"silent"` |
//! | `ai-answers`, `customers-answer` | `{"on":bool}` |
//! | `life` | `{"on":bool,"shortestMs"?,"longestMs"?}` |
//! | `faults` | any members of [`Faults`](crate::Faults); those not given stay. `"forMs"` ends an outage; `"outage":"refused"` needs it and a real clock |
//! | `quirks` | any members of [`Quirks`](crate::ohallo::Quirks); those not given stay |
//! | `dialects` | any members of [`Dialects`](crate::ohallo::Dialects); those not given stay |
//! | `expire-key`, `expire-links` | none |
//! | `revoke-credentials` | none; answers the new ones |
//! | `scopes` | array of scopes, `["conversations:read",…]` |
//! | `restrict-key` | `"none"`, `{"brand":"…"}` or `{"workspace":"…"}`, by name |
//! | `rate-limit` | `{"perMinute":number\|null}` |
//! | `delay-replies` | `"usual"`, `{"afterMs":number}` or `"never"` |
//! | `advance` | `{"ms":number}`; answers when everything due has happened |
//! | `settle` | none; answers when all accepted sends show |
//!
//! | `GET /_control/…` | answer |
//! |---|---|
//! | `state` | [`Overview`](super::Overview) with credentials and base URL |
//! | `conversations`, `timeline/{conversationId}`, `attention-items`, `sends`, `traffic` | the truth |

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::{AiTurn, Control, Inbound, LifePace, Who};
use crate::ohallo::model::Status;
use crate::ohallo::options::{KeyRestriction, ReplyDelay, Scope};
use crate::shared::error::SimulatorError;
use crate::shared::orders::{
    self, Members, RateLimit, Switch, changed, done, finished, shown, told,
};

/// The routes below `/_control`.
pub(crate) fn control_routes(control: Control) -> Router {
    Router::new()
        .merge(orders())
        .merge(switches())
        .merge(truths())
        .with_state(control)
}

type Hand = State<Control>;

fn orders() -> Router<Control> {
    Router::new()
        .route("/receive", post(receive))
        .route(
            "/new-customer",
            post(async |State(control): Hand| told(control.new_customer())),
        )
        .route("/portal-text", post(portal_text))
        .route("/portal-assign", post(portal_assign))
        .route(
            "/portal-take-over",
            post(
                async |State(control): Hand, Json(order): Json<Conversation>| {
                    finished(control.portal_take_over(&order.conversation_id))
                },
            ),
        )
        .route(
            "/portal-release",
            post(
                async |State(control): Hand, Json(order): Json<Conversation>| {
                    finished(control.portal_release(&order.conversation_id))
                },
            ),
        )
        .route("/portal-resolve", post(portal_resolve))
        .route("/portal-status", post(portal_status))
        .route("/portal-rename", post(portal_rename))
        .route("/raise-attention", post(raise_attention))
        .route(
            "/want-approval",
            post(
                async |State(control): Hand, Json(order): Json<Conversation>| {
                    made(control.want_approval(&order.conversation_id))
                },
            ),
        )
        .route("/open-breaker", post(open_breaker))
        .route(
            "/finish-workflow",
            post(
                async |State(control): Hand, Json(order): Json<Conversation>| {
                    finished(control.finish_workflow(&order.conversation_id))
                },
            ),
        )
        .route(
            "/next-ai-turns",
            post(
                async |State(control): Hand, Json(turns): Json<Vec<AiTurn>>| {
                    control.next_ai_turns(turns);
                    done()
                },
            ),
        )
        .route("/life", post(life))
}

fn switches() -> Router<Control> {
    Router::new()
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
        .route("/faults", post(orders::faults::<Control>))
        .route("/quirks", post(quirks))
        .route("/dialects", post(dialects))
        .route(
            "/expire-key",
            post(async |State(control): Hand| {
                control.expire_key();
                done()
            }),
        )
        .route(
            "/expire-links",
            post(async |State(control): Hand| {
                control.expire_links();
                done()
            }),
        )
        .route(
            "/revoke-credentials",
            post(async |State(control): Hand| shown(&control.revoke_credentials())),
        )
        .route(
            "/scopes",
            post(
                async |State(control): Hand, Json(scopes): Json<Vec<Scope>>| {
                    control.limit_scopes(scopes);
                    done()
                },
            ),
        )
        .route(
            "/restrict-key",
            post(
                async |State(control): Hand, Json(restriction): Json<KeyRestriction>| {
                    finished(control.restrict_key(restriction))
                },
            ),
        )
        .route("/rate-limit", post(rate_limit))
        .route(
            "/delay-replies",
            post(
                async |State(control): Hand, Json(delay): Json<ReplyDelay>| {
                    control.delay_replies(delay);
                    done()
                },
            ),
        )
        .route("/advance", post(orders::advance::<Control>))
        .route(
            "/settle",
            post(async |State(control): Hand| {
                control.settle().await;
                done()
            }),
        )
}

fn truths() -> Router<Control> {
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
            "/attention-items",
            get(async |State(control): Hand| shown(&control.attention_items())),
        )
        .route(
            "/sends",
            get(async |State(control): Hand| shown(&control.sends())),
        )
        .route(
            "/traffic",
            get(async |State(control): Hand| shown(&control.traffic())),
        )
}

fn made(outcome: Result<String, SimulatorError>) -> Response {
    told(outcome.map(|id| json!({ "id": id })))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Conversation {
    conversation_id: String,
}

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
struct PortalAssign {
    conversation_id: String,
    user_id: Option<String>,
}

async fn portal_assign(State(control): Hand, Json(order): Json<PortalAssign>) -> Response {
    finished(control.portal_assign(&order.conversation_id, order.user_id.as_deref()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PortalResolve {
    conversation_id: String,
    outcome: Option<String>,
}

async fn portal_resolve(State(control): Hand, Json(order): Json<PortalResolve>) -> Response {
    finished(control.portal_resolve(&order.conversation_id, order.outcome.as_deref()))
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
struct PortalRename {
    contact_id: String,
    name: String,
}

async fn portal_rename(State(control): Hand, Json(order): Json<PortalRename>) -> Response {
    finished(control.portal_rename(&order.contact_id, &order.name))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RaiseAttention {
    conversation_id: String,
    #[serde(rename = "type")]
    kind: String,
    reason: Option<String>,
}

async fn raise_attention(State(control): Hand, Json(order): Json<RaiseAttention>) -> Response {
    let reason = order.reason.as_deref();
    made(control.raise_attention(&order.conversation_id, &order.kind, reason))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenBreaker {
    workspace_id: String,
    account_id: Option<String>,
    reason: String,
}

async fn open_breaker(State(control): Hand, Json(order): Json<OpenBreaker>) -> Response {
    let account = order.account_id.as_deref();
    made(control.open_breaker(&order.workspace_id, account, &order.reason))
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

async fn dialects(State(control): Hand, Json(change): Members) -> Response {
    let current = control.overview().dialects;
    changed(&current, change, |dialects| {
        control.speak(dialects);
    })
}

async fn rate_limit(State(control): Hand, Json(order): Json<RateLimit>) -> Response {
    control.limit_rate(order.per_minute);
    done()
}

async fn state(State(control): Hand) -> Response {
    let (base_url, credentials) = control
        .0
        .look(|world| (world.base_url.clone(), world.credentials()));
    orders::state(&control.overview(), &base_url, &credentials)
}
