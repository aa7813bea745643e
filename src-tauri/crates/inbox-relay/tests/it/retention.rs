//! What is removed, and what late desktops are told.

use std::time::Duration;

use inbox_relay::{Scheme, Scope};
use reqwest::StatusCode;
use serde_json::json;

use crate::world::{World, error_code};

#[tokio::test]
async fn a_repeat_of_an_event_already_removed_is_still_a_repeat() {
    let world = World::with(|options| options.retention_age = Duration::from_hours(1)).await;
    let inlet = world.inlet("a", Scheme::Hatif, None).await;
    let once =
        json!({"messageId": "wamid.1", "status": "Sent", "direction": "Outbound"}).to_string();
    let token = world.reader("desk", Scope::All).await;
    world.accept(&inlet, once.clone()).await;
    world.clock.advance(Duration::from_hours(2));
    world.relay.prune().await.unwrap();
    world.accept(&inlet, once.clone()).await;
    let world = world.restart().await;
    world.accept(&inlet, once.clone()).await;
    assert_eq!(world.everything(&token).await, Vec::<String>::new());
    world.clock.advance(Duration::from_hours(70));
    world.relay.prune().await.unwrap();
    let world = world.restart().await;
    world.accept(&inlet, once.clone()).await;
    assert_eq!(
        world.everything(&token).await,
        [once],
        "beyond the horizon it is new"
    );
}

#[tokio::test]
async fn the_same_words_are_a_repeat_for_a_while_and_then_they_are_true_again() {
    let world = World::new().await;
    let inlet = world.inlet("a", Scheme::Hatif, None).await;
    let token = world.reader("desk", Scope::All).await;
    // A conversation that is given away and back: nothing in it names the event.
    let given = |to: &str| {
        json!({"eventType": "AssignedUserIdChanged", "data": {"id": "c", "assignedUserId": to}})
            .to_string()
    };
    world.accept(&inlet, given("ana")).await;
    world.accept(&inlet, given("bia")).await;
    world.accept(&inlet, given("ana")).await;
    assert_eq!(world.everything(&token).await, [given("ana"), given("bia")]);
    world.clock.advance(Duration::from_mins(10));
    world.accept(&inlet, given("ana")).await;
    let told = [given("ana"), given("bia"), given("ana")];
    assert_eq!(world.everything(&token).await, told);
    let world = world.restart().await;
    world.accept(&inlet, given("ana")).await;
    assert_eq!(
        world.everything(&token).await,
        told,
        "known after a restart"
    );
}

#[tokio::test]
async fn an_iterator_older_than_the_retention_is_expired_and_newer_ones_go_on() {
    let world = World::with(|options| options.retention_age = options.dedupe_horizon).await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let before = world.poll(&token, "").await.iterator().to_owned();
    world.accept(&inlet, "old").await;
    let between = world.poll(&token, "").await.iterator().to_owned();
    world.clock.advance(Duration::from_hours(72));
    world.accept(&inlet, "young").await;
    world.relay.prune().await.unwrap();
    assert_eq!(
        world.everything(&token).await,
        ["old", "young"],
        "exactly of age is not too old"
    );
    world.clock.advance(Duration::from_millis(1));
    world.relay.prune().await.unwrap();
    for _restarted in [false, true] {
        let response = world.poll_raw(&token, &format!("iterator={before}")).await;
        assert_eq!(response.status(), StatusCode::GONE);
        assert_eq!(error_code(response).await, "iterator_expired");
        let answer = world.poll(&token, &format!("iterator={between}")).await;
        assert_eq!(answer.bodies(), ["young"]);
        assert_eq!(world.everything(&token).await, ["young"]);
    }
    assert_eq!(world.metric("events_pruned_total").await, 1);
}

#[tokio::test]
async fn a_stream_emptied_by_retention_goes_on_where_it_was_after_a_restart() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let before = world.poll(&token, "").await.iterator().to_owned();
    world.accept(&inlet, "old").await;
    let after = world.poll(&token, "").await.iterator().to_owned();
    world.clock.advance(Duration::from_hours(24 * 8));
    world.relay.prune().await.unwrap();
    let world = world.restart().await;
    assert_eq!(
        world
            .poll_raw(&token, &format!("iterator={before}"))
            .await
            .status(),
        StatusCode::GONE
    );
    world.accept(&inlet, "new").await;
    let answer = world.poll(&token, &format!("iterator={after}")).await;
    assert_eq!(answer.bodies(), ["new"], "numbers are never given twice");
}

#[tokio::test]
async fn beyond_the_size_limit_the_oldest_go_and_the_newest_stay() {
    let limit = 2 * 1024 * 1024;
    let world = World::with(|options| options.retention_bytes = limit).await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let body = |number: usize| format!("{number:03}{}", "x".repeat(100_000));
    for number in 0..40 {
        world.accept(&inlet, body(number)).await;
    }
    world.relay.prune().await.unwrap();
    let kept = world.everything(&token).await;
    let newest: Vec<_> = (40 - kept.len()..40).map(body).collect();
    assert_eq!(kept, newest);
    assert!(
        (15..=20).contains(&kept.len()),
        "about 2 MiB of 100 kB bodies stay: {}",
        kept.len()
    );
    assert!(world.metric("stored_bytes").await <= limit);
}

#[tokio::test]
async fn many_old_events_are_removed_in_several_batches() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let posts = (0..1200).map(|number| world.accept(&inlet, number.to_string()));
    futures_util::future::join_all(posts).await;
    world.clock.advance(Duration::from_hours(24 * 8));
    world.accept(&inlet, "new").await;
    world.relay.prune().await.unwrap();
    assert_eq!(world.everything(&token).await, ["new"]);
    assert_eq!(world.metric("events_pruned_total").await, 1200);
}
