//! Counters of a relay, written as Prometheus text.
//!
//! Inlets appear by label, never by path id; labels are checked where they are made, so they need no escaping.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::rejection::Rejection;

const BATCH_BUCKETS: [u64; 10] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/// Microseconds.
const COMMIT_BUCKETS: [u64; 10] = [
    250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 50_000, 200_000, 1_000_000,
];

/// A number that only grows.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, amount: u64) {
        self.0.fetch_add(amount, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How many of something there are now; each holds its [`Present`].
#[derive(Default)]
pub(crate) struct Gauge(Arc<AtomicU64>);

impl Gauge {
    pub(crate) fn enter(&self) -> Present {
        self.0.fetch_add(1, Ordering::Relaxed);
        Present(Arc::clone(&self.0))
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts in a gauge until dropped.
pub(crate) struct Present(Arc<AtomicU64>);

impl Drop for Present {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Histogram<const N: usize> {
    bounds: [u64; N],
    counts: [AtomicU64; N],
    count: AtomicU64,
    sum: AtomicU64,
}

impl<const N: usize> Histogram<N> {
    fn new(bounds: [u64; N]) -> Self {
        Self {
            bounds,
            counts: std::array::from_fn(|_| AtomicU64::new(0)),
            count: AtomicU64::new(0),
            sum: AtomicU64::new(0),
        }
    }

    fn observe(&self, value: u64) {
        if let Some((_, count)) = self
            .bounds
            .iter()
            .zip(&self.counts)
            .find(|(bound, _)| value <= **bound)
        {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    /// Writes the buckets, whose bounds and sum are divided by `unit`.
    fn write(&self, text: &mut String, name: &str, help: &str, unit: f64) {
        head(text, name, help, "histogram");
        let mut below = 0;
        for (bound, count) in self.bounds.iter().zip(&self.counts) {
            below += count.load(Ordering::Relaxed);
            line(
                text,
                format_args!("{name}_bucket{{le=\"{}\"}} {below}", *bound as f64 / unit),
            );
        }
        let count = self.count.load(Ordering::Relaxed);
        line(text, format_args!("{name}_bucket{{le=\"+Inf\"}} {count}"));
        line(
            text,
            format_args!(
                "{name}_sum {}",
                self.sum.load(Ordering::Relaxed) as f64 / unit
            ),
        );
        line(text, format_args!("{name}_count {count}"));
    }
}

/// What came in at one inlet.
#[derive(Default)]
pub(crate) struct InletCounters {
    pub(crate) accepted: Counter,
    pub(crate) duplicates: Counter,
    pub(crate) empty: Counter,
}

type ReadCounter = fn(&InletCounters) -> &Counter;

/// Everything one relay counts.
pub(crate) struct Metrics {
    inlets: RwLock<BTreeMap<String, Arc<InletCounters>>>,
    rejected: [Counter; Rejection::REASONS.len()],
    pub(crate) delivered: Counter,
    pub(crate) pruned: Counter,
    pub(crate) commit_failures: Counter,
    pub(crate) connections: Gauge,
    pub(crate) waiting_readers: Gauge,
    commit_events: Histogram<{ BATCH_BUCKETS.len() }>,
    commit_time: Histogram<{ COMMIT_BUCKETS.len() }>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            inlets: RwLock::default(),
            rejected: std::array::from_fn(|_| Counter::default()),
            delivered: Counter::default(),
            pruned: Counter::default(),
            commit_failures: Counter::default(),
            connections: Gauge::default(),
            waiting_readers: Gauge::default(),
            commit_events: Histogram::new(BATCH_BUCKETS),
            commit_time: Histogram::new(COMMIT_BUCKETS),
        }
    }
}

impl Metrics {
    /// The counters of the inlet of this label, which go on when the inlet is replaced.
    pub(crate) fn inlet(&self, label: &str) -> Arc<InletCounters> {
        let mut inlets = self.inlets.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(inlets.entry(label.to_owned()).or_default())
    }

    pub(crate) fn reject(&self, rejection: Rejection) {
        let reasons = Rejection::REASONS.iter().zip(&self.rejected);
        if let Some((_, counter)) = { reasons }.find(|(reason, _)| **reason == rejection.code()) {
            counter.add(1);
        }
    }

    pub(crate) fn committed(&self, events: usize, took: Duration) {
        self.commit_events.observe(events as u64);
        self.commit_time.observe(took.as_micros() as u64);
    }

    /// The text Prometheus scrapes; `stored_bytes` is asked of the store by the caller.
    pub(crate) fn render(&self, stored_bytes: u64) -> String {
        let mut text = String::new();
        let per_inlet: [(&str, &str, ReadCounter); 3] = [
            ("events_accepted_total", "Events stored.", |inlet| {
                &inlet.accepted
            }),
            (
                "events_duplicate_total",
                "Repeats answered without storing.",
                |inlet| &inlet.duplicates,
            ),
            ("events_empty_total", "Requests without a body.", |inlet| {
                &inlet.empty
            }),
        ];
        for (name, help, read) in per_inlet {
            let name = format!("switchboard_relay_{name}");
            head(&mut text, &name, help, "counter");
            for (label, counters) in &*self.inlets.read().unwrap_or_else(PoisonError::into_inner) {
                let value = read(counters).get();
                line(
                    &mut text,
                    format_args!("{name}{{inlet=\"{label}\"}} {value}"),
                );
            }
        }
        let name = "switchboard_relay_rejected_total";
        head(
            &mut text,
            name,
            "Requests answered with an error.",
            "counter",
        );
        for (reason, counter) in Rejection::REASONS.iter().zip(&self.rejected) {
            line(
                &mut text,
                format_args!("{name}{{reason=\"{reason}\"}} {}", counter.get()),
            );
        }
        let plain = [
            (
                "events_delivered_total",
                "Events sent to readers.",
                "counter",
                self.delivered.get(),
            ),
            (
                "events_pruned_total",
                "Events removed by retention.",
                "counter",
                self.pruned.get(),
            ),
            (
                "commit_failures_total",
                "Failed commits.",
                "counter",
                self.commit_failures.get(),
            ),
            (
                "connections",
                "Open connections.",
                "gauge",
                self.connections.get(),
            ),
            (
                "waiting_readers",
                "Long polls under way.",
                "gauge",
                self.waiting_readers.get(),
            ),
            (
                "stored_bytes",
                "Bytes in use in the store.",
                "gauge",
                stored_bytes,
            ),
        ];
        for (name, help, kind, value) in plain {
            let name = format!("switchboard_relay_{name}");
            head(&mut text, &name, help, kind);
            line(&mut text, format_args!("{name} {value}"));
        }
        let name = "switchboard_relay_commit_events";
        self.commit_events
            .write(&mut text, name, "Events stored per commit.", 1.0);
        let name = "switchboard_relay_commit_seconds";
        self.commit_time.write(
            &mut text,
            name,
            "Time from the begin of a transaction to its being durable.",
            1_000_000.0,
        );
        text
    }
}

fn head(text: &mut String, name: &str, help: &str, kind: &str) {
    line(text, format_args!("# HELP {name} {help}"));
    line(text, format_args!("# TYPE {name} {kind}"));
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    writeln!(text, "{content}").expect("writing to a string cannot fail");
}
