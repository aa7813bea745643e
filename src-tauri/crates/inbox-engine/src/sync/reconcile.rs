//! What lists do not tell: conversations that were open when they were last seen and that no list
//! brought since this run began, or since a gap. They may have been closed or given away meanwhile,
//! so each is read by itself, once, when nothing more pressing is to be read. What a list told of a
//! conversation before a person changed it is read anew at once.

use std::collections::{BTreeSet, HashSet, VecDeque};

use inbox_core::{Platform, PlatformError, RemoteId, Timestamp, Urgency};

use super::SyncError;
use crate::{confirmed::keep_told, line::LineContext};

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
    /// What is known of them is older than a change that was made from here.
    outdated: BTreeSet<RemoteId>,
}

impl Reconciliation {
    /// Notes what a list brought.
    pub(crate) fn saw<'a>(&mut self, conversations: impl Iterator<Item = &'a RemoteId>) {
        for conversation in conversations {
            self.outdated.remove(conversation);
            self.note_seen(conversation);
        }
    }

    /// Notes of which conversations a list brought what is older than a change made from here.
    pub(crate) fn saw_older<'a>(&mut self, conversations: impl Iterator<Item = &'a RemoteId>) {
        for conversation in conversations {
            self.outdated.insert(conversation.clone());
            self.note_seen(conversation);
        }
    }

    fn note_seen(&mut self, conversation: &RemoteId) {
        if !self.done {
            self.seen.insert(conversation.clone());
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

/// Whether more conversations are known than the platform has, where it can be asked that: some were
/// deleted there, of which no list of changes tells.
pub(super) async fn has_too_many(context: &LineContext) -> Result<bool, SyncError> {
    if !context.reconciliation(|reconciliation| reconciliation.is_due()) {
        return Ok(false);
    }
    // What is begun meanwhile is known to the platform first.
    let known = {
        let mut read = context.store().read().await?;
        read.open_conversations(context.line.id).await?.len()
    };
    let platform = context.platform.at(Urgency::Past);
    let counted = context.call(platform.count_unresolved()).await;
    let counted = match counted.map_err(SyncError::from) {
        Ok(counted) => counted,
        Err(error) if error.concerns_the_line() => return Err(error),
        Err(error) => {
            tracing::info!(line = %context.line.id, %error, "conversations not counted");
            None
        }
    };
    let too_many = counted.is_some_and(|counted| (counted as usize) < known);
    if !too_many {
        // Asked once, whatever was answered.
        let now = context.now();
        context.reconciliation(|reconciliation| reconciliation.settle(Vec::new(), now));
    }
    Ok(too_many)
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
    let read = read_by_itself(context, &remote, Urgency::Past).await;
    if read.is_err() {
        context.reconciliation(|reconciliation| reconciliation.put_back(remote));
    }
    read.map(|_| true)
}

/// Reads one conversation of which a list told what is older than a change made from here. False when
/// none is left.
pub(super) async fn read_outdated(context: &LineContext) -> Result<bool, SyncError> {
    let outdated = context.reconciliation(|reconciliation| reconciliation.outdated.pop_first());
    let Some(remote) = outdated else {
        return Ok(false);
    };
    let read = read_by_itself(context, &remote, Urgency::News).await;
    if read.is_err() {
        context.reconciliation(|reconciliation| reconciliation.outdated.insert(remote));
    }
    read.map(|_| true)
}

/// Reads what a conversation is beside its items. False when the platform no longer has it, and it is
/// forgotten. An error concerns the line; what is the matter with this conversation alone is noted and
/// left.
pub(crate) async fn read_by_itself(
    context: &LineContext,
    remote: &RemoteId,
    urgency: Urgency,
) -> Result<bool, SyncError> {
    let platform = context.platform.at(urgency);
    let asked_at = context.asked_at();
    let record = match context.call(platform.conversation(remote)).await {
        Ok(record) => record,
        Err(PlatformError::NotFound) => {
            // The platform no longer has it.
            let mut write = context.store().write().await?;
            write.forget_conversation(&context.id(remote)).await?;
            write.commit().await?;
            return Ok(false);
        }
        Err(error) => {
            let error = SyncError::from(error);
            if error.concerns_the_line() {
                return Err(error);
            }
            tracing::info!(line = %context.line.id, %error, "conversation not read by itself");
            return Ok(true);
        }
    };
    let mut write = context.store().write().await?;
    keep_told(context, &mut write, asked_at, &[record]).await?;
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
        reconciliation.saw(ids(&["a", "c"]).iter());
        reconciliation.settle(ids(&["a", "b", "c", "d"]), Timestamp(0));
        assert!(!reconciliation.is_due());
        assert_eq!(reconciliation.next(), Some("b".into()));
        assert_eq!(reconciliation.next(), Some("d".into()));
        assert_eq!(reconciliation.next(), None);
    }

    #[test]
    fn what_is_outdated_is_read_anew_unless_a_list_tells_it_meanwhile() {
        let mut reconciliation = Reconciliation::default();
        reconciliation.saw_older(ids(&["a", "b"]).iter());
        reconciliation.saw(ids(&["a"]).iter());
        reconciliation.settle(ids(&["a", "b", "c"]), Timestamp(0));
        assert_eq!(reconciliation.outdated.pop_first(), Some("b".into()));
        assert_eq!(reconciliation.outdated.pop_first(), None);
        assert_eq!(
            reconciliation.next(),
            Some("c".into()),
            "that is seen as well"
        );
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
