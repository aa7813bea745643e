//! Messages come into being and change, with everything the installation does because of it.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::cable::Audience;
use super::control::DeliveryFate;
use super::model::{
    Attachment, ChannelKind, Message, MessageKind, MessageStatus, Secondary, Sender, Status,
};
use super::wire::{nothing, put_some};
use super::world::{Due, World};

/// A message to be.
#[derive(Debug, Clone)]
pub(crate) struct NewMessage {
    pub(crate) kind: MessageKind,
    pub(crate) content: Option<String>,
    pub(crate) content_type: String,
    pub(crate) attributes: Map<String, Value>,
    pub(crate) additional: Map<String, Value>,
    pub(crate) private: bool,
    pub(crate) sender: Option<Sender>,
    pub(crate) source_id: Option<String>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) echo: Option<String>,
}

impl NewMessage {
    pub(crate) fn text(kind: MessageKind, sender: Option<Sender>, content: &str) -> Self {
        Self {
            kind,
            content: Some(content.to_owned()),
            content_type: "text".to_owned(),
            attributes: nothing(),
            additional: nothing(),
            private: false,
            sender,
            source_id: None,
            attachments: Vec::new(),
            echo: None,
        }
    }
}

impl World {
    /// Puts a message into its conversation and tells everybody; its further effects follow from
    /// its kind.
    pub(crate) fn add_message(&mut self, conversation: i64, new: NewMessage) -> i64 {
        let now = self.now();
        let id = self.messages.len() as i64 + 1;
        let Some(record) = self.conversations.get_mut(&conversation) else {
            return 0;
        };
        record.messages.push(id);
        record.last_activity = now;
        record.updated = now;
        let message = Message {
            id,
            conversation,
            inbox: record.inbox,
            kind: new.kind,
            content: new.content,
            content_type: new.content_type,
            attributes: new.attributes,
            additional: new.additional,
            private: new.private,
            status: MessageStatus::Sent,
            source_id: new.source_id,
            sender: new.sender,
            created: now,
            updated: now,
            attachments: new.attachments,
        };
        self.messages.push(message.clone());
        self.resolve_quote(id);
        self.tell_message(id, "message.created", "message_created", |shown| {
            put_some(shown, "echo_id", new.echo.map(Value::from));
        });
        match (message.kind, message.private) {
            (MessageKind::Incoming, _) => self.after_incoming(&message),
            (MessageKind::Outgoing, false) => self.after_outgoing(&message),
            (MessageKind::Outgoing, true) => self.after_note(&message),
            _ => {}
        }
        id
    }

    /// A quoted message must be of the same conversation; its outside id is filled in.
    fn resolve_quote(&mut self, id: i64) {
        let Some(message) = self.message(id) else {
            return;
        };
        let Some(wish) = message.attributes.get("in_reply_to") else {
            return;
        };
        let number = wish
            .as_i64()
            .or_else(|| wish.as_str().and_then(|text| text.parse().ok()));
        let quoted = number
            .and_then(|number| self.message(number))
            .filter(|quoted| quoted.conversation == message.conversation);
        let found = quoted.map(|quoted| quoted.id);
        let outside = quoted.and_then(|quoted| quoted.source_id.clone());
        if let Some(message) = self.message_mut(id) {
            message
                .attributes
                .insert("in_reply_to".into(), json!(found));
            message
                .attributes
                .insert("in_reply_to_external_id".into(), json!(outside));
        }
    }

    fn tell_message(
        &mut self,
        id: i64,
        event: &str,
        hook: &'static str,
        more: impl FnOnce(&mut Value),
    ) {
        let Some(message) = self.message(id) else {
            return;
        };
        let mut shown = self.message_event(message);
        if let Some(Sender::User(user)) = message.sender {
            let performer = self.users.get(&user).map(|user| self.user_event(user));
            put_some(&mut shown, "performer", performer);
        }
        more(&mut shown);
        let conversation = message.conversation;
        let audience = if message.is_public() {
            Audience::WithContact {
                conversation,
                except: None,
            }
        } else {
            Audience::Members { conversation }
        };
        let told = (message.kind != MessageKind::Activity)
            .then(|| (self.message_webhook(message), message.inbox));
        self.publish(audience, event, shown);
        if let Some((payload, inbox)) = told {
            self.tell(hook, payload, Some(inbox));
        }
    }

    /// Changes a message and tells what it was before.
    pub(crate) fn change_message(
        &mut self,
        id: i64,
        previous: &Value,
        change: impl FnOnce(&mut Message),
    ) {
        let now = self.now();
        let Some(message) = self.message_mut(id) else {
            return;
        };
        change(message);
        message.updated = now;
        self.tell_message(id, "message.updated", "message_updated", |shown| {
            put_some(shown, "previous_changes", Some(previous.clone()));
        });
    }

    pub(crate) fn set_message_status(
        &mut self,
        id: i64,
        status: MessageStatus,
        error: Option<String>,
    ) {
        let Some(before) = self.message(id).map(|message| message.status) else {
            return;
        };
        let previous = json!({ "status": [before.word(), status.word()] });
        self.change_message(id, &previous, |message| {
            message.status = status;
            match error {
                Some(error) => message
                    .attributes
                    .insert("external_error".into(), error.into()),
                None => message.attributes.remove("external_error"),
            };
        });
    }

    /// A line about what happened.
    pub(crate) fn activity(&mut self, conversation: i64, text: &str) {
        let line = NewMessage::text(MessageKind::Activity, None, text);
        self.add_message(conversation, line);
    }

    fn after_incoming(&mut self, message: &Message) {
        let now = self.now();
        let id = message.conversation;
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let (contact, status) = (conversation.contact, conversation.status);
        let first = conversation.messages.len() == 1;
        let waits = conversation.waiting_since.is_none();
        if waits {
            conversation.waiting_since = Some(now);
            let changes = [("waiting_since", Value::Null, json!(now.as_second()))];
            self.conversation_updated(id, &changes);
        }
        if let Some(contact) = self.contacts.get_mut(&contact) {
            contact.last_activity = Some(now);
        }
        let changes = [(
            "last_activity_at",
            Value::Null,
            json!(super::wire::iso(now)),
        )];
        self.contact_updated(contact, &changes);
        let blocked = self.contacts.get(&contact).is_some_and(|it| it.blocked);
        if matches!(status, Status::Snoozed | Status::Resolved) && !blocked {
            self.reopen(id);
        }
        let greeting = self
            .inboxes
            .get(&message.inbox)
            .and_then(|inbox| inbox.greeting.clone());
        if let Some(greeting) = greeting.filter(|_| first) {
            let line = NewMessage::text(MessageKind::Template, None, &greeting);
            self.add_message(id, line);
        }
        let Some(conversation) = self.conversations.get(&id) else {
            return;
        };
        let assignee = conversation.assigned_user();
        let others = conversation.participants.clone();
        let about = Some(Secondary::Message(message.id));
        if let Some(user) = assignee {
            self.notify(user, "assigned_conversation_new_message", id, about);
        }
        for user in others.into_iter().filter(|user| Some(*user) != assignee) {
            self.notify(user, "participating_conversation_new_message", id, about);
        }
    }

    fn after_outgoing(&mut self, message: &Message) {
        let now = self.now();
        let id = message.conversation;
        let Some(Sender::User(user)) = message.sender else {
            self.deliver(message);
            return;
        };
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let first = conversation.first_reply.is_none();
        let waited = conversation.waiting_since.take();
        let mut changes = Vec::new();
        if first {
            conversation.first_reply = Some(now);
            let after = json!(super::wire::iso(now));
            changes.push(("first_reply_created_at", Value::Null, after));
        }
        if let Some(since) = waited {
            changes.push(("waiting_since", json!(since.as_second()), Value::Null));
        }
        let participants = conversation.participants.clone();
        if first && let Some(message) = self.message(message.id) {
            let shown = self.message_event(message);
            let members = Audience::Members { conversation: id };
            self.publish(members, "first.reply.created", shown);
        }
        if !changes.is_empty() {
            self.conversation_updated(id, &changes);
        }
        let about = Some(Secondary::Message(message.id));
        for other in participants.into_iter().filter(|other| *other != user) {
            self.notify(other, "participating_conversation_new_message", id, about);
        }
        self.deliver(message);
    }

    /// Mentions of a private note become participants and are told.
    fn after_note(&mut self, message: &Message) {
        let id = message.conversation;
        let mut meant: Vec<i64> = Vec::new();
        for part in message
            .content
            .as_deref()
            .unwrap_or_default()
            .split("(mention://")
            .skip(1)
        {
            let mut words = part.split('/');
            let kind = words.next().unwrap_or_default();
            let number: i64 = words.next().and_then(|it| it.parse().ok()).unwrap_or(0);
            match kind {
                "user" => meant.push(number),
                "team" => meant.extend(
                    self.teams
                        .get(&number)
                        .into_iter()
                        .flat_map(|team| team.members.iter().copied()),
                ),
                _ => {}
            }
        }
        meant.sort_unstable();
        meant.dedup();
        for user in meant {
            if self.has_inbox(user, message.inbox) {
                self.mention(id, user, message.id);
            }
        }
    }

    pub(crate) fn mention(&mut self, conversation: i64, user: i64, message: i64) {
        let Some(record) = self.conversations.get_mut(&conversation) else {
            return;
        };
        record.participants.insert(user);
        record.mentioned.insert(user);
        if let Some(record) = self.conversations.get(&conversation) {
            let shown = self.conversation_event(record);
            self.publish(Audience::User(user), "conversation.mentioned", shown);
        }
        let about = Some(Secondary::Message(message));
        self.notify(user, "conversation_mention", conversation, about);
    }

    /// Hands an outgoing message to its channel; what becomes of it is known later.
    pub(crate) fn deliver(&mut self, message: &Message) {
        // A source id says that it is outside already.
        if message.source_id.is_some() {
            return;
        }
        let Some(conversation) = self.conversations.get(&message.conversation) else {
            return;
        };
        let kind = self.inbox_of(conversation).map(|inbox| inbox.kind);
        let whatsapp = kind == Some(ChannelKind::WhatsApp);
        let late = whatsapp
            && !self.can_reply(conversation)
            && !message.additional.contains_key("template_params");
        let now = self.now();
        let delays = self.options.delivery_delays;
        let after = |delay| now + SignedDuration::try_from(delay).unwrap_or_default();
        let id = message.id;
        let mut plan = Vec::new();
        match self.fates.pop_front() {
            _ if late => plan.push((
                now,
                MessageStatus::Failed,
                Some("More than 24 hours have passed since the recipient last replied".to_owned()),
            )),
            Some(DeliveryFate::Fails { reason }) => {
                plan.push((after(delays.delivered), MessageStatus::Failed, Some(reason)));
            }
            Some(DeliveryFate::StopsAt(MessageStatus::Sent)) => {}
            fate if whatsapp => {
                plan.push((after(delays.delivered), MessageStatus::Delivered, None));
                if fate != Some(DeliveryFate::StopsAt(MessageStatus::Delivered)) {
                    plan.push((after(delays.read), MessageStatus::Read, None));
                }
            }
            _ => {}
        }
        for (due, status, error) in plan {
            let message = id;
            self.schedule.add(
                due,
                Due::Progress {
                    message,
                    status,
                    error,
                },
            );
        }
        if self.options.customers_answer {
            let conversation = message.conversation;
            let pause = SignedDuration::from_millis(self.dice.between(2_000, 9_000));
            self.schedule
                .add(now + pause, Due::CustomerAnswer { conversation });
        }
    }

    /// A status comes from outside; none goes backwards.
    pub(crate) fn progress(&mut self, id: i64, status: MessageStatus, error: Option<String>) {
        if self
            .message(id)
            .is_some_and(|message| message.status < status)
        {
            self.set_message_status(id, status, error);
        }
    }

    /// The channel changes the words of a message, as Telegram does when its sender edits it.
    pub(crate) fn edit_message(&mut self, id: i64, text: &str) {
        let before = self.message(id).and_then(|message| message.content.clone());
        let previous = json!({ "content": [before, text] });
        self.change_message(id, &previous, |message| {
            message.content = Some(text.to_owned());
        });
    }

    /// Takes a message back here; what is outside stays there.
    pub(crate) fn delete_message(&mut self, id: i64) {
        let before = self.message(id).and_then(|message| message.content.clone());
        let placeholder = "This message was deleted";
        let previous = json!({ "content": [before, placeholder] });
        self.change_message(id, &previous, |message| {
            message.content = Some(placeholder.to_owned());
            "text".clone_into(&mut message.content_type);
            message.attributes = json!({ "deleted": true })
                .as_object()
                .cloned()
                .unwrap_or_default();
            message.attachments.clear();
        });
    }

    /// The customer saw the conversation: agents hear it, and earlier messages become read.
    pub(crate) fn customer_reads(&mut self, conversation: i64) {
        let now = self.now();
        let Some(record) = self.conversations.get_mut(&conversation) else {
            return;
        };
        record.contact_seen = Some(now);
        record.updated = now;
        let messages = record.messages.clone();
        if let Some(record) = self.conversations.get(&conversation) {
            let shown = self.conversation_event(record);
            let members = Audience::Members { conversation };
            self.publish(members, "conversation.read", shown);
        }
        for id in messages {
            let unread = self.message(id).is_some_and(|message| {
                message.kind == MessageKind::Outgoing
                    && !message.private
                    && matches!(
                        message.status,
                        MessageStatus::Sent | MessageStatus::Delivered
                    )
            });
            if unread {
                self.set_message_status(id, MessageStatus::Read, None);
            }
        }
    }
}
