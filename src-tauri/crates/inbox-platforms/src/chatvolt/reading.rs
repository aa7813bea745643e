//! Reading: the directory, the four lists that together miss nothing, threads, and lost sends.

use std::sync::PoisonError;

use inbox_core::{
    Content, ConversationRecord, Direction, Directory, ItemRecord, ListPage, ListRequest,
    PageToken, PlatformError, RemoteId, Retry, SentProbe, SyncScope, TimelinePage, TimelineRequest,
    Timestamp, Unavailable, Urgency, Walk, tells_buttons,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Chatvolt,
    client::Call,
    known::Roll,
    map::{self, Message},
    wire::{self, Row},
};

/// Rows of a page; the platform gives no more.
const PAGE: usize = 100;

/// Rows of the first page of the newest conversations, which is read with each poll.
const NEWEST_PAGE: usize = 50;

/// Bots whose names are asked for with one reading of the directory; the others follow.
const NAMED_AT_ONCE: usize = 20;

/// Conversations that left a list and are read by themselves after one look.
const GONE_AT_ONCE: usize = 10;

/// Messages of the first page of a thread. A thread has no pages: older ones come by asking for
/// more of the newest.
const MESSAGES: usize = 50;

/// As many messages as were ever seen to be given at once.
const MOST_MESSAGES: usize = 10_000;

/// Messages that are searched for a lost send.
const SEARCHED: usize = 200;

/// How far the platform's clock may be behind ours.
const CLOCK_SLACK_MS: i64 = 2 * 60 * 1000;

/// Lists of up to so many pages are read as often as they are asked for.
const FEW_PAGES: u64 = 2;

/// Longer ones so much more seldom with each page: six calls a minute, whatever their length.
const PER_PAGE_MS: u64 = 10_000;

/// A list that is polled.
pub(super) struct Scope {
    pub(super) name: &'static str,
    walk: Walk,
    filter: &'static [(&'static str, &'static str)],
}

const EACH_POLL: Walk = Walk::Whole { every_ms: 0 };
const UNREAD: &str = "unread";
const UNREAD_BY_PEOPLE: &str = "unread-by-people";

/// Most pressing first. The list is ordered by creation, so that an old conversation with a new
/// message is only found among the unread, and a change to a read one only among all open ones.
///
/// Answers of the AI count as unread as well: where it does most of the work, almost everything is
/// unread, and that list takes too long for each poll. Then those without AI stand in for it.
pub(super) const SCOPES: [Scope; 5] = [
    Scope {
        name: "human-requested",
        walk: EACH_POLL,
        filter: &[("status", map::HUMAN_REQUESTED)],
    },
    Scope {
        name: UNREAD_BY_PEOPLE,
        walk: Walk::Whole { every_ms: 60_000 },
        filter: &[("unread", "true"), ("ai", "disabled")],
    },
    Scope {
        name: UNREAD,
        walk: EACH_POLL,
        filter: &[("unread", "true")],
    },
    Scope {
        name: "newest",
        walk: Walk::Creation,
        filter: &[],
    },
    Scope {
        name: "open",
        walk: Walk::Whole { every_ms: 240_000 },
        filter: &[("status", "UNRESOLVED")],
    },
];

pub(super) fn scope(scope: &SyncScope) -> Option<&'static Scope> {
    SCOPES.iter().find(|known| known.name == scope.0)
}

/// Where a thread goes on: below this message, which the newest `count` reach beyond.
#[derive(Serialize, Deserialize)]
struct Depth {
    count: usize,
    at: Timestamp,
    id: String,
}

impl Depth {
    fn parse(page: &PageToken) -> Result<Self, PlatformError> {
        serde_json::from_str(&page.0).map_err(|_| PlatformError::NotFound)
    }
}

impl Chatvolt {
    /// How a scope is read, given how long its list was last.
    pub(super) fn walk_of(&self, scope: &Scope) -> Walk {
        let Walk::Whole { every_ms } = scope.walk else {
            return scope.walk;
        };
        let rolls = self.session.rolls.lock();
        let rolls = rolls.unwrap_or_else(PoisonError::into_inner);
        let pages = |name| rolls.get(name).map_or(0, Roll::pages);
        let every_ms = match pages(scope.name) {
            many if many > FEW_PAGES => every_ms.max(many * PER_PAGE_MS),
            _ if scope.name == UNREAD_BY_PEOPLE && pages(UNREAD) > FEW_PAGES => 0,
            _ => every_ms,
        };
        Walk::Whole { every_ms }
    }

    /// Reads the directory, and whether the dashboard's host serves us.
    pub(super) async fn look_around(
        &self,
    ) -> Result<(Directory, Result<(), Unavailable>), PlatformError> {
        let call = Call::get(&["conversation"])
            .query("limit", PAGE.to_string())
            .of_account();
        for row in wire::rows(self.call(call).await?)?
            .iter()
            .filter_map(Row::of)
        {
            self.know(|known| known.note(row));
        }
        let dashboard = if self.session.has_dashboard() {
            match self.read_dashboard().await {
                Err(error) if error.retry() == Retry::Never => Err(Unavailable::Key),
                // What fails now works later; until then the documented host is enough.
                Ok(()) | Err(_) => Ok(()),
            }
        } else {
            Err(Unavailable::Platform)
        };
        let nameless = self.know(|known| known.nameless_bots());
        for bot in nameless.into_iter().take(NAMED_AT_ONCE) {
            let name = match self.agent(&bot).await {
                Ok(agent) => agent.name,
                // A deleted one is still named by its old conversations.
                Err(error)
                    if error.retry() == Retry::Never && error != PlatformError::KeyRefused =>
                {
                    bot.0.clone()
                }
                Err(error) => return Err(error),
            };
            self.know(|known| known.note_bot(bot, name));
        }
        Ok((self.know(|known| known.directory()), dashboard))
    }

    /// Members and bots as the dashboard lists them.
    async fn read_dashboard(&self) -> Result<(), PlatformError> {
        let members = self
            .call(Call::get(&["memberships"]).at_dashboard())
            .await?;
        for row in wire::rows(members)?.iter().filter_map(Row::of) {
            if let Some(person) = map::member(row) {
                self.know(|known| known.note_person(person));
            }
        }
        let agents = self.call(Call::get(&["agents"]).at_dashboard()).await?;
        for row in wire::rows(agents)?.iter().filter_map(Row::of) {
            if let Some(agent) = map::agent(row) {
                self.know(|known| known.note_bot(agent.remote, agent.name));
            }
        }
        Ok(())
    }

    pub(super) async fn read_list(&self, request: &ListRequest) -> Result<ListPage, PlatformError> {
        let scope = scope(&request.scope).ok_or(PlatformError::NotFound)?;
        let limit = match (scope.walk, &request.page) {
            (Walk::Creation, None) => NEWEST_PAGE,
            _ => PAGE,
        };
        let mut call = Call::get(&["conversation"])
            .of_account()
            .query("limit", limit.to_string())
            .query_some("cursor", request.page.as_ref().map(|page| page.0.clone()));
        for (name, value) in scope.filter {
            call = call.query(name, *value);
        }
        let rows = wire::rows(self.call(call).await?)?;
        // A server that takes no notice of the cursor would otherwise be read for ever.
        let next = (rows.len() >= limit)
            .then(|| cursor_after(&rows))
            .flatten()
            .filter(|next| request.page.as_ref() != Some(next));
        let (mut conversations, unreadable) = self.records(&rows);
        if let Walk::Whole { .. } = scope.walk {
            let gone = self.call_roll(
                scope.name,
                request.page.is_none(),
                &conversations,
                next.as_ref(),
            );
            conversations.extend(self.read_gone(scope.name, gone).await);
        }
        Ok(ListPage {
            conversations,
            next,
            total: None,
            unreadable,
        })
    }

    /// The rows that can be read, and how many cannot; those are logged by id and left out.
    fn records(&self, rows: &[Value]) -> (Vec<ConversationRecord>, u32) {
        let mut records = Vec::with_capacity(rows.len());
        let mut unreadable = 0;
        let mut neighbour = self.session.clock.now();
        for document in rows {
            let row = Row::of(document);
            let read = row.and_then(|row| Some((row, map::conversation(row, neighbour)?)));
            if let Some((row, record)) = read {
                // The list is ordered by creation.
                neighbour = row.time("createdAt").unwrap_or(neighbour);
                self.know(|known| known.note(row));
                records.push(record);
            } else {
                unreadable += 1;
                let id = row.and_then(|row| row.id("id"));
                tracing::warn!(id, "chatvolt sent an unreadable conversation");
            }
        }
        (records, unreadable)
    }

    /// Notes what a list holds; at its end, tells what it held before and does not any more.
    fn call_roll(
        &self,
        scope: &'static str,
        begins: bool,
        present: &[ConversationRecord],
        next: Option<&PageToken>,
    ) -> Vec<RemoteId> {
        let mut rolls = self
            .session
            .rolls
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let roll = rolls.entry(scope).or_default();
        if begins {
            roll.begin();
        }
        roll.turn_page();
        for record in present {
            roll.saw(&record.remote);
        }
        if next.is_none() {
            roll.end(GONE_AT_ONCE)
        } else {
            Vec::new()
        }
    }

    async fn read_gone(&self, scope: &'static str, gone: Vec<RemoteId>) -> Vec<ConversationRecord> {
        use inbox_core::Platform as _;
        let mut records = Vec::new();
        for conversation in gone {
            match self.conversation(&conversation).await {
                Ok(record) => records.push(record),
                // Deleted: there is nothing to tell about it.
                Err(PlatformError::NotFound) => {}
                Err(_) => {
                    let mut rolls = self
                        .session
                        .rolls
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner);
                    rolls.entry(scope).or_default().keep(conversation);
                }
            }
        }
        records
    }

    /// A conversation as the platform tells it.
    pub(super) async fn conversation_document(
        &self,
        conversation: &RemoteId,
    ) -> Result<Value, PlatformError> {
        let path = ["conversation", conversation.as_str()];
        self.call(Call::get(&path)).await
    }

    async fn message_documents(
        &self,
        conversation: &RemoteId,
        count: usize,
    ) -> Result<Vec<Value>, PlatformError> {
        let count = count.to_string();
        let path = ["conversation", conversation.as_str(), "messages", &count];
        wire::rows(self.call(Call::get(&path)).await?)
    }

    /// Newest first. The platform promises no order, and ids decide within a millisecond.
    fn in_order<'a>(&self, documents: &'a [Value]) -> Vec<Message<'a>> {
        let mut neighbour = documents
            .iter()
            .filter_map(Row::of)
            .find_map(|row| row.time("createdAt"))
            .unwrap_or_else(|| self.session.clock.now());
        let mut messages = Vec::with_capacity(documents.len());
        for document in documents {
            let row = Row::of(document);
            if let Some(message) = row.and_then(|row| Message::of(row, neighbour)) {
                neighbour = message.at;
                let own = self.know(|known| known.is_own(&message.id()));
                messages.push(if own { message.owned() } else { message });
            } else {
                tracing::warn!("chatvolt sent a message without id");
            }
        }
        messages.sort_by_key(|message| std::cmp::Reverse((message.at, message.id())));
        messages.dedup_by_key(|message| message.id());
        messages
    }

    pub(super) async fn read_timeline(
        &self,
        request: &TimelineRequest,
    ) -> Result<TimelinePage, PlatformError> {
        let conversation = &request.conversation;
        let above = request.page.as_ref().map(Depth::parse).transpose()?;
        let count = above.as_ref().map_or(MESSAGES, |above| above.count);
        let documents = self.message_documents(conversation, count).await?;
        let reaches_beginning = documents.len() < count || count >= MOST_MESSAGES;
        let mut messages = self.in_order(&documents);
        if let Some(above) = &above {
            messages.retain(|message| (message.at, message.id()) < (above.at, above.id.clone()));
        }
        let lowest = messages.last().copied();
        let mut items: Vec<ItemRecord> = messages
            .iter()
            .flat_map(|message| message.items(conversation).into_iter().rev())
            .collect();
        // A note is told on the page of its time, or a reader would take an old one on the newest
        // page for the sign that everything down to it was read.
        // That a colleague wrote a note is told by nothing, so it is not looked for with each message, but
        // by the first reading and by a person who opens the conversation.
        let known = self.know(|known| known.has_notes(conversation));
        let notes = if self.urgency == Urgency::News && above.is_none() && known {
            Vec::new()
        } else {
            let notes = self.note_items(conversation).await?;
            self.know(|known| known.notes_read(conversation));
            notes
        };
        items.extend(notes.into_iter().filter(|note| {
            let below = above
                .as_ref()
                .is_none_or(|above| note.occurred_at < above.at);
            let here =
                reaches_beginning || lowest.is_some_and(|lowest| note.occurred_at >= lowest.at);
            below && here
        }));
        // Stable: items of one message keep their order.
        items.sort_by_key(|item| std::cmp::Reverse(item.occurred_at));
        let next = if reaches_beginning {
            None
        } else {
            let (at, id) = match (lowest, above) {
                (Some(lowest), _) => (lowest.at, lowest.id()),
                (None, Some(above)) => (above.at, above.id),
                (None, None) => return Err(PlatformError::Unreadable),
            };
            let count = (count * 2).min(MOST_MESSAGES);
            let depth = serde_json::to_string(&Depth { count, at, id });
            depth.ok().map(PageToken)
        };
        Ok(TimelinePage { items, next })
    }

    /// The notes of a conversation; none where they may not be read, as its messages still can.
    async fn note_items(&self, conversation: &RemoteId) -> Result<Vec<ItemRecord>, PlatformError> {
        let path = ["conversations", conversation.as_str(), "notes"];
        let documents = match self.call(Call::get(&path)).await {
            Ok(documents) => wire::rows(documents).unwrap_or_default(),
            Err(error) if error.retry() == Retry::Never && error != PlatformError::KeyRefused => {
                tracing::debug!(%error, "chatvolt tells no notes");
                return Ok(Vec::new());
            }
            Err(error) => return Err(error),
        };
        let mut neighbour = documents
            .iter()
            .filter_map(Row::of)
            .find_map(|row| row.time("createdAt"))
            .unwrap_or_else(|| self.session.clock.now());
        Ok(documents
            .iter()
            .filter_map(|document| {
                let note = map::note(Row::of(document)?, conversation, neighbour)?;
                neighbour = note.occurred_at;
                Some(note)
            })
            .collect())
    }

    /// Looks for a message of ours whose answer was lost: by its words, or its first file's name.
    pub(super) async fn find_message(
        &self,
        probe: &SentProbe,
    ) -> Result<Option<ItemRecord>, PlatformError> {
        let horizon = probe.attempted_at.plus(-CLOCK_SLACK_MS);
        let sought = comparable(&probe.message.text);
        let buttons = &probe.message.buttons;
        let is_sought = |told: &str| {
            let told = comparable(told);
            told == sought
                || !buttons.is_empty()
                    && tells_buttons(&told, &sought, buttons.iter().map(String::as_str))
        };
        let file = probe.message.files.first().map(|file| file.name.trim());
        let documents = self
            .message_documents(&probe.conversation, SEARCHED)
            .await?;
        let found = self
            .in_order(&documents)
            .into_iter()
            .filter(|message| message.at >= horizon && message.may_be_own())
            .flat_map(|message| message.owned().items(&probe.conversation))
            .filter(|item| !probe.linked.contains(&item.remote))
            .filter(|item| match &item.content {
                Content::Text { text } | Content::Email { text, .. } => {
                    !sought.is_empty() && is_sought(text)
                }
                Content::Media(media) => {
                    sought.is_empty() && file.is_some() && media.file_name.as_deref() == file
                }
                _ => false,
            })
            // The same words may have been sent more than once: the one nearest to the attempt is it.
            .min_by_key(|item| item.occurred_at.since(probe.attempted_at).abs());
        if let Some(item) = &found {
            // A file is named behind its message.
            let message = item.remote.0.split('/').next().unwrap_or_default();
            self.know(|known| known.note_sent(RemoteId::from(message)));
        }
        Ok(found)
    }

    /// The same for a note.
    pub(super) async fn find_note(
        &self,
        probe: &SentProbe,
    ) -> Result<Option<ItemRecord>, PlatformError> {
        let horizon = probe.attempted_at.plus(-CLOCK_SLACK_MS);
        let sought = comparable(&probe.message.text);
        let notes = self.note_items(&probe.conversation).await?;
        Ok(notes
            .into_iter()
            .filter(|note| {
                note.direction == Direction::Internal
                    && note.occurred_at >= horizon
                    && !probe.linked.contains(&note.remote)
                    && matches!(&note.content, Content::Note { text, .. } if comparable(text) == sought)
            })
            .min_by_key(|note| note.occurred_at.since(probe.attempted_at).abs()))
    }
}

/// The platform has no cursor of its own: it is made of the last row, here the last one that has
/// what it takes.
fn cursor_after(rows: &[Value]) -> Option<PageToken> {
    let (created_at, id) = rows.iter().rev().filter_map(Row::of).find_map(map::place)?;
    Some(PageToken(
        json!({ "lastCreatedAt": created_at, "lastId": id }).to_string(),
    ))
}

/// Text as two sides may have trimmed it differently.
fn comparable(text: &str) -> String {
    map::cleaned(text).trim().to_owned()
}
