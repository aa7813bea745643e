//! What is left out of a view, and views that the person has put together.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ChannelKindDto, Milliseconds, PriorityDto, SortDto, StatusDto, ViewDto};

/// Who shall carry the conversations that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "by")]
pub enum CarriedDto {
    /// The person at this desk.
    Me,
    /// No person.
    Nobody,
    /// This agent.
    #[serde(rename_all = "camelCase")]
    Agent {
        /// Opaque id.
        agent: String,
    },
}

/// What is left out of a view. What is empty leaves nothing out; several values of one choice let each
/// of them in, and all choices have to agree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConversationFilter {
    /// Only this line.
    pub line: Option<String>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only unread ones.
    pub unread_only: bool,
    /// Only those that stand so.
    pub statuses: Vec<StatusDto>,
    /// Only those that are so pressing.
    pub priorities: Vec<PriorityDto>,
    /// Only those on channels of these kinds.
    pub channel_kinds: Vec<ChannelKindDto>,
    /// Only those on these channels.
    pub channels: Vec<String>,
    /// Only those given to these teams.
    pub teams: Vec<String>,
    /// Those given to no team as well; without a team to choose from, only those.
    pub without_team: bool,
    /// Only those carried so.
    pub carried: Option<CarriedDto>,
    /// Only those of which a platform says that this view of it holds them, wherever they stand.
    pub platform_view: Option<String>,
}

/// A part of a view, by filters, in an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewRecipe {
    /// What it is a part of.
    pub view: ViewDto,
    /// What is left out.
    pub filter: ConversationFilter,
    /// The order.
    pub sort: SortDto,
}

/// Make a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CreateTagInput {
    /// On which line.
    pub line: String,
    /// Its name.
    pub name: String,
}

/// A view that the person has put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedView {
    /// Opaque id.
    pub id: String,
    /// The person's name for it.
    pub name: String,
    /// What it shows.
    pub recipe: ViewRecipe,
    /// Unread ones.
    pub unread: u32,
    /// All.
    pub total: u32,
}

/// Whose a view of a platform is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ViewKindDto {
    /// The person saved it.
    Saved,
    /// The platform's: conversations in which the person takes part.
    Participating,
    /// The platform's: open conversations that wait for an answer.
    Unattended,
}

/// A view that the person has saved on a platform, or that the platform itself has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlatformViewDto {
    /// Opaque id.
    pub id: String,
    /// Its line.
    pub line: String,
    /// Its line's name.
    pub line_name: String,
    /// Its name on the platform.
    pub name: String,
    /// Whose it is; the platform's own have no name of theirs.
    pub kind: ViewKindDto,
    /// What it shows.
    pub recipe: ViewRecipe,
    /// Its filter asks what is not kept here: only the platform can say what it holds.
    pub asked: bool,
    /// When the platform said it last.
    pub answered_at: Option<Milliseconds>,
    /// How many the platform said there are; only the newest of many are here.
    pub there: Option<u32>,
    /// Unread ones; `None` while nobody knows what it holds.
    pub unread: Option<u32>,
    /// All that are here; `None` while nobody knows what it holds.
    pub total: Option<u32>,
}

/// Ask a platform what a view of it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AskPlatformViewInput {
    /// Which view.
    pub platform_view: String,
    /// Also when it has just said so.
    pub again: bool,
}

/// Keep a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SaveViewInput {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub recipe: ViewRecipe,
    /// Its place among the others, counted from 0; `None` is the end.
    pub place: Option<u32>,
}

/// Change a saved view; what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UpdateViewInput {
    /// Which.
    pub saved_view: String,
    /// Its new name.
    pub name: Option<String>,
    /// What it shows from now on.
    pub recipe: Option<ViewRecipe>,
    /// Its new place among the others, counted from 0.
    pub place: Option<u32>,
}

/// Names a saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedViewRef {
    /// Opaque id.
    pub saved_view: String,
}

/// A saved view that was deleted: what keeping it again needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeletedView {
    /// Its name.
    pub name: String,
    /// What it showed.
    pub recipe: ViewRecipe,
    /// Its place among the others.
    pub place: u32,
}
