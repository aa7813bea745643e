//! What only Chatwoot offers in this form, beside the common trait: one file for each matter.

mod contacts;
mod desk;
mod lists;
mod messages;
mod reports;
mod shared;

pub use contacts::{Contact, ContactDraft, ContactNote, ContactPage};
pub use desk::{Availability, Notification};
pub use lists::{ConversationHit, SavedFilter, Totals};
pub use messages::BulkChange;
pub use reports::{LiveFigures, OwnWebhook, ReportBy, ReportRow};
pub use shared::SharedFile;
#[cfg(any(test, feature = "fuzzing"))]
pub(super) use {
    contacts::{read_contact, read_note},
    desk::{read_answer, read_macro, read_notification},
    lists::{read_hit, read_said},
    reports::{read_figures, read_report, read_webhook},
};
