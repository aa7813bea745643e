//! Hatif (Voxa): business phone and WhatsApp, with the platform's dialects and limits.
//!
//! [`HatifSimulator::start`] serves a workspace on 127.0.0.1; [`Control`] makes things happen in
//! it and tells the truth about it. The same control is served as JSON under `/_control`; its
//! operations are listed at the top of `control/http.rs`.

mod calls;
mod control;
mod ids;
mod life;
mod messages;
mod model;
mod options;
mod refusal;
mod request;
mod routes;
mod runtime;
mod seed;
mod server;
mod timeline;
mod webhooks;
mod wire;
mod workspace;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use self::control::{
    CallEnding, ChannelTruth, Control, ConversationTruth, Credentials, DeliveryFate, EventTruth,
    Happened, Inbound, InboundMedia, LifePace, NewCall, Overview, ReceivedSend, SendKind, TagTruth,
    UserTruth, WebhookTarget, Who,
};
pub use self::model::{Direction, Location, MessageType, Source, Status, Template};
pub use self::options::{DeliveryDelays, HatifOptions, MediaAccess, Quirks, Size, WireProfile};
use self::runtime::{Runtime, drive};
pub use self::webhooks::WebhookKind;
use self::workspace::World;
use crate::shared::clock::Clock;
use crate::shared::error::SimulatorError;
use crate::shared::gate::{Cut, Gate};
use crate::shared::webhooks::WebhookSender;

/// How long stopping waits for calls that are being answered.
const FAREWELL: Duration = Duration::from_secs(2);

/// A running Hatif. Dropping it stops the server without waiting for open calls.
#[derive(Debug)]
pub struct HatifSimulator {
    base_url: String,
    runtime: Arc<Runtime>,
    stop: CancellationToken,
    server: Option<JoinHandle<()>>,
}

impl HatifSimulator {
    /// Fills a workspace and serves it.
    pub async fn start(options: HatifOptions) -> Result<Self, SimulatorError> {
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

    /// Where it listens, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
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

impl Drop for HatifSimulator {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }
}
