//! Events on their way from an inlet to the readers, and places in their stream.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use axum::body::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::dedupe::Identity;

/// A place in the stream: the number of the last event before it; 0 is the very beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position(pub(crate) i64);

/// Tells one database's stream from another's, so that numbers of the one are never taken for the other's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamId(pub(crate) i64);

impl fmt::Display for StreamId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

/// Two events with one key are the same event.
pub(crate) type DedupeKey = [u8; 16];

/// An event that was checked but is not stored yet.
pub(crate) struct NewEvent {
    pub(crate) inlet: Arc<str>,
    pub(crate) received_at: i64,
    pub(crate) identity: Identity,
    /// JSON object of the allow-listed headers.
    pub(crate) headers: Box<RawValue>,
    pub(crate) body: Bytes,
}

/// A stored event, shared by everyone who reads it.
pub(crate) struct Event {
    pub(crate) position: Position,
    pub(crate) inlet: Arc<str>,
    pub(crate) received_at: i64,
    pub(crate) headers: Box<RawValue>,
    pub(crate) body: Bytes,
    rendered: OnceLock<Box<str>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RenderedEvent<'a> {
    id: String,
    inlet: &'a str,
    received_at: i64,
    headers: &'a RawValue,
    body: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_encoding: Option<&'static str>,
}

impl Event {
    pub(crate) fn new(
        position: Position,
        inlet: Arc<str>,
        received_at: i64,
        headers: Box<RawValue>,
        body: Bytes,
    ) -> Self {
        Self {
            position,
            inlet,
            received_at,
            headers,
            body,
            rendered: OnceLock::new(),
        }
    }

    /// The event as readers get it; made once, however many desktops wait for it.
    ///
    /// A body that is not UTF-8 has no place in JSON, so it goes out in hex with `"bodyEncoding":"hex"`.
    pub(crate) fn rendered(&self, stream: StreamId) -> &str {
        self.rendered.get_or_init(|| {
            let hexed;
            let (body, body_encoding) = if let Ok(text) = std::str::from_utf8(&self.body) {
                (text, None)
            } else {
                hexed = hex::encode(&self.body);
                (hexed.as_str(), Some("hex"))
            };
            let rendered = RenderedEvent {
                id: format!("{stream}-{}", self.position.0),
                inlet: &self.inlet,
                received_at: self.received_at,
                headers: &self.headers,
                body,
                body_encoding,
            };
            serde_json::to_string(&rendered)
                .expect("strings, numbers and checked JSON always serialise")
                .into_boxed_str()
        })
    }
}

/// Which inlets' events a reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every inlet, also those added later.
    All,
    /// The inlets of these labels.
    Inlets(Vec<String>),
}

impl Scope {
    pub(crate) fn includes(&self, inlet: &str) -> bool {
        match self {
            Self::All => true,
            Self::Inlets(labels) => labels.iter().any(|label| label == inlet),
        }
    }
}

/// How much one answer to a reader may hold; at least one event always fits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageLimits {
    pub(crate) events: usize,
    pub(crate) bytes: usize,
}

/// A stretch of the stream as one reader sees it.
pub(crate) struct Page {
    pub(crate) events: Vec<Arc<Event>>,
    /// Where to read on: behind everything that was looked at, seen by this reader or not.
    pub(crate) next: Position,
    /// Nothing was stored behind `next` when the page was read.
    pub(crate) done: bool,
}

/// Collects a page until its limits are reached.
pub(crate) struct PageBuilder {
    limits: PageLimits,
    events: Vec<Arc<Event>>,
    bytes: usize,
}

impl PageBuilder {
    pub(crate) fn new(limits: PageLimits) -> Self {
        Self {
            limits,
            events: Vec::new(),
            bytes: 0,
        }
    }

    /// Takes the event, or returns false when the page is full without it.
    pub(crate) fn push(&mut self, event: Arc<Event>) -> bool {
        let bytes = self.bytes + event.body.len();
        let full = self.events.len() >= self.limits.events || bytes > self.limits.bytes;
        if full && !self.events.is_empty() {
            return false;
        }
        self.bytes = bytes;
        self.events.push(event);
        true
    }

    /// The page of a reader who looked at everything up to `scanned`, or less if the page was `full` before.
    pub(crate) fn finish(self, full: bool, scanned: Position, head: Position) -> Page {
        let next = match self.events.last() {
            Some(last) if full => last.position,
            _ => scanned,
        };
        Page {
            events: self.events,
            next,
            done: next >= head,
        }
    }
}
