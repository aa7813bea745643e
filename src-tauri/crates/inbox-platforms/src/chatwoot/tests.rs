//! Reading Chatwoot's JSON: both shapes of its objects, and damaged forms of them.

use std::sync::Arc;

use inbox_core::{
    ChannelKind, Content, ConversationRecord, Delivery, Hint, ItemRecord, LiveSign, Presence,
    RawEvent, RemoteId, Timestamp,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{
    client::{Known, Session, readable},
    live, map, webhook, wire,
};
use crate::{Http, OpenOptions, Quotas, Timeouts, manual_clock::ManualClock};

/// The time of what tells none.
const NOW: Timestamp = Timestamp(1_785_231_600_000);

const CONVERSATIONS: &str = include_str!("fixtures/conversations.json");
const MESSAGES: &str = include_str!("fixtures/messages.json");
const INBOXES: &str = include_str!("fixtures/inboxes.json");
const PRESENCE: &str = include_str!("fixtures/presence.json");
const PROFILE: &str = include_str!("fixtures/profile.json");

fn document(text: &str) -> Value {
    serde_json::from_str(text).expect("a fixture is JSON")
}

fn rows(text: &str) -> Vec<Value> {
    wire::rows(&document(text))
        .expect("a fixture is a list")
        .clone()
}

fn known() -> Known {
    Known {
        channels: [
            (RemoteId::from("3"), ChannelKind::Api),
            (RemoteId::from("5"), ChannelKind::Email),
            (RemoteId::from("6"), ChannelKind::WhatsApp),
        ]
        .into(),
        agents: [("Mira".to_owned(), RemoteId::from("7"))].into(),
        teams: vec!["returns".to_owned()],
        ..Known::default()
    }
}

fn items(rows: &[Value]) -> (Vec<ItemRecord>, u32) {
    let known = known();
    let mut neighbour = NOW;
    let (items, unreadable) = readable(rows, "message", |row| {
        let items = map::items(row, &RemoteId::from("42"), &known, neighbour);
        neighbour = items.first().map_or(neighbour, |item| item.occurred_at);
        (!items.is_empty()).then_some(items)
    });
    (items.into_iter().flatten().collect(), unreadable)
}

#[test]
fn a_page_of_conversations_is_read_and_its_damaged_rows_are_counted() {
    let (records, unreadable) = readable(&rows(CONVERSATIONS), "conversation", |row| {
        map::conversation(row, &known(), NOW)
    });
    assert_eq!(unreadable, 2);
    insta::assert_json_snapshot!(records);
}

#[test]
fn a_mail_that_came_as_html_alone_says_its_words() {
    let (items, _) = items(&[json!({
        "id": 1, "content": null, "message_type": 0, "content_type": "incoming_email", "inbox_id": 5,
        "created_at": 1_785_231_000,
        "content_attributes": { "email": {
            "subject": "Cup", "html_content": { "full": "<div>It is <b>broken</b>.</div><div>Mira</div>" },
        } },
    })]);
    let [item] = items.as_slice() else {
        panic!("one item: {items:?}");
    };
    let Content::Email { text, .. } = &item.content else {
        panic!("a mail: {item:?}");
    };
    assert_eq!(text, "It is broken.\nMira");
}

#[test]
fn a_message_that_tells_no_time_is_as_old_as_the_one_before_it() {
    let (items, _) = items(&[
        json!({ "id": 1, "content": "first", "message_type": 0 }),
        json!({ "id": 2, "content": "told", "message_type": 0, "created_at": 1_785_231_000 }),
        json!({ "id": 3, "content": "behind", "message_type": 0 }),
    ]);
    let times: Vec<_> = items.iter().map(|item| item.occurred_at).collect();
    let told = Timestamp(1_785_231_000_000);
    assert_eq!(times, [NOW, told, told]);
}

#[test]
fn a_page_of_messages_is_read_and_nothing_that_has_an_id_is_lost() {
    let (items, unreadable) = items(&rows(MESSAGES));
    assert_eq!(unreadable, 2);
    insta::assert_json_snapshot!(items);
}

#[test]
fn the_directory_is_read_with_every_kind_of_channel_and_only_approved_templates() {
    let inboxes = rows(INBOXES);
    let templates: Vec<_> = inboxes.iter().flat_map(map::whatsapp_templates).collect();
    assert_eq!(templates.len(), 1);
    assert_eq!(templates[0].body, "Order {{1}} is on its way");
    insta::assert_json_snapshot!(readable(&inboxes, "inbox", map::channel));
}

#[test]
fn only_accounts_with_a_role_that_are_not_suspended_can_be_opened() {
    let profile = document(PROFILE);
    let carries = |account| {
        map::membership(&profile, account).map(|membership| membership.carries_conversations)
    };
    assert_eq!(carries(1), Some(true));
    assert_eq!(carries(2), None, "suspended");
    assert_eq!(carries(3), None, "no role");
    assert_eq!(carries(4), Some(false), "reports only");
    assert_eq!(carries(5), None, "another account");
}

fn first_conversation() -> Value {
    rows(CONVERSATIONS).remove(0)
}

fn read(row: &Value) -> ConversationRecord {
    map::conversation(row, &known(), NOW).expect("the example is readable")
}

#[test]
fn the_fingerprint_changes_with_everything_a_reader_would_notice_and_only_then() {
    let before = read(&first_conversation()).fingerprint;
    let changes = [
        ("/last_activity_at", json!(1_785_232_102)),
        ("/status", json!("resolved")),
        ("/snoozed_until", json!("2026-07-30T09:00:00.000Z")),
        ("/priority", json!("urgent")),
        ("/unread_count", json!(0)),
        ("/labels", json!(["vip"])),
        ("/meta/assignee/id", json!(8)),
        ("/meta/assignee_type", json!("AgentBot")),
        ("/meta/team/id", json!(5)),
        ("/meta/sender/name", json!("Sam R.")),
        ("/muted", json!(true)),
        ("/can_reply", json!(false)),
        ("/custom_attributes/order", json!("A-18")),
        ("/applied_sla/sla_status", json!("hit")),
        ("/last_non_activity_message/status", json!("read")),
        (
            "/last_non_activity_message/content_attributes",
            json!({ "deleted": true }),
        ),
    ];
    for (place, value) in changes {
        let mut altered = first_conversation();
        *altered.pointer_mut(place).expect("part of the example") = value;
        assert_ne!(read(&altered).fingerprint, before, "{place}");
    }
    let unnoticed = [
        ("/updated_at", json!(1_785_239_999.5)),
        ("/agent_last_seen_at", json!(1_785_232_050)),
        ("/waiting_since", json!(0)),
        ("/contact_last_seen_at", json!(1_785_232_100)),
        ("/labels", json!(["vip", "shipping"])),
        ("/meta/sender/last_activity_at", json!(1_785_239_999)),
    ];
    for (place, value) in unnoticed {
        let mut altered = first_conversation();
        *altered.pointer_mut(place).expect("part of the example") = value;
        assert_eq!(read(&altered).fingerprint, before, "{place}");
    }
}

#[test]
fn a_message_of_the_very_second_of_the_read_mark_is_unread_while_the_platform_counts_it() {
    let mut row = first_conversation();
    let seen = |row: &Value| read(row).facts.seen_through;
    assert_eq!(seen(&row), Some(Timestamp(1_785_232_099_999)));
    row["unread_count"] = json!(0);
    assert_eq!(seen(&row), Some(Timestamp(1_785_232_100_000)));
    row["agent_last_seen_at"] = json!(0);
    assert_eq!(seen(&row), None);
}

#[test]
fn a_message_reads_the_same_from_the_api_and_from_an_event() {
    let rest = json!({
        "id": 9001, "content": "Looking into it now.", "inbox_id": 3, "conversation_id": 42, "message_type": 1,
        "content_type": "text", "status": "sent", "content_attributes": {}, "created_at": 1_785_232_200, "private": false,
        "source_id": null, "sender": { "id": 7, "name": "Mira Holt", "available_name": "Mira", "type": "user" },
    });
    let mut event = rest.clone();
    let more = json!({
        "account_id": 1, "updated_at": "2026-07-28T09:50:00.000Z", "sender_type": "User", "sender_id": 7,
        "external_source_ids": {}, "additional_attributes": {}, "processed_message_content": "Looking into it now.",
        "sentiment": {}, "conversation": { "assignee_id": 7, "unread_count": 1 }, "echo_id": "x",
    });
    if let (Value::Object(event), Value::Object(more)) = (&mut event, more) {
        event.extend(more);
    }
    assert_eq!(items(&[rest]), items(&[event]));
}

fn hints(body: &Value) -> Vec<Hint> {
    let event = RawEvent {
        body: body.to_string(),
        received_at: Timestamp(0),
    };
    webhook::hints(&event, 1, &known())
}

fn message_webhook(changes: Value) -> Value {
    let mut webhook = json!({
        "event": "message_created", "id": 9001, "content": "Looking into it now.", "content_type": "text",
        "content_attributes": {}, "message_type": "outgoing", "private": false, "created_at": "2026-07-28T09:50:00.000Z",
        "source_id": null, "additional_attributes": {}, "account": { "id": 1, "name": "Acme" },
        "inbox": { "id": 3, "name": "Shop API" },
        "sender": { "id": 7, "name": "Mira Holt", "email": "mira@example.com", "type": "user" },
        "conversation": { "id": 42, "status": "open", "messages": [{ "id": 9001, "status": "delivered" }] },
    });
    if let (Value::Object(webhook), Value::Object(changes)) = (&mut webhook, changes) {
        webhook.extend(changes);
    }
    webhook
}

fn item_of(hints: &[Hint]) -> Option<ItemRecord> {
    match hints {
        [Hint::Conversation { conversation, item }] => {
            assert_eq!(conversation.as_str(), "42");
            item.as_deref().cloned()
        }
        other => panic!("one conversation: {other:?}"),
    }
}

#[test]
fn a_message_webhook_brings_the_message_where_it_is_complete() {
    let ours = item_of(&hints(&message_webhook(json!({})))).expect("complete");
    assert_eq!(ours.delivery, Some(Delivery::Delivered));
    assert_eq!(ours.occurred_at, Timestamp(1_785_232_200_000));
    let customers = json!({ "message_type": "incoming", "conversation": { "id": 42 },
        "sender": { "id": 55, "name": "Sam Reed", "account": { "id": 1 } } });
    let customers = item_of(&hints(&message_webhook(customers))).expect("complete");
    assert!(customers.is_customer_event());
    let note = item_of(&hints(&message_webhook(json!({ "private": true })))).expect("complete");
    assert!(matches!(note.content, Content::Note { .. }));
    let incomplete = [
        (
            "how far it has come is not told",
            json!({ "conversation": { "id": 42 } }),
        ),
        ("no time", json!({ "created_at": null })),
        ("no id", json!({ "id": null })),
    ];
    for (name, changes) in incomplete {
        assert_eq!(item_of(&hints(&message_webhook(changes))), None, "{name}");
    }
}

#[test]
fn webhooks_of_other_accounts_and_unknown_ones_say_nothing() {
    let foreign = message_webhook(json!({ "account": { "id": 2 } }));
    assert_eq!(hints(&foreign), []);
    for silent in [
        json!({ "event": "conversation_typing_on", "conversation": { "id": 42 } }),
        json!({ "event": "inbox_updated", "id": 3 }),
        json!({ "event": "message_created" }),
        json!([]),
        json!("x"),
    ] {
        assert_eq!(hints(&silent), [], "{silent}");
    }
    let contact = json!({ "event": "contact_updated", "id": 55, "account": { "id": 1 } });
    let expected = Hint::Contact {
        contact: RemoteId::from("55"),
    };
    assert_eq!(hints(&contact), [expected]);
    let status = json!({ "event": "conversation_status_changed", "id": 42, "status": "resolved" });
    assert_eq!(item_of(&hints(&status)), None);
}

fn session() -> Session {
    Session::new(OpenOptions {
        base_url: "https://desk.example.com".to_owned(),
        credentials: r#"{"accountId":1,"accessToken":"x"}"#.to_owned().into(),
        clock: Arc::new(ManualClock::at(Timestamp(0))),
        http: Http::new(Timeouts::default()).expect("the client can be built"),
        quotas: Quotas::default(),
    })
    .expect("well-formed options")
}

#[test]
fn who_is_there_is_told_and_what_has_no_word_is_not_guessed() {
    let session = session();
    let sign = |event: &serde_json::Value| match live::sign(event, &session) {
        Some(LiveSign::Presences(presences)) => Some(presences),
        other => {
            assert_eq!(other, None, "{event}");
            None
        }
    };
    let told = |data: serde_json::Value| sign(&json!({ "event": "presence.update", "data": data }));
    let of = |presences: &inbox_core::Presences, id: &str| presences.of(&RemoteId::from(id));

    let presences = sign(&serde_json::from_str(PRESENCE).unwrap()).expect("it is told");
    assert_eq!(of(&presences, "7"), Some(Presence::Online));
    assert_eq!(of(&presences, "8"), Some(Presence::Busy));
    assert_eq!(of(&presences, "9"), Some(Presence::Offline));
    assert_eq!(of(&presences, "55"), Some(Presence::Offline), "a contact");

    let users = json!({ "1": "away", "2": 1, "3": null, "4": ["online"], "5": { "status": "busy" },
        "6": "offline", " 7 ": "online", "": "online", "8": "Online" });
    let presences = told(json!({ "account_id": "1", "users": users })).expect("it is told");
    for id in ["1", "2", "3", "4", "5", "8"] {
        assert_eq!(of(&presences, id), None, "{id}");
    }
    assert_eq!(of(&presences, "6"), Some(Presence::Offline));
    assert_eq!(of(&presences, "7"), Some(Presence::Online));

    let nobody = told(json!({ "account_id": 1, "users": {} })).expect("it is told");
    assert_eq!(of(&nobody, "7"), Some(Presence::Offline));
    for users in [json!(null), json!([]), json!("7"), json!(["7"]), json!(7)] {
        assert_eq!(told(json!({ "account_id": 1, "users": users })), None);
    }
    assert_eq!(told(json!({ "account_id": 1 })), None);
    let elsewhere = json!({ "account_id": 2, "users": { "7": "online" } });
    assert_eq!(told(elsewhere), None);
}

#[test]
fn an_edit_is_words_that_became_other_words() {
    let session = session();
    let edited = |change: Value| {
        let mut data = json!({ "id": 9000, "account_id": 1, "conversation_id": 42, "content": "Two",
            "message_type": 0, "content_type": "text", "status": "sent", "content_attributes": {},
            "created_at": 1_785_232_100, "sender": { "id": 55, "type": "contact" } });
        if let (Value::Object(data), Value::Object(change)) = (&mut data, change) {
            data.extend(change);
        }
        let sign = live::sign(
            &json!({ "event": "message.updated", "data": data }),
            &session,
        );
        let Some(LiveSign::Hints(hints)) = sign else {
            panic!("hints: {sign:?}");
        };
        hints.into_iter().find_map(|hint| match hint {
            Hint::Edited { item, content, .. } => Some((item.0, content.map(|content| *content))),
            Hint::Conversation { .. } | Hint::Contact { .. } => None,
        })
    };
    let words = |text: &str| Content::Text { text: text.into() };
    assert_eq!(
        edited(json!({ "previous_changes": { "content": ["One", "Two"] } })),
        Some(("9000".into(), Some(words("Two"))))
    );
    for (name, change) in [
        (
            "a tick",
            json!({ "previous_changes": { "status": ["sent", "read"] } }),
        ),
        ("nothing told", json!({})),
        (
            "words that came after their file",
            json!({ "previous_changes": { "content": [null, "Two"] } }),
        ),
        (
            "the same words",
            json!({ "previous_changes": { "content": ["Two\n", "Two"] } }),
        ),
        (
            "a deletion",
            json!({ "previous_changes": { "content": ["One", "This message was deleted"] },
                "content_attributes": { "deleted": true } }),
        ),
    ] {
        assert_eq!(edited(change), None, "{name}");
    }
}

#[test]
fn events_say_where_to_read_and_those_of_other_accounts_nothing() {
    let session = session();
    let event = |name: &str, account: i64| {
        let data =
            json!({ "id": 42, "account_id": account, "user": {}, "conversation": { "id": 42 } });
        live::sign(&json!({ "event": name, "data": data }), &session)
    };
    let read = Some(LiveSign::Hints(vec![Hint::Conversation {
        conversation: RemoteId::from("42"),
        item: None,
    }]));
    for name in [
        "conversation.created",
        "conversation.updated",
        "conversation.status_changed",
        "conversation.read",
        "conversation.mentioned",
        "conversation.contact_changed",
        "assignee.changed",
        "team.changed",
    ] {
        assert_eq!(event(name, 1), read, "{name}");
        assert_eq!(event(name, 2), None, "{name}");
    }
    for name in ["presence.update", "notification.created", ""] {
        assert_eq!(event(name, 1), None, "{name}");
    }
    let changed = Some(LiveSign::DirectoryChanged);
    assert_eq!(event("account.cache_invalidated", 1), changed);
    assert_eq!(event("account.cache_invalidated", 2), None);
    let told = |name: &str, kind: &str, account: i64| {
        let notification = json!({ "id": 5, "notification_type": kind, "account_id": account });
        let data = json!({ "notification": notification, "unread_count": 1, "count": 1 });
        live::sign(&json!({ "event": name, "data": data }), &session)
    };
    let mention = "conversation_mention";
    let noticed = Some(LiveSign::Noticed);
    assert_eq!(told("notification.created", mention, 1), noticed);
    assert_eq!(told("notification.updated", mention, 1), noticed);
    assert_eq!(told("notification.created", mention, 2), None);
    let message = "assigned_conversation_new_message";
    assert_eq!(told("notification.created", message, 1), None);
    assert_eq!(told("notification.deleted", mention, 1), None);
    session.noticed().insert(RemoteId::from("5"));
    assert_eq!(told("notification.deleted", mention, 1), noticed);
    assert_eq!(told("notification.deleted", mention, 1), None, "told once");
    let counts =
        json!({ "event": "conversation.unread_count_changed", "data": { "account_id": 1 } });
    assert_eq!(live::sign(&counts, &session), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z_]{1,12}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every place of a document that can be replaced.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                places(inner, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(inner) => {
            for (index, inner) in inner.iter().enumerate() {
                places(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn read_everything(document: &Value) {
    let known = known();
    let all = wire::rows(document).cloned().unwrap_or_default();
    for row in all.iter().chain([document]) {
        let _ = map::conversation(row, &known, NOW);
        let _ = map::items(row, &RemoteId::from("42"), &known, NOW);
        let _ = map::channel(row);
        let _ = map::agent(row);
        let _ = map::bot(row);
        let _ = map::tag(row);
        let _ = map::team(row);
        let _ = map::saved_reply(row);
        let _ = map::attribute_type(row);
        let _ = map::whatsapp_templates(row);
        let _ = map::membership(row, 1);
        let _ = map::contact_seen(row);
        let _ = super::extras::read_contact(row);
        let _ = hints(row);
    }
    let _ = map::oldest(document);
}

thread_local! {
    // Made once, as reading the system's certificates takes a while.
    static SESSION: Session = session();
}

proptest! {
    #[test]
    fn a_fixture_with_anything_in_any_place_is_read_or_refused_but_never_fatal(
        which in 0_usize..4,
        place in any::<prop::sample::Index>(),
        odd in any_json(),
    ) {
        let mut document = document([CONVERSATIONS, MESSAGES, INBOXES, PROFILE][which]);
        let mut all = Vec::new();
        places(&document, "", &mut all);
        let place = place.get(&all);
        if let Some(target) = document.pointer_mut(place) {
            *target = odd;
        }
        read_everything(&document);
    }

    #[test]
    fn an_event_with_anything_in_any_place_is_never_fatal(
        name in prop::sample::select(vec![
            "message.created", "message.updated", "conversation.updated", "conversation.typing_on",
            "contact.updated", "contact.merged", "assignee.changed",
        ]),
        message in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        odd in any_json(),
    ) {
        let mut data = message.get(&rows(MESSAGES)).clone();
        let mut all = Vec::new();
        places(&data, "", &mut all);
        let place = place.get(&all);
        if let Some(target) = data.pointer_mut(place) {
            *target = odd;
        }
        if let Some(members) = data.as_object_mut() {
            members.insert("account_id".to_owned(), json!(1));
        }
        SESSION.with(|session| live::sign(&json!({ "event": name, "data": data }), session));
    }

    #[test]
    fn a_message_that_can_be_named_is_never_lost(row in any_json()) {
        let mut row = row;
        if let Some(members) = row.as_object_mut() {
            members.insert("id".to_owned(), json!(9001));
            let items = map::items(&row, &RemoteId::from("42"), &known(), NOW);
            prop_assert_eq!(items.first().map(|item| item.remote.as_str()), Some("9001"));
        }
    }
}
