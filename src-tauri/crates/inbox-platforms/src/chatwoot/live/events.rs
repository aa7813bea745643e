//! What the events of the live connection tell.

use std::sync::PoisonError;

use inbox_core::{Content, Hint, ItemRecord, LiveSign, NoticeKind, Presence, RemoteId, Timestamp};
use serde_json::Value;

use crate::chatwoot::{
    client::Session,
    map, notices,
    visitor::VisitorSign,
    webhook,
    wire::{Row, name},
};

/// The sign an event gives; `None` for events that change nothing a reader sees, and for those of
/// other accounts: one connection carries all accounts of its person.
pub(in crate::chatwoot) fn sign(event: &Value, session: &Session) -> Option<LiveSign> {
    let event = Row::of(event)?;
    let data = event.member("data")?;
    let event = event.text("event")?;
    // These name their account inside. One of a message comes with the message, and what takes the
    // place of another is told by both: neither asks for a read of its own.
    if let Some(what) = event.strip_prefix("notification.") {
        let told = Row::of(data)?.row("notification")?;
        // What was removed is told by its id alone; of other accounts and of messages none is known.
        if what == "deleted" {
            let known = session.noticed().remove(&told.id("id")?);
            return known.then_some(LiveSign::Noticed);
        }
        let ours = told.number("account_id") == Some(session.account);
        let news = match what {
            "created" => notices::kind(told.text("notification_type")?) != NoticeKind::Message,
            "updated" => true,
            _ => false,
        };
        return (ours && news).then_some(LiveSign::Noticed);
    }
    let row = Row::of(data).filter(|row| row.number("account_id") == Some(session.account))?;
    let hints = |hints: Vec<Hint>| (!hints.is_empty()).then_some(LiveSign::Hints(hints));
    match event {
        "message.created" | "message.updated" | "first.reply.created" => {
            let conversation = row.id("conversation_id")?;
            // One without a time is not complete, and is read instead.
            let items = map::items(data, &conversation, &session.known(), Timestamp::default());
            let complete = row.instant("created_at").is_some();
            let edited = edited(row, &conversation, &items);
            let items = if complete { items } else { Vec::new() };
            let mut told = webhook::with_items(&conversation, items);
            told.extend(edited);
            hints(told)
        }
        "conversation.typing_on" | "conversation.typing_off" => {
            let user = row.row("user");
            Some(LiveSign::Typing {
                conversation: row.row("conversation")?.id("id")?,
                colleague: user.and_then(|user| user.text("type")) != Some("contact"),
                name: user.and_then(|user| {
                    user.text("available_name")
                        .or_else(|| user.text("name"))
                        .and_then(name)
                }),
                on: event.ends_with("on"),
            })
        }
        "assignee.changed" | "team.changed" => hints(vec![webhook::read(row.id("id")?)]),
        // Labels, inboxes and teams: which of them is said, but they are read together anyway.
        "account.cache_invalidated" => Some(LiveSign::DirectoryChanged),
        "presence.update" => row.row("users").map(|users| {
            let told = |(id, state): (&str, &Value)| (RemoteId::from(id.trim()), presence(state));
            LiveSign::Presences(users.members().map(told).collect())
        }),
        "contact.created" => None,
        "contact.updated" => contact_changed(data, session).and_then(|hint| hints(vec![hint])),
        "contact.merged" | "contact.deleted" => hints(vec![Hint::Contact {
            contact: row.id("id")?,
        }]),
        _ if event.starts_with("conversation.") => hints(vec![webhook::read(row.id("id")?)]),
        _ => None,
    }
}

/// That the words of a message became other words. Nothing but this event tells of it: the API answers
/// with the new words alone, and the times it gives move with every tick, too.
fn edited(row: Row<'_>, conversation: &RemoteId, items: &[ItemRecord]) -> Option<Hint> {
    let changed = row.row("previous_changes")?.list("content");
    let [before, after] = [changed.first()?.as_str()?, changed.get(1)?.as_str()?].map(str::trim);
    // The words stand in the first item; those of a deletion are the platform's.
    let item = items
        .first()
        .filter(|item| item.content != Content::Deleted)?;
    (!before.is_empty() && before != after).then(|| Hint::Edited {
        conversation: conversation.clone(),
        item: item.remote.clone(),
        content: Some(Box::new(item.content.clone())),
    })
}

/// A state that has no word here is not taken for another.
fn presence(state: &Value) -> Option<Presence> {
    match state.as_str()? {
        "online" => Some(Presence::Online),
        "busy" => Some(Presence::Busy),
        "offline" => Some(Presence::Offline),
        _ => None,
    }
}

/// What an event tells a visitor.
pub(in crate::chatwoot) fn visitor_sign(event: &Value) -> Option<VisitorSign> {
    let event = Row::of(event)?;
    let row = Row::of(event.member("data")?)?;
    match event.text("event")? {
        event @ ("conversation.typing_on" | "conversation.typing_off") => {
            // Notes are not for visitors, and neither is that somebody writes one.
            if row.flag("is_private") == Some(true) {
                return None;
            }
            let user = row.row("user");
            Some(VisitorSign::Typing {
                conversation: row.row("conversation")?.id("id")?,
                name: user
                    .and_then(|user| user.name("available_name").or_else(|| user.name("name"))),
                on: event.ends_with("on"),
            })
        }
        event if event.starts_with("message.") || event.starts_with("conversation.") => {
            Some(VisitorSign::News)
        }
        _ => None,
    }
}

/// Every message of a customer comes with the news that the contact changed, as its last activity
/// did; and everybody in the account hears of every contact. What counts is a change of something
/// shown, of a contact whose conversation was read.
fn contact_changed(data: &Value, session: &Session) -> Option<Hint> {
    let (contact, seen) = map::contact_seen(data)?;
    let mut contacts = session
        .contacts
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let known = contacts.get_mut(&contact)?;
    if *known == seen {
        return None;
    }
    *known = seen;
    Some(Hint::Contact { contact })
}
