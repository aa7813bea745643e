//! Runs simulators until stopped; prints one JSON line saying where they are and what opens them.

use anyhow::Context;
use clap::{Parser, ValueEnum};
use inbox_simulators::hatif::{LifePace, Size, WebhookTarget, WireProfile};
use inbox_simulators::{
    ChatwootOptions, ChatwootSimulator, HatifOptions, HatifSimulator, chatwoot,
};
use serde_json::{Value, json};
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
    /// JSON dialect.
    #[arg(long, value_enum, default_value_t = ProfileName::Live)]
    profile: ProfileName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlatformName {
    Hatif,
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

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut stopped = Stop::listen()?;
    let wanted = |name| arguments.platform == name || arguments.platform == PlatformName::All;
    let hatif = if wanted(PlatformName::Hatif) {
        Some(start_hatif(&arguments).await?)
    } else {
        None
    };
    let chatwoot = if wanted(PlatformName::Chatwoot) {
        let port = if hatif.is_some() { 0 } else { arguments.port };
        Some(start_chatwoot(&arguments, port).await?)
    } else {
        None
    };
    announce(hatif.as_ref(), chatwoot.as_ref());
    stopped.wait().await;
    if let Some(simulator) = hatif {
        simulator.stop().await;
    }
    if let Some(simulator) = chatwoot {
        simulator.stop().await;
    }
    Ok(())
}

fn size(arguments: &Arguments) -> Size {
    match (arguments.conversations.zip(arguments.items), arguments.size) {
        (Some((conversations, items)), _) => Size::Custom {
            conversations,
            items,
        },
        (None, SizeName::Empty) => Size::Empty,
        (None, SizeName::Small) => Size::Small,
        (None, SizeName::Large) => Size::Large,
    }
}

async fn start_hatif(arguments: &Arguments) -> anyhow::Result<HatifSimulator> {
    let options = HatifOptions {
        port: arguments.port,
        seed: arguments.seed,
        size: size(arguments),
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

async fn start_chatwoot(arguments: &Arguments, port: u16) -> anyhow::Result<ChatwootSimulator> {
    let options = ChatwootOptions {
        port,
        seed: arguments.seed,
        size: size(arguments),
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
    Ok(simulator)
}

#[expect(clippy::print_stdout, reason = "the one line scripts read")]
fn announce(hatif: Option<&HatifSimulator>, chatwoot: Option<&ChatwootSimulator>) {
    let mut members = serde_json::Map::new();
    if let Some(simulator) = hatif {
        let credentials = simulator.credentials();
        let member = json!({
            "baseUrl": simulator.base_url(),
            "clientId": credentials.client_id,
            "clientSecret": credentials.client_secret,
        });
        members.insert("hatif".to_owned(), member);
    }
    if let Some(simulator) = chatwoot {
        let credentials = simulator.credentials();
        let member = json!({
            "baseUrl": simulator.base_url(),
            "accountId": credentials.account_id,
            "accessToken": credentials.access_token,
            "email": credentials.email,
            "password": credentials.password,
        });
        members.insert("chatwoot".to_owned(), member);
    }
    println!("{}", Value::Object(members));
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
