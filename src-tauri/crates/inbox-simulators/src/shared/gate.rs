//! The listening side of a simulator: connections that can be cut without an answer, and a socket
//! that can really be closed, so that clients meet the failures of a network and not imitations.

use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::held_port::HeldPort;

const ASK_AGAIN: Duration = Duration::from_millis(20);

/// A listening socket that can be closed and bound again. Both are done when the call returns: who is
/// told that the way is free finds it free.
#[derive(Debug)]
pub(crate) struct Door {
    address: SocketAddr,
    state: Mutex<DoorState>,
    changed: Notify,
}

#[derive(Debug)]
struct DoorState {
    port: HeldPort,
    /// Whoever came in since it last opened leaves when this is cancelled.
    leaving: CancellationToken,
    is_open: bool,
    /// Missing while closed, and as long as the port of an open door cannot be had back.
    listener: Option<TcpListener>,
}

impl Door {
    /// Listens on a port of this computer; zero is any free one.
    pub(crate) fn open(port: u16) -> io::Result<Self> {
        let held = HeldPort::hold(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        let listener = held.listen()?;
        let address = listener.local_addr()?;
        Ok(Self {
            address,
            state: Mutex::new(DoorState {
                port: held.found_at(address),
                leaving: CancellationToken::new(),
                is_open: true,
                listener: Some(listener),
            }),
            changed: Notify::new(),
        })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the socket and every connection that waits for nothing, or listens again. What is being
    /// answered is answered first.
    pub(crate) fn set_closed(&self, closed: bool) {
        let mut state = self.state();
        state.is_open = !closed;
        if closed {
            state.listener = None;
            std::mem::take(&mut state.leaving).cancel();
        }
        drop(state);
        self.listen_if_open();
        self.changed.notify_one();
    }

    /// Closes for good: the port is anybody's.
    pub(crate) fn abandon(&self) {
        self.set_closed(true);
        self.state().port.release();
    }

    fn listen_if_open(&self) {
        let mut state = self.state();
        if state.is_open && state.listener.is_none() {
            state.listener = state.port.listen().ok();
        }
    }

    fn state(&self) -> MutexGuard<'_, DoorState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next who knocks; an error when the socket is closed.
    fn poll_accept(&self, context: &mut Context<'_>) -> Poll<io::Result<TcpStream>> {
        match &self.state().listener {
            Some(listener) => listener
                .poll_accept(context)
                .map(|accepted| accepted.map(|(stream, _)| stream)),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

/// What lets connections in through a door.
pub(crate) struct Gate(pub(crate) Arc<Door>);

impl Listener for Gate {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            // Registered before looking, or a change in between would be slept through.
            let changed = self.0.changed.notified();
            tokio::select! {
                accepted = poll_fn(|context| self.0.poll_accept(context)) => {
                    if let Ok(stream) = accepted
                        && let Ok(peer) = stream.peer_addr()
                    {
                        // Small answers must not wait for the delayed acknowledgement timer.
                        let _ = stream.set_nodelay(true);
                        let leaving = self.0.state().leaving.clone();
                        return (Connection::new(stream, leaving), peer);
                    }
                }
                () = changed => continue,
            }
            // A closed door opens when it is told to; a port that somebody else holds is asked for
            // again shortly, and so is a connection when there are too many.
            let is_closed = !self.0.state().is_open;
            if is_closed {
                self.0.changed.notified().await;
            } else {
                tokio::time::sleep(ASK_AGAIN).await;
                self.0.listen_if_open();
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.0.address())
    }
}

/// The scissors of one connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut(Arc<AtomicBool>);

impl Cut {
    /// Nothing more is written: the client sees the connection close without an answer.
    pub(crate) fn now(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Connected<IncomingStream<'_, Gate>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Gate>) -> Self {
        stream.io().cut.clone()
    }
}

/// An accepted connection.
pub(crate) struct Connection {
    stream: TcpStream,
    cut: Cut,
    leaving: Pin<Box<WaitForCancellationFutureOwned>>,
    /// Something was asked that nothing was answered to yet.
    is_asked: bool,
}

impl Connection {
    fn new(stream: TcpStream, leaving: CancellationToken) -> Self {
        Self {
            stream,
            cut: Cut::default(),
            leaving: Box::pin(leaving.cancelled_owned()),
            is_asked: false,
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.is_asked && self.leaving.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.is_asked |= buffer.filled().len() > before;
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.cut.0.load(Ordering::SeqCst) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        self.is_asked = false;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
