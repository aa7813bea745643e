//! Chatvolt: AI agents on many channels, with people taking over.
//!
//! Its list can neither be sorted by activity nor asked for changes, tells no last message, and
//! nothing can be marked as read over the documented API. A key stands for the whole organization
//! and for no person. What only the dashboard's own host offers (members, tags, uploads, read marks)
//! is used only where the person opted in.

mod card;
pub(crate) mod client;
mod contacts;
mod crm;
pub(crate) mod dashboard;
mod extras;
mod failure;
mod interactive;
mod known;
mod map;
mod reading;
mod templates;
mod tools;
mod webhook;
mod wire;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError};

use futures_util::stream::BoxStream;
use inbox_core::{
    AgentKind, Audience, Beginning, Capabilities, Company, Connection, ContactCard as Card,
    ContactRecord, ConversationAction, ConversationRecord, Directory, FileFault, Hint, ItemRecord,
    ListPage, ListRequest, LiveSign, NoteTerms, OutgoingFile, OutgoingMessage, Platform,
    PlatformError, PlatformKind, Priority, PropertyLimits, RawEvent, Receipt, RemoteId, SentProbe,
    Status, SyncScope, TimelinePage, TimelineRequest, Tools, Unavailable, Upload, Urgency, Walk,
    WebhookSetup,
};
use serde_json::{Value, json};

use client::{Call, Session, never_left};
use known::Known;
use wire::Row;

pub use contacts::{
    Contact, ContactDraft, ContactFilter, ContactOffset, ContactPage, ContactVariable,
    VariableSource,
};
pub use crm::{
    CrmEntry, CrmLogEntry, CrmLogFilter, CrmLogPage, CrmLogStatus, CrmMove, CrmScenario, CrmStep,
    CrmTarget,
};
pub use extras::{FileByAddress, FirstContact, Gateway, Note, NoteDraft, RecordedSpeaker};
pub use interactive::{
    ContactCard, InteractiveMessage, LinkMessage, ListMessage, Place, ReplyButton,
};
pub use templates::{
    Template, TemplateButton, TemplateButtonKind, TemplateDraft, TemplateHeader, TemplateSend,
};

use crate::{OpenError, OpenOptions, Room};

/// Largest file that every channel takes.
const FILE_LIMIT: u64 = 16 * 1024 * 1024;

/// The client of one organization. Clones share quota and connections.
#[derive(Debug, Clone)]
pub struct Chatvolt {
    session: Arc<Session>,
    urgency: Urgency,
}

impl Chatvolt {
    /// What the platform leaves to calls that nobody waits for.
    pub(crate) fn room(&self) -> Room {
        self.session.room()
    }

    /// Opens a line without calling the platform yet; calls are made in the background until
    /// [`Platform::at`] says otherwise.
    ///
    /// The credentials are `{"apiKey": "…"}`. Beside it may stand `"phoneNumberId"`, Meta's id of
    /// the number that templates go out from, `"dashboard": true` to use the dashboard's own host
    /// as well, and `"dashboardUrl"` where that is not the public one.
    pub fn open(options: OpenOptions) -> Result<Self, OpenError> {
        let session = Arc::new(Session::new(options)?);
        Ok(Self {
            session,
            urgency: Urgency::News,
        })
    }

    /// The same client, with Meta's id of the number that templates go out from; right after opening.
    #[must_use]
    pub(crate) fn with_template_number(mut self, number: &str) -> Self {
        if let Some(session) = Arc::get_mut(&mut self.session) {
            session.phone_number_id = Some(number.trim().to_owned()).filter(|id| !id.is_empty());
        }
        self
    }

    async fn call(&self, call: Call<'_>) -> Result<Value, PlatformError> {
        self.session.call(self.urgency, call).await
    }

    fn know<T>(&self, note: impl FnOnce(&mut Known) -> T) -> T {
        let known = self.session.known.lock();
        // A panic elsewhere leaves at worst one name out.
        note(&mut known.unwrap_or_else(PoisonError::into_inner))
    }

    /// A `POST` that changes one thing of a conversation.
    async fn change(
        &self,
        conversation: &RemoteId,
        what: &str,
        body: Value,
    ) -> Result<(), PlatformError> {
        let path = ["conversations", conversation.as_str(), what];
        self.call(Call::post(&path, body)).await.map(drop)
    }

    async fn assign(
        &self,
        conversation: &RemoteId,
        to: Option<&RemoteId>,
        force: bool,
    ) -> Result<(), PlatformError> {
        let Some(to) = to else {
            return self.change(conversation, "unassign", json!({})).await;
        };
        let named = if to.0.contains('@') { "email" } else { "id" };
        let mut body = json!({ named: to });
        if force {
            body["force"] = json!(true);
        }
        match self.change(conversation, "assign", body).await {
            Err(PlatformError::Refused { code }) if code == "409" => {
                Err(PlatformError::HeldByColleague)
            }
            outcome => outcome,
        }
    }

    async fn set_property(
        &self,
        conversation: &RemoteId,
        name: &str,
        value: Option<&str>,
    ) -> Result<(), PlatformError> {
        if let Some(value) = value {
            let body = json!({
                "conversationId": conversation, "varName": name, "varValue": value,
            });
            return self.call(Call::post(&["variables"], body)).await.map(drop);
        }
        let path = ["variables", conversation.as_str(), name];
        match self.call(Call::delete(&path)).await {
            // It is gone already.
            Ok(_) | Err(PlatformError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Gives a conversation exactly these tags, one call per difference. Dashboard only.
    async fn set_tags(
        &self,
        conversation: &RemoteId,
        wanted: &[RemoteId],
    ) -> Result<(), PlatformError> {
        let present = self.conversation(conversation).await?.tags;
        let path = ["conversations", conversation.as_str(), "tags"];
        for tag in wanted.iter().filter(|tag| !present.contains(tag)) {
            let call = Call::post(&path, json!({ "tag": tag }));
            self.call(call.at_dashboard()).await?;
        }
        for tag in present.iter().filter(|tag| !wanted.contains(tag)) {
            let call = Call::delete(&path).with(json!({ "tag": tag }));
            self.call(call.at_dashboard()).await?;
        }
        Ok(())
    }

    /// Lays files down where the channels can fetch them. Dashboard only.
    async fn upload(
        &self,
        conversation: &RemoteId,
        files: &[&OutgoingFile],
        upload: &Upload,
    ) -> Result<Vec<FileByAddress>, PlatformError> {
        if files.iter().any(|file| file.bytes > FILE_LIMIT) {
            return Err(PlatformError::File(FileFault::TooLarge));
        }
        let wanted: Vec<_> = files
            .iter()
            .map(|file| {
                json!({
                    "case": "chatUpload", "conversationId": conversation,
                    "fileName": file.name, "mimeType": file.mime_type,
                })
            })
            .collect();
        let call = Call::post(&["generate-upload-links"], Value::from(wanted));
        let links = wire::rows(self.call(call.at_dashboard()).await?)?;
        if links.len() != files.len() {
            return Err(PlatformError::Unreadable);
        }
        let mut laid_down = Vec::with_capacity(files.len());
        for (file, link) in files.iter().zip(&links) {
            let (signed, public) = read_link(link).ok_or(PlatformError::Unreadable)?;
            self.session.lay_down(signed, file, upload).await?;
            laid_down.push(FileByAddress {
                url: public.to_owned(),
                name: file.name.clone(),
                mime_type: file.mime_type.clone(),
                bytes: file.bytes,
            });
        }
        Ok(laid_down)
    }

    /// Files as the platform takes them: by an address, which those of this computer get first.
    async fn by_address(
        &self,
        conversation: &RemoteId,
        files: &[OutgoingFile],
        upload: &Upload,
    ) -> Result<Vec<FileByAddress>, PlatformError> {
        let kept: Vec<&OutgoingFile> = files.iter().filter(|file| file.url().is_none()).collect();
        let mut laid_down = Vec::new().into_iter();
        if !kept.is_empty() {
            let links = self.upload(conversation, &kept, upload).await;
            laid_down = links.map_err(never_left)?.into_iter();
        }
        let addressed = files.iter().map(|file| match file.url() {
            Some(url) => Some(FileByAddress {
                url: url.to_owned(),
                name: file.name.clone(),
                mime_type: file.mime_type.clone(),
                bytes: file.bytes,
            }),
            None => laid_down.next(),
        });
        addressed
            .collect::<Option<_>>()
            .ok_or(PlatformError::Unreadable)
    }

    fn capabilities(&self, dashboard: Result<(), Unavailable>) -> Capabilities {
        Capabilities {
            send_text: Ok(()),
            // Meta's number id is the one thing that no call tells: it has to be typed in.
            send_template: self
                .session
                .phone_number_id
                .is_some()
                .then_some(())
                .ok_or(Unavailable::Key),
            list_templates: Ok(()),
            send_file: dashboard,
            attach_link: Ok(()),
            link_needs_size: true,
            buttons: Ok(interactive::button_limits()),
            // Words and files go out as messages of their own.
            captions: false,
            notes: Ok(()),
            note_limit: extras::NOTE_LIMIT,
            note_terms: true,
            assign_person: Ok(()),
            set_status: Ok(()),
            reopen: Ok(()),
            set_priority: Ok(()),
            set_ai: Ok(()),
            resolve_attention: Ok(()),
            set_properties: Ok(()),
            property_limits: Some(PropertyLimits {
                name: 20,
                value: 100,
            }),
            set_tags: dashboard,
            contacts: card::abilities(),
            tools: Tools {
                begin: Ok(Beginning {
                    by_phone: true,
                    by_email: true,
                    in_name_of_ai: true,
                }),
                change_note: Ok(()),
                delete_note: Ok(()),
                scenarios: Ok(()),
                record: Ok(()),
                ..Tools::none(Unavailable::Platform)
            },
            wants_template_number: true,
            file_limit: dashboard.map_or(0, |()| FILE_LIMIT),
            webhooks: WebhookSetup::ByHandWithHeader,
            dashboard: Some(self.session.has_dashboard()),
            ..Capabilities::none(Unavailable::Platform)
        }
    }
}

/// Where a file is to be laid down, and where it is found then.
fn read_link(document: &Value) -> Option<(&str, &str)> {
    let link = Row::of(document)?;
    link.text("signedUrl").zip(link.text("fileUrl"))
}

/// Where a person finds a conversation in the platform's own web pages.
pub(crate) fn conversation_link(_base_url: &str, conversation: &RemoteId) -> String {
    format!("https://app.chatvolt.ai/logs?tab=all&conversationId={conversation}")
}

impl Platform for Chatvolt {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Chatvolt
    }

    fn at(&self, urgency: Urgency) -> Self {
        Self {
            session: self.session.clone(),
            urgency,
        }
    }

    async fn connect(&self) -> Result<Connection, PlatformError> {
        let (directory, dashboard) = self.look_around().await?;
        Ok(Connection {
            directory,
            capabilities: self.capabilities(dashboard),
            // The key is the organization's, not a person's.
            me: None,
        })
    }

    async fn directory(&self) -> Result<Directory, PlatformError> {
        self.look_around().await.map(|(directory, _)| directory)
    }

    fn scopes(&self, _directory: &Directory) -> Vec<SyncScope> {
        let scopes = reading::SCOPES.iter();
        scopes
            .map(|scope| SyncScope(scope.name.to_owned()))
            .collect()
    }

    fn walk(&self, scope: &SyncScope) -> Walk {
        reading::scope(scope).map_or(Walk::Creation, |scope| self.walk_of(scope))
    }

    async fn list(&self, request: &ListRequest) -> Result<ListPage, PlatformError> {
        self.read_list(request).await
    }

    async fn conversation(
        &self,
        conversation: &RemoteId,
    ) -> Result<ConversationRecord, PlatformError> {
        let document = self.conversation_document(conversation).await?;
        let row = Row::of(&document).ok_or(PlatformError::Unreadable)?;
        let record =
            map::conversation(row, self.session.clock.now()).ok_or(PlatformError::Unreadable)?;
        self.know(|known| known.note(row));
        Ok(record)
    }

    async fn timeline(&self, request: &TimelineRequest) -> Result<TimelinePage, PlatformError> {
        self.read_timeline(request).await
    }

    async fn send_watched(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
        upload: &Upload,
    ) -> Result<Receipt, PlatformError> {
        let has_head = message.email.as_ref().is_some_and(|head| {
            head.subject.is_some()
                || [&head.to, &head.cc, &head.bcc]
                    .iter()
                    .any(|of| !of.is_empty())
        });
        if message.quote.is_some() || has_head {
            return Err(PlatformError::Unsupported);
        }
        if message.audience == Audience::Colleagues {
            if message.template.is_some() || !message.files.is_empty() {
                return Err(PlatformError::Unsupported);
            }
            let note = NoteDraft {
                private: message.terms.private,
                remind_at: message.terms.remind_at,
                ..NoteDraft::of(&message.text)
            };
            let note = self.add_note(&conversation.remote, &note).await?;
            return Ok(Receipt {
                item: Some(note.item),
            });
        }
        if message.said_elsewhere {
            if message.template.is_some() || !message.files.is_empty() {
                return Err(PlatformError::Unsupported);
            }
            let us = RecordedSpeaker::Us;
            return self.record(&conversation.remote, us, &message.text).await;
        }
        if message.take_over {
            let body = json!({ "enabled": false });
            self.change(&conversation.remote, "set-ai-enabled", body)
                .await
                .map_err(never_left)?;
        }
        if let Some(template) = &message.template {
            if !message.files.is_empty() {
                return Err(PlatformError::Unsupported);
            }
            let template = TemplateSend {
                name: template.name.clone(),
                language: template.language.clone(),
                text: message.text.clone(),
                values: template.values.clone(),
                header: None,
                buttons: Vec::new(),
            };
            return self.send_template(conversation, &template).await;
        }
        if !message.buttons.is_empty() {
            if !message.files.is_empty() {
                return Err(PlatformError::Unsupported);
            }
            let offer = InteractiveMessage::offer(&message.text, &message.buttons);
            self.send_interactive(&conversation.remote, &offer).await?;
            return Ok(Receipt { item: None });
        }
        let files = self
            .by_address(&conversation.remote, &message.files, upload)
            .await?;
        let text = message.text.as_str();
        let sent = self.send_files(&conversation.remote, text, &files).await?;
        // A file that had to be given its name as words is two items, and the one named is the words.
        let alone = text.trim().is_empty() && !files.is_empty();
        Ok(if alone { Receipt { item: None } } else { sent })
    }

    async fn find_sent(&self, probe: &SentProbe) -> Result<Option<ItemRecord>, PlatformError> {
        match probe.message.audience {
            Audience::Customer => self.find_message(probe).await,
            Audience::Colleagues => self.find_note(probe).await,
        }
    }

    async fn act(
        &self,
        conversation: &ConversationRecord,
        action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        let remote = &conversation.remote;
        match action {
            ConversationAction::Assign { to, to_kind, force }
                if to.is_none() || *to_kind == AgentKind::Person =>
            {
                self.assign(remote, to.as_ref(), *force).await
            }
            ConversationAction::SetStatus { status, .. } => {
                let word = match status {
                    Status::Open => "UNRESOLVED",
                    Status::Resolved => "RESOLVED",
                    Status::Pending | Status::Snoozed => return Err(PlatformError::Unsupported),
                };
                let body = json!({ "status": word });
                self.change(remote, "set-status", body).await
            }
            ConversationAction::AskForPerson { .. } => {
                let body = json!({ "status": map::HUMAN_REQUESTED });
                self.change(remote, "set-status", body).await
            }
            ConversationAction::SetPriority { priority } => {
                let word = match priority {
                    Some(Priority::Low) => "LOW",
                    // A conversation cannot be without; this is what it begins with.
                    Some(Priority::Medium) | None => "MEDIUM",
                    // Nothing is more pressing here.
                    Some(Priority::High | Priority::Urgent) => "HIGH",
                };
                let body = json!({ "priority": word });
                self.change(remote, "set-priority", body).await
            }
            ConversationAction::SetTags { tags } => self.set_tags(remote, tags).await,
            ConversationAction::SetAi { on } => {
                let body = json!({ "enabled": on });
                self.change(remote, "set-ai-enabled", body).await
            }
            ConversationAction::ResolveAttention { item } if item.0 == map::HUMAN_REQUESTED => {
                // Whatever became of it meanwhile, it does not ask any more.
                if conversation.platform_status != map::HUMAN_REQUESTED {
                    return Ok(());
                }
                let body = json!({ "status": "UNRESOLVED" });
                self.change(remote, "set-status", body).await
            }
            ConversationAction::ResolveAttention { .. } => Err(PlatformError::NotFound),
            ConversationAction::SetProperty { name, value } => {
                self.set_property(remote, name, value.as_deref()).await
            }
            ConversationAction::ChangeContact { contact, change } => {
                self.change_contact(conversation, contact, change).await
            }
            ConversationAction::MarkRead => {
                // Opening it there is the only way, and it marks just this conversation.
                let path = ["logs", remote.as_str()];
                self.call(Call::get(&path).at_dashboard()).await.map(drop)
            }
            ConversationAction::DeleteItem { item } => self.delete_note(remote, item).await,
            ConversationAction::ChangeNote { item, text, terms } => {
                // What else is told of it stays, unless it is to change too.
                let known = self.notes(remote).await?;
                let note = known.into_iter().find(|note| note.item == *item);
                let note = note.ok_or(PlatformError::NotFound)?;
                let terms = terms.unwrap_or(NoteTerms {
                    private: note.private,
                    remind_at: note.remind_at,
                });
                let draft = NoteDraft {
                    text: text.clone(),
                    private: terms.private,
                    justifies: false,
                    remind_at: terms.remind_at,
                };
                let reminded = note.remind_at.is_some();
                self.write_note(remote, item, &draft, reminded)
                    .await
                    .map(drop)
            }
            // An AI agent is no assignee here: it is switched on.
            ConversationAction::Assign { .. }
            | ConversationAction::ResolveAs { .. }
            | ConversationAction::AssignTeam { .. }
            | ConversationAction::Approve
            | ConversationAction::SetMuted { .. }
            | ConversationAction::MarkUnread => Err(PlatformError::Unsupported),
        }
    }

    async fn contact(&self, conversation: &ConversationRecord) -> Result<Card, PlatformError> {
        self.card_of(conversation).await
    }

    async fn conversations_with(
        &self,
        _conversation: &ConversationRecord,
    ) -> Result<Vec<ConversationRecord>, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn find_contacts(&self, _words: &str) -> Result<Vec<ContactRecord>, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn merge_contacts(
        &self,
        _kept: &RemoteId,
        _gone: &RemoteId,
    ) -> Result<(), PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn find_companies(&self, _words: &str) -> Result<Vec<Company>, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    fn live(&self) -> Option<BoxStream<'static, Result<LiveSign, PlatformError>>> {
        None
    }

    fn hints(&self, event: &RawEvent) -> Vec<Hint> {
        webhook::hints(event)
    }

    async fn fetch_media(&self, url: &str, limit: u64) -> Result<Vec<u8>, PlatformError> {
        self.session.fetch(url, limit).await
    }
}
