//! The live connection and the webhooks: what they tell, and how they end.

use std::time::Duration;

use futures_util::{StreamExt, stream::BoxStream};
use inbox_core::{
    Content, Hint, ItemRecord, LiveSign, Platform, PlatformError, Presence, Presences, RawEvent,
    RemoteId,
};
use inbox_simulators::chatwoot::{Happened, Size, Status, WebhookTarget};
use serde_json::json;

use crate::{
    chatwoot::{Office, list_all, scripted},
    scripted::{Reply, Scripted},
    support::{NOW, words},
};

type Signs = BoxStream<'static, Result<LiveSign, PlatformError>>;

/// The next sign; the bound only keeps a broken test from hanging.
async fn next(signs: &mut Signs) -> Option<Result<LiveSign, PlatformError>> {
    tokio::time::timeout(Duration::from_secs(20), signs.next())
        .await
        .expect("a sign, or the end")
}

async fn connected(office: &Office) -> Signs {
    let mut signs = office.chatwoot.live().expect("Chatwoot is live");
    assert_eq!(next(&mut signs).await, Some(Ok(LiveSign::Connected)));
    // The platform says it to everybody who comes.
    presences(&mut signs).await;
    signs
}

/// Who is there, which the next sign tells.
async fn presences(signs: &mut Signs) -> Presences {
    match next(signs).await {
        Some(Ok(LiveSign::Presences(presences))) => presences,
        other => panic!("who is there: {other:?}"),
    }
}

/// The items of a conversation told by the next signs, up to the first that `wanted` accepts.
async fn item(
    signs: &mut Signs,
    happened: &Happened,
    wanted: impl Fn(&ItemRecord) -> bool,
) -> ItemRecord {
    loop {
        let Some(Ok(LiveSign::Hints(hints))) = next(signs).await else {
            panic!("hints");
        };
        for hint in hints {
            let Hint::Conversation { conversation, item } = hint else {
                continue;
            };
            assert_eq!(conversation.0, happened.conversation_id.to_string());
            if let Some(item) = item.filter(|item| wanted(item)) {
                return *item;
            }
        }
    }
}

#[tokio::test]
async fn a_message_arrives_complete_and_as_the_timeline_tells_it() {
    let office = Office::empty().await;
    office.connect().await;
    let happened = office.customer_writes("Hello");
    let mut signs = connected(&office).await;
    let second = office.customer_writes("Are you there?");
    let told = item(&mut signs, &happened, |item| {
        item.remote.0 == second.message_id.to_string()
    })
    .await;
    let read = office.items(&happened).await;
    assert_eq!(
        read.iter().find(|item| item.remote == told.remote),
        Some(&told)
    );

    let receipt = office
        .send(&happened, &words("Good morning"))
        .await
        .expect("taken");
    let sent = receipt.item.expect("told");
    let echo = item(&mut signs, &happened, |item| item.remote == sent).await;
    assert!(matches!(echo.content, Content::Text { text } if text == "Good morning"));
    office
        .control
        .delete_message(second.message_id)
        .expect("known");
    item(&mut signs, &happened, |item| {
        item.content == Content::Deleted
    })
    .await;
}

#[tokio::test]
async fn an_edit_is_told_with_the_new_words_as_the_timeline_tells_them() {
    let office = Office::empty().await;
    office.connect().await;
    let happened = office.customer_writes("Hello");
    let mut signs = connected(&office).await;
    let edit = office.control.edit_message(happened.message_id, "Hello!");
    edit.expect("known");
    let edited = loop {
        let Some(Ok(LiveSign::Hints(hints))) = next(&mut signs).await else {
            panic!("hints");
        };
        let told = hints
            .into_iter()
            .find(|hint| matches!(hint, Hint::Edited { .. }));
        if let Some(told) = told {
            break told;
        }
    };
    let read = office.items(&happened).await;
    let item = RemoteId(happened.message_id.to_string());
    let now = read.into_iter().find(|read| read.remote == item);
    let now = now.expect("in the timeline").content;
    assert!(matches!(&now, Content::Text { text } if text == "Hello!"));
    assert_eq!(
        edited,
        Hint::Edited {
            conversation: RemoteId(happened.conversation_id.to_string()),
            item,
            content: Some(Box::new(now)),
        }
    );
}

#[tokio::test]
async fn changes_of_a_conversation_say_where_to_read() {
    let office = Office::with(Size::Small).await;
    office.connect().await;
    let happened = office.customer_writes("Hello");
    let colleague = office.colleague();
    let mut signs = connected(&office).await;
    office
        .control
        .portal_status(happened.conversation_id, Status::Resolved, Some(colleague))
        .expect("known");
    item(&mut signs, &happened, |item| {
        matches!(item.content, Content::Activity(_))
    })
    .await;
}

#[tokio::test]
async fn a_new_label_is_told_as_a_change_of_the_directory() {
    let office = Office::empty().await;
    office.connect().await;
    let mut signs = connected(&office).await;
    office
        .chatwoot
        .create_label("wholesale")
        .await
        .expect("made");
    assert_eq!(next(&mut signs).await, Some(Ok(LiveSign::DirectoryChanged)));
}

#[tokio::test]
async fn typing_is_told_with_who_types() {
    let office = Office::empty().await;
    let happened = office.customer_writes("Hello");
    let colleague = office.colleague();
    let mut signs = connected(&office).await;
    let id = happened.conversation_id;
    let mut typing = async |expected_colleague: bool, expected: bool| loop {
        if let Some(Ok(LiveSign::Typing {
            conversation,
            colleague,
            name,
            on,
        })) = next(&mut signs).await
        {
            assert_eq!(conversation.0, id.to_string());
            assert_eq!((colleague, on), (expected_colleague, expected));
            assert!(name.is_some());
            break;
        }
    };
    office.control.customer_types(id, true).expect("known");
    typing(false, true).await;
    office.control.customer_types(id, false).expect("known");
    typing(false, false).await;
    office
        .control
        .portal_types(id, colleague, true)
        .expect("known");
    typing(true, true).await;
}

#[tokio::test]
async fn who_comes_is_told_who_is_there() {
    let office = Office::empty().await;
    let colleague = office.colleague();
    let expected = [
        ("online", Presence::Online),
        ("busy", Presence::Busy),
        ("offline", Presence::Offline),
    ];
    for (word, presence) in expected {
        let told = office.control.colleague_shows(colleague, word);
        told.expect("a colleague");
        let mut signs = office.chatwoot.live().expect("Chatwoot is live");
        assert_eq!(next(&mut signs).await, Some(Ok(LiveSign::Connected)));
        let presences = presences(&mut signs).await;
        let colleague = RemoteId(colleague.to_string());
        assert_eq!(presences.of(&colleague), Some(presence));
    }
}

#[tokio::test]
async fn a_customer_who_writes_is_no_change_of_the_contact() {
    let office = Office::empty().await;
    office.connect().await;
    let happened = office.customer_writes("Hello");
    list_all(&office.chatwoot).await;
    let mut signs = connected(&office).await;
    office.customer_writes("One");
    let contact = RemoteId(happened.contact_id.to_string());
    let draft = inbox_platforms::chatwoot::ContactDraft {
        name: Some("Sam R.".to_owned()),
        ..Default::default()
    };
    office
        .chatwoot
        .update_contact(&contact, &draft)
        .await
        .expect("taken");
    office
        .control
        .customer_types(happened.conversation_id, true)
        .expect("known");
    let mut changes = 0;
    loop {
        match next(&mut signs).await {
            Some(Ok(LiveSign::Hints(hints))) => {
                let told = Hint::Contact {
                    contact: contact.clone(),
                };
                changes += hints.iter().filter(|hint| **hint == told).count();
            }
            Some(Ok(LiveSign::Typing { .. })) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(changes, 1, "only the new name is one");
}

#[tokio::test]
async fn a_broken_connection_is_told_once_and_a_new_one_can_be_opened() {
    let office = Office::empty().await;
    let mut signs = connected(&office).await;
    office.control.drop_sockets();
    let broken = next(&mut signs).await;
    assert!(
        matches!(broken, Some(Err(PlatformError::NoAnswer))),
        "{broken:?}"
    );
    assert_eq!(next(&mut signs).await, None);

    let mut signs = connected(&office).await;
    office.control.restart_sockets();
    let broken = next(&mut signs).await;
    assert!(
        matches!(broken, Some(Err(PlatformError::NoAnswer))),
        "{broken:?}"
    );
    drop(connected(&office).await);
}

#[tokio::test]
async fn a_connection_that_went_quiet_is_given_up() {
    let office = Office::empty().await;
    let mut signs = connected(&office).await;
    let waiting = tokio::spawn(async move { next(&mut signs).await });
    // Nothing is said, as the platform's clock stands; ours goes on.
    while !waiting.is_finished() {
        office.clock.advance(1_000);
        tokio::task::yield_now().await;
    }
    let end = waiting.await.expect("no panic");
    assert_eq!(end, Some(Err(PlatformError::NoAnswer)));
}

#[tokio::test]
async fn a_server_behind_something_that_knows_no_sockets_is_told() {
    let profile = json!({ "id": 7, "pubsub_token": "p", "accounts": [] });
    let server = Scripted::start(move |request| {
        if request.is("GET", "/cable") {
            Reply::with_headers(404, "", b"")
        } else {
            Reply::Json(200, profile.clone())
        }
    })
    .await;
    let mut signs = scripted(&server).live().expect("Chatwoot is live");
    assert_eq!(next(&mut signs).await, Some(Err(PlatformError::Unreadable)));
    assert_eq!(next(&mut signs).await, None);
    let asked = server.received();
    let asked = asked.last().expect("it was tried");
    assert_eq!(
        asked.headers["sec-websocket-protocol"],
        "actioncable-v1-json"
    );
}

#[tokio::test]
async fn presence_is_shown_every_twenty_seconds() {
    let office = Office::empty().await;
    let happened = office.customer_writes("Hello");
    let mut signs = connected(&office).await;
    let (heard, mut hearing) = tokio::sync::mpsc::unbounded_channel();
    let listening = tokio::spawn(async move {
        while let Some(Ok(_)) = signs.next().await {
            if heard.send(()).is_err() {
                break;
            }
        }
    });
    let me = RemoteId(office.simulator.credentials().user_id.to_string());
    let online = async || {
        let online = office.chatwoot.agents_online().await;
        online.expect("an answer").contains(&me)
    };
    assert!(online().await, "connecting shows it");
    for step in 0..20 {
        office.advance(3_000).await;
        // Something has to be heard, or the connection counts as dead.
        let typing = step % 2 == 0;
        office
            .control
            .customer_types(happened.conversation_id, typing)
            .expect("known");
        tokio::time::timeout(Duration::from_secs(20), hearing.recv())
            .await
            .expect("it is heard")
            .expect("the connection stands");
    }
    assert!(online().await, "a minute later still");
    listening.abort();
}

#[tokio::test]
async fn webhooks_tell_the_same_as_the_timeline() {
    let office = Office::empty().await;
    office.connect().await;
    office
        .control
        .webhooks(&WebhookTarget {
            url: Some("http://127.0.0.1:9/in".to_owned()),
            ..WebhookTarget::default()
        })
        .expect("an address");
    let happened = office.customer_writes("Hello");
    let receipt = office
        .send(&happened, &words("Good morning"))
        .await
        .expect("taken");
    office.control.settle().await;
    let hints: Vec<Hint> = office
        .control
        .deliveries()
        .into_iter()
        .flat_map(|delivery| {
            office.chatwoot.hints(&RawEvent {
                body: delivery.body,
                received_at: NOW,
            })
        })
        .collect();
    let items = office.items(&happened).await;
    for wanted in [
        RemoteId(happened.message_id.to_string()),
        receipt.item.expect("told"),
    ] {
        let told = hints.iter().find_map(|hint| match hint {
            Hint::Conversation {
                item: Some(item), ..
            } if item.remote == wanted => Some(&**item),
            _ => None,
        });
        let told = told.expect("every message is told");
        let read = items
            .iter()
            .find(|item| item.remote == wanted)
            .expect("every message is read");
        assert_eq!(
            (
                &told.content,
                told.direction,
                told.occurred_at,
                &told.author.agent
            ),
            (
                &read.content,
                read.direction,
                read.occurred_at,
                &read.author.agent
            )
        );
    }
}
