//! Lines: what they can do and how they are.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Milliseconds, ToolsDto, WebhookSetupDto};

/// The platforms Switchboard speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PlatformDto {
    /// Hatif.
    Hatif,
    /// Chatvolt.
    Chatvolt,
    /// Ohallo.
    Ohallo,
    /// Chatwoot.
    Chatwoot,
}

/// What travels on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ChannelKindDto {
    /// WhatsApp only.
    WhatsApp,
    /// Calls only.
    Phone,
    /// WhatsApp and calls.
    WhatsAppAndPhone,
    /// E-mail.
    Email,
    /// A chat widget.
    WebChat,
    /// Instagram messages.
    Instagram,
    /// Facebook Messenger.
    Messenger,
    /// Telegram.
    Telegram,
    /// Text messages of the phone network.
    Sms,
    /// Built on the platform's API.
    Api,
    /// Anything else.
    Other,
}

/// A number, mailbox or widget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChannelDto {
    /// Opaque id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What travels on it.
    pub kind: ChannelKindDto,
    /// Its own number or address.
    pub address: Option<String>,
}

/// Somebody who can carry a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentDto {
    /// Opaque id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// A bot of the platform, not a person.
    pub is_ai: bool,
    /// The person at this desk.
    pub is_me: bool,
    /// E-mail address, when the platform tells it.
    pub email: Option<String>,
    /// Open conversations they carry.
    pub open_conversations: u32,
}

/// Somebody who can be named in the notes of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MentionableDto {
    /// Opaque id.
    pub id: String,
    /// What stands behind the `@` to mean them.
    pub words: String,
    /// E-mail address, when the platform tells it.
    pub email: Option<String>,
    /// Everybody of a team.
    pub is_team: bool,
}

/// What a line takes of buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ButtonLimitsDto {
    /// The channels that carry them.
    pub channels: Vec<ChannelKindDto>,
    /// Most of them below one message.
    pub count: u32,
    /// The longest one, in characters.
    pub title: u32,
    /// The longest words above them, in characters.
    pub text: u32,
}

/// Whether something can be done, and if not why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AbilityDto {
    /// It can.
    Available,
    /// The platform's API has no way to do it.
    NotByPlatform,
    /// The key lacks the right.
    NotByKey,
    /// The channel does not carry it.
    NotByChannel,
    /// It is not switched on for the account, or not part of its plan.
    NotByAccount,
}

/// What a line can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, as in the capabilities it tells"
)]
pub struct CapabilitiesDto {
    /// Free text.
    pub send_text: AbilityDto,
    /// Approved templates.
    pub send_template: AbilityDto,
    /// The platform lists its templates.
    pub list_templates: AbilityDto,
    /// A file from this computer.
    pub send_file: AbilityDto,
    /// A file that is public on the web, by its address.
    pub attach_link: AbilityDto,
    /// Buttons below words, for the customer to answer by; `None` where there are none.
    pub buttons: Option<ButtonLimitsDto>,
    /// Internal notes.
    pub notes: AbilityDto,
    /// Naming colleagues in notes, so that the platform tells them.
    pub mentions: AbilityDto,
    /// Naming further recipients of an e-mail.
    pub email_copies: AbilityDto,
    /// Answer one message in particular.
    pub quote: AbilityDto,
    /// Give to a person.
    pub assign_person: AbilityDto,
    /// Give to an AI agent.
    pub assign_ai: AbilityDto,
    /// Give to a team.
    pub assign_team: AbilityDto,
    /// Close.
    pub set_status: AbilityDto,
    /// Reopen what is closed.
    pub reopen: AbilityDto,
    /// Hide until a time or an answer, for everybody.
    pub snooze: AbilityDto,
    /// Change how pressing a conversation is.
    pub set_priority: AbilityDto,
    /// Take over from the platform's AI and hand back to it.
    pub set_ai: AbilityDto,
    /// Words go out only after a take-over, while the AI answers.
    pub take_over_first: bool,
    /// Let the AI do what it asks leave for.
    pub approve: AbilityDto,
    /// Mark what a person was asked for as done.
    pub resolve_attention: AbilityDto,
    /// Change named facts.
    pub set_properties: AbilityDto,
    /// Longest name of a named fact, in characters; 0 where the platform says nothing.
    pub property_name_limit: u32,
    /// Longest value of a named fact, in characters; 0 where the platform says nothing.
    pub property_value_limit: u32,
    /// Resolve a conversation and block its customer.
    pub mute: AbilityDto,
    /// Change tags.
    pub set_tags: AbilityDto,
    /// Make new tags.
    pub create_tags: AbilityDto,
    /// Play a customer on a channel that is built on the platform's API.
    pub play_visitor: AbilityDto,
    /// How the platform's webhooks are led to a relay.
    pub webhooks: WebhookSetupDto,
    /// People are not listed: they are named by their id on the platform.
    pub people_by_id: bool,
    /// The undocumented host of the platform's own pages is used as well; `None` where there is no
    /// such choice.
    pub dashboard: Option<bool>,
    /// What can be done around a conversation.
    pub tools: ToolsDto,
    /// Change the texts that colleagues have prepared.
    pub saved_replies: AbilityDto,
    /// Run macros.
    pub macros: AbilityDto,
    /// Have the platform's AI sum up, suggest and rewrite.
    pub ai_tasks: AbilityDto,
    /// Look for answers in what the platform knows.
    pub find_answers: AbilityDto,
    /// Take note of a pause of the platform's AI, and end it.
    pub end_ai_pause: AbilityDto,
    /// Templates go out only once the person has named the number they go out from.
    pub wants_template_number: bool,
    /// The platform tells when a customer has read.
    pub read_receipts: bool,
    /// Longest text, in characters (UTF-16 units are not characters).
    pub text_limit: u32,
    /// Longest note, counted the same way.
    pub note_limit: u32,
    /// Largest file in bytes; 0 where none can be sent.
    pub file_bytes: u32,
    /// Most files that go along at once.
    pub files_at_once: u32,
    /// Files go along with notes, too.
    pub note_files: bool,
    /// A note can be for whoever wrote it alone, and remind of itself.
    pub note_terms: bool,
    /// A file by its address has to be told with its size.
    pub link_needs_size: bool,
}

/// How a line is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum HealthDto {
    /// Nothing was tried yet.
    Starting,
    /// Up to date.
    Live,
    /// Reading what is new.
    #[serde(rename_all = "camelCase")]
    CatchingUp {
        /// Conversations read so far.
        done: u32,
        /// Conversations to read, when known.
        total: Option<u32>,
    },
    /// The platform asked for patience.
    #[serde(rename_all = "camelCase")]
    Slowed {
        /// Until when.
        until: Milliseconds,
    },
    /// No way to the platform.
    Offline,
    /// The platform answers with failures.
    Faulty,
    /// The platform refuses the key.
    KeyRefused,
    /// Switched off by the person.
    Paused,
}

/// How events reach a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum RelayDto {
    /// No relay; the platform is polled.
    None,
    /// The relay answers.
    Connected,
    /// The relay does not answer; the platform is polled meanwhile.
    Unreachable,
    /// The relay refuses the reader token.
    TokenRefused,
}

/// A signed-in account on a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineDto {
    /// Opaque id.
    pub id: String,
    /// Which platform.
    pub platform: PlatformDto,
    /// The name the person gave it.
    pub name: String,
    /// How it is doing.
    pub health: HealthDto,
    /// How events reach it.
    pub relay: RelayDto,
    /// Where the relay is, when one is set.
    pub relay_url: Option<String>,
    /// When the relay last brought an event of this line's platform.
    pub relay_event_at: Option<Milliseconds>,
    /// A webhook of ours is registered on the platform.
    pub webhook_registered: bool,
    /// Where the platform is.
    pub base_url: String,
    /// Keys and messages travel in clear to it; the person agreed.
    pub unprotected: bool,
    /// The number that templates go out from, where the person has to name one.
    pub template_number: Option<String>,
    /// Which agent the person at this desk is.
    pub me: Option<AgentDto>,
    /// What it can do; `None` until it was reached once.
    pub capabilities: Option<CapabilitiesDto>,
    /// Its channels.
    pub channels: Vec<ChannelDto>,
    /// Its teams.
    pub teams: Vec<TeamDto>,
    /// What the person should know of it as a whole.
    pub notices: Vec<LineNoticeDto>,
    /// The platform's own live connection stands.
    pub live: bool,
    /// When anything last arrived.
    pub last_event_at: Option<Milliseconds>,
    /// Outbox rows that wait or are being sent.
    pub to_send: u32,
    /// How far the filling of history has come; `None` when it is complete.
    pub history: Option<HistoryProgressDto>,
}

/// A team that conversations can be given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TeamDto {
    /// Opaque id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What a person should know of a line as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum LineNoticeDto {
    /// The key ends then.
    #[serde(rename_all = "camelCase")]
    KeyExpires {
        /// When.
        at: Milliseconds,
    },
    /// Not the real thing: nobody reads what is sent.
    Sandbox,
    /// The key may not read channels, which are known by their ids alone.
    #[serde(rename_all = "camelCase")]
    ChannelsUnread {
        /// The right it lacks, by the platform's own name.
        scope: String,
    },
    /// The platform's AI is paused; people must answer.
    #[serde(rename_all = "camelCase")]
    AiPaused {
        /// The platform's reason.
        reason: Option<String>,
        /// Since when.
        since: Milliseconds,
        /// Its name for `settle_ai_pause`; empty before the platform was read again.
        pause: String,
        /// The name of the customers' company it is about; `None` when it is about everybody.
        company: Option<String>,
        /// Somebody has taken note of it.
        acknowledged: bool,
    },
    /// Conversations that the platform lists cannot be read.
    #[serde(rename_all = "camelCase")]
    ConversationsUnreadable {
        /// How many there are at least.
        count: u32,
    },
}

/// How far the filling of history has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryProgressDto {
    /// Conversations whose history is here.
    pub done: u32,
    /// Conversations known so far.
    pub total: u32,
}
