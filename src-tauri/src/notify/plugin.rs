//! Notifications of macOS and Windows, through Tauri's plugin.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI32, Ordering},
    },
};

use tauri::AppHandle;
use tauri_plugin_notification::{ActionType, NotificationExt, PermissionState};

use super::{Notice, Notifier, OnChosen};
use crate::ipc::dto::NotificationAvailability;

const ACTION_TYPE: &str = "message";
const CONVERSATION: &str = "conversation";

/// The system's notifications.
pub struct PluginNotifier {
    app: AppHandle,
    ids: Mutex<HashMap<Option<String>, i32>>,
    next: AtomicI32,
}

impl PluginNotifier {
    /// Registers for clicks; must exist before the first notification is shown.
    pub fn new(app: AppHandle, on_chosen: OnChosen) -> Self {
        let notifications = app.notification();
        let _ = notifications.register_action_types(vec![ActionType::builder(ACTION_TYPE).build()]);
        let _ = notifications.on_action(move |performed| {
            let conversation = performed
                .notification()
                .extra()
                .get(CONVERSATION)
                .and_then(|value| value.as_str())
                .map(str::to_owned);
            on_chosen(conversation);
        });
        Self {
            app,
            ids: Mutex::default(),
            next: AtomicI32::new(1),
        }
    }
}

#[async_trait::async_trait]
impl Notifier for PluginNotifier {
    async fn show(&self, notice: Notice) -> bool {
        let notifications = self.app.notification();
        let id = *self
            .ids
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(notice.conversation.clone())
            .or_insert_with(|| self.next.fetch_add(1, Ordering::Relaxed));
        let _ = notifications.remove_active(vec![id]);
        let mut builder = notifications
            .builder()
            .id(id)
            .title(notice.title)
            .body(notice.body)
            .action_type_id(ACTION_TYPE);
        if let Some(conversation) = notice.conversation {
            builder = builder.extra(CONVERSATION, conversation);
        }
        builder.show().is_ok()
    }

    async fn availability(&self) -> NotificationAvailability {
        match self.app.notification().permission_state() {
            Ok(PermissionState::Granted) => NotificationAvailability::Available,
            Ok(_) => NotificationAvailability::Blocked,
            Err(_) => NotificationAvailability::NoService,
        }
    }
}
