//! What the platform tells the person by name.

use inbox_core::{NoticeKind, PersonalNotice, PersonalNotices, PlatformError};

use super::{Chatwoot, extras::Notification};

/// Notifications of a page; the platform gives no more.
const PAGE: usize = 15;

/// How many pages are read: who has more unread than these has long stopped looking at them.
const PAGES: u32 = 4;

impl Chatwoot {
    /// What is unread and not put off, newest first.
    pub(super) async fn unread_notices(&self) -> Result<PersonalNotices, PlatformError> {
        let mut notices = PersonalNotices::default();
        for page in 1..=PAGES {
            let told = self.notifications(page, false).await?;
            notices.complete = told.len() < PAGE;
            notices.unread.extend(told.into_iter().filter_map(notice));
            if notices.complete {
                break;
            }
        }
        let lasting = notices
            .unread
            .iter()
            .filter(|told| told.kind != NoticeKind::Message);
        let ids = lasting.map(|told| told.remote.clone()).collect();
        *self.session.noticed() = ids;
        Ok(notices)
    }
}

fn notice(told: Notification) -> Option<PersonalNotice> {
    // Asked for without those that were read, but that is for the server to keep to.
    if told.read_at.is_some() {
        return None;
    }
    Some(PersonalNotice {
        remote: told.remote,
        kind: kind(&told.kind),
        conversation: told.conversation?,
        raised_at: told.created_at?,
    })
}

/// What one of the platform's words means.
pub(super) fn kind(word: &str) -> NoticeKind {
    match word {
        "conversation_mention" => NoticeKind::Mention,
        "conversation_assignment" => NoticeKind::Assigned,
        "conversation_creation" => NoticeKind::Conversation,
        "assigned_conversation_new_message" | "participating_conversation_new_message" => {
            NoticeKind::Message
        }
        word if word.starts_with("sla_missed_") => NoticeKind::PromiseMissed,
        _ => NoticeKind::Other,
    }
}
