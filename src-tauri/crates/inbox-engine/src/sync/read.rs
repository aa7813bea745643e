//! The reader of a line: timelines, what matters first.
//!
//! In this order: what has changed, what was never read (where it is our turn first), deliveries that
//! may have moved on, and the past. What happens at this moment another part reads, and does not wait
//! for this one.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use inbox_core::{ConversationId, PlatformError, Timestamp, Urgency, WhoseMove};
use inbox_store::{ListQuery, ListRow, Sort, UnfilledHistory, UnreadTimeline, View, ViewFilter};

use super::{
    HORIZON_MS, SyncError, WORTH_SAYING, fill_older,
    news::AT_ONCE,
    reconcile::{read_outdated, read_unseen},
    timeline::read_together,
};
use crate::{
    health::Sign,
    line::{HistoryFill, LineContext},
    pace::{Attention, growing_wait_ms},
};

/// Looked at per turn to choose from.
const CHOICE: u32 = 300;

/// Ticks of messages older than this no longer change.
const DELIVERY_AGE_MS: i64 = 24 * 60 * 60_000;

/// A message whose ticks have not moved for an hour is not expected to move within minutes: it is
/// looked at again after this part of its age.
const DELIVERY_PATIENCE: i64 = 6;

/// How often pasts to fill are looked up.
const PAST_PAUSE_MS: i64 = 10 * 60_000;

/// Reads for as long as the line runs.
pub(crate) async fn run(context: Arc<LineContext>) {
    let mut reader = Reader {
        context: Arc::clone(&context),
        wanted: HashMap::new(),
        choices_left: 0,
        failing: HashMap::new(),
        returns: context.returns(),
        deliveries_due: context.now().plus(delivery_pause_ms(&context.attention())),
        deliveries: HashMap::new(),
        past: VecDeque::new(),
        past_known: false,
        past_due: context.now(),
        read_so_far: 0,
    };
    let mut working = Some(context.surroundings.gauge.enter());
    loop {
        let rest = if context.may_call() {
            reader.turn().await
        } else {
            Rest::UntilRung
        };
        let wait = match rest {
            Rest::None => continue,
            Rest::For(wait) => Some(wait),
            Rest::UntilRung => None,
        };
        drop(working.take());
        let clock = Arc::clone(&context.surroundings.clock);
        tokio::select! {
            () = async {
                match wait {
                    Some(wait) => clock.sleep(wait).await,
                    None => std::future::pending().await,
                }
            } => {}
            rung = context.read_bell.heard() => working = Some(rung),
        }
        working.get_or_insert_with(|| context.surroundings.gauge.enter());
    }
}

/// What comes after a turn.
enum Rest {
    /// The next turn.
    None,
    /// So many milliseconds, unless rung.
    For(u64),
    UntilRung,
}

struct Reader {
    context: Arc<LineContext>,
    /// The order in which timelines that were never read matter; smaller is sooner.
    wanted: HashMap<ConversationId, usize>,
    /// How many more first reads that order is good for.
    choices_left: usize,
    /// Conversations whose reading failed: how often, and from when on to try again.
    failing: HashMap<ConversationId, (u32, Timestamp)>,
    /// How often the line had come back when that was last looked at.
    returns: u64,
    deliveries_due: Timestamp,
    /// When a conversation was last read for its deliveries.
    deliveries: HashMap<ConversationId, Timestamp>,
    /// Pasts to fill, newest activity first.
    past: VecDeque<UnfilledHistory>,
    /// Nothing was added to the pasts since they were last looked up.
    past_known: bool,
    /// Looking them up reads them all, so it is not done for every new customer.
    past_due: Timestamp,
    read_so_far: u32,
}

impl Reader {
    async fn turn(&mut self) -> Rest {
        match self.try_turn().await {
            Ok(rest) => rest,
            Err(error) => {
                tracing::info!(line = %self.context.line.id, %error, "reading paused");
                match error {
                    SyncError::Platform(PlatformError::RateLimited { retry_after_ms }) => {
                        Rest::For(retry_after_ms.unwrap_or(1_000).max(1_000))
                    }
                    // Rung when it is mended.
                    SyncError::Platform(PlatformError::Unreachable | PlatformError::KeyRefused) => {
                        Rest::UntilRung
                    }
                    SyncError::Platform(_) | SyncError::Store(_) => Rest::For(5_000),
                }
            }
        }
    }

    async fn try_turn(&mut self) -> Result<Rest, SyncError> {
        if read_outdated(&self.context).await? || self.read_unread().await? {
            return Ok(Rest::None);
        }
        if self.follow_deliveries().await?
            || read_unseen(&self.context).await?
            || self.fill_past().await?
        {
            return Ok(Rest::None);
        }
        let now = self.context.now();
        let next = [
            Some(self.deliveries_due),
            self.next_retry(now),
            Some(self.past_due).filter(|_| !self.past_known),
        ]
        .into_iter()
        .flatten()
        .min();
        Ok(next.map_or(Rest::UntilRung, |next| {
            Rest::For(next.since(now).max(1).unsigned_abs())
        }))
    }

    /// Reads some of the timelines that the listing says have changed. False when there are none.
    async fn read_unread(&mut self) -> Result<bool, SyncError> {
        let now = self.context.now();
        let (mut unread, being_read) = loop {
            let reads = self.context.target_reads();
            let mut read = self.context.store().read().await?;
            let unread = read.timelines_to_read(self.context.line.id, CHOICE).await?;
            drop(read);
            // Else what was read meanwhile would be read once more.
            if let Some(being_read) = self.context.being_read(reads) {
                break (unread, being_read);
            }
        };
        let returns = self.context.returns();
        if returns != self.returns {
            // What failed while nothing got through says nothing of now.
            self.returns = returns;
            self.failing.clear();
        }
        let all = unread.len() < CHOICE as usize;
        let failing = &self.failing;
        unread.retain(|timeline| {
            failing
                .get(&timeline.conversation)
                .is_none_or(|(_, until)| *until <= now)
        });
        let news = unread
            .iter()
            .filter(|timeline| !timeline.first_read)
            .count();
        if news == 0 {
            self.read_so_far = 0;
            self.context.news_read();
        } else if news >= WORTH_SAYING && self.context.lists_are_walked() {
            let total = all.then_some(self.read_so_far + news as u32);
            self.context
                .note(&Sign::Reading(Some((self.read_so_far, total))));
        }
        unread.retain(|timeline| !being_read.contains(&timeline.conversation.remote));
        if unread.is_empty() {
            return Ok(false);
        }
        let changed = unread.iter().any(|timeline| !timeline.first_read);
        if changed {
            unread.retain(|timeline| !timeline.first_read);
        } else {
            self.order_first_reads(&mut unread).await?;
        }
        // As long as the lists are on their way to the horizon, they are not to stand in line behind
        // everything that they have found: only their end says how much there is.
        let at_once = if changed || self.context.lists_are_walked() {
            AT_ONCE
        } else {
            1
        };
        unread.truncate(at_once);
        if changed {
            self.read_so_far += unread.len() as u32;
        } else {
            self.choices_left = self.choices_left.saturating_sub(unread.len());
            self.past_known = false;
        }
        // What is caught up with leaves room for what happens meanwhile, like any other past.
        let urgency = if changed && news < WORTH_SAYING {
            Urgency::News
        } else {
            Urgency::Past
        };
        let wishes = unread
            .into_iter()
            .map(|timeline| (timeline.conversation, None));
        self.read_batch(wishes.collect(), urgency).await?;
        Ok(true)
    }

    async fn order_first_reads(&mut self, unread: &mut [UnreadTimeline]) -> Result<(), SyncError> {
        if self.choices_left == 0 {
            let query = ListQuery {
                view: View::AllOpen,
                filter: ViewFilter {
                    line: Some(self.context.line.id),
                    ..ViewFilter::default()
                },
                sort: Sort::NeedsUsFirst,
                after: None,
                limit: 200,
            };
            let mut rows = self.context.store().read().await?.list(&query).await?.rows;
            rows.sort_by_key(importance);
            let ranked = rows
                .into_iter()
                .enumerate()
                .map(|(rank, row)| (row.id, rank));
            self.wanted = ranked.collect();
            self.choices_left = 60;
        }
        // Stable, so what nobody waits for stays newest first.
        unread.sort_by_key(|timeline| {
            self.wanted
                .get(&timeline.conversation)
                .copied()
                .unwrap_or(usize::MAX)
        });
        Ok(())
    }

    /// Reads one conversation for the ticks of our messages, now and then. False when none is due.
    async fn follow_deliveries(&mut self) -> Result<bool, SyncError> {
        let now = self.context.now();
        if now < self.deliveries_due {
            return Ok(false);
        }
        self.deliveries_due = now.plus(delivery_pause_ms(&self.context.attention()));
        let since = now.plus(-DELIVERY_AGE_MS);
        let unsettled = {
            let mut read = self.context.store().read().await?;
            read.unsettled_deliveries(self.context.line.id, since, CHOICE)
                .await?
        };
        self.deliveries.retain(|_, at| *at >= since);
        let due = unsettled.into_iter().filter(|one| {
            let looked_at = self.deliveries.get(&one.conversation);
            looked_at.is_none_or(|at| now.since(*at) >= now.since(one.newest) / DELIVERY_PATIENCE)
        });
        let longest_ago = due.min_by_key(|one| self.deliveries.get(&one.conversation).copied());
        let Some(chosen) = longest_ago else {
            return Ok(false);
        };
        self.deliveries.insert(chosen.conversation.clone(), now);
        let wish = (chosen.conversation, Some(chosen.oldest));
        self.read_batch(vec![wish], Urgency::Past).await?;
        Ok(true)
    }

    /// Fills a page of somebody's past. False when all of it is here.
    async fn fill_past(&mut self) -> Result<bool, SyncError> {
        let now = self.context.now();
        let horizon = now.plus(-HORIZON_MS);
        if self.past.is_empty() && !self.past_known && now >= self.past_due {
            self.past_due = now.plus(PAST_PAUSE_MS);
            let mut read = self.context.store().read().await?;
            let line = self.context.line.id;
            let histories = read.histories_to_fill(line, horizon, u32::MAX).await?;
            let total = read.history_progress(line).await?.conversations as u32;
            drop(read);
            let wanted = histories.into_iter().filter(|history| {
                history.next.is_some() && history.oldest_item_at.is_none_or(|at| at > horizon)
            });
            self.past = wanted.collect();
            self.past_known = true;
            self.tell_fill(total);
        }
        let Some(history) = self.past.pop_front() else {
            self.context.tell(|status| status.history = None);
            return Ok(false);
        };
        match fill_older(&self.context, &history, Urgency::Past).await {
            Ok(oldest) if oldest.is_some_and(|oldest| oldest > horizon) => {
                // Read anew where it goes on; a person may have asked for more meanwhile.
                let mut read = self.context.store().read().await?;
                if let Some(rest) = read.unfilled_history(&history.conversation).await? {
                    self.past.push_front(rest);
                }
            }
            Ok(_) => {}
            Err(error) if error.concerns_the_line() => {
                self.past.push_front(history);
                return Err(error);
            }
            // Looked up again with the next scan.
            Err(error) => {
                let conversation = &history.conversation.remote;
                tracing::info!(line = %self.context.line.id, %conversation, %error, "history not filled");
                self.past_known = false;
            }
        }
        if let Some(fill) = self.context.status().history {
            self.tell_fill(fill.total);
        }
        Ok(true)
    }

    fn tell_fill(&self, total: u32) {
        let left = self.past.len() as u32;
        let fill = HistoryFill {
            done: total.saturating_sub(left),
            total,
        };
        self.context
            .tell(|status| status.history = (left > 0).then_some(fill));
    }

    async fn read_batch(
        &mut self,
        wishes: Vec<(ConversationId, Option<Timestamp>)>,
        urgency: Urgency,
    ) -> Result<(), SyncError> {
        let mut verdict = Ok(());
        for (conversation, outcome) in read_together(&self.context, wishes, urgency).await {
            match outcome {
                Ok(items) => {
                    self.failing.remove(&conversation);
                    self.context.read_items(items);
                }
                Err(error) if error.concerns_the_line() => verdict = Err(error),
                Err(error) => {
                    let (line, remote) = (conversation.line, &conversation.remote);
                    tracing::info!(%line, conversation = %remote, %error, "timeline not read");
                    self.put_off(conversation);
                }
            }
        }
        verdict
    }

    /// Tries a conversation again later; the others go on.
    fn put_off(&mut self, conversation: ConversationId) {
        let now = self.context.now();
        let (failures, until) = self.failing.entry(conversation).or_insert((0, now));
        *failures = failures.saturating_add(1);
        let wait = growing_wait_ms(*failures, 5_000, 10 * 60_000);
        *until = now.plus(wait.cast_signed());
    }

    fn next_retry(&self, now: Timestamp) -> Option<Timestamp> {
        self.failing
            .values()
            .map(|(_, until)| *until)
            .filter(|until| *until > now)
            .min()
    }
}

/// Our turn before others', mine before nobody's before others', and the newest first.
fn importance(row: &ListRow) -> (bool, u8, i64) {
    let carrier = match &row.assignee {
        Some(assignee) if assignee.is_me => 0,
        None => 1,
        Some(_) => 2,
    };
    (
        row.whose > WhoseMove::OurTurn,
        carrier,
        -row.last_activity_at.0,
    )
}

fn delivery_pause_ms(attention: &Attention) -> i64 {
    match attention {
        Attention { focused: true, .. } => 20_000,
        Attention { visible: true, .. } => 40_000,
        Attention { .. } => 60_000,
    }
}
