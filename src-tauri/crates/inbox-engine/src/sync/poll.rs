//! The poller of a line: its directory now and then, and the lists, each in the way its platform
//! offers: newest activity first down to what is known, newest creations, all of it, or what changed.
//!
//! Lists are paged by offset, so rows may move while they are walked. A row that moves up pushes
//! others down, where they are met again: nothing is missed, and the row itself lies above the
//! watermark of this walk and is met by the next.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use inbox_core::{
    Connection, ListPage, ListRequest, PageToken, Platform, PlatformError, SyncScope, Timestamp,
    Urgency, Walk,
};

use super::{HORIZON_MS, ListCursor, SyncError, reconcile::find_unseen};
use crate::{
    health::{Condition, Sign},
    hints,
    line::{LineContext, RelayState},
    pace::{growing_wait_ms, poll_interval_ms},
};

/// What happened this long before the watermark may still come to light: platforms note activity
/// a little after it happened.
const OVERLAP_MS: i64 = 2 * 60_000;

const DIRECTORY_EVERY_MS: i64 = 10 * 60_000;

/// How often to try again while the network is away: it shall be noticed within two seconds.
const PROBE_MS: u64 = 1_800;

/// Try anyway, should nobody have told that the network is back.
const DISTRUST_MS: u64 = 30_000;

/// A line that was not looked at for so long may have missed something worth telling.
const GAP_MS: i64 = 2 * 60_000;

/// Polls for as long as the line runs.
pub(crate) async fn run(context: Arc<LineContext>) {
    let mut poller = Poller {
        context: Arc::clone(&context),
        scopes: Vec::new(),
        whole_due: HashMap::new(),
        listed: AtomicU32::new(0),
        directory_due: Timestamp(i64::MIN),
        connected: false,
        failures: 0,
        good_at: context.now(),
    };
    let mut working = Some(context.surroundings.gauge.enter());
    let mut attention = context.surroundings.attention.subscribe();
    let mut network = context.surroundings.network.subscribe();
    loop {
        let began = context.now();
        let outcome = poller.round().await;
        if outcome.is_ok() {
            poller.good_at = context.now();
        }
        let mut sleep_ms = poller.wait_after(&outcome);
        drop(working.take());
        loop {
            let clock = Arc::clone(&context.surroundings.clock);
            tokio::select! {
                () = async {
                    match sleep_ms {
                        Some(wait) => clock.sleep(wait).await,
                        None => std::future::pending().await,
                    }
                } => break,
                rung = context.poll_bell.heard() => {
                    working = Some(rung);
                    break;
                }
                // A network that came back is worth a look at once, also when waiting long.
                Ok(()) = network.changed() => break,
                Ok(()) = attention.changed() => {
                    if outcome.is_err() {
                        continue;
                    }
                    // A person who comes back is not kept waiting for the slow cadence to end.
                    let since = context.now().since(began).max(0).unsigned_abs();
                    let interval = poller.interval_ms();
                    if since >= interval {
                        break;
                    }
                    sleep_ms = Some(interval - since);
                }
            }
        }
        working.get_or_insert_with(|| context.surroundings.gauge.enter());
        if context.now().since(poller.good_at) > GAP_MS {
            context.open_gap();
        }
    }
}

struct Poller {
    context: Arc<LineContext>,
    scopes: Vec<SyncScope>,
    /// When scopes that are read whole are due again.
    whole_due: HashMap<SyncScope, Timestamp>,
    /// Conversations listed before the line first caught up.
    listed: AtomicU32,
    directory_due: Timestamp,
    /// Signed in since this part began.
    connected: bool,
    failures: u32,
    /// When the lists were last walked to their end.
    good_at: Timestamp,
}

impl Poller {
    fn interval_ms(&self) -> u64 {
        let relay = self.context.status().relay;
        let relay_is_down = matches!(relay, RelayState::Unreachable | RelayState::TokenRefused);
        poll_interval_ms(&self.context.attention(), relay_is_down)
    }

    /// How long to wait after a round; `None` when only the person can change anything.
    fn wait_after(&mut self, outcome: &Result<(), SyncError>) -> Option<u64> {
        let dice = &self.context.surroundings.dice;
        let error = match outcome {
            Ok(()) => {
                self.failures = 0;
                return Some(dice.jittered(self.interval_ms()));
            }
            Err(error) => error,
        };
        self.failures = self.failures.saturating_add(1);
        tracing::info!(line = %self.context.line.id, %error, "poll failed");
        match error {
            SyncError::Platform(PlatformError::KeyRefused) => None,
            SyncError::Platform(PlatformError::Unreachable) => {
                let online = self.context.surroundings.network.borrow().online;
                Some(if online { PROBE_MS } else { DISTRUST_MS })
            }
            SyncError::Platform(PlatformError::RateLimited { retry_after_ms }) => {
                Some(retry_after_ms.unwrap_or(60_000).max(1_000))
            }
            SyncError::Platform(_) | SyncError::Store(_) => {
                Some(dice.jittered(growing_wait_ms(self.failures, 2_000, 60_000)))
            }
        }
    }

    async fn round(&mut self) -> Result<(), SyncError> {
        let context = Arc::clone(&self.context);
        // What happens between a walk and the first place in the relay's stream nobody would tell.
        let placed = context.is_placed();
        self.refresh_directory().await?;
        let mut complete = true;
        for scope in self.scopes.clone() {
            let mut cursor = self.load(&scope).await?;
            match context.platform.walk(&scope) {
                Walk::Activity => self.walk(&scope, &mut cursor).await?,
                Walk::Creation => self.walk_newest(&scope, &mut cursor).await?,
                Walk::Whole { every_ms } => self.walk_whole(&scope, every_ms).await?,
                Walk::Since => self.walk_since(&scope, &mut cursor).await?,
            }
            complete &= cursor.deep.is_none();
        }
        self.look_at_notices().await?;
        context.read_bell.ring();
        if !complete {
            complete = self.walk_deeper().await?;
        }
        context.lists_walked(complete && placed);
        if complete && !self.lists_tell_all_changes() {
            find_unseen(&context).await?;
        }
        Ok(())
    }

    /// Whether what changed while nobody looked is in the lists, wherever it is.
    fn lists_tell_all_changes(&self) -> bool {
        let platform = &self.context.platform;
        let mut walks = self.scopes.iter().map(|scope| platform.walk(scope));
        walks.any(|walk| walk == Walk::Since)
    }

    async fn refresh_directory(&mut self) -> Result<(), SyncError> {
        let context = &self.context;
        let now = context.now();
        if now < self.directory_due {
            return Ok(());
        }
        let platform = context.platform.at(Urgency::Background);
        loop {
            let changes = context.directory_changes();
            let directory = if self.connected {
                context.call(platform.directory()).await?
            } else {
                let Connection {
                    directory,
                    capabilities,
                    ..
                } = context.call(platform.connect()).await?;
                context.keep_capabilities(&capabilities).await;
                directory
            };
            self.connected = true;
            self.scopes = context.platform.scopes(&directory);
            let mut write = context.store().write().await?;
            // What a person changed while it was read may be missing from it.
            if context.directory_changes() != changes {
                continue;
            }
            write.replace_directory(context.line.id, &directory).await?;
            write.commit().await?;
            break;
        }
        self.directory_due = now.plus(DIRECTORY_EVERY_MS);
        Ok(())
    }

    /// Keeps what the person was told by name. Where that cannot be had, the lists are still good.
    async fn look_at_notices(&self) -> Result<(), SyncError> {
        let context = &self.context;
        let platform = context.platform.at(Urgency::Background);
        let notices = match context.call(platform.personal_notices()).await {
            Ok(Some(notices)) => notices,
            Ok(None) => return Ok(()),
            Err(error) => {
                tracing::info!(line = %context.line.id, %error, "personal notices not read");
                return Ok(());
            }
        };
        let mut write = context.store().write().await?;
        let strangers = write.keep_notices(context.line.id, &notices).await?;
        for conversation in &strangers {
            write.request_read(&context.id(conversation)).await?;
        }
        write.commit().await?;
        if !strangers.is_empty() {
            hints::follow_up(context, &strangers, false);
        }
        Ok(())
    }

    async fn load(&self, scope: &SyncScope) -> Result<ListCursor, SyncError> {
        let mut read = self.context.store().read().await?;
        let text = read
            .cursor(self.context.line.id, &ListCursor::name(scope))
            .await?;
        Ok(ListCursor::parse(text.as_deref()))
    }

    /// Lists from the top down to the watermark; the first time, only the first page, whose rest is
    /// listed by [`Self::walk_deeper`].
    async fn walk(&self, scope: &SyncScope, cursor: &mut ListCursor) -> Result<(), SyncError> {
        let Some(watermark) = cursor.watermark else {
            let page = self.page(scope, None, None).await?;
            let newest = page
                .conversations
                .first()
                .map(|record| record.last_activity_at);
            cursor.watermark = newest;
            cursor.deep = self.goes_on(&page);
            cursor.listed = page.conversations.len() as u32;
            return self.keep(scope, &page, Some(cursor)).await;
        };
        let mut newest = watermark;
        let mut next = None;
        loop {
            let page = self.page(scope, next, None).await?;
            let activity = || {
                page.conversations
                    .iter()
                    .map(|record| record.last_activity_at)
            };
            newest = activity().max().map_or(newest, |at| newest.max(at));
            let oldest = activity().min();
            let met = oldest.is_none_or(|oldest| oldest <= watermark.plus(-OVERLAP_MS));
            next = self.goes_on(&page).filter(|_| !met);
            // Only a walk that arrived moves the watermark; one that was cut short is walked again.
            if next.is_none() {
                cursor.watermark = Some(newest);
                return self.keep(scope, &page, Some(cursor)).await;
            }
            self.keep(scope, &page, None).await?;
        }
    }

    /// Lists the newest creations; the first time, the rest is listed by [`Self::walk_deeper`].
    async fn walk_newest(
        &self,
        scope: &SyncScope,
        cursor: &mut ListCursor,
    ) -> Result<(), SyncError> {
        let page = self.page(scope, None, None).await?;
        if cursor.watermark.is_none() {
            cursor.watermark = Some(self.context.now());
            cursor.deep = self.goes_on(&page);
            cursor.listed = page.conversations.len() as u32;
        }
        self.keep(scope, &page, Some(cursor)).await
    }

    /// Lists everything of a scope, unless that was done just now. Where the walk breaks off, the
    /// next round begins it anew.
    async fn walk_whole(&mut self, scope: &SyncScope, every_ms: u64) -> Result<(), SyncError> {
        let now = self.context.now();
        let due = self.whole_due.get(scope).copied();
        if due.is_some_and(|due| now < due) {
            return Ok(());
        }
        let mut next = None;
        loop {
            let page = self.page(scope, next.take(), None).await?;
            self.keep(scope, &page, None).await?;
            if page.next.is_none() {
                break;
            }
            next = page.next;
        }
        self.whole_due
            .insert(scope.clone(), now.plus(every_ms.cast_signed()));
        Ok(())
    }

    /// Asks what changed since the last time. The first time there is nothing to ask: the other
    /// scopes list it all.
    async fn walk_since(
        &self,
        scope: &SyncScope,
        cursor: &mut ListCursor,
    ) -> Result<(), SyncError> {
        let asked_at = self.context.now();
        let since = cursor.watermark.unwrap_or(asked_at).plus(-OVERLAP_MS);
        let mut next = None;
        loop {
            let page = self.page(scope, next.take(), Some(since)).await?;
            if page.next.is_none() {
                cursor.watermark = Some(asked_at);
                return self.keep(scope, &page, Some(cursor)).await;
            }
            self.keep(scope, &page, None).await?;
            next = page.next;
        }
    }

    /// Goes on with the first listing towards the horizon, a page of each scope in turn, until it
    /// is done or the top is due again. True when it is done.
    async fn walk_deeper(&self) -> Result<bool, SyncError> {
        let until = self.context.now().plus(self.interval_ms().cast_signed());
        loop {
            let (mut complete, mut listed, mut total) = (true, 0, Some(0));
            for scope in &self.scopes {
                let mut cursor = self.load(scope).await?;
                if let Some(token) = cursor.deep.take() {
                    let page = self.page(scope, Some(token), None).await?;
                    cursor.deep = self.goes_on(&page);
                    cursor.listed += page.conversations.len() as u32;
                    self.keep(scope, &page, Some(&cursor)).await?;
                    self.context.read_bell.ring();
                    total = total.zip(page.total).map(|(sum, of_scope)| sum + of_scope);
                } else {
                    total = total.map(|sum| sum + cursor.listed);
                }
                complete &= cursor.deep.is_none();
                listed += cursor.listed;
            }
            if complete || self.context.now() >= until {
                return Ok(complete);
            }
            self.context.note(&Sign::Reading(Some((listed, total))));
        }
    }

    async fn page(
        &self,
        scope: &SyncScope,
        page: Option<PageToken>,
        since: Option<Timestamp>,
    ) -> Result<ListPage, SyncError> {
        let request = ListRequest {
            scope: scope.clone(),
            page,
            since,
        };
        let platform = self.context.platform.at(Urgency::Background);
        let page = self.context.call(platform.list(&request)).await?;
        if page.unreadable > 0 {
            tracing::warn!(line = %self.context.line.id, rows = page.unreadable, "unreadable rows");
        }
        Ok(page)
    }

    /// Where the list goes on, unless the page reaches beyond the horizon.
    fn goes_on(&self, page: &ListPage) -> Option<PageToken> {
        let horizon = self.context.now().plus(-HORIZON_MS);
        let beyond = page
            .conversations
            .last()
            .is_none_or(|record| record.last_activity_at < horizon);
        page.next.clone().filter(|_| !beyond)
    }

    async fn keep(
        &self,
        scope: &SyncScope,
        page: &ListPage,
        cursor: Option<&ListCursor>,
    ) -> Result<(), SyncError> {
        let line = self.context.line.id;
        let mut write = self.context.store().write().await?;
        let listed = write.apply_listing(line, &page.conversations).await?;
        let brought = page
            .conversations
            .iter()
            .map(|record| record.remote.clone());
        self.context
            .reconciliation(|reconciliation| reconciliation.saw(brought));
        if let Some(cursor) = cursor {
            let text = cursor.to_text()?;
            write
                .set_cursor(line, &ListCursor::name(scope), Some(&text))
                .await?;
        }
        write.commit().await?;
        if !self.context.condition(Condition::caught_up_once) {
            // Under a small quota a first listing takes minutes; what is here can be used meanwhile.
            let here = page.conversations.len() as u32;
            let so_far = self.listed.fetch_add(here, Ordering::Relaxed) + here;
            let progress = (so_far, page.total);
            self.context.note(&Sign::Reading(Some(progress)));
        }
        if !listed.to_read.is_empty() {
            self.context.heard_something();
            self.context.read_bell.ring();
        }
        Ok(())
    }
}
