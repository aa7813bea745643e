//! What a line can do, found when it is connected. The interface asks this, never a platform's name.

use serde::{Deserialize, Serialize};

use crate::{ChannelKind, ContactAbilities, Tools};

/// Why a line cannot do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Unavailable {
    /// The platform's API has no way to do it.
    Platform,
    /// The key lacks the right.
    Key,
    /// The channel does not carry it.
    Channel,
    /// It is not switched on for the account, or not part of its plan.
    Account,
}

/// How a platform's own webhooks are led to a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WebhookSetup {
    /// The platform has none.
    #[default]
    None,
    /// A person enters the address in the platform's own pages.
    ByHand,
    /// The same, together with a header that proves where they come from.
    ByHandWithHeader,
    /// We register them.
    Registered,
    /// We could, but the key may not.
    NotByKey,
}

/// How long a named fact may be, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertyLimits {
    /// Its name.
    pub name: u32,
    /// Its value.
    pub value: u32,
}

/// What a line can do; `Err` says why not.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own that a platform states"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// Free text.
    pub send_text: Result<(), Unavailable>,
    /// Approved templates.
    pub send_template: Result<(), Unavailable>,
    /// The platform lists its templates; otherwise names are entered by hand.
    pub list_templates: Result<(), Unavailable>,
    /// A file from this computer.
    pub send_file: Result<(), Unavailable>,
    /// A file that is public on the web, by its address.
    pub attach_link: Result<(), Unavailable>,
    /// Buttons below words, for the customer to answer by.
    #[serde(default = "no_buttons")]
    pub buttons: Result<ButtonLimits, Unavailable>,
    /// Internal notes in the timeline.
    pub notes: Result<(), Unavailable>,
    /// Name colleagues and teams in notes, so that the platform tells them.
    #[serde(default = "not_by_platform")]
    pub mentions: Result<(), Unavailable>,
    /// Name further recipients of an e-mail, open or hidden.
    #[serde(default = "not_by_platform")]
    pub email_copies: Result<(), Unavailable>,
    /// Answer one message in particular.
    pub quote: Result<(), Unavailable>,
    /// Give a conversation to a person.
    pub assign_person: Result<(), Unavailable>,
    /// Give a conversation to an AI agent.
    pub assign_ai: Result<(), Unavailable>,
    /// Give a conversation to a team.
    pub assign_team: Result<(), Unavailable>,
    /// Close and reopen.
    pub set_status: Result<(), Unavailable>,
    /// Reopen what is closed; some platforms can only close.
    pub reopen: Result<(), Unavailable>,
    /// Hide until a time or an answer, for everybody.
    pub snooze: Result<(), Unavailable>,
    /// Change how pressing a conversation is.
    pub set_priority: Result<(), Unavailable>,
    /// Take over from the platform's AI and hand back to it.
    pub set_ai: Result<(), Unavailable>,
    /// Words go out only after a take-over, while the AI answers.
    pub take_over_first: bool,
    /// Let the AI do what it asks leave for.
    pub approve: Result<(), Unavailable>,
    /// Mark attention items as done.
    pub resolve_attention: Result<(), Unavailable>,
    /// Change named facts.
    pub set_properties: Result<(), Unavailable>,
    /// How long the name and the value of a named fact may be; `None` where the platform says nothing.
    #[serde(default)]
    pub property_limits: Option<PropertyLimits>,
    /// Resolve a conversation and block its customer, who can be let in again.
    pub mute: Result<(), Unavailable>,
    /// Change the tags of a conversation.
    pub set_tags: Result<(), Unavailable>,
    /// Make a new tag.
    #[serde(default = "not_by_platform")]
    pub create_tags: Result<(), Unavailable>,
    /// Play a customer on a channel that is built on the platform's API.
    #[serde(default = "not_by_platform")]
    pub play_visitor: Result<(), Unavailable>,
    /// How the platform's webhooks are led to a relay.
    #[serde(default)]
    pub webhooks: WebhookSetup,
    /// People are not listed: they are named by their id on the platform.
    #[serde(default)]
    pub people_by_id: bool,
    /// The host of the platform's own pages, which nobody documents, is used as well; `None` where
    /// there is no such choice.
    #[serde(default)]
    pub dashboard: Option<bool>,
    /// What can be done around a conversation beside talking and changing it.
    pub tools: Tools,
    /// Change the texts that colleagues have prepared.
    pub saved_replies: Result<(), Unavailable>,
    /// Run prepared rows of deeds.
    pub macros: Result<(), Unavailable>,
    /// Have the platform's AI sum up, suggest and rewrite.
    pub ai_tasks: Result<(), Unavailable>,
    /// Look for answers in what the platform knows.
    pub find_answers: Result<(), Unavailable>,
    /// Take note of a pause of the platform's AI, and end it.
    pub end_ai_pause: Result<(), Unavailable>,
    /// Templates go out only once the person has named the number they go out from.
    pub wants_template_number: bool,
    /// The platform tells when a customer has read a message.
    pub read_receipts: bool,
    /// Read marks are shared with colleagues rather than kept here.
    pub shared_read_marks: bool,
    /// What can be done about contacts.
    #[serde(default)]
    pub contacts: ContactAbilities,
    /// Longest text, in characters.
    pub text_limit: u32,
    /// Longest note, in characters.
    #[serde(default = "usual_limit")]
    pub note_limit: u32,
    /// Largest file, in bytes; 0 where none can be sent.
    pub file_limit: u64,
    /// Most files that go along at once.
    pub files_at_once: u32,
    /// Files go along with notes, too.
    pub note_files: bool,
    /// A note can be for whoever wrote it alone, and remind of itself.
    #[serde(default)]
    pub note_terms: bool,
    /// Words beside a file reach the customer as its caption; otherwise they go ahead of it.
    pub captions: bool,
    /// A file by its address has to be told with its size.
    pub link_needs_size: bool,
}

impl Capabilities {
    /// Nothing at all, for the given reason: what a client starts from.
    pub fn none(reason: Unavailable) -> Self {
        let no = Err(reason);
        Self {
            send_text: no,
            send_template: no,
            list_templates: no,
            send_file: no,
            attach_link: no,
            buttons: Err(reason),
            notes: no,
            mentions: no,
            email_copies: no,
            quote: no,
            assign_person: no,
            assign_ai: no,
            assign_team: no,
            set_status: no,
            reopen: no,
            snooze: no,
            set_priority: no,
            set_ai: no,
            take_over_first: false,
            approve: no,
            resolve_attention: no,
            set_properties: no,
            property_limits: None,
            mute: no,
            set_tags: no,
            create_tags: no,
            play_visitor: no,
            webhooks: WebhookSetup::None,
            people_by_id: false,
            dashboard: None,
            tools: Tools::none(reason),
            saved_replies: no,
            macros: no,
            ai_tasks: no,
            find_answers: no,
            end_ai_pause: no,
            wants_template_number: false,
            read_receipts: false,
            shared_read_marks: false,
            contacts: ContactAbilities::none(reason),
            text_limit: usual_limit(),
            note_limit: usual_limit(),
            file_limit: 0,
            files_at_once: 10,
            note_files: false,
            note_terms: false,
            captions: true,
            link_needs_size: false,
        }
    }
}

/// `WhatsApp`'s own, which most platforms keep to.
fn usual_limit() -> u32 {
    4096
}

/// What a line takes of buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ButtonLimits {
    /// The channels that carry them.
    pub channels: Vec<ChannelKind>,
    /// Most of them below one message.
    pub count: u32,
    /// The longest one, in characters.
    pub title: u32,
    /// The longest words above them, in characters.
    pub text: u32,
}

/// What is kept of a line by a version that did not know of it.
fn not_by_platform() -> Result<(), Unavailable> {
    Err(Unavailable::Platform)
}

/// The same of its buttons.
fn no_buttons() -> Result<ButtonLimits, Unavailable> {
    Err(Unavailable::Platform)
}
