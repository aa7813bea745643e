//! How a simulated workspace is set up.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::shared::clock::SimulatorClock;
pub use crate::shared::size::Size;

/// Which of the JSON dialects found in the field is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WireProfile {
    /// What was seen on the wire: `camelCase`; word enumerations in single conversations.
    #[default]
    Live,
    /// What the documentation prints: `PascalCase` in conversation lists, timelines and tags.
    Docs,
    /// As live, with numeric enumerations in single conversations too.
    Ints,
}

/// When an outbound message changes its status, counted from its acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryDelays {
    /// Until WhatsApp has it.
    pub sent: Duration,
    /// Until the customer's phone has it.
    pub delivered: Duration,
    /// Until the customer has seen it.
    pub read: Duration,
}

impl Default for DeliveryDelays {
    fn default() -> Self {
        Self {
            sent: Duration::from_secs(1),
            delivered: Duration::from_secs(2),
            read: Duration::from_secs(5),
        }
    }
}

/// How media behind `attachment` and `recordingUrl` may be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MediaAccess {
    /// By anybody.
    #[default]
    Open,
    /// Only with the API's bearer token, otherwise 401.
    NeedsBearer,
    /// No longer: 404.
    Expired,
}

/// Behaviour that is not documented or was seen both ways; each can be switched while running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, not a state machine"
)]
pub struct Quirks {
    /// The `PhoneNumber` filter of the conversation list works (it does not in the field).
    pub phone_number_filter: bool,
    /// Contact answers come wrapped as `{"id": {…}}`.
    pub wrapped_contacts: bool,
    /// A timeline asked for without `Sorting` comes oldest first.
    pub oldest_first_timeline: bool,
    /// 429 carries `Retry-After`.
    pub retry_after: bool,
    /// HTTP status of a send outside the reply window, 403 or 400.
    pub window_error_status: u16,
    /// Whether media can be fetched.
    pub media_access: MediaAccess,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            phone_number_filter: false,
            wrapped_contacts: false,
            oldest_first_timeline: false,
            retry_after: true,
            window_error_status: 403,
            media_access: MediaAccess::Open,
        }
    }
}

/// Everything a simulator is started with.
#[derive(Debug, Clone)]
pub struct HatifOptions {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Decides all sample data and chance.
    pub seed: u64,
    /// Amount of sample data.
    pub size: Size,
    /// JSON dialect.
    pub profile: WireProfile,
    /// Source of time.
    pub clock: SimulatorClock,
    /// Life cycle of outbound messages.
    pub delivery_delays: DeliveryDelays,
    /// Calls per rolling minute and workspace; `None` for no limit.
    pub rate_limit_per_minute: Option<u32>,
    /// Life of a token.
    pub token_lifetime: Duration,
    /// Customers reply to every text of ours after some seconds.
    pub customers_answer: bool,
    /// Undocumented behaviour.
    pub quirks: Quirks,
}

impl Default for HatifOptions {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 1,
            size: Size::default(),
            profile: WireProfile::default(),
            clock: SimulatorClock::default(),
            delivery_delays: DeliveryDelays::default(),
            rate_limit_per_minute: Some(120),
            token_lifetime: Duration::from_hours(15 * 24),
            customers_answer: false,
            quirks: Quirks::default(),
        }
    }
}
