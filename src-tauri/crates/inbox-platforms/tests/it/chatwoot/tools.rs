//! The tools around a conversation, refusals first.

use inbox_core::{
    AgentKind, ChannelKind as Kind, ContactRecord, Content, ConversationAction, ConversationTools,
    FirstWords, Opening, OpeningProbe, OutgoingMessage, PlatformError, Presence, RemoteId,
    ScenarioMove, Status,
};
use inbox_simulators::chatwoot::ChannelKind;

use crate::{
    chatwoot::{CUSTOMER, Office, scripted},
    scripted::{Reply, Scripted},
    support::{NOW, words},
};

fn opening(office: &Office, text: &str) -> Opening {
    Opening {
        channel: RemoteId(office.inbox(ChannelKind::Email).to_string()),
        channel_kind: Kind::Email,
        contact: ContactRecord {
            email: Some("mette@example.dk".to_owned()),
            name: Some("Mette".to_owned()),
            ..ContactRecord::default()
        },
        subject: Some("Your order".to_owned()),
        in_name_of: None,
        carrier: Some(RemoteId(office.colleague().to_string())),
        message: OutgoingMessage::text("0190-begin", text),
    }
}

fn probe(opening: Opening) -> OpeningProbe {
    OpeningProbe {
        opening,
        attempted_at: NOW,
        known: Vec::new(),
    }
}

#[tokio::test]
async fn a_failure_before_anything_left_is_not_an_unknown_outcome() {
    let server = Scripted::start(|_| Reply::Json(500, serde_json::json!({}))).await;
    let chatwoot = scripted(&server);
    let mut wanted = Opening {
        channel: "1".into(),
        channel_kind: Kind::Email,
        contact: ContactRecord::default(),
        subject: None,
        in_name_of: None,
        carrier: None,
        message: OutgoingMessage::text("id", "Hello"),
    };
    let nobody = chatwoot.begin(&wanted).await;
    assert!(
        matches!(nobody, Err(PlatformError::Refused { .. })),
        "{nobody:?}"
    );
    wanted.contact.email = Some("mette@example.dk".to_owned());
    let before = chatwoot.begin(&wanted).await;
    assert_eq!(before, Err(PlatformError::Unreachable));
}

#[tokio::test]
async fn what_was_never_begun_is_not_found() {
    let office = Office::empty().await;
    office.connect().await;
    let found = office
        .chatwoot
        .find_begun(&probe(opening(&office, "Hello")))
        .await;
    assert_eq!(found, Ok(None));
    office.customer_writes("Hello");
    let mut to_a_customer = opening(&office, "Hello");
    to_a_customer.contact = ContactRecord {
        phone: Some(CUSTOMER.to_owned()),
        ..ContactRecord::default()
    };
    let found = office.chatwoot.find_begun(&probe(to_a_customer)).await;
    assert_eq!(found, Ok(None), "their own words are not ours");
}

#[tokio::test]
async fn a_conversation_is_begun_with_somebody_new_and_found_again_by_our_id() {
    let office = Office::empty().await;
    office.connect().await;
    let wanted = opening(&office, "Your order has left.");
    let begun = office
        .chatwoot
        .begin(&wanted)
        .await
        .expect("it begins")
        .expect("it is named");
    let record = begun.record.as_ref().expect("it is told");
    assert_eq!(record.channel, Some(wanted.channel.clone()));
    assert_eq!(record.contact.email.as_deref(), Some("mette@example.dk"));
    assert_eq!(record.facts.subject.as_deref(), Some("Your order"));
    let carrier = record.assignee.as_ref().map(|carrier| &carrier.agent);
    assert_eq!(carrier, wanted.carrier.as_ref());
    let FirstWords::Said(Some(item)) = &begun.words else {
        panic!("the first words are named: {:?}", begun.words);
    };
    let found = office.chatwoot.find_begun(&probe(wanted.clone())).await;
    let found = found.expect("a look").expect("it is there");
    assert_eq!(found.conversation, begun.conversation);
    assert_eq!(found.words, FirstWords::Said(Some(item.clone())));
    // The same person a second time is no second contact.
    let contacts = office.control.overview().contacts;
    office.chatwoot.begin(&wanted).await.expect("it begins");
    assert_eq!(office.control.overview().contacts, contacts);
    assert_eq!(office.control.sent_texts().len(), 2);
}

#[tokio::test]
async fn many_conversations_change_in_one_call_and_only_where_that_is_the_same() {
    let office = Office::empty().await;
    office.connect().await;
    let happened: Vec<_> = ["+15550101", "+15550102", "+15550103"]
        .into_iter()
        .map(|phone| {
            let who =
                inbox_simulators::chatwoot::Who::phone(phone).on(office.inbox(ChannelKind::Api));
            office
                .control
                .receive_text(&who, "Hello")
                .expect("an inbox")
        })
        .collect();
    let ids: Vec<RemoteId> = happened
        .iter()
        .map(|one| RemoteId(one.conversation_id.to_string()))
        .collect();
    let tags = ConversationAction::SetTags { tags: Vec::new() };
    let refused = office.chatwoot.act_on_many(&ids, &tags).await;
    assert_eq!(refused, Err(PlatformError::Unsupported));
    let resolve = ConversationAction::SetStatus {
        status: Status::Resolved,
        until: None,
    };
    office
        .chatwoot
        .act_on_many(&ids, &resolve)
        .await
        .expect("taken");
    let give = ConversationAction::Assign {
        to: Some(RemoteId(office.colleague().to_string())),
        to_kind: AgentKind::Person,
        force: false,
    };
    office
        .chatwoot
        .act_on_many(&ids, &give)
        .await
        .expect("taken");
    office.advance(5_000).await;
    for one in &happened {
        let record = office.record(one).await;
        assert_eq!(record.status, Status::Resolved);
        assert!(record.assignee.is_some());
    }
}

#[tokio::test]
async fn a_message_is_translated_once_and_told_again_from_what_is_kept() {
    let office = Office::empty().await;
    office.connect().await;
    let happened = office.customer_writes("Where is my order?");
    let conversation = RemoteId(happened.conversation_id.to_string());
    let nowhere = office
        .chatwoot
        .translate_item(&conversation, &"999999".into(), "pt")
        .await;
    assert!(nowhere.is_err());
    let item = RemoteId(happened.message_id.to_string());
    let first = office
        .chatwoot
        .translate_item(&conversation, &item, "pt")
        .await
        .expect("words");
    assert!(!first.is_empty());
    let again = office
        .chatwoot
        .translate_item(&conversation, &item, "pt")
        .await;
    assert_eq!(again, Ok(first));
}

#[tokio::test]
async fn a_message_is_taken_back_and_doing_it_twice_is_as_good() {
    let office = Office::empty().await;
    office.connect().await;
    let happened = office.customer_writes("Hello");
    let receipt = office
        .send(&happened, &words("Wrong window"))
        .await
        .expect("sent");
    let item = receipt.item.expect("named");
    for _ in 0..2 {
        let action = ConversationAction::DeleteItem { item: item.clone() };
        office.act(&happened, action).await.expect("taken back");
    }
    let items = office.items(&happened).await;
    let gone = items.iter().find(|each| each.remote == item);
    assert_eq!(gone.map(|item| &item.content), Some(&Content::Deleted));
}

#[tokio::test]
async fn colleagues_see_the_person_as_the_person_wishes() {
    let office = Office::empty().await;
    office.connect().await;
    assert_eq!(office.chatwoot.presence().await, Ok(Presence::Online));
    for wish in [Presence::Busy, Presence::Offline, Presence::Online] {
        office.chatwoot.show_presence(wish).await.expect("taken");
        assert_eq!(office.chatwoot.presence().await, Ok(wish));
    }
}

#[tokio::test]
async fn there_are_no_scenarios_here() {
    let office = Office::empty().await;
    let to = ScenarioMove::Leave {
        scenario: "1".into(),
    };
    let conversation = RemoteId::from("1");
    assert_eq!(
        office.chatwoot.scenarios(&conversation).await,
        Err(PlatformError::Unsupported)
    );
    assert_eq!(
        office.chatwoot.move_in_scenarios(&conversation, &to).await,
        Err(PlatformError::Unsupported)
    );
}
