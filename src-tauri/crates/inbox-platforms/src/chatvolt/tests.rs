//! Reading Chatvolt's JSON: the documented examples, their other dialects, and damaged forms.

use inbox_core::{
    AttentionKind, Content, ConversationRecord, Direction, Hint, ItemRecord, RawEvent, RemoteId,
    Status, Timestamp,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    contacts, crm,
    map::{self, Message},
    templates, webhook,
    wire::{self, Row},
};

/// The time of what tells none.
const NOW: Timestamp = Timestamp(1_771_666_200_000);

const CONVERSATIONS: &str = include_str!("fixtures/conversations.json");
const MESSAGES: &str = include_str!("fixtures/messages.json");

fn document(text: &str) -> Value {
    serde_json::from_str(text).expect("a fixture is JSON")
}

fn record(document: &Value) -> Option<ConversationRecord> {
    map::conversation(Row::of(document)?, NOW)
}

fn items(document: &Value) -> Option<Vec<ItemRecord>> {
    let message = Message::of(Row::of(document)?, NOW)?;
    Some(message.items(&RemoteId::from("conv_abc123")))
}

/// Everything but what is compared and never shown.
fn without_fingerprint(mut record: ConversationRecord) -> ConversationRecord {
    record.fingerprint.clear();
    record
}

#[test]
fn rows_of_a_list_are_read_and_damaged_ones_refused() {
    let rows = wire::rows(document(CONVERSATIONS)).expect("a list");
    let records: Vec<_> = rows.iter().filter_map(record).collect();
    assert_eq!(rows.len() - records.len(), 2);
    let shown: Vec<_> = records.into_iter().map(without_fingerprint).collect();
    insta::assert_json_snapshot!(shown);
}

#[test]
fn a_conversation_without_a_time_is_kept_and_is_no_news_with_each_reading() {
    let row = json!({ "id": "c", "status": "HUMAN_REQUESTED", "channel": "website" });
    let read = |at: i64| {
        let row = Row::of(&row).expect("an object");
        map::conversation(row, Timestamp(at)).expect("it has an id")
    };
    let (one, other) = (read(NOW.0), read(NOW.0 + 60_000));
    assert_eq!(one.last_activity_at, NOW);
    assert_eq!(one.fingerprint, other.fingerprint);
}

#[test]
fn a_message_that_came_as_html_alone_says_its_words() {
    let said = |html: &str| {
        let message = json!({ "id": "m", "text": null, "html": html, "from": "human" });
        let items = items(&message).expect("it has an id");
        match &items[0].content {
            Content::Email { text, .. } => text.clone(),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(
        said("<p>Ol&aacute;!</p><p>Cad&ecirc; o <b>pedido</b>?</p>"),
        "Olá!\n\nCadê o pedido?"
    );
    // What says nothing is told to be there.
    assert!(said("<img src=\"cid:1\">").starts_with("Unsupported"));
}

#[test]
fn a_note_that_tells_no_time_is_kept() {
    let note = json!({ "id": "n", "note": "Called twice" });
    let row = Row::of(&note).expect("an object");
    let item = map::note(row, &RemoteId::from("c"), NOW).expect("it has an id");
    assert_eq!(item.occurred_at, NOW);
}

#[test]
fn messages_are_read_and_nothing_that_has_an_id_is_lost() {
    let rows = wire::rows(document(MESSAGES)).expect("a list");
    let read: Vec<_> = rows.iter().filter_map(items).collect();
    assert_eq!(rows.len() - read.len(), 2);
    insta::assert_json_snapshot!(read.concat());
}

#[test]
fn keys_in_other_casings_give_the_same_records() {
    fn capitalised(value: Value) -> Value {
        match value {
            Value::Object(members) => {
                let members = members.into_iter().map(|(key, value)| {
                    let first = key.chars().next().map(|first| first.to_ascii_uppercase());
                    let key = first.into_iter().chain(key.chars().skip(1)).collect();
                    (key, capitalised(value))
                });
                Value::Object(members.collect())
            }
            Value::Array(rows) => Value::Array(rows.into_iter().map(capitalised).collect()),
            other => other,
        }
    }
    let plain = wire::rows(document(CONVERSATIONS)).expect("a list");
    for row in plain {
        assert_eq!(record(&capitalised(row.clone())), record(&row));
    }
}

#[test]
fn a_request_for_a_person_is_an_open_conversation_with_attention() {
    let rows = wire::rows(document(CONVERSATIONS)).expect("a list");
    let asking = record(&rows[0]).expect("readable");
    assert_eq!(asking.status, Status::Open);
    let [attention] = asking.facts.attention.as_slice() else {
        panic!("one request: {:?}", asking.facts.attention);
    };
    assert_eq!(attention.kind, AttentionKind::HumanRequested);
    assert_eq!(attention.raised_at, Timestamp(1_771_666_180_000));
}

#[test]
fn whatsapp_through_a_gateway_knows_no_reply_window_but_its_number() {
    let row = |channel: &str| {
        json!({ "id": "c", "channel": channel, "channelExternalId": "5511999999999@c.us",
            "createdAt": "2026-02-20T14:12:00Z" })
    };
    for (channel, has_window) in [("whatsapp", true), ("zapi", false), ("zapperapi", false)] {
        let record = record(&row(channel)).expect("readable");
        assert_eq!(
            record.channel_kind.has_reply_window(),
            has_window,
            "{channel}"
        );
        assert_eq!(record.contact.phone.as_deref(), Some("+5511999999999"));
    }
}

#[test]
fn the_fingerprint_changes_with_everything_a_reader_would_notice_and_only_then() {
    let row = || {
        wire::rows(document(CONVERSATIONS))
            .expect("a list")
            .remove(0)
    };
    let fingerprint = |row: &Value| record(row).map(|record| record.fingerprint);
    let before = fingerprint(&row());
    let changes = [
        ("updatedAt", json!("2026-02-21T09:30:00.001Z")),
        ("unreadMessagesCount", json!(3)),
        ("status", json!("UNRESOLVED")),
        ("isAiEnabled", json!(true)),
        ("priority", json!("HIGH")),
        ("frustration", json!(0.9)),
        ("tags", json!([{ "tag": "vip" }])),
        ("assignees", json!([])),
        (
            "assignees",
            json!([
                { "user": { "id": "user_xyz", "name": "Agent 1", "email": "agent1@example.com" } },
                { "user": { "id": "user_abc" } },
            ]),
        ),
        ("participantsContacts", json!([])),
        ("conversationVariables", json!([])),
        (
            "conversationContexts",
            json!([{ "context": "Paid.", "updatedAt": "2026-02-21T09:30:00.000Z" }]),
        ),
        ("crmScenarioConversations", json!([])),
        ("ctwaAttributions", json!([])),
        ("npsRating", json!(1)),
        ("blocked", json!(true)),
        ("title", json!("Invoice")),
    ];
    for (member, value) in changes {
        let mut altered = row();
        altered[member] = value;
        assert_ne!(fingerprint(&altered), before, "{member}");
    }
    let mut same = row();
    same["tags"] = json!([{ "tag": "high-priority" }, { "tag": "vip" }]);
    same["metadata"] = json!({ "seen": true });
    same["npsStep"] = json!(3);
    let variables = same["conversationVariables"].as_array_mut();
    variables.expect("a list").reverse();
    assert_eq!(fingerprint(&same), before);
}

#[test]
fn a_message_of_this_client_is_ours_even_where_the_platform_calls_it_human() {
    let row =
        json!({ "id": "m", "from": "human", "text": "Hello", "createdAt": "2026-02-20T14:12:00Z" });
    let message = Message::of(Row::of(&row).expect("an object"), Timestamp(0)).expect("has an id");
    let direction = |message: Message<'_>| message.items(&RemoteId::from("c"))[0].direction;
    assert_eq!(direction(message), Direction::Inbound);
    assert_eq!(direction(message.owned()), Direction::Outbound);
}

fn hints(body: &Value) -> Vec<Hint> {
    webhook::hints(&RawEvent {
        body: body.to_string(),
        received_at: Timestamp(0),
    })
}

fn event(changes: &Value) -> Value {
    let mut event = json!({
        "eventType": "USER_MESSAGE_RECEIVED", "conversationId": "conv_abc123", "agentId": "clx0agent0001",
        "agentName": "Support", "channel": "whatsapp", "conversationStatus": "HUMAN_REQUESTED",
        "conversationPriority": "MEDIUM", "isAiEnabled": false, "organizationId": "clx0org000001",
        "messageId": "m77", "userName": "John", "userPhoneNumber": "5511999999999",
        "userMessage": "Are you there?", "createdAt": "2026-02-21T09:29:40.000Z",
    });
    if let (Value::Object(event), Value::Object(changes)) = (&mut event, changes) {
        event.extend(changes.clone());
    }
    event
}

#[test]
fn a_customers_own_message_comes_complete_and_its_lone_file_keeps_its_id() {
    let photo = json!([{ "id": "att", "url": "https://files.example/photo.jpg", "mimeType": "image/jpeg", "size": 48213 }]);
    for (changes, is_file) in [
        (json!({}), false),
        (json!({ "attachments": photo }), false),
        (json!({ "attachments": photo, "userMessage": "🧷" }), true),
        (json!({ "attachments": photo, "userMessage": null }), true),
    ] {
        let hints = hints(&event(&changes));
        let [
            Hint::Conversation {
                item: Some(item),
                conversation,
            },
        ] = hints.as_slice()
        else {
            panic!("complete: {hints:?}");
        };
        assert_eq!(conversation.as_str(), "conv_abc123");
        assert_eq!(
            (item.remote.as_str(), item.direction),
            ("m77", Direction::Inbound)
        );
        assert_eq!(matches!(item.content, Content::Media(_)), is_file);
    }
}

#[test]
fn every_other_event_says_where_to_read() {
    let only_where = vec![Hint::Conversation {
        conversation: RemoteId::from("conv_abc123"),
        item: None,
    }];
    for kind in [
        "AGENT_MESSAGE_SENDED",
        "AGENT_USER_MESSAGE",
        "AGENT_MESSAGE_FOLLOW_UP",
        "AGENT_MESSAGE_BLOCKED",
        "AGENT_MESSAGE_NOTED",
        "GROUP_MESSAGE_RECEIVED",
        "STEP_ENTERED",
        "NPS_INTERACTION",
        "SOMETHING_NEW",
    ] {
        assert_eq!(
            hints(&event(&json!({ "eventType": kind }))),
            only_where,
            "{kind}"
        );
    }
    for missing in ["messageId", "userMessage", "createdAt", "eventType"] {
        assert_eq!(
            hints(&event(&json!({ missing: null }))),
            only_where,
            "{missing}"
        );
    }
    assert_eq!(hints(&event(&json!({ "conversationId": null }))), []);
    for nonsense in [json!(null), json!([]), json!("x"), json!({})] {
        assert_eq!(hints(&nonsense), []);
    }
    let torn = RawEvent {
        body: "{\"eventType\":".to_owned(),
        received_at: Timestamp(0),
    };
    assert_eq!(webhook::hints(&torn), []);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "[0-9:.T+Z-]{0,30}".prop_map(Value::from),
        Just(json!("2026-02-21T09:29:40.000Z")),
    ];
    leaf.prop_recursive(2, 20, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map("[a-zA-Z]{0,8}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Puts `intruder` in the place of the `at`-th value of a document, counted from its root.
fn mutate(document: &mut Value, at: &mut usize, intruder: &Value) {
    if *at == 0 {
        *document = intruder.clone();
    }
    *at = at.wrapping_sub(1);
    match document {
        Value::Array(rows) => rows.iter_mut().for_each(|row| mutate(row, at, intruder)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|value| mutate(value, at, intruder)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn a_damaged_document_is_read_or_refused_but_never_fatal(
        which in 0_usize..2, places in proptest::collection::vec((0_usize..220, any_json()), 1..5),
    ) {
        let mut page = document([CONVERSATIONS, MESSAGES][which]);
        for (mut at, intruder) in places {
            mutate(&mut page, &mut at, &intruder);
        }
        let rows = wire::rows(page).unwrap_or_default();
        for row in &rows {
            let _ = record(row);
            let _ = items(row);
            let _ = hints(row);
            let _ = contacts::read_contact(row);
            let _ = contacts::read_variables(row);
            let _ = templates::read_template(row);
            let _ = crm::read_step(row);
            let _ = crm::read_move(row);
            if let Some(row) = Row::of(row) {
                let _ = map::agent(row);
                let _ = map::member(row);
                let _ = map::note(row, &RemoteId::from("c"), NOW);
                let _ = map::place(row);
            }
        }
    }

    #[test]
    fn a_message_that_can_be_named_is_never_lost(intruder in any_json(), member in "(text|html|from|attachments|createdAt|userId)") {
        let mut message = document(MESSAGES)["messages"][4].clone();
        message[member.as_str()] = intruder;
        let items = items(&message).expect("it has an id");
        prop_assert!(items.iter().any(|item| item.remote.as_str() == "m05"));
    }
}
