//! What a person does to a conversation or says in it, as platforms are told.

use serde::{Deserialize, Serialize};

use crate::{
    AgentKind, ChannelKind, ContactChange, Mention, NoteTerms, Priority, RemoteId, Status,
    Timestamp,
};

/// A change to a conversation. Telling it twice is as good as telling it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum ConversationAction {
    /// Give it to somebody, or back into the queue.
    #[serde(rename_all = "camelCase")]
    Assign {
        /// The new assignee; `None` puts it back into the queue.
        to: Option<RemoteId>,
        /// Person or AI agent.
        to_kind: AgentKind,
        /// Take it over even from a colleague who holds it.
        #[serde(default)]
        force: bool,
    },
    /// Give it to a team, or to none.
    AssignTeam {
        /// The team.
        team: Option<RemoteId>,
    },
    /// Change where it stands.
    SetStatus {
        /// Where it shall stand.
        status: Status,
        /// With [`Status::Snoozed`]: when it comes back; `None` at the customer's next message.
        until: Option<Timestamp>,
    },
    /// Open it again as one that asks for a person, as it did before: there the request is the status.
    AskForPerson {
        /// Since when it asks.
        since: Timestamp,
    },
    /// Finish it and say how it came out.
    ResolveAs {
        /// How it came out, in the person's words.
        outcome: String,
    },
    /// Take back a message of ours, or delete a note.
    DeleteItem {
        /// The item.
        item: RemoteId,
    },
    /// Put other words into a note.
    ChangeNote {
        /// The note.
        item: RemoteId,
        /// Its words from now on.
        text: String,
        /// What else it is from now on; `None` leaves that as it is.
        #[serde(default)]
        terms: Option<NoteTerms>,
    },
    /// Change how pressing it is.
    SetPriority {
        /// How pressing; `None` takes the mark away.
        priority: Option<Priority>,
    },
    /// Replace its tags.
    SetTags {
        /// All tags it shall have.
        tags: Vec<RemoteId>,
    },
    /// Hand it to the platform's AI, or take it over from it.
    SetAi {
        /// The AI answers.
        on: bool,
    },
    /// Mark one thing a person was asked for as done.
    ResolveAttention {
        /// Its id.
        item: RemoteId,
    },
    /// Let the AI do what it asked leave for.
    Approve,
    /// Resolve it and block its customer, whose messages then open nothing and tell nobody; or let the
    /// customer in again, which opens nothing by itself.
    SetMuted {
        /// Block.
        muted: bool,
    },
    /// Change a named fact.
    SetProperty {
        /// Its name.
        name: String,
        /// Its value; `None` takes it away.
        value: Option<String>,
    },
    /// Change something about its customer.
    ChangeContact {
        /// The customer.
        contact: RemoteId,
        /// What to change.
        change: ContactChange,
    },
    /// Where read marks are shared: tell that it was read.
    MarkRead,
    /// Where read marks are shared: tell that it counts as unread again.
    MarkUnread,
}

/// To whom words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Audience {
    /// The customer.
    #[default]
    Customer,
    /// Colleagues only.
    Colleagues,
}

/// Where the bytes of an outgoing file are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum FileSource {
    /// Kept at this desk until the platform has them.
    Kept {
        /// Where: its name among the kept files, or the whole path once it is about to leave.
        path: String,
    },
    /// Public on the web; the platform or the channel fetches it from there.
    Link {
        /// Its address; never logged.
        url: String,
    },
}

/// A file to send along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutgoingFile {
    /// Where the bytes are.
    pub source: FileSource,
    /// File name to tell.
    pub name: String,
    /// MIME type.
    pub mime_type: String,
    /// Size in bytes; 0 where a link's is not known.
    pub bytes: u64,
}

impl OutgoingFile {
    /// Where the bytes lie on this computer; `None` for a link.
    pub fn path(&self) -> Option<&str> {
        match &self.source {
            FileSource::Kept { path } => Some(path),
            FileSource::Link { .. } => None,
        }
    }

    /// Its public address; `None` for a file of this computer.
    pub fn url(&self) -> Option<&str> {
        match &self.source {
            FileSource::Kept { .. } => None,
            FileSource::Link { url } => Some(url),
        }
    }
}

/// An approved template with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutgoingTemplate {
    /// Its name.
    pub name: String,
    /// Its language, as the platform writes it.
    pub language: String,
    /// Its category, where the platform wants it back.
    pub category: Option<String>,
    /// Values by the name or number of their gap.
    pub values: Vec<(String, String)>,
}

/// Head lines of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EmailHead {
    /// Subject; `None` keeps the thread's.
    pub subject: Option<String>,
    /// Main recipients; empty means the customer.
    pub to: Vec<String>,
    /// Copies.
    pub cc: Vec<String>,
    /// Hidden copies.
    pub bcc: Vec<String>,
}

/// Something to say in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OutgoingMessage {
    /// Ours alone: UUIDv7 text, the same for every try, for platforms that can tell repeats by it.
    pub client_id: String,
    /// To whom.
    pub audience: Audience,
    /// The words; with a template, its filled text.
    pub text: String,
    /// Whom a note names.
    pub mentions: Vec<Mention>,
    /// What a note is beside its words.
    #[serde(skip_serializing_if = "NoteTerms::are_plain")]
    pub terms: NoteTerms,
    /// The message it answers.
    pub quote: Option<RemoteId>,
    /// Take the conversation over from the AI first, where the platform demands that.
    pub take_over: bool,
    /// Send this template instead of free text.
    pub template: Option<OutgoingTemplate>,
    /// Files to send along.
    pub files: Vec<OutgoingFile>,
    /// What the buttons say that the customer can answer by; none without.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<String>,
    /// Head lines, on e-mail channels.
    pub email: Option<EmailHead>,
    /// It was said elsewhere, by phone for one: it is only kept, and reaches nobody.
    pub said_elsewhere: bool,
}

impl OutgoingMessage {
    /// How many bytes of this computer go along.
    pub fn upload_bytes(&self) -> u64 {
        let kept = self.files.iter().filter(|file| file.path().is_some());
        kept.map(|file| file.bytes).sum()
    }

    /// The messages this becomes, in their order. Only e-mails and notes carry several files; elsewhere
    /// a customer gets each file as a message of its own, the words with the first. Where a channel
    /// carries no words beside a file, they go ahead alone.
    pub fn split(self, channel: ChannelKind, captions: bool) -> Vec<Self> {
        let together = self.audience == Audience::Colleagues || channel == ChannelKind::Email;
        let has_words = !self.text.trim().is_empty();
        let alone = has_words && !captions;
        if together || self.files.len() + usize::from(alone) <= 1 {
            return vec![self];
        }
        let mut first = self;
        let mut files = std::mem::take(&mut first.files).into_iter();
        if !alone {
            first.files.extend(files.next());
        }
        let rest: Vec<Self> = files
            .map(|file| Self {
                audience: first.audience,
                files: vec![file],
                // The first message takes over and answers.
                ..Self::default()
            })
            .collect();
        std::iter::once(first).chain(rest).collect()
    }

    /// Plain words to the customer.
    pub fn text(client_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            text: text.into(),
            ..Self::default()
        }
    }
}

/// True when `told` is what a platform keeps of `text` with these buttons. Platforms do not say whether
/// they keep the buttons among the words: the words alone are it, and so are the words with every
/// button behind them.
pub fn tells_buttons<'a>(
    told: &str,
    text: &str,
    buttons: impl IntoIterator<Item = &'a str>,
) -> bool {
    let Some(mut rest) = told.trim().strip_prefix(text.trim()) else {
        return false;
    };
    rest.is_empty()
        || rest.starts_with(char::is_whitespace)
            && buttons.into_iter().all(|button| {
                let found = rest.split_once(button.trim());
                rest = found.map_or("", |(_, behind)| behind);
                found.is_some()
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> OutgoingFile {
        OutgoingFile {
            source: FileSource::Kept { path: name.into() },
            name: name.into(),
            mime_type: "image/png".into(),
            bytes: 3,
        }
    }

    fn message(text: &str, files: &[&str]) -> OutgoingMessage {
        OutgoingMessage {
            files: files.iter().map(|name| file(name)).collect(),
            ..OutgoingMessage::text("", text)
        }
    }

    fn told(messages: &[OutgoingMessage]) -> Vec<(&str, Vec<&str>)> {
        messages
            .iter()
            .map(|message| {
                let files = message.files.iter().map(|file| file.name.as_str());
                (message.text.as_str(), files.collect())
            })
            .collect()
    }

    #[test]
    fn a_customer_on_a_phone_gets_each_file_by_itself_and_the_words_with_the_first() {
        let split = message("look", &["a", "b"]).split(ChannelKind::WhatsApp, true);
        assert_eq!(told(&split), [("look", vec!["a"]), ("", vec!["b"])]);
    }

    #[test]
    fn words_go_ahead_alone_where_no_file_carries_any() {
        let split = message("look", &["a"]).split(ChannelKind::WhatsApp, false);
        assert_eq!(told(&split), [("look", vec![]), ("", vec!["a"])]);
        let silent = message(" ", &["a"]).split(ChannelKind::WhatsApp, false);
        assert_eq!(told(&silent), [(" ", vec!["a"])]);
    }

    #[test]
    fn an_email_and_a_note_keep_their_files_together() {
        for captions in [true, false] {
            let mail = message("look", &["a", "b"]).split(ChannelKind::Email, captions);
            assert_eq!(told(&mail), [("look", vec!["a", "b"])]);
            let note = OutgoingMessage {
                audience: Audience::Colleagues,
                ..message("look", &["a", "b"])
            };
            let note = note.split(ChannelKind::WhatsApp, captions);
            assert_eq!(told(&note), [("look", vec!["a", "b"])]);
        }
    }

    #[test]
    fn words_alone_stay_one_message() {
        let split = message("look", &[]).split(ChannelKind::WhatsApp, false);
        assert_eq!(told(&split), [("look", vec![])]);
    }

    #[test]
    fn only_the_first_message_takes_over_and_answers() {
        let whole = OutgoingMessage {
            take_over: true,
            quote: Some(RemoteId::from("1")),
            ..message("look", &["a", "b"])
        };
        let split = whole.split(ChannelKind::WhatsApp, true);
        let asks: Vec<_> = split
            .iter()
            .map(|message| (message.take_over, message.quote.is_some()))
            .collect();
        assert_eq!(asks, [(true, true), (false, false)]);
    }

    #[test]
    fn a_message_with_buttons_is_known_by_its_words_alone_or_with_its_buttons() {
        let tells = |told| tells_buttons(told, "When?", ["Today", "Tomorrow"]);
        for told in [
            "When?",
            " When? ",
            "When?\nToday\nTomorrow",
            "When? [Today] [Tomorrow]",
        ] {
            assert!(tells(told), "{told}");
        }
        for told in [
            "",
            "Today",
            "When?Today",
            "When? Really?",
            "When?\nToday",
            "When?\nTomorrow\nToday",
        ] {
            assert!(!tells(told), "{told}");
        }
    }
}
