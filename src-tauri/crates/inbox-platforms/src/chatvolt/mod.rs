//! Chatvolt: AI agents on many channels, with people taking over.
//!
//! Its list can neither be sorted by activity nor asked for changes, tells no last message, and
//! nothing can be marked as read over the documented API. A key stands for the whole organization
//! and for no person. What only the dashboard's own host offers (members, tags, uploads, read marks)
//! is used only where the person opted in.

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
mod webhook;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError};

use futures_util::stream::BoxStream;
use inbox_core::{
    AgentKind, Audience, Capabilities, Connection, ConversationAction, ConversationRecord,
    Directory, Hint, ItemRecord, ListPage, ListRequest, LiveSign, OutgoingFile, OutgoingMessage,
    Platform, PlatformError, PlatformKind, Priority, RawEvent, Receipt, RemoteId, SentProbe,
    Status, SyncScope, TimelinePage, TimelineRequest, Unavailable, Urgency, Walk, WebhookSetup,
};
use serde_json::{Value, json};

use client::{Call, Session, never_left, refused};
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

use crate::{OpenError, OpenOptions};

/// Largest file that every channel takes.
const FILE_LIMIT: u64 = 16 * 1024 * 1024;

/// The client of one organization. Clones share quota and connections.
#[derive(Debug, Clone)]
pub struct Chatvolt {
    session: Arc<Session>,
    urgency: Urgency,
}

impl Chatvolt {
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
            urgency: Urgency::Background,
        })
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
        files: &[OutgoingFile],
    ) -> Result<Vec<FileByAddress>, PlatformError> {
        if files.iter().any(|file| file.bytes > FILE_LIMIT) {
            return Err(refused("TooLarge"));
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
            let link = Row::of(link).ok_or(PlatformError::Unreadable)?;
            let [signed, public] = ["signedUrl", "fileUrl"].map(|name| link.text(name));
            let (signed, public) = signed.zip(public).ok_or(PlatformError::Unreadable)?;
            let bytes = tokio::fs::read(&file.path).await;
            let bytes = bytes.map_err(|_| refused("FileNotReadable"))?;
            let size = bytes.len() as u64;
            self.session
                .lay_down(signed, &file.mime_type, bytes)
                .await?;
            laid_down.push(FileByAddress {
                url: public.to_owned(),
                name: file.name.clone(),
                mime_type: file.mime_type.clone(),
                bytes: size,
            });
        }
        Ok(laid_down)
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
            notes: Ok(()),
            assign_person: Ok(()),
            set_status: Ok(()),
            reopen: Ok(()),
            set_priority: Ok(()),
            set_ai: Ok(()),
            resolve_attention: Ok(()),
            set_properties: Ok(()),
            set_tags: dashboard,
            file_limit: dashboard.map_or(0, |()| FILE_LIMIT),
            webhooks: WebhookSetup::ByHandWithHeader,
            dashboard: Some(self.session.has_dashboard()),
            ..Capabilities::none(Unavailable::Platform)
        }
    }
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
        let record = map::conversation(row).ok_or(PlatformError::Unreadable)?;
        self.know(|known| known.note(row));
        Ok(record)
    }

    async fn timeline(&self, request: &TimelineRequest) -> Result<TimelinePage, PlatformError> {
        self.read_timeline(request).await
    }

    async fn send(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
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
            let note = NoteDraft::of(&message.text);
            let note = self.add_note(&conversation.remote, &note).await?;
            return Ok(Receipt {
                item: Some(note.item),
            });
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
        let files = if message.files.is_empty() {
            Vec::new()
        } else {
            self.upload(&conversation.remote, &message.files)
                .await
                .map_err(never_left)?
        };
        self.send_files(&conversation.remote, &message.text, &files)
            .await
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
            ConversationAction::MarkRead => {
                // Opening it there is the only way, and it marks just this conversation.
                let path = ["logs", remote.as_str()];
                self.call(Call::get(&path).at_dashboard()).await.map(drop)
            }
            // An AI agent is no assignee here: it is switched on.
            ConversationAction::Assign { .. }
            | ConversationAction::AssignTeam { .. }
            | ConversationAction::Approve
            | ConversationAction::SetMuted { .. }
            | ConversationAction::MarkUnread => Err(PlatformError::Unsupported),
        }
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
