//! What helps a person write, asked of whichever platform offers it. What a platform has no way to do
//! is [`PlatformError::Unsupported`]; the capabilities of its line say so beforehand.

use inbox_core::{
    AiAnswer, AiTask, Finding, Macro, MessageTemplate, PlatformError, RemoteId, SavedReply,
};

use crate::{AnyPlatform, ChatvoltTemplate};

/// Code of a refusal: the platform's AI is not switched on for the account.
pub const AI_OFF: &str = "AiOff";

/// Code of a refusal: the account has used up what its plan allows the AI.
pub const AI_USED_UP: &str = "AiUsedUp";

/// Code of a refusal: another prepared text is called the same.
pub const CODE_TAKEN: &str = "CodeTaken";

impl AnyPlatform {
    /// The macros the person may use.
    pub async fn macros(&self) -> Result<Vec<Macro>, PlatformError> {
        match self {
            Self::Chatwoot(client) => client.macros().await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// Runs a macro on conversations. Not to be repeated blindly: a macro may send messages.
    pub async fn run_macro(
        &self,
        run: &RemoteId,
        conversations: &[RemoteId],
    ) -> Result<(), PlatformError> {
        match self {
            Self::Chatwoot(client) => client.run_macro(run, conversations).await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// Asks the platform's AI about a conversation.
    pub async fn ask_ai(
        &self,
        conversation: &RemoteId,
        task: &AiTask,
    ) -> Result<AiAnswer, PlatformError> {
        let Self::Chatwoot(client) = self else {
            return Err(PlatformError::Unsupported);
        };
        match task {
            AiTask::Summarise => client.summarise(conversation).await,
            AiTask::SuggestReply => client.suggest_reply(conversation).await,
            AiTask::SuggestTags => client.suggest_tags(conversation).await,
            AiTask::Rewrite { text, tone } => client.rewrite(conversation, text, *tone).await,
            AiTask::Refine { thread, wish } => client.refine(conversation, thread, wish).await,
        }
    }

    /// Looks for answers in what the platform knows, best first.
    pub async fn find_answers(
        &self,
        conversation: &RemoteId,
        question: &str,
    ) -> Result<Vec<Finding>, PlatformError> {
        match self {
            Self::Ohallo(client) => client.find_answers(conversation, question).await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Chatwoot(_) => {
                Err(PlatformError::Unsupported)
            }
        }
    }

    /// Takes note of a pause of the platform's AI, or ends it; `pause` is named by the line's notices.
    pub async fn settle_ai_pause(&self, pause: &str, end: bool) -> Result<(), PlatformError> {
        match self {
            Self::Ohallo(client) => client.settle_pause(pause, end).await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Chatwoot(_) => {
                Err(PlatformError::Unsupported)
            }
        }
    }

    /// The approved templates that can be sent in a conversation.
    pub async fn templates(
        &self,
        conversation: &RemoteId,
        channel: Option<&RemoteId>,
    ) -> Result<Vec<MessageTemplate>, PlatformError> {
        match self {
            Self::Chatwoot(client) => match channel {
                Some(channel) => client.templates(channel).await,
                None => Err(PlatformError::NotFound),
            },
            Self::Chatvolt(client) => {
                let templates = client.templates_for(conversation).await?;
                Ok(templates
                    .iter()
                    .filter_map(ChatvoltTemplate::offered)
                    .collect())
            }
            Self::Hatif(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// The same client, with the number that templates go out from where a platform does not tell it
    /// itself. Only right after opening: later it changes nothing.
    #[must_use]
    pub fn with_template_number(self, number: Option<&str>) -> Self {
        match (self, number) {
            (Self::Chatvolt(client), Some(number)) => {
                Self::Chatvolt(client.with_template_number(number))
            }
            (client, _) => client,
        }
    }

    /// Prepares a text for everybody.
    pub async fn add_saved_reply(
        &self,
        short_code: &str,
        text: &str,
    ) -> Result<SavedReply, PlatformError> {
        match self {
            Self::Chatwoot(client) => {
                let added = client.add_saved_reply(short_code, text).await;
                added.map_err(code_taken)
            }
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// Changes a prepared text.
    pub async fn update_saved_reply(
        &self,
        reply: &RemoteId,
        short_code: &str,
        text: &str,
    ) -> Result<SavedReply, PlatformError> {
        match self {
            Self::Chatwoot(client) => {
                let changed = client.update_saved_reply(reply, short_code, text).await;
                changed.map_err(code_taken)
            }
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }

    /// Removes a prepared text.
    pub async fn delete_saved_reply(&self, reply: &RemoteId) -> Result<(), PlatformError> {
        match self {
            Self::Chatwoot(client) => client.delete_saved_reply(reply).await,
            Self::Hatif(_) | Self::Chatvolt(_) | Self::Ohallo(_) => Err(PlatformError::Unsupported),
        }
    }
}

fn code_taken(error: PlatformError) -> PlatformError {
    match error {
        PlatformError::Refused { code } if code == "422:short_code" => PlatformError::Refused {
            code: CODE_TAKEN.to_owned(),
        },
        other => other,
    }
}
