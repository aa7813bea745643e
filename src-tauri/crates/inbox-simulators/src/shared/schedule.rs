//! Things that will happen at an instant of the simulator's time, in order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jiff::Timestamp;

/// Pending actions, earliest first; actions of the same instant keep the order they were added in.
#[derive(Debug)]
pub(crate) struct Schedule<Action> {
    heap: BinaryHeap<Reverse<Entry<Action>>>,
    added: u64,
}

#[derive(Debug)]
struct Entry<Action> {
    due: Timestamp,
    order: u64,
    action: Action,
}

impl<Action> PartialEq for Entry<Action> {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl<Action> Eq for Entry<Action> {}

impl<Action> PartialOrd for Entry<Action> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<Action> Ord for Entry<Action> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due, self.order).cmp(&(other.due, other.order))
    }
}

impl<Action> Schedule<Action> {
    pub(crate) fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            added: 0,
        }
    }

    pub(crate) fn add(&mut self, due: Timestamp, action: Action) {
        self.added += 1;
        self.heap.push(Reverse(Entry {
            due,
            order: self.added,
            action,
        }));
    }

    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.heap.peek().map(|Reverse(entry)| entry.due)
    }

    /// The earliest action that is due at `now`, with the instant it was due.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<(Timestamp, Action)> {
        if self.next_due()? > now {
            return None;
        }
        self.heap
            .pop()
            .map(|Reverse(entry)| (entry.due, entry.action))
    }
}
