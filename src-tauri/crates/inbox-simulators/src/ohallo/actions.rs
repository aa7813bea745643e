//! What people do to a conversation: through the API with the key, or in the dashboard by name.

use jiff::SignedDuration;

use super::control::{ReceivedSend, SendKind};
use super::model::{ChannelType, Role, Status};
use super::options::ReplyDelay;
use super::refusal::Refusal;
use super::world::{Draft, Due, World};

impl World {
    /// Take-over or release; the state shows it when the signal has arrived. Repeating it changes
    /// nothing.
    pub(crate) fn signal(&mut self, conversation: usize, taken: bool) -> Result<(), Refusal> {
        let record = &self.conversations[conversation];
        if record.status.is_finished() || record.workflow_gone {
            return Err(Refusal::workflow());
        }
        match self.options.quirks.signal_delay_ms {
            0 => self.signal_arrives(conversation, taken),
            delay => {
                let pause = SignedDuration::from_millis(delay as i64);
                self.plan(
                    pause,
                    Due::Signal {
                        conversation,
                        taken,
                    },
                );
            }
        }
        Ok(())
    }

    pub(crate) fn signal_arrives(&mut self, conversation: usize, taken: bool) {
        let status = self.conversations[conversation].status;
        if status.is_finished() {
            return;
        }
        if taken {
            // A person in charge is how a waiting action is turned down.
            self.conversations[conversation].pending_approval = None;
            self.set_status(conversation, Status::HumanManaged);
        } else if status == Status::HumanManaged {
            self.set_status(conversation, Status::Active);
        }
    }

    /// Accepts a reply by key; it shows in the thread later.
    pub(crate) fn reply(&mut self, conversation: usize, content: &str) -> Result<(), Refusal> {
        let outcome = self.may_reply(conversation, content);
        let send = self.note_send(
            SendKind::Reply,
            Some(conversation),
            content,
            outcome.is_ok(),
        );
        outcome?;
        if let Some(pause) = self.reply_pause() {
            let content = content.to_owned();
            self.sends_under_way += 1;
            self.plan(
                pause,
                Due::Reply {
                    conversation,
                    send,
                    content,
                },
            );
        }
        Ok(())
    }

    fn may_reply(&self, conversation: usize, content: &str) -> Result<(), Refusal> {
        if content.trim().is_empty() {
            return Err(Refusal::invalid("content must not be empty"));
        }
        let record = &self.conversations[conversation];
        let channel = &self.channels[record.channel];
        if record.status != Status::HumanManaged {
            return Err(Refusal::invalid("Conversation is not human managed"));
        }
        if channel.kind == ChannelType::Voice {
            return Err(Refusal::invalid(
                "Replies are not supported on voice channels",
            ));
        }
        if !channel.enabled {
            return Err(Refusal::invalid("Channel is disabled"));
        }
        Ok(())
    }

    fn note_send(
        &mut self,
        kind: SendKind,
        conversation: Option<usize>,
        text: &str,
        accepted: bool,
    ) -> usize {
        self.sends.push(ReceivedSend {
            at: self.now(),
            kind,
            conversation_id: conversation.map(|index| self.conversations[index].id.clone()),
            text: text.to_owned(),
            accepted,
            message_id: None,
        });
        self.sends.len() - 1
    }

    /// How long until an accepted send shows; none when it never does.
    fn reply_pause(&mut self) -> Option<SignedDuration> {
        match self.options.reply_delay {
            ReplyDelay::Usual => Some(SignedDuration::from_millis(self.dice.between(300, 1_500))),
            ReplyDelay::AfterMs(delay) => Some(SignedDuration::from_millis(delay as i64)),
            ReplyDelay::Never => None,
        }
    }

    /// An accepted reply shows in the thread, under the key's name.
    pub(crate) fn reply_shows(&mut self, conversation: usize, send: usize, content: &str) {
        let name = self.key.name.to_owned();
        let message = self.say(conversation, Role::Agent, Some(name), content, Vec::new());
        self.sends[send].message_id = Some(message);
        self.sends[send].conversation_id = Some(self.conversations[conversation].id.clone());
        self.sends_under_way -= 1;
        self.maybe_answered(conversation);
    }

    /// Customers who answer do so after some seconds.
    pub(crate) fn maybe_answered(&mut self, conversation: usize) {
        if self.options.customers_answer || self.life.is_some() {
            let pause = SignedDuration::from_millis(self.dice.between(4_000, 20_000));
            self.plan(pause, Due::CustomerAnswer { conversation });
        }
    }

    /// Accepts an outbound conversation; it comes into being later.
    pub(crate) fn compose(&mut self, draft: Draft) {
        let content = draft.content.clone();
        let send = self.note_send(SendKind::Compose, None, &content, true);
        if let Some(pause) = self.reply_pause() {
            self.sends_under_way += 1;
            self.plan(pause, Due::Composed { draft, send });
        }
    }

    pub(crate) fn composed(&mut self, draft: Draft, send: usize) {
        let conversation =
            self.new_conversation(draft.channel, draft.contact, Status::HumanManaged);
        self.conversations[conversation].subject = draft.subject;
        self.reply_shows(conversation, send, &draft.content);
    }

    /// Closes a conversation with an outcome.
    pub(crate) fn resolve(
        &mut self,
        conversation: usize,
        outcome: Option<String>,
        by_person: bool,
    ) -> Result<(), Refusal> {
        if self.conversations[conversation].status.is_finished() {
            return Err(Refusal::invalid("Conversation is already resolved"));
        }
        self.set_status(conversation, Status::Resolved);
        self.say(
            conversation,
            Role::System,
            None,
            "Conversation resolved",
            Vec::new(),
        );
        let now = self.now();
        let record = &mut self.conversations[conversation];
        record.outcome = outcome;
        record.pending_approval = None;
        record.resolved_at = Some(now);
        record.resolved_by_person = by_person;
        Ok(())
    }

    /// Puts a conversation into somebody's queue, or back into the shared one.
    pub(crate) fn assign(&mut self, conversation: usize, user: Option<usize>) {
        let (assignee, now) = (user.map(|user| self.users[user].id.clone()), self.now());
        let record = &mut self.conversations[conversation];
        if record.assignee != assignee {
            record.assignee = assignee;
            record.updated = now;
        }
    }

    /// Runs the waiting tool call: its attention item is done with, and the AI goes on.
    pub(crate) fn approve(&mut self, conversation: usize) -> Result<(), Refusal> {
        let item = self.conversations[conversation]
            .pending_approval
            .take()
            .ok_or_else(|| Refusal::not_found("Nothing to approve"))?;
        let item = self.attention.iter().position(|known| known.id == item);
        if let Some(item) = item {
            self.close_attention(item);
        }
        if self.conversations[conversation].status != Status::HumanManaged {
            self.set_status(conversation, Status::Active);
        }
        let pause = SignedDuration::from_millis(self.dice.between(800, 2_500));
        self.plan(pause, Due::AiContinues { conversation });
        Ok(())
    }

    /// The AI tells the customer what the approved action led to.
    pub(crate) fn ai_continues(&mut self, conversation: usize) {
        let status = self.conversations[conversation].status;
        if !status.is_finished() && status != Status::HumanManaged {
            self.ai_answers(conversation, None);
        }
    }
}
