//! Chatvolt: AI agents on many channels, with people to take over.
//!
//! [`ChatvoltSimulator::start`] serves an organization on 127.0.0.1; [`Control`] makes things
//! happen in it and tells the truth about it. The same control is served as JSON under
//! `/_control`; its operations are listed at the top of `control/http.rs`. The undocumented host
//! of the dashboard, when switched on, lives below `/dashboard` and records every trap stepped on.

mod control;
mod crm;
mod ids;
mod life;
mod messaging;
mod model;
mod options;
mod refusal;
mod request;
mod routes;
mod seed;
mod server;
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
    AgentTruth, Control, ConversationTruth, Credentials, Gateways, Happened, Inbound, MediaKind,
    MessageTruth, Overview, ReceivedSend, ScenarioTruth, SendKind, SteppedTrap, Trap, UserTruth,
    WebhookTarget, Who,
};
pub use self::model::{
    AdSource, AssigneeLogic, Attachment, Author, Priority, Speaker, Status, Template,
};
pub use self::options::{ChatvoltOptions, LifePace, Quirks, Size};
pub use self::webhooks::WebhookEvent;
use self::world::World;
use crate::shared::clock::Clock;
use crate::shared::error::SimulatorError;
use crate::shared::gate::{Cut, Gate};
use crate::shared::runtime::{Runtime, drive};
use crate::shared::webhooks::WebhookSender;

/// How long stopping waits for calls that are being answered.
const FAREWELL: Duration = Duration::from_secs(2);

/// A running Chatvolt. Dropping it stops the server without waiting for open calls.
#[derive(Debug)]
pub struct ChatvoltSimulator {
    base_url: String,
    runtime: Arc<Runtime<World>>,
    stop: CancellationToken,
    server: Option<JoinHandle<()>>,
}

impl ChatvoltSimulator {
    /// Fills an organization and serves it.
    pub async fn start(options: ChatvoltOptions) -> Result<Self, SimulatorError> {
        let port = options.port;
        let listen = |source| SimulatorError::Listen { port, source };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let base_url = format!("http://{}", listener.local_addr().map_err(listen)?);

        let clock = Clock::new(options.clock);
        let mut world = World::new(options, clock, base_url.clone());
        seed::seed(&mut world);
        let stop = CancellationToken::new();
        let (outcomes, noted) = mpsc::unbounded_channel();
        let sender =
            WebhookSender::new(outcomes, stop.clone()).map_err(SimulatorError::WebhookClient)?;
        let closed = watch::Sender::new(false);
        let gate = Gate::new(listener, closed.subscribe()).map_err(listen)?;
        let runtime = Arc::new(Runtime::new(world, sender, closed));
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
            runtime,
            stop,
            server: Some(server),
        })
    }

    /// Where the documented host listens, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where the dashboard's host listens, without a slash at the end and without its `/api`;
    /// none unless it was switched on.
    pub fn dashboard_url(&self) -> Option<String> {
        self.runtime
            .look(|world| world.options.dashboard)
            .then(|| format!("{}/dashboard", self.base_url))
    }

    /// What to sign in with.
    pub fn credentials(&self) -> Credentials {
        self.runtime.look(|world| world.credentials.clone())
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

impl Drop for ChatvoltSimulator {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }
}
