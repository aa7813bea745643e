//! Chatwoot: an open help desk with three interfaces (agents, customers, live connection).
//!
//! [`ChatwootSimulator::start`] serves an installation with one account on 127.0.0.1;
//! [`Control`] makes things happen in it and tells the truth about it. The same control is served
//! as JSON under `/_control`; its operations are listed at the top of `control/http.rs`.

mod cable;
mod call;
mod control;
mod deeds;
mod events;
mod life;
mod model;
mod notices;
mod options;
mod promises;
mod refusal;
mod routes;
mod runtime;
mod seed;
mod server;
mod talk;
mod webhooks;
mod wire;
mod world;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use self::control::{
    Control, ConversationTruth, Credentials, DeliveryFate, Happened, Inbound, InboundMedia,
    InboxTruth, MediaKind, MessageTruth, NamedTruth, Overview, ReceivedSend, UserTruth,
    WebhookTarget, Who,
};
pub use self::model::{ChannelKind, MessageKind, MessageStatus, Role, Status};
pub use self::options::{CableSwitches, ChatwootOptions, DeliveryDelays, Quirks, Size};
use self::runtime::{Runtime, drive};
use self::world::World;
use crate::shared::clock::Clock;
use crate::shared::error::SimulatorError;
use crate::shared::gate::{Cut, Gate};
pub use crate::shared::size::LifePace;
use crate::shared::webhooks::WebhookSender;

/// How long stopping waits for calls that are being answered.
const FAREWELL: Duration = Duration::from_secs(2);

/// A running Chatwoot. Dropping it stops the server without waiting for open calls.
#[derive(Debug)]
pub struct ChatwootSimulator {
    base_url: String,
    credentials: Credentials,
    runtime: Arc<Runtime>,
    stop: CancellationToken,
    server: Option<JoinHandle<()>>,
}

impl ChatwootSimulator {
    /// Fills an installation and serves it.
    pub async fn start(options: ChatwootOptions) -> Result<Self, SimulatorError> {
        let port = options.port;
        let listen = |source| SimulatorError::Listen { port, source };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let base_url = format!("http://{}", listener.local_addr().map_err(listen)?);

        let clock = Clock::new(options.clock);
        let mut world = World::new(options, clock, base_url.clone());
        seed::seed(&mut world);
        let credentials = world.credentials().ok_or(SimulatorError::Unknown("user"))?;
        let stop = CancellationToken::new();
        let (outcomes, noted) = mpsc::unbounded_channel();
        let sender =
            WebhookSender::new(outcomes, stop.clone()).map_err(SimulatorError::WebhookClient)?;
        let closed = watch::Sender::new(false);
        let gate = Gate::new(listener, closed.subscribe()).map_err(listen)?;
        let runtime = Arc::new(Runtime::new(world, sender, closed, stop.clone()));
        tokio::spawn(drive(Arc::clone(&runtime), noted, stop.clone()));
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
            credentials,
            runtime,
            stop,
            server: Some(server),
        })
    }

    /// Where it listens, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What the administrator signed in with at the start; after a revocation the control knows
    /// the new ones.
    pub fn credentials(&self) -> Credentials {
        self.runtime
            .look(World::credentials)
            .unwrap_or_else(|| self.credentials.clone())
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

impl Drop for ChatwootSimulator {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }
}
