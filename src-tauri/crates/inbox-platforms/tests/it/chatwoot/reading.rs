//! Conversations, timelines and files as they are read.

use std::collections::HashSet;

use inbox_core::{
    Activity, AgentKind, AuthorKind, Content, Direction, InteractiveKind, Platform, PlatformError,
    RemoteId, Status, TimelineRequest, Unavailable, Walk,
};
use inbox_simulators::chatwoot::{ChannelKind, Inbound, InboundMedia, MediaKind, Size, Who};
use serde_json::json;

use crate::{
    chatwoot::{Office, list_all, scope, scripted},
    scripted::{Reply, Scripted},
    support::NOW,
};

#[tokio::test]
async fn connecting_tells_who_i_am_and_what_there_is() {
    let office = Office::with(Size::Small).await;
    let connection = office.connect().await;
    let credentials = office.simulator.credentials();
    assert_eq!(
        connection.me,
        Some(RemoteId(credentials.user_id.to_string()))
    );
    let overview = office.control.overview();
    let directory = &connection.directory;
    assert_eq!(directory.channels.len(), overview.inboxes.len());
    let kinds: HashSet<_> = directory
        .channels
        .iter()
        .map(|channel| channel.kind)
        .collect();
    for kind in [
        inbox_core::ChannelKind::WhatsApp,
        inbox_core::ChannelKind::WebChat,
        inbox_core::ChannelKind::Email,
        inbox_core::ChannelKind::Api,
    ] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    let people = directory
        .agents
        .iter()
        .filter(|agent| agent.kind == AgentKind::Person);
    assert_eq!(people.count(), overview.users.len());
    assert!(
        directory
            .agents
            .iter()
            .any(|agent| agent.kind == AgentKind::AiAgent)
    );
    assert_eq!(directory.tags.len(), overview.labels.len());
    assert!(directory.tags.iter().all(|tag| tag.remote.0 == tag.name));
    assert_eq!(directory.teams.len(), overview.teams.len());
    assert!(!directory.saved_replies.is_empty());
    let can = &connection.capabilities;
    assert_eq!(
        (can.notes, can.snooze, can.assign_team),
        (Ok(()), Ok(()), Ok(()))
    );
    assert_eq!(can.approve, Err(Unavailable::Platform));
    assert!(can.shared_read_marks && can.read_receipts);
}

#[tokio::test]
async fn every_conversation_of_every_status_is_listed_once_newest_activity_first() {
    let office = Office::with(Size::Small).await;
    let connection = office.connect().await;
    let scopes = office.chatwoot.scopes(&connection.directory);
    let walks: Vec<_> = scopes
        .iter()
        .map(|scope| office.chatwoot.walk(scope))
        .collect();
    assert_eq!(walks, [Walk::Activity, Walk::Since]);

    let pages = list_all(&office.chatwoot).await;
    let truth = office.control.conversations();
    assert_eq!(
        pages[0].total.map(|total| total as usize),
        Some(truth.len())
    );
    assert!(pages.iter().all(|page| page.unreadable == 0));
    let listed: Vec<_> = pages.iter().flat_map(|page| &page.conversations).collect();
    let ids: HashSet<_> = listed
        .iter()
        .map(|record| record.remote.0.clone())
        .collect();
    assert_eq!((listed.len(), ids.len()), (truth.len(), truth.len()));
    assert!(listed.is_sorted_by(|one, next| one.last_activity_at >= next.last_activity_at));
    for record in listed {
        let told = truth
            .iter()
            .find(|told| told.id.to_string() == record.remote.0);
        let told = told.expect("listed because it exists");
        assert_eq!(
            record.contact.name.as_deref(),
            Some(told.contact_name.as_str())
        );
        assert_eq!(record.tags.len(), told.labels.len());
        let carried = record
            .assignee
            .as_ref()
            .filter(|it| it.kind == AgentKind::Person);
        let agent = carried.map(|assignee| assignee.agent.0.clone());
        assert_eq!(agent, told.assignee_id.map(|id| id.to_string()));
        assert!(record.preview.is_some());
    }
}

#[tokio::test]
async fn a_server_set_up_with_short_pages_is_read_to_the_end() {
    let server = Scripted::start(|request| {
        let page = request
            .target
            .split("page=")
            .nth(1)
            .and_then(|page| page.parse().ok());
        let ids = match page {
            Some(1_u8) => vec![5, 4],
            Some(2) => vec![3, 2],
            Some(3) => vec![1],
            _ => Vec::new(),
        };
        let rows: Vec<_> = ids
            .iter()
            .map(|id| json!({ "id": id, "status": "open", "last_activity_at": 1_785_000_000 + id }))
            .collect();
        Reply::Json(
            200,
            json!({ "data": { "meta": { "all_count": 5 }, "payload": rows } }),
        )
    })
    .await;
    let pages = list_all(&scripted(&server)).await;
    let ids: Vec<_> = pages
        .iter()
        .flat_map(|page| &page.conversations)
        .map(|it| it.remote.0.as_str())
        .collect();
    assert_eq!(ids, ["5", "4", "3", "2", "1"]);
    assert_eq!(
        server.received().len(),
        3,
        "the total says where the end is"
    );
}

#[tokio::test]
async fn a_record_read_singly_is_the_record_of_the_list() {
    let office = Office::with(Size::Small).await;
    office.connect().await;
    let listed = list_all(&office.chatwoot)
        .await
        .remove(0)
        .conversations
        .remove(0);
    let single = office.chatwoot.conversation(&listed.remote).await;
    assert_eq!(single, Ok(listed));
}

#[tokio::test]
async fn changes_that_move_no_activity_arrive_through_the_second_scope() {
    let office = Office::empty().await;
    let quiet = office.customer_writes("Hello");
    office.advance(3_600_000).await;
    let before = office.record(&quiet).await;
    let since = inbox_core::Timestamp(NOW.0 + 3_600_000 - 5_000);
    let changed = || async {
        let mut request = scope("changed");
        request.since = Some(since);
        office
            .chatwoot
            .list(&request)
            .await
            .expect("a page")
            .conversations
    };
    assert_eq!(changed().await, []);
    let property = inbox_core::ConversationAction::SetProperty {
        name: "order".to_owned(),
        value: Some("A-17".to_owned()),
    };
    office.act(&quiet, property).await.expect("taken");
    let changed = changed().await;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].last_activity_at, before.last_activity_at);
    assert_ne!(changed[0].fingerprint, before.fingerprint);
}

#[tokio::test]
async fn a_gap_too_long_for_one_answer_is_asked_for_in_shorter_spans() {
    let server = Scripted::start(|request| {
        let seconds: u64 = request
            .target
            .split("updated_within=")
            .nth(1)
            .and_then(|seconds| seconds.parse().ok())
            .expect("a span is told");
        if seconds > 50_000 {
            Reply::Json(422, json!({ "error": "The request took too long" }))
        } else {
            Reply::Json(200, json!({ "data": { "meta": {}, "payload": [] } }))
        }
    })
    .await;
    let mut request = scope("changed");
    request.since = Some(NOW.plus(-400 * 24 * 60 * 60_000));
    let page = scripted(&server).list(&request).await.expect("a page");
    assert!(page.conversations.is_empty());
    let spans: Vec<_> = server
        .received()
        .iter()
        .filter_map(|request| request.target.split('=').next_back()?.parse::<u64>().ok())
        .collect();
    assert_eq!(spans, [259_200, 129_600, 64_800, 32_400]);
}

#[tokio::test]
async fn a_long_timeline_is_read_to_its_beginning_newest_first_and_nothing_twice() {
    let office = Office::empty().await;
    let first = office.customer_writes("message 0");
    for number in 1..45 {
        office.advance(1_000).await;
        office.customer_writes(&format!("message {number}"));
    }
    let items = office.items(&first).await;
    let texts: Vec<_> = items
        .iter()
        .filter_map(|item| match &item.content {
            Content::Text { text } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let expected: Vec<_> = (0..45)
        .rev()
        .map(|number| format!("message {number}"))
        .collect();
    assert_eq!(texts, expected);
}

#[tokio::test]
async fn files_places_notes_quotes_and_deletions_are_told_apart() {
    let office = Office::empty().await;
    office.connect().await;
    let who = Who::phone("+966500000101").on(office.inbox(ChannelKind::WhatsApp));
    let picture = InboundMedia {
        kind: MediaKind::Image,
        caption: Some("Look".to_owned()),
    };
    let receive = |what| office.control.receive(&who, what).expect("an inbox");
    let started = receive(Inbound::Media(picture));
    receive(Inbound::Location {
        latitude: 24.7,
        longitude: 46.7,
        name: "Riyadh".to_owned(),
    });
    receive(Inbound::Reply {
        text: "This one".to_owned(),
        message_id: started.message_id,
    });
    receive(Inbound::Unsupported);
    let colleague = office.colleague();
    let id = started.conversation_id;
    office
        .control
        .portal_note(id, colleague, "Check the stock")
        .expect("known");
    let words = office
        .control
        .portal_text(id, colleague, "Oops")
        .expect("known");
    office
        .control
        .delete_message(words.message_id)
        .expect("known");
    office
        .control
        .portal_status(
            id,
            inbox_simulators::chatwoot::Status::Resolved,
            Some(colleague),
        )
        .expect("known");

    let items = office.items(&started).await;
    let find = |wanted: &dyn Fn(&Content) -> bool| {
        items
            .iter()
            .find(|item| wanted(&item.content))
            .unwrap_or_else(|| panic!("{items:#?}"))
    };
    let media = find(&|content| matches!(content, Content::Media(_)));
    let Content::Media(file) = &media.content else {
        unreachable!("just found")
    };
    assert_eq!(file.caption.as_deref(), Some("Look"));
    let bytes = office
        .chatwoot
        .fetch_media(&file.url, 1_000_000)
        .await
        .expect("served without a key");
    assert_eq!(file.bytes, Some(bytes.len() as i64));
    find(
        &|content| matches!(content, Content::Location { name: Some(name), .. } if name == "Riyadh"),
    );
    let reply = find(&|content| matches!(content, Content::Text { text } if text == "This one"));
    let quoted = reply.quote.as_ref().and_then(|quote| quote.remote.clone());
    assert_eq!(quoted, Some(media.remote.clone()));
    let note = find(&|content| matches!(content, Content::Note { .. }));
    assert_eq!(note.direction, Direction::Internal);
    assert_eq!(note.author.agent, Some(RemoteId(colleague.to_string())));
    find(&|content| matches!(content, Content::Deleted));
    let unsupported = find(&|content| matches!(content, Content::Unsupported { .. }));
    assert!(unsupported.raw.is_some());
    find(
        &|content| matches!(content, Content::Activity(Activity::StatusChanged { status, by_name: Some(_) }) if status == "resolved"),
    );
    assert_eq!(office.record(&started).await.status, Status::Resolved);
}

#[tokio::test]
async fn a_customer_who_is_asked_for_a_rating_gives_it_in_the_same_message() {
    let office = Office::empty().await;
    office.connect().await;
    let website = office.inbox(ChannelKind::Website);
    office
        .control
        .ask_for_ratings(website, true)
        .expect("known");
    let who = Who::phone("+966500000101").on(website);
    let started = office
        .control
        .receive_text(&who, "Where is my table?")
        .expect("an inbox");
    let id = started.conversation_id;
    let resolved = inbox_simulators::chatwoot::Status::Resolved;
    let colleague = office.colleague();
    office
        .control
        .portal_status(id, resolved, Some(colleague))
        .expect("known");
    let survey = async |office: &Office| {
        let items = office.items(&started).await;
        let mut surveys = items
            .into_iter()
            .filter(|item| matches!(item.content, Content::Interactive { .. }));
        let survey = surveys.next().expect("asked");
        assert_eq!(surveys.next(), None, "once");
        survey
    };
    let asked = survey(&office).await;
    assert_eq!(asked.author.kind, AuthorKind::System, "nobody wrote it");
    let Content::Interactive { kind, entries, .. } = &asked.content else {
        unreachable!("just found")
    };
    assert_eq!((*kind, entries.len()), (InteractiveKind::Rating, 0));
    let words = Some("Quick and friendly");
    office
        .control
        .customer_rates(id, 5, words)
        .expect("asked for");
    let rated = survey(&office).await;
    assert_eq!(rated.remote, asked.remote);
    let Content::Interactive { entries, .. } = &rated.content else {
        unreachable!("just found")
    };
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].answer.as_deref(), Some("5"));
    let said = entries[0].description.as_deref();
    assert_eq!(said, Some("Quick and friendly"));
}

#[tokio::test]
async fn a_conversation_that_was_deleted_is_not_found() {
    let office = Office::empty().await;
    let happened = office.customer_writes("Hello");
    office
        .control
        .delete_conversation(happened.conversation_id)
        .expect("known");
    let id = RemoteId(happened.conversation_id.to_string());
    assert_eq!(
        office.chatwoot.conversation(&id).await,
        Err(PlatformError::NotFound)
    );
    let request = TimelineRequest {
        conversation: id,
        page: None,
    };
    assert_eq!(
        office.chatwoot.timeline(&request).await,
        Err(PlatformError::NotFound)
    );
}

#[tokio::test]
async fn read_marks_are_everybodys() {
    let office = Office::empty().await;
    let happened = office.customer_writes("Hello");
    office.advance(5_000).await;
    assert_eq!(office.record(&happened).await.facts.seen_through, None);
    let unread = office.record(&happened).await.fingerprint;
    office
        .act(&happened, inbox_core::ConversationAction::MarkRead)
        .await
        .expect("taken");
    let read = office.record(&happened).await;
    assert!(read.facts.seen_through >= Some(read.last_activity_at));
    assert_ne!(read.fingerprint, unread);
    office
        .act(&happened, inbox_core::ConversationAction::MarkUnread)
        .await
        .expect("taken");
    let again = office.record(&happened).await;
    assert!(again.facts.seen_through < Some(again.last_activity_at));
}
