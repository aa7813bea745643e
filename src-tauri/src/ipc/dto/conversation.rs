//! Conversations as lists and panels show them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{
    AdDto, AuthorKindDto, ChannelKindDto, ConversationFilter, FieldKindDto, Milliseconds,
    NoteTermsDto, PlatformDto, PromiseDto, RatingDto, ReplyHeadDto, StuckReasonDto, TeamDto,
};

/// Who must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WhoseMoveDto {
    /// A person was asked for, or something failed for good.
    NeedsPerson,
    /// Our turn, and the reply window closes soon.
    ClosingSoon,
    /// The customer waits for us.
    OurTurn,
    /// The platform's AI answers.
    Ai,
    /// The customer's turn.
    Waiting,
}

/// Why a person is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MoveReasonDto {
    /// The customer or the AI asked for a person.
    HumanRequested,
    /// The AI wants to do something and needs leave.
    Approval,
    /// The AI cannot go on.
    AiStuck,
    /// The platform asks a person to look at something else.
    Attention,
    /// A send failed for good.
    NotDelivered,
    /// A missed call that nobody has called back or answered.
    MissedCall,
    /// A colleague named the person at this desk.
    Mentioned,
    /// The customer is very frustrated and waits for a person.
    Frustrated,
}

/// The rail's views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ViewDto {
    /// Open, assigned to me.
    Mine,
    /// Open, no person, AI off.
    Unassigned,
    /// Every open one.
    AllOpen,
    /// Everything a person is asked for.
    NeedsPerson,
    /// A person was asked for.
    HumanRequested,
    /// The window closes soon.
    ClosingSoon,
    /// Hidden until later.
    Snoozed,
    /// Done.
    Resolved,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SortDto {
    /// Grouped by whose move it is.
    NeedsUsFirst,
    /// Newest activity first.
    Newest,
    /// Longest waiting first.
    LongestWaiting,
    /// Least time in the reply window first.
    ClosingFirst,
    /// The most frustrated customers first.
    MostFrustrated,
}

/// Which conversations to list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConversationQuery {
    /// The view.
    pub view: ViewDto,
    /// What is left out.
    pub filter: ConversationFilter,
    /// The order.
    pub sort: SortDto,
    /// Where to go on: `next` of the page before.
    pub cursor: Option<String>,
    /// How many, at most 200.
    pub limit: u32,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConversationPage {
    /// The rows, in order.
    pub rows: Vec<ConversationRow>,
    /// Where it goes on; `None` at the end.
    pub next: Option<String>,
    /// How many conversations the whole list has, by whose move.
    pub groups: Vec<GroupCount>,
    /// How many in all.
    pub total: u32,
    /// How many of them are unread.
    pub unread: u32,
}

/// How many conversations of a list have this move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupCount {
    /// The move.
    pub whose_move: WhoseMoveDto,
    /// How many.
    pub count: u32,
}

/// What the last event was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PreviewKindDto {
    /// Text.
    Text,
    /// A picture, film, sound or file.
    Media,
    /// A place.
    Location,
    /// An answered call.
    Call,
    /// A call nobody took.
    MissedCall,
    /// A template.
    Template,
    /// A change such as an assignment.
    Activity,
    /// Something we cannot show.
    Unsupported,
}

/// How far the newest message of ours has come, where a row should say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RowDeliveryDto {
    /// Nothing to say.
    None,
    /// In the outbox.
    ToSend,
    /// Not delivered.
    Failed,
}

/// The last event in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PreviewDto {
    /// What it was.
    pub kind: PreviewKindDto,
    /// From our side.
    pub outbound: bool,
    /// Who it is from; unknown where only the list of conversations told of it yet.
    pub author_kind: AuthorKindDto,
    /// Their name.
    pub author_name: Option<String>,
    /// Text, when it has one.
    pub text: Option<String>,
}

/// A tag on a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TagDto {
    /// Opaque id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// An icon, often an emoji.
    pub icon: Option<String>,
}

/// Who carries a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AssigneeDto {
    /// Opaque id of the agent.
    pub id: String,
    /// Their name; empty when the platform told none.
    pub name: String,
    /// A bot of the platform.
    pub is_ai: bool,
    /// The person at this desk.
    pub is_me: bool,
    /// The platform has not confirmed it yet.
    pub pending: bool,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRow {
    /// Opaque id.
    pub id: String,
    /// The line it lives on.
    pub line: String,
    /// Its line's platform.
    pub platform: PlatformDto,
    /// The line's name.
    pub line_name: String,
    /// What its channel carries.
    pub channel_kind: ChannelKindDto,
    /// The customer's name; their number or address when they have none.
    pub contact_name: String,
    /// Picks the colour of the initials; the same wherever this customer appears.
    pub contact_key: String,
    /// Company.
    pub company: Option<String>,
    /// Whose move it is.
    pub whose_move: WhoseMoveDto,
    /// Since when (the end of the window for closing soon).
    pub move_since: Option<Milliseconds>,
    /// Why a person is needed.
    pub move_reason: Option<MoveReasonDto>,
    /// Where it stands.
    pub status: StatusDto,
    /// The platform has not confirmed yet that it stands there.
    pub status_pending: bool,
    /// When a hidden one comes back; `None` while hidden means at the customer's answer.
    pub snoozed_until: Option<Milliseconds>,
    /// Subject, of an e-mail or made by the platform.
    pub subject: Option<String>,
    /// How pressing.
    pub priority: Option<PriorityDto>,
    /// When anything last happened.
    pub last_activity_at: Milliseconds,
    /// The last event.
    pub preview: PreviewDto,
    /// How far our newest message has come; to send while any of ours waits.
    pub delivery: RowDeliveryDto,
    /// Customer events not read at this desk.
    pub unread: u32,
    /// When free text ends; `None` without such a rule or when it is over.
    pub window_ends_at: Option<Milliseconds>,
    /// Who carries it.
    pub assignee: Option<AssigneeDto>,
    /// The platform's AI answers by itself.
    pub ai_on: bool,
    /// The customer's frustration in percent.
    pub frustration: Option<u8>,
    /// Tags.
    pub tags: Vec<TagDto>,
    /// What was typed and not sent.
    pub draft: Option<String>,
    /// What the buttons of a reply that was begun say; there may be no words with them.
    pub draft_buttons: Vec<String>,
    /// The names of the files of a reply that was begun; there may be no words with them.
    pub draft_files: Vec<String>,
}

/// How pressing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PriorityDto {
    /// Can wait.
    Low,
    /// The usual.
    Medium,
    /// Before the usual.
    High,
    /// Now.
    Urgent,
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StatusDto {
    /// Open.
    Open,
    /// Waits for the customer.
    Pending,
    /// Hidden until later.
    Snoozed,
    /// Done.
    Resolved,
}

/// The customer's mood as the platform's AI reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MoodDto {
    /// Content.
    Positive,
    /// Neither.
    Neutral,
    /// Upset.
    Negative,
    /// Both.
    Mixed,
}

/// Whether free text may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum ReplyWindowDto {
    /// No such rule here.
    Unlimited,
    /// Until then.
    #[serde(rename_all = "camelCase")]
    Open {
        /// When it closes.
        ends_at: Milliseconds,
    },
    /// Only templates.
    #[serde(rename_all = "camelCase")]
    Closed {
        /// When it closed; `None` when the customer never wrote.
        ended_at: Option<Milliseconds>,
    },
    /// The platform takes nothing now, templates neither.
    #[serde(rename_all = "camelCase")]
    Shut {
        /// No word of the customer opens it again.
        for_good: bool,
    },
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ContactDto {
    /// Opaque id.
    pub id: String,
    /// Name; their number or address when they have none.
    pub name: String,
    /// Picks the colour of the initials.
    pub key: String,
    /// Phone number as the platform writes it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Company.
    pub company: Option<String>,
}

/// What the platform's AI wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SummaryDto {
    /// Light markdown.
    pub text: String,
    /// When it was made, or the call was; `None` where the platform does not tell.
    pub at: Option<Milliseconds>,
    /// The call it is about; `None` when it is about the whole conversation.
    pub item: Option<String>,
    /// How many messages are newer.
    pub newer_items: u32,
}

/// Another conversation of the same customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OtherConversation {
    /// Opaque id.
    pub id: String,
    /// Its line's name.
    pub line_name: String,
    /// What its channel carries.
    pub channel_kind: ChannelKindDto,
    /// Whose move it is.
    pub whose_move: WhoseMoveDto,
    /// Text of the last event, when it has one.
    pub preview: Option<String>,
    /// When anything last happened.
    pub last_activity_at: Milliseconds,
}

/// Everything the conversation's header, composer and panel show.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own that the page shows"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConversationDetail {
    /// What its row shows.
    pub row: ConversationRow,
    /// Name of the channel.
    pub channel_name: Option<String>,
    /// The customer.
    pub contact: ContactDto,
    /// Where it stands.
    pub status: StatusDto,
    /// The platform's own word for that.
    pub platform_status: String,
    /// The customer's mood.
    pub mood: Option<MoodDto>,
    /// Since when the customer waits.
    pub waiting_since: Option<Milliseconds>,
    /// How long the first reply of a person took, when both are on this computer.
    pub first_reply_after: Option<Milliseconds>,
    /// Whether free text may be sent.
    pub reply_window: ReplyWindowDto,
    /// A window that has closed is a warning: the reply is taken, and may not arrive.
    pub window_only_warns: bool,
    /// The newest AI summary.
    pub summary: Option<SummaryDto>,
    /// Other conversations of the same customer, newest first.
    pub others: Vec<OtherConversation>,
    /// All of the conversation is on this computer.
    pub history_complete: bool,
    /// Subject, of an e-mail or made by the platform.
    pub subject: Option<String>,
    /// When a hidden conversation comes back; `None` while hidden means at the customer's answer.
    pub snoozed_until: Option<Milliseconds>,
    /// Since when the AI is off, where that is known.
    pub ai_off_since: Option<Milliseconds>,
    /// The platform told the person something about it by name, and they have not looked since.
    pub noticed: bool,
    /// The note to colleagues that was begun.
    pub note_draft: Option<String>,
    /// What that note is beside its words; `None` where that is nothing.
    pub note_terms: Option<NoteTermsDto>,
    /// What the buttons below the reply that was begun say.
    pub draft_buttons: Vec<String>,
    /// The head of the answer; `None` where it is no e-mail.
    pub reply_head: Option<ReplyHeadDto>,
    /// The team it is given to.
    pub team: Option<TeamDto>,
    /// Its customer is blocked: what they write opens nothing and tells nobody.
    pub muted: bool,
    /// Named facts, those that have no value yet among them.
    pub properties: Vec<PropertyDto>,
    /// Changes of named facts that were refused.
    pub refused_properties: Vec<RefusedPropertyDto>,
    /// How fast the customer was promised to be served.
    pub promise: Option<PromiseDto>,
    /// The advertisement the customer came from.
    pub ad: Option<AdDto>,
    /// What a person is asked for, open ones first.
    pub attention: Vec<AttentionItemDto>,
    /// What the customer thought of the service.
    pub rating: Option<RatingDto>,
    /// It is still being begun: its platform does not know it yet, and nothing else can be said or
    /// changed.
    pub being_begun: bool,
    /// Somebody writes here at this moment.
    pub writing: Option<WritingDto>,
}

/// A named fact of a conversation or its customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PropertyDto {
    /// What it is changed by.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Its value; `None` while it has none.
    pub value: Option<String>,
    /// What it holds.
    pub kind: FieldKindDto,
    /// What can be chosen.
    pub options: Vec<String>,
    /// It can be changed from here.
    pub editable: bool,
}

/// A change of a named fact that the platform did not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RefusedPropertyDto {
    /// Its row in the outbox, to try again or to leave it.
    pub outbox: String,
    /// What it is changed by.
    pub key: String,
    /// The value it was to have; `None` to take it away.
    pub value: Option<String>,
    /// Why it has not.
    pub reason: StuckReasonDto,
}

/// What a person is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AttentionKindDto {
    /// The customer or the AI asks for a person.
    HumanRequested,
    /// The AI cannot go on by itself.
    AiStuck,
    /// The AI wants to do something and needs leave.
    Approval,
    /// Anything else.
    Other,
}

/// One thing a person is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttentionItemDto {
    /// Names it for a change; `None` where it goes by itself once a person answers.
    pub id: Option<String>,
    /// What is asked.
    pub kind: AttentionKindDto,
    /// The platform's reason, in its words.
    pub reason: Option<String>,
    /// Since when.
    pub raised_at: Milliseconds,
    /// Not dealt with yet.
    pub open: bool,
}

/// Somebody writes at this moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WritingDto {
    /// A colleague as opposed to the customer.
    pub colleague: bool,
    /// Their name, when told.
    pub name: Option<String>,
    /// Who is not heard of again until then has stopped, which nobody tells.
    pub until: Milliseconds,
}

/// How many conversations a view has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewCount {
    /// The view.
    pub view: ViewDto,
    /// Unread ones.
    pub unread: u32,
    /// All.
    pub total: u32,
}

/// How many conversations a tag has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TagCount {
    /// The tag.
    pub tag: TagDto,
    /// Its line.
    pub line: String,
    /// Unread open ones.
    pub unread: u32,
    /// All open ones.
    pub total: u32,
}

/// Every number of the rail, from one reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RailCounts {
    /// Per view.
    pub views: Vec<ViewCount>,
    /// Per tag, most used first.
    pub tags: Vec<TagCount>,
}

/// How many open conversations a channel or a team has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceCount {
    /// The channel or team.
    pub id: String,
    /// Open ones.
    pub total: u32,
}

/// What is open on each channel and with each team. What has none is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceCounts {
    /// Per channel.
    pub channels: Vec<PlaceCount>,
    /// Per team.
    pub teams: Vec<PlaceCount>,
    /// Given to no team.
    pub without_team: u32,
}

/// Numbers of one line, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CountsQuery {
    /// Only this line.
    pub line: Option<String>,
}

/// Find conversations by the customer's name or number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FindConversationsQuery {
    /// What was typed.
    pub text: String,
    /// How many, at most 50.
    pub limit: u32,
}

/// Mark read or unread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadInput {
    /// The conversation.
    pub conversation: String,
    /// Read everything up to now, or put the newest customer event back to unread.
    pub read: bool,
}
