//! From Hatif's words to ours. Pure: what a row says is all that counts.

mod conversation;
mod directory;
mod item;
mod phone;

use std::collections::HashMap;

use inbox_core::{ChannelKind, RemoteId};

pub(super) use conversation::conversation;
pub(super) use directory::{agent, channel, channel_kind, membership, tag};
pub(super) use item::{call_outcome, delivery, item, message_content};
pub(super) use phone::phone;

pub(super) use crate::text::{cleaned, name};

/// What the channel list said about each channel. It is believed before a conversation's own
/// channel object, whose `type` is documented with a different vocabulary.
pub(super) type KnownChannels = HashMap<RemoteId, ChannelKind>;
