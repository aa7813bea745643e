//! Figures: what was measured, in a line of JSON.

use std::time::{Duration, Instant};

use serde::Serialize;

/// One measured thing.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Figure<'a> {
    /// The id of the budget, or of something that has none.
    pub(crate) id: &'a str,
    /// What it is, for figures without a budget.
    pub(crate) what: &'a str,
    /// The measured value.
    pub(crate) value: f64,
    /// `ms` or `/s`.
    pub(crate) unit: &'a str,
    /// The reference of the same run, in the same unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<f64>,
    /// How it was measured, where that matters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) note: String,
}

impl Figure<'_> {
    pub(crate) fn print(&self) -> anyhow::Result<()> {
        #[expect(clippy::print_stdout, reason = "the answer of a command-line program")]
        {
            println!("{}", serde_json::to_string(self)?);
        }
        Ok(())
    }
}

/// Durations of one thing done many times.
#[derive(Default, Clone)]
pub(crate) struct Durations(Vec<Duration>);

impl Durations {
    pub(crate) fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Times one piece of work.
    pub(crate) async fn time<T>(&mut self, work: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let result = work.await;
        self.add(began.elapsed());
        result
    }

    pub(crate) fn extend(&mut self, others: &Self) {
        self.0.extend_from_slice(&others.0);
    }

    /// The duration, in milliseconds, that this share of all stays at or under.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted
            .get(rank.clamp(1, sorted.len().max(1)) - 1)
            .map_or(f64::NAN, |took| took.as_secs_f64() * 1_000.0)
    }
}
