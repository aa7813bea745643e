//! A simulated world on the network: bound, served, stopped.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::error::SimulatorError;
use super::gate::{Cut, Door, Gate};
use super::runtime::{Living, Runtime, drive};
use super::webhooks::WebhookSender;

/// How long stopping waits for calls that are being answered.
const FAREWELL: Duration = Duration::from_secs(2);

/// A world that is served. Dropping it stops the server without waiting for open calls.
#[derive(Debug)]
pub(crate) struct Serving<World> {
    base_url: String,
    runtime: Arc<Runtime<World>>,
    stop: CancellationToken,
    server: Option<JoinHandle<()>>,
}

impl<World: Living> Serving<World> {
    /// Binds the port, makes the world that knows its own address, and serves it.
    #[expect(
        clippy::unused_async,
        reason = "sockets are bound within a runtime, which an async caller surely has"
    )]
    pub(crate) async fn start(
        port: u16,
        world: impl FnOnce(String) -> Result<World, SimulatorError>,
        router: impl FnOnce(&Arc<Runtime<World>>) -> Router,
    ) -> Result<Self, SimulatorError> {
        let listen = |source| SimulatorError::Listen { port, source };
        let door = Arc::new(Door::open(port).map_err(listen)?);
        let base_url = format!("http://{}", door.address());
        let world = world(base_url.clone())?;
        let stop = CancellationToken::new();
        let (outcomes, noted) = mpsc::unbounded_channel();
        let sender =
            WebhookSender::new(outcomes, stop.clone()).map_err(SimulatorError::WebhookClient)?;
        let runtime = Arc::new(Runtime::new(world, sender, Arc::clone(&door), stop.clone()));
        tokio::spawn(drive(Arc::clone(&runtime), noted));
        let service = router(&runtime).into_make_service_with_connect_info::<Cut>();
        let farewell = stop.clone();
        let server = tokio::spawn(async move {
            let serving = axum::serve(Gate(door), service)
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
}

impl<World> Serving<World> {
    /// Where it listens, without a slash at the end.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The world in motion.
    pub(crate) fn runtime(&self) -> &Arc<Runtime<World>> {
        &self.runtime
    }

    /// Stops serving, letting open calls end within two seconds.
    pub(crate) async fn stop(mut self) {
        self.stop.cancel();
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(FAREWELL, &mut server).await.is_err()
        {
            server.abort();
        }
        self.runtime.leave_port();
    }
}

impl<World> Drop for Serving<World> {
    fn drop(&mut self) {
        self.stop.cancel();
        self.runtime.leave_port();
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }
}
