//! Hatif (Voxa): a business phone with WhatsApp.
//!
//! What its API does not offer is not imitated here: no read marks, no closing, no notes, no upload
//! of files, no list of templates. Free text goes to a number on a channel, never to a conversation.

mod card;
mod client;
mod contacts;
mod extras;
mod failure;
mod map;
mod portal;
mod time;
mod token;
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
    AgentKind, Audience, AuthorKind, Beginning, Capabilities, Company, Connection, ContactCard,
    ContactRecord, Content, ConversationAction, ConversationRecord, Direction, Directory, Hint,
    ItemRecord, ListPage, ListRequest, LiveSign, OutgoingMessage, PageToken, Platform,
    PlatformError, PlatformKind, RawEvent, Receipt, RemoteId, SentProbe, SyncScope, TimelinePage,
    TimelineRequest, Tools, Unavailable, Upload, Urgency, Walk, WebhookSetup, digits_of,
};
use serde_json::{Value, json};

use client::{Call, Session, never_left, refused};
pub use contacts::{
    Contact, ContactChange, ContactDraft, ContactFilter, ContactNote, ContactPage, HistoryEntry,
    PropertyDefinition, PropertyDraft, PropertyFilter, PropertyKind, PropertyOption, PropertyValue,
};
pub(crate) use portal::conversation_link;

pub use extras::{CallEntry, NewConversation, TagDraft, Template, TemplatePart, TemplateValue};

use crate::{OpenError, OpenOptions, Room};

/// Rows of a page of conversations or of a timeline.
const PAGE: u64 = 50;

/// How far the platform's clock may be behind ours.
const CLOCK_SLACK_MS: i64 = 2 * 60 * 1000;

/// Pages of a timeline that are searched for a send.
const SEARCHED_PAGES: usize = 4;

/// The client of one workspace. Clones share token, quota and connections.
#[derive(Debug, Clone)]
pub struct Hatif {
    session: Arc<Session>,
    urgency: Urgency,
}

impl Hatif {
    /// What the platform leaves to calls that nobody waits for.
    pub(crate) fn room(&self) -> Room {
        self.session.room()
    }

    /// Opens a workspace without calling the platform yet; calls are made in the background until
    /// [`Platform::at`] says otherwise.
    pub fn open(options: OpenOptions) -> Result<Self, OpenError> {
        let session = Arc::new(Session::new(options)?);
        Ok(Self {
            session,
            urgency: Urgency::News,
        })
    }

    async fn call(&self, call: Call<'_>) -> Result<Value, PlatformError> {
        self.session.call(self.urgency, call).await
    }

    /// Reads a document that must be one conversation.
    fn read_conversation(&self, document: &Value) -> Result<ConversationRecord, PlatformError> {
        map::conversation(document, &self.session.channels(), self.session.clock.now())
            .ok_or(PlatformError::Unreadable)
    }

    async fn assign_to(
        &self,
        conversation: &RemoteId,
        user: Option<&RemoteId>,
        machine: Option<&RemoteId>,
    ) -> Result<(), PlatformError> {
        let path = [
            "v2",
            "conversations",
            "service-account",
            conversation.as_str(),
            "assign",
        ];
        let body = json!({ "AssignedUserId": user, "AssignedAiAgentId": machine });
        self.call(Call::post(&path, body)).await.map(drop)
    }

    /// The number a conversation's customer is written to, as digits.
    async fn number_of(&self, conversation: &ConversationRecord) -> Result<String, PlatformError> {
        let known = conversation.contact.phone.clone();
        let phone = match known {
            Some(phone) => Some(phone),
            None if conversation.contact.remote.is_empty() => None,
            None => {
                let contact = RemoteId(conversation.contact.remote.clone());
                // Nothing was sent yet, whatever this read comes to.
                self.contact(&contact)
                    .await
                    .map_err(never_left)?
                    .record
                    .phone
            }
        };
        Some(digits_of(&phone.unwrap_or_default()))
            .filter(|digits| !digits.is_empty())
            .ok_or_else(|| refused("NoPhoneNumber"))
    }
}

impl Hatif {
    /// Gives a conversation to somebody, or to nobody.
    async fn assign(
        &self,
        conversation: &RemoteId,
        to: Option<(&RemoteId, AgentKind)>,
    ) -> Result<(), PlatformError> {
        let (agent, first) = match to {
            None => return self.assign_to(conversation, None, None).await,
            Some((agent, AgentKind::AiAgent)) => {
                return self.assign_to(conversation, None, Some(agent)).await;
            }
            Some((agent, AgentKind::Person)) => {
                (agent, self.assign_to(conversation, Some(agent), None).await)
            }
        };
        let Err(
            error @ (PlatformError::Refused { .. }
            | PlatformError::NotFound
            | PlatformError::Failed { .. }),
        ) = first
        else {
            return first;
        };
        // Which of a person's two ids is meant is not documented; the other one settles it.
        let membership = {
            let memberships = self.session.memberships.read();
            memberships
                .unwrap_or_else(PoisonError::into_inner)
                .get(agent)
                .cloned()
        };
        match membership {
            Some(membership) => {
                let second = self.assign_to(conversation, Some(&membership), None).await;
                second.map_err(|_| error)
            }
            None => Err(error),
        }
    }
}

impl Platform for Hatif {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Hatif
    }

    fn at(&self, urgency: Urgency) -> Self {
        Self {
            session: self.session.clone(),
            urgency,
        }
    }

    async fn connect(&self) -> Result<Connection, PlatformError> {
        Ok(Connection {
            directory: self.directory().await?,
            capabilities: capabilities(),
            // The key is the workspace's, not a person's.
            me: None,
        })
    }

    async fn directory(&self) -> Result<Directory, PlatformError> {
        let (channels, users, tags) = tokio::try_join!(
            self.session.all(self.urgency, || Call::get(&[
                "v1",
                "channels",
                "service-account"
            ])),
            self.call(Call::get(&["v1", "workspaces", "users"])),
            self.session.all(self.urgency, || {
                Call::get(&["v1", "tags", "service-account"]).query("Sorting", "Name ASC")
            }),
        )?;
        let users = wire::Rows::of(users).ok_or(PlatformError::Unreadable)?.rows;
        let directory = Directory {
            channels: readable(&channels, "channel", map::channel).0,
            agents: readable(&users, "user", map::agent).0,
            tags: readable(&tags, "tag", map::tag).0,
            ..Directory::default()
        };
        let known = directory
            .channels
            .iter()
            .map(|channel| (channel.remote.clone(), channel.kind));
        *self
            .session
            .channels
            .write()
            .unwrap_or_else(PoisonError::into_inner) = known.collect();
        *self
            .session
            .memberships
            .write()
            .unwrap_or_else(PoisonError::into_inner) =
            users.iter().filter_map(map::membership).collect();
        Ok(directory)
    }

    fn scopes(&self, directory: &Directory) -> Vec<SyncScope> {
        directory
            .channels
            .iter()
            .map(|channel| SyncScope(channel.remote.0.clone()))
            .collect()
    }

    fn walk(&self, _scope: &SyncScope) -> Walk {
        Walk::Activity
    }

    async fn list(&self, request: &ListRequest) -> Result<ListPage, PlatformError> {
        let path = [
            "v2",
            "conversations",
            "service-account",
            "channels",
            &request.scope.0,
        ];
        let call = Call::get(&path).query("Sorting", "LastActivityAt DESC");
        let page = self
            .session
            .page(self.urgency, call, skip_of(request.page.as_ref())?, PAGE)
            .await?;
        let channels = self.session.channels();
        let mut neighbour = self.session.clock.now();
        let (conversations, unreadable) = readable(&page.rows, "conversation", |row| {
            let record = map::conversation(row, &channels, neighbour)?;
            neighbour = record.last_activity_at;
            Some(record)
        });
        Ok(ListPage {
            conversations,
            next: page.next.map(|skip| PageToken(skip.to_string())),
            total: page
                .total
                .map(|total| u32::try_from(total).unwrap_or(u32::MAX)),
            unreadable,
        })
    }

    async fn conversation(
        &self,
        conversation: &RemoteId,
    ) -> Result<ConversationRecord, PlatformError> {
        let path = [
            "v2",
            "conversations",
            "service-account",
            conversation.as_str(),
        ];
        let document = self.call(Call::get(&path)).await?;
        self.read_conversation(&document)
    }

    async fn timeline(&self, request: &TimelineRequest) -> Result<TimelinePage, PlatformError> {
        let conversation = &request.conversation;
        let path = [
            "v2",
            "conversations",
            "service-account",
            conversation.as_str(),
            "timeline",
        ];
        let call = Call::get(&path).query("Sorting", "CreationTime DESC");
        let page = self
            .session
            .page(self.urgency, call, skip_of(request.page.as_ref())?, PAGE)
            .await?;
        let mut neighbour = self.session.clock.now();
        let (mut items, _) = readable(&page.rows, "timeline event", |row| {
            let item = map::item(row, conversation, neighbour)?;
            neighbour = item.occurred_at;
            Some(item)
        });
        // Ids order like the instants of their making, so they order what shares a millisecond.
        items.sort_by(|one, other| {
            (other.occurred_at, &other.remote).cmp(&(one.occurred_at, &one.remote))
        });
        Ok(TimelinePage {
            items,
            next: page.next.map(|skip| PageToken(skip.to_string())),
        })
    }

    async fn send_watched(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
        _upload: &Upload,
    ) -> Result<Receipt, PlatformError> {
        if message.audience == Audience::Colleagues
            || message.quote.is_some()
            || message.said_elsewhere
        {
            return Err(PlatformError::Unsupported);
        }
        let channel = conversation
            .channel
            .as_ref()
            .ok_or_else(|| refused("NoChannel"))?;
        let number = self.number_of(conversation).await?;
        match message.files.as_slice() {
            [] => {}
            [file] if message.template.is_none() => {
                let url = file.url().ok_or(PlatformError::Unsupported)?;
                let caption = Some(message.text.as_str()).filter(|text| !text.trim().is_empty());
                return self
                    .send_file(channel, &number, url, &file.name, caption)
                    .await;
            }
            // One call carries one file.
            _ => return Err(PlatformError::Unsupported),
        }
        if let Some(template) = &message.template {
            let values = template.values.iter().map(|(_, value)| value.clone());
            let template = Template {
                name: template.name.clone(),
                language: template.language.clone(),
                parts: vec![TemplatePart::Body(values.collect())],
            };
            return self.send_template(channel, &number, &template).await;
        }
        let path = ["v1", "whatsapp", "service-account", "sendText"];
        let body = json!({ "ChannelId": channel, "Text": message.text, "ToNumber": number });
        let item = self
            .session
            .send(self.urgency, Call::send(&path, body))
            .await?;
        Ok(Receipt { item })
    }

    async fn find_sent(&self, probe: &SentProbe) -> Result<Option<ItemRecord>, PlatformError> {
        let horizon = probe.attempted_at.plus(-CLOCK_SLACK_MS);
        let sought = comparable(&probe.message.text);
        let mut found: Vec<ItemRecord> = Vec::new();
        let mut page = None;
        for _ in 0..SEARCHED_PAGES {
            let request = TimelineRequest {
                conversation: probe.conversation.clone(),
                page,
            };
            let timeline = self.timeline(&request).await?;
            let past = timeline
                .items
                .last()
                .is_some_and(|item| item.occurred_at < horizon);
            found.extend(timeline.items.into_iter().filter(|item| {
                item.direction == Direction::Outbound
                    && item.author.kind != AuthorKind::AiAgent
                    // A send by key is nobody's; who is named wrote it in the portal.
                    && item.author.agent.is_none()
                    && item.occurred_at >= horizon
                    && !probe.linked.contains(&item.remote)
                    && is_alike(&item.content, &probe.message, &sought)
            }));
            page = timeline.next;
            if past || page.is_none() {
                break;
            }
        }
        // The same words may have been sent more than once: the one nearest to the attempt is it.
        Ok(found
            .into_iter()
            .min_by_key(|item| item.occurred_at.since(probe.attempted_at).abs()))
    }

    async fn act(
        &self,
        conversation: &ConversationRecord,
        action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        match action {
            ConversationAction::Assign { to, to_kind, .. } => {
                let to = to.as_ref().map(|agent| (agent, *to_kind));
                self.assign(&conversation.remote, to).await
            }
            ConversationAction::SetTags { tags } => self.set_tags(&conversation.remote, tags).await,
            ConversationAction::ChangeContact { contact, change } => {
                self.change_contact(contact, change).await
            }
            ConversationAction::AssignTeam { .. }
            | ConversationAction::ResolveAs { .. }
            | ConversationAction::DeleteItem { .. }
            | ConversationAction::ChangeNote { .. }
            | ConversationAction::SetStatus { .. }
            | ConversationAction::AskForPerson { .. }
            | ConversationAction::SetPriority { .. }
            | ConversationAction::SetAi { .. }
            | ConversationAction::ResolveAttention { .. }
            | ConversationAction::Approve
            | ConversationAction::SetMuted { .. }
            | ConversationAction::SetProperty { .. }
            | ConversationAction::MarkRead
            | ConversationAction::MarkUnread => Err(PlatformError::Unsupported),
        }
    }

    async fn contact(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<ContactCard, PlatformError> {
        self.card_of(conversation).await
    }

    async fn conversations_with(
        &self,
        conversation: &ConversationRecord,
    ) -> Result<Vec<ConversationRecord>, PlatformError> {
        self.conversations_of(conversation).await
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
        self.session.fetch(self.urgency, url, limit).await
    }
}

/// True when an item holds what was sent: its words, or the file by its address. The platform may
/// lay a file down elsewhere, but keeps its name.
fn is_alike(content: &Content, sent: &OutgoingMessage, sought: &str) -> bool {
    match (content, sent.files.first()) {
        (Content::Text { text }, None) => comparable(text) == sought,
        (Content::Media(media), Some(file)) => {
            let caption = media.caption.as_deref().map(comparable).unwrap_or_default();
            let same_file = Some(media.url.as_str()) == file.url()
                || media.file_name.as_deref() == Some(file.name.as_str());
            same_file && caption == sought
        }
        _ => false,
    }
}

fn capabilities() -> Capabilities {
    Capabilities {
        attach_link: Ok(()),
        // Of files only those that are already public somewhere; no notes, no closing.
        send_text: Ok(()),
        send_template: Ok(()),
        assign_person: Ok(()),
        assign_ai: Ok(()),
        set_tags: Ok(()),
        create_tags: Ok(()),
        tools: Tools {
            begin: Ok(Beginning {
                by_phone: true,
                by_email: false,
                in_name_of_ai: false,
            }),
            ..Tools::none(Unavailable::Platform)
        },
        read_receipts: true,
        webhooks: WebhookSetup::ByHand,
        contacts: card::abilities(),
        ..Capabilities::none(Unavailable::Platform)
    }
}

/// The rows that can be read, and how many cannot; those are logged by id and left out.
fn readable<T>(
    rows: &[Value],
    what: &str,
    mut read: impl FnMut(&Value) -> Option<T>,
) -> (Vec<T>, u32) {
    let mut unreadable = 0;
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(record) = read(row) {
            records.push(record);
        } else {
            unreadable += 1;
            let id = ["id", "eventId", "Id", "EventId"]
                .iter()
                .find_map(|key| row.get(*key)?.as_str());
            tracing::warn!(what, id, "hatif sent an unreadable row");
        }
    }
    (records, unreadable)
}

fn skip_of(page: Option<&PageToken>) -> Result<u64, PlatformError> {
    page.map_or(Ok(0), |page| {
        page.0.parse().map_err(|_| PlatformError::NotFound)
    })
}

/// Text as two sides of a platform may have trimmed it differently.
fn comparable(text: &str) -> String {
    map::cleaned(text).trim().to_owned()
}
