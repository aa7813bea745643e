//! Records as events show them: on the live connection, in webhooks, and wherever an answer
//! embeds one.

use serde_json::{Value, json};

use super::model::{
    Assignee, Contact, Conversation, Message, Notification, Secondary, Sender, Team, User,
};
use super::wire::{epoch, float, iso, put_some};
use super::world::{ACCOUNT, ACCOUNT_NAME, World};

impl World {
    pub(crate) fn user_event(&self, user: &User) -> Value {
        json!({
            "id": user.id, "name": user.name, "available_name": user.available_name(),
            "avatar_url": "", "type": "user", "availability_status": self.availability(user),
            "thumbnail": "",
        })
    }

    pub(crate) fn bot_event(&self, id: i64) -> Option<Value> {
        self.bots.get(&id).map(
            |bot| json!({ "id": bot.id, "name": bot.name, "avatar_url": "", "type": "agent_bot" }),
        )
    }

    pub(crate) fn contact_event(&self, contact: &Contact) -> Value {
        let mut shown = json!({
            "additional_attributes": contact.additional, "custom_attributes": contact.custom,
            "email": contact.email, "id": contact.id, "identifier": contact.identifier,
            "name": contact.name, "phone_number": contact.phone, "thumbnail": "",
            "blocked": contact.blocked, "type": "contact",
        });
        let company = self.options.quirks.feature("companies");
        put_some(&mut shown, "company_id", company.then_some(Value::Null));
        shown
    }

    pub(crate) fn message_event(&self, message: &Message) -> Value {
        let conversation = self.conversations.get(&message.conversation);
        let (kind, id) = match message.sender {
            Some(Sender::Contact(id)) => (Some("Contact"), Some(id)),
            Some(Sender::User(id)) => (Some("User"), Some(id)),
            Some(Sender::Bot(id)) => (Some("AgentBot"), Some(id)),
            None => (None, None),
        };
        let mut shown = json!({
            "id": message.id, "content": message.content, "account_id": ACCOUNT,
            "inbox_id": message.inbox, "conversation_id": message.conversation,
            "message_type": message.kind as u8, "created_at": message.created.as_second(),
            "updated_at": iso(message.updated), "private": message.private,
            "status": message.status.word(), "source_id": message.source_id,
            "content_type": message.content_type, "content_attributes": message.attributes,
            "sender_type": kind, "sender_id": id, "external_source_ids": {},
            "additional_attributes": message.additional,
            "processed_message_content": message.content, "sentiment": {},
        });
        let around = conversation.map(|conversation| {
            json!({
                "assignee_id": conversation.assigned_user(),
                "unread_count": self.unread_count(conversation),
                "last_activity_at": conversation.last_activity.as_second(),
                "contact_inbox": { "source_id": self.contact_inbox_of(conversation)
                    .map(|entry| entry.source_id.as_str()) },
            })
        });
        put_some(&mut shown, "conversation", around);
        put_some(&mut shown, "sender", self.sender_event(message.sender));
        put_some(&mut shown, "attachments", self.attachments_json(message));
        shown
    }

    pub(crate) fn conversation_event(&self, conversation: &Conversation) -> Value {
        let contact = self.contacts.get(&conversation.contact);
        let entry = self.contact_inbox_of(conversation);
        let (assignee, kind) = match conversation.assignee {
            Some(Assignee::User(id)) => (
                self.users.get(&id).map(|user| self.user_event(user)),
                Some("User"),
            ),
            Some(Assignee::Bot(id)) => (self.bot_event(id), Some("AgentBot")),
            None => (None, None),
        };
        let team = conversation.team.and_then(|team| self.teams.get(&team));
        let last = self.thread(conversation).rev().find(|it| it.is_public());
        json!({
            "additional_attributes": conversation.additional,
            "can_reply": self.can_reply(conversation),
            "channel": self.inbox_of(conversation).map(|inbox| inbox.kind.word()),
            "contact_inbox": entry.map(|entry| json!({
                "id": entry.id, "contact_id": entry.contact, "inbox_id": entry.inbox,
                "source_id": entry.source_id, "created_at": iso(entry.created),
                "updated_at": iso(entry.created), "hmac_verified": entry.hmac_verified,
                "pubsub_token": entry.pubsub_token,
            })),
            "id": conversation.id, "inbox_id": conversation.inbox,
            "messages": last.map(|message| self.message_event(message)).into_iter()
                .collect::<Vec<_>>(),
            "labels": conversation.labels,
            "meta": {
                "sender": contact.map(|contact| self.contact_event(contact)),
                "assignee": assignee, "assignee_type": kind, "team": team.map(team_event),
                "hmac_verified": entry.map(|entry| entry.hmac_verified),
            },
            "status": conversation.status.word(), "custom_attributes": conversation.custom,
            "snoozed_until": conversation.snoozed_until.map(iso),
            "unread_count": self.unread_count(conversation),
            "first_reply_created_at": conversation.first_reply.map(iso),
            "priority": conversation.priority, "waiting_since": epoch(conversation.waiting_since),
            "agent_last_seen_at": epoch(conversation.agent_seen),
            "contact_last_seen_at": epoch(conversation.contact_seen),
            "last_activity_at": conversation.last_activity.as_second(),
            "timestamp": conversation.last_activity.as_second(),
            "created_at": conversation.created.as_second(),
            "updated_at": float(conversation.updated),
        })
    }

    /// `live`: as the live connection shows it, where the title repeats the body.
    pub(crate) fn notification_json(&self, notification: &Notification, live: bool) -> Value {
        let conversation = self.conversations.get(&notification.conversation);
        let secondary = match notification.secondary {
            Some(Secondary::Message(id)) => self.message(id).map(|it| self.message_event(it)),
            Some(Secondary::User(id)) => self.users.get(&id).map(|it| self.user_event(it)),
            None => None,
        };
        let last =
            conversation.and_then(|it| self.thread(it).rev().find(|message| message.is_public()));
        let contact = conversation
            .and_then(|it| self.contacts.get(&it.contact))
            .map_or("", |contact| contact.name.as_str());
        let said = last.and_then(|message| message.content.as_deref());
        let body = format!("{contact}: {}", said.unwrap_or("Attachment"));
        let number = notification.conversation;
        let title = match notification.kind {
            "conversation_creation" => format!("A conversation (#{number}) has been created"),
            "conversation_assignment" => {
                format!("A conversation (#{number}) has been assigned to you")
            }
            "conversation_mention" => format!("You have been mentioned in (#{number})"),
            _ => format!("A new message is created in conversation (#{number})"),
        };
        let user = self.users.get(&notification.user);
        let mut shown = json!({
            "id": notification.id, "notification_type": notification.kind,
            "push_message_title": if live { &body } else { &title },
            "push_message_body": body, "primary_actor_type": "Conversation",
            "primary_actor_id": conversation.map(|it| it.database_id),
            "primary_actor": conversation.map(|it| self.conversation_event(it)),
            "read_at": notification.read_at.map(iso), "secondary_actor": secondary,
            "user": user.map(|user| self.user_event(user)),
            "created_at": notification.created.as_second(),
            "last_activity_at": notification.updated.as_second(),
            "snoozed_until": notification.snoozed_until.map(iso), "meta": {},
        });
        put_some(&mut shown, "account_id", live.then(|| ACCOUNT.into()));
        shown
    }

    pub(crate) fn message_webhook(&self, message: &Message) -> Value {
        let conversation = self.conversations.get(&message.conversation);
        let inbox = self.inboxes.get(&message.inbox);
        let mut shown = json!({
            "id": message.id, "content": self.words_outside(message).as_deref().map(cleaned),
            "content_type": message.content_type, "content_attributes": message.attributes,
            "message_type": message.kind.word(), "private": message.private,
            "created_at": iso(message.created), "source_id": message.source_id,
            "additional_attributes": message.additional,
            "account": account(), "sender": self.sender_webhook(message.sender),
            "inbox": inbox.map(|inbox| json!({ "id": inbox.id, "name": inbox.name })),
            "conversation": conversation.map(|it| self.conversation_webhook(it)),
        });
        put_some(&mut shown, "attachments", self.attachments_json(message));
        shown
    }

    pub(crate) fn conversation_webhook(&self, conversation: &Conversation) -> Value {
        let mut shown = self.conversation_event(conversation);
        if let Some(content) = shown
            .pointer_mut("/messages/0/content")
            .filter(|it| it.is_string())
        {
            *content = cleaned(content.as_str().unwrap_or_default()).into();
        }
        put_some(&mut shown, "account", Some(account()));
        shown
    }

    pub(crate) fn contact_webhook(contact: &Contact) -> Value {
        json!({
            "account": account(), "additional_attributes": contact.additional, "avatar": "",
            "custom_attributes": contact.custom, "email": contact.email, "id": contact.id,
            "identifier": contact.identifier, "name": contact.name,
            "phone_number": contact.phone, "thumbnail": "", "blocked": contact.blocked,
        })
    }

    pub(crate) fn sender_webhook(&self, sender: Option<Sender>) -> Option<Value> {
        match sender? {
            Sender::Contact(id) => self.contacts.get(&id).map(Self::contact_webhook),
            Sender::User(id) => self.users.get(&id).map(|user| {
                json!({ "id": user.id, "name": user.name, "email": user.email, "type": "user" })
            }),
            Sender::Bot(id) => self
                .bots
                .get(&id)
                .map(|bot| json!({ "id": bot.id, "name": bot.name, "type": "agent_bot" })),
        }
    }
}

pub(crate) fn account() -> Value {
    json!({ "id": ACCOUNT, "name": ACCOUNT_NAME })
}

fn team_event(team: &Team) -> Value {
    json!({ "id": team.id, "name": team.name, "icon": team.icon, "icon_color": team.icon_color })
}

/// Webhooks lose the editor's line-break marks and trailing breaks.
fn cleaned(text: &str) -> String {
    text.replace("\\\n", "\n")
        .trim_end_matches(['\n', '\\'])
        .to_owned()
}
