//! Connections: how they are taken, how long they may dawdle, how they end.

use std::{sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use crate::metrics::Metrics;

/// Request heads above this are refused; ours are a few hundred bytes.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// Out of file descriptors, accepting fails at once and again: give connections time to end.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

pub(crate) struct Server {
    pub(crate) listener: TcpListener,
    pub(crate) router: Router,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) header_timeout: Duration,
    pub(crate) max_connections: usize,
    pub(crate) stop_grace: Duration,
    pub(crate) stopping: CancellationToken,
}

impl Server {
    /// Serves until `stopping`, then lets requests under way finish within the grace.
    pub(crate) async fn run(self) {
        let mut http = http1::Builder::new();
        // Plain HTTP/1: what a proxy in front speaks to us. The time for a head runs from the end of the
        // request before, so it bounds idling as well.
        http.timer(TokioTimer::new())
            .header_read_timeout(self.header_timeout)
            .max_buf_size(MAX_HEAD_BYTES);
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(self.max_connections));
        let mut connections = JoinSet::new();
        loop {
            let (stream, place) = tokio::select! {
                () = self.stopping.cancelled() => break,
                Some(_) = connections.join_next() => continue,
                next = next_connection(&self.listener, &places) => next,
            };
            let service = TowerToHyperService::new(self.router.clone());
            let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
            let present = self.metrics.connections.enter();
            connections.spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection broke");
                }
                drop((present, place));
            });
        }
        drop(self.listener);
        if tokio::time::timeout(self.stop_grace, graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!(
                connections = connections.len(),
                "connections outlived the grace of stopping"
            );
        }
        connections.shutdown().await;
    }
}

/// The next connection, once there is a place for it.
async fn next_connection(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, OwnedSemaphorePermit) {
    loop {
        let place = Arc::clone(places)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        match listener.accept().await {
            Ok((stream, _)) => {
                // Small answers must not wait for the peer's acknowledgement. On a socket already closed
                // this fails, which the first read tells soon enough.
                stream.set_nodelay(true).ok();
                return (stream, place);
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}
