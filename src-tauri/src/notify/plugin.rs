//! Notifications through Tauri's plugin, for a program to which macOS or Windows has given no place of its own.
//!
//! That is one that lies in no bundle or was not installed. The plugin shows there what it is given, under
//! the name of another program; it replaces none and hears of a click only while one is on the screen, so the
//! system's own service goes first.

use tauri::AppHandle;
use tauri_plugin_notification::{ActionType, NotificationExt, PermissionState};

use super::{Notice, Notifier, OnChosen};
use crate::ipc::dto::NotificationAvailability;

const ACTION_TYPE: &str = "message";
const CONVERSATION: &str = "conversation";

/// The system's service, and the plugin where it has no place for us.
pub(super) struct WithPlugin<N> {
    own: N,
    app: AppHandle,
}

impl<N: Notifier> WithPlugin<N> {
    /// Registers for clicks; must exist before the first notification is shown.
    pub(super) fn new(own: N, app: AppHandle, on_chosen: OnChosen) -> Self {
        let notifications = app.notification();
        let prepared = notifications
            .register_action_types(vec![ActionType::builder(ACTION_TYPE).build()])
            .and_then(|()| {
                notifications.on_action(move |performed| {
                    let conversation = performed
                        .notification()
                        .and_then(|shown| shown.extra().get(CONVERSATION))
                        .and_then(|value| value.as_str())
                        .map(str::to_owned);
                    on_chosen(conversation);
                })
            });
        if let Err(error) = prepared {
            tracing::warn!(%error, "clicks on notifications of the plugin are not heard");
        }
        Self { own, app }
    }

    async fn has_no_place(&self) -> bool {
        matches!(
            self.own.availability().await,
            NotificationAvailability::NoService
        )
    }
}

#[async_trait::async_trait]
impl<N: Notifier> Notifier for WithPlugin<N> {
    async fn show(&self, notice: Notice) -> bool {
        if self.own.show(notice.clone()).await {
            return true;
        }
        if !self.has_no_place().await {
            return false;
        }
        let mut builder = self
            .app
            .notification()
            .builder()
            .title(notice.title)
            .body(notice.body)
            .action_type_id(ACTION_TYPE);
        if let Some(conversation) = notice.conversation {
            builder = builder.extra(CONVERSATION, conversation);
        }
        builder.show().is_ok()
    }

    async fn availability(&self) -> NotificationAvailability {
        if !self.has_no_place().await {
            return self.own.availability().await;
        }
        match self.app.notification().permission_state() {
            Ok(PermissionState::Granted) => NotificationAvailability::Available,
            Ok(_) => NotificationAvailability::Blocked,
            Err(_) => NotificationAvailability::NoService,
        }
    }
}
