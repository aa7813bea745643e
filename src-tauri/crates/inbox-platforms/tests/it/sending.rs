//! What goes out to the customers of a simulated workspace, and what is done to their conversations.

use crate::desk::{CUSTOMER, Desk};
use crate::support::{assign, words};
use inbox_core::{
    Activity, AgentKind, Clock, Content, Delivery, MediaKind, Platform, PlatformError, RemoteId,
    SentProbe,
};
use inbox_platforms::{NewConversation, TagDraft, Template, TemplatePart, TemplateValue};
use inbox_simulators::hatif::{DeliveryFate, Who};

#[tokio::test]
async fn a_text_goes_out_once_and_its_ticks_come_in() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = desk.conversation(&customer).await;
    let receipt = desk
        .hatif
        .send(&conversation, &words("Hello!"))
        .await
        .expect("accepted");
    let delivery = async || {
        let item = desk.newest(&customer).await;
        assert_eq!(
            Some(item.remote),
            receipt.item,
            "the receipt names the event"
        );
        item.delivery
    };
    assert_eq!(delivery().await, Some(Delivery::Pending));
    for (wait, state) in [
        (1_000, Delivery::Sent),
        (1_000, Delivery::Delivered),
        (3_000, Delivery::Read),
    ] {
        desk.advance(wait).await;
        assert_eq!(delivery().await, Some(state));
    }
    assert_eq!(desk.control.sent_texts(), ["Hello!"]);

    desk.control
        .next_deliveries([DeliveryFate::undeliverable()]);
    desk.hatif
        .send(&conversation, &words("Still there?"))
        .await
        .expect("accepted");
    desk.advance(1_000).await;
    let failed = desk.newest(&customer).await.delivery;
    let reason = Some("Message undeliverable".to_owned());
    assert_eq!(
        failed,
        Some(Delivery::Failed {
            code: Some(131_026),
            reason
        })
    );
}

#[tokio::test]
async fn a_closed_window_is_told_by_its_code_whatever_the_status() {
    let desk = Desk::empty().await;
    let conversation = desk.conversation(&desk.customer_writes("Hello?")).await;
    desk.advance(24 * 60 * 60 * 1000).await;
    for status in [403, 400] {
        desk.control
            .quirks(|quirks| quirks.window_error_status = status);
        let sent = desk.hatif.send(&conversation, &words("Hello!")).await;
        assert_eq!(sent, Err(PlatformError::WindowClosed), "{status}");
    }
    let template = Template {
        name: "we_are_back".to_owned(),
        language: "en".to_owned(),
        parts: Vec::new(),
    };
    let channel = conversation.channel.as_ref().expect("a channel");
    let receipt = desk.hatif.send_template(channel, CUSTOMER, &template).await;
    assert!(receipt.expect("templates always pass").item.is_some());
}

#[tokio::test]
async fn the_same_words_of_somebody_in_the_portal_are_not_a_send_of_ours() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Are you open?");
    let conversation = desk.conversation(&customer).await;
    let people = desk.control.overview().users.into_iter();
    let mut people = people.filter(|user| !user.is_ai);
    let person = people.next().expect("a colleague").user_id;
    let who = Who::conversation(&customer.conversation_id);
    desk.control
        .portal_text(&who, &person, "Yes.")
        .expect("it happens");
    let probe = SentProbe {
        conversation: conversation.remote.clone(),
        message: words("Yes."),
        attempted_at: desk.clock.now(),
        linked: Vec::new(),
    };
    assert_eq!(desk.hatif.find_sent(&probe).await, Ok(None));
    let ours = desk.control.late_text(&who, "Yes.").expect("it happens");
    let found = desk.hatif.find_sent(&probe).await.expect("a thread");
    assert_eq!(found.map(|item| item.remote.0), Some(ours.event_id));
}

#[tokio::test]
async fn a_send_whose_answer_was_lost_is_found_in_the_thread() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = desk.conversation(&customer).await;
    let probe = |linked: &[&RemoteId]| SentProbe {
        conversation: conversation.remote.clone(),
        message: words("Hello!"),
        attempted_at: desk.clock.now(),
        linked: linked.iter().map(|id| (*id).clone()).collect(),
    };
    let sent = desk
        .hatif
        .send(&conversation, &words("Hello!"))
        .await
        .expect("accepted");
    let earlier = sent.item.expect("its id");
    desk.advance(10_000).await;

    // The same words again; this time the platform's answer never arrives.
    desk.control
        .faults(|faults| faults.lose_send_answers_next = 1);
    let error = desk
        .hatif
        .send(&conversation, &words("Hello!"))
        .await
        .expect_err("no answer");
    assert!(error.outcome_unknown(), "{error}");
    assert_eq!(
        desk.control.sent_texts(),
        ["Hello!", "Hello!"],
        "it was executed, and only once"
    );
    let found = desk
        .hatif
        .find_sent(&probe(&[&earlier]))
        .await
        .expect("a thread to search");
    let found = found.expect("it is in the thread").remote;
    let truth = desk.control.timeline(&customer.conversation_id);
    assert_eq!(Some(&found.0), truth.last().map(|event| &event.id));

    // Nothing is found that belongs to other sends, is too old, or says something else.
    let search = async |probe| {
        desk.hatif
            .find_sent(&probe)
            .await
            .expect("a thread to search")
    };
    assert_eq!(search(probe(&[&earlier, &found])).await, None);
    assert_eq!(
        search(SentProbe {
            message: words("Hello"),
            ..probe(&[])
        })
        .await,
        None
    );
    assert_eq!(
        search(SentProbe {
            message: words("Hello?"),
            ..probe(&[])
        })
        .await,
        None,
        "the customer's"
    );
    desk.advance(121_000).await;
    assert_eq!(search(probe(&[])).await, None);
}

#[tokio::test]
async fn templates_and_public_files_go_out_filled() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("The invoice, please");
    let channel = desk
        .conversation(&customer)
        .await
        .channel
        .expect("a channel");
    let template = |name: &str, parts| Template {
        name: name.to_owned(),
        language: "en".to_owned(),
        parts,
    };
    let document = TemplateValue::Document {
        url: "https://cdn.example.com/1.pdf".to_owned(),
        file_name: "Invoice.pdf".to_owned(),
    };
    let words =
        |words: &[&str]| TemplatePart::Body(words.iter().map(|word| (*word).to_owned()).collect());
    let invoice = template(
        "invoice_delivery",
        vec![TemplatePart::Header(document), words(&["Sara", "12 SAR"])],
    );
    desk.hatif
        .send_template(&channel, CUSTOMER, &invoice)
        .await
        .expect("accepted");
    desk.advance(10).await;
    let Content::Media(media) = desk.newest(&customer).await.content else {
        panic!("a document")
    };
    assert_eq!(media.url, "https://cdn.example.com/1.pdf");
    assert!(
        media
            .caption
            .is_some_and(|caption| caption.contains("Sara") && caption.contains("12 SAR"))
    );

    let sales = desk
        .control
        .overview()
        .channels
        .iter()
        .find(|channel| channel.name == "Sales")
        .map(|channel| channel.id.clone());
    let sales = RemoteId::from(sales.expect("the sales channel"));
    let button = TemplatePart::LinkButton {
        index: 0,
        tail: "sofas".to_owned(),
    };
    let collection = template("new_collection", vec![words(&["Sara"]), button]);
    desk.hatif
        .send_template(&sales, CUSTOMER, &collection)
        .await
        .expect("accepted");
    let short = template("new_collection", vec![words(&["Sara"])]);
    let refused = desk.hatif.send_template(&sales, CUSTOMER, &short).await;
    assert_eq!(
        refused,
        Err(PlatformError::Refused {
            code: "400".to_owned()
        })
    );

    desk.advance(10).await;
    let url = "https://cdn.example.com/map.png";
    let receipt = desk
        .hatif
        .send_file(&channel, CUSTOMER, url, "map.png", Some("our shop"))
        .await
        .expect("accepted");
    let item = desk.newest(&customer).await;
    assert_eq!(Some(&item.remote), receipt.item.as_ref());
    let Content::Media(media) = item.content else {
        panic!("a file")
    };
    assert_eq!(
        (media.kind, media.caption.as_deref()),
        (MediaKind::Image, Some("our shop"))
    );
}

#[tokio::test]
async fn conversations_are_given_to_people_machines_and_nobody() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = RemoteId::from(customer.conversation_id.as_str());
    let users = desk.control.overview().users;
    let person = users.iter().find(|user| !user.is_ai).expect("a person");
    let machine = users.iter().find(|user| user.is_ai).expect("a machine");
    for (user, kind) in [(person, AgentKind::Person), (machine, AgentKind::AiAgent)] {
        let agent = RemoteId::from(user.user_id.as_str());
        assign(&desk.hatif, &conversation, Some((&agent, kind)))
            .await
            .expect("assigned");
        let assignee = desk
            .conversation(&customer)
            .await
            .assignee
            .expect("somebody");
        assert_eq!((assignee.agent, assignee.kind), (agent.clone(), kind));
        assert_eq!(assignee.name.as_deref(), Some(user.name.as_str()));
        desk.advance(10).await;
        let Content::Activity(Activity::Assigned { to, to_kind, .. }) =
            desk.newest(&customer).await.content
        else {
            panic!("an assignment is told in the timeline");
        };
        assert_eq!((to, to_kind), (Some(agent), kind));
    }
    assign(&desk.hatif, &conversation, None)
        .await
        .expect("unassigned");
    assert_eq!(desk.conversation(&customer).await.assignee, None);
    let nobody = RemoteId::from("3a1813e8-790f-26ac-c4b3-3a068eb70b08");
    let refused = assign(
        &desk.hatif,
        &conversation,
        Some((&nobody, AgentKind::Person)),
    )
    .await;
    assert!(refused.is_err(), "a stranger cannot be assigned");
}

#[tokio::test]
async fn a_number_leads_to_its_conversation_without_telling_the_customer() {
    let desk = Desk::empty().await;
    let directory = desk.hatif.directory().await.expect("a directory");
    let channel = directory
        .channels
        .iter()
        .find(|channel| channel.kind.has_reply_window())
        .expect("a WhatsApp channel");
    let agent = directory
        .agents
        .iter()
        .find(|agent| agent.kind == AgentKind::Person)
        .expect("a person");
    let new = NewConversation {
        channel: channel.remote.clone(),
        phone: "966500000202".to_owned(),
        contact_name: Some("Omar".to_owned()),
        assignee: Some((agent.remote.clone(), agent.kind)),
    };
    let made = desk.hatif.open_conversation(&new).await.expect("made");
    assert_eq!(made.contact.name.as_deref(), Some("Omar"));
    assert_eq!(made.contact.phone.as_deref(), Some("+966500000202"));
    assert_eq!(
        (made.channel.as_ref(), made.channel_kind),
        (Some(&channel.remote), channel.kind)
    );
    assert_eq!(
        made.assignee.as_ref().map(|assignee| &assignee.agent),
        Some(&agent.remote)
    );
    let again = NewConversation {
        contact_name: None,
        assignee: None,
        ..new
    };
    assert_eq!(
        desk.hatif
            .open_conversation(&again)
            .await
            .expect("found")
            .remote,
        made.remote
    );
    assert_eq!(desk.control.sends().len(), 0);
}

#[tokio::test]
async fn tags_are_made_changed_given_and_removed() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let conversation = RemoteId::from(customer.conversation_id.as_str());
    let draft = TagDraft {
        name: Some("Urgent ".to_owned()),
        icon: Some("🔥".to_owned()),
        description: None,
        pinned: Some(true),
    };
    let tag = desk.hatif.create_tag(&draft).await.expect("made");
    assert_eq!(
        (tag.name.as_str(), tag.icon.as_deref()),
        ("Urgent", Some("🔥"))
    );
    let change = TagDraft {
        name: Some("Now".to_owned()),
        ..TagDraft::default()
    };
    let changed = desk
        .hatif
        .update_tag(&tag.remote, &change)
        .await
        .expect("changed");
    assert_eq!(
        (changed.name.as_str(), changed.icon.as_deref()),
        ("Now", Some("🔥"))
    );
    assert!(
        desk.hatif
            .directory()
            .await
            .expect("a directory")
            .tags
            .contains(&changed)
    );

    let given = [tag.remote.clone()];
    desk.hatif
        .set_tags(&conversation, &given)
        .await
        .expect("given");
    assert_eq!(desk.conversation(&customer).await.tags, given);
    let carried = desk.hatif.delete_tag(&tag.remote).await;
    assert!(
        matches!(carried, Err(PlatformError::Refused { .. })),
        "{carried:?}"
    );
    desk.hatif
        .set_tags(&conversation, &[])
        .await
        .expect("taken");
    assert_eq!(desk.conversation(&customer).await.tags, []);
    desk.hatif.delete_tag(&tag.remote).await.expect("deleted");
    assert_eq!(
        desk.hatif.delete_tag(&tag.remote).await,
        Err(PlatformError::NotFound)
    );
}
