//! The customer's side of an API channel: how a program lets its own users write to the desk.
//!
//! Nothing but the two identifiers in the path says who writes, so they are kept like keys: never
//! shown, never logged.

use std::{fmt, sync::Arc};

use futures_util::stream::BoxStream;
use hmac::{Hmac, Mac};
use inbox_core::{Clock, Content, Direction, PlatformError, Receipt, RemoteId, Secret, Timestamp};
use reqwest::{Method, Url};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    Chatwoot,
    client::{Call, Known, address, installation, readable},
    extras::Contact,
    failure, live, map,
    wire::{self, Row, id_value},
};
use crate::{
    OpenError,
    http::{Http, Patience},
};

/// Rows of a page of messages.
const PAGE: usize = 20;

/// Pages of contacts that are searched for somebody.
const SEARCHED_PAGES: u32 = 5;

/// One visitor of one API channel.
#[derive(Clone)]
pub struct Visitor {
    http: Http,
    clock: Arc<dyn Clock>,
    base: Url,
    inbox: Secret,
    contact: Secret,
    /// Opens the visitor's live connection.
    pubsub: Option<Secret>,
    /// The visitor's contact on the desk's side.
    desk_contact: Option<RemoteId>,
}

impl fmt::Debug for Visitor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Visitor")
            .field("host", &self.base.host_str())
            .finish_non_exhaustive()
    }
}

/// Who a visitor says they are; everything may be left out.
#[derive(Debug, Clone, Default)]
pub struct VisitorDraft {
    /// The visitor's identifier on the channel; giving one again finds the same visitor.
    pub source: Option<Secret>,
    /// The program's own id for its user.
    pub identifier: Option<String>,
    /// The proof of that id, where the channel demands one: hexadecimal HMAC-SHA256 of the id under
    /// the channel's key.
    pub identifier_proof: Option<Secret>,
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number with a plus and country code.
    pub phone: Option<String>,
}

/// A conversation as its visitor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorConversation {
    /// Its id.
    pub remote: RemoteId,
    /// The platform's word for where it stands.
    pub status: String,
    /// When somebody of the desk last read it.
    pub desk_read_at: Option<Timestamp>,
}

/// What a visitor's live connection tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitorSign {
    /// The connection stands; what happened before has to be read.
    Connected,
    /// A message came or a conversation changed: read it.
    News,
    /// Somebody of the desk began or stopped writing.
    Typing {
        /// The conversation.
        conversation: RemoteId,
        /// Their name, when told.
        name: Option<String>,
        /// Began, as opposed to stopped.
        on: bool,
    },
}

/// The proof of an id of the program's own: hexadecimal HMAC-SHA256 under the channel's key.
pub fn proof_of(identifier: &str, key: &Secret) -> Secret {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(identifier.as_bytes());
    hex::encode(mac.finalize().into_bytes()).into()
}

/// A channel that is built on the API, with what an administrator sees of it.
#[derive(Debug, Clone)]
pub struct ApiChannel {
    /// The channel.
    pub remote: RemoteId,
    /// Its name.
    pub name: String,
    /// What visitors address it by; a secret like a key.
    pub identifier: Secret,
    /// What proves visitors' ids.
    pub proof_key: Option<Secret>,
    /// Visitors are let in with a proof only.
    pub proof_needed: bool,
}

impl Chatwoot {
    /// The channels that are built on the API, and can be written to as a customer.
    pub async fn api_channels(&self) -> Result<Vec<ApiChannel>, PlatformError> {
        let rows = self.rows(&["inboxes"]).await?;
        let api = rows.iter().filter(|row| {
            Row::of(row).and_then(|row| row.text("channel_type")) == Some("Channel::Api")
        });
        Ok(api.filter_map(read_channel).collect())
    }

    /// Lets a visitor in on one of those channels.
    pub async fn let_in(
        &self,
        channel: &ApiChannel,
        draft: &VisitorDraft,
    ) -> Result<Visitor, PlatformError> {
        let session = &self.session;
        let visitor = Visitor::introduce(
            session.base.as_str(),
            session.http.clone(),
            session.clock.clone(),
            channel.identifier.clone(),
            draft,
        );
        visitor.await.map_err(|error| match error {
            VisitorError::Platform(error) => error,
            // The line itself is open at this very address.
            VisitorError::Open(_) => PlatformError::Unsupported,
        })
    }

    /// Whether the desk knows somebody whom this visitor would be let in as: with the same id, address
    /// or number the platform makes nobody new.
    pub async fn knows(&self, draft: &VisitorDraft) -> Result<bool, PlatformError> {
        if draft.source.is_some() {
            // Who was let in with it before cannot be looked for.
            return Ok(true);
        }
        let told = [&draft.identifier, &draft.email, &draft.phone];
        for told in told.into_iter().flatten() {
            let mut page = 1;
            loop {
                let found = self.search_contacts(told, page).await?;
                let mut contacts = found.contacts.iter();
                if contacts.any(|contact| is_called(contact, told)) {
                    return Ok(true);
                }
                if !found.more {
                    break;
                }
                if page == SEARCHED_PAGES {
                    // Among so many that are alike it may be one that was not looked at.
                    return Ok(true);
                }
                page += 1;
            }
        }
        Ok(false)
    }

    /// Removes a contact with their conversations; one that is gone already is fine.
    pub async fn delete_contact(&self, contact: &RemoteId) -> Result<(), PlatformError> {
        match self
            .call(Call::delete(&["contacts", contact.as_str()]))
            .await
        {
            Ok(_) | Err(PlatformError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// A message as the visitor sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitorMessage {
    /// Its id.
    pub remote: RemoteId,
    /// [`Direction::Inbound`] is the visitor's own.
    pub direction: Direction,
    /// What it holds.
    pub content: Content,
    /// When it was written.
    pub written_at: Timestamp,
    /// Who wrote it, when told.
    pub author: Option<String>,
}

impl Visitor {
    /// Introduces a visitor on the API channel with this identifier.
    pub async fn introduce(
        base: &str,
        http: Http,
        clock: Arc<dyn Clock>,
        inbox: Secret,
        draft: &VisitorDraft,
    ) -> Result<Self, VisitorError> {
        let unknown = Self {
            base: installation(&http, base)?,
            contact: String::new().into(),
            pubsub: None,
            desk_contact: None,
            http,
            clock,
            inbox,
        };
        let secret = |secret: &Option<Secret>| {
            secret
                .as_ref()
                .map(|secret| secret.expose_secret().to_owned())
        };
        let body = json!({
            "source_id": secret(&draft.source),
            "identifier": draft.identifier,
            "identifier_hash": secret(&draft.identifier_proof),
            "name": draft.name,
            "email": draft.email,
            "phone_number": draft.phone,
        });
        // What is absent must not be told as nothing: the platform would take the name away.
        let told = body.as_object().into_iter().flatten();
        let told: serde_json::Map<_, _> = told
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let path = unknown.inbox_path();
        let document = unknown
            .call(
                Method::POST,
                &[&path[..], &["contacts"]].concat(),
                Some(Value::Object(told)),
            )
            .await?;
        let row = Row::of(&document).ok_or(PlatformError::Unreadable)?;
        let source = row.text("source_id").ok_or(PlatformError::Unreadable)?;
        let visitor = Self {
            contact: source.to_owned().into(),
            pubsub: row
                .text("pubsub_token")
                .map(|token| token.to_owned().into()),
            desk_contact: row.id("id"),
            ..unknown
        };
        if draft.identifier_proof.is_some() {
            // On the call that makes a visitor the proof is looked at and not kept.
            let told = json!({
                "identifier": draft.identifier,
                "identifier_hash": secret(&draft.identifier_proof),
            });
            let path = visitor.contact_path(&[]);
            visitor.call(Method::PATCH, &path, Some(told)).await?;
        }
        Ok(visitor)
    }

    /// The visitor as the desk knows them.
    pub fn desk_contact(&self) -> Option<&RemoteId> {
        self.desk_contact.as_ref()
    }

    /// The visitor's own live connection: signs until it breaks, and then why. `None` where the
    /// platform gave no way to it.
    pub fn live(&self) -> Option<BoxStream<'static, Result<VisitorSign, PlatformError>>> {
        let token = self.pubsub.clone()?;
        let way = live::Way {
            http: self.http.clone(),
            clock: self.clock.clone(),
            url: address(&self.base, ["cable"])?,
            identifier: live::visitor_identifier(&token),
        };
        Some(live::visitor_signs(way))
    }

    /// The identifier by which the same visitor is found again; a secret like a key.
    pub fn source(&self) -> &Secret {
        &self.contact
    }

    /// The visitor's conversations.
    pub async fn conversations(&self) -> Result<Vec<VisitorConversation>, PlatformError> {
        let document = self.get(&["conversations"]).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        Ok(readable(rows, "visitor conversation", read_conversation).0)
    }

    /// Begins a conversation; channels with one for ever return that one.
    pub async fn begin(&self) -> Result<VisitorConversation, PlatformError> {
        let document = self.post(&["conversations"], json!({})).await?;
        read_conversation(&document).ok_or(PlatformError::Unreadable)
    }

    /// The newest messages, or those before one, oldest first; with whether there are older ones.
    pub async fn messages(
        &self,
        conversation: &RemoteId,
        before: Option<&RemoteId>,
    ) -> Result<(Vec<VisitorMessage>, bool), PlatformError> {
        let path = ["conversations", conversation.as_str(), "messages"];
        let mut url = self.url(&self.contact_path(&path))?;
        if let Some(before) = before {
            url.query_pairs_mut().append_pair("before", before.as_str());
        }
        let document = self.exchange(Method::GET, url, None).await?;
        let rows = wire::rows(&document).ok_or(PlatformError::Unreadable)?;
        let known = Known::default();
        let mut neighbour = map::time_in(rows).unwrap_or_else(|| self.clock.now());
        let (messages, _) = readable(rows, "visitor message", |row| {
            let items = map::items(row, conversation, &known, neighbour);
            neighbour = items.first().map_or(neighbour, |item| item.occurred_at);
            (!items.is_empty()).then_some(items)
        });
        let messages = messages.into_iter().flatten().map(|item| VisitorMessage {
            remote: item.remote,
            direction: item.direction,
            content: item.content,
            written_at: item.occurred_at,
            author: item.author.name,
        });
        Ok((messages.collect(), rows.len() >= PAGE))
    }

    /// Writes to the desk. One try: the platform drops no repeats.
    pub async fn write(
        &self,
        conversation: &RemoteId,
        text: &str,
    ) -> Result<Receipt, PlatformError> {
        let path = ["conversations", conversation.as_str(), "messages"];
        let document = self.post(&path, json!({ "content": text })).await?;
        let item = Row::of(&document).and_then(|row| row.id("id"));
        Ok(Receipt {
            item: Some(item.ok_or(PlatformError::Unreadable)?),
        })
    }

    /// Answers a question of the desk with a rating of 1 to 5 and words.
    pub async fn rate(
        &self,
        conversation: &RemoteId,
        message: &RemoteId,
        rating: u8,
        words: Option<&str>,
    ) -> Result<(), PlatformError> {
        let path = [
            "conversations",
            conversation.as_str(),
            "messages",
            message.as_str(),
        ];
        let response = json!({ "rating": rating, "feedback_message": words });
        let body = json!({
            "id": id_value(message),
            "submitted_values": { "csat_survey_response": response },
        });
        let path = self.contact_path(&path);
        self.call(Method::PATCH, &path, Some(body)).await.map(drop)
    }

    /// Tells the desk that the visitor writes, or stopped.
    pub async fn typing(&self, conversation: &RemoteId, on: bool) -> Result<(), PlatformError> {
        let path = ["conversations", conversation.as_str(), "toggle_typing"];
        let body = json!({ "typing_status": if on { "on" } else { "off" } });
        self.post(&path, body).await.map(drop)
    }

    /// Tells the desk that the visitor has read everything.
    pub async fn mark_read(&self, conversation: &RemoteId) -> Result<(), PlatformError> {
        let path = ["conversations", conversation.as_str(), "update_last_seen"];
        self.post(&path, json!({})).await.map(drop)
    }

    /// Ends the conversation; the visitor's next message opens it again.
    pub async fn resolve(&self, conversation: &RemoteId) -> Result<(), PlatformError> {
        let path = ["conversations", conversation.as_str(), "toggle_status"];
        self.post(&path, json!({})).await.map(drop)
    }

    fn inbox_path(&self) -> Vec<&str> {
        vec!["public", "api", "v1", "inboxes", self.inbox.expose_secret()]
    }

    fn contact_path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        let mut path = self.inbox_path();
        path.extend(["contacts", self.contact.expose_secret()]);
        path.extend(rest);
        path
    }

    async fn get(&self, rest: &[&str]) -> Result<Value, PlatformError> {
        self.call(Method::GET, &self.contact_path(rest), None).await
    }

    async fn post(&self, rest: &[&str], body: Value) -> Result<Value, PlatformError> {
        let path = self.contact_path(rest);
        self.call(Method::POST, &path, Some(body)).await
    }

    fn url(&self, path: &[&str]) -> Result<Url, PlatformError> {
        address(&self.base, path.iter().copied()).ok_or(PlatformError::NotFound)
    }

    async fn call(
        &self,
        method: Method,
        path: &[&str],
        body: Option<Value>,
    ) -> Result<Value, PlatformError> {
        let url = self.url(path)?;
        self.exchange(method, url, body).await
    }

    async fn exchange(
        &self,
        method: Method,
        url: Url,
        body: Option<Value>,
    ) -> Result<Value, PlatformError> {
        let mut request = self.http.request(method, url);
        if let Some(body) = &body {
            request = request.json(body);
        }
        let answer = self.http.exchange(request, Patience::Send).await?;
        if answer.is_success() {
            answer.json()
        } else {
            Err(failure::of(&answer, self.clock.now()))
        }
    }
}

/// Why a visitor could not be introduced.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VisitorError {
    /// Nothing was sent.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The platform said no, or nothing.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Whether this is the contact's id, address or number.
fn is_called(contact: &Contact, told: &str) -> bool {
    let told = told.to_lowercase();
    [
        &contact.identifier,
        &contact.record.email,
        &contact.record.phone,
    ]
    .into_iter()
    .flatten()
    .any(|known| known.to_lowercase() == told)
}

pub(super) fn read_channel(value: &Value) -> Option<ApiChannel> {
    let row = Row::of(value)?;
    let remote = row.id("id")?;
    Some(ApiChannel {
        name: row.name("name").unwrap_or_else(|| remote.0.clone()),
        identifier: row.text("inbox_identifier")?.to_owned().into(),
        proof_key: row.text("hmac_token").map(|key| key.to_owned().into()),
        proof_needed: row.flag("hmac_mandatory").unwrap_or(false),
        remote,
    })
}

pub(super) fn read_conversation(value: &Value) -> Option<VisitorConversation> {
    let row = Row::of(value)?;
    Some(VisitorConversation {
        remote: row.id("id")?,
        status: row.name("status").unwrap_or_default(),
        desk_read_at: row.instant("agent_last_seen_at"),
    })
}
