//! From Chatvolt's words to ours. Pure: what a row says is all that counts.

mod conversation;
mod directory;
mod item;

pub(super) use conversation::{
    HUMAN_REQUESTED, channel_kind, conversation, gateway_name, people, phone, place, tags, variable,
};
pub(super) use directory::{agent, channel, member};
pub(super) use item::{Message, note, note_id, note_item};

pub(super) use crate::text::{cleaned, name, words};
