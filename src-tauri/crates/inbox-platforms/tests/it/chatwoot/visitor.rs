//! The customer's side of an API channel.

use futures_util::{StreamExt as _, stream::BoxStream};
use inbox_core::{Content, Direction, PlatformError, RemoteId};
use inbox_platforms::chatwoot::visitor::{
    ApiChannel, Visitor, VisitorDraft, VisitorError, VisitorSign, proof_of,
};
use inbox_simulators::chatwoot::ChannelKind;
use secrecy::ExposeSecret;

use serde_json::json;

use crate::{
    chatwoot::{Office, scripted},
    scripted::{Reply, Scripted},
    support::{clock, http},
};

async fn introduce(
    office: &Office,
    inbox: &str,
    draft: &VisitorDraft,
) -> Result<Visitor, VisitorError> {
    let base = office.simulator.base_url();
    Visitor::introduce(base, http(), clock(), inbox.to_owned().into(), draft).await
}

fn app(office: &Office) -> String {
    let inboxes = office.control.overview().inboxes;
    let app = inboxes
        .into_iter()
        .find(|inbox| inbox.kind == ChannelKind::Api);
    app.expect("one of each kind").identifier
}

#[tokio::test]
async fn a_visitor_writes_and_reads_what_the_desk_answers_but_never_its_notes() {
    let office = Office::empty().await;
    let draft = VisitorDraft {
        name: Some("Lia".to_owned()),
        ..VisitorDraft::default()
    };
    let visitor = introduce(&office, &app(&office), &draft)
        .await
        .expect("a known channel");
    let conversation = visitor.begin().await.expect("begun").remote;
    let receipt = visitor.write(&conversation, "Hello?").await.expect("taken");
    visitor.typing(&conversation, true).await.expect("taken");
    let id = conversation.0.parse().expect("a number");
    let colleague = office.colleague();
    office
        .control
        .portal_note(id, colleague, "Careful")
        .expect("known");
    office
        .control
        .portal_text(id, colleague, "Hello Lia")
        .expect("known");

    let (messages, more) = visitor
        .messages(&conversation, None)
        .await
        .expect("an answer");
    assert!(!more);
    let told: Vec<_> = messages
        .iter()
        .map(|message| (message.direction, &message.content))
        .collect();
    let text = |text: &str| Content::Text {
        text: text.to_owned(),
    };
    assert_eq!(
        told,
        [
            (Direction::Inbound, &text("Hello?")),
            (Direction::Outbound, &text("Hello Lia"))
        ]
    );
    assert_eq!(Some(&messages[0].remote), receipt.item.as_ref());
    visitor.mark_read(&conversation).await.expect("taken");
    visitor.resolve(&conversation).await.expect("taken");
    let all = visitor.conversations().await.expect("an answer");
    assert_eq!((all.len(), all[0].status.as_str()), (1, "resolved"));
}

#[tokio::test]
async fn the_same_identifier_finds_the_same_visitor_and_is_never_printed() {
    let office = Office::empty().await;
    let first = introduce(&office, &app(&office), &VisitorDraft::default())
        .await
        .expect("a known channel");
    first.begin().await.expect("begun");
    let draft = VisitorDraft {
        source: Some(first.source().clone()),
        ..VisitorDraft::default()
    };
    let again = introduce(&office, &app(&office), &draft)
        .await
        .expect("a known channel");
    assert_eq!(again.conversations().await.map(|all| all.len()), Ok(1));
    assert!(!format!("{again:?} {draft:?}").contains(first.source().expose_secret()));
}

#[tokio::test]
async fn an_unknown_channel_is_not_found() {
    let office = Office::empty().await;
    let error = introduce(&office, "nowhere", &VisitorDraft::default())
        .await
        .expect_err("unknown");
    assert!(
        matches!(error, VisitorError::Platform(PlatformError::NotFound)),
        "{error:?}"
    );
    let visitor = introduce(&office, &app(&office), &VisitorDraft::default())
        .await
        .expect("a known channel");
    let lost = visitor.messages(&RemoteId::from("999"), None).await;
    assert_eq!(lost, Err(PlatformError::NotFound));
}

#[tokio::test]
async fn a_proven_visitor_is_let_in_and_a_wrong_proof_is_not() {
    let office = Office::empty().await;
    let channel = channel(&office).await;
    let key = channel.proof_key.clone().expect("an administrator sees it");
    let draft = |proof: &str| VisitorDraft {
        identifier: Some("customer-7".to_owned()),
        identifier_proof: Some(proof.to_owned().into()),
        ..VisitorDraft::default()
    };
    let forged = office.chatwoot.let_in(&channel, &draft("00ff")).await;
    assert!(forged.is_err());
    let proof = proof_of("customer-7", &key);
    let proven = office
        .chatwoot
        .let_in(&channel, &draft(proof.expose_secret()))
        .await
        .expect("proven");
    proven.begin().await.expect("begun");
    // Proven once, the same person sees the conversation by another way in as well.
    let again = office
        .chatwoot
        .let_in(&channel, &draft(proof.expose_secret()))
        .await
        .expect("proven");
    assert_eq!(again.conversations().await.map(|all| all.len()), Ok(1));
    assert!(!format!("{channel:?}").contains(key.expose_secret()));
}

#[tokio::test]
async fn a_visitor_is_told_at_once_what_the_desk_says_and_that_it_writes() {
    let office = Office::empty().await;
    let channel = channel(&office).await;
    let visitor = office
        .chatwoot
        .let_in(&channel, &VisitorDraft::default())
        .await
        .expect("let in");
    let conversation = visitor.begin().await.expect("begun").remote;
    let mut signs = visitor.live().expect("a way to it");
    assert_eq!(signs.next().await, Some(Ok(VisitorSign::Connected)));
    let id = conversation.0.parse().expect("a number");
    let colleague = office.colleague();
    let sign = async |signs: &mut BoxStream<'static, _>| {
        let next = tokio::time::timeout(std::time::Duration::from_secs(10), signs.next());
        next.await.expect("in time").expect("it stands")
    };
    office
        .control
        .portal_types(id, colleague, true)
        .expect("known");
    let typing = sign(&mut signs).await.expect("a sign");
    assert!(
        matches!(&typing, VisitorSign::Typing { conversation: told, on: true, .. } if *told == conversation),
        "{typing:?}"
    );
    office
        .control
        .portal_text(id, colleague, "Hello")
        .expect("known");
    while sign(&mut signs).await != Ok(VisitorSign::News) {}
}

#[tokio::test]
async fn what_was_played_is_cleaned_up_with_its_conversations() {
    let office = Office::empty().await;
    let channel = channel(&office).await;
    let visitor = office
        .chatwoot
        .let_in(&channel, &VisitorDraft::default())
        .await
        .expect("let in");
    visitor.begin().await.expect("begun");
    let contact = visitor.desk_contact().expect("told").clone();
    for _ in 0..2 {
        let gone = office.chatwoot.delete_contact(&contact).await;
        assert_eq!(gone, Ok(()), "also a second time");
    }
    assert!(office.control.conversations().is_empty());
}

async fn channel(office: &Office) -> ApiChannel {
    let channels = office.chatwoot.api_channels().await.expect("an answer");
    assert_eq!(channels.len(), 1, "one of each kind");
    channels.into_iter().next().expect("one")
}

#[tokio::test]
async fn somebody_among_too_many_who_are_alike_may_have_been_there_before() {
    let server = Scripted::start(|_| {
        let alike = json!({ "id": 7, "name": "Order 1712", "identifier": "1712" });
        Reply::Json(
            200,
            json!({ "meta": { "has_more": true }, "payload": [alike] }),
        )
    })
    .await;
    let draft = VisitorDraft {
        identifier: Some("17".to_owned()),
        ..VisitorDraft::default()
    };
    assert_eq!(scripted(&server).knows(&draft).await, Ok(true));
    assert_eq!(server.received().len(), 5, "nobody waits for all of them");
}
