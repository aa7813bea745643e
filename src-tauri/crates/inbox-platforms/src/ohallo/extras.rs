//! What only Ohallo offers in this form: composing, workspaces and brands, quality and circuit breakers,
//! consumption, and answers from its knowledge.

use std::collections::BTreeMap;

use inbox_core::{
    Agent, AgentKind, Channel, ContactRecord, ConversationRecord, Finding, FindingKind,
    PlatformError, RemoteId, Timestamp, digits_of,
};
use serde_json::{Map, Value, json};

use super::{
    Ohallo,
    client::Call,
    map::{self, Told},
    sending::comparable,
    wire::{Listed, Row, cleaned, name, readable},
};

/// To whom a new conversation goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A known contact.
    Contact(RemoteId),
    /// Whoever has this address; made a contact when new.
    Email {
        /// The address.
        address: String,
        /// Their name, should they be new.
        name: Option<String>,
    },
    /// Whoever has this number (E.164); made a contact when new.
    Phone {
        /// The number.
        number: String,
        /// Their name, should they be new.
        name: Option<String>,
    },
}

/// A new conversation that we begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composition {
    /// The workspace of the channel.
    pub workspace: RemoteId,
    /// The channel.
    pub channel: RemoteId,
    /// To whom.
    pub recipient: Recipient,
    /// Subject; e-mail channels want one.
    pub subject: Option<String>,
    /// The words.
    pub text: String,
}

/// A country, language or business unit of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Id on the platform.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// Its brand.
    pub brand: Option<RemoteId>,
    /// ISO 3166-1 code.
    pub country: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
}

/// A brand of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// Id on the platform.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// The name under which its AI writes.
    pub ai_sender_name: Option<String>,
    /// The signature below its e-mails.
    pub email_signature: Option<String>,
}

/// A pause of the AI, for a workspace or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaker {
    /// Id on the platform.
    pub remote: RemoteId,
    /// For whom the AI is paused, in the platform's words.
    pub scope: Option<String>,
    /// The platform's reason.
    pub reason: Option<String>,
    /// Since when.
    pub triggered_at: Option<Timestamp>,
    /// When somebody took note.
    pub acknowledged_at: Option<Timestamp>,
    /// When the AI went on.
    pub resolved_at: Option<Timestamp>,
}

/// How well a finished conversation went, from 1 to 5.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityScore {
    /// What came out.
    pub outcome: Option<f64>,
    /// How it went.
    pub process: Option<f64>,
    /// Under which circumstances.
    pub environment: Option<f64>,
    /// All of it together.
    pub composite: Option<f64>,
    /// How sure the platform is, from 0 to 1.
    pub confidence: Option<f64>,
    /// When it was scored.
    pub scored_at: Option<Timestamp>,
}

/// Quality over a period: whatever numbers the platform gives, by its names.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityStats {
    /// The numbers.
    pub numbers: BTreeMap<String, f64>,
}

/// Conversations of a period, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversationStats {
    /// All of them.
    pub total: u64,
    /// Those that are finished.
    pub resolved: u64,
    /// By who finished them, in the platform's words.
    pub by_resolution: BTreeMap<String, u64>,
    /// By kind of channel, in the platform's words.
    pub by_channel: BTreeMap<String, u64>,
    /// By what customers wanted, most frequent first.
    pub by_intent: Vec<(String, u64)>,
}

/// What to change about a channel; what is absent stays.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChannelChange {
    /// Its name.
    pub name: Option<String>,
    /// Takes messages.
    pub enabled: Option<bool>,
    /// Settings in the platform's own form.
    pub config: Option<Map<String, Value>>,
}

impl Ohallo {
    /// Begins a conversation. One try; the platform does not name what it made, see
    /// [`Self::find_composed`].
    pub async fn compose(&self, new: &Composition) -> Result<(), PlatformError> {
        let mut body = json!({
            "workspaceId": new.workspace, "channelId": new.channel, "content": new.text,
        });
        match &new.recipient {
            Recipient::Contact(contact) => body["contactId"] = json!(contact),
            Recipient::Email { address, name } => {
                body["contactEmail"] = json!(address);
                if let Some(name) = name {
                    body["contactName"] = json!(name);
                }
            }
            Recipient::Phone { number, name } => {
                body["contactPhone"] = json!(number);
                if let Some(name) = name {
                    body["contactName"] = json!(name);
                }
            }
        }
        if let Some(subject) = &new.subject {
            body["subject"] = json!(subject);
        }
        let call = Call::post(&["conversations", "compose"])
            .body(body)
            .for_a_customer();
        self.session
            .act(self.urgency, call)
            .await
            .map_err(|error| self.remember_lack(error))
    }

    /// The conversation that composing made, once it is there, and its first words: the newest of the
    /// channel that begins with these words and is no older than `since`.
    pub async fn find_composed(
        &self,
        new: &Composition,
        since: Timestamp,
    ) -> Result<Option<(ConversationRecord, RemoteId)>, PlatformError> {
        let call = Call::get(&["conversations"])
            .query("workspaceId", new.workspace.as_str())
            .query("limit", "20");
        let call = match &new.recipient {
            Recipient::Contact(contact) => call.query("contactId", contact.as_str()),
            Recipient::Email { address, .. } => call.query("q", address.as_str()),
            // Free text does not look into numbers; the newest are looked through.
            Recipient::Phone { .. } => call,
        };
        let rows = self.session.rows(self.urgency, call).await?;
        let (told, _) = readable(&rows.rows, "conversation", Told::read);
        let sought = comparable(&new.text);
        for told in told {
            if told.channel.as_ref() != Some(&new.channel) {
                continue;
            }
            let words = self.words(&told.id).await?;
            let first = words.last().filter(|first| {
                first.occurred_at >= since.plus(-120_000)
                    && matches!(&first.content, inbox_core::Content::Text { text } if comparable(text) == sought)
            });
            let Some(first) = first else { continue };
            let record = self.read_conversation(&told.id).await?;
            // The same words may have gone to somebody else a moment ago.
            if is_with(&record.contact, &new.recipient) {
                return Ok(Some((record, first.remote.clone())));
            }
        }
        Ok(None)
    }

    /// The workspaces the key may see.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, PlatformError> {
        self.listed(Call::get(&["workspaces"]), "workspace", workspace)
            .await
    }

    /// The brands of the account.
    pub async fn brands(&self) -> Result<Vec<Brand>, PlatformError> {
        self.listed(Call::get(&["brands"]), "brand", brand).await
    }

    /// A channel as it is now.
    pub async fn channel(&self, id: &RemoteId) -> Result<Channel, PlatformError> {
        self.read(Call::get(&["channels", id.as_str()]), map::channel)
            .await
    }

    /// Changes a channel.
    pub async fn change_channel(
        &self,
        id: &RemoteId,
        change: &ChannelChange,
    ) -> Result<Channel, PlatformError> {
        let mut body = Map::new();
        if let Some(name) = &change.name {
            body.insert("displayName".to_owned(), json!(name));
        }
        if let Some(enabled) = change.enabled {
            body.insert("enabled".to_owned(), json!(enabled));
        }
        if let Some(config) = &change.config {
            body.insert("config".to_owned(), json!(config));
        }
        let call = Call::patch(&["channels", id.as_str()]).body(Value::Object(body));
        let channel = self.read(call, map::channel).await?;
        let mut known = self.session.memory.known();
        known.channels.insert(id.clone(), Some(channel.clone()));
        Ok(channel)
    }

    /// How well a conversation went; `None` before the platform has scored it.
    pub async fn quality(&self, id: &RemoteId) -> Result<Option<QualityScore>, PlatformError> {
        let call = Call::get(&["conversations", id.as_str(), "quality"]);
        match self.read(call, quality).await {
            Err(PlatformError::NotFound) => Ok(None),
            settled => settled.map(Some),
        }
    }

    /// Quality of a workspace over `last_7d`, `last_30d` or `last_90d`.
    pub async fn quality_stats(
        &self,
        workspace: &RemoteId,
        period: &str,
    ) -> Result<QualityStats, PlatformError> {
        let path = ["workspaces", workspace.as_str(), "quality", "stats"];
        let call = Call::get(&path).query("period", period);
        self.read(call, quality_stats).await
    }

    /// The pauses of the AI in a workspace, also those that are over.
    pub async fn breakers(&self, workspace: &RemoteId) -> Result<Vec<Breaker>, PlatformError> {
        let path = [
            "workspaces",
            workspace.as_str(),
            "quality",
            "circuit-breakers",
        ];
        self.listed(Call::get(&path), "circuit breaker", breaker)
            .await
    }

    /// Takes note of a pause of the AI.
    pub async fn acknowledge_breaker(
        &self,
        workspace: &RemoteId,
        id: &RemoteId,
    ) -> Result<Breaker, PlatformError> {
        self.change_breaker(workspace, id, "acknowledge").await
    }

    /// Ends a pause of the AI; somebody must have taken note of it first.
    pub async fn resolve_breaker(
        &self,
        workspace: &RemoteId,
        id: &RemoteId,
    ) -> Result<Breaker, PlatformError> {
        self.change_breaker(workspace, id, "resolve").await
    }

    async fn change_breaker(
        &self,
        workspace: &RemoteId,
        id: &RemoteId,
        what: &str,
    ) -> Result<Breaker, PlatformError> {
        let path = [
            "workspaces",
            workspace.as_str(),
            "quality",
            "circuit-breakers",
            id.as_str(),
            what,
        ];
        self.read(Call::post(&path), breaker).await
    }

    /// Counts of a workspace's conversations over `current`, `previous` or `last_90d`.
    pub async fn conversation_stats(
        &self,
        workspace: &RemoteId,
        period: &str,
    ) -> Result<ConversationStats, PlatformError> {
        let path = [
            "workspaces",
            workspace.as_str(),
            "consumption",
            "conversation-stats",
        ];
        self.read(Call::get(&path).query("period", period), stats)
            .await
    }

    /// Looks for an answer in a workspace's knowledge, by meaning.
    pub async fn search_knowledge(
        &self,
        workspace: &RemoteId,
        question: &str,
    ) -> Result<Vec<Finding>, PlatformError> {
        let path = ["workspaces", workspace.as_str(), "kb-entries", "search"];
        let call = Call::get(&path).query("q", question);
        self.listed(call, "knowledge entry", |row| {
            finding(row, FindingKind::Knowledge)
        })
        .await
    }

    /// Looks for a rule in a workspace's policies, by meaning.
    pub async fn search_policies(
        &self,
        workspace: &RemoteId,
        question: &str,
    ) -> Result<Vec<Finding>, PlatformError> {
        let path = ["workspaces", workspace.as_str(), "policy-entries", "search"];
        let call = Call::get(&path).query("q", question);
        self.listed(call, "policy entry", |row| finding(row, FindingKind::Rule))
            .await
    }

    /// The AI agents of the account. Conversations cannot be given to one in particular.
    pub async fn ai_agents(&self) -> Result<Vec<Agent>, PlatformError> {
        let call = Call::get(&["agent-definitions"]);
        self.listed(call, "agent definition", ai_agent).await
    }

    async fn read<T>(
        &self,
        call: Call<'_>,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, PlatformError> {
        let document = self.session.call(self.urgency, call).await?;
        read(&document).ok_or(PlatformError::Unreadable)
    }

    async fn listed<T>(
        &self,
        call: Call<'_>,
        what: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Vec<T>, PlatformError> {
        let Listed { rows, .. } = self.session.rows(self.urgency, call).await?;
        Ok(readable(&rows, what, read).0)
    }
}

/// A conversation is with whom it was begun with; a contact may come without all of its addresses.
fn is_with(contact: &ContactRecord, recipient: &Recipient) -> bool {
    match recipient {
        Recipient::Contact(id) => contact.remote.is_empty() || contact.remote == id.0,
        Recipient::Email { address, .. } => {
            let told = contact.email.as_deref();
            told.is_none_or(|told| told.eq_ignore_ascii_case(address))
        }
        Recipient::Phone { number, .. } => {
            let told = contact.phone.as_deref();
            told.is_none_or(|told| digits_of(told) == digits_of(number))
        }
    }
}

fn named(row: Row<'_>, remote: &RemoteId) -> String {
    // An id stands in for it as any foreign text does.
    row.text(&["name"])
        .and_then(name)
        .or_else(|| name(&remote.0))
        .unwrap_or_else(|| "?".to_owned())
}

pub(super) fn workspace(value: &Value) -> Option<Workspace> {
    let row = Row::of(value)?;
    let remote = RemoteId(row.id(&["id"])?);
    Some(Workspace {
        name: named(row, &remote),
        remote,
        brand: row.id(&["brandId"]).map(RemoteId),
        country: row.text(&["country"]).map(str::to_owned),
        language: row.text(&["operatingLanguage"]).map(str::to_owned),
    })
}

pub(super) fn ai_agent(value: &Value) -> Option<Agent> {
    let row = Row::of(value)?;
    let remote = RemoteId(row.id(&["id"])?);
    Some(Agent {
        name: named(row, &remote),
        remote,
        kind: AgentKind::AiAgent,
        email: None,
    })
}

pub(super) fn quality_stats(value: &Value) -> Option<QualityStats> {
    let numbers = Row::of(value)?.members();
    let numbers = numbers.filter_map(|(key, value)| Some((key.clone(), value.as_f64()?)));
    Some(QualityStats {
        numbers: numbers.collect(),
    })
}

pub(super) fn brand(value: &Value) -> Option<Brand> {
    let row = Row::of(value)?;
    let remote = RemoteId(row.id(&["id"])?);
    Some(Brand {
        name: named(row, &remote),
        remote,
        ai_sender_name: row.text(&["aiSenderName"]).and_then(name),
        email_signature: row.text(&["emailSignatureText"]).map(cleaned),
    })
}

pub(super) fn breaker(value: &Value) -> Option<Breaker> {
    let row = Row::of(value)?;
    Some(Breaker {
        remote: RemoteId(row.id(&["id"])?),
        scope: row.text(&["scopeKey"]).map(str::to_owned),
        reason: row.text(&["reason"]).map(cleaned),
        triggered_at: row.time(&["triggeredAt", "createdAt"]),
        acknowledged_at: row.time(&["acknowledgedAt"]),
        resolved_at: row.time(&["resolvedAt"]),
    })
}

pub(super) fn quality(value: &Value) -> Option<QualityScore> {
    let row = Row::of(value)?;
    Some(QualityScore {
        outcome: row.number(&["outcomeScore"]),
        process: row.number(&["processScore"]),
        environment: row.number(&["environmentScore"]),
        composite: row.number(&["compositeScore"]),
        confidence: row.number(&["confidence"]),
        scored_at: row.time(&["scoredAt"]),
    })
}

pub(super) fn stats(value: &Value) -> Option<ConversationStats> {
    let row = Row::of(value)?;
    let counts = |names: &[&str]| {
        let counts = row.object(names).into_iter().flat_map(Row::members);
        let counts = counts.filter_map(|(key, count)| Some((key.clone(), count.as_u64()?)));
        counts.collect()
    };
    let intents = row.get(&["byIntent"]).and_then(Value::as_array);
    let intents = intents.into_iter().flatten().filter_map(|intent| {
        let intent = Row::of(intent)?;
        Some((
            intent.text(&["intent"])?.to_owned(),
            intent.count(&["count"])?,
        ))
    });
    Some(ConversationStats {
        total: row.count(&["total"])?,
        resolved: row.count(&["resolved"]).unwrap_or_default(),
        by_resolution: counts(&["byResolution"]),
        by_channel: counts(&["byChannel"]),
        by_intent: intents.collect(),
    })
}

pub(super) fn finding(value: &Value, kind: FindingKind) -> Option<Finding> {
    let row = Row::of(value)?;
    Some(Finding {
        remote: RemoteId(row.id(&["id"])?),
        kind,
        // An older form of the knowledge base calls them title and content.
        heading: row.text(&["question", "topic", "title"]).map(cleaned)?,
        text: row.text(&["answer", "ruleText", "content"]).map(cleaned)?,
        confidence: row.number(&["confidence"]),
    })
}
