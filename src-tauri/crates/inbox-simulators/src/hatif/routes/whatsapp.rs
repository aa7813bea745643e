//! Sending WhatsApp messages: addressed by channel and number, never by conversation.

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};

use crate::hatif::control::{ReceivedSend, SendKind};
use crate::hatif::ids::Guid;
use crate::hatif::messages::Content;
use crate::hatif::model::{Attachment, MessageType, Template};
use crate::hatif::refusal::{Refusal, WINDOW_EXPIRED};
use crate::hatif::request::Body;
use crate::hatif::runtime::Runtime;
use crate::hatif::server::{Answer, ok};
use crate::hatif::workspace::{World, digits};
use crate::shared::casing::member;
use crate::shared::media::content_type;

/// WhatsApp's limit of a text, in characters.
const LONGEST_TEXT: usize = 4_096;

/// `POST /v1/whatsapp/service-account/sendText`
pub(crate) async fn send_text(State(runtime): State<Arc<Runtime>>, mut body: Body) -> Answer {
    let (channel, number) = addressed(&mut body);
    let text = body.required("text");
    if text.chars().count() > LONGEST_TEXT {
        body.problem(
            "text",
            format!("The text must not be longer than {LONGEST_TEXT}."),
        );
    }
    body.checked()?;
    runtime.act(|world| {
        let target = Target::find(world, channel, &number)?;
        world.note_send(SendKind::Text, &target, Some(&text), |world| {
            world.require_window(&target)?;
            Ok(Content::text(text.clone()))
        })
    })
}

/// `POST /v1/whatsapp/service-account/sendFile`
pub(crate) async fn send_file(State(runtime): State<Arc<Runtime>>, mut body: Body) -> Answer {
    let (channel, number) = addressed(&mut body);
    let url = body.required("fileUrl");
    if !url.is_empty() && !url.starts_with("http://") && !url.starts_with("https://") {
        body.problem(
            "fileUrl",
            "The fileUrl field is not a valid http or https URL.",
        );
    }
    let name = body.required("fileName");
    let caption = body.text("caption").map(str::to_owned);
    body.checked()?;
    runtime.act(|world| {
        let target = Target::find(world, channel, &number)?;
        let answer = world.note_send(SendKind::File, &target, Some(&url), |world| {
            world.require_window(&target)?;
            Ok(Content {
                message_type: message_type_of(&name),
                body: caption.clone(),
                attachment: Some(Attachment::Elsewhere(url.clone())),
                location: None,
                reply_to: None,
            })
        });
        if let Some(send) = world.sends.last_mut() {
            send.file = Some((name.clone(), caption.clone()));
        }
        answer
    })
}

/// What a file is sent as, by its extension.
pub(crate) fn message_type_of(name: &str) -> MessageType {
    match content_type(name).split('/').next() {
        Some("image") => MessageType::Image,
        Some("audio") => MessageType::Audio,
        Some("video") => MessageType::Video,
        _ => MessageType::Document,
    }
}

/// `POST /v1/whatsapp/service-account/sendTemplate`
pub(crate) async fn send_template(State(runtime): State<Arc<Runtime>>, mut body: Body) -> Answer {
    let (channel, number) = addressed(&mut body);
    let name = body.required("templateName");
    let language = body.required("language");
    let parameters: Vec<Value> = body
        .get("parameters")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    body.checked()?;
    runtime.act(|world| {
        let target = Target::find(world, channel, &number)?;
        world.note_send(SendKind::Template, &target, Some(&name), |world| {
            let channel = world.channels[target.channel].name;
            let template = world
                .templates
                .iter()
                .find(|one| one.channel == channel && one.name == name && one.language == language)
                .ok_or_else(|| {
                    Refusal::invalid("templateName", "The template is unknown in this language.")
                })?;
            fill_template(template, &parameters)
        })
    })
}

fn addressed(body: &mut Body) -> (Option<Guid>, String) {
    let channel = body.required_id("channelId");
    let number = digits(&body.required("toNumber"));
    if body.text("toNumber").is_some() && !(8..=15).contains(&number.len()) {
        body.problem("toNumber", "The number must have 8 to 15 digits.");
    }
    (channel, number)
}

/// To whom a message goes.
struct Target {
    channel: usize,
    number: String,
}

impl Target {
    fn find(world: &World, channel: Option<Guid>, number: &str) -> Result<Self, Refusal> {
        let text = channel
            .map(|channel| channel.to_string())
            .unwrap_or_default();
        let channel = channel
            .and_then(|channel| world.channel(channel))
            .ok_or_else(|| Refusal::no_such("Channel", &text))?;
        if !world.channels[channel].kind.texts() {
            return Err(Refusal::business(
                "Voxa:WhatsApp:ChannelNotConnected",
                "The channel has no WhatsApp account.",
            ));
        }
        Ok(Self {
            channel,
            number: number.to_owned(),
        })
    }
}

impl World {
    fn require_window(&self, target: &Target) -> Result<(), Refusal> {
        let open = self
            .contact_by_phone(&target.number)
            .and_then(|contact| self.conversation_of(target.channel, contact))
            .is_some_and(|conversation| self.window_is_open(conversation));
        if open {
            return Ok(());
        }
        Err(Refusal::Business {
            status: self.options.quirks.window_error_status,
            code: WINDOW_EXPIRED,
            message: "The customer service window has expired. Send a template instead.",
        })
    }

    /// Executes a send and notes what was asked for and what became of it.
    fn note_send(
        &mut self,
        kind: SendKind,
        target: &Target,
        said: Option<&str>,
        content: impl FnOnce(&Self) -> Result<Content, Refusal>,
    ) -> Answer {
        let mut received = ReceivedSend {
            at: self.now(),
            kind,
            channel_id: self.channels[target.channel].id.to_string(),
            to_number: target.number.clone(),
            text: said.unwrap_or_default().to_owned(),
            file: None,
            accepted: false,
            conversation_event_id: None,
        };
        let content = match content(self) {
            Ok(content) => content,
            Err(refusal) => {
                self.sends.push(received);
                return Err(refusal);
            }
        };
        let contact = self.contact_for(&target.number, None);
        let conversation = self.conversation_for(target.channel, contact);
        let event = self.send(conversation, content, None);
        received.accepted = true;
        received.conversation_event_id = Some(event.to_string());
        self.sends.push(received);
        let what = match kind {
            SendKind::Text => "Message sent successfully",
            SendKind::Template => "Template message sent successfully",
            SendKind::File => "File sent successfully",
        };
        ok(&json!({
            "contactId": self.contacts[contact].id,
            "status": "accepted",
            "message": what,
            "conversationEventId": event,
        }))
    }
}

/// Fills a template, checking its parameters as WhatsApp does.
fn fill_template(template: &Template, parameters: &[Value]) -> Result<Content, Refusal> {
    let invalid = |message: &str| Refusal::invalid("parameters", message);
    let mut content = Content {
        message_type: MessageType::Template,
        body: None,
        attachment: None,
        location: None,
        reply_to: None,
    };
    let mut texts: Vec<String> = Vec::new();
    let mut buttons = 0;
    for parameter in parameters.iter().filter_map(Value::as_object) {
        let kind = member(parameter, "type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let values: Vec<_> = member(parameter, "values")
            .and_then(Value::as_array)
            .ok_or_else(|| invalid("The Values field is required."))?
            .iter()
            .filter_map(Value::as_object)
            .collect();
        let text = |name: &str| {
            values
                .iter()
                .find_map(|value| member(value, name))
                .and_then(Value::as_str)
        };
        // The platform trips over empty texts instead of refusing them.
        let empty = |value: &&serde_json::Map<String, Value>| {
            member(value, "text")
                .and_then(Value::as_str)
                .is_some_and(str::is_empty)
        };
        if values.iter().any(empty) {
            return Err(Refusal::Internal);
        }
        match kind.to_ascii_lowercase().as_str() {
            "header" => {
                let url = ["imageUrl", "documentUrl", "videoUrl"]
                    .into_iter()
                    .find_map(text);
                content.attachment = url.map(|url| Attachment::Elsewhere(url.to_owned()));
            }
            "body" => texts.extend(
                values
                    .iter()
                    .filter_map(|value| member(value, "text").and_then(Value::as_str))
                    .map(str::to_owned),
            ),
            "buttons" => {
                let numbered = member(parameter, "index").is_some_and(Value::is_string);
                let sub_type = member(parameter, "subType").and_then(Value::as_str);
                if !numbered || !matches!(sub_type, Some("url" | "quick_reply")) {
                    return Err(invalid("A button needs SubType and Index."));
                }
                buttons += 1;
            }
            "footer" => {}
            _ => return Err(invalid("The Type field is not valid.")),
        }
    }
    if texts.len() != template.variables() || buttons != template.dynamic_buttons {
        return Err(invalid(
            "The number of parameters does not match the template.",
        ));
    }
    if template.needs_header_media && content.attachment.is_none() {
        return Err(invalid("The template needs a header media."));
    }
    let rendered = texts
        .iter()
        .zip(1..)
        .fold(template.body.clone(), |body, (text, number)| {
            body.replace(&format!("{{{{{number}}}}}"), text)
        });
    content.body = Some(rendered);
    Ok(content)
}
