//! Beginning conversations, and what can be done around one beside talking and changing it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AbilityDto, Milliseconds, NoteTermsDto, TemplateInput};

/// Which tools a line has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ToolsDto {
    /// Begin a conversation.
    pub begin: AbilityDto,
    /// Take a message of ours back.
    pub delete_message: AbilityDto,
    /// Have a failed message delivered again.
    pub retry_message: AbilityDto,
    /// Translate a message.
    pub translate: AbilityDto,
    /// Put other words into a note.
    pub change_note: AbilityDto,
    /// Delete a note.
    pub delete_note: AbilityDto,
    /// Have colleagues told of everything in a conversation.
    pub participants: AbilityDto,
    /// Mail the conversation to somebody.
    pub transcript: AbilityDto,
    /// Keep what was said elsewhere.
    pub record: AbilityDto,
    /// Say how it came out when resolving.
    pub outcome: AbilityDto,
    /// Move through scenarios.
    pub scenarios: AbilityDto,
    /// Show colleagues whether one is there.
    pub availability: AbilityDto,
    /// The customer sees that we write.
    pub tells_writing: bool,
}

/// To whom a conversation is begun: a contact that was chosen, or what was typed in.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipientInput {
    /// The contact that was chosen.
    pub contact: Option<String>,
    /// Their name, should they be new.
    pub name: Option<String>,
    /// Their number.
    pub phone: Option<String>,
    /// Their address.
    pub email: Option<String>,
}

impl std::fmt::Debug for RecipientInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RecipientInput(•••)")
    }
}

/// Begin a conversation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BeginInput {
    /// The line.
    pub line: String,
    /// The channel.
    pub channel: String,
    /// To whom.
    pub recipient: RecipientInput,
    /// Subject, where the channel has one.
    pub subject: Option<String>,
    /// The AI agent in whose name it goes out, where the line wants one.
    pub in_name_of: Option<String>,
    /// The first words; with a template, its filled text.
    pub text: String,
    /// The template instead of free words.
    pub template: Option<TemplateInput>,
}

impl std::fmt::Debug for BeginInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("BeginInput")
            .field("line", &self.line)
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

/// What was filled in of a conversation that is not begun yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpeningDraftDto {
    /// The line.
    pub line: String,
    /// The channel, once chosen.
    pub channel: Option<String>,
    /// To whom.
    pub recipient: RecipientInput,
    /// Subject.
    pub subject: Option<String>,
    /// The AI agent in whose name it goes out.
    pub in_name_of: Option<String>,
    /// The first words.
    pub text: String,
    /// The template instead of free words.
    pub template: Option<TemplateInput>,
}

impl std::fmt::Debug for OpeningDraftDto {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OpeningDraftDto")
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// What a recipient is known by on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReachedByDto {
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// Only as a contact that the platform knows.
    Contact,
}

/// What beginning asks for, given line, channel and recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TermsQuery {
    /// The line.
    pub line: String,
    /// The channel.
    pub channel: String,
    /// To whom, as far as it was filled in.
    pub recipient: RecipientInput,
}

/// What beginning asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent demands, not a state machine"
)]
pub struct TermsDto {
    /// What the recipient is known by; `None` where only the customer can begin.
    pub reached_by: Option<ReachedByDto>,
    /// Somebody unknown can be written to.
    pub strangers: bool,
    /// A subject is needed.
    pub subject: bool,
    /// Only a template goes out to this recipient.
    pub template: bool,
    /// It goes out in the name of an AI agent, which has to be chosen.
    pub in_name_of_ai: bool,
    /// A conversation with this recipient on this channel that is here already.
    pub conversation: Option<String>,
}

/// Find somebody to write to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipientsQuery {
    /// The line.
    pub line: String,
    /// The channel, once chosen.
    pub channel: Option<String>,
    /// What was typed.
    pub text: String,
    /// How many, at most 50.
    pub limit: u32,
}

impl std::fmt::Debug for RecipientsQuery {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RecipientsQuery")
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// Somebody to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecipientDto {
    /// Opaque id of the contact; `None` where the platform gives them none.
    pub contact: Option<String>,
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
    /// The newest conversation with them on the channel.
    pub conversation: Option<String>,
}

/// Put other words into a note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteInput {
    /// The note.
    pub item: String,
    /// Its words.
    pub text: String,
    /// What else it is from now on; `None` leaves that as it is.
    pub terms: Option<NoteTermsDto>,
}

impl std::fmt::Debug for NoteInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("NoteInput")
            .field("item", &self.item)
            .finish_non_exhaustive()
    }
}

/// Translate a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TranslateInput {
    /// The message.
    pub item: String,
    /// The language, as its two-letter code.
    pub language: String,
}

/// A translated message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TranslationDto {
    /// The words.
    pub text: String,
}

impl std::fmt::Debug for TranslationDto {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TranslationDto(•••)")
    }
}

/// Tell that one writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WritingInput {
    /// Where.
    pub conversation: String,
    /// Began, as opposed to stopped.
    pub on: bool,
}

/// Give a conversation these participants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantsInput {
    /// The conversation.
    pub conversation: String,
    /// All of them.
    pub agents: Vec<String>,
}

/// Mail a conversation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptInput {
    /// The conversation.
    pub conversation: String,
    /// To whom.
    pub email: String,
}

impl std::fmt::Debug for TranscriptInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("TranscriptInput")
            .field("conversation", &self.conversation)
            .finish_non_exhaustive()
    }
}

/// Keep what was said elsewhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RecordInput {
    /// The conversation.
    pub conversation: String,
    /// The words.
    pub text: String,
    /// A row of the outbox that did not get through, in whose place they are kept.
    pub instead_of: Option<String>,
}

impl std::fmt::Debug for RecordInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RecordInput")
            .field("conversation", &self.conversation)
            .finish_non_exhaustive()
    }
}

/// Where a conversation is found in the platform's own pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LinkDto {
    /// The address.
    pub address: String,
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioDto {
    /// Opaque id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its steps in order.
    pub steps: Vec<ScenarioStepDto>,
}

/// A step of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioStepDto {
    /// Opaque id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it writes to the customer who enters.
    pub message: Option<String>,
    /// Entering it leaves the scenario.
    pub ends_scenario: bool,
}

/// Where a conversation is in a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioPlaceDto {
    /// The scenario.
    pub scenario: String,
    /// The step, when told.
    pub step: Option<String>,
    /// Since when, when told.
    pub since: Option<Milliseconds>,
}

/// Where a stay in a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StayStateDto {
    /// Going on.
    Active,
    /// Over.
    Over,
    /// Went wrong.
    Failed,
}

/// One stay in a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioStayDto {
    /// Opaque id.
    pub id: String,
    /// The scenario's name, when known.
    pub scenario: Option<String>,
    /// The step's name, when known.
    pub step: Option<String>,
    /// Where it stands, when that is a word we know.
    pub state: Option<StayStateDto>,
    /// When it began.
    pub began_at: Option<Milliseconds>,
}

/// The scenarios, and a conversation among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScenariosDto {
    /// All there are.
    pub all: Vec<ScenarioDto>,
    /// Where the conversation is.
    pub place: Option<ScenarioPlaceDto>,
    /// Its stays, newest first.
    pub log: Vec<ScenarioStayDto>,
}

/// Where a conversation shall go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum ScenarioMoveDto {
    /// Into a scenario it is not in.
    #[serde(rename_all = "camelCase")]
    Enter {
        /// The step.
        step: String,
    },
    /// To another step.
    #[serde(rename_all = "camelCase")]
    Move {
        /// The step.
        step: String,
        /// The step's message goes out with it.
        with_message: bool,
    },
    /// Out of this scenario.
    #[serde(rename_all = "camelCase")]
    Leave {
        /// The scenario.
        scenario: String,
    },
}

/// Move a conversation through the scenarios.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioMoveInput {
    /// The conversation.
    pub conversation: String,
    /// Where to.
    pub to: ScenarioMoveDto,
}

/// What became of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioMovedDto {
    /// The step's message went out.
    pub message_sent: bool,
    /// It stayed behind because the customer has been silent for 24 hours.
    pub blocked_by_window: bool,
}

/// Whether colleagues see one as there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PresenceDto {
    /// There.
    Online,
    /// There, but not to be given anything.
    Busy,
    /// Away.
    Offline,
}

/// How colleagues see one on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PresenceAnswer {
    /// How.
    pub presence: PresenceDto,
}

/// Whether a colleague is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AgentPresenceDto {
    /// Who.
    pub agent: String,
    /// Whether they are.
    pub presence: PresenceDto,
}

/// Show colleagues whether one is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PresenceInput {
    /// The line.
    pub line: String,
    /// How.
    pub presence: PresenceDto,
}

/// What the customer thought of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RatingDto {
    /// The mark they gave.
    pub mark: u8,
    /// The best they could have given.
    pub best: u8,
    /// What they said to it.
    pub comment: Option<String>,
}
