//! Replies and actions. All of them are signals to a workflow: what is accepted shows a little later.

use inbox_core::{
    AgentKind, AttentionKind, Audience, AuthorKind, Content, ConversationAction,
    ConversationRecord, Direction, ItemRecord, OutgoingMessage, PlatformError, Receipt, RemoteId,
    SentProbe, Status,
};
use serde_json::json;

use super::{
    Ohallo,
    client::{Call, never_left},
    failure::{self, is_refused, refused},
    map::Stage,
};

/// How long the state is given to show a take-over, and how often it is looked at.
const TAKE_OVER_LOOKS: usize = 5;
const TAKE_OVER_PAUSE_MS: u64 = 400;

/// How far the platform's clock may be behind ours.
const CLOCK_SLACK_MS: i64 = 2 * 60 * 1000;

impl Ohallo {
    pub(super) async fn reply(
        &self,
        conversation: &ConversationRecord,
        message: &OutgoingMessage,
    ) -> Result<Receipt, PlatformError> {
        let email = message.email.as_ref();
        let asks_more = email.is_some_and(|head| {
            head.subject.is_some()
                || !(head.to.is_empty() && head.cc.is_empty() && head.bcc.is_empty())
        });
        if message.audience == Audience::Colleagues
            || message.template.is_some()
            || message.quote.is_some()
            || !message.files.is_empty()
            || message.said_elsewhere
            || asks_more
        {
            return Err(PlatformError::Unsupported);
        }
        if message.text.trim().is_empty() {
            return Err(refused("EmptyText"));
        }
        let id = &conversation.remote;
        let held =
            conversation.facts.ai_on == Some(false) && conversation.status != Status::Resolved;
        if !held {
            // What is stored may be older than what a colleague did a moment ago.
            match self.stage_of(id).await.map_err(never_left)?.stage {
                Stage::Person => {}
                Stage::Done => return Err(refused(failure::FINISHED)),
                _ if message.take_over => self.take_over(id).await?,
                _ => return Err(PlatformError::AiAnswers),
            }
        }
        let mut sent = self.reply_once(id, &message.text).await;
        if held && message.take_over && sent == Err(PlatformError::AiAnswers) {
            // Somebody gave it back meanwhile. The refusal says that nothing was sent.
            self.take_over(id).await?;
            sent = self.reply_once(id, &message.text).await;
        }
        sent.map_err(|error| self.remember_lack(error))?;
        let mut known = self.session.memory.known();
        known.last_outbound.insert(id.clone(), message.text.clone());
        // The platform names no message; it is found in the thread.
        Ok(Receipt { item: None })
    }

    async fn reply_once(&self, id: &RemoteId, text: &str) -> Result<(), PlatformError> {
        let call = Call::post(&["conversations", id.as_str(), "reply"])
            .body(json!({ "content": text }))
            .for_a_customer();
        self.session.act(self.urgency, call).await
    }

    /// Takes a conversation over for a reply and waits until its state shows it, or long enough.
    async fn take_over(&self, id: &RemoteId) -> Result<(), PlatformError> {
        let taken = self.signal(id, "take-over").await;
        taken.map_err(|error| never_left(self.remember_lack(error)))?;
        for look in 0..TAKE_OVER_LOOKS {
            if look > 0 {
                self.session.clock.sleep(TAKE_OVER_PAUSE_MS).await;
            }
            match self.stage_of(id).await.map_err(never_left)?.stage {
                Stage::Person => break,
                Stage::Done => return Err(refused(failure::FINISHED)),
                _ => {}
            }
        }
        Ok(())
    }

    async fn signal(&self, id: &RemoteId, what: &str) -> Result<(), PlatformError> {
        let call = Call::post(&["conversations", id.as_str(), what]);
        self.session.act(self.urgency, call).await
    }

    /// Nothing that only reads can tell whether a key may act; the first refusal does.
    pub(super) fn remember_lack(&self, error: PlatformError) -> PlatformError {
        if let PlatformError::ScopeMissing { scope } = &error {
            self.session.memory.known().lacking.insert(scope.clone());
        }
        error
    }

    /// Looks for a reply in the thread by its words, as the platform carries no mark of ours.
    pub(super) async fn search_sent(
        &self,
        probe: &SentProbe,
    ) -> Result<Option<ItemRecord>, PlatformError> {
        let horizon = probe.attempted_at.plus(-CLOCK_SLACK_MS);
        let sought = comparable(&probe.message.text);
        let items = self.words(&probe.conversation).await?;
        // The same words may have been sent more than once: the one nearest to the attempt is it.
        Ok(items
            .into_iter()
            .filter(|item| {
                item.direction == Direction::Outbound
                    && item.author.kind != AuthorKind::AiAgent
                    && item.occurred_at >= horizon
                    && !probe.linked.contains(&item.remote)
                    && matches!(&item.content, Content::Text { text } if comparable(text) == sought)
            })
            .min_by_key(|item| item.occurred_at.since(probe.attempted_at).abs()))
    }

    pub(super) async fn change(
        &self,
        conversation: &ConversationRecord,
        action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        let id = &conversation.remote;
        let done = match action {
            ConversationAction::Assign {
                to,
                to_kind: AgentKind::Person,
                ..
            } => self.assign(id, to.as_ref()).await,
            ConversationAction::Assign { to: None, .. } => self.assign(id, None).await,
            ConversationAction::SetStatus {
                status: Status::Resolved,
                ..
            } => self.resolve(id, None).await,
            ConversationAction::ResolveAs { outcome } => self.resolve(id, Some(outcome)).await,
            ConversationAction::SetAi { on } => {
                self.signal(id, if *on { "release" } else { "take-over" })
                    .await
            }
            ConversationAction::ResolveAttention { item } => {
                let call = Call::post(&["attention-items", item.as_str(), "resolve"]);
                self.session.act(self.urgency, call).await
            }
            ConversationAction::Approve => self.approve(conversation).await,
            ConversationAction::ChangeContact { contact, change } => {
                self.change_contact(contact, change).await
            }
            ConversationAction::Assign { .. }
            | ConversationAction::AssignTeam { .. }
            | ConversationAction::SetStatus { .. }
            | ConversationAction::AskForPerson { .. }
            | ConversationAction::DeleteItem { .. }
            | ConversationAction::ChangeNote { .. }
            | ConversationAction::SetPriority { .. }
            | ConversationAction::SetTags { .. }
            | ConversationAction::SetMuted { .. }
            | ConversationAction::SetProperty { .. }
            | ConversationAction::MarkRead
            | ConversationAction::MarkUnread => return Err(PlatformError::Unsupported),
        };
        self.session.memory.known().changed(id);
        done.map_err(|error| self.remember_lack(error))
    }

    async fn assign(&self, id: &RemoteId, to: Option<&RemoteId>) -> Result<(), PlatformError> {
        let call = match to {
            Some(agent) => Call::post(&["conversations", id.as_str(), "assign"])
                .body(json!({ "userId": agent })),
            None => Call::post(&["conversations", id.as_str(), "unassign"]),
        };
        self.session.act(self.urgency, call).await
    }

    /// Finishes a conversation, saying how it came out where there is something to say. One that is
    /// finished already is left alone.
    pub async fn resolve(
        &self,
        conversation: &RemoteId,
        outcome: Option<&str>,
    ) -> Result<(), PlatformError> {
        let call = Call::post(&["conversations", conversation.as_str(), "resolve"]);
        let call = match outcome {
            Some(outcome) => call.body(json!({ "outcome": outcome })),
            None => call,
        };
        match self.session.act(self.urgency, call).await {
            Err(error @ PlatformError::Refused { .. }) => {
                let finished = is_refused(&error, failure::FINISHED)
                    || self.stage_of(conversation).await?.stage == Stage::Done;
                if finished { Ok(()) } else { Err(error) }
            }
            settled => settled,
        }
    }

    /// Lets the AI go on. Told a second time there is nothing left to approve, which is as good.
    async fn approve(&self, conversation: &ConversationRecord) -> Result<(), PlatformError> {
        let id = &conversation.remote;
        let error = match self.signal(id, "approve").await {
            Err(error @ (PlatformError::NotFound | PlatformError::Refused { .. })) => error,
            settled => return settled,
        };
        self.session.memory.known().attention = None;
        let board = self.attention().await?;
        let waits = |items: &[inbox_core::AttentionItem]| {
            items
                .iter()
                .any(|item| item.open && item.kind == AttentionKind::Approval)
        };
        let still_waits = board.get(id).is_some_and(|items| waits(items));
        if waits(&conversation.facts.attention) && !still_waits {
            Ok(())
        } else if error == PlatformError::NotFound {
            Err(refused(failure::NOTHING_TO_APPROVE))
        } else {
            Err(error)
        }
    }
}

/// Words as a mail gateway may have wrapped them.
pub(super) fn comparable(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
