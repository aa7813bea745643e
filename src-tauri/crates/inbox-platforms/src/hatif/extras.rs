//! What only Hatif offers in this form: templates and files by address, get-or-create of
//! conversations, tags, and the list of calls.

use inbox_core::{
    AgentKind, Call as CallFacts, ConversationRecord, Direction, PlatformError, Receipt, RemoteId,
    Tag, Timestamp, TranscriptLine, digits_of,
};
use serde_json::{Map, Value, json};

use super::{
    Hatif,
    client::{Call, refused},
    map, readable, wire,
};

/// An approved template with its values. The platform lists none: names are entered by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its approved name; case matters.
    pub name: String,
    /// The approved variant, such as `ar` or `en_US`.
    pub language: String,
    /// Its parts that have values; fixed ones are left out.
    pub parts: Vec<TemplatePart>,
}

/// A part of a template with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePart {
    /// The header: words, or one file.
    Header(TemplateValue),
    /// The body's words in order of `{{1}}`, `{{2}}` …
    Body(Vec<String>),
    /// The tail of a link button's address.
    LinkButton {
        /// Its place among the buttons, from 0.
        index: u8,
        /// The tail.
        tail: String,
    },
    /// What a quick reply sends back.
    QuickReply {
        /// Its place among the buttons, from 0.
        index: u8,
        /// The payload.
        payload: String,
    },
}

/// A value of a template's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateValue {
    /// Words.
    Text(String),
    /// A public address of a picture.
    Image(String),
    /// A public address of a film.
    Video(String),
    /// A public address of a document, and the name to show for it.
    Document {
        /// The address.
        url: String,
        /// The name.
        file_name: String,
    },
}

/// A conversation to be found or made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConversation {
    /// The channel it runs on.
    pub channel: RemoteId,
    /// The customer's number with country code.
    pub phone: String,
    /// The name of a contact that does not exist yet.
    pub contact_name: Option<String>,
    /// Who shall carry it.
    pub assignee: Option<(RemoteId, AgentKind)>,
}

/// A tag to be made or changed; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagDraft {
    /// Its name; needed to make one.
    pub name: Option<String>,
    /// An icon, often an emoji.
    pub icon: Option<String>,
    /// A description; it can be written, never read.
    pub description: Option<String>,
    /// Shown in the portal's side bar.
    pub pinned: Option<bool>,
}

/// A call of the workspace's list.
#[derive(Debug, Clone, PartialEq)]
pub struct CallEntry {
    /// Its id, as call webhooks name it.
    pub remote: RemoteId,
    /// Who called whom.
    pub direction: Direction,
    /// What became of it.
    pub facts: CallFacts,
    /// The customer's number, when told.
    pub phone: Option<String>,
    /// Who took or made it.
    pub agent: Option<RemoteId>,
    /// Their name.
    pub agent_name: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
}

impl Hatif {
    /// Sends a template to a number. One try, as for text.
    pub async fn send_template(
        &self,
        channel: &RemoteId,
        phone: &str,
        template: &Template,
    ) -> Result<Receipt, PlatformError> {
        let body = json!({
            "ChannelId": channel,
            "TemplateName": template.name,
            "Language": template.language,
            "ToNumber": sendable(phone)?,
            "Parameters": template.parts.iter().map(parameter).collect::<Vec<_>>(),
        });
        let path = ["v1", "whatsapp", "service-account", "sendTemplate"];
        let item = self
            .session
            .send(self.urgency, Call::send(&path, body))
            .await?;
        Ok(Receipt { item })
    }

    /// Sends a file that is public on the web to a number. One try, as for text.
    pub async fn send_file(
        &self,
        channel: &RemoteId,
        phone: &str,
        url: &str,
        file_name: &str,
        caption: Option<&str>,
    ) -> Result<Receipt, PlatformError> {
        let mut body = Map::new();
        body.insert("channelId".to_owned(), json!(channel));
        body.insert("toNumber".to_owned(), json!(sendable(phone)?));
        body.insert("fileUrl".to_owned(), json!(url));
        body.insert("fileName".to_owned(), json!(file_name));
        if let Some(caption) = caption {
            body.insert("caption".to_owned(), json!(caption));
        }
        let path = ["v1", "whatsapp", "service-account", "sendFile"];
        let call = Call::send(&path, Value::Object(body));
        let item = self.session.send(self.urgency, call).await?;
        Ok(Receipt { item })
    }

    /// The conversation with a number on a channel; made when there is none. The customer does not
    /// notice.
    pub async fn open_conversation(
        &self,
        new: &NewConversation,
    ) -> Result<ConversationRecord, PlatformError> {
        let (person, machine) = match &new.assignee {
            None => (None, None),
            Some((agent, AgentKind::Person)) => (Some(agent), None),
            Some((agent, AgentKind::AiAgent)) => (None, Some(agent)),
        };
        let body = json!({
            "ChannelId": new.channel,
            // Here, unlike everywhere else, the plus is wanted.
            "PhoneNumber": format!("+{}", sendable(&new.phone)?),
            "ContactName": new.contact_name,
            "AssignToUserId": person,
            "AssignToAiAgentId": machine,
        });
        let path = ["v2", "conversations", "service-account", "create"];
        let document = self.call(Call::post(&path, body)).await?;
        let created: wire::Created = wire::read(&document).ok_or(PlatformError::Unreadable)?;
        let mut record = self.read_conversation(&created.conversation)?;
        if record.contact.remote.is_empty() {
            let contact = created.contact_id.0.map(|id| id.0);
            record.contact.remote = contact.unwrap_or_default();
        }
        if record.channel.is_none() {
            record.channel_kind = self
                .session
                .channels()
                .get(&new.channel)
                .copied()
                .unwrap_or(record.channel_kind);
            record.channel = Some(new.channel.clone());
        }
        Ok(record)
    }

    /// Gives a conversation exactly these tags.
    pub async fn set_tags(
        &self,
        conversation: &RemoteId,
        tags: &[RemoteId],
    ) -> Result<(), PlatformError> {
        let path = [
            "v2",
            "conversations",
            "service-account",
            conversation.as_str(),
            "tags",
        ];
        self.call(Call::post(&path, json!({ "tagIds": tags })))
            .await
            .map(drop)
    }

    /// Makes a tag.
    pub async fn create_tag(&self, draft: &TagDraft) -> Result<Tag, PlatformError> {
        let path = ["v1", "tags", "service-account"];
        let document = self.call(Call::post(&path, tag_body(draft))).await?;
        map::tag(&document).ok_or(PlatformError::Unreadable)
    }

    /// Changes a tag.
    pub async fn update_tag(&self, tag: &RemoteId, draft: &TagDraft) -> Result<Tag, PlatformError> {
        let path = ["v1", "tags", "service-account", tag.as_str()];
        let document = self.call(Call::put(&path, tag_body(draft))).await?;
        map::tag(&document).ok_or(PlatformError::Unreadable)
    }

    /// Deletes a tag; one that conversations still carry is refused.
    pub async fn delete_tag(&self, tag: &RemoteId) -> Result<(), PlatformError> {
        self.call(Call::delete(&[
            "v1",
            "tags",
            "service-account",
            tag.as_str(),
        ]))
        .await
        .map(drop)
    }

    /// The newest calls of the workspace, from row `skip` on.
    pub async fn calls(&self, skip: u64) -> Result<Vec<CallEntry>, PlatformError> {
        let call = Call::get(&["v1", "call", "list"]).query("sorting", "creationTime desc");
        let page = self.session.page(self.urgency, call, skip, 100).await?;
        Ok(readable(&page.rows, "call", read_call).0)
    }
}

/// A number as the sending endpoints want it: digits with country code, no plus.
fn sendable(phone: &str) -> Result<String, PlatformError> {
    Some(digits_of(phone))
        .filter(|digits| !digits.is_empty())
        .ok_or_else(|| refused("NoPhoneNumber"))
}

fn parameter(part: &TemplatePart) -> Value {
    let text = |text: &str| json!({ "Type": "text", "Text": text });
    let button = |kind: &str, index: u8, value: &str| {
        json!({
            "Type": "Buttons",
            "SubType": kind,
            "Index": index.to_string(),
            "Values": [text(value)],
        })
    };
    match part {
        TemplatePart::Header(value) => {
            let value = match value {
                TemplateValue::Text(words) => text(words),
                TemplateValue::Image(url) => json!({ "Type": "image", "ImageUrl": url }),
                TemplateValue::Video(url) => json!({ "Type": "video", "VideoUrl": url }),
                TemplateValue::Document { url, file_name } => {
                    json!({ "Type": "document", "DocumentUrl": url, "DocumentFilename": file_name })
                }
            };
            json!({ "Type": "Header", "Values": [value] })
        }
        TemplatePart::Body(values) => {
            let values: Vec<_> = values.iter().map(|value| text(value)).collect();
            json!({ "Type": "Body", "Values": values })
        }
        TemplatePart::LinkButton { index, tail } => button("url", *index, tail),
        TemplatePart::QuickReply { index, payload } => button("quick_reply", *index, payload),
    }
}

fn tag_body(draft: &TagDraft) -> Value {
    let mut body = Map::new();
    let texts = [
        ("Name", &draft.name),
        ("Icon", &draft.icon),
        ("Description", &draft.description),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            body.insert(name.to_owned(), json!(value));
        }
    }
    if let Some(pinned) = draft.pinned {
        body.insert("IsPinned".to_owned(), json!(pinned));
    }
    Value::Object(body)
}

pub(super) fn read_call(row: &Value) -> Option<CallEntry> {
    let row: wire::CallRow = wire::read(row)?;
    let remote = row.id.as_ref()?.0.clone();
    let at = |time: &wire::Loose<super::time::WireTime>| time.map(|time| time.resolve(&remote));
    let inbound = !row
        .call_type
        .as_ref()
        .is_some_and(|word| word.is(2, "Outbound"));
    let talked_ms = at(&row.hangup_time)
        .zip(at(&row.pickup_time))
        .map(|(hung_up, picked_up)| hung_up.since(picked_up))
        .filter(|duration| *duration >= 0);
    let summary = row.ai_summary.as_ref();
    let words = |text: &str| Some(map::cleaned(text)).filter(|text| !text.trim().is_empty());
    let phone = row
        .contact_number
        .as_deref()
        .or(row.contact_number_formatted.as_deref());
    Some(CallEntry {
        direction: if inbound {
            Direction::Inbound
        } else {
            Direction::Outbound
        },
        facts: CallFacts {
            outcome: map::call_outcome(row.status.as_ref(), inbound, talked_ms),
            ringing_ms: row.ringing_duration.map(|span| span.0),
            duration_ms: talked_ms,
            recording_url: row.recording_url.as_deref().and_then(words),
            summary: summary.and_then(|summary| words(summary.summary.as_deref()?)),
            transcript: summary
                .and_then(|summary| words(summary.transcription.as_ref()?.text()))
                .map(|text| TranscriptLine {
                    speaker: None,
                    start_ms: None,
                    text,
                })
                .into_iter()
                .collect(),
        },
        phone: phone.and_then(map::phone),
        agent: row.user_id.as_ref().map(|id| RemoteId(id.0.clone())),
        agent_name: row.user_name.as_deref().and_then(map::name),
        started_at: at(&row.creation_time),
        remote: RemoteId(remote),
    })
}
