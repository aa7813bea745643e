//! Saying something once, and finding it again when its answer is lost.

use inbox_core::{
    Audience, Content, Delivery, EmailHead, FileFault, FileSource, ItemRecord, OutgoingFile,
    OutgoingMessage, OutgoingTemplate, Platform, PlatformError, RemoteId, SentProbe, Timestamp,
};
use inbox_simulators::chatwoot::{ChannelKind, Happened, Who};
use serde_json::json;

use crate::{
    chatwoot::{CUSTOMER, Office, scripted},
    scripted::{Reply, Scripted},
    support::{NOW, conversation_with, words},
};

impl Office {
    async fn find(
        &self,
        happened: &Happened,
        message: &OutgoingMessage,
        attempted_at: Timestamp,
        linked: Vec<RemoteId>,
    ) -> Option<ItemRecord> {
        let probe = SentProbe {
            conversation: RemoteId(happened.conversation_id.to_string()),
            message: message.clone(),
            attempted_at,
            linked,
        };
        self.chatwoot.find_sent(&probe).await.expect("an answer")
    }
}

#[tokio::test]
async fn words_reach_the_customer_and_their_ticks_come_back() {
    let office = Office::empty().await;
    let who = Who::phone("+966500000101").on(office.inbox(ChannelKind::WhatsApp));
    let happened = office
        .control
        .receive_text(&who, "Hello")
        .expect("an inbox");
    let receipt = office
        .send(&happened, &words("Good morning"))
        .await
        .expect("taken");
    let item = receipt.item.expect("told");
    let states = async || {
        let items = office.items(&happened).await;
        items
            .into_iter()
            .find(|it| it.remote == item)
            .and_then(|it| it.delivery)
    };
    assert_eq!(states().await, Some(Delivery::Sent));
    office.advance(10_000).await;
    assert_eq!(states().await, Some(Delivery::Read));
    assert_eq!(office.control.sent_texts(), ["Good morning"]);
}

#[tokio::test]
async fn a_failed_delivery_tells_its_reason() {
    let office = Office::empty().await;
    let who = Who::phone("+966500000101").on(office.inbox(ChannelKind::WhatsApp));
    let happened = office
        .control
        .receive_text(&who, "Hello")
        .expect("an inbox");
    office
        .control
        .next_deliveries([inbox_simulators::chatwoot::DeliveryFate::Fails {
            reason: "number unknown".to_owned(),
        }]);
    let receipt = office
        .send(&happened, &words("Good morning"))
        .await
        .expect("taken");
    office.advance(10_000).await;
    let items = office.items(&happened).await;
    let sent = items
        .into_iter()
        .find(|it| Some(&it.remote) == receipt.item.as_ref());
    let failed = Delivery::Failed {
        code: None,
        reason: Some("number unknown".to_owned()),
    };
    assert_eq!(sent.and_then(|it| it.delivery), Some(failed));
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_was_sent_once_and_is_found_by_our_id() {
    let office = Office::empty().await;
    office.connect().await;
    let happened = office.customer_writes("Hello");
    let earlier = OutgoingMessage::text("01890a5d-0000-774b-bcce-b302099a8057", "Good morning");
    office.send(&happened, &earlier).await.expect("taken");
    office
        .control
        .faults(|faults| faults.lose_send_answers_next = 1);
    let message = words("Good morning");
    let error = office
        .send(&happened, &message)
        .await
        .expect_err("the answer was lost");
    assert!(error.outcome_unknown(), "{error:?}");
    assert_eq!(office.control.sent_texts().len(), 2);
    let sent = office.control.sends()[1].message_id.to_string();
    // The same words were said before; only our id tells the two apart.
    let found = office
        .find(&happened, &message, NOW, Vec::new())
        .await
        .expect("it was sent");
    assert_eq!(found.remote.0, sent);
}

#[tokio::test]
async fn a_send_that_was_never_executed_is_not_found_even_beside_the_same_words_of_others() {
    let office = Office::empty().await;
    office.connect().await;
    let happened = office.customer_writes("Good morning");
    let id = happened.conversation_id;
    office
        .control
        .portal_text(id, office.colleague(), "Good morning")
        .expect("known");
    let earlier = OutgoingMessage::text("01890a5d-0000-774b-bcce-b302099a8057", "Good morning");
    office.send(&happened, &earlier).await.expect("taken");
    office
        .control
        .faults(|faults| faults.server_errors_next = 1);
    let message = words("Good morning");
    let record = office.control.conversations();
    assert_eq!(record.len(), 1);
    let stored = conversation_with(&id.to_string(), "1", CUSTOMER);
    let error = office
        .chatwoot
        .send(&stored, &message)
        .await
        .expect_err("it failed");
    assert_eq!(error, PlatformError::Failed { status: 500 });
    assert!(error.outcome_unknown());
    assert_eq!(
        office.find(&happened, &message, NOW, Vec::new()).await,
        None
    );
}

#[tokio::test]
async fn my_own_words_count_where_the_platform_has_lost_our_id() {
    let rows = json!({ "meta": {}, "payload": [
        { "id": 8, "content": "Good morning ", "message_type": 1, "created_at": NOW.0 / 1000 - 600, "content_attributes": {},
          "sender": { "id": 7, "type": "user" } },
        { "id": 9, "content": "Good morning", "message_type": 1, "created_at": NOW.0 / 1000, "content_attributes": {},
          "sender": { "id": 7, "type": "user" } },
        { "id": 10, "content": "Good morning", "message_type": 1, "created_at": NOW.0 / 1000 + 1, "private": true,
          "content_attributes": {}, "sender": { "id": 7, "type": "user" } },
    ]});
    let server = Scripted::start(move |_| Reply::Json(200, rows.clone())).await;
    let probe = |linked| SentProbe {
        conversation: RemoteId::from("42"),
        message: words("Good morning"),
        attempted_at: NOW,
        linked,
    };
    let chatwoot = scripted(&server);
    let found = chatwoot
        .find_sent(&probe(Vec::new()))
        .await
        .expect("an answer");
    assert_eq!(found.map(|item| item.remote.0).as_deref(), Some("9"));
    let linked = vec![RemoteId::from("9")];
    assert_eq!(chatwoot.find_sent(&probe(linked)).await, Ok(None));
}

#[tokio::test]
async fn a_note_stays_among_colleagues_and_quotes_travel() {
    let office = Office::empty().await;
    let happened = office.customer_writes("Hello");
    let note = OutgoingMessage {
        audience: Audience::Colleagues,
        quote: Some(RemoteId(happened.message_id.to_string())),
        ..words("Ask the warehouse")
    };
    let receipt = office.send(&happened, &note).await.expect("taken");
    let sends = office.control.sends();
    assert!(sends[0].private);
    let items = office.items(&happened).await;
    let item = items
        .into_iter()
        .find(|it| Some(&it.remote) == receipt.item.as_ref())
        .expect("kept");
    assert!(matches!(item.content, Content::Note { .. }));
    assert_eq!(item.delivery, None);
    let quoted = item.quote.and_then(|quote| quote.remote);
    assert_eq!(quoted, Some(RemoteId(happened.message_id.to_string())));
    let found = office.find(&happened, &note, NOW, Vec::new()).await;
    assert_eq!(found.map(|it| Some(it.remote)), Some(receipt.item));
}

fn file(folder: &tempfile::TempDir, name: &str, bytes: u64) -> OutgoingFile {
    let path = folder.path().join(name);
    std::fs::File::create(&path)
        .and_then(|file| file.set_len(bytes))
        .expect("a temporary file");
    OutgoingFile {
        source: FileSource::Kept {
            path: path.to_string_lossy().into_owned(),
        },
        name: name.to_owned(),
        mime_type: "image/png".to_owned(),
        bytes,
    }
}

#[tokio::test]
async fn files_go_along_with_their_words_and_are_found_again() {
    let office = Office::empty().await;
    let happened = office.customer_writes("Hello");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let message = OutgoingMessage {
        files: vec![file(&folder, "one.png", 10), file(&folder, "two.png", 20)],
        ..words("Two pictures")
    };
    let receipt = office.send(&happened, &message).await.expect("taken");
    let sends = office.control.sends();
    assert_eq!(sends[0].files, ["one.png", "two.png"]);
    assert_eq!(sends[0].text.as_deref(), Some("Two pictures"));
    let items = office.items(&happened).await;
    let item = receipt.item.expect("told");
    let ours: Vec<_> = items
        .iter()
        .filter(|it| it.remote.0.starts_with(&item.0))
        .collect();
    assert_eq!(ours.len(), 2);
    assert_eq!(ours[1].remote, item, "the words go with the first file");
    let found = office.find(&happened, &message, NOW, Vec::new()).await;
    assert_eq!(found.map(|it| it.remote), Some(item));
}

#[tokio::test]
async fn what_cannot_be_sent_never_leaves() {
    let server = Scripted::start(|_| Reply::Json(200, json!({ "id": 1 }))).await;
    let chatwoot = scripted(&server);
    let record = conversation_with("42", "3", CUSTOMER);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let large = file(&folder, "large.bin", 41 * 1024 * 1024);
    let gone = OutgoingFile {
        source: FileSource::Kept {
            path: "/nowhere/at/all".to_owned(),
        },
        bytes: 5,
        ..large.clone()
    };
    let refused = |code: &str| PlatformError::Refused {
        code: code.to_owned(),
    };
    let with_files = |files| OutgoingMessage {
        files,
        ..words("Hello")
    };
    let subject = OutgoingMessage {
        email: Some(EmailHead {
            subject: Some("Another".to_owned()),
            ..EmailHead::default()
        }),
        ..words("Hello")
    };
    let cases = [
        (
            with_files(vec![large.clone()]),
            PlatformError::File(FileFault::TooLarge),
        ),
        (
            with_files(vec![gone.clone()]),
            PlatformError::File(FileFault::Gone),
        ),
        (with_files(vec![gone; 16]), refused("TooManyFiles")),
        (subject, PlatformError::Unsupported),
    ];
    for (message, expected) in cases {
        assert_eq!(chatwoot.send(&record, &message).await, Err(expected));
    }
    assert_eq!(server.received().len(), 0);
}

#[tokio::test]
async fn templates_and_mail_heads_travel_in_the_platforms_own_fields() {
    let server = Scripted::start(|_| Reply::Json(200, json!({ "id": "77" }))).await;
    let chatwoot = scripted(&server);
    let record = conversation_with("42", "3", CUSTOMER);
    let template = OutgoingMessage {
        template: Some(OutgoingTemplate {
            name: "shipped".to_owned(),
            language: "en".to_owned(),
            category: Some("UTILITY".to_owned()),
            values: vec![("1".to_owned(), "A-17".to_owned())],
        }),
        ..words("Order A-17 is on its way")
    };
    let receipt = chatwoot.send(&record, &template).await.expect("taken");
    assert_eq!(receipt.item, Some(RemoteId::from("77")));
    let mail = OutgoingMessage {
        email: Some(EmailHead {
            cc: vec!["a@example.org".to_owned(), "b@example.org".to_owned()],
            ..EmailHead::default()
        }),
        ..words("Hello")
    };
    chatwoot.send(&record, &mail).await.expect("taken");
    let mut received = server.received();
    received.retain(|request| request.method == "POST");
    let body = received[0].json();
    assert_eq!(
        body["template_params"]["processed_params"],
        json!({ "body": { "1": "A-17" } })
    );
    assert_eq!(body["template_params"]["name"], "shipped");
    assert_eq!(
        body["content_attributes"]["client_ref"],
        words("").client_id
    );
    assert_eq!(
        received[1].json()["cc_emails"],
        "a@example.org,b@example.org"
    );
}

#[tokio::test]
async fn an_older_server_gets_the_values_of_a_template_as_it_knows_them() {
    let server = Scripted::start(|request| match request.target.as_str() {
        "/api" => Reply::Json(200, json!({ "version": "4.4.0" })),
        _ => Reply::Json(200, json!({ "id": "77" })),
    })
    .await;
    let template = OutgoingMessage {
        template: Some(OutgoingTemplate {
            name: "shipped".to_owned(),
            language: "en".to_owned(),
            category: None,
            values: vec![("1".to_owned(), "A-17".to_owned())],
        }),
        ..words("Order A-17 is on its way")
    };
    let record = conversation_with("42", "3", CUSTOMER);
    let sent = scripted(&server).send(&record, &template).await;
    sent.expect("taken");
    let body = server.received().pop().expect("sent").json();
    assert_eq!(
        body["template_params"],
        json!({ "name": "shipped", "language": "en", "processed_params": { "1": "A-17" } })
    );
}

#[tokio::test]
async fn what_is_asked_before_a_template_leaves_has_no_unknown_outcome() {
    let server = Scripted::start(|_| Reply::Drop).await;
    let template = OutgoingMessage {
        template: Some(OutgoingTemplate {
            name: "shipped".to_owned(),
            language: "en".to_owned(),
            category: None,
            values: Vec::new(),
        }),
        ..words("Your order is on its way")
    };
    let record = conversation_with("42", "3", CUSTOMER);
    let sent = scripted(&server).send(&record, &template).await;
    assert_eq!(sent, Err(PlatformError::Unreachable));
    let received = server.received();
    assert!(received.iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn refusals_of_a_send_say_whether_it_may_have_been_executed() {
    let record = conversation_with("42", "3", CUSTOMER);
    let refused = |code: &str| PlatformError::Refused {
        code: code.to_owned(),
    };
    let cases = [
        (
            422,
            json!({ "error": "Validation failed: Too many messages" }),
            PlatformError::RateLimited {
                retry_after_ms: Some(60_000),
            },
            false,
        ),
        (
            422,
            json!({ "error": "Validation failed: Content is too long" }),
            refused("422"),
            false,
        ),
        (
            422,
            json!({ "message": "…", "attributes": ["content"] }),
            refused("422:content"),
            false,
        ),
        (
            403,
            json!({ "error": "…" }),
            PlatformError::ScopeMissing {
                scope: "feature".to_owned(),
            },
            false,
        ),
        (402, json!({ "error": "…" }), refused("402"), false),
        (413, json!("too large"), refused("413"), false),
        (404, json!({ "error": "…" }), PlatformError::NotFound, false),
        (
            500,
            json!({ "status": 500 }),
            PlatformError::Failed { status: 500 },
            true,
        ),
        (
            504,
            json!("<html>"),
            PlatformError::Failed { status: 504 },
            true,
        ),
        (
            200,
            json!({ "no": "message" }),
            PlatformError::Unreadable,
            true,
        ),
    ];
    for (status, body, expected, unknown) in cases {
        let told = body.clone();
        let server = Scripted::start(move |_| Reply::Json(status, told.clone())).await;
        let error = scripted(&server)
            .send(&record, &words("Hello"))
            .await
            .expect_err("refused");
        assert_eq!(
            (&error, error.outcome_unknown()),
            (&expected, unknown),
            "{body}"
        );
        assert_eq!(server.received().len(), 1, "never sent twice");
    }
}
