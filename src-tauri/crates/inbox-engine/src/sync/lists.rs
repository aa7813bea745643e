//! Pages of a line's lists: asked for, and kept together with the place where the list goes on.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU32, Ordering},
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
    /// Conversations listed before the line first caught up.
    listed: AtomicU32,
    unreadable: Mutex<Unreadable>,
}

impl Lists {
    pub(super) fn new(context: Arc<LineContext>) -> Self {
        Self {
            context,
            listed: AtomicU32::new(0),
            unreadable: Mutex::default(),
        }
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
        if !context.condition(Condition::caught_up_once) {
            // Under a small quota a first listing takes minutes; what is here can be used meanwhile.
            let here = page.list.conversations.len() as u32;
            let so_far = self.listed.fetch_add(here, Ordering::Relaxed) + here;
            // What platforms count goes beyond the horizon, and each list counts for itself.
            context.note(&Sign::Reading(Some((so_far, None))));
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
        let mut behind = Vec::new();
        loop {
            let next = behind.last().cloned();
            let page = self.page(urgency, scope, next, None).await?;
            self.keep(urgency, scope, &page, |_| {}).await?;
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
        loop {
            let (mut complete, mut listed) = (true, 0);
            for scope in scopes {
                let mut cursor = self.cursor(scope).await?;
                if let Some(token) = cursor.deep.take() {
                    let page = self.page(Urgency::Past, scope, Some(token), None).await?;
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
                listed += cursor.listed;
            }
            if complete {
                return Ok(());
            }
            self.context.note(&Sign::Reading(Some((listed, None))));
        }
    }
}
