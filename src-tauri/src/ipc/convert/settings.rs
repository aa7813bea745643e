//! Choices that the engine obeys.

use inbox_engine::{Choices, Concern, NotificationChoices};

use crate::ipc::dto::{ConcernDto, Settings};

/// The choices that the engine acts on.
pub fn choices(settings: &Settings) -> Choices {
    let chosen = &settings.notifications;
    Choices {
        notifications: NotificationChoices {
            enabled: chosen.enabled,
            concern: concern(chosen.concern),
            hide_text: chosen.hide_text,
            hide_name: chosen.hide_name,
            quiet: chosen.quiet_from.zip(chosen.quiet_until),
        },
        badge: concern(settings.badge),
    }
}

fn concern(concern: ConcernDto) -> Concern {
    match concern {
        ConcernDto::Mine => Concern::Mine,
        ConcernDto::MineAndUnassigned => Concern::MineAndUnassigned,
        ConcernDto::Everything => Concern::Everything,
    }
}
