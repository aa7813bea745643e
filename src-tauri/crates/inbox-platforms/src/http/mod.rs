//! HTTP as every platform needs it: one client, bounded waits, bounded answers, and failures told
//! apart by the one question that matters: may the request have been executed?
//!
//! Invariant: no redirect is followed here, and no plain-text connection leaves this computer but to
//! the one server the person agreed to, so a key never reaches a host that was not asked for.

mod address;
mod answer;
mod fetch;
mod socket;

use std::{
    fmt,
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::StreamExt as _;
use inbox_core::{FileFault, OutgoingFile, PlatformError, Upload};
use tokio::time::timeout;
use tokio_util::io::ReaderStream;

pub use address::public_link;
pub(crate) use address::{base_url, below, is_allowed, shares_domain};
use address::{origin_of, readable};
pub(crate) use answer::Answer;
pub(crate) use fetch::{HOPS, Step};
pub(crate) use socket::Socket;

use crate::OpenError;

/// The largest answer of an API that is read; pages of ours are a hundredth of it.
const ANSWER_LIMIT: u64 = 12 * 1024 * 1024;

/// How much of a file leaves at once: progress moves in steps of this.
const PORTION: usize = 64 * 1024;

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
    clients: Arc<RwLock<Arc<Clients>>>,
    timeouts: Timeouts,
    /// The one place beyond this computer that may be spoken to in clear.
    unprotected: Option<String>,
    under_way: Arc<AtomicUsize>,
}

/// What is spoken with; making one reads all root certificates of the system.
struct Clients {
    shared: reqwest::Client,
    /// Where a connection is to become a WebSocket: the shared one may agree on HTTP/2, in which
    /// nothing can be upgraded. Made when a line first needs it.
    upgrading: OnceLock<reqwest::Client>,
}

impl Clients {
    fn new(timeouts: Timeouts) -> Result<Self, OpenError> {
        Ok(Self {
            shared: build(builder(timeouts))?,
            upgrading: OnceLock::new(),
        })
    }
}

/// A call on the wire; over when dropped.
struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
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
        let clients = Arc::new(Clients::new(timeouts)?);
        Ok(Self {
            clients: Arc::new(RwLock::new(clients)),
            timeouts,
            unprotected: None,
            under_way: Arc::default(),
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

    /// How many calls of this client and its clones are on the wire: asked, and not answered to the
    /// last byte.
    pub fn calls_under_way(&self) -> usize {
        self.under_way.load(Ordering::SeqCst)
    }

    fn set_out(&self) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        UnderWay(Arc::clone(&self.under_way))
    }

    /// Leaves all idle connections behind, for this client and its clones.
    ///
    /// Call it when the computer wakes or the network returns: connections from before look alive
    /// but lead nowhere, and the first call on one would wait for its whole time limit. Calls under
    /// way go on.
    pub fn forget_connections(&self) {
        if let Ok(fresh) = Clients::new(self.timeouts) {
            *self.clients.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        }
    }

    fn clients(&self) -> Arc<Clients> {
        let clients = self.clients.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&clients)
    }

    /// Starts a request for a connection that is to become a WebSocket.
    fn upgrade(&self, url: reqwest::Url) -> Result<reqwest::RequestBuilder, OpenError> {
        let clients = self.clients();
        if let Some(client) = clients.upgrading.get() {
            return Ok(client.get(url));
        }
        let made = build(builder(self.timeouts).http1_only())?;
        Ok(clients.upgrading.get_or_init(|| made).get(url))
    }

    /// Starts a request; it is checked and sent by [`Self::exchange`] or [`Self::open`].
    pub(crate) fn request(
        &self,
        method: reqwest::Method,
        url: reqwest::Url,
    ) -> reqwest::RequestBuilder {
        self.clients().shared.request(method, url)
    }

    /// Sends a request and reads the whole answer, whatever its status.
    pub(crate) async fn exchange(
        &self,
        request: reqwest::RequestBuilder,
        patience: Patience,
    ) -> Result<Answer, PlatformError> {
        self.exchange_watched(request, patience, &Upload::of(0))
            .await
    }

    /// The same with a body that `upload` watches: bytes of files may take as long as they keep going.
    pub(crate) async fn exchange_watched(
        &self,
        request: reqwest::RequestBuilder,
        patience: Patience,
        upload: &Upload,
    ) -> Result<Answer, PlatformError> {
        let _under_way = self.set_out();
        let response = self.open_watched(request, patience, upload).await?;
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
        self.open_watched(request, patience, &Upload::of(0)).await
    }

    async fn open_watched(
        &self,
        request: reqwest::RequestBuilder,
        patience: Patience,
        upload: &Upload,
    ) -> Result<reqwest::Response, PlatformError> {
        let _under_way = self.set_out();
        let request = request.build().map_err(|_| PlatformError::Unsupported)?;
        if !self.allows(request.url()) {
            return Err(PlatformError::Unsupported);
        }
        let wait = match patience {
            Patience::Read => self.timeouts.read,
            Patience::Send => self.timeouts.send,
        };
        let clients = self.clients();
        let mut answer = std::pin::pin!(clients.shared.execute(request));
        loop {
            let before = upload.sent();
            match timeout(wait, &mut answer).await {
                Ok(Ok(response)) => return Ok(response),
                Ok(Err(error)) => return Err(broken_off(classify(&error), upload)),
                // It is slow, but it goes on. What has left whole is waited for once more.
                Err(_) if upload.sent() > before => {}
                Err(_) => return Err(broken_off(PlatformError::NoAnswer, upload)),
            }
        }
    }

    /// Reads a body; `None` when it is longer than `limit` bytes.
    pub(crate) async fn read(
        &self,
        mut response: reqwest::Response,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, PlatformError> {
        let _under_way = self.set_out();
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

/// A request that broke off before all of its files had left was not executed: no server acts on half
/// a form.
fn broken_off(error: PlatformError, upload: &Upload) -> PlatformError {
    if error == PlatformError::NoAnswer && !upload.is_complete() {
        PlatformError::Interrupted
    } else {
        error
    }
}

/// The bytes of a kept file as they leave; each portion asks `upload` first.
pub(crate) async fn file_body(
    file: &OutgoingFile,
    upload: &Upload,
) -> Result<reqwest::Body, PlatformError> {
    let gone = PlatformError::File(FileFault::Gone);
    // A link's bytes are elsewhere.
    let path = file.path().ok_or(PlatformError::Unsupported)?;
    let expected = file.bytes;
    let file = tokio::fs::File::open(path).await;
    let file = file.map_err(|_| gone.clone())?;
    let length = file.metadata().await.map_err(|_| gone.clone())?.len();
    // With other bytes than were announced, nobody could tell when all have left.
    if length != expected {
        return Err(gone);
    }
    let upload = upload.clone();
    let portions = ReaderStream::with_capacity(file, PORTION).map(move |portion| {
        let portion = portion?;
        upload
            .pass(portion.len() as u64)
            .map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(portion)
    });
    Ok(reqwest::Body::wrap_stream(portions))
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, OpenError> {
    builder.build().map_err(|_| OpenError::Http)
}

fn builder(timeouts: Timeouts) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("Switchboard/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(timeouts.connect)
        .pool_idle_timeout(Duration::from_secs(50))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
}

/// A refusal that is our own, with a word of the platforms' style.
pub(crate) fn refused(code: &str) -> PlatformError {
    PlatformError::Refused {
        code: code.to_owned(),
    }
}

/// The failure of a call that a send needed before it could be made: the send itself is certain not
/// to have been executed.
pub(crate) fn never_left(error: PlatformError) -> PlatformError {
    if error.outcome_unknown() {
        PlatformError::Unreachable
    } else {
        error
    }
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
