//! Notifications over the session bus (`org.freedesktop.Notifications`).
//!
//! The desktop's service is asked directly because the plugin can neither replace a notification
//! nor tell that no service is there.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;
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

/// The desktop's notification service.
pub(super) struct FreedesktopNotifier {
    connection: OnceCell<Option<Connection>>,
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
            connection: OnceCell::new(),
            shown: Arc::default(),
            on_chosen,
        }
    }

    async fn connection(&self) -> Option<&Connection> {
        self.connection
            .get_or_init(|| async {
                let connection = Connection::session().await.ok()?;
                tokio::spawn(listen(
                    MessageStream::from(connection.clone()),
                    self.shown.clone(),
                    self.on_chosen.clone(),
                ));
                for member in ["ActionInvoked", "NotificationClosed"] {
                    let rule = zbus::MatchRule::builder()
                        .msg_type(zbus::message::Type::Signal)
                        .interface(SERVICE)
                        .and_then(|rule| rule.member(member))
                        .ok()?
                        .build();
                    zbus::fdo::DBusProxy::new(&connection)
                        .await
                        .ok()?
                        .add_match_rule(rule)
                        .await
                        .ok()?;
                }
                Some(connection)
            })
            .await
            .as_ref()
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
mod tests {
    use super::escaped;

    #[test]
    fn a_customers_markup_is_shown_not_obeyed() {
        assert_eq!(escaped("<b>1 & 2</b>"), "&lt;b&gt;1 &amp; 2&lt;/b&gt;");
    }
}
