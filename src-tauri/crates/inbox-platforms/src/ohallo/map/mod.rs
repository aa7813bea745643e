//! From Ohallo's words to ours, in both of its dialects. Pure: what a row says is all that counts.

mod conversation;
mod item;
mod people;

pub(super) use conversation::{Basis, Details, Stage, Surroundings, Told, conversation};
pub(super) use item::{Attachment, attachment, items};
pub(super) use people::{AttentionBoard, attention, channel, contact, unread_channel};
