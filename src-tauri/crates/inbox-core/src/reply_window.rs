//! WhatsApp's rule: free text only within 24 hours after the customer's last message.

use serde::{Deserialize, Serialize};

use crate::{ChannelKind, PlatformKind, Timestamp};

/// How long a customer's message keeps the window open.
pub const REPLY_WINDOW_MS: i64 = 24 * 60 * 60 * 1000;

/// From here on the window counts as closing soon.
pub const CLOSING_SOON_MS: i64 = 4 * 60 * 60 * 1000;

/// Whether free text may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum ReplyWindow {
    /// The channel knows no such rule.
    Unlimited,
    /// Free text until then.
    #[serde(rename_all = "camelCase")]
    Open {
        /// When it closes.
        ends_at: Timestamp,
    },
    /// Only templates.
    #[serde(rename_all = "camelCase")]
    Closed {
        /// When it closed; `None` when the customer never wrote.
        ended_at: Option<Timestamp>,
    },
    /// The platform takes nothing now, by a rule of its own, and templates are no way around it.
    #[serde(rename_all = "camelCase")]
    Shut {
        /// It is over: no word of the customer opens it again.
        for_good: bool,
    },
}

/// True where a customer's message opens a window and the end of it counts. Where a platform says of each
/// conversation whether it takes a reply, its word counts instead.
pub fn has_reply_window(platform: PlatformKind, channel: ChannelKind) -> bool {
    let is_whatsapp = channel.has_reply_window();
    match platform {
        PlatformKind::Chatvolt => is_whatsapp || channel == ChannelKind::Instagram,
        PlatformKind::Hatif | PlatformKind::Ohallo | PlatformKind::Chatwoot => is_whatsapp,
    }
}

/// True where a reply is taken after the window's end all the same, although it may not arrive: the
/// platform has neither the rule nor templates, and tells no failed delivery.
pub fn window_only_warns(platform: PlatformKind) -> bool {
    match platform {
        PlatformKind::Ohallo => true,
        PlatformKind::Hatif | PlatformKind::Chatvolt | PlatformKind::Chatwoot => false,
    }
}

impl ReplyWindow {
    /// The window at `now`, given whether the channel has the rule and when the customer last wrote
    /// on WhatsApp (calls do not open it).
    pub fn at(now: Timestamp, ruled: bool, last_customer_message: Option<Timestamp>) -> Self {
        if !ruled {
            return Self::Unlimited;
        }
        match last_customer_message.map(|written| written.plus(REPLY_WINDOW_MS)) {
            Some(ends_at) if ends_at > now => Self::Open { ends_at },
            ended_at => Self::Closed { ended_at },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_counts_on_whatsapp_and_where_the_platform_says_so() {
        for platform in PlatformKind::ALL {
            assert!(has_reply_window(platform, ChannelKind::WhatsApp));
            assert!(!has_reply_window(platform, ChannelKind::Email));
            let is_chatvolt = platform == PlatformKind::Chatvolt;
            let counts = has_reply_window(platform, ChannelKind::Instagram);
            assert_eq!(counts, is_chatvolt, "{platform:?}");
        }
    }
}
