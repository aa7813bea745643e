//! What only Chatwoot offers in its form.

use inbox_core::{Platform, PlatformError, PromiseState, RemoteId, Status, Tone, Unavailable};
use inbox_platforms::{
    AI_OFF,
    chatwoot::{BulkChange, ContactDraft, ReportBy},
};
use inbox_simulators::chatwoot::{
    ChannelKind, ConversationTruth, Inbound, InboundMedia, MediaKind, Role, Size, Who,
};
use serde_json::json;

use crate::{
    chatwoot::{CUSTOMER, Office, open, options, scripted, token_of},
    scripted::{Reply, Scripted},
    support::{NOW, words},
};

#[tokio::test]
async fn totals_agree_with_the_truth() {
    let office = Office::with(Size::Small).await;
    let truth = office.control.conversations();
    let totals = office.chatwoot.totals(None).await.expect("an answer");
    assert_eq!(totals.all as usize, truth.len());
    let assigned = truth.iter().filter(|it| it.assignee_id.is_some()).count();
    assert_eq!(totals.assigned as usize, assigned);
}

#[tokio::test]
async fn saved_filters_find_conversations() {
    let office = Office::with(Size::Small).await;
    let filters = office.chatwoot.saved_filters().await.expect("an answer");
    assert!(!filters.is_empty());
    for filter in &filters {
        let page = office
            .chatwoot
            .filtered(filter, None)
            .await
            .expect("a page");
        assert_eq!(page.unreadable, 0, "{}", filter.name);
    }
    let whole = office.chatwoot.newest_of_view(&filters[0].remote).await;
    let whole = whole.expect("an answer");
    let urgent = |it: &&ConversationTruth| it.labels.iter().any(|label| label == "urgent");
    let truth = office.control.conversations();
    let truth = truth.iter().filter(urgent).count();
    assert!(truth > 0);
    assert_eq!(whole.total.map(|total| total as usize), Some(truth));
    assert_eq!(whole.conversations.len(), truth.min(200));
    let unattended = office
        .chatwoot
        .conversations_of_type("unattended", None)
        .await;
    assert!(unattended.expect("a page").conversations.len() <= 25);
}

#[tokio::test]
async fn a_label_is_made_as_the_platform_spells_it_and_a_taken_one_is_refused() {
    let office = Office::empty().await;
    let made = office.chatwoot.create_label(" Gate  Two ").await;
    let made = made.expect("an administrator");
    assert_eq!(made.name, "gate-two");
    let labels = office.chatwoot.directory().await.expect("an answer").tags;
    assert!(labels.contains(&made));
    let users = office.control.overview().users;
    let agent = users.iter().find(|user| user.role == Role::Agent);
    let key = office.control.credentials_of(agent.expect("one").user_id);
    let key = token_of(&key.expect("known"));
    let theirs = open(options(office.simulator.base_url(), key));
    let can = theirs.connect().await.expect("a valid key").capabilities;
    assert_eq!(can.create_tags, Err(Unavailable::Key));
    assert!(theirs.create_label("another").await.is_err());
    let again = office.chatwoot.create_label("gate-two").await;
    assert!(
        matches!(again, Err(PlatformError::Refused { .. })),
        "{again:?}"
    );
}

#[tokio::test]
async fn macros_are_listed_and_run() {
    let office = Office::with(Size::Small).await;
    let happened = office.customer_writes("Hello");
    let macros = office.chatwoot.macros().await.expect("an answer");
    let first = macros.first().expect("sample data");
    assert!(!first.deeds.is_empty());
    let before = office.record(&happened).await;
    let ids = [RemoteId(happened.conversation_id.to_string())];
    office
        .chatwoot
        .run_macro(&first.remote, &ids)
        .await
        .expect("taken");
    office.advance(5_000).await;
    assert_ne!(
        office.record(&happened).await.fingerprint,
        before.fingerprint
    );
}

#[tokio::test]
async fn notifications_name_the_conversation_by_its_number() {
    let office = Office::empty().await;
    let happened = office.customer_writes("Hello");
    let me = office.simulator.credentials().user_id;
    let id = happened.conversation_id;
    office
        .control
        .mention(id, me, office.colleague())
        .expect("known");
    let all = office
        .chatwoot
        .notifications(1, false)
        .await
        .expect("an answer");
    let mention = all.first().expect("one");
    assert_eq!(mention.conversation, Some(RemoteId(id.to_string())));
    office
        .chatwoot
        .read_notification(&mention.remote)
        .await
        .expect("taken");
    assert_eq!(
        office.chatwoot.notifications(1, false).await,
        Ok(Vec::new())
    );
    assert_eq!(
        office
            .chatwoot
            .notifications(1, true)
            .await
            .map(|all| all.len()),
        Ok(1)
    );
    office
        .chatwoot
        .read_all_notifications()
        .await
        .expect("taken");
}

#[tokio::test]
async fn words_and_people_are_found() {
    let office = Office::empty().await;
    let happened = office.customer_writes("My sofa wobbles");
    let id = RemoteId(happened.conversation_id.to_string());
    let messages = office
        .chatwoot
        .search_messages("sofa", 1)
        .await
        .expect("an answer");
    assert_eq!(messages[0].conversation, id);
    let conversations = office
        .chatwoot
        .search_conversations("Sam", 1)
        .await
        .expect("an answer");
    assert_eq!(conversations[0].conversation, id);
    let contacts = office
        .chatwoot
        .search_contacts("Sam", 1)
        .await
        .expect("an answer");
    assert_eq!(
        contacts.contacts[0].record.remote,
        happened.contact_id.to_string()
    );
    assert!(!contacts.more);
}

#[tokio::test]
async fn the_address_book_is_kept() {
    let office = Office::with(Size::Small).await;
    let book = &office.chatwoot;
    let draft = ContactDraft {
        name: Some("Lia Moe".to_owned()),
        email: Some("lia@example.org".to_owned()),
        company: Some("Moe".to_owned()),
        attributes: vec![("tier".to_owned(), "gold".to_owned())],
        ..ContactDraft::default()
    };
    let channel = RemoteId(office.inbox(ChannelKind::Api).to_string());
    let made = book
        .create_contact(&draft, Some(&channel))
        .await
        .expect("made");
    let id = RemoteId(made.record.remote.clone());
    assert_eq!(made.record.company.as_deref(), Some("Moe"));
    let taken = book.create_contact(&draft, None).await;
    assert_eq!(
        taken,
        Err(PlatformError::Refused {
            code: "422:email".to_owned()
        })
    );
    let rename = ContactDraft {
        name: Some("Lia".to_owned()),
        ..ContactDraft::default()
    };
    let changed = book.update_contact(&id, &rename).await.expect("changed");
    assert_eq!(changed.record.name.as_deref(), Some("Lia"));
    assert_eq!(changed.attributes, made.attributes, "what is absent stays");
    assert_eq!(
        book.contact(&id).await.map(|it| it.record.name),
        Ok(changed.record.name)
    );

    book.set_contact_labels(&id, &["vip".to_owned()])
        .await
        .expect("taken");
    assert_eq!(book.contact_labels(&id).await, Ok(vec!["vip".to_owned()]));
    let note = book
        .add_contact_note(&id, "Likes blue")
        .await
        .expect("taken");
    let notes = book.contact_notes(&id).await.expect("an answer");
    assert_eq!(
        notes.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(),
        ["Likes blue"]
    );
    book.delete_contact_note(&id, &note.remote)
        .await
        .expect("taken");
    assert_eq!(book.contact_notes(&id).await, Ok(Vec::new()));

    assert!(
        book.channels_of_contact(&id)
            .await
            .expect("an answer")
            .contains(&channel)
    );
    let opened = book
        .open_conversation(&channel, &id, None)
        .await
        .expect("opened");
    assert_eq!(opened.contact.remote, id.0);
    let theirs = book.conversations_of_contact(&id).await.expect("an answer");
    assert_eq!(theirs.first().map(|it| &it.remote), Some(&opened.remote));

    let other = book
        .create_contact(
            &ContactDraft {
                name: Some("L.".to_owned()),
                phone: Some("+15550123".to_owned()),
                ..ContactDraft::default()
            },
            None,
        )
        .await
        .expect("made");
    let merged = book
        .merge_contacts(&id, &RemoteId(other.record.remote.clone()))
        .await
        .expect("merged");
    assert_eq!(merged.record.phone.as_deref(), Some("+15550123"));
    let gone = book.contact(&RemoteId(other.record.remote)).await;
    assert_eq!(gone, Err(PlatformError::NotFound));
    assert!(
        !book
            .contacts(None, 1)
            .await
            .expect("a page")
            .contacts
            .is_empty()
    );
}

#[tokio::test]
async fn participants_many_at_once_and_single_messages() {
    let office = Office::with(Size::Small).await;
    let happened = office.customer_writes("Hello");
    let id = RemoteId(happened.conversation_id.to_string());
    let colleague = RemoteId(office.colleague().to_string());
    let client = &office.chatwoot;
    client
        .set_participants(&id, std::slice::from_ref(&colleague))
        .await
        .expect("taken");
    let participants = client.participants(&id).await.expect("an answer");
    assert_eq!(
        participants.iter().map(|it| &it.remote).collect::<Vec<_>>(),
        [&colleague]
    );
    let inbox = RemoteId(office.inbox(ChannelKind::Api).to_string());
    let assignable = client.assignable(&[inbox]).await.expect("an answer");
    assert!(assignable.iter().any(|it| it.remote == colleague));

    let change = BulkChange {
        status: Some(Status::Resolved),
        add_tags: vec![RemoteId::from("vip")],
        ..BulkChange::default()
    };
    client
        .change_many(std::slice::from_ref(&id), &change)
        .await
        .expect("taken");
    office.advance(5_000).await;
    let record = office.record(&happened).await;
    assert_eq!(record.status, Status::Resolved);
    assert!(record.tags.contains(&RemoteId::from("vip")));

    client.typing(&id, true, false).await.expect("taken");
    client
        .send_transcript(&id, "sam@example.org")
        .await
        .expect("taken");
    let receipt = office
        .send(&happened, &words("Good morning"))
        .await
        .expect("taken");
    let message = receipt.item.expect("told");
    client.retry_message(&id, &message).await.expect("taken");
    client
        .translate_message(&id, &message, "de")
        .await
        .expect("an answer");
    client.delete_message(&id, &message).await.expect("taken");
    let items = office.items(&happened).await;
    let deleted = items
        .iter()
        .find(|item| item.remote == message)
        .expect("kept");
    assert_eq!(deleted.content, inbox_core::Content::Deleted);
}

#[tokio::test]
async fn drafts_files_and_prepared_texts_are_shared() {
    let office = Office::empty().await;
    let client = &office.chatwoot;
    let who = Who::phone(CUSTOMER).on(office.inbox(ChannelKind::Api));
    let picture = Inbound::Media(InboundMedia {
        kind: MediaKind::Image,
        caption: None,
    });
    let happened = office.control.receive(&who, picture).expect("an inbox");
    let id = RemoteId(happened.conversation_id.to_string());
    let files = client.shared_files(&id, 1).await.expect("an answer");
    let message = RemoteId(happened.message_id.to_string());
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].message.as_ref(), Some(&message));

    assert_eq!(client.shared_draft(&id).await, Ok(None));
    let draft = client.keep_shared_draft(&id, Some("Dear Sam")).await;
    draft.expect("taken");
    let kept = client.shared_draft(&id).await;
    assert_eq!(kept, Ok(Some("Dear Sam".to_owned())));
    client.keep_shared_draft(&id, None).await.expect("taken");
    assert_eq!(client.shared_draft(&id).await, Ok(None));

    let made = client.add_saved_reply("thx", "Thank you!").await;
    let made = made.expect("a free code");
    let taken = client.add_saved_reply("thx", "Thanks!").await;
    assert!(matches!(taken, Err(PlatformError::Refused { .. })));
    let changed = client.update_saved_reply(&made.remote, "thx", "Thanks!");
    assert_eq!(changed.await.map(|it| it.text), Ok("Thanks!".to_owned()));
    let found = client.search_saved_replies("thx").await.expect("an answer");
    assert_eq!(found.len(), 1);
    client
        .delete_saved_reply(&made.remote)
        .await
        .expect("taken");
    assert_eq!(client.search_saved_replies("thx").await, Ok(Vec::new()));
}

#[tokio::test]
async fn the_platforms_ai_lends_its_words() {
    let office = Office::with(Size::Small).await;
    let happened = office.customer_writes("Hello");
    let id = RemoteId(happened.conversation_id.to_string());
    let client = &office.chatwoot;
    let summary = client.summarise(&id).await.expect("an answer");
    assert!(summary.text.is_some());
    let suggested = client.suggest_reply(&id).await.expect("an answer");
    let words = suggested.text.expect("words");
    let thread = suggested.thread.expect("it can be changed");
    let shorter = client.refine(&id, &thread, "shorter").await;
    let shorter = shorter.expect("an answer").text.expect("words");
    assert!(
        shorter.starts_with(&words) && shorter.contains("shorter"),
        "{shorter}"
    );
    client.suggest_tags(&id).await.expect("an answer");
    let better = client.rewrite(&id, "helo", Tone::Correct).await;
    assert!(better.expect("an answer").text.is_some());
    let off = Err(PlatformError::Refused {
        code: AI_OFF.to_owned(),
    });
    office.control.quirks(|quirks| quirks.ai_key = false);
    assert_eq!(client.summarise(&id).await, off);
    office.control.quirks(|quirks| {
        quirks.features.remove("captain_tasks");
    });
    assert_eq!(client.suggest_reply(&id).await, off);
    let connection = client.connect().await.expect("it connects");
    assert_eq!(
        connection.capabilities.ai_tasks,
        Err(Unavailable::Account),
        "what is not switched on is not offered"
    );
    assert_eq!(connection.capabilities.macros, Ok(()));
}

#[tokio::test]
async fn figures_are_read_with_their_averages_where_there_are_any() {
    let row = json!({ "id": 7, "conversations_count": 12, "resolved_conversations_count": 9,
        "avg_resolution_time": 3600.5, "avg_first_response_time": null, "avg_reply_time": "61.0" });
    let server = Scripted::start(move |request| {
        if request.is(
            "GET",
            "/api/v2/accounts/1/live_reports/conversation_metrics",
        ) {
            let figures = json!({ "open": 5, "unattended": 2, "unassigned": "1", "pending": null });
            Reply::Json(200, figures)
        } else {
            Reply::Json(200, json!([row]))
        }
    })
    .await;
    let chatwoot = scripted(&server);
    let figures = chatwoot.live_figures(None).await.expect("an answer");
    assert_eq!(
        (
            figures.open,
            figures.unattended,
            figures.unassigned,
            figures.pending
        ),
        (5, 2, 1, 0)
    );
    let since = NOW.plus(-60_000);
    let rows = chatwoot
        .report(ReportBy::Team, since, NOW, true)
        .await
        .expect("an answer");
    assert_eq!(rows[0].conversations, 12);
    assert_eq!(
        (
            rows[0].resolution_s,
            rows[0].first_response_s,
            rows[0].reply_s
        ),
        (Some(3600.5), None, Some(61.0))
    );
    let asked = server.received().remove(1).target;
    let (since, until) = (since.0 / 1000, NOW.0 / 1000);
    let expected = format!(
        "/api/v2/accounts/1/summary_reports/team?since={since}&until={until}&business_hours=true"
    );
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn a_service_promise_is_told_where_the_platform_keeps_one() {
    let server = Scripted::start(|request| {
        let mut conversation = json!({ "id": 42, "status": "open",
            "last_activity_at": 1_785_232_000 });
        if request.target.ends_with("/42") {
            conversation["applied_sla"] = json!({ "sla_name": "Gold", "sla_status": "active",
                "sla_frt_due_at": 1_785_232_100, "sla_nrt_due_at": null });
        }
        if request.target.ends_with("/43") {
            conversation["applied_sla"] = json!({ "sla_status": "never heard of" });
        }
        Reply::Json(200, conversation)
    })
    .await;
    let chatwoot = scripted(&server);
    let promise = async |id: &str| {
        let read = chatwoot.conversation(&RemoteId::from(id)).await;
        read.expect("an answer").facts.promise
    };
    let kept = promise("42").await.expect("one is kept");
    assert_eq!(kept.state, PromiseState::Running);
    assert_eq!(
        kept.first_reply_due.map(|due| due.0),
        Some(1_785_232_100_000)
    );
    assert_eq!(kept.next_reply_due, None);
    assert_eq!(promise("43").await, None);
    assert_eq!(promise("44").await, None);
}

#[tokio::test]
async fn our_own_webhook_is_registered_once_and_removed() {
    let office = Office::empty().await;
    let client = &office.chatwoot;
    let url = "https://relay.example.com/in/abc";
    let made = client
        .register_webhook(url)
        .await
        .expect("an administrator");
    assert!(made.secret.is_some());
    assert!(
        !format!("{made:?}").contains(secrecy::ExposeSecret::expose_secret(
            made.secret.as_ref().expect("told")
        ))
    );
    let again = client
        .register_webhook(url)
        .await
        .expect("an administrator");
    assert_eq!(again.remote, made.remote);
    assert_eq!(client.webhooks().await.map(|all| all.len()), Ok(1));
    client.remove_webhook(&made.remote).await.expect("taken");
    client
        .remove_webhook(&made.remote)
        .await
        .expect("gone already");
    assert_eq!(client.webhooks().await.map(|all| all.len()), Ok(0));
    let link = client.portal_link(&RemoteId::from("42"));
    assert!(link.ends_with("/app/accounts/1/conversations/42"), "{link}");
    assert_eq!(client.kind(), inbox_core::PlatformKind::Chatwoot);
}
