//! Sample data: a simulated platform and a relay inside this process, spoken to over real HTTP like
//! the real ones. Customers keep writing and calling; replies are delivered, read and answered.

use inbox_relay::{NewInlet, NewReader, Relay, RelayOptions, Scheme, Scope};
use inbox_simulators::{
    HatifOptions, HatifSimulator,
    hatif::{LifePace, WebhookTarget},
};
use secrecy::ExposeSecret as _;

/// The running servers of the sample data; they end with this value.
pub struct Demo {
    simulator: HatifSimulator,
    relay: Relay,
    _folder: tempfile::TempDir,
    /// Where the simulated platform answers.
    pub base_url: String,
    /// Its client id.
    pub client_id: String,
    /// Its client secret.
    pub client_secret: String,
    /// Where the relay answers.
    pub relay_url: String,
    /// What opens it.
    pub relay_token: String,
}

/// Why sample data could not be started: no port, or no temporary folder.
#[derive(Debug, thiserror::Error)]
#[error("sample data could not be started: {0}")]
pub struct DemoError(String);

impl DemoError {
    fn of(error: &impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl Demo {
    /// Starts platform and relay and lets customers live.
    pub async fn start() -> Result<Self, DemoError> {
        let folder = tempfile::tempdir().map_err(|error| DemoError::of(&error))?;
        let relay = Relay::start(RelayOptions::new(folder.path().join("relay.db")))
            .await
            .map_err(|error| DemoError::of(&error))?;
        let inlet = relay
            .add_inlet(&NewInlet {
                label: "hatif".into(),
                scheme: Scheme::Hatif,
                secret: None,
            })
            .await
            .map_err(|error| DemoError::of(&error))?;
        let relay_token = relay
            .add_reader(&NewReader {
                label: "desk".into(),
                scope: Scope::All,
            })
            .await
            .map_err(|error| DemoError::of(&error))?;
        let simulator = HatifSimulator::start(HatifOptions {
            customers_answer: true,
            ..HatifOptions::default()
        })
        .await
        .map_err(|error| DemoError::of(&error))?;
        let control = simulator.control();
        control
            .webhooks(&WebhookTarget {
                url: Some(inlet.expose_secret().to_owned()),
                ..WebhookTarget::default()
            })
            .map_err(|error| DemoError::of(&error))?;
        control.start_life(LifePace::default());
        let credentials = simulator.credentials();
        Ok(Self {
            base_url: simulator.base_url().to_owned(),
            client_id: credentials.client_id,
            client_secret: credentials.client_secret,
            relay_url: relay.base_url().to_owned(),
            relay_token: relay_token.expose_secret().to_owned(),
            simulator,
            relay,
            _folder: folder,
        })
    }

    /// Ends both servers.
    pub async fn stop(self) {
        self.simulator.stop().await;
        self.relay.stop().await;
    }
}
