//! WhatsApp templates, the only words for a customer who has been silent for a day.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::chatvolt::control::SendKind;
use crate::chatvolt::messaging::Content;
use crate::chatvolt::model::{Author, Status, Template};
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::{Body, Query};
use crate::chatvolt::server::{Answer, Id, Shared, ok};
use crate::chatvolt::world::{World, digits};

/// `GET /whatsapp/templates`
pub(crate) async fn list(State(runtime): Shared, query: Query) -> Answer {
    let agent = query.required("agentId")?;
    runtime.look(|world| {
        world.bot(agent).ok_or_else(Refusal::not_found)?;
        ok(&json!({ "data": world.templates }))
    })
}

/// `POST /whatsapp/templates`: Meta has to approve it first.
pub(crate) async fn create(State(runtime): Shared, body: Body) -> Answer {
    let agent = body.required("agentId", usize::MAX)?;
    let text = |name: &str| body.required(name, usize::MAX).map(str::to_owned);
    let (name, language, category) = (text("name")?, text("language")?, text("category")?);
    if !["MARKETING", "UTILITY", "AUTHENTICATION"].contains(&category.as_str()) {
        return Err(Refusal::body("category", "Invalid enum value"));
    }
    let components = body.get("components").cloned();
    let components = components.ok_or_else(|| Refusal::body("components", "Required"))?;
    runtime.act(|world| {
        world.bot(agent).ok_or_else(Refusal::not_found)?;
        let template = Template {
            id: (1_000_000_000 + world.dice.below(900_000_000)).to_string(),
            name,
            language,
            status: "PENDING".to_owned(),
            category,
            components,
        };
        let answer = json!(template);
        world.templates.push(template);
        ok(&answer)
    })
}

/// `POST /whatsapp/{phoneNumberId}/template-message`
pub(crate) async fn send(State(runtime): Shared, Path(number): Id, body: Body) -> Answer {
    let to = digits(body.required("to", usize::MAX)?);
    let text = body.required("text", usize::MAX)?.to_owned();
    let agent = body.required("agentId", usize::MAX)?;
    let name = body.required("templateName", usize::MAX)?;
    let language = body.required("templateLangCode", usize::MAX)?;
    let status: Option<Status> = match body.word("conversationStatus")? {
        Some(status) => Some(status),
        None => body.word("defaultStatus")?,
    };
    runtime.act(|world| {
        if number != world.credentials.phone_number_id {
            return Err(Refusal::not_found());
        }
        let bot = world.bot(agent).ok_or_else(Refusal::not_found)?;
        check_template(world, &body, name, language)?;
        if to.is_empty() {
            return Err(Refusal::body("to", "Invalid"));
        }
        let step = body
            .text("crmStepId")
            .map(|id| world.step(id).ok_or_else(Refusal::not_found))
            .transpose()?;
        let assignee = body
            .text("defaultAssigneeId")
            .map(|id| world.membership(id).ok_or_else(Refusal::not_found))
            .transpose()?;
        let unnamed = format!("wao-{to}");
        let contact_name = body.text("contactName").unwrap_or(&unnamed);
        let contact = world.contact_for(&to, Some(contact_name));
        let conversation = world.conversation_for(contact, "whatsapp", Some(bot));
        let content = Content::text(text.clone());
        let id = world.send(conversation, Author::Api, content);
        world.note_send(conversation, SendKind::Template, &text, Some(id.clone()));
        if let Some(step) = step {
            world.enter_step(conversation, step, false);
        }
        let record = world.touch(conversation);
        record.status = status.unwrap_or(record.status);
        if let Some(assignee) = assignee {
            record.assignees = vec![assignee];
        }
        let (conversation_id, external_id) = (record.id.clone(), record.external_id.clone());
        ok(&json!({
            "id": conversation_id,
            "channelExternalId": external_id,
            "channel": "whatsapp",
            "messages": [world.stored_message_json(conversation, &id)],
        }))
    })
}

/// Whether that template may be sent with what the body brings.
fn check_template(world: &World, body: &Body, name: &str, language: &str) -> Result<(), Refusal> {
    let template = world
        .templates
        .iter()
        .find(|template| template.name == name && template.language == language)
        .ok_or_else(Refusal::not_found)?;
    if template.status != "APPROVED" {
        return Err(Refusal::invalid());
    }
    for variable in template.variables() {
        let member = format!("var_{variable}");
        let given = body.get(&member).is_some_and(|value| match value {
            Value::String(text) => !text.is_empty(),
            other => other.is_number(),
        });
        if !given {
            return Err(Refusal::said(400, format!("{member}: Required")));
        }
    }
    Ok(())
}
