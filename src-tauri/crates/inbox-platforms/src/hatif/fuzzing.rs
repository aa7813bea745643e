//! Everything Hatif's client decodes, from raw bytes.

use inbox_core::{RawEvent, RemoteId};
use serde_json::Value;

use super::{
    contacts, extras,
    map::{self, KnownChannels},
    readable, webhook, wire,
};
use crate::fuzzing::{NOW, assert_hints, assert_listed, assert_nothing_lost, document, event};

pub(crate) fn webhook(event: &RawEvent) {
    assert_hints(&webhook::hints(event));
}

pub(crate) fn decode(bytes: &[u8]) {
    webhook(&event(bytes));
    let Some(document) = document(bytes) else {
        return;
    };
    let conversation = RemoteId::from("c");
    read_everything(&document);
    let Some(list) = wire::Rows::of(document) else {
        return;
    };
    let (records, unreadable) = readable(&list.rows, "conversation", |row| {
        map::conversation(row, &KnownChannels::new(), NOW)
    });
    assert_listed(&list.rows, &records, unreadable, |row| id_of(row, "id"));
    let (items, _) = readable(&list.rows, "timeline event", |row| {
        map::item(row, &conversation, NOW)
    });
    assert_nothing_lost(&list.rows, &items, |row| id_of(row, "eventId"));
    list.rows.iter().for_each(read_everything);
}

fn read_everything(row: &Value) {
    let _ = map::channel(row);
    let _ = map::agent(row);
    let _ = map::membership(row);
    let _ = map::tag(row);
    let _ = contacts::read_contact(row);
    let _ = extras::read_call(row);
}

/// The id of a row that is written once and as documented.
fn id_of(row: &Value, member: &str) -> Option<String> {
    let members = row.as_object()?;
    let named: Vec<_> = members
        .keys()
        .filter(|key| key.eq_ignore_ascii_case(member))
        .collect();
    if named.as_slice() != [member] || members.contains_key("data") {
        return None;
    }
    let id = members[member].as_str()?.trim();
    (!id.is_empty()).then(|| id.to_owned())
}
