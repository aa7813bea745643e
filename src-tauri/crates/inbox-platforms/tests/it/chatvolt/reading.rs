//! What is read of a simulated organization against what really is in it.

use std::collections::BTreeSet;

use inbox_core::{
    AgentKind, AuthorKind, ChannelKind, Content, Direction, MediaKind, NoteTerms, Platform,
    PlatformError, RemoteId, Status, TimelineRequest, Unavailable, Urgency, Walk,
};
use inbox_platforms::ChatvoltNoteDraft as NoteDraft;
use inbox_simulators::{
    ChatvoltOptions,
    chatvolt::{AdSource, Inbound, MediaKind as SentKind, Size, Status as Word, Who},
};

use super::{CUSTOMER, Desk, request};
use crate::support::words;

#[tokio::test]
async fn every_conversation_is_listed_once_over_many_pages_whatever_the_dialect() {
    let desk = Desk::with(ChatvoltOptions {
        size: Size::Custom {
            conversations: 230,
            items: 500,
        },
        ..ChatvoltOptions::default()
    })
    .await;
    let truth: BTreeSet<String> = desk
        .control
        .conversations()
        .into_iter()
        .map(|conversation| conversation.id)
        .collect();
    for (plain, sparse) in [(false, false), (true, false), (false, true)] {
        desk.quirks(|quirks| {
            quirks.plain_assignees = plain;
            quirks.sparse_rows = sparse;
        });
        let read = desk.look("newest").await.expect("pages");
        let ids: BTreeSet<String> = read.iter().map(|record| record.remote.0.clone()).collect();
        assert_eq!(read.len(), ids.len(), "nobody twice");
        assert_eq!(ids, truth);
    }
    let open = desk.look("open").await.expect("pages");
    let unresolved = desk.control.conversations();
    let unresolved = unresolved
        .iter()
        .filter(|conversation| conversation.status == Word::Unresolved);
    assert_eq!(open.len(), unresolved.count());
}

#[tokio::test]
async fn records_tell_what_really_is() {
    let desk = Desk::with(ChatvoltOptions::default()).await;
    let read = desk.look("newest").await.expect("pages");
    for truth in desk.control.conversations() {
        let record = read
            .iter()
            .find(|record| record.remote.0 == truth.id)
            .expect("listed");
        assert_eq!(record.facts.ai_on, Some(truth.is_ai_enabled));
        assert_eq!(
            record
                .assignee
                .as_ref()
                .map(|assignee| assignee.agent.0.clone()),
            truth.assignee_id
        );
        assert_eq!(
            record.status == Status::Resolved,
            truth.status == Word::Resolved
        );
        assert_eq!(
            record.facts.attention.len(),
            usize::from(truth.status == Word::HumanRequested)
        );
        assert_eq!(record.last_activity_at.0, truth.updated_at.as_millisecond());
        let tags: BTreeSet<_> = record.tags.iter().map(|tag| tag.0.clone()).collect();
        assert_eq!(tags, truth.tags.into_iter().collect());
        if truth.channel == "whatsapp" {
            assert_eq!(record.channel_kind, ChannelKind::WhatsApp);
        }
    }
}

#[tokio::test]
async fn threads_are_read_to_their_beginning_in_both_orders_while_new_messages_come() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("0");
    for number in 1..180 {
        desk.advance(1_000).await;
        desk.customer_writes(&number.to_string());
    }
    for newest_first in [false, true] {
        desk.quirks(|quirks| quirks.newest_message_first = newest_first);
        let items = desk.items(&customer.conversation_id).await;
        let texts: Vec<_> = items
            .iter()
            .map(|item| match &item.content {
                Content::Text { text } => text.clone(),
                other => panic!("words: {other:?}"),
            })
            .collect();
        let expected: Vec<_> = (0..180).rev().map(|number| number.to_string()).collect();
        assert_eq!(texts, expected);
    }
    // Sixty more arrive between two pages: the second neither repeats nor skips anything.
    let mut request = TimelineRequest {
        conversation: customer.conversation_id.as_str().into(),
        page: None,
    };
    let first = desk.chatvolt.timeline(&request).await.expect("a page");
    for number in 180..240 {
        desk.advance(1_000).await;
        desk.customer_writes(&number.to_string());
    }
    let mut read: Vec<RemoteId> = first.items.into_iter().map(|item| item.remote).collect();
    request.page = first.next;
    while request.page.is_some() {
        let page = desk.chatvolt.timeline(&request).await.expect("a page");
        read.extend(page.items.into_iter().map(|item| item.remote));
        request.page = page.next;
    }
    let truth = desk.control.timeline(&customer.conversation_id);
    let truth: Vec<_> = truth[..180]
        .iter()
        .rev()
        .map(|message| message.id.clone())
        .collect();
    assert_eq!(read.into_iter().map(|id| id.0).collect::<Vec<_>>(), truth);
}

#[tokio::test]
async fn files_become_items_of_their_own_and_can_be_fetched() {
    let desk = Desk::empty().await;
    let who = Who::phone(CUSTOMER);
    let media = |kind, caption: Option<&str>| Inbound::Media {
        kind,
        caption: caption.map(str::to_owned),
    };
    let photo = desk
        .control
        .receive(&who, media(SentKind::Photo, None))
        .expect("possible");
    desk.advance(1_000).await;
    let voice = desk
        .control
        .receive(&who, media(SentKind::Voice, Some("listen")))
        .expect("possible");
    let items = desk.items(&photo.conversation_id).await;
    let [file, text, alone] = items.as_slice() else {
        panic!("three items: {items:?}");
    };
    assert_eq!(Some(&alone.remote.0), photo.message_id.as_ref());
    assert_eq!(Some(&text.remote.0), voice.message_id.as_ref());
    assert!(file.remote.0.starts_with(&format!("{}/", text.remote)));
    let (Content::Media(picture), Content::Media(sound)) = (&alone.content, &file.content) else {
        panic!("files: {items:?}");
    };
    assert_eq!(
        (picture.kind, sound.kind),
        (MediaKind::Image, MediaKind::Audio)
    );
    let bytes = desk
        .chatvolt
        .fetch_media(&picture.url, 1 << 20)
        .await
        .expect("a file");
    assert_eq!(i64::try_from(bytes.len()).ok(), picture.bytes);
    let tooth = desk.chatvolt.fetch_media(&picture.url, 3).await;
    assert!(
        matches!(tooth, Err(PlatformError::Refused { .. })),
        "{tooth:?}"
    );

    // The published form of a message has no files: the words stay, a lone file says that it is one.
    desk.quirks(|quirks| quirks.attachments_in_messages = false);
    let items = desk.items(&photo.conversation_id).await;
    let [text, alone] = items.as_slice() else {
        panic!("two items: {items:?}");
    };
    assert_eq!(
        text.content,
        Content::Text {
            text: "listen".to_owned()
        }
    );
    assert!(matches!(alone.content, Content::Unsupported { .. }) && alone.raw.is_some());
}

#[tokio::test]
async fn the_ai_is_only_told_from_people_where_the_platform_tells_them_apart() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let id = &customer.conversation_id;
    for signs in [true, false] {
        desk.quirks(|quirks| quirks.ai_signs_answers = signs);
        desk.advance(1_000).await;
        desk.control
            .ai_text(id, "Hi, I am a machine")
            .expect("possible");
    }
    let items = desk.items(id).await;
    let kinds: Vec<_> = items
        .iter()
        .map(|item| (item.direction, item.author.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            (Direction::Outbound, AuthorKind::Unknown),
            (Direction::Outbound, AuthorKind::AiAgent),
            (Direction::Inbound, AuthorKind::Contact),
        ]
    );
}

#[tokio::test]
async fn a_note_stands_at_its_time_and_never_makes_a_page_look_deeper_than_it_is() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("first");
    let id = RemoteId::from(customer.conversation_id.as_str());
    let note = desk
        .chatvolt
        .add_note(&id, &NoteDraft::of("an old note"))
        .await;
    let note = note.expect("written").item;
    for number in 0..60 {
        desk.advance(60_000).await;
        desk.customer_writes(&number.to_string());
    }
    let request = TimelineRequest {
        conversation: id.clone(),
        page: None,
    };
    let page = desk.chatvolt.timeline(&request).await.expect("a page");
    assert_eq!(page.items.len(), 50);
    assert!(page.items.iter().all(|item| item.remote != note));
    let all = desk.items(&id.0).await;
    assert_eq!(all.len(), 62);
    let place = all.iter().position(|item| item.remote == note);
    assert!(matches!(place, Some(60 | 61)), "{place:?}");
    let note = &all[place.expect("found")];
    assert_eq!(note.direction, Direction::Internal);
    assert_eq!(
        note.content,
        Content::Note {
            text: "an old note".to_owned(),
            mentions: Vec::new(),
            terms: NoteTerms::default(),
        }
    );
}

#[tokio::test]
async fn whatever_colleagues_do_is_noticed_even_when_it_leaves_every_list() {
    let desk = Desk::empty().await;
    let asking = desk.customer_writes("A person, please");
    desk.control
        .request_human(&asking.conversation_id)
        .expect("possible");
    let scopes = ["human-requested", "unread", "open"];
    let look = async || {
        let mut seen = Vec::new();
        for scope in scopes {
            let records = desk.look(scope).await.expect("a page");
            seen.extend(
                records
                    .into_iter()
                    .map(|record| (scope, record.platform_status)),
            );
        }
        seen
    };
    let told = |scope, status: &str| (scope, status.to_owned());
    assert_eq!(
        look().await,
        [
            told("human-requested", "HUMAN_REQUESTED"),
            told("unread", "HUMAN_REQUESTED")
        ]
    );
    // Read and closed by a colleague: in no list any more.
    desk.control
        .portal_read(&asking.conversation_id)
        .expect("possible");
    desk.control
        .portal_status(&asking.conversation_id, Word::Resolved)
        .expect("possible");
    assert_eq!(
        look().await,
        [
            told("human-requested", "RESOLVED"),
            told("unread", "RESOLVED")
        ]
    );
    assert_eq!(look().await, [], "told once");
}

#[tokio::test]
async fn a_conversation_that_could_not_be_read_after_it_left_is_read_at_the_next_look() {
    let desk = Desk::empty().await;
    let asking = desk.customer_writes("A person, please");
    desk.control
        .request_human(&asking.conversation_id)
        .expect("possible");
    assert_eq!(desk.look("human-requested").await.expect("a page").len(), 1);
    desk.control
        .portal_status(&asking.conversation_id, Word::Resolved)
        .expect("possible");
    // The list is answered; the reading that follows is not.
    desk.control.faults(|faults| faults.malformed_next = 2);
    assert_eq!(
        desk.look("human-requested").await,
        Err(PlatformError::Unreadable)
    );
    assert_eq!(
        desk.look("human-requested").await,
        Err(PlatformError::Unreadable)
    );
    let told = desk.look("human-requested").await.expect("a page");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].status, Status::Resolved);
}

#[tokio::test]
async fn the_scopes_are_read_in_the_way_their_lists_allow() {
    let desk = Desk::empty().await;
    let directory = desk.chatvolt.directory().await.expect("a directory");
    let walks: Vec<_> = desk
        .chatvolt
        .scopes(&directory)
        .iter()
        .map(|scope| (scope.0.clone(), desk.chatvolt.walk(scope)))
        .collect();
    let each_poll = Walk::Whole { every_ms: 0 };
    assert_eq!(
        walks,
        [
            ("human-requested".to_owned(), each_poll),
            (
                "unread-by-people".to_owned(),
                Walk::Whole { every_ms: 60_000 }
            ),
            ("unread".to_owned(), each_poll),
            ("newest".to_owned(), Walk::Creation),
            ("open".to_owned(), Walk::Whole { every_ms: 240_000 }),
        ]
    );
    let strange = desk.chatvolt.list(&request("somewhere else")).await;
    assert_eq!(strange, Err(PlatformError::NotFound));
}

#[tokio::test]
async fn a_long_list_is_read_more_seldom_and_people_are_not_kept_waiting_by_it() {
    let desk = Desk::empty().await;
    let handled = desk.customer_writes("A person knows me");
    desk.control
        .portal_ai(&handled.conversation_id, false)
        .expect("possible");
    for _ in 0..320 {
        desk.control.new_customer();
    }
    assert_eq!(desk.look("unread").await.expect("pages").len(), 321);
    let walk = |scope: &str| desk.chatvolt.walk(&request(scope).scope);
    assert_eq!(walk("unread"), Walk::Whole { every_ms: 40_000 });
    assert_eq!(walk("unread-by-people"), Walk::Whole { every_ms: 0 });
    let mine = desk.look("unread-by-people").await.expect("a page");
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0].remote.0, handled.conversation_id);
}

#[tokio::test]
async fn one_poll_of_a_quiet_organization_takes_three_calls() {
    let desk = Desk::empty().await;
    desk.customer_writes("Hello?");
    let before = desk.control.traffic().total;
    for scope in ["human-requested", "unread", "newest"] {
        desk.chatvolt.list(&request(scope)).await.expect("a page");
    }
    assert_eq!(desk.control.traffic().total - before, 3);
    let before = desk.control.traffic().total;
    let conversation = desk
        .conversation(&desk.customer_writes("Still there?"))
        .await;
    desk.items(&conversation.remote.0).await;
    // The conversation, its messages, its notes.
    assert_eq!(desk.control.traffic().total - before, 3);
}

#[tokio::test]
async fn what_comes_costs_one_call_and_notes_are_read_by_who_looks_or_changed_them() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Hello?");
    let request = TimelineRequest {
        conversation: RemoteId::from(customer.conversation_id.as_str()),
        page: None,
    };
    let calls = async |urgency: Urgency| {
        // What is asked in the background keeps a pace, by a clock that moves by hand here.
        desk.advance(10_000).await;
        let before = desk.control.traffic().total;
        let page = desk.chatvolt.at(urgency).timeline(&request).await;
        page.expect("a page");
        desk.control.traffic().total - before
    };
    assert_eq!(calls(Urgency::News).await, 2, "the first reading");
    assert_eq!(calls(Urgency::News).await, 1);
    assert_eq!(calls(Urgency::Person).await, 2);
    assert_eq!(calls(Urgency::Past).await, 2);
    let note = NoteDraft::of("careful");
    let note = desk.chatvolt.add_note(&request.conversation, &note).await;
    note.expect("written");
    assert_eq!(calls(Urgency::News).await, 2);
    assert_eq!(calls(Urgency::News).await, 1);
}

#[tokio::test]
async fn the_directory_is_made_of_what_conversations_name() {
    let desk = Desk::with(ChatvoltOptions::default()).await;
    let connection = desk.chatvolt.connect().await.expect("connected");
    let overview = desk.control.overview();
    let directory = connection.directory;
    for agent in &directory.agents {
        match agent.kind {
            AgentKind::AiAgent => {
                let truth = overview.agents.iter().find(|bot| bot.id == agent.remote.0);
                assert_eq!(
                    truth.map(|bot| bot.name.as_str()),
                    Some(agent.name.as_str())
                );
            }
            AgentKind::Person => {
                let truth = overview
                    .users
                    .iter()
                    .find(|user| user.user_id == agent.remote.0);
                assert_eq!(
                    truth.map(|user| user.name.as_str()),
                    Some(agent.name.as_str())
                );
                assert_eq!(truth.map(|user| user.email.clone()), agent.email);
            }
        }
    }
    assert!(
        directory
            .agents
            .iter()
            .any(|agent| agent.kind == AgentKind::AiAgent)
    );
    assert!(
        directory
            .agents
            .iter()
            .any(|agent| agent.kind == AgentKind::Person)
    );
    assert!(!directory.channels.is_empty() && !directory.tags.is_empty());
    assert_eq!(connection.me, None);
    let can = connection.capabilities;
    assert_eq!(
        (can.send_text, can.notes, can.set_ai),
        (Ok(()), Ok(()), Ok(()))
    );
    assert_eq!(can.send_template, Ok(()), "the number's id was typed in");
    let never = Err(Unavailable::Platform);
    assert_eq!(
        (can.send_file, can.set_tags, can.assign_team),
        (never, never, never)
    );
    assert_eq!(can.file_limit, 0);
}

#[tokio::test]
async fn the_dashboard_lists_everybody_and_widens_what_can_be_done() {
    let desk = Desk::with_dashboard().await;
    let connection = desk.chatvolt.connect().await.expect("connected");
    let overview = desk.control.overview();
    let members = overview
        .users
        .iter()
        .filter(|user| user.membership_id.is_some());
    let agents = &connection.directory.agents;
    let people = agents
        .iter()
        .filter(|agent| agent.kind == AgentKind::Person);
    assert_eq!(people.count(), members.count());
    assert_eq!(
        agents
            .iter()
            .filter(|agent| agent.kind == AgentKind::AiAgent)
            .count(),
        overview.agents.len()
    );
    let can = connection.capabilities;
    assert_eq!((can.send_file, can.set_tags), (Ok(()), Ok(())));
    assert_eq!(can.file_limit, 16 * 1024 * 1024);
    assert!(!can.shared_read_marks);
    assert_eq!(desk.control.traps(), []);
}

#[tokio::test]
async fn what_the_ai_finds_out_is_told_as_facts() {
    let desk = Desk::empty().await;
    let customer = desk.customer_writes("Where is my order?");
    let id = &customer.conversation_id;
    let ad = AdSource {
        source_id: "120201".to_owned(),
        headline: "Winter offer".to_owned(),
        body: String::new(),
        source_url: String::new(),
    };
    let before = desk.conversation(&customer).await;
    desk.control
        .ai_sums_up(id, "Asks for an order.")
        .expect("possible");
    desk.control.frustration(id, 0.66).expect("possible");
    desk.control.ad_source(id, ad).expect("possible");
    desk.control
        .nps_answer(id, 9, Some("Nice"))
        .expect("possible");
    let outside = desk.conversation(&customer).await;
    assert_ne!(outside.fingerprint, before.fingerprint);
    let step = desk.control.overview().scenarios[0].steps[0].0.clone();
    desk.control.portal_step(id, &step).expect("possible");
    let record = desk.conversation(&customer).await;
    assert_ne!(record.fingerprint, outside.fingerprint);
    let summary = record.facts.summary.expect("summed up");
    assert_eq!(summary.text, "Asks for an order.");
    assert_eq!(record.facts.frustration, Some(66));
    let ad = record.facts.ad.as_ref().expect("an advertisement");
    assert_eq!(ad.headline, "Winter offer");
    let rating = record.facts.rating.clone().expect("rated");
    assert_eq!((rating.mark, rating.best), (9, 10));
    assert_eq!(rating.comment.as_deref(), Some("Nice"));
    // Where it stands in a scenario is told with the scenarios, in words of every language.
    assert_eq!(record.facts.properties, []);
    assert_eq!(record.contact.name.as_deref(), Some("Ana Lima"));
    assert_eq!(record.contact.phone.as_deref(), Some(CUSTOMER));
    let sent = desk
        .chatvolt
        .send(&desk.conversation(&customer).await, &words("Soon"))
        .await;
    assert!(sent.is_ok());
}
