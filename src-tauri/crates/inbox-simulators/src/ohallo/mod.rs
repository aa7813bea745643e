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

use std::sync::Arc;

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
use self::world::World;
use crate::shared::clock::Clock;
use crate::shared::error::SimulatorError;
use crate::shared::serving::Serving;

/// A running Ohallo. Dropping it stops the server without waiting for open calls.
#[derive(Debug)]
pub struct OhalloSimulator(Serving<World>);

impl OhalloSimulator {
    /// Fills an account and serves it.
    pub async fn start(options: OhalloOptions) -> Result<Self, SimulatorError> {
        let port = options.port;
        let world = |base_url| {
            let clock = Clock::new(options.clock);
            let restriction = options.restriction.clone();
            let mut world = World::new(options, clock, base_url);
            seed::seed(&mut world);
            world.check_restriction(&restriction)?;
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
        self.0.runtime().look(World::credentials)
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
