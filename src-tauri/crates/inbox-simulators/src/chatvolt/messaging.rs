//! What is said: customers write, the AI answers, colleagues and clients reply.

use jiff::SignedDuration;

use super::control::{ReceivedSend, SendKind};
use super::model::{Attachment, Author, Message, Speaker, Status};
use super::webhooks::WebhookEvent;
use super::world::{Due, World};
use crate::shared::dice::Dice;
use crate::shared::media;
use crate::shared::phrases::{Filling, LineKind};

/// What an attachment without words has as its text.
pub(crate) const PIN: &str = "🧷";

/// Channels without an outside customer: what is written there is only recorded.
pub(crate) const RECORDED_ONLY: [&str; 4] = ["api", "dashboard", "form", "internal_chats"];

/// Words and files of a message to be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    pub(crate) text: String,
    pub(crate) attachments: Vec<Attachment>,
}

impl Content {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            attachments: Vec::new(),
        }
    }
}

impl World {
    /// A message of that author as it would be stored now.
    fn message(&mut self, conversation: usize, author: Author, content: Content) -> Message {
        let (id, created) = (self.cuid(), self.now());
        let mut attachments = content.attachments;
        for attachment in &mut attachments {
            attachment.id = self.cuid();
        }
        let quirks = &self.options.quirks;
        let record = &self.conversations[conversation];
        let ours = author != Author::Customer;
        let as_human = quirks.sent_as_human && matches!(author, Author::Api | Author::Colleague);
        let signed = author == Author::Ai && quirks.ai_signs_answers;
        let whatsapp = record.channel == "whatsapp";
        let external_id =
            (whatsapp && !ours).then(|| format!("wamid.HBgM{}", id[1..].to_ascii_uppercase()));
        Message {
            text: content.text,
            from: if ours && !as_human {
                Speaker::Agent
            } else {
                Speaker::Human
            },
            author,
            external_id,
            // Only the oldest dialect says which colleague it was; a key has no user at all.
            user: (as_human && author == Author::Colleague)
                .then(|| record.assignees.first().copied().unwrap_or(0)),
            contact: (!ours && record.visitor_id.is_none()).then_some(record.contact),
            visitor_id: record.visitor_id.clone().filter(|_| !ours),
            bot: record.bot.filter(|_| ours && !as_human),
            read: false,
            model: signed
                .then(|| record.bot.map(|bot| self.bots[bot].model))
                .flatten(),
            credits: signed.then_some(1.0),
            attachments,
            created,
            id,
        }
    }

    fn append(&mut self, conversation: usize, message: Message) -> String {
        let id = message.id.clone();
        self.touch(conversation).messages.push(message);
        id
    }

    /// The customer writes; a resolved conversation is open again.
    pub(crate) fn receive(&mut self, conversation: usize, mut content: Content) -> String {
        if content.text.is_empty() {
            PIN.clone_into(&mut content.text);
        }
        let message = self.message(conversation, Author::Customer, content);
        let now = message.created;
        let id = self.append(conversation, message);
        let record = &mut self.conversations[conversation];
        record.last_human = Some(now);
        if record.status == Status::Resolved {
            record.status = Status::Unresolved;
        }
        let (ai, group) = (record.ai && record.bot.is_some(), record.is_group);
        if ai && !group {
            if self.options.ai_answers {
                let delay = SignedDuration::try_from(self.options.ai_answer_delay);
                let due = now + delay.unwrap_or_default();
                let message = id.clone();
                self.schedule.add(
                    due,
                    Due::AiAnswer {
                        conversation,
                        message,
                    },
                );
            }
        } else {
            let event = if group {
                WebhookEvent::GroupMessageReceived
            } else {
                WebhookEvent::UserMessageReceived
            };
            self.tell_message(conversation, event, &id, None);
        }
        id
    }

    /// The AI answers a customer, unless it was switched off or somebody answered meanwhile.
    pub(crate) fn ai_answers(&mut self, conversation: usize, message: &str) {
        let record = &self.conversations[conversation];
        if record.deleted {
            return;
        }
        let newest = record.messages.last().map(|newest| newest.id.as_str());
        if newest != Some(message) {
            // A burst is answered once, after its last message; a colleague's reply, never.
            return;
        }
        if !record.ai {
            // The webhook would have carried both texts; now the customer's goes alone.
            self.tell_message(
                conversation,
                WebhookEvent::UserMessageReceived,
                message,
                None,
            );
            return;
        }
        let mut dice = Dice::new(self.dice.next());
        let text = self.our_words(conversation, &mut dice);
        self.ai_says(conversation, text, message);
    }

    /// The AI says exactly that in answer to `message`. Its webhook comes some seconds later.
    pub(crate) fn ai_says(&mut self, conversation: usize, text: String, message: &str) -> String {
        let answer = self.message(conversation, Author::Ai, Content::text(text));
        let answer = self.append(conversation, answer);
        let pause = SignedDuration::from_secs(self.dice.between(2, 9));
        self.schedule.add(
            self.now() + pause,
            Due::Tell {
                conversation,
                event: WebhookEvent::AgentUserMessage,
                message: message.to_owned(),
                answer: Some(answer.clone()),
            },
        );
        answer
    }

    /// The AI comes back by itself to somebody who fell silent.
    pub(crate) fn follow_up(&mut self, conversation: usize, text: String) -> String {
        let message = self.message(conversation, Author::Ai, Content::text(text));
        let id = self.append(conversation, message);
        self.tell_message(conversation, WebhookEvent::AgentMessageFollowUp, &id, None);
        id
    }

    /// Something is written to the customer; the reply window was looked at before.
    pub(crate) fn send(&mut self, conversation: usize, author: Author, content: Content) -> String {
        let message = self.message(conversation, author, content);
        let id = self.append(conversation, message);
        let turns_off = author == Author::Colleague || self.options.quirks.reply_turns_ai_off;
        let record = &mut self.conversations[conversation];
        if turns_off {
            record.ai = false;
        }
        let event = if RECORDED_ONLY.contains(&record.channel.as_str()) {
            WebhookEvent::AgentMessageNoted
        } else {
            WebhookEvent::AgentMessageSended
        };
        let first = self.book.switches.echo_before_response || author == Author::Colleague;
        let pause = SignedDuration::from_millis(if first { 0 } else { 150 });
        let message = id.clone();
        self.schedule.add(
            self.now() + pause,
            Due::Tell {
                conversation,
                event,
                message,
                answer: None,
            },
        );
        if self.options.customers_answer {
            let pause = SignedDuration::from_millis(self.dice.between(3_000, 9_000));
            self.schedule
                .add(self.now() + pause, Due::CustomerAnswer { conversation });
        }
        id
    }

    /// A message is stored that nobody receives.
    pub(crate) fn register(&mut self, conversation: usize, from: Speaker, text: String) -> String {
        let mut message = self.message(conversation, Author::Recorded, Content::text(text));
        message.from = from;
        if from == Speaker::Human {
            message.bot = None;
        }
        self.append(conversation, message)
    }

    /// Keeps a send call for inspection.
    pub(crate) fn note_send(
        &mut self,
        conversation: usize,
        kind: SendKind,
        text: &str,
        message_id: Option<String>,
    ) {
        let send = ReceivedSend {
            at: self.now(),
            kind,
            conversation_id: self.conversations[conversation].id.clone(),
            text: text.to_owned(),
            accepted: message_id.is_some(),
            message_id,
        };
        self.sends.push(send);
    }

    /// A short answer in the customer's language.
    pub(crate) fn customer_answers(&mut self, conversation: usize) {
        if self.conversations[conversation].deleted {
            return;
        }
        let contact = self.conversations[conversation].contact;
        let book = self.contacts[contact].language.book();
        let answer = self.dice.pick(&book.answers).clone();
        self.receive(conversation, Content::text(answer));
    }

    /// What our side could say there.
    pub(crate) fn our_words(&self, conversation: usize, dice: &mut Dice) -> String {
        self.words(conversation, dice, false)
    }

    /// A question or a later line of a customer.
    pub(crate) fn their_words(&self, conversation: usize, dice: &mut Dice) -> String {
        self.words(conversation, dice, true)
    }

    fn words(&self, conversation: usize, dice: &mut Dice, customer: bool) -> String {
        let contact = &self.contacts[self.conversations[conversation].contact];
        let book = contact.language.book();
        let name = contact.first_name.as_deref().unwrap_or_default();
        let agent = self.members.first().map_or("", |member| member.name);
        let filling = Filling::draw(book, name, agent, dice);
        let exchange = dice.pick(&book.exchanges);
        let lines: Vec<&str> = exchange
            .iter()
            .filter(|line| line.customer == customer && line.kind == LineKind::Text)
            .map(|line| line.text.as_str())
            .collect();
        if lines.is_empty() {
            return dice.pick(&book.answers).clone();
        }
        filling.fill(dice.pick::<&str>(&lines))
    }

    /// A generated file of this simulator: a `photo`, a `voice` or a `document`.
    pub(crate) fn own_file(&self, stem: &str, number: usize) -> Attachment {
        let extension = match stem {
            "photo" => "png",
            "voice" => "wav",
            _ => "pdf",
        };
        let name = format!("{stem}-{number}.{extension}");
        let size = media::size(&name).map_or(0, |size| size as u64);
        Attachment {
            id: String::new(),
            url: format!("{}/media/{name}", self.base_url),
            mime_type: media::content_type(&name).to_owned(),
            size,
            name,
        }
    }
}
