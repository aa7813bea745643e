//! Sending through a gateway's own number to a telephone number. The customer need not exist.

use axum::extract::{Path, State};
use serde_json::Value;

use crate::chatvolt::control::SendKind;
use crate::chatvolt::messaging::Content;
use crate::chatvolt::model::Attachment;
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::Body;
use crate::chatvolt::server::{Answer, Id, Shared, ok};
use crate::chatvolt::world::{World, digits};
use crate::shared::media::content_type;

/// `POST /zapi/{instanceId}/{contactPhone}/message`
pub(crate) async fn zapi(
    State(runtime): Shared,
    Path((instance, phone)): Path<(String, String)>,
    body: Body,
) -> Answer {
    runtime.act(|world| {
        let known = instance == world.gateways.zapi_instance_id;
        send(world, known, "zapi", &phone, &body)
    })
}

/// `POST /zapper/instances/{id}/message`
pub(crate) async fn zapper(State(runtime): Shared, Path(instance): Id, body: Body) -> Answer {
    let phone = body.required("contactPhone", usize::MAX)?;
    runtime.act(|world| {
        let known = instance == world.gateways.zapper_instance_id;
        send(world, known, "zapper", phone, &body)
    })
}

/// `POST /twilio/{ownerPhone}/{contactPhone}/message`
pub(crate) async fn twilio(
    State(runtime): Shared,
    Path((owner, phone)): Path<(String, String)>,
    body: Body,
) -> Answer {
    runtime.act(|world| {
        let known = digits(&owner) == digits(&world.gateways.twilio_phone);
        send(world, known, "twilio", &phone, &body)
    })
}

fn send(world: &mut World, known: bool, channel: &str, phone: &str, body: &Body) -> Answer {
    if world.options.quirks.unpaid {
        return Err(Refusal::said(402, "PREMIUM_FEATURE"));
    }
    let text = body.required("message", usize::MAX)?.to_owned();
    // Twilio sends words only.
    let attachments = if channel == "twilio" {
        Vec::new()
    } else {
        files(body)?
    };
    if !known {
        return Err(Refusal::not_found());
    }
    if digits(phone).is_empty() {
        return Err(Refusal::invalid());
    }
    let contact = world.contact_for(phone, None);
    let bot = (!world.bots.is_empty()).then_some(0);
    let conversation = world.conversation_for(contact, channel, bot);
    let content = Content { text, attachments };
    let id = world.send_in_window(conversation, SendKind::Text, content)?;
    ok(&world.stored_message_json(conversation, &id))
}

/// The files of a gateway's send: unlike elsewhere only the address is required.
fn files(body: &Body) -> Result<Vec<Attachment>, Refusal> {
    let given = body.get("attachments").and_then(Value::as_array);
    given
        .into_iter()
        .flatten()
        .map(|file| {
            let url = file["url"].as_str().filter(|url| !url.is_empty());
            let url = url.ok_or_else(|| Refusal::body("attachments", "Required"))?;
            let last = url.rsplit('/').next().unwrap_or(url);
            let name = file["name"].as_str().unwrap_or(last);
            let mime_type = file["mimeType"].as_str();
            Ok(Attachment {
                id: String::new(),
                name: name.to_owned(),
                url: url.to_owned(),
                size: file["size"].as_u64().unwrap_or_default(),
                mime_type: mime_type.unwrap_or_else(|| content_type(name)).to_owned(),
            })
        })
        .collect()
}
