//! The HTTP side: which path leads where, and what every call meets before and after.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde_json::Value;

use super::control::{Control, control_routes};
use super::options::MediaAccess;
use super::refusal::Refusal;
use super::routes::{
    account, calls, channels, contacts, conversations, properties, tags, whatsapp,
};
use super::runtime::Runtime;
use super::workspace::World;
use crate::shared::faults::{Faults, Outage};
use crate::shared::gate::Cut;
use crate::shared::http::{AnswerFate, bearer, json_response};
use crate::shared::media;

/// Members that hold enumerations.
const ENUMERATIONS: [&str; 12] = [
    "status",
    "type",
    "direction",
    "sourceType",
    "sentiment",
    "contactType",
    "lastEventSourceType",
    "lastEventDirection",
    "lastEventStatus",
    "role",
    "callType",
    "propertyType",
];

/// What handlers answer.
pub(crate) type Answer = Result<Response, Refusal>;

/// 200 with that JSON.
#[expect(
    clippy::unnecessary_wraps,
    reason = "handlers end with it, and they can be refused"
)]
pub(crate) fn ok(value: &Value) -> Answer {
    Ok(json_response(200, value))
}

/// Everything the simulator serves.
pub(crate) fn router(runtime: &Arc<Runtime>) -> Router {
    let service = "/v2/conversations/service-account";
    let api = Router::new()
        .route("/v1/channels/service-account", get(channels::list))
        .route(
            "/v1/whatsapp/service-account/sendText",
            post(whatsapp::send_text),
        )
        .route(
            "/v1/whatsapp/service-account/sendTemplate",
            post(whatsapp::send_template),
        )
        .route(
            "/v1/whatsapp/service-account/sendFile",
            post(whatsapp::send_file),
        )
        .route(
            &format!("{service}/channels/{{channelId}}"),
            get(conversations::list),
        )
        .route(&format!("{service}/create"), post(conversations::create))
        .route(
            &format!("{service}/{{conversationId}}"),
            get(conversations::one),
        )
        .route(
            &format!("{service}/{{conversationId}}/assign"),
            post(conversations::assign),
        )
        .route(
            &format!("{service}/{{conversationId}}/timeline"),
            get(conversations::timeline),
        )
        .route(
            &format!("{service}/{{conversationId}}/tags"),
            post(conversations::set_tags),
        )
        .route(
            "/v1/tags/service-account",
            get(tags::list).post(tags::create),
        )
        .route(
            "/v1/tags/service-account/{id}",
            put(tags::update).delete(tags::delete),
        )
        .route("/v1/workspaces/users", get(account::users))
        .route("/v1/contacts", get(contacts::list).post(contacts::create))
        .route("/v1/contacts/search", post(contacts::search))
        .route("/v1/contacts/import/vcards", post(contacts::import_vcards))
        .route(
            "/v1/contacts/{contactId}",
            get(contacts::one)
                .put(contacts::update)
                .delete(contacts::delete),
        )
        .route("/v1/contacts/{contactId}/history", get(contacts::history))
        .route(
            "/v1/contacts/{contactId}/properties/{propertyId}",
            put(properties::set_value).delete(properties::delete_value),
        )
        .route(
            "/v1/contact-property-definitions",
            get(properties::list).post(properties::create),
        )
        .route(
            "/v1/contact-property-definitions/{id}",
            put(properties::update).delete(properties::delete),
        )
        .route(
            "/v1/contact-property-definitions/{id}/statistics",
            get(properties::statistics),
        )
        .route("/v1/call/list", get(calls::list))
        .layer(from_fn_with_state(Arc::clone(runtime), guard));
    let token = Router::new()
        .route("/connect/token", post(account::token))
        .layer(from_fn_with_state(Arc::clone(runtime), reachable));
    Router::new()
        .merge(api)
        .merge(token)
        .route("/media/{name}", get(media_file))
        .with_state(Arc::clone(runtime))
        .nest(
            "/_control",
            control_routes(Control::new(Arc::clone(runtime))),
        )
}

/// Latency and outages, which the token call meets like every other.
async fn reachable(
    State(runtime): State<Arc<Runtime>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
    next: Next,
) -> Response {
    match meet_outage(&runtime, &cut, request.uri()).await {
        Some(response) => response,
        None => next.run(request).await,
    }
}

async fn meet_outage(runtime: &Runtime, cut: &Cut, uri: &Uri) -> Option<Response> {
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

/// What every API call meets: outage, token, quota, switched faults; then distortion of answers.
async fn guard(
    State(runtime): State<Arc<Runtime>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    if let Some(response) = meet_outage(&runtime, &cut, request.uri()).await {
        return response;
    }
    let class = format!("{} {}", request.method(), path.as_str());
    let is_send = path.as_str().starts_with("/v1/whatsapp/");
    let is_write = request.method() != Method::GET;
    let bearer = bearer(request.headers());
    if let Err(refusal) = runtime.act(|world| world.admit(bearer.as_deref(), &class)) {
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

impl World {
    /// Whether that bearer token opens the API now.
    pub(crate) fn accepts(&self, bearer: Option<&str>) -> bool {
        bearer
            .and_then(|bearer| self.tokens.get(bearer))
            .is_some_and(|token| token.has_scope && token.expires > self.now())
    }

    fn admit(&mut self, bearer: Option<&str>, class: &str) -> Result<(), Refusal> {
        if !self.accepts(bearer) {
            return Err(Refusal::Unauthorised);
        }
        let limit = self.options.rate_limit_per_minute;
        let retry_after = self.options.quirks.retry_after;
        self.traffic
            .admit(self.clock.now(), class, limit)
            .map_err(|wait| Refusal::TooMany(Some(wait).filter(|_| retry_after)))?;
        if let Some(seconds) = self.faults.too_many() {
            let wait = jiff::SignedDuration::from_secs(seconds.into());
            return Err(Refusal::TooMany(Some(wait).filter(|_| retry_after)));
        }
        if Faults::strikes(&mut self.faults.server_errors_next) {
            return Err(Refusal::Internal);
        }
        Ok(())
    }
}

async fn media_file(
    State(runtime): State<Arc<Runtime>>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Response {
    let refused = runtime.look(|world| match world.options.quirks.media_access {
        MediaAccess::Open => None,
        MediaAccess::NeedsBearer if world.accepts(bearer(&headers).as_deref()) => None,
        MediaAccess::NeedsBearer => Some(StatusCode::UNAUTHORIZED),
        MediaAccess::Expired => Some(StatusCode::NOT_FOUND),
    });
    if let Some(status) = refused {
        return status.into_response();
    }
    match media::make(&name) {
        Some(file) => ([(header::CONTENT_TYPE, file.content_type)], file.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The path of the request, for routes that only need one id.
pub(crate) type Id = Path<String>;
