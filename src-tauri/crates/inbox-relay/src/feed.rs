//! The newest events in memory, and the bell that tells waiting readers of them.
//!
//! Everyone who waits at the end of the stream is served from here: the store is not read once per desktop. Invariant:
//! what the feed shows is durable, and its events follow each other in the stream without a hole.

use std::{
    collections::VecDeque,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
};

use tokio::sync::watch;

use crate::event::{Event, Page, PageBuilder, PageLimits, Position, Scope, StreamId};

const TAIL_EVENTS: usize = 8_192;
const TAIL_BYTES: usize = 32 * 1024 * 1024;

/// The end of one stream.
pub(crate) struct Feed {
    stream: StreamId,
    head: AtomicI64,
    bell: watch::Sender<()>,
    pruned_through: AtomicI64,
    tail: RwLock<Tail>,
}

struct Tail {
    /// The position right before the first event held.
    begin: Position,
    events: VecDeque<Arc<Event>>,
    bytes: usize,
}

impl Tail {
    fn beginning_at(begin: Position) -> Self {
        Self {
            begin,
            events: VecDeque::new(),
            bytes: 0,
        }
    }
}

impl Feed {
    pub(crate) fn new(stream: StreamId, pruned_through: Position, head: Position) -> Self {
        Self {
            stream,
            head: AtomicI64::new(head.0),
            bell: watch::Sender::new(()),
            pruned_through: AtomicI64::new(pruned_through.0),
            tail: RwLock::new(Tail::beginning_at(head)),
        }
    }

    pub(crate) fn stream(&self) -> StreamId {
        self.stream
    }

    /// The position behind the newest stored event.
    pub(crate) fn head(&self) -> Position {
        Position(self.head.load(Ordering::Acquire))
    }

    /// Rings after the head moved.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.bell.subscribe()
    }

    /// Everything up to this position is gone, or about to go.
    pub(crate) fn pruned_through(&self) -> Position {
        Position(self.pruned_through.load(Ordering::Acquire))
    }

    /// Announces that events up to `position` go. Said before they do, so that no reader takes the hole for the stream.
    pub(crate) fn announce_pruning(&self, position: Position) {
        self.pruned_through.fetch_max(position.0, Ordering::AcqRel);
    }

    /// Shows events that have just become durable; they must follow the head.
    pub(crate) fn publish(&self, events: Vec<Arc<Event>>) {
        let Some(head) = events.last().map(|event| event.position) else {
            return;
        };
        {
            let mut tail = self.tail.write().unwrap_or_else(PoisonError::into_inner);
            for event in events {
                tail.bytes += event.body.len();
                tail.events.push_back(event);
            }
            while tail.events.len() > TAIL_EVENTS || tail.bytes > TAIL_BYTES {
                let Some(oldest) = tail.events.pop_front() else {
                    break;
                };
                tail.bytes -= oldest.body.len();
                tail.begin = oldest.position;
            }
            // Before anyone can read the tail: an iterator must never be ahead of the head.
            self.head.store(head.0, Ordering::Release);
        }
        self.bell.send_replace(());
    }

    /// Moves the head to what the store holds when that had to be read anew; readers take the events from the store.
    pub(crate) fn resume_at(&self, head: Position) {
        if head == self.head() {
            return;
        }
        {
            let mut tail = self.tail.write().unwrap_or_else(PoisonError::into_inner);
            *tail = Tail::beginning_at(head);
            self.head.store(head.0, Ordering::Release);
        }
        self.bell.send_replace(());
    }

    /// The events behind `after`, if all of them are still in memory.
    pub(crate) fn read(&self, after: Position, scope: &Scope, limits: PageLimits) -> Option<Page> {
        let tail = self.tail.read().unwrap_or_else(PoisonError::into_inner);
        if after < tail.begin {
            return None;
        }
        let head = tail
            .events
            .back()
            .map_or(tail.begin, |event| event.position);
        let mut page = PageBuilder::new(limits);
        let mut full = false;
        let first = tail.events.partition_point(|event| event.position <= after);
        for event in tail.events.range(first..) {
            if scope.includes(&event.inlet) && !page.push(Arc::clone(event)) {
                full = true;
                break;
            }
        }
        Some(page.finish(full, head.max(after), head))
    }
}
