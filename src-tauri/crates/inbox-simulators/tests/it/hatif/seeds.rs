use std::collections::HashSet;
use std::time::Instant;

use inbox_simulators::HatifOptions;
use inbox_simulators::hatif::{Direction, EventTruth, Size, Source, Status};

use super::{Desk, options};

fn all_events(desk: &Desk) -> Vec<EventTruth> {
    let control = &desk.control;
    let conversations = control.conversations();
    conversations
        .iter()
        .flat_map(|one| control.timeline(&one.id))
        .collect()
}

#[tokio::test]
async fn the_same_seed_gives_the_same_workspace_and_another_seed_another() {
    let one = Desk::small().await;
    let same = Desk::small().await;
    let other = Desk::open(HatifOptions {
        seed: 2,
        ..options(Size::Small)
    })
    .await;
    assert_eq!(one.control.conversations(), same.control.conversations());
    assert_ne!(one.control.conversations(), other.control.conversations());
    let without_url = |desk: &Desk| -> Vec<_> {
        all_events(desk)
            .into_iter()
            .map(|event| (event.id, event.body, event.status))
            .collect()
    };
    assert_eq!(without_url(&one), without_url(&same));
}

#[tokio::test]
async fn the_small_workspace_shows_every_kind_of_thing() {
    let desk = Desk::small().await;
    let conversations = desk.control.conversations();
    let now = desk.control.now();
    let hours = |at: jiff::Timestamp| now.duration_since(at).as_hours();
    assert_eq!(conversations.len(), 60);
    assert!(conversations.iter().any(|one| one.assignee_id.is_none()));
    assert!(
        conversations.iter().any(|one| one.is_open) && conversations.iter().any(|one| !one.is_open)
    );
    assert!(
        conversations
            .iter()
            .any(|one| hours(one.last_activity_at) >= 90 * 24)
    );
    let overview = desk.control.overview();
    let machines: Vec<_> = overview
        .users
        .iter()
        .filter(|user| user.is_ai)
        .map(|user| Some(&user.user_id))
        .collect();
    assert!(
        conversations
            .iter()
            .any(|one| machines.contains(&one.assignee_id.as_ref()))
    );
    let closing = conversations.iter().filter(|one| {
        let timeline = desk.control.timeline(&one.id);
        let last = timeline.last().unwrap();
        last.direction == Direction::Inbound && (22..24).contains(&hours(last.created_at))
    });
    assert!(closing.count() >= 2, "some reply windows are nearly closed");

    let events = all_events(&desk);
    let has = |test: &dyn Fn(&EventTruth) -> bool| events.iter().any(test);
    assert!(has(
        &|event| event.status == Status::Failed && event.error_code.is_some()
    ));
    assert!(has(&|event| event.location.is_some()));
    assert!(has(&|event| event.reply_to.is_some()));
    assert!(has(&|event| event.summary.is_some()));
    assert!(has(
        &|event| event.source == Source::Call && event.status == Status::Missed
    ));
    assert!(has(&|event| event
        .attachment
        .as_ref()
        .is_some_and(|url| url.contains("/media/document-"))));
    assert!(has(&|event| event.source == Source::Assignation));
    let names: HashSet<_> = conversations.iter().map(|one| &one.contact_name).collect();
    assert!(names.len() >= 45, "hardly two customers share a name");
    for script in ["ا", "ã", "ü"] {
        assert!(has(&|event| event
            .body
            .as_ref()
            .is_some_and(|body| body.contains(script))));
    }
}

#[tokio::test]
async fn timelines_are_consistent_with_their_conversations() {
    let desk = Desk::open(HatifOptions {
        seed: 9,
        ..options(Size::Custom {
            conversations: 150,
            items: 6_000,
        })
    })
    .await;
    let mut items = 0;
    for conversation in desk.control.conversations() {
        let events = desk.control.timeline(&conversation.id);
        items += events.len();
        assert_eq!(events.len(), conversation.events);
        assert_eq!(
            events.last().unwrap().created_at,
            conversation.last_activity_at
        );
        assert!(events.is_sorted_by(|left, right| left.created_at < right.created_at));
        let ids: HashSet<_> = events.iter().map(|event| &event.id).collect();
        assert_eq!(ids.len(), events.len());
        assert!(
            conversation.id < events[0].id,
            "a conversation is older than its events"
        );
        assert!(conversation.contact_id < conversation.id);
        for event in &events {
            assert!(
                event
                    .reply_to
                    .as_ref()
                    .is_none_or(|quoted| ids.contains(quoted))
            );
        }
    }
    assert_eq!(items, 6_000);
}

#[tokio::test]
async fn a_large_workspace_starts_and_answers_quickly() {
    let start = Instant::now();
    let desk = Desk::open(options(Size::Large)).await;
    let started = start.elapsed();
    let overview = desk.control.overview();
    assert_eq!((overview.conversations, overview.events), (2_000, 50_000));
    desk.list("Main", "Sorting=LastActivityAt DESC&MaxResultCount=50")
        .await;
    let start = Instant::now();
    let rounds = 10;
    for _ in 0..rounds {
        let (status, _) = desk
            .list("Main", "Sorting=LastActivityAt DESC&MaxResultCount=50")
            .await;
        assert_eq!(status, 200);
    }
    let page = start.elapsed() / rounds;
    // Generous on purpose: this guards the order of magnitude, not the machine.
    assert!(started.as_millis() < 5_000, "start took {started:?}");
    assert!(page.as_millis() < 250, "a page took {page:?}");
    println!("start {started:?}, page of 50 {page:?}");
}
