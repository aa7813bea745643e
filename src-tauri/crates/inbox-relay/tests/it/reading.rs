//! What desktops are told.

use std::time::Duration;

use inbox_relay::{Relay, Scope};
use reqwest::{StatusCode, header};
use serde_json::json;
use tokio::time::timeout;

use crate::world::{BEGIN_MS, PATIENCE, World, client, error_code};

#[tokio::test]
async fn without_a_valid_token_nothing_is_told() {
    let world = World::new().await;
    let token = world.reader("desk", Scope::All).await;
    let url = world.url("/v1/events");
    let ask = |authorization: &str| {
        world
            .client
            .get(&url)
            .header(header::AUTHORIZATION, authorization)
            .send()
    };
    let shorter = format!("Bearer {}", &token[1..]);
    let basic = format!("Basic {token}");
    for wrong in [
        "", "Bearer", "Bearer ", "Bearer x", &token, &shorter, &basic,
    ] {
        let response = ask(wrong).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{wrong:?}");
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer");
        assert_eq!(error_code(response).await, "unauthorized");
    }
    let without = world.client.get(&url).send().await.unwrap();
    assert_eq!(without.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        ask(&format!("bearer {token}")).await.unwrap().status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_damaged_iterator_is_not_guessed_at() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    world.accept(&inlet, "1").await;
    let right = world.poll(&token, "").await.iterator().to_owned();
    let last = if right.ends_with('0') { '1' } else { '0' };
    let changed = format!("{}{last}", &right[..right.len() - 1]);
    for damaged in ["", "x", &right[1..], &changed, &format!("{right}00")] {
        let response = world.poll_raw(&token, &format!("iterator={damaged}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{damaged:?}");
        assert_eq!(error_code(response).await, "iterator_invalid");
    }
}

#[tokio::test]
async fn a_query_that_is_not_understood_is_refused() {
    let world = World::new().await;
    let token = world.reader("desk", Scope::All).await;
    for query in [
        "wait=long",
        "wait=-1",
        "limit=0",
        "limit=x",
        "from=yesterday",
    ] {
        let response = world.poll_raw(&token, query).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(error_code(response).await, "query_invalid");
    }
}

#[tokio::test]
async fn an_iterator_of_another_relay_is_expired_rather_than_misread() {
    let world = World::new().await;
    let other = World::new().await;
    let token = world.reader("desk", Scope::All).await;
    let foreign = other
        .poll(&other.reader("desk", Scope::All).await, "")
        .await;
    let response = world
        .poll_raw(&token, &format!("iterator={}", foreign.iterator()))
        .await;
    assert_eq!(response.status(), StatusCode::GONE);
    assert_eq!(error_code(response).await, "iterator_expired");
}

#[tokio::test]
async fn a_revoked_token_ends_also_for_a_long_poll_under_way() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let iterator = world.poll(&token, "").await.iterator().to_owned();
    let query = format!("iterator={iterator}&wait=60");
    let (response, ()) = tokio::join!(world.poll_raw(&token, &query), async {
        world.until_readers_wait(1).await;
        world.relay.revoke_reader("desk").await.unwrap();
        world.accept(&inlet, "not for you").await;
    });
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        world.poll_raw(&token, "").await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn an_event_is_told_with_its_inlet_time_and_the_headers_that_matter() {
    let world = World::new().await;
    let inlet = world.open_inlet("shop").await;
    let token = world.reader("desk", Scope::All).await;
    let request = world.client.post(world.url(&inlet)).body(r#"{"a":1}"#);
    let request = request
        .header("Content-Type", "application/json")
        .header("Cookie", "private");
    request
        .header("X-Chatwoot-Delivery", "d-1")
        .send()
        .await
        .unwrap();
    let answer = world.poll(&token, "from=start").await;
    let event = &answer.0["data"][0];
    assert!(event["id"].is_string());
    assert_eq!(
        *event,
        json!({
            "id": event["id"],
            "inlet": "shop",
            "receivedAt": BEGIN_MS,
            "headers": {"content-type": "application/json", "x-chatwoot-delivery": "d-1"},
            "body": r#"{"a":1}"#,
        })
    );
    assert!(answer.done());
}

#[tokio::test]
async fn reading_begins_now_unless_asked_for_the_start() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    world.accept(&inlet, "old").await;
    let now = world.poll(&token, "wait=60").await;
    assert_eq!(
        now.bodies(),
        Vec::<String>::new(),
        "an iterator comes at once, before any waiting"
    );
    world.accept(&inlet, "new").await;
    let next = world
        .poll(&token, &format!("iterator={}", now.iterator()))
        .await;
    assert_eq!(next.bodies(), ["new"]);
    assert_eq!(
        world.poll(&token, "from=start").await.bodies(),
        ["old", "new"]
    );
}

#[tokio::test]
async fn pages_follow_each_other_without_hole_or_repeat_from_memory_and_from_disk() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let sent: Vec<_> = (0..25).map(|number| number.to_string()).collect();
    for body in &sent {
        world.accept(&inlet, body.clone()).await;
    }
    // After a restart nothing is in memory, so the same pages come from the disk.
    for world in [world.restart().await] {
        world.accept(&inlet, "25").await;
        let mut bodies = Vec::new();
        let mut answer = world.poll(&token, "from=start&limit=10").await;
        assert!(!answer.done());
        let mut pages = 1;
        while !answer.done() {
            bodies.extend(answer.bodies());
            let query = format!("iterator={}&limit=10", answer.iterator());
            answer = world.poll(&token, &query).await;
            pages += 1;
        }
        bodies.extend(answer.bodies());
        let all: Vec<_> = sent.iter().cloned().chain(["25".to_owned()]).collect();
        assert_eq!((bodies, pages), (all, 3));
    }
}

#[tokio::test]
async fn a_page_of_large_bodies_stops_early_but_never_empty() {
    let world = World::with(|options| options.max_body_bytes = 8 * 1024 * 1024).await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let mebibytes = |letter: &str, count: usize| letter.repeat(count * 1024 * 1024);
    for body in [mebibytes("a", 3), mebibytes("b", 3), mebibytes("c", 6)] {
        world.accept(&inlet, body).await;
    }
    let world = world.restart().await;
    let mut query = "from=start".to_owned();
    for (letter, count, done) in [("a", 3, false), ("b", 3, false), ("c", 6, true)] {
        let answer = world.poll(&token, &query).await;
        assert_eq!(answer.bodies(), [mebibytes(letter, count)]);
        assert_eq!(answer.done(), done);
        query = format!("iterator={}", answer.iterator());
    }
}

#[tokio::test]
async fn a_long_poll_wakes_for_an_event_long_before_its_time_is_up() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let iterator = world.poll(&token, "").await.iterator().to_owned();
    let query = format!("iterator={iterator}&wait=60");
    // The wait is 60 s and our patience half of that, so only waking up passes.
    let (answer, ()) = timeout(PATIENCE, async {
        tokio::join!(world.poll(&token, &query), async {
            world.until_readers_wait(1).await;
            world.accept(&inlet, "news").await;
        })
    })
    .await
    .expect("the poll wakes");
    assert_eq!(answer.bodies(), ["news"]);
    assert_eq!(world.metric("waiting_readers").await, 0);
}

#[tokio::test]
async fn a_long_poll_without_events_ends_with_an_iterator_to_go_on_with() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let iterator = world.poll(&token, "").await.iterator().to_owned();
    let answer = world
        .poll(&token, &format!("iterator={iterator}&wait=1"))
        .await;
    assert_eq!((answer.bodies(), answer.done()), (Vec::new(), true));
    world.accept(&inlet, "later").await;
    let answer = world
        .poll(&token, &format!("iterator={}", answer.iterator()))
        .await;
    assert_eq!(answer.bodies(), ["later"]);
}

#[tokio::test]
async fn one_event_wakes_every_waiting_desktop() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let iterator = world.poll(&token, "").await.iterator().to_owned();
    let query = format!("iterator={iterator}&wait=60");
    let polls = futures_util::future::join_all((0..100).map(|_| world.poll(&token, &query)));
    let (answers, ()) = tokio::join!(polls, async {
        world.until_readers_wait(100).await;
        world.accept(&inlet, "news").await;
    });
    assert!(answers.iter().all(|answer| answer.bodies() == ["news"]));
    assert_eq!(world.metric("events_delivered_total").await, 100);
}

#[tokio::test]
async fn a_reader_sees_its_inlets_only_whether_from_memory_or_from_disk() {
    let world = World::new().await;
    let first = world.open_inlet("first").await;
    let second = world.open_inlet("second").await;
    let first_desk = world
        .reader("first-desk", Scope::Inlets(vec!["first".into()]))
        .await;
    let second_desk = world
        .reader("second-desk", Scope::Inlets(vec!["second".into()]))
        .await;
    let supervisor = world.reader("supervisor", Scope::All).await;
    for (inlet, body) in [
        (&first, "1a"),
        (&second, "2a"),
        (&first, "1b"),
        (&second, "2b"),
    ] {
        world.accept(inlet, body).await;
    }
    let in_memory = [
        world.everything(&first_desk).await,
        world.everything(&second_desk).await,
        world.everything(&supervisor).await,
    ];
    let world = world.restart().await;
    let on_disk = [
        world.everything(&first_desk).await,
        world.everything(&second_desk).await,
        world.everything(&supervisor).await,
    ];
    let expected = [
        vec!["1a", "1b"],
        vec!["2a", "2b"],
        vec!["1a", "2a", "1b", "2b"],
    ];
    assert_eq!(in_memory, expected);
    assert_eq!(on_disk, expected);
}

#[tokio::test]
async fn a_waiting_reader_is_not_answered_for_an_inlet_it_may_not_see() {
    let world = World::new().await;
    let first = world.open_inlet("first").await;
    let second = world.open_inlet("second").await;
    let token = world
        .reader("desk", Scope::Inlets(vec!["first".into()]))
        .await;
    let iterator = world.poll(&token, "").await.iterator().to_owned();
    let query = format!("iterator={iterator}&wait=60");
    let (answer, ()) = tokio::join!(world.poll(&token, &query), async {
        world.until_readers_wait(1).await;
        world.accept(&second, "not for you").await;
        world.accept(&first, "for you").await;
    });
    assert_eq!(answer.bodies(), ["for you"]);
}

#[tokio::test]
async fn an_inlet_replaced_under_its_label_goes_on_for_its_readers() {
    let world = World::new().await;
    let old = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::Inlets(vec!["a".into()])).await;
    world.accept(&old, "old").await;
    world.relay.remove_inlet("a").await.unwrap();
    world.clock.advance(Duration::from_secs(1));
    let new = world.open_inlet("a").await;
    assert_ne!(old, new);
    world.accept(&new, "new").await;
    assert_eq!(world.everything(&token).await, ["old", "new"]);
}

#[tokio::test]
async fn a_rare_inlet_is_found_behind_a_great_many_events_of_others() {
    use sqlx::{ConnectOptions, Connection, Executor};
    let world = World::new().await;
    world.open_inlet("rare").await;
    let token = world
        .reader("desk", Scope::Inlets(vec!["rare".into()]))
        .await;
    world.relay.stop().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&world.options.database);
    let mut database = options.connect().await.unwrap();
    // Received now: what is older than the relay keeps is removed as soon as it starts again.
    let many = "WITH RECURSIVE number(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM number WHERE id < 25000)
         INSERT INTO event (id, inlet, received_at, body)
         SELECT id, CASE id WHEN 12000 THEN 'rare' WHEN 25000 THEN 'rare' ELSE 'busy' END, ?1,
                CAST('event ' || id AS BLOB) FROM number";
    let many = sqlx::query(many).bind(BEGIN_MS);
    database.execute(many).await.unwrap();
    database.close().await.unwrap();
    let relay = Relay::start(world.options.clone()).await.unwrap();
    let world = World {
        relay,
        client: client(),
        ..world
    };
    assert_eq!(
        world.everything(&token).await,
        ["event 12000", "event 25000"]
    );
}
