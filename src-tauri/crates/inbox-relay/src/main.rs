//! The command line of the relay: serves, and administers inlets and readers beside a running server.
//!
//! Secrets come in through standard input or the environment only: arguments are seen by everyone on the machine.

use std::{
    io::{BufRead, IsTerminal, Read, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use clap::{Args, Parser, Subcommand, ValueEnum};
use inbox_relay::{
    InletSecret, NewInlet, NewReader, Registry, Relay, RelayOptions, Scheme, Scope, SystemClock,
};
use secrecy::{ExposeSecret, SecretString};
use tracing_subscriber::EnvFilter;

const INLET_SECRET: &str = "SWITCHBOARD_RELAY_INLET_SECRET";

/// Takes platforms' webhooks and keeps them until desktops poll them.
#[derive(Parser)]
#[command(name = "switchboard-relay", version, about)]
struct CommandLine {
    /// The SQLite file that holds events, inlets and readers.
    #[arg(
        long,
        global = true,
        env = "SWITCHBOARD_RELAY_DATABASE",
        default_value = "switchboard-relay.db",
        value_name = "PATH"
    )]
    database: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until Ctrl-C or SIGTERM; prints one JSON line with the address once ready.
    Serve(Serve),
    /// Add, list or remove inlets: the addresses platforms post to.
    #[command(subcommand)]
    Inlet(Inlet),
    /// Add, list or revoke readers: the tokens desktops read with.
    #[command(subcommand)]
    Reader(Reader),
}

#[derive(Args)]
struct Serve {
    /// Address to listen on, plain HTTP: put a proxy with TLS in front.
    #[arg(
        long,
        env = "SWITCHBOARD_RELAY_LISTEN",
        default_value = "127.0.0.1:8787"
    )]
    listen: SocketAddr,
    /// Largest body accepted, in KiB.
    #[arg(long, env = "SWITCHBOARD_RELAY_MAX_BODY_KIB", default_value_t = 1_024)]
    max_body_kib: usize,
    /// Events per second one inlet may post on average.
    #[arg(
        long,
        env = "SWITCHBOARD_RELAY_RATE_PER_SECOND",
        default_value_t = 1_000
    )]
    rate_per_second: u32,
    /// Events one inlet may post at once after a quiet time.
    #[arg(long, env = "SWITCHBOARD_RELAY_RATE_BURST", default_value_t = 5_000)]
    rate_burst: u32,
    /// How long a repeat of an event counts as a duplicate.
    #[arg(long, env = "SWITCHBOARD_RELAY_DEDUPE_HOURS", default_value_t = 72)]
    dedupe_hours: u64,
    /// Events older than this are removed.
    #[arg(long, env = "SWITCHBOARD_RELAY_RETENTION_HOURS", default_value_t = 168)]
    retention_hours: u64,
    /// When the database uses more than this, the oldest events are removed.
    #[arg(long, env = "SWITCHBOARD_RELAY_RETENTION_MIB", default_value_t = 4_096)]
    retention_mib: u64,
    /// Connections served at once; every waiting desktop holds one.
    #[arg(
        long,
        env = "SWITCHBOARD_RELAY_MAX_CONNECTIONS",
        default_value_t = 8_192
    )]
    max_connections: usize,
    /// What to log to standard error, as a tracing filter.
    #[arg(long, env = "SWITCHBOARD_RELAY_LOG", default_value = "info,sqlx=warn")]
    log: String,
}

#[derive(Subcommand)]
enum Inlet {
    /// Add an inlet and print its address, which is shown only this once.
    Add {
        /// How the inlet is called in events, metrics and logs.
        #[arg(long)]
        label: String,
        /// Whose webhooks it takes.
        #[arg(long)]
        scheme: SchemeName,
        /// Read the secret senders must prove to know from standard input (or from the environment variable
        /// `SWITCHBOARD_RELAY_INLET_SECRET`).
        #[arg(long)]
        secret_stdin: bool,
        /// Whether the secret signs requests or is sent along (header `X-Relay-Secret` or `?secret=`). Default: it signs,
        /// with scheme none it is sent along.
        #[arg(long)]
        secret_kind: Option<SecretKind>,
        /// Where the relay is reached from outside, to print the whole address.
        #[arg(long, env = "SWITCHBOARD_RELAY_PUBLIC_URL", default_value = "")]
        public_url: String,
    },
    /// Give an inlet its secret, or another one; its address stays. For platforms that sign, and tell what they sign
    /// with only once they know the address.
    Secret {
        /// The inlet's label.
        #[arg(long)]
        label: String,
        /// Read the secret from standard input (or from the environment variable `SWITCHBOARD_RELAY_INLET_SECRET`).
        #[arg(long)]
        secret_stdin: bool,
        /// Whether the secret signs requests or is sent along. Default: as for `add`.
        #[arg(long)]
        secret_kind: Option<SecretKind>,
    },
    /// List inlets, without their addresses and secrets.
    List,
    /// Remove an inlet; its events stay readable.
    Remove {
        /// The inlet's label.
        #[arg(long)]
        label: String,
    },
}

#[derive(Subcommand)]
enum Reader {
    /// Add a reader and print its token, which is shown only this once.
    Add {
        /// How the reader is called in lists.
        #[arg(long)]
        label: String,
        /// Labels of the inlets it may read, separated by commas, or `all`.
        #[arg(long)]
        inlets: String,
    },
    /// List readers, without their tokens.
    List,
    /// Revoke a reader's token.
    Revoke {
        /// The reader's label.
        #[arg(long)]
        label: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum SchemeName {
    Hatif,
    Chatwoot,
    None,
}

#[derive(Clone, Copy, ValueEnum)]
enum SecretKind {
    Signature,
    Static,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let CommandLine { database, command } = CommandLine::parse();
    match command {
        Command::Serve(options) => serve(&database, options).await,
        Command::Inlet(command) => inlet(&open(&database).await?, command).await,
        Command::Reader(command) => reader(&open(&database).await?, command).await,
    }
}

async fn serve(database: &Path, options: Serve) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(&options.log).context("the log filter is not valid")?)
        .with_writer(std::io::stderr)
        .init();
    let relay = Relay::start(RelayOptions {
        listen: options.listen,
        max_body_bytes: options.max_body_kib * 1024,
        rate_per_second: options.rate_per_second,
        rate_burst: options.rate_burst,
        dedupe_horizon: Duration::from_hours(options.dedupe_hours),
        retention_age: Duration::from_hours(options.retention_hours),
        retention_bytes: options.retention_mib * 1024 * 1024,
        max_connections: options.max_connections,
        ..RelayOptions::new(database)
    })
    .await?;
    tracing::info!(url = relay.base_url(), "listening");
    print(&serde_json::json!({ "url": relay.base_url() }).to_string())?;
    stop_requested().await?;
    tracing::info!("stopping");
    relay.stop().await;
    tracing::info!("stopped");
    Ok(())
}

#[cfg(unix)]
async fn stop_requested() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stop_requested() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

async fn open(database: &Path) -> anyhow::Result<Registry> {
    Ok(Registry::open(database, Arc::new(SystemClock)).await?)
}

async fn inlet(registry: &Registry, command: Inlet) -> anyhow::Result<()> {
    match command {
        Inlet::Add {
            label,
            scheme,
            secret_stdin,
            secret_kind,
            public_url,
        } => {
            let scheme = match scheme {
                SchemeName::Hatif => Scheme::Hatif,
                SchemeName::Chatwoot => Scheme::Chatwoot,
                SchemeName::None => Scheme::None,
            };
            let secret = secret(secret_stdin)?;
            anyhow::ensure!(
                secret.is_some() || secret_kind.is_none(),
                "a secret kind needs a secret: use --secret-stdin or set {INLET_SECRET}"
            );
            let secret = secret.map(|secret| of_kind(secret_kind, scheme, secret));
            let path = registry
                .add_inlet(&NewInlet {
                    label,
                    scheme,
                    secret,
                })
                .await?;
            print(&format!(
                "{}{}",
                public_url.trim_end_matches('/'),
                path.expose_secret()
            ))
        }
        Inlet::Secret {
            label,
            secret_stdin,
            secret_kind,
        } => {
            let secret = secret(secret_stdin)?
                .with_context(|| format!("use --secret-stdin or set {INLET_SECRET}"))?;
            let set =
                registry.set_inlet_secret(&label, |scheme| of_kind(secret_kind, scheme, secret));
            Ok(set.await?)
        }
        Inlet::List => {
            for inlet in registry.inlets().await? {
                let secret = if inlet.has_secret { "secret" } else { "open" };
                print(&format!(
                    "{}\t{}\t{secret}",
                    inlet.label,
                    inlet.scheme.as_str()
                ))?;
            }
            Ok(())
        }
        Inlet::Remove { label } => Ok(registry.remove_inlet(&label).await?),
    }
}

async fn reader(registry: &Registry, command: Reader) -> anyhow::Result<()> {
    match command {
        Reader::Add { label, inlets } => {
            let scope = if inlets == "all" {
                Scope::All
            } else {
                Scope::Inlets(
                    inlets
                        .split(',')
                        .map(|label| label.trim().to_owned())
                        .collect(),
                )
            };
            let token = registry.add_reader(&NewReader { label, scope }).await?;
            print(token.expose_secret())
        }
        Reader::List => {
            for reader in registry.readers().await? {
                let inlets = match reader.scope {
                    Scope::All => "all".to_owned(),
                    Scope::Inlets(labels) => labels.join(","),
                };
                print(&format!("{}\t{inlets}", reader.label))?;
            }
            Ok(())
        }
        Reader::Revoke { label } => Ok(registry.revoke_reader(&label).await?),
    }
}

fn of_kind(kind: Option<SecretKind>, scheme: Scheme, secret: SecretString) -> InletSecret {
    match (kind, scheme) {
        (Some(SecretKind::Static), _) | (None, Scheme::None) => InletSecret::Static(secret),
        (Some(SecretKind::Signature) | None, _) => InletSecret::Signature(secret),
    }
}

fn secret(from_stdin: bool) -> anyhow::Result<Option<SecretString>> {
    if !from_stdin {
        return Ok(std::env::var(INLET_SECRET).ok().map(SecretString::from));
    }
    let mut secret = String::new();
    let mut stdin = std::io::stdin().lock();
    // Somebody who pastes it ends it with a line, not with the end of the input.
    let read = if stdin.is_terminal() {
        stdin.read_line(&mut secret)
    } else {
        stdin.read_to_string(&mut secret)
    };
    read.context("the secret could not be read")?;
    Ok(Some(secret.trim_end_matches(['\r', '\n']).into()))
}

fn print(line: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}")?;
    Ok(stdout.flush()?)
}
