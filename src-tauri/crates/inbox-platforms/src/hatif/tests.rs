//! Reading Hatif's JSON: the documented examples, their other dialects, and damaged forms.

use inbox_core::{ChannelKind, Content, Direction, Hint, RawEvent, RemoteId, Timestamp};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{
    map::{self, KnownChannels},
    readable, webhook, wire,
};

/// The time of what tells none.
const NOW: Timestamp = Timestamp(1_785_231_600_000);

const CONVERSATIONS: &str = include_str!("fixtures/conversations.json");
const CONVERSATION: &str = include_str!("fixtures/conversation.json");
const TIMELINE: &str = include_str!("fixtures/timeline.json");
const CHANNELS: &str = include_str!("fixtures/channels.json");
const USERS: &str = include_str!("fixtures/users.json");
const CONTACT: &str = include_str!("fixtures/contact.json");

fn document(text: &str) -> Value {
    serde_json::from_str(text).expect("a fixture is JSON")
}

fn rows(document: Value) -> Vec<Value> {
    wire::Rows::of(document).expect("a fixture is a list").rows
}

/// The document as the documentation prints it.
fn in_pascal_case(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let capital = |key: String| {
                let mut letters = key.chars();
                let first = letters.next().map(|first| first.to_ascii_uppercase());
                first.into_iter().chain(letters).collect::<String>()
            };
            let members = members.into_iter();
            Value::Object(
                members
                    .map(|(key, value)| (capital(key), in_pascal_case(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_pascal_case).collect()),
        other => other,
    }
}

fn conversations(document: Value) -> (Vec<inbox_core::ConversationRecord>, u32) {
    let channels = KnownChannels::new();
    readable(&rows(document), "conversation", |row| {
        map::conversation(row, &channels, NOW)
    })
}

fn items(document: Value) -> (Vec<inbox_core::ItemRecord>, u32) {
    let conversation = RemoteId::from("3a1a4cb7-e7c1-f045-127b-ad2297847528");
    let mut neighbour = NOW;
    readable(&rows(document), "timeline event", |row| {
        let item = map::item(row, &conversation, neighbour)?;
        neighbour = item.occurred_at;
        Some(item)
    })
}

#[test]
fn a_page_of_conversations_is_read_and_its_damaged_rows_are_counted() {
    let (records, unreadable) = conversations(document(CONVERSATIONS));
    assert_eq!(unreadable, 3);
    insta::assert_json_snapshot!(records);
}

#[test]
fn a_timeline_is_read_and_nothing_that_has_an_id_is_lost() {
    let (records, unreadable) = items(document(TIMELINE));
    assert_eq!(unreadable, 3);
    insta::assert_json_snapshot!(records);
}

#[test]
fn both_casings_give_the_same_records() {
    let pascal = |text| in_pascal_case(document(text));
    assert_eq!(
        conversations(pascal(CONVERSATIONS)),
        conversations(document(CONVERSATIONS))
    );
    let without_raw = |(mut items, unreadable): (Vec<inbox_core::ItemRecord>, u32)| {
        // What is kept raw is kept as it came.
        for item in &mut items {
            item.raw = None;
        }
        (items, unreadable)
    };
    assert_eq!(
        without_raw(items(pascal(TIMELINE))),
        without_raw(items(document(TIMELINE)))
    );
}

#[test]
fn the_directory_is_read_with_every_kind_of_channel_and_agent() {
    let channels = readable(&rows(document(CHANNELS)), "channel", map::channel);
    let agents = readable(&rows(document(USERS)), "user", map::agent);
    let wrapped = json!({ "items": document(USERS) });
    assert_eq!(readable(&rows(wrapped), "user", map::agent), agents);
    insta::assert_json_snapshot!((channels, agents));
}

#[test]
fn a_wrapped_contact_is_read_and_its_free_fields_keep_their_case() {
    let contact = super::contacts::read_contact(&document(CONTACT));
    insta::assert_debug_snapshot!(contact);
}

#[test]
fn the_channel_list_is_believed_before_the_conversations_own_word_for_it() {
    let row = document(CONVERSATION);
    let channel = RemoteId::from("3a197b6e-e0b9-ce63-4664-a4d3eddae5a0");
    let known = KnownChannels::from([(channel, ChannelKind::WhatsAppAndPhone)]);
    let kind = |known| map::conversation(&row, known, NOW).map(|record| record.channel_kind);
    assert_eq!(kind(&known), Some(ChannelKind::WhatsAppAndPhone));
    assert_eq!(kind(&KnownChannels::new()), Some(ChannelKind::Phone));
}

#[test]
fn a_single_conversation_leaves_the_preview_alone_and_reads_tags_given_as_ids() {
    let record = map::conversation(&document(CONVERSATION), &KnownChannels::new(), NOW);
    let record = record.expect("the documented example is readable");
    assert_eq!(record.preview, None);
    assert_eq!(
        record.tags,
        [RemoteId::from("3a1a0000-0000-1111-2222-333344440001")]
    );
    assert_eq!(record.platform_status, "Open");
    assert_eq!(record.last_activity_at, Timestamp(1_771_465_966_000));
}

#[test]
fn the_fingerprint_changes_with_everything_a_reader_would_notice() {
    let row = || rows(document(CONVERSATIONS)).remove(0);
    let fingerprint = |row: &Value| {
        map::conversation(row, &KnownChannels::new(), NOW).map(|record| record.fingerprint)
    };
    let before = fingerprint(&row());
    let changes = [
        ("lastActivityAt", json!("2026-03-17T12:00:01Z")),
        ("lastEventOccurredAt", json!("2026-03-17T12:00:01Z")),
        ("lastEventsCount", json!(4)),
        ("lastEventStatus", json!("Read")),
        ("status", json!(2)),
        ("assigneeId", json!("3a1813e8-790f-26ac-c4b3-3a068eb70b08")),
        (
            "assignedAiAgentId",
            json!("3a1813e8-790f-26ac-c4b3-3a068eb70c01"),
        ),
        (
            "tags",
            json!([{ "id": "3a1a0000-0000-1111-2222-333344440001" }]),
        ),
        ("contactName", json!("Ahmed A.")),
    ];
    for (member, value) in changes {
        let mut altered = row();
        altered[member] = value;
        assert_ne!(fingerprint(&altered), before, "{member}");
    }
    let mut same = row();
    same["unreadCount"] = json!(5);
    assert_eq!(fingerprint(&same), before);
}

fn hints(body: &Value) -> Vec<Hint> {
    let event = RawEvent {
        body: body.to_string(),
        received_at: Timestamp(0),
    };
    webhook::hints(&event)
}

fn message_webhook(changes: Value) -> Value {
    let mut webhook = json!({
        "workspaceId": "3a18a000-0000-1111-2222-333344445555", "channelId": "3a197b6e-e0b9-ce63-4664-a4d3eddae5a0",
        "conversationId": "3a1a4cb7-e7c1-f045-127b-ad2297847528", "contactId": "3a18a7e6-48bf-e5b8-4935-867e4b6c6c02",
        "messageId": "wamid.HBgMOTY2NTAwMDAwMDAxFQIAEhgU", "conversationEventId": "3a216e25-1703-ba02-691e-d7949fb20c2d",
        "direction": "Inbound", "messageType": "Image", "body": null, "mediaUrl": "https://cdn.example.com/m/1.jpg", "mimeType": "image/jpeg",
        "status": "Delivered", "senderUserId": null, "latitude": null, "longitude": null, "creationTime": "2026-05-24T21:50:56Z",
        "isBillable": false, "errorCode": null, "errorReason": null,
    });
    if let (Value::Object(webhook), Value::Object(changes)) = (&mut webhook, changes) {
        webhook.extend(changes);
    }
    webhook
}

#[test]
fn message_webhooks_of_every_type_become_items_or_at_least_say_where_to_read() {
    let agent = "3a1813e8-790f-26ac-c4b3-3a068eb70b08";
    let cases = [
        ("picture", json!({})),
        (
            "text",
            json!({ "messageType": "Text", "body": "Hello", "mediaUrl": null }),
        ),
        (
            "words of a tapped button",
            json!({ "messageType": "Interactive", "body": "Yes", "mediaUrl": null }),
        ),
        (
            "voice",
            json!({ "messageType": "audio", "mediaUrl": "https://cdn.example.com/m/1", "mimeType": "audio/ogg; codecs=opus" }),
        ),
        (
            "place",
            json!({ "messageType": "Location", "mediaUrl": null, "latitude": 24.7, "longitude": 46.6 }),
        ),
        (
            "sticker",
            json!({ "messageType": "Sticker", "mediaUrl": "https://cdn.example.com/m/1.webp", "mimeType": "image/webp" }),
        ),
        (
            "contact card",
            json!({ "messageType": "Contact", "mediaUrl": null }),
        ),
        ("unheard of", json!({ "messageType": "Hologram" })),
        (
            "sent by an agent, failed",
            json!({ "messageType": "Text", "body": "Hi", "mediaUrl": null, "direction": "Outbound",
            "senderUserId": agent, "status": "Failed", "errorCode": 131_026, "errorReason": "Undeliverable" }),
        ),
    ];
    let read: Map<String, Value> = cases
        .into_iter()
        .map(|(name, changes)| {
            let hints = hints(&message_webhook(changes));
            let [
                Hint::Conversation {
                    conversation,
                    item: Some(item),
                },
            ] = hints.as_slice()
            else {
                panic!("{name} is complete: {hints:?}");
            };
            assert_eq!(
                conversation.as_str(),
                "3a1a4cb7-e7c1-f045-127b-ad2297847528"
            );
            (
                name.to_owned(),
                json!([item.content, item.author, item.delivery, item.raw.is_some()]),
            )
        })
        .collect();
    insta::assert_json_snapshot!(read);
}

#[test]
fn an_incomplete_message_webhook_only_says_where_to_read() {
    let cases = [
        ("no event id", json!({ "conversationEventId": null })),
        (
            "a text whose body is left out of its tick",
            json!({ "messageType": "Text", "mediaUrl": null, "status": "Read" }),
        ),
        ("a picture without address", json!({ "mediaUrl": null })),
        (
            "a place without coordinates",
            json!({ "messageType": "Location", "latitude": null }),
        ),
        (
            "ours, but whose?",
            json!({ "messageType": "Text", "body": "Hi", "mediaUrl": null, "direction": "Outbound" }),
        ),
        ("no time", json!({ "creationTime": null })),
        ("no direction", json!({ "direction": "Sideways" })),
    ];
    for (name, changes) in cases {
        let conversation = RemoteId::from("3a1a4cb7-e7c1-f045-127b-ad2297847528");
        let expected = vec![Hint::Conversation {
            conversation,
            item: None,
        }];
        assert_eq!(hints(&message_webhook(changes)), expected, "{name}");
    }
}

#[test]
fn an_edit_tells_what_changed_and_where_to_read() {
    let conversation = RemoteId::from("3a1a4cb7-e7c1-f045-127b-ad2297847528");
    let read = Hint::Conversation {
        conversation: conversation.clone(),
        item: None,
    };
    let edit = |body: Value| json!({ "messageType": "MessageEdited", "body": body });
    for (body, content) in [
        (
            json!("new"),
            Some(Box::new(Content::Text { text: "new".into() })),
        ),
        (json!(null), None),
    ] {
        let webhook = message_webhook(edit(body));
        let item = webhook["conversationEventId"].as_str().expect("an id");
        let edited = Hint::Edited {
            conversation: conversation.clone(),
            item: item.into(),
            content,
        };
        assert_eq!(hints(&webhook), [read.clone(), edited]);
    }
    let mut nameless = edit(json!("new"));
    nameless["conversationEventId"] = json!(null);
    assert_eq!(hints(&message_webhook(nameless)), [read]);
}

#[test]
fn a_deletion_is_told_of_the_message_that_is_gone() {
    let hints = hints(&message_webhook(
        json!({ "messageType": "MessageDeleted", "body": null, "mediaUrl": null }),
    ));
    let [
        Hint::Conversation {
            item: Some(item), ..
        },
    ] = hints.as_slice()
    else {
        panic!("one message: {hints:?}");
    };
    assert_eq!(item.content, Content::Deleted);
    assert_eq!(item.direction, Direction::Inbound);
}

#[test]
fn calls_assignments_and_robot_results_are_told_apart() {
    let call = json!({
        "workspaceId": "3a18a000-0000-1111-2222-333344445555", "channelId": "3a197b6e-e0b9-ce63-4664-a4d3eddae5a0",
        "callId": "3a21511d-0000-aaaa-bbbb-ccccdddd0003", "status": 1, "type": 1, "contactNumber": "+966500000001",
        "contactId": "3a18a7e6-48bf-e5b8-4935-867e4b6c6c02", "callLength": "00:05:32",
        "transcription": { "text": "…", "words": [] }, "summary": "…", "creationTime": "2026-05-19T06:34:13Z",
    });
    let contact = RemoteId::from("3a18a7e6-48bf-e5b8-4935-867e4b6c6c02");
    assert_eq!(
        hints(&call),
        [Hint::Contact {
            contact: contact.clone()
        }]
    );
    assert_eq!(hints(&in_pascal_case(call)), [Hint::Contact { contact }]);

    let assigned = json!({ "eventType": "AssignedUserIdChanged",
        "data": { "id": "3a1a4cb7-e7c1-f045-127b-ad2297847528", "assignedUserId": null, "status": 1 } });
    let conversation = RemoteId::from("3a1a4cb7-e7c1-f045-127b-ad2297847528");
    assert_eq!(
        hints(&assigned),
        [Hint::Conversation {
            conversation,
            item: None
        }]
    );

    let robot = json!({ "id": "3a21511d-0000-aaaa-bbbb-ccccdddd0009", "destinationNumber": "966500000001",
        "status": 4, "result": 1, "pressedDigit": "1", "callId": "3a21511d-0000-aaaa-bbbb-ccccdddd0003" });
    assert_eq!(hints(&robot), []);
}

#[test]
fn an_event_that_is_not_understood_is_an_empty_answer() {
    for body in [
        "",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        r#"{"eventType":"X"}"#,
        r#"{"callId":"a"}"#,
    ] {
        let event = RawEvent {
            body: body.to_owned(),
            received_at: Timestamp(0),
        };
        assert_eq!(webhook::hints(&event), [], "{body}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[0-9:.T+Z-]{0,30}".prop_map(Value::from),
        Just(json!("3a1a4cb7-e7c1-f045-127b-ad2297847528")),
    ];
    leaf.prop_recursive(3, 40, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::hash_map(any_key(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Names that mean something, so that the values reach deep, and some that mean nothing.
fn any_key() -> impl Strategy<Value = String> {
    let known = [
        "id",
        "eventId",
        "items",
        "totalCount",
        "status",
        "direction",
        "sourceType",
        "creationTime",
        "body",
        "attachment",
        "location",
        "latitude",
        "longitude",
        "assignation",
        "aiSummary",
        "transcription",
        "replyTo",
        "durationOrSize",
        "ringingDuration",
        "channel",
        "tags",
        "type",
        "phoneNumber",
        "contactName",
        "lastActivityAt",
        "lastEventSourceType",
        "conversationId",
        "conversationEventId",
        "messageType",
        "mediaUrl",
        "callId",
        "contactId",
        "data",
        "eventType",
        "customFields",
        "notes",
        "Id",
        "Status",
        "userId",
        "name",
    ];
    prop_oneof![4 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"]
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused_but_never_fatal(row in any_json()) {
        let conversation = RemoteId::from("c");
        let _ = map::conversation(&row, &KnownChannels::new(), NOW);
        let _ = map::item(&row, &conversation, NOW);
        let _ = map::channel(&row);
        let _ = map::agent(&row);
        let _ = map::membership(&row);
        let _ = map::tag(&row);
        let _ = super::contacts::read_contact(&row);
        let _ = super::extras::read_call(&row);
        let _ = wire::Rows::of(row.clone());
        let _ = hints(&row);
    }

    #[test]
    fn an_event_that_can_be_named_is_never_lost(row in any_json()) {
        let mut row = row;
        if let Some(members) = row.as_object_mut() {
            members.insert("eventId".to_owned(), json!("3a216e25-1703-ba02-691e-d7949fb20c2d"));
            members.remove("id");
            members.remove("Id");
            let item = map::item(&row, &RemoteId::from("c"), NOW);
            let read = item.map(|item| item.remote.0);
            prop_assert_eq!(read.as_deref(), Some("3a216e25-1703-ba02-691e-d7949fb20c2d"));
        }
    }
}
