//! How much sample data there is, and how busy its customers are.

use serde::{Deserialize, Serialize};

/// How much sample data a workspace starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// Colleagues and channels, but no customers.
    Empty,
    /// About 60 conversations.
    #[default]
    Small,
    /// 2,000 conversations with about 50,000 timeline entries.
    Large,
    /// As many as asked for.
    Custom {
        /// Number of conversations.
        conversations: usize,
        /// Number of timeline entries in all of them together.
        items: usize,
    },
}

/// How busy life mode is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LifePace {
    /// The shortest pause between two happenings, at least 100.
    pub shortest_ms: u32,
    /// The longest pause.
    pub longest_ms: u32,
}

impl Default for LifePace {
    fn default() -> Self {
        Self {
            shortest_ms: 2_500,
            longest_ms: 8_000,
        }
    }
}
