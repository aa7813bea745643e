//! The host over loopback HTTP and WebSocket: the same commands and events as in the window, for
//! browser tests and machines without a display. Never part of a release.
//!
//! Only this computer can reach it, only with the token, and only from its own pages.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{
        DefaultBodyLimit, Path, State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{net::TcpListener, sync::broadcast::error::RecvError};
use tokio_util::sync::CancellationToken;
use tower_http::services::{ServeDir, ServeFile};

use crate::{
    host::Host,
    ipc::{
        dispatch::dispatch,
        error::{ErrorCode, IpcError},
    },
};

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; connect-src 'self' ws://127.0.0.1:*; \
     img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
     script-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'none'";

/// The largest portion of a file that is taken at once.
const PORTION_LIMIT: usize = 8 * 1024 * 1024;

/// Where the development host listens, as its one line of output.
#[derive(Debug, Serialize)]
pub struct Listening {
    /// The address to open.
    pub url: String,
    /// The bearer token of this run.
    pub token: String,
}

/// A bound development host.
pub struct DevServer {
    listener: TcpListener,
    router: Router,
    /// Where it listens.
    pub listening: Listening,
}

struct Served {
    host: Host,
    token: String,
    origin: String,
    stopping: CancellationToken,
}

impl DevServer {
    /// Binds to 127.0.0.1 at `port` (0: any) and prepares to serve `host` and the pages of `pages`.
    pub async fn bind(
        host: Host,
        port: u16,
        pages: PathBuf,
        token: String,
        stopping: CancellationToken,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let listening = Listening {
            url: origin.clone(),
            token: token.clone(),
        };
        let served = Arc::new(Served {
            host,
            token,
            origin,
            stopping,
        });
        let files = ServeDir::new(&pages).fallback(ServeFile::new(pages.join("index.html")));
        let router = Router::new()
            .route("/ipc/{command}", post(command))
            .route("/media/{item}", get(media))
            .route("/kept/{file}", get(attached))
            .route(
                "/kept/{file}/{offset}",
                post(portion).layer(DefaultBodyLimit::max(PORTION_LIMIT)),
            )
            .layer(middleware::from_fn_with_state(
                served.clone(),
                require_token,
            ))
            .route("/events", get(events))
            .with_state(served)
            .fallback_service(files)
            .layer(middleware::map_response(with_policy));
        Ok(Self {
            listener,
            router,
            listening,
        })
    }

    /// Serves until `stopping` is cancelled.
    pub async fn serve(self, stopping: CancellationToken) -> std::io::Result<()> {
        axum::serve(self.listener, self.router)
            .with_graceful_shutdown(stopping.cancelled_owned())
            .await
    }
}

async fn with_policy(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_SECURITY_POLICY),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

/// A page of another origin may neither call nor listen, even on this computer.
fn from_own_page(headers: &HeaderMap, origin: &str) -> bool {
    headers
        .get(header::ORIGIN)
        .is_none_or(|value| value.as_bytes() == origin.as_bytes())
}

async fn require_token(
    State(served): State<Arc<Served>>,
    headers: HeaderMap,
    request: axum::extract::Request,
    next: Next,
) -> Response {
    let wanted = format!("Bearer {}", served.token);
    let allowed = from_own_page(&headers, &served.origin)
        && headers
            .get(header::AUTHORIZATION)
            .is_some_and(|given| given.as_bytes() == wanted.as_bytes());
    if allowed {
        next.run(request).await
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

async fn command(
    State(served): State<Arc<Served>>,
    Path(name): Path<String>,
    Json(input): Json<Value>,
) -> Response {
    // A command runs to its end even when the page that asked is gone.
    let host = served.host.clone();
    let work = tokio::spawn(async move { dispatch(&host, &name, input).await });
    match work.await {
        Ok(Ok(output)) => Json(output).into_response(),
        Ok(Err(error)) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
        Err(_panicked) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            Json(IpcError::new(ErrorCode::Internal)),
        )
            .into_response(),
    }
}

async fn media(State(served): State<Arc<Served>>, Path(item): Path<String>) -> Response {
    match served.host.media(&item).await {
        Ok(file) => (
            [(header::CONTENT_TYPE, file.mime_type.clone())],
            Body::from(file.bytes.clone()),
        )
            .into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

async fn attached(State(served): State<Arc<Served>>, Path(file): Path<String>) -> Response {
    match served.host.attached_file(&file).await {
        Ok(file) => (
            [(header::CONTENT_TYPE, file.mime_type)],
            Body::from(file.bytes),
        )
            .into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

async fn portion(
    State(served): State<Arc<Served>>,
    Path((file, offset)): Path<(String, u64)>,
    bytes: Bytes,
) -> Response {
    match served
        .host
        .append_to_file(&file, offset, bytes.into())
        .await
    {
        Ok(copied) => Json(copied).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

#[derive(Deserialize)]
struct Greeting {
    token: String,
}

async fn events(
    State(served): State<Arc<Served>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !from_own_page(&headers, &served.origin) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    upgrade.on_upgrade(move |socket| stream_events(socket, served))
}

async fn stream_events(mut socket: WebSocket, served: Arc<Served>) {
    // Subscribed before the greeting is answered, so that nothing falls between.
    let mut events = served.host.events();
    let greeted = match socket.recv().await {
        Some(Ok(Message::Text(text))) => serde_json::from_str::<Greeting>(&text)
            .is_ok_and(|greeting| greeting.token == served.token),
        _ => false,
    };
    if !greeted {
        return;
    }
    loop {
        let event = tokio::select! {
            () = served.stopping.cancelled() => return,
            incoming = socket.recv() => match incoming {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
            event = events.recv() => event,
        };
        match event {
            Ok(event) => {
                let Ok(text) = serde_json::to_string(&event) else {
                    continue;
                };
                if socket.send(Message::Text(text.into())).await.is_err() {
                    return;
                }
            }
            Err(RecvError::Lagged(_)) => served.host.something_was_missed(),
            Err(RecvError::Closed) => return,
        }
    }
}
