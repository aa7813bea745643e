//! Notifications of Windows: its toasts.
//!
//! Windows is asked directly because the plugin can neither replace a toast, nor tell that the person
//! has switched ours off, nor hear of a click once the toast has gone to the notification centre.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use windows::{
    Data::Xml::Dom::XmlDocument,
    Foundation::TypedEventHandler,
    UI::Notifications::{
        NotificationSetting, ToastDismissalReason, ToastDismissedEventArgs, ToastFailedEventArgs,
        ToastNotification, ToastNotificationManager, ToastNotifier,
    },
    core::{HSTRING, Ref, Result, h},
};

use super::{Notice, Notifier, OnChosen, Place};
use crate::ipc::dto::NotificationAvailability;

/// Two lines of text. What they say is set afterwards, so that nothing in it is read as markup.
const TOAST: &HSTRING = h!(
    "<toast><visual><binding template=\"ToastGeneric\"><text/><text/></binding></visual></toast>"
);

/// The toasts that can still be clicked, by tag, each with its number. They are kept because Windows
/// tells of a click in the notification centre only while the toast is held.
#[derive(Default)]
struct Shown(Mutex<HashMap<HSTRING, (u64, ToastNotification)>>);

impl Shown {
    fn locked(&self) -> MutexGuard<'_, HashMap<HSTRING, (u64, ToastNotification)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets that toast, unless a newer one has taken its place.
    fn forget(&self, tag: &HSTRING, number: u64) {
        let mut shown = self.locked();
        if shown.get(tag).is_some_and(|(latest, _)| *latest == number) {
            shown.remove(tag);
        }
    }
}

/// The system's toasts.
pub(super) struct ToastNotifications {
    program: HSTRING,
    shown: Arc<Shown>,
    last_failed: Arc<AtomicBool>,
    next: AtomicU64,
    on_chosen: OnChosen,
}

impl ToastNotifications {
    /// Prepares; `identifier` is the name under which the installer has made us known.
    pub(super) fn new(identifier: &str, on_chosen: OnChosen) -> Self {
        let program = if std::env::current_exe().is_ok_and(|program| is_as_built(&program)) {
            let own = format!("{identifier}.built");
            if let Err(error) = make_known(&own) {
                tracing::warn!(%error, "notifications could not be given the program's name");
            }
            own
        } else {
            identifier.to_owned()
        };
        Self {
            program: program.into(),
            shown: Arc::default(),
            last_failed: Arc::default(),
            next: AtomicU64::new(0),
            on_chosen,
        }
    }

    fn notifier(&self) -> Result<ToastNotifier> {
        ToastNotificationManager::CreateToastNotifierWithId(&self.program)
    }

    fn deliver(&self, notice: &Notice) -> Result<bool> {
        let notifier = self.notifier()?;
        if is_blocked(&notifier) {
            return Ok(false);
        }
        let toast = ToastNotification::CreateToastNotification(&content(notice)?)?;
        // A toast with the tag of another takes its place.
        let tag = tag(&notice.place);
        toast.SetTag(&tag)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);

        let (shown, own_tag) = (self.shown.clone(), tag.clone());
        let (conversation, on_chosen) = (notice.conversation.clone(), self.on_chosen.clone());
        toast.Activated(&TypedEventHandler::new(move |_, _| {
            shown.forget(&own_tag, number);
            on_chosen(conversation.clone());
            Ok(())
        }))?;

        let (shown, own_tag) = (self.shown.clone(), tag.clone());
        toast.Dismissed(&TypedEventHandler::new(
            move |_, dismissed: Ref<'_, ToastDismissedEventArgs>| {
                let reason = dismissed.as_ref().and_then(|why| why.Reason().ok());
                // One that was only left alone lies in the notification centre now.
                if reason != Some(ToastDismissalReason::TimedOut) {
                    shown.forget(&own_tag, number);
                }
                Ok(())
            },
        ))?;

        let last_failed = self.last_failed.clone();
        toast.Failed(&TypedEventHandler::new(
            move |_, failed: Ref<'_, ToastFailedEventArgs>| {
                let error = failed.as_ref().map(ToastFailedEventArgs::ErrorCode);
                tracing::warn!(?error, "Windows did not show a notification");
                last_failed.store(true, Ordering::Relaxed);
                Ok(())
            },
        ))?;

        self.last_failed.store(false, Ordering::Relaxed);
        self.shown.locked().insert(tag, (number, toast.clone()));
        notifier.Show(&toast)?;
        Ok(true)
    }
}

/// Whether the person, or who looks after their computer, has switched ours off. Before the first toast
/// Windows has no answer.
fn is_blocked(notifier: &ToastNotifier) -> bool {
    notifier
        .Setting()
        .is_ok_and(|setting| setting != NotificationSetting::Enabled)
}

/// True for a program that lies where cargo built it: no installer has made it known to Windows, which
/// shows nothing of programs it does not know.
fn is_as_built(program: &Path) -> bool {
    program
        .parent()
        .and_then(Path::file_name)
        .is_some_and(|folder| folder == "debug" || folder == "release")
}

/// Gives notifications of `program` a name to stand under, for this person.
fn make_known(program: &str) -> windows_registry::Result<()> {
    windows_registry::CURRENT_USER
        .create(format!("Software\\Classes\\AppUserModelId\\{program}"))?
        .set_string("DisplayName", "Switchboard")
}

fn content(notice: &Notice) -> Result<XmlDocument> {
    let document = XmlDocument::new()?;
    document.LoadXml(TOAST)?;
    let lines = document.GetElementsByTagName(h!("text"))?;
    for (index, text) in [&notice.title, &notice.body].into_iter().enumerate() {
        let line = lines.Item(index as u32)?;
        line.SetInnerText(&HSTRING::from(printable(text)))?;
    }
    Ok(document)
}

/// The text without the characters XML cannot hold.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|character| {
            matches!(character, '\t' | '\n' | '\r' | ' '..)
                && !matches!(character, '\u{FFFE}' | '\u{FFFF}')
        })
        .collect()
}

/// Names the place of a toast in the few characters a tag may have; the same after a restart, so that
/// a toast of the run before is replaced too.
fn tag(place: &Place) -> HSTRING {
    let mut hasher = DefaultHasher::new();
    place.name().hash(&mut hasher);
    format!("{:016x}", hasher.finish()).into()
}

#[async_trait::async_trait]
impl Notifier for ToastNotifications {
    async fn show(&self, notice: Notice) -> bool {
        self.deliver(&notice).unwrap_or_else(|error| {
            tracing::warn!(%error, "Windows did not take a notification");
            false
        })
    }

    async fn availability(&self) -> NotificationAvailability {
        match self.notifier() {
            Ok(notifier) if is_blocked(&notifier) => NotificationAvailability::Blocked,
            Ok(_) if !self.last_failed.load(Ordering::Relaxed) => {
                NotificationAvailability::Available
            }
            Ok(_) | Err(_) => NotificationAvailability::NoService,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_in_cargos_folder_is_as_built_and_an_installed_one_is_not() {
        assert!(is_as_built(Path::new(
            r"C:\code\target\release\switchboard.exe"
        )));
        assert!(!is_as_built(Path::new(
            r"C:\Program Files\Switchboard\switchboard.exe"
        )));
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out_of_a_toast() {
        assert_eq!(printable("a\u{0}b\u{1b}\nسلام 👍"), "ab\nسلام 👍");
    }

    #[test]
    fn each_conversation_and_each_summary_have_a_tag_of_their_own() {
        let of = |conversation: &str| tag(&Place::Conversation(conversation.into()));
        assert_eq!(of("1:a"), of("1:a"));
        assert_ne!(of("1:a"), of("1:b"));
        assert_ne!(tag(&Place::Messages), of(""));
        assert_ne!(tag(&Place::Messages), tag(&Place::Assignments));
    }
}
