//! Switchboard, the application: the one crate that knows a window.
//!
//! It composes store, engine, keychain and notifications into a [`host::Host`], and offers the
//! host's commands and events to the interface.

// It opens every command to whoever can reach the loopback address.
#[cfg(all(feature = "dev-host", not(debug_assertions)))]
compile_error!("the development host is never part of a release");

pub mod clock;
pub mod demo;
#[cfg(feature = "dev-host")]
pub mod dev_server;
pub mod dropped;
pub mod host;
pub mod ipc;
#[cfg(target_os = "linux")]
pub mod launcher;
pub mod logging;
pub mod media;
pub mod notices;
pub mod notify;
pub mod outside;
pub mod secrets;
pub mod settings;
pub mod tests_of_keys;
pub mod tray;
mod window_app;
pub mod windows;
pub mod words;

pub use window_app::run;

/// A token that cannot be guessed: 32 random bytes as hex.
pub fn random_token() -> String {
    use std::fmt::Write as _;
    rand::random::<[u8; 32]>()
        .iter()
        .fold(String::new(), |mut token, byte| {
            let _ = write!(token, "{byte:02x}");
            token
        })
}

/// Completes when the system asks the process to end.
pub async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
