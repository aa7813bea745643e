//! A cable between the desk and a server, which can fail the way networks do: without a word.

use std::net::SocketAddr;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Carries connections to a server until it is dropped.
pub struct Cable {
    url: String,
    state: watch::Sender<State>,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// How often it was cut; connections of before lead nowhere.
    cuts: u64,
    /// New connections are taken and not carried on.
    held: bool,
}

impl Cable {
    /// A cable to the server at `url`, which is plain `http` on this computer.
    pub async fn to(url: &str) -> Self {
        let rest = url.strip_prefix("http://").expect("a plain address");
        let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let server: SocketAddr = authority.parse().expect("an address of this computer");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let near = listener.local_addr().expect("its own address");
        let state = watch::Sender::new(State::default());
        let (carried, mut ended) = (state.subscribe(), state.subscribe());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    Ok((connection, _)) = listener.accept() => {
                        tokio::spawn(carry(connection, server, carried.clone()));
                    }
                    // The cable is gone.
                    Err(_) = ended.wait_for(|_| false) => return,
                }
            }
        });
        Self {
            url: format!("http://{near}{path}"),
            state,
        }
    }

    /// The server's address by way of this cable.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Connections of before stay open and lead nowhere, as after a computer's sleep; new ones work.
    pub fn go_dead(&self) {
        self.state.send_modify(|state| state.cuts += 1);
    }

    /// From now on new connections stand but nothing is answered, until they are carried on.
    pub fn hold(&self, held: bool) {
        self.state.send_modify(|state| state.held = held);
    }
}

async fn carry(mut near: TcpStream, server: SocketAddr, mut state: watch::Receiver<State>) {
    let cuts = state.borrow().cuts;
    if state.wait_for(|state| !state.held).await.is_err() {
        return;
    }
    let Ok(mut far) = TcpStream::connect(server).await else {
        return;
    };
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => return,
        cut = state.wait_for(|state| state.cuts > cuts) => if cut.is_err() { return },
    }
    // Both ends stay open, and neither hears of the other again.
    let _ = state.wait_for(|_| false).await;
}
