//! The platform's JSON: which members, which casing, which form of enumerations and times.

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::model::{
    Attachment, Channel, ChannelKind, Contact, Event, PropertyDefinition, PropertyKind, Source,
    Status, Tag, User,
};
use super::options::WireProfile;
use super::webhooks::WebhookKind;
use super::workspace::World;
use crate::shared::casing::to_pascal;

/// `2026-05-24T21:50:56.259Z`, the style of conversations, timelines and webhooks.
pub(crate) fn utc(instant: Timestamp) -> String {
    instant.to_string()
}

/// `2026-03-01T14:47:18.501`, without offset and meant as UTC+3: contacts, channels, users.
pub(crate) fn local(instant: Timestamp) -> String {
    Offset::constant(3).to_datetime(instant).to_string()
}

/// .NET `TimeSpan` text.
pub(crate) fn duration(seconds: u32) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

pub(crate) fn attachment_url(base_url: &str, event: &Event) -> Option<String> {
    event
        .attachment
        .as_ref()
        .map(|attachment| match attachment {
            Attachment::Ours(name) => format!("{base_url}/media/{name}"),
            Attachment::Elsewhere(url) => url.clone(),
        })
}

/// The envelope of lists.
pub(crate) fn paged(total: usize, items: &[Value]) -> Value {
    json!({ "totalCount": total, "items": items })
}

impl World {
    /// The casing of conversation lists, timelines and tags.
    pub(crate) fn listed(&self, value: Value) -> Value {
        match self.options.profile {
            WireProfile::Docs => to_pascal(value),
            WireProfile::Live | WireProfile::Ints => value,
        }
    }

    pub(crate) fn channel_json(&self, index: usize) -> Value {
        let channel = &self.channels[index];
        let digits: String = channel
            .number
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let owner = self.users.first().map(|user| user.user_id);
        let call_hook = self
            .hooks
            .get(index, WebhookKind::Call)
            .map(|hook| hook.url.as_str());
        json!({
            "id": channel.id,
            "workspaceId": self.workspace_id,
            "name": channel.name,
            "type": channel.kind as u8,
            "icon": channel.icon,
            "phoneNumber": {
                "id": derived(channel, 1),
                "workspaceId": self.workspace_id,
                "number": channel.number,
                "phoneNumberStatus": 1,
                "region": null,
                "provider": null,
            },
            "smartReconnectConfiguration": {
                "enabled": false,
                "windowMinutes": 60,
                "sipRingTimeoutSeconds": 20,
                "fallbackStrategy": 0,
                "mobileRingTimeoutSeconds": 20,
            },
            "inboundAgentConfiguration": null,
            "postCallWebhookUrl": call_hook,
            "evaluationTemplateId": null,
            "whatsAppInfo": channel.kind.texts().then(|| json!({
                "providerType": 2,
                "sessionInfo": null,
                "businessAccountInfo": {
                    "id": derived(channel, 2),
                    "phoneNumberId": format!("1000{digits}"),
                    "displayPhoneNumber": channel.number,
                    "provider": 1,
                    "status": 1,
                    "isActive": true,
                    "qualityRating": "GREEN",
                },
            })),
            "creationTime": local(channel.created),
            "creatorId": owner,
            "lastModificationTime": local(channel.created + SignedDuration::from_hours(30)),
            "lastModifierId": null,
        })
    }

    pub(crate) fn user_json(&self, user: &User) -> Value {
        json!({
            "id": user.id,
            "workspaceId": self.workspace_id,
            "userId": user.user_id,
            "email": user.email,
            "name": user.name,
            "logoUrl": null,
            "role": if user.owner { 1 } else { 2 },
            "creationTime": local(user.created),
            "isAiAgent": user.is_ai,
            "phoneNumber": user.phone,
        })
    }

    /// A row of the conversation list, camelCase.
    pub(crate) fn conversation_row(&self, index: usize) -> Value {
        let mut row = self.conversation_core(index, false);
        let conversation = &self.conversations[index];
        let last = conversation.last_event.as_ref();
        let members = [
            (
                "lastEventSourceType",
                json!(last.map(|last| last.source as u8)),
            ),
            (
                "lastEventDirection",
                json!(last.map(|last| last.direction as u8)),
            ),
            (
                "lastEventStatus",
                json!(last.map_or("", |last| last.status.word())),
            ),
            (
                "lastEventPreviewBody",
                json!(last.and_then(|last| last.preview.as_deref())),
            ),
            (
                "lastEventOccurredAt",
                json!(last.map(|last| utc(last.created))),
            ),
            ("lastEventsCount", json!(self.event_count(index))),
        ];
        if let Value::Object(map) = &mut row {
            map.extend(members.map(|(name, value)| (name.to_owned(), value)));
        }
        row
    }

    /// A conversation asked for alone: no last event, enumerations usually as words.
    pub(crate) fn conversation_single(&self, index: usize) -> Value {
        self.conversation_core(index, self.options.profile != WireProfile::Ints)
    }

    /// As the get-or-create call answers, which leaves two members out.
    pub(crate) fn conversation_created(&self, index: usize) -> Value {
        let mut value = self.conversation_single(index);
        if let Value::Object(map) = &mut value {
            map.remove("contactType");
            map.remove("channel");
        }
        value
    }

    fn conversation_core(&self, index: usize, words: bool) -> Value {
        let conversation = &self.conversations[index];
        let contact = &self.contacts[conversation.contact];
        let channel = &self.channels[conversation.channel];
        let assignee = conversation.assignee.map(|user| &self.users[user]);
        let person = assignee.filter(|user| !user.is_ai).map(|user| user.user_id);
        let ai = assignee.filter(|user| user.is_ai).map(|user| user.user_id);
        let tags: Vec<Value> = conversation
            .tags
            .iter()
            .filter_map(|id| self.tags.iter().find(|tag| tag.id == *id))
            .map(tag_json)
            .collect();
        let (status, contact_type, channel_type) = if words {
            let status = if conversation.open { "Open" } else { "Closed" };
            (
                json!(status),
                json!("Individual"),
                json!(channel.kind.word()),
            )
        } else {
            (
                json!(if conversation.open { 1 } else { 2 }),
                json!(1),
                json!(channel.kind as u8),
            )
        };
        json!({
            "id": conversation.id,
            "sentiment": conversation.sentiment,
            "status": status,
            "lastActivityAt": utc(conversation.last_activity),
            "contactId": contact.id,
            "contactName": contact.name,
            "contactType": contact_type,
            "phoneNumber": contact.phone,
            "channelId": channel.id,
            "assigneeId": person,
            "assignedAiAgentId": ai,
            "isAiAssignee": ai.is_some(),
            "assigneeName": assignee.map(|user| user.name),
            "channel": {
                "id": channel.id,
                "name": channel.name,
                "type": channel_type,
                "icon": channel.icon,
                "phoneNumber": channel.number,
            },
            "tags": tags,
            "unreadCount": 0,
        })
    }

    /// One timeline event, camelCase.
    pub(crate) fn event_json(&self, conversation: usize, event: &Event) -> Value {
        let record = &self.conversations[conversation];
        let handler = event.handler.map(|user| &self.users[user]);
        let person = handler.filter(|user| !user.is_ai).map(|user| user.user_id);
        let ai = handler.filter(|user| user.is_ai).map(|user| user.user_id);
        let assignation = event.assignation.map(|assignation| {
            let to = assignation.to.map(|user| &self.users[user]);
            let by = assignation.by.map(|user| &self.users[user]);
            let (person, ai) = (to.filter(|user| !user.is_ai), to.filter(|user| user.is_ai));
            json!({
                "assignedUserId": person.map(|user| user.user_id),
                "assignedUserName": person.map(|user| user.name),
                "assignedAiAgentId": ai.map(|user| user.user_id),
                "assignedAiAgentName": ai.map(|user| user.name),
                "assignedByUserId": by.map(|user| user.user_id),
                "assignedByUserName": by.map(|user| user.name),
            })
        });
        json!({
            "eventId": event.id,
            "conversationId": record.id,
            "contactId": self.contacts[record.contact].id,
            "channelId": self.channels[record.channel].id,
            "sourceType": event.source as u8,
            "sourceId": (event.source != Source::Assignation).then_some(event.source_id),
            "direction": event.direction as u8,
            "creationTime": utc(event.created),
            "status": event.status.word(),
            "errorCode": event.error_code,
            "failureReason": event.failure_reason,
            "isAi": ai.is_some(),
            "attachment": attachment_url(&self.base_url, event),
            "ownerUserId": person,
            "aiAgentId": ai,
            "durationOrSize": event.talk_seconds.map(duration),
            "ringingDuration": event.ringing_seconds.map(duration),
            "body": event.body,
            "handlerName": handler.map(|user| user.name),
            "aiSummary": event.analysis.as_ref().map(|analysis| json!({
                "summary": analysis.summary,
                "transcription": analysis.transcription(),
            })),
            "replyTo": event.reply_to.as_ref().map(|(quoted, body)| json!({
                "repliedToEventId": quoted,
                "repliedToBody": body,
            })),
            "internalThread": (event.thread_messages > 0).then(|| json!({
                "id": event.source_id,
                "isResolved": event.thread_messages.is_multiple_of(2),
                "messageCount": event.thread_messages,
            })),
            "location": event.location.as_ref().map(|location| json!({
                "latitude": location.latitude,
                "longitude": location.longitude,
                "name": location.name,
                "address": location.address,
            })),
            "assignation": assignation,
        })
    }

    pub(crate) fn contact_json(&self, contact: &Contact) -> Value {
        let owner = self.users.first();
        let creator = owner.map(|user| user.user_id);
        let notes: Vec<Value> = contact
            .notes
            .iter()
            .map(|note| {
                json!({
                    "id": note.id,
                    "contactId": contact.id,
                    "text": note.text,
                    "creatorName": owner.map(|user| user.name),
                    "creationTime": local(note.created),
                    "creatorId": creator,
                    "lastModificationTime": null,
                    "lastModifierId": null,
                })
            })
            .collect();
        let properties: Vec<Value> = contact
            .properties
            .iter()
            .filter_map(|(id, value)| {
                let definition = self.definitions.iter().find(|one| one.id == *id)?;
                Some(property_json(definition, value))
            })
            .collect();
        json!({
            "id": contact.id,
            "workspaceId": self.workspace_id,
            "name": contact.name,
            "phoneNumber": contact.phone,
            "email": contact.email,
            "company": contact.company,
            "position": contact.position,
            "contactType": 1,
            "customFields": contact.custom_fields,
            "notes": notes,
            "customProperties": properties,
            "creationTime": local(contact.created),
            "creatorId": creator,
            "lastModificationTime": contact.modified.map(local),
            "lastModifierId": contact.modified.and(creator),
        })
    }

    pub(crate) fn definition_json(&self, definition: &PropertyDefinition) -> Value {
        let creator = self.users.first().map(|user| user.user_id);
        json!({
            "id": definition.id,
            "workspaceId": self.workspace_id,
            "name": definition.name,
            "key": definition.name.to_lowercase().replace(' ', "_"),
            "type": definition.kind as u8,
            "isRequired": definition.is_required,
            "selectOptions": definition.options,
            "creationTime": local(definition.created),
            "creatorId": creator,
            "lastModificationTime": definition.modified.map(local),
            "lastModifierId": definition.modified.and(creator),
        })
    }

    /// A row of the call list.
    pub(crate) fn call_json(&self, conversation: usize, event: &Event) -> Value {
        let record = &self.conversations[conversation];
        let handler = event.handler.map(|user| &self.users[user]);
        let ringing = SignedDuration::from_secs(event.ringing_seconds.unwrap_or_default().into());
        let talking = SignedDuration::from_secs(event.talk_seconds.unwrap_or_default().into());
        let pickup = event.created + ringing;
        let taken = matches!(event.status, Status::Answered | Status::Active);
        let over = !matches!(event.status, Status::Ringing | Status::Active);
        json!({
            "id": event.source_id,
            "userId": handler.map(|user| user.user_id),
            "userName": handler.map(|user| user.name),
            "phoneNumberId": derived(&self.channels[record.channel], 1),
            "contactNumber": self.contacts[record.contact].phone,
            "contactNumberFormatted": null,
            "callType": event.direction as u8,
            "status": event.status.call_number(),
            "creationTime": utc(event.created),
            "pickupTime": taken.then(|| utc(pickup)),
            "hangupTime": over.then(|| utc(pickup + talking)),
            "ringingDuration": event.ringing_seconds.map(duration),
            "recordingUrl": attachment_url(&self.base_url, event),
            "aiSummary": event.analysis.as_ref().map(|analysis| json!({
                "summary": analysis.summary,
                "transcription": analysis.transcription(),
                "sentiment": analysis.sentiment,
            })),
        })
    }
}

pub(crate) fn tag_json(tag: &Tag) -> Value {
    json!({
        "id": tag.id,
        "name": tag.name,
        "icon": tag.icon,
        "isPinned": tag.is_pinned,
        "creationTime": utc(tag.created),
    })
}

fn property_json(definition: &PropertyDefinition, value: &str) -> Value {
    let when = |kind: PropertyKind| (definition.kind == kind).then_some(value);
    json!({
        "propertyDefinitionId": definition.id,
        "propertyName": definition.name,
        "propertyType": definition.kind as u8,
        "textValue": when(PropertyKind::Text),
        "numberValue": when(PropertyKind::Number).and_then(|value| value.parse::<f64>().ok()),
        "dateValue": when(PropertyKind::Date),
        "selectValue": when(PropertyKind::Select),
    })
}

/// An id that belongs to a channel and is always the same.
fn derived(channel: &Channel, part: u64) -> super::ids::Guid {
    let mut dice = crate::shared::dice::Dice::new(channel.id.seed() ^ part);
    super::ids::Guid::mint(channel.created, &mut dice)
}

impl ChannelKind {
    /// The kinds named by the channel list's `type` filter.
    pub(crate) fn named(word: &str) -> Option<Self> {
        [
            (Self::Phone, "PhoneNumber"),
            (Self::WhatsApp, "Whatsapp"),
            (Self::PhoneAndWhatsApp, "PhoneNumberAndWhatsapp"),
        ]
        .into_iter()
        .find(|(kind, name)| word.eq_ignore_ascii_case(name) || word == (*kind as u8).to_string())
        .map(|(kind, _)| kind)
    }
}
