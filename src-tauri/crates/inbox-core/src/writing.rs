//! What helps a person write: prepared deeds, the platform's AI, answers it knows, templates.

use serde::{Deserialize, Serialize};

use crate::{Priority, RemoteId, Status};

/// One thing a macro does to a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Deed {
    /// Give it to somebody.
    #[serde(rename_all = "camelCase")]
    Assign {
        /// Who.
        to: DeedAgent,
    },
    /// Give it to a team; `None` takes it from its team.
    #[serde(rename_all = "camelCase")]
    AssignTeam {
        /// The team.
        team: Option<RemoteId>,
    },
    /// Put it back into the queue.
    Unassign,
    /// Add tags.
    #[serde(rename_all = "camelCase")]
    AddTags {
        /// Their names.
        tags: Vec<String>,
    },
    /// Take tags away.
    #[serde(rename_all = "camelCase")]
    RemoveTags {
        /// Their names.
        tags: Vec<String>,
    },
    /// Resolve it and block its customer.
    Mute,
    /// Change where it stands.
    #[serde(rename_all = "camelCase")]
    SetStatus {
        /// Where it shall stand.
        status: Status,
    },
    /// Change how pressing it is; `None` takes the mark away.
    #[serde(rename_all = "camelCase")]
    SetPriority {
        /// How pressing.
        priority: Option<Priority>,
    },
    /// Send words to the customer.
    #[serde(rename_all = "camelCase")]
    Send {
        /// The words.
        text: String,
    },
    /// Write a note.
    #[serde(rename_all = "camelCase")]
    Note {
        /// The words.
        text: String,
    },
    /// Send a file to the customer.
    SendFile,
    /// Mail the conversation to somebody.
    #[serde(rename_all = "camelCase")]
    MailTranscript {
        /// The addresses.
        to: String,
    },
    /// Tell another system.
    Tell,
    /// Something that has no words here yet.
    Other,
}

/// To whom a macro gives a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type", content = "agent")]
pub enum DeedAgent {
    /// This one.
    Agent(RemoteId),
    /// Whoever runs the macro.
    Me,
    /// Whoever answered last.
    LastAnswering,
}

/// A prepared row of deeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Macro {
    /// Its id on the platform.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// Everybody's, as opposed to the person's own.
    pub shared: bool,
    /// What it does, in order.
    pub deeds: Vec<Deed>,
}

/// How a platform's AI shall put words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tone {
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

/// What a platform's AI keeps of an answer to change it further; the client's own text.
#[derive(Clone, PartialEq, Eq)]
pub struct AiThread(pub String);

impl std::fmt::Debug for AiThread {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may hold what a customer wrote.
        formatter.write_str("AiThread")
    }
}

/// Something to ask a platform's AI about a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AiTask {
    /// Sum it up.
    Summarise,
    /// Suggest an answer.
    SuggestReply,
    /// Suggest tags.
    SuggestTags,
    /// Put words differently.
    Rewrite {
        /// The words.
        text: String,
        /// How.
        tone: Tone,
    },
    /// Change its former answer.
    Refine {
        /// That answer.
        thread: AiThread,
        /// What to change.
        wish: String,
    },
}

/// What a platform's AI answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AiAnswer {
    /// Its words; `None` when it has nothing to say.
    pub text: Option<String>,
    /// Tags it suggests.
    pub tags: Vec<RemoteId>,
    /// How to have the answer changed, where that can be done.
    pub thread: Option<AiThread>,
}

/// Where a finding comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FindingKind {
    /// Knowledge: a question and its answer.
    Knowledge,
    /// A rule of the company.
    Rule,
}

/// Something a platform knows that may answer a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Its id on the platform.
    pub remote: RemoteId,
    /// Where it comes from.
    pub kind: FindingKind,
    /// The question it answers, or the topic it rules.
    pub heading: String,
    /// The answer, or the rule.
    pub text: String,
    /// How sure the platform is, from 0 to 1.
    pub confidence: Option<f64>,
}

/// An approved template as a platform lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTemplate {
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
    /// Why it cannot be sent from here although it is approved.
    pub obstacle: Option<TemplateObstacle>,
}

/// What a template needs that a person cannot give from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TemplateObstacle {
    /// A picture, film or document in its header.
    Media,
    /// A gap in its header or in a button.
    Gap,
}
