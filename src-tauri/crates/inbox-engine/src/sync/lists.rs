//! Pages of a line's lists: asked for, and kept together with the place where the list goes on.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use inbox_core::{ListPage, ListRequest, PageToken, Platform, SyncScope, Timestamp, Urgency, Walk};

use super::{HORIZON_MS, ListCursor, SyncError, WORTH_SAYING, unreadable::Unreadable};
use crate::{
    confirmed::{AskedAt, keep_told},
    health::{Condition, Sign},
    line::LineContext,
};

/// A page of a list.
pub(super) struct Page {
    pub(super) list: ListPage,
    asked_at: AskedAt,
}

/// The lists of a line.
pub(super) struct Lists {
    context: Arc<LineContext>,
    first: Mutex<FirstListing>,
    unreadable: Mutex<Unreadable>,
}

/// How far the first listing has come, list by list: what was met once is not counted again when the top
/// of a list is looked at meanwhile, so what is said only goes forwards. How much there is nobody tells: what
/// platforms count reaches beyond what is fetched.
#[derive(Default)]
struct FirstListing(HashMap<SyncScope, u32>);

impl FirstListing {
    /// Notes how far a list has come.
    fn note(&mut self, scope: &SyncScope, done: u32) {
        let listed = self.0.entry(scope.clone()).or_default();
        *listed = done.max(*listed);
    }

    /// How many conversations are here.
    fn done(&self) -> u32 {
        self.0.values().sum()
    }
}

impl Lists {
    pub(super) fn new(context: Arc<LineContext>) -> Self {
        Self {
            context,
            first: Mutex::default(),
            unreadable: Mutex::default(),
        }
    }

    /// Notes of a list that its first listing was done before the program started.
    pub(super) fn listed_before(&self, scope: &SyncScope, cursor: &ListCursor) {
        if cursor.watermark.is_some() && cursor.deep.is_none() {
            self.first().note(scope, cursor.listed);
        }
    }

    fn first(&self) -> MutexGuard<'_, FirstListing> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Under a small quota a first listing takes minutes; what is here can be used meanwhile.
    fn tell_progress(&self, scope: &SyncScope, done: u32) {
        let done = {
            let mut first = self.first();
            first.note(scope, done);
            first.done()
        };
        self.context.note(&Sign::Reading(Some((done, None))));
    }

    /// Where the listing of a scope stands.
    pub(super) async fn cursor(&self, scope: &SyncScope) -> Result<ListCursor, SyncError> {
        let mut read = self.context.store().read().await?;
        let text = read
            .cursor(self.context.line.id, &ListCursor::name(scope))
            .await?;
        Ok(ListCursor::parse(text.as_deref()))
    }

    pub(super) async fn page(
        &self,
        urgency: Urgency,
        scope: &SyncScope,
        page: Option<PageToken>,
        since: Option<Timestamp>,
    ) -> Result<Page, SyncError> {
        let request = ListRequest {
            scope: scope.clone(),
            page,
            since,
        };
        let platform = self.context.platform.at(urgency);
        let asked_at = self.context.asked_at();
        let list = self.context.call(platform.list(&request)).await?;
        self.note_unreadable(|unreadable| {
            unreadable.note(urgency, scope, request.page.as_ref(), list.unreadable);
        });
        Ok(Page { list, asked_at })
    }

    /// Learns what could not be read, and says how much that is.
    fn note_unreadable(&self, learn: impl FnOnce(&mut Unreadable)) {
        let platform = &self.context.platform;
        let rows = {
            let mut unreadable = self
                .unreadable
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            learn(&mut unreadable);
            // Lists by activity are those of channels, or the only one of their kind.
            unreadable.count(|scope| platform.walk(scope) == Walk::Activity)
        };
        if rows > self.context.status().unreadable {
            tracing::warn!(line = %self.context.line.id, rows, "unreadable rows");
        }
        self.context.tell(|status| status.unreadable = rows);
    }

    /// A list was read as far as it is read, by these pages behind its first.
    pub(super) fn walk_ended(&self, urgency: Urgency, scope: &SyncScope, behind: &[PageToken]) {
        self.note_unreadable(|unreadable| unreadable.ended(urgency, scope, behind));
    }

    /// Where the list goes on, unless the page reaches beyond the horizon.
    pub(super) fn goes_on(&self, page: &Page) -> Option<PageToken> {
        let horizon = self.context.now().plus(-HORIZON_MS);
        let beyond = page
            .list
            .conversations
            .last()
            .is_none_or(|record| record.last_activity_at < horizon);
        page.list.next.clone().filter(|_| !beyond)
    }

    /// Keeps a page, and `advance`s the place where its list goes on.
    ///
    /// The top of a list and the way to its horizon are walked at the same time, so the place is
    /// changed as it stands when it is written.
    pub(super) async fn keep(
        &self,
        urgency: Urgency,
        scope: &SyncScope,
        page: &Page,
        advance: impl FnOnce(&mut ListCursor),
    ) -> Result<(), SyncError> {
        let context = &self.context;
        let line = context.line.id;
        let mut write = context.store().write().await?;
        let told = &page.list.conversations;
        let listed = keep_told(context, &mut write, page.asked_at, told).await?;
        let name = ListCursor::name(scope);
        let before = ListCursor::parse(write.cursor(line, &name).await?.as_deref());
        let mut after = before.clone();
        advance(&mut after);
        if after != before {
            let text = after.to_text()?;
            write.set_cursor(line, &name, Some(&text)).await?;
        }
        write.commit().await?;
        if after.listed != before.listed {
            self.tell_progress(scope, after.listed);
        }
        // So many at once are a line that catches up, which has an order of its own.
        if urgency == Urgency::Look && listed.news.len() < WORTH_SAYING {
            for conversation in &listed.news {
                context.target(conversation, 0);
            }
        }
        if !listed.to_read.is_empty() {
            context.heard_something();
            context.read_bell.ring();
        }
        Ok(())
    }

    /// Lists everything of a scope. Where the walk breaks off, the next begins it anew.
    pub(super) async fn walk_whole(
        &self,
        urgency: Urgency,
        scope: &SyncScope,
    ) -> Result<(), SyncError> {
        let (mut behind, mut listed) = (Vec::new(), 0);
        loop {
            let next = behind.last().cloned();
            let page = self.page(urgency, scope, next, None).await?;
            self.keep(urgency, scope, &page, |_| {}).await?;
            listed += page.list.conversations.len() as u32;
            if !self.context.condition(Condition::caught_up_once) {
                self.tell_progress(scope, listed);
            }
            let Some(next) = page.list.next else {
                self.walk_ended(urgency, scope, &behind);
                return Ok(());
            };
            behind.push(next);
        }
    }

    /// Walks on with the first listing towards the horizon, a page of each scope in turn, until it
    /// is done.
    pub(super) async fn walk_deeper(&self, scopes: &[SyncScope]) -> Result<(), SyncError> {
        let mut failed: Vec<(&SyncScope, SyncError)> = Vec::new();
        loop {
            let mut complete = true;
            for scope in scopes {
                if failed.iter().any(|(each, _)| *each == scope) {
                    continue;
                }
                let mut cursor = self.cursor(scope).await?;
                if let Some(token) = cursor.deep.take() {
                    let page = match self.page(Urgency::Past, scope, Some(token), None).await {
                        Ok(page) => page,
                        // The others are not to wait for this one; it is tried again with the next round.
                        Err(error) if !error.concerns_the_line() => {
                            failed.push((scope, error));
                            continue;
                        }
                        Err(error) => return Err(error),
                    };
                    cursor.deep = self.goes_on(&page);
                    cursor.listed += page.list.conversations.len() as u32;
                    self.keep(Urgency::Past, scope, &page, |kept| {
                        kept.deep.clone_from(&cursor.deep);
                        kept.listed = cursor.listed;
                    })
                    .await?;
                    self.context.read_bell.ring();
                }
                complete &= cursor.deep.is_none();
            }
            if complete {
                return failed.pop().map_or(Ok(()), |(_, error)| Err(error));
            }
        }
    }
}
