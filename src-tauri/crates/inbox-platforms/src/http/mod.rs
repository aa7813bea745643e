//! HTTP as every platform needs it: one client, bounded waits, bounded answers, and failures told
//! apart by the one question that matters: may the request have been executed?
//!
//! Invariant: no redirect is followed here, and no plain-text connection leaves this computer but to
//! the one server the person agreed to, so a key never reaches a host that was not asked for.

mod address;
mod answer;
mod socket;

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use inbox_core::PlatformError;
use tokio::time::timeout;

pub(crate) use address::{base_url, is_allowed, shares_domain};
use address::{origin_of, readable};
pub(crate) use answer::Answer;
pub(crate) use socket::Socket;

use crate::OpenError;

/// The largest answer of an API that is read; pages of ours are a hundredth of it.
const ANSWER_LIMIT: u64 = 12 * 1024 * 1024;

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection stands, names resolved and TLS agreed.
    pub connect: Duration,
    /// Until an answer begins, and between two pieces of it.
    pub read: Duration,
    /// Until the answer to a send begins: platforms hand messages on before they answer.
    pub send: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            send: Duration::from_mins(1),
        }
    }
}

/// Which of the [`Timeouts`] bounds the wait for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Reads and small changes.
    Read,
    /// Messages to customers.
    Send,
}

/// The HTTP client. Made once per process; clones share its connections.
#[derive(Clone)]
pub struct Http {
    client: Arc<RwLock<reqwest::Client>>,
    timeouts: Timeouts,
    /// The one place beyond this computer that may be spoken to in clear.
    unprotected: Option<String>,
}

impl fmt::Debug for Http {
    // The inner client would print its default headers.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Http").finish_non_exhaustive()
    }
}

impl Http {
    /// A client with the given waits, the system's proxy settings and its root certificates.
    pub fn new(timeouts: Timeouts) -> Result<Self, OpenError> {
        let client = Arc::new(RwLock::new(build(timeouts)?));
        Ok(Self {
            client,
            timeouts,
            unprotected: None,
        })
    }

    /// The same client, which may also speak plain `http` to the server at this address, and to no
    /// other: only where the person was told that nothing protects the way, and went on.
    #[must_use]
    pub fn unprotected_to(&self, base_url: &str) -> Self {
        Self {
            unprotected: origin_of(base_url),
            ..self.clone()
        }
    }

    /// Whether an address may be talked to: `https` anywhere, plain `http` to this very computer and
    /// to the server the person agreed to.
    pub(crate) fn allows(&self, url: &reqwest::Url) -> bool {
        is_allowed(url)
            || (url.scheme() == "http"
                && self.unprotected.as_deref() == Some(&*url.origin().ascii_serialization()))
    }

    /// Reads the base address of a line on a server of one's own.
    pub(crate) fn own_server(&self, text: &str) -> Result<reqwest::Url, OpenError> {
        let url = readable(text)?;
        if self.allows(&url) {
            Ok(url)
        } else if url.scheme() == "http" {
            Err(OpenError::Unprotected)
        } else {
            Err(OpenError::Address)
        }
    }

    /// Leaves all idle connections behind, for this client and its clones.
    ///
    /// Call it when the computer wakes or the network returns: connections from before look alive
    /// but lead nowhere, and the first call on one would wait for its whole time limit. Calls under
    /// way go on.
    pub fn forget_connections(&self) {
        if let Ok(fresh) = build(self.timeouts) {
            *self.client.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
    }

    fn client(&self) -> reqwest::Client {
        self.client
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Starts a request; it is checked and sent by [`Self::exchange`] or [`Self::open`].
    pub(crate) fn request(
        &self,
        method: reqwest::Method,
        url: reqwest::Url,
    ) -> reqwest::RequestBuilder {
        self.client().request(method, url)
    }

    /// Sends a request and reads the whole answer, whatever its status.
    pub(crate) async fn exchange(
        &self,
        request: reqwest::RequestBuilder,
        patience: Patience,
    ) -> Result<Answer, PlatformError> {
        let response = self.open(request, patience).await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = self
            .read(response, ANSWER_LIMIT)
            .await?
            .ok_or(PlatformError::Unreadable)?;
        Ok(Answer::new(status, headers, body))
    }

    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn open(
        &self,
        request: reqwest::RequestBuilder,
        patience: Patience,
    ) -> Result<reqwest::Response, PlatformError> {
        let request = request.build().map_err(|_| PlatformError::Unsupported)?;
        if !self.allows(request.url()) {
            return Err(PlatformError::Unsupported);
        }
        let wait = match patience {
            Patience::Read => self.timeouts.read,
            Patience::Send => self.timeouts.send,
        };
        match timeout(wait, self.client().execute(request)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(classify(&error)),
            Err(_) => Err(PlatformError::NoAnswer),
        }
    }

    /// Reads a body; `None` when it is longer than `limit` bytes.
    pub(crate) async fn read(
        &self,
        mut response: reqwest::Response,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, PlatformError> {
        if response.content_length().is_some_and(|told| told > limit) {
            return Ok(None);
        }
        let mut body = Vec::new();
        loop {
            match timeout(self.timeouts.read, response.chunk()).await {
                Ok(Ok(Some(chunk))) => {
                    if (body.len() + chunk.len()) as u64 > limit {
                        return Ok(None);
                    }
                    body.extend_from_slice(&chunk);
                }
                Ok(Ok(None)) => return Ok(Some(body)),
                Ok(Err(_)) | Err(_) => return Err(PlatformError::NoAnswer),
            }
        }
    }
}

fn build(timeouts: Timeouts) -> Result<reqwest::Client, OpenError> {
    builder(timeouts).build().map_err(|_| OpenError::Http)
}

fn builder(timeouts: Timeouts) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("Switchboard/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(timeouts.connect)
        .pool_idle_timeout(Duration::from_secs(50))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
}

/// Connection refused, unknown host, failed TLS or a connect timeout: certainly not executed.
/// Everything later: perhaps.
fn classify(error: &reqwest::Error) -> PlatformError {
    if error.is_connect() || error.is_dns() {
        PlatformError::Unreachable
    } else {
        PlatformError::NoAnswer
    }
}
