//! The tools around a conversation, in the words of all platforms.

use std::collections::HashSet;

use inbox_core::{
    Agent, AgentKind, Begun, ContactRecord, ConversationAction, ConversationTools, FirstWords,
    Opening, OpeningProbe, PlatformError, Presence, RemoteId, SentProbe, digits_of,
};
use serde_json::{Value, json};

use super::{
    Availability, BulkChange, Chatwoot, ContactDraft,
    client::{Call, refused},
    map,
    send::{self, never_left},
    wire::{self, Row, id_value},
};

/// How far the platform's clock may be behind ours.
const CLOCK_SLACK_MS: i64 = 2 * 60 * 1000;

impl Chatwoot {
    /// The contact with this number or address, as far as the platform knows one.
    async fn known_recipient(
        &self,
        recipient: &ContactRecord,
    ) -> Result<Option<RemoteId>, PlatformError> {
        if !recipient.remote.is_empty() {
            return Ok(Some(RemoteId(recipient.remote.clone())));
        }
        let digits = digits_of(recipient.phone.as_deref().unwrap_or_default());
        let email = recipient.email.as_deref().unwrap_or_default();
        let sought = if digits.is_empty() { email } else { &digits };
        if sought.is_empty() {
            return Err(refused("NoRecipient"));
        }
        // The search holds words anywhere in a field; only the very number or address is meant.
        let found = self.search_contacts(sought, 1).await?.contacts;
        let is_meant = |known: &ContactRecord| {
            let phone = digits_of(known.phone.as_deref().unwrap_or_default());
            let address = known.email.as_deref().unwrap_or_default();
            (!digits.is_empty() && phone == digits)
                || (!email.is_empty() && address.eq_ignore_ascii_case(email))
        };
        let meant = found.into_iter().find(|known| is_meant(&known.record));
        Ok(meant.map(|known| RemoteId(known.record.remote)))
    }

    /// The same, made when there is none. Nobody outside notices.
    async fn recipient(&self, opening: &Opening) -> Result<RemoteId, PlatformError> {
        let recipient = &opening.contact;
        if let Some(known) = self.known_recipient(recipient).await? {
            return Ok(known);
        }
        let phone = recipient.phone.as_deref().map(digits_of);
        let draft = ContactDraft {
            name: recipient
                .name
                .clone()
                .or_else(|| recipient.phone.clone())
                .or_else(|| recipient.email.clone()),
            email: recipient.email.clone(),
            phone: phone
                .filter(|digits| !digits.is_empty())
                .map(|digits| format!("+{digits}")),
            ..ContactDraft::default()
        };
        let made = self.create_contact(&draft, Some(&opening.channel)).await?;
        Ok(RemoteId(made.record.remote))
    }

    /// Reads what beginning answered, or a conversation that the words were found in.
    fn begun(&self, document: &Value, client_id: &str) -> Result<Begun, PlatformError> {
        let record = self.read_conversation(document)?;
        let last = Row::of(document).map(|row| row.list("messages"));
        let own = last
            .into_iter()
            .flatten()
            .find(|message| send::reference(message) == Some(client_id));
        let item = own.and_then(|message| Row::of(message)?.id("id"));
        Ok(Begun {
            conversation: record.remote.clone(),
            record: Some(Box::new(record)),
            words: FirstWords::Said(item),
        })
    }

    /// A message's translation that the platform keeps with it.
    async fn kept_translation(
        &self,
        conversation: &RemoteId,
        item: &RemoteId,
        language: &str,
    ) -> Result<Option<String>, PlatformError> {
        let number = item.0.split('/').next().unwrap_or_default();
        let next = number
            .parse::<u64>()
            .ok()
            .map(|number| (number + 1).to_string());
        let document = self.messages(conversation, next.as_deref()).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        Ok(rows.iter().filter_map(Row::of).find_map(|row| {
            let is_it = row.id("id").is_some_and(|id| id.0 == number);
            let kept = row.row("content_attributes")?.row("translations")?;
            kept.words(language).filter(|_| is_it)
        }))
    }
}

impl ConversationTools for Chatwoot {
    async fn begin(&self, opening: &Opening) -> Result<Option<Begun>, PlatformError> {
        let contact = self.recipient(opening).await.map_err(never_left)?;
        let message = self.message_fields(None, &opening.message).await?;
        let mut body = json!({
            "inbox_id": id_value(&opening.channel),
            "contact_id": id_value(&contact),
            "message": message,
        });
        if let Some(subject) = &opening.subject {
            body["additional_attributes"] = json!({ "mail_subject": subject });
        }
        if let Some(carrier) = &opening.carrier {
            body["assignee_id"] = id_value(carrier);
        }
        let call = Call::post(&["conversations"], body).slow();
        let started_at = self.session.clock.now();
        let document = self.call(call).await?;
        let mut begun = self.begun(wire::unwrapped(&document), &opening.message.client_id)?;
        if begun.words == FirstWords::Said(None) {
            // The last message told may be the line about who carries it. Not finding ours is no
            // failure: the conversation stands.
            let words = SentProbe {
                conversation: begun.conversation.clone(),
                message: opening.message.clone(),
                attempted_at: started_at,
                linked: Vec::new(),
            };
            let found = self.find_sent_message(&words).await.ok().flatten();
            begun.words = FirstWords::Said(found.map(|item| item.remote));
        }
        Ok(Some(begun))
    }

    async fn find_begun(&self, probe: &OpeningProbe) -> Result<Option<Begun>, PlatformError> {
        let opening = &probe.opening;
        let Some(contact) = self.known_recipient(&opening.contact).await? else {
            return Ok(None);
        };
        let horizon = probe.attempted_at.plus(-CLOCK_SLACK_MS);
        let path = ["contacts", contact.as_str(), "conversations"];
        let rows = self.rows(&path).await?;
        let mut looked_into = HashSet::new();
        for row in &rows {
            let Ok(record) = self.read_conversation(row) else {
                continue;
            };
            let may_be_it = record.channel.as_ref() == Some(&opening.channel)
                && record.last_activity_at >= horizon;
            if !may_be_it || !looked_into.insert(record.remote.clone()) {
                continue;
            }
            let words = SentProbe {
                conversation: record.remote.clone(),
                message: opening.message.clone(),
                attempted_at: probe.attempted_at,
                linked: Vec::new(),
            };
            if let Some(item) = self.find_sent_message(&words).await? {
                return Ok(Some(Begun {
                    conversation: record.remote.clone(),
                    record: Some(Box::new(record)),
                    words: FirstWords::Said(Some(item.remote)),
                }));
            }
        }
        Ok(None)
    }

    async fn act_on_many(
        &self,
        conversations: &[RemoteId],
        action: &ConversationAction,
    ) -> Result<(), PlatformError> {
        let change = bulk_change(action).ok_or(PlatformError::Unsupported)?;
        self.change_many(conversations, &change).await
    }

    async fn retry_item(
        &self,
        conversation: &RemoteId,
        item: &RemoteId,
    ) -> Result<(), PlatformError> {
        self.retry_message(conversation, item).await
    }

    async fn translate_item(
        &self,
        conversation: &RemoteId,
        item: &RemoteId,
        language: &str,
    ) -> Result<String, PlatformError> {
        if let Some(words) = self.translate_message(conversation, item, language).await? {
            return Ok(words);
        }
        // It was translated before and is part of the message now.
        let kept = self.kept_translation(conversation, item, language).await?;
        kept.ok_or(PlatformError::Unreadable)
    }

    async fn tell_writing(&self, conversation: &RemoteId, on: bool) -> Result<(), PlatformError> {
        self.typing(conversation, on, false).await
    }

    async fn participants_of(&self, conversation: &RemoteId) -> Result<Vec<Agent>, PlatformError> {
        self.participants(conversation).await
    }

    async fn change_participants(
        &self,
        conversation: &RemoteId,
        people: &[RemoteId],
    ) -> Result<(), PlatformError> {
        self.set_participants(conversation, people).await
    }

    async fn mail_transcript(
        &self,
        conversation: &RemoteId,
        email: &str,
    ) -> Result<(), PlatformError> {
        self.send_transcript(conversation, email).await
    }

    async fn presence(&self) -> Result<Presence, PlatformError> {
        let profile = self.session.profile(self.urgency).await?;
        let accounts = Row::of(&profile).map(|profile| profile.list("accounts"));
        let own = accounts.into_iter().flatten().filter_map(Row::of);
        let own = own
            .filter(|account| account.number("id") == Some(self.session.account))
            .find_map(|account| account.text("availability"));
        match own {
            Some("online") => Ok(Presence::Online),
            Some("busy") => Ok(Presence::Busy),
            Some("offline") => Ok(Presence::Offline),
            Some(_) | None => Err(PlatformError::Unreadable),
        }
    }

    async fn show_presence(&self, presence: Presence) -> Result<(), PlatformError> {
        self.set_availability(match presence {
            Presence::Online => Availability::Online,
            Presence::Busy => Availability::Busy,
            Presence::Offline => Availability::Offline,
        })
        .await
    }
}

/// A change in the form that many conversations take at once; `None` where there is none.
fn bulk_change(action: &ConversationAction) -> Option<BulkChange> {
    match action {
        ConversationAction::Assign {
            to,
            to_kind: AgentKind::Person,
            ..
        } if to
            .as_ref()
            .is_none_or(|agent| map::agent_number(agent).1 == AgentKind::Person) =>
        {
            Some(BulkChange {
                assignee: Some(to.clone()),
                ..BulkChange::default()
            })
        }
        ConversationAction::AssignTeam { team } => Some(BulkChange {
            team: Some(team.clone()),
            ..BulkChange::default()
        }),
        ConversationAction::SetStatus { status, until } => Some(BulkChange {
            status: Some(*status),
            snoozed_until: *until,
            ..BulkChange::default()
        }),
        // Tags are replaced conversation by conversation; the rest is no field of a conversation.
        _ => None,
    }
}
