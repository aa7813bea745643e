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

use std::sync::Arc;

pub use self::control::{
    CallEnding, ChannelTruth, Control, ConversationTruth, Credentials, DeliveryFate, EventTruth,
    Happened, Inbound, InboundMedia, LifePace, NewCall, Overview, ReceivedSend, SendKind, TagTruth,
    UserTruth, WebhookTarget, Who,
};
pub use self::model::{Direction, Location, MessageType, Source, Status, Template};
pub use self::options::{DeliveryDelays, HatifOptions, MediaAccess, Quirks, Size, WireProfile};
pub use self::webhooks::WebhookKind;
use self::workspace::World;
use crate::shared::clock::Clock;
use crate::shared::error::SimulatorError;
use crate::shared::serving::Serving;

/// A running Hatif. Dropping it stops the server without waiting for open calls.
#[derive(Debug)]
pub struct HatifSimulator(Serving<World>);

impl HatifSimulator {
    /// Fills a workspace and serves it.
    pub async fn start(options: HatifOptions) -> Result<Self, SimulatorError> {
        let port = options.port;
        let world = |base_url| {
            let clock = Clock::new(options.clock);
            let mut world = World::new(options, clock, base_url);
            seed::seed(&mut world);
            Ok(world)
        };
        Ok(Self(Serving::start(port, world, server::router).await?))
    }

    /// Where it listens, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.0.base_url()
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
