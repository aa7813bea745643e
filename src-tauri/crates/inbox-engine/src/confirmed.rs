//! Changes of a person that a platform has confirmed, and answers that are older than them.
//!
//! While a change is on its way it lies over whatever the platform tells. Once it is confirmed nothing
//! does any more, and an answer that was asked for before would take it back. Such an answer says
//! nothing of that conversation, which is read anew by itself.

use std::collections::HashMap;

use inbox_core::{ConversationRecord, RemoteId};
use inbox_store::{Listed, StoreError, Write};

use crate::line::LineContext;

/// When something was asked for, by how many changes were confirmed until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AskedAt(u64);

/// The changes of a line that were confirmed since it runs.
#[derive(Debug, Default)]
pub(crate) struct Confirmed {
    count: u64,
    /// Which was the last change of a conversation.
    last: HashMap<RemoteId, u64>,
}

impl Confirmed {
    /// Notes that a change of a conversation is confirmed; called by whoever holds the store's writer.
    pub(crate) fn note(&mut self, conversation: &RemoteId) {
        self.count += 1;
        self.last.insert(conversation.clone(), self.count);
    }

    /// Taken before something is asked for.
    pub(crate) fn now(&self) -> AskedAt {
        AskedAt(self.count)
    }

    /// Whether a change of a conversation was confirmed since then.
    pub(crate) fn since(&self, asked_at: AskedAt, conversation: &RemoteId) -> bool {
        let last = self.last.get(conversation);
        last.is_some_and(|last| *last > asked_at.0)
    }
}

/// Keeps what a platform told of conversations when it was asked at `asked_at`.
pub(crate) async fn keep_told(
    context: &LineContext,
    write: &mut Write,
    asked_at: AskedAt,
    told: &[ConversationRecord],
) -> Result<Listed, StoreError> {
    let (older, current): (Vec<_>, Vec<_>) = context.confirmed(|confirmed| {
        told.iter()
            .partition(|record| confirmed.since(asked_at, &record.remote))
    });
    context.reconciliation(|reconciliation| {
        reconciliation.saw(current.iter().map(|record| &record.remote));
        reconciliation.saw_older(older.iter().map(|record| &record.remote));
    });
    let named = told.iter().filter_map(|record| record.channel.as_ref());
    let strange = write.strange_channels(context.line.id, named).await?;
    context.strange_channels(|known| known.meet(strange));
    if older.is_empty() {
        return write.apply_listing(context.line.id, told).await;
    }
    context.read_bell.ring();
    let current: Vec<_> = current.into_iter().cloned().collect();
    write.apply_listing(context.line.id, &current).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_asked_before_a_change_of_that_conversation_is_older() {
        let (one, other) = (RemoteId::from("one"), RemoteId::from("other"));
        let mut confirmed = Confirmed::default();
        let before = confirmed.now();
        confirmed.note(&one);
        assert!(confirmed.since(before, &one));
        assert!(!confirmed.since(before, &other));
        let between = confirmed.now();
        assert!(!confirmed.since(between, &one));
        confirmed.note(&other);
        assert!(confirmed.since(between, &other));
        assert!(!confirmed.since(between, &one));
    }
}
