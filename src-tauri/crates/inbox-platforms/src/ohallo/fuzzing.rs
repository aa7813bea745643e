//! Everything Ohallo's client decodes, from raw bytes.

use std::collections::HashSet;

use inbox_core::{FindingKind, RemoteId};
use serde_json::Value;

use super::{
    account, extras,
    map::{self, Surroundings, Told},
    people,
    wire::{Listed, readable},
};
use crate::fuzzing::{NOW, assert_fit_name, assert_listed, assert_nothing_lost, document};

pub(crate) fn decode(bytes: &[u8]) {
    let Some(document) = document(bytes) else {
        return;
    };
    read_everything(&document);
    let Some(list) = Listed::of(document) else {
        return;
    };
    let (records, unreadable) = readable(&list.rows, "conversation", |row| {
        Told::read(row).map(|told| map::conversation(&told, Surroundings::default()))
    });
    assert_listed(&list.rows, &records, unreadable, id_of);
    let (files, _) = readable(&list.rows, "attachment", map::attachment);
    let items = map::items(
        &list.rows,
        &files,
        &RemoteId::from("c"),
        &HashSet::from(["sophie".to_owned()]),
        NOW,
    );
    assert_nothing_lost(&list.rows, &items, id_of);
    let _ = map::attention(&list.rows, |_| NOW);
    list.rows.iter().for_each(read_everything);
}

fn read_everything(row: &Value) {
    let _ = map::contact(row);
    let _ = map::channel(row);
    let _ = people::person(row);
    let _ = people::company(row);
    let _ = extras::breaker(row);
    let _ = extras::workspace(row);
    let _ = extras::brand(row);
    let _ = extras::quality(row);
    let _ = extras::quality_stats(row);
    let _ = extras::stats(row);
    let _ = account::own_key_of(row.clone(), |_| true);
    if let Some(agent) = extras::ai_agent(row) {
        assert_fit_name(&agent.name);
    }
    let _ = extras::finding(row, FindingKind::Knowledge);
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
