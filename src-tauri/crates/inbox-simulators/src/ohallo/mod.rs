//! Ohallo: AI agents that answer customers until a person takes over, with the platform's two
//! dialects, its asynchronous workflows and its silence about who did what.
//!
//! [`OhalloSimulator::start`] serves an account on 127.0.0.1; [`Control`] makes things happen in it
//! and tells the truth about it. The same control is served as JSON under `/_control`; its
//! operations are listed at the top of `control/http.rs`.

mod actions;
mod control;
mod ids;
mod life;
mod model;
mod options;
mod refusal;
mod request;
mod routes;
mod runtime;
mod samples;
mod seed;
mod server;
mod turns;
mod wire;
mod world;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use self::control::{
    AiTurn, AttentionTruth, ChannelTruth, Control, ConversationTruth, Credentials, Happened,
    Inbound, InboundMedia, LifePace, MediaKind, MessageTruth, Overview, ReceivedSend, SendKind,
    UserTruth, Who, WorkspaceTruth,
};
pub use self::ids::IdStyle;
pub use self::model::{ChannelType, Role, Status};
pub use self::options::{
    Dialect, Dialects, KeyRestriction, ListEnvelope, OhalloOptions, Quirks, ReplyDelay, Scope, Size,
};
use self::runtime::{Runtime, drive};
use self::world::World;
use crate::shared::clock::Clock;
use crate::shared::error::SimulatorError;
use crate::shared::gate::{Cut, Gate};

/// How long stopping waits for calls that are being answered.
const FAREWELL: Duration = Duration::from_secs(2);

/// A running Ohallo. Dropping it stops the server without waiting for open calls.
#[derive(Debug)]
pub struct OhalloSimulator {
    base_url: String,
    runtime: Arc<Runtime>,
    stop: CancellationToken,
    server: Option<JoinHandle<()>>,
}

impl OhalloSimulator {
    /// Fills an account and serves it.
    pub async fn start(options: OhalloOptions) -> Result<Self, SimulatorError> {
        let port = options.port;
        let listen = |source| SimulatorError::Listen { port, source };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let base_url = format!("http://{}", listener.local_addr().map_err(listen)?);

        let clock = Clock::new(options.clock);
        let restriction = options.restriction.clone();
        let mut world = World::new(options, clock, base_url.clone());
        seed::seed(&mut world);
        world.check_restriction(&restriction)?;
        let stop = CancellationToken::new();
        let closed = watch::Sender::new(false);
        let gate = Gate::new(listener, closed.subscribe()).map_err(listen)?;
        let runtime = Arc::new(Runtime::new(world, closed));
        tokio::spawn(drive(Arc::clone(&runtime), stop.clone()));
        let service = server::router(&runtime).into_make_service_with_connect_info::<Cut>();
        let farewell = stop.clone();
        let server = tokio::spawn(async move {
            let serving = axum::serve(gate, service)
                .with_graceful_shutdown(farewell.cancelled_owned())
                .await;
            if serving.is_err() {
                tracing::warn!("the simulator stopped serving");
            }
        });
        Ok(Self {
            base_url,
            runtime,
            stop,
            server: Some(server),
        })
    }

    /// Where it listens, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What to sign in with.
    pub fn credentials(&self) -> Credentials {
        self.runtime.look(World::credentials)
    }

    /// The hand on it.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.runtime))
    }

    /// Stops serving, letting open calls end within two seconds.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(FAREWELL, &mut server).await.is_err()
        {
            server.abort();
        }
    }
}

impl Drop for OhalloSimulator {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }
}
