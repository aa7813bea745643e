//! Other ways to list conversations: totals, saved filters, search.

use inbox_core::{
    ContactRecord, ConversationRecord, ItemRecord, ListPage, PageToken, PlatformError,
    PlatformView, RemoteId, Timestamp, ViewKind,
};
use serde_json::{Value, json};

use crate::chatwoot::{
    Chatwoot,
    client::{Allowance, Call, Known, readable},
    everything, map,
    wire::{self, Row},
};

/// Rows of a page of hits and of a filtered list.
const FILTER_PAGE: usize = 25;

/// Pages of a view that are read: what an agent looks through, and few enough to wait for.
const VIEW_PAGES: usize = 8;

/// How many conversations there are, by who carries them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Mine.
    pub mine: u32,
    /// Anybody's.
    pub assigned: u32,
    /// Nobody's.
    pub unassigned: u32,
    /// All.
    pub all: u32,
}

/// A filter the person has saved.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedFilter {
    /// Its id.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// What it asks, in the platform's own form.
    query: Value,
}

/// A conversation found by its contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationHit {
    /// The conversation.
    pub conversation: RemoteId,
    /// Its customer.
    pub contact: ContactRecord,
    /// The channel it runs on.
    pub channel: Option<RemoteId>,
    /// When it began.
    pub created_at: Option<Timestamp>,
}

impl Chatwoot {
    /// How many conversations there are of one of the platform's words for status, or of all.
    pub async fn totals(&self, status: Option<&str>) -> Result<Totals, PlatformError> {
        let call = Call::get(&["conversations", "meta"])
            .query("status", status.unwrap_or("all"))
            .allowed(Allowance::Totals);
        let document = self.call(call).await?;
        let meta = Row::of(&document)
            .and_then(|row| row.row("meta"))
            .ok_or(PlatformError::Unreadable)?;
        let count = |key| {
            meta.number(key)
                .and_then(|count| u32::try_from(count).ok())
                .unwrap_or(0)
        };
        Ok(Totals {
            mine: count("mine_count"),
            assigned: count("assigned_count"),
            unassigned: count("unassigned_count"),
            all: count("all_count"),
        })
    }

    /// The views that the platform itself has and that are not kept here in other ways.
    fn own_views() -> [PlatformView; 2] {
        [ViewKind::Participating, ViewKind::Unattended].map(|kind| PlatformView {
            remote: RemoteId::from(own_name(kind).unwrap_or_default()),
            name: own_name(kind).unwrap_or_default().to_owned(),
            kind,
            query: None,
        })
    }

    /// A page of one of them. What was resolved without an answer asks nobody for one.
    async fn own_view(
        &self,
        kind: ViewKind,
        page: Option<&PageToken>,
    ) -> Result<ListPage, PlatformError> {
        let name = own_name(kind).ok_or(PlatformError::NotFound)?;
        if kind != ViewKind::Unattended {
            return self.conversations_of_type(name, page).await;
        }
        let number = page_number(page)?;
        let call = Call::get(&["conversations"])
            .query("status", "open")
            .query("assignee_type", "all")
            .query("conversation_type", name)
            .query("page", number.to_string());
        let document = self.call(call).await?;
        self.numbered_page(&document, number)
    }

    /// Conversations in which the person was mentioned or takes part, or that wait for an answer: the
    /// platform's `mention`, `participating` and `unattended`.
    pub async fn conversations_of_type(
        &self,
        kind: &str,
        page: Option<&PageToken>,
    ) -> Result<ListPage, PlatformError> {
        let number = page_number(page)?;
        let call = everything()
            .query("conversation_type", kind)
            .query("page", number.to_string());
        let document = self.call(call).await?;
        self.numbered_page(&document, number)
    }

    /// The person's saved filters as views, where the key may read them, and the platform's own.
    pub(in crate::chatwoot) async fn saved_views(
        &self,
    ) -> Result<Vec<PlatformView>, PlatformError> {
        let call = Call::get(&["custom_filters"]).query("filter_type", "conversation");
        let document = match self.call(call).await {
            Ok(document) => document,
            Err(
                PlatformError::ScopeMissing { .. }
                | PlatformError::NotFound
                | PlatformError::Refused { .. },
            ) => return Ok(Self::own_views().into()),
            Err(error) => return Err(error),
        };
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        let mut views = readable(rows, "saved filter", map::saved_view).0;
        views.extend(Self::own_views());
        Ok(views)
    }

    /// The newest conversations of a saved filter, and how many it finds in all. The filter is read
    /// anew, as somebody may have changed it.
    pub async fn newest_of_view(&self, view: &RemoteId) -> Result<ListPage, PlatformError> {
        let own = Self::own_views()
            .into_iter()
            .find(|own| own.remote == *view);
        if let Some(own) = own {
            let mut found = self.own_view(own.kind, None).await?;
            for _ in 1..VIEW_PAGES {
                let Some(next) = found.next.take() else {
                    break;
                };
                let page = self.own_view(own.kind, Some(&next)).await?;
                found.conversations.extend(page.conversations);
                found.unreadable += page.unreadable;
                found.next = page.next;
            }
            return Ok(found);
        }
        let filters = self.saved_filters().await?;
        let filter = filters.into_iter().find(|filter| filter.remote == *view);
        let filter = filter.ok_or(PlatformError::NotFound)?;
        let mut found = self.filtered(&filter, None).await?;
        for _ in 1..VIEW_PAGES {
            let Some(next) = found.next.take() else {
                break;
            };
            let page = self.filtered(&filter, Some(&next)).await?;
            found.conversations.extend(page.conversations);
            found.unreadable += page.unreadable;
            found.next = page.next;
        }
        Ok(found)
    }

    /// The person's saved filters for conversations.
    pub async fn saved_filters(&self) -> Result<Vec<SavedFilter>, PlatformError> {
        let call = Call::get(&["custom_filters"]).query("filter_type", "conversation");
        let document = self.call(call).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        let read = |value: &Value| {
            let row = Row::of(value)?;
            Some(SavedFilter {
                remote: row.id("id")?,
                name: row.name("name")?,
                query: row.member("query")?.clone(),
            })
        };
        Ok(readable(rows, "saved filter", read).0)
    }

    /// Conversations a saved filter finds, newest activity first.
    pub async fn filtered(
        &self,
        filter: &SavedFilter,
        page: Option<&PageToken>,
    ) -> Result<ListPage, PlatformError> {
        let number = page_number(page)?;
        let call = Call::post(&["conversations", "filter"], filter.query.clone())
            .query("page", number.to_string());
        let document = self.call(call).await?;
        self.numbered_page(&document, number)
    }

    fn numbered_page(&self, document: &Value, number: u32) -> Result<ListPage, PlatformError> {
        let rows = wire::rows(document).ok_or(PlatformError::Unreadable)?;
        let (conversations, unreadable) = self.read_conversations(rows);
        Ok(ListPage {
            conversations,
            next: (rows.len() >= FILTER_PAGE).then(|| PageToken((number + 1).to_string())),
            total: crate::chatwoot::total(document),
            unreadable,
        })
    }

    /// Conversations whose number or customer matches, newest first; fifteen to a page, from 1.
    pub async fn search_conversations(
        &self,
        query: &str,
        page: u32,
    ) -> Result<Vec<ConversationHit>, PlatformError> {
        let document = self.search("conversations", query, page).await?;
        Ok(readable(found(&document, "conversations"), "hit", read_hit).0)
    }

    /// Messages of the last three months that hold the words, newest first; fifteen to a page, from
    /// 1.
    pub async fn search_messages(
        &self,
        query: &str,
        page: u32,
    ) -> Result<Vec<ItemRecord>, PlatformError> {
        let document = self.search("messages", query, page).await?;
        let known = self.session.known();
        let now = self.session.clock.now();
        let read = |value: &Value| read_said(value, &known, now);
        Ok(readable(found(&document, "messages"), "hit", read).0)
    }

    async fn search(&self, what: &str, query: &str, page: u32) -> Result<Value, PlatformError> {
        let call = Call::get(&["search", what])
            .query("q", query)
            .query("page", page.to_string());
        self.call(call).await
    }

    /// The conversations of a contact, newest activity first; at most twenty, the platform tells no
    /// more.
    pub async fn conversations_of_contact(
        &self,
        contact: &RemoteId,
    ) -> Result<Vec<ConversationRecord>, PlatformError> {
        let rows = self
            .rows(&["contacts", contact.as_str(), "conversations"])
            .await?;
        Ok(self.read_conversations(&rows).0)
    }

    /// A contact's way to be written to on a channel, as a conversation that is made; the customer
    /// does not notice until something is said in it.
    pub async fn open_conversation(
        &self,
        channel: &RemoteId,
        contact: &RemoteId,
        subject: Option<&str>,
    ) -> Result<ConversationRecord, PlatformError> {
        let mut body = json!({
            "inbox_id": wire::id_value(channel),
            "contact_id": wire::id_value(contact),
        });
        if let Some(subject) = subject {
            body["additional_attributes"] = json!({ "mail_subject": subject });
        }
        let document = self.call(Call::post(&["conversations"], body)).await?;
        self.read_conversation(wire::unwrapped(&document))
    }
}

fn page_number(page: Option<&PageToken>) -> Result<u32, PlatformError> {
    page.map_or(Ok(1), |page| {
        page.0.parse().map_err(|_| PlatformError::NotFound)
    })
}

/// The hits of one kind; none where the platform tells none.
fn found<'a>(document: &'a Value, what: &str) -> &'a [Value] {
    Row::of(document)
        .and_then(|row| row.row("payload"))
        .map_or(&[], |payload| payload.list(what))
}

pub(in crate::chatwoot) fn read_hit(value: &Value) -> Option<ConversationHit> {
    let row = Row::of(value)?;
    Some(ConversationHit {
        conversation: row.id("id")?,
        contact: row.row("contact").map(map::contact).unwrap_or_default(),
        channel: row.row("inbox").and_then(|inbox| inbox.id("id")),
        created_at: row.instant("created_at"),
    })
}

/// A message that was found, as the first item it is.
pub(in crate::chatwoot) fn read_said(
    value: &Value,
    known: &Known,
    now: Timestamp,
) -> Option<ItemRecord> {
    let conversation = Row::of(value)?.id("conversation_id")?;
    let items = map::items(value, &conversation, known, now);
    items.into_iter().next()
}

/// What the platform calls a view of its own.
fn own_name(kind: ViewKind) -> Option<&'static str> {
    match kind {
        ViewKind::Participating => Some("participating"),
        ViewKind::Unattended => Some("unattended"),
        ViewKind::Saved => None,
    }
}
