//! Notifications of macOS: its notification centre.
//!
//! The centre is asked directly because the plugin can neither replace a notification nor tell that the
//! person does not want ours, and for each one shown looks twice a second whether it still is.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use mac_usernotifications::{
    AuthorizationStatus, Error, Notification, NotificationSettingStatus, NotificationSettings,
    get_notification_settings, request_auth,
};

use super::{Notice, Notifier, OnChosen};
use crate::ipc::dto::NotificationAvailability;

/// How long one stays in the centre. An end spares looking again and again whether it was dismissed.
const KEPT: Duration = Duration::from_hours(72);

/// How long the first one waits for the person's leave.
const PATIENCE: Duration = Duration::from_mins(1);

/// The system's notification centre.
pub(super) struct CentreNotifications {
    on_chosen: OnChosen,
    /// The person was asked for their leave in this run; an answer still to come is not waited for.
    asked: AtomicBool,
}

impl CentreNotifications {
    /// Prepares; the centre is reached with the first notification, and asks the person then.
    pub(super) fn new(on_chosen: OnChosen) -> Self {
        Self {
            on_chosen,
            asked: AtomicBool::new(false),
        }
    }

    /// Whether the person lets us show any. Asks them when they have not said yet.
    async fn is_allowed(&self) -> Result<bool, Error> {
        let settings = get_notification_settings().await?;
        if settings.authorization_status != AuthorizationStatus::NotDetermined {
            return Ok(!is_refused(settings));
        }
        if self.asked.swap(true, Ordering::Relaxed) {
            return Ok(false);
        }
        match tokio::time::timeout(PATIENCE, request_auth()).await {
            Ok(answer) => answer,
            Err(_unanswered) => Ok(false),
        }
    }
}

/// True when nothing of ours would be seen: neither on the screen nor in the centre.
fn is_refused(settings: NotificationSettings) -> bool {
    settings.authorization_status == AuthorizationStatus::Denied
        || (settings.alert_enabled == NotificationSettingStatus::Disabled
            && settings.notification_center_enabled == NotificationSettingStatus::Disabled)
}

/// Shows one; the person has given their leave.
async fn deliver(notice: Notice, on_chosen: OnChosen) -> Result<(), Error> {
    // One with the name of another takes its place.
    let shown = Notification::new()
        .id(notice.place.name())
        .title(notice.title)
        .message(notice.body)
        .default_sound()
        .timeout(KEPT)
        .send()
        .await?;
    tokio::spawn(async move {
        // An error says that another took its place.
        if let Ok(response) = shown.response().await
            && response.is_default_action()
        {
            on_chosen(notice.conversation);
        }
    });
    Ok(())
}

#[async_trait::async_trait]
impl Notifier for CentreNotifications {
    async fn show(&self, notice: Notice) -> bool {
        let shown = match self.is_allowed().await {
            Ok(true) => deliver(notice, self.on_chosen.clone()).await,
            Ok(false) => return false,
            Err(error) => Err(error),
        };
        if let Err(error) = &shown {
            tracing::warn!(%error, "macOS did not take a notification");
        }
        shown.is_ok()
    }

    async fn availability(&self) -> NotificationAvailability {
        match get_notification_settings().await {
            Ok(settings) if is_refused(settings) => NotificationAvailability::Blocked,
            Ok(settings)
                if settings.authorization_status == AuthorizationStatus::NotDetermined
                    && self.asked.load(Ordering::Relaxed) =>
            {
                NotificationAvailability::Blocked
            }
            Ok(_) => NotificationAvailability::Available,
            // A program that does not lie in a bundle has no place in the centre.
            Err(_) => NotificationAvailability::NoService,
        }
    }
}
