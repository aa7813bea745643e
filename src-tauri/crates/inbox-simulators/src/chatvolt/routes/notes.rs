//! Internal notes. A key writes as the organization's owner.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::Value;

use crate::chatvolt::model::Note;
use crate::chatvolt::refusal::Refusal;
use crate::chatvolt::request::Body;
use crate::chatvolt::server::{Answer, Id, Shared, ok};
use crate::chatvolt::world::World;
use crate::shared::http::json_response;

/// The longest note.
const LONGEST: usize = 500;
/// The owner's place among the members.
const OWNER: usize = 0;

/// `GET /conversations/{conversationId}/notes`
pub(crate) async fn list(State(runtime): Shared, Path(id): Id) -> Answer {
    runtime.look(|world| {
        let conversation = world.sought(&id)?;
        let notes = &world.conversations[conversation].notes;
        let notes: Vec<Value> = notes
            .iter()
            .map(|note| world.note_json(conversation, note))
            .collect();
        ok(&Value::from(notes))
    })
}

/// `POST /conversations/{conversationId}/notes`
pub(crate) async fn create(State(runtime): Shared, Path(id): Id, body: Body) -> Answer {
    let text = body.required("note", LONGEST)?.to_owned();
    let is_private = body.flag("isPrivate")?.unwrap_or_default();
    let is_justification = body.flag("isJustify")?.unwrap_or_default();
    let remind_at = body.instant("notificationDateTime")?;
    runtime.act(|world| {
        let conversation = world.sought(&id)?;
        let (id, now) = (world.cuid(), world.now());
        let note = Note {
            id,
            text,
            is_private,
            is_justification,
            author: OWNER,
            remind_at,
            created: now,
            updated: now,
        };
        let answer = world.note_json(conversation, &note);
        world.conversations[conversation].notes.push(note);
        Ok(json_response(201, &answer))
    })
}

/// `PUT /conversations/{conversationId}/notes/{noteId}`
pub(crate) async fn update(
    State(runtime): Shared,
    Path((id, note)): Path<(String, String)>,
    body: Body,
) -> Answer {
    let text = body
        .get("note")
        .map(|_| body.required("note", LONGEST))
        .transpose()?
        .map(str::to_owned);
    let is_private = body.flag("isPrivate")?;
    // Told as nothing, the reminder goes; not told, it stays.
    let remind_at = match body.0.get("notificationDateTime") {
        Some(_) => Some(body.instant("notificationDateTime")?),
        None => None,
    };
    runtime.act(|world| {
        let (conversation, place) = own_note(world, &id, &note)?;
        let now = world.now();
        let note = &mut world.conversations[conversation].notes[place];
        note.updated = now;
        note.text = text.unwrap_or_else(|| note.text.clone());
        note.is_private = is_private.unwrap_or(note.is_private);
        note.remind_at = remind_at.unwrap_or(note.remind_at);
        let note = &world.conversations[conversation].notes[place];
        ok(&world.note_json(conversation, note))
    })
}

/// `DELETE /conversations/{conversationId}/notes/{noteId}`
pub(crate) async fn delete(
    State(runtime): Shared,
    Path((id, note)): Path<(String, String)>,
) -> Answer {
    runtime.act(|world| {
        let (conversation, place) = own_note(world, &id, &note)?;
        world.conversations[conversation].notes.remove(place);
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

/// A note that the key may change: nobody may change a colleague's.
fn own_note(world: &World, id: &str, note: &str) -> Result<(usize, usize), Refusal> {
    let conversation = world.sought(id)?;
    let notes = &world.conversations[conversation].notes;
    let place = notes.iter().position(|other| other.id == note);
    let place = place.ok_or_else(Refusal::not_found)?;
    if notes[place].author != OWNER {
        return Err(Refusal::unauthorized());
    }
    Ok((conversation, place))
}
