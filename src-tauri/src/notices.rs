//! Toasts of the engine in words, handed to the system's notifications in order.

use std::sync::{Arc, Mutex, PoisonError};

use inbox_core::{ConversationId, PreviewKind, unturned};
use inbox_engine::{NotificationSink, Toast};
use tokio::sync::mpsc;

use crate::{
    ipc::dto::{LanguageDto, Settings},
    notify::{Notice, Notifier, Place},
    words::Language,
};

/// Turns toasts into notices and delivers them one after the other, so that a newer one of the same
/// conversation never overtakes the one it replaces.
pub struct Notices {
    queue: mpsc::UnboundedSender<Notice>,
    language: Mutex<LanguageDto>,
}

impl Notices {
    /// Starts delivering through `notifier`.
    pub fn new(notifier: Arc<dyn Notifier>, settings: &Settings) -> Self {
        let (queue, mut notices) = mpsc::unbounded_channel::<Notice>();
        tokio::spawn(async move {
            while let Some(notice) = notices.recv().await {
                notifier.show(notice).await;
            }
        });
        Self {
            queue,
            language: Mutex::new(settings.language),
        }
    }

    /// From now on in this language.
    pub fn speak(&self, language: LanguageDto) {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner) = language;
    }
}

impl NotificationSink for Notices {
    fn show(&self, toast: &Toast) {
        let choice = *self.language.lock().unwrap_or_else(PoisonError::into_inner);
        // An error only says that the program is ending.
        let _ = self.queue.send(notice(toast, Language::chosen(choice)));
    }
}

/// A toast in words. A notification cannot isolate what a customer wrote from what stands beside it,
/// so marks that would turn it are left out.
fn notice(toast: &Toast, language: Language) -> Notice {
    match toast {
        Toast::Message {
            conversation,
            name,
            kind,
            text,
            ..
        } => Notice {
            place: Place::Conversation(conversation.to_string()),
            conversation: Some(conversation.to_string()),
            title: name
                .as_deref()
                .map_or_else(|| language.new_message().to_owned(), unturned),
            body: text
                .as_deref()
                .map_or_else(|| kind_in_words(*kind, language).to_owned(), unturned),
        },
        Toast::Given { conversation, name } => Notice {
            place: Place::Conversation(conversation.to_string()),
            conversation: Some(conversation.to_string()),
            title: name
                .as_deref()
                .map_or_else(|| "Switchboard".to_owned(), unturned),
            body: language.assigned_to_you().to_owned(),
        },
        Toast::MoreGiven {
            conversations,
            only,
        } => Notice {
            // Beside what is said there: an assignment takes no message's place.
            place: Place::Assignments,
            conversation: only.as_ref().map(ToString::to_string),
            title: "Switchboard".to_owned(),
            body: language.more_assigned_to_you(*conversations),
        },
        Toast::Burst {
            messages,
            conversations,
            only,
        } => Notice {
            place: sum_of_messages(only.as_ref()),
            conversation: only.as_ref().map(ToString::to_string),
            title: "Switchboard".to_owned(),
            body: language.messages_in_conversations(*messages, *conversations),
        },
        Toast::WhileAway {
            messages,
            conversations,
            only,
        } => Notice {
            place: sum_of_messages(only.as_ref()),
            conversation: only.as_ref().map(ToString::to_string),
            title: language.while_you_were_away().to_owned(),
            body: language.messages_in_conversations(*messages, *conversations),
        },
    }
}

/// The sum of messages in a single conversation takes the place of what was shown of it.
fn sum_of_messages(only: Option<&ConversationId>) -> Place {
    only.map_or(Place::Messages, |only| {
        Place::Conversation(only.to_string())
    })
}

/// What came, where it has no words of its own or they are hidden.
fn kind_in_words(kind: PreviewKind, language: Language) -> &'static str {
    match kind {
        PreviewKind::Media => language.file(),
        PreviewKind::Location => language.location(),
        PreviewKind::MissedCall => language.missed_call(),
        PreviewKind::Text
        | PreviewKind::Call
        | PreviewKind::Template
        | PreviewKind::Activity
        | PreviewKind::Unsupported => language.new_message(),
    }
}

#[cfg(test)]
mod tests {
    use inbox_core::{ItemId, LineId};

    use super::*;

    #[test]
    fn hidden_names_and_texts_are_replaced_by_words_that_tell_nothing() {
        let toast = Toast::Message {
            conversation: ConversationId::new(LineId(1), "c"),
            item: ItemId(1),
            name: None,
            kind: PreviewKind::Text,
            text: None,
        };
        let notice = notice(&toast, Language::English);
        assert_eq!(
            (notice.title.as_str(), notice.body.as_str()),
            ("New message", "New message")
        );
        assert_eq!(notice.conversation.as_deref(), Some("1:c"));
    }

    #[test]
    fn what_a_customer_wrote_does_not_turn_what_stands_beside_it() {
        let toast = Toast::Message {
            conversation: ConversationId::new(LineId(1), "c"),
            item: ItemId(1),
            name: Some("Mira \u{202E}knab".to_owned()),
            kind: PreviewKind::Text,
            text: Some("Open \u{202E}gnp.exe\u{202C} \u{2067}now".to_owned()),
        };
        let notice = notice(&toast, Language::English);
        assert_eq!(
            (notice.title.as_str(), notice.body.as_str()),
            ("Mira knab", "Open gnp.exe now")
        );
    }

    #[test]
    fn a_conversation_that_was_given_is_named_by_its_customer_and_opens_at_a_click() {
        let given = |name: Option<&str>| Toast::Given {
            conversation: ConversationId::new(LineId(1), "c"),
            name: name.map(str::to_owned),
        };
        let shown = notice(&given(Some("Layla \u{202E}knab")), Language::English);
        assert_eq!(
            (shown.title.as_str(), shown.body.as_str()),
            ("Layla knab", "Assigned to you")
        );
        assert_eq!(shown.conversation.as_deref(), Some("1:c"));
        let hidden = notice(&given(None), Language::Arabic);
        assert_eq!(
            (hidden.title.as_str(), hidden.body.as_str()),
            ("Switchboard", "نُقلت إليك")
        );
        let more = Toast::MoreGiven {
            conversations: 2,
            only: None,
        };
        assert_eq!(
            notice(&more, Language::Arabic).body,
            "نُقلت إليك محادثتان أخريان"
        );
    }
    #[test]
    fn a_sum_of_assignments_stands_beside_a_sum_of_messages_and_each_replaces_its_own() {
        let only = ConversationId::new(LineId(1), "c");
        let messages = |only: Option<&ConversationId>| Toast::Burst {
            messages: 5,
            conversations: 2,
            only: only.cloned(),
        };
        let assigned = |only: Option<&ConversationId>| Toast::MoreGiven {
            conversations: 2,
            only: only.cloned(),
        };
        let place = |toast: &Toast| notice(toast, Language::English).place;
        let text = Toast::Message {
            conversation: only.clone(),
            item: ItemId(1),
            name: None,
            kind: PreviewKind::Text,
            text: None,
        };
        assert_eq!(place(&messages(None)), place(&messages(None)));
        assert_eq!(place(&assigned(None)), place(&assigned(Some(&only))));
        assert_ne!(place(&assigned(None)), place(&messages(None)));
        assert_ne!(place(&assigned(Some(&only))), place(&messages(Some(&only))));
        assert_ne!(place(&assigned(Some(&only))), place(&text));
        assert_eq!(place(&messages(Some(&only))), place(&text));
        let one = notice(&assigned(Some(&only)), Language::English);
        assert_eq!(one.conversation.as_deref(), Some("1:c"), "a click opens it");
        let names = [
            place(&messages(None)),
            place(&assigned(None)),
            place(&text),
            Place::Trial,
        ];
        let names: std::collections::HashSet<_> = names.iter().map(Place::name).collect();
        assert_eq!(
            names.len(),
            4,
            "systems that know them by name keep them apart"
        );
    }
}
