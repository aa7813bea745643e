//! Everything Chatvolt's client decodes, from raw bytes.

use inbox_core::{RawEvent, RemoteId, Timestamp};
use serde_json::Value;

use super::{
    contacts, crm, extras,
    map::{self, Message},
    read_link, templates, webhook,
    wire::{self, Row},
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
    read_everything(&document);
    let Ok(rows) = wire::rows(document) else {
        return;
    };
    let conversation = RemoteId::from("c");
    let records: Vec<_> = rows
        .iter()
        .filter_map(|row| map::conversation(Row::of(row)?, NOW))
        .collect();
    let unreadable = rows.len() - records.len();
    assert_listed(&rows, &records, unreadable as u32, id_of);
    let items: Vec<_> = rows
        .iter()
        .filter_map(|row| Message::of(Row::of(row)?, NOW))
        .flat_map(|message| message.items(&conversation))
        .collect();
    assert_nothing_lost(&rows, &items, id_of);
    rows.iter().for_each(read_everything);
}

fn read_everything(document: &Value) {
    let conversation = RemoteId::from("c");
    let _ = contacts::read_contact(document);
    let _ = contacts::read_variables(document);
    let _ = templates::read_template(document);
    let _ = crm::read_scenario(document);
    let _ = crm::read_entry(document);
    let _ = crm::read_log(document);
    let _ = crm::read_step(document);
    let _ = extras::read_note(document);
    let _ = read_link(document);
    let _ = crm::read_move(document);
    if let Some(row) = Row::of(document) {
        let _ = map::agent(row);
        let _ = map::member(row);
        let _ = map::note(row, &conversation, NOW);
        let _ = map::place(row);
        let _ = Message::of(row, Timestamp::default())
            .map(|message| message.owned().items(&conversation));
    }
}

/// The id of a row that is written once and as documented.
fn id_of(row: &Value) -> Option<String> {
    let members = row.as_object()?;
    let named = members.keys().filter(|key| {
        let letters = key.replace('_', "");
        letters.eq_ignore_ascii_case("id")
    });
    if named.count() != 1 {
        return None;
    }
    let id = members.get("id")?.as_str()?.trim();
    (!id.is_empty()).then(|| id.to_owned())
}
