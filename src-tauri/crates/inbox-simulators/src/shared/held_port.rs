//! A port that stays one's own while nobody listens on it.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

/// A port that a listener comes back to.
///
/// A port nobody listens on is free to anybody, and the next connection that leaves this computer may
/// get it as its own end: the listener that comes back would find it taken. A socket that is bound and
/// never listens keeps it, refuses whoever knocks, and lets another of the same process listen.
///
/// Only Linux lets two sockets share a port this way; elsewhere nothing is held.
#[derive(Debug)]
pub struct HeldPort {
    address: SocketAddr,
    socket: Option<TcpSocket>,
}

impl HeldPort {
    /// Holds the port of this address; port zero is any free one.
    pub fn hold(address: SocketAddr) -> io::Result<Self> {
        if !cfg!(target_os = "linux") {
            return Ok(Self {
                address,
                socket: None,
            });
        }
        let socket = bound(address)?;
        Ok(Self {
            address: socket.local_addr()?,
            socket: Some(socket),
        })
    }

    /// Listens on it, at once. Called within a runtime.
    pub fn listen(&self) -> io::Result<TcpListener> {
        bound(self.address)?.listen(1024)
    }

    /// Lets go of it.
    pub fn release(&mut self) {
        self.socket = None;
    }

    /// Where to listen.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same, now that a listener knows which port it got.
    #[must_use]
    pub fn found_at(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }
}

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Elsewhere it would let another program take the port away.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(address)?;
    Ok(socket)
}
