//! Notifications over the session bus (`org.freedesktop.Notifications`).
//!
//! The desktop's service is asked directly because the plugin can neither replace a notification
//! nor tell that no service is there.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::task::JoinHandle;
use zbus::{Connection, MessageStream, zvariant::Value};

use super::{Notice, Notifier, OnChosen, Place};
use crate::{ipc::dto::NotificationAvailability, launcher::DESKTOP_ENTRY};

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Our icon's name in the icon theme, as the bundler installs it (the binary's name).
const ICON: &str = "switchboard";

/// What is shown in each place.
#[derive(Default)]
struct Shown {
    by_place: HashMap<Place, OnScreen>,
}

/// A notification that is shown.
struct OnScreen {
    /// Its number at the service.
    id: u32,
    /// What a click opens.
    conversation: Option<String>,
}

/// A connection to the session bus, and what reads from it until the bus is gone.
struct Bus {
    connection: Connection,
    listening: JoinHandle<()>,
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// The desktop's notification service.
pub(super) struct FreedesktopNotifier {
    /// Where the bus is; `None` where the session says it.
    address: Option<String>,
    bus: tokio::sync::Mutex<Option<Bus>>,
    shown: Arc<Mutex<Shown>>,
    on_chosen: OnChosen,
}

fn locked(shown: &Mutex<Shown>) -> std::sync::MutexGuard<'_, Shown> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FreedesktopNotifier {
    /// Prepares; the bus is reached with the first notification.
    pub(super) fn new(on_chosen: OnChosen) -> Self {
        Self {
            address: None,
            bus: tokio::sync::Mutex::default(),
            shown: Arc::default(),
            on_chosen,
        }
    }

    /// The bus, reached anew when it was not there or has gone: a desktop may start after the program,
    /// and its session bus may be restarted.
    async fn connection(&self) -> Option<Connection> {
        let mut bus = self.bus.lock().await;
        if let Some(bus) = bus.as_ref().filter(|bus| !bus.listening.is_finished()) {
            return Some(bus.connection.clone());
        }
        // What another bus showed has no number on this one.
        locked(&self.shown).by_place.clear();
        *bus = None;
        match self.connect().await {
            Ok(reached) => {
                let connection = reached.connection.clone();
                *bus = Some(reached);
                Some(connection)
            }
            Err(error) => {
                tracing::debug!(%error, "no session bus");
                None
            }
        }
    }

    async fn connect(&self) -> zbus::Result<Bus> {
        let connection = match &self.address {
            Some(address) => {
                let builder = zbus::connection::Builder::address(address.as_str())?;
                builder.build().await?
            }
            None => Connection::session().await?,
        };
        let messages = MessageStream::from(connection.clone());
        let proxy = zbus::fdo::DBusProxy::new(&connection).await?;
        for member in ["ActionInvoked", "NotificationClosed"] {
            let rule = zbus::MatchRule::builder()
                .msg_type(zbus::message::Type::Signal)
                .interface(SERVICE)?
                .member(member)?
                .build();
            proxy.add_match_rule(rule).await?;
        }
        let listening = tokio::spawn(listen(messages, self.shown.clone(), self.on_chosen.clone()));
        Ok(Bus {
            connection,
            listening,
        })
    }
}

/// Reads clicks and closings from one stream: from two, a click could be read after the closing
/// that follows it, and be lost.
async fn listen(mut messages: MessageStream, shown: Arc<Mutex<Shown>>, on_chosen: OnChosen) {
    use futures_util::StreamExt;
    while let Some(Ok(message)) = messages.next().await {
        let header = message.header();
        if header.interface().is_none_or(|name| *name != SERVICE) {
            continue;
        }
        let member = header.member().map(ToString::to_string);
        match member.as_deref() {
            Some("ActionInvoked") => {
                let Ok((id, _action)) = message.body().deserialize::<(u32, String)>() else {
                    continue;
                };
                let chosen = locked(&shown)
                    .by_place
                    .values()
                    .find(|shown| shown.id == id)
                    .map(|shown| shown.conversation.clone());
                if let Some(conversation) = chosen {
                    on_chosen(conversation);
                }
            }
            Some("NotificationClosed") => {
                if let Ok((id, _reason)) = message.body().deserialize::<(u32, u32)>() {
                    locked(&shown).by_place.retain(|_, shown| shown.id != id);
                }
            }
            _ => {}
        }
    }
}

/// Notification bodies are markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[async_trait::async_trait]
impl Notifier for FreedesktopNotifier {
    async fn show(&self, notice: Notice) -> bool {
        let Some(connection) = self.connection().await else {
            return false;
        };
        let replaces = locked(&self.shown)
            .by_place
            .get(&notice.place)
            .map_or(0, |shown| shown.id);
        let hints: HashMap<&str, Value<'_>> = HashMap::from([
            ("urgency", Value::U8(1)),
            ("category", Value::from("im.received")),
            ("desktop-entry", Value::from(DESKTOP_ENTRY)),
        ]);
        let body = escaped(&notice.body);
        let arguments = (
            "Switchboard",
            replaces,
            ICON,
            notice.title.as_str(),
            body.as_str(),
            // The action named "default" is the click on the notification itself.
            vec!["default", ""],
            hints,
            -1_i32,
        );
        let answer = connection
            .call_method(Some(SERVICE), PATH, Some(SERVICE), "Notify", &arguments)
            .await;
        if let Ok(id) = answer.and_then(|message| message.body().deserialize::<u32>()) {
            let conversation = notice.conversation;
            locked(&self.shown)
                .by_place
                .insert(notice.place, OnScreen { id, conversation });
            true
        } else {
            tracing::warn!("no notification service took the notification");
            false
        }
    }

    async fn availability(&self) -> NotificationAvailability {
        let Some(connection) = self.connection().await else {
            return NotificationAvailability::NoService;
        };
        // Asking for its name starts the service when the bus can; having an owner is not needed.
        let answer = connection
            .call_method(
                Some(SERVICE),
                PATH,
                Some(SERVICE),
                "GetServerInformation",
                &(),
            )
            .await;
        if answer.is_ok() {
            NotificationAvailability::Available
        } else {
            NotificationAvailability::NoService
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::used_underscore_binding,
    reason = "what the interface's macro makes of a method hands every argument on"
)]
mod tests {
    use std::{path::Path, process::Stdio};

    use tokio::{
        io::{AsyncBufReadExt, BufReader},
        process::{Child, Command},
    };
    use zbus::zvariant::OwnedValue;

    use super::*;

    /// A service that shows everything.
    struct Service;

    #[zbus::interface(name = "org.freedesktop.Notifications")]
    impl Service {
        #[allow(
            clippy::too_many_arguments,
            clippy::unused_self,
            reason = "the desktop's own interface"
        )]
        fn notify(
            &self,
            _app_name: String,
            replaces_id: u32,
            _app_icon: String,
            _summary: String,
            _body: String,
            _actions: Vec<String>,
            _hints: HashMap<String, OwnedValue>,
            _expire_timeout: i32,
        ) -> u32 {
            replaces_id.max(7)
        }
    }

    /// A session bus of its own with such a service.
    async fn start_desktop(socket: &Path) -> (Child, Connection) {
        let address = address_of(socket);
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .arg(format!("--address={address}"))
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("dbus-daemon is installed");
        let said = daemon.stdout.take().expect("it is piped");
        let mut lines = BufReader::new(said).lines();
        lines.next_line().await.expect("it listens");
        let service = zbus::connection::Builder::address(address.as_str())
            .and_then(|builder| builder.name(SERVICE))
            .and_then(|builder| builder.serve_at(PATH, Service))
            .expect("a service");
        (daemon, service.build().await.expect("the bus takes it"))
    }

    fn address_of(socket: &Path) -> String {
        format!("unix:path={}", socket.display())
    }

    #[tokio::test]
    async fn a_bus_that_comes_late_or_is_restarted_is_found() {
        let directory = tempfile::tempdir().expect("a directory");
        let socket = directory.path().join("bus");
        let notifier = FreedesktopNotifier {
            address: Some(address_of(&socket)),
            ..FreedesktopNotifier::new(Arc::new(|_| {}))
        };
        let notice = || Notice {
            place: Place::Messages,
            conversation: None,
            title: "Rafael".to_owned(),
            body: "Bom dia".to_owned(),
        };
        assert!(!notifier.show(notice()).await, "no bus yet");

        let (mut daemon, service) = start_desktop(&socket).await;
        assert!(notifier.show(notice()).await, "it came late");

        drop(service);
        daemon.kill().await.expect("it ends");
        let listening = async {
            let mut bus = notifier.bus.lock().await;
            let bus = bus.as_mut().expect("it was reached");
            (&mut bus.listening).await
        };
        listening.await.expect("it hears that the bus is gone");
        std::fs::remove_file(&socket).ok();
        assert!(!notifier.show(notice()).await, "and nothing took its place");

        let _desktop = start_desktop(&socket).await;
        assert!(notifier.show(notice()).await, "it is there again");
    }

    #[test]
    fn a_customers_markup_is_shown_not_obeyed() {
        assert_eq!(escaped("<b>1 & 2</b>"), "&lt;b&gt;1 &amp; 2&lt;/b&gt;");
    }
}
