//! Sample data: the four platforms simulated and a relay inside this process, spoken to over real
//! HTTP like the real ones. Customers keep writing and calling; replies are delivered, read and
//! answered, and AI agents answer where they are on.

use inbox_relay::{NewInlet, NewReader, Relay, RelayOptions, Scheme, Scope};
use inbox_simulators::{
    ChatvoltOptions, ChatvoltSimulator, ChatwootOptions, ChatwootSimulator, HatifOptions,
    HatifSimulator, OhalloOptions, OhalloSimulator, chatvolt, chatwoot, hatif, ohallo,
};
use secrecy::ExposeSecret as _;

use crate::ipc::dto::{CredentialsInput, RelayInput};

/// The running servers of the sample data; they end with this value.
pub struct Demo {
    hatif: HatifSimulator,
    chatvolt: ChatvoltSimulator,
    ohallo: OhalloSimulator,
    chatwoot: ChatwootSimulator,
    relay: Relay,
    _folder: tempfile::TempDir,
    lines: Vec<DemoLine>,
}

/// A line of the sample data, as a person would connect it.
#[derive(Debug, Clone)]
pub struct DemoLine {
    /// The name to give it.
    pub name: &'static str,
    /// What opens it.
    pub credentials: CredentialsInput,
    /// Where its webhooks can be fetched; `None` where the platform is polled or keeps a live
    /// connection.
    pub relay: Option<RelayInput>,
}

/// Why sample data could not be started: no port, or no temporary folder.
#[derive(Debug, thiserror::Error)]
#[error("sample data could not be started: {0}")]
pub struct DemoError(String);

impl DemoError {
    fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl Demo {
    /// Starts the platforms and the relay and lets customers live.
    pub async fn start() -> Result<Self, DemoError> {
        let folder = tempfile::tempdir().map_err(DemoError::of)?;
        let relay = Relay::start(RelayOptions::new(folder.path().join("relay.db")))
            .await
            .map_err(DemoError::of)?;
        let (hatif, hatif_line) = start_hatif(&relay).await?;
        let (chatvolt, chatvolt_line) = start_chatvolt(&relay).await?;
        let (ohallo, ohallo_line) = start_ohallo().await?;
        let (chatwoot, chatwoot_line) = start_chatwoot().await?;
        acquaint(&hatif, &chatwoot)?;
        Ok(Self {
            lines: vec![hatif_line, chatvolt_line, ohallo_line, chatwoot_line],
            hatif,
            chatvolt,
            ohallo,
            chatwoot,
            relay,
            _folder: folder,
        })
    }

    /// The lines, in the order to connect them.
    pub fn lines(&self) -> &[DemoLine] {
        &self.lines
    }

    /// Ends all servers.
    pub async fn stop(self) {
        self.hatif.stop().await;
        self.chatvolt.stop().await;
        self.ohallo.stop().await;
        self.chatwoot.stop().await;
        self.relay.stop().await;
    }
}

/// Lets somebody who writes on one line write on another as well, so that there is a person to be
/// recognised.
fn acquaint(hatif: &HatifSimulator, chatwoot: &ChatwootSimulator) -> Result<(), DemoError> {
    let conversations = hatif.control().conversations();
    let newest = conversations
        .into_iter()
        .filter(|conversation| conversation.is_open)
        .max_by_key(|conversation| conversation.last_activity_at);
    if let Some(known) = newest {
        let there = chatwoot::Who::phone(known.phone).named(known.contact_name);
        chatwoot
            .control()
            .receive_text(
                &there,
                "I wrote to your other number as well, about the same order.",
            )
            .map_err(DemoError::of)?;
    }
    Ok(())
}

/// An address for webhooks, and a reader that sees only what arrives there.
async fn inlet(
    relay: &Relay,
    label: &str,
    scheme: Scheme,
) -> Result<(String, RelayInput), DemoError> {
    let address = relay
        .add_inlet(&NewInlet {
            label: label.into(),
            scheme,
            secret: None,
        })
        .await
        .map_err(DemoError::of)?;
    let token = relay
        .add_reader(&NewReader {
            label: label.into(),
            scope: Scope::Inlets(vec![label.into()]),
        })
        .await
        .map_err(DemoError::of)?;
    Ok((
        address.expose_secret().to_owned(),
        RelayInput {
            url: relay.base_url().to_owned(),
            token: token.expose_secret().to_owned(),
        },
    ))
}

async fn start_hatif(relay: &Relay) -> Result<(HatifSimulator, DemoLine), DemoError> {
    let (address, reader) = inlet(relay, "hatif", Scheme::Hatif).await?;
    let simulator = HatifSimulator::start(HatifOptions {
        customers_answer: true,
        ..HatifOptions::default()
    })
    .await
    .map_err(DemoError::of)?;
    let control = simulator.control();
    control
        .webhooks(&hatif::WebhookTarget {
            url: Some(address),
            ..hatif::WebhookTarget::default()
        })
        .map_err(DemoError::of)?;
    control.start_life(hatif::LifePace::default());
    let key = simulator.credentials();
    let line = DemoLine {
        name: "Riyadh line",
        credentials: CredentialsInput::Hatif {
            client_id: key.client_id,
            client_secret: key.client_secret,
            base_url: Some(simulator.base_url().to_owned()),
        },
        relay: Some(reader),
    };
    Ok((simulator, line))
}

async fn start_chatvolt(relay: &Relay) -> Result<(ChatvoltSimulator, DemoLine), DemoError> {
    let (address, reader) = inlet(relay, "chatvolt", Scheme::None).await?;
    let simulator = ChatvoltSimulator::start(ChatvoltOptions {
        seed: 2,
        customers_answer: true,
        ..ChatvoltOptions::default()
    })
    .await
    .map_err(DemoError::of)?;
    let control = simulator.control();
    control
        .webhooks(&chatvolt::WebhookTarget {
            url: Some(address),
            ..chatvolt::WebhookTarget::default()
        })
        .map_err(DemoError::of)?;
    // Its platform lets itself be asked little: with more to tell, the line would never get ahead.
    control.start_life(chatvolt::LifePace {
        shortest_ms: 10_000,
        longest_ms: 30_000,
    });
    let line = DemoLine {
        name: "Loja São Paulo",
        credentials: CredentialsInput::Chatvolt {
            api_key: simulator.credentials().api_key,
            base_url: Some(simulator.base_url().to_owned()),
            dashboard: false,
            dashboard_url: None,
        },
        relay: Some(reader),
    };
    Ok((simulator, line))
}

async fn start_ohallo() -> Result<(OhalloSimulator, DemoLine), DemoError> {
    let simulator = OhalloSimulator::start(OhalloOptions {
        seed: 3,
        customers_answer: true,
        ..OhalloOptions::default()
    })
    .await
    .map_err(DemoError::of)?;
    simulator.control().start_life(ohallo::LifePace::default());
    let line = DemoLine {
        name: "Nordic Parts",
        credentials: CredentialsInput::Ohallo {
            api_key: simulator.credentials().api_key,
            base_url: Some(simulator.base_url().to_owned()),
        },
        relay: None,
    };
    Ok((simulator, line))
}

async fn start_chatwoot() -> Result<(ChatwootSimulator, DemoLine), DemoError> {
    let simulator = ChatwootSimulator::start(ChatwootOptions {
        seed: 4,
        customers_answer: true,
        ..ChatwootOptions::default()
    })
    .await
    .map_err(DemoError::of)?;
    let control = simulator.control();
    // Customers of the website say what they think of it once a conversation is resolved.
    let mut inboxes = control.overview().inboxes.into_iter();
    if let Some(website) = inboxes.find(|inbox| inbox.kind == chatwoot::ChannelKind::Website) {
        control
            .ask_for_ratings(website.id, true)
            .map_err(DemoError::of)?;
    }
    control.start_life(chatwoot::LifePace::default());
    let line = DemoLine {
        name: "Web shop",
        credentials: CredentialsInput::ChatwootToken {
            access_token: simulator.credentials().access_token,
            base_url: Some(simulator.base_url().to_owned()),
            unprotected: false,
        },
        relay: None,
    };
    Ok((simulator, line))
}
