//! Reading Ohallo's JSON: the documented examples, their other dialect, and damaged forms.

use std::collections::HashSet;

use inbox_core::{
    AttentionKind, AuthorKind, ChannelKind, FindingKind, RemoteId, Status, Timestamp,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    extras, map,
    map::{Surroundings, Told},
    people,
    wire::{Listed, readable},
};

/// The time of what tells none.
const NOW: Timestamp = Timestamp(1_773_585_000_000);

fn document(text: &str) -> Value {
    serde_json::from_str(text).expect("a fixture is JSON")
}

fn conversations() -> Value {
    document(include_str!("fixtures/conversations.json"))
}

fn thread() -> Value {
    document(include_str!("fixtures/thread.json"))
}

fn record(row: &Value) -> Option<inbox_core::ConversationRecord> {
    Told::read(row).map(|told| map::conversation(&told, Surroundings::default()))
}

fn items(thread: &Value) -> Vec<inbox_core::ItemRecord> {
    let list = |name: &str| thread[name].as_array().cloned().unwrap_or_default();
    let (attachments, _) = readable(&list("attachments"), "attachment", map::attachment);
    let ai_names = HashSet::from(["sophie".to_owned()]);
    map::items(
        &list("messages"),
        &attachments,
        &RemoteId::from("c1"),
        &ai_names,
        NOW,
    )
}

#[test]
fn a_page_of_conversations_is_read_and_its_damaged_rows_are_counted() {
    let rows = Listed::of(conversations()).expect("a list");
    assert!(rows.next.is_some());
    let (records, unreadable) = readable(&rows.rows, "conversation", record);
    assert_eq!(unreadable, 2);
    insta::assert_json_snapshot!(records);
}

#[test]
fn a_thread_is_read_newest_first_and_nothing_that_has_an_id_is_lost() {
    insta::assert_json_snapshot!(items(&thread()));
}

#[test]
fn only_the_name_it_writes_under_tells_the_ai_from_a_colleague() {
    let items = items(&thread());
    let author = |id: &str| {
        let item = items.iter().find(|item| item.remote.as_str() == id);
        item.map(|item| item.author.kind)
    };
    assert_eq!(author("m2"), Some(AuthorKind::AiAgent));
    assert_eq!(author("m3"), Some(AuthorKind::Person));
}

#[test]
fn both_dialects_stand_for_the_same() {
    let pairs = [
        ("open", "new", Status::Open, Some(true)),
        ("open", "active", Status::Open, Some(true)),
        ("in_progress", "human_managed", Status::Open, Some(false)),
        ("awaiting_contact", "waiting", Status::Pending, Some(true)),
        ("closed", "resolved", Status::Resolved, Some(false)),
        ("abandoned", "RESOLVED", Status::Resolved, Some(false)),
    ];
    for (guide, reference, status, ai_on) in pairs {
        let read = [guide, reference].map(|word| {
            let row = json!({ "id": "c", "status": word, "lastMessageAt": "2026-03-15T14:30:00Z" });
            let record = record(&row).expect("a row");
            (record.status, record.facts.ai_on, record.fingerprint)
        });
        assert_eq!((read[0].0, read[0].1), (status, ai_on), "{guide}");
        assert_eq!(read[0], read[1], "{guide} and {reference}");
    }
    let guide = json!({ "id": "p", "name": "Henrik Larsen", "phone": null, "accountName": "Nordic",
        "identities": [{ "channel": "whatsapp", "value": "+4531234567" }] });
    let reference = json!({ "id": "p", "firstName": "Henrik", "lastName": "Larsen",
        "phone": "+4531234567", "companyName": "Nordic" });
    assert!(map::contact(&guide).is_some());
    assert_eq!(map::contact(&guide), map::contact(&reference));
}

#[test]
fn the_fingerprint_changes_with_everything_a_reader_would_notice_and_with_nothing_else() {
    let rows = Listed::of(conversations()).expect("a list").rows;
    let fingerprint = |row: &Value| record(row).map(|record| record.fingerprint);
    let before = fingerprint(&rows[0]);
    let changes = [
        ("lastMessageAt", json!("2026-03-15T14:30:01.000Z")),
        ("status", json!("resolved")),
        ("status", json!("awaiting_contact")),
        ("status", json!("unheard of")),
        ("humanManaged", json!(true)),
        ("lastMessagePreview", json!("Hello")),
        ("contactName", json!("Henrik L.")),
        ("accountName", json!("Nordic Parts A/S")),
        ("assignedUserId", json!("usr_1")),
    ];
    for (member, value) in changes {
        let mut altered = rows[0].clone();
        altered[member] = value;
        assert_ne!(fingerprint(&altered), before, "{member}");
    }
    let same = [
        ("lastMessageAt", json!("2026-03-15T15:30:00+01:00")),
        ("status", json!("active")),
        ("humanManaged", json!(false)),
        ("workspaceName", json!("new member")),
    ];
    for (member, value) in same {
        let mut altered = rows[0].clone();
        altered[member] = value;
        assert_eq!(fingerprint(&altered), before, "{member}");
    }
    let told = Told::read(&rows[0]).expect("a row");
    let asked = |status: &str| {
        let item = json!({ "id": "ai1", "conversationId": told.id, "type": "escalation", "status": status });
        let attention = map::attention(&[item], |_| NOW)
            .remove(&told.id)
            .unwrap_or_default();
        let around = Surroundings {
            attention,
            ..Surroundings::default()
        };
        map::conversation(&told, around).fingerprint
    };
    assert_ne!(Some(asked("open")), before);
    assert_ne!(asked("open"), asked("resolved"));
    let learnt = Surroundings {
        details: Some(map::Details {
            summary: Some("Wants to know when it comes.".to_owned()),
            ..map::Details::default()
        }),
        channel_kind: Some(ChannelKind::Email),
        ..Surroundings::default()
    };
    assert_eq!(
        Some(map::conversation(&told, learnt).fingerprint),
        before,
        "what a session has learnt is forgotten at its end"
    );
}

#[test]
fn what_tells_no_time_is_as_old_as_what_stands_beside_it_and_never_of_1970() {
    let message = |id: &str, at: Option<&str>| json!({ "id": id, "role": "customer", "content": id, "createdAt": at });
    let told = "2026-03-15T14:27:00Z";
    let times = |messages: Vec<Value>| -> Vec<_> {
        let thread = json!({ "messages": messages });
        items(&thread).iter().map(|item| item.occurred_at).collect()
    };
    let at = times(vec![message("only", Some(told))]);
    let beside = times(vec![
        message("before", None),
        message("told", Some(told)),
        message("behind", None),
    ]);
    assert_eq!(beside, [at[0]; 3]);
    assert_eq!(times(vec![message("alone", None)]), [NOW]);
    let asking = json!({ "id": "a", "conversationId": "c", "type": "human_requested" });
    let board = map::attention(&[asking], |_| NOW);
    assert_eq!(board[&RemoteId::from("c")][0].raised_at, NOW);
}

#[test]
fn what_needs_a_person_comes_open_first_and_by_its_kind() {
    let row = |id: &str, kind: &str, status: &str, at: &str| json!({ "id": id, "conversationId": "c", "type": kind, "status": status, "createdAt": at });
    let board = map::attention(
        &[
            row("1", "human_requested", "resolved", "2026-03-25T11:45:00Z"),
            row("2", "validation_failed", "open", "2026-03-25T11:42:00Z"),
            row("3", "approval_required", "open", "2026-03-25T11:43:00Z"),
            row("4", "escalation", "puzzling", "2026-03-25T11:41:00Z"),
            json!({ "id": "5", "type": "escalation" }),
        ],
        |_| NOW,
    );
    let items = &board[&RemoteId::from("c")];
    let told: Vec<_> = items
        .iter()
        .map(|item| {
            (
                item.remote.as_ref().map(RemoteId::as_str),
                item.kind,
                item.open,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some("3"), AttentionKind::Approval, true),
            (Some("2"), AttentionKind::AiStuck, true),
            (Some("4"), AttentionKind::Other, true),
            (Some("1"), AttentionKind::HumanRequested, false),
        ]
    );
}

#[test]
fn a_row_read_singly_keeps_what_only_the_listing_tells() {
    let row = Listed::of(conversations()).expect("a list").rows.remove(0);
    let told = Told::read(&row).expect("a row");
    let single = |status: &str, at: &str| {
        let single = json!({ "id": told.id, "status": status, "summary": "A parcel", "messageCount": 2,
            "lastMessageAt": at, "channelId": "d4e5f6a7", "contactId": "f7e8d9c0" });
        told.updated_by(&Told::read(&single).expect("a conversation"))
    };
    let shown = |told: &Told| map::conversation(told, Surroundings::default());
    let same = single("active", "2026-03-15T14:30:00Z");
    assert_eq!(shown(&same).fingerprint, shown(&told).fingerprint);
    let finished = shown(&single("resolved", "2026-03-15T14:30:00Z"));
    assert_eq!(finished.status, Status::Resolved);
    assert_eq!(finished.contact.name.as_deref(), Some("Henrik Larsen"));
    assert_ne!(finished.fingerprint, shown(&told).fingerprint);
    let moved = shown(&single("active", "2026-03-15T14:31:00Z"));
    assert_eq!(
        moved.preview, None,
        "the old last words are not the last any more"
    );
    assert_eq!(moved.last_activity_at, Timestamp(1_773_585_060_000));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[0-9:.T+Z-]{0,30}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map("[a-zA-Z]{0,8}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_fixture_with_any_member_replaced_is_read_or_refused_but_never_fatal(
        which in 0_usize..7, member in 0_usize..12, value in any_json(),
    ) {
        let mut rows = Listed::of(conversations()).expect("a list").rows;
        if let Some(members) = rows[which].as_object_mut()
            && let Some(key) = members.keys().nth(member % members.len().max(1)).cloned()
        {
            members.insert(key, value.clone());
        }
        let _ = record(&rows[which]);
        let mut damaged = thread();
        for list in ["messages", "attachments"] {
            let row = &mut damaged[list][which % 4];
            if let Some(members) = row.as_object_mut()
                && let Some(key) = members.keys().nth(member % members.len().max(1)).cloned()
            {
                members.insert(key, value.clone());
            }
        }
        let _ = items(&damaged);
    }

    #[test]
    fn any_json_is_read_or_refused_but_never_fatal(row in any_json()) {
        let _ = record(&row);
        let _ = map::contact(&row);
        let _ = map::channel(&row);
        let _ = map::attachment(&row);
        let _ = map::attention(std::slice::from_ref(&row), |_| NOW);
        let _ = map::items(std::slice::from_ref(&row), &[], &RemoteId::from("c"), &HashSet::new(), NOW);
        let _ = people::person(&row);
        let _ = people::company(&row);
        let _ = extras::breaker(&row);
        let _ = extras::workspace(&row);
        let _ = extras::finding(&row, FindingKind::Rule);
        let _ = Listed::of(row);
    }
}
