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

use std::sync::Arc;

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
use crate::shared::serving::Serving;

/// A running Chatvolt. Dropping it stops the server without waiting for open calls.
#[derive(Debug)]
pub struct ChatvoltSimulator(Serving<World>);

impl ChatvoltSimulator {
    /// Fills an organization and serves it.
    pub async fn start(options: ChatvoltOptions) -> Result<Self, SimulatorError> {
        let port = options.port;
        let world = |base_url| {
            let clock = Clock::new(options.clock);
            let mut world = World::new(options, clock, base_url);
            seed::seed(&mut world);
            Ok(world)
        };
        Ok(Self(Serving::start(port, world, server::router).await?))
    }

    /// Where the documented host listens, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.0.base_url()
    }

    /// Where the dashboard's host listens, without a slash at the end and without its `/api`;
    /// none unless it was switched on.
    pub fn dashboard_url(&self) -> Option<String> {
        self.0
            .runtime()
            .look(|world| world.options.dashboard)
            .then(|| format!("{}/dashboard", self.0.base_url()))
    }

    /// What to sign in with.
    pub fn credentials(&self) -> Credentials {
        self.0.runtime().look(|world| world.credentials.clone())
    }

    /// The hand on it.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(self.0.runtime()))
    }

    /// Stops serving, letting open calls end within two seconds.
    pub async fn stop(self) {
        self.0.stop().await;
    }
}
