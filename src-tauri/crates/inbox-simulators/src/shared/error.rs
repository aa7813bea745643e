//! What can go wrong when starting or steering a simulator.

/// Why a simulator could not start or could not do what its control was told.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The port is taken or the address cannot be bound.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port asked for; 0 is any.
        port: u16,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The client that posts webhooks could not be built.
    #[error("cannot build the webhook client")]
    WebhookClient(#[source] reqwest::Error),
    /// The control was told of a thing that does not exist here.
    #[error("no such {0}")]
    Unknown(&'static str),
    /// The control was told to do what this platform or thing cannot do.
    #[error("not possible: {0}")]
    NotPossible(&'static str),
}
