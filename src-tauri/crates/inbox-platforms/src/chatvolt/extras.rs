//! What only Chatvolt offers in this form: notes with reminders, files by address, words that are
//! recorded without being sent, the first message to somebody, and its AI agents.

use inbox_core::{Agent, ItemRecord, PlatformError, Property, Receipt, RemoteId, Timestamp};
use serde_json::{Value, json};

use super::{
    Chatvolt,
    client::{Call, refused},
    map,
    wire::{self, Row, stamp},
};

/// A file that is public on the web. Its size is demanded although it is not documented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileByAddress {
    /// Where it lies; the channels fetch it from there.
    pub url: String,
    /// The name to show for it.
    pub name: String,
    /// MIME type.
    pub mime_type: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// A note to be written or changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteDraft {
    /// The words; the platform takes no long ones.
    pub text: String,
    /// Only for whoever wrote it.
    pub private: bool,
    /// Why something was done; administrators only. It can be said once, not changed.
    pub justifies: bool,
    /// When to remind of it.
    pub remind_at: Option<Timestamp>,
}

impl NoteDraft {
    /// A plain note for all colleagues.
    pub fn of(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }
}

/// A note with what a timeline item has no place for.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// The timeline item it is.
    pub item: RemoteId,
    /// The words.
    pub text: String,
    /// Only for whoever wrote it.
    pub private: bool,
    /// It says why something was done.
    pub justifies: bool,
    /// When it reminds of itself.
    pub remind_at: Option<Timestamp>,
    /// Who wrote it.
    pub author: Option<RemoteId>,
    /// Their address.
    pub author_email: Option<String>,
    /// When it was written.
    pub written_at: Option<Timestamp>,
}

/// Somebody to write to who may have no conversation yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirstContact {
    /// By number with country code.
    Phone(String),
    /// By address.
    Email(String),
}

/// A number that is connected through somebody else's service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gateway {
    /// An instance at Z-API.
    ZApi(String),
    /// An instance at `ZapperAPI`.
    Zapper(String),
    /// A number at Twilio; it sends words only.
    Twilio(String),
}

/// In whose name words are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordedSpeaker {
    /// The customer.
    Customer,
    /// Our side.
    Us,
}

/// Most characters of a note.
pub(super) const NOTE_LIMIT: u32 = 500;

impl Chatvolt {
    /// Sends words with files that are public on the web. One try, as for text.
    pub async fn send_files(
        &self,
        conversation: &RemoteId,
        text: &str,
        files: &[FileByAddress],
    ) -> Result<Receipt, PlatformError> {
        // No channel is named: one that is not the conversation's own would swallow the message.
        let path = [
            "conversation",
            "message",
            "conversationId",
            conversation.as_str(),
        ];
        let mut answer = self.call(Call::send(&path, words(text, files))).await;
        // Whether words may be missing is not documented. A refusal executed nothing, so that they
        // may be given after all.
        if let (Err(PlatformError::Refused { .. }), "", [file, ..]) = (&answer, text, files) {
            answer = self.call(Call::send(&path, words(&file.name, files))).await;
        }
        self.sent_message(&answer?).map(|(receipt, _)| receipt)
    }

    /// Writes to a number or an address in the name of an AI agent, on `channel` (the platform's
    /// word). The answer names the conversation. One try, as for text; nobody known there is
    /// [`PlatformError::NotFound`].
    pub async fn send_first(
        &self,
        to: &FirstContact,
        agent: &RemoteId,
        channel: &str,
        text: &str,
        files: &[FileByAddress],
    ) -> Result<(Receipt, Option<RemoteId>), PlatformError> {
        let digits;
        let (kind, value) = match to {
            FirstContact::Phone(number) => {
                digits = inbox_core::digits_of(number);
                ("phone", digits.as_str())
            }
            FirstContact::Email(address) => ("email", address.as_str()),
        };
        let mut body = words(text, files);
        body["agentId"] = json!(agent);
        body["channel"] = json!(channel);
        let path = ["conversation", "message", kind, value];
        let answer = self.call(Call::send(&path, body)).await?;
        self.sent_message(&answer)
    }

    /// Writes to a number through a gateway, whether anybody knows it or not. The answer names the
    /// conversation. One try, as for text.
    pub async fn send_through(
        &self,
        gateway: &Gateway,
        phone: &str,
        text: &str,
        files: &[FileByAddress],
    ) -> Result<(Receipt, Option<RemoteId>), PlatformError> {
        let phone = inbox_core::digits_of(phone);
        let mut body = words(text, files);
        let answer = match gateway {
            Gateway::ZApi(instance) => {
                let path = ["zapi", instance.as_str(), phone.as_str(), "message"];
                self.call(Call::send(&path, body)).await?
            }
            Gateway::Zapper(instance) => {
                body["contactPhone"] = json!(phone);
                let path = ["zapper", "instances", instance.as_str(), "message"];
                self.call(Call::send(&path, body)).await?
            }
            Gateway::Twilio(_) if !files.is_empty() => return Err(PlatformError::Unsupported),
            Gateway::Twilio(number) => {
                let path = ["twilio", number.as_str(), phone.as_str(), "message"];
                self.call(Call::send(&path, body)).await?
            }
        };
        // Here the answer is the message itself.
        self.sent_message(&json!({ "message": answer }))
    }

    /// The message that a send became. An answer without one is neither a yes nor a no: whoever
    /// sent it looks for it in the thread.
    fn sent_message(&self, answer: &Value) -> Result<(Receipt, Option<RemoteId>), PlatformError> {
        let message = Row::of(answer).and_then(|answer| answer.row("message"));
        let item = message.and_then(|message| message.id("id")).map(RemoteId);
        let item = item.ok_or(PlatformError::Unreadable)?;
        self.know(|known| known.note_sent(item.clone()));
        let conversation = message.and_then(|message| message.id("conversationId"));
        let receipt = Receipt { item: Some(item) };
        Ok((receipt, conversation.map(RemoteId)))
    }

    /// Records words that the customer never receives. The AI reads them; colleagues' notes are
    /// something else.
    pub async fn record(
        &self,
        conversation: &RemoteId,
        speaker: RecordedSpeaker,
        text: &str,
    ) -> Result<Receipt, PlatformError> {
        let from = match speaker {
            RecordedSpeaker::Customer => "human",
            RecordedSpeaker::Us => "agent",
        };
        let path = ["conversations", conversation.as_str(), "message-register"];
        let body = json!({ "message": text, "from": from });
        let answer = self.call(Call::send(&path, body)).await?;
        let message = Row::of(&answer).and_then(|answer| answer.row("message"));
        let item = message.and_then(|message| message.id("id")).map(RemoteId);
        if let Some(item) = item.clone().filter(|_| speaker == RecordedSpeaker::Us) {
            self.know(|known| known.note_sent(item));
        }
        Ok(Receipt { item })
    }

    /// One message, as the items it is in the timeline. Knowledge it was made of is not told.
    pub async fn message(&self, message: &RemoteId) -> Result<Vec<ItemRecord>, PlatformError> {
        let document = self
            .call(Call::get(&["messages", message.as_str()]))
            .await?;
        let row = Row::of(&document).ok_or(PlatformError::Unreadable)?;
        let conversation = row.id("conversationId").map(RemoteId);
        let conversation = conversation.ok_or(PlatformError::Unreadable)?;
        let read = map::Message::of(row, self.session.clock.now());
        let read = read.ok_or(PlatformError::Unreadable)?;
        let is_own = self.know(|known| known.is_own(&read.id()));
        let read = if is_own { read.owned() } else { read };
        Ok(read.items(&conversation))
    }

    /// The notes of a conversation with all that is told of them.
    pub async fn notes(&self, conversation: &RemoteId) -> Result<Vec<Note>, PlatformError> {
        let path = ["conversations", conversation.as_str(), "notes"];
        let documents = wire::rows(self.call(Call::get(&path)).await?)?;
        Ok(documents.iter().filter_map(read_note).collect())
    }

    /// Writes a note.
    pub async fn add_note(
        &self,
        conversation: &RemoteId,
        draft: &NoteDraft,
    ) -> Result<Note, PlatformError> {
        self.know(|known| known.note_changes(conversation));
        let path = ["conversations", conversation.as_str(), "notes"];
        let answer = self.call(Call::post(&path, note_body(draft, true))).await?;
        read_note(&answer).ok_or(PlatformError::Unreadable)
    }

    /// Changes a note; only whoever wrote it may.
    pub async fn change_note(
        &self,
        conversation: &RemoteId,
        note: &RemoteId,
        draft: &NoteDraft,
    ) -> Result<Note, PlatformError> {
        self.write_note(conversation, note, draft, false).await
    }

    /// The same, where it may be known that the note reminds of itself: a reminder goes only when that is
    /// said, and nothing is said about one that is not there.
    pub(super) async fn write_note(
        &self,
        conversation: &RemoteId,
        note: &RemoteId,
        draft: &NoteDraft,
        reminded: bool,
    ) -> Result<Note, PlatformError> {
        let id = map::note_id(note).ok_or(PlatformError::NotFound)?;
        self.know(|known| known.note_changes(conversation));
        let path = ["conversations", conversation.as_str(), "notes", id];
        let mut body = note_body(draft, false);
        if reminded && draft.remind_at.is_none() {
            body["notificationDateTime"] = Value::Null;
        }
        let answer = self.call(Call::put(&path, body)).await?;
        read_note(&answer).ok_or(PlatformError::Unreadable)
    }

    /// Deletes a note; only whoever wrote it may. Deleting one that is gone is fine.
    pub async fn delete_note(
        &self,
        conversation: &RemoteId,
        note: &RemoteId,
    ) -> Result<(), PlatformError> {
        let id = map::note_id(note).ok_or(PlatformError::NotFound)?;
        self.know(|known| known.note_changes(conversation));
        let path = ["conversations", conversation.as_str(), "notes", id];
        match self.call(Call::delete(&path)).await {
            Ok(_) | Err(PlatformError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The variables of a conversation as they are now.
    pub async fn variables(&self, conversation: &RemoteId) -> Result<Vec<Property>, PlatformError> {
        let path = ["variables", conversation.as_str()];
        let documents = wire::rows(self.call(Call::get(&path)).await?)?;
        let rows = documents.iter().filter_map(Row::of);
        Ok(rows.filter_map(map::variable).collect())
    }

    /// An AI agent by its id or `@handle`.
    pub async fn agent(&self, agent: &RemoteId) -> Result<Agent, PlatformError> {
        let document = self.call(Call::get(&["agents", agent.as_str()])).await?;
        Row::of(&document)
            .and_then(map::agent)
            .ok_or(PlatformError::Unreadable)
    }

    /// The AI agent of a conversation, in whose name templates and interactive messages go out.
    pub(super) async fn agent_of(
        &self,
        conversation: &RemoteId,
    ) -> Result<(RemoteId, Value), PlatformError> {
        let document = self.conversation_document(conversation).await?;
        let agent = Row::of(&document).and_then(|row| row.id("agentId"));
        let agent = agent.map(RemoteId).ok_or_else(|| refused("NoAgent"))?;
        Ok((agent, document))
    }
}

fn words(text: &str, files: &[FileByAddress]) -> Value {
    let mut body = json!({ "message": text });
    if !files.is_empty() {
        let attachments = files.iter().map(|file| {
            json!({
                "url": file.url, "name": file.name, "mimeType": file.mime_type,
                "size": file.bytes,
            })
        });
        body["attachments"] = attachments.collect();
    }
    body
}

fn note_body(draft: &NoteDraft, is_new: bool) -> Value {
    let mut body = json!({ "note": draft.text, "isPrivate": draft.private });
    if is_new && draft.justifies {
        body["isJustify"] = json!(true);
    }
    if let Some(at) = draft.remind_at.and_then(stamp) {
        body["notificationDateTime"] = json!(at);
    }
    body
}

pub(super) fn read_note(document: &Value) -> Option<Note> {
    let row = Row::of(document)?;
    Some(Note {
        item: map::note_item(&row.id("id")?),
        text: row.text("note").map(map::cleaned).unwrap_or_default(),
        private: row.flag("isPrivate") == Some(true),
        justifies: row.flag("isJustification") == Some(true),
        remind_at: row.time("notificationDateTime"),
        author: row.id("userId").map(RemoteId),
        author_email: row.text("userEmail").and_then(map::name),
        written_at: row.time("createdAt"),
    })
}
