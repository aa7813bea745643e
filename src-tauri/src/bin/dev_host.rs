//! Serves the host to a browser: `dev_host --data-dir D --port P [--demo]`.
//!
//! Prints one JSON line, `{"url":…,"token":…}`, and serves until it is interrupted.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Context as _;
use clap::Parser;
use switchboard::{
    dev_server::DevServer,
    host::{Host, HostOptions},
    notify::NoNotifier,
    settings::JsonFile,
};
use tokio_util::sync::CancellationToken;

#[derive(Parser)]
#[command(about = "Switchboard's host for a browser. For development only.")]
struct Arguments {
    /// Where data is kept; a temporary folder when absent.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// The port on 127.0.0.1; 0 takes any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The built pages.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/dist"))]
    pages: PathBuf,
    /// Connect sample data at once.
    #[arg(long)]
    demo: bool,
    /// Keep keys in memory instead of the keychain.
    #[arg(long)]
    memory_secrets: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = tokio::runtime::Runtime::new()
        .context("the runtime could not be started")
        .and_then(|runtime| runtime.block_on(serve(arguments)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(
                clippy::print_stderr,
                reason = "the last words of a command-line program"
            )]
            {
                eprintln!("{error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let temporary = match arguments.data_dir {
        Some(_) => None,
        None => Some(tempfile::tempdir().context("no temporary folder")?),
    };
    let data_dir = match (&arguments.data_dir, &temporary) {
        (Some(directory), _) => directory.clone(),
        (None, Some(directory)) => directory.path().to_owned(),
        (None, None) => anyhow::bail!("no folder for data"),
    };
    std::fs::create_dir_all(&data_dir).context("the data folder cannot be made")?;
    let _log = switchboard::logging::start(&data_dir.join("logs"));
    let mut options = HostOptions::new(data_dir.clone(), Arc::new(NoNotifier));
    options.settings = Box::new(JsonFile(data_dir.join("settings.json")));
    if arguments.demo || arguments.memory_secrets {
        options = options.with_memory_secrets();
    }
    let host = Host::open(options)
        .await
        .context("the host could not be opened")?;
    if arguments.demo {
        host.start_demo()
            .await
            .map_err(|error| anyhow::anyhow!("sample data: {:?}", error.code))?;
    }
    let stopping = CancellationToken::new();
    let token = switchboard::random_token();
    let server = DevServer::bind(
        host.clone(),
        arguments.port,
        arguments.pages,
        token,
        stopping.clone(),
    )
    .await
    .context("the port cannot be bound")?;
    #[expect(clippy::print_stdout, reason = "the one line that callers read")]
    {
        println!("{}", serde_json::to_string(&server.listening)?);
    }
    if arguments.demo {
        #[expect(clippy::print_stderr, reason = "a person reads this one")]
        {
            let listening = &server.listening;
            eprintln!(
                "Open in a browser: {}/#token={}",
                listening.url, listening.token
            );
        }
    }
    let serving = tokio::spawn(server.serve(stopping.clone()));
    switchboard::interrupted().await;
    stopping.cancel();
    serving.await??;
    host.stop().await;
    Ok(())
}
