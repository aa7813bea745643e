//! Chatwoot: an open inbox for teams, in its cloud or on a server of one's own.
//!
//! A key belongs to a person, so the line knows who "me" is. Read marks are one per conversation and
//! shared by all colleagues. Nothing here retries: the platform drops no repeats, so a message
//! carries an id of ours by which it is found again.

mod act;
mod card;
mod client;
mod credentials;
mod extras;
mod failure;
mod live;
mod map;
mod notices;
mod release;
mod send;
mod sign_in;
mod tools;
pub mod visitor;
mod webhook;
mod wire;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError},
};

use futures_util::stream::BoxStream;
use inbox_core::{
    Agent, AgentKind, Beginning, Capabilities, Company, Connection, ContactCard, ContactRecord,
    ConversationAction, ConversationRecord, Directory, Hint, ItemRecord, ListPage, ListRequest,
    LiveSign, OutgoingMessage, PageToken, PersonalNotices, Platform, PlatformError, PlatformKind,
    RawEvent, Receipt, RemoteId, SentProbe, SyncScope, TimelinePage, TimelineRequest, Timestamp,
    Tools, Unavailable, Upload, Urgency, Walk, WebhookSetup,
};
use serde_json::Value;

use client::{Call, Known, Session, readable};
pub use extras::*;
use release::Release;

use crate::{Account, OpenError, OpenOptions, Room, SignInError};

/// Rows of a page of messages.
const TIMELINE_PAGE: usize = 20;

/// Longest message.
const TEXT_LIMIT: u32 = 150_000;

/// Largest file of a website channel; other channels have no limit of their own.
const FILE_LIMIT: u64 = 40 * 1024 * 1024;

/// Every conversation, newest activity first.
const ALL: &str = "all";

/// Conversations that changed without anything happening in them: attributes, waiting times.
const CHANGED: &str = "changed";

/// How much further back than asked changes are read, against clocks and slow transactions.
const OVERLAP_MS: i64 = 30_000;

/// How far back changes are read when nothing is known; the other scope reads everything then.
const FIRST_CHANGES_MS: i64 = 15 * 60_000;

/// The furthest changes are read back, as they come in one answer. What an older gap held shows in
/// the other scope, where every message, note and activity line counts.
const CHANGES_LIMIT_MS: i64 = 3 * 24 * 60 * 60_000;

/// The client of one account. Clones share quota and connections.
#[derive(Debug, Clone)]
pub struct Chatwoot {
    session: Arc<Session>,
    urgency: Urgency,
}

impl Chatwoot {
    /// What the platform leaves to calls that nobody waits for.
    pub(crate) fn room(&self) -> Room {
        self.session.room()
    }

    /// Opens a line without calling the platform yet; calls are made in the background until
    /// [`Platform::at`] says otherwise.
    pub fn open(options: OpenOptions) -> Result<Self, OpenError> {
        Ok(Self {
            session: Arc::new(Session::new(options)?),
            urgency: Urgency::News,
        })
    }

    /// Where a person finds a conversation in the platform's own web pages.
    pub fn portal_link(&self, conversation: &RemoteId) -> String {
        let account = self.session.account.to_string();
        let path = [
            "app",
            "accounts",
            &account,
            "conversations",
            conversation.as_str(),
        ];
        client::address(&self.session.base, path)
            .map_or_else(|| self.session.base.to_string(), String::from)
    }

    /// The accounts the typed-in credentials open.
    pub(crate) async fn sign_in(options: OpenOptions) -> Result<Vec<Account>, SignInError> {
        sign_in::sign_in(options).await
    }

    async fn call(&self, call: Call) -> Result<Value, PlatformError> {
        self.session.call(self.urgency, call).await
    }

    /// A list that comes whole; one the key may not read is empty.
    async fn optional_rows(&self, path: &[&str]) -> Result<Vec<Value>, PlatformError> {
        match self.call(Call::get(path)).await {
            Ok(document) => wire::rows(&document)
                .cloned()
                .ok_or(PlatformError::Unreadable),
            Err(
                PlatformError::ScopeMissing { .. }
                | PlatformError::NotFound
                | PlatformError::Refused { .. },
            ) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    async fn rows(&self, path: &[&str]) -> Result<Vec<Value>, PlatformError> {
        let document = self.call(Call::get(path)).await?;
        wire::rows(&document)
            .cloned()
            .ok_or(PlatformError::Unreadable)
    }

    /// What is switched on for the account; `None` where it does not say.
    async fn features(&self) -> Result<Option<HashSet<String>>, PlatformError> {
        let document = match self.call(Call::get(&[])).await {
            Ok(document) => document,
            Err(
                PlatformError::ScopeMissing { .. }
                | PlatformError::NotFound
                | PlatformError::Refused { .. },
            ) => return Ok(None),
            Err(error) => return Err(error),
        };
        let features = wire::Row::of(&document).and_then(|row| row.row("features"));
        Ok(features.map(|features| {
            features
                .members()
                .filter(|(_, on)| **on == Value::Bool(true))
                .map(|(name, _)| name.to_owned())
                .collect()
        }))
    }

    /// Reads conversations and remembers what was seen of their contacts.
    fn read_conversations(&self, rows: &[Value]) -> (Vec<ConversationRecord>, u32) {
        let known = self.session.known();
        let mut contacts = self
            .session
            .contacts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut neighbour = self.session.clock.now();
        readable(rows, "conversation", |row| {
            let record = map::conversation(row, &known, neighbour)?;
            neighbour = record.last_activity_at;
            contacts.extend(row.pointer("/meta/sender").and_then(map::contact_seen));
            Some(record)
        })
    }

    /// Reads a document that must be one conversation.
    fn read_conversation(&self, document: &Value) -> Result<ConversationRecord, PlatformError> {
        let (mut records, _) = self.read_conversations(std::slice::from_ref(document));
        records.pop().ok_or(PlatformError::Unreadable)
    }

    async fn list_all(&self, page: Option<&PageToken>) -> Result<ListPage, PlatformError> {
        let (number, before) = place_of(page)?;
        let call = everything()
            .query("sort_by", "last_activity_at_desc")
            .query("page", number.to_string());
        let document = self.call(call).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        let (conversations, unreadable) = self.read_conversations(rows);
        let total = total(&document);
        // Servers may be set up with other pages than usual, so a short one is not yet the end.
        let read = before + rows.len() as u64;
        let complete = rows.is_empty() || total.is_some_and(|total| read >= u64::from(total));
        Ok(ListPage {
            conversations,
            next: (!complete).then(|| PageToken(format!("{}/{read}", number + 1))),
            total,
            unreadable,
        })
    }

    async fn list_changed(&self, since: Option<Timestamp>) -> Result<ListPage, PlatformError> {
        let gap = since.map_or(FIRST_CHANGES_MS, |since| {
            self.session.clock.now().since(since).max(0)
        });
        let mut window = (gap + OVERLAP_MS).min(CHANGES_LIMIT_MS);
        let document = loop {
            let seconds = window.unsigned_abs().div_ceil(1000).max(1);
            let call = everything().query("updated_within", seconds.to_string());
            match self.call(call).await {
                // More than one answer can hold, or more than the server can gather in time.
                Err(PlatformError::Unreadable | PlatformError::Refused { .. })
                    if window > FIRST_CHANGES_MS =>
                {
                    window = (window / 2).max(FIRST_CHANGES_MS);
                }
                other => break other?,
            }
        };
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        let (conversations, unreadable) = self.read_conversations(rows);
        Ok(ListPage {
            conversations,
            next: None,
            total: None,
            unreadable,
        })
    }

    /// A page of messages as the platform wrote it: oldest first.
    async fn messages(
        &self,
        conversation: &RemoteId,
        before: Option<&str>,
    ) -> Result<Value, PlatformError> {
        let call = Call::get(&["conversations", conversation.as_str(), "messages"])
            .query_if("before", before);
        self.call(call).await
    }
}

/// A listing of conversations without any of the default filters.
fn everything() -> Call {
    Call::get(&["conversations"])
        .query("status", "all")
        .query("assignee_type", "all")
}

/// The number of a page, and how many rows came before it.
fn place_of(page: Option<&PageToken>) -> Result<(u32, u64), PlatformError> {
    let Some(page) = page else {
        return Ok((1, 0));
    };
    page.0
        .split_once('/')
        .and_then(|(number, before)| Some((number.parse().ok()?, before.parse().ok()?)))
        .ok_or(PlatformError::NotFound)
}

fn total(document: &Value) -> Option<u32> {
    let meta = document
        .pointer("/data/meta")
        .or_else(|| document.get("meta"))?;
    let count = wire::Row::of(meta)?.number("all_count")?;
    u32::try_from(count).ok()
}

impl Platform for Chatwoot {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Chatwoot
    }

    fn at(&self, urgency: Urgency) -> Self {
        Self {
            session: self.session.clone(),
            urgency,
        }
    }

    async fn connect(&self) -> Result<Connection, PlatformError> {
        let profile = self.session.profile(self.urgency).await?;
        // Without a role in the account, or with the account suspended, nothing works.
        let membership =
            map::membership(&profile, self.session.account).ok_or(PlatformError::KeyRefused)?;
        let me = wire::Row::of(&profile).and_then(|profile| profile.id("id"));
        self.session.learn(|known| Known {
            me: me.clone(),
            ..known.clone()
        });
        let release = self.probe().await?;
        self.learn_release(release);
        let features = self.features().await?;
        let has = |feature: &str| features.as_ref().is_none_or(|on| on.contains(feature));
        let within = |can: Result<(), Unavailable>, feature: &str| {
            can.and_then(|()| has(feature).then_some(()).ok_or(Unavailable::Account))
        };
        let can = capabilities(&membership);
        let ai_tasks = if release.is_some_and(|release| release < Release::AI_TASKS) {
            let hook = self.ai_hook().await?;
            can.ai_tasks
                .and_then(|()| hook.map(drop).ok_or(Unavailable::Account))
        } else {
            within(can.ai_tasks, "captain_tasks")
        };
        Ok(Connection {
            directory: self.directory().await?,
            capabilities: Capabilities {
                macros: within(can.macros, "macros"),
                ai_tasks,
                // A server that does not say what it is might assign somebody else.
                assign_ai: can.assign_ai.and_then(|()| {
                    let takes_bots = release.is_some_and(|known| known >= Release::BOT_ASSIGNEES);
                    takes_bots.then_some(()).ok_or(Unavailable::Platform)
                }),
                ..can
            },
            me,
        })
    }

    async fn directory(&self) -> Result<Directory, PlatformError> {
        let (channels, agents, bots, tags, teams, replies, attributes, views, profile) = tokio::try_join!(
            self.rows(&["inboxes"]),
            self.rows(&["agents"]),
            self.optional_rows(&["agent_bots"]),
            self.rows(&["labels"]),
            self.rows(&["teams"]),
            self.optional_rows(&["canned_responses"]),
            self.optional_rows(&["custom_attribute_definitions"]),
            // On the heap, or the future of a whole connection would be too large to be handed around.
            Box::pin(self.saved_views()),
            Box::pin(self.session.profile(self.urgency)),
        )?;
        let mut agents = readable(&agents, "agent", map::agent).0;
        agents.extend(readable(&bots, "agent bot", map::bot).0);
        let directory = Directory {
            channels: readable(&channels, "inbox", map::channel).0,
            agents,
            tags: readable(&tags, "label", map::tag).0,
            teams: readable(&teams, "team", map::team).0,
            saved_replies: readable(&replies, "canned response", map::saved_reply).0,
            notices: Vec::new(),
            views,
            properties: readable(&attributes, "attribute definition", |row| {
                map::attribute(row, "conversation_attribute")
            })
            .0,
            signature: wire::Row::of(&profile).and_then(|row| row.words("message_signature")),
        };
        let conversation_attributes = attributes.iter().filter(|row| {
            row.get("attribute_model")
                .is_none_or(|model| model == "conversation_attribute")
        });
        let attributes = conversation_attributes
            .filter_map(map::attribute_type)
            .collect();
        self.session.learn(|known| Known {
            channels: directory
                .channels
                .iter()
                .map(|channel| (channel.remote.clone(), channel.kind))
                .collect(),
            agents: named_once(&directory.agents),
            teams: directory
                .teams
                .iter()
                .map(|team| team.name.clone())
                .collect(),
            attributes,
            me: known.me.clone(),
            release: known.release,
        });
        Ok(directory)
    }

    fn scopes(&self, _directory: &Directory) -> Vec<SyncScope> {
        vec![SyncScope(ALL.to_owned()), SyncScope(CHANGED.to_owned())]
    }

    fn walk(&self, scope: &SyncScope) -> Walk {
        if scope.0 == CHANGED {
            Walk::Since
        } else {
            Walk::Activity
        }
    }

    async fn list(&self, request: &ListRequest) -> Result<ListPage, PlatformError> {
        if request.scope.0 == CHANGED {
            self.list_changed(request.since).await
        } else {
            self.list_all(request.page.as_ref()).await
        }
    }

    async fn conversation(
        &self,
        conversation: &RemoteId,
    ) -> Result<ConversationRecord, PlatformError> {
        let call = Call::get(&["conversations", conversation.as_str()]);
        let document = self.call(call).await?;
        self.read_conversation(wire::unwrapped(&document))
    }

    async fn timeline(&self, request: &TimelineRequest) -> Result<TimelinePage, PlatformError> {
        let before = request.page.as_ref().map(|page| page.0.as_str());
        let document = self.messages(&request.conversation, before).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        let known = self.session.known();
        let mut neighbour = map::time_in(rows).unwrap_or_else(|| self.session.clock.now());
        let (messages, _) = readable(rows, "message", |row| {
            let items = map::items(row, &request.conversation, &known, neighbour);
            neighbour = items.first().map_or(neighbour, |item| item.occurred_at);
            (!items.is_empty()).then_some(items)
        });
        let mut items: Vec<ItemRecord> = messages.into_iter().flatten().collect();
        // Stable, so that what shares a second stays in the platform's order.
        items.sort_by_key(|item| item.occurred_at);
        items.reverse();
        let next = (rows.len() >= TIMELINE_PAGE)
            .then(|| map::oldest(&document))
            .flatten()
            .filter(|oldest| Some(oldest.as_str()) != before);
        Ok(TimelinePage {
            items,
            next: next.map(|oldest| PageToken(oldest.0)),
        })
    }

    async fn send_watched(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
        upload: &Upload,
    ) -> Result<Receipt, PlatformError> {
        self.send_message(conversation, message, upload).await
    }

    async fn find_sent(&self, probe: &SentProbe) -> Result<Option<ItemRecord>, PlatformError> {
        self.find_sent_message(probe).await
    }

    async fn act(
        &self,
        conversation: &ConversationRecord,
        action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        self.act_on(&conversation.remote, action).await
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

    async fn find_contacts(&self, words: &str) -> Result<Vec<ContactRecord>, PlatformError> {
        let found = self.search_contacts(words, 1).await?;
        Ok(found
            .contacts
            .into_iter()
            .map(|contact| contact.record)
            .collect())
    }

    async fn merge_contacts(&self, kept: &RemoteId, gone: &RemoteId) -> Result<(), PlatformError> {
        Self::merge_contacts(self, kept, gone).await.map(drop)
    }

    async fn find_companies(&self, _words: &str) -> Result<Vec<Company>, PlatformError> {
        Err(PlatformError::Unsupported)
    }

    async fn personal_notices(&self) -> Result<Option<PersonalNotices>, PlatformError> {
        self.unread_notices().await.map(Some)
    }

    async fn count_unresolved(&self) -> Result<Option<u32>, PlatformError> {
        let all = self.totals(None).await?.all;
        let resolved = self.totals(Some("resolved")).await?.all;
        Ok(Some(all.saturating_sub(resolved)))
    }

    fn live(&self) -> Option<BoxStream<'static, Result<LiveSign, PlatformError>>> {
        Some(live::signs(self.session.clone(), self.urgency))
    }

    fn hints(&self, event: &RawEvent) -> Vec<Hint> {
        webhook::hints(event, self.session.account, &self.session.known())
    }

    async fn fetch_media(&self, url: &str, limit: u64) -> Result<Vec<u8>, PlatformError> {
        self.session.fetch(url, limit).await
    }
}

/// Ids by name, without names that several colleagues share.
fn named_once(agents: &[Agent]) -> HashMap<String, RemoteId> {
    let mut named: HashMap<String, Option<RemoteId>> = HashMap::new();
    for agent in agents
        .iter()
        .filter(|agent| agent.kind == AgentKind::Person)
    {
        named
            .entry(agent.name.clone())
            .and_modify(|id| *id = None)
            .or_insert_with(|| Some(agent.remote.clone()));
    }
    named
        .into_iter()
        .filter_map(|(name, id)| Some((name, id?)))
        .collect()
}

fn capabilities(membership: &map::Membership) -> Capabilities {
    let can = if membership.carries_conversations {
        Ok(())
    } else {
        Err(Unavailable::Key)
    };
    Capabilities {
        send_text: can,
        send_template: can,
        list_templates: Ok(()),
        send_file: can,
        notes: can,
        mentions: can,
        email_copies: can,
        quote: can,
        assign_person: can,
        assign_ai: can,
        assign_team: can,
        set_status: can,
        reopen: can,
        snooze: can,
        set_priority: can,
        set_properties: can,
        mute: can,
        set_tags: can,
        create_tags: membership.administers.then_some(()).ok_or(Unavailable::Key),
        webhooks: if membership.administers {
            WebhookSetup::Registered
        } else {
            WebhookSetup::NotByKey
        },
        play_visitor: membership.administers.then_some(()).ok_or(Unavailable::Key),
        tools: Tools {
            begin: can.map(|()| Beginning {
                by_phone: true,
                by_email: true,
                in_name_of_ai: false,
            }),
            delete_message: can,
            retry_message: can,
            translate: can,
            delete_note: can,
            participants: can,
            transcript: can,
            availability: Ok(()),
            tells_writing: membership.carries_conversations,
            many_at_once: membership.carries_conversations,
            ..Tools::none(Unavailable::Platform)
        },
        saved_replies: can,
        macros: can,
        ai_tasks: can,
        read_receipts: true,
        shared_read_marks: true,
        text_limit: TEXT_LIMIT,
        note_limit: TEXT_LIMIT,
        file_limit: FILE_LIMIT,
        contacts: card::abilities(can),
        files_at_once: send::FILES,
        note_files: true,
        // A bot is an assignee, so there is no switch; nothing asks for leave or attention.
        ..Capabilities::none(Unavailable::Platform)
    }
}
