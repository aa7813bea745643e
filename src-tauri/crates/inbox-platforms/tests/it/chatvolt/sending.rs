//! What goes out to the customers of a simulated organization.

use inbox_core::{
    Audience, Clock, Content, Delivery, Direction, FileSource, OutgoingFile, OutgoingMessage,
    OutgoingTemplate, Platform, PlatformError, RemoteId, SentProbe,
};
use inbox_platforms::{
    ChatvoltNoteDraft as NoteDraft, FileByAddress, FirstContact, Gateway, InteractiveMessage,
    Place, RecordedSpeaker, ReplyButton, TemplateSend,
};
use inbox_simulators::chatvolt::{SendKind, Who};

use super::{CUSTOMER, Desk};
use crate::support::words;

#[tokio::test]
async fn a_text_goes_out_once_under_the_id_its_receipt_names() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = desk.conversation(&customer).await;
    desk.advance(1_000).await;
    for as_human in [false, true] {
        desk.quirks(|quirks| quirks.sent_as_human = as_human);
        desk.advance(1_000).await;
        let receipt = desk.chatvolt.send(&conversation, &words("Hello!")).await;
        let item = desk.items(&conversation.remote.0).await.remove(0);
        assert_eq!(receipt.expect("accepted").item, Some(item.remote));
        assert_eq!(item.direction, Direction::Outbound, "as human: {as_human}");
        assert_eq!(item.delivery, Some(Delivery::Sent));
    }
    assert_eq!(desk.control.sent_texts(), ["Hello!", "Hello!"]);
    let record = desk.conversation(&customer).await;
    assert_eq!(
        record.facts.ai_on, conversation.facts.ai_on,
        "a reply changes nothing else"
    );
    assert_eq!(desk.control.traps(), []);
}

#[tokio::test]
async fn a_closed_window_takes_templates_only() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = desk.conversation(&customer).await;
    desk.advance(24 * 60 * 60 * 1000 + 1).await;
    let late = desk.chatvolt.send(&conversation, &words("Hello!")).await;
    assert_eq!(late, Err(PlatformError::WindowClosed));

    let templates = desk
        .chatvolt
        .templates_for(&conversation.remote)
        .await
        .expect("a list");
    let template = templates
        .into_iter()
        .find(|template| !template.gaps.is_empty());
    let template = template.expect("one with gaps");
    let values: Vec<_> = template
        .gaps
        .iter()
        .map(|gap| (gap.clone(), "Ana".to_owned()))
        .collect();
    let message = |values| OutgoingMessage {
        text: "Hi Ana".to_owned(),
        template: Some(OutgoingTemplate {
            name: template.name.clone(),
            language: template.language.clone(),
            category: None,
            values,
        }),
        ..words("")
    };
    let receipt = desk
        .chatvolt
        .send(&conversation, &message(values))
        .await
        .expect("accepted");
    let newest = desk.items(&conversation.remote.0).await.remove(0);
    assert_eq!(receipt.item, Some(newest.remote));
    assert_eq!(
        newest.content,
        Content::Text {
            text: "Hi Ana".to_owned()
        }
    );
    let empty = desk
        .chatvolt
        .send(&conversation, &message(Vec::new()))
        .await;
    assert!(
        matches!(empty, Err(PlatformError::Refused { .. })),
        "{empty:?}"
    );
    let unknown = TemplateSend {
        name: "nobody_knows_it".to_owned(),
        language: "en".to_owned(),
        text: String::new(),
        values: Vec::new(),
        header: None,
        buttons: Vec::new(),
    };
    let unknown = desk.chatvolt.send_template(&conversation, &unknown).await;
    assert!(!unknown.expect_err("refused").outcome_unknown());
}

#[tokio::test]
async fn a_send_whose_answer_was_lost_is_found_in_the_thread() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello!");
    let conversation = desk.conversation(&customer).await;
    let probe = |text: &str, linked: &[&RemoteId]| SentProbe {
        conversation: conversation.remote.clone(),
        message: words(text),
        attempted_at: desk.clock.now(),
        linked: linked.iter().map(|id| (*id).clone()).collect(),
    };
    let search = async |probe| desk.chatvolt.find_sent(&probe).await.expect("a thread");
    assert_eq!(search(probe("Hello!", &[])).await, None, "the customer's");
    let sent = desk.chatvolt.send(&conversation, &words("Hello!")).await;
    let earlier = sent.expect("accepted").item.expect("its id");
    for as_human in [false, true] {
        desk.quirks(|quirks| quirks.sent_as_human = as_human);
        desk.advance(10_000).await;
        desk.control
            .faults(|faults| faults.lose_send_answers_next = 1);
        let error = desk.chatvolt.send(&conversation, &words("Lost?\r\n")).await;
        assert!(error.expect_err("no answer").outcome_unknown());
        let found = search(probe("Lost?", &[&earlier]))
            .await
            .expect("it is there");
        let truth = desk.control.timeline(&customer.conversation_id);
        assert_eq!(
            Some(&found.remote.0),
            truth.last().map(|message| &message.id)
        );
        assert_eq!(found.direction, Direction::Outbound);
        assert_eq!(search(probe("Lost", &[])).await, None);
    }
    let sends = desk.control.sent_texts();
    assert_eq!(
        sends
            .iter()
            .filter(|text| text.starts_with("Lost?"))
            .count(),
        2,
        "one try each"
    );
    desk.advance(121_000).await;
    assert_eq!(search(probe("Lost?", &[])).await, None, "too old to be it");
}

#[tokio::test]
async fn the_same_words_of_a_colleague_are_not_a_send_of_ours_where_the_platform_names_them() {
    let desk = Desk::empty().await;
    desk.quirks(|quirks| quirks.sent_as_human = true);
    let customer = desk.customer_writes("Are you open?");
    let conversation = desk.conversation(&customer).await;
    let who = Who::conversation(&customer.conversation_id);
    desk.control.portal_text(&who, "Yes.").expect("it happens");
    let probe = SentProbe {
        conversation: conversation.remote.clone(),
        message: words("Yes."),
        attempted_at: desk.clock.now(),
        linked: Vec::new(),
    };
    assert_eq!(desk.chatvolt.find_sent(&probe).await, Ok(None));
    desk.control.late_text(&who, "Yes.").expect("it happens");
    let found = desk.chatvolt.find_sent(&probe).await.expect("a thread");
    assert!(found.is_some(), "a key is nobody");
}

#[tokio::test]
async fn notes_stay_among_colleagues_and_a_lost_one_is_found_as_well() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = desk.conversation(&customer).await;
    let note = OutgoingMessage {
        audience: Audience::Colleagues,
        ..words("careful")
    };
    let receipt = desk
        .chatvolt
        .send(&conversation, &note)
        .await
        .expect("written");
    let written = receipt.item.expect("its id");
    let items = desk.items(&conversation.remote.0).await;
    assert!(items.iter().any(|item| item.remote == written));
    assert_eq!(desk.control.sends(), [], "nothing went to the customer");

    desk.control
        .faults(|faults| faults.lose_write_answers_next = 1);
    let error = desk.chatvolt.send(&conversation, &note).await;
    assert!(error.expect_err("no answer").outcome_unknown());
    let probe = SentProbe {
        conversation: conversation.remote.clone(),
        message: note,
        attempted_at: desk.clock.now(),
        linked: vec![written.clone()],
    };
    let found = desk.chatvolt.find_sent(&probe).await.expect("a thread");
    let found = found.expect("it is there").remote;
    assert_ne!(found, written);

    let changed = NoteDraft {
        private: true,
        remind_at: Some(desk.clock.now().plus(3_600_000)),
        ..NoteDraft::of("very careful")
    };
    let id = &conversation.remote;
    let note = desk
        .chatvolt
        .change_note(id, &written, &changed)
        .await
        .expect("ours");
    assert_eq!((note.text.as_str(), note.private), ("very careful", true));
    assert_eq!(note.remind_at, changed.remind_at);
    for _ in 0..2 {
        desk.chatvolt.delete_note(id, &found).await.expect("gone");
    }
    let left = desk.chatvolt.notes(id).await.expect("notes");
    assert_eq!(left.len(), 1);
    let long = "x".repeat(501);
    let long = desk.chatvolt.add_note(id, &NoteDraft::of(&long)).await;
    assert!(
        matches!(long, Err(PlatformError::Refused { .. })),
        "{long:?}"
    );
}

#[tokio::test]
async fn a_file_of_this_computer_goes_out_only_by_way_of_the_dashboard() {
    let path = std::env::temp_dir().join(format!("chatvolt-client-{}.png", std::process::id()));
    std::fs::write(&path, b"a picture").expect("a place for temporary files");
    let message = OutgoingMessage {
        files: vec![OutgoingFile {
            source: FileSource::Kept {
                path: path.to_string_lossy().into_owned(),
            },
            name: "picture.png".to_owned(),
            mime_type: "image/png".to_owned(),
            bytes: 9,
        }],
        ..words("look")
    };
    let plain = Desk::empty().await;
    let conversation = plain.conversation(&plain.customer_writes("Hello?")).await;
    let sent = plain.chatvolt.send(&conversation, &message).await;
    assert_eq!(sent, Err(PlatformError::Unsupported));

    let desk = Desk::with_dashboard().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    desk.advance(1_000).await;
    let receipt = desk
        .chatvolt
        .send(&conversation, &message)
        .await
        .expect("accepted");
    let items = desk.items(&conversation.remote.0).await;
    assert_eq!(receipt.item.as_ref(), Some(&items[1].remote), "the words");
    let Content::Media(file) = &items[0].content else {
        panic!("a file: {items:?}");
    };
    assert_eq!(file.file_name.as_deref(), Some("picture.png"));
    let fetched = desk.chatvolt.fetch_media(&file.url, 100).await;
    assert_eq!(fetched.as_deref(), Ok(b"a picture".as_slice()));
    desk.advance(1_000).await;
    let wordless = OutgoingMessage {
        text: String::new(),
        ..message.clone()
    };
    desk.control
        .faults(|faults| faults.lose_send_answers_next = 1);
    let lost = desk.chatvolt.send(&conversation, &wordless).await;
    assert!(lost.expect_err("no answer").outcome_unknown());
    let probe = SentProbe {
        conversation: conversation.remote.clone(),
        message: wordless,
        attempted_at: desk.clock.now(),
        linked: vec![items[0].remote.clone(), items[1].remote.clone()],
    };
    let found = desk.chatvolt.find_sent(&probe).await.expect("a thread");
    let newest = desk.items(&conversation.remote.0).await.remove(0);
    assert_eq!(found.map(|item| item.remote), Some(newest.remote));
    let lone = desk.control.sent_texts().len();
    assert_eq!(
        lone, 2,
        "refused without words, executed once with its name"
    );

    let gone = OutgoingMessage {
        files: vec![OutgoingFile {
            source: FileSource::Kept {
                path: "/nowhere/at/all".to_owned(),
            },
            ..message.files[0].clone()
        }],
        ..words("")
    };
    let gone = desk
        .chatvolt
        .send(&conversation, &gone)
        .await
        .expect_err("no file");
    assert!(!gone.outcome_unknown(), "nothing left: {gone}");
    assert_eq!(desk.control.sent_texts(), ["look", "picture.png"]);
    assert_eq!(desk.control.traps(), []);
    let _ = std::fs::remove_file(path);
}

#[tokio::test]
async fn files_by_address_need_no_dashboard() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    desk.advance(1_000).await;
    let file = FileByAddress {
        url: "https://files.example/boleto.pdf".to_owned(),
        name: "boleto.pdf".to_owned(),
        mime_type: "application/pdf".to_owned(),
        bytes: 48_213,
    };
    let sent = desk
        .chatvolt
        .send_files(&conversation.remote, "Segue", &[file])
        .await;
    assert!(sent.expect("accepted").item.is_some());
    let items = desk.items(&conversation.remote.0).await;
    assert!(matches!(&items[0].content, Content::Media(file) if file.bytes == Some(48_213)));
}

#[tokio::test]
async fn taking_over_first_silences_the_ai_before_the_words_go_out() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    desk.control
        .portal_ai(&customer.conversation_id, true)
        .expect("possible");
    let conversation = desk.conversation(&customer).await;
    let message = OutgoingMessage {
        take_over: true,
        ..words("Here I am")
    };
    desk.chatvolt
        .send(&conversation, &message)
        .await
        .expect("accepted");
    assert_eq!(desk.conversation(&customer).await.facts.ai_on, Some(false));
    // A take-over without an answer leaves no doubt about the words: they did not leave.
    desk.control.faults(|faults| faults.server_errors_next = 1);
    let error = desk
        .chatvolt
        .send(&conversation, &message)
        .await
        .expect_err("failed");
    assert!(!error.outcome_unknown(), "{error}");
    assert_eq!(desk.control.sent_texts(), ["Here I am"]);
}

#[tokio::test]
async fn what_cannot_be_said_here_is_refused_before_it_leaves() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    let quoted = OutgoingMessage {
        quote: Some("m1".into()),
        ..words("yes")
    };
    let sent = desk.chatvolt.send(&conversation, &quoted).await;
    assert_eq!(sent, Err(PlatformError::Unsupported));
    assert_eq!(desk.control.sends(), []);
}

#[tokio::test]
async fn somebody_without_a_conversation_is_not_found_and_others_are_written_to_by_number() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let agent = RemoteId::from(desk.control.overview().agents[0].id.as_str());
    let write = async |number: &str| {
        let to = FirstContact::Phone(number.to_owned());
        desk.chatvolt
            .send_first(&to, &agent, "whatsapp", "Good day", &[])
            .await
    };
    let (receipt, conversation) = write(CUSTOMER).await.expect("accepted");
    assert!(receipt.item.is_some());
    assert_eq!(conversation.map(|id| id.0), Some(customer.conversation_id));
    assert_eq!(write("+5511900000000").await, Err(PlatformError::NotFound));
}

#[tokio::test]
async fn gateways_write_to_numbers_nobody_knows() {
    let desk = Desk::empty().await;
    let told = desk.control.overview().gateways;
    for gateway in [
        Gateway::ZApi(told.zapi_instance_id),
        Gateway::Zapper(told.zapper_instance_id),
        Gateway::Twilio(told.twilio_phone),
    ] {
        // Where the customer has written before, no window stands in the way.
        let channel = match &gateway {
            Gateway::ZApi(_) => "zapi",
            Gateway::Zapper(_) => "zapper",
            Gateway::Twilio(_) => "twilio",
        };
        let who = Who::phone(CUSTOMER).on(channel);
        let customer = desk.control.receive_text(&who, "Hello?").expect("possible");
        let sent = desk
            .chatvolt
            .send_through(&gateway, CUSTOMER, "Good day", &[])
            .await;
        let (receipt, conversation) = sent.expect("accepted");
        assert!(receipt.item.is_some());
        assert_eq!(
            conversation.map(|id| id.0),
            Some(customer.conversation_id),
            "{channel}"
        );
    }
    let strange = Gateway::ZApi("nobody".to_owned());
    let sent = desk
        .chatvolt
        .send_through(&strange, CUSTOMER, "Good day", &[])
        .await;
    assert_eq!(sent, Err(PlatformError::NotFound));
}

#[tokio::test]
async fn recorded_words_are_in_the_thread_and_never_left() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    desk.advance(1_000).await;
    let id = &conversation.remote;
    let ours = desk
        .chatvolt
        .record(id, RecordedSpeaker::Us, "told on the phone")
        .await;
    let ours = ours.expect("recorded").item.expect("its id");
    let items = desk.items(&id.0).await;
    assert_eq!(
        (&items[0].remote, items[0].direction),
        (&ours, Direction::Outbound)
    );
    assert_eq!(desk.chatvolt.message(&ours).await.expect("there").len(), 1);
    assert_eq!(desk.control.sends(), []);
}

#[tokio::test]
async fn messages_with_something_to_tap_go_out_in_the_agents_name() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    let button = |title: &str| ReplyButton {
        id: title.to_lowercase(),
        title: title.to_owned(),
    };
    let buttons = |buttons| InteractiveMessage::Buttons {
        body: "Shall we?".to_owned(),
        header: None,
        footer: Some("thanks".to_owned()),
        buttons,
    };
    let send = async |message: &InteractiveMessage| {
        desk.chatvolt
            .send_interactive(&conversation.remote, message)
            .await
    };
    send(&buttons(vec![button("Yes"), button("No")]))
        .await
        .expect("accepted");
    send(&InteractiveMessage::Place(Place {
        latitude: -23.55,
        longitude: -46.63,
        name: "Shop".to_owned(),
        address: "Street 1".to_owned(),
    }))
    .await
    .expect("accepted");
    let none = send(&buttons(Vec::new())).await;
    assert!(
        matches!(none, Err(PlatformError::Refused { .. })),
        "{none:?}"
    );
    let kinds: Vec<_> = desk
        .control
        .sends()
        .into_iter()
        .map(|send| send.kind)
        .collect();
    assert_eq!(kinds, [SendKind::Interactive; 2]);
    // A channel that has nothing to tap.
    let web = desk
        .control
        .receive_text(&Who::phone("+5511911112222").on("website"), "Hi");
    let web = desk.conversation(&web.expect("possible")).await;
    let message = InteractiveMessage::AskForPlace {
        body: "Where?".to_owned(),
    };
    let refused = desk.chatvolt.send_interactive(&web.remote, &message).await;
    assert!(
        matches!(refused, Err(PlatformError::Refused { .. })),
        "{refused:?}"
    );
}
