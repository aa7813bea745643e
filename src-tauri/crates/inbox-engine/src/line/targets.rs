//! Conversations to read before all others.

use std::collections::{BTreeMap, HashSet};

use inbox_core::{RemoteId, Timestamp};

use super::{LineContext, locked};

/// Conversations to read before all others, as events or the newest of a list named them.
#[derive(Default)]
pub(super) struct Targets {
    /// From when on each is to be read.
    due: BTreeMap<RemoteId, Timestamp>,
    /// Of which more than their items may have changed.
    changed: HashSet<RemoteId>,
    under_way: HashSet<RemoteId>,
    /// How often what was under way was read to the end.
    ended: u64,
}

impl LineContext {
    /// Has a conversation read before all others, `after_ms` milliseconds from now.
    pub(crate) fn target(&self, conversation: &RemoteId, after_ms: i64) {
        let due = self.now().plus(after_ms);
        locked(&self.targets)
            .due
            .entry(conversation.clone())
            .and_modify(|known| *known = due.min(*known))
            .or_insert(due);
        self.news_bell.ring();
    }

    /// Has a conversation read as [`Self::target`] does, and what it is beside its items, too.
    pub(crate) fn target_changed(&self, conversation: &RemoteId) {
        self.note_changed(conversation);
        self.target(conversation, 0);
    }

    /// Notes that more than the items of a conversation may have changed; nobody is rung for it.
    pub(crate) fn note_changed(&self, conversation: &RemoteId) {
        locked(&self.targets).changed.insert(conversation.clone());
    }

    /// Whether more than the items of a conversation may have changed; to be asked before it is read,
    /// as it is said once.
    pub(crate) fn take_changed(&self, conversation: &RemoteId) -> bool {
        locked(&self.targets).changed.remove(conversation)
    }

    /// The conversations to read now. They count as being read until [`Self::targets_read`].
    pub(crate) fn take_targets(&self) -> Vec<RemoteId> {
        let now = self.now();
        let mut targets = locked(&self.targets);
        let Targets { due, under_way, .. } = &mut *targets;
        let taken: Vec<RemoteId> = due
            .extract_if(.., |_, due| *due <= now)
            .map(|(target, _)| target)
            .collect();
        under_way.extend(taken.iter().cloned());
        taken
    }

    /// Has a conversation that was taken read at this instant instead; nobody is rung for it.
    pub(crate) fn put_off_target(&self, conversation: &RemoteId, due: Timestamp) {
        let mut targets = locked(&self.targets);
        targets.under_way.remove(conversation);
        targets.due.entry(conversation.clone()).or_insert(due);
    }

    /// The conversations that were taken are read, or left to whoever reads the rest.
    pub(crate) fn targets_read(&self) {
        let mut targets = locked(&self.targets);
        targets.under_way.clear();
        targets.ended += 1;
        drop(targets);
        self.read_bell.ring();
    }

    /// How often conversations that were taken were read to the end.
    pub(crate) fn target_reads(&self) -> u64 {
        locked(&self.targets).ended
    }

    /// The conversations that are read at this moment, or about to be, before all others; `None` when
    /// some were read to the end since `reads`, so that what the store said meanwhile may be of before.
    pub(crate) fn being_read(&self, reads: u64) -> Option<HashSet<RemoteId>> {
        let now = self.now();
        let targets = locked(&self.targets);
        let due = targets.due.iter().filter(|(_, due)| **due <= now);
        let named = due.map(|(conversation, _)| conversation);
        (targets.ended == reads).then(|| named.chain(&targets.under_way).cloned().collect())
    }

    /// When the next conversation is to be read.
    pub(crate) fn next_target(&self) -> Option<Timestamp> {
        locked(&self.targets).due.values().min().copied()
    }
}
