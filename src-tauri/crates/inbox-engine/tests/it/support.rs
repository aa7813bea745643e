//! Short words for what the tests look at.

use std::slice::from_ref;

use inbox_core::{
    Content, ConversationAction, ConversationId, LineHealth, LineId, OutboxState, OutgoingMessage,
    StuckReason,
};
use inbox_engine::{Attention, EngineError, LineState, Queued};
use inbox_store::{TimelineItem, TimelineWindow};
use inbox_testkit::World;

/// What a desk looks at.
pub(crate) trait Desk {
    async fn state(&self, line: LineId) -> LineState;
    async fn health(&self, line: LineId) -> LineHealth;
    async fn items(&self, conversation: &ConversationId) -> Vec<TimelineItem>;
    async fn texts(&self, conversation: &ConversationId) -> Vec<String>;
    async fn outbox(&self) -> Vec<OutboxState>;
    async fn say(&self, conversation: &ConversationId, text: &str) -> Result<Queued, EngineError>;
    /// A conversation whose window was just opened by the customer, known here, and taken over from
    /// the AI where that is the first thing to do.
    async fn open_window(&self, line: LineId) -> ConversationId;
    fn look(&self, conversation: Option<&ConversationId>);
}

impl Desk for World {
    async fn state(&self, line: LineId) -> LineState {
        self.engine
            .line_state(line)
            .await
            .expect("the line is there")
    }

    async fn health(&self, line: LineId) -> LineHealth {
        self.state(line).await.status.health
    }

    async fn items(&self, conversation: &ConversationId) -> Vec<TimelineItem> {
        let mut read = self.store.read().await.expect("the store can be read");
        let timeline = read
            .timeline(conversation, TimelineWindow::Newest, 1_000)
            .await;
        timeline.map(|timeline| timeline.items).unwrap_or_default()
    }

    async fn texts(&self, conversation: &ConversationId) -> Vec<String> {
        let items = self.items(conversation).await.into_iter();
        items
            .filter_map(|item| match item.content {
                Content::Text { text } => Some(text),
                _ => None,
            })
            .collect()
    }

    async fn outbox(&self) -> Vec<OutboxState> {
        let mut read = self.store.read().await.expect("the store can be read");
        let rows = read.outbox(None).await.expect("the outbox can be read");
        rows.into_iter().map(|row| row.state).collect()
    }

    async fn say(&self, conversation: &ConversationId, text: &str) -> Result<Queued, EngineError> {
        let state = self.state(conversation.line).await;
        let message = OutgoingMessage {
            take_over: state
                .status
                .capabilities
                .is_some_and(|can| can.take_over_first),
            ..OutgoingMessage::text("", text)
        };
        self.engine.queue_message(conversation, message).await
    }

    async fn open_window(&self, line: LineId) -> ConversationId {
        let happening = self.platform.customer_writes(None, "Is anybody there?");
        let conversation = self.platform.id(line, &happening.conversation);
        self.until("the new customer shows", async |world| {
            !world.texts(&conversation).await.is_empty()
        })
        .await;
        let state = self.state(line).await;
        if state
            .status
            .capabilities
            .is_some_and(|can| can.take_over_first)
        {
            let take_over = ConversationAction::SetAi { on: false };
            let taken = self
                .engine
                .change(from_ref(&conversation), &take_over)
                .await;
            taken.expect("it can be taken over");
            self.until("taken over", async |world| world.outbox().await.is_empty())
                .await;
            // Until the lists tell it too, the client asks before each send.
            self.pass(90_000).await;
        }
        conversation
    }

    fn look(&self, conversation: Option<&ConversationId>) {
        self.engine.set_attention(Attention {
            focused: true,
            visible: true,
            conversation: conversation.cloned(),
        });
    }
}

pub(crate) fn stuck(reason: StuckReason) -> Vec<OutboxState> {
    vec![OutboxState::Stuck { reason }]
}
