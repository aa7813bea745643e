//! Webhooks of a simulated organization against its threads.

use inbox_core::{Content, Hint, Platform, RawEvent};
use inbox_simulators::chatvolt::{Inbound, MediaKind, WebhookTarget, Who};

use super::{CUSTOMER, Desk};
use crate::scripted::{Reply, Scripted};
use crate::support::{NOW, words};

#[tokio::test]
async fn webhooks_tell_the_same_as_the_thread_or_where_to_read() {
    for without_text in [false, true] {
        let desk = Desk::empty().await;
        desk.quirks(|quirks| quirks.events_without_text = without_text);
        let relay = Scripted::start(|_| Reply::with_headers(200, "", b"")).await;
        desk.control
            .webhooks(&WebhookTarget {
                url: Some(format!("{}/in", relay.url())),
                ..WebhookTarget::default()
            })
            .expect("possible");
        let customer = desk.customer_writes("Hello?");
        let id = customer.conversation_id.clone();
        desk.control.portal_ai(&id, false).expect("possible");
        let who = Who::phone(CUSTOMER);
        desk.control
            .receive_text(&who, "Are you there?")
            .expect("possible");
        let photo = Inbound::Media {
            kind: MediaKind::Photo,
            caption: None,
        };
        desk.control.receive(&who, photo).expect("possible");
        desk.control
            .ai_text(&id, "I am the machine")
            .expect("possible");
        desk.control
            .ai_follows_up(&id, "Still there?")
            .expect("possible");
        desk.control
            .portal_text(&who, "I am a person")
            .expect("possible");
        desk.control.nps_answer(&id, 9, None).expect("possible");
        let step = desk.control.overview().scenarios[0].steps[0].0.clone();
        desk.control.portal_step(&id, &step).expect("possible");
        let conversation = desk.conversation(&customer).await;
        desk.chatvolt
            .send(&conversation, &words("Hello!"))
            .await
            .expect("accepted");
        desk.advance(10_000).await;
        desk.control.settle().await;

        let thread = desk.items(&id).await;
        let mut complete = 0;
        let events = relay.received();
        assert!(events.len() >= 6, "{} events", events.len());
        for event in events {
            let event = RawEvent {
                body: event.body,
                received_at: NOW,
            };
            let hints = desk.chatvolt.hints(&event);
            let [Hint::Conversation { conversation, item }] = hints.as_slice() else {
                panic!("where to read: {hints:?}");
            };
            assert_eq!(conversation.0, id);
            if let Some(item) = item {
                let told = thread.iter().find(|known| known.remote == item.remote);
                let told = told.expect("the thread has it under the same id");
                assert_eq!(
                    (told.direction, told.occurred_at),
                    (item.direction, item.occurred_at)
                );
                match (&told.content, &item.content) {
                    (Content::Media(told), Content::Media(item)) => assert_eq!(told.url, item.url),
                    (told, item) => assert_eq!(told, item),
                }
                complete += 1;
            }
        }
        assert!(without_text || complete >= 2, "{complete} complete");
    }
}
