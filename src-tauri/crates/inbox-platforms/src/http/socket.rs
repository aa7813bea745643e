//! A WebSocket over the same kind of connection as everything else: the system's proxy settings and
//! root certificates, the same waits, the same addresses.

use futures_util::{SinkExt, StreamExt};
use inbox_core::PlatformError;
use reqwest::{
    Url,
    header::{
        CONNECTION, HeaderMap, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_PROTOCOL, UPGRADE,
    },
};
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

use super::{Http, classify};

/// The largest message that is taken; events of ours are a thousandth of it.
const MESSAGE_LIMIT: usize = 8 * 1024 * 1024;

/// An open WebSocket that carries text.
pub(crate) struct Socket {
    stream: WebSocketStream<reqwest::Upgraded>,
}

impl Http {
    /// Opens a WebSocket at an `http` or `https` address, speaking the given subprotocol.
    pub(crate) async fn socket(
        &self,
        url: Url,
        protocol: &'static str,
    ) -> Result<Socket, PlatformError> {
        if !self.allows(&url) {
            return Err(PlatformError::Unsupported);
        }
        let _under_way = self.set_out();
        let key = generate_key();
        let request = self
            .upgrade(url)
            .map_err(|_| PlatformError::Unreachable)?
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", &key)
            .header(SEC_WEBSOCKET_PROTOCOL, protocol);
        let response = match timeout(self.timeouts.read, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(classify(&error)),
            Err(_) => return Err(PlatformError::NoAnswer),
        };
        match response.status().as_u16() {
            101 if agreed(response.headers(), &key) => {}
            429 => {
                return Err(PlatformError::RateLimited {
                    retry_after_ms: None,
                });
            }
            status @ 500.. => return Err(PlatformError::Failed { status }),
            // Something between us and the platform that knows no such thing.
            _ => return Err(PlatformError::Unreadable),
        }
        let upgraded = response
            .upgrade()
            .await
            .map_err(|_| PlatformError::NoAnswer)?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_LIMIT))
            .max_frame_size(Some(MESSAGE_LIMIT));
        let stream = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        Ok(Socket { stream })
    }
}

/// True when whoever answered has read our question, as opposed to a proxy that repeats an old
/// answer.
fn agreed(headers: &HeaderMap<HeaderValue>, key: &str) -> bool {
    headers
        .get(SEC_WEBSOCKET_ACCEPT)
        .is_some_and(|accept| accept.as_bytes() == derive_accept_key(key.as_bytes()).as_bytes())
}

impl Socket {
    /// The next text; `None` when the other side is gone. Dropping the wait loses nothing.
    pub(crate) async fn next(&mut self) -> Option<String> {
        loop {
            match self.stream.next().await? {
                Ok(Message::Text(text)) => return Some(text.as_str().to_owned()),
                Ok(Message::Close(_)) | Err(_) => return None,
                // Pings are answered by the stream itself.
                Ok(
                    Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_),
                ) => {}
            }
        }
    }

    /// Sends a text.
    pub(crate) async fn send(&mut self, text: String) -> Result<(), PlatformError> {
        self.stream
            .send(Message::text(text))
            .await
            .map_err(|_| PlatformError::NoAnswer)
    }
}
