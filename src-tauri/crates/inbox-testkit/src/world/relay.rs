//! The relay of a world, which is stopped and started again as one likes.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use inbox_core::{Clock, PlatformKind, Secret};
use inbox_engine::RelayAccess;
use inbox_relay::{
    InletSecret, NewInlet, NewReader, Relay, RelayClock, RelayOptions, Scheme, Scope,
};
use inbox_simulators::HeldPort;
use tempfile::TempDir;

use super::World;
use crate::ManualClock;

pub(super) struct RelayOfWorld {
    running: Option<Relay>,
    port: HeldPort,
    pub(super) access: RelayAccess,
    pub(super) inlet: Secret,
}

#[derive(Clone)]
struct RelayTime(ManualClock);

impl RelayClock for RelayTime {
    fn now_ms(&self) -> i64 {
        self.0.now().0
    }
}

impl World {
    /// Stops the relay, or starts it again on the same address with what it had stored.
    pub async fn set_relay_running(&mut self, running: bool) {
        let relay = self.relay.as_mut().expect("this world has a relay");
        match (running, relay.running.take()) {
            (false, Some(old)) => old.stop().await,
            (true, None) => {
                let options = relay_options(&self.directory, &self.clock, relay.port.address());
                let started = Relay::start(options).await;
                relay.running = Some(started.expect("the relay starts again"));
            }
            (_, unchanged) => relay.running = unchanged,
        }
    }

    /// The running relay.
    pub fn relay(&self) -> &Relay {
        let relay = self.relay.as_ref().and_then(|relay| relay.running.as_ref());
        relay.expect("this world has a running relay")
    }

    /// How the desk reads from the relay.
    pub fn relay_access(&self) -> RelayAccess {
        self.relay
            .as_ref()
            .expect("this world has a relay")
            .access
            .clone()
    }

    /// The address at the relay that platforms post to.
    pub fn inlet(&self) -> Secret {
        let relay = self.relay.as_ref();
        relay.expect("this world has a relay").inlet.clone()
    }

    /// The relay's address for platforms that send a word along, which is `word`.
    pub async fn add_inlet_with_word(&self, word: &Secret) -> Secret {
        let inlet = NewInlet {
            label: "with-a-word".to_owned(),
            scheme: scheme_of(self.platform.kind()),
            secret: Some(InletSecret::Static(word.clone())),
        };
        self.relay()
            .add_inlet(&inlet)
            .await
            .expect("an inlet can be added")
    }
}

fn relay_options(directory: &TempDir, clock: &ManualClock, listen: SocketAddr) -> RelayOptions {
    RelayOptions {
        listen,
        clock: Arc::new(RelayTime(clock.clone())),
        stop_grace: Duration::from_secs(1),
        ..RelayOptions::new(directory.path().join("relay.db"))
    }
}

/// How repeats are known there. Inlets have no secrets here, so that nothing needs to be signed.
fn scheme_of(platform: PlatformKind) -> Scheme {
    match platform {
        PlatformKind::Hatif => Scheme::Hatif,
        PlatformKind::Chatwoot => Scheme::Chatwoot,
        PlatformKind::Chatvolt | PlatformKind::Ohallo => Scheme::None,
    }
}

pub(super) async fn new_relay(
    directory: &TempDir,
    clock: &ManualClock,
    platform: PlatformKind,
) -> RelayOfWorld {
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let port = HeldPort::hold(any_port).expect("a port is free");
    let relay = Relay::start(relay_options(directory, clock, port.address())).await;
    let relay = relay.expect("the relay starts");
    let inlet = NewInlet {
        label: "platform".to_owned(),
        scheme: scheme_of(platform),
        secret: None,
    };
    let inlet = relay
        .add_inlet(&inlet)
        .await
        .expect("an inlet can be added");
    let reader = NewReader {
        label: "desk".to_owned(),
        scope: Scope::All,
    };
    let token = relay
        .add_reader(&reader)
        .await
        .expect("a reader can be added");
    let url = relay.base_url().to_owned();
    let address = url
        .trim_start_matches("http://")
        .parse()
        .expect("its own address");
    RelayOfWorld {
        running: Some(relay),
        port: port.found_at(address),
        access: RelayAccess { url, token },
        inlet,
    }
}
