//! The outbox worker of a line: takes what is due, tells the platform, writes down what came of it.
//!
//! Invariants: an attempt is on disk before anything leaves; within a conversation rows leave in
//! the order they were asked for; a row whose outcome is unknown is looked for, never sent again.

mod many;
mod opening;
mod verdict;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use inbox_core::{
    ConversationAction, ConversationId, ConversationRecord, Outbound, OutboxAction, OutboxId,
    OutboxState, OutgoingMessage, Platform, PlatformError, Receipt, SentProbe, StuckReason,
    Timestamp, Urgency,
};
use inbox_store::StoreError;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    confirmed::keep_told, contacts, error::EngineError, files, gauge::Working, line::LineContext,
    pace::growing_wait_ms, sync::read_by_itself,
};
use verdict::Verdict;

/// Conversations served at once.
const AT_ONCE: usize = 4;

/// Rows looked at per turn; more than can be worked on, as some belong to busy conversations.
const PORTION: u32 = 64;

/// How long a stop waits for messages on the wire. What is not answered by then is looked for at
/// the next start.
const STOP_GRACE: Duration = Duration::from_secs(3);

/// A message has usually reached the customer's phone by then, which a read will tell.
const TICKS_AFTER_MS: i64 = 3_000;

/// When to look again after a look that failed.
const LOOK_AGAIN_MS: i64 = 10_000;

/// Works until `stopping`.
pub(crate) async fn run(context: Arc<LineContext>, stopping: CancellationToken) {
    let mut worker = Worker {
        context,
        tasks: JoinSet::new(),
        rows: HashMap::new(),
    };
    worker.recover().await;
    let mut working: Option<Working> = Some(worker.context.surroundings.gauge.enter());
    loop {
        let wake_in = worker.take_due().await;
        drop(working.take());
        let clock = Arc::clone(&worker.context.surroundings.clock);
        let alarm = async {
            match wake_in {
                Some(wait) => clock.sleep(wait).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stopping.cancelled() => break,
            rung = worker.context.outbox_bell.heard() => working = Some(rung),
            Some(ended) = worker.tasks.join_next_with_id() => {
                let (task, panicked) = match ended {
                    Ok((task, ())) => (task, false),
                    Err(error) => (error.id(), true),
                };
                worker.ended(task, panicked).await;
            }
            () = alarm => {}
        }
    }
    // What has not left whole by now can as well leave at the next start.
    worker.context.uploads.stop();
    let all_ended = async { while worker.tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(STOP_GRACE, all_ended).await.is_err() {
        tracing::warn!(line = %worker.context.line.id, "stopped with messages on the wire");
    }
}

struct Worker {
    context: Arc<LineContext>,
    tasks: JoinSet<()>,
    /// What each task works on.
    rows: HashMap<Id, Vec<Outbound>>,
}

impl Worker {
    /// Rows found on the wire when the worker starts were left there by a crash or a panic.
    async fn recover(&self) {
        let line = self.context.line.id;
        let left = async { self.context.store().read().await?.outbox(Some(line)).await };
        let rows = match left.await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(%line, %error, "outbox could not be read");
                return;
            }
        };
        for row in rows.iter().filter(|row| row.state == OutboxState::Sending) {
            outcome_unknown(&self.context, row).await;
        }
    }

    /// Starts work on what is due and says in how many milliseconds to look again; `None` when only
    /// a ring or the end of a task changes anything.
    async fn take_due(&mut self) -> Option<u64> {
        if !self.context.may_call() {
            return None;
        }
        match self.start_due().await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::error!(line = %self.context.line.id, %error, "outbox could not be read");
                Some(5_000)
            }
        }
    }

    async fn start_due(&mut self) -> Result<Option<u64>, StoreError> {
        let (line, now) = (self.context.line.id, self.context.now());
        let mut read = self.context.store().read().await?;
        let due = read.outbox_due(line, now, PORTION).await?;
        let next = read.outbox_next_due(line, now).await?;
        drop(read);
        let mut busy: HashSet<ConversationId> = self
            .rows
            .values()
            .flatten()
            .map(|row| row.conversation.clone())
            .collect();
        let (together, due) = many::together(&self.context, due, &busy);
        for rows in together {
            busy.extend(rows.iter().map(|row| row.conversation.clone()));
            let context = Arc::clone(&self.context);
            let working = context.surroundings.gauge.enter();
            let told = rows.clone();
            let task = self.tasks.spawn(async move {
                many::tell(&context, rows).await;
                drop(working);
                many::look_at_lists(&context).await;
            });
            self.rows.insert(task.id(), told);
        }
        for row in due {
            if self.tasks.len() >= AT_ONCE {
                break;
            }
            if !busy.insert(row.conversation.clone()) {
                continue;
            }
            let context = Arc::clone(&self.context);
            let working = context.surroundings.gauge.enter();
            let task = self.tasks.spawn({
                let row = row.clone();
                async move {
                    work_on(&context, row).await;
                    drop(working);
                }
            });
            self.rows.insert(task.id(), vec![row]);
        }
        Ok(next.map(|next| next.since(now).max(1).unsigned_abs()))
    }

    async fn ended(&mut self, task: Id, panicked: bool) {
        let rows = self.rows.remove(&task).filter(|_| panicked);
        for row in rows.into_iter().flatten() {
            tracing::error!(line = %self.context.line.id, outbox = %row.id, "a send panicked");
            outcome_unknown(&self.context, &row).await;
        }
    }
}

async fn work_on(context: &LineContext, row: Outbound) {
    match (row.state, &row.action) {
        (OutboxState::Checking, OutboxAction::Send { message }) => {
            look_for(context, &row, message).await;
        }
        (OutboxState::Checking, OutboxAction::Begin { opening }) => {
            opening::look_for(context, &row, opening).await;
        }
        // Telling it twice is harmless, so there is nothing to look for but what many together came to.
        (OutboxState::Checking, OutboxAction::Act { action }) => {
            if many::came_true(context, &row, action).await {
                keep(context, &row.id, Step::Confirm(Receipt { item: None })).await;
                return;
            }
            let now = context.now();
            keep(context, &row.id, Step::Wait(now)).await;
            attempt(context, &row).await;
        }
        (
            OutboxState::Queued
            | OutboxState::Waiting { .. }
            | OutboxState::Sending
            | OutboxState::Stuck { .. },
            _,
        ) => attempt(context, &row).await,
    }
}

/// The conversation as its platform told it last, or what becomes of what was to be said in it.
async fn record_of(
    context: &LineContext,
    conversation: &ConversationId,
) -> Result<ConversationRecord, Step> {
    let known = async || {
        let mut read = context.store().read().await?;
        read.conversation_record(conversation).await
    };
    if let Ok(Some(record)) = known().await {
        return Ok(record);
    }
    // The cache may be being built anew, and lists may not reach this far back; or it was deleted.
    let asked = read_by_itself(context, &conversation.remote, Urgency::Person).await;
    if let Ok(false) = asked {
        return Err(Step::Stick(StuckReason::NotFound));
    }
    context.target(&conversation.remote, 0);
    match known().await {
        Ok(Some(record)) => Ok(record),
        _ => Err(Step::Wait(context.now().plus(LOOK_AGAIN_MS))),
    }
}

async fn attempt(context: &LineContext, row: &Outbound) {
    let begun = async {
        let mut write = context.store().write().await?;
        let begun = write.begin_attempt(&row.id).await?;
        write.commit().await?;
        Ok::<_, StoreError>(begun)
    };
    let row = match begun.await {
        Ok(Some(row)) => row,
        // Taken back in the meantime.
        Ok(None) => return,
        Err(error) => {
            // Nothing has left. The next ring or due row tries again.
            tracing::error!(line = %context.line.id, %error, "attempt could not be noted");
            context.clock().sleep(5_000).await;
            return;
        }
    };
    if let OutboxAction::Begin { opening } = &row.action {
        opening::attempt(context, &row, opening).await;
        return;
    }
    let record = match record_of(context, &row.conversation).await {
        Ok(record) => record,
        Err(step) => {
            keep(context, &row.id, step).await;
            return;
        }
    };
    let platform = context.platform.at(Urgency::Person);
    let told = match &row.action {
        OutboxAction::Send { message } => {
            let message = files::with_paths(context.store(), message);
            let upload = files::begin_upload(context, &row.id, message.upload_bytes());
            let sending = context.call(platform.send_watched(&record, &message, &upload));
            let sent = tokio::select! {
                biased;
                () = upload.cancelled() => None,
                sent = sending => Some(sent),
            };
            context.uploads.forget(&row.id);
            match sent {
                Some(sent) if sent.is_ok() || !upload.is_cancelled() => sent,
                // Stopped before all had left, so nothing was said. Whoever stopped it for good has
                // let the row go in the same step.
                _ => {
                    keep(context, &row.id, Step::Wait(context.now())).await;
                    return;
                }
            }
        }
        OutboxAction::Act { action, .. } => {
            let done = context.call(platform.act(&record, action)).await;
            done.map(|()| Receipt { item: None })
        }
        // It went its own way above.
        OutboxAction::Begin { .. } => return,
    };
    match told {
        Ok(receipt) => {
            tracing::debug!(line = %context.line.id, outbox = %row.id, "told");
            keep(context, &row.id, Step::Confirm(receipt)).await;
            context.target(&row.conversation.remote, TICKS_AFTER_MS);
            if let OutboxAction::Act {
                action: ConversationAction::ChangeContact { .. },
            } = &row.action
            {
                contacts::look_again(context, &row.conversation).await;
            }
        }
        Err(error) => {
            tracing::info!(line = %context.line.id, outbox = %row.id, %error, "not told");
            if error == PlatformError::HeldByColleague {
                see_who_holds(context, &row.conversation).await;
            }
            let verdict = verdict::after_failure(&row.action, &error, row.attempts, context.now());
            carry_out(context, &row, verdict).await;
        }
    }
}

/// The person is asked whether to take it over, and wants to know from whom.
async fn see_who_holds(context: &LineContext, conversation: &ConversationId) {
    let platform = context.platform.at(Urgency::Person);
    let asked_at = context.asked_at();
    let record = context.call(platform.conversation(&conversation.remote));
    let Ok(record) = record.await else { return };
    let kept = async {
        let mut write = context.store().write().await?;
        keep_told(context, &mut write, asked_at, &[record]).await?;
        write.commit().await
    };
    if let Err(error) = kept.await {
        tracing::info!(line = %context.line.id, %error, "holder was not kept");
    }
}

async fn carry_out(context: &LineContext, row: &Outbound, verdict: Verdict) {
    let now = context.now();
    match verdict {
        // Due at once; the worker does not touch it before calls make sense again.
        Verdict::WhenReachable | Verdict::WhenKeyMended => {
            keep(context, &row.id, Step::Wait(now)).await;
        }
        Verdict::TryAgainAt(until) => {
            keep(context, &row.id, Step::Wait(until)).await;
        }
        Verdict::LookForIt => {
            context.gave_up_answer(&row.id);
            outcome_unknown(context, row).await;
        }
        Verdict::Stuck(reason) => {
            keep(context, &row.id, Step::Stick(reason)).await;
        }
    }
}

/// Nobody knows whether the platform got it.
async fn outcome_unknown(context: &LineContext, row: &Outbound) {
    let now = context.now();
    match &row.action {
        OutboxAction::Send { .. } | OutboxAction::Begin { .. } => {
            let began = row.attempted_at.unwrap_or(now);
            let look_at =
                verdict::next_look(began, now, context.answer_given_up(&row.id)).unwrap_or(now);
            keep(context, &row.id, Step::Check(look_at)).await;
        }
        OutboxAction::Act { .. } => {
            keep(context, &row.id, Step::Wait(now)).await;
        }
    }
}

/// Looks in the thread for a send that got no answer.
async fn look_for(context: &LineContext, row: &Outbound, message: &OutgoingMessage) {
    let looked_at = context.now();
    let attempted_at = row.attempted_at.unwrap_or(row.created_at);
    match find(context, row, message).await {
        Ok(Some(receipt)) => {
            keep(context, &row.id, Step::Confirm(receipt)).await;
            context.target(&row.conversation.remote, TICKS_AFTER_MS);
        }
        Ok(None) => {
            let step =
                verdict::next_look(attempted_at, looked_at, context.answer_given_up(&row.id))
                    .map_or(Step::Stick(StuckReason::NotFoundAfterNoAnswer), Step::Check);
            keep(context, &row.id, step).await;
        }
        Err(error) => {
            tracing::info!(line = %context.line.id, outbox = %row.id, %error, "look failed");
            // Only a look that was answered may say that it is not there.
            let later = looked_at.plus(LOOK_AGAIN_MS);
            keep(context, &row.id, Step::Check(later)).await;
        }
    }
}

/// One more look for words that went out without an answer; true when they are there, and then they
/// count as sent.
pub(crate) async fn found_after_all(
    context: &LineContext,
    row: &Outbound,
) -> Result<bool, EngineError> {
    let message = match &row.action {
        OutboxAction::Send { message } => message,
        OutboxAction::Begin { opening } => {
            return opening::found_after_all(context, row, opening).await;
        }
        OutboxAction::Act { .. } => return Ok(false),
    };
    let Some(receipt) = find(context, row, message).await? else {
        return Ok(false);
    };
    keep(context, &row.id, Step::Confirm(receipt)).await;
    context.target(&row.conversation.remote, TICKS_AFTER_MS);
    Ok(true)
}

/// Asks the platform's thread for the words of a row.
async fn find(
    context: &LineContext,
    row: &Outbound,
    message: &OutgoingMessage,
) -> Result<Option<Receipt>, EngineError> {
    let mut read = context.store().read().await?;
    let linked = read.linked_items(&row.conversation, &row.id).await?;
    drop(read);
    let probe = SentProbe {
        conversation: row.conversation.remote.clone(),
        message: message.clone(),
        attempted_at: row.attempted_at.unwrap_or(row.created_at),
        linked,
    };
    let platform = context.platform.at(Urgency::Person);
    let found = context.call(platform.find_sent(&probe)).await?;
    Ok(found.map(|item| Receipt {
        item: Some(item.remote),
    }))
}

/// What becomes of a row.
enum Step {
    Confirm(Receipt),
    Check(Timestamp),
    Wait(Timestamp),
    Stick(StuckReason),
}

/// Writes down what became of a row, however long the disk refuses: until then the row counts as
/// being on the wire and nobody sends it.
async fn keep(context: &LineContext, id: &OutboxId, step: Step) {
    let mut failures = 0;
    loop {
        let kept = async {
            let mut write = context.store().write().await?;
            match &step {
                Step::Confirm(receipt) => {
                    let changed = write.confirm(id, receipt).await?;
                    context.confirmed(|confirmed| {
                        for each in &changed {
                            confirmed.note(&each.remote);
                        }
                    });
                }
                Step::Check(at) => write.check(id, *at).await?,
                Step::Wait(until) => write.wait(id, *until).await?,
                Step::Stick(reason) => write.stick(id, *reason).await?,
            }
            write.commit().await
        };
        match kept.await {
            // Unknown: let go of by the person in the meantime, or gone with its line.
            Ok(()) | Err(StoreError::Unknown { .. }) => {
                if !matches!(step, Step::Check(_)) {
                    context.answer_settled(id);
                }
                return;
            }
            Err(error) => {
                failures += 1;
                tracing::error!(line = %context.line.id, %error, "outbox could not be written");
                context
                    .clock()
                    .sleep(growing_wait_ms(failures, 1_000, 60_000))
                    .await;
            }
        }
    }
}
