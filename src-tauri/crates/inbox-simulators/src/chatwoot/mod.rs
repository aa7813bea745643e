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
mod exchanges;
mod letters;
mod life;
mod model;
mod notices;
mod options;
mod promises;
mod ratings;
mod refusal;
mod routes;
mod runtime;
mod seed;
mod server;
mod talk;
mod webhooks;
mod wire;
mod world;

use std::sync::Arc;

pub use self::control::{
    Control, ConversationTruth, Credentials, DeliveryFate, Happened, Inbound, InboundMedia,
    InboxTruth, MediaKind, MessageTruth, NamedTruth, Overview, ReceivedSend, UserTruth,
    WebhookTarget, Who,
};
pub use self::exchanges::{Exchange, served_calls};
pub use self::model::{ChannelKind, MessageKind, MessageStatus, Role, Status};
pub use self::options::{CableSwitches, ChatwootOptions, DeliveryDelays, Quirks, Size};
use self::world::World;
use crate::shared::clock::Clock;
use crate::shared::error::SimulatorError;
use crate::shared::serving::Serving;
pub use crate::shared::size::LifePace;

/// A running Chatwoot. Dropping it stops the server without waiting for open calls.
#[derive(Debug)]
pub struct ChatwootSimulator {
    serving: Serving<World>,
    credentials: Credentials,
}

impl ChatwootSimulator {
    /// Fills an installation and serves it.
    pub async fn start(options: ChatwootOptions) -> Result<Self, SimulatorError> {
        let port = options.port;
        let world = |base_url| {
            let clock = Clock::new(options.clock);
            let mut world = World::new(options, clock, base_url);
            seed::seed(&mut world);
            Ok(world)
        };
        let serving = Serving::start(port, world, server::router).await?;
        let credentials = serving.runtime().look(World::credentials);
        Ok(Self {
            credentials: credentials.ok_or(SimulatorError::Unknown("user"))?,
            serving,
        })
    }

    /// Where it listens, without a slash at the end.
    pub fn base_url(&self) -> &str {
        self.serving.base_url()
    }

    /// What the administrator signed in with at the start; after a revocation the control knows
    /// the new ones.
    pub fn credentials(&self) -> Credentials {
        self.serving
            .runtime()
            .look(World::credentials)
            .unwrap_or_else(|| self.credentials.clone())
    }

    /// The hand on it.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(self.serving.runtime()))
    }

    /// Stops serving, letting open calls end within two seconds.
    pub async fn stop(self) {
        self.serving.stop().await;
    }
}
