//! How a simulated installation is set up, and which of its dialects it speaks.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::model::Role;
use crate::shared::clock::SimulatorClock;
pub use crate::shared::size::Size;

/// When an outbound WhatsApp message changes its status, counted from its acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryDelays {
    /// Until the customer's phone has it.
    pub delivered: Duration,
    /// Until the customer has seen it.
    pub read: Duration,
}

impl Default for DeliveryDelays {
    fn default() -> Self {
        Self {
            delivered: Duration::from_secs(2),
            read: Duration::from_secs(5),
        }
    }
}

/// What differs between installations; each can be switched while running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, not a state machine"
)]
pub struct Quirks {
    /// The release that is told, and whose absences are kept: what came later answers as unknown.
    pub version: String,
    /// The ordinary image, whose answers carry the enterprise keys.
    pub enterprise: bool,
    /// Features of the account that are on.
    pub features: BTreeSet<String>,
    /// The plan lets tokens in; sessions always may.
    pub api_access: bool,
    /// Signing in with a password asks for a code.
    pub two_factor: bool,
    /// The limits of a production server are kept.
    pub rate_limits: bool,
    /// An API key for the AI tasks is there.
    pub ai_key: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        let features = [
            "captain_tasks",
            "macros",
            "custom_attributes",
            "labels",
            "sla",
        ];
        Self {
            version: "4.16.2".to_owned(),
            enterprise: true,
            features: features.map(str::to_owned).into(),
            api_access: true,
            two_factor: false,
            rate_limits: true,
            ai_key: true,
        }
    }
}

impl Quirks {
    /// Whether the release told is that one or a later one.
    pub(crate) fn since(&self, release: &str) -> bool {
        let parts = |text: &str| -> Vec<u32> {
            text.split('.')
                .map(|part| part.parse().unwrap_or_default())
                .collect()
        };
        parts(&self.version) >= parts(release)
    }

    pub(crate) fn feature(&self, name: &str) -> bool {
        self.features.contains(name)
    }
}

/// Peculiarities of the live connection that can be switched on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, not a state machine"
)]
pub struct CableSwitches {
    /// Every event is sent twice.
    pub duplicate: bool,
    /// Events leave in swapped pairs; a lone one waits for the next.
    pub reorder: bool,
    /// Events are lost while the connection stays up.
    pub silent: bool,
    /// Milliseconds of the simulator's time between a happening and its event.
    pub delay_ms: u64,
    /// No pings are sent, as by a connection that is dead without knowing it.
    pub no_pings: bool,
}

/// Everything a simulator is started with.
#[derive(Debug, Clone)]
pub struct ChatwootOptions {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Decides all sample data and chance.
    pub seed: u64,
    /// Amount of sample data.
    pub size: Size,
    /// Source of time.
    pub clock: SimulatorClock,
    /// Life cycle of outbound WhatsApp messages.
    pub delivery_delays: DeliveryDelays,
    /// Life of a session that came of a password.
    pub session_lifetime: Duration,
    /// Customers reply to every text of ours after some seconds.
    pub customers_answer: bool,
    /// What differs between installations.
    pub quirks: Quirks,
    /// What the live connection is like from the start.
    pub cable: CableSwitches,
    /// What the person may do whose keys tests and demos get.
    pub person: Role,
}

impl Default for ChatwootOptions {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 1,
            size: Size::default(),
            clock: SimulatorClock::default(),
            delivery_delays: DeliveryDelays::default(),
            session_lifetime: Duration::from_hours(60 * 24),
            customers_answer: false,
            quirks: Quirks::default(),
            cable: CableSwitches::default(),
            person: Role::Administrator,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_by_number_and_not_by_letter() {
        let quirks = |version: &str| Quirks {
            version: version.to_owned(),
            ..Quirks::default()
        };
        assert!(!quirks("4.9.1").since("4.11.0"));
        assert!(quirks("4.11.0").since("4.11.0"));
        assert!(quirks("5.0.0").since("4.16.2"));
    }
}
