//! What helps a person write: prepared texts, macros, the platform's AI, answers, templates.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{PriorityDto, StatusDto, TagDto};

/// Which prepared texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedRepliesQuery {
    /// Those that can be used in this conversation, filled from it; `None` is all of all lines.
    pub conversation: Option<String>,
}

/// A prepared text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedReplyDto {
    /// Opaque id.
    pub id: String,
    /// The line it is kept on; `None` when it is kept at this desk, for all lines.
    pub line: Option<String>,
    /// What it is called by.
    pub short_code: String,
    /// The text, with gaps such as `{{contact.name}}`.
    pub text: String,
    /// The text with every gap filled that is known.
    pub filled: String,
}

impl std::fmt::Debug for SavedReplyDto {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SavedReplyDto")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Prepare a text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewSavedReplyInput {
    /// Keep it on this line's platform, for everybody; `None` keeps it at this desk.
    pub line: Option<String>,
    /// What it is called by.
    pub short_code: String,
    /// The text.
    pub text: String,
}

impl std::fmt::Debug for NewSavedReplyInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("NewSavedReplyInput")
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

/// Change a prepared text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeSavedReplyInput {
    /// Which.
    pub reply: String,
    /// What it is called by.
    pub short_code: String,
    /// The text.
    pub text: String,
}

impl std::fmt::Debug for ChangeSavedReplyInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ChangeSavedReplyInput")
            .field("reply", &self.reply)
            .finish_non_exhaustive()
    }
}

/// Names a prepared text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedReplyRef {
    /// Opaque id.
    pub reply: String,
}

/// One thing a macro does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum DeedDto {
    /// Gives the conversation to this colleague.
    #[serde(rename_all = "camelCase")]
    Assign {
        /// Their name.
        name: String,
    },
    /// Gives it to whoever runs the macro.
    AssignMe,
    /// Gives it to whoever answered last.
    AssignLast,
    /// Puts it back into the queue.
    Unassign,
    /// Gives it to a team.
    #[serde(rename_all = "camelCase")]
    AssignTeam {
        /// Its name.
        name: String,
    },
    /// Takes it from its team.
    UnassignTeam,
    /// Adds tags.
    #[serde(rename_all = "camelCase")]
    AddTags {
        /// Their names.
        tags: Vec<String>,
    },
    /// Takes tags away.
    #[serde(rename_all = "camelCase")]
    RemoveTags {
        /// Their names.
        tags: Vec<String>,
    },
    /// Resolves it and blocks its customer.
    Mute,
    /// Changes where it stands.
    #[serde(rename_all = "camelCase")]
    SetStatus {
        /// Where it shall stand.
        status: StatusDto,
    },
    /// Changes how pressing it is.
    #[serde(rename_all = "camelCase")]
    SetPriority {
        /// How pressing; `None` takes the mark away.
        priority: Option<PriorityDto>,
    },
    /// Sends words to the customer.
    #[serde(rename_all = "camelCase")]
    Send {
        /// The words.
        text: String,
    },
    /// Writes a note.
    #[serde(rename_all = "camelCase")]
    Note {
        /// The words.
        text: String,
    },
    /// Sends a file to the customer.
    SendFile,
    /// Mails the conversation.
    #[serde(rename_all = "camelCase")]
    MailTranscript {
        /// To these addresses.
        to: String,
    },
    /// Tells another system.
    Tell,
    /// Something that has no words here yet.
    Other,
}

/// A prepared row of deeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MacroDto {
    /// Opaque id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Everybody's, as opposed to the person's own.
    pub shared: bool,
    /// What it does, in order.
    pub deeds: Vec<DeedDto>,
}

/// Run a macro.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RunMacroInput {
    /// Which.
    pub run: String,
    /// On which conversations; all of one line.
    pub conversations: Vec<String>,
}

/// How the platform's AI shall put words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ToneDto {
    /// Spelling and grammar only.
    Correct,
    /// Better, knowing the conversation.
    Improve,
    /// Relaxed.
    Casual,
    /// Businesslike.
    Professional,
    /// Warm.
    Friendly,
    /// Sure of itself.
    Confident,
    /// To the point.
    Straightforward,
}

/// Something to ask the platform's AI.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum AiWishDto {
    /// Sum the conversation up; the summary then stands in its details.
    Summary,
    /// Suggest an answer.
    Reply,
    /// Suggest tags.
    Tags,
    /// Put words differently.
    #[serde(rename_all = "camelCase")]
    Rewrite {
        /// The words.
        text: String,
        /// How.
        tone: ToneDto,
    },
    /// Change a former answer.
    #[serde(rename_all = "camelCase")]
    Refine {
        /// The attempt that brought it.
        attempt: String,
        /// What to change.
        wish: String,
    },
}

/// Ask the platform's AI.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AskAiInput {
    /// About which conversation.
    pub conversation: String,
    /// The page's own name for this question.
    pub attempt: String,
    /// What to ask.
    pub wish: AiWishDto,
}

impl std::fmt::Debug for AskAiInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("AskAiInput")
            .field("conversation", &self.conversation)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// Names a question to the platform's AI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AiAttemptRef {
    /// The page's own name for it.
    pub attempt: String,
}

/// What the platform's AI answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum AiAnswerDto {
    /// Words to use or not.
    #[serde(rename_all = "camelCase")]
    Words {
        /// The words.
        text: String,
        /// They can be changed further, by `refine`.
        refinable: bool,
    },
    /// Tags to use or not; the conversation does not have them yet.
    #[serde(rename_all = "camelCase")]
    Tags {
        /// The tags.
        tags: Vec<TagDto>,
    },
    /// It has nothing to say.
    Nothing,
    /// It was let go of.
    Cancelled,
}

impl std::fmt::Debug for AiAnswerDto {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("AiAnswerDto")
    }
}

/// Look for answers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FindAnswersInput {
    /// For which conversation.
    pub conversation: String,
    /// The question.
    pub question: String,
}

impl std::fmt::Debug for FindAnswersInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("FindAnswersInput")
            .field("conversation", &self.conversation)
            .finish_non_exhaustive()
    }
}

/// Where a finding comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FindingKindDto {
    /// Knowledge: a question and its answer.
    Knowledge,
    /// A rule of the company.
    Rule,
}

/// Something the platform knows that may answer a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FindingDto {
    /// Opaque id.
    pub id: String,
    /// Where it comes from.
    pub kind: FindingKindDto,
    /// The question it answers, or the topic it rules.
    pub heading: String,
    /// The answer, or the rule.
    pub text: String,
    /// How sure the platform is, in percent.
    pub confidence: Option<u8>,
}

/// Take note of a pause of the platform's AI, or end it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SettleAiPauseInput {
    /// The line.
    pub line: String,
    /// `pause` of its notice.
    pub pause: String,
    /// End it, as opposed to taking note of it.
    pub end: bool,
}

/// What a template needs that a person cannot give from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TemplateObstacleDto {
    /// A picture, film or document in its header.
    Media,
    /// A gap in its header or in a button.
    Gap,
}

/// A gap of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TemplateGapDto {
    /// Its name or number, as it stands between the braces.
    pub name: String,
    /// A value to propose.
    pub proposal: Option<String>,
}

/// An approved template of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TemplateDto {
    /// Its name.
    pub name: String,
    /// Its language, as the platform writes it.
    pub language: String,
    /// Its category, where the platform tells.
    pub category: Option<String>,
    /// A line above the words.
    pub header: Option<String>,
    /// The words, with gaps such as `{{1}}`.
    pub body: String,
    /// A line below them.
    pub footer: Option<String>,
    /// What its buttons say.
    pub buttons: Vec<String>,
    /// Its gaps in order.
    pub gaps: Vec<TemplateGapDto>,
    /// Why it cannot be sent from here although it is approved.
    pub obstacle: Option<TemplateObstacleDto>,
}

/// Say which number the templates of a line go out from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TemplateNumberInput {
    /// The line.
    pub line: String,
    /// The platform's id of the number; `None` forgets it.
    pub number: Option<String>,
}
