//! What can be chosen when a relay starts, with defaults that suit a small team.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use crate::{
    clock::{RelayClock, SystemClock},
    error::RelayError,
};

const DAY: Duration = Duration::from_hours(24);

/// How a relay runs; [`RelayOptions::new`] gives defaults for everything but the database.
#[derive(Clone)]
pub struct RelayOptions {
    /// Where to listen; port 0 takes any free one. Plain HTTP: put TLS in front.
    pub listen: SocketAddr,
    /// The SQLite file, created if absent and readable by its owner only.
    pub database: PathBuf,
    /// Wall time for `receivedAt`, duplicates, signatures, rates and retention.
    pub clock: Arc<dyn RelayClock>,
    /// Bodies above this many bytes are refused with 413.
    pub max_body_bytes: usize,
    /// Events one inlet may post per second on average.
    pub rate_per_second: u32,
    /// Events one inlet may post at once after a quiet time.
    pub rate_burst: u32,
    /// How long a repeat of an event counts as a duplicate.
    pub dedupe_horizon: Duration,
    /// Events older than this are removed.
    pub retention_age: Duration,
    /// When the database uses more bytes than this, the oldest events are removed.
    pub retention_bytes: u64,
    /// How long a connection may take to send a request's head; also how long it may idle.
    pub header_timeout: Duration,
    /// How long a request may take to send its body.
    pub body_timeout: Duration,
    /// Connections served at once; further ones wait in the system's backlog.
    pub max_connections: usize,
    /// How long a stop waits for requests under way.
    pub stop_grace: Duration,
}

impl RelayOptions {
    /// The defaults: loopback on a free port, 1 MiB bodies, 3 days of duplicates, 7 days or 4 GiB of events.
    pub fn new(database: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: database.into(),
            clock: Arc::new(SystemClock),
            max_body_bytes: 1024 * 1024,
            rate_per_second: 1_000,
            rate_burst: 5_000,
            dedupe_horizon: 3 * DAY,
            retention_age: 7 * DAY,
            retention_bytes: 4 * 1024 * 1024 * 1024,
            header_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(20),
            max_connections: 8_192,
            stop_grace: Duration::from_secs(10),
        }
    }

    pub(crate) fn check(&self) -> Result<(), RelayError> {
        if self.rate_per_second == 0 || self.rate_burst == 0 {
            return Err(RelayError::InvalidOption(
                "rate and burst must be at least 1",
            ));
        }
        if self.max_body_bytes == 0 || self.max_connections == 0 {
            return Err(RelayError::InvalidOption(
                "body limit and connections must be at least 1",
            ));
        }
        Ok(())
    }
}
