//! The tools of whichever client it is.

use inbox_core::{
    Agent, Begun, ConversationAction, ConversationTools, Opening, OpeningProbe, PlatformError,
    Presence, RemoteId, ScenarioMove, ScenarioMoved, Scenarios,
};

use crate::AnyPlatform;

impl ConversationTools for AnyPlatform {
    async fn begin(&self, opening: &Opening) -> Result<Option<Begun>, PlatformError> {
        // On the heap: the largest of four decides the size of the future that holds this one.
        with_client!(self, client => Box::pin(client.begin(opening)).await)
    }

    async fn find_begun(&self, probe: &OpeningProbe) -> Result<Option<Begun>, PlatformError> {
        with_client!(self, client => Box::pin(client.find_begun(probe)).await)
    }

    async fn act_on_many(
        &self,
        conversations: &[RemoteId],
        action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        with_client!(self, client => Box::pin(client.act_on_many(conversations, action)).await)
    }

    async fn retry_item(
        &self,
        conversation: &RemoteId,
        item: &RemoteId,
    ) -> Result<(), PlatformError> {
        with_client!(self, client => Box::pin(client.retry_item(conversation, item)).await)
    }

    async fn translate_item(
        &self,
        conversation: &RemoteId,
        item: &RemoteId,
        language: &str,
    ) -> Result<String, PlatformError> {
        with_client!(self, client => {
            Box::pin(client.translate_item(conversation, item, language)).await
        })
    }

    async fn tell_writing(&self, conversation: &RemoteId, on: bool) -> Result<(), PlatformError> {
        with_client!(self, client => Box::pin(client.tell_writing(conversation, on)).await)
    }

    async fn participants_of(&self, conversation: &RemoteId) -> Result<Vec<Agent>, PlatformError> {
        with_client!(self, client => Box::pin(client.participants_of(conversation)).await)
    }

    async fn change_participants(
        &self,
        conversation: &RemoteId,
        people: &[RemoteId],
    ) -> Result<(), PlatformError> {
        with_client!(self, client => {
            Box::pin(client.change_participants(conversation, people)).await
        })
    }

    async fn mail_transcript(
        &self,
        conversation: &RemoteId,
        email: &str,
    ) -> Result<(), PlatformError> {
        with_client!(self, client => Box::pin(client.mail_transcript(conversation, email)).await)
    }

    async fn scenarios(&self, conversation: &RemoteId) -> Result<Scenarios, PlatformError> {
        with_client!(self, client => Box::pin(client.scenarios(conversation)).await)
    }

    async fn move_in_scenarios(
        &self,
        conversation: &RemoteId,
        to: &ScenarioMove,
    ) -> Result<ScenarioMoved, PlatformError> {
        with_client!(self, client => Box::pin(client.move_in_scenarios(conversation, to)).await)
    }

    async fn presence(&self) -> Result<Presence, PlatformError> {
        with_client!(self, client => Box::pin(client.presence()).await)
    }

    async fn show_presence(&self, presence: Presence) -> Result<(), PlatformError> {
        with_client!(self, client => Box::pin(client.show_presence(presence)).await)
    }
}
