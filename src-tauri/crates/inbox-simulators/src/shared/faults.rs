//! The switches for everything that goes wrong between a client and a platform.

use axum::http::Uri;
use serde::{Deserialize, Serialize};

/// How an outage shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outage {
    /// The platform answers.
    #[default]
    None,
    /// Every call is answered with 503.
    Unavailable,
    /// Every call's connection is closed without an answer.
    Dropped,
    /// The listening socket is closed: connections are refused.
    Refused,
}

/// What goes wrong at present. The `…_next` members count down with each call they hit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Faults {
    /// Real milliseconds every platform call waits before it is looked at.
    pub latency_ms: u64,
    /// Real milliseconds a send waits between being executed and being answered.
    pub send_answer_delay_ms: u64,
    /// Calls of these classes (`GET /path/{pattern}`) are executed, and their answers held back for as
    /// long as they are named here.
    pub hold_answers_to: Vec<String>,
    /// Answers that were held back so far.
    pub held_answers: u32,
    /// So many of them are let go, the first ones first.
    pub released_answers: u32,
    /// Calls answered with 429, whatever the quota says.
    pub too_many_requests_next: u32,
    /// Seconds these ask to wait, where the platform says so; 0 counts as one.
    pub too_many_requests_wait_s: u32,
    /// Calls answered with 500 without being executed.
    pub server_errors_next: u32,
    /// Sends that are executed while their answer is lost (the connection is closed).
    pub lose_send_answers_next: u32,
    /// Writes of any kind that are executed while their answer is lost.
    pub lose_write_answers_next: u32,
    /// Successful answers cut off in the middle of their JSON.
    pub malformed_next: u32,
    /// Successful answers with members nobody has heard of.
    pub unknown_fields_next: u32,
    /// Successful answers whose enumerations hold values nobody has heard of.
    pub unknown_enums_next: u32,
    /// Successful answers in which a member of every object is null, another one in each.
    pub null_members_next: u32,
    /// Successful answers in which a member of every object is missing.
    pub missing_members_next: u32,
    /// Successful answers in which a member of every object is of another type.
    pub mistyped_members_next: u32,
    /// Successful answers whose instants say no zone.
    pub zoneless_times_next: u32,
    /// Successful answers whose texts end in half an emoji.
    pub broken_emoji_next: u32,
    /// Successful answers larger than anybody should read.
    pub oversized_next: u32,
    /// Whether and how the platform is away.
    pub outage: Outage,
    /// Calls whose path or query holds one of these are answered with 503, while the others are served.
    pub unavailable_paths: Vec<String>,
}

impl Faults {
    /// Whether and how the platform is away for a call of this path and query.
    pub(crate) fn outage_of(&self, uri: &Uri) -> Outage {
        let path = uri.path_and_query().map_or("", |path| path.as_str());
        let holds = |piece: &String| path.contains(piece.as_str());
        if self.outage == Outage::None && self.unavailable_paths.iter().any(holds) {
            Outage::Unavailable
        } else {
            self.outage
        }
    }

    /// Counts an answer that is to be held back, and says the how manieth it is.
    pub(crate) fn hold(&mut self, class: &str) -> Option<u32> {
        let held = self.hold_answers_to.iter().any(|each| each == class);
        self.held_answers += u32::from(held);
        held.then_some(self.held_answers)
    }

    /// Whether that answer is still to be held back.
    pub(crate) fn holds(&self, class: &str, number: u32) -> bool {
        number > self.released_answers && self.hold_answers_to.iter().any(|each| each == class)
    }

    /// Counts an answer with 429 down: the seconds it asks to wait, should it be one now.
    pub(crate) fn too_many(&mut self) -> Option<u32> {
        Self::strikes(&mut self.too_many_requests_next)
            .then(|| self.too_many_requests_wait_s.max(1))
    }

    /// Counts a fault down and says whether it hits now.
    pub(crate) fn strikes(counter: &mut u32) -> bool {
        let hit = *counter > 0;
        *counter = counter.saturating_sub(1);
        hit
    }
}
