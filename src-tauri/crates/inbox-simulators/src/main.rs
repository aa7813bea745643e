//! Runs simulators until stopped; prints one JSON line saying where they are and what opens them.

use anyhow::Context;
use clap::{Parser, ValueEnum};
use inbox_simulators::hatif::{LifePace, Size, WebhookTarget, WireProfile};
use inbox_simulators::{
    ChatvoltOptions, ChatvoltSimulator, ChatwootOptions, ChatwootSimulator, HatifOptions,
    HatifSimulator, OhalloOptions, OhalloSimulator, chatvolt, chatwoot, ohallo,
};
use serde_json::{Map, Value, json};
use tracing_subscriber::EnvFilter;

/// Local stand-ins for the platforms, with sample data and failure switches.
#[derive(Debug, Parser)]
#[command(name = "inbox-simulators")]
struct Arguments {
    /// Which platform to stand in for.
    #[arg(long, value_enum, default_value_t = PlatformName::Hatif)]
    platform: PlatformName,
    /// Port on 127.0.0.1; 0 takes a free one. With all platforms the first one gets it.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Decides all sample data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Amount of sample data.
    #[arg(long, value_enum, default_value_t = SizeName::Small)]
    size: SizeName,
    /// Number of conversations instead of a named size.
    #[arg(long, requires = "items")]
    conversations: Option<usize>,
    /// Number of timeline events of all conversations together.
    #[arg(long, requires = "conversations")]
    items: Option<usize>,
    /// Customers keep writing, calling and answering.
    #[arg(long)]
    life: bool,
    /// Receiver of all webhooks.
    #[arg(long)]
    webhook_url: Option<String>,
    /// JSON dialect of Hatif.
    #[arg(long, value_enum, default_value_t = ProfileName::Live)]
    profile: ProfileName,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PlatformName {
    Hatif,
    Chatvolt,
    Ohallo,
    Chatwoot,
    /// Every one of them.
    All,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SizeName {
    Empty,
    Small,
    Large,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProfileName {
    Live,
    Docs,
    Ints,
}

impl Arguments {
    fn size(&self) -> Size {
        match (self.conversations.zip(self.items), self.size) {
            (Some((conversations, items)), _) => Size::Custom {
                conversations,
                items,
            },
            (None, SizeName::Empty) => Size::Empty,
            (None, SizeName::Small) => Size::Small,
            (None, SizeName::Large) => Size::Large,
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut stopped = Stop::listen()?;
    let simulators = start(&arguments).await?;
    announce(&simulators);
    stopped.wait().await;
    for simulator in simulators {
        simulator.stop().await;
    }
    Ok(())
}

async fn start(arguments: &Arguments) -> anyhow::Result<Vec<Simulator>> {
    let port = arguments.port;
    Ok(match arguments.platform {
        PlatformName::Hatif => vec![start_hatif(arguments, port).await?],
        PlatformName::Chatvolt => vec![start_chatvolt(arguments, port).await?],
        PlatformName::Ohallo => {
            anyhow::ensure!(
                arguments.webhook_url.is_none(),
                "ohallo has no webhooks to receive"
            );
            vec![start_ohallo(arguments, port).await?]
        }
        PlatformName::Chatwoot => vec![start_chatwoot(arguments, port).await?],
        PlatformName::All => vec![
            start_hatif(arguments, port).await?,
            start_chatvolt(arguments, 0).await?,
            start_ohallo(arguments, 0).await?,
            start_chatwoot(arguments, 0).await?,
        ],
    })
}

async fn start_hatif(arguments: &Arguments, port: u16) -> anyhow::Result<Simulator> {
    let options = HatifOptions {
        port,
        seed: arguments.seed,
        size: arguments.size(),
        profile: match arguments.profile {
            ProfileName::Live => WireProfile::Live,
            ProfileName::Docs => WireProfile::Docs,
            ProfileName::Ints => WireProfile::Ints,
        },
        ..HatifOptions::default()
    };
    let simulator = HatifSimulator::start(options)
        .await
        .context("starting hatif")?;
    let control = simulator.control();
    if let Some(url) = &arguments.webhook_url {
        let target = WebhookTarget {
            url: Some(url.clone()),
            ..WebhookTarget::default()
        };
        control
            .webhooks(&target)
            .context("setting the webhook receiver")?;
    }
    if arguments.life {
        control.start_life(LifePace::default());
    }
    Ok(Simulator::Hatif(simulator))
}

async fn start_chatvolt(arguments: &Arguments, port: u16) -> anyhow::Result<Simulator> {
    let options = ChatvoltOptions {
        port,
        seed: arguments.seed,
        size: arguments.size(),
        dashboard: true,
        customers_answer: arguments.life,
        ..ChatvoltOptions::default()
    };
    let simulator = ChatvoltSimulator::start(options)
        .await
        .context("starting chatvolt")?;
    let control = simulator.control();
    if let Some(url) = &arguments.webhook_url {
        let target = chatvolt::WebhookTarget {
            url: Some(url.clone()),
            ..chatvolt::WebhookTarget::default()
        };
        control
            .webhooks(&target)
            .context("setting the webhook receiver")?;
    }
    if arguments.life {
        control.start_life(LifePace::default());
    }
    Ok(Simulator::Chatvolt(simulator))
}

async fn start_ohallo(arguments: &Arguments, port: u16) -> anyhow::Result<Simulator> {
    let options = OhalloOptions {
        port,
        seed: arguments.seed,
        size: arguments.size(),
        ..OhalloOptions::default()
    };
    let simulator = OhalloSimulator::start(options)
        .await
        .context("starting ohallo")?;
    if arguments.life {
        simulator.control().start_life(ohallo::LifePace::default());
    }
    Ok(Simulator::Ohallo(simulator))
}

async fn start_chatwoot(arguments: &Arguments, port: u16) -> anyhow::Result<Simulator> {
    let options = ChatwootOptions {
        port,
        seed: arguments.seed,
        size: arguments.size(),
        ..ChatwootOptions::default()
    };
    let simulator = ChatwootSimulator::start(options)
        .await
        .context("starting chatwoot")?;
    let control = simulator.control();
    if let Some(url) = &arguments.webhook_url {
        let target = chatwoot::WebhookTarget {
            url: Some(url.clone()),
            ..chatwoot::WebhookTarget::default()
        };
        control
            .webhooks(&target)
            .context("setting the webhook receiver")?;
    }
    if arguments.life {
        control.start_life(LifePace::default());
    }
    Ok(Simulator::Chatwoot(simulator))
}

/// A running stand-in.
enum Simulator {
    Hatif(HatifSimulator),
    Chatvolt(ChatvoltSimulator),
    Ohallo(OhalloSimulator),
    Chatwoot(ChatwootSimulator),
}

impl Simulator {
    /// Its member of the announced line: its name, where it is and what opens it.
    fn announcement(&self) -> (&'static str, Value) {
        match self {
            Self::Hatif(hatif) => {
                let credentials = hatif.credentials();
                let member = json!({
                    "baseUrl": hatif.base_url(),
                    "clientId": credentials.client_id,
                    "clientSecret": credentials.client_secret,
                });
                ("hatif", member)
            }
            Self::Chatvolt(chatvolt) => {
                let credentials = chatvolt.credentials();
                let member = json!({
                    "baseUrl": chatvolt.base_url(),
                    "dashboardUrl": chatvolt.dashboard_url(),
                    "apiKey": credentials.api_key,
                    "phoneNumberId": credentials.phone_number_id,
                });
                ("chatvolt", member)
            }
            Self::Ohallo(ohallo) => {
                let member = json!({
                    "baseUrl": ohallo.base_url(),
                    "apiKey": ohallo.credentials().api_key,
                });
                ("ohallo", member)
            }
            Self::Chatwoot(chatwoot) => {
                let credentials = chatwoot.credentials();
                let member = json!({
                    "baseUrl": chatwoot.base_url(),
                    "accountId": credentials.account_id,
                    "accessToken": credentials.access_token,
                    "email": credentials.email,
                    "password": credentials.password,
                });
                ("chatwoot", member)
            }
        }
    }

    async fn stop(self) {
        match self {
            Self::Hatif(hatif) => hatif.stop().await,
            Self::Chatvolt(chatvolt) => chatvolt.stop().await,
            Self::Ohallo(ohallo) => ohallo.stop().await,
            Self::Chatwoot(chatwoot) => chatwoot.stop().await,
        }
    }
}

#[expect(clippy::print_stdout, reason = "the one line scripts read")]
fn announce(simulators: &[Simulator]) {
    let members: Map<_, _> = simulators
        .iter()
        .map(Simulator::announcement)
        .map(|(name, member)| (name.to_owned(), member))
        .collect();
    println!("{}", Value::Object(members));
}

/// Ctrl-C, and where it exists SIGTERM.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Stop {
    fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .context("listening for SIGTERM")?,
            #[cfg(windows)]
            interrupt: tokio::signal::windows::ctrl_c().context("listening for Ctrl-C")?,
        })
    }

    async fn wait(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(windows)]
        self.interrupt.recv().await;
    }
}
