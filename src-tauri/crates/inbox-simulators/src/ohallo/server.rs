//! The HTTP side: which path leads where, and what every call meets before and after.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::control::{Control, control_routes};
use super::options::{KeyRestriction, Scope};
use super::refusal::Refusal;
use super::request::Asked;
use super::routes::{account, actions, contacts, conversations, knowledge, quality};
use super::runtime::Runtime;
use super::world::World;
use crate::shared::faults::{Faults, Outage};
use crate::shared::gate::Cut;
use crate::shared::http::{AnswerFate, bearer, json_response};
use crate::shared::media;

/// Members that hold enumerations.
const ENUMERATIONS: [&str; 6] = [
    "status",
    "role",
    "type",
    "channelType",
    "resolutionStatus",
    "workspaceType",
];

/// What handlers answer.
pub(crate) type Answer = Result<Response, Refusal>;

/// What handlers are given.
pub(crate) type Hand = State<Arc<Runtime>>;

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

/// What every action answers.
pub(crate) fn accepted() -> Answer {
    ok(&json!({ "ok": true }))
}

/// Everything the simulator serves.
pub(crate) fn router(runtime: &Arc<Runtime>) -> Router {
    let api = Router::new()
        .merge(conversation_routes())
        .merge(people_routes())
        .merge(workspace_routes())
        .fallback(async || Refusal::no_such("Route"))
        .layer(from_fn_with_state(Arc::clone(runtime), guard));
    Router::new()
        .merge(api)
        .route("/files/{name}", get(file))
        .with_state(Arc::clone(runtime))
        .nest(
            "/_control",
            control_routes(Control::new(Arc::clone(runtime))),
        )
}

fn conversation_routes() -> Router<Arc<Runtime>> {
    let one = "/api/conversations/{id}";
    Router::new()
        .route("/api/conversations", get(conversations::list))
        .route("/api/conversations/compose", post(actions::compose))
        .route(one, get(conversations::one))
        .route(&format!("{one}/messages"), get(conversations::messages))
        .route(
            &format!("{one}/attachments"),
            get(conversations::attachments),
        )
        .route(&format!("{one}/quality"), get(quality::score))
        .route(&format!("{one}/take-over"), post(actions::take_over))
        .route(&format!("{one}/release"), post(actions::release))
        .route(&format!("{one}/reply"), post(actions::reply))
        .route(&format!("{one}/resolve"), post(actions::resolve))
        .route(&format!("{one}/assign"), post(actions::assign))
        .route(&format!("{one}/unassign"), post(actions::unassign))
        .route(&format!("{one}/approve"), post(actions::approve))
        .route("/api/attention-items", get(conversations::attention_items))
        .route(
            "/api/attention-items/{id}/resolve",
            post(actions::resolve_attention_item),
        )
}

fn people_routes() -> Router<Arc<Runtime>> {
    Router::new()
        .route("/api/contacts", get(contacts::list).post(contacts::create))
        .route("/api/contacts/{id}", get(contacts::one))
        .route(
            "/api/contacts/{id}/link-account",
            post(contacts::link_account),
        )
        .route("/api/accounts", get(contacts::accounts))
        .route("/api/accounts/{id}", get(contacts::account))
        .route(
            "/api/channels/{id}",
            get(account::channel).patch(account::change_channel),
        )
        .route("/api/workspaces", get(account::workspaces))
        .route("/api/workspaces/{id}", get(account::workspace))
        .route("/api/brands", get(account::brands))
        .route("/api/brands/{id}", get(account::brand))
        .route("/api/api-keys", get(account::api_keys))
}

fn workspace_routes() -> Router<Arc<Runtime>> {
    let breakers = "/api/workspaces/{id}/quality/circuit-breakers";
    let knowledge = "/api/workspaces/{id}/kb-entries";
    let policies = "/api/workspaces/{id}/policy-entries";
    Router::new()
        .route("/api/workspaces/{id}/quality/stats", get(quality::stats))
        .route(breakers, get(quality::breakers))
        .route(
            &format!("{breakers}/{{breaker}}/acknowledge"),
            post(quality::acknowledge),
        )
        .route(
            &format!("{breakers}/{{breaker}}/resolve"),
            post(quality::resolve),
        )
        .route(
            "/api/workspaces/{id}/consumption/conversation-stats",
            get(quality::consumption),
        )
        .route(knowledge, get(knowledge::list).post(knowledge::create))
        .route(&format!("{knowledge}/search"), get(knowledge::search))
        .route(&format!("{knowledge}/pending"), get(knowledge::pending))
        .route(policies, get(knowledge::policies))
        .route(
            &format!("{policies}/search"),
            get(knowledge::search_policies),
        )
        .route(
            "/api/policy-entries/{id}/approve",
            post(knowledge::approve_policy),
        )
        .route("/api/agent-definitions", get(knowledge::agents))
        .route(
            "/api/agent-definitions/custom",
            get(knowledge::custom_agents),
        )
        .route(
            "/api/workspaces/{id}/calendar-connections",
            get(knowledge::calendars),
        )
        .route("/api/calendar-connections/{id}", get(knowledge::calendar))
}

/// The scope a call needs, by its path pattern; none is needed for workspaces, brands and keys.
fn needed_scope(path: &str, is_write: bool) -> Option<Scope> {
    let among = |parts: &[&str]| parts.iter().any(|part| path.contains(part));
    let (read, write) = if among(&["/quality"]) {
        (Scope::QualityRead, Scope::QualityWrite)
    } else if among(&[
        "/api/conversations",
        "/api/attention-items",
        "/consumption/",
    ]) {
        (Scope::ConversationsRead, Scope::ConversationsWrite)
    } else if among(&["/api/contacts", "/api/accounts"]) {
        (Scope::ContactsRead, Scope::ContactsWrite)
    } else if among(&["/api/channels"]) {
        (Scope::ChannelsRead, Scope::ChannelsWrite)
    } else if among(&["kb-entries"]) {
        (Scope::KbRead, Scope::KbWrite)
    } else if among(&["policy-entries"]) {
        (Scope::PolicyRead, Scope::PolicyWrite)
    } else if among(&["agent-definitions"]) {
        (Scope::AgentsRead, Scope::AgentsWrite)
    } else if among(&["calendar-connections"]) {
        (Scope::CalendarRead, Scope::CalendarWrite)
    } else {
        return None;
    };
    Some(if is_write { write } else { read })
}

async fn meet_outage(runtime: &Runtime, cut: &Cut, uri: &Uri) -> Option<Response> {
    let (latency, outage) =
        runtime.look(|world| (world.faults.latency_ms, world.faults.outage_of(uri)));
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    match outage {
        Outage::None => None,
        Outage::Unavailable => Some(Refusal::unavailable().into_response()),
        // A refused outage closed the socket, but earlier connections still live.
        Outage::Dropped | Outage::Refused => {
            cut.now();
            Some(StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
    }
}

/// What every API call meets: outage, key, quota, scope, switched faults; then distortion of
/// answers.
async fn guard(
    State(runtime): Hand,
    ConnectInfo(cut): ConnectInfo<Cut>,
    asked: Asked,
    request: Request,
    next: Next,
) -> Response {
    if let Some(response) = meet_outage(&runtime, &cut, request.uri()).await {
        return response;
    }
    let path = request.extensions().get::<MatchedPath>();
    let path = path.map_or_else(String::new, |path| path.as_str().to_owned());
    let is_write = request.method() != Method::GET;
    let is_send = path.ends_with("/reply") || path.ends_with("/compose");
    let call = Call {
        bearer: bearer(request.headers()),
        class: format!("{} {path}", request.method()),
        scope: needed_scope(&path, is_write),
        workspace: asked.get("workspaceId").map(str::to_owned),
    };
    if let Err(refusal) = runtime.act(|world| world.admit(&call)) {
        return refusal.into_response();
    }
    let response = next.run(request).await;
    runtime.hold_answer(&call.class).await;
    let delay = runtime.look(|world| world.faults.send_answer_delay_ms);
    if is_send && delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
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

/// What is known of a call before it is looked at.
struct Call {
    bearer: Option<String>,
    class: String,
    scope: Option<Scope>,
    workspace: Option<String>,
}

impl World {
    fn admit(&mut self, call: &Call) -> Result<(), Refusal> {
        let now = self.now();
        let opens = call.bearer.as_deref() == Some(self.key.secret.as_str())
            && self.key.expires.is_none_or(|expires| expires > now);
        if !opens {
            return Err(Refusal::unauthorised());
        }
        self.key.last_used = Some(now);
        let limit = self.options.rate_limit_per_minute;
        let retry_after = self.options.quirks.retry_after;
        self.traffic
            .admit(now, &call.class, limit)
            .map_err(|wait| Refusal::too_many(Some(wait).filter(|_| retry_after)))?;
        if let Some(seconds) = self.faults.too_many() {
            let wait = SignedDuration::from_secs(seconds.into());
            return Err(Refusal::too_many(Some(wait).filter(|_| retry_after)));
        }
        if Faults::strikes(&mut self.faults.server_errors_next) {
            return Err(Refusal::internal());
        }
        if let Some(scope) = call
            .scope
            .filter(|scope| !self.options.scopes.contains(scope))
        {
            return Err(Refusal::missing_scope(scope.word()));
        }
        // A workspace that does not exist is none of a restricted key's either.
        let is_restricted = self.options.restriction != KeyRestriction::None;
        let reaches = |id: &str| self.workspace(id).is_some_and(|index| self.reaches(index));
        if is_restricted && call.workspace.as_deref().is_some_and(|id| !reaches(id)) {
            return Err(Refusal::workspace_not_allowed());
        }
        Ok(())
    }

    /// The workspace of a path, if the key reaches it.
    pub(crate) fn reached_workspace(&self, id: &str) -> Result<usize, Refusal> {
        let workspace = self
            .workspace(id)
            .ok_or_else(|| Refusal::no_such("Workspace"))?;
        self.reachable(workspace)?;
        Ok(workspace)
    }

    /// The conversation of a path, if the key reaches it.
    pub(crate) fn reached_conversation(&self, id: &str) -> Result<usize, Refusal> {
        let conversation = self
            .conversation(id)
            .ok_or_else(|| Refusal::no_such("Conversation"))?;
        self.reachable(self.workspace_of(conversation))?;
        Ok(conversation)
    }

    pub(crate) fn reachable(&self, workspace: usize) -> Result<(), Refusal> {
        if self.reaches(workspace) {
            Ok(())
        } else {
            Err(Refusal::workspace_not_allowed())
        }
    }
}

/// A pre-signed link: it needs no key, and refuses a call that carries one.
async fn file(
    State(runtime): Hand,
    ConnectInfo(cut): ConnectInfo<Cut>,
    headers: HeaderMap,
    uri: Uri,
    Path(name): Id,
    asked: Asked,
) -> Response {
    if let Some(response) = meet_outage(&runtime, &cut, &uri).await {
        return response;
    }
    if headers.contains_key(header::AUTHORIZATION) {
        let complaint = "Only one auth mechanism allowed";
        return storage_error(StatusCode::BAD_REQUEST, "InvalidArgument", complaint);
    }
    let (signed, signature) = (asked.get("signed"), asked.get("signature"));
    let (signed, signature) = (signed.unwrap_or_default(), signature.unwrap_or_default());
    if !runtime.look(|world| world.link_opens(&name, signed, signature)) {
        return storage_error(StatusCode::FORBIDDEN, "AccessDenied", "Request has expired");
    }
    match media::make(&name) {
        Some(file) => ([(header::CONTENT_TYPE, file.content_type)], file.bytes).into_response(),
        None => storage_error(StatusCode::NOT_FOUND, "NoSuchKey", "The key does not exist"),
    }
}

/// Files come from an object store, which complains in XML.
fn storage_error(status: StatusCode, code: &str, message: &str) -> Response {
    let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_follow_the_subject_of_a_path() {
        let scope = |path, is_write| needed_scope(path, is_write).map(Scope::word);
        assert_eq!(
            scope("/api/conversations/{id}/quality", false),
            Some("quality:read")
        );
        assert_eq!(
            scope("/api/conversations/{id}/reply", true),
            Some("conversations:write")
        );
        assert_eq!(
            scope("/api/workspaces/{id}/kb-entries", true),
            Some("kb:write")
        );
        assert_eq!(scope("/api/workspaces/{id}", false), None);
    }
}
