//! One person behind contacts of several lines.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ChannelKindDto, ItemDto, Milliseconds, PlatformDto, WhoseMoveDto, WindowAnchor};

/// A channel on which somebody is talked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonPlace {
    /// The newest conversation there.
    pub conversation: String,
    /// The name of the channel, when known.
    pub channel_name: Option<String>,
    /// What travels on it.
    pub channel_kind: ChannelKindDto,
    /// Whose move it is, of the conversation there that presses most.
    pub whose_move: WhoseMoveDto,
    /// When anything last happened there.
    pub last_activity_at: Milliseconds,
}

/// A contact of a person, as its line knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonContact {
    /// Opaque id.
    pub contact: String,
    /// Its name there; its number or address when it has none.
    pub name: String,
    /// Number as the platform writes it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The line's name.
    pub line_name: String,
    /// Its line's platform.
    pub platform: PlatformDto,
    /// Where it is talked to, newest first.
    pub places: Vec<PersonPlace>,
}

/// Who a customer is beyond the line of one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonDto {
    /// The same person's other contacts.
    pub others: Vec<PersonContact>,
    /// Contacts that share a number or an address and were said to be somebody else.
    pub apart: Vec<PersonContact>,
    /// Conversations of the person in all, this one included.
    pub conversations: u32,
}

/// A contact, seen from a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonContactInput {
    /// The conversation whose customer is meant.
    pub conversation: String,
    /// The other contact.
    pub contact: String,
}

/// From whom a contact is kept apart now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonSplit {
    /// The contact.
    pub contact: String,
    /// The contacts that are somebody else; none when it was not of that person.
    pub others: Vec<String>,
}

/// A conversation that a story is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StoryPlaceDto {
    /// The conversation.
    pub conversation: String,
    /// Its line.
    pub line: String,
    /// The line's name.
    pub line_name: String,
    /// Its line's platform.
    pub platform: PlatformDto,
    /// The name of its channel, when known.
    pub channel_name: Option<String>,
    /// What travels on its channel.
    pub channel_kind: ChannelKindDto,
    /// Nothing older of it exists anywhere; otherwise `fetch_history` gets it.
    pub history_complete: bool,
}

/// An item of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StoryItemDto {
    /// Its conversation, as an index into the places.
    pub place: u32,
    /// The item.
    pub item: ItemDto,
}

/// Part of a story, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StoryWindow {
    /// Every conversation of the person, the last active first.
    pub places: Vec<StoryPlaceDto>,
    /// The items.
    pub items: Vec<StoryItemDto>,
    /// Older ones are on this computer.
    pub has_before: bool,
    /// Newer ones are on this computer.
    pub has_after: bool,
}

/// Which part of a story to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StoryQuery {
    /// A conversation of the person.
    pub conversation: String,
    /// Where; at the first unread item is at the end.
    pub anchor: WindowAnchor,
    /// How many, at most 200.
    pub limit: u32,
}
