//! Webhooks of a simulated workspace against its timeline.

use std::collections::BTreeSet;

use crate::desk::{CUSTOMER, Desk};
use crate::scripted::{Reply, Scripted};
use crate::support::{NOW, words};
use inbox_core::{Content, Hint, Platform, RawEvent};
use inbox_simulators::hatif::{
    CallEnding, Happened, Inbound, InboundMedia, Location, MessageType, NewCall, WebhookTarget, Who,
};

/// Everything that makes a webhook: five messages of a customer, one of a colleague, one of ours, an
/// assignment and a missed call.
async fn a_busy_minute(desk: &Desk) -> Happened {
    let who = Who::phone(CUSTOMER);
    let customer = desk.customer_writes("Hello?");
    let media = |message_type| {
        Inbound::Media(InboundMedia {
            message_type,
            url: None,
            caption: Some("look".to_owned()),
        })
    };
    for what in [
        media(MessageType::Image),
        media(MessageType::Document),
        Inbound::Button("Yes".to_owned()),
        Inbound::Location(Location {
            latitude: 24.7,
            longitude: 46.6,
            name: None,
            address: None,
        }),
    ] {
        desk.control.receive(&who, what).expect("possible");
    }
    let agent = desk.control.overview().users[0].user_id.clone();
    desk.control
        .portal_text(&who, &agent, "I am here")
        .expect("possible");
    let conversation = desk.conversation(&customer).await;
    desk.hatif
        .send(&conversation, &words("Hello!"))
        .await
        .expect("accepted");
    desk.control
        .portal_assign(&customer.conversation_id, Some(&agent), None)
        .expect("possible");
    let call = NewCall {
        outbound: false,
        ring_seconds: 1,
        ending: CallEnding::Missed,
        handled_by: None,
        pace: 0.0,
    };
    desk.control.call(&who, &call).expect("a phone");
    desk.advance(6_000).await;
    desk.control.settle().await;
    customer
}

#[tokio::test]
async fn webhooks_tell_the_same_as_the_timeline_or_where_to_read() {
    let desk = Desk::empty().await;
    let relay = Scripted::start(|_| Reply::with_headers(200, "", b"")).await;
    desk.control
        .webhooks(&WebhookTarget {
            url: Some(format!("{}/in", relay.url())),
            ..WebhookTarget::default()
        })
        .expect("a receiver");
    let customer = a_busy_minute(&desk).await;

    let timeline = desk.items(&customer.conversation_id).await;
    let (mut complete, mut places, mut contacts) = (BTreeSet::new(), 0, 0);
    for webhook in relay.received() {
        let event = RawEvent {
            body: webhook.body,
            received_at: NOW,
        };
        let hints = desk.hatif.hints(&event);
        match hints.as_slice() {
            [Hint::Conversation { conversation, item }] => {
                assert_eq!(conversation.0, customer.conversation_id);
                places += 1;
                let Some(item) = item else { continue };
                let truth = timeline
                    .iter()
                    .find(|truth| truth.remote == item.remote)
                    .expect("in the timeline");
                let kind = |content: &Content| match content {
                    Content::Media(media) => {
                        format!("{:?} {} {:?}", media.kind, media.url, media.caption)
                    }
                    other => format!("{other:?}"),
                };
                assert_eq!(kind(&item.content), kind(&truth.content));
                assert_eq!(
                    (item.occurred_at, item.direction),
                    (truth.occurred_at, truth.direction)
                );
                assert_eq!(
                    (item.author.kind, &item.author.agent),
                    (truth.author.kind, &truth.author.agent)
                );
                complete.insert(item.remote.clone());
            }
            [Hint::Contact { contact }] => {
                assert_eq!(contact.0, customer.contact_id);
                contacts += 1;
            }
            other => panic!("not understood: {other:?} from {}", event.body),
        }
    }
    assert_eq!(
        complete.len(),
        6,
        "five of the customer and one of a colleague"
    );
    assert!(
        places > complete.len() && contacts >= 2,
        "{places} places, {contacts} calls"
    );
}
