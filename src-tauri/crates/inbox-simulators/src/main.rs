//! Runs simulators until stopped; prints one JSON line saying where they are and what opens them.

use anyhow::Context;
use clap::{Parser, ValueEnum};
use inbox_simulators::hatif::{LifePace, Size, WebhookTarget, WireProfile};
use inbox_simulators::{HatifOptions, HatifSimulator, OhalloOptions, OhalloSimulator, ohallo};
use serde_json::{Value, json};
use tracing_subscriber::EnvFilter;

/// Local stand-ins for the platforms, with sample data and failure switches.
#[derive(Debug, Parser)]
#[command(name = "inbox-simulators")]
struct Arguments {
    /// Which platform to stand in for.
    #[arg(long, value_enum, default_value_t = PlatformName::Hatif)]
    platform: PlatformName,
    /// Port on 127.0.0.1; 0 takes a free one.
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
    /// JSON dialect.
    #[arg(long, value_enum, default_value_t = ProfileName::Live)]
    profile: ProfileName,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PlatformName {
    Hatif,
    Ohallo,
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

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut stopped = Stop::listen()?;
    let simulator = match arguments.platform {
        PlatformName::Hatif => Simulator::Hatif(start_hatif(&arguments).await?),
        PlatformName::Ohallo => Simulator::Ohallo(start_ohallo(&arguments).await?),
    };
    announce(&simulator);
    stopped.wait().await;
    simulator.stop().await;
    Ok(())
}

async fn start_hatif(arguments: &Arguments) -> anyhow::Result<HatifSimulator> {
    let size = match (arguments.conversations.zip(arguments.items), arguments.size) {
        (Some((conversations, items)), _) => Size::Custom {
            conversations,
            items,
        },
        (None, SizeName::Empty) => Size::Empty,
        (None, SizeName::Small) => Size::Small,
        (None, SizeName::Large) => Size::Large,
    };
    let options = HatifOptions {
        port: arguments.port,
        seed: arguments.seed,
        size,
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
    Ok(simulator)
}

async fn start_ohallo(arguments: &Arguments) -> anyhow::Result<OhalloSimulator> {
    anyhow::ensure!(
        arguments.webhook_url.is_none(),
        "ohallo has no webhooks to receive"
    );
    let size = match (arguments.conversations.zip(arguments.items), arguments.size) {
        (Some((conversations, items)), _) => ohallo::Size::Custom {
            conversations,
            items,
        },
        (None, SizeName::Empty) => ohallo::Size::Empty,
        (None, SizeName::Small) => ohallo::Size::Small,
        (None, SizeName::Large) => ohallo::Size::Large,
    };
    let options = OhalloOptions {
        port: arguments.port,
        seed: arguments.seed,
        size,
        ..OhalloOptions::default()
    };
    let simulator = OhalloSimulator::start(options)
        .await
        .context("starting ohallo")?;
    if arguments.life {
        simulator.control().start_life(ohallo::LifePace::default());
    }
    Ok(simulator)
}

/// A running stand-in.
enum Simulator {
    Hatif(HatifSimulator),
    Ohallo(OhalloSimulator),
}

impl Simulator {
    /// The member of the announced line that says where it is and what opens it.
    fn announcement(&self) -> Value {
        match self {
            Self::Hatif(hatif) => {
                let credentials = hatif.credentials();
                json!({ "hatif": {
                    "baseUrl": hatif.base_url(),
                    "clientId": credentials.client_id,
                    "clientSecret": credentials.client_secret,
                }})
            }
            Self::Ohallo(ohallo) => json!({ "ohallo": {
                "baseUrl": ohallo.base_url(),
                "apiKey": ohallo.credentials().api_key,
            }}),
        }
    }

    async fn stop(self) {
        match self {
            Self::Hatif(hatif) => hatif.stop().await,
            Self::Ohallo(ohallo) => ohallo.stop().await,
        }
    }
}

#[expect(clippy::print_stdout, reason = "the one line scripts read")]
fn announce(simulator: &Simulator) {
    println!("{}", simulator.announcement());
}

/// Ctrl-C, and where it exists SIGTERM.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .context("listening for SIGTERM")?,
        })
    }

    async fn wait(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
