//! The reader of news: conversations that events and the newest of a list named, before all others.
//!
//! It is a part of its own so that news waits for nothing that is read meanwhile, however slowly the
//! past may be filled under a small quota.

use std::{collections::HashMap, sync::Arc};

use futures_util::future::join_all;
use inbox_core::{PlatformError, RemoteId, Timestamp, Urgency};

use super::{SyncError, reconcile::read_by_itself, timeline::read_together};
use crate::line::LineContext;

/// Conversations read at once; enough to hide a platform's answering time.
pub(super) const AT_ONCE: usize = 3;

/// A conversation that events keep naming is read this often at most.
const TARGET_PAUSE_MS: i64 = 2_000;

/// Reads for as long as the line runs.
pub(crate) async fn run(context: Arc<LineContext>) {
    // What a panic left under way is no longer.
    context.targets_read();
    let mut reader = NewsReader {
        context: Arc::clone(&context),
        targeted: HashMap::new(),
    };
    let mut working = Some(context.surroundings.gauge.enter());
    loop {
        let wait = if context.may_call() {
            reader.turn().await
        } else {
            None
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
            rung = context.news_bell.heard() => working = Some(rung),
        }
        working.get_or_insert_with(|| context.surroundings.gauge.enter());
    }
}

struct NewsReader {
    context: Arc<LineContext>,
    /// When a conversation was last read because it was named.
    targeted: HashMap<RemoteId, Timestamp>,
}

impl NewsReader {
    /// Reads what is named until nothing is left, and says how many milliseconds to wait unless rung;
    /// `None` waits for a ring.
    async fn turn(&mut self) -> Option<u64> {
        loop {
            let batch = self.due();
            if batch.is_empty() {
                break;
            }
            let read = self.read(batch).await;
            self.context.targets_read();
            if let Err(error) = read {
                tracing::info!(line = %self.context.line.id, %error, "reading news paused");
                return match error {
                    SyncError::Platform(PlatformError::RateLimited { retry_after_ms }) => {
                        Some(retry_after_ms.unwrap_or(1_000).max(1_000))
                    }
                    // Rung when it is mended.
                    SyncError::Platform(PlatformError::Unreachable | PlatformError::KeyRefused) => {
                        None
                    }
                    SyncError::Platform(_) | SyncError::Store(_) => Some(5_000),
                };
            }
        }
        let next = self.context.next_target()?;
        Some(next.since(self.context.now()).max(1).unsigned_abs())
    }

    /// What to read now; what was read a moment ago is put off.
    fn due(&mut self) -> Vec<RemoteId> {
        let now = self.context.now();
        self.targeted
            .retain(|_, at| now.since(*at) < TARGET_PAUSE_MS);
        let mut batch = Vec::new();
        for remote in self.context.take_targets() {
            match self.targeted.get(&remote) {
                Some(at) => {
                    let again_at = at.plus(TARGET_PAUSE_MS);
                    self.context.put_off_target(&remote, again_at);
                }
                None => batch.push(remote),
            }
        }
        batch
    }

    async fn read(&mut self, batch: Vec<RemoteId>) -> Result<(), SyncError> {
        let mut portions = batch.chunks(AT_ONCE);
        while let Some(portion) = portions.next() {
            let now = self.context.now();
            let there = match self.read_changed(portion).await {
                Ok(there) => there,
                Err(error) => {
                    for remote in portion.iter().chain(portions.flatten()) {
                        self.context.put_off_target(remote, now);
                    }
                    return Err(error);
                }
            };
            let wishes = there.iter().map(|remote| {
                self.targeted.insert(remote.clone(), now);
                (self.context.id(remote), None)
            });
            let wishes = wishes.collect();
            let mut verdict = Ok(());
            for (conversation, outcome) in read_together(&self.context, wishes, Urgency::News).await
            {
                match outcome {
                    Ok(items) => self.context.read_items(items),
                    Err(error) if error.concerns_the_line() => {
                        self.targeted.remove(&conversation.remote);
                        self.context.put_off_target(&conversation.remote, now);
                        verdict = Err(error);
                    }
                    // What is known to have changed is left to the reader of everything else, which
                    // tries it again with growing waits.
                    Err(error) => {
                        let (line, remote) = (conversation.line, &conversation.remote);
                        tracing::info!(%line, conversation = %remote, %error, "news not read");
                    }
                }
            }
            if verdict.is_err() {
                for remote in portions.flatten() {
                    self.context.put_off_target(remote, now);
                }
                return verdict;
            }
        }
        Ok(())
    }

    /// What is not known yet is read with its items, in one step: an event that came between would put a
    /// later message before an earlier one of the same second.
    async fn is_known(&self, remote: &RemoteId) -> Result<bool, SyncError> {
        let mut read = self.context.store().read().await?;
        let known = read.conversation_record(&self.context.id(remote)).await?;
        Ok(known.is_some())
    }

    /// Reads what conversations are beside their items, where that may have changed: before the items,
    /// so that nobody answers to what it was. Says which of them are still there.
    async fn read_changed(&self, portion: &[RemoteId]) -> Result<Vec<RemoteId>, SyncError> {
        let read = portion.iter().map(async |remote| {
            if !self.context.take_changed(remote) || !self.is_known(remote).await? {
                return Ok(Some(remote.clone()));
            }
            let there = read_by_itself(&self.context, remote, Urgency::News).await;
            if there.is_err() {
                self.context.note_changed(remote);
            }
            Ok(there?.then(|| remote.clone()))
        });
        let there: Vec<Result<_, SyncError>> = join_all(read).await;
        let there: Result<Vec<_>, SyncError> = there.into_iter().collect();
        Ok(there?.into_iter().flatten().collect())
    }
}
