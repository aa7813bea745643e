//! What a person can do around a conversation beside talking and changing it: asked of the platform at
//! that moment, and only where it has a way. What must survive a crash is a change or a message instead.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    Agent, Beginning, Begun, ConversationAction, Opening, OpeningProbe, PlatformError, RemoteId,
    Timestamp, Unavailable,
};

/// Which tools a line has; `Err` says why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tools {
    /// Begin a conversation.
    pub begin: Result<Beginning, Unavailable>,
    /// Take a message of ours back.
    pub delete_message: Result<(), Unavailable>,
    /// Have the platform deliver a failed message again.
    pub retry_message: Result<(), Unavailable>,
    /// Have the platform translate a message.
    pub translate: Result<(), Unavailable>,
    /// Put other words into an internal note.
    pub change_note: Result<(), Unavailable>,
    /// Delete an internal note.
    pub delete_note: Result<(), Unavailable>,
    /// Have colleagues told of everything that happens in a conversation.
    pub participants: Result<(), Unavailable>,
    /// Have the platform mail the conversation to somebody.
    pub transcript: Result<(), Unavailable>,
    /// Keep in a conversation what was said to its customer elsewhere.
    #[serde(default = "not_by_platform")]
    pub record: Result<(), Unavailable>,
    /// Say how a conversation came out when resolving it.
    pub outcome: Result<(), Unavailable>,
    /// Move conversations through scenarios.
    pub scenarios: Result<(), Unavailable>,
    /// Show colleagues whether the person is there.
    pub availability: Result<(), Unavailable>,
    /// The customer sees that we write.
    pub tells_writing: bool,
    /// The same change to many conversations is one call.
    pub many_at_once: bool,
}

impl Tools {
    /// None of them, for the given reason.
    pub fn none(reason: Unavailable) -> Self {
        let no = Err(reason);
        Self {
            begin: Err(reason),
            delete_message: no,
            retry_message: no,
            translate: no,
            change_note: no,
            delete_note: no,
            participants: no,
            transcript: no,
            record: no,
            outcome: no,
            scenarios: no,
            availability: no,
            tells_writing: false,
            many_at_once: false,
        }
    }
}

/// What is kept of a line by a version that did not know of it.
fn not_by_platform() -> Result<(), Unavailable> {
    Err(Unavailable::Platform)
}

/// Whether colleagues see the person as there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Presence {
    /// There.
    Online,
    /// There, but not to be given anything.
    Busy,
    /// Away.
    Offline,
}

/// Whether colleagues are there, as a live connection tells it: by naming those who are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presences(HashMap<RemoteId, Option<Presence>>);

impl Presences {
    /// Who was not named is away. `None` for those of whom something was told that has no word here.
    pub fn of(&self, agent: &RemoteId) -> Option<Presence> {
        let told = self.0.get(agent).copied();
        told.unwrap_or(Some(Presence::Offline))
    }
}

/// Of those who were named, each with what was told of them.
impl FromIterator<(RemoteId, Option<Presence>)> for Presences {
    fn from_iter<T: IntoIterator<Item = (RemoteId, Option<Presence>)>>(named: T) -> Self {
        Self(named.into_iter().collect())
    }
}

/// A scenario that conversations move through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its id on the platform.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// Its steps in order.
    pub steps: Vec<ScenarioStep>,
}

/// A step of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioStep {
    /// Its id on the platform.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// What it writes to the customer who enters.
    pub message: Option<String>,
    /// Entering it leaves the scenario.
    pub ends_scenario: bool,
}

/// Where a conversation is in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioPlace {
    /// The scenario.
    pub scenario: RemoteId,
    /// The step, when told.
    pub step: Option<RemoteId>,
    /// When it was moved last, when told.
    pub since: Option<Timestamp>,
}

/// Where a stay in a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StayState {
    /// Going on.
    Active,
    /// Over.
    Over,
    /// Went wrong.
    Failed,
}

/// One stay of a conversation in a step, as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioStay {
    /// Its id in the log.
    pub remote: RemoteId,
    /// The scenario.
    pub scenario: Option<RemoteId>,
    /// The scenario's name, when told.
    pub scenario_name: Option<String>,
    /// The step.
    pub step: Option<RemoteId>,
    /// Where it stands; `None` for a word of the platform that is not known.
    pub state: Option<StayState>,
    /// When it began.
    pub began_at: Option<Timestamp>,
}

/// The scenarios of a line, and a conversation among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scenarios {
    /// All there are.
    pub all: Vec<Scenario>,
    /// Where the conversation is; `None` in none of them.
    pub place: Option<ScenarioPlace>,
    /// Its stays, newest first.
    pub log: Vec<ScenarioStay>,
}

/// Where a conversation shall go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioMove {
    /// Into a scenario it is not in: to this step.
    Enter {
        /// The step.
        step: RemoteId,
    },
    /// To another step of its scenario.
    Move {
        /// The step.
        step: RemoteId,
        /// The step's message goes out with it.
        with_message: bool,
    },
    /// Out of this scenario.
    Leave {
        /// The scenario.
        scenario: RemoteId,
    },
}

/// What became of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScenarioMoved {
    /// The step's message went out.
    pub message_sent: bool,
    /// It stayed behind because the customer has been silent for 24 hours.
    pub blocked_by_window: bool,
}

/// The tools of a platform. What it has no way for stays [`PlatformError::Unsupported`].
pub trait ConversationTools: Sync {
    /// Begins a conversation. One try; `None` where the platform took it and does not name what it made.
    fn begin(
        &self,
        opening: &Opening,
    ) -> impl Future<Output = Result<Option<Begun>, PlatformError>> + Send {
        let _ = opening;
        async { Err(PlatformError::Unsupported) }
    }

    /// Looks for a beginning whose outcome is unknown.
    fn find_begun(
        &self,
        probe: &OpeningProbe,
    ) -> impl Future<Output = Result<Option<Begun>, PlatformError>> + Send {
        let _ = probe;
        async { Err(PlatformError::Unsupported) }
    }

    /// Makes the same change to many conversations in one call. That it was taken does not say that
    /// every one of them changed.
    fn act_on_many(
        &self,
        conversations: &[RemoteId],
        action: &ConversationAction,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send {
        let _ = (conversations, action);
        async { Err(PlatformError::Unsupported) }
    }

    /// Has a failed message delivered again. Not to be repeated blindly: the customer may get it twice.
    fn retry_item(
        &self,
        conversation: &RemoteId,
        item: &RemoteId,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send {
        let _ = (conversation, item);
        async { Err(PlatformError::Unsupported) }
    }

    /// The words of a message in another language, given by its two-letter code.
    fn translate_item(
        &self,
        conversation: &RemoteId,
        item: &RemoteId,
        language: &str,
    ) -> impl Future<Output = Result<String, PlatformError>> + Send {
        let _ = (conversation, item, language);
        async { Err(PlatformError::Unsupported) }
    }

    /// Tells that the person writes to the customer, or stopped.
    fn tell_writing(
        &self,
        conversation: &RemoteId,
        on: bool,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send {
        let _ = (conversation, on);
        async { Err(PlatformError::Unsupported) }
    }

    /// Colleagues who are told of everything that happens in a conversation.
    fn participants_of(
        &self,
        conversation: &RemoteId,
    ) -> impl Future<Output = Result<Vec<Agent>, PlatformError>> + Send {
        let _ = conversation;
        async { Err(PlatformError::Unsupported) }
    }

    /// Gives a conversation exactly these participants.
    fn change_participants(
        &self,
        conversation: &RemoteId,
        people: &[RemoteId],
    ) -> impl Future<Output = Result<(), PlatformError>> + Send {
        let _ = (conversation, people);
        async { Err(PlatformError::Unsupported) }
    }

    /// Has the conversation mailed to an address.
    fn mail_transcript(
        &self,
        conversation: &RemoteId,
        email: &str,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send {
        let _ = (conversation, email);
        async { Err(PlatformError::Unsupported) }
    }

    /// The scenarios, and where the conversation is among them.
    fn scenarios(
        &self,
        conversation: &RemoteId,
    ) -> impl Future<Output = Result<Scenarios, PlatformError>> + Send {
        let _ = conversation;
        async { Err(PlatformError::Unsupported) }
    }

    /// Moves a conversation. Not to be repeated blindly: a step may write to the customer.
    fn move_in_scenarios(
        &self,
        conversation: &RemoteId,
        to: &ScenarioMove,
    ) -> impl Future<Output = Result<ScenarioMoved, PlatformError>> + Send {
        let _ = (conversation, to);
        async { Err(PlatformError::Unsupported) }
    }

    /// How colleagues see the person now.
    fn presence(&self) -> impl Future<Output = Result<Presence, PlatformError>> + Send {
        async { Err(PlatformError::Unsupported) }
    }

    /// Shows colleagues whether the person is there.
    fn show_presence(
        &self,
        presence: Presence,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send {
        let _ = presence;
        async { Err(PlatformError::Unsupported) }
    }
}
