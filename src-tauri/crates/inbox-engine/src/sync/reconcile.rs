//! What lists do not tell: conversations that were open when they were last seen and that no list
//! brought since this run began, or since a gap. They may have been closed or given away meanwhile,
//! so each is read by itself, once, when nothing more pressing is to be read.

use std::collections::{HashSet, VecDeque};

use inbox_core::{Platform, PlatformError, RemoteId, Timestamp, Urgency};

use super::SyncError;
use crate::line::LineContext;

/// Gaps that follow each other are looked after together.
const PAUSE_MS: i64 = 30 * 60_000;

/// What lists brought, and what is left to be read by itself.
#[derive(Default)]
pub(crate) struct Reconciliation {
    /// What lists brought since then.
    seen: HashSet<RemoteId>,
    /// Whether this run, or the last gap, was looked after.
    done: bool,
    done_at: Option<Timestamp>,
    left: VecDeque<RemoteId>,
}

impl Reconciliation {
    /// Notes what a list brought.
    pub(crate) fn saw(&mut self, conversations: impl Iterator<Item = RemoteId>) {
        if !self.done {
            self.seen.extend(conversations);
        }
    }

    /// Something may have been missed: what is open has to be seen anew.
    pub(crate) fn begin_anew(&mut self, now: Timestamp) {
        let lately = self.done_at.is_some_and(|at| now.since(at) < PAUSE_MS);
        if self.done && !lately {
            self.done = false;
            self.seen.clear();
        }
    }

    /// Whether the lists were walked and nobody asked yet what they left out.
    pub(crate) fn is_due(&self) -> bool {
        !self.done
    }

    /// The lists were walked to their end; of what is open, this they did not bring.
    fn settle(&mut self, open: Vec<RemoteId>, now: Timestamp) {
        self.done = true;
        self.done_at = Some(now);
        self.left = open
            .into_iter()
            .filter(|conversation| !self.seen.contains(conversation))
            .collect();
        self.seen = HashSet::new();
    }

    fn next(&mut self) -> Option<RemoteId> {
        self.left.pop_front()
    }

    fn put_back(&mut self, conversation: RemoteId) {
        self.left.push_front(conversation);
    }
}

/// Finds what the lists, just walked to their end, did not bring.
pub(super) async fn find_unseen(context: &LineContext) -> Result<(), SyncError> {
    if !context.reconciliation(|reconciliation| reconciliation.is_due()) {
        return Ok(());
    }
    let open = context
        .store()
        .read()
        .await?
        .open_conversations(context.line.id)
        .await?;
    let now = context.now();
    context.reconciliation(|reconciliation| reconciliation.settle(open, now));
    context.read_bell.ring();
    Ok(())
}

/// Reads one conversation that no list brought. False when none is left.
pub(super) async fn read_unseen(context: &LineContext) -> Result<bool, SyncError> {
    let Some(remote) = context.reconciliation(Reconciliation::next) else {
        return Ok(false);
    };
    let platform = context.platform.at(Urgency::Past);
    let record = match context.call(platform.conversation(&remote)).await {
        Ok(record) => record,
        Err(PlatformError::NotFound) => {
            // The platform no longer has it.
            let mut write = context.store().write().await?;
            write.forget_conversation(&context.id(&remote)).await?;
            write.commit().await?;
            return Ok(true);
        }
        Err(error) => {
            let error = SyncError::from(error);
            if error.concerns_the_line() {
                context.reconciliation(|reconciliation| reconciliation.put_back(remote));
                return Err(error);
            }
            tracing::info!(line = %context.line.id, %error, "unseen conversation not read");
            return Ok(true);
        }
    };
    let mut write = context.store().write().await?;
    write.apply_listing(context.line.id, &[record]).await?;
    write.commit().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(texts: &[&str]) -> Vec<RemoteId> {
        texts.iter().map(|text| (*text).into()).collect()
    }

    #[test]
    fn what_a_list_brought_is_not_read_again_and_the_rest_once() {
        let mut reconciliation = Reconciliation::default();
        reconciliation.saw(ids(&["a", "c"]).into_iter());
        reconciliation.settle(ids(&["a", "b", "c", "d"]), Timestamp(0));
        assert!(!reconciliation.is_due());
        assert_eq!(reconciliation.next(), Some("b".into()));
        assert_eq!(reconciliation.next(), Some("d".into()));
        assert_eq!(reconciliation.next(), None);
    }

    #[test]
    fn gaps_that_follow_each_other_are_looked_after_together() {
        let mut reconciliation = Reconciliation::default();
        reconciliation.settle(Vec::new(), Timestamp(0));
        reconciliation.begin_anew(Timestamp(PAUSE_MS - 1));
        assert!(!reconciliation.is_due());
        reconciliation.begin_anew(Timestamp(PAUSE_MS));
        assert!(reconciliation.is_due());
    }
}
