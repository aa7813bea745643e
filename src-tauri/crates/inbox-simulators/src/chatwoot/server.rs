//! The HTTP side: which path leads where, and what every call meets before and after.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Path, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, get, on, put};
use jiff::SignedDuration;
use serde_json::Value;

use super::cable;
use super::call::{Call, Caller, LARGEST_BODY, Params};
use super::control::{Control, control_routes};
use super::exchanges::Asked;
use super::refusal::Refusal;
use super::routes;
use super::runtime::Runtime;
use super::wire::unsigned;
use super::world::{ACCOUNT, FOREIGN_ACCOUNT, World};
use crate::shared::faults::{Faults, Outage};
use crate::shared::gate::Cut;
use crate::shared::http::{AnswerFate, json_response};
use crate::shared::media;

/// Members that hold enumerations.
const ENUMERATIONS: [&str; 9] = [
    "status",
    "message_type",
    "content_type",
    "channel_type",
    "channel",
    "priority",
    "role",
    "file_type",
    "availability_status",
];

/// What a handler answers.
pub(crate) enum Reply {
    Json(Value),
    /// 200 with an empty body.
    Done,
    NoContent,
    /// Another status.
    Other(u16, Value),
    Headers(Vec<(&'static str, String)>, Value),
}

pub(crate) type Answer = Result<Reply, Refusal>;
pub(crate) type Handler = fn(&mut World, &Call) -> Answer;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody.
    Anybody,
    /// Who is signed in.
    User,
    /// Who is signed in, of the account in the path.
    Account,
}

/// A path, a method and what it does.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) access: Access,
    pub(crate) handler: Handler,
}

/// Everything the simulator serves.
pub(crate) fn router(runtime: &Arc<Runtime>) -> Router {
    let mut api = Router::new();
    for route in routes::all() {
        let filter = MethodFilter::try_from(route.method.clone()).unwrap_or(MethodFilter::GET);
        let (access, handler) = (route.access, route.handler);
        let serve = move |State(runtime): State<Arc<Runtime>>,
                          ConnectInfo(cut): ConnectInfo<Cut>,
                          path: MatchedPath,
                          names: RawPathParams,
                          request: Request| async move {
            let names = names
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let guarded = Guarded {
                runtime,
                cut,
                class: format!("{} {}", request.method(), path.as_str()),
                access,
                handler,
            };
            guarded.answer(names, request).await
        };
        api = api.route(&route.path, on(filter, serve));
    }
    let files = Router::new()
        .route(
            "/rails/active_storage/{form}/redirect/{key}/{name}",
            get(
                async |Path((_, key, name)): Path<(String, String, String)>| {
                    let place = format!("/rails/active_storage/disk/{key}/{name}");
                    (StatusCode::FOUND, [(header::LOCATION, place)])
                },
            ),
        )
        .route("/rails/active_storage/disk/{key}/{name}", get(file))
        .route("/rails/active_storage/disk/{key}", put(store));
    Router::new()
        .merge(api)
        .merge(files)
        .route("/cable", get(cable::connect))
        .fallback(async || Refusal::not_found_at_all())
        .layer(from_fn_with_state(Arc::clone(runtime), reachable))
        // Files come in a form; without this it would end at two megabytes.
        .layer(axum::extract::DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::clone(runtime))
        .nest(
            "/_control",
            control_routes(Control::new(Arc::clone(runtime))),
        )
}

/// Latency and outages, which everything meets.
async fn reachable(
    State(runtime): State<Arc<Runtime>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
    next: Next,
) -> Response {
    let (latency, outage) = runtime.look(|world| {
        (
            world.faults.latency_ms,
            world.faults.outage_of(request.uri()),
        )
    });
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    match outage {
        Outage::None => next.run(request).await,
        Outage::Unavailable => Refusal::unavailable().into_response(),
        // A refused outage closed the socket, but earlier connections still live.
        Outage::Dropped | Outage::Refused => {
            cut.now();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

struct Guarded {
    runtime: Arc<Runtime>,
    cut: Cut,
    class: String,
    access: Access,
    handler: Handler,
}

impl Guarded {
    async fn answer(self, path: HashMap<String, String>, request: Request) -> Response {
        let is_write = request.method() != Method::GET;
        // A new conversation brings its first message along.
        let is_send = is_write
            && (self.class.ends_with("/messages") || self.class.ends_with("/conversations"));
        let headers = request.headers().clone();
        let admitted = self
            .runtime
            .act(|world| world.admit(self.access, &headers, &path, &self.class));
        let caller = match admitted {
            Ok(caller) => caller,
            Err(refusal) => return refusal.into_response(),
        };
        let asked = self
            .runtime
            .look(|world| world.exchanges.is_some())
            .then(|| Asked::of(&request));
        let params = match Params::read(request).await {
            Ok(params) => params,
            Err(refusal) => return refusal.into_response(),
        };
        let call = Call {
            caller,
            path,
            params,
            headers,
        };
        let handler = self.handler;
        let outcome = self.runtime.act(|world| handler(world, &call));
        let refused = outcome.is_err();
        let mut response = outcome.map_or_else(IntoResponse::into_response, Reply::into_response);
        if let Some(asked) = asked {
            let class = self.class.clone();
            let (exchange, same) = asked.answered(class, &call.params, response).await;
            self.runtime.act(|world| {
                if let Some(all) = &mut world.exchanges {
                    all.push(exchange);
                }
            });
            response = same;
        }
        self.runtime.hold_answer(&self.class).await;
        if refused {
            return response;
        }
        if is_send {
            let (echo_first, delay) = self.runtime.look(|world| {
                (
                    world.book.switches.echo_before_response,
                    world.faults.send_answer_delay_ms,
                )
            });
            if echo_first {
                self.runtime.settle().await;
            }
            if delay > 0 {
                tokio::time::sleep(Duration::from_millis(delay)).await;
            }
        }
        let fate = self
            .runtime
            .act(|world| AnswerFate::draw(&mut world.faults, is_send, is_write));
        if fate.lost {
            self.cut.now();
        }
        fate.distort(response, &ENUMERATIONS).await
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        match self {
            Self::Json(value) => json_response(200, &value),
            Self::Done => StatusCode::OK.into_response(),
            Self::NoContent => StatusCode::NO_CONTENT.into_response(),
            Self::Other(status, value) => json_response(status, &value),
            Self::Headers(headers, value) => {
                let mut response = json_response(200, &value);
                for (name, value) in headers {
                    if let Ok(value) = HeaderValue::from_str(&value) {
                        response
                            .headers_mut()
                            .insert(HeaderName::from_static(name), value);
                    }
                }
                response
            }
        }
    }
}

/// The limits of a production server that a client of ours can meet: name, part of the class,
/// calls, seconds.
const LIMITS: [(&str, &str, u32, i64); 7] = [
    (
        "meta",
        "GET /api/v1/accounts/{account_id}/conversations/meta",
        30,
        60,
    ),
    (
        "contact search",
        "GET /api/v1/accounts/{account_id}/contacts/search",
        100,
        60,
    ),
    (
        "transcript",
        "POST /api/v1/accounts/{account_id}/conversations/{id}/transcript",
        1_000,
        3_600,
    ),
    (
        "deletion",
        "DELETE /api/v1/accounts/{account_id}/conversations/{id}",
        60,
        60,
    ),
    (
        "upload",
        "POST /api/v1/accounts/{account_id}/upload",
        60,
        3_600,
    ),
    (
        "reports",
        "GET /api/v2/accounts/{account_id}/reports",
        100,
        60,
    ),
    ("sign in", "POST /auth/sign_in", 5, 300),
];
/// Calls of everybody in a minute.
const MOST_CALLS: u32 = 3_000;

impl World {
    fn admit(
        &mut self,
        access: Access,
        headers: &HeaderMap,
        path: &HashMap<String, String>,
        class: &str,
    ) -> Result<Caller, Refusal> {
        let limited = self.options.quirks.rate_limits;
        let now = self.now();
        self.traffic
            .admit(now, class, limited.then_some(MOST_CALLS))
            .map_err(|_| Refusal::too_many())?;
        if self.faults.too_many().is_some() {
            return Err(Refusal::too_many());
        }
        if limited {
            self.throttle(class)?;
        }
        if Faults::strikes(&mut self.faults.server_errors_next) {
            return Err(Refusal::internal());
        }
        if access == Access::Anybody {
            return Ok(Caller::Nobody);
        }
        let caller = self.caller(headers)?;
        if access == Access::Account {
            let named = path.get("account_id").and_then(|id| id.parse::<i64>().ok());
            if named == Some(FOREIGN_ACCOUNT) {
                let text = "You are not authorized to access this account";
                return Err(Refusal::unauthorized(text));
            }
            if named != Some(ACCOUNT) {
                return Err(Refusal::not_found());
            }
            let by_token = matches!(caller, Caller::User { by_token: true, .. });
            if by_token && !self.options.quirks.api_access {
                let text = "API access is not enabled for this account";
                return Err(Refusal::forbidden(text));
            }
        }
        Ok(caller)
    }

    fn caller(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        // Rack folds dashes and underscores into one name.
        let token = header("api_access_token").or_else(|| header("api-access-token"));
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            let user = self.users.values().find(|user| user.access_token == token);
            return user
                .map(|user| Caller::User {
                    id: user.id,
                    by_token: true,
                })
                .ok_or_else(|| Refusal::unauthorized("Invalid Access Token"));
        }
        self.session(headers)
            .map(|session| Caller::User {
                id: session.user,
                by_token: false,
            })
            .ok_or_else(Refusal::not_signed_in)
    }

    /// The living session that the three headers name.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Option<&super::model::Session> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let (token, client, uid) = (header("access-token")?, header("client")?, header("uid")?);
        self.sessions.iter().find(|session| {
            session.token == token
                && session.client == client
                && session.expires > self.now()
                && self
                    .users
                    .get(&session.user)
                    .is_some_and(|user| user.email == uid)
        })
    }

    fn throttle(&mut self, class: &str) -> Result<(), Refusal> {
        let now = self.now();
        let rule = LIMITS.iter().find(|(name, part, ..)| {
            if *name == "reports" {
                class.starts_with(part)
            } else {
                class == *part
            }
        });
        let Some((name, _, most, seconds)) = rule else {
            return Ok(());
        };
        let window = self
            .windows
            .entry((*name, class.to_owned()))
            .or_insert((now, 0));
        if now.duration_since(window.0) >= SignedDuration::from_secs(*seconds) {
            *window = (now, 0);
        }
        window.1 += 1;
        if window.1 > *most {
            return Err(Refusal::too_many());
        }
        Ok(())
    }
}

async fn file(
    State(runtime): State<Arc<Runtime>>,
    Path((key, _)): Path<(String, String)>,
) -> Response {
    let file = runtime.look(|world| unsigned(&key).and_then(|key| world.files.get(&key).cloned()));
    let Some(file) = file else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let made = || media::make(&file.name).map(|file| file.bytes);
    match file.bytes.clone().or_else(made) {
        Some(bytes) => ([(header::CONTENT_TYPE, file.content_type)], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The second half of a direct upload.
async fn store(
    State(runtime): State<Arc<Runtime>>,
    Path(key): Path<String>,
    body: axum::body::Bytes,
) -> StatusCode {
    runtime.act(|world| {
        let file = unsigned(&key).and_then(|key| world.files.get_mut(&key));
        match file {
            Some(file) if file.size == Some(body.len()) => {
                file.bytes = Some(body.to_vec());
                StatusCode::NO_CONTENT
            }
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::NOT_FOUND,
        }
    })
}
