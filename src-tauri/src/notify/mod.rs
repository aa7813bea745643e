//! Showing native notifications. What to show was decided elsewhere; here it is only delivered.
//!
//! One notification per conversation: a newer one replaces the older. Choosing one opens its
//! conversation. The text is the customer's: it is escaped where the system reads markup.

use std::sync::Arc;

use tauri::AppHandle;

use crate::ipc::dto::NotificationAvailability;

#[cfg(target_os = "linux")]
mod freedesktop;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(not(target_os = "linux"))]
mod plugin;
#[cfg(windows)]
mod windows;

/// What delivers on this system; must exist before the first notification is shown.
pub fn of_the_system(app: &AppHandle, on_chosen: OnChosen) -> impl Notifier {
    #[cfg(target_os = "linux")]
    {
        // The plugin cannot tell there whether anybody took one: only the service itself is asked.
        let _ = app;
        freedesktop::FreedesktopNotifier::new(on_chosen)
    }
    #[cfg(target_os = "macos")]
    let own = macos::CentreNotifications::new(on_chosen.clone());
    #[cfg(windows)]
    let own = windows::ToastNotifications::new(&app.config().identifier, on_chosen.clone());
    #[cfg(not(target_os = "linux"))]
    plugin::WithPlugin::new(own, app.clone(), on_chosen)
}

/// A notification in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Where it stands: a newer one takes the place of an older one there.
    pub place: Place,
    /// The conversation that a click opens; `None` for those about several or none.
    pub conversation: Option<String>,
    /// First line.
    pub title: String,
    /// The rest.
    pub body: String,
}

/// A place of which each holds one notification.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// Of one conversation.
    Conversation(String),
    /// Of the sum of messages.
    Messages,
    /// Of the sum of what was assigned.
    Assignments,
    /// Of the one that the person asked to see.
    Trial,
}

impl Place {
    /// What the place is called where a system wants a text; a conversation's name has a colon.
    #[cfg_attr(
        not(any(windows, target_os = "macos", test)),
        expect(dead_code, reason = "the service of Linux numbers them itself")
    )]
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Conversation(conversation) => conversation,
            Self::Messages => "summary",
            Self::Assignments => "assignments",
            Self::Trial => "trial",
        }
    }
}

/// Called with the conversation whose notification was chosen; `None` for summaries.
pub type OnChosen = Arc<dyn Fn(Option<String>) + Send + Sync>;

/// Shows notifications.
#[async_trait::async_trait]
pub trait Notifier: Send + Sync + 'static {
    /// Shows one. False when nothing on this computer took it.
    async fn show(&self, notice: Notice) -> bool;
    /// Whether they can reach the person.
    async fn availability(&self) -> NotificationAvailability;
}

/// For machines without a desktop, and for the development host: shows nothing and says so.
pub struct NoNotifier;

#[async_trait::async_trait]
impl Notifier for NoNotifier {
    async fn show(&self, _notice: Notice) -> bool {
        false
    }

    async fn availability(&self) -> NotificationAvailability {
        NotificationAvailability::NoService
    }
}
