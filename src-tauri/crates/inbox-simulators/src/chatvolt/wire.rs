//! The platform's JSON, in the dialects that were seen.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::model::{Attachment, Bot, Contact, LogEntry, Message, Note, Variable};
use super::world::World;

/// An instant as the platform writes it.
pub(crate) fn stamp(instant: Timestamp) -> String {
    format!("{instant:.3}")
}

/// Members of a conversation row that may be missing.
const OPTIONAL: [&str; 19] = [
    "title",
    "metadata",
    "channelCredentialsId",
    "mailInboxId",
    "formId",
    "userId",
    "visitorId",
    "frustration",
    "aiUserIdentifier",
    "whatsappChatLid",
    "npsRating",
    "npsComment",
    "npsStartedAt",
    "npsCompletedAt",
    "lastHumanInteractionAt",
    "ctwaAttributions",
    "conversationVariables",
    "conversationContexts",
    "crmScenarioConversations",
];

pub(crate) fn attachment_json(attachment: &Attachment) -> Value {
    json!({
        "id": attachment.id,
        "name": attachment.name,
        "url": attachment.url,
        "size": attachment.size,
        "mimeType": attachment.mime_type,
    })
}

impl World {
    /// A conversation, alone or as a row of the list.
    pub(crate) fn conversation_json(&self, index: usize) -> Value {
        let record = &self.conversations[index];
        let plain = self.options.quirks.plain_assignees;
        let assignees: Vec<Value> = record
            .assignees
            .iter()
            .map(|member| &self.members[*member])
            .map(|member| {
                if plain {
                    json!({ "id": member.user_id, "email": member.email })
                } else {
                    json!({ "user": {
                        "id": member.user_id, "name": member.name, "email": member.email,
                    }})
                }
            })
            .collect();
        let tags: Vec<Value> = record
            .tags
            .iter()
            .map(|tag| json!({ "tag": tag }))
            .collect();
        let variables: Vec<Value> = record
            .variables
            .iter()
            .map(|variable| variable_json(&record.id, variable))
            .collect();
        let contexts: Vec<Value> = record
            .context
            .iter()
            .map(|(text, updated)| json!({ "context": text, "updatedAt": stamp(*updated) }))
            .collect();
        let credentials = (record.channel == "whatsapp").then(|| self.channel_credentials_id());
        let mut row = json!({
            "id": record.id,
            "title": null,
            "unreadMessagesCount": record.unread(),
            "isAiEnabled": record.ai,
            "channel": record.channel,
            "status": record.status,
            "blocked": false,
            "metadata": record.metadata,
            "channelExternalId": record.external_id,
            "channelCredentialsId": credentials,
            "organizationId": self.organization_id,
            "mailInboxId": null,
            "priority": record.priority,
            "formId": null,
            "agentId": record.bot.map(|bot| &self.bots[bot].id),
            "userId": null,
            "visitorId": record.visitor_id,
            "isGroup": record.is_group,
            "frustration": record.frustration,
            "aiUserIdentifier": record.ai_name,
            "whatsappChatLid": null,
            "npsStep": record.nps.step,
            "npsRating": record.nps.rating,
            "npsComment": record.nps.comment,
            "npsStartedAt": record.nps.started.map(stamp),
            "npsCompletedAt": record.nps.completed.map(stamp),
            "createdAt": stamp(record.created),
            "updatedAt": stamp(record.updated),
            "lastHumanInteractionAt": record.last_human.map(stamp),
            "participantsContacts": self.participants_json(index),
            "ctwaAttributions": self.ads_json(index),
            "conversationVariables": variables,
            "conversationContexts": contexts,
            "assignees": assignees,
            "tags": tags,
            "crmScenarioConversations": self.links_json(index),
        });
        if self.options.quirks.sparse_rows
            && let Value::Object(members) = &mut row
        {
            members.retain(|name, _| !OPTIONAL.contains(&name.as_str()));
        }
        row
    }

    /// The channel's own id of how it is connected, which is not Meta's phone number id.
    fn channel_credentials_id(&self) -> String {
        format!("{}wa", &self.organization_id[..23])
    }

    fn participants_json(&self, index: usize) -> Value {
        let contact = &self.contacts[self.conversations[index].contact];
        if contact.deleted {
            return json!([]);
        }
        json!([self.contact_json(contact)])
    }

    pub(crate) fn ads_json(&self, index: usize) -> Vec<Value> {
        let record = &self.conversations[index];
        let contact = &self.contacts[record.contact].id;
        record
            .ads
            .iter()
            .map(|click| {
                let clicked = stamp(click.clicked);
                json!({
                    "id": click.id,
                    "contactId": contact,
                    "organizationId": self.organization_id,
                    "ctwaClid": format!("ARA{}", click.id),
                    "sourceId": click.ad.source_id,
                    "sourceType": "ad",
                    "headline": click.ad.headline,
                    "body": click.ad.body,
                    "sourceUrl": click.ad.source_url,
                    "mediaType": null,
                    "imageUrl": null,
                    "videoUrl": null,
                    "thumbnailUrl": null,
                    "clickedAt": clicked,
                    "conversationId": record.id,
                    "createdAt": clicked,
                    "updatedAt": clicked,
                })
            })
            .collect()
    }

    fn links_json(&self, index: usize) -> Vec<Value> {
        let record = &self.conversations[index];
        record
            .links
            .iter()
            .map(|link| {
                json!({
                    "id": link.id,
                    "scenarioId": self.scenarios[link.scenario].id,
                    "stepId": self.steps[link.step].id,
                    "conversationId": record.id,
                    "organizationId": self.organization_id,
                    "available": link.available,
                    "processingJob": false,
                    "processingJobExpiresAt": null,
                    "scenario": self.scenario_json(link.scenario),
                    "step": self.step_json(link.step),
                    "createdAt": stamp(link.created),
                    "updatedAt": stamp(link.updated),
                })
            })
            .collect()
    }

    pub(crate) fn message_json(&self, conversation: &str, message: &Message) -> Value {
        let mut row = json!({
            "id": message.id,
            "text": message.text,
            "html": null,
            "from": message.from,
            "conversationId": conversation,
            "sources": null,
            "usage": null,
            "externalId": message.external_id,
            "userId": message.user.map(|user| &self.members[user].user_id),
            "contactId": message.contact.map(|contact| &self.contacts[contact].id),
            "visitorId": message.visitor_id,
            "agentId": message.bot.map(|bot| &self.bots[bot].id),
            "metadata": null,
            "inputId": null,
            "eval": null,
            "read": message.read,
            "agentModel": message.model,
            "usageCredits": message.credits,
            "createdAt": stamp(message.created),
            "updatedAt": stamp(message.created),
        });
        if self.options.quirks.attachments_in_messages {
            let files: Vec<Value> = message.attachments.iter().map(attachment_json).collect();
            row["attachments"] = json!(files);
        }
        row
    }

    /// One message of a conversation by its id.
    pub(crate) fn stored_message_json(&self, conversation: usize, id: &str) -> Value {
        let record = &self.conversations[conversation];
        let message = record.messages.iter().find(|message| message.id == id);
        message.map_or(Value::Null, |message| {
            self.message_json(&record.id, message)
        })
    }

    pub(crate) fn contact_json(&self, contact: &Contact) -> Value {
        json!({
            "id": contact.id,
            "organizationId": self.organization_id,
            "firstName": contact.first_name,
            "lastName": contact.last_name,
            "email": contact.email,
            "phoneNumber": contact.phone,
            "externalId": contact.external_id,
            "picture": contact.picture,
            "metadata": contact.metadata,
            "createdAt": stamp(contact.created),
            "updatedAt": stamp(contact.updated),
        })
    }

    pub(crate) fn note_json(&self, conversation: usize, note: &Note) -> Value {
        let author = &self.members[note.author];
        json!({
            "id": note.id,
            "note": note.text,
            "isPrivate": note.is_private,
            "isJustification": note.is_justification,
            "conversationId": self.conversations[conversation].id,
            "organizationId": self.organization_id,
            "userId": author.user_id,
            "userEmail": author.email,
            "notificationDateTime": note.remind_at.map(stamp),
            "sendDesktopNotification": false,
            "createdAt": stamp(note.created),
            "updatedAt": stamp(note.updated),
        })
    }

    pub(crate) fn bot_json(&self, index: usize) -> Value {
        let bot: &Bot = &self.bots[index];
        let hook = self.hooks.get(&index);
        json!({
            "id": bot.id,
            "name": bot.name,
            "description": bot.description,
            "handle": bot.handle,
            "modelName": bot.model,
            "temperature": 0.2,
            "visibility": "private",
            "systemPrompt": null,
            "enableInactiveHours": false,
            "inactiveHours": null,
            "interfaceConfig": {},
            "configUrlExternal": null,
            "configUrlInfosSystemExternal": hook.map(|hook| json!({
                "url_webhook_external": hook.url,
                "headerKey": hook.header.as_ref().map(|(name, value)| format!("{name}: {value}")),
            })),
            "tools": [],
            "organizationId": self.organization_id,
            "createdAt": stamp(bot.created),
            "updatedAt": stamp(bot.updated),
        })
    }

    pub(crate) fn scenario_json(&self, index: usize) -> Value {
        let scenario = &self.scenarios[index];
        json!({
            "id": scenario.id,
            "name": scenario.name,
            "description": scenario.description,
            "organizationId": self.organization_id,
            "createdAt": stamp(scenario.created),
            "updatedAt": stamp(scenario.updated),
        })
    }

    pub(crate) fn step_json(&self, index: usize) -> Value {
        let step = &self.steps[index];
        let place = self.steps_of(step.scenario);
        let place = place.iter().position(|other| *other == index);
        let bot = step.rules.agent_id.as_deref().and_then(|id| self.bot(id));
        let mut row = json!({
            "id": step.id,
            "index": place,
            "scenarioId": self.scenarios[step.scenario].id,
            "organizationId": self.organization_id,
            "agent": bot.map(|bot| json!({
                "id": self.bots[bot].id, "name": self.bots[bot].name, "iconUrl": null,
            })),
            "scenario": self.scenario_json(step.scenario),
            "createdAt": stamp(step.created),
            "updatedAt": stamp(step.updated),
        });
        if let (Value::Object(row), Ok(Value::Object(rules))) =
            (&mut row, serde_json::to_value(&step.rules))
        {
            row.extend(rules);
        }
        row
    }

    pub(crate) fn log_json(&self, entry: &LogEntry) -> Value {
        let (scenario, step) = (&self.scenarios[entry.scenario], &self.steps[entry.step]);
        let index = self.steps_of(entry.scenario);
        let index = index.iter().position(|other| *other == entry.step);
        json!({
            "id": entry.id,
            "conversationId": entry.conversation_id,
            "scenarioId": scenario.id,
            "stepId": step.id,
            "status": entry.status,
            "organizationId": self.organization_id,
            "createdAt": stamp(entry.created),
            "updatedAt": stamp(entry.updated),
            "conversation": { "id": entry.conversation_id, "title": null },
            "scenario": { "id": scenario.id, "name": scenario.name },
            "step": { "id": step.id, "index": index },
        })
    }

    /// The variables of a contact, with who set which.
    pub(crate) fn contact_variables_json(&self, contact: usize) -> Map<String, Value> {
        let contact = &self.contacts[contact];
        let mut variables = contact.variables.clone();
        variables.insert("_sources".into(), Value::Object(contact.sources.clone()));
        variables
    }
}

pub(crate) fn variable_json(conversation: &str, variable: &Variable) -> Value {
    json!({
        "conversationId": conversation,
        "varName": variable.name,
        "varValue": variable.value,
        "createdAt": stamp(variable.created),
        "updatedAt": stamp(variable.updated),
    })
}
