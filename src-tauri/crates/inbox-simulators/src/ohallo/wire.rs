//! The JSON of each thing, in both dialects.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::model::{
    Account, AgentDefinition, AttentionItem, Brand, Breaker, Calendar, Channel, Contact,
    Conversation, Entry, Status, Workspace,
};
use super::options::{Dialect, ListEnvelope};
use super::turns::preview;
use super::world::World;
use crate::shared::media;

/// A JSON object whose unknown members are left out, or null where that is switched on.
struct Members {
    map: Map<String, Value>,
    nulls: bool,
}

impl Members {
    fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.map.insert(name.to_owned(), value.into());
    }

    fn maybe(&mut self, name: &str, value: Option<impl Into<Value>>) {
        match value {
            Some(value) => self.set(name, value),
            None if self.nulls => self.set(name, Value::Null),
            None => {}
        }
    }
}

impl World {
    fn members(&self) -> Members {
        Members {
            map: Map::new(),
            nulls: self.options.quirks.null_optionals,
        }
    }

    /// An instant as the platform writes it.
    pub(crate) fn instant(&self, instant: Timestamp) -> String {
        let format = if self.options.quirks.whole_seconds {
            "%Y-%m-%dT%H:%M:%SZ"
        } else {
            "%Y-%m-%dT%H:%M:%S.%3fZ"
        };
        instant.strftime(format).to_string()
    }

    fn maybe_instant(&self, instant: Option<Timestamp>) -> Option<String> {
        instant.map(|instant| self.instant(instant))
    }

    /// A list documented as a bare array, wrapped as switched.
    pub(crate) fn listed(&self, items: Vec<Value>) -> Value {
        match self.options.quirks.list_envelope {
            ListEnvelope::Bare => Value::Array(items),
            ListEnvelope::Data => json!({ "data": items }),
            ListEnvelope::Items => json!({ "total": items.len(), "items": items }),
        }
    }

    fn shown_name(&self, contact: &Contact) -> Option<String> {
        contact
            .name
            .clone()
            .filter(|_| !self.options.quirks.nameless)
    }

    /// A row of the conversation list.
    pub(crate) fn conversation_row(&self, index: usize) -> Value {
        match self.options.dialects.conversation_list {
            Dialect::Guide => self.guide_row(index),
            Dialect::Reference => self.reference_conversation(index, Dialect::Reference),
        }
    }

    fn guide_row(&self, index: usize) -> Value {
        let conversation = &self.conversations[index];
        let mut row = self.members();
        row.set("id", conversation.id.as_str());
        row.set(
            "workspaceId",
            self.workspaces[self.workspace_of(index)].id.as_str(),
        );
        row.set("channelId", self.channels[conversation.channel].id.as_str());
        row.set("contactId", self.contacts[conversation.contact].id.as_str());
        row.set("status", conversation.status.word(Dialect::Guide));
        row.maybe(
            "lastMessagePreview",
            conversation
                .last_spoken()
                .map(|message| preview(&message.content)),
        );
        row.set("lastMessageAt", self.instant(conversation.last_message_at));
        self.name_contact(&mut row, conversation);
        let quirks = &self.options.quirks;
        if quirks.human_managed_in_rows {
            row.set("humanManaged", conversation.status == Status::HumanManaged);
        }
        if quirks.extra_row_fields {
            row.set("hasAttention", conversation.open_attention > 0);
            row.maybe("subject", conversation.subject.as_deref());
            row.maybe("assignedUserId", conversation.assignee.as_deref());
        }
        Value::Object(row.map)
    }

    fn name_contact(&self, row: &mut Members, conversation: &Conversation) {
        let contact = &self.contacts[conversation.contact];
        let account = contact.account.map(|account| &self.accounts[account]);
        row.maybe("contactName", self.shown_name(contact));
        row.maybe("contactEmail", contact.email.as_deref());
        row.maybe("accountName", account.map(|account| account.name.as_str()));
    }

    /// A single conversation.
    pub(crate) fn conversation_single(&self, index: usize) -> Value {
        let dialect = self.options.dialects.conversation;
        let mut value = self.reference_conversation(index, dialect);
        if let Value::Object(map) = &mut value {
            let conversation = &self.conversations[index];
            if dialect == Dialect::Guide {
                let mut names = self.members();
                self.name_contact(&mut names, conversation);
                names.set("humanManaged", conversation.status == Status::HumanManaged);
                map.append(&mut names.map);
            }
            if self.options.quirks.embed {
                let contact = &self.contacts[conversation.contact];
                map.insert("contact".to_owned(), self.contact_json(contact));
                let account = contact.account.map(|account| &self.accounts[account]);
                map.insert(
                    "account".to_owned(),
                    account.map_or(Value::Null, |account| self.account_json(account)),
                );
                map.insert(
                    "messages".to_owned(),
                    Value::Array(self.messages_json(index)),
                );
                let items = self
                    .attention
                    .iter()
                    .filter(|item| item.conversation == index);
                let items = items.map(|item| self.attention_json(item)).collect();
                map.insert("attentionItems".to_owned(), Value::Array(items));
            }
        }
        value
    }

    fn reference_conversation(&self, index: usize, words: Dialect) -> Value {
        let conversation = &self.conversations[index];
        let contact = &self.contacts[conversation.contact];
        let account = contact
            .account
            .map(|account| self.accounts[account].id.as_str());
        json!({
            "id": conversation.id,
            "tenantId": self.tenant_id,
            "workspaceId": self.workspaces[self.workspace_of(index)].id,
            "channelId": self.channels[conversation.channel].id,
            "contactId": contact.id,
            "accountId": account,
            "status": conversation.status.word(words),
            "summary": conversation.summary,
            "subject": conversation.subject,
            "outcome": conversation.outcome,
            "messageCount": conversation.message_count,
            "lastMessageAt": self.instant(conversation.last_message_at),
            "createdAt": self.instant(conversation.created),
            "updatedAt": self.instant(conversation.updated),
        })
    }

    /// The whole thread, oldest first.
    pub(crate) fn messages_json(&self, index: usize) -> Vec<Value> {
        let nameless = self.options.quirks.nameless;
        let messages = self.conversations[index].messages.iter();
        messages
            .map(|message| {
                json!({
                    "id": message.id,
                    "role": message.role.word(),
                    "content": message.content,
                    "senderName": message.sender.as_ref().filter(|_| !nameless),
                    "createdAt": self.instant(message.created),
                })
            })
            .collect()
    }

    /// All files of a conversation, with links signed now.
    pub(crate) fn attachments_json(&self, index: usize) -> Vec<Value> {
        let mut rows = Vec::new();
        for message in &self.conversations[index].messages {
            for attachment in &message.attachments {
                rows.push(json!({
                    "id": attachment.id,
                    "messageId": message.id,
                    "fileName": attachment.file_name,
                    "contentType": media::content_type(&attachment.file_name),
                    "sizeBytes": media::size(&attachment.file_name),
                    "url": self.signed_link(&attachment.file_name),
                    "createdAt": self.instant(message.created),
                }));
            }
        }
        rows
    }

    fn signed_link(&self, file_name: &str) -> String {
        let signed = self.now().as_millisecond();
        let signature = self.signature(file_name, signed);
        format!(
            "{}/files/{file_name}?signed={signed}&signature={signature}",
            self.base_url
        )
    }

    fn signature(&self, file_name: &str, signed: i64) -> String {
        let text = format!(
            "{}|{}|{file_name}|{signed}",
            self.tenant_id, self.link_round
        );
        hex::encode(Sha256::digest(text.as_bytes()))
    }

    /// Whether a link with that instant and signature still opens that file.
    pub(crate) fn link_opens(&self, file_name: &str, signed: &str, signature: &str) -> bool {
        let lifetime = self
            .options
            .quirks
            .link_lifetime_seconds
            .saturating_mul(1_000) as i64;
        signed.parse::<i64>().is_ok_and(|signed| {
            self.signature(file_name, signed) == signature
                && self.now().as_millisecond() < signed.saturating_add(lifetime)
        })
    }

    pub(crate) fn attention_json(&self, item: &AttentionItem) -> Value {
        json!({
            "id": item.id,
            "tenantId": self.tenant_id,
            "conversationId": self.conversations[item.conversation].id,
            "type": item.kind,
            "reason": item.reason,
            "status": if item.resolved.is_some() { "resolved" } else { "open" },
            "createdAt": self.instant(item.created),
            "resolvedAt": self.maybe_instant(item.resolved),
        })
    }

    pub(crate) fn contact_json(&self, contact: &Contact) -> Value {
        match self.options.dialects.contacts {
            Dialect::Guide => self.guide_contact(contact),
            Dialect::Reference => self.reference_contact(contact),
        }
    }

    fn guide_contact(&self, contact: &Contact) -> Value {
        let account = contact.account.map(|account| &self.accounts[account]);
        json!({
            "id": contact.id,
            "tenantId": self.tenant_id,
            "name": self.shown_name(contact),
            "email": contact.email,
            "phone": contact.phone,
            "accountId": account.map(|account| &account.id),
            "accountName": account.map(|account| &account.name),
            "externalRef": contact.external_ref,
            "createdAt": self.instant(contact.created),
            "updatedAt": self.instant(contact.updated),
        })
    }

    fn reference_contact(&self, contact: &Contact) -> Value {
        let name = self.shown_name(contact);
        let (first, last) = match name.as_deref().map(|name| name.split_once(' ')) {
            Some(Some((first, last))) => (Some(first), Some(last)),
            Some(None) => (name.as_deref(), None),
            None => (None, None),
        };
        let account = contact
            .account
            .map(|account| self.accounts[account].name.as_str());
        let mut members = self.members();
        members.set("id", contact.id.as_str());
        members.set("tenantId", self.tenant_id.as_str());
        members.maybe("externalRef", contact.external_ref.as_deref());
        members.set("resolutionStatus", contact.resolution_status);
        members.maybe("firstName", first);
        members.maybe("lastName", last);
        members.maybe("email", contact.email.as_deref());
        members.maybe("phone", contact.phone.as_deref());
        members.maybe("companyName", account);
        members.set("createdAt", self.instant(contact.created));
        members.set("updatedAt", self.instant(contact.updated));
        Value::Object(members.map)
    }

    /// A contact asked for by its id: the guide adds the identities.
    pub(crate) fn contact_single(&self, contact: &Contact) -> Value {
        let mut value = self.contact_json(contact);
        if let (Value::Object(map), Dialect::Guide) = (&mut value, self.options.dialects.contacts) {
            let email = contact.email.iter().map(|email| ("email", email));
            let phone = contact.phone.iter().map(|phone| ("whatsapp", phone));
            let identities = email
                .chain(phone)
                .map(|(channel, value)| json!({ "channel": channel, "value": value }))
                .collect();
            map.insert("identities".to_owned(), Value::Array(identities));
        }
        value
    }

    pub(crate) fn account_json(&self, account: &Account) -> Value {
        let mut members = self.members();
        members.set("id", account.id.as_str());
        members.set("tenantId", self.tenant_id.as_str());
        members.set("name", account.name.as_str());
        members.set("resolutionStatus", account.resolution_status);
        members.maybe("externalRef", account.external_ref.as_deref());
        members.maybe("emailDomain", account.email_domain.as_deref());
        members.maybe("vatNumber", account.vat_number.as_deref());
        members.maybe("vatValid", account.vat_number.as_ref().map(|_| true));
        members.set("country", account.country);
        members.maybe("phone", account.phone.as_deref());
        members.maybe("website", account.website.as_deref());
        members.set("createdAt", self.instant(account.created));
        members.set("updatedAt", self.instant(account.created));
        Value::Object(members.map)
    }

    pub(crate) fn channel_json(&self, channel: &Channel) -> Value {
        json!({
            "id": channel.id,
            "workspaceId": self.workspaces[channel.workspace].id,
            "channelType": channel.kind.word(),
            "displayName": channel.display_name,
            "status": channel.status,
            "config": channel.config,
            "createdAt": self.instant(channel.created),
        })
    }

    pub(crate) fn workspace_json(&self, workspace: &Workspace) -> Value {
        json!({
            "id": workspace.id,
            "tenantId": self.tenant_id,
            "brandId": self.brands[workspace.brand].id,
            "name": workspace.name,
            "country": workspace.country,
            "operatingLanguage": workspace.operating_language,
            "currency": workspace.currency,
            "workspaceType": workspace.audience,
            "workspaceInstructions": Value::Null,
            "createdAt": self.instant(workspace.created),
            "updatedAt": self.instant(workspace.created),
        })
    }

    pub(crate) fn brand_json(&self, brand: &Brand) -> Value {
        json!({
            "id": brand.id,
            "tenantId": self.tenant_id,
            "name": brand.name,
            "slug": brand.slug,
            "primaryColor": brand.colour,
            "emailFromName": format!("{} Support", brand.name),
            "emailSignatureText": format!("Your team at {}", brand.name),
            "aiSenderName": brand.ai_name,
        })
    }

    pub(crate) fn breaker_json(&self, breaker: &Breaker) -> Value {
        let scope = match breaker.account {
            Some(account) => format!("account:{}", self.accounts[account].id),
            None => format!("workspace:{}", self.workspaces[breaker.workspace].id),
        };
        let (by, at) = breaker.acknowledged.clone().unzip();
        json!({
            "id": breaker.id,
            "scopeKey": scope,
            "reason": breaker.reason,
            "triggeredAt": self.instant(breaker.triggered),
            "acknowledgedBy": by,
            "acknowledgedAt": self.maybe_instant(at),
            "resolvedAt": self.maybe_instant(breaker.resolved),
        })
    }

    pub(crate) fn knowledge_json(&self, entry: &Entry) -> Value {
        json!({
            "id": entry.id,
            "workspaceId": self.workspaces[entry.workspace].id,
            "question": entry.heading,
            "answer": entry.text,
            "topics": entry.topics,
            "sourceType": entry.source_type,
            "status": entry.status,
            "confidence": entry.confidence,
            "usageCount": entry.usage_count,
            "lastUsedAt": (entry.usage_count > 0).then(|| self.instant(entry.updated)),
            "createdAt": self.instant(entry.created),
            "updatedAt": self.instant(entry.updated),
        })
    }

    pub(crate) fn policy_json(&self, entry: &Entry) -> Value {
        json!({
            "id": entry.id,
            "workspaceId": self.workspaces[entry.workspace].id,
            "topic": entry.heading,
            "ruleText": entry.text,
            "conditions": Value::Null,
            "sourceType": entry.source_type,
            "status": entry.status,
            "confidence": entry.confidence,
            "createdAt": self.instant(entry.created),
            "updatedAt": self.instant(entry.updated),
        })
    }

    pub(crate) fn agent_json(&self, agent: &AgentDefinition) -> Value {
        json!({
            "id": agent.id,
            "name": agent.name,
            "description": agent.description,
            "agentRole": if agent.custom { "specialist" } else { "system" },
            "model": "default",
            "customInstructions": Value::Null,
            "createdAt": self.instant(agent.created),
            "updatedAt": self.instant(agent.created),
        })
    }

    pub(crate) fn calendar_json(&self, calendar: &Calendar) -> Value {
        json!({
            "id": calendar.id,
            "workspaceId": self.workspaces[calendar.workspace].id,
            "provider": calendar.provider,
            "displayName": calendar.display_name,
            "status": "active",
            "createdAt": self.instant(calendar.created),
        })
    }
}
