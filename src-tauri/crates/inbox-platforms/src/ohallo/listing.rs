//! Listings, and what has to be looked up so that their rows can be shown.
//!
//! The list cannot be asked what changed, and a status that changes without words does not move a row.
//! So besides the newest there are three lists that are read as a whole: what needs a person, what a
//! person has, and all that is unfinished. What has left one of them since the last look is read singly.

use std::{collections::HashSet, sync::Arc};

use inbox_core::{
    ConversationRecord, ItemRecord, ListPage, ListRequest, PageToken, PlatformError, RemoteId,
    SyncScope, TimelinePage, TimelineRequest, Timestamp, Walk,
};
use serde_json::Value;

use super::{
    Ohallo,
    client::{Call, file_reference},
    failure::{self, is_refused},
    map::{self, AttentionBoard, Surroundings, Told},
    wire::readable,
};

pub(super) const NEWEST: &str = "all";
const ATTENTION: &str = "attention";
const PEOPLE: &str = "humanManaged";
const UNFINISHED: &str = "unfinished";
const WHOLE: [&str; 3] = [ATTENTION, PEOPLE, UNFINISHED];

/// A list can be asked for one status at a time.
const UNFINISHED_STATUSES: [&str; 3] = ["in_progress", "open", "awaiting_contact"];

const PAGE: &str = "100";

/// Attention items are one list for the whole account; it is not read more often than this.
const ATTENTION_MS: i64 = 25_000;

/// Conversations per page whose summary is read along with their row.
const DETAILED: usize = 4;

/// Conversations that left a list, read singly per look.
const LEAVERS: usize = 12;

/// Contacts looked up one by one; for more of them the list of contacts is read instead.
const SINGLE_CONTACTS: usize = 5;
const CONTACT_PAGES: usize = 20;

/// The right to read channels.
pub(super) const CHANNELS: &str = "channels:read";

/// Messages of a page of a timeline.
const MESSAGES: usize = 200;

pub(super) fn scopes() -> Vec<SyncScope> {
    // What people wait for comes first.
    [ATTENTION, PEOPLE, NEWEST, UNFINISHED]
        .map(|scope| SyncScope(scope.to_owned()))
        .to_vec()
}

pub(super) fn walk(scope: &SyncScope) -> Walk {
    match scope.0.as_str() {
        ATTENTION | PEOPLE => Walk::Whole { every_ms: 60_000 },
        UNFINISHED => Walk::Whole { every_ms: 600_000 },
        _ => Walk::Activity,
    }
}

/// Where a listing goes on: which status of several, and the platform's cursor.
struct Place {
    status: usize,
    cursor: Option<String>,
}

impl Place {
    fn read(page: Option<&PageToken>) -> Result<Self, PlatformError> {
        let Some(page) = page else {
            return Ok(Self {
                status: 0,
                cursor: None,
            });
        };
        let (status, cursor) = page.0.split_once(':').ok_or(PlatformError::NotFound)?;
        Ok(Self {
            status: status.parse().map_err(|_| PlatformError::NotFound)?,
            cursor: Some(cursor.to_owned()).filter(|cursor| !cursor.is_empty()),
        })
    }

    fn token(&self) -> PageToken {
        let cursor = self.cursor.as_deref().unwrap_or_default();
        PageToken(format!("{}:{cursor}", self.status))
    }
}

impl Ohallo {
    fn list_call(&self) -> Call<'static> {
        Call::get(&["conversations"]).maybe("workspaceId", self.session.workspace())
    }

    pub(super) async fn list_page(&self, request: &ListRequest) -> Result<ListPage, PlatformError> {
        let whole = WHOLE.into_iter().find(|scope| *scope == request.scope.0);
        if whole.is_none() && request.scope.0 != NEWEST {
            return Err(PlatformError::NotFound);
        }
        let place = Place::read(request.page.as_ref())?;
        let call = |cursor: Option<&String>| {
            let call = self
                .list_call()
                .query("limit", PAGE)
                .maybe("cursor", cursor);
            match whole {
                Some(ATTENTION) => call.query("hasAttention", "true"),
                Some(PEOPLE) => call.query("humanManaged", "true"),
                Some(_) => call.maybe("status", UNFINISHED_STATUSES.get(place.status).copied()),
                None => call,
            }
        };
        let attention = self.attention().await?;
        let mut rows = self
            .session
            .rows(self.urgency, call(place.cursor.as_ref()))
            .await;
        let mut lost_place = false;
        if place.cursor.is_some()
            && rows
                .as_ref()
                .is_err_and(|error| is_refused(error, failure::CURSOR))
        {
            // The place is gone; begun anew, nothing is left out.
            lost_place = true;
            rows = self.session.rows(self.urgency, call(None)).await;
        }
        let rows = rows?;
        // A list read as a whole would be begun anew for ever; it is read again at its next look.
        let cursor = rows.next.filter(|_| !lost_place || whole.is_none());
        let next = match (cursor, whole) {
            (Some(cursor), _) => Some(Place {
                status: place.status,
                cursor: Some(cursor),
            }),
            (None, Some(UNFINISHED)) if place.status + 1 < UNFINISHED_STATUSES.len() => {
                Some(Place {
                    status: place.status + 1,
                    cursor: None,
                })
            }
            (None, _) => None,
        };
        let (mut told, unreadable) = readable(&rows.rows, "conversation", Told::read);
        if let Some(scope) = whole {
            let first = request.page.is_none();
            let leavers = self.left(scope, first, next.is_none() && !lost_place, &told);
            for id in leavers {
                if let Some(gone) = self.read_left(&id).await? {
                    told.push(gone);
                }
            }
        }
        let conversations = self.records(told, &attention).await?;
        Ok(ListPage {
            conversations,
            next: next.map(|place| place.token()),
            total: None,
            unreadable,
        })
    }

    /// Notes what a list holds and, at its end, tells what it held at the last look and no longer does.
    fn left(&self, scope: &'static str, first: bool, last: bool, told: &[Told]) -> Vec<RemoteId> {
        let mut known = self.session.memory.known();
        let (before, now) = known.held.entry(scope).or_default();
        if first {
            now.clear();
        }
        now.extend(told.iter().map(|told| told.id.clone()));
        if !last {
            return Vec::new();
        }
        let mut gone: Vec<RemoteId> = before.difference(now).cloned().collect();
        gone.sort_unstable();
        let later = gone.split_off(gone.len().min(LEAVERS));
        *before = std::mem::take(now);
        before.extend(later);
        gone
    }

    /// A conversation that left a list; `None` when there is nothing to be read any more.
    async fn read_left(&self, id: &RemoteId) -> Result<Option<Told>, PlatformError> {
        match self.read_single(id).await {
            Ok(told) => Ok(Some(told)),
            Err(PlatformError::NotFound | PlatformError::Refused { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a conversation singly and joins it with what its row told.
    async fn read_single(&self, id: &RemoteId) -> Result<Told, PlatformError> {
        let call = Call::get(&["conversations", id.as_str()]);
        let document = self.session.call(self.urgency, call).await?;
        let mut single = Told::read(&document).ok_or(PlatformError::Unreadable)?;
        let mut known = self.session.memory.known();
        let details = single.details.clone().unwrap_or_default();
        known.details.insert(id.clone(), (single.basis(), details));
        Ok(if let Some(row) = known.rows.get_mut(id) {
            *row = row.updated_by(&single);
            row.clone()
        } else {
            single.details = None;
            single
        })
    }

    /// One conversation as it is now.
    pub(super) async fn read_conversation(
        &self,
        id: &RemoteId,
    ) -> Result<ConversationRecord, PlatformError> {
        let told = self.read_single(id).await?;
        let attention = self.attention().await?;
        let records = self.records(vec![told], &attention).await?;
        records.into_iter().next().ok_or(PlatformError::Unreadable)
    }

    /// How a conversation stands at this moment.
    pub(super) async fn stage_of(&self, id: &RemoteId) -> Result<Told, PlatformError> {
        self.read_single(id).await
    }

    /// Makes records of rows, looking up what they do not tell.
    pub(super) async fn records(
        &self,
        told: Vec<Told>,
        attention: &AttentionBoard,
    ) -> Result<Vec<ConversationRecord>, PlatformError> {
        self.know_channels(&told).await?;
        self.know_contacts(&told).await?;
        self.know_details(&told).await;
        let mut known = self.session.memory.known();
        let mut neighbour: Option<Timestamp> = None;
        let mut records = Vec::with_capacity(told.len());
        for told in told {
            let contact = told.contact.as_ref().and_then(|id| known.contacts.get(id));
            let channel = told.channel.as_ref().and_then(|id| known.channels.get(id));
            let around = Surroundings {
                contact: contact.cloned().flatten(),
                channel_kind: channel.and_then(|channel| Some(channel.as_ref()?.kind)),
                attention: attention.get(&told.id).cloned().unwrap_or_default(),
                details: known
                    .details
                    .get(&told.id)
                    .map(|(_, details)| details.clone()),
                last_outbound: known.last_outbound.get(&told.id).cloned(),
                neighbour: neighbour.or_else(|| Some(self.session.clock.now())),
            };
            let record = map::conversation(&told, around);
            neighbour = Some(record.last_activity_at);
            known.rows.insert(told.id.clone(), told);
            records.push(record);
        }
        Ok(records)
    }

    /// Reads the summaries of conversations that moved, and at a start of the newest. Listed without one
    /// can be shown, so a failure here is none of the listing.
    async fn know_details(&self, told: &[Told]) {
        let wanted: Vec<Told> = {
            let known = self.session.memory.known();
            let moved = |told: &&Told| {
                let row = known.rows.get(&told.id);
                let detailed = known.details.get(&told.id).map(|(basis, _)| *basis);
                told.details.is_none()
                    && detailed != Some(told.basis())
                    && match row {
                        Some(row) => row.basis() != told.basis(),
                        None => told.stage != map::Stage::Done,
                    }
            };
            told.iter().filter(moved).take(DETAILED).cloned().collect()
        };
        for told in wanted {
            if let Err(error) = self.read_details(&told).await {
                tracing::debug!(%error, "ohallo did not tell a conversation's details");
                return;
            }
        }
    }

    async fn read_details(&self, told: &Told) -> Result<(), PlatformError> {
        let call = Call::get(&["conversations", told.id.as_str()]);
        let document = self.session.call(self.urgency, call).await?;
        let single = Told::read(&document).ok_or(PlatformError::Unreadable)?;
        let details = single.details.unwrap_or_default();
        {
            let mut known = self.session.memory.known();
            known
                .details
                .insert(told.id.clone(), (told.basis(), details));
        }
        match &told.contact {
            Some(contact) => self.know_contact(contact).await,
            None => Ok(()),
        }
    }

    /// Listed name no kind of channel, and there is no list of channels: each is read once.
    async fn know_channels(&self, told: &[Told]) -> Result<(), PlatformError> {
        let unknown: HashSet<RemoteId> = {
            let known = self.session.memory.known();
            let channels = told.iter().filter_map(|told| told.channel.clone());
            channels
                .filter(|id| !known.channels.contains_key(id))
                .collect()
        };
        for id in unknown {
            self.know_channel(&id).await?;
        }
        Ok(())
    }

    pub(super) async fn know_channel(&self, id: &RemoteId) -> Result<(), PlatformError> {
        // A key that may not read one channel may not read the next one either. By their ids alone
        // channels still tell one workspace from another.
        let barred = self.session.memory.known().lacking.contains(CHANNELS);
        let answer = if barred {
            let scope = CHANNELS.to_owned();
            Err(PlatformError::ScopeMissing { scope })
        } else {
            let call = Call::get(&["channels", id.as_str()]);
            self.session.call(self.urgency, call).await
        };
        let channel = match answer {
            Ok(document) => map::channel(&document),
            Err(PlatformError::ScopeMissing { .. }) => {
                let mut known = self.session.memory.known();
                known.lacking.insert(CHANNELS.to_owned());
                Some(map::unread_channel(id))
            }
            Err(PlatformError::NotFound | PlatformError::Refused { .. }) => None,
            Err(error) => return Err(error),
        };
        self.session
            .memory
            .known()
            .channels
            .insert(id.clone(), channel);
        Ok(())
    }

    /// Listed that tell neither a name nor an address cannot be shown without their contact.
    async fn know_contacts(&self, told: &[Told]) -> Result<(), PlatformError> {
        let unknown = |told: &[Told]| -> HashSet<String> {
            let known = self.session.memory.known();
            let nameless = told.iter().filter(|told| told.is_nameless());
            let contacts = nameless.filter_map(|told| told.contact.clone());
            contacts
                .filter(|id| !known.contacts.contains_key(id))
                .collect()
        };
        let mut wanted = unknown(told);
        if wanted.len() > SINGLE_CONTACTS && !self.session.memory.known().contacts_listed {
            self.list_contacts().await?;
            wanted = unknown(told);
        }
        for id in wanted {
            self.know_contact(&id).await?;
        }
        Ok(())
    }

    async fn know_contact(&self, id: &str) -> Result<(), PlatformError> {
        if self.session.memory.known().contacts.contains_key(id) {
            return Ok(());
        }
        let document = self.optional(Call::get(&["contacts", id])).await?;
        let contact = document.as_ref().and_then(map::contact);
        let mut known = self.session.memory.known();
        known.contacts.insert(id.to_owned(), contact);
        Ok(())
    }

    async fn list_contacts(&self) -> Result<(), PlatformError> {
        let mut offset = 0_usize;
        for _ in 0..CONTACT_PAGES {
            let call = Call::get(&["contacts"])
                .query("limit", PAGE)
                .query("offset", offset.to_string());
            let rows = match self.session.rows(self.urgency, call).await {
                Ok(rows) => rows,
                Err(PlatformError::ScopeMissing { .. } | PlatformError::NotFound) => break,
                Err(error) => return Err(error),
            };
            let (contacts, _) = readable(&rows.rows, "contact", map::contact);
            offset += rows.rows.len();
            let mut known = self.session.memory.known();
            let contacts = contacts.into_iter();
            known
                .contacts
                .extend(contacts.map(|contact| (contact.remote.clone(), Some(contact))));
            // The dialect without a total answers everything at once.
            if rows.rows.is_empty() || rows.total.is_none_or(|total| offset as u64 >= total) {
                break;
            }
        }
        self.session.memory.known().contacts_listed = true;
        Ok(())
    }

    /// A document that need not be there, or that the key need not be allowed to read.
    pub(super) async fn optional(&self, call: Call<'_>) -> Result<Option<Value>, PlatformError> {
        match self.session.call(self.urgency, call).await {
            Ok(document) => Ok(Some(document)),
            Err(PlatformError::ScopeMissing { scope }) => {
                self.session.memory.known().lacking.insert(scope);
                Ok(None)
            }
            Err(PlatformError::NotFound | PlatformError::Refused { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn attention_rows(&self) -> Result<Vec<Value>, PlatformError> {
        let Some(document) = self.optional(Call::get(&["attention-items"])).await? else {
            return Ok(Vec::new());
        };
        let listed = super::wire::Listed::of(document).ok_or(PlatformError::Unreadable)?;
        Ok(listed.rows)
    }

    /// What needs a person, as of a moment ago.
    pub(super) async fn attention(&self) -> Result<Arc<AttentionBoard>, PlatformError> {
        let now = self.session.clock.now();
        {
            let known = self.session.memory.known();
            if let Some((read_at, board)) = &known.attention
                && (0..ATTENTION_MS).contains(&now.since(*read_at))
            {
                return Ok(board.clone());
            }
        }
        let board = match self.attention_rows().await {
            Ok(rows) => Arc::new(map::attention(&rows, |conversation| {
                self.moved_at(conversation)
            })),
            // Conversations are read without it, or with what it said last; it is asked again soon.
            Err(error) if !error.concerns_the_line() => {
                tracing::warn!(%error, "the attention list cannot be read");
                let known = self.session.memory.known();
                let last = known.attention.as_ref();
                last.map(|(_, board)| board.clone()).unwrap_or_default()
            }
            Err(error) => return Err(error),
        };
        self.session.memory.known().attention = Some((now, board.clone()));
        Ok(board)
    }

    /// A page of a thread. The platform always tells all of it.
    pub(super) async fn timeline_page(
        &self,
        request: &TimelineRequest,
    ) -> Result<TimelinePage, PlatformError> {
        let (messages, items) = self.thread(&request.conversation).await?;
        // Pages are counted from the oldest message, which stays where it is when new ones come.
        let end = match &request.page {
            None => messages.len(),
            Some(page) => page.0.parse().map_err(|_| PlatformError::NotFound)?,
        };
        let end = end.min(messages.len());
        let start = end.saturating_sub(MESSAGES);
        let page = items(&messages[start..end]);
        if request.page.is_none() {
            let last = page
                .first()
                .filter(|item| item.direction == inbox_core::Direction::Outbound);
            let words = last.and_then(|item| match &item.content {
                inbox_core::Content::Text { text } => Some(text.clone()),
                _ => None,
            });
            let mut known = self.session.memory.known();
            match words {
                Some(words) => known
                    .last_outbound
                    .insert(request.conversation.clone(), words),
                None => known.last_outbound.remove(&request.conversation),
            };
        }
        Ok(TimelinePage {
            items: page,
            next: (start > 0).then(|| PageToken(start.to_string())),
        })
    }

    /// The messages of a thread, oldest first, and what makes items of some of them.
    async fn thread(
        &self,
        conversation: &RemoteId,
    ) -> Result<(Vec<Value>, impl Fn(&[Value]) -> Vec<ItemRecord>), PlatformError> {
        let id = conversation.as_str();
        let (messages, attachments) = tokio::try_join!(
            self.session
                .rows(self.urgency, Call::get(&["conversations", id, "messages"])),
            self.attachments(conversation),
        )?;
        let ai_names = self.ai_names().await?;
        let fallback = self.moved_at(conversation);
        let conversation = conversation.clone();
        let read = move |messages: &[Value]| {
            map::items(messages, &attachments, &conversation, &ai_names, fallback)
        };
        Ok((messages.rows, read))
    }

    /// The newest messages without their files: enough to find words in.
    pub(super) async fn words(
        &self,
        conversation: &RemoteId,
    ) -> Result<Vec<ItemRecord>, PlatformError> {
        let path = ["conversations", conversation.as_str(), "messages"];
        let messages = self.session.rows(self.urgency, Call::get(&path)).await?;
        let ai_names = self.ai_names().await?;
        let fallback = self.moved_at(conversation);
        Ok(map::items(
            &messages.rows,
            &[],
            conversation,
            &ai_names,
            fallback,
        ))
    }

    /// When the platform said that a conversation moved last, for what tells no time of its own; else now.
    fn moved_at(&self, conversation: &RemoteId) -> Timestamp {
        let told = {
            let known = self.session.memory.known();
            known.rows.get(conversation).and_then(Told::moved_at)
        };
        told.unwrap_or_else(|| self.session.clock.now())
    }

    async fn attachments(
        &self,
        conversation: &RemoteId,
    ) -> Result<Vec<map::Attachment>, PlatformError> {
        let path = ["conversations", conversation.as_str(), "attachments"];
        let rows = self.session.rows(self.urgency, Call::get(&path)).await?;
        let (attachments, _) = readable(&rows.rows, "attachment", map::attachment);
        let mut known = self.session.memory.known();
        for attachment in &attachments {
            if let Some(link) = &attachment.link {
                known.keep_link(file_reference(conversation, &attachment.id), link.clone());
            }
        }
        drop(known);
        Ok(attachments)
    }

    /// Fetches a file by our reference to it. Links end after minutes, so one that is refused is asked
    /// for anew, once.
    pub(super) async fn file(&self, reference: &str, limit: u64) -> Result<Vec<u8>, PlatformError> {
        let (conversation, _) =
            super::client::file_named(reference).ok_or(PlatformError::NotFound)?;
        let link = self.session.memory.known().link(reference);
        if let Some(link) = link {
            match self.session.fetch(&link, limit).await {
                Err(PlatformError::Refused { code })
                    if matches!(code.as_str(), "400" | "401" | "403") => {}
                Err(PlatformError::NotFound) => {}
                settled => return settled,
            }
        }
        self.attachments(&conversation).await?;
        let link = self.session.memory.known().link(reference);
        self.session
            .fetch(&link.ok_or(PlatformError::NotFound)?, limit)
            .await
    }
}
