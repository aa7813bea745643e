//! What customers say, and what the AI makes of it while no person has taken over.

use jiff::SignedDuration;

use super::control::AiTurn;
use super::model::{Attachment, ChannelType, Role, Status};
use super::world::{Due, World};
use crate::shared::dice::Dice;
use crate::shared::phrases::{Filling, LineKind};

/// The type of attention item that tells of a waiting tool call.
pub(crate) const APPROVAL: &str = "approval_required";

/// The longest preview, summary quotation or made-up subject.
const PREVIEW_CHARACTERS: usize = 64;

impl World {
    /// A customer writes into a conversation; a finished one leads to a new one, unless it is
    /// switched to open again. Answers the conversation and the message.
    pub(crate) fn receive(
        &mut self,
        conversation: usize,
        content: &str,
        attachments: Vec<Attachment>,
    ) -> (usize, String) {
        let record = &self.conversations[conversation];
        let (channel, contact) = (record.channel, record.contact);
        let conversation = match (
            record.status.is_finished(),
            self.options.quirks.reopen_resolved,
        ) {
            (false, _) => conversation,
            (true, true) => {
                let record = &mut self.conversations[conversation];
                record.workflow_gone = false;
                record.outcome = None;
                record.resolved_at = None;
                self.set_status(conversation, Status::Active);
                conversation
            }
            (true, false) => self.new_conversation(channel, contact, Status::New),
        };
        let sender = self.contacts[contact].name.clone();
        let message = self.say(conversation, Role::Customer, sender, content, attachments);
        if self.conversations[conversation].status == Status::Waiting
            && self.conversations[conversation].pending_approval.is_none()
        {
            self.set_status(conversation, Status::Active);
        }
        self.describe(conversation, content);
        self.conversations[conversation].turn += 1;
        self.plan_ai_turn(conversation);
        (conversation, message)
    }

    /// The subject of a new e-mail and the summary, as the AI writes them.
    fn describe(&mut self, conversation: usize, content: &str) {
        let channel = self.conversations[conversation].channel;
        let is_email = self.channels[channel].kind == ChannelType::Email;
        let record = &mut self.conversations[conversation];
        if is_email && record.subject.is_none() {
            let first = content.lines().next().unwrap_or_default();
            record.subject = Some(shortened(first, 48));
        }
        if !content.is_empty() {
            record.summary = Some(summary_of(content));
        }
    }

    fn plan_ai_turn(&mut self, conversation: usize) {
        let record = &self.conversations[conversation];
        let turn = record.turn;
        let may_answer = self.options.ai_answers
            && record.status != Status::HumanManaged
            && record.pending_approval.is_none()
            && !record.workflow_gone
            && !self.ai_is_paused(conversation);
        if may_answer {
            let pause = SignedDuration::from_millis(self.dice.between(1_500, 5_000));
            self.plan(pause, Due::AiTurn { conversation, turn });
        }
    }

    /// The AI reacts, unless somebody took over or the customer wrote again meanwhile.
    pub(crate) fn ai_turn(&mut self, conversation: usize, turn: u64) {
        let record = &self.conversations[conversation];
        let overtaken = record.turn != turn
            || record.status == Status::HumanManaged
            || record.status.is_finished()
            || record.pending_approval.is_some()
            || self.ai_is_paused(conversation);
        if overtaken {
            return;
        }
        match self.turns.pop_front().unwrap_or_default() {
            AiTurn::Answers => self.ai_answers(conversation, None),
            AiTurn::Says(text) => self.ai_answers(conversation, Some(text)),
            AiTurn::AsksBack => {
                self.ai_answers(conversation, None);
                self.set_status(conversation, Status::Waiting);
            }
            AiTurn::Stumbles => {
                self.raise_attention(conversation, "validation_failed", Some(STUMBLED));
            }
            AiTurn::WantsApproval => {
                self.want_approval(conversation);
            }
            AiTurn::Silent => {}
        }
    }

    /// The AI wants to act and waits for a person's word. Answers the attention item.
    pub(crate) fn want_approval(&mut self, conversation: usize) -> String {
        let item = self.raise_attention(conversation, APPROVAL, Some(WANTS_APPROVAL));
        self.conversations[conversation].pending_approval = Some(item.clone());
        if self.conversations[conversation].status != Status::HumanManaged {
            self.set_status(conversation, Status::Waiting);
        }
        item
    }

    /// The AI says something in the customer's language; a question leaves it waiting.
    pub(crate) fn ai_answers(&mut self, conversation: usize, text: Option<String>) {
        let text = text.unwrap_or_else(|| self.agent_line(conversation));
        let asks = text.trim_end().ends_with(['?', '؟']);
        let name = self.ai_name(self.workspace_of(conversation)).to_owned();
        self.say(conversation, Role::Agent, Some(name), text, Vec::new());
        if self.conversations[conversation].status != Status::HumanManaged {
            self.set_status(
                conversation,
                if asks {
                    Status::Waiting
                } else {
                    Status::Active
                },
            );
        }
    }

    /// Something an agent could say here.
    pub(crate) fn agent_line(&mut self, conversation: usize) -> String {
        self.line(conversation, false)
    }

    /// Something this customer could say next.
    pub(crate) fn customer_line(&mut self, conversation: usize) -> String {
        self.line(conversation, true)
    }

    fn line(&mut self, conversation: usize, customer: bool) -> String {
        let mut dice = Dice::new(self.dice.next());
        let contact = &self.contacts[self.conversations[conversation].contact];
        let book = contact.language.book();
        let agent = self.ai_name(self.workspace_of(conversation));
        let filling = Filling::draw(
            book,
            contact.name.as_deref().unwrap_or_default(),
            agent,
            &mut dice,
        );
        let lines: Vec<&str> = book
            .exchanges
            .iter()
            .flatten()
            .filter(|line| line.customer == customer && line.kind == LineKind::Text)
            .map(|line| line.text.as_str())
            .collect();
        if lines.is_empty() {
            return dice.pick(&book.answers).clone();
        }
        filling.fill(dice.pick::<&str>(&lines))
    }

    /// A customer answers something we wrote.
    pub(crate) fn customer_answers(&mut self, conversation: usize) {
        if self.conversations[conversation].status.is_finished() {
            return;
        }
        let contact = self.conversations[conversation].contact;
        let answers = &self.contacts[contact].language.book().answers;
        let answer = self.dice.pick(answers).clone();
        self.receive(conversation, &answer, Vec::new());
    }
}

const STUMBLED: &str =
    "The reply failed its checks 3 times: a price could not be found in the knowledge base.";
const WANTS_APPROVAL: &str = "The AI agent wants to issue a refund and needs a person's approval.";

/// A summary as the AI writes it.
pub(crate) fn summary_of(content: &str) -> String {
    format!("Customer wrote: {}", shortened(content, PREVIEW_CHARACTERS))
}

/// How a row shows its newest message.
pub(crate) fn preview(content: &str) -> String {
    shortened(content, PREVIEW_CHARACTERS)
}

/// The first characters of a text, with dots when something is missing.
pub(crate) fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
