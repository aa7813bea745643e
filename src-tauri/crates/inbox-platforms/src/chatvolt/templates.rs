//! WhatsApp templates: the only words for a customer who has been silent for a day.

use inbox_core::{
    ConversationRecord, MessageTemplate, PlatformError, Receipt, RemoteId, TemplateObstacle,
    digits_of,
};
use serde_json::{Value, json};

use super::{
    Chatvolt,
    client::{Call, never_left, refused},
    map,
    wire::{self, Row},
};

/// A template of an AI agent's number.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Its id with Meta.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its language, such as `pt_BR`.
    pub language: String,
    /// The platform's word; only `APPROVED` ones can be sent.
    pub status: String,
    /// `MARKETING`, `UTILITY`, `AUTHENTICATION`.
    pub category: Option<String>,
    /// The words of its body, with their gaps.
    pub body: Option<String>,
    /// The names or numbers of the gaps, in order.
    pub gaps: Vec<String>,
    /// All its parts as Meta writes them.
    pub components: Value,
}

impl Template {
    /// It can be sent.
    pub fn is_approved(&self) -> bool {
        self.status.eq_ignore_ascii_case("APPROVED")
    }
}

/// A template to be handed in for approval.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateDraft {
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// `MARKETING`, `UTILITY`, `AUTHENTICATION`.
    pub category: String,
    /// All its parts as Meta writes them.
    pub components: Value,
}

/// A template with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSend {
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// The filled words, as they stand in the history.
    pub text: String,
    /// Values by the name or number of their gap.
    pub values: Vec<(String, String)>,
    /// What its header shows.
    pub header: Option<TemplateHeader>,
    /// What its buttons need.
    pub buttons: Vec<TemplateButton>,
}

/// What a template's header shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateHeader {
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

/// What a button of a template needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateButton {
    /// What it is.
    pub kind: TemplateButtonKind,
    /// Its place among the buttons, from 0.
    pub index: u8,
    /// The tail of its link, its payload, its code.
    pub value: String,
}

/// What a button of a template does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateButtonKind {
    /// Opens a link.
    Url,
    /// Answers.
    QuickReply,
    /// Copies a code.
    CopyCode,
    /// Opens a form.
    Flow,
    /// Opens the catalogue.
    Catalog,
}

impl Template {
    /// The template as it is offered to a person; `None` for one without words.
    pub(crate) fn offered(&self) -> Option<MessageTemplate> {
        let parts: Vec<Row<'_>> = self
            .components
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Row::of)
            .collect();
        let part = |kind: &str| {
            parts.iter().copied().find(|part| {
                part.text("type")
                    .is_some_and(|own| own.eq_ignore_ascii_case(kind))
            })
        };
        let words =
            |part: Option<Row<'_>>| part.and_then(|part| part.text("text").map(map::cleaned));
        let header = part("HEADER");
        let buttons: Vec<Row<'_>> = part("BUTTONS")
            .map(|part| part.rows("buttons").collect())
            .unwrap_or_default();
        let has_gap = |text: Option<&str>| text.is_some_and(|text| text.contains("{{"));
        let shows_file = header
            .and_then(|header| header.text("format"))
            .is_some_and(|format| !format.eq_ignore_ascii_case("text"));
        let has_gaps = has_gap(header.and_then(|header| header.text("text")))
            || buttons.iter().any(|button| has_gap(button.text("url")));
        Some(MessageTemplate {
            body: self.body.clone()?,
            header: words(header),
            footer: words(part("FOOTER")),
            buttons: buttons
                .iter()
                .filter_map(|button| button.text("text").and_then(map::name))
                .collect(),
            obstacle: if shows_file {
                Some(TemplateObstacle::Media)
            } else {
                has_gaps.then_some(TemplateObstacle::Gap)
            },
            name: self.name.clone(),
            language: self.language.clone(),
            category: self.category.clone(),
        })
    }
}

impl TemplateButtonKind {
    fn word(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::QuickReply => "quick_reply",
            Self::CopyCode => "copy_code",
            Self::Flow => "flow",
            Self::Catalog => "catalog",
        }
    }
}

impl Chatvolt {
    /// The templates of an AI agent's number.
    pub async fn templates(&self, agent: &RemoteId) -> Result<Vec<Template>, PlatformError> {
        let call = Call::get(&["whatsapp", "templates"]).query("agentId", agent.as_str());
        let documents = wire::rows(self.call(call).await?)?;
        Ok(documents.iter().filter_map(read_template).collect())
    }

    /// The templates that can be sent in a conversation.
    pub async fn templates_for(
        &self,
        conversation: &RemoteId,
    ) -> Result<Vec<Template>, PlatformError> {
        let (agent, _) = self.agent_of(conversation).await?;
        let mut templates = self.templates(&agent).await?;
        templates.retain(Template::is_approved);
        Ok(templates)
    }

    /// Hands a template in for approval.
    pub async fn create_template(
        &self,
        agent: &RemoteId,
        draft: &TemplateDraft,
    ) -> Result<(), PlatformError> {
        let body = json!({
            "agentId": agent, "name": draft.name, "language": draft.language,
            "category": draft.category, "components": draft.components,
        });
        let path = ["whatsapp", "templates"];
        self.call(Call::post(&path, body)).await.map(drop)
    }

    /// Sends a template to the customer of a conversation. One try, as for text.
    pub async fn send_template(
        &self,
        conversation: &ConversationRecord,
        template: &TemplateSend,
    ) -> Result<Receipt, PlatformError> {
        let number = self.session.phone_number_id.as_deref();
        let number = number.ok_or_else(|| refused("NoPhoneNumberId"))?;
        // Nothing has left yet, whatever this read comes to.
        let (agent, document) = self
            .agent_of(&conversation.remote)
            .await
            .map_err(never_left)?;
        let told =
            Row::of(&document).and_then(|row| map::conversation(row, self.session.clock.now()));
        let phone = told.and_then(|told| told.contact.phone);
        let phone = phone.or_else(|| conversation.contact.phone.clone());
        let to = Some(digits_of(&phone.unwrap_or_default()))
            .filter(|digits| !digits.is_empty())
            .ok_or_else(|| refused("NoPhoneNumber"))?;
        let body = template_body(&agent, &to, template);
        let path = ["whatsapp", number, "template-message"];
        let answer = self.call(Call::send(&path, body)).await?;
        let row = Row::of(&answer).ok_or(PlatformError::Unreadable)?;
        let went_to = row.id("id").ok_or(PlatformError::Unreadable)?;
        let newest = row
            .rows("messages")
            .max_by_key(|message| (message.time("createdAt"), message.id("id")));
        let item = newest
            // The number may belong to another conversation as well; its message is not of this one.
            .filter(|_| went_to == conversation.remote.0)
            .and_then(|message| message.id("id"))
            .map(RemoteId);
        if let Some(item) = &item {
            self.know(|known| known.note_sent(item.clone()));
        }
        Ok(Receipt { item })
    }
}

pub(super) fn template_body(agent: &RemoteId, to: &str, template: &TemplateSend) -> Value {
    let mut body = json!({
        "to": to, "text": template.text, "agentId": agent,
        "templateName": template.name, "templateLangCode": template.language,
    });
    for (gap, value) in &template.values {
        body[format!("var_{gap}")] = json!(value);
    }
    let header: &[(&str, &str)] = match &template.header {
        None => &[],
        Some(TemplateHeader::Text(text)) => &[("header_type", "text"), ("header_text", text)],
        Some(TemplateHeader::Image(url)) => &[("header_type", "image"), ("header_link", url)],
        Some(TemplateHeader::Video(url)) => &[("header_type", "video"), ("header_link", url)],
        Some(TemplateHeader::Document { url, file_name }) => &[
            ("header_type", "document"),
            ("header_link", url),
            ("header_filename", file_name),
        ],
    };
    for (name, value) in header {
        body[*name] = json!(value);
    }
    if !template.buttons.is_empty() {
        let buttons = template.buttons.iter().map(|button| {
            json!({
                "type": button.kind.word(), "value": button.value, "index": button.index,
            })
        });
        body["buttons"] = buttons.collect();
        body["hasButtonVariables"] = json!(true);
    }
    body
}

pub(super) fn read_template(document: &Value) -> Option<Template> {
    let row = Row::of(document)?;
    let body = row
        .rows("components")
        .find(|part| {
            part.text("type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("BODY"))
        })
        .and_then(|part| part.text("text"))
        .map(map::cleaned);
    Some(Template {
        id: row.id("id"),
        name: row.text("name")?.to_owned(),
        language: row.text("language")?.to_owned(),
        status: row.text("status").unwrap_or_default().to_owned(),
        category: row.text("category").map(str::to_owned),
        gaps: body.as_deref().map(gaps).unwrap_or_default(),
        body,
        components: row.get("components").cloned().unwrap_or_default(),
    })
}

/// The names between double braces, each once.
fn gaps(body: &str) -> Vec<String> {
    let mut gaps: Vec<String> = Vec::new();
    let after_opening = body.split("{{").skip(1);
    for gap in after_opening.filter_map(|rest| Some(rest.split_once("}}")?.0.trim())) {
        if !gap.is_empty() && !gaps.iter().any(|known| known == gap) {
            gaps.push(gap.to_owned());
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_gap_of_a_template_is_asked_for_once() {
        let body = "Hi {{customer_name}}, order {{ 2 }} of {{customer_name}} {{}} {{open";
        assert_eq!(gaps(body), ["customer_name", "2"]);
    }
}
