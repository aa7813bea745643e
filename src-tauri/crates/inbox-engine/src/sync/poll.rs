//! The poller of a line: its directory now and then, and the lists, each in the way its platform
//! offers: newest activity first down to what is known, newest creations, all of it, or what changed.
//!
//! Lists are paged by offset, so rows may move while they are walked. A row that moves up pushes
//! others down, where they are met again: nothing is missed, and the row itself lies above the
//! watermark of this walk and is met by the next.

use std::{collections::HashMap, sync::Arc};

use inbox_core::{
    Connection, PageToken, Platform, PlatformError, SyncScope, Timestamp, Urgency, Walk,
};
use tokio::task::JoinSet;

use super::{
    ListCursor, SyncError,
    lists::{Lists, Page},
    reconcile::{find_unseen, has_too_many},
};
use crate::{
    health::Sign,
    hints::{self, Named},
    line::{LineContext, RelayState},
    pace::{growing_wait_ms, poll_interval_ms, stretched_ms},
};

/// What happened this long before the watermark may still come to light: platforms note activity
/// a little after it happened.
const OVERLAP_MS: i64 = 2 * 60_000;

/// Lists that are read whole less often than this are there to find what changed in old conversations:
/// the past as much as a first listing is.
const SELDOM_MS: u64 = 60_000;

const DIRECTORY_EVERY_MS: i64 = 10 * 60_000;

/// Sooner than this it is not read again, also when a conversation names a channel that it lacks.
const DIRECTORY_REST_MS: i64 = 60_000;
/// Who changes one thing of a line changes the next soon after, and each is told.
const DIRECTORY_AT_MOST_EVERY_MS: i64 = 20_000;

/// How often to try again while the network is away: it shall be noticed within two seconds.
const PROBE_MS: u64 = 1_800;

/// Try anyway, should nobody have told that the network is back.
const DISTRUST_MS: u64 = 30_000;

/// So many lists in a row that cannot be read, and none that can, say that the others cannot either.
const TELLING_FAILURES: usize = 3;

/// A line that was not looked at for so long may have missed something worth telling.
const GAP_MS: i64 = 2 * 60_000;

/// Polls for as long as the line runs.
pub(crate) async fn run(context: Arc<LineContext>) {
    let mut poller = Poller {
        context: Arc::clone(&context),
        lists: Arc::new(Lists::new(Arc::clone(&context))),
        deeper: JoinSet::new(),
        deeper_whole: Vec::new(),
        scopes: Vec::new(),
        whole_due: HashMap::new(),
        directory_read_at: None,
        connected: false,
        failures: 0,
        was_failing: false,
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
                Some(ended) = poller.deeper.join_next() => match ended {
                    // What only the whole listing says can be said now.
                    Ok(Ok(())) => {
                        poller.whole_due.extend(poller.deeper_whole.drain(..));
                        break;
                    }
                    // The next round goes on with it.
                    Ok(Err(error)) => {
                        tracing::info!(line = %context.line.id, %error, "listing paused");
                    }
                    Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                    Err(_) => {}
                },
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
    lists: Arc<Lists>,
    /// The first listing on its way to the horizon, if it is not done. It has its own task, as under a
    /// small quota it takes minutes, and the top is due again meanwhile.
    deeper: JoinSet<Result<(), SyncError>>,
    /// The lists that task reads whole, and when each is due again once it has.
    deeper_whole: Vec<(SyncScope, Timestamp)>,
    scopes: Vec<SyncScope>,
    /// When scopes that are read whole are due again.
    whole_due: HashMap<SyncScope, Timestamp>,
    directory_read_at: Option<Timestamp>,
    /// Signed in since this part began.
    connected: bool,
    failures: u32,
    /// A list could not be read in the last round, although others could.
    was_failing: bool,
    /// When the lists were last walked to their end.
    good_at: Timestamp,
}

/// Whether a list was asked for.
enum Walked {
    Read,
    NotNow,
}

impl Poller {
    fn interval_ms(&self) -> u64 {
        let relay = self.context.status().relay;
        let relay_is_down = matches!(relay, RelayState::Unreachable | RelayState::TokenRefused);
        let platform = &self.context.platform;
        let walks = self.scopes.iter().map(|scope| platform.walk(scope));
        // What is read whole has a pace of its own.
        let lists = walks
            .filter(|walk| !matches!(walk, Walk::Whole { .. }))
            .count();
        let interval = poll_interval_ms(&self.context.attention(), relay_is_down);
        stretched_ms(interval, lists, platform.room().per_minute)
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
        let mut whole = Vec::new();
        let mut some_read = false;
        let mut failed = Vec::new();
        for scope in self.scopes.clone() {
            match self.walk_scope(&scope, &mut whole).await {
                Ok(Walked::Read) => some_read = true,
                Ok(Walked::NotNow) => {}
                // The lists behind it are not to wait for it.
                Err(error) if !error.concerns_the_line() => {
                    tracing::warn!(line = %context.line.id, %error, "a list cannot be read");
                    failed.push(error);
                    if !some_read && failed.len() == TELLING_FAILURES {
                        break;
                    }
                    continue;
                }
                Err(error) => return Err(error),
            }
            complete &= self.lists.cursor(&scope).await?.deep.is_none();
        }
        let is_failing = !failed.is_empty();
        if !some_read && let Some(error) = failed.into_iter().next() {
            return Err(error);
        }
        context.note(&Sign::Lists {
            failing: is_failing,
        });
        // What fails for long is said, and what is here counts as all there is until it is mended.
        complete &= !is_failing || self.was_failing;
        self.was_failing = is_failing;
        // What was listed may name a channel that is new.
        self.refresh_directory().await?;
        self.look_at_notices().await?;
        context.read_bell.ring();
        complete &= whole.is_empty();
        if !complete && self.deeper.is_empty() {
            let (lists, scopes) = (Arc::clone(&self.lists), self.scopes.clone());
            self.deeper_whole.clone_from(&whole);
            let working = context.surroundings.gauge.enter();
            self.deeper.spawn(async move {
                let _working = working;
                lists.walk_deeper(&scopes).await?;
                for (scope, _) in whole {
                    lists.walk_whole(Urgency::Past, &scope).await?;
                }
                Ok(())
            });
        }
        context.lists_walked(complete && placed);
        if complete && (!self.lists_tell_all_changes() || has_too_many(&context).await?) {
            find_unseen(&context).await?;
        }
        Ok(())
    }

    /// Walks one list in the way its platform offers, if it is due; those that are read whole in the
    /// background are added to `whole`, with when each is due again.
    async fn walk_scope(
        &mut self,
        scope: &SyncScope,
        whole: &mut Vec<(SyncScope, Timestamp)>,
    ) -> Result<Walked, SyncError> {
        let context = Arc::clone(&self.context);
        let cursor = self.lists.cursor(scope).await?;
        self.lists.listed_before(scope, &cursor);
        match context.platform.walk(scope) {
            Walk::Activity => self.walk(scope, &cursor).await?,
            Walk::Creation => self.walk_newest(scope, &cursor).await?,
            Walk::Whole { .. } if !self.is_due(scope) => return Ok(Walked::NotNow),
            Walk::Whole { every_ms } if every_ms > SELDOM_MS => {
                let due_again = context.now().plus(every_ms.cast_signed());
                whole.push((scope.clone(), due_again));
                return Ok(Walked::NotNow);
            }
            Walk::Whole { every_ms } => {
                let due_again = context.now().plus(every_ms.cast_signed());
                self.lists.walk_whole(Urgency::Look, scope).await?;
                self.whole_due.insert(scope.clone(), due_again);
            }
            Walk::Since => self.walk_since(scope, &cursor).await?,
        }
        Ok(Walked::Read)
    }

    /// Whether what changed while nobody looked is in the lists, wherever it is.
    fn lists_tell_all_changes(&self) -> bool {
        let platform = &self.context.platform;
        let mut walks = self.scopes.iter().map(|scope| platform.walk(scope));
        walks.any(|walk| walk == Walk::Since)
    }

    /// Reads what the line consists of, where that is due.
    async fn refresh_directory(&mut self) -> Result<(), SyncError> {
        let context = &self.context;
        let now = context.now();
        let rested = |rest: i64| {
            self.directory_read_at
                .is_none_or(|at| now.since(at) >= rest)
        };
        let is_old = rested(DIRECTORY_AT_MOST_EVERY_MS) && context.take_directory_is_old();
        let rest = if context.strange_channels(|strange| strange.any_new()) {
            DIRECTORY_REST_MS
        } else {
            DIRECTORY_EVERY_MS
        };
        if !is_old && !rested(rest) {
            return Ok(());
        }
        // Should reading it fail, it is still due.
        self.directory_read_at = None;
        let met = context.strange_channels(|strange| strange.count());
        let platform = context.platform.at(Urgency::Look);
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
        self.directory_read_at = Some(now);
        context.strange_channels(|strange| strange.answered(met));
        Ok(())
    }

    /// Keeps what the person was told by name. Where that cannot be had, the lists are still good.
    async fn look_at_notices(&self) -> Result<(), SyncError> {
        let context = &self.context;
        let platform = context.platform.at(Urgency::Look);
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
            hints::follow_up(context, &Named::unknown(strangers));
        }
        Ok(())
    }

    /// Lists from the top down to the watermark; the first time, only the first page, whose rest is
    /// listed by [`Lists::walk_deeper`].
    async fn walk(&self, scope: &SyncScope, cursor: &ListCursor) -> Result<(), SyncError> {
        let Some(watermark) = cursor.watermark else {
            let page = self.page(scope, None, None).await?;
            let newest = page
                .list
                .conversations
                .first()
                .map(|record| record.last_activity_at);
            return self.keep_first(scope, &page, newest).await;
        };
        let mut newest = watermark;
        let mut behind = Vec::new();
        loop {
            let page = self.page(scope, behind.last().cloned(), None).await?;
            let activity = || {
                page.list
                    .conversations
                    .iter()
                    .map(|record| record.last_activity_at)
            };
            newest = activity().max().map_or(newest, |at| newest.max(at));
            let oldest = activity().min();
            let met = oldest.is_none_or(|oldest| oldest <= watermark.plus(-OVERLAP_MS));
            let next = self.lists.goes_on(&page).filter(|_| !met);
            // Only a walk that arrived moves the watermark; one that was cut short is walked again.
            let Some(next) = next else {
                self.lists.walk_ended(Urgency::News, scope, &behind);
                let arrived = |cursor: &mut ListCursor| cursor.watermark = Some(newest);
                return self.keep(scope, &page, arrived).await;
            };
            self.keep(scope, &page, |_| {}).await?;
            behind.push(next);
        }
    }

    /// Lists the newest creations; the first time, the rest is listed by [`Lists::walk_deeper`].
    async fn walk_newest(&self, scope: &SyncScope, cursor: &ListCursor) -> Result<(), SyncError> {
        let page = self.page(scope, None, None).await?;
        if cursor.watermark.is_none() {
            let now = self.context.now();
            return self.keep_first(scope, &page, Some(now)).await;
        }
        self.keep(scope, &page, |_| {}).await
    }

    /// Keeps the first page of all, and where the rest begins.
    async fn keep_first(
        &self,
        scope: &SyncScope,
        page: &Page,
        watermark: Option<Timestamp>,
    ) -> Result<(), SyncError> {
        let first = ListCursor {
            watermark,
            deep: self.lists.goes_on(page),
            listed: page.list.conversations.len() as u32,
        };
        self.keep(scope, page, |cursor| cursor.clone_from(&first))
            .await?;
        // An empty list tells how far it is as well.
        self.lists.listed_before(scope, &first);
        Ok(())
    }

    /// Whether a scope that is read whole is to be read.
    fn is_due(&self, scope: &SyncScope) -> bool {
        let due = self.whole_due.get(scope);
        due.is_none_or(|due| self.context.now() >= *due)
    }

    /// Asks what changed since the last time. The first time there is nothing to ask: the other
    /// scopes list it all.
    async fn walk_since(&self, scope: &SyncScope, cursor: &ListCursor) -> Result<(), SyncError> {
        let asked_at = self.context.now();
        let since = cursor.watermark.unwrap_or(asked_at).plus(-OVERLAP_MS);
        let mut behind = Vec::new();
        loop {
            let next = behind.last().cloned();
            let page = self.page(scope, next, Some(since)).await?;
            let Some(next) = page.list.next.clone() else {
                self.lists.walk_ended(Urgency::News, scope, &behind);
                let asked = |cursor: &mut ListCursor| cursor.watermark = Some(asked_at);
                return self.keep(scope, &page, asked).await;
            };
            self.keep(scope, &page, |_| {}).await?;
            behind.push(next);
        }
    }

    async fn page(
        &self,
        scope: &SyncScope,
        page: Option<PageToken>,
        since: Option<Timestamp>,
    ) -> Result<Page, SyncError> {
        self.lists.page(Urgency::Look, scope, page, since).await
    }

    async fn keep(
        &self,
        scope: &SyncScope,
        page: &Page,
        advance: impl FnOnce(&mut ListCursor),
    ) -> Result<(), SyncError> {
        self.lists.keep(Urgency::Look, scope, page, advance).await
    }
}
