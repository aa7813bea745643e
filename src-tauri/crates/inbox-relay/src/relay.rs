//! A running relay: starts its parts in order and stops them in the opposite one.

use std::{fs::File, sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use tokio::{net::TcpListener, task::JoinHandle, time::MissedTickBehavior};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use crate::{
    app::{self, App},
    clock::RelayClock,
    database,
    error::RelayError,
    metrics::Metrics,
    options::RelayOptions,
    registry::{Directory, NewInlet, NewReader, Registry},
    server::Server,
    store::{EventStore, Retention, SqliteEvents},
};

/// How soon changes made by the command line beside a running server count.
const REFRESH_EVERY: Duration = Duration::from_secs(1);
const PRUNE_EVERY: Duration = Duration::from_secs(30);

/// A running relay. Dropping it ends it without waiting; [`Relay::stop`] ends it in order.
pub struct Relay {
    base_url: String,
    directory: Arc<Directory>,
    pruning: Pruning,
    server: JoinHandle<()>,
    background: TaskTracker,
    stopping: DropGuard,
    lock: File,
}

impl Relay {
    /// Opens the database, listens, and serves in the background.
    pub async fn start(options: RelayOptions) -> Result<Self, RelayError> {
        options.check()?;
        let listen_error = |source| RelayError::Listen {
            address: options.listen,
            source,
        };
        let lock = database::lock_for_serving(&options.database)?;
        let metrics = Arc::new(Metrics::default());
        let (store, feed) = SqliteEvents::open(
            &options.database,
            options.dedupe_horizon,
            Arc::clone(&metrics),
        )
        .await?;
        let store: Arc<dyn EventStore> = Arc::new(store);
        let registry = Registry::open(&options.database, Arc::clone(&options.clock)).await?;
        let directory = Directory::load(
            registry,
            Arc::clone(&metrics),
            options.rate_per_second,
            options.rate_burst,
        );
        let directory = Arc::new(directory.await?);
        let listener = TcpListener::bind(options.listen)
            .await
            .map_err(listen_error)?;
        let base_url = format!("http://{}", listener.local_addr().map_err(listen_error)?);

        let stopping = CancellationToken::new();
        let app = Arc::new(App {
            clock: Arc::clone(&options.clock),
            directory: Arc::clone(&directory),
            store: Arc::clone(&store),
            feed,
            metrics: Arc::clone(&metrics),
            max_body_bytes: options.max_body_bytes,
            body_timeout: options.body_timeout,
            stopping: stopping.clone(),
        });
        let server = Server {
            listener,
            router: app::router(app),
            metrics,
            header_timeout: options.header_timeout,
            max_connections: options.max_connections,
            stop_grace: options.stop_grace,
            stopping: stopping.clone(),
        };
        let pruning = Pruning {
            store,
            clock: options.clock,
            retention: Retention {
                age: options.retention_age,
                bytes: options.retention_bytes,
            },
        };
        let background = TaskTracker::new();
        background.spawn(
            stopping
                .clone()
                .run_until_cancelled_owned(refresh(Arc::clone(&directory))),
        );
        background.spawn(
            stopping
                .clone()
                .run_until_cancelled_owned(pruning.clone().run()),
        );
        background.close();
        let server = tokio::spawn(server.run());
        Ok(Self {
            base_url,
            directory,
            pruning,
            server,
            background,
            stopping: stopping.drop_guard(),
            lock,
        })
    }

    /// Where the relay listens, as `http://127.0.0.1:8787`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Adds an inlet and returns the address to post to, which cannot be shown again.
    pub async fn add_inlet(&self, inlet: &NewInlet) -> Result<SecretString, RelayError> {
        let path = self.directory.registry.add_inlet(inlet).await?;
        self.directory.refresh().await?;
        Ok(format!("{}{}", self.base_url, path.expose_secret()).into())
    }

    /// Removes an inlet; its events stay readable.
    pub async fn remove_inlet(&self, label: &str) -> Result<(), RelayError> {
        self.directory.registry.remove_inlet(label).await?;
        self.directory.refresh().await
    }

    /// Adds a reader and returns its token, which cannot be shown again.
    pub async fn add_reader(&self, reader: &NewReader) -> Result<SecretString, RelayError> {
        let token = self.directory.registry.add_reader(reader).await?;
        self.directory.refresh().await?;
        Ok(token)
    }

    /// Revokes a reader's token at once.
    pub async fn revoke_reader(&self, label: &str) -> Result<(), RelayError> {
        self.directory.registry.revoke_reader(label).await?;
        self.directory.refresh().await
    }

    /// Removes everything beyond the retention now rather than at the next turn of the background task.
    pub async fn prune(&self) -> Result<(), RelayError> {
        self.pruning.prune().await
    }

    /// Stops in order: no new connections, long polls end empty, accepted events are stored, the database closes.
    pub async fn stop(self) {
        drop(self.stopping);
        if let Err(error) = self.server.await {
            tracing::error!(%error, "the server ended badly");
        }
        self.background.wait().await;
        self.pruning.store.close().await;
        drop(self.lock);
    }
}

async fn refresh(directory: Arc<Directory>) {
    let mut turns = tokio::time::interval(REFRESH_EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        if let Err(error) = directory.refresh().await {
            tracing::warn!(%error, "inlets and readers could not be read anew");
        }
    }
}

#[derive(Clone)]
struct Pruning {
    store: Arc<dyn EventStore>,
    clock: Arc<dyn RelayClock>,
    retention: Retention,
}

impl Pruning {
    async fn run(self) {
        let mut turns = tokio::time::interval(PRUNE_EVERY);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            if let Err(error) = self.prune().await {
                tracing::warn!(%error, "old events could not be removed");
            }
        }
    }

    /// Batch by batch, so that events coming in get their turn in between.
    async fn prune(&self) -> Result<(), RelayError> {
        while self
            .store
            .prune(self.retention, self.clock.now_ms())
            .await?
        {}
        Ok(())
    }
}
