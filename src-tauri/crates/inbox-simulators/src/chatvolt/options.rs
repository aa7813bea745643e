//! How a simulated organization is set up.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::shared::clock::SimulatorClock;
pub use crate::shared::size::{LifePace, Size};

/// Behaviour that is not documented or was seen both ways; each can be switched while running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, not a state machine"
)]
pub struct Quirks {
    /// `status=UNRESOLVED` also lists conversations that ask for a human.
    pub unresolved_includes_requested: bool,
    /// Messages come newest first.
    pub newest_message_first: bool,
    /// Assignees come as `{id, email}` instead of `{user: {…}}`.
    pub plain_assignees: bool,
    /// List rows leave out what is optional.
    pub sparse_rows: bool,
    /// Messages carry their attachments.
    pub attachments_in_messages: bool,
    /// A send naming another channel than the conversation's is answered with 200 and an empty
    /// body, and goes nowhere.
    pub wrong_channel_swallows: bool,
    /// A send over the API reads back as `from: "human"`.
    pub sent_as_human: bool,
    /// A reply over the API turns the AI off, as the dashboard's button does.
    pub reply_turns_ai_off: bool,
    /// Answers of the AI say which model gave them and what it cost.
    pub ai_signs_answers: bool,
    /// `offset` of the contact list counts pages instead of records.
    pub offset_counts_pages: bool,
    /// HTTP status of a refusal for too many calls, 429 or 419.
    pub too_many_status: u16,
    /// That refusal carries `Retry-After`.
    pub retry_after: bool,
    /// That refusal's body carries `retryAfter`.
    pub retry_after_in_body: bool,
    /// The organization has not paid for gateways: their sends are answered with 402.
    pub unpaid: bool,
    /// `AGENT_MESSAGE_SENDED` never arrives.
    pub sent_events_lost: bool,
    /// Webhooks arrive without the words of the messages.
    pub events_without_text: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            unresolved_includes_requested: false,
            newest_message_first: false,
            plain_assignees: false,
            sparse_rows: false,
            attachments_in_messages: true,
            wrong_channel_swallows: true,
            sent_as_human: false,
            reply_turns_ai_off: false,
            ai_signs_answers: false,
            offset_counts_pages: false,
            too_many_status: 429,
            retry_after: false,
            retry_after_in_body: false,
            unpaid: false,
            sent_events_lost: false,
            events_without_text: false,
        }
    }
}

/// Everything a simulator is started with.
#[derive(Debug, Clone)]
pub struct ChatvoltOptions {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Decides all sample data and chance.
    pub seed: u64,
    /// Amount of sample data.
    pub size: Size,
    /// Source of time.
    pub clock: SimulatorClock,
    /// Calls per rolling minute; the platform names no limit but enforces one.
    pub rate_limit_per_minute: Option<u32>,
    /// Whether the undocumented dashboard host is served too, below `/dashboard`.
    pub dashboard: bool,
    /// Whether the AI answers customers where it is switched on.
    pub ai_answers: bool,
    /// How long the AI thinks.
    pub ai_answer_delay: Duration,
    /// Customers reply to every text of ours after some seconds.
    pub customers_answer: bool,
    /// Undocumented behaviour.
    pub quirks: Quirks,
}

impl Default for ChatvoltOptions {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 1,
            size: Size::default(),
            clock: SimulatorClock::default(),
            rate_limit_per_minute: Some(120),
            dashboard: false,
            ai_answers: true,
            ai_answer_delay: Duration::from_secs(2),
            customers_answer: false,
            quirks: Quirks::default(),
        }
    }
}
