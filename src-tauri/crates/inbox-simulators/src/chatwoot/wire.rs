//! Records as answers show them. The same record has a second form in events; those are in
//! `events.rs`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::model::{
    Assignee, Attachment, AttachmentBody, ChannelKind, Contact, ContactInbox, Conversation, Inbox,
    Message, Sender, Team, User,
};
use super::promises;
use super::world::{ACCOUNT, ACCOUNT_NAME, World};

/// ISO 8601 with milliseconds, as raw records tell times.
pub(crate) fn iso(time: Timestamp) -> String {
    let time = time.to_zoned(TimeZone::UTC);
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Epoch seconds, 0 for never.
pub(crate) fn epoch(time: Option<Timestamp>) -> i64 {
    time.map_or(0, Timestamp::as_second)
}

/// Epoch seconds with their fraction.
pub(crate) fn float(time: Timestamp) -> f64 {
    time.as_millisecond() as f64 / 1_000.0
}

/// Adds a member only when there is something to tell.
pub(crate) fn put_some(object: &mut Value, name: &str, value: Option<Value>) {
    if let (Value::Object(members), Some(value)) = (object, value) {
        members.insert(name.to_owned(), value);
    }
}

impl World {
    /// The caller's own profile.
    pub(crate) fn user_json(&self, user: &User) -> Value {
        let mut account = json!({
            "id": ACCOUNT, "name": ACCOUNT_NAME, "status": "active", "onboarding_step": null,
            "active_at": iso(user.active_at), "role": user.role.word(),
            "permissions": [user.role.word()],
            "availability": user.availability, "availability_status": self.availability(user),
            "auto_offline": user.auto_offline,
            "api_and_webhooks": self.options.quirks.api_access,
        });
        if self.options.quirks.enterprise {
            put_some(&mut account, "custom_role_id", Some(Value::Null));
            put_some(&mut account, "custom_role", Some(Value::Null));
        }
        let token = if self.options.quirks.api_access {
            user.access_token.as_str()
        } else {
            ""
        };
        let mut profile = json!({
            "access_token": token, "account_id": ACCOUNT, "accounts": [account],
            "available_name": user.available_name(), "avatar_url": "", "confirmed": true,
            "display_name": user.display_name, "email": user.email, "uid": user.email,
            "id": user.id, "inviter_id": null, "message_signature": user.message_signature,
            "name": user.name, "provider": "email", "pubsub_token": user.pubsub_token,
            "role": user.role.word(), "type": null, "ui_settings": user.ui_settings,
        });
        let custom = (!user.custom_attributes.is_empty()).then(|| json!(user.custom_attributes));
        put_some(&mut profile, "custom_attributes", custom);
        profile
    }

    pub(crate) fn agent_json(&self, user: &User) -> Value {
        let mut agent = json!({
            "id": user.id, "account_id": ACCOUNT,
            "availability_status": self.availability(user), "auto_offline": user.auto_offline,
            "confirmed": true, "email": user.email, "provider": "email",
            "available_name": user.available_name(), "name": user.name,
            "role": user.role.word(), "thumbnail": "",
        });
        let custom = (!user.custom_attributes.is_empty()).then(|| json!(user.custom_attributes));
        put_some(&mut agent, "custom_attributes", custom);
        let role = self.options.quirks.enterprise.then_some(Value::Null);
        put_some(&mut agent, "custom_role_id", role);
        agent
    }

    pub(crate) fn agent_of(&self, user: i64) -> Option<Value> {
        self.users.get(&user).map(|user| self.agent_json(user))
    }

    pub(crate) fn bot_json(&self, id: i64) -> Option<Value> {
        self.bots.get(&id).map(|bot| {
            json!({ "id": bot.id, "name": bot.name, "description": bot.description,
                "thumbnail": "", "outgoing_url": "", "bot_type": "webhook" })
        })
    }

    pub(crate) fn contact_json(&self, contact: &Contact) -> Value {
        let online = self.contact_is_online(contact);
        let mut shown = json!({
            "additional_attributes": contact.additional,
            "availability_status": if online { "online" } else { "offline" },
            "email": contact.email, "id": contact.id, "name": contact.name,
            "phone_number": contact.phone, "blocked": contact.blocked,
            "identifier": contact.identifier, "thumbnail": "",
            "custom_attributes": contact.custom, "created_at": contact.created.as_second(),
        });
        let activity = contact.last_activity.map(|time| json!(time.as_second()));
        put_some(&mut shown, "last_activity_at", activity);
        let company = self.options.quirks.feature("companies");
        put_some(&mut shown, "company_id", company.then_some(Value::Null));
        shown
    }

    /// With the inboxes that know the contact, as the contacts endpoints tell it.
    pub(crate) fn contact_with_inboxes(&self, contact: &Contact) -> Value {
        let mut shown = self.contact_json(contact);
        let inboxes: Vec<Value> = self
            .contact_inboxes
            .values()
            .filter(|entry| entry.contact == contact.id)
            .map(|entry| self.contact_inbox_json(entry))
            .collect();
        put_some(&mut shown, "contact_inboxes", Some(inboxes.into()));
        shown
    }

    pub(crate) fn contact_inbox_json(&self, entry: &ContactInbox) -> Value {
        let inbox = self.inboxes.get(&entry.inbox);
        json!({ "source_id": entry.source_id, "inbox": inbox.map(inbox_slim) })
    }

    pub(crate) fn inbox_json(inbox: &Inbox, administrator: bool) -> Value {
        let website = inbox.kind == ChannelKind::Website;
        let token = website.then_some(&inbox.identifier);
        let mut shown = json!({
            "id": inbox.id, "avatar_url": "", "channel_id": inbox.id + 100, "name": inbox.name,
            "channel_type": inbox.kind.word(),
            "greeting_enabled": inbox.greeting.is_some(), "greeting_message": inbox.greeting,
            "working_hours_enabled": false, "enable_email_collect": true,
            "csat_survey_enabled": inbox.csat, "csat_config": {},
            "enable_auto_assignment": false, "auto_assignment_config": {},
            "out_of_office_message": null, "working_hours": working_hours(), "timezone": "UTC",
            "callback_webhook_url": null, "allow_messages_after_resolved": true,
            "lock_to_single_conversation": inbox.lock_to_single_conversation,
            "sender_name_type": "friendly", "business_name": null,
            "allowed_domains": website.then_some(""),
            "widget_color": website.then_some("#1f93ff"),
            "website_url": website.then_some("https://shop.example"),
            "hmac_mandatory": matches!(inbox.kind, ChannelKind::Api | ChannelKind::Website)
                .then_some(inbox.hmac_mandatory),
            "welcome_title": website.then_some("Hello"),
            "welcome_tagline": website.then_some("We are here."),
            "web_widget_script": website.then_some(""), "website_token": token,
            "selected_feature_flags": website.then(|| json!(["attachments", "emoji_picker"])),
            "reply_time": website.then_some("in_a_few_minutes"),
            "messaging_service_sid": null, "phone_number": inbox.phone_number,
            "provider": (inbox.kind == ChannelKind::WhatsApp).then_some("whatsapp_cloud"),
        });
        let window = inbox.reply_window_hours;
        let own = match inbox.kind {
            ChannelKind::Api => json!({
                "webhook_url": inbox.webhook_url, "inbox_identifier": inbox.identifier,
                "additional_attributes": window
                    .map_or_else(|| json!({}), |hours| json!({ "agent_reply_time_window": hours })),
            }),
            ChannelKind::Website => json!({
                "pre_chat_form_enabled": false, "pre_chat_form_options": {},
                "continuity_via_email": true,
            }),
            ChannelKind::Email => json!({ "email": inbox.email, "forwarding_enabled": false }),
            ChannelKind::WhatsApp => json!({
                "message_templates": templates(), "reauthorization_required": false,
            }),
        };
        let secrets = match inbox.kind {
            _ if !administrator => json!({}),
            ChannelKind::Api => json!({ "hmac_token": inbox.hmac_token, "secret": inbox.secret }),
            ChannelKind::Website => json!({ "hmac_token": inbox.hmac_token }),
            ChannelKind::WhatsApp => json!({ "provider_config": {} }),
            ChannelKind::Email => json!({ "imap_enabled": false, "smtp_enabled": false }),
        };
        merge(&mut shown, own);
        merge(&mut shown, secrets);
        shown
    }

    pub(crate) fn team_json(team: &Team, me: i64) -> Value {
        json!({
            "id": team.id, "name": team.name, "description": team.description,
            "allow_auto_assign": team.allow_auto_assign, "icon": team.icon,
            "icon_color": team.icon_color, "account_id": ACCOUNT,
            "is_member": team.members.contains(&me),
        })
    }

    pub(crate) fn message_json(&self, message: &Message, echo: Option<&str>) -> Value {
        let mut shown = json!({
            "id": message.id, "content": message.content, "inbox_id": message.inbox,
            "conversation_id": message.conversation, "message_type": message.kind as u8,
            "content_type": message.content_type, "status": message.status.word(),
            "content_attributes": message.attributes,
            "created_at": message.created.as_second(), "private": message.private,
            "source_id": message.source_id,
        });
        put_some(&mut shown, "echo_id", echo.map(Value::from));
        put_some(&mut shown, "sender", self.sender_event(message.sender));
        put_some(&mut shown, "attachments", self.attachments_json(message));
        shown
    }

    pub(crate) fn sender_event(&self, sender: Option<Sender>) -> Option<Value> {
        match sender? {
            Sender::Contact(id) => self.contacts.get(&id).map(|it| self.contact_event(it)),
            Sender::User(id) => self.users.get(&id).map(|user| self.user_event(user)),
            Sender::Bot(id) => self.bot_event(id),
        }
    }

    pub(crate) fn attachments_json(&self, message: &Message) -> Option<Value> {
        let shown: Vec<Value> = message
            .attachments
            .iter()
            .map(|attachment| self.attachment_json(message.id, attachment))
            .collect();
        (!shown.is_empty()).then(|| shown.into())
    }

    pub(crate) fn attachment_json(&self, message: i64, attachment: &Attachment) -> Value {
        let mut shown = json!({
            "id": attachment.id, "message_id": message, "account_id": ACCOUNT,
        });
        let own = match &attachment.body {
            AttachmentBody::Location {
                latitude,
                longitude,
                title,
            } => json!({
                "file_type": "location", "coordinates_lat": latitude,
                "coordinates_long": longitude, "fallback_title": title, "data_url": null,
            }),
            AttachmentBody::File(key) => {
                let Some(file) = self.files.get(key) else {
                    return shown;
                };
                let image = file.kind() == "image";
                let url = self.file_url(*key, "blobs");
                let thumb = image.then(|| self.file_url(*key, "representations"));
                let mut own = json!({
                    "file_type": file.kind(),
                    "extension": file.name.rsplit_once('.').map(|(_, extension)| extension),
                    "content_type": file.content_type, "data_url": url,
                    "thumb_url": thumb.unwrap_or_default(), "file_size": file.size(),
                    "width": image.then_some(160), "height": image.then_some(120),
                });
                let text = (file.kind() == "audio").then(|| "".into());
                put_some(&mut own, "transcribed_text", text);
                own
            }
        };
        merge(&mut shown, own);
        shown
    }

    pub(crate) fn file_url(&self, key: i64, form: &str) -> String {
        let name = self.files.get(&key).map_or("", |file| file.name.as_str());
        format!(
            "{}/rails/active_storage/{form}/redirect/{}/{}",
            self.base_url,
            signed(key),
            escaped(name)
        )
    }

    pub(crate) fn conversation_json(&self, conversation: &Conversation, me: i64) -> Value {
        let contact = self.contacts.get(&conversation.contact);
        let entry = self.contact_inbox_of(conversation);
        let mut meta = json!({
            "sender": contact.map(|contact| self.contact_json(contact)),
            "channel": self.inbox_of(conversation).map(|inbox| inbox.kind.word()),
            "hmac_verified": entry.map(|entry| entry.hmac_verified),
        });
        let (assignee, kind) = match conversation.assignee {
            Some(Assignee::User(id)) => (self.agent_of(id), "User"),
            Some(Assignee::Bot(id)) => (self.bot_json(id), "AgentBot"),
            None => (None, ""),
        };
        let kind = assignee.is_some().then(|| kind.into());
        put_some(&mut meta, "assignee", assignee);
        put_some(&mut meta, "assignee_type", kind);
        let team = conversation.team.and_then(|team| self.teams.get(&team));
        put_some(
            &mut meta,
            "team",
            team.map(|team| Self::team_json(team, me)),
        );
        let last = self.thread(conversation).next_back();
        let spoken = self
            .thread(conversation)
            .rev()
            .find(|message| message.kind != super::model::MessageKind::Activity);
        let mut shown = json!({
            "meta": meta, "id": conversation.id,
            "messages": last.map(|message| self.message_event(message)).into_iter()
                .collect::<Vec<_>>(),
            "account_id": ACCOUNT, "uuid": conversation.uuid,
            "additional_attributes": conversation.additional,
            "agent_last_seen_at": epoch(conversation.agent_seen),
            "assignee_last_seen_at": epoch(conversation.assignee_seen),
            "can_reply": self.can_reply(conversation),
            "contact_last_seen_at": epoch(conversation.contact_seen),
            "custom_attributes": conversation.custom, "inbox_id": conversation.inbox,
            "labels": conversation.labels,
            "muted": contact.is_some_and(|contact| contact.blocked),
            "snoozed_until": conversation.snoozed_until.map(iso),
            "status": conversation.status.word(),
            "created_at": conversation.created.as_second(),
            "updated_at": float(conversation.updated),
            "timestamp": conversation.last_activity.as_second(),
            "first_reply_created_at": epoch(conversation.first_reply),
            "unread_count": self.unread_count(conversation),
            "last_non_activity_message": spoken.map(|message| self.message_event(message)),
            "last_activity_at": conversation.last_activity.as_second(),
            "priority": conversation.priority, "waiting_since": epoch(conversation.waiting_since),
            "sla_policy_id": conversation.sla_policy,
        });
        let quirks = &self.options.quirks;
        if quirks.enterprise && quirks.feature("sla") {
            let applied = promises::applied(conversation, self.now());
            merge(
                &mut shown,
                json!({ "applied_sla": applied, "sla_events": [] }),
            );
        }
        shown
    }
}

pub(crate) fn inbox_slim(inbox: &Inbox) -> Value {
    json!({
        "id": inbox.id, "avatar_url": "", "channel_id": inbox.id + 100, "name": inbox.name,
        "channel_type": inbox.kind.word(),
        "provider": (inbox.kind == ChannelKind::WhatsApp).then_some("whatsapp_cloud"),
    })
}

/// Adds the members of another object.
pub(crate) fn merge(object: &mut Value, more: Value) {
    if let (Value::Object(members), Value::Object(more)) = (object, more) {
        members.extend(more);
    }
}

/// A file's key as links carry it.
pub(crate) fn signed(key: i64) -> String {
    format!("blob--{key}")
}

/// The key behind [`signed`].
pub(crate) fn unsigned(text: &str) -> Option<i64> {
    text.strip_prefix("blob--")?.parse().ok()
}

fn escaped(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

pub(crate) fn working_hours() -> Value {
    (0..7)
        .map(|day| {
            let closed = day == 0 || day == 6;
            let hour = |hour: i64| (!closed).then_some(hour);
            json!({
                "day_of_week": day, "closed_all_day": closed, "open_hour": hour(9),
                "open_minutes": hour(0), "close_hour": hour(17), "close_minutes": hour(0),
                "open_all_day": false,
            })
        })
        .collect::<Vec<_>>()
        .into()
}

/// The templates of the WhatsApp inbox, in Meta's form.
fn templates() -> Value {
    json!([{
        "name": "order_update", "status": "APPROVED", "category": "UTILITY", "language": "en",
        "components": [{ "type": "BODY", "text": "Hello {{1}}, your order {{2}} is on its way." }],
    }])
}

/// An object without members.
pub(crate) fn nothing() -> Map<String, Value> {
    Map::new()
}
