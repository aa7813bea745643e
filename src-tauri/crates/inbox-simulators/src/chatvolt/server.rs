//! The HTTP side: which path leads where, and what every call meets before and after.
//!
//! The documented host answers with and without `/api` in front. Singular and plural paths are
//! different calls; a mixed-up one is 404. The key is looked at before the path is.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Path, Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};
use serde_json::{Value, json};

use super::control::{Control, control_routes};
use super::refusal::Refusal;
use super::routes::{
    agents, assigning, contacts, conversations, crm, dashboard, gateways, interactive, messages,
    notes, steps, templates, variables,
};
use super::world::World;
use crate::shared::faults::{Faults, Outage};
use crate::shared::gate::Cut;
use crate::shared::http::{AnswerFate, bearer, json_response};
use crate::shared::media;
use crate::shared::runtime::Runtime;

/// Members that hold enumerations.
const ENUMERATIONS: [&str; 6] = ["status", "priority", "channel", "from", "category", "type"];

/// What handlers answer.
pub(crate) type Answer = Result<Response, Refusal>;

/// What handlers act on.
pub(crate) type Shared = State<Arc<Runtime<World>>>;

/// The path of the request, for routes that only need one id.
pub(crate) type Id = Path<String>;

/// 200 with that JSON.
#[expect(
    clippy::unnecessary_wraps,
    reason = "handlers end with it, and they can be refused"
)]
pub(crate) fn ok(value: &Value) -> Answer {
    Ok(json_response(200, value))
}

/// 200 in the words of the calls that change something.
pub(crate) fn done(message: &str) -> Answer {
    ok(&json!({ "success": true, "message": message }))
}

/// Everything the simulator serves.
pub(crate) fn router(runtime: &Arc<Runtime<World>>) -> Router {
    let documented = Router::new()
        .merge(conversation_routes())
        .merge(contact_routes())
        .merge(crm_routes())
        .merge(message_routes());
    let mut served = Router::new()
        .merge(documented.clone())
        .nest("/api", documented);
    if runtime.look(|world| world.options.dashboard) {
        served = served.nest("/dashboard/api", dashboard_routes());
    }
    let served = served
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
        .layer(from_fn_with_state(Arc::clone(runtime), guard));
    Router::new()
        .route("/media/{name}", get(media_file))
        .route(
            "/upload/{name}",
            put(dashboard::upload).get(dashboard::uploaded),
        )
        .merge(served)
        .with_state(Arc::clone(runtime))
        .nest(
            "/_control",
            control_routes(Control::new(Arc::clone(runtime))),
        )
}

fn conversation_routes() -> Router<Arc<Runtime<World>>> {
    Router::new()
        .route("/conversation", get(conversations::list))
        .route(
            "/conversation/{conversationId}",
            get(conversations::one).delete(conversations::delete),
        )
        .route(
            "/conversation/{conversationId}/messages",
            get(messages::newest_two),
        )
        .route(
            "/conversation/{conversationId}/messages/{count}",
            get(messages::newest),
        )
        .route(
            "/conversations/{conversationId}/message-register",
            post(messages::register),
        )
        .route(
            "/conversations/{conversationId}/assign",
            post(assigning::assign),
        )
        .route(
            "/conversations/{conversationId}/unassign",
            post(assigning::unassign),
        )
        .route(
            "/conversations/{conversationId}/set-ai-enabled",
            post(conversations::set_ai_enabled),
        )
        .route(
            "/conversations/{conversationId}/set-priority",
            post(conversations::set_priority),
        )
        .route(
            "/conversations/{conversationId}/set-status",
            post(conversations::set_status),
        )
        .route(
            "/conversations/{conversationId}/notes",
            get(notes::list).post(notes::create),
        )
        .route(
            "/conversations/{conversationId}/notes/{noteId}",
            put(notes::update).delete(notes::delete),
        )
}

fn contact_routes() -> Router<Arc<Runtime<World>>> {
    Router::new()
        .route("/variables", post(variables::write))
        .route("/variables/{conversationId}", get(variables::list))
        .route(
            "/variables/{conversationId}/{varName}",
            get(variables::one).delete(variables::delete),
        )
        .route("/contacts", get(contacts::list).post(contacts::save))
        .route(
            "/contacts/variables",
            get(contacts::variables)
                .post(contacts::write_variable)
                .put(contacts::write_variable)
                .delete(contacts::delete_variables),
        )
        .route("/contacts/{id}", delete(contacts::delete))
        .route("/agents/models", get(agents::models))
        .route("/agents/{id}", get(agents::one).patch(agents::update))
        .route("/agents/{id}/query", post(agents::query))
        .route("/agents/{id}/webhook", patch(agents::hook_channel))
}

fn crm_routes() -> Router<Arc<Runtime<World>>> {
    Router::new()
        .route(
            "/crm/scenario",
            get(crm::scenarios)
                .post(crm::create_scenario)
                .put(crm::update_scenario)
                .delete(crm::delete_scenario),
        )
        .route(
            "/crm/scenario/{scenarioId}/conversation",
            get(crm::conversations).delete(crm::remove_conversation),
        )
        .route(
            "/crm/step",
            get(steps::list)
                .post(steps::create)
                .put(steps::update)
                .delete(steps::delete),
        )
        .route("/crm/step/conversation", post(steps::add_conversation))
        .route("/crm/step/move", post(steps::move_conversation))
        .route("/crm/conversationLog", get(crm::log).post(crm::add_log))
        .route(
            "/crm/conversationLog/{logId}",
            get(crm::log_entry)
                .put(crm::update_log)
                .patch(crm::update_log)
                .delete(crm::delete_log),
        )
}

fn message_routes() -> Router<Arc<Runtime<World>>> {
    Router::new()
        .route("/messages/{messageId}", get(messages::one))
        .route("/conversation/message/{type}/{value}", post(messages::send))
        .route("/messages/interactive/{kind}", post(interactive::send))
        .route(
            "/zapi/{instanceId}/{contactPhone}/message",
            post(gateways::zapi),
        )
        .route("/zapper/instances/{id}/message", post(gateways::zapper))
        .route(
            "/twilio/{ownerPhone}/{contactPhone}/message",
            post(gateways::twilio),
        )
        .route(
            "/whatsapp/templates",
            get(templates::list).post(templates::create),
        )
        .route(
            "/whatsapp/{phoneNumberId}/template-message",
            post(templates::send),
        )
}

fn dashboard_routes() -> Router<Arc<Runtime<World>>> {
    Router::new()
        .route("/logs", get(dashboard::list))
        .route("/logs/count-unread", get(dashboard::count_unread))
        .route(
            "/logs/{id}",
            get(dashboard::open).patch(dashboard::change_log),
        )
        .route("/messages/mark-all-read", post(dashboard::mark_all_read))
        .route("/memberships", get(dashboard::memberships))
        .route("/generate-upload-links", post(dashboard::upload_links))
        .route("/conversations/{id}/message", post(dashboard::send))
        .route(
            "/conversations/{id}",
            get(dashboard::page).patch(dashboard::change_conversation),
        )
        .route(
            "/conversations/{id}/tags",
            post(dashboard::add_tag).delete(dashboard::remove_tag),
        )
        .route("/me", get(dashboard::me))
        .route("/agents", get(dashboard::agents))
}

async fn nowhere() -> Refusal {
    Refusal::not_found()
}

async fn meet_outage(runtime: &Runtime<World>, cut: &Cut, uri: &Uri) -> Option<Response> {
    let (latency, outage) =
        runtime.look(|world| (world.faults.latency_ms, world.faults.outage_of(uri)));
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    match outage {
        Outage::None => None,
        Outage::Unavailable => Some(Refusal::Unavailable.into_response()),
        // A refused outage closed the socket, but earlier connections still live.
        Outage::Dropped | Outage::Refused => {
            cut.now();
            Some(StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
    }
}

/// What every API call meets: outage, key, quota, switched faults; then distortion of answers.
async fn guard(
    State(runtime): Shared,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
    next: Next,
) -> Response {
    if let Some(response) = meet_outage(&runtime, &cut, request.uri()).await {
        return response;
    }
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    let path = path.strip_prefix("/api").unwrap_or(path).to_owned();
    let class = format!("{} {path}", request.method());
    let is_write = request.method() != Method::GET;
    let is_send = is_write && sends(&path);
    let key = bearer(request.headers());
    if let Err(refusal) = runtime.act(|world| world.admit(key.as_deref(), &class)) {
        return refusal.into_response();
    }
    let response = next.run(request).await;
    runtime.hold_answer(&class).await;
    if is_send {
        let (echo_first, delay) = runtime.look(|world| {
            (
                world.book.switches.echo_before_response,
                world.faults.send_answer_delay_ms,
            )
        });
        if echo_first {
            runtime.settle().await;
        }
        if delay > 0 {
            tokio::time::sleep(Duration::from_millis(delay)).await;
        }
    }
    if !response.status().is_success() {
        return response;
    }
    let fate = runtime.act(|world| AnswerFate::draw(&mut world.faults, is_send, is_write));
    if fate.lost {
        cut.now();
    }
    fate.distort(response, &ENUMERATIONS).await
}

/// Whether a call of that pattern writes to a customer.
fn sends(path: &str) -> bool {
    path.starts_with("/conversation/message/")
        || path.starts_with("/messages/interactive/")
        || ["/zapi/", "/zapper/", "/twilio/"]
            .iter()
            .any(|gateway| path.starts_with(gateway))
        || path.ends_with("/template-message")
        || path.ends_with("/conversations/{id}/message")
}

impl World {
    fn admit(&mut self, key: Option<&str>, class: &str) -> Result<(), Refusal> {
        if key != Some(self.credentials.api_key.as_str()) {
            return Err(Refusal::UnknownKey);
        }
        let limit = self.options.rate_limit_per_minute;
        let now = self.clock.now();
        if let Err(wait) = self.traffic.admit(now, class, limit) {
            let seconds = (wait.as_millis() as u64).div_ceil(1_000).max(1);
            return Err(self.too_many(seconds));
        }
        if let Some(seconds) = self.faults.too_many() {
            return Err(self.too_many(seconds.into()));
        }
        if Faults::strikes(&mut self.faults.server_errors_next) {
            return Err(Refusal::said(500, "Internal Server Error"));
        }
        Ok(())
    }

    fn too_many(&self, seconds: u64) -> Refusal {
        let quirks = &self.options.quirks;
        let mut body = json!({ "error": "RATE_LIMIT" });
        if quirks.retry_after_in_body {
            body["retryAfter"] = json!(seconds);
        }
        Refusal::TooMany {
            status: quirks.too_many_status,
            retry_after: quirks.retry_after.then_some(seconds),
            body,
        }
    }
}

async fn media_file(Path(name): Id) -> Response {
    match media::make(&name) {
        Some(file) => ([(header::CONTENT_TYPE, file.content_type)], file.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
